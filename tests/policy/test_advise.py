"""bole.policy.advise: what one more step brings is what the engine itself says, and no lawful choice brings more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.kernel.fact_tables import STANDARD
from bole.kernel.messages import use_language
from bole.policy.advise import BRING, CLAIM, OBTAIN, WAIT, Advice, Step, advise
from bole.policy.choices import Standing, best_choice
from bole.policy.later import last_day
from bole.policy.pack import load_packs
from bole.policy.readings.advice_words import headline, notes, to_json
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import Rows, Scheme
from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    Claim,
    Insurance,
    Person,
    during,
    exists,
    full_years,
    number,
    since,
    years,
)
from tests.cli.registers import INVENTED
from tests.policy import interpreter
from tests.policy.random_rules import CLAUSE, WORLD
from tests.policy.test_contests import COVERED, TODAY, apart, card, claim, paid, scheme, yearly
from tests.registers import generate

Card = Rows(WORLD, "card")
SKILL, STEADY = "langyu.skill-upgrade", "langyu.steady-worker"
COMPLETE = frozenset(STANDARD.tables)
DAY = date(2025, 6, 2)


# --- the small world ---


def standing(
    schemes: Sequence[Scheme],
    cards: Sequence[dict[str, Any]],
    *,
    as_of: date = TODAY,
    covered: frozenset[str] = COVERED,
    **more: Sequence[dict[str, Any]],
) -> Standing:
    file = {"person": [{"person_id": 1, "flag": True, "fen": 100}], "card": cards, "firm": [], "spell": []}
    return Standing(PersonRules(schemes), 1, {**file, "claim": [], "payment": [], **more}, as_of, covered)


def told(advice: Advice) -> dict[str, Step]:
    """Steps by kind, scheme and row, "claim a1"."""
    found = {}
    for step in advice.steps:
        first = step.gives[0]
        found[f"{step.kind} {first.scheme.id.partition('.')[2]}{first.fact if first.row else '+'}"] = step
    return found


def lost(step: Step) -> list[str]:
    return [f"{given.scheme.id.partition('.')[2]}{given.fact}" for given in step.excludes]


def against(made: Scheme, *others: str) -> Scheme:
    return apart(made, *(f"langyu.{other}" for other in others))


# --- what to claim now ---


def test_what_stands_alone_is_worth_what_it_pays() -> None:
    advice = advise(standing([scheme("a"), scheme("b", fen=2)], [card(1), card(2, flag=False)]))
    assert [(s.kind, s.scheme.id, s.fen, s.gives[0].fen) for s in advice.steps] == [
        (CLAIM, "langyu.b", 200, 200),
        (CLAIM, "langyu.a", 100, 100),
    ]
    assert (advice.fen, advice.complete) == (300, True)


def test_two_that_pay_more_together_come_before_the_dearer_one_that_shuts_both_out() -> None:
    """In one run the greatest amount would come first and take it all: 1000 and not 600 and 700."""
    schemes = [
        against(scheme("a", fen=10), "b", "c"),
        against(scheme("b", fen=6), "a"),
        against(scheme("c", fen=7), "a"),
    ]
    at_once = PersonRules(schemes).decide(standing(schemes, [card(1)]).file, as_of=TODAY, covered=COVERED)
    assert [d.fen for d in at_once] == [1000, None, None]
    advice = advise(standing(schemes, [card(1)]))
    steps = told(advice)
    assert advice.fen == 1300
    assert list(steps) == ["claim c1", "claim b1"]
    assert [lost(step) for step in steps.values()] == [["a1"], ["a1"]]
    # Without the one, the dearer one that was shut out would be the best.
    assert (steps["claim c1"].fen, steps["claim b1"].fen) == (300, 300)


def test_a_cheaper_one_that_shuts_out_two_dearer_ones_is_given_up() -> None:
    schemes = [
        against(scheme("a", fen=5), "b", "c"),
        against(scheme("b", fen=8), "a"),
        against(scheme("c", fen=9), "a"),
    ]
    steps = told(advise(standing(schemes, [card(1)])))
    assert {name: (step.fen, lost(step)) for name, step in steps.items()} == {
        "claim c1": (900, ["a1"]),
        "claim b1": (800, ["a1"]),
    }


def test_of_two_that_pay_the_same_the_gain_is_nought() -> None:
    schemes = [against(scheme("a"), "b"), against(scheme("b"), "a")]
    [step] = advise(standing(schemes, [card(1)])).steps
    assert (step.fen, step.gives[0].fen, len(step.excludes)) == (0, 100, 1)


def test_the_fourth_claim_of_a_year_is_the_cheapest_and_waits_for_the_next() -> None:
    kinds = [yearly(scheme(name, fen=fen), 3) for name, fen in (("a", 4), ("b", 1), ("c", 3))]
    cards = [card(1), card(2, flag=None)]
    held = standing(kinds, [card(1), card(2)])
    chosen = best_choice(held)
    assert chosen.fen == 400 + 400 + 300
    steps = told(advise(held))
    claims = [step for step in steps.values() if step.kind == CLAIM]
    # None of the three shuts anything out by itself: all of them do so together.
    assert [len(lost(step)) for step in claims] == [3, 3, 3]
    assert len({tuple(lost(step)) for step in claims}) == 1
    waits = [step for step in steps.values() if step.kind == WAIT]
    assert {(step.from_day, step.waits_for and step.waits_for.name) for step in waits} == {
        (date(2025, 1, 1), "together"),
    }
    assert sum(step.fen or 0 for step in waits) == 300 + 100 + 100
    assert best_choice(standing(kinds, cards)).fen == 800


def test_what_the_ledger_holds_takes_its_places_first() -> None:
    kinds = [yearly(scheme(name, fen=fen), 2) for name, fen in (("a", 4), ("b", 1), ("c", 3))]
    assert best_choice(standing(kinds, [card(1)], payment=[paid("c", 9)])).pairs == (("langyu.a", 1),)


def test_where_only_one_shuts_the_other_out_the_order_is_told() -> None:
    """The dearer one, claimed on the same day, comes first and shuts the other out; claimed later it does not."""
    schemes = [against(scheme("a"), "b"), scheme("b", fen=2)]
    advice = advise(standing(schemes, [card(1)]))
    assert advice.fen == 300
    first, second = advice.steps
    assert (first.scheme.id, first.after) == ("langyu.a", ())
    assert (second.scheme.id, [given.scheme.id for given in second.after]) == ("langyu.b", ["langyu.a"])


def test_claims_that_wait_for_payment_are_not_advised_again_and_come_first() -> None:
    kinds = [yearly(scheme(name, fen=fen), 1) for name, fen in (("a", 1), ("b", 9))]
    advice = advise(standing(kinds, [card(1)], claim=[claim("a", 1, 3)]))
    assert [(given.scheme.id, given.fen) for given in advice.waiting] == [("langyu.a", 100)]
    assert [(step.kind, step.scheme.id, step.from_day) for step in advice.steps] == [
        (WAIT, "langyu.b", date(2025, 1, 1)),
    ]


def test_a_claim_that_cannot_be_told_yet_may_still_take_the_place() -> None:
    kinds = [yearly(scheme(name), 1) for name in "ab"]
    held = standing(kinds, [card(1, flag=None), card(2)], claim=[claim("a", 1, 3)])
    assert held.beside == {("langyu.a", 1)}
    assert best_choice(held).taken == ()
    assert held.on_day(("langyu.b", 2), TODAY).outcome == "unknown"


def test_what_has_been_paid_is_not_advised_again() -> None:
    assert advise(standing([scheme("a")], [card(1)], payment=[paid("a", 1)])).steps == ()
    back = {**paid("a", 1), "payment_id": 2, "fen": -5}
    assert len(advise(standing([scheme("a")], [card(1)], payment=[paid("a", 1), back])).steps) == 1


def test_rows_of_others_are_nobodys_step() -> None:
    assert advise(standing([scheme("a")], [card(1, person=2)])).steps == ()


def test_a_scheme_that_a_payment_opens_is_claimed_after_it() -> None:
    opened = scheme("b", fen=3)
    opened.criterion("first", "领过甲", "has drawn a", opened.paid_count(("langyu.a",), (Card.person,)) > 0)
    advice = advise(standing([scheme("a"), opened], [card(1)]))
    assert advice.fen == 400
    assert [step.scheme.id for step in advice.steps] == ["langyu.a", "langyu.b"]
    assert advice.steps[1].after


def test_nothing_to_do() -> None:
    for schemes, cards in (([], [card(1)]), ([scheme("a")], []), ([scheme("a")], [card(1, flag=False)])):
        advice = advise(standing(schemes, cards))
        assert (advice.steps, advice.fen, advice.complete) == ((), 0, True)


def test_many_claims_that_have_nothing_to_do_with_each_other_are_quick() -> None:
    made = [scheme(f"s{n}") for n in range(4)]
    advice = advise(standing(made, [card(n) for n in range(1, 9)]))
    assert (len(advice.steps), advice.complete) == (32, True)


def test_what_a_person_judges_has_no_sum() -> None:
    judged = scheme("a")
    judged.needs_person("experts", "由专家判断", "judged by experts")
    [step] = advise(standing([judged], [card(1)])).steps
    assert (step.kind, step.fen, step.gives[0].fen, step.open) == (CLAIM, None, None, ("experts",))
    assert "须由人判断：由专家判断" in notes(step, TODAY, {})


def test_what_a_person_would_judge_may_be_given_up() -> None:
    judged = against(scheme("a"), "b")
    judged.needs_person("experts", "由专家判断", "judged by experts")
    [step] = advise(standing([judged, scheme("b")], [card(1)])).steps
    assert (step.scheme.id, lost(step)) == ("langyu.b", ["a1"])


def test_of_two_that_a_person_judges_each_names_the_other() -> None:
    pair = [against(scheme("a"), "b"), against(scheme("b"), "a")]
    for one in pair:
        one.needs_person("experts", "由专家判断", "judged by experts")
    steps = told(advise(standing(pair, [card(1)])))
    assert {name: lost(step) for name, step in steps.items()} == {"claim a1": ["b1"], "claim b1": ["a1"]}


# --- what to bring ---


def test_a_document_that_gives_one_sum() -> None:
    [step] = advise(standing([scheme("a", fen=3)], [card(1, flag=None)])).steps
    assert (step.kind, step.fen, step.at_most) == (BRING, 300, 300)


def test_a_document_that_gives_more_or_less_and_a_number_that_may_be_any() -> None:
    graded = scheme("a")
    graded.amounts.clear()
    graded.amount(Card.fen, name="high", when=Card.level >= SENIOR, rounding=HALF_UP)
    graded.amount(Card.fen * 2, name="low", when=Card.level < SENIOR, rounding=HALF_UP)
    [step] = advise(standing([graded], [card(1, level=None)])).steps
    assert (step.kind, step.fen, step.at_most) == (BRING, 100, 200)
    [open_] = advise(standing([scheme("a")], [card(1, fen=None)])).steps
    assert (open_.kind, open_.fen, open_.at_most) == (BRING, None, None)


def test_a_document_is_worth_only_what_it_adds() -> None:
    """The row that it would open shares its place with one that pays as much."""
    kinds = [yearly(scheme("a", fen=2), 1), yearly(scheme("b", fen=3), 1)]
    steps = told(advise(standing(kinds, [card(1), card(2, flag=None)])))
    assert steps["claim b1"].fen == 100
    assert not any(name.startswith(BRING) for name in steps)


def test_where_everything_is_unknown_nothing_is_promised() -> None:
    blank = {column.name: None for column in WORLD.table("card").columns} | {"card_id": 1, "person": 1}
    for step in advise(standing([yearly(apart(scheme("a"), "langyu.b"), 1)], [blank], covered=frozenset())).steps:
        assert (step.kind, step.fen) == (BRING, None)
        assert headline(step)


# --- the invented city ---


@cache
def city() -> Mapping[str, Scheme]:
    return load_packs([INVENTED]).schemes


def worker(**tables: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    person = {"person_id": 1, "sex": "male", "born_on": date(1990, 5, 1), "household_province": "609900"}
    listed = {name: list(rows) for name, rows in tables.items()}
    return {name: listed.get(name, []) for name in STANDARD.tables} | {"person": listed.get("person") or [person]}


def certificate(number: int, **more: Any) -> dict[str, Any]:
    usual = {"certificate_id": number, "person": 1, "kind": "skill", "occupation": "6-31-07-03", "level": 4}
    return {**usual, "route": "social", "issued_on": date(2024, 6, 30), "valid": True, **more}


def in_city(
    file: Mapping[str, Sequence[dict[str, Any]]], as_of: date = DAY, ids: Sequence[str] = (SKILL,), **more: Any
) -> Standing:
    covered = more.get("covered", COMPLETE)
    return Standing(PersonRules([city()[id_] for id_ in ids]), 1, file, as_of, covered)


def test_the_last_day_is_the_last_and_the_next_day_is_too_late() -> None:
    file = worker(certificate=[certificate(11)])
    [step] = [s for s in advise(in_city(file, date(2025, 6, 30))).steps if s.kind == CLAIM]
    assert (step.last_day, step.fen) == (date(2025, 6, 30), 163_578)
    assert [s for s in advise(in_city(file, date(2025, 7, 1))).steps if s.kind == CLAIM] == []
    late = worker(certificate=[certificate(11, issued_on=date(2025, 3, 31))])
    assert last_day(in_city(late), (SKILL, 11)) == date(2025, 12, 31)


def test_an_age_ends_a_claim_too() -> None:
    old = {"person_id": 1, "sex": "female", "born_on": date(1969, 8, 10), "household_province": "609900"}
    file = worker(person=[old], certificate=[certificate(11, issued_on=date(2025, 3, 1))])
    assert last_day(in_city(file), (SKILL, 11)) == date(2025, 8, 9)


def test_one_higher_level_brings_what_the_engine_pays_for_it() -> None:
    file = worker(certificate=[certificate(11, issued_on=date(2020, 1, 1))])
    [step] = advise(in_city(file), place="609900").steps
    assert (step.kind, step.fen, step.last_day, step.gives[0].row) == (OBTAIN, 270_300, date(2025, 12, 31), None)
    assert step.certificate is not None
    assert (step.certificate.occupation, step.certificate.level, step.certificate.first) == ("6-31-07-03", 5, False)
    assert "报考" in " ".join(notes(step, DAY, {}))


def test_a_higher_level_is_worth_what_it_adds_to_the_one_he_can_claim_now() -> None:
    """Once a year of the kind: the new certificate takes the place of the old one's claim."""
    steps = told(advise(in_city(worker(certificate=[certificate(11)])), place="609900"))
    step = steps["obtain skill-upgrade+"]
    assert (step.fen, step.gives[0].fen) == (270_300 - 163_578, 270_300)
    assert [given.fact for given in step.excludes] == [11]


