"""bole advise: the next steps of one person on the terminal, as JSON and as a page."""

import html
import re
from pathlib import Path
from typing import Any

import pytest

from bole.policy.pack import load_packs
from tests.cli.registers import DAY, INVENTED, ORGANISER, edited, said, snapshot
from tests.conftest import Bole

PERSONS = 60
BUSY = 34
"""Can claim two subsidies on the day, one of them until the end of the next month."""
CITY: list[Any] = ["--packs", INVENTED, "--scheme", "langyu.skill-upgrade", "langyu.steady-worker"]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("registers") / "快照", persons=PERSONS)


def asked(register: Path, person: int = BUSY) -> list[Any]:
    return ["advise", register, "--person", person, "--as-of", DAY, *CITY]


def test_json_has_what_is_promised(bole: Bole, register: Path) -> None:
    kinds = set()
    for person in range(1, PERSONS + 1):
        ended = bole(*asked(register, person), "--json")
        told = said(ended)
        assert (ended.code, told["person"], told["as_of"]) == (0, person, DAY)
        for step in told["steps"]:
            assert {"step", "scheme", "fen", "last_day", "excludes", "told"} <= step.keys()
            assert step["clause"]
            kinds.add(step["step"])
    assert kinds >= {"claim", "bring", "obtain"}


def test_what_is_claimed_today_adds_up_to_what_explain_says(bole: Bole, register: Path) -> None:
    """Nobody's choice pays less than what one run gives him."""
    for person in range(1, PERSONS + 1, 3):
        told = said(bole(*asked(register, person), "--json"))
        explained = said(bole("explain", *asked(register, person)[1:], "--json"))
        claimable = sum(d["fen"] or 0 for d in explained["decisions"] if d["outcome"] == "entitled")
        assert told["fen"] + sum(given["fen"] for given in told["waiting"]) >= claimable


def test_the_terminal_says_claims_first_and_the_days_left(bole: Bole, register: Path) -> None:
    ended = bole(*asked(register))
    assert ended.out.splitlines()[0].strip() == f"个人编号 {BUSY} 的下一步"
    first, second = ended.out.index("现在可以申领的"), ended.out.index("再进一步可以得的")
    assert first < second
    assert "还有31日" in ended.out
    assert "办理方式" in ended.out
    english = bole("--lang", "en", *asked(register)).out
    assert "What can be claimed now" in english
    assert "31 days left" in english


def test_nothing_to_do_is_said(bole: Bole, register: Path) -> None:
    ended = bole(
        "advise", register, "--person", 1, "--as-of", "2026-06-30", *CITY[:2], "--scheme", "langyu.skill-upgrade"
    )
    assert ended.code == 0
    assert "没有找到能让您多得的下一步" in ended.out


def test_without_schemes_those_of_the_place_are_looked_at(bole: Bole, register: Path) -> None:
    told = said(bole("advise", register, "--person", BUSY, "--as-of", DAY, "--json"))
    assert {step["scheme"].partition(".")[0] for step in told["steps"]} <= {"zhongshan", "guangdong", "nation"}
    # The sources give no figures: nothing is promised in money, and it is said what is left open.
    assert {step["fen"] for step in told["steps"]} <= {None, 0}
    assert all(step["open"] for step in told["steps"] if step["step"] == "claim" and step["fen"] is None)


@pytest.mark.parametrize("person", [PERSONS + 1, 0])
def test_nobody_of_that_number(bole: Bole, register: Path, person: int) -> None:
    ended = bole(*asked(register, person), "--json")
    assert (ended.code, ended.out) == (2, "")
    assert "[BOLE-P116]" in ended.err


@pytest.mark.parametrize("person", ["990101199001011234", "-5", "张三"])
def test_what_is_no_person_id_is_not_repeated(bole: Bole, register: Path, person: str) -> None:
    ended = bole("advise", register, f"--person={person}", "--as-of", DAY)
    assert ended.code == 2
    assert "[BOLE-C006]" in ended.err
    assert person not in ended.out + ended.err


def test_what_is_decided_about_organisations_is_no_advice_to_a_person(bole: Bole, register: Path) -> None:
    ended = bole("advise", register, "--person", BUSY, "--as-of", DAY, "--scheme", ORGANISER)
    assert (ended.code, "[BOLE-P192]" in ended.err) == (2, True)


def test_the_page_never_takes_the_place_of_a_file_of_the_snapshot(bole: Bole, register: Path) -> None:
    before = (register / "manifest.json").read_bytes()
    ended = bole(*asked(register), "--html", register / "manifest.json")
    assert (ended.code, "[BOLE-C003]" in ended.err) == (2, True)
    assert (register / "manifest.json").read_bytes() == before


def test_rows_in_quarantine_may_be_his(bole: Bole, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "坏行", lambda tables: edited(tables, "certificate", 0, level=99), persons=30)
    assert "隔离" in bole(*asked(folder, 3)).err


def test_the_page_stands_alone(bole: Bole, register: Path, tmp_path: Path) -> None:
    page = tmp_path / "下一步.html"
    assert bole(*asked(register), "--html", page, "--json").code == 0
    text = html.unescape(page.read_text(encoding="utf-8"))
    assert f"个人编号 {BUSY} 的下一步" in text
    assert 'lang="zh-Hans"' in text
    assert "<script" not in text
    assert not re.search(r"https?://|style=|\son\w+=", text)


def test_the_page_in_english_has_no_chinese_of_ours(bole: Bole, register: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert bole("--lang", "en", *asked(register), "--html", page).code == 0
    text = re.sub(r"<style>.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.S)
    for document in (d for pack in load_packs([INVENTED]).values() for d in pack.library.documents.values()):
        text = text.replace(document.title, "")
    rest = re.sub(r"[一二三四五六七八九十是（）()\s]+", "", "".join(re.findall(r"[\u4e00-\u9fff]+", text)))
    assert rest == ""
