"""Ceilings, funds and quotas: the columns say what a plain walk of the queue says, and the totals add up."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.kernel.money import Rounding
from bole.policy.allocate import STATES, Asking, Entitled, allocate_rows, allocated_together, conditions_of
from bole.policy.engines import DuckDBEngine, Engine, PolarsEngine
from bole.policy.evaluate import Run, evaluate
from bole.policy.pack import load_packs
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.columns import Register
from bole.policy.runs import run_schemes
from bole.policy.schema import schema_of
from bole.policy.scheme import Rows, Scheme, Share, Window, first
from bole.policy.snapshot import open_snapshot
from bole.policy.terms import Literal, Parametric, Term
from bole.policy.types import MONEY, PERCENT, Base, Type
from tests.conftest import ROOT
from tests.registers import write_register

CLAUSE = ClauseRef("langyu-2031", "四/(一)")
AS_OF = date(2031, 6, 30)
START = date(2030, 1, 1)
DAYS = [date(2030, 2, 28), date(2030, 12, 31), date(2031, 1, 1), date(2031, 6, 30)]
ROWS = Type(Base.COUNT, "row")


def _card(name: str) -> Table:
    columns = (
        Column(f"{name}_id", Kind.ID, "编号", "id", nullable=False),
        Column("school", Kind.COUNT, "学校", "school", system="row"),
        Column("day", Kind.DATE, "日期", "day"),
        Column("score", Kind.COUNT, "分数", "score", system="row"),
        Column("fen", Kind.MONEY, "金额", "amount"),
        Column("fits", Kind.FLAG, "符合", "fits"),
    )
    return Table(name, "证书", "card", f"{name}_id", columns)


WORLD = Facts((_card("card"), _card("course")))
Card, Course = Rows(WORLD, "card"), Rows(WORLD, "course")


def money(name: str, *values: int | None) -> Parametric:
    """A ceiling dated by the year of the row's day: values for 2030 and from 2031 on."""
    return Parametric(_parameter(name, "yuan", *values), Card.day)


def fen(number: int) -> Literal:
    """A sum in fen."""
    return Literal(number, MONEY)


def _parameter(name: str, unit: str, *values: int | None) -> Parameter:
    spans = [(date(2030, 1, 1), date(2030, 12, 31)), (date(2031, 1, 1), None)]
    made = [
        Entry(start, end, value, "known" if value is not None else "missing", CLAUSE, True)
        for (start, end), value in zip(spans, values, strict=True)
    ]
    return Parameter(f"langyu.{name}", name, name, unit, tuple(made))


def scheme(name: str = "a", rows: Rows = Card) -> Scheme:
    """Pays what the row says where it fits."""
    made = Scheme(id=f"langyu.{name}", title=name, title_en=name, per=rows, cites=CLAUSE, in_force=Window(START))
    made.criterion("fits", "符合", "fits", rows.fits)
    made.amount(rows.fen, rounding=Rounding.HALF_UP)
    return made


def run_of(schemes: Sequence[Scheme], rows: Mapping[str, Sequence[Mapping[str, Any]]], engine: Engine) -> Run:
    """A run over rows of the two tables."""
    frames = {}
    for table in WORLD.tables.values():
        types = schema_of(table)
        found = rows.get(table.name, ())
        frames[table.name] = pl.DataFrame({n: [row.get(n) for row in found] for n in types}, schema=types)
    complete = frozenset((t, c) for t, f in frames.items() for c in f.columns if not f[c].null_count())
    tables = {name: engine.table(frame) for name, frame in frames.items()}
    return evaluate(schemes, Register(WORLD, engine, tables, frozenset(frames), complete), as_of=AS_OF)


def cards(*rows: tuple[Any, ...], table: str = "card") -> dict[str, list[dict[str, Any]]]:
    """Rows of a table as (school, day, fen), ids from 1; all fit."""
    names = ("school", "day", "fen")
    return {
        table: [
            {f"{table}_id": at, "fits": True, **dict(zip(names, row, strict=True))} for at, row in enumerate(rows, 1)
        ]
    }


