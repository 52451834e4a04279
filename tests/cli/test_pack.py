"""bole pack: index, check, show and new, through the real command; JSON alone, exit codes, both languages."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Bole, Ended
from tests.policy.pack_folders import CATALOGUE, DOCUMENTS, PARAMETER, write_pack
from tests.policy.test_flow_sheets import FILES, FLOW, KIND
from tests.policy.test_pack import SCHEME

RULES = """琅屿市技能人才津贴办法
琅政〔2031〕6号

一、总则
为培养技能人才，制定本办法。
二、津贴
（一）取得高级工证书的，给予1000元津贴，紧缺工种上浮30%。
（二）灯塔工每年评定一次。

琅屿市人民政府
2031年1月5日
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "办法.txt"
    path.write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture
def packs(tmp_path: Path, rules: Path, bole: Bole) -> Path:
    """A pack whose index was made of the document by the command itself."""
    entry = bole("pack", "index", rules, "--id", "langyu-6").out
    unseen = DOCUMENTS.partition("- id: langyu-unseen")[2]
    documents = entry + "- id: langyu-unseen" + unseen
    folder = tmp_path / "packs"
    write_pack(folder, {"documents.yaml": documents, "schemes/grant.py": SCHEME})
    return folder


def said(ended: Ended) -> Any:
    assert ended.out.count("\n") == 1
    return json.loads(ended.out)


# index


def test_index_prints_an_entry_with_hashes_and_no_wording(bole: Bole, rules: Path) -> None:
    ended = bole("pack", "index", rules, "--id", "langyu-6")
    [entry] = yaml.safe_load(ended.out)
    assert ended.code == 0
    assert (entry["id"], entry["number"], str(entry["issued_on"])) == ("langyu-6", "琅政〔2031〕6号", "2031-01-05")
    assert list(entry["clauses"]) == ["一", "二", "二/(一)", "二/(二)"]
    assert all(len(known) == 64 for known in entry["clauses"].values())
    assert "灯塔工" not in ended.out


def test_index_as_json_is_the_same_entry(bole: Bole, rules: Path) -> None:
    told = said(bole("pack", "index", rules, "--json"))
    [entry] = yaml.safe_load(bole("pack", "index", rules).out)
    assert told["clauses"] == entry["clauses"]
    assert told["id"] == entry["id"] == "document-2031-6"


