"""改归: the records of one person become another's, and back; what is changed is written down with the merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bole.apps.accounts.sealing import place, seal, unseal
from bole.apps.registry.bulk import not_before, rows_insert, things_made
from bole.apps.registry.fields import sheets
from bole.apps.registry.history import Held, defaults, held_rows, rows_write
from bole.apps.registry.linking.blending import blend, key_of, ranks
from bole.apps.registry.models import Contact, MergeRow, OtherNumber, Person, Recorded

OF_PERSON: Final = (
    "education", "insurance", "employment", "certificate", "title", "training", "award", "talent", "claim", "payment",
    "housing", "loan", "service",    "poolmember", "othernumber",
)  # fmt: skip
"""Tables whose rows name a person; `person` and `contact` have one row for each, under his own number."""

_NAME: Final = (("name", "pinyin"),)
_REACHED: Final = (("phone_index", "phone"), ("bank_index", "bank_account", "bank"))


@dataclass
class Moved:
    """改动的行 of one table: rows to close, rows to add, and the things of both."""

    closing: dict[int, int] = field(default_factory=dict)
    """Thing to the number of its row that is closed."""
    adding: list[Held] = field(default_factory=list)
    batches: dict[int, int | None] = field(default_factory=dict)
    """Thing to the batch that brought its row, where that is not the one of the row that is closed."""


Changes = dict[str, Moved]


def changes_of(kept: int, gone: int, at: datetime) -> Changes:
    """What has to change so that all that is recorded of `gone` is recorded of `kept`."""
    changes = {table: _records(table, kept, gone) for table in OF_PERSON}
    changes["person"], number = _identity(kept, gone)
    changes["contact"] = _contact(kept, gone)
    if number is not None:
        changes["othernumber"].adding.append(_other_number(kept, gone, number, at))
    return changes


def _records(table: str, kept: int, gone: int) -> Moved:
    model = sheets()[table].model
    names = model.values()
    person = names.index("person")
    places = [names.index(name) for name in key_of(table)]
    ranked = ranks()
    own = {_key(held, places): held for held in held_rows(model, "person", [kept])} if places else {}
    moved = Moved()
    for held in held_rows(model, "person", [gone]):
        assert held.number is not None
        moved.closing[held.thing] = held.number
        values = list(held.values)
        values[person] = kept
        told = Held(held.number, held.thing, held.source, held.told_by, values)
        twin = own.get(_key(told, places)) if places else None
        if twin is None:
            moved.adding.append(told)
            continue
        blended = blend(names, twin, told, ranked)
        if blended is not None and twin.number is not None:
            moved.closing[twin.thing] = twin.number
            moved.adding.append(blended)
    return moved


def _key(held: Held, places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(held.values[place] for place in places)


def _identity(kept: int, gone: int) -> tuple[Moved, Held | None]:
    """Who he is: the kept row, with what the other one adds; and the other row, whose number is kept beside it."""
    rows = {held.thing: held for held in held_rows(Person, "thing", [kept, gone])}
    names = Person.values()
    numbered = ("id_index", "id_number", "id_kind")
    moved = Moved({gone: _number(rows[gone])})
    blended = blend(
        [name for name in names if name not in numbered], _without(rows[kept], names, numbered),
        _without(rows[gone], names, numbered), ranks(), together=_NAME,
    )  # fmt: skip
    if blended is not None:
        values = dict(zip([name for name in names if name not in numbered], blended.values, strict=True))
        held = rows[kept]
        whole = [values.get(name, old) for name, old in zip(names, held.values, strict=True)]
        moved.closing[kept] = _number(held)
        moved.adding.append(Held(held.number, kept, held.source, blended.told_by | _told(held, numbered), whole))
    index = rows[gone].values[names.index("id_index")]
    return moved, rows[gone] if index is not None else None


def _without(held: Held, names: Sequence[str], left_out: Sequence[str]) -> Held:
    values = [value for name, value in zip(names, held.values, strict=True) if name not in left_out]
    told_by = {name: who for name, who in held.told_by.items() if name not in left_out}
    return Held(held.number, held.thing, held.source, told_by, values)


def _told(held: Held, names: Sequence[str]) -> dict[str, int]:
    return {name: held.told_by[name] for name in names if name in held.told_by}


def _number(held: Held) -> int:
    assert held.number is not None
    return held.number


def _other_number(kept: int, gone: int, person: Held, at: datetime) -> Held:
    told = dict(zip(Person.values(), person.values, strict=True))
    thing = things_made("othernumber", 1, at)[0]
    number = unseal(told["id_number"], place(Person, "id_number", gone))
    values = dict(zip(OtherNumber.values(), defaults(OtherNumber), strict=True)) | {
        "person": kept,
        "id_kind": told["id_kind"],
        "id_number": seal(number, place(OtherNumber, "id_number", thing)),
        "id_index": told["id_index"],
    }
    source = person.told_by.get("id_number", person.source)
    return Held(None, thing, source, {}, list(values.values()), added=True)


def _contact(kept: int, gone: int) -> Moved:
    rows = {held.thing: held for held in held_rows(Contact, "thing", [kept, gone])}
    moved = Moved()
    if gone not in rows:
        return moved
    moved.closing[gone] = _number(rows[gone])
    theirs = Held(None, kept, rows[gone].source, rows[gone].told_by, _sealed_for(kept, rows[gone]))
    if kept not in rows:
        moved.adding.append(theirs)
        return moved
    blended = blend(Contact.values(), _opened(rows[kept]), _opened(theirs), ranks(), together=_REACHED)
    if blended is not None:
        moved.closing[kept] = _number(rows[kept])
        blended.values = _closed(blended.values, kept)
        moved.adding.append(blended)
    return moved


_SEALED: Final = tuple(at for at, name in enumerate(Contact.values()) if name in ("phone", "address", "bank_account"))


def _sealed_for(person: int, held: Held) -> list[Any]:
    """The values of a row of contact, sealed for another person: a sealed value opens at its own place alone."""
    return _closed(_opened(held).values, person)


def _opened(held: Held) -> Held:
    names = Contact.values()
    values = [
        unseal(value, place(Contact, names[at], held.thing)) if at in _SEALED and value is not None else value
        for at, value in enumerate(held.values)
    ]
    return Held(held.number, held.thing, held.source, held.told_by, values)


def _closed(values: Sequence[Any], person: int) -> list[Any]:
    names = Contact.values()
    return [
        seal(value, place(Contact, names[at], person)) if at in _SEALED and value is not None else value
        for at, value in enumerate(values)
    ]


# --- carried out, and back ---


def changes_write(changes: Changes, *, at: datetime, merge: int | None = None) -> int:
    """Write the changes, and note with a merge which they were; how many records it were."""
    rows = 0
    for table, moved in changes.items():
        model, added = sheets()[table].model, [held.thing for held in moved.adding]
        _write(model, moved, at)
        rows += len(moved.closing.keys() | set(added))
        if merge is not None:
            rows_noted(merge, model, moved.closing, added)
    return rows


def _write(model: type[Recorded], moved: Moved, at: datetime) -> None:
    """Close and add; a row stays what its batch brought, whoever's it is."""
    closing = list(moved.closing.values())
    brought = dict(model._default_manager.filter(pk__in=closing).values_list("thing", "batch_id")) | moved.batches
    at = not_before(model, closing, at)
    rows_write(model, [], closing=closing, batch=None, at=at)
    for batch in {brought.get(held.thing) for held in moved.adding}:
        rows = [held for held in moved.adding if brought.get(held.thing) == batch]
        rows_write(model, rows, closing=[], batch=batch, at=at)