def allocated(made: Scheme, rows: Mapping[str, Sequence[Mapping[str, Any]]], *columns: str) -> list[tuple[Any, ...]]:
    """What each row got, in the order of ids, computed by Polars."""
    frame = run_of([made], rows, PolarsEngine()).allocated(made.id).rows().sort("fact")
    return frame.select(columns or ("granted",)).rows()


D1, D2, D3, D4 = DAYS


# --- what each of them means ---


def test_a_ceiling_is_shared_out_in_order_and_the_row_that_does_not_fit_gets_what_is_left() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(250), order=Card.day)
    rows = cards((1, D3, 100), (1, D1, 100), (2, D2, 100), (2, D4, 100))
    got = allocated(made, rows, "granted", "state", "reason", "place:fund", "left:fund", "cut:fund")
    granted, part, cut = (STATES.index(name) for name in ("granted", "part", "cut"))
    assert got == [
        (50, part, "fund", 3, 50, 50),
        (100, granted, None, 1, 250, 0),
        (100, granted, None, 2, 150, 0),
        (0, cut, "fund", 4, 0, 100),
    ]


def test_stop_gives_nothing_to_the_row_that_does_not_fit_nor_to_a_smaller_one_behind_it() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(250), order=Card.day, short=Share.STOP)
    rows = cards((1, D1, 200), (1, D2, 100), (1, D3, 10), (1, D4, 0))
    assert allocated(made, rows, "granted", "left:fund") == [(200, 250), (0, 50), (0, 0), (0, 0)]


def test_equal_places_in_the_order_are_told_apart_by_the_id() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(100), order=Card.day)
    assert allocated(made, cards((1, D1, 100), (1, D1, 100))) == [(100,), (0,)]


def test_each_group_has_its_own_ceiling() -> None:
    made = scheme()
    made.ceiling("school", "", "", limit=fen(100), per=(Card.school,), order=Card.day)
    assert allocated(made, cards((1, D1, 80), (1, D2, 80), (2, D3, 80))) == [(80,), (20,), (80,)]


def test_the_greatest_comes_first_where_the_order_says_so() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(100), order=(first(Card.day), Card.fen))
    assert allocated(made, cards((1, D1, 60), (1, D4, 70), (1, D4, 60))) == [(0,), (40,), (60,)]


def test_nothing_is_granted_from_an_empty_fund_and_zero_asks_for_nothing() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(0), order=Card.day)
    rows = cards((1, D1, 0), (1, D2, 5))
    assert allocated(made, rows, "granted", "state") == [(0, STATES.index("granted")), (0, STATES.index("cut"))]


def test_each_row_is_held_to_the_limit_of_its_own_date_and_the_queue_stays_closed() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=money("fund", 150, 500), order=Card.day)
    rows = cards((1, D1, 100), (1, D2, 100), (1, D3, 100))
    assert allocated(made, rows) == [(100,), (50,), (0,)]
    fits = cards((1, D1, 100), (1, D2, 50), (1, D3, 300), (1, D4, 300))
    assert allocated(made, fits) == [(100,), (50,), (300,), (50,)]


def test_a_quota_takes_a_share_of_those_who_stand_rounded_down() -> None:
    made = scheme()
    made.quota("best", "", "", share=Literal(5000, PERCENT), per=(Card.school,), order=Card.day)
    rows = cards((1, D1, 10), (1, D2, 10), (1, D3, 10), (2, D4, 10))
    assert allocated(made, rows, "granted", "left:best") == [(10, 1), (0, 0), (0, 0), (0, 0)]


def test_a_quota_takes_a_number() -> None:
    made = scheme()
    made.quota("two", "", "", share=Literal(2, ROWS), order=Card.day)
    assert allocated(made, cards((1, D3, 10), (1, D1, 10), (2, D2, 10))) == [(0,), (10,), (10,)]


