"""`bole snapshot`: a register as a snapshot that the other verbs work on unchanged, and what becomes of it."""

import json
from pathlib import Path

from tests.apps.registry.people import certificate, householder, insured, number
from tests.cli.consoles import bole, told
from tests.cli.test_import import sent


def filled(home: Path, folder: Path) -> None:
    for kind, rows in (
        ("household", [householder(1), householder(2, 姓名="李四")]),
        ("insurance", [insured(1)]),
        ("certificates", [certificate(1, 证书编号="Y1", 职业编码="6-31-07-03")]),
    ):
        assert bole(home, "import", sent(folder, *rows), "--as", kind).returncode == 0


def test_the_other_verbs_work_on_it(home: Path, tmp_path: Path) -> None:
    filled(home, tmp_path)
    made = told(home, "snapshot", "--out", tmp_path / "s", "--city", "zhongshan")
    assert made["manifest"]["place"] == "442000"
    assert made["quarantine"] == {"rows": 0, "faults": 0, "first": []}
    assert made["manifest"]["tables"]["person"]["rows"] == 2
    assert made["erased"] == []
    day = "2025-09-30"
    run = told(home, "run", tmp_path / "s", "--as-of", day, "--record")
    assert run["rows"]["in"] == run["rows"]["decided"] + run["rows"]["out_of_scope"]
    person = told(home, "explain", tmp_path / "s", "--person", 1, "--as-of", day)["decisions"]
    for verb in ("explain", "advise"):
        assert told(home, verb, tmp_path / "s", "--person", 1, "--as-of", day)["person"] == 1
    assert isinstance(person, list)
    change = told(home, "simulate", tmp_path / "s", "--as-of", day, "--set", "zhongshan.shortage-uplift=40")
    assert change["before"]["rows"] == change["after"]["rows"]
    again = told(home, "snapshot", "--out", tmp_path / "t", "--since", tmp_path / "s", "--city", "442000")
    assert len(again["reused"]) == 16
    text = (tmp_path / "s" / "manifest.json").read_text() + json.dumps(made)
    assert number(1) not in text


def test_bad_rows_end_with_one_and_expired_ones_go(home: Path, tmp_path: Path) -> None:
    rows = [{"姓名": "张三", "身份证号码": number(1), "培训项目": "自编的项目", "开班日期": "2024-05-03"}]
    assert bole(home, "import", sent(tmp_path, *rows), "--as", "training").returncode == 0
    ended = bole(home, "snapshot", "--out", tmp_path / "s", "--city", "442000", "--quarantine", tmp_path / "q.csv")
    assert ended.returncode == 1
    assert "training.programme：1 行" in ended.stderr
    assert "unknown-code" in (tmp_path / "q.csv").read_text()
    assert bole(home, "snapshot", "--erase-expired").returncode == 0
    assert (tmp_path / "s").is_dir()


def test_what_cannot_be(home: Path, tmp_path: Path) -> None:
    for arguments, told_of in (
        (("--out", tmp_path / "s"), "BOLE-V003"),
        (("--out", tmp_path, "--city", "442000"), "BOLE-P"),
        (("--out", tmp_path / "s", "--city", "442000", "--as-of", "2190-01-01"), "BOLE-V004"),
        ((), "--out"),
    ):
        ended = bole(home, "snapshot", *arguments)
        assert ended.returncode == 2
        assert told_of in ended.stderr
    assert not (tmp_path / "s").exists()
