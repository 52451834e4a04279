"""做快照: the register of one moment into a folder of Parquet files that appears whole or not at all.

It is written beside, in `.<name>.unfinished`, table by table; who is killed goes on there the next time, with what has
changed since. Who is stopped otherwise leaves nothing.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

import bole
from bole.apps.registry.errors import SNAPSHOT_ELSEWHERE
from bole.apps.registry.snapshot.coverage import coverage_of, sources_of
from bole.apps.registry.snapshot.earlier import TABLES, Earlier, EventLog, State, mapping_digest, renewed
from bole.apps.registry.snapshot.frames import whole
from bole.apps.registry.snapshot.mapping import MAPPED, FactMap
from bole.apps.registry.snapshot.moment import Moment, moment
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.errors import BoleError
from bole.kernel.writing import CANNOT_WRITE, check_new_folder, settle, written_beside
from bole.policy.errors import SNAPSHOT_EXISTS
from bole.policy.manifest import FILE_NAME, Coverage, Entry, Manifest, sha256_of
from bole.policy.snapshot import open_snapshot
from bole.policy.snapshot_writing import as_error_of_the_disk, write_table

Told = Callable[[int, int], None]
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600


def quiet(done: int, of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Order:
    """要做的快照: where, of which place, as of which day, how it is known, and until when it is kept."""

    folder: Path
    place: str
    reading: Reading
    expires_on: date
    at: datetime
    since: Path | None = None
    """An earlier snapshot, of which what has not changed is taken."""


@dataclass(frozen=True, slots=True)
class Written:
    """做好的快照: what it holds, what the checks at the border found, and how each table came to be."""

    manifest: Manifest
    sha256: str
    """Of the manifest, which names every file by its hash."""
    quarantine: pl.DataFrame
    """As `Snapshot.quarantine` lists it."""
    quarantined: int
    """Rows with a fault."""
    bytes: int
    reused: tuple[str, ...]
    """Tables of which nothing had changed."""
    renewed: tuple[str, ...]
    """Tables of which what had changed was read."""


def unfinished_of(folder: Path) -> Path:
    """Where a snapshot is written before it is there."""
    return folder.parent / f".{folder.name}.unfinished"


def snapshot_write(order: Order, told: Told = quiet) -> Written:
    """做快照. Raises BoleError; nothing has the name of the folder then."""
    check_new_folder(order.folder, SNAPSHOT_EXISTS)
    beside = unfinished_of(order.folder)
    try:
        with _claimed(beside), as_error_of_the_disk():
            written = _Writing(order, beside).written(told)
            _finish(beside, order.folder)
            return written
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BoleError(CANNOT_WRITE, place=str(order.folder), reason=reason) from error


@contextmanager
def _claimed(beside: Path) -> Iterator[None]:
    """The folder is ours alone; it goes where the writing is stopped, and stays where the process is killed."""
    beside.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    beside.chmod(_FOLDER_MODE)
    descriptor = os.open(beside, os.O_RDONLY)
    try:
        _lock(descriptor, beside)
        try:
            yield
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, beside: Path) -> None:
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise BoleError(SNAPSHOT_ELSEWHERE, place=str(beside)) from error


def _finish(beside: Path, folder: Path) -> None:
    for path in beside.iterdir():
        path.chmod(_FILE_MODE)
        settle(path)
    beside.rename(folder)
    parent = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(parent)
    finally:
        os.close(parent)


@dataclass
class _Writing:
    """The tables one after the other, each with its entry in the manifest once it is whole."""

    order: Order
    beside: Path
    mapping: str = field(default_factory=mapping_digest)
    entries: dict[str, Entry] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    reused: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)

    def written(self, told: Told) -> Written:
        earlier = self._earlier()
        # Before the moment that is read: what came last is then surely among its rows.
        coverage, sources = coverage_of(self.order.reading.as_of), sources_of()
        with moment() as now:
            events = EventLog(now)
            marks = {name: _mark(found, self.order.reading, now) for name, found in MAPPED.items()}
            now.watch(sum(marks.values()), told)
            for name, found in MAPPED.items():
                self._table(found, now, events, earlier, (sources[name], coverage[name]))
                self.states[name] = State(self.order.reading.as_of, marks[name], events.last)
                self._keep(earlier)
        return self._checked()

    def _earlier(self) -> list[Earlier]:
        """What a killed run has left, then the snapshot that was named."""
        found = [Earlier.of(folder, self.mapping) for folder in (self.beside, self.order.since) if folder]
        kept = [earlier for earlier in found if earlier is not None]
        left = next((earlier for earlier in kept if earlier.folder == self.beside), None)
        known = {FILE_NAME, *(f"{name}.parquet" for name in left.manifest.tables)} if left else set()
        for path in self.beside.iterdir():
            if path.name not in known:  # half a table, or nobody can tell what
                path.unlink()
        return kept

    def _table(
        self, found: FactMap, now: Moment, events: EventLog, earlier: list[Earlier], about: tuple[str, Coverage]
    ) -> None:
        """One table: as it was, with what has changed, or read whole."""
        reading, target = self.order.reading, self.beside / f"{found.table}.parquet"
        frame: pl.LazyFrame | None = None
        for before in earlier if found.register else ():
            usable = before.usable(found.table, reading, events)
            after = renewed(found, before.file(found.table), usable[1], reading, now) if usable else None
            if usable is None or after is None:
                continue
            if after.frame is None:
                self._reuse(before.file(found.table), target)
                self.entries[found.table] = Entry(usable[0].rows, usable[0].sha256, *about)
                self.reused.append(found.table)
                return
            frame = after.frame
            self.renewed.append(found.table)
            break
        part = target.with_suffix(".part")
        self.entries[found.table] = write_table(part, whole(found, reading, now) if frame is None else frame, *about)
        settle(part)
        part.replace(target)

    def _reuse(self, file: Path, target: Path) -> None:
        """The same bytes under another name: a snapshot is never changed, so both may be one file."""
        if file == target:
            return
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(file)
        except OSError:  # on another disk
            shutil.copyfile(file, target)

    def _keep(self, earlier: list[Earlier]) -> None:
        """The manifest of what is whole so far, with what a killed run had done and this one has not come to yet."""
        entries, states = dict(self.entries), {name: state.to_json() for name, state in self.states.items()}
        for before in earlier:
            if before.folder == self.beside:
                entries = {**before.manifest.tables, **entries}
                states = {**before.manifest.made[TABLES], **states}
        self._write_manifest(entries, states)

    def _write_manifest(self, entries: dict[str, Entry], states: dict[str, Any]) -> Manifest:
        reading = self.order.reading
        made: dict[str, Any] = {
            "at": self.order.at.astimezone(UTC).isoformat(timespec="seconds"),
            "version": bole.__version__,
            "known": "now" if reading.known_at is None else reading.known_at.astimezone(UTC).isoformat(),
            "mapping": self.mapping,
            TABLES: states,
        }
        listed = {name: entries[name] for name in MAPPED if name in entries}
        manifest = Manifest(self.order.place, reading.as_of, listed, self.order.expires_on, made)
        with written_beside(self.beside / FILE_NAME) as file:
            file.write_text(manifest.to_json(), encoding="utf-8")
            settle(file)
        return manifest

    def _checked(self) -> Written:
        """The whole, opened through the checks at its border as every reader of it does."""
        manifest = self._write_manifest(self.entries, {name: state.to_json() for name, state in self.states.items()})
        with open_snapshot(self.beside) as opened:
            listing = opened.quarantine
            apart = sum(counts.quarantined for counts in opened.counts.values())
        return Written(
            manifest,
            sha256_of(self.beside / FILE_NAME),
            listing,
            apart,
            sum(path.stat().st_size for path in self.beside.iterdir()),
            tuple(self.reused),
            tuple(self.renewed),
        )


def _mark(found: FactMap, reading: Reading, now: Moment) -> int:
    return now.number(reading.last(found.register)) if found.register else 0