def test_several_allocations_apply_in_order_and_the_last_that_took_away_is_the_reason() -> None:
    made = scheme()
    made.quota("two", "", "", share=Literal(2, ROWS), order=Card.day)
    made.ceiling("school", "", "", limit=fen(80), per=(Card.school,), order=Card.day)
    made.ceiling("fund", "", "", limit=fen(100), order=Card.day)
    rows = cards((1, D1, 100), (2, D2, 100), (3, D3, 100))
    got = allocated(made, rows, "granted", "reason", "cut:two", "cut:school", "cut:fund", "place:fund")
    assert got == [(80, "school", 0, 20, 0, 1), (20, "fund", 0, 20, 60, 2), (0, "two", 100, 0, 0, None)]


@pytest.mark.parametrize("row", [(None, D1, 10), (1, None, 10)])
def test_a_row_without_its_group_or_its_place_in_the_order_cannot_be_told(row: tuple[Any, ...]) -> None:
    made = scheme()
    made.ceiling("school", "", "", limit=fen(15), per=(Card.school,), order=Card.day)
    got = allocated(made, cards(row, (1, D2, 10)), "granted", "state", "reason", "open:school")
    assert got == [(None, STATES.index("unknown"), "school", 10), (10, STATES.index("granted"), None, 0)]


def test_a_row_of_which_the_limit_is_not_known_cannot_be_told() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=money("fund", None, 100), order=Card.day)
    assert allocated(made, cards((1, D1, 10), (1, D3, 10))) == [(None,), (10,)]


def test_only_entitled_rows_queue() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(10), order=Card.day)
    rows = cards((1, D1, 10), (1, D2, 10))
    rows["card"][0]["fits"] = False
    assert allocated(made, rows, "fact", "granted") == [(2, 10)]


def test_a_scheme_that_pays_nothing_gives_its_standing_by_quota() -> None:
    made = Scheme(id="langyu.t", title="t", title_en="t", per=Card, cites=CLAUSE, in_force=Window(START))
    made.quota("one", "", "", share=Literal(1, ROWS), order=Card.day)
    rows = cards((1, D2, 1), (1, D1, 1))
    assert allocated(made, rows, "state") == [(STATES.index("cut"),), (STATES.index("granted"),)]


# --- one fund for several schemes ---


def _funded() -> tuple[Scheme, Scheme]:
    one, other = scheme("one"), scheme("other", Course)
    one.quota("two", "", "", share=Literal(2, ROWS), order=(first(Card.day),))
    for made, rows in ((one, Card), (other, Course)):
        made.ceiling("fund", "", "", limit=fen(250), order=rows.day, fund="langyu.fund")
    return one, other


def test_schemes_that_share_a_fund_queue_together_after_all_that_is_their_own() -> None:
    one, other = _funded()
    rows = {**cards((1, D1, 100), (1, D3, 100), (1, D2, 100)), **cards((1, D1, 100), (1, D4, 100), table="course")}
    run = run_of([one, other], rows, PolarsEngine())
    # The first card is out by its own quota; both queue by day, equal days by scheme.
    assert run.allocated("langyu.one").rows().sort("fact")["granted"].to_list() == [0, 50, 100]
    assert run.allocated("langyu.other").rows().sort("fact")["granted"].to_list() == [100, 0]


def test_a_fund_said_in_two_ways_is_refused() -> None:
    one, other = scheme("one"), scheme("other")
    one.ceiling("fund", "", "", limit=fen(250), order=Card.day, fund="langyu.fund")
    other.ceiling("fund", "", "", limit=fen(250), order=(first(Card.day),), fund="langyu.fund")
    with pytest.raises(BoleError, match="BOLE-P212"):
        run_of([one, other], {}, PolarsEngine()).allocated("langyu.one")


def test_an_amount_below_zero_does_not_queue() -> None:
    made = scheme()
    made.ceiling("fund", "", "", limit=fen(250), order=Card.day)
    with pytest.raises(BoleError, match="BOLE-P210"):
        allocated(made, cards((1, D1, -1)))


