"""导出本人档案: everything that is recorded of a person, for himself alone, in a form that other programs read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look, looks_at
from bole.apps.registry.entries import OF_PERSON, records_of, rows_at
from bole.apps.registry.fields import Item, Sheet, sheets
from bole.apps.registry.labels import in_words
from bole.apps.registry.person_search import opened
from bole.apps.registry.reach import person_reached
from bole.kernel.messages import N_, _

_PURPOSE = N_("导出本人档案")


@transaction.atomic
def person_export(*, person: int, actor: Actor, at: datetime) -> dict[str, object]:
    """导出: ready for JSON, sealed values in clear, with the sources and who looked. Raises BoleError for others."""
    if actor.person != person:
        raise not_allowed("person.own")
    person_reached(person, actor, "person.own")
    seen = looks_at(actor=actor, person=person, limit=10_000)
    look(actor=actor, person=person, purpose=_(_PURPOSE), fields=("everything",), revealed=True, at=at)
    record("person.exported", actor=actor, at=at, about=("person", person))
    rows = {table: rows_at(table, Q(**{_lead(table): person}), at) for table in OF_PERSON}
    sources = records_of(rows).sources
    return {
        "person": person,
        "as_of": at.isoformat(),
        "records": {table: _table(sheets()[table], several, sources) for table, several in rows.items() if several},
        "looks": [
            {"at": one.at.isoformat(), "who": one.actor, "unit": one.unit, "purpose": one.purpose, "reason": one.reason}
            for one in seen
        ],
    }


def _lead(table: str) -> str:
    return "thing" if table in ("person", "contact") else "person"


def _table(sheet: Sheet, rows: Sequence[Any], sources: Mapping[int, str]) -> dict[str, object]:
    shown = [item for item in sheet.items.values() if not item.hidden and item.name != "person"]
    return {
        "label": sheet.label,
        "columns": {item.name: item.label for item in shown},
        "rows": [
            {
                **{item.name: _value(item, row) for item in shown},
                **{f"{item.name}_words": words for item in shown if (words := _words(item, row))},
                "source": sources.get(row.source_id, ""),
                "recorded_at": row.recorded_at.isoformat(),
            }
            for row in rows
        ],
    }


def _value(item: Item, row: Any) -> object:
    if item.sensitivity == "S1":
        return opened(row, item.name)
    value = getattr(row, item.name)
    return value.isoformat() if isinstance(value, date) else value


def _words(item: Item, row: Any) -> str:
    """What a code means; "" where it is no code."""
    return in_words(item.listed, getattr(row, item.name), row.valid_from) if item.listed else ""
