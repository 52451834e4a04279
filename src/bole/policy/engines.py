"""计算引擎: Polars in memory, DuckDB over Parquet files, Spark on a cluster, behind one small set of verbs.

A reading writes frames in the words that Polars and Narwhals share; an engine says which of the two it reads, makes
frames from files or rows, settles one so that several readers share it, and hands results over as Polars frames.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from errno import EIO
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, runtime_checkable

import narwhals.stable.v2 as nw
import polars as pl

from bole.kernel.errors import BoleError
from bole.policy import places
from bole.policy.errors import SPARK_MISSING, UNKNOWN_ENGINE
from bole.policy.places import Summing
from bole.policy.readings.words import Words

ENGINES: Final = ("polars", "duckdb", "spark")
LARGEST_SHARE: Final = 0.25
"""A snapshot whose Parquet files are larger than this share of memory is read by DuckDB, out of core."""

_PATTERN: Final = re.compile(r"[*?\[\]{}]" if os.name == "nt" else r"[*?\[\]{}:\\\n]")

NOTHING: Final[Mapping[str, bool]] = MappingProxyType({})


class Frame(Protocol):
    """表: a lazy frame of Polars or of Narwhals, in the verbs that both have."""

    def select(self, *exprs: Any, **named: Any) -> Frame: ...
    def with_columns(self, *exprs: Any, **named: Any) -> Frame: ...
    def filter(self, *tests: Any) -> Frame: ...
    def drop(self, *columns: Any, strict: bool = True) -> Frame: ...
    def unique(self) -> Frame: ...
    def group_by(self, *keys: Any) -> Any: ...
    def join(self, other: Any, *, how: Any, on: Any = None, left_on: Any = None, right_on: Any = None) -> Frame: ...


class Engine(Protocol):
    """计算引擎: makes frames and settles them."""

    name: str
    words: Words
    """What expressions over its frames are written with."""
    chains: bool
    """Whether one step may stand on another unsettled: settling copies all columns, and a long chain costs less."""

    def table(self, source: pl.DataFrame | Path) -> Frame:
        """A table of the snapshot: Polars rows in memory, or a Parquet file."""
        ...

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        """A small table of our own, such as a catalogue; `schema` in Polars types."""
        ...

    def settle(self, frame: Frame) -> Frame:
        """The same rows, computed once and kept, for several readers."""
        ...

    def looked_up(
        self,
        frame: Frame,
        other: Frame,
        own: Sequence[str],
        keys: Sequence[str],
        absent: Mapping[str, bool] = NOTHING,
    ) -> Frame:
        """The frame with the other's columns, of its one row whose `keys` equal our `own`; null where there is none.

        `absent` says what stands in place of null where our keys are all known; the other has no null there.
        """
        ...

    def grouped(self, frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]]) -> Frame:
        """One row for the values of `keys` (never null), each column summed up as said; a null counts for nothing.

        There may be rows of other ids too, with null in every column.
        """
        ...

    def collect(self, frame: Frame) -> pl.DataFrame:
        """The rows as a Polars frame in memory."""
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


@runtime_checkable
class SideBySide(Protocol):
    """并行: an engine that computes frames in several threads of this process, and keeps the order of rows."""

    def beside(self, frame: Frame, other: Frame) -> Frame:
        """The columns of both, row by row."""
        ...

    def together(self, frames: Sequence[Frame]) -> list[Frame]:
        """Each of them settled."""
        ...


class PolarsEngine:
    """Polars: the default, for what fits in memory."""

    name = "polars"
    words = Words(pl)
    chains = False

    def table(self, source: pl.DataFrame | Path) -> Frame:
        return pl.scan_parquet(source, glob=False) if isinstance(source, Path) else source.lazy()

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return pl.DataFrame(columns, schema=dict(schema)).lazy()

    def settle(self, frame: Frame) -> Frame:
        return self.collect(frame).lazy()

    def beside(self, frame: Frame, other: Frame) -> Frame:
        return pl.concat([_own(frame), _own(other)], how="horizontal")

    def together(self, frames: Sequence[Frame]) -> list[Frame]:
        return [rows.lazy() for rows in pl.collect_all([_own(frame) for frame in frames])]

    def looked_up(
        self,
        frame: Frame,
        other: Frame,
        own: Sequence[str],
        keys: Sequence[str],
        absent: Mapping[str, bool] = NOTHING,
    ) -> Frame:
        # A join copies every column it carries along: only the keys go through it, the rest is put beside.
        mine, theirs = pl.collect_all([_own(frame), _own(other)])
        found = places.found(mine[own[0]], theirs, keys[0], absent) if len(own) == 1 else None
        if found is None:
            keyed = mine.lazy().select(own)
            joined = keyed.join(theirs.lazy(), how="left", left_on=own, right_on=keys, maintain_order="left")
            found = _own(_filled(joined, own, absent, self.words)).drop(own).collect()
        return pl.concat([mine, found], how="horizontal").lazy()

    def grouped(self, frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]]) -> Frame:
        rows = self.collect(frame)
        if len(keys) == 1 and places.are_places(rows[keys[0]]):
            return places.grouped(rows, keys[0], sums).lazy()
        return grouped_by(rows.lazy(), keys, sums, self.words)

    def collect(self, frame: Frame) -> pl.DataFrame:
        return _own(frame).collect()

    def close(self) -> None:
        """Nothing is held outside memory."""


def _own(frame: Frame) -> pl.LazyFrame:
    """The frame, known to be one of Polars."""
    assert isinstance(frame, pl.LazyFrame)
    return frame


def _filled(joined: Frame, own: Sequence[str], absent: Mapping[str, bool], w: Words) -> Frame:
    """The joined frame with what stands where known keys found no row."""
    if not absent:
        return joined
    known = reduce(lambda a, b: a & b, [~w.col(name).is_null() for name in own])
    made = {
        name: w.when(w.col(name).is_null() & known).then(w.lit(value)).otherwise(w.col(name)).alias(name)
        for name, value in absent.items()
    }
    return joined.with_columns(**made)


def grouped_by(frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]], w: Words) -> Frame:
    """The rows grouped, each column summed up as said."""

    def summed(how: Summing, column: str) -> Any:
        values = w.col(column)
        match how:
            case "max":
                return values.max()
            case "min":
                return values.min()
            case "sum":
                return w.whole(values.sum())
            case "distinct":
                return w.whole(values.n_unique())

    made: Frame = frame.group_by(*keys).agg(
        **{name: summed(how, column).alias(name) for name, (how, column) in sums.items()}
    )
    return made


def _native(frame: Frame) -> Any:
    """What Narwhals writes to: a relation of DuckDB or a frame of Spark."""
    assert isinstance(frame, nw.LazyFrame)
    return frame.to_native()


def _plainly_named(file: Path, folder: str, number: int) -> str:
    """The path, or that of a link to it in `folder` where DuckDB or Spark would find a pattern in the name."""
    if not _PATTERN.search(str(file)):
        return str(file)
    link = Path(folder) / f"link_{number}.parquet"
    link.symlink_to(file.resolve())
    return str(link)


class DuckDBEngine:
    """DuckDB: over Parquet, out of core, for what is larger than memory."""

    name = "duckdb"
    words = Words(nw)
    chains = True

    def __init__(self) -> None:
        import duckdb

        self._folder = tempfile.TemporaryDirectory(prefix="bole-duckdb-")
        # In a file and not in memory: there the same run took less CPU, but gave up where this one still fits.
        self._connection = duckdb.connect(str(Path(self._folder.name) / "work.duckdb"))
        self._made = 0

    def table(self, source: pl.DataFrame | Path) -> Frame:
        import duckdb

        if isinstance(source, pl.DataFrame):
            source = self._kept(source)
        self._made += 1
        named = _plainly_named(source, self._folder.name, self._made)
        try:
            return nw.from_native(self._connection.read_parquet(named))
        except duckdb.Error as error:  # what Polars reads without a word may be damage to it
            raise OSError(EIO, str(error).partition("\n")[0][:120]) from error

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return self.table(pl.DataFrame(columns, schema=dict(schema)))

    def settle(self, frame: Frame) -> Frame:
        self._made += 1
        name = f"settled_{self._made}"
        _native(frame).create(name)
        return nw.from_native(self._connection.table(name))

    def looked_up(
        self,
        frame: Frame,
        other: Frame,
        own: Sequence[str],
        keys: Sequence[str],
        absent: Mapping[str, bool] = NOTHING,
    ) -> Frame:
        joined = frame.join(other, how="left", left_on=list(own), right_on=list(keys))
        return _filled(joined, own, absent, self.words)

    def grouped(self, frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]]) -> Frame:
        return grouped_by(frame, keys, sums, self.words)

    def collect(self, frame: Frame) -> pl.DataFrame:
        self._made += 1
        path = Path(self._folder.name) / f"out_{self._made}.parquet"
        _native(frame).write_parquet(str(path))
        rows = pl.read_parquet(path)
        path.unlink()
        return rows

    def close(self) -> None:
        """Close the database and drop its files."""
        self._connection.close()
        self._folder.cleanup()

    def _kept(self, rows: pl.DataFrame) -> Path:
        self._made += 1
        path = Path(self._folder.name) / f"in_{self._made}.parquet"
        rows.write_parquet(path)
        return path


class SparkEngine:
    """Spark: the same rules on a cluster; here a local session, or the one that is already there."""

    name = "spark"
    words = Words(nw)
    chains = False

    def __init__(self) -> None:
        try:
            from pyspark.sql import SparkSession
        except ModuleNotFoundError as error:
            raise BoleError(SPARK_MISSING) from error
        self._folder = tempfile.TemporaryDirectory(prefix="bole-spark-")
        builder: Any = SparkSession.builder
        try:
            self._session = (
                builder.appName("bole")
                .config("spark.sql.session.timeZone", "Asia/Shanghai")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .config("spark.sql.warehouse.dir", self._folder.name)
                .getOrCreate()
            )
        except Exception as error:
            raise BoleError(SPARK_MISSING) from error
        self._made = 0

    def table(self, source: pl.DataFrame | Path) -> Frame:
        if isinstance(source, pl.DataFrame):
            self._made += 1
            path = Path(self._folder.name) / f"in_{self._made}.parquet"
            source.write_parquet(path)
            source = path
        self._made += 1
        named = _plainly_named(source, self._folder.name, self._made)
        frame: Frame = nw.from_native(self._session.read.parquet(named))
        return frame

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return self.table(pl.DataFrame(columns, schema=dict(schema)))

    def settle(self, frame: Frame) -> Frame:
        # A checkpoint cuts the plan: Spark's optimiser grows with every stage that it still sees.
        settled: Frame = nw.from_native(_native(frame).localCheckpoint(eager=True))
        return settled

    def looked_up(
        self,
        frame: Frame,
        other: Frame,
        own: Sequence[str],
        keys: Sequence[str],
        absent: Mapping[str, bool] = NOTHING,
    ) -> Frame:
        joined = frame.join(other, how="left", left_on=list(own), right_on=list(keys))
        return _filled(joined, own, absent, self.words)

    def grouped(self, frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]]) -> Frame:
        return grouped_by(frame, keys, sums, self.words)

    def collect(self, frame: Frame) -> pl.DataFrame:
        self._made += 1
        path = Path(self._folder.name) / f"out_{self._made}"
        _native(frame).write.parquet(str(path))
        return pl.read_parquet(sorted(path.glob("*.parquet")))

    def close(self) -> None:
        """The session stays for the next run of this process; our files go."""
        self._folder.cleanup()


def engine_named(name: str) -> Engine:
    """The engine of that name; raises BoleError for any other, and for Spark where it is not installed."""
    match name:
        case "polars":
            return PolarsEngine()
        case "duckdb":
            return DuckDBEngine()
        case "spark":
            return SparkEngine()
    raise BoleError(UNKNOWN_ENGINE, name=name, known=", ".join(ENGINES))


def engine_for(bytes_of_snapshot: int) -> str:
    """The engine for a snapshot of that size on this machine: its name."""
    memory = _memory()
    return "duckdb" if memory and bytes_of_snapshot > LARGEST_SHARE * memory else "polars"


def _memory() -> int:
    try:
        import os

        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
