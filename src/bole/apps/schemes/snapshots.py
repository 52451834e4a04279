"""快照的办理: made of the register, kept until its day, deleted then; what is where is written down.

snapshot_make      做一份; goes on where a killed one was
snapshots_erase    删除到期的; also what was cut off and never gone on with
snapshots_shown    都有哪些
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.registry.snapshot.making import Order, Told, Written, quiet, snapshot_write, unfinished_of
from bole.apps.registry.snapshot.statements import Reading, end_of
from bole.apps.schemes.errors import DAY_TO_COME, KNOWN_THEN_SINCE, NOT_ITS_SNAPSHOT
from bole.apps.schemes.models import Snapshot
from bole.apps.schemes.place import place_of_register
from bole.kernel.errors import BoleError
from bole.kernel.writing import check_new_folder
from bole.policy.errors import SNAPSHOT_EXISTS
from bole.policy.manifest import FILE_NAME, Manifest, sha256_of

_GIVEN_UP: Final = timedelta(days=2)
"""After so long nobody goes on with a snapshot that was cut off."""


@dataclass(frozen=True, slots=True)
class SnapshotShown:
    """一份快照, as it is shown."""

    number: int
    path: str
    place: str
    as_of: date
    known_at: datetime | None
    state: str
    rows: int
    bytes: int
    quarantined: int
    made_at: datetime | None
    started_by: str
    expires_on: date
    due: bool
    """Whether its day has come."""
    runs: int


def snapshot_make(
    *,
    out: Path,
    actor: Actor,
    at: datetime,
    as_of: date | None = None,
    since: Path | None = None,
    city: str = "",
    known_then: bool = False,
    told: Told = quiet,
) -> Written:
    """做一份快照 of the register into a new folder. Raises BoleError; there is no folder then.

    `known_then`: as it was known at the end of that day, and not as it is known now.
    """
    actor.require("scheme.run")
    folder = Path(out).absolute()
    check_new_folder(folder, SNAPSHOT_EXISTS)
    day = as_of or localdate(at)
    if day > localdate(at):
        raise BoleError(DAY_TO_COME, day=day.isoformat())
    reading = Reading(day, end_of(day) if known_then else None)
    _check_since(since, known_then=known_then)
    expires_on = localdate(at) + timedelta(days=settings.BOLE_SNAPSHOT_DAYS)
    order = Order(folder, place_of_register(city), reading, expires_on, at, since)
    snapshots_settle(at=at)
    kept = _begun(order, actor)
    try:
        written = snapshot_write(order, told)
    except BaseException:
        # Who is killed leaves the row, as he leaves the folder.
        Snapshot.objects.filter(pk=kept.pk, state=Snapshot.MAKING).delete()
        raise
    _made(kept, written.manifest, written.sha256, at, actor, bytes_=written.bytes, quarantined=written.quarantined)
    return written


def _check_since(since: Path | None, *, known_then: bool) -> None:
    if since is None:
        return
    if known_then:
        raise BoleError(KNOWN_THEN_SINCE)
    if not Manifest.read(since).made:
        raise BoleError(NOT_ITS_SNAPSHOT, place=str(since))


@transaction.atomic
def _begun(order: Order, actor: Actor) -> Snapshot:
    """The row of what is being made; that of a killed one, where it is gone on with."""
    values = {
        "place": order.place,
        "as_of": order.reading.as_of,
        "known_at": order.reading.known_at,
        "started_at": order.at,
        "started_by": actor.name,
        "expires_on": order.expires_on,
    }
    found, _new = Snapshot.objects.update_or_create(path=str(order.folder), state=Snapshot.MAKING, defaults=values)
    return found


@transaction.atomic
def _made(
    kept: Snapshot, manifest: Manifest, sha256: str, at: datetime, actor: Actor, *, bytes_: int, quarantined: int
) -> None:
    rows = sum(entry.rows for entry in manifest.tables.values())
    told = {"state": Snapshot.MADE, "manifest": sha256, "rows": rows, "bytes": bytes_, "quarantined": quarantined}
    making = Snapshot.objects.filter(pk=kept.pk, state=Snapshot.MAKING)
    if not making.update(**told, made_at=at, expires_on=manifest.expires_on):
        # The worker saw the folder before we came to say so.
        Snapshot.objects.filter(pk=kept.pk).update(quarantined=quarantined)
        return
    data: Data = {"as_of": manifest.as_of.isoformat(), "rows": rows, "manifest": sha256}
    record("snapshot.made", actor=actor, at=at, about=("snapshot", kept.pk), data=data)


def snapshots_settle(*, at: datetime) -> None:
    """Rows follow the folders: what was made just before the process was killed is there, what is gone is lost."""
    for kept in Snapshot.objects.filter(state=Snapshot.MAKING):
        folder = Path(kept.path)
        if (folder / FILE_NAME).is_file():
            manifest, bytes_ = Manifest.read(folder), sum(path.stat().st_size for path in folder.iterdir())
            by = Actor.system(kept.started_by)
            _made(kept, manifest, sha256_of(folder / FILE_NAME), at, by, bytes_=bytes_, quarantined=0)
        elif not unfinished_of(folder).is_dir() and at - kept.started_at > _GIVEN_UP:
            kept.delete()
    for kept in Snapshot.objects.filter(state=Snapshot.MADE):
        if not _is_there(kept):
            trash = unfinished_of(Path(kept.path))
            cut_off = kept.expires_on <= localdate(at) and trash.is_dir()
            if cut_off:  # who erased it was killed before the end
                shutil.rmtree(trash, ignore_errors=True)
            state = Snapshot.ERASED if cut_off else Snapshot.LOST
            Snapshot.objects.filter(pk=kept.pk).update(state=state, ended_at=at)


def _is_there(kept: Snapshot) -> bool:
    """Whether what lies in its place is this snapshot and no other one."""
    try:
        return sha256_of(Path(kept.path) / FILE_NAME) == kept.manifest
    except OSError:
        return False


def snapshots_due(*, at: datetime) -> int:
    """How many lie there past their day."""
    kept = Snapshot.objects.filter(state=Snapshot.MADE, expires_on__lte=localdate(at))
    return sum(map(_is_there, kept)) + sum(1 for _ in _given_up(at))


def _given_up(at: datetime) -> list[Snapshot]:
    begun = Snapshot.objects.filter(state=Snapshot.MAKING, started_at__lt=at - _GIVEN_UP)
    return [kept for kept in begun if unfinished_of(Path(kept.path)).is_dir()]


def snapshots_erase(*, actor: Actor, at: datetime) -> list[str]:
    """删除到期的快照 from the disk; their places. Raises BoleError where the actor may not."""
    actor.require("scheme.run")
    snapshots_settle(at=at)
    erased = []
    for kept in _given_up(at):
        shutil.rmtree(unfinished_of(Path(kept.path)), ignore_errors=True)
        kept.delete()
    for kept in Snapshot.objects.filter(state=Snapshot.MADE, expires_on__lte=localdate(at)).order_by("pk"):
        _erase(Path(kept.path))
        with transaction.atomic():
            Snapshot.objects.filter(pk=kept.pk).update(state=Snapshot.ERASED, ended_at=at)
            record("snapshot.erased", actor=actor, at=at, about=("snapshot", kept.pk), data={"manifest": kept.manifest})
        erased.append(kept.path)
    return erased


def _erase(folder: Path) -> None:
    """First out of its name, so that nobody opens half of it."""
    trash = unfinished_of(folder)
    with suppress(FileNotFoundError):  # somebody else is at it too
        folder.rename(trash)
        shutil.rmtree(trash)


def snapshots_shown(*, actor: Actor, at: datetime) -> Sequence[SnapshotShown]:
    """都有哪些快照, the latest first. Raises BoleError."""
    actor.require("scheme.run")
    found = Snapshot.objects.exclude(state=Snapshot.ERASED).prefetch_related("runs").order_by("-pk")[:200]
    today = localdate(at)
    return [
        SnapshotShown(
            s.pk, s.path, s.place, s.as_of, s.known_at, s.state, s.rows, s.bytes, s.quarantined, s.made_at,
            s.started_by, s.expires_on, s.state == Snapshot.MADE and s.expires_on <= today, len(s.runs.all()),
        )
        for s in found
    ]  # fmt: skip
