"""bole explain and bole replay: one person told what a run decides about him; a receipt decides the same again."""

import html
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bole.policy.explanations import explained, file_of
from bole.policy.pack import load_packs
from bole.policy.runs import run_schemes
from bole.policy.scheme import OUTCOMES
from bole.policy.snapshot import open_snapshot
from bole.policy.vocabulary import Employment, Scheme, Workforce, clause, exists, number, since
from tests.cli.registers import AS_OF, DAY, INVENTED, ORGANISER, SKILL, busiest, edited, said, snapshot
from tests.conftest import Bole

PERSONS = 40
BUSY = busiest(PERSONS)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("registers") / "快照", persons=PERSONS)


def test_one_person_is_told_what_the_run_decides(register: Path) -> None:
    packs = load_packs([INVENTED])
    ids = [SKILL, "langyu.skill-upgrade", "langyu.steady-worker", "zibo.title-recognised", "zibo.title-apply-middle"]
    schemes = [packs.scheme(id) for id in ids]
    with open_snapshot(register) as opened:
        ran = run_schemes(opened, schemes, AS_OF)
        by_run = {
            (id, row["fact"]): (ran.run.parts[id].scheme.id, row["outcome"], row["fen"])
            for id in ids
            for row in ran.run.decisions(id).iter_rows(named=True)
        }
        told = {}
        for person in range(1, PERSONS + 1):
            for one in explained(opened, person, schemes, AS_OF, "zh"):
                shown = one.explanation
                key = (shown.scheme, shown.fact)
                assert key not in told
                told[key] = (shown.scheme, OUTCOMES.index(shown.outcome), shown.fen)
        ran.close()
    assert told == by_run
    assert {outcome for _, outcome, _ in told.values()} >= {0, 1, 2}


def test_what_a_scheme_looks_up_of_others_is_in_the_file(register: Path) -> None:
    """An employer's staff count is no row of the person, nor does one of his rows point at it."""
    scheme = Scheme(
        id="langyu.large-employer",
        title="大单位就业",
        title_en="work at a large employer",
        per=Employment,
        cites=clause("langyu-2031-6", "一"),
        in_force=since(date(2020, 1, 1)),
    )
    staffed = exists(Workforce.organisation, Workforce.staff >= number(3, "person"))
    scheme.criterion("large", "用人单位有三人以上", "the employer has a staff of three or more", staffed)
    with open_snapshot(register) as opened:
        ran = run_schemes(opened, [scheme], AS_OF)
        by_run = {row["fact"]: row["outcome"] for row in ran.run.decisions(scheme.id).iter_rows(named=True)}
        ran.close()
        told = {
            one.explanation.fact: OUTCOMES.index(one.explanation.outcome)
            for person in range(1, PERSONS + 1)
            for one in explained(opened, person, [scheme], AS_OF, "zh")
        }
    assert told == by_run
    assert {0, 1} <= set(told.values())


def test_json_has_each_criterion_with_what_it_rests_on(bole: Bole, register: Path) -> None:
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY, "--json")
    told = said(ended)
    assert (ended.code, told["person"]) == (0, BUSY)
    schemes = {decision["scheme"] for decision in told["decisions"]}
    assert SKILL in schemes
    assert {scheme.partition(".")[0] for scheme in schemes} == {"nation", "guangdong", "zhongshan"}
    wanted = {"id", "result", "fact", "record", "clause", "parameter", "flips", "last_day"}
    for decision in told["decisions"]:
        assert {"scheme", "fact", "outcome", "fen", "criteria", "receipt"} <= decision.keys()
        assert re.fullmatch(r"[0-9a-f]{64}", decision["receipt"])
        assert all(wanted <= criterion.keys() for criterion in decision["criteria"])
        unmet = [part["id"] for part in (*decision["criteria"], *decision["caps"]) if part["result"] is False]
        if decision["outcome"] != "not_in_force":
            assert (decision["outcome"] == "refused") == bool(unmet)


def test_only_schemes_of_the_place_unless_asked(bole: Bole, register: Path) -> None:
    asked = ("--scheme", "zibo.voucher-issue", "--scheme", "zibo.title-recognised")
    told = said(bole("explain", register, "--person", BUSY, "--as-of", DAY, "--json", *asked))
    assert {decision["scheme"] for decision in told["decisions"]} == {"zibo.voucher-issue"}
    assert [apart["scheme"] for apart in told["out_of_scope"]] == ["zibo.title-recognised"]


