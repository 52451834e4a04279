"""Examples: every one of every pack holds; a wrong one, or one badly written, is told with file and line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.engines import engine_named
from bole.policy.errors import PackError
from bole.policy.examples import Example, Row, Tables, read_examples
from bole.policy.pack import Packs, load_packs
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import OUT_OF_SCOPE, OUTCOMES
from tests.conftest import ROOT
from tests.policy.examples_together import computed, together, wanted
from tests.policy.pack_folders import write_pack
from tests.policy.readings_compared import Population, by_columns, by_function, differences

PACKS = load_packs([ROOT / "tests" / "packs"])
EXAMPLES = [example for pack in PACKS.values() for example in read_examples(pack)]
SCHEME = """\
from bole.policy.vocabulary import (
    Certificate, Claim, HALF_UP, Scheme, Table, clause, date, param, since, yuan
)

table = Table("standard", key=(Certificate.occupation, Certificate.level))
grant = Scheme(
    id="langyu.grant",
    title="津贴",
    title_en="grant",
    per=Certificate,
    pays=Certificate.person,
    cites=clause("langyu-6", "二/(一)"),
    in_force=since(date(2031, 1, 1)),
)
grant.criterion("valid", "证书有效", "valid", Certificate.valid)
grant.amount(yuan(100).uplifted(percent=param("uplift")), rounding=HALF_UP)
"""
EXAMPLE = """\
scheme: langyu.grant
as_of: 2031-06-30
facts:
  person: {1: {sex: male}}
  certificate: {11: {person: 1, level: 高级工, valid: true}}
examples:
  - title: 有效的证书
    expect: {11: {outcome: entitled, yuan: 130}}
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e.scheme.id}: {e.title}" for e in EXAMPLES])
def test_the_rule_answers_as_the_example_says(example: Example) -> None:
    assert [str(fault) for fault in example.check()] == []


def test_every_scheme_has_an_example_of_each_answer_it_can_give() -> None:
    answered: dict[str, set[str]] = {}
    for example in EXAMPLES:
        answered.setdefault(example.scheme.id, set()).update(e.outcome for e in example.expected.values())
    assert set(answered) == set(PACKS.schemes)
    # Where every criterion waits for a figure nobody is refused: whom it is not meant for is shown instead.
    assert all(outcomes & {"refused", OUT_OF_SCOPE} and len(outcomes) > 1 for outcomes in answered.values())
    assert all(OUT_OF_SCOPE in answered[s.id] for s in PACKS.schemes.values() if s.subject is not None)
    assert set.union(*answered.values()) == {*OUTCOMES, OUT_OF_SCOPE}


