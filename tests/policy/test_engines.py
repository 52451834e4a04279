"""Lookups and groups give the same whether ids fill their range, are few, many, unsorted, missing or repeated."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.policy.engines import DuckDBEngine, Engine, PolarsEngine, engine_for, engine_named

OFFSETS = st.sampled_from([0, 1, 7, 10**13])
STEPS = st.sampled_from([1, 2, 9, 10**6])


@st.composite
def ids(draw: st.DrawFn) -> list[int]:
    """Different ids: dense or sparse, from anywhere, in any order."""
    start, step = draw(OFFSETS), draw(STEPS)
    numbers = draw(st.lists(st.integers(0, 40), unique=True, max_size=40))
    return [start + step * n for n in numbers]


@settings(deadline=None)
@given(ids(), st.data())
def test_a_lookup_finds_what_a_join_finds(keys: list[int], data: st.DataObject) -> None:
    asked: list[int | None] = data.draw(st.lists(st.sampled_from([*keys, None, 5, 10**12]), max_size=60))
    if data.draw(st.booleans()):
        asked = [*sorted({a for a in asked if a is not None})]
    values = data.draw(st.lists(st.none() | st.integers(-5, 5), min_size=len(keys), max_size=len(keys)))
    theirs = dict(zip(keys, values, strict=True))
    mine = pl.DataFrame({"own": asked, "n": range(len(asked))}, schema={"own": pl.Int64, "n": pl.Int64})
    other = pl.DataFrame({"key": keys, "value": values}, schema={"key": pl.Int64, "value": pl.Int8})
    engine = PolarsEngine()
    found = engine.looked_up(engine.table(mine), engine.table(other), ["own"], ["key"])
    rows = engine.collect(found)
    assert rows["own"].to_list() == asked, "order and rows stay"
    assert rows["value"].to_list() == [None if a is None else theirs.get(a) for a in asked]


@settings(deadline=None)
@given(ids(), st.data())
def test_a_known_id_without_a_row_finds_what_is_said_of_the_absent(keys: list[int], data: st.DataObject) -> None:
    asked: list[int | None] = data.draw(st.lists(st.sampled_from([*keys, None, 5, 10**12]), max_size=60))
    if data.draw(st.booleans()):
        asked = [*sorted({a for a in asked if a is not None})]
    repeated = asked * data.draw(st.sampled_from([1, 40]))
    other = pl.DataFrame({"key": keys, "there": [True] * len(keys)}, schema={"key": pl.Int64, "there": pl.Boolean})
    engine = PolarsEngine()
    mine = engine.table(pl.DataFrame({"own": repeated}, schema={"own": pl.Int64}))
    found = engine.collect(engine.looked_up(mine, engine.table(other), ["own"], ["key"], {"there": False}))
    assert found["there"].to_list() == [None if own is None else own in keys for own in repeated]


@pytest.mark.parametrize("make", [PolarsEngine, DuckDBEngine])
def test_two_keys_find_what_is_said_of_the_absent(make: type[Engine]) -> None:
    engine = make()
    try:
        mine = engine.table(pl.DataFrame({"a": [1, 1, None, 2], "b": ["x", "y", "x", "x"], "n": [0, 1, 2, 3]}))
        theirs = engine.table(pl.DataFrame({"k": [1, 2], "m": ["x", "x"], "there": [True, True]}))
        found = engine.collect(engine.looked_up(mine, theirs, ["a", "b"], ["k", "m"], {"there": False}))
        assert found.sort("n")["there"].to_list() == [True, False, None, True]
    finally:
        engine.close()


@pytest.mark.parametrize(("first", "rows"), [(3, 5), (3, 0), (1, 9), (0, 4), (8, 5)])
def test_rows_in_one_order_are_put_side_by_side(first: int, rows: int) -> None:
    own = list(range(first, first + rows))
    engine = PolarsEngine()
    mine = engine.table(pl.DataFrame({"own": own}, schema={"own": pl.Int32}))
    theirs = engine.table(pl.DataFrame({"key": list(range(1, 10)), "value": list(range(101, 110))}))
    found = engine.collect(engine.looked_up(mine, theirs, ["own"], ["key"]))
    assert found["value"].to_list() == [100 + key if 1 <= key <= 9 else None for key in own]


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int64])
@pytest.mark.parametrize("low", [-128, -100, 0, 1, 100])
def test_narrow_ids_are_counted_from_the_lowest_without_running_over(low: int, dtype: Any) -> None:
    keys = list(range(low, low + 28))
    asked = [*keys[::-1], -128, 127, None] * 20
    engine = PolarsEngine()
    mine = engine.table(pl.DataFrame({"own": asked}, schema={"own": dtype}))
    theirs = engine.table(pl.DataFrame({"key": keys, "value": keys}, schema={"key": pl.Int64, "value": pl.Int64}))
    found = engine.collect(engine.looked_up(mine, theirs, ["own"], ["key"]))
    assert found["value"].to_list() == [key if key in keys else None for key in asked]


@settings(deadline=None)
@given(ids(), st.data())
def test_groups_in_places_are_the_groups_of_python(keys: list[int], data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(
            st.tuples(st.sampled_from(keys), st.none() | st.integers(-128, 127)) if keys else st.nothing(), max_size=60
        )
        if keys
        else st.just([])
    )
    frame = pl.DataFrame(rows, schema={"of": pl.Int64, "v": pl.Int8}, orient="row")
    sums: Any = {"most": ("max", "v"), "least": ("min", "v"), "all": ("sum", "v"), "kinds": ("distinct", "v")}
    engine = PolarsEngine()
    grouped = engine.collect(engine.grouped(engine.table(frame), ["of"], sums))
    made = {r["of"]: r for r in grouped.to_dicts() if r["kinds"] is not None}
    assert set(made) == {of for of, _ in rows}
    for of, row in made.items():
        values = [v for key, v in rows if key == of]
        known = [v for v in values if v is not None]
        assert row["most"] == max(known, default=None)
        assert row["least"] == min(known, default=None)
        assert row["all"] == sum(known)
        assert row["kinds"] == len(set(values))


@settings(deadline=None)
@given(ids())
def test_rows_of_ones_are_counted(keys: list[int]) -> None:
    frame = pl.DataFrame({"of": keys * 3}, schema={"of": pl.Int64}).with_columns(one=pl.lit(1, pl.Int8))
    engine = PolarsEngine()
    grouped = engine.collect(engine.grouped(engine.table(frame), ["of"], {"n": ("sum", "one")}))
    assert {r["of"]: r["n"] for r in grouped.to_dicts() if r["n"] is not None} == dict.fromkeys(keys, 3)


@pytest.mark.parametrize("make", [PolarsEngine, DuckDBEngine])
def test_an_engine_settles_and_hands_over(make: type[Engine]) -> None:
    engine = make()
    try:
        rows = engine.rows({"a": [3, None, 1]}, {"a": pl.Int64})
        twice = engine.settle(rows.with_columns(b=engine.words.col("a") * 2))
        assert sorted(engine.collect(twice)["b"].to_list(), key=str) == [2, 6, None]
        empty = engine.rows({"a": []}, {"a": pl.Int64})
        assert engine.collect(empty).height == 0
    finally:
        engine.close()


def test_an_engine_nobody_has_is_refused_by_name() -> None:
    with pytest.raises(BoleError) as caught:
        engine_named("excel")
    assert caught.value.code == "BOLE-P170"


def test_what_would_not_fit_in_memory_goes_to_duckdb() -> None:
    assert engine_for(10_000_000) == "polars"
    assert engine_for(10**15) == "duckdb"
