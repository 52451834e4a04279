"""列: columns of a frame from arrays, with gaps where a value is not known."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from bole.kernel.facts import Table
from bole.policy.schema import schema_of
from bole.synth.draws import Draws, Flags, Numbers, Words

Cells = dict[str, pl.Series | str | bool]
"""Columns of a table by name: a series, or what is the same in every row."""


def coded(codes: Sequence[str], places: Numbers, known: Flags | None = None) -> pl.Series:
    """Codes by their places in a list."""
    listed = pl.Series([*codes, None], dtype=pl.String)
    return listed.gather(places if known is None else np.where(known, places, len(codes)))


def numbers(values: Numbers, known: Flags | None = None) -> pl.Series:
    """Whole numbers."""
    return _gapped(pl.Series(np.asarray(values, dtype=np.int64)), known)


def days(values: Numbers, known: Flags | None = None) -> pl.Series:
    """Days counted from 1970-01-01."""
    return _gapped(pl.Series(values.astype(np.int32)).cast(pl.Date), known)


def flags(values: Flags, known: Flags | None = None) -> pl.Series:
    """True or false."""
    return _gapped(pl.Series(values), known)


def _gapped(series: pl.Series, known: Flags | None) -> pl.Series:
    if known is None:
        return series
    return pl.select(pl.when(pl.Series(known)).then(series)).to_series()


def framed(table: Table, seed: int, cells: Mapping[str, pl.Series] | Cells) -> pl.DataFrame:
    """The rows of a table in its columns, in no order; a column that `cells` lacks is not known.

    Raises KeyError where `cells` has a column that the table has not.
    """
    for name in cells:
        table.column(name)
    key = cells[table.key]
    assert isinstance(key, pl.Series)
    order: Words = Draws(seed, table.name, key.to_numpy()).word("order")
    absent = {name: pl.lit(None, kind).alias(name) for name, kind in schema_of(table).items() if name not in cells}
    fixed = {name: pl.lit(value).alias(name) for name, value in cells.items() if not isinstance(value, pl.Series)}
    frame = pl.DataFrame({name: value for name, value in cells.items() if isinstance(value, pl.Series)})
    wanted = [absent.get(name, fixed.get(name, pl.col(name))) for name in schema_of(table)]
    return frame[np.argsort(order)].select(wanted)
