"""`bole import`: what it prints, what it ends with, and what it leaves behind."""

import json
from pathlib import Path

import pytest

from tests.apps.registry.people import insured, number
from tests.cli.consoles import bole, told


def sent(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "参保.csv"
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="gb18030")
    return path


def test_an_import_its_faults_and_a_second_time(home: Path, tmp_path: Path) -> None:
    path = sent(tmp_path, insured(1), insured(2, 姓名="李四", 险种="其他9"), insured(3, 姓名="王五", 证件号码=""))
    first = told(home, "import", path, "--as", "insurance")
    counts = {key: first[key] for key in ("created", "changed", "unchanged", "conflicting")}
    assert counts == {"created": 1, "changed": 0, "unchanged": 0, "conflicting": 1}
    (rejected,) = first["rejected"]
    assert (rejected["row"], rejected["column"], rejected["value"], rejected["code"]) == (
        3,
        "险种",
        "其他9",
        "BOLE-R105",
    )
    ended = bole(home, "import", path, "--as", "insurance", "--errors", tmp_path / "错误.csv")
    assert ended.returncode == 1
    assert ended.stdout == "新增 0 行，更新 0 行，未变 1 行，冲突 1 行，退回 1 行。\n"
    assert "同一个文件已在第 1 批导入过" in ended.stderr
    assert (tmp_path / "错误.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    english = bole(home, "import", path, "--as", "insurance", "--lang", "en")
    assert "1 unchanged" in english.stdout
    assert number(1) not in ended.stdout + ended.stderr + json.dumps(first)


def test_a_dry_run_writes_nothing_and_leaves_no_file(home: Path, tmp_path: Path) -> None:
    path = sent(tmp_path, insured(1))
    for _ in range(2):
        dry = told(home, "import", path, "--as", "insurance", "--dry-run")
        assert (dry["created"], dry["rejected"]) == (1, [])
    assert [*(home / "uploads").iterdir()] == []
    assert told(home, "import", path, "--as", "insurance", "--source", "social-insurance")["created"] == 1


def test_a_template_and_what_cannot_be(home: Path, tmp_path: Path) -> None:
    assert bole(home, "import", "--as", "household", "--template", tmp_path / "模板.xlsx").returncode == 0
    assert (tmp_path / "模板.xlsx").read_bytes().startswith(b"PK")
    for arguments, error in (
        (("import", "--as", "insurance"), "BOLE-C060"),
        (("import", tmp_path / "none.csv", "--as", "insurance"), "BOLE-R002"),
        (("import", tmp_path / "模板.xlsx", "--as", "nothing"), "BOLE-R001"),
        (("import", tmp_path / "模板.xlsx", "--as", "household"), "BOLE-R013"),
        (("import", "--resume", "77"), "BOLE-R033"),
    ):
        ended = bole(home, *arguments)
        assert (ended.returncode, error in ended.stderr) == (2, True), ended.stderr
    assert bole(home, "import", tmp_path / "模板.xlsx").returncode == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_names_the_kinds(home: Path, language: str) -> None:
    ended = bole(home, "import", "--help", "--lang", language)
    assert ended.returncode == 0
    assert "insurance" in ended.stdout


def test_a_batch_is_undone_and_comes_in_again(home: Path, tmp_path: Path) -> None:
    path = sent(tmp_path, insured(1), insured(2, 姓名="李四"), insured(3, 姓名="王五", 证件号码=""))
    batch = told(home, "import", path, "--as", "insurance")["batch"]
    would = told(home, "import", "--undo", batch, "--dry-run")
    assert (would["closed"], would["opened"], would["pending"], would["left"]) == (7, 0, 1, 0)
    came = told(home, "import", "--undo", batch)
    assert (came["closed"], came["pending"], came["left"]) == (7, 1, [])
    again = told(home, "import", path, "--as", "insurance")
    assert (again["created"], again["same_as"]) == (2, None)
    ended = bole(home, "import", "--undo", batch)
    assert ended.returncode == 2
    assert "BOLE-R040" in ended.stderr
    assert bole(home, "import", path, "--as", "insurance", "--undo", batch).returncode == 2


def test_what_was_written_since_is_left_and_told(home: Path, tmp_path: Path) -> None:
    first = told(home, "import", sent(tmp_path, insured(1)), "--as", "insurance")["batch"]
    later = told(home, "import", sent(tmp_path, insured(1, 累计缴费月数="30")), "--as", "insurance")["batch"]
    ended = bole(home, "import", "--undo", first)
    assert ended.returncode == 1
    assert f"（第 {later} 批）" in ended.stderr
    left = told(home, "import", "--undo", first)["left"]
    assert {"table": "insurance", "why": "changed", "by": later} in [
        {name: one[name] for name in ("table", "why", "by")} for one in left
    ]
