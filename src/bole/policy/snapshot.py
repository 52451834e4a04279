"""快照: the register as of a day, immutable Parquet files with a manifest, opened through the checks at its border.

    with open_snapshot(folder) as snapshot:
        snapshot.tables["certificate"]      # a LazyFrame of the rows that passed
        snapshot.quarantine                 # the rows that did not, and why

Rows that fail are taken out before any engine sees them: a table with bad rows is written again without them to a
temporary folder, and every engine reads that file in place of the first, so that none needs a filter of its own.
"""

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts, Table
from bole.kernel.writing import scratch_space
from bole.policy.border import Border
from bole.policy.errors import (
    HASH_DIFFERS,
    MISSING_TABLE,
    ROWS_DIFFER,
    UNKNOWN_PERSON,
    UNKNOWN_TABLE,
    UNLISTED_TABLE,
    UNREADABLE_TABLE,
)
from bole.policy.manifest import FILE_NAME, Coverage, Manifest, sha256_of
from bole.policy.schema import as_facts, check_columns, schema_of
from bole.policy.snapshot_writing import write_snapshot

__all__ = ["Counts", "Coverage", "Snapshot", "open_snapshot", "write_snapshot"]

PERSON = "person"

DAMAGE: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What reading a damaged file ends with; some damage is found only where the bytes are used."""


@dataclass(frozen=True, slots=True)
class Counts:
    """行数: rows of one table; rows = kept + quarantined."""

    rows: int
    kept: int
    quarantined: int


class Snapshot:
    """快照: a checked snapshot, its tables, coverage and quarantine.

    The frames and files of a table with bad rows live as long as the snapshot: keep it, or use it in a `with`.
    """

    path: Path
    manifest: Manifest
    facts: Facts
    tables: Mapping[str, pl.LazyFrame]
    """Every table of the facts, rows that passed only: ids and numbers Int64, dates Date, codes String (or Int64)."""
    quarantine: pl.DataFrame
    """Every fault of every bad row: table, row (from 1), key, column, code (`border.Fault`), value."""
    counts: Mapping[str, Counts]
    """Of each table listed in the manifest."""

    def __init__(self, path: Path, manifest: Manifest, facts: Facts) -> None:
        self.path = path
        self.manifest = manifest
        self.facts = facts
        self._kept = Path(tempfile.mkdtemp(prefix="bole-snapshot-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._kept, ignore_errors=True)
        self._files: dict[str, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Removes what was written for this snapshot; its frames are of no use afterwards."""
        self._remove()

    @property
    def as_of(self) -> date:
        """快照日期: the day the register is as of."""
        return self.manifest.as_of

    def coverage(self, table: str, as_of: date | None = None) -> bool:
        """Whether no row in this table means none on `as_of` (default: the snapshot's day); otherwise it is unknown."""
        entry = self.manifest.tables.get(table)
        return entry is not None and entry.coverage.reaches(as_of or self.as_of)

    def files(self, table: str) -> Path:
        """The Parquet file with the rows that passed; one without rows for a table that the manifest does not list.

        Columns are as the register wrote them: a number may be narrower than Int64 and is cast by who reads it.
        """
        if table not in self._files:
            empty = self._kept / f"{table}.parquet"
            self.tables[table].sink_parquet(empty)
            self._files[table] = empty
        return self._files[table]

    def person_file(self, person_id: int) -> dict[str, list[dict[str, object]]]:
        """个人档案: the rows of one person by table, and the organisations and other rows that they point at.

        Rows stand in the order of their keys. Raises BoleError where the person is not in the snapshot.
        """
        own = {name: _leads_to(self.facts, name, person_id) for name in self.tables}
        frames = [frame.filter(own[name]) for name, frame in self.tables.items()]
        try:
            found = dict(zip(self.tables, pl.collect_all(frames), strict=True))
        except DAMAGE as error:
            raise self._damaged(error) from error
        if not found[PERSON].height:
            raise BoleError(UNKNOWN_PERSON, place=str(self.path), person=person_id)
        found = self._with_linked(found)
        return {name: frame.sort(self.facts.table(name).key).to_dicts() for name, frame in found.items()}

    @contextmanager
    def read(self) -> Iterator[None]:
        """Reading rows; raises BoleError, naming the table, where damage is found only now."""
        try:
            yield
        except DAMAGE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> BoleError:
        """The first file that cannot be read to its end; where all can, the first is named with the error."""
        for file in map(self.files, self.manifest.tables):
            try:
                pl.read_parquet(file, use_statistics=False)
            except DAMAGE as found:
                return unreadable(file, found)
        return unreadable(self.path, error)

    def _with_linked(self, found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The same with the rows that these point at, where they are not among them."""
        wanted: dict[str, set[int]] = {}
        for name, frame in found.items():
            for link in self.facts.links(name):
                if link.to != PERSON:
                    wanted.setdefault(link.to, set()).update(frame[link.name].drop_nulls())
        for name, ids in wanted.items():
            key = self.facts.table(name).key
            missing = sorted(ids - set(found[name][key]))
            if missing:
                found[name] = pl.concat([found[name], self.tables[name].filter(pl.col(key).is_in(missing)).collect()])
        return found

    def _take(self, tables: Mapping[str, pl.LazyFrame], files: Mapping[str, Path]) -> None:
        """Checks the frames and keeps what passes."""
        border = Border(self.facts, self.as_of, tables)
        bad = border.check()
        self.quarantine = border.listing()
        self._files.update(files)
        kept = dict(tables)
        for name, rows in bad.items():
            kept[name] = self._cleaned(name, tables[name], rows)
        empty = {name: _empty(table) for name, table in self.facts.tables.items() if name not in kept}
        self.tables = {name: kept.get(name, empty.get(name, pl.LazyFrame())) for name in self.facts.tables}
        self.counts = {name: self._counted(name, bad.get(name)) for name in tables}

    def _cleaned(self, name: str, frame: pl.LazyFrame, rows: pl.DataFrame) -> pl.LazyFrame:
        target = self._kept / f"{name}.parquet"
        numbered = frame.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
        passed = numbered.join(rows.lazy(), on="row", how="anti", maintain_order="left").drop("row")
        # It is read a few times and thrown away: what packs fastest, and every engine reads.
        passed.sink_parquet(target, compression="snappy")
        self._files[name] = target
        return pl.scan_parquet(target, glob=False)

    def _counted(self, name: str, bad: pl.DataFrame | None) -> Counts:
        rows, quarantined = self.manifest.tables[name].rows, 0 if bad is None else bad.height
        kept = rows if bad is None else int(self.tables[name].select(pl.len()).collect().item())
        # A row that is neither kept nor listed would be a silent drop.
        if rows != kept + quarantined:
            raise AssertionError(f"{name}: {rows} rows, {kept} kept, {quarantined} in quarantine")
        return Counts(rows, kept, quarantined)


@scratch_space()
def open_snapshot(path: Path, facts: Facts = STANDARD) -> Snapshot:
    """Opens a snapshot folder: manifest, hashes, columns, types, then every row at the border.

    Raises BoleError, naming table and column, where the folder is not a snapshot of these facts; single bad rows
    raise nothing and are found in `quarantine`.
    """
    manifest = Manifest.read(path)
    _check_names(path, manifest, facts)
    files = {name: path / f"{name}.parquet" for name in manifest.tables}
    _check_hashes(manifest, files)
    frames = {name: _scanned(facts, facts.table(name), file) for name, file in files.items()}
    for name, frame in frames.items():
        _check_rows(manifest, name, files[name], frame)
    snapshot = Snapshot(path, manifest, facts)
    try:
        snapshot._take(frames, files)
    except BaseException:
        snapshot.close()
        raise
    return snapshot


def files_of(path: Path) -> list[Path]:
    """What a snapshot folder can hold, whether it is there or not: no output may stand in its place."""
    return [path / FILE_NAME, *(path / f"{table}.parquet" for table in STANDARD.tables)]


def _check_names(path: Path, manifest: Manifest, facts: Facts) -> None:
    for name in manifest.tables:
        if name not in facts.tables:
            raise BoleError(UNKNOWN_TABLE, place=str(path), table=name, known=", ".join(facts.tables))
        if not (path / f"{name}.parquet").is_file():
            raise BoleError(MISSING_TABLE, place=str(path / f"{name}.parquet"), table=name)
    for stray in sorted(path.glob("*.parquet")):
        if stray.stem not in manifest.tables:
            raise BoleError(UNLISTED_TABLE, place=str(stray))


def _check_hashes(manifest: Manifest, files: Mapping[str, Path]) -> None:
    with ThreadPoolExecutor() as pool:
        hashes = dict(zip(files, pool.map(_hashed, files.values()), strict=True))
    for name, found in hashes.items():
        expected = manifest.tables[name].sha256
        if found != expected:
            raise BoleError(HASH_DIFFERS, place=str(files[name]), table=name, expected=expected[:12], found=found[:12])


def _hashed(file: Path) -> str:
    try:
        return sha256_of(file)
    except OSError as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: BaseException) -> BoleError:
    """The error for a table's file whose reading ended with one of DAMAGE."""
    reason = getattr(error, "strerror", None) or str(error).partition("\n")[0][:120] or type(error).__name__
    return BoleError(UNREADABLE_TABLE, place=str(file), table=file.stem, reason=reason)


def _scanned(facts: Facts, table: Table, file: Path) -> pl.LazyFrame:
    """The file as a frame in the types of the facts; raises BoleError where its columns are not theirs."""
    try:
        frame = pl.scan_parquet(file, glob=False)
        schema = frame.collect_schema()
    except DAMAGE as error:
        raise unreadable(file, error) from error
    check_columns(table, frame, schema, place=str(file))
    return frame.select(as_facts(table))


def _check_rows(manifest: Manifest, name: str, file: Path, frame: pl.LazyFrame) -> None:
    expected = manifest.tables[name].rows
    try:
        found = int(frame.select(pl.len()).collect().item())
    except DAMAGE as error:
        raise unreadable(file, error) from error
    if found != expected:
        raise BoleError(ROWS_DIFFER, place=str(file), table=name, found=found, expected=expected)


def _empty(table: Table) -> pl.LazyFrame:
    return pl.LazyFrame(schema=schema_of(table))


def _leads_to(facts: Facts, name: str, person_id: int) -> pl.Expr:
    """The condition that a row is about this person."""
    table = facts.table(name)
    columns = [table.key] if name == PERSON else [link.name for link in facts.links(name) if link.to == PERSON]
    return pl.any_horizontal([pl.col(column) == person_id for column in columns]) if columns else pl.lit(value=False)