def test_a_ceiling_over_a_scheme_that_pays_nothing_is_refused() -> None:
    made = Scheme(id="langyu.t", title="t", title_en="t", per=Card, cites=CLAUSE, in_force=Window(START))
    made.ceiling("fund", "", "", limit=fen(250), order=Card.day)
    with pytest.raises(BoleError, match="BOLE-P211"):
        allocated(made, {})


# --- what it is subject to ---


@pytest.mark.parametrize(("language", "word"), [("zh", "合计不超过"), ("en", "100")])
def test_what_an_entitlement_is_subject_to_is_told_for_each_allocation(language: str, word: str) -> None:
    made = scheme()
    made.ceiling("fund", "资金余额", "fund", limit=fen(10_000), order=Card.day)
    made.quota("best", "名额", "places", share=Literal(5000, PERCENT), order=Card.day)
    ceiling, quota = conditions_of(made, language)
    assert (ceiling.name, quota.name) == ("fund", "best")
    assert word in ceiling.sentence
    assert "50" in quota.sentence


def test_a_scheme_without_allocations_is_subject_to_nothing() -> None:
    assert conditions_of(scheme(), "zh") == ()


# --- the columns against the plain walk ---


def _orders(rows: Rows) -> list[Any]:
    return [(rows.day,), (first(rows.day),), (rows.score, rows.day), (first(rows.score), rows.fen)]


def _limits(draw: Any, rows: Rows, name: str) -> list[Term]:
    dated = _parameter(name, "yuan", *(draw(st.sampled_from([None, 0, 100, 300])) for _ in range(2)))
    return [fen(0), fen(1), fen(100), fen(250), fen(1000), Parametric(dated, rows.day)]


def _shares(rows: Rows) -> list[Term]:
    return [Literal(0, ROWS), Literal(2, ROWS), rows.score, *(Literal(n, PERCENT) for n in (0, 3333, 10_000))]


def _allocations(draw: Any, made: Scheme, rows: Rows, fund: bool) -> None:
    for at in range(draw(st.integers(0, 2))):
        per: tuple[Term, ...] = (rows.school,) if draw(st.booleans()) else ()
        order = draw(st.sampled_from(_orders(rows)))
        if draw(st.booleans()):
            limit = draw(st.sampled_from(_limits(draw, rows, f"{made.title.zh}{at}")))
            made.ceiling(f"q{at}", "", "", limit=limit, per=per, order=order, short=draw(st.sampled_from(Share)))
        else:
            made.quota(f"q{at}", "", "", share=draw(st.sampled_from(_shares(rows))), per=per, order=order)
    if fund:
        limit = draw(st.sampled_from([fen(0), fen(300), Parametric(_parameter("f", "yuan", 200, 500), rows.day)]))
        made.ceiling("fund", "", "", limit=limit, order=rows.day, fund="langyu.fund")


@st.composite
def _population(draw: Any) -> tuple[list[Scheme], dict[str, list[dict[str, Any]]]]:
    schemes = [scheme("a"), scheme("b", Course), scheme("c")]
    for made, rows in zip(schemes, (Card, Course, Card), strict=True):
        _allocations(draw, made, rows, draw(st.booleans()))
    found: dict[str, list[dict[str, Any]]] = {}
    for table in ("card", "course"):
        row = st.fixed_dictionaries(
            {
                "school": st.sampled_from([None, 1, 1, 2]),
                "day": st.sampled_from([None, *DAYS]),
                "score": st.sampled_from([None, 0, 1, 2]),
                "fen": st.sampled_from([None, 0, 0, 1, 99, 100, 101]),
                "fits": st.sampled_from([None, False, True, True, True]),
            }
        )
        ids = draw(st.lists(st.integers(1, 40), unique=True, max_size=14))
        found[table] = [{f"{table}_id": id_, **draw(row)} for id_ in ids]
    return schemes, found