def test_where_the_years_place_is_gone_the_certificate_pays_next_year() -> None:
    day = date(2024, 12, 2)
    drawn = {"payment_id": 1, "scheme": SKILL, "fact": 11, "person": 1, "certificate": 11, "occupation": "6-31-07-03"}
    drawn |= {"level": 4, "fen": 5, "applied_on": date(2024, 8, 1), "paid_on": date(2024, 9, 1)}
    file = worker(certificate=[certificate(11)], payment=[drawn])
    [step] = advise(in_city(file, day), place="609900").steps
    assert (step.kind, step.from_day, step.fen, step.last_day) == (OBTAIN, date(2025, 1, 1), 270_300, date(2025, 12, 2))


def test_a_first_certificate_in_the_trade_he_works_in() -> None:
    post = {"employment_id": 1, "person": 1, "status": "employee", "occupation": "6-31-07-01"}
    spell = {"started_on": date(2024, 1, 1), "until": DAY, "open": True}
    [step] = advise(in_city(worker(employment=[post | spell])), place="609900").steps
    assert (step.kind, step.fen, step.certificate and step.certificate.first) == (OBTAIN, 92_000, True)
    gone = {"started_on": date(2024, 1, 1), "until": date(2025, 1, 1), "open": False}
    assert advise(in_city(worker(employment=[post | gone]))).steps == ()


