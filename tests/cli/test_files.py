"""The verbs over FILE...: JSON alone on standard output, exit codes, bad files beside good ones, whole outputs."""

import json
import os
import pty
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from bole.cli import files as verbs_over_files
from tests.conftest import Bole

PLAN = """云岭市技能人才培育行动方案
云岭政办发〔2031〕6号

各区人民政府，市政府各部门：
为培育更多高技能人才，制定本方案。
一、主要目标
到2033年，全市技能人才总量达到52万人，每年开展技能竞赛12场以上。
二、重点任务
（一）办好实训基地。到2032年新建公共实训基地不少于8个，每个给予最高30万元补助。（牵头单位：市人社局，配合单位：市财政局）
（二）支持企业带徒。依据《云岭市企业新型学徒制办法》（云岭人社发〔2030〕11号），每年培养学徒3000人。（责任单位：市总工会）

云岭市人民政府办公室
2031年3月9日
"""
OTHER = PLAN.replace("行动方案", "年度要点").replace("6号", "9号").replace("52万人", "47万人")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(OTHER, encoding="utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "空.txt"
    path.touch()
    return path


# read


def test_read_json_is_one_line_and_nothing_else(bole: Bole, plan: Path) -> None:
    ended = bole("read", plan, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    reading = json.loads(ended.out)
    assert reading["document"] == "方案.txt"
    assert reading["document_number"] == "云岭政办发〔2031〕6号"
    assert [unit["lead"] for unit in reading["units"]] == [["市人社局"], []]
    assert 520000 in [target["value"] for target in reading["targets"]]


def test_read_shows_clauses_and_table_to_a_person(bole: Bole, plan: Path) -> None:
    ended = bole("read", plan)
    assert ended.code == 0
    shown = re.sub(r"\s", "", ended.out)
    assert all(word in shown for word in ["办好实训基地", "市人社局", "市财政局", "市总工会", "2032"])


def test_a_bad_file_does_not_keep_the_others_from_being_read(bole: Bole, plan: Path, empty: Path, other: Path) -> None:
    ended = bole("read", plan, empty, other, "--json")
    assert ended.code == 2
    first, bad, last = (json.loads(line) for line in ended.out.splitlines())
    assert (first["document"], last["document"]) == ("方案.txt", "要点.txt")
    assert bad["document"] == "空.txt"
    assert bad["error"]["code"] == "BOLE-D001"
    assert "空.txt" in bad["error"]["message"]


def test_a_missing_file_is_told_in_the_users_language(bole: Bole, tmp_path: Path) -> None:
    chinese, english = bole("read", tmp_path / "无.txt"), bole("read", tmp_path / "无.txt", "--lang", "en")
    assert (chinese.code, english.code) == (2, 2)
    assert "没有这个文件" in chinese.err
    assert english.err.startswith("Error: ")
    assert "[BOLE-D002]" in chinese.err
    assert "[BOLE-D002]" in english.err
    assert "Traceback" not in chinese.err + english.err


@pytest.mark.parametrize("ending", ["xlsx", "docx", "html"])
def test_each_output_is_written_and_named(bole: Bole, plan: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    ended = bole("read", plan, f"--{ending}", out)
    assert ended.code == 0
    assert f"已写入 {out}" in ended.err
    part = {"xlsx": "xl/sharedStrings.xml", "docx": "word/document.xml"}.get(ending)
    content = content_of(out, part)
    assert "市财政局" in re.sub(r"<[^>]*>|\s", "", unescape(content))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([plan.name, out.name])


def content_of(path: Path, part: str | None) -> str:
    if part is None:
        return path.read_text(encoding="utf-8")
    assert is_zipfile(path)
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name == part or name.startswith("xl/worksheets/")]
        return "".join(archive.read(name).decode("utf-8") for name in names)


def test_all_outputs_at_once_beside_json(bole: Bole, plan: Path, other: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"out.{ending}" for ending in ("xlsx", "docx", "html")]
    ended = bole("read", plan, other, "--json", "--xlsx", outs[0], "--docx", outs[1], "--html", outs[2])
    assert ended.code == 0
    assert [json.loads(line)["document"] for line in ended.out.splitlines()] == ["方案.txt", "要点.txt"]
    assert all(out.stat().st_size > 1000 for out in outs)


def test_output_never_overwrites_a_document_that_is_read(bole: Bole, plan: Path) -> None:
    ended = bole("read", plan, "--html", plan)
    assert ended.code == 2
    assert "[BOLE-C003]" in ended.err
    assert plan.read_text(encoding="utf-8") == PLAN


def test_two_outputs_do_not_share_a_file(bole: Bole, plan: Path, tmp_path: Path) -> None:
    ended = bole("read", plan, "--html", tmp_path / "out", "--xlsx", tmp_path / "out")
    assert ended.code == 2
    assert "[BOLE-C004]" in ended.err
    assert not (tmp_path / "out").exists()


def test_output_into_a_missing_folder_is_told(bole: Bole, plan: Path, tmp_path: Path) -> None:
    ended = bole("read", plan, "--html", tmp_path / "none" / "out.html")
    assert ended.code == 2
    assert "[BOLE-K001]" in ended.err


def test_nothing_is_written_when_nothing_could_be_read(bole: Bole, empty: Path, tmp_path: Path) -> None:
    ended = bole("read", empty, "--html", tmp_path / "out.html")
    assert ended.code == 2
    assert not (tmp_path / "out.html").exists()


def test_many_files_show_progress_and_keep_their_order(bole: Bole, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(verbs_over_files.MANY)]
    for path in paths:
        path.write_text(PLAN, encoding="utf-8")
    ended = bole("read", *paths, "--json")
    assert ended.code == 0
    assert [json.loads(line)["document"] for line in ended.out.splitlines()] == [path.name for path in paths]
    assert f"{len(paths)}/{len(paths)}" in ended.err


def test_progress_on_a_screen_leaves_the_json_in_its_pipe(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(verbs_over_files.MANY)]
    for path in paths:
        path.write_text(PLAN, encoding="utf-8")
    screen, standard_error = pty.openpty()
    call = [str(Path(sys.executable).with_name("bole")), "read", "--json", *map(str, paths)]
    try:
        ended = subprocess.run(call, stdout=subprocess.PIPE, stderr=standard_error, check=True, encoding="utf-8")
    finally:
        os.close(standard_error)
        os.close(screen)
    assert [json.loads(line)["document"] for line in ended.stdout.splitlines()] == [path.name for path in paths]


# compare


def test_compare_finds_a_contradiction_and_ends_with_1(bole: Bole, plan: Path, other: Path) -> None:
    ended = bole("compare", plan, other, "--json")
    findings = json.loads(ended.out)["findings"]
    assert ended.code == 1
    values = [{place["value"] for place in found["places"]} for found in findings if found["status"] == "contradiction"]
    assert {520000, 470000} in values


def test_compare_shows_both_places_to_a_person(bole: Bole, plan: Path, other: Path) -> None:
    ended = bole("compare", plan, other)
    shown = re.sub(r"\s", "", ended.out)
    assert ended.code == 1
    assert "52万人" in shown
    assert "47万人" in shown


def test_compare_of_a_document_at_peace_with_itself_ends_with_0(bole: Bole, plan: Path) -> None:
    ended = bole("compare", plan, "--json")
    assert ended.code == 0
    assert [found for found in json.loads(ended.out)["findings"] if found["status"] == "contradiction"] == []


def test_compare_tells_which_file_it_could_not_read(bole: Bole, plan: Path, empty: Path) -> None:
    ended = bole("compare", plan, empty, "--json")
    assert ended.code == 2
    assert [unread["document"] for unread in json.loads(ended.out)["errors"]] == ["空.txt"]
    assert "[BOLE-D001]" in ended.err


# lineage


def test_lineage_names_documents_and_who_cites_whom(bole: Bole, plan: Path) -> None:
    ended = bole("lineage", plan, "--json")
    traced = json.loads(ended.out)
    assert ended.code == 0
    assert {"documents", "edges"} <= set(traced)
    assert "云岭人社发〔2030〕11号" in ended.out
    assert len(traced["edges"]) == 1


def test_lineage_is_shown_and_drawn(bole: Bole, plan: Path, tmp_path: Path) -> None:
    ended = bole("lineage", plan, "--html", tmp_path / "out.html")
    assert ended.code == 0
    assert "企业新型学徒制" in re.sub(r"\s", "", ended.out)
    assert "云岭市企业新型学徒制办法" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_lineage_tells_which_file_it_could_not_read(bole: Bole, plan: Path, empty: Path) -> None:
    ended = bole("lineage", plan, empty, "--json")
    assert ended.code == 2
    assert [unread["document"] for unread in json.loads(ended.out)["errors"]] == ["空.txt"]
