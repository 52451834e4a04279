"""Limits and exclusions that several schemes of one run share: one queue, the same in every reading, told to both."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.policy.contests import bound_to, looked_at, rounds_of
from bole.policy.decision import Decision, Rival
from bole.policy.engines import PolarsEngine
from bole.policy.evaluate import evaluate
from bole.policy.explain import Explanation, explain
from bole.policy.readings.function import PersonRules
from bole.policy.readings.rule import rule_of
from bole.policy.receipt import Receipt, parse, receipt_of, replay
from bole.policy.scheme import Rows, Scheme
from bole.policy.vocabulary import HALF_UP, Claim, since, year
from tests.policy import interpreter
from tests.policy.random_rules import CLAUSE, WORLD
from tests.policy.readings_compared import Population, differences
from tests.policy.test_engines_agree import computed

Card, Person = Rows(WORLD, "card"), Rows(WORLD, "person")
TODAY = date(2024, 12, 31)
COVERED = frozenset(WORLD.tables)
KINDS = ("langyu.a", "langyu.b", "langyu.c")


def scheme(name: str, per: Rows = Card, fen: Any = None) -> Scheme:
    """Pays each card (or person) whose flag is set what its column says, or so much."""
    made = Scheme(
        id=f"langyu.{name}",
        title=f"项目{name}",
        title_en=f"scheme {name}",
        per=per,
        pays=Card.person if per is Card else None,
        cites=CLAUSE,
        in_force=since(date(2020, 1, 1)),
        law_of=Claim.applied_on,
    )
    made.criterion("open", "开放", "open", per.flag)
    made.amount(per.fen if fen is None else per.fen * fen, rounding=HALF_UP)
    return made


def yearly(made: Scheme, top: int, *, each: bool = False) -> Scheme:
    """A limit for each person and year: of its own kind, or of all kinds together."""
    name, counting = ("each", (made.id,)) if each else ("together", KINDS)
    per = (Card.person, year(Claim.applied_on))
    made.cap(name, "每年合计", "a year", top=top, per=per, order=Claim.applied_on, counting=counting)
    return made


def apart(made: Scheme, *others: str) -> Scheme:
    """The others shut it out for the same card; each card has a level of its own."""
    made.excludes("apart", "不重复享受", "not both", schemes=others, per=(Card.person, Card.level))
    return made


def card(number: int, **more: Any) -> dict[str, Any]:
    return {"card_id": number, "person": 1, "level": number, "flag": True, "fen": 100, **more}


def claim(name: str, fact: int, month: int, day: int = 1) -> dict[str, Any]:
    return {
        "claim_id": fact * 100 + ord(name),
        "scheme": f"langyu.{name}",
        "fact": fact,
        "applied_on": date(2024, month, day),
    }


def paid(name: str, fact: int) -> dict[str, Any]:
    day = date(2024, 1, 1)
    made = {"payment_id": fact, "scheme": f"langyu.{name}", "fact": fact, "person": 1, "fen": 5}
    return {**made, "occupation": None, "level": fact, "applied_on": day, "paid_on": day}


def world(cards: Sequence[dict[str, Any]], **more: Sequence[dict[str, Any]]) -> Population:
    rows: dict[str, Any] = {"person": [{"person_id": 1, "flag": True, "fen": 100}], "card": cards, "firm": []}
    return Population(WORLD, {**rows, "spell": [], "claim": [], "payment": [], **more}, TODAY, COVERED)


def decided(schemes: Sequence[Scheme], population: Population, engine: str = "polars") -> dict[str, Decision]:
    """By scheme and row: what the function says, once the engine and the slow walk have said the same."""
    rules = PersonRules(schemes)
    found = rules.decide(population.rows, as_of=population.as_of, covered=population.covered)
    walked = interpreter.decide_all(schemes, population.rows, population.as_of, population.covered)
    each = {s.id: sorted(d, key=lambda one: one.fact) for s, d in zip(schemes, walked, strict=True)}
    assert differences(each, computed(schemes, population, engine)) == []
    assert {(d.scheme, d.fact): d.outcome for d in found} == {
        (d.scheme, d.fact): d.outcome for one in walked for d in one
    }
    return {f"{d.scheme.partition('.')[2]}{d.fact}": d for d in found}


def outcomes(schemes: Sequence[Scheme], population: Population) -> dict[str, str]:
    return {key: d.outcome for key, d in decided(schemes, population).items()}


# --- limits ---


def test_the_places_of_a_year_go_to_the_first_claims_of_any_kind() -> None:
    kinds = [yearly(scheme(name), 2) for name in "abc"]
    claims = [claim("a", 1, 3), claim("b", 1, 1), claim("c", 1, 2)]
    assert outcomes(kinds, world([card(1)], claim=claims)) == {"a1": "refused", "b1": "entitled", "c1": "entitled"}


def test_what_the_ledger_has_paid_still_takes_places_first() -> None:
    kinds = [yearly(scheme(name), 2) for name in "ab"]
    found = decided(kinds, world([card(1)], claim=[claim("a", 1, 3), claim("b", 1, 2)], payment=[paid("c", 9)]))
    assert (found["a1"].outcome, found["b1"].outcome) == ("refused", "entitled")
    assert found["a1"].because == ("together",)
    assert found["a1"].rivals == (Rival("together", "langyu.b", 1, True, True),)
    assert found["b1"].rivals == (Rival("together", "langyu.a", 1, False, True),)


def test_a_limit_that_nobody_fills_makes_no_rivals() -> None:
    found = decided([yearly(scheme(name), 3) for name in "abc"], world([card(1)]))
    assert [(d.outcome, d.rivals) for d in found.values()] == [("entitled", ())] * 3


def test_rows_that_their_own_scheme_refuses_take_no_place_from_others() -> None:
    """Once of each kind and twice of all: three cards of the first kind leave a place for the second kind."""
    kinds = [yearly(yearly(scheme(name), 1, each=True), 2) for name in "ab"]
    claims = [*(claim("a", fact, fact) for fact in (1, 2, 3)), claim("b", 4, 5)]
    cards = [card(1), card(2), card(3), card(4)]
    found = outcomes(kinds, world(cards, claim=[*claims, *(claim("b", fact, 6) for fact in (1, 2, 3))]))
    assert {key for key, outcome in found.items() if outcome == "entitled"} == {"a1", "b4"}


def test_on_one_day_the_greater_amount_comes_first_then_the_scheme() -> None:
    found = outcomes([yearly(scheme(name, fen=fen), 1) for name, fen in (("a", 1), ("b", 2))], world([card(1)]))
    assert found == {"a1": "refused", "b1": "entitled"}
    found = outcomes([yearly(scheme(name), 1) for name in "ba"], world([card(1)]))
    assert found == {"a1": "entitled", "b1": "refused"}


def test_an_amount_that_is_not_known_yet_may_be_the_greatest() -> None:
    """Of one day: whether the second kind comes first hangs on hours that nobody has written down."""
    kinds = [yearly(scheme("a"), 1), yearly(scheme("b"), 1)]
    kinds[1].criterion("long", "课时", "hours", Card.hours > 1)
    assert outcomes(kinds, world([card(1, hours=None)])) == {"a1": "unknown", "b1": "unknown"}
    assert outcomes(kinds, world([card(1, hours=1)])) == {"a1": "entitled", "b1": "refused"}


def test_a_row_that_may_still_come_first_leaves_the_other_open() -> None:
    """The flag of the first card is not known: whether it takes the place cannot be told."""
    kinds = [yearly(scheme(name), 1) for name in "ab"]
    cards = [card(1, flag=None), card(2)]
    claims = [claim("a", 1, 1), claim("b", 2, 2), claim("b", 1, 3), claim("a", 2, 4)]
    found = decided(kinds, world(cards, claim=claims))
    assert {d.outcome for d in found.values()} == {"unknown"}
    assert Rival("together", "langyu.a", 1, True, False) in found["b2"].rivals


def test_a_limit_on_a_scheme_that_has_none_itself() -> None:
    """The first counts the second, which counts nobody: it is paid whatever the first does."""
    found = outcomes([yearly(scheme("a"), 1), scheme("b")], world([card(1)], claim=[claim("b", 1, 1)]))
    assert found == {"a1": "refused", "b1": "entitled"}


# --- exclusions ---


def test_of_two_that_exclude_each_other_the_first_claim_takes_it_and_both_are_told() -> None:
    pair = [apart(scheme("a", fen=9), "langyu.b"), apart(scheme("b"), "langyu.a")]
    found = decided(pair, world([card(1), card(2)], claim=[claim("b", 1, 2), claim("a", 1, 3)]))
    assert {key: d.outcome for key, d in found.items()} == {
        "a1": "refused",
        "b1": "entitled",
        "a2": "entitled",
        "b2": "refused",
    }
    assert found["a1"].because == ("apart",)
    assert found["a1"].criteria == (True, True)
    assert found["a1"].exclusions == (False,)
    assert found["a1"].rivals == (Rival("apart", "langyu.b", 1, True, True),)
    assert found["b1"].rivals == (Rival("apart", "langyu.a", 1, False, True),)


def test_where_only_one_shuts_the_other_out_the_other_is_paid_too() -> None:
    pair = [apart(scheme("a"), "langyu.b"), scheme("b")]
    late, soon = [claim("b", 1, 2), claim("a", 1, 3)], [claim("b", 1, 3), claim("a", 1, 2)]
    assert outcomes(pair, world([card(1)], claim=late)) == {"a1": "refused", "b1": "entitled"}
    assert outcomes(pair, world([card(1)], claim=soon)) == {"a1": "entitled", "b1": "entitled"}


def test_an_exception_lets_a_row_off() -> None:
    pair = [apart(scheme("a"), "langyu.b"), apart(scheme("b", fen=2), "langyu.a")]
    pair[0].exception("let_off", "例外", "exception", Card.hours > 1, overrides="apart")
    cards = [card(1, hours=2), card(2, hours=1), card(3, hours=None)]
    found = outcomes(pair, world(cards))
    assert [found[f"a{n}"] for n in (1, 2, 3)] == ["entitled", "refused", "unknown"]


def test_exclusions_in_a_circle_come_to_an_end() -> None:
    three = [apart(scheme("a"), "langyu.b"), apart(scheme("b"), "langyu.c"), apart(scheme("c"), "langyu.a")]
    found = outcomes(three, world([card(1)]))
    assert found == {"a1": "entitled", "b1": "entitled", "c1": "refused"}


def test_who_is_shut_out_takes_no_place_of_a_limit() -> None:
    """Exclusions are settled before limits: the first card's second claim leaves its place to the second card."""
    pair = [yearly(apart(scheme("a"), "langyu.b"), 2), yearly(apart(scheme("b"), "langyu.a"), 2)]
    claims = [claim("a", 1, 1), claim("b", 1, 2), claim("b", 2, 3), claim("a", 2, 4)]
    found = outcomes(pair, world([card(1), card(2)], claim=claims))
    assert {key for key, outcome in found.items() if outcome == "entitled"} == {"a1", "b2"}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_no_limit_is_overrun_and_no_two_that_exclude_each_other_are_paid(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    top, places = draw.randint(1, 3), range(1, 6)
    kinds = [apart(yearly(yearly(scheme(name, fen=draw.randint(1, 3)), 2, each=True), top), *KINDS) for name in "abc"]
    cards = [card(n, flag=draw.choice([True, True, None, False]), fen=draw.choice([None, 5, 9])) for n in places]
    claims = [
        claim(name, n, draw.randint(1, 12), draw.randint(1, 2)) for name in "abc" for n in places if draw.random() < 0.8
    ]
    file = world(cards, claim=claims, payment=[paid("c", 4)] if draw.random() < 0.3 else [])
    found = PersonRules(kinds).decide(file.rows, as_of=TODAY, covered=COVERED)
    entitled = [d for d in found if d.outcome == "entitled"]
    assert len(entitled) + len(file.rows["payment"]) <= max(top, len(file.rows["payment"]))
    assert len({d.fact for d in entitled}) == len(entitled)
    each = [[d.scheme for d in entitled].count(kind) for kind in KINDS]
    assert max(each) <= 2


# --- who stands in a queue ---


def test_schemes_of_other_tables_share_the_ledger_and_no_queue() -> None:
    of_person = scheme("b", Person)
    per = (year(Claim.applied_on),)
    of_person.cap("together", "合计", "together", top=1, per=per, order=Claim.applied_on, counting=KINDS)
    pair = [yearly(scheme("a"), 1), of_person]
    assert rounds_of(pair) == ()
    assert outcomes(pair, world([card(1)])) == {"a1": "entitled", "b1": "entitled"}
    assert outcomes(pair, world([card(1)], payment=[paid("b", 1)])) == {"a1": "refused", "b1": "refused"}


def test_a_scheme_of_another_run_is_in_no_queue() -> None:
    assert outcomes([yearly(scheme("b"), 1)], world([card(1)], claim=[claim("a", 1, 1)])) == {"b1": "entitled"}


def test_who_hangs_on_whom() -> None:
    schemes = [apart(scheme("a"), "langyu.b"), apart(scheme("b"), "langyu.c"), scheme("c"), scheme("d")]
    rounds = rounds_of(schemes)
    assert [[s.id[-1] for s in looked_at(one, rounds)] for one in schemes] == [["b", "c"], ["c"], [], []]
    assert bound_to(["langyu.c"], rounds) == {"langyu.a", "langyu.b", "langyu.c"}
    assert bound_to(["langyu.d"], rounds) == {"langyu.d"}


@pytest.mark.parametrize("engine", ["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def test_other_engines_keep_the_same_queues(engine: str) -> None:
    schemes = [yearly(apart(scheme("a"), "langyu.b"), 2), yearly(apart(scheme("b", fen=2), "langyu.a"), 2)]
    cards = [card(1), card(2, flag=None), card(3, fen=7), card(4)]
    population = world(cards, claim=[claim("a", 1, 1), claim("b", 1, 2), claim("b", 2, 3), claim("a", 2, 4)])
    assert {d.outcome for d in decided(schemes, population, engine).values()} == {"entitled", "refused", "unknown"}


# --- told ---


def explained(schemes: Sequence[Scheme], population: Population, key: str, language: str) -> Explanation:
    rules = PersonRules(schemes)
    decision = decided(schemes, population)[key]
    [of] = [s for s in schemes if s.id == decision.scheme]
    return explain(of, decision, population.rows, as_of=TODAY, covered=COVERED, language=language, rules=rules)


def test_both_answers_name_the_other_scheme() -> None:
    pair = [apart(scheme("a", fen=2), "langyu.b"), apart(scheme("b"), "langyu.a")]
    for key, language, said in (
        ("a1", "zh", "“项目b”（证书 1）与本项只能享受一项，本项排在前面。"),
        ("b1", "zh", "“项目a”（证书 1）与本项只能享受一项，那一项排在前面。"),
        ("b1", "en", "“scheme a” (card 1) and this one: only one of the two can be had, and that one comes first."),
    ):
        shown = explained(pair, world([card(1)]), key, language)
        assert [rival.told for rival in shown.rivals] == [said]
        assert shown.to_json()["rivals"][0]["clause"] == str(CLAUSE)


def test_a_rival_that_cannot_be_told_yet_is_said_to_be_so() -> None:
    kinds = [yearly(scheme(name), 1) for name in "ab"]
    claims = [claim("a", 1, 1), claim("b", 2, 2), claim("b", 1, 3), claim("a", 2, 4)]
    shown = explained(kinds, world([card(1, flag=None), card(2)], claim=claims), "b2", "zh")
    assert any("那一项是否可以享受还不能判断" in rival.told for rival in shown.rivals)
    assert all("每年合计" in rival.told for rival in shown.rivals)


def test_the_rule_says_that_several_schemes_queue_together() -> None:
    told = {line.name: line.sentence for line in rule_of(apart(yearly(scheme("a"), 2), "langyu.b"), "zh").lines}
    assert told["together"].endswith("同一次计算中这些项目一起排队，次序相同的金额大的在前")
    assert told["apart"].endswith("先申领的在前，同日的金额大的在前")


# --- receipts ---


def receipt(schemes: Sequence[Scheme], population: Population, key: str) -> Receipt:
    decision = decided(schemes, population)[key]
    [of] = [s for s in schemes if s.id == decision.scheme]
    beside = looked_at(of, rounds_of(schemes))
    return receipt_of(of, decision, population.rows, as_of=TODAY, covered=COVERED, beside=beside)


def test_a_receipt_holds_the_schemes_that_came_first() -> None:
    pair = [apart(scheme("a", fen=2), "langyu.b"), apart(scheme("b"), "langyu.a"), scheme("c")]
    made = receipt(pair, world([card(1)]), "b1")
    assert list(made.content["scheme"]["beside"]) == ["langyu.a"]
    assert made.content["decision"]["rivals"] == [["apart", "langyu.a", 1, True, True]]
    again = parse(made.to_bytes())
    assert replay(again, {s.id: s for s in pair}) == ()
    dearer = [scheme("a"), *pair[1:]]
    assert ("scheme", "langyu.a") in [(d.part, d.id) for d in replay(again, {s.id: s for s in dearer})]
    [gone] = replay(again, {"langyu.b": pair[1]})
    assert (gone.part, gone.id, gone.now) == ("scheme", "langyu.a", "")


def test_the_totals_count_the_refusals_of_ledger_and_run_together() -> None:
    pair = [apart(scheme("a"), "langyu.b"), apart(scheme("b", fen=2), "langyu.a")]
    population = world([card(1), card(2)], payment=[paid("b", 2)])
    run = evaluate(pair, population.register(PolarsEngine()), as_of=TODAY)
    counted = run.counted("langyu.a")
    assert counted["decided"]["refused"] == 2
    assert counted["refused_by"] == {"apart": 2}
    assert counted["fen"] == 0
    assert run.counted("langyu.b")["fen"] == 400
