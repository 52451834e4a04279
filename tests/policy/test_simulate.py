"""A run with a parameter or a catalogue replaced: what a full run says, computed for what the change touches."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.money import Rounding
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.edition_rows import Rows as EditionRows
from bole.policy.engines import DuckDBEngine, Engine, PolarsEngine
from bole.policy.evaluate import Run, evaluate
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings import columns as column_reading
from bole.policy.readings.columns import Register
from bole.policy.schema import schema_of
from bole.policy.scheme import Rows, Scheme, Window
from bole.policy.simulate import Change, Side, Simulation, compared, compared_by
from bole.policy.terms import Entry as CatalogueEntry
from bole.policy.terms import Linked, Parametric, Term
from tests.policy import random_rules
from tests.policy.random_rules import CLAUSE, COVERED, DAYS, WORLD, files, schemes

AS_OF = date(2024, 3, 31)
SINCE = date(2020, 1, 1)
Card, Person = Rows(WORLD, "card"), Rows(WORLD, "person")


def register(
    file: Mapping[str, Sequence[Mapping[str, Any]]], covered: frozenset[str], engine: Engine | None = None
) -> Register:
    """The rows of a file as frames."""
    engine = engine or PolarsEngine()
    frames = {}
    for name, rows in file.items():
        types = schema_of(WORLD.table(name))
        frames[name] = pl.DataFrame({n: [row.get(n) for row in rows] for n in types}, schema=types)
    complete = frozenset((t, c) for t, f in frames.items() for c in f.columns if not f[c].null_count())
    return Register(WORLD, engine, {n: engine.table(f) for n, f in frames.items()}, covered, complete)


def answers(run: Run) -> dict[str, list[dict[str, Any]]]:
    """Every decision of a run."""
    return {id_: run.decisions(id_).sort("fact").to_dicts() for id_ in run.parts}


# --- the same as a full run ---


def _replacement(draw: Random, made: Sequence[Scheme]) -> dict[str, dict[str, Any]]:
    """One thing that the schemes read, drawn anew."""
    read: dict[str, Any] = {}
    for scheme in made:
        read |= {**scheme.parameters(), **scheme.catalogues()}
    assume(read)
    id_ = draw.choice(sorted(read))
    name = id_.partition(".")[2]
    if isinstance(read[id_], Catalogue):
        return {"catalogues": {id_: random_rules.catalogue(draw, name)}}
    return {"parameters": {id_: random_rules.parameter(draw, read[id_].type, name)}}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_one_change_after_another_gives_what_a_full_run_gives(seed: int, depth: int) -> None:
    _same_as_full_runs(PolarsEngine(), seed, depth)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_on_duckdb_too(seed: int) -> None:
    engine = DuckDBEngine()
    try:
        _same_as_full_runs(engine, seed, 1)
    finally:
        engine.close()


def _same_as_full_runs(engine: Engine, seed: int, depth: int) -> None:
    draw = Random(seed)  # noqa: S311 - a test that can be repeated
    made = schemes(draw, depth)
    first, second = _replacement(draw, made), _replacement(draw, made)
    both = {kind: {**first.get(kind, {}), **second.get(kind, {})} for kind in ("parameters", "catalogues")}
    rows = register(files(draw), draw.choice(COVERED), engine)
    as_of = draw.choice(DAYS)
    full = []
    for given_ in ({}, first, both):
        try:
            full.append(evaluate(made, rows, as_of=as_of, **given_))
        except BoleError:  # two amounts for one row
            assume(False)
    before = answers(full[0])
    after = Simulation(full[0]).with_(**first)
    assert answers(after) == answers(full[1])
    assert answers(Simulation(after).with_(**second)) == answers(full[2])
    assert answers(full[0]) == before


def test_two_amounts_for_one_row_are_refused_as_in_a_full_run() -> None:
    made, least = _paying(), _money("least", 0)
    made.amount(Card.fen, name="other", when=Card.fen < Parametric(least, None), rounding=Rounding.HALF_UP)
    run = evaluate([made], register(CARDS, ALL), as_of=AS_OF)
    with pytest.raises(BoleError, match="BOLE-P150"):
        Simulation(run).with_(parameters={least.id: _money("least", 100)})


# --- only what it touches ---


def _money(name: str, fen: int) -> Parameter:
    return Parameter(f"langyu.{name}", name, name, "yuan", (Entry(SINCE, None, fen, "known", CLAUSE, True),))


def _catalogue(*fen: int) -> Catalogue:
    keys = (Column("level", Kind.LEVEL, "level", "level", system="skill-level"),)
    values = (Column("amount", Kind.MONEY, "amount", "amount"),)
    rows: EditionRows = {(level,): (amount,) for level, amount in enumerate(fen)}
    return Catalogue("langyu.base", "base", "base", keys, values, (Edition(SINCE, None, rows, CLAUSE, True),))


ALL = frozenset(WORLD.tables)
CARDS: dict[str, list[dict[str, Any]]] = {
    "person": [{"person_id": 1, "work": "baker"}, {"person_id": 2, "work": "welder"}, {"person_id": 3}],
    "card": [
        {"card_id": 1, "person": 1, "fen": 10, "level": 0},
        {"card_id": 2, "person": 1, "fen": 20, "level": 1},
        {"card_id": 3, "person": 2, "fen": 30, "level": 1},
        {"card_id": 4, "person": 3, "fen": 40, "level": 2},
    ],
}
FLOOR, BASE = _money("floor", 25), _catalogue(100, 200, 300)


def _paying(name: str = "paying", floor: Parameter = FLOOR) -> Scheme:
    """Pays the base amount of each card whose own sum reaches the floor."""
    window = Window(SINCE)
    made = Scheme(id=f"langyu.{name}", title="", title_en="", per=Card, pays=Card.person, cites=CLAUSE, in_force=window)
    made.criterion("enough", "", "", Card.fen >= Parametric(floor, None))
    made.amount(CatalogueEntry(BASE, (Card.level,), "amount", None), rounding=Rounding.HALF_UP)
    return made


def _made_columns(monkeypatch: pytest.MonkeyPatch) -> list[Term]:
    made: list[Term] = []
    named = column_reading.Columns.new_name

    def watched(self: column_reading.Columns, table: str, term: Term) -> str:
        made.append(term)
        return named(self, table, term)

    monkeypatch.setattr(column_reading.Columns, "new_name", watched)
    return made


def test_only_what_reads_the_parameter_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = evaluate([_paying(), _paying("other", _money("other", 5))], register(CARDS, ALL), as_of=AS_OF)
    made = _made_columns(monkeypatch)
    after = Simulation(run).with_(parameters={FLOOR.id: _money("floor", 15)})
    assert {type(term).__name__ for term in made} == {"Comparison"}
    assert after.parts["langyu.other"] is run.parts["langyu.other"]
    assert after.decisions("langyu.paying")["fen"].to_list() == [None, 200, 200, 300]
    assert run.decisions("langyu.paying")["fen"].to_list() == [None, None, 200, 300]


def test_only_what_reads_the_catalogue_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = evaluate([_paying()], register(CARDS, ALL), as_of=AS_OF)
    made = _made_columns(monkeypatch)
    after = Simulation(run).with_(catalogues={BASE.id: _catalogue(100, 250, 300)})
    assert {type(term).__name__ for term in made} == {"Entry"}
    assert after.decisions("langyu.paying")["fen"].to_list() == [None, None, 250, 300]


def test_what_replaces_a_thing_by_its_equal_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = evaluate([_paying()], register(CARDS, ALL), as_of=AS_OF)
    made = _made_columns(monkeypatch)
    after = Simulation(run).with_(parameters={FLOOR.id: _money("floor", 25)}, catalogues={BASE.id: BASE})
    assert made == []
    assert answers(after) == answers(run)


def test_an_entry_that_is_not_in_force_yet_computes_nothing_again() -> None:
    run = evaluate([_paying()], register(CARDS, ALL), as_of=AS_OF)
    later = replace(FLOOR.entries[0], start=date(2030, 1, 1), value=1)
    now = replace(FLOOR.entries[0], end=date(2029, 12, 31))
    after = Simulation(run).with_(parameters={FLOOR.id: replace(FLOOR, entries=(now, later))})
    assert answers(after) == answers(run)


def test_ceilings_follow_the_replaced_parameter() -> None:
    made, fund = _paying(), _money("fund", 400)
    made.ceiling("fund", "", "", limit=Parametric(fund, None), order=Card.fen)
    run = evaluate([made], register(CARDS, ALL), as_of=AS_OF)
    after = Simulation(run).with_(parameters={fund.id: _money("fund", 100)})
    assert run.allocated(made.id).rows()["granted"].to_list() == [200, 200]
    assert after.allocated(made.id).rows()["granted"].to_list() == [100, 0]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"parameters": {"langyu.nowhere": _money("nowhere", 1)}}, "BOLE-P213"),
        ({"catalogues": {"langyu.nowhere": BASE}}, "BOLE-P213"),
        ({"parameters": {FLOOR.id: replace(FLOOR, unit="percent")}}, "BOLE-P214"),
        ({"catalogues": {BASE.id: replace(BASE, values=())}}, "BOLE-P214"),
    ],
)
def test_what_fits_no_place_is_refused(given_: dict[str, Any], code: str) -> None:
    run = evaluate([_paying()], register(CARDS, ALL), as_of=AS_OF)
    with pytest.raises(BoleError, match=code):
        Simulation(run).with_(**given_)


# --- before and after ---


def _lower_floor() -> tuple[Run, Run]:
    """Before: cards 3 and 4 are paid; after: 2 too, and level 2 gets less."""
    run = evaluate([_paying()], register(CARDS, ALL), as_of=AS_OF)
    floor, base = _money("floor", 15), _catalogue(100, 200, 250)
    return run, Simulation(run).with_(parameters={FLOOR.id: floor}, catalogues={BASE.id: base})


def test_winners_and_losers_are_those_who_are_paid() -> None:
    before, after = _lower_floor()
    assert compared(before, after, "langyu.paying") == Change(
        before=Side(persons=2, rows=2, fen=500),
        after=Side(persons=3, rows=3, fen=650),
        winners=1,
        losers=1,
        unchanged=1,
        won_fen=200,
        lost_fen=50,
    )
    back = compared(after, before, "langyu.paying")
    assert (back.winners, back.losers, back.won_fen, back.lost_fen) == (1, 1, 50, 200)


def test_changes_are_told_by_group() -> None:
    before, after = _lower_floor()
    work = Linked(Card.person, Person.work)
    by = compared_by(before, after, "langyu.paying", work)
    assert {group: (c.winners, c.losers, c.unchanged) for group, c in by.items()} == {
        "baker": (1, 0, 0),
        "welder": (0, 0, 1),
        None: (0, 1, 0),
    }
    assert sum(c.after.fen for c in by.values()) == 650


def test_nobody_before_and_nobody_after_is_no_change() -> None:
    run = evaluate([_paying(floor=_money("floor", 1000))], register(CARDS, ALL), as_of=AS_OF)
    assert compared(run, run, "langyu.paying").unchanged == 0


def test_a_scheme_that_pays_nothing_has_winners_all_the_same() -> None:
    made = Scheme(id="langyu.t", title="", title_en="", per=Card, cites=CLAUSE, in_force=Window(SINCE))
    made.criterion("enough", "", "", Card.fen >= Parametric(FLOOR, None))
    run = evaluate([made], register(CARDS, ALL), as_of=AS_OF)
    change = compared(run, Simulation(run).with_(parameters={FLOOR.id: _money("floor", 15)}), made.id)
    assert (change.winners, change.losers, change.unchanged, change.after.persons) == (1, 0, 2, 3)