def test_no_level_is_above_the_highest_and_none_above_one_that_is_not_known() -> None:
    for level in (6, 8, None):
        file = worker(certificate=[certificate(11, level=level, issued_on=date(2020, 1, 1))])
        assert [s for s in advise(in_city(file)).steps if s.kind == OBTAIN] == []


def test_after_the_law_has_ended_there_is_no_step() -> None:
    assert (
        advise(in_city(worker(certificate=[certificate(11, issued_on=date(2025, 12, 1))]), date(2026, 1, 5))).steps
        == ()
    )


def test_who_is_too_young_waits_for_the_birthday() -> None:
    young = {"person_id": 1, "sex": "male", "born_on": date(2009, 8, 9), "household_province": "609900"}
    file = worker(person=[young], certificate=[certificate(11, issued_on=date(2025, 3, 1))])
    [step] = [s for s in advise(in_city(file)).steps if s.kind == WAIT]
    assert (step.from_day, step.fen, step.last_day) == (date(2025, 8, 9), 163_585, date(2025, 12, 31))
    assert step.waits_for is not None
    assert step.waits_for.name == "old_enough"


def test_a_record_in_his_own_hands() -> None:
    stranger = {"person_id": 1, "sex": "male", "born_on": date(1990, 5, 1), "household_province": "370000"}
    file = worker(person=[stranger], certificate=[certificate(11)])
    [step] = [s for s in advise(in_city(file)).steps if s.turns]
    assert (step.kind, step.fen, step.from_day) == (OBTAIN, 163_578, None)
    assert [criterion.name for criterion, _ in step.turns] == ["belongs"]


