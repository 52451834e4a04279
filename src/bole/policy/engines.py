"""计算引擎: Polars in memory, DuckDB over Parquet files, Spark on a cluster, behind one small set of verbs.

A reading writes Narwhals frames; an engine only makes them from files or rows, settles one so that several readers share
it, and hands results over as Polars frames or Parquet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import narwhals.stable.v2 as nw
import polars as pl

from bole.kernel.errors import BoleError
from bole.policy.errors import SPARK_MISSING, UNKNOWN_ENGINE

Frame = nw.LazyFrame[Any]

ENGINES: Final = ("polars", "duckdb", "spark")
LARGEST_SHARE: Final = 0.25
"""A snapshot whose Parquet files are larger than this share of memory is read by DuckDB, out of core."""


class Engine(Protocol):
    """计算引擎: makes frames and settles them."""

    name: str

    def table(self, source: pl.DataFrame | Path) -> Frame:
        """A table of the snapshot: Polars rows in memory, or a Parquet file."""
        ...

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        """A small table of our own, such as a catalogue; `schema` in Polars types."""
        ...

    def settle(self, frame: Frame) -> Frame:
        """The same rows, computed once and kept, for several readers."""
        ...

    def collect(self, frame: Frame) -> pl.DataFrame:
        """The rows as a Polars frame in memory."""
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


class PolarsEngine:
    """Polars: the default, for what fits in memory."""

    name = "polars"

    def table(self, source: pl.DataFrame | Path) -> Frame:
        frame = pl.scan_parquet(source) if isinstance(source, Path) else source.lazy()
        return nw.from_native(frame)

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return nw.from_native(pl.DataFrame(columns, schema=dict(schema)).lazy())

    def settle(self, frame: Frame) -> Frame:
        return nw.from_native(frame.to_native().collect().lazy())

    def collect(self, frame: Frame) -> pl.DataFrame:
        collected = frame.to_native().collect()
        assert isinstance(collected, pl.DataFrame)
        return collected

    def close(self) -> None:
        """Nothing is held outside memory."""


class DuckDBEngine:
    """DuckDB: over Parquet, out of core, for what is larger than memory."""

    name = "duckdb"

    def __init__(self) -> None:
        import duckdb

        self._folder = tempfile.TemporaryDirectory(prefix="bole-duckdb-")
        self._connection = duckdb.connect(str(Path(self._folder.name) / "work.duckdb"))
        self._made = 0

    def table(self, source: pl.DataFrame | Path) -> Frame:
        if isinstance(source, pl.DataFrame):
            source = self._kept(source)
        # Order of rows is nobody's business here; keeping it costs memory.
        return nw.from_native(self._connection.read_parquet(str(source)))

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return self.table(pl.DataFrame(columns, schema=dict(schema)))

    def settle(self, frame: Frame) -> Frame:
        self._made += 1
        name = f"settled_{self._made}"
        frame.to_native().create(name)
        return nw.from_native(self._connection.table(name))

    def collect(self, frame: Frame) -> pl.DataFrame:
        self._made += 1
        path = Path(self._folder.name) / f"out_{self._made}.parquet"
        frame.to_native().write_parquet(str(path))
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
        return nw.from_native(self._session.read.parquet(str(source)))

    def rows(self, columns: Mapping[str, Sequence[object]], schema: Mapping[str, Any]) -> Frame:
        return self.table(pl.DataFrame(columns, schema=dict(schema)))

    def settle(self, frame: Frame) -> Frame:
        # A checkpoint cuts the plan: Spark's optimiser grows with every stage that it still sees.
        return nw.from_native(frame.to_native().localCheckpoint(eager=True))

    def collect(self, frame: Frame) -> pl.DataFrame:
        self._made += 1
        path = Path(self._folder.name) / f"out_{self._made}"
        frame.to_native().write.parquet(str(path))
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
