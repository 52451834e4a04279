"""申报的登记: rows that come with an application, change with its answers, and go where it comes to nothing.

They stand under a source of their own, the least trusted: what a department sends of the same is believed before it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry.bulk import not_before, register_lock, rows_close, things_made
from bole.apps.registry.fields import sheets
from bole.apps.registry.history import NewRow, held_rows, rows_replace
from bole.apps.registry.linking.blending import key_of
from bole.apps.registry.models import Source
from bole.kernel.fact_tables import STANDARD

DECLARED: Final = "bole-declared"
_NAME: Final = "申请人申报"
_RANK: Final = 990
_SPELL: Final = ("until", "open")


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """申报的事实: a row of one table of the register, by the columns that are told of it."""

    table: str
    thing: int
    values: Mapping[str, Any]
    """With `person` or `organisation`; what is left out is unknown."""


def declared_source() -> int:
    """申请人申报: the source of what applicants tell; made when it is first needed."""
    return Source.objects.get_or_create(code=DECLARED, defaults={"name": _NAME, "rank": _RANK})[0].pk


def declared_thing(*, table: str, values: Mapping[str, Any], at: datetime) -> int:
    """编号: that of the row that says the same already (the same lease, told again), else a new one."""
    key = key_of(table)
    person = values.get("person")
    if person is not None and all(values.get(name) not in (None, "") for name in key):
        model = sheets()[table].model
        places = [(model.values().index(name), values[name]) for name in key]
        for held in held_rows(model, "person", [person]):
            if all(held.values[place] == value for place, value in places):
                return held.thing
    return things_made(table, 1, at)[0]


@transaction.atomic
def declared_record(*, rows: Sequence[DeclaredFact], actor: Actor, at: datetime) -> int:
    """登记申报; how many rows are new or otherwise than before. Told twice it is there once."""
    register_lock()
    source, done = declared_source(), 0
    for table in sorted({row.table for row in rows}):
        told = [NewRow(row.thing, row.values) for row in rows if row.table == table]
        replaced = rows_replace(model=sheets()[table].model, rows=told, source=source, batch=None, actor=actor, at=at)
        done += replaced.created + replaced.changed
    return done


@transaction.atomic
def declared_close(*, facts: Collection[tuple[str, int]], actor: Actor, at: datetime) -> int:
    """撤回申报, by table and number; how many rows there were. What another source told as well is left."""
    register_lock()
    source, done = declared_source(), 0
    for table in sorted({name for name, _thing in facts}):
        model = sheets()[table].model
        things = {thing for name, thing in facts if name == table}
        found = [
            held.number
            for held in held_rows(model, "thing", things)
            if held.source == source and held.number is not None
        ]
        rows_close(model, found, batch=None, at=not_before(model, found, at))
        done += len(found)
    if done:
        record("register.undeclared", actor=actor, at=at, data={"rows": done})
    return done


def fact_row(declared: DeclaredFact, day: date) -> dict[str, Any]:
    """The row as the rules read it on a day, by the same mapping as that of the register (`snapshot.mapping`)."""
    table = STANDARD.table(declared.table)
    row: dict[str, Any] = {column.name: declared.values.get(column.name) or None for column in table.columns}
    row |= {name: value for name, value in declared.values.items() if isinstance(value, bool)}
    row[table.key] = declared.thing
    if set(_SPELL) <= row.keys():
        until = declared.values.get("until")
        row["open"] = until is None or until > day
        row["until"] = day if row["open"] else until
    return row
