"""上一份快照: what of it still holds, and a table brought up to date from it without reading the register whole.

Rows are never changed, only added and closed, and everybody who writes stands in line: a row added since has a higher
number, a thing closed since is no longer among the numbers that count. Both are told without any clock. The result is
compared with those numbers; where it is not exactly what the register holds, or the log of events no longer has the
event that was its last (somebody has restored a backup), the table is read whole.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

import polars as pl

from bole.apps.accounts.events import TABLE
from bole.apps.registry.snapshot.frames import gathered, keys, read_back, some, with_gathered
from bole.apps.registry.snapshot.mapping import FactMap
from bole.apps.registry.snapshot.moment import Moment
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.manifest import FILE_NAME, Entry, Manifest, sha256_of

TABLES: Final = "tables"
"""Under which key of what a manifest keeps the states of the tables stand."""


@dataclass(frozen=True, slots=True)
class State:
    """一张表写成时的情形: as of which day, behind which row of the register, after which event."""

    as_of: date
    behind: int
    event: tuple[int, str]

    def to_json(self) -> dict[str, Any]:
        """As the manifest keeps it."""
        return {"as_of": self.as_of.isoformat(), "behind": self.behind, "event": list(self.event)}

    @classmethod
    def of(cls, told: Any) -> Self | None:
        """What the manifest has kept; None for anything else."""
        try:
            number, digest = told["event"]
            return cls(date.fromisoformat(told["as_of"]), int(told["behind"]), (int(number), str(digest)))
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Earlier:
    """上一份快照, or what a snapshot that was cut off has left: a table of it at a time."""

    folder: Path
    manifest: Manifest

    @classmethod
    def of(cls, folder: Path, mapping: str) -> Self | None:
        """That of a folder; None where there is none, or one that another version has mapped in another way."""
        if not (folder / FILE_NAME).is_file():
            return None
        try:
            manifest = Manifest.read(folder)
        except BoleError:
            return None
        return cls(folder, manifest) if manifest.made.get("mapping") == mapping else None

    def file(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.parquet"

    def usable(self, name: str, reading: Reading, events: "EventLog") -> tuple[Entry, State] | None:
        """The table's entry and state, where it can be brought up to date to what is read now."""
        entry, told = self.manifest.tables.get(name), self.manifest.made.get(TABLES, {})
        state = State.of(told.get(name)) if isinstance(told, dict) else None
        if entry is None or state is None or reading.known_at is not None:
            return None
        if state.as_of > reading.as_of or not events.has(*state.event):
            return None
        try:
            whole = sha256_of(self.file(name)) == entry.sha256
        except OSError:
            return None
        return (entry, state) if whole else None


class EventLog:
    """操作日志 as of the moment that is read: whether an event that was the last once is still in it."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self.last = self._one("ORDER BY number DESC LIMIT 1") or (0, "")

    def has(self, number: int, digest: str) -> bool:
        """Whether the event with that number has that hash."""
        return number == 0 or self._one(f"WHERE number = {int(number)}") == (number, digest)

    def _one(self, ending: str) -> tuple[int, str] | None:
        found = self._moment.table(f"SELECT number, hash FROM {TABLE} {ending}").to_pylist()  # noqa: S608
        return (int(found[0]["number"]), bytes(found[0]["hash"]).hex()) if found else None


@dataclass(frozen=True, slots=True)
class Renewed:
    """更新的一张表: its rows, or None where not one of them is different."""

    frame: pl.LazyFrame | None


def renewed(found: FactMap, file: Path, state: State, reading: Reading, moment: Moment) -> Renewed | None:
    """The table of an earlier snapshot as it is now; None where it cannot be made out of that."""
    fresh = some(found, reading, moment, reading.changed(found, state.as_of, state.behind))
    now, before = keys(found, reading, moment), _keys_of(file, found)
    gone = before.filter(~before.is_in(now.implode()))
    dropped = pl.concat([gone, fresh[found.key]]).unique()
    kept = before.filter(~before.is_in(dropped.implode()))
    if not pl.concat([kept, fresh[found.key]]).sort().equals(now):
        return None
    told = gathered(found, reading, moment)
    same = not fresh.height and not gone.len() and not _goes_on(found, file, state.as_of, reading.as_of)
    if same and (told is None or _gathered_as_before(found, file, told)):
        return Renewed(None)
    rest = read_back(file, found)
    if dropped.len():
        rest = rest.filter(~pl.col(found.key).is_in(dropped.implode()))
    if "open" in found.told:
        rest = rest.with_columns(pl.when(pl.col("open")).then(pl.lit(reading.as_of)).otherwise("until").alias("until"))
    return Renewed(with_gathered(found, rest.merge_sorted(fresh.lazy(), key=found.key), told))


def _keys_of(file: Path, found: FactMap) -> pl.Series:
    return pl.scan_parquet(file, glob=False).select(found.key).collect().to_series()


def _goes_on(found: FactMap, file: Path, before: date, now: date) -> bool:
    """Whether something in it goes on, so that the day until which it is known has moved."""
    if "open" not in found.told or before == now:
        return False
    return bool(read_back(file, found).select(pl.col("open").any()).collect().item())


def _gathered_as_before(found: FactMap, file: Path, told: pl.DataFrame) -> bool:
    assert found.gathered is not None
    names = [found.key, found.gathered.column]
    before = read_back(file, found).select(names)
    after = before.select(found.key).join(told.lazy(), on=found.key, how="left", maintain_order="left").select(names)
    return before.collect().equals(after.collect())


def mapping_digest() -> str:
    """Hash of how the register is mapped to facts: tables that were written in another way are written anew."""
    from bole.apps.registry.snapshot.mapping import MAPPED
    from bole.policy.manifest import SCHEMA_VERSION
    from bole.policy.receipt import fingerprint

    told = [SCHEMA_VERSION, *(f"{found!r} {STANDARD.table(name)!r}" for name, found in MAPPED.items())]
    return fingerprint("\n".join(map(str, told)).encode())