def test_months_of_insurance_take_months() -> None:
    insured = {"insurance_id": 1, "person": 1, "kind": "pension", "months": 30, "started_on": date(2022, 1, 1)}
    file = worker(certificate=[certificate(11, issued_on=date(2020, 1, 1))], insurance=[insured])
    steps = [s for s in advise(in_city(file, ids=(STEADY,))).steps if s.turns]
    assert [(s.kind, s.fen, s.from_day) for s in steps] == [(OBTAIN, 100_000, date(2025, 12, 2))]
    far = worker(certificate=[certificate(11)], insurance=[])
    covered = in_city(far | {"insurance": [{**insured, "months": 0}]}, ids=(STEADY,))
    assert [s.from_day for s in advise(covered).steps if s.turns] == [date(2028, 6, 2)]


def test_a_certificate_raises_what_hangs_on_the_level_held() -> None:
    insured = {"insurance_id": 1, "person": 1, "kind": "pension", "months": 36, "started_on": date(2022, 1, 1)}
    file = worker(certificate=[certificate(11, issued_on=date(2020, 1, 1))], insurance=[insured])
    steps = told(advise(in_city(file, ids=(SKILL, STEADY))))
    assert steps["claim steady-worker1"].fen == 100_000
    both = steps["obtain skill-upgrade+"]
    assert both.fen == 270_300 + 150_000
    assert [(given.scheme.id, given.fen) for given in both.gives] == [(SKILL, 270_300), (STEADY, 150_000)]


