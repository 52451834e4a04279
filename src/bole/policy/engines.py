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
from pathlib import Path
from typing import Any, Final, Literal, Protocol, runtime_checkable

import narwhals.stable.v2 as nw
import numpy as np
import polars as pl

from bole.kernel.errors import BoleError
from bole.policy.errors import SPARK_MISSING, UNKNOWN_ENGINE
from bole.policy.readings.words import Words

ENGINES: Final = ("polars", "duckdb", "spark")
FEW: Final = 16
"""So many times fewer rows are put where they belong instead of being looked for from every row."""
_WIDER: Final[dict[Any, Any]] = {pl.Int8(): pl.Int16(), pl.Int16(): pl.Int32()}
SPARSEST: Final = 4
"""Ids spread over at most so many places each are looked up by place; others by a join."""
LARGEST_SHARE: Final = 0.25
"""A snapshot whose Parquet files are larger than this share of memory is read by DuckDB, out of core."""

_PATTERN: Final = re.compile(r"[*?\[\]{}]" if os.name == "nt" else r"[*?\[\]{}:\\\n]")

Summing = Literal["max", "min", "sum", "distinct"]
"""How a column of a group becomes one value; "distinct" counts null as a value of its own."""


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

    def table(self, source: pl.DataFrame | Path) -> Frame:
        """A table of the snapshot: Polars rows in memory, or a Parquet file."""
        ...

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        """A small table of our own, such as a catalogue; `schema` in Polars types."""
        ...

    def settle(self, frame: Frame) -> Frame:
        """The same rows, computed once and kept, for several readers."""
        ...

    def looked_up(self, frame: Frame, other: Frame, own: Sequence[str], keys: Sequence[str]) -> Frame:
        """The frame with the other's columns, of its one row whose `keys` equal our `own`; null where there is none."""
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


class PolarsEngine:
    """Polars: the default, for what fits in memory."""

    name = "polars"
    words = Words(pl)

    def table(self, source: pl.DataFrame | Path) -> Frame:
        return pl.scan_parquet(source, glob=False) if isinstance(source, Path) else source.lazy()

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return pl.DataFrame(columns, schema=dict(schema)).lazy()

    def settle(self, frame: Frame) -> Frame:
        return self.collect(frame).lazy()

    def beside(self, frame: Frame, other: Frame) -> Frame:
        return pl.concat([_own(frame), _own(other)], how="horizontal")

    def looked_up(self, frame: Frame, other: Frame, own: Sequence[str], keys: Sequence[str]) -> Frame:
        # A join copies every column it carries along: only the keys go through it, the rest is put beside.
        mine, theirs = pl.collect_all([_own(frame), _own(other)])
        if len(own) == 1 and len(theirs) * FEW < len(mine) and _is_rising(mine[own[0]]):
            found = _scattered(mine[own[0]], theirs, keys[0])
        elif len(own) == 1 and _is_dense(theirs[keys[0]], len(mine)):
            found = _gathered(mine[own[0]], theirs, keys[0])
        else:
            joined = (
                mine.lazy()
                .select(own)
                .join(theirs.lazy(), how="left", left_on=list(own), right_on=list(keys), maintain_order="left")
            )
            found = joined.drop(own).collect()
        return pl.concat([mine, found], how="horizontal").lazy()

    def grouped(self, frame: Frame, keys: Sequence[str], sums: Mapping[str, tuple[Summing, str]]) -> Frame:
        rows = self.collect(frame)
        if len(keys) == 1 and _is_dense(rows[keys[0]], 0):
            return _by_places(rows, keys[0], sums).lazy()
        return grouped_by(rows.lazy(), keys, sums, self.words)

    def collect(self, frame: Frame) -> pl.DataFrame:
        return _own(frame).collect()

    def close(self) -> None:
        """Nothing is held outside memory."""


def _own(frame: Frame) -> pl.LazyFrame:
    """The frame, known to be one of Polars."""
    assert isinstance(frame, pl.LazyFrame)
    return frame


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


def _by_places(rows: pl.DataFrame, key: str, sums: Mapping[str, tuple[Summing, str]]) -> pl.DataFrame:
    """按位归并: groups summed up in arrays with a place for every id, where ids fill their range; nothing is hashed.

    Sums are exact in 64 bits: their bounds are proved when the rules load.

    Every id of the range has a row; of an id that does not occur all else is null.
    """
    low, high = rows[key].min(), rows[key].max()
    assert isinstance(low, int)
    assert isinstance(high, int)
    place = (rows[key] - low if low else rows[key]).to_numpy()
    times = np.bincount(place, minlength=high - low + 1)
    present = pl.Series("present", times > 0)
    made = {key: pl.int_range(low, high + 1, eager=True)}
    for name, (how, column) in sums.items():
        summed = _distinct_in_place if how == "distinct" else _summed_in_place
        made[name] = summed(rows[column], how, place, times).alias(name)
    frame = pl.DataFrame({**made, "present": present})
    return frame.select(key, *(pl.when("present").then(name).alias(name) for name in sums))