def test_hashes_do_not_see_width_white_space_or_script(bole: Bole, tmp_path: Path, rules: Path) -> None:
    other = tmp_path / "另存.html"
    text = RULES.replace("1000", "１０００").replace("技能", "技 能").replace("紧缺", "緊缺")
    other.write_text("<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()), encoding="utf-8")
    first, second = (said(bole("pack", "index", file, "--json"))["clauses"] for file in (rules, other))
    assert first["二/(一)"] == second["二/(一)"]
    assert first["一"] == second["一"]


@pytest.mark.parametrize(("arguments", "code"), [(["没有.txt"], "D002"), (["--id", "Lang Yu", "没有.txt"], "K007")])
def test_index_of_nothing_or_under_a_wrong_id_is_refused(bole: Bole, arguments: list[str], code: str) -> None:
    ended = bole("pack", "index", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert f"BOLE-{code}" in ended.err


# check


def test_check_counts_what_packs_hold_and_lists_what_is_open(bole: Bole, packs: Path) -> None:
    text = PARAMETER.replace("    value: 30\n", "    value: null\n    missing: true\n")
    write_pack(packs, {"documents.yaml": (packs / "documents.yaml").read_text(encoding="utf-8")})
    (packs / "parameters" / "uplift.yaml").write_text(text, encoding="utf-8")
    told = said(bole("pack", "check", "langyu", "--packs", packs, "--json"))
    [pack] = told["packs"]
    assert (pack["parameters"], pack["catalogues"], pack["schemes"]) == (
        ["langyu.uplift"],
        ["langyu.standard"],
        ["langyu.grant"],
    )
    assert pack["missing"] == [
        {"id": "langyu.uplift", "from": "2031-01-01", "until": "2031-12-31", "clause": "langyu-6#二/(一)"}
    ]
    ended = bole("pack", "check", "langyu", "--packs", packs)
    assert ended.code == 0
    assert "缺数 langyu.uplift 2031-01-01 至 2031-12-31 langyu-6#二/(一)" in ended.out


def test_check_without_an_id_takes_all_packs_and_folders_from_the_environment(
    bole: Bole, packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = write_pack(tmp_path / "second", id="yunling")
    monkeypatch.setenv("BOLE_PACKS", f"{packs}:{second}")
    told = said(bole("pack", "check", "--json"))
    assert {"langyu", "yunling", "nation", "zhongshan", "zibo"} <= {pack["id"] for pack in told["packs"]}
    assert said(bole("pack", "check", "--json", "--packs", f"{packs}:{second}")) == told


def test_check_tells_every_fault_with_file_and_line(bole: Bole, packs: Path) -> None:
    (packs / "parameters" / "uplift.yaml").write_text(PARAMETER.replace("value: 30", "value: 3.5"), encoding="utf-8")
    (packs / "schemes" / "grant.py").write_text("import os\n", encoding="utf-8")
    (packs / "catalogues" / "standard.yaml").write_text(CATALOGUE.replace("二/(二)", "九"), encoding="utf-8")
    ended = bole("pack", "check", "--packs", packs)
    assert (ended.code, ended.out) == (2, "")
    assert f"{packs}/parameters/uplift.yaml:8: " in ended.err
    assert f"{packs}/catalogues/standard.yaml:12: " in ended.err
    told = said(bole("pack", "check", "--packs", packs, "--json"))
    assert [error["code"] for error in told["errors"]] == ["BOLE-P016", "BOLE-P022"]


def test_check_of_an_unknown_pack_names_the_nearest(bole: Bole) -> None:
    ended = bole("pack", "check", "zhongsan")
    assert ended.code == 2
    assert "“zhongshan”" in ended.err


# check --document


def test_a_document_as_indexed_is_at_peace_with_its_index(bole: Bole, packs: Path, rules: Path) -> None:
    ended = bole("pack", "check", "langyu", "--packs", packs, "--document", rules)
    assert ended.code == 0
    assert "langyu-6" in ended.out


def test_a_changed_clause_names_what_rests_on_it(bole: Bole, packs: Path, rules: Path) -> None:
    rules.write_text(RULES.replace("上浮30%", "上浮20%"), encoding="utf-8")
    ended = bole("pack", "check", "langyu", "--packs", packs, "--document", rules, "--json")
    [compared] = said(ended)["documents"]
    assert ended.code == 1
    assert (compared["id"], compared["changed"]) == ("langyu-6", ["二", "二/(一)"])
    assert {part["id"] for part in compared["touched"]} == {"langyu.uplift", "langyu.grant"}
    shown = bole("pack", "check", "langyu", "--packs", packs, "--document", rules)
    assert "langyu.grant 以它为依据（2031-01-01 起）" in shown.out


def test_a_clause_that_is_gone_names_what_rested_on_it(bole: Bole, packs: Path, rules: Path) -> None:
    rules.write_text(
        RULES.replace("（二）灯塔工每年评定一次。\n", "三、附则\n本办法自印发之日起施行。\n"), encoding="utf-8"
    )
    ended = bole("pack", "check", "langyu", "--packs", packs, "--document", f"langyu-6={rules}", "--json")
    [compared] = said(ended)["documents"]
    assert ended.code == 1
    assert (compared["missing"], compared["added"]) == (["二/(二)"], ["三"])
    assert [part["id"] for part in compared["touched"]] == ["langyu.standard"]


def test_a_document_that_no_pack_knows_is_refused(bole: Bole, packs: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.txt"
    other.write_text("云岭市通知\n一、要求\n请按时报送。\n", encoding="utf-8")
    ended = bole("pack", "check", "langyu", "--packs", packs, "--document", other)
    assert ended.code == 2
    assert "BOLE-P047" in ended.err


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_the_built_in_indexes_are_those_of_the_sources(bole: Bole, shared: Path, number: str) -> None:
    [source] = (shared / "sources").glob(f"{number}_*.txt")
    ended = bole("pack", "check", "--document", source, "--json")
    [compared] = said(ended)["documents"]
    assert (ended.code, compared["changed"], compared["missing"]) == (0, [], [])


# show


def test_show_a_parameter_with_values_in_its_unit(bole: Bole) -> None:
    told = said(bole("pack", "show", "zhongshan.organiser-award-ceiling", "--json"))
    assert told["entries"][0]["value"] == "300000.00"
    assert "300000.00 元" in bole("pack", "show", "zhongshan.organiser-award-ceiling").out
    assert "30%" in bole("pack", "show", "zhongshan.shortage-uplift").out
    assert "12 个月" in bole("pack", "show", "guangdong.claim-period").out
    assert "12 months" in bole("pack", "show", "guangdong.claim-period", "--lang", "en").out
    assert said(bole("pack", "show", "zibo.middle-title-years", "--json"))["entries"][0]["value"] == 3


def test_show_says_what_the_source_does_not_give(bole: Bole) -> None:
    assert "来源没有给出" in bole("pack", "show", "zhongshan.organiser-award-per-trainee").out
    assert (
        said(bole("pack", "show", "guangdong.skill-upgrade-standard", "--json"))["editions"][0]["status"] == "missing"
    )


def test_show_a_catalogue_a_document_a_pack_and_a_scheme(bole: Bole, packs: Path) -> None:
    told = {
        id: said(bole("pack", "show", id, "--packs", packs, "--json"))
        for id in ("nation.occupation", "langyu-6", "langyu", "langyu.grant")
    }
    assert [one["kind"] for one in told.values()] == ["catalogue", "document", "pack", "scheme"]
    assert [edition["rows"] for edition in told["nation.occupation"]["editions"]] == [2089, 2107, 2124]
    assert told["langyu.grant"]["clauses"] == ["langyu-6#二/(一)"]
    for id in told:
        assert id in bole("pack", "show", id, "--packs", packs).out


def test_show_a_kind_of_case_and_a_flow(bole: Bole) -> None:
    kind = said(bole("pack", "show", "zhongshan.rent-subsidy-grant", "--json"))
    assert (kind["kind"], kind["flow"], kind["fund"]) == ("case_kind", "nation.two-reviews", "zhongshan.talent")
    flow = said(bole("pack", "show", kind["flow"], "--json"))
    assert (flow["kind"], flow["start"], flow["verified"]) == ("flow", "submitted", False)
    assert {"from": "submitted", "verb": "accept", "to": "accepted"}.items() <= flow["steps"][0].items()
    shown = bole("pack", "show", kind["flow"]).out
    assert "已核实：否" in shown
    assert "accepted → reviewed: review (case.review)" in shown
    assert "办理方式：申请办理" in bole("pack", "show", "zhongshan.rent-subsidy-grant").out


def test_check_tells_flows_kinds_and_where_a_sheet_and_the_computation_differ(bole: Bole) -> None:
    told = said(bole("pack", "check", "zhongshan", "--json"))
    city = next(pack for pack in told["packs"] if pack["id"] == "zhongshan")
    assert "zhongshan.flat" in city["kinds"]
    assert city["flows"] == []
    nation = next(pack for pack in told["packs"] if pack["id"] == "nation")
    assert "nation.letter" in nation["flows"]
    assert nation["unverified_flows"] == nation["flows"]
    assert nation["unverified_calendars"] == nation["calendars"]
    assert nation["calendars"][:2] == [2023, 2024]
    assert [warning["code"] for warning in told["warnings"]] == ["BOLE-P274"]
    shown = bole("pack", "check", "zhongshan")
    assert shown.code == 0
    assert "提示：" in shown.out
    assert "未核实的事项 27 个、流程 11 个、放假安排 4 年。" in shown.out
    assert "[BOLE-P274]" in shown.out


def test_check_tells_a_permission_that_nobody_can_have(bole: Bole, tmp_path: Path) -> None:
    write_pack(tmp_path, FILES | {"flows/review.toml": FLOW.replace("case.decide", "case.decree")})
    ended = bole("pack", "check", "langyu", "--packs", tmp_path)
    assert ended.code == 2
    assert "BOLE-P275" in ended.err
    assert "case.decree" in ended.err


def test_a_changed_clause_names_the_kinds_that_rest_on_it(bole: Bole, packs: Path, rules: Path) -> None:
    sheet = KIND.replace('scheme = "langyu.grant"\n', "")
    write_pack(
        packs,
        {
            "documents.yaml": (packs / "documents.yaml").read_text(encoding="utf-8"),
            "schemes/grant.py": SCHEME,
            "flows/review.toml": FLOW,
            "services/grant-claim.toml": sheet,
        },
    )
    rules.write_text(RULES.replace("1000元", "1200元"), encoding="utf-8")
    ended = bole("pack", "check", "langyu", "--document", rules, "--packs", packs)
    assert ended.code == 1
    assert "langyu.grant-claim 以它为依据（不分日期）" in ended.out


def test_show_what_is_not_there_names_the_nearest(bole: Bole) -> None:
    ended = bole("pack", "show", "zhongshan.shortage-uplif", "--lang", "en")
    assert ended.code == 2
    assert '"zhongshan.shortage-uplift"' in ended.err


# new


def test_a_new_pack_passes_the_check(bole: Bole, tmp_path: Path) -> None:
    folder = tmp_path / "琅屿"
    words = ["--id", "langyu", "--title", '琅屿"市"', "--place", "609900", "--parent", "nation"]
    assert said(bole("pack", "new", folder, *words, "--json"))["id"] == "langyu"
    told = said(bole("pack", "check", "langyu", "--packs", folder, "--json"))
    assert [pack["title"] for pack in told["packs"]] == ["全国", '琅屿"市"']
    assert sorted(path.name for path in tmp_path.iterdir()) == ["琅屿"]


def test_entries_are_appended_to_the_documents_of_a_new_pack(bole: Bole, tmp_path: Path, rules: Path) -> None:
    folder = tmp_path / "新"
    assert bole("pack", "new", folder, "--id", "langyu", "--title", "琅屿市", "--place", "609900").code == 0
    with (folder / "documents.yaml").open("a", encoding="utf-8") as documents:
        documents.writelines(bole("pack", "index", rules, "--id", f"langyu-{n}").out for n in (6, 7))
    told = said(bole("pack", "check", "langyu", "--packs", folder, "--json"))
    assert told["packs"][0]["documents"] == ["langyu-6", "langyu-7"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--id", "Lang", "--place", "609900"], "P049"),
        (["--id", "langyu", "--place", "6099"], "P049"),
        (["--id", "zibo", "--place", "609900"], "P038"),
        (["--id", "langyu", "--place", "609900", "--parent", "nowhere"], "P039"),
        (["--id", "langyu", "--place", "609900", "--level", "province", "--parent", "zibo"], "P041"),
    ],
)
def test_a_new_pack_that_would_not_pass_leaves_nothing_behind(
    bole: Bole, tmp_path: Path, words: list[str], code: str
) -> None:
    ended = bole("pack", "new", tmp_path / "新", "--title", "琅屿市", *words)
    assert (ended.code, ended.out) == (2, "")
    assert f"BOLE-{code}" in ended.err
    assert "新/pack.toml" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_new_pack_never_writes_over_anything(bole: Bole, tmp_path: Path) -> None:
    words = ["--id", "langyu", "--title", "琅屿市", "--place", "609900"]
    (tmp_path / "满").mkdir()
    (tmp_path / "满" / "信.txt").write_text("x", encoding="utf-8")
    (tmp_path / "空").mkdir()
    assert "BOLE-P048" in bole("pack", "new", tmp_path / "满", *words).err
    assert "BOLE-P048" in bole("pack", "new", tmp_path / "满" / "信.txt", *words).err
    assert "BOLE-K001" in bole("pack", "new", tmp_path / "无" / "新", *words).err
    assert bole("pack", "new", tmp_path / "空", *words).code == 0


# help


@pytest.mark.parametrize("name", ["", "index", "check", "show", "new"])
def test_help_speaks_both_languages(bole: Bole, name: str) -> None:
    words = ["pack", *([name] if name else []), "--help"]
    assert "规则包" in bole(*words).out or "文件" in bole(*words).out
    english = bole("--lang", "en", *words).out
    assert "Options:" in english
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)