def test_what_is_missing_names_the_paper_and_what_it_gives() -> None:
    file = worker(certificate=[certificate(11, occupation=None)])
    [step] = [s for s in advise(in_city(file)).steps if s.kind == BRING]
    assert step.fen is not None
    assert step.at_most is not None
    assert 0 < step.fen < step.at_most
    assert headline(step).startswith("补上证书原件或查询结果截图，符合的可多得")


def test_a_register_that_does_not_cover_insurance() -> None:
    stranger = {"person_id": 1, "sex": "male", "born_on": date(1990, 5, 1), "household_province": "370000"}
    file = worker(person=[stranger], certificate=[certificate(11)])
    [step] = [s for s in advise(in_city(file, covered=COMPLETE - {"insurance"})).steps if s.kind == BRING]
    assert (step.fen, step.at_most) == (163_578, 163_578)


def test_a_scheme_without_figures_promises_no_sum() -> None:
    skill = load_packs([]).scheme("zhongshan.skill-upgrade")
    body = {"organisation_id": 5, "assessor": True}
    person = {"person_id": 1, "sex": "male", "born_on": date(1990, 5, 1), "household_province": "440000"}
    file = worker(person=[person], organisation=[body], certificate=[certificate(11, issuer=5)])
    steps = advise(Standing(PersonRules([skill]), 1, file, DAY, COMPLETE), place="442000").steps
    assert [(step.kind, step.fen) for step in steps] == [(CLAIM, None), (OBTAIN, None)]
    assert all("guangdong.skill-upgrade-standard" in step.open for step in steps)
    assert all("来源没有给出" in " ".join(notes(step, DAY, {})) for step in steps)


