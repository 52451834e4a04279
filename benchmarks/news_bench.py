"""导入以后的重算: new certificates are imported into a register of many people, and what they bring is found and told.

    python -m benchmarks.news_bench [--people 1000000] [--certificates 10000] [--database postgresql|sqlite]

The register is that of `register_speed.py`, in a database of its own that goes with the run. The certificates come as
a file through upload, check, confirmation and writing; then whoever they touch is decided again, what he may have is
written, and he is told. The goal of that second part: 30 s for 10,000 certificates in a register of a million.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks import register_speed
from benchmarks.register_speed import _create, card_of

ROOT = Path(__file__).parent.parent
BEFORE, LAW = datetime.fromisoformat("2025-09-01T10:00:00+08:00"), datetime.fromisoformat("2025-09-30T10:00:00+08:00")
BODY = "样例评价中心"


_TICKS = count()


def clock() -> datetime:
    """A second later each time."""
    return LAW + timedelta(seconds=next(_TICKS))


def here(people: int, certificates: int) -> None:
    """In the database that the surroundings name."""
    from bole.conf.start import start_django

    start_django()
    from django.core.management import call_command

    from bole.apps.accounts.actor import Actor
    from bole.apps.cases.evaluating import news_evaluate
    from bole.apps.cases.models import Entitlement, Notice
    from bole.kernel.identifiers import credit_place

    call_command("migrate", verbosity=0)
    register_speed.AT = BEFORE
    filled = timed(lambda: register_speed.fill(people))
    print(f"filled with {people:,} people: {filled:.0f} s", flush=True)
    seventeen = "9160000000000077A"
    body = {"单位名称": BODY, "统一社会信用代码": seventeen + credit_place(seventeen)}
    imported("employers", [body | {"单位类别": "培训机构", "是否社会培训评价组织": "是"}])
    rows = fresh(people, certificates)
    imported("household", [homes(row) for row in rows])
    actor = Actor.system("bench")
    news_evaluate(actor=actor, clock=clock)  # from here on it is news
    wrote = timed(lambda: imported("certificates", rows))
    print(f"{len(rows):,} certificates imported: {wrote:.1f} s", flush=True)
    done = []
    took = timed(lambda: done.append(news_evaluate(actor=actor, clock=clock)))
    told = Notice.objects.filter(kind="found").count()
    print(f"decided again, written, told: {took:.1f} s; {done[0]}; {Entitlement.objects.count():,} rows, {told:,} told")


def fresh(people: int, most: int) -> list[dict[str, str]]:
    """One new certificate each for people all over the register, by their names and numbers."""
    from bole.apps.registry.models import Person

    names = list(Person.objects.filter(closed_at=None).order_by("thing").values_list("name", flat=True))
    step = max(1, people // most)
    return [
        {
            "姓名": names[n], "身份证号": card_of(n), "证书类别": "职业技能等级证书", "证书编号": f"Y6001{n:017}",
            "职业编码": "6-31-07-03", "技能等级": "三级/高级工", "评价方式": "社会培训评价组织认定", "发证机构": BODY,
            "发证日期": "2025-06-03", "证书状态": "有效",
        }
        for n in range(0, people, step)
    ][:most]  # fmt: skip


def homes(row: dict[str, str]) -> dict[str, str]:
    """Where the holder of a certificate is at home, as the police tell it."""
    told = {"性别": "", "户籍地区划": "442000", "镇街": "442000001", "迁入日期": "20200101"}
    return {"姓名": row["姓名"], "公民身份号码": row["身份证号"]} | told


def imported(kind: str, rows: list[dict[str, str]]) -> None:
    """As a department's file: uploaded, checked, confirmed, written."""
    from bole.apps.accounts.actor import Actor
    from bole.apps.registry.imports.check import batch_check
    from bole.apps.registry.imports.upload import batch_upload
    from bole.apps.registry.imports.write import batch_confirm, batch_write
    from bole.apps.registry.sources import source_add

    actor = Actor.system("bench")
    source_add(code=kind, name=f"来源{kind}", actor=actor, at=BEFORE)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{kind}.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        with file.open("rb") as stream:
            batch = batch_upload(kind=kind, source=kind, file_name=file.name, stream=stream, actor=actor, at=clock())
    batch_check(batch=batch.pk, actor=actor, at=clock())
    batch_confirm(batch=batch.pk, actor=actor, at=clock())
    batch_write(batch=batch.pk, actor=actor, clock=clock)


def timed(run: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> int:
    """In a process of its own, with a database of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--certificates", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        here(asked.people, asked.certificates)
        return 0
    from tests.databases import postgresql

    server = postgresql() if asked.database == "postgresql" else nullcontext("")
    with tempfile.TemporaryDirectory() as home, server as url:
        around = {
            **os.environ, "BOLE_HOME": home, "BOLE_PLACE": "442000",
            "BOLE_COVERED": "claim,payment,employment,insurance",
            "BOLE_PACKS": str(ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"),
        }  # fmt: skip
        if url:
            _create(url)
            around["BOLE_DATABASE_URL"] = url
        told = ["--people", str(asked.people), "--certificates", str(asked.certificates), "--here"]
        command = [sys.executable, "-m", "benchmarks.news_bench", *told]
        return subprocess.run(command, env=around, check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