def _value(term: Term, row: Mapping[str, Any]) -> Any:
    """The few kinds of terms that the allocations here are made of, read off a row."""
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, Parametric):
        entry = None if row["day"] is None else term.parameter.at(row["day"])
        return None if entry is None else entry.value
    return row[term.column.name]  # type: ignore[attr-defined]


def _expected(schemes: Sequence[Scheme], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Entitled]:
    entitled = []
    for made in schemes:
        for row in rows[made.per]:
            if row["fits"] and row["fen"] is not None:
                asks = tuple(
                    Asking(
                        tuple(_value(key, row) for key in a.per),
                        tuple(_value(term, row) for term, _ in a.order),
                        _value(a.limit if hasattr(a, "limit") else a.share, row),
                    )
                    for a in made.allocations
                )
                entitled.append(Entitled(made.id, row[f"{made.per}_id"], row["fen"], asks))
    allocate_rows({made.id: made.allocations for made in schemes}, entitled)
    return entitled


@pytest.fixture(scope="module", params=["polars", "duckdb"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made: Engine = PolarsEngine() if request.param == "polars" else DuckDBEngine()
    yield made
    made.close()


World = tuple[list[Scheme], dict[str, list[dict[str, Any]]]]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_population())
def test_columns_allocate_as_the_plain_walk_does(engine: Engine, world: World) -> None:
    schemes, rows = world
    expected = _expected(schemes, rows)
    found = allocated_together(run_of(schemes, rows, engine), [s.id for s in schemes])
    for made in schemes:
        own = [row for row in expected if row.scheme == made.id]
        names = [a.name for a in made.allocations]
        assert _told(found[made.id].rows(), names) == {
            row.fact: [row.fen, row.granted, row.state, row.reason]
            + [figures.get(name) for name in names for figures in (row.place, row.left)]
            for row in own
        }
        _adds_up(found[made.id].totals(), own)


def _told(rows: pl.DataFrame, names: Sequence[str]) -> dict[int, list[Any]]:
    return {
        row["fact"]: [row["fen"], row["granted"], STATES[row["state"]], row["reason"]]
        + [row[f"{figure}:{name}"] for name in names for figure in ("place", "left")]
        for row in rows.iter_rows(named=True)
    }


def _adds_up(totals: dict[str, Any], rows: Sequence[Entitled]) -> None:
    assert totals["fen"] == sum(row.fen for row in rows)
    assert totals["fen"] == totals["granted_fen"] + totals["cut_fen"] + totals["unknown_fen"]
    assert totals["granted_fen"] == sum(row.granted or 0 for row in rows)
    assert totals["rows"] == {state: sum(row.state == state for row in rows) for state in STATES}
    for name, by in totals["by"].items():
        ended = [row for row in rows if row.reason == name]
        assert [by[f"{state}_rows"] for state in STATES[1:]] == [sum(r.state == s for r in ended) for s in STATES[1:]]


# --- an invented city ---


@pytest.mark.parametrize("name", ["polars", "duckdb"])
def test_the_funds_and_places_of_a_city_are_shared_out_over_its_register(name: str, tmp_path: Path) -> None:
    day = date(2025, 6, 30)
    write_register(tmp_path / "snapshot", 2_000, 3, day)
    packs = load_packs([ROOT / "tests" / "packs"], only="langyu")
    schemes = [scheme for scheme in packs.schemes.values() if scheme.allocations]
    with open_snapshot(tmp_path / "snapshot") as snapshot:
        ran = run_schemes(snapshot, schemes, day, engine=name)
        for made in schemes:
            totals = ran.run.allocated(made.id).totals()
            assert sum(totals["rows"].values()) == ran.totals[made.id]["decided"]["entitled"]
            assert totals["fen"] == ran.totals[made.id]["fen"]
            assert totals["fen"] == totals["granted_fen"] + totals["cut_fen"] + totals["unknown_fen"]
        upgrade = ran.run.allocated("langyu.skill-upgrade").totals()
        assert 0 < upgrade["granted_fen"] <= upgrade["fen"]
        ran.close()