def test_a_rule_that_asks_for_a_day_is_waited_for() -> None:
    made = Scheme(
        id="langyu.late", title="晚", title_en="late", per=Person, cites=CLAUSE, in_force=since(date(2020, 1, 1))
    )
    made.criterion("grown", "满三十六岁", "36", full_years(Person.born_on, Claim.applied_on) >= number(36, "year"))
    made.criterion("settled", "落户满十年", "ten years", Person.household_since + years(10) <= Claim.applied_on)
    person = {"person_id": 1, "born_on": date(1990, 5, 1), "household_since": date(2015, 9, 3)}
    [step] = advise(Standing(PersonRules([made]), 1, worker(person=[person]), DAY, COMPLETE)).steps
    assert (step.kind, step.from_day, step.fen) == (WAIT, date(2026, 5, 1), 0)


def test_nobody_is_told_to_lose_his_job() -> None:
    made = Scheme(
        id="langyu.idle", title="闲", title_en="idle", per=Person, cites=CLAUSE, in_force=since(date(2020, 1, 1))
    )
    spell = during(Insurance, Claim.applied_on)
    made.criterion("none", "没有参保", "not insured", ~exists(Insurance.person, spell))
    insured = {"insurance_id": 1, "person": 1, "kind": "pension", "started_on": date(2022, 1, 1), "until": DAY}
    file = worker(insurance=[{**insured, "open": True}])
    assert advise(Standing(PersonRules([made]), 1, file, DAY, COMPLETE)).steps == ()


# --- words ---


def test_both_languages_say_every_step() -> None:
    file = worker(
        certificate=[
            certificate(11),
            certificate(12, occupation="6-31-07-01", level=3),
            certificate(13, occupation="4-01-06-02", level=None),
        ]
    )
    advice = advise(in_city(file, ids=(SKILL, STEADY)), place="609900")
    assert {step.kind for step in advice.steps} >= {CLAIM, OBTAIN}
    for language in ("zh", "en"):
        use_language(language)
        document = to_json(advice, {})
        said = " ".join(text for step in document["steps"] for text in (step["told"], *step["notes"], *step["bring"]))
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said) is (language == "zh"), said
    promised = {"step", "scheme", "fen", "last_day", "excludes"}
    assert all(promised <= step.keys() for step in document["steps"])


# --- properties ---


@st.composite
def settings_of_claims(draw: st.DrawFn) -> tuple[list[Scheme], list[dict[str, Any]]]:
    """Schemes that share limits and shut each other out, on one side or both, and a few cards."""
    seed = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a test that can be repeated
    names = "abc"[: seed.randint(1, 3)]
    made = []
    for name in names:
        one = scheme(name, fen=seed.randint(0, 5))
        others = [f"langyu.{other}" for other in names if other != name and seed.randrange(2)]
        if others:
            one = apart(one, *others)
        each = bool(seed.randrange(2))
        made.append(yearly(one, seed.randint(1, 2 if each else 3), each=each))
    cards = [card(n, level=seed.randint(1, 2), fen=seed.choice((1, 10, 100))) for n in range(1, seed.randint(2, 3))]
    return made, cards


