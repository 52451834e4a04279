"""登记的改动: what was known is closed and what is known now is added beside it; what is equal is left alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import CharField

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.registry.bulk import not_before, open_rows, register_lock, rows_close, rows_insert
from bole.apps.registry.models import Recorded
from bole.apps.registry.search_words import words_follow

FRAME = ("pk", "thing", "source_id", "told_by")
"""What is read of a row beside its values."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """新的一行: what is known now of a thing; columns that are left out stay as they are."""

    thing: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replaced:
    """改动的结果: rows of things not recorded before, of things of which something changed, and of the others."""

    created: int
    changed: int
    unchanged: int


@dataclass(slots=True)
class Held:
    """现行的一行, and what becomes of it; `added` once it differs from what the table holds."""

    number: int | None
    thing: int
    source: int
    told_by: dict[str, int]
    values: list[Any]
    added: bool = False
    secret: str = ""
    """What is still to be sealed, once the thing has its number."""


def defaults(model: type[Recorded]) -> list[Any]:
    """The values of a row of which nothing is known, in the order of `model.values()`."""
    return list(_defaults(model))


@cache
def _defaults(model: type[Recorded]) -> tuple[Any, ...]:
    fields = {found.attname: found for found in model._meta.concrete_fields}
    return tuple(_default(fields[name]) for name in model.values())


def _default(found: Any) -> Any:
    if found.has_default():
        return found.get_default()
    return "" if isinstance(found, CharField) and not found.null else None


def held_rows(model: type[Recorded], lead: str, wanted: Iterable[Any]) -> Iterable[Held]:
    """The rows that count now, of those with one of the values in `lead`."""
    for number, thing, source, told_by, *values in open_rows(model, lead, set(wanted), (*FRAME, *model.values())):
        others = {} if told_by == "{}" else json.loads(told_by)
        yield Held(number, thing, source, others, [bytes(v) if isinstance(v, memoryview) else v for v in values])


def rows_write(
    model: type[Recorded], rows: Sequence[Held], *, closing: Sequence[int], batch: int | None, at: datetime
) -> None:
    """Close the old rows and add the new ones, in the transaction of the caller, who has the lock."""
    at = not_before(model, closing, at)
    words_follow(model, ((row.thing, row.values) for row in rows), closing)
    rows_close(model, closing, batch=batch, at=at)
    names = model.values()
    count = len(rows)
    columns: dict[str, Sequence[Any]] = {
        "thing": [row.thing for row in rows],
        "source_id": [row.source for row in rows],
        "told_by": [row.told_by for row in rows],
        "batch_id": [batch] * count,
        "recorded_at": [at] * count,
    }
    values = list(zip(*(row.values for row in rows), strict=True)) if rows else [()] * len(names)
    rows_insert(model, columns | dict(zip(names, values, strict=True)))


@transaction.atomic
def rows_replace(
    *, model: type[Recorded], rows: Iterable[NewRow], source: int, batch: int | None, actor: Actor, at: datetime
) -> Replaced:
    """登记: one row at most for each thing. Raises BoleError where somebody changed one of them meanwhile."""
    register_lock()
    wanted = {row.thing: row for row in rows}
    held = {row.thing: row for row in held_rows(model, "thing", wanted)}
    writing, closing = _Writing(), list[int]()
    for thing, row in wanted.items():
        _put(model, row, held.get(thing), source, writing, closing)
    rows_write(model, writing.rows, closing=closing, batch=batch, at=at)
    done = Replaced(writing.created, len(closing), len(wanted) - writing.created - len(closing))
    if writing.rows:
        told: Data = {"register": model._meta.model_name or "", "created": done.created, "changed": done.changed}
        record("register.replaced", actor=actor, at=at, about=("batch", batch) if batch else None, data=told)
    return done


@dataclass(slots=True)
class _Writing:
    rows: list[Held] = field(default_factory=list)
    created: int = 0


def _put(
    model: type[Recorded], row: NewRow, held: Held | None, source: int, writing: _Writing, closing: list[int]
) -> None:
    names = model.values()
    before = held.values if held is not None else defaults(model)
    values = [row.values.get(name, old) for name, old in zip(names, before, strict=True)]
    if held is None:
        writing.created += 1
        writing.rows.append(Held(None, row.thing, source, {}, values, added=True))
    elif values != before:
        assert held.number is not None
        closing.append(held.number)
        told_by = {
            name: held.told_by.get(name, held.source)
            for name, old, new in zip(names, before, values, strict=True)
            if old == new and old not in (None, "") and held.told_by.get(name, held.source) != source
        }
        writing.rows.append(Held(None, row.thing, source, told_by, values, added=True))