def test_where_no_pack_knows_the_place_all_are_told(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "别处", persons=30, place="990100")
    told = said(bole("explain", folder, "--person", busiest(30), "--as-of", DAY, "--json"))
    assert {d["scheme"].partition(".")[0] for d in told["decisions"]} >= {"zhongshan", "zibo", "jiangmen"}


def test_a_terminal_says_what_to_do(bole: Bole, register: Path) -> None:
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY)
    assert "怎么办" in ended.out
    assert "依据" in ended.out
    english = bole("--lang", "en", "explain", register, "--person", BUSY, "--as-of", DAY).out
    assert "What to do" in english
    assert "skill-upgrade subsidy" in english


def test_an_entitled_person_reads_the_sum_first(bole: Bole, register: Path) -> None:
    packs = ("--packs", INVENTED, "--scheme", "langyu.skill-upgrade", "langyu.steady-worker", "--json")
    for person in range(1, PERSONS + 1):
        told = said(bole("explain", register, "--person", person, "--as-of", DAY, *packs))
        paid = [d for d in told["decisions"] if d["fen"]]
        if paid and len(paid) < len(told["decisions"]):
            break
    shown = bole("explain", register, "--person", person, "--as-of", DAY, *packs[:-1]).out
    first = shown.splitlines()[3]
    assert first.startswith("● 可以享受")
    assert re.search(r"\d元$", first.strip())


@pytest.mark.parametrize("person", [PERSONS + 1, 0])
def test_nobody_of_that_number(bole: Bole, register: Path, person: int) -> None:
    ended = bole("explain", register, "--person", person, "--as-of", DAY, "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "[BOLE-P116]" in ended.err


@pytest.mark.parametrize("person", ["990101199001011234", "9" * 5000, "-5", "张三", "1.5", "²"])
def test_what_is_no_person_id_is_not_repeated(bole: Bole, register: Path, person: str) -> None:
    ended = bole("explain", register, f"--person={person}", "--as-of", DAY)
    assert ended.code == 2
    assert "[BOLE-C006]" in ended.err
    assert person not in ended.out + ended.err


def test_a_snapshot_that_is_a_link_to_itself_is_none(bole: Bole, tmp_path: Path) -> None:
    (tmp_path / "环").symlink_to("环")
    ended = bole("explain", tmp_path / "环", "--person", BUSY, "--as-of", DAY, "--json")
    assert (ended.code, ended.out, "[BOLE-P100]" in ended.err) == (2, "", True)


def test_the_page_never_takes_the_place_of_a_file_of_the_snapshot(bole: Bole, register: Path) -> None:
    before = (register / "manifest.json").read_bytes()
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY, "--html", register / "manifest.json")
    assert (ended.code, "[BOLE-C003]" in ended.err) == (2, True)
    assert (register / "manifest.json").read_bytes() == before


def test_what_is_decided_about_organisations_is_not_told_to_a_person(bole: Bole, register: Path) -> None:
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY, "--scheme", ORGANISER)
    assert ended.code == 2
    assert "[BOLE-P192]" in ended.err
    assert ORGANISER in ended.err


def test_rows_in_quarantine_may_be_his(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(
        tmp_path / "坏行", lambda tables: edited(tables, "certificate", 0, issued_on=date(2031, 1, 1)), persons=30
    )
    assert "隔离" in bole("explain", folder, "--person", 3, "--as-of", DAY).err


def test_claims_of_later_days_are_not_his_yet(register: Path) -> None:
    packs = load_packs([])
    with open_snapshot(register) as opened:
        claims = opened.tables["claim"].filter(pl.col("person").is_not_null()).collect()
        person, day = claims["person"][0], claims["applied_on"].min()
        assert isinstance(day, date)
        file = file_of(opened, person, [packs.scheme(SKILL)], day)
        assert all(row["applied_on"] <= day for row in file["claim"])
        assert len(file["claim"]) < claims.filter(pl.col("person") == person).height or claims.height == 1


# the page


def test_the_page_stands_alone(bole: Bole, register: Path, tmp_path: Path) -> None:
    page = tmp_path / "说明.html"
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY, "--html", page, "--json")
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert said(ended)["decisions"]
    assert f"个人编号 {BUSY} 能享受什么" in text
    assert 'lang="zh-Hans"' in text
    assert "<script" not in text
    assert "script-src 'none'" in text
    assert not re.search(r"https?://|style=|\son\w+=", text)