def _summed_in_place(values: pl.Series, how: Summing, place: Any, times: Any) -> pl.Series:
    if how == "sum" and values.dtype == pl.Int8 and values.min() == 1 == values.max() and not values.null_count():
        return pl.Series(times.astype(np.int64, copy=False))  # ones: rows are counted
    plain = values.to_physical()
    if how != "sum" and values.null_count():
        plain = plain.cast(_WIDER.get(plain.dtype, pl.Int64))  # what stands for "none" is then no value of the column
    if how == "sum":
        plain, worst = plain.cast(pl.Int64), 0
    else:
        limits = np.iinfo(plain.head(0).to_numpy().dtype)
        worst = int(limits.min if how == "max" else limits.max)
    result = np.full(len(times), worst, dtype=plain.head(0).to_numpy().dtype)
    {"max": np.maximum, "min": np.minimum, "sum": np.add}[how].at(result, place, plain.fill_null(worst).to_numpy())
    kept = pl.Series(result)
    if how != "sum" and values.null_count():
        kept = kept.to_frame("v").select(pl.when(pl.col("v") != worst).then(pl.col("v"))).to_series()
    return kept if how == "sum" else kept.cast(values.dtype)


def _distinct_in_place(values: pl.Series, _how: Summing, place: Any, times: Any) -> pl.Series:
    """Different values of each place, null one of them: pairs of place and value as one number, each counted once."""
    coded = values.to_physical() if values.dtype.is_integer() else values.rank("dense").cast(pl.Int64)
    low, high = coded.min(), coded.max()
    low, high = (low, high) if isinstance(low, int) and isinstance(high, int) else (0, 0)
    width = high - low + 2
    if width * len(times) >= 2**62:
        coded, low = values.rank("dense").cast(pl.Int64), 1
        width = len(values) + 2
    number = (coded.cast(pl.Int64) - low).fill_null(width - 1)
    pairs = (pl.Series(place).cast(pl.Int64) * width + number).unique().to_numpy()
    return pl.Series(np.bincount(pairs // width, minlength=len(times)))


def _is_dense(key: pl.Series, asked: int) -> bool:
    """Whether the ids fill their range well enough to serve as places of an array."""
    if not key.dtype.is_integer() or not len(key):
        return False
    low, high = key.min(), key.max()
    return isinstance(low, int) and isinstance(high, int) and high - low < SPARSEST * max(len(key), asked) + 1024


def _is_rising(ids: pl.Series) -> bool:
    """Whether each id is greater than the one before it."""
    return ids.dtype.is_integer() and not ids.null_count() and ids.is_sorted() and bool((ids[1:] != ids[:-1]).all())


def _scattered(ids: pl.Series, theirs: pl.DataFrame, key: str) -> pl.DataFrame:
    """A few rows of the other put where their ids stand among rising ones, null everywhere else."""
    at = ids.search_sorted(theirs[key])
    here = (at < len(ids)) & (ids.gather(at.clip(0, len(ids) - 1)) == theirs[key])
    theirs, at = theirs.filter(here), at.filter(here)
    empty = {
        name: pl.repeat(None, len(ids), dtype=theirs.schema[name], eager=True) for name in theirs.columns if name != key
    }
    return pl.DataFrame({name: column.scatter(at, theirs[name]) for name, column in empty.items()})


def _gathered(wanted: pl.Series, theirs: pl.DataFrame, key: str) -> pl.DataFrame:
    """The other's columns at the wanted ids, null where there is none: by place, without a join."""
    low, high = theirs[key].min(), theirs[key].max()
    assert isinstance(low, int)
    assert isinstance(high, int)
    at = wanted.cast(pl.Int64) - low if low else wanted
    least, most = at.min(), at.max()
    if least is not None and (least < 0 or most > high - low):  # type: ignore[operator]
        at = at.to_frame("at").select(pl.when(pl.col("at").is_between(0, high - low)).then(pl.col("at"))).to_series()
    at = at.cast(pl.UInt32)
    if len(theirs) != high - low + 1 or not theirs[key].is_sorted():
        number = pl.int_range(len(theirs), dtype=pl.UInt32, eager=True)
        places = pl.repeat(None, high - low + 1, dtype=pl.UInt32, eager=True).scatter(theirs[key] - low, number)
        at = places.gather(at)
    return theirs.drop(key).select(pl.all().gather(at))


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

    def __init__(self) -> None:
        import duckdb

        self._folder = tempfile.TemporaryDirectory(prefix="bole-duckdb-")
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

    def looked_up(self, frame: Frame, other: Frame, own: Sequence[str], keys: Sequence[str]) -> Frame:
        return frame.join(other, how="left", left_on=list(own), right_on=list(keys))

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

    def looked_up(self, frame: Frame, other: Frame, own: Sequence[str], keys: Sequence[str]) -> Frame:
        return frame.join(other, how="left", left_on=list(own), right_on=list(keys))

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
