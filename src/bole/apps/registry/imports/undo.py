"""撤销导入: a batch that was written is withdrawn as a whole, as far as its rows are still the newest word.

    what it added            is closed
    what it closed           is opened again as it was, as a new row: no record time is ever rewritten
    persons and bodies       that it made are closed too, unless other records, accounts or requests stand on them
    rows held, faults        go; a held row stays that a later file of the same source brought again
    what was written since   is left, and listed with the batch that wrote it

It goes in chunks, each in one transaction with its mark of progress, standing in line with everybody who writes: killed
at any point it goes on behind the mark. What an undone batch said is never opened again by undoing a later one; and
what was left may be tried once more after that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry import errors
from bole.apps.registry.bulk import not_before, register_lock, rows_close, rows_insert
from bole.apps.registry.fields import sheets
from bole.apps.registry.imports.batches import batch_found, batch_in
from bole.apps.registry.imports.check import Told, quiet
from bole.apps.registry.imports.standing import standing
from bole.apps.registry.imports.store import Store
from bole.apps.registry.imports.write import Clock, patiently
from bole.apps.registry.models import Batch, BatchRow, Doubt, LeftRow, Organisation, PendingRow, Person, Recorded
from bole.apps.registry.retention import periods
from bole.apps.registry.search_words import words_follow
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

CHUNK: Final = 2_000
_NEVER: Final = 2**62
"""No mark of writing comes this far: each chunk reads its own mark, so it may be tried again as it is."""
_LAST: Final = ("contact", "organisation", "person")
"""The tables that come last: whether something stands on a person is known when the rest is closed."""
_UNIQUE: Final[Mapping[type[Recorded], str]] = {Person: "id_index", Organisation: "credit_code"}


def tables() -> tuple[str, ...]:
    """The tables of the register in the order in which they are undone."""
    return (*(name for name in sheets() if name not in _LAST), *_LAST)


@dataclass(slots=True)
class Progress:
    """撤销进度: the progress of an undoing, as it is kept with the batch."""

    step: int = 0
    """The rows held, so that none of them is settled any more; then each of the tables; the faults; the end."""
    after: int = 0
    whole: int = 0
    done: int = 0
    closed: int = 0
    opened: int = 0
    left: int = 0
    pending: int = 0
    """Rows held that went, and those that stay."""
    pending_left: int = 0
    faults: int = 0

    def next(self) -> None:
        """On to the next table."""
        self.step, self.after = self.step + 1, 0


def undoable(batch: Batch) -> bool:
    """Whether there is anything of a batch to undo, to go on undoing, or to try once more."""
    if batch.state in (Batch.DONE, Batch.CANCELLED, Batch.FAILED):
        return bool(batch.done)
    some = bool(batch.undo.get("left") or batch.undo.get("pending_left"))
    return batch.state == Batch.UNDOING or (batch.state == Batch.UNDONE and some)


def batch_undo(*, batch: int, actor: Actor, at: datetime) -> Batch:
    """确认撤销, or go on with an undoing that was cut off. Raises BoleError; nothing of the register is changed yet."""
    actor.require("import.confirm")
    states = (Batch.DONE, Batch.CANCELLED, Batch.FAILED, Batch.UNDOING, Batch.UNDONE)
    with transaction.atomic():
        register_lock()
        found = batch_in(batch, *states, act=_("撤销"))
        if not undoable(found):
            raise BoleError(errors.CANNOT_UNDO, batch=batch)
        _young_enough(found, at)
        going_on = found.state == Batch.UNDOING
        progress = Progress(**found.undo) if going_on else _beginning(found)
        if not going_on:
            LeftRow.objects.filter(batch=found).delete()
        told = {"state": Batch.UNDOING, "undone_at": at, "undone_by": actor.name, "failed": {}}
        Batch.objects.filter(pk=found.pk).update(**told, undo=asdict(progress))
        data = {"rows": progress.whole, "done": progress.done}
        record("import.undo-confirmed", actor=actor, at=at, about=("batch", found.pk), data=data)
    return batch_found(batch)


def _young_enough(batch: Batch, at: datetime) -> None:
    """What it replaced must still be there to be opened again."""
    days = min(period.days for period in periods() if period.after == "closed")
    if batch.confirmed_at is not None and batch.confirmed_at < at - timedelta(days=days):
        raise BoleError(errors.TOO_OLD_TO_UNDO, batch=batch.pk, days=days)


def _beginning(batch: Batch) -> Progress:
    """From the first row; the counts of what was undone before are kept."""
    before = Progress(**batch.undo)
    rows = sum(sheets()[name].model._default_manager.filter(batch=batch).count() for name in tables())
    held = PendingRow.objects.filter(batch=batch).count()
    before.step = before.after = before.done = before.left = before.pending_left = 0
    before.whole = rows + held + BatchRow.objects.filter(batch=batch).count()
    return before


def batch_undo_write(*, batch: int, actor: Actor, clock: Clock, told: Told = quiet) -> Batch:
    """撤销 a batch that was confirmed to be undone, to its end. Raises BoleError; it can be gone on with then."""
    actor.require("import.confirm")
    found = batch_in(batch, Batch.UNDOING, act=_("撤销"))
    while patiently(partial(_chunk, found.pk, actor, clock), found.pk, _NEVER):
        found = batch_found(batch)
        told(found.undo["done"], found.undo["whole"])
    found = batch_found(batch)
    if found.state == Batch.UNDONE:
        Store(found.stored).remove()  # what did not go in was kept to be mended; the whole file is sent again now
    return found


@transaction.atomic
def _chunk(batch: int, actor: Actor, clock: Clock) -> bool:
    """One chunk and its mark; False at the end, and where somebody else has come to it."""
    register_lock()
    found, at = batch_found(batch), clock()
    if found.state != Batch.UNDOING:
        return False
    progress = Progress(**found.undo)
    before = asdict(progress)
    names = tables()
    if progress.step == 0:
        _held(found, progress)
    elif progress.step <= len(names):
        _rows(found, names[progress.step - 1], progress, at)
    elif progress.step == len(names) + 1:
        _faults(found, progress)
    ended = progress.step > len(names) + 1
    state = Batch.UNDONE if ended else Batch.UNDOING
    Batch.objects.filter(pk=batch).update(undo=asdict(progress), state=state)
    told = {name: getattr(progress, name) for name in ("closed", "opened", "left", "pending", "faults")}
    moved = {name: count - before[name] for name, count in told.items()}
    if any(moved.values()):
        record("import.undo-chunk", actor=actor, at=at, about=("batch", batch), data=moved)
    if ended:
        record("import.undone", actor=actor, at=at, about=("batch", batch), data=told)
    return not ended


# --- rows of the register ---


@dataclass(slots=True)
class _Change:
    """What becomes of the rows of a chunk."""

    closing: list[int] = field(default_factory=list)
    opening: list[int] = field(default_factory=list)
    left: list[LeftRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Link:
    """One version of a thing: which batch wrote it, and which closed it."""

    pk: int
    thing: int
    batch: int | None
    open: bool
    closed_by: int | None


def _rows(batch: Batch, name: str, progress: Progress, at: datetime) -> None:
    """Some rows of one table that the batch wrote."""
    model = sheets()[name].model
    rows = model._default_manager.filter(batch=batch, pk__gt=progress.after).order_by("pk")
    some = list(_links(rows[:CHUNK]))
    if not some:
        progress.next()
        return
    change = _planned(batch, name, model, some)
    _carried_out(model, change, batch, at)
    LeftRow.objects.bulk_create(change.left, ignore_conflicts=True)
    progress.after = some[-1].pk
    progress.done += len(some)
    progress.closed += len(change.closing)
    progress.opened += len(change.opening)
    progress.left = LeftRow.objects.filter(batch=batch).count()


def _planned(batch: Batch, name: str, model: type[Recorded], rows: Sequence[_Link]) -> _Change:
    versions = _versions(model, {row.thing for row in rows})
    undone = _undone(versions)
    change = _Change()
    made: list[_Link] = []
    for row in rows:
        if not row.open:
            if _written_since(row, versions[row.thing], batch.pk, undone):
                change.left.append(_left(batch, name, row.thing, LeftRow.CHANGED, row.closed_by))
            continue
        before = _before(versions[row.thing], batch.pk, undone)
        if before is None:
            made.append(row)
        else:
            change.closing.append(row.pk)
            change.opening.append(before)
    stands = standing(model, [row.thing for row in made])
    change.closing += [row.pk for row in made if row.thing not in stands]
    change.left += [_left(batch, name, row.thing, LeftRow.STANDS, None) for row in made if row.thing in stands]
    _spared(batch, name, model, rows, change)
    return change


def _left(batch: Batch, table: str, thing: int, why: str, by: int | None) -> LeftRow:
    return LeftRow(batch=batch, table=table, thing=thing, why=why, by_id=by)


def _versions(model: type[Recorded], things: Collection[int]) -> Mapping[int, list[_Link]]:
    """Every version of these things, the oldest first."""
    found: dict[int, list[_Link]] = {thing: [] for thing in things}
    for link in _links(model._default_manager.filter(thing__in=things).order_by("pk")):
        found[link.thing].append(link)
    return found


def _links(rows: QuerySet[Any]) -> Iterator[_Link]:
    for pk, thing, batch, closed_at, closed_by in rows.values_list("pk", "thing", "batch", "closed_at", "closed_by"):
        yield _Link(pk, thing, batch, closed_at is None, closed_by)


def _undone(versions: Mapping[int, Sequence[_Link]]) -> frozenset[int]:
    """The batches among them that were undone."""
    named = {link.batch for links in versions.values() for link in links}
    named |= {link.closed_by for links in versions.values() for link in links}
    states = (Batch.UNDONE, Batch.UNDOING)
    found = Batch.objects.filter(pk__in=[number for number in named if number is not None], state__in=states)
    return frozenset(found.values_list("pk", flat=True))


def _before(links: Sequence[_Link], batch: int, undone: frozenset[int]) -> int | None:
    """The row that a batch closed of a thing, passing over what undone batches said; None where it made the thing."""
    found = [link for link in links if link.closed_by == batch and link.batch != batch]
    if not found:
        return None
    last = found[-1]
    if last.batch is not None and last.batch in undone:
        return _before(links, last.batch, undone)
    return last.pk


def _written_since(row: _Link, links: Sequence[_Link], batch: int, undone: frozenset[int]) -> bool:
    """Whether what counts now of its thing was written on top of this row, and not opened again from before it."""
    now = next((link for link in links if link.open), None)
    if now is None or row.closed_by == batch or now.batch == batch:
        return False
    opened_again = row.closed_by in undone and any(link.pk < row.pk and link.batch == now.batch for link in links)
    return not opened_again


def _spared(batch: Batch, name: str, model: type[Recorded], rows: Sequence[_Link], change: _Change) -> None:
    """Rows whose former number or code belongs to another by now stay as they are, and are listed."""
    column = _UNIQUE.get(model)
    if column is None or not change.opening:
        return
    former = dict(model._default_manager.filter(pk__in=change.opening).values_list("thing", column))
    wanted = {bytes(v) if isinstance(v, memoryview) else v for v in former.values() if v}
    held = model._default_manager.filter(closed_at__isnull=True, **{f"{column}__in": wanted})
    owners = {
        bytes(value) if isinstance(value, memoryview) else value: thing
        for value, thing in held.values_list(column, "thing")
    }
    taken = {
        thing
        for thing, value in former.items()
        if owners.get(bytes(value) if isinstance(value, memoryview) else value, thing) != thing
    }
    if taken:
        spared = {row.pk for row in rows if row.thing in taken}
        opening = model._default_manager.filter(pk__in=change.opening).exclude(thing__in=taken)
        change.opening = list(opening.values_list("pk", flat=True))
        change.closing = [pk for pk in change.closing if pk not in spared]
        change.left += [_left(batch, name, thing, LeftRow.CHANGED, None) for thing in sorted(taken)]


def _carried_out(model: type[Recorded], change: _Change, batch: Batch, at: datetime) -> None:
    names = model.values()
    opened = list(model._default_manager.filter(pk__in=change.opening).order_by("pk"))
    values = [[_plain(getattr(row, name)) for name in names] for row in opened]
    at = not_before(model, [*change.closing, *change.opening], at)
    words_follow(model, zip((row.thing for row in opened), values, strict=True), change.closing)
    rows_close(model, change.closing, batch=batch.pk, at=at)
    if model is Person:
        _unasked(change.closing, {row.thing for row in opened})
    columns: dict[str, Sequence[Any]] = {
        "thing": [row.thing for row in opened],
        "source_id": [row.source_id for row in opened],
        "told_by": [row.told_by for row in opened],
        "batch_id": [row.batch_id for row in opened],
        "recorded_at": [at] * len(opened),
    }
    columns |= {name: [row[at_place] for row in values] for at_place, name in enumerate(names)}
    rows_insert(model, columns)


def _unasked(closed: Sequence[int], opened: Collection[int]) -> None:
    """Whether somebody is the same as another is not asked any more of who is not recorded any more."""
    gone = set(Person.objects.filter(pk__in=closed).values_list("thing", flat=True)) - set(opened)
    Doubt.objects.filter(Q(person__in=gone) | Q(other__in=gone), state=Doubt.OPEN).delete()


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


# --- what did not go in ---


def _held(batch: Batch, progress: Progress) -> None:
    """Some rows that it kept to be settled; what a settled one wrote is the batch's too, and undone with it.

    One of the same source and kind may have come again with a later file, which was not kept a second time: where a
    later file had such rows, these stay, to be settled anew.
    """
    later = Batch.objects.filter(source=batch.source, kind=batch.kind, pk__gt=batch.pk, done__gt=0)
    later = later.exclude(state=Batch.UNDONE)
    kept = set(BatchRow.objects.filter(batch__in=later, holds=True).values_list("code", flat=True).distinct())
    rows = PendingRow.objects.filter(batch=batch, pk__gt=progress.after).order_by("pk")
    some = list(rows.values_list("pk", "code")[:CHUNK])
    if not some:
        progress.next()
        return
    going = [pk for pk, code in some if code not in kept]
    PendingRow.objects.filter(pk__in=going).delete()
    staying = [pk for pk, code in some if code in kept]
    PendingRow.objects.filter(pk__in=staying).update(settled_at=None, settled_as="")
    progress.after = some[-1][0]
    progress.done += len(some)
    progress.pending += len(going)
    progress.pending_left += len(some) - len(going)


def _faults(batch: Batch, progress: Progress) -> None:
    some = list(BatchRow.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not some:
        progress.next()
        return
    BatchRow.objects.filter(pk__in=some).delete()
    progress.done += len(some)
    progress.faults += len(some)
