"""归入: a row that was held for want of a good number goes into the file of the person it is of, as its import would
have written it: with its source, its batch and that source's trust."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.sealing import place, unseal
from bole.apps.registry import errors
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.imports.kinds import Kind, kind_named
from bole.apps.registry.imports.matching import People
from bole.apps.registry.imports.planning import Plan, Planner
from bole.apps.registry.imports.preview import columns_of, trust_of
from bole.apps.registry.imports.rows import GOES_ON, Piece
from bole.apps.registry.imports.write import carry_out
from bole.apps.registry.linking.merging import Merged, doubts_as_they_are, not_oneself, reason_checked
from bole.apps.registry.linking.moving import rows_noted
from bole.apps.registry.models import Doubt, Merge, PendingRow
from bole.apps.registry.reach import person_reached
from bole.kernel.errors import BoleError

LINKED: Final = "linked"
APART: Final = "apart"


@dataclass(frozen=True, slots=True)
class Cells:
    """留存的内容 of a held row, opened: its kind, and its values by item."""

    kind: Kind
    values: dict[str, Any]


def pending_opened(row: PendingRow) -> Cells:
    """启封 what a held row says; dates are dates again."""
    assert row.cells is not None
    told = json.loads(unseal(row.cells, place(PendingRow, "cells", row.thing)))
    kind = kind_named(told["kind"])
    return Cells(kind, {name: _value(kind, name, value) for name, value in told["cells"].items()})


def _value(kind: Kind, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    dated = name == "person.born_on" or (not name.startswith("person.") and _dated(kind, name))
    return date.fromisoformat(value) if dated else value


def _dated(kind: Kind, name: str) -> bool:
    return any(column.to == name and column.kind == "date" for column in kind.columns)


@transaction.atomic
def pending_settle(
    *, pending: int, person: int, reason: str, actor: Actor, at: datetime, weight: int | None = None
) -> Merged:
    """归入档案. Raises BoleError: out of reach, settled already, or what else holds the row."""
    register_lock()
    person_reached(person, actor, "person.link", own="")
    not_oneself(person, actor)
    return settle(pending, person, reason=reason_checked(reason), actor=actor, at=at, weight=weight)


def settle(pending: int, person: int, *, reason: str, actor: Actor, at: datetime, weight: int | None) -> Merged:
    """The same for who has asked about reach already, in his transaction and with the lock."""
    row = PendingRow.objects.select_for_update().select_related("batch", "batch__source").filter(pk=pending).first()
    if row is None or row.settled_at is not None:
        raise BoleError(errors.SETTLED_ALREADY)
    plan, kind = _planned(row, person)
    merge = Merge.objects.create(
        kept=person, pending=row, weight=weight, reason=reason, merged_at=at, merged_by=actor.name
    )
    carry_out(plan, batch=row.batch_id, kind=kind.id, source=row.source_id, at=at)
    rows = 0
    for register in (plan.main, plan.contacts):  # a body that it named stays, whatever becomes of the row
        things = [held.thing for held in register.adding]
        closed = _things(register.model, register.closing)
        rows_noted(merge.pk, register.model, closed, things)
        rows += len(closed.keys() | set(things))
    PendingRow.objects.filter(pk=pending).update(settled_at=at, settled_as=LINKED)
    decided = {"decided_at": at, "decided_by": actor.name}
    waiting = Doubt.objects.filter(pending=pending, state__in=(Doubt.OPEN, Doubt.ASKED))
    Merge.objects.filter(pk=merge.pk).update(restores={"doubts": doubts_as_they_are(waiting)})
    waiting.filter(person=person).update(state=Doubt.JOINED, **decided)
    # It is of one person: whatever else was asked about it is answered.
    waiting.exclude(person=person).update(state=Doubt.APART, **decided)
    told: Data = {"pending": pending, "rows": rows, "merge": merge.pk}
    record("person.linked", actor=actor, at=at, about=("person", person), data=told)
    return Merged(merge.pk, rows)


def _planned(row: PendingRow, person: int) -> tuple[Plan, Kind]:
    """What writing it does. Who he is was told by better sources: of the person himself the row says nothing."""
    cells = pending_opened(row)
    kind = cells.kind
    said = {name: [value] for name, value in cells.values.items() if not name.startswith("person.")}
    planner = Planner(kind, columns_of(row.batch, kind), trust_of(row.batch), keeps=False)
    plan = planner.plan(Piece([row.row], [GOES_ON], said), People([person]))
    if plan.pending:
        raise BoleError(errors.STILL_HELD, why=errors.BY_CODE[plan.pending[0].code].message)
    return plan, kind


def _things(model: Any, numbers: list[int]) -> dict[int, int]:
    """Thing to number of rows, closed or not."""
    return dict(model._default_manager.filter(pk__in=numbers).values_list("thing", "pk"))
