"""写入: confirmed batches go into the register chunk by chunk, each chunk in one transaction with its mark of progress.

Killed at any point, a batch goes on behind its mark: what was written stands, what was not is written once. Two batches
stand in line for each chunk. A database that goes away is waited for.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import Error, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.sealing import blind_index, place, seal_each
from bole.apps.registry import errors
from bole.apps.registry.bulk import cache_more, register_lock, rows_insert, things_made
from bole.apps.registry.history import Held, rows_write
from bole.apps.registry.imports.batches import batch_found, batch_in
from bole.apps.registry.imports.check import Told, faults_insert, quiet
from bole.apps.registry.imports.planning import OUTCOMES, Plan, Planner, piece_of
from bole.apps.registry.imports.preview import planner_of, trust_of
from bole.apps.registry.imports.rest import rest_kept
from bole.apps.registry.imports.store import Store, pieces
from bole.apps.registry.models import Batch, Contact, PendingRow, Person, Source
from bole.kernel.collecting import without_collection
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

PATIENCE: Final = 60.0
"""Seconds that a database which went away is waited for."""
_ATTEMPTS: Final = 5
_PAUSE: Final = 0.5
_PASSING: Final = ("08", "40", "53300", "55P03", "57P")
"""Beginnings of SQLSTATE that pass by themselves: connections, deadlocks, too many clients, shutting down."""

Clock = Callable[[], datetime]


def batch_confirm(*, batch: int, actor: Actor, at: datetime) -> Batch:
    """确认: the batch may be written; its headings are remembered for the source. Raises BoleError."""
    actor.require("import.confirm")
    found = batch_in(batch, Batch.CHECKED, act=_("确认"))
    if not Store(found.stored).values.is_file():
        raise BoleError(errors.FILE_GONE, batch=batch)
    with transaction.atomic():
        confirmed = {"state": Batch.WRITING, "confirmed_at": at, "confirmed_by": actor.name, "rejected": 0}
        if not Batch.objects.filter(pk=found.pk, state=Batch.CHECKED).update(**confirmed, cancel_asked=False):
            raise BoleError(errors.ELSEWHERE, batch=batch)
        source = Source.objects.select_for_update().get(pk=found.source_id)
        # A heading that nobody knew may be known some day; one that somebody left out stays out.
        known = {heading: to for heading, to in found.columns.items() if to or heading in found.chosen}
        source.headings = {**source.headings, found.kind: known}
        source.save(update_fields=["headings"])
        record("import.confirmed", actor=actor, at=at, about=("batch", found.pk), data={"rows": found.rows})
    return batch_found(batch)


def batch_cancel(*, batch: int, actor: Actor, at: datetime) -> None:
    """停止: no further chunk is written; what was written stands, and the batch may be resumed."""
    actor.require("import.upload")
    found = batch_in(batch, Batch.WRITING, act=_("停止"))
    with transaction.atomic():
        Batch.objects.filter(pk=found.pk, state=Batch.WRITING).update(cancel_asked=True, state=Batch.CANCELLED)
        record("import.cancelled", actor=actor, at=at, about=("batch", found.pk))


def batch_resume(*, batch: int, actor: Actor, at: datetime) -> Batch:
    """继续 a batch that was stopped, that failed, or whose process is gone."""
    actor.require("import.confirm")
    found = batch_in(batch, Batch.CANCELLED, Batch.FAILED, Batch.WRITING, act=_("继续"))
    if found.confirmed_at is None or not Store(found.stored).values.is_file():
        raise BoleError(errors.FILE_GONE, batch=batch)
    with transaction.atomic():
        Batch.objects.filter(pk=found.pk).update(cancel_asked=False, state=Batch.WRITING, failed={})
        record("import.resumed", actor=actor, at=at, about=("batch", found.pk), data={"done": found.done})
    return batch_found(batch)


def batch_write(
    *, batch: int, actor: Actor, clock: Clock, told: Told = quiet, after: Callable[[int], None] = lambda _batch: None
) -> Batch:
    """写入 a confirmed batch to its end, or until it is stopped. Raises BoleError; the batch can be resumed then.

    `after` is called with its number in the transaction that ends it: what it enqueues is done once, and never lost.
    """
    actor.require("import.confirm")  # whoever lost that since he confirmed writes nothing
    found = batch_in(batch, Batch.WRITING, act=_("写入"))
    store = Store(found.stored)
    if not store.values.is_file():
        raise BoleError(errors.FILE_GONE, batch=batch)
    planner = planner_of(found, keeps=False)
    cache_more()
    start = found.done
    for table in pieces(store.values, start=start) if start < found.rows else ():
        end = start + len(table["row"])
        with without_collection():
            if not patiently(partial(_chunk, found.pk, planner, table, start, end, actor, clock), found.pk, end):
                return batch_found(batch)
        start = end
        told(end, found.rows)
    return _finish(found.pk, store, actor, clock(), after)


def patiently(write: Callable[[], bool], batch: int, end: int) -> bool:
    """Carry a chunk out; again where two writers were in each other's way, later where the database is away.

    Whether a lost chunk was committed or not is told by the mark of progress.
    """
    gives_up, attempts = time.monotonic() + PATIENCE, 0
    while True:
        attempts += 1
        try:
            if attempts > 1 and Batch.objects.filter(pk=batch, done__gte=end).exists():
                return True
            return write()
        except Error as error:
            clashes = isinstance(error, IntegrityError) and attempts < _ATTEMPTS
            if not clashes and not (_passes(error) and time.monotonic() < gives_up):
                raise BoleError(errors.STORE_FULL, reason=_reason(error)) from error
            if not connection.in_atomic_block:
                connection.close()
            time.sleep(0 if clashes else _PAUSE)


def _passes(error: Error) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return "locked" in str(error) or "busy" in str(error)
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_PASSING)


def _reason(error: Error) -> str:
    """What the database says, on one line; a value of a row is never in it."""
    if isinstance(error, IntegrityError):
        return type(error).__name__
    return str(error).strip().partition("\n")[0][:120]


@transaction.atomic
def _chunk(
    batch: int, planner: Planner, table: dict[str, list[Any]], start: int, end: int, actor: Actor, clock: Clock
) -> bool:
    """One chunk and its mark. False where the batch was stopped; raises BoleError where somebody else writes it."""
    register_lock()
    at = clock()
    planner.trust = trust_of(batch_found(batch))  # somebody may have changed it since the chunk before
    plan = planner.plan(piece_of(table))
    counts = plan.counts()
    moved = {outcome: F(outcome) + count for outcome, count in counts.items()}
    marked = Batch.objects.filter(pk=batch, state=Batch.WRITING, done=start, cancel_asked=False).update(
        done=end, **moved
    )
    if not marked:
        if batch_found(batch).state == Batch.CANCELLED:
            return False
        raise BoleError(errors.ELSEWHERE, batch=batch)
    carry_out(plan, batch=batch, kind=planner.kind.id, source=planner.trust.source, at=at)
    record("import.chunk", actor=actor, at=at, about=("batch", batch), data={"from": start, "to": end, **counts})
    return True


def carry_out(plan: Plan, *, batch: int, kind: str, source: int, at: datetime) -> None:
    """What a plan says, in the transaction of the caller."""
    numbers: dict[int, int] = {}
    for register in (plan.persons, plan.bodies, plan.main):
        new = [held for held in register.adding if held.thing < 0]
        name = register.model._meta.model_name or ""
        numbers |= zip((held.thing for held in new), things_made(name, len(new), at), strict=True)
    for register in (plan.persons, plan.bodies, plan.main, plan.contacts):
        for held in register.adding:
            held.thing = numbers.get(held.thing, held.thing)
    for held in plan.main.adding:
        for at_place in plan.links:
            linked = held.values[at_place]
            if linked is not None and linked < 0:
                held.values[at_place] = numbers[linked]
    for register in (plan.persons, plan.bodies, plan.main, plan.contacts):
        _seal(register.adding, register.model)
        rows_write(register.model, register.adding, closing=register.closing, batch=batch, at=at)
    faults_insert(batch, plan.faults)
    _keep(plan, batch=batch, kind=kind, source=source, at=at)


_SEALED: Final = {Person: "id_number", Contact: "phone"}


def _seal(rows: Sequence[Held], model: type[Any]) -> None:
    name = _SEALED.get(model)
    if name is None:
        return
    at = model.values().index(name)
    told = [held for held in rows if held.secret]
    sealed = seal_each((held.secret, place(model, name, held.thing)) for held in told)
    for held, value in zip(told, sealed, strict=True):
        held.values[at] = value


def _keep(plan: Plan, *, batch: int, kind: str, source: int, at: datetime) -> None:
    """留存 rows that are held; those that are kept already, from this source and kind, stay as they are."""
    pending = plan.pending
    things = things_made("pending", len(pending), at)
    columns: Mapping[str, Sequence[Any]] = {
        "batch_id": [batch] * len(pending),
        "source_id": [source] * len(pending),
        "kind": [kind] * len(pending),
        "row": [held.row for held in pending],
        "code": [held.code for held in pending],
        "thing": things,
        "cells": seal_each((h.cells, place(PendingRow, "cells", t)) for h, t in zip(pending, things, strict=True)),
        "fingerprint": [blind_index(held.cells, "pending") for held in pending],
        "kept_at": [at] * len(pending),
        "settled_as": [""] * len(pending),
    }
    rows_insert(PendingRow, columns, ignoring="fingerprint")


def _finish(batch: int, store: Store, actor: Actor, at: datetime, after: Callable[[int], None]) -> Batch:
    with transaction.atomic():
        found = Batch.objects.select_for_update().get(pk=batch)
        if found.state != Batch.WRITING or found.done < found.rows:
            return found
        Batch.objects.filter(pk=batch).update(state=Batch.DONE)
        counts = {outcome: getattr(found, outcome) for outcome in OUTCOMES}
        record("import.done", actor=actor, at=at, about=("batch", batch), data=counts)
        after(batch)
    rest_kept(found, store)
    return batch_found(batch)