def test_the_page_in_english_has_no_chinese_of_ours(bole: Bole, register: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert bole("--lang", "en", "explain", register, "--person", BUSY, "--as-of", DAY, "--html", page).code == 0
    text = re.sub(r"<style>.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.S)
    assert 'lang="en"' in text
    # Titles of documents and marks of clauses stay as they are printed.
    titles = [document.title for pack in load_packs([]).values() for document in pack.library.documents.values()]
    for title in titles:
        text = text.replace(title, "")
    rest = re.sub(r"[一二三四五六七八九十是（）()\s]+", "", "".join(re.findall(r"[\u4e00-\u9fff]+", text)))
    assert rest == ""


# receipts


@pytest.fixture
def receipts(bole: Bole, register: Path, tmp_path: Path) -> list[Path]:
    folder = tmp_path / "回执"
    ended = bole("explain", register, "--person", BUSY, "--as-of", DAY, "--receipts", folder, "--json")
    told = said(ended)["decisions"]
    assert {Path(d["receipt_file"]).stem for d in told} == {d["receipt"] for d in told}
    return sorted(folder.iterdir())


def test_a_receipt_decides_the_same_again(bole: Bole, receipts: list[Path]) -> None:
    assert len(receipts) >= 5  # a busy person's certificates, and more
    for receipt in receipts:
        ended = bole("replay", receipt, "--json")
        assert ended.code == 0
        assert said(ended) == {"receipt": receipt.stem, "same": True, "differences": []}
    assert "一字不差" in bole("replay", receipts[0]).out


def test_an_altered_receipt_is_refused(bole: Bole, receipts: list[Path]) -> None:
    content = json.loads(receipts[0].read_text(encoding="utf-8"))
    content["decision"]["outcome"] = "entitled"
    receipts[0].write_text(json.dumps(content), encoding="utf-8")
    ended = bole("replay", receipts[0], "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "[BOLE-P157]" in ended.err


@pytest.mark.parametrize(("content", "code"), [(None, "P153"), ("{", "P154"), ("[]", "P155")])
def test_what_is_no_receipt_cannot_be_read(bole: Bole, tmp_path: Path, content: str | None, code: str) -> None:
    path = tmp_path / "回执.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ended = bole("replay", path, "--json")
    assert (ended.code, ended.out) == (2, "")
    assert f"[BOLE-{code}]" in ended.err


def test_a_changed_parameter_is_named(bole: Bole, register: Path, tmp_path: Path) -> None:
    packs, folder = tmp_path / "packs", tmp_path / "回执"
    shutil.copytree(INVENTED, packs)
    asked: list[Any] = ["--packs", packs, "--scheme", "langyu.skill-upgrade"]
    assert bole("explain", register, "--person", BUSY, "--as-of", DAY, "--receipts", folder, *asked).code == 0
    receipt = sorted(folder.iterdir())[0]
    assert bole("replay", receipt, "--packs", packs).code == 0
    file = packs / "langyu" / "parameters" / "claim-period.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"value: 12\b", "value: 11", text), encoding="utf-8")
    ended = bole("replay", receipt, "--packs", packs, "--json")
    told = said(ended)
    assert (ended.code, told["same"]) == (1, False)
    assert {"part": "parameter", "id": "langyu.claim-period"}.items() <= told["differences"][0].items()
    assert "langyu.claim-period" in bole("replay", receipt, "--packs", packs).out
    # Without the pack there is no such scheme: that differs too.
    assert bole("replay", receipt).code == 1


def test_an_occupation_is_called_by_its_name(bole: Bole, register: Path) -> None:
    file = pl.read_parquet(register / "certificate.parquet").filter(pl.col("occupation") == "6-31-07-01")
    person = file["person"].drop_nulls()[0]
    asked = ["explain", register, "--person", person, "--as-of", DAY, "--packs", INVENTED, "--scheme", SKILL]
    assert "工业机器人系统运维员（6-31-07-01）" in bole(*asked).out.replace("\n", "")
