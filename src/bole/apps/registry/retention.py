"""保存期限: what is past its time is really erased: closed records, pending rows, faults, uploads, old corrections.

What counts now is never touched, nor are the logs: the chain of events holds no fact of a person that could be wanted
back, so it verifies as before when the record is gone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from django.db.models import QuerySet

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.fields import sheets
from bole.apps.registry.imports.store import Store
from bole.apps.registry.models import Batch, BatchRow, Correction, PendingRow
from bole.kernel.messages import language

_FILE: Final = Path(__file__).with_name("retention.yaml")
_CHUNK: Final = 5_000
_FINISHED: Final = (Batch.DONE, Batch.CANCELLED, Batch.FAILED, Batch.UNDONE)


@dataclass(frozen=True, slots=True)
class Period:
    """保存期限: a retention period of some tables."""

    name: str
    label_zh: str
    label_en: str
    tables: tuple[str, ...]
    after: str
    days: int
    verified: bool

    @property
    def label(self) -> str:
        """What is kept, in the language in use."""
        return self.label_zh if language() == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class Due:
    """到期: how much of a table is past its time."""

    period: str
    period_label: str
    table: str
    table_label: str
    days: int
    before: datetime
    rows: int
    verified: bool
    """Whether the office has confirmed the period."""


@cache
def periods() -> tuple[Period, ...]:
    """Every period."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    found = tuple(_period(name, one) for name, one in told.items())
    named = [(table, one.after) for one in found for table in one.tables]
    if len(set(named)) != len(named) or {table for table, _ in named} - _KNOWN != sheets().keys():
        raise ValueError("retention.yaml")
    return found


def _period(name: str, told: Mapping[str, Any]) -> Period:
    label, label_en = told["what"]
    return Period(name, label, label_en, tuple(told["tables"]), told["after"], told["days"], bool(told["verified"]))


def retention_due(*, actor: Actor, at: datetime) -> tuple[Due, ...]:
    """到期的: what is past its time, table by table; only where there is some. Raises BoleError."""
    actor.require("source.manage")
    return tuple(due for due, _ in _due(at))


def retention_erase(*, actor: Actor, at: datetime) -> tuple[Due, ...]:
    """销毁 what is past its time, some rows in each transaction; it may be stopped at any point and run again.

    Raises BoleError where the actor may not.
    """
    actor.require("source.manage")
    erased = []
    for due, rows in _due(at):
        erase = _ERASERS.get(due.table, partial(_rows_erase, rows))
        while _erased(due, erase, actor, at):
            pass
        erased.append(due)
    return tuple(erased)


@transaction.atomic
def _erased(due: Due, erase: Callable[[datetime], int], actor: Actor, at: datetime) -> int:
    """Some of what is due, with the event that tells so."""
    count = erase(due.before)
    if count:
        told: Mapping[str, str | int] = {"table": due.table, "period": due.period, "rows": count}
        record("retention.erased", actor=actor, at=at, data=told)
    return count


def _due(at: datetime) -> Iterator[tuple[Due, QuerySet[Any]]]:
    for period in periods():
        before = at - timedelta(days=period.days)
        for table in period.tables:
            rows = _past(table, period.after, before)
            count = sum(1 for _ in _uploads(before)) if table == "uploads" else rows.count()
            if count:
                label = sheets()[table].label if table in sheets() else period.label
                told = (period.name, period.label, table, label, period.days, before, count, period.verified)
                yield Due(*told), rows


def _past(table: str, after: str, before: datetime) -> QuerySet[Any]:
    """The rows of a table that are past their time."""
    if table in sheets():
        return sheets()[table].model._default_manager.filter(closed_at__lt=before)
    if table == "pendingrow":
        if after == "settled":
            return PendingRow.objects.filter(settled_at__lt=before)
        return PendingRow.objects.filter(settled_at__isnull=True, kept_at__lt=before)
    if table == "correction":
        return Correction.objects.filter(answered_at__lt=before)
    batches = Batch.objects.filter(state__in=_FINISHED, uploaded_at__lt=before)
    return BatchRow.objects.filter(batch__in=batches) if table == "batchrow" else batches


_KNOWN: Final = frozenset(("pendingrow", "batchrow", "uploads", "correction"))


def _rows_erase(rows: QuerySet[Any], before: datetime) -> int:
    """Some of the rows go; how many."""
    register_lock()
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:_CHUNK])
    if numbers:
        rows.model._default_manager.filter(pk__in=numbers).delete()
    return len(numbers)


def _uploads(before: datetime) -> Iterator[Batch]:
    """The batches whose files are still on the disk."""
    found = Batch.objects.filter(state__in=_FINISHED, uploaded_at__lt=before).exclude(stored="").order_by("pk")
    return (batch for batch in found.iterator(chunk_size=500) if Store(batch.stored).folder.exists())


def _uploads_erase(before: datetime) -> int:
    """Some of the files go; how many. What is left on the disk of a batch goes whole."""
    erased = 0
    for batch in _uploads(before):
        Store(batch.stored).remove()
        erased += not Store(batch.stored).folder.exists()
        if erased >= _CHUNK:
            break
    return erased


_ERASERS: Final[Mapping[str, Callable[[datetime], int]]] = {"uploads": _uploads_erase}
