"""The list of promises: every row once, its clause and its schemes there; the page says what the rules say."""

from pathlib import Path

import pytest

from bole.policy.errors import PackError
from bole.policy.pack import load_packs
from bole.policy.promises import Promise, read_promises
from bole.policy.promises_page import page
from tests.conftest import ROOT
from tests.policy.pack_folders import load, write_pack

RULES = """\
- row: LY-007-1.2.4
  what: 上浮
  what_en: uplift
  cites: {document: langyu-6, path: 二/(一)}
  schemes: [langyu.award]
- row: LY-007-1.2.5
  what: 别的
  what_en: something else
  cites: {document: langyu-6, path: 二/(二)}
  schemes: []
  missing: 没有写
  missing_en: not written
"""
SCHEME = """\
from bole.policy.vocabulary import Certificate, Scheme, Table, clause, date, listed, param, since

award = Scheme(
    id="langyu.award", title="奖励", title_en="award", per=Certificate,
    cites=clause("langyu-6", "二/(一)"), in_force=since(date(2031, 1, 1)),
)
award.criterion("valid", "有效", "valid", Certificate.valid)
award.grant("uplift", "上浮", "uplift", param("uplift"))
award.grant("listed", "列入", "listed", listed("standard", key=(Certificate.occupation, Certificate.level)))
"""


def written(folder: Path, rules: str) -> list[Promise]:
    """The promises of an invented pack with one scheme."""
    write_pack(folder, {"rules.yaml": rules, "schemes/award.py": SCHEME})
    return list(read_promises(load(folder))["langyu"])


def test_a_promise_has_its_schemes_or_says_what_is_missing(tmp_path: Path) -> None:
    first, second = written(tmp_path, RULES)
    assert (first.row, first.schemes, first.missing, str(first.cites)) == (
        "LY-007-1.2.4",
        ("langyu.award",),
        "",
        "langyu-6#二/(一)",
    )
    assert (second.schemes, second.missing_en) == ((), "not written")


WRONG = {
    "a row twice": ("LY-007-1.2.5", "LY-007-1.2.4", ["BOLE-P038:6"]),
    "no row": ("LY-007-1.2.4", "第四条", ["BOLE-P244:1"]),
    "an unknown scheme": ("langyu.award", "langyu.reward", ["BOLE-P046:5"]),
    "schemes that are no list": ("[langyu.award]", "langyu.award", ["BOLE-P007:5", "BOLE-P244:1"]),
    "a clause that is not there": ("二/(二)", "二/(九)", ["BOLE-P022:9"]),
    "neither a scheme nor what is missing": ("  missing: 没有写\n  missing_en: not written\n", "", ["BOLE-P244:6"]),
    "in one language": ("  missing_en: not written\n", "", ["BOLE-P244:11"]),
    "an unknown key": ("what_en: uplift", "what_en: uplift\n  whatever: 1", ["BOLE-P004:4"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    old, new, told = WRONG[name]
    assert old in RULES
    with pytest.raises(PackError) as raised:
        written(tmp_path, RULES.replace(old, new))
    assert [f"{fault.code}:{fault.place.rpartition(':')[2]}" for fault in raised.value.faults] == told


def test_a_pack_without_a_list_promises_nothing(tmp_path: Path) -> None:
    assert read_promises(load(write_pack(tmp_path)))["langyu"] == ()


def test_the_page_is_made_of_the_packs() -> None:
    written_page = (ROOT / "docs" / "reference" / "promises.md").read_text(encoding="utf-8")
    made = page(load_packs())
    assert written_page == made, "run `python -m bole.policy.promises_page > docs/reference/promises.md`"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ZS-000-1.2.4", "缺数 missing: 职业技能提升补贴标准"),
        ("ZS-000-1.1.9", "算得出 computed"),
        ("ZS-000-4.1.4", "由人判断 judged"),
        ("JM-003-2.7.6", "数未核实 not verified"),
    ],
)
def test_the_page_says_how_a_promise_is_answered(row: str, words: str) -> None:
    [line] = [line for line in page(load_packs()).splitlines() if line.startswith(f"| {row} |")]
    assert words in line
