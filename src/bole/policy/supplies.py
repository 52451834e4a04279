"""补充: figures that the pack of a parameter or a catalogue does not have, handed in by a pack below it.

    supplies: guangdong.skill-upgrade-standard          # a catalogue; under parameters/ a parameter with `entries`
    editions:
      - file: skill-upgrade-standard-2023.csv
        from: 2023-08-15
        until: 2025-12-31
        cites: {document: office-standard-2023}
        verified: false

Only what is missing can be handed in: a value or an edition that is not at hand, or the rows that a partial edition
lacks. Everybody who reads the parameter or the catalogue then has them, with the name of the pack that supplied them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from bole.kernel.errors import BoleError, ErrorKind
from bole.policy import errors
from bole.policy.catalogues import Catalogue, Edition, Sheet, Status, code_systems, file_rows
from bole.policy.dated import Citing, Supplier, read_head
from bole.policy.errors import Faults
from bole.policy.library import Library
from bole.policy.marked_yaml import Fields, nearest
from bole.policy.parameters import Entry, Parameter, read_entry
from bole.policy.values import unit_reader

T = TypeVar("T", Entry, Edition)

_OPEN: Final = date.max


def supply_parameter(fields: Fields, library: Library, supplier: Supplier, citing: Citing) -> None:
    """Read the entries and lay them into the parameter above; each fault goes where the others of the file go."""
    above = [upper.own_parameters for upper in library.chain[1:]]
    found = _target(fields, above, errors.UNKNOWN_PARAMETER)
    items = fields.mappings("entries")
    _none_without(fields, "entries", items)
    fields.close()
    if found is None:
        return
    parameters, id_ = found
    parameter: Parameter = parameters[id_]
    given = [entry for item in items if (entry := _entry(item, parameter, supplier, citing))]
    parameters[id_] = replace(parameter, entries=_laid(id_, parameter.entries, given, fields, lambda _old, new: new))
    library.own_supplies[id_] = tuple(given)


def _entry(fields: Fields, parameter: Parameter, supplier: Supplier, citing: Citing) -> Entry | None:
    entry = read_entry(fields, parameter.unit, unit_reader(parameter.unit), citing)
    if entry is not None and entry.status != "known":
        fields.fault(errors.NO_VALUE)
        return None
    return entry and replace(entry, supplier=supplier)


def supply_catalogue(fields: Fields, library: Library, supplier: Supplier, citing: Citing, faults: Faults) -> set[str]:
    """Read the editions and lay them into the catalogue above; gives the names of the files they are in."""
    above = [upper.own_catalogues for upper in library.chain[1:]]
    found = _target(fields, above, errors.UNKNOWN_CATALOGUE)
    items = fields.mappings("editions")
    _none_without(fields, "editions", items)
    fields.close()
    if found is None:
        return {item.text("file") for item in items}
    catalogues, id_ = found
    catalogue: Catalogue = catalogues[id_]
    systems = code_systems((*catalogue.keys, *catalogue.values), id_, library.codes, fields)
    sheet = Sheet(fields.file.parent, catalogue.keys, catalogue.values, systems, citing, faults, readable=True)
    given = [edition for item in items if (edition := _edition(item, sheet, supplier))]
    catalogues[id_] = replace(catalogue, editions=_laid(id_, catalogue.editions, given, fields, _with_rows))
    library.own_supplies[id_] = tuple(given)
    return sheet.files


def _edition(fields: Fields, sheet: Sheet, supplier: Supplier) -> Edition | None:
    head = read_head(fields, sheet.citing)
    name, partial = fields.text("file"), fields.flag("rows_partial")
    fields.close()
    sheet.files.add(name)
    rows, sha256 = file_rows(fields, name, sheet) if name else ({}, "")
    if head is None:
        return None
    status: Status = "partial" if partial else "known"
    given = Edition(head.start, head.end, rows, head.cites, head.verified, status, sha256, name, head.note, head.line)
    return replace(given, supplier=supplier)


def _target(fields: Fields, above: Sequence[dict[str, Any]], kind: ErrorKind) -> tuple[dict[str, Any], str] | None:
    """Where above the id under `supplies` stands; None where it does not (a fault)."""
    id_ = fields.text("supplies")
    owner = next((known for known in above if id_ in known), None)
    if owner is not None:
        return owner, id_
    fields.fault(kind, fields.line_of("supplies"), id=id_, nearest=nearest(id_, (key for own in above for key in own)))
    return None


def _none_without(fields: Fields, key: str, items: Sequence[Fields]) -> None:
    if key in fields and not items:
        fields.fault(errors.MISSING_KEY, fields.line_of(key), key=f"{key}[0]")


# --- one row of entries out of two ------------------------------------------------------------------------------------


def _laid(
    id_: str, items: tuple[T, ...], given: Sequence[T], fields: Fields, joined: Callable[[T, T], T]
) -> tuple[T, ...]:
    """The items with all that is given; what does not fit is a fault of the file."""
    for one in given:
        try:
            items = supplied(id_, items, one, joined)
        except BoleError as error:
            fields.fault(error.kind, one.line, **{"id": id_, **error.params})
    return items


def supplied(id_: str, items: Sequence[T], given: T, joined: Callable[[T, T], T]) -> tuple[T, ...]:
    """补齐: the entries or editions with one handed in; raises BoleError where nothing is missing then.

    `joined` makes one out of what was there and what is given.
    """
    end, day, laid = given.end or _OPEN, given.start, list[T]()
    for item in items:
        last = item.end or _OPEN
        if last < given.start or item.start > end:
            laid.append(item)
            continue
        _refuse_outside(id_, day, item.start - timedelta(days=1))
        laid += _pieces(id_, item, given, joined)
        day = last if last == _OPEN else last + timedelta(days=1)
    if day != _OPEN:
        _refuse_outside(id_, day, end)
    return tuple(laid)


def _refuse_outside(id_: str, start: date, end: date) -> None:
    if start <= end:
        raise BoleError(errors.SUPPLY_OUTSIDE, **_days(id_, start, end))


def _pieces(id_: str, item: T, given: T, joined: Callable[[T, T], T]) -> Iterator[T]:
    """What stands before the days given, those days, and what stands after."""
    start, last = max(item.start, given.start), min(item.end or _OPEN, given.end or _OPEN)
    if item.supplier is not None:
        raise BoleError(errors.SUPPLIED_TWICE, pack=item.supplier.pack, **_days(id_, start, last))
    if item.status not in ("missing", "partial"):
        raise BoleError(errors.SUPPLY_NOT_MISSING, **_days(id_, start, last))
    if item.start < start:
        yield replace(item, end=start - timedelta(days=1))
    yield replace(joined(item, given), start=start, end=None if last == _OPEN else last, line=item.line)
    if last < (item.end or _OPEN):
        yield replace(item, start=last + timedelta(days=1))


def _with_rows(edition: Edition, given: Edition) -> Edition:
    """What is given, with the rows that were there already."""
    other = next((key for key, values in given.rows.items() if edition.rows.get(key, values) != values), None)
    if other is not None:
        raise BoleError(errors.SUPPLY_DIFFERS, key=", ".join(map(str, other)))
    verified = given.verified and (edition.verified or not edition.rows)
    return replace(given, rows={**edition.rows, **given.rows}, verified=verified)


def _days(id_: str, start: date, end: date) -> Mapping[str, Any]:
    return {"id": id_, "start": start, "end": "…" if end == _OPEN else end}


__all__ = ["supplied", "supply_catalogue", "supply_parameter"]
