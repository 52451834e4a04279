"""Receipts: the same bytes again, or what differs; nothing in them that the scheme does not read; no bad one taken."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bole.policy.receipt as receipts
from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.levels import SkillLevel
from bole.policy.contests import looked_at
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.receipt import PARTS, Receipt, columns_read, parse, read, receipt_of, replay, write
from bole.policy.scheme import Scheme, Window
from bole.policy.terms import Parametric
from bole.policy.vocabulary import HALF_UP, SENIOR, Certificate, Claim, Person, level, months, year, yuan
from tests.policy.random_rules import COVERED, DAYS, files, schemes

CLAUSE = ClauseRef("langyu-2031", "二")
TODAY = date(2031, 6, 1)
ALL = frozenset({"certificate", "payment", "claim", "insurance"})


def rate(value: int) -> Parameter:
    return Parameter("langyu.rate", "", "", "percent", (Entry(date(2030, 1, 1), None, value, "known", CLAUSE, True),))


def scheme_of(percent: int = 3000, highest: Any = SENIOR) -> Scheme:
    scheme = Scheme(
        id="langyu.skill",
        title="",
        title_en="",
        per=Certificate,
        pays=Certificate.person,
        cites=CLAUSE,
        in_force=Window(date(2030, 1, 1)),
    )
    scheme.criterion("high", "", "", Certificate.level >= highest)
    scheme.criterion("in_time", "", "", Claim.applied_on <= Certificate.issued_on + months(12))
    scheme.criterion("of_age", "", "", Person.born_on <= date(2015, 6, 1))
    scheme.amount(yuan("2000.05").part(Parametric(rate(percent), None)), rounding=HALF_UP)
    scheme.cap(
        "yearly",
        "",
        "",
        top=1,
        per=(Certificate.person, year(Claim.applied_on)),
        order=Claim.applied_on,
        counting=("langyu.skill",),
    )
    return scheme


FILE: dict[str, Any] = {
    "person": [{"person_id": 1, "born_on": date(2000, 2, 29), "sex": "female", "household_city": "990100"}],
    "certificate": [
        {"certificate_id": 7, "person": 1, "level": 4, "issued_on": date(2030, 8, 31), "occupation": "fitter"},
        {"certificate_id": 8, "person": 1, "level": None, "issued_on": date(2030, 8, 31), "occupation": "baker"},
    ],
    "insurance": [{"insurance_id": 3, "person": 1}],
}


def made(scheme: Scheme, fact: int = 7) -> Receipt:
    decided = PersonRules([scheme]).decide(FILE, as_of=TODAY, covered=ALL)
    decision = next(d for d in decided if d.fact == fact)
    return receipt_of(scheme, decision, FILE, as_of=TODAY, covered=ALL)


def test_a_receipt_written_and_read_replays_to_the_same_bytes(tmp_path: Path) -> None:
    scheme = scheme_of()
    for fact in (7, 8):
        first = made(scheme, fact)
        write(first, tmp_path / "r.json")
        again = read(tmp_path / "r.json")
        assert again.to_bytes() == first.to_bytes() == (tmp_path / "r.json").read_bytes()
        assert replay(again, {scheme.id: scheme_of()}) == ()


def test_a_receipt_holds_what_the_scheme_reads_and_no_other_fact() -> None:
    content = made(scheme_of()).content
    assert set(content["facts"]) == {"person", "certificate"}
    assert {key for row in content["facts"]["person"] for key in row} == {"person_id", "born_on"}
    assert {key for row in content["facts"]["certificate"] for key in row} == {
        "certificate_id",
        "person",
        "level",
        "issued_on",
    }
    assert content["run"] == {"as_of": "2031-06-01", "covered": ["certificate", "claim", "payment"]}
    assert "fitter" not in json.dumps(content)


def test_the_ledger_columns_that_a_cap_asks_for_are_read() -> None:
    read_columns = columns_read(scheme_of())
    assert set(read_columns["payment"]) == {"payment_id", "scheme", "fact", "fen", "paid_on", "person", "applied_on"}
    assert set(read_columns["claim"]) == {"claim_id", "scheme", "fact", "applied_on"}


def test_each_part_that_changed_is_named() -> None:
    receipt = made(scheme_of())
    changed = {
        "parameter": {"langyu.skill": scheme_of(percent=5000)},
        "scheme": {"langyu.skill": scheme_of(highest=level("skill-level", SkillLevel.TECHNICIAN))},
    }
    found = {part: replay(receipt, other) for part, other in changed.items()}
    assert {d.part for d in found["parameter"]} == {"parameter", "outcome"}
    assert [(d.id, d.then, d.now) for d in found["parameter"] if d.part == "outcome"] == [("fen", "60002", "100003")]
    assert {d.part for d in found["scheme"]} == {"scheme", "outcome"}
    assert ("outcome", "entitled", "refused") in [(d.id, d.then, d.now) for d in found["scheme"]]
    assert [d.part for d in replay(receipt, {})] == ["scheme"]


def test_another_engine_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = made(scheme_of())
    monkeypatch.setattr(receipts, "__version__", "9.9.9")
    assert [(d.part, d.now) for d in replay(receipt, {"langyu.skill": scheme_of()})] == [("engine", "9.9.9")]


def test_a_stand_in_parameter_is_the_one_that_is_hashed() -> None:
    scheme, other = scheme_of(), rate(5000)
    receipt = made(scheme)
    assert {d.part for d in replay(receipt, {scheme.id: scheme}, parameters={other.id: other})} == {
        "parameter",
        "outcome",
    }


def test_each_part_has_its_own_hash() -> None:
    first, second = made(scheme_of()).content, made(scheme_of(percent=5000)).content
    same = {part for part in PARTS if first["hashes"][part] == second["hashes"][part]}
    assert set(PARTS) - same == {"parameters", "decision"}
    assert first["hash"] != second["hash"]


Change = Callable[[dict[str, Any]], object]
BAD: list[tuple[str, Change]] = [
    ("BOLE-P155", lambda c: c.pop("facts")),
    ("BOLE-P155", lambda c: c.update(more=1)),
    ("BOLE-P156", lambda c: c.update(receipt=2)),
    ("BOLE-P156", lambda c: c.update(receipt=True)),
    ("BOLE-P157", lambda c: c["decision"].update(fen=10**9)),
    ("BOLE-P157", lambda c: c["facts"]["person"][0].update(born_on="1990-01-01")),
    ("BOLE-P157", lambda c: c["hashes"].update(facts="0" * 64)),
    ("BOLE-P157", lambda c: c["hashes"].update(more="0" * 64)),
    ("BOLE-P157", lambda c: c.update(hash="0" * 64)),
    ("BOLE-P158", lambda c: c.update(facts=[])),
    ("BOLE-P158", lambda c: c["facts"].update(person={})),
    ("BOLE-P158", lambda c: c["run"].pop("as_of")),
    ("BOLE-P158", lambda c: c["run"].update(covered=7)),
    ("BOLE-P158", lambda c: c["run"].update(covered=[7])),
]


@pytest.mark.parametrize(("code", "change"), BAD)
def test_a_receipt_that_was_changed_is_refused(code: str, change: Change) -> None:
    content = json.loads(made(scheme_of()).to_bytes())
    change(content)
    with pytest.raises(BoleError) as caught:
        parse(receipts._canonical(content) + b"\n", place="r.json")
    assert caught.value.code == code
    assert str(caught.value).startswith("r.json")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"null", b'{"receipt": 1.5}', b'{"receipt": NaN}', b"{}"]
)
def test_what_is_no_receipt_is_refused(data: bytes) -> None:
    with pytest.raises(BoleError, match=r"BOLE-P15[45]"):
        parse(data)


def test_no_byte_of_a_receipt_may_differ() -> None:
    data = made(scheme_of()).to_bytes()
    for other in (data[:-1], data + b"\n", data.replace(b",", b", ", 1), json.dumps(json.loads(data)).encode()):
        with pytest.raises(BoleError, match="BOLE-P157"):
            parse(other)


def test_half_a_character_is_refused() -> None:
    data = made(scheme_of()).to_bytes().replace(b'"baker"', b'"\\ud800"').replace(b'"langyu.skill"', b'"\\ud800"')
    with pytest.raises(BoleError, match="BOLE-P154"):
        parse(data)


def test_a_column_that_the_scheme_did_not_read_then_is_a_difference_not_a_failure() -> None:
    old, now = made(scheme_of()), scheme_of()
    now.criterion("here", "", "", Person.household_city == "990100")
    parts = {(one.part, one.id) for one in replay(old, {now.id: now})}
    assert {("scheme", now.id), ("facts", "person")} <= parts


@pytest.mark.parametrize("part", ["engine", "scheme"])
def test_a_sealed_part_with_something_more_is_not_the_same(part: str) -> None:
    content = json.loads(made(scheme_of()).to_bytes())
    content[part]["more"] = "x"
    sealed = receipts._sealed({key: content[key] for key in receipts.KEYS[:-2]})
    [found] = replay(parse(sealed.to_bytes()), {"langyu.skill": scheme_of()})
    assert (found.part, found.id, found.then) == (part, "more", "x")


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(BoleError, match="BOLE-P159"):
        parse(b'{"receipt": 1, "receipt": 1}')


def test_a_missing_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BoleError, match=r"none\.json.*BOLE-P153"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("person", "born_on", "2000-02-30"), ("certificate", "level", "4"), ("person", "more", 1)],
)
def test_a_sealed_value_of_the_wrong_kind_is_refused(table: str, column: str, value: object) -> None:
    content = json.loads(made(scheme_of()).to_bytes())
    content["facts"][table][0][column] = value
    sealed = receipts._sealed({key: content[key] for key in receipts.KEYS[:-2]})
    with pytest.raises(BoleError, match="BOLE-P158"):
        replay(parse(sealed.to_bytes()), {"langyu.skill": scheme_of()})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_any_decision_of_any_scheme_replays(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    rules, file, as_of, covered = schemes(draw), files(draw), draw.choice(DAYS), draw.choice(COVERED)
    by_rules = PersonRules(rules)
    try:
        decided = by_rules.decide(file, as_of=as_of, covered=covered)
    except BoleError as error:
        if error.code != "BOLE-P150":
            raise
        return
    by_id = {scheme.id: scheme for scheme in rules}
    for decision in decided[:4]:
        scheme = by_id[decision.scheme]
        beside = looked_at(scheme, by_rules.rounds)
        made = partial(receipt_of, scheme, file=file, as_of=as_of, covered=covered, beside=beside)
        assert replay(parse(made(decision=decision).to_bytes()), by_id) == ()
        other = made(decision=replace(decision, because=("other",)))
        assert [d.id for d in replay(other, by_id)] == ["because"]
