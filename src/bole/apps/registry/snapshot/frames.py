"""表: rows of the register as frames of facts, in the types that the facts say and not in those of the database."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa

from bole.apps.registry.snapshot.mapping import FactMap
from bole.apps.registry.snapshot.moment import Moment
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.policy.schema import schema_of, type_in_frames
from bole.policy.snapshot_writing import in_pieces


def whole(found: FactMap, reading: Reading, moment: Moment) -> pl.LazyFrame:
    """A fact table out of the register, every row, read while it is written."""
    table = STANDARD.table(found.table)
    if not found.register:
        return pl.LazyFrame(schema=schema_of(table))
    sql = reading.rows(found)
    return in_pieces(table, partial(_pieces, found, moment, sql, gathered(found, reading, moment)))


def some(found: FactMap, reading: Reading, moment: Moment, where: str) -> pl.DataFrame:
    """The rows of a fact table that meet a condition; what is gathered is left out."""
    schema = schema_of(STANDARD.table(found.table))
    frames = _pieces(found, moment, reading.rows(found, where), None)
    return pl.concat([pl.DataFrame(schema=schema), *frames])


def keys(found: FactMap, reading: Reading, moment: Moment) -> pl.Series:
    """The numbers of the rows of a fact table, in order."""
    parts = [_series(batch.column(0)) for batch in moment.batches(reading.keys(found))]
    return pl.concat(parts) if parts else pl.Series(dtype=pl.Int64)


def gathered(found: FactMap, reading: Reading, moment: Moment) -> pl.DataFrame | None:
    """What is gathered of each thing from another table: its number and the value."""
    if found.gathered is None:
        return None
    read = moment.table(reading.gathered(found.gathered))
    column = STANDARD.table(found.table).column(found.gathered.column)
    told = _typed(column, _series(read.column(1)))
    return pl.DataFrame({found.key: _series(read.column(0)).cast(pl.Int64), column.name: told})


def with_gathered(found: FactMap, frame: pl.LazyFrame, told: pl.DataFrame | None) -> pl.LazyFrame:
    """The frame with what was gathered in its place; without, unknown."""
    if found.gathered is None or told is None:
        return frame
    names = list(schema_of(STANDARD.table(found.table)))
    bare = frame.drop(found.gathered.column)
    return bare.join(told.lazy(), on=found.key, how="left", maintain_order="left").select(names)


def read_back(file: Path, found: FactMap) -> pl.LazyFrame:
    """A table of a snapshot that was written before."""
    return pl.scan_parquet(file, glob=False).select(list(schema_of(STANDARD.table(found.table))))


def _pieces(found: FactMap, moment: Moment, sql: str, told: pl.DataFrame | None) -> Iterator[pl.DataFrame]:
    table = STANDARD.table(found.table)
    held = {column.name for column in found.held}
    unknown = [pl.lit(None, type_in_frames(c)).alias(c.name) for c in table.columns if c.name not in held]
    for batch in moment.batches(sql):
        read = {c.name: _typed(c, _series(batch.column(c.name))) for c in found.held}
        frame = pl.DataFrame(read).with_columns(unknown).select(list(schema_of(table)))
        yield with_gathered(found, frame.lazy(), told).collect() if told is not None else frame


def _series(values: pa.Array | pa.ChunkedArray) -> pl.Series:
    found = pl.from_arrow(values)
    assert isinstance(found, pl.Series)
    return found


def _typed(column: Column, values: pl.Series) -> pl.Series:
    """A column in the type of its fact: SQLite knows neither days nor flags, and a text that is empty is unknown."""
    if column.kind is Kind.DATE and values.dtype != pl.Date:
        return values.cast(pl.Int32).cast(pl.Date)
    if column.kind is Kind.CODE and not column.whole:
        text = values.cast(pl.String)
        return text.set(text == "", None) if text.len() else text
    return values.cast(type_in_frames(column))
