"""导入的速度: a file of a department into the register, on SQLite and on PostgreSQL.

    python benchmarks/import_speed.py [--rows 1000000] [--database sqlite|postgresql|both] [--format csv|xlsx|parquet]

Rows are spells of insurance of invented people (two thirds as many people as rows, each with a phone, one in three
with two spells), with one row in twenty wrong in the usual ways. Each import runs in a process of its own; its wall
time, the processor time of it and its children, and the largest memory of any of them are printed, and so is a second
import of the same file, which must change nothing. Limit for a million rows: 180 s and 2 GB, on an idle machine.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bole.kernel.identifiers import check_place, credit_place

HEADINGS = (
    "姓名", "证件号码", "性别", "手机号码", "险种", "单位名称", "统一社会信用代码", "参保地区划", "缴费起始日期",
    "缴费截止日期", "参保状态", "累计缴费月数",
)  # fmt: skip
LIMIT_SECONDS, LIMIT_MB = 180, 2048
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
BODIES = 20_000
BOLE = Path(sys.executable).with_name("bole")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Rows of the file; the same for the same count."""
    for number in range(count):
        person = number * 2 // 3
        born = date(1960, 1, 1) + timedelta(days=person * 7919 % 16000)
        seventeen = f"60{person // 1000 % 10000:04}{born:%Y%m%d}{person % 1000:03}"
        card = seventeen + check_place(seventeen)
        first = date(2010, 1, 1) + timedelta(days=number * 31 % 5000)
        body = person * 104729 % BODIES
        code = f"9160{body:04}{body:08}A"[:17]
        wrong = number % 100
        yield (
            SURNAMES[person % 20] + GIVEN[person // 20 % 20] + GIVEN[person // 400 % 20],
            card[:14] + "****" if wrong == 1 else card[:-3] + "000" if wrong == 2 else "" if wrong == 3 else card,
            "男" if int(card[16]) % 2 else "女",
            f"12{person:09}",
            "养老" if wrong != 4 else "其他",
            f"样例{body}号有限公司",
            code + credit_place(code),
            "442000",
            first.isoformat() if wrong != 5 else "2024-02-30",
            (first + timedelta(days=400)).isoformat(),
            "参保缴费" if number % 2 else "停保",
            str(number % 200),
        )


def written(count: int, form: str, folder: Path) -> Path:
    """The file."""
    path = folder / f"insurance.{form}"
    if form == "csv":
        with path.open("w", encoding="gb18030", newline="\r\n") as file:
            file.write(",".join(HEADINGS) + "\n")
            file.writelines(",".join(row) + "\n" for row in rows(count))
    elif form == "parquet":
        columns = zip(*rows(count), strict=True)
        pq.write_table(pa.table(dict(zip(HEADINGS, map(list, columns), strict=True))), path)
    else:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("参保")
        sheet.append(HEADINGS)
        for row in rows(count):
            sheet.append(row)
        book.save(path)
    return path


def measured(path: Path, home: Path, url: str) -> tuple[float, float, float, dict[str, object]]:
    """Wall seconds, processor seconds, MB and counts of one import in a fresh process."""
    environment = {**os.environ, "BOLE_HOME": str(home), **({"BOLE_DATABASE_URL": url} if url else {})}
    environment.pop("BOLE_DATABASE_URL", None) if not url else None
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [str(BOLE), "import", str(path), "--as", "insurance", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    told = json.loads(done.stdout)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, busy, after.ru_maxrss / 1024, {**told, "rejected": len(told["rejected"])}


def _create(url: str) -> None:
    """A database of its own, where there is a server."""
    if url:
        import psycopg

        with psycopg.connect(url.replace("/bole?", "/postgres?"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bole")


def main() -> int:
    """Print a line for each import; 1 where a second import changed anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--format", choices=("csv", "xlsx", "parquet"), default="csv")
    asked = parser.parse_args()
    databases = ("sqlite", "postgresql") if asked.database == "both" else (asked.database,)
    sys.path.insert(0, str(Path(__file__).parent.parent))
    from tests.databases import postgresql

    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = written(asked.rows, asked.format, Path(folder))
        print(f"{asked.rows:,} rows, {asked.format}, {path.stat().st_size / 1e6:.1f} MB")
        for database in databases:
            with postgresql() if database == "postgresql" else nullcontext("") as url:
                _create(url)
                for time_ in ("first", "again"):
                    seconds, busy, memory, told = measured(path, Path(folder) / database, url)
                    counts = {key: told[key] for key in ("created", "changed", "unchanged", "conflicting", "rejected")}
                    print(
                        f"{database:<10} {time_:<5} {seconds:6.1f} s wall, {busy:6.1f} s processor, {memory:6.0f} MB, "
                        f"{asked.rows / seconds:8,.0f} rows/s  {counts}"
                    )
                    wrong += time_ == "again" and bool(told["created"] or told["changed"])
    print(f"limit for 1,000,000 rows: {LIMIT_SECONDS} s, {LIMIT_MB} MB")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