def in_sequence(held: Standing, order: Sequence[tuple[str, int]]) -> int | None:
    """What the slow walk pays for these claims one after another; None where one of them is refused.

    The rules of these schemes look at no other card, so a card is decided in a file of its own.
    """
    ledger, fen = list(held.file["payment"]), 0
    for id_, fact in order:
        [row] = [row for row in held.file["card"] if row["card_id"] == fact]
        file = {**held.file, "card": [row], "payment": ledger}
        [decision] = interpreter.decide(held.schemes[id_], file, held.as_of, held.covered)
        if decision.outcome != "entitled":
            return None
        assert decision.fen is not None
        fen += decision.fen
        made = {"payment_id": 10**6 + len(ledger), "scheme": id_, "fact": fact, "person": 1, "fen": decision.fen}
        made |= {"occupation": row.get("work"), "level": row["level"]}
        ledger.append({**made, "applied_on": held.as_of, "paid_on": held.as_of})
    return fen


@settings(max_examples=60, deadline=None)
@given(settings_of_claims())
def test_no_lawful_choice_pays_more_and_the_chosen_one_is_lawful(
    world: tuple[list[Scheme], list[dict[str, Any]]],
) -> None:
    held = standing(*world)
    chosen = best_choice(held)
    assert chosen.complete
    assert in_sequence(held, chosen.pairs) == chosen.fen
    every = [in_sequence(held, order) for n in range(7) for order in permutations(held.entitled, n)]
    assert chosen.fen == max(fen for fen in every if fen is not None)
    for step in advise(held).steps:
        assert step.fen is not None
        assert step.fen >= 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_many_alike_are_searched_without_missing_the_best(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = yearly(yearly(scheme("a"), draw.randint(1, 3)), draw.randint(1, 2), each=True)
    if draw.randrange(2):
        made.once("once", "同级一次", "once a level", per=(Card.person, Card.level))
    cards = [card(n, level=draw.randint(1, 3), fen=draw.choice((1, 10, 100, n))) for n in range(1, 6)]
    held = standing([made], cards)
    every = [in_sequence(held, order) for n in range(4) for order in permutations(held.entitled, n)]
    chosen = best_choice(held)
    assert in_sequence(held, chosen.pairs) == chosen.fen == max(fen for fen in every if fen is not None)


@pytest.mark.parametrize("as_of", [date(2024, 12, 30), date(2025, 2, 28), date(2025, 11, 30)])
def test_every_step_of_a_generated_register_holds_when_decided_again(as_of: date) -> None:
    frames = generate(40, 11, as_of)
    tables = {name: frame.to_dicts() for name, frame in frames.items()}
    for row in tables["claim"]:
        row["scheme"] = SKILL if row["scheme"] == "zhongshan.skill-upgrade" else row["scheme"]
    for row in tables["payment"]:
        row["scheme"] = SKILL if row["scheme"] == "zhongshan.skill-upgrade" else row["scheme"]
    rules = PersonRules([city()[SKILL], city()[STEADY]])
    each: dict[str, PersonRules] = {}
    kinds = set()
    for person in range(1, 41):
        file = {
            name: [
                row for row in rows if row.get("person", person) == person and row.get("person_id", person) == person
            ]
            for name, rows in tables.items()
        }
        held = Standing(rules, person, file, as_of, COMPLETE, each)
        advice = advise(held, place="609900")
        kinds |= {step.kind for step in advice.steps}
        here = held
        for pair in best_choice(held).pairs:
            assert here.alone[pair].outcome == "entitled"
            here = here.paid([here.alone[pair]])
        for step in advice.steps:
            assert step.fen is None or step.fen >= 0
            assert step.at_most is None or (step.fen is not None and step.fen <= step.at_most)
            if step.kind == CLAIM and step.last_day:
                pair = (step.scheme.id, step.gives[0].fact)
                assert held.on_day(pair, step.last_day).outcome == "entitled"
                assert held.on_day(pair, step.last_day + timedelta(days=1)).outcome != "entitled"
            assert headline(step)
            assert replace(step) == step
    assert {CLAIM, OBTAIN} <= kinds
