"""撤销的预览和结果: what undoing a batch would do to the register as it is now, and what it left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from bole.apps.accounts.actor import Actor
from bole.apps.registry.fields import sheets
from bole.apps.registry.imports.batches import batch_found
from bole.apps.registry.imports.standing import stands
from bole.apps.registry.imports.undo import tables, undoable
from bole.apps.registry.models import Batch, BatchRow, LeftRow, PendingRow, Recorded
from bole.kernel.messages import N_, _

_WHY: Final = {LeftRow.CHANGED: N_("后来又改过"), LeftRow.STANDS: N_("还有别的记录以它为准")}


@dataclass(frozen=True, slots=True)
class TableUndone:
    """一张表的撤销: how many rows of one table would be closed, opened again and left."""

    table: str
    closed: int
    opened: int
    changed: int
    stands: int


@dataclass(frozen=True, slots=True)
class UndoShown:
    """撤销的预览."""

    tables: tuple[TableUndone, ...]
    pending: int
    faults: int
    possible: bool

    @property
    def closed(self) -> int:
        """Rows that would be closed."""
        return sum(one.closed for one in self.tables)

    @property
    def opened(self) -> int:
        """Rows that would be opened again."""
        return sum(one.opened for one in self.tables)

    @property
    def left(self) -> int:
        """Things that would be left as they are."""
        return sum(one.changed + one.stands for one in self.tables)


@dataclass(frozen=True, slots=True)
class LeftShown:
    """撤销后留下的一条."""

    table: str
    table_label: str
    thing: int
    why: str
    by: int | None

    @property
    def why_label(self) -> str:
        """Why it was left, in words."""
        return _(_WHY[self.why])

    def to_json(self) -> dict[str, object]:
        """As `--json` tells it."""
        return {"table": self.table, "thing": self.thing, "why": self.why, "by": self.by}


@dataclass(frozen=True, slots=True)
class UndoneShown:
    """撤销的进度和结果 of a batch."""

    at: datetime
    by: str
    done: int
    whole: int
    closed: int
    opened: int
    left: int
    pending: int
    pending_left: int
    faults: int


def undo_shown(*, batch: int, actor: Actor) -> UndoShown:
    """What undoing the batch would do now. Raises BoleError where there is none or one may not undo it."""
    actor.require("import.confirm")
    found = batch_found(batch)
    counted = tuple(_table(name, found) for name in tables())
    some = tuple(one for one in counted if one.closed or one.changed or one.stands)
    pending = PendingRow.objects.filter(batch=found).count()
    return UndoShown(some, pending, BatchRow.objects.filter(batch=found).count(), undoable(found))


def _table(name: str, batch: Batch) -> TableUndone:
    sheet = sheets()[name]
    model: type[Recorded] = sheet.model
    rows = model._default_manager.filter(batch=batch)
    same = model._default_manager.filter(thing=OuterRef("thing"))
    before = same.filter(closed_by=batch).filter(~Q(batch=batch) | Q(batch__isnull=True))
    now = same.filter(closed_at__isnull=True).filter(~Q(batch=batch) | Q(batch__isnull=True))
    going = rows.filter(closed_at__isnull=True)
    opened = going.filter(Exists(before)).count()
    standing = going.filter(~Exists(before)).filter(stands(model, but=batch.pk)).count()
    since = rows.filter(closed_at__isnull=False).filter(~Q(closed_by=batch) | Q(closed_by__isnull=True))
    changed = since.filter(Exists(now)).values("thing").distinct().count()
    return TableUndone(sheet.label, going.count() - standing, opened, changed, standing)


def undone_of(batch: Batch) -> UndoneShown | None:
    """撤销的进度和结果; None of a batch that nobody undid."""
    if batch.undone_at is None:
        return None
    told = {name: batch.undo.get(name, 0) for name in UndoneShown.__slots__ if name not in ("at", "by")}
    return UndoneShown(batch.undone_at, batch.undone_by, **told)


def left_shown(*, batch: int, actor: Actor, start: int = 0, limit: int | None = None) -> Sequence[LeftShown]:
    """留下的 of a batch that was undone, one by one."""
    actor.require("import.read")
    rows = LeftRow.objects.filter(batch_id=batch).order_by("table", "thing")
    some = rows[start : None if limit is None else start + limit]
    known = sheets()
    return [LeftShown(row.table, known[row.table].label, row.thing, row.why, row.by_id) for row in some]