def rows_noted(merge: int, model: type[Recorded], closed: Mapping[int, int], added: Sequence[int]) -> None:
    """Write down with a merge which rows were closed, by thing, and which things have a row now."""
    after = dict(model._default_manager.filter(thing__in=added, closed_at__isnull=True).values_list("thing", "pk"))
    things = sorted(closed.keys() | after.keys())
    columns: Mapping[str, Sequence[Any]] = {
        "merge_id": [merge] * len(things),
        "table": [model._meta.model_name] * len(things),
        "thing": things,
        "before": [closed.get(thing) for thing in things],
        "after": [after.get(thing) for thing in things],
    }
    rows_insert(MergeRow, columns)


def changes_back(merge: int) -> Changes:
    """What has to change so that all is as it was; what somebody changed since stays as he changed it."""
    changes: Changes = {}
    noted: dict[str, list[MergeRow]] = {}
    for row in MergeRow.objects.filter(merge=merge):
        noted.setdefault(row.table, []).append(row)
    for table, rows in noted.items():
        changes[table] = _back(sheets()[table].model, rows)
    return changes


def _back(model: type[Recorded], rows: Sequence[MergeRow]) -> Moved:
    kept = {pk for row in rows for pk in (row.before, row.after) if pk is not None}
    written = _rows(model, kept)
    batches = dict(model._default_manager.filter(pk__in=kept).values_list("pk", "batch_id"))
    now = {held.thing: held for held in held_rows(model, "thing", {row.thing for row in rows})}
    moved = Moved()
    for row in rows:
        held = now.get(row.thing)
        before = None if row.before is None else written.get(row.before)
        after = None if row.after is None else written.get(row.after)
        if held is not None and after is None:
            continue  # somebody wrote it anew since it was closed
        if held is None and after is not None:
            continue  # somebody closed it since
        if held is not None:
            moved.closing[row.thing] = _number(held)
        if before is not None:
            moved.adding.append(before if held is None or after is None else _undone(model, held, before, after))
            if held is None:
                moved.batches[row.thing] = batches[before.number]
    return moved


def _undone(model: type[Recorded], held: Held, before: Held, after: Held) -> Held:
    """The row as it is now, with what the merge changed put back, where nobody changed it since."""
    if held.number == after.number:
        return before
    names = model.values()
    values, told_by = list(held.values), dict(held.told_by)
    for at, name in enumerate(names):
        if after.values[at] != before.values[at] and held.values[at] == after.values[at]:
            values[at] = before.values[at]
            told_by[name] = before.told_by.get(name, before.source)
    told_by = {name: who for name, who in told_by.items() if who != held.source}
    return Held(held.number, held.thing, held.source, told_by, values)


def _rows(model: type[Recorded], numbers: set[int]) -> dict[int, Held]:
    """Rows by their number, closed ones too."""
    found = {}
    for row in model._default_manager.filter(pk__in=numbers):
        values = [getattr(row, name) for name in model.values()]
        plain = [bytes(value) if isinstance(value, memoryview) else value for value in values]
        found[row.pk] = Held(row.pk, row.thing, row.source_id, row.told_by, plain)
    return found
