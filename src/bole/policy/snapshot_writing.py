"""导出快照: a snapshot appears whole or not at all, and is never changed afterwards."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts, Table
from bole.kernel.writing import folder_written_beside
from bole.policy.errors import SNAPSHOT_EXISTS, UNKNOWN_TABLE
from bole.policy.manifest import FILE_NAME, Coverage, Entry, Manifest, sha256_of
from bole.policy.schema import as_facts, check_columns, schema_of

ROW_GROUP: Final = 2**18
"""Rows that stand together in a file: always as many, so that the same rows give the same bytes on every machine."""

_BY_THE_SYSTEM: Final = re.compile(r"\(os error (\d+)\)")


@contextmanager
def as_error_of_the_disk() -> Iterator[None]:
    """A full disk is no fault of the rows, whatever the library that writes them calls it."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        found = _BY_THE_SYSTEM.search(str(error))
        if found is None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number)) from error


def write_snapshot(
    folder: Path,
    frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
    *,
    place: str,
    as_of: date,
    source: str | Mapping[str, str],
    coverage: Coverage | Mapping[str, Coverage],
    facts: Facts = STANDARD,
    also: Callable[[Path], None] | None = None,
) -> Manifest:
    """Writes `frames` as a new snapshot; `source` and `coverage` are of all tables, or by table.

    `also` puts something beside the tables while the folder is being filled. It appears whole or not at all. Raises
    BoleError where `folder` exists already, cannot be written, or a frame is not a table of these facts. Rows are not
    judged here: that happens whenever the snapshot is opened.
    """
    ready = {name: _ready(facts, name, frame) for name, frame in frames.items()}
    with folder_written_beside(folder, SNAPSHOT_EXISTS) as beside, as_error_of_the_disk():
        manifest = _written(beside, ready, place, as_of, source, coverage)
        if also is not None:
            also(beside)
        return manifest


def write_table(file: Path, frame: pl.LazyFrame, source: str, coverage: Coverage) -> Entry:
    """Writes the file of one table and gives its entry; the same rows in the same order give the same bytes."""
    frame.sink_parquet(file, compression="zstd", row_group_size=ROW_GROUP, maintain_order=True)
    rows = int(pl.scan_parquet(file, glob=False).select(pl.len()).collect().item())
    return Entry(rows=rows, sha256=sha256_of(file), source=source, coverage=coverage)


def in_pieces(table: Table, pieces: Callable[[], Iterator[pl.DataFrame]]) -> pl.LazyFrame:
    """A table that is made piece by piece while it is written."""
    schema = pl.Schema(schema_of(table))

    def read(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        del n_rows, batch_size  # the writer asks for all of it
        assert predicate is None
        for frame in pieces():
            yield frame if with_columns is None else frame.select(with_columns)
        yield pl.DataFrame(schema=schema) if with_columns is None else pl.DataFrame(schema=schema).select(with_columns)

    return register_io_source(read, schema=schema)


def _ready(facts: Facts, name: str, frame: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    if name not in facts.tables:
        raise BoleError(UNKNOWN_TABLE, table=name, known=", ".join(facts.tables))
    table, lazy = facts.table(name), frame.lazy()
    lazy = lazy.with_columns(_typed_nulls(table, lazy))
    check_columns(table, lazy, lazy.collect_schema(), place=name)
    return lazy.select(as_facts(table))


def _typed_nulls(table: Table, frame: pl.LazyFrame) -> list[pl.Expr]:
    """A column in which nothing is known has no type of its own."""
    schema, targets = frame.collect_schema(), schema_of(table)
    return [pl.col(name).cast(targets[name]) for name in schema if schema[name] == pl.Null and name in targets]


def _written(
    beside: Path,
    ready: Mapping[str, pl.LazyFrame],
    place: str,
    as_of: date,
    source: str | Mapping[str, str],
    coverage: Coverage | Mapping[str, Coverage],
) -> Manifest:
    entries = {}
    for name, frame in ready.items():
        told = source if isinstance(source, str) else source[name]
        reach = coverage if isinstance(coverage, Coverage) else coverage[name]
        entries[name] = write_table(beside / f"{name}.parquet", frame, told, reach)
    manifest = Manifest(place, as_of, entries)
    (beside / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
    return manifest
