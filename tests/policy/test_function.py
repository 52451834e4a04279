"""One person's decisions: generated Python says what a slow walk of the tree says; no frame library comes with it."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.kernel.money import Rounding
from bole.policy.operators import aggregate
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import Rows, Scheme, Window
from bole.policy.terms import AppliedOn, Linked, Literal, Parametric, Scaled, Summary
from bole.policy.types import PERCENT
from tests.policy import interpreter
from tests.policy.random_rules import CLAUSE, COVERED, DAYS, HOURS, WORLD, files, schemes

Card, Person = Rows(WORLD, "card"), Rows(WORLD, "person")
SPRING = date(2024, 3, 1)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_generated_python_is_the_walk(seed: int, depth: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = schemes(draw, depth)
    rules = PersonRules(made)
    for _ in range(4):
        file, as_of, covered = files(draw), draw.choice(DAYS), draw.choice(COVERED)
        try:
            expected = [d for each in interpreter.decide_all(made, file, as_of, covered) for d in each]
        except interpreter.TwoAmountsError:
            with pytest.raises(BoleError, match="BOLE-P150"):
                rules.decide(file, as_of=as_of, covered=covered)
            continue
        decided = rules.decide(file, as_of=as_of, covered=covered)
        assert [replace(d, because=()) for d in decided] == expected
        assert all(bool(d.because) != (d.outcome == "entitled") for d in decided)
        assert [d for _, d, _ in rules.traced(file, as_of=as_of, covered=covered)] == decided


def scheme_of_cards(name: str = "cards", law: Any = None) -> Scheme:
    window = Window(date(2024, 1, 1), date(2024, 12, 31))
    return Scheme(id=f"langyu.{name}", title="", title_en="", per=Card, cites=CLAUSE, in_force=window, law_of=law)


def card(id_: int, **more: Any) -> dict[str, Any]:
    return {"card_id": id_, "person": 1, "issuer": None, "day": SPRING, "fen": 5, "hours": 2, "flag": True} | more


def decide(scheme: Scheme, *cards: dict[str, Any], covered: str = "card spell payment claim", **more: Any) -> Any:
    file = {"card": cards, "person": [{"person_id": 1, "hours": 1}]} | more.pop("file", {})
    return PersonRules([scheme], **more).decide(file, as_of=SPRING, covered=frozenset(covered.split()))


def test_two_amounts_for_one_row_are_an_error_with_both_clauses() -> None:
    scheme = scheme_of_cards()
    scheme.amount(Card.fen, rounding=Rounding.DOWN, name="basic", when=Card.flag)
    scheme.amount(Card.fen, rounding=Rounding.DOWN, name="raised", when=Card.hours > 1)
    assert [d.outcome for d in decide(scheme, card(1, hours=1), card(2, flag=False, hours=0))] == [
        "entitled",
        "refused",
    ]
    with pytest.raises(BoleError) as caught:
        decide(scheme, card(7))
    assert caught.value.code == "BOLE-P150"
    assert [word in str(caught.value) for word in ("basic", "raised", str(CLAUSE), "test_function.py", "7")] == [
        True
    ] * 5


def test_a_refused_row_has_no_conflict() -> None:
    scheme = scheme_of_cards()
    scheme.criterion("no", "", "", Card.hours > 9)
    for name in ("basic", "raised"):
        scheme.amount(Card.fen, rounding=Rounding.DOWN, name=name)
    assert decide(scheme, card(7))[0].because == ("no",)


def rate(*values: tuple[date, int]) -> Parameter:
    entries = tuple(Entry(start, None, value, "known", CLAUSE, True) for start, value in values)
    return Parameter("langyu.rate", "", "", "percent", entries)


def test_a_law_date_that_needs_itself_is_refused_when_the_rules_are_made() -> None:
    day = Parameter("langyu.day", "", "", "date", ())
    scheme = scheme_of_cards(law=Parametric(day, None))
    with pytest.raises(BoleError, match="BOLE-P151"):
        PersonRules([scheme]).decide({}, as_of=SPRING, covered=frozenset())


def test_a_step_without_rounding_is_refused_when_the_rules_are_made() -> None:
    scheme = scheme_of_cards()
    scheme.criterion("c", "", "", Scaled(Card.hours, Literal(1, PERCENT), False, None) > 0)
    with pytest.raises(BoleError, match="BOLE-P152"):
        PersonRules([scheme]).decide({}, as_of=SPRING, covered=frozenset())


def test_a_parameter_stands_in_for_the_one_of_its_id() -> None:
    scheme = scheme_of_cards()
    scheme.amount(Card.fen.part(Parametric(rate((date(2023, 1, 1), 5000)), None)), rounding=Rounding.HALF_UP)
    assert decide(scheme, card(1))[0].fen == 3
    other = rate((date(2023, 1, 1), 10_000))
    assert decide(scheme, card(1), parameters={other.id: other})[0].fen == 5


def test_the_law_ends_with_the_scheme() -> None:
    scheme = scheme_of_cards(law=Card.day)
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1), None]
    outcomes = [d.outcome for d in decide(scheme, *(card(at, day=day) for at, day in enumerate(days)))]
    assert outcomes == ["not_in_force", "entitled", "entitled", "not_in_force", "unknown"]


def test_no_row_means_none_only_inside_coverage() -> None:
    scheme = scheme_of_cards()
    Spell = Rows(WORLD, "spell")  # noqa: N806 - as a pack writes it
    scheme.criterion("none", "", "", ~aggregate(Summary.EXISTS, Spell.person, None, Spell.flag, None))
    assert [decide(scheme, card(1), covered=c)[0].outcome for c in ("spell", "card")] == ["entitled", "unknown"]
    held = {"spell": [{"spell_id": 1, "person": 1, "flag": True}]}
    assert decide(scheme, card(1), covered="card", file=held)[0].outcome == "refused"


def test_what_is_said_of_a_person_is_computed_once_for_all_cards_and_schemes() -> None:
    first, second = scheme_of_cards("first"), scheme_of_cards("second")
    for scheme in (first, second):
        scheme.criterion("grown", "", "", Linked(Card.person, Person.hours + 1 > Literal(1, HOURS)))
    source = PersonRules([first, second]).source()
    assert source.count("+ 1") == 1
    assert source.count("for ") == 2


def test_the_claim_of_one_scheme_is_not_that_of_another() -> None:
    rules = []
    for name in ("first", "second"):
        scheme = scheme_of_cards(name)
        scheme.criterion("early", "", "", AppliedOn() < Card.day)
        rules.append(scheme)
    claims = [{"claim_id": 1, "scheme": "langyu.second", "fact": 1, "applied_on": date(2024, 2, 1)}]
    decided = PersonRules(rules).decide({"card": [card(1)], "claim": claims}, as_of=SPRING, covered=frozenset())
    assert [(d.outcome, d.law_date) for d in decided] == [("refused", SPRING), ("entitled", date(2024, 2, 1))]


def test_no_schemes_decide_nothing() -> None:
    assert PersonRules([]).decide({"card": [card(1)]}, as_of=SPRING, covered=frozenset()) == []


def test_a_decision_for_one_person_needs_no_frame_library() -> None:
    asked = "import sys, bole.policy.readings.function; print(*{m.partition('.')[0] for m in sys.modules})"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert "bole" in found
    assert set(found) & {"polars", "narwhals", "duckdb", "pyarrow", "pandas", "numpy"} == set()