@pytest.mark.parametrize("pack", [pack.id for pack in PACKS.values() if (pack.folder / "examples").is_dir()])
@pytest.mark.parametrize("name", ["polars", "duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_every_engine_answers_the_examples_of_a_place_as_the_function_does(name: str, pack: str) -> None:
    """With the test above: as the examples say, and with every criterion, limit and grant as well."""
    engine, told = engine_named(name), list[str]()
    try:
        for examples, population in together(PACKS, PACKS[pack]):
            told += differences(wanted(examples), computed(examples, population, engine))
    finally:
        engine.close()
    assert told == []


def test_examples_that_lie_side_by_side_are_all_there() -> None:
    laid = [example for pack in PACKS.values() for examples, _ in together(PACKS, pack) for example in examples]
    assert sorted((e.place, e.title) for e in laid) == sorted((e.place, e.title) for e in EXAMPLES)
    assert len(laid) > 700


def packs(folder: Path, example: str) -> Packs:
    files = {"schemes/grant.py": SCHEME, "examples/grant.yaml": example}
    return load_packs([write_pack(folder, files)], built_in=False)


def faults(folder: Path, example: str) -> tuple[BoleError, ...]:
    with pytest.raises(PackError) as raised:
        read_examples(packs(folder, example)["langyu"])
    return raised.value.faults


def read(folder: Path, example: str) -> Example:
    [found] = read_examples(packs(folder, example)["langyu"])
    return found


def test_an_example_is_a_file_of_whole_rows(tmp_path: Path) -> None:
    example = read(tmp_path, EXAMPLE)
    [row] = example.file["certificate"]
    assert (row["certificate_id"], row["person"], row["level"], row["issued_on"]) == (11, 1, 4, None)
    assert example.file["payment"] == []
    assert "payment" in example.covered
    assert example.check() == []


@pytest.mark.parametrize(
    ("old", "new", "wanted", "found"),
    [
        ("yuan: 130", "yuan: 130.01", "130.01", "130.00"),
        ("outcome: entitled, yuan: 130", "outcome: refused", "refused", "entitled"),
        ("valid: true", "valid: false", "entitled", "refused"),
        (
            "valid: true}}\nexamples:\n  - title: 有效的证书\n    expect: {11: {outcome: entitled, yuan: 130}}",
            "valid: false}}\nexamples:\n  - title: 无效的证书\n    expect: {11: {outcome: refused, because: other}}",
            "{'other'}",
            "{'valid'}",
        ),
    ],
    ids=["sum", "outcome", "facts", "reason"],
)
def test_an_example_that_does_not_hold_says_what_came(
    tmp_path: Path, old: str, new: str, wanted: str, found: str
) -> None:
    assert old in EXAMPLE
    [fault] = read(tmp_path, EXAMPLE.replace(old, new)).check()
    assert (fault.code, fault.params["wanted"], fault.params["found"]) == ("BOLE-P092", wanted, found)
    assert fault.place.endswith("grant.yaml:7")


def test_a_row_may_be_changed_taken_away_and_added(tmp_path: Path) -> None:
    more = EXAMPLE.replace(
        "    expect: {11:",
        "    facts:\n"
        "      person: {1: null}\n"
        "      certificate: {11: {level: 无, valid: null}, 12: {person: 1}}\n"
        "      claim: {1: {fact: 11, applied_on: 2031-05-01}}\n"
        "      payment: {1: {fact: 11, yuan: -12.5, applied_on: 2031-05-01, paid_on: 2031-05-02}}\n"
        "    unknown: training insurance\n"
        "    expect: {11:",
    )
    example = read(tmp_path, more)
    assert example.file["person"] == []
    assert [(row["level"], row["valid"]) for row in example.file["certificate"]] == [(0, None), (None, None)]
    assert example.file["claim"][0]["scheme"] == "langyu.grant"
    assert example.file["payment"][0]["fen"] == -1250
    assert {"training", "insurance"} & example.covered == set()


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("langyu.grant", "langyu.grand", "BOLE-P014", 1),
        ("as_of: 2031-06-30\n", "", "BOLE-P005", 1),
        ("as_of: 2031-06-30", "as_of: 2031-06-31", "BOLE-P010", 2),
        ("person: {1:", "persons: {1:", "BOLE-P091", 4),
        ("{1: {sex", "{one: {sex", "BOLE-P091", 4),
        ("sex: male", "gender: male", "BOLE-P091", 4),
        ("level: 高级工", "level: 三级工", "BOLE-P091", 5),
        ("valid: true", "valid: maybe", "BOLE-P091", 5),
        ("{11: {outcome", "{12: {outcome", "BOLE-P091", 8),
        ("outcome: entitled", "outcome: paid", "BOLE-P014", 8),
        ("yuan: 130", "yuan: 130.001", "BOLE-P091", 8),
        ("yuan: 130", "grants: {level: 1}", "BOLE-P091", 8),
        ("yuan: 130", "fen: 13000", "BOLE-P004", 8),
        ("expect:", "expects:", "BOLE-P004", 8),
    ],
)
def test_a_badly_written_example_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    assert old in EXAMPLE
    found = faults(tmp_path, EXAMPLE.replace(old, new, 1))
    assert (code, line) in {(fault.code, int(fault.place.rpartition(":")[2])) for fault in found}


def test_a_payments_sum_is_in_yuan_and_says_so(tmp_path: Path) -> None:
    paid = EXAMPLE.replace("examples:", "  payment: {1: {fact: 11, fen: 100}}\nexamples:")
    assert [fault.code for fault in faults(tmp_path, paid)] == ["BOLE-P091"]


def test_columns_answer_as_the_function_where_a_parameter_has_not_begun() -> None:
    """The years for the middle title are a parameter of 2025: before it there is no period to add."""
    [example] = [e for e in EXAMPLES if e.scheme.id == "zibo.title-apply-middle" and e.title.endswith("满3年的当天")]
    for day in (example.as_of, date(2024, 2, 29)):
        population = Population(STANDARD, example.file, day, example.covered)
        expected = by_function([example.scheme], population)
        assert differences(expected, by_columns([example.scheme], population, engine_named("polars"))) == []


@pytest.mark.parametrize(("people", "fen"), [(2489, 29_992_450), (2490, 30_000_000), (5000, 30_000_000)])
def test_the_organisers_award_is_clipped_at_its_ceiling(people: int, fen: int) -> None:
    """So many rows are no example for a reader: 120.50 yuan for each person, at most 300,000 yuan."""
    [example] = [e for e in EXAMPLES if e.scheme.id == "langyu.organiser-award" and e.title == "当年没有办过"]
    trained: Row = {"organiser": 5, "digital": True, "ended_on": date(2025, 3, 31), "passed": False, "certified": False}
    rows: Tables = {
        "person": {at: {} for at in range(1, people + 1)},
        "training": {at: {**trained, "person": at} for at in range(1, people + 1)},
    }
    file = replace(example, tables={**example.tables, **rows}).file
    [decision] = PersonRules([example.scheme]).decide(file, as_of=example.as_of, covered=example.covered)
    assert (decision.outcome, decision.fen) == ("entitled", fen)
