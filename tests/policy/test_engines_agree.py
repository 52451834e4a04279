"""One rule, read as columns by every engine and as a Python function, decides alike: row by row, field by field.

`BOLE_DEEP=20 pytest tests/policy/test_engines_agree.py` looks twenty times as long. Spark: `make spark`.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.kernel.money import Rounding
from bole.policy import terms
from bole.policy.decision import Decision
from bole.policy.engines import Engine, engine_named
from bole.policy.errors import TOO_DEEP
from bole.policy.pack import load_packs
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import OUTCOMES, Scheme
from bole.policy.snapshot import Coverage, open_snapshot, write_snapshot
from bole.policy.terms import Aggregate, Arithmetic, Comparison, Quotient, Scaled, Shifted, Summary, Term
from tests.conftest import ROOT
from tests.policy import interpreter, random_rules
from tests.policy.every_rule import every_scheme
from tests.policy.populations import SHAPES, Shape, standard, world
from tests.policy.readings_compared import Population, by_columns, by_function, differences

DEEP = int(os.environ.get("BOLE_DEEP", "1"))
SEEDS = st.integers(0, 10**6)
SHAPE_NAMES = st.sampled_from(sorted(SHAPES))


def often(examples: int) -> settings:
    """So many examples, more where one looks deeper."""
    return settings(max_examples=examples * DEEP, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def pack_schemes() -> tuple[Scheme, ...]:
    """The schemes of every pack, with those of an invented city whose figures are complete."""
    packs = load_packs([ROOT / "tests" / "packs"])
    return tuple(scheme for pack in packs.values() for scheme in pack.schemes.values())


@cache
def places() -> tuple[tuple[Scheme, ...], ...]:
    """The same by place, each with those above it: a plan of eighty schemes at once takes an engine minutes to make,
    and schemes of two cities never look at each other.
    """
    packs = load_packs([ROOT / "tests" / "packs"])
    above = {pack.parent for pack in packs.values()}
    found = []
    for pack in packs.values():
        own: list[Scheme] = []
        id_ = "" if pack.id in above else pack.id
        while id_:
            own = [*packs[id_].schemes.values(), *own]
            id_ = packs[id_].parent
        if own:
            found.append(tuple(own))
    return tuple(found)


PLACES = 5


@cache
def rules() -> tuple[Scheme, ...]:
    return tuple(every_scheme())


def agree(schemes: Sequence[Scheme], population: Population, name: str) -> None:
    """Raises where the engine decides otherwise than the function."""
    expected = by_function(schemes, population)
    assert differences(expected, computed(schemes, population, name)) == []


def computed(schemes: Sequence[Scheme], population: Population, name: str) -> dict[str, list[Decision]]:
    engine: Engine = engine_named(name)
    try:
        return by_columns(schemes, population, engine)
    finally:
        engine.close()


# --- what is compared ---


def kinds_of_terms() -> set[type[Term]]:
    """Every kind of term that rules are written in."""
    made = (getattr(terms, name) for name in vars(terms))
    return {kind for kind in made if isinstance(kind, type) and issubclass(kind, Term) and kind is not Term}


def test_the_rules_use_every_kind_of_term_and_every_part_of_a_scheme() -> None:
    used = {part.key: part for scheme in rules() for term in scheme.terms() for part in term.walk()}.values()
    assert kinds_of_terms() - {type(part) for part in used} == set()
    assert {part.summary for part in used if isinstance(part, Aggregate)} == set(Summary)
    assert {part.operator for part in used if isinstance(part, Comparison)} == {"<", "<=", ">", ">=", "==", "!="}
    assert {part.operator for part in used if isinstance(part, Arithmetic)} == {"+", "-", "*"}
    assert {part.rounding for part in used if isinstance(part, Scaled)} == set(Rounding)
    assert {part.rounding for part in used if isinstance(part, Quotient)} == set(Rounding)
    assert {part.backwards for part in used if isinstance(part, Shifted)} == {True, False}
    for part in ("criteria", "judgements", "amounts", "grants", "caps", "allocations"):
        assert any(len(getattr(scheme, part)) for scheme in rules()), part
    assert any(criterion.exceptions for scheme in rules() for criterion in scheme.criteria)
    assert any(len(scheme.amounts) > 1 for scheme in rules())
    assert {cap.counting is None for scheme in rules() for cap in scheme.caps} == {True, False}


def test_every_outcome_and_every_answer_of_every_criterion_and_cap_occurs() -> None:
    found: list[dict[str, list[Decision]]] = [by_function(rules(), world(seed, SHAPES["dense"])) for seed in range(6)]
    decisions = {s.id: [d for one in found for d in one[s.id]] for s in rules()}
    assert {d.outcome for listed in decisions.values() for d in listed} == set(OUTCOMES)
    for scheme in rules():
        listed = decisions[scheme.id]
        for at, criterion in enumerate(scheme.criteria):
            assert {d.criteria[at] for d in listed} == {True, False, None}, criterion.name
        for at, cap in enumerate(scheme.caps):
            assert {d.caps[at] for d in listed} == {True, False, None}, cap.name
    assert any(d.fen is not None and d.fen % 100 for listed in decisions.values() for d in listed)


def test_the_schemes_of_the_packs_reach_most_outcomes() -> None:
    population = standard(3, SHAPES["dense"], pack_schemes())
    reached = {d.outcome for listed in by_function(pack_schemes(), population).values() for d in listed}
    assert len(pack_schemes()) > 8
    assert reached == set(OUTCOMES)


def test_random_registers_hold_rows_that_each_scheme_is_meant_for_and_rows_that_it_is_not() -> None:
    decided, entered = dict.fromkeys((s.id for s in pack_schemes()), 0), dict[str, int]()
    for seed, shape in enumerate(("dense", "sparse", "complete", "dense")):
        population = standard(seed, SHAPES[shape], pack_schemes())
        for id_, found in by_function(pack_schemes(), population).items():
            decided[id_] += len(found)
        for scheme in pack_schemes():
            entered[scheme.id] = entered.get(scheme.id, 0) + len(population.rows[scheme.per])
    assert [id_ for id_, rows in decided.items() if not rows] == []
    whole = {s.id for s in pack_schemes() if s.subject is not None and decided[s.id] == entered[s.id]}
    assert whole == set()


# --- the engines ---


@pytest.mark.parametrize(("at", "shape"), list(enumerate(SHAPES)))
@often(2)
@given(SEEDS)
def test_polars_decides_every_rule_as_the_function_does(at: int, shape: str, seed: int) -> None:
    agree(rules(), world(seed + at, SHAPES[shape]), "polars")


@often(4)
@given(SEEDS, SHAPE_NAMES)
def test_polars_decides_the_packs_as_the_function_does(seed: int, shape: str) -> None:
    agree(pack_schemes(), standard(seed, SHAPES[shape], pack_schemes()), "polars")


@pytest.mark.parametrize("seed", range(2 * DEEP))
def test_duckdb_decides_every_rule_as_the_function_does(seed: int) -> None:
    agree(rules(), world(seed, SHAPES[list(SHAPES)[(seed + 1) % len(SHAPES)]]), "duckdb")


def test_no_place_is_left_out() -> None:
    assert {s.id for place in places() for s in place} == {s.id for s in pack_schemes()}
    assert len(places()) == PLACES


@pytest.mark.parametrize("place", range(PLACES))
@pytest.mark.parametrize("seed", range(DEEP))
def test_duckdb_decides_the_packs_as_the_function_does(seed: int, place: int) -> None:
    schemes = places()[place]
    agree(schemes, standard(seed, SHAPES[list(SHAPES)[(seed + place) % len(SHAPES)]], schemes), "duckdb")


@pytest.mark.spark
@pytest.mark.parametrize("scheme", range(6))
def test_spark_decides_every_rule_as_the_function_does(scheme: int) -> None:
    agree(rules()[scheme : scheme + 1], world(11 + scheme, SHAPES["sparse"]), "spark")


@pytest.mark.spark
@pytest.mark.parametrize("place", range(PLACES))
def test_spark_decides_the_packs_as_the_function_does(place: int) -> None:
    agree(places()[place], standard(12, SHAPES["sparse"], places()[place]), "spark")


# --- random trees, against a slow walk that shares nothing with either reading ---

FEW = (Shape(people=1), Shape(people=4, gaps=20), Shape(people=9, gaps=10, narrow=True), Shape(people=9, sparse=True))


def drawn(seed: int) -> tuple[list[Scheme], Population]:
    """A few random schemes and people."""
    draw = Random(seed)  # noqa: S311 - tests
    schemes = random_rules.schemes(draw, draw.randint(1, 4))
    for scheme in schemes:
        if len(scheme.amounts) == 2 and draw.randrange(4):
            _told_apart(scheme)
    population = world(draw.randrange(10**6), draw.choice(FEW))
    rows = dict(population.rows)
    rows.pop(draw.choice(["claim", "payment", "spell", "firm", *[""] * 6]), None)
    return schemes, Population(
        population.facts, rows, population.as_of, draw.choice(random_rules.COVERED), population.narrow
    )


def _told_apart(scheme: Scheme) -> None:
    """Its two amounts never hold for one row."""
    first, second = scheme.amounts
    scheme.amounts[1] = type(second)(
        second.name, second.term, terms.Not(first.when), second.cites, second.rounding, second.place
    )


def walked(schemes: Sequence[Scheme], population: Population) -> dict[str, list[Decision]] | None:
    """What the slow walk says; None where two amounts hold for one row."""
    try:
        found = interpreter.decide_all(schemes, population.rows, population.as_of, population.covered)
    except interpreter.TwoAmountsError:
        return None
    return {s.id: sorted(d, key=lambda one: one.fact) for s, d in zip(schemes, found, strict=True)}


def summaries_inside(term: Term) -> Iterator[Term]:
    """Summaries inside the conditions and values of summaries."""
    for outer in term.walk():
        if isinstance(outer, Aggregate):
            yield from (inner for child in outer.children() for inner in child.walk() if isinstance(inner, Aggregate))


def said(schemes: Sequence[Scheme], population: Population, name: str) -> dict[str, list[Decision]] | BoleError:
    """What the engine says, be it an error."""
    try:
        return computed(schemes, population, name)
    except BoleError as error:
        return error


def walk_agrees(seed: int, name: str) -> None:
    schemes, population = drawn(seed)
    expected, found = walked(schemes, population), said(schemes, population, name)
    if isinstance(found, BoleError) and found.kind is TOO_DEEP:
        assert any(True for scheme in schemes for term in scheme.terms() for _ in summaries_inside(term))
    elif expected is None or isinstance(found, BoleError):
        assert expected is None, found
        assert isinstance(found, BoleError), "two amounts hold for one row"
    else:
        assert differences(expected, found) == []


@often(60)
@given(SEEDS)
def test_polars_decides_random_trees_as_the_walk_does(seed: int) -> None:
    walk_agrees(seed, "polars")


@often(6)
@given(SEEDS)
def test_duckdb_decides_random_trees_as_the_walk_does(seed: int) -> None:
    walk_agrees(seed, "duckdb")


def test_issue_3_an_edition_without_figures_lacks_them_where_a_link_leads_nowhere_too() -> None:
    walk_agrees(37018, "polars")


@pytest.mark.spark
@pytest.mark.parametrize("seed", range(4))
def test_spark_decides_random_trees_as_the_walk_does(seed: int) -> None:
    walk_agrees(seed, "spark")


# --- one person at a time ---


def test_a_file_of_one_person_is_decided_as_the_whole_register(tmp_path: Path) -> None:
    own = [s for s in pack_schemes() if s.per in ("certificate", "person")]
    population = standard(5, Shape(people=80, gaps=0), own)
    day = population.as_of + timedelta(days=1)  # some payments are of the next day
    tables = {table: population.frame(table) for table in population.rows}
    coverage = Coverage("all", day)
    write_snapshot(tmp_path / "s", tables, place="442000", as_of=day, source="兰亭市登记库", coverage=coverage)
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.quarantine.is_empty()
        files = [snapshot.person_file(row["person_id"]) for row in population.rows["person"]]
    one = PersonRules(own)
    one_by_one = [d for file in files for d in one.decide(file, as_of=population.as_of, covered=population.covered)]
    expected = computed(own, population, "polars")
    assert len(one_by_one) == sum(map(len, expected.values()))
    found = {s.id: sorted((d for d in one_by_one if d.scheme == s.id), key=lambda d: d.fact) for s in own}
    assert [(d.scheme, d.fact, d.outcome, d.fen, d.criteria, d.caps) for s in own for d in found[s.id]] == [
        (d.scheme, d.fact, d.outcome, d.fen, d.criteria, d.caps) for s in own for d in expected[s.id]
    ]
