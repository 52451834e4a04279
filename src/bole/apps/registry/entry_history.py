"""登记的来历: every version of one record: what it said, from when to when, who told it and in which batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import acted
from bole.apps.accounts.looks import look
from bole.apps.registry.fields import Item, Sheet, sheets
from bole.apps.registry.labels import in_words
from bole.apps.registry.models import Batch, Source
from bole.apps.registry.person_file import purpose_of
from bole.apps.registry.person_search import opened
from bole.apps.registry.reach import organisation_reached, person_reached
from bole.kernel.messages import N_

_PURPOSE: Final = N_("看登记的来历")
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ItemShown:
    """一项: one column of one version, in words and masked."""

    column: str
    label: str
    value: str
    changed: bool
    """Whether it differs from the version before."""
    source: str
    """Who told it, where that is not the source of the row."""


@dataclass(frozen=True, slots=True)
class Version:
    """一个版本 of a record."""

    items: tuple[ItemShown, ...]
    valid_from: date | None
    valid_until: date | None
    recorded_at: datetime
    closed_at: datetime | None
    source: str
    batch: int | None
    who: str


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """登记的来历: the versions of one record, the newest first."""

    table: str
    table_label: str
    thing: int
    person: int | None
    organisation: int | None
    versions: tuple[Version, ...]


def entry_history(*, table: str, thing: int, actor: Actor, at: datetime) -> EntryHistory:
    """来历 of one record, which is written down where it is a person's. Raises BoleError where it is out of reach."""
    sheet = sheets().get(table)
    rows = [] if sheet is None else _rows(sheet, thing)
    if sheet is None or not rows:
        raise not_allowed("person.read")
    person, organisation = _about(sheet, rows[0])
    own = False
    if person is not None:
        person_reached(person, actor, "person.read")
        own = actor.person == person
        purpose = purpose_of(actor, _PURPOSE)
        look(actor=actor, person=person, purpose=purpose, fields=(f"history:{table}",), at=at)
    else:
        assert organisation is not None
        organisation_reached(organisation, actor, "organisation.read")
    return EntryHistory(table, sheet.label, thing, person, organisation, _versions(sheet, rows, own=own))


def _rows(sheet: Sheet, thing: int) -> list[Any]:
    found = sheet.model._default_manager.filter(thing=thing).select_related("batch")
    return list(found.order_by("-recorded_at", "-pk")[:_MOST])


def _about(sheet: Sheet, row: Any) -> tuple[int | None, int | None]:
    """Whose record it is: of a person, else of a body."""
    if sheet.name in ("person", "contact"):
        return row.thing, None
    if sheet.name == "organisation":
        return None, row.thing
    person = getattr(row, "person", None)
    return person, None if person is not None else row.organisation


def _versions(sheet: Sheet, rows: Sequence[Any], *, own: bool) -> tuple[Version, ...]:
    sources = _sources(rows)
    # What came with no batch an officer recorded on a page, which the log of events tells.
    hands = acted((sheet.name, rows[0].thing)) if any(row.batch_id is None for row in rows) else {}
    before = [*rows[1:], None]
    return tuple(_version(sheet, row, old, sources, hands, own=own) for row, old in zip(rows, before, strict=True))


def _sources(rows: Sequence[Any]) -> Mapping[int, str]:
    wanted = {row.source_id for row in rows} | {who for row in rows for who in row.told_by.values()}
    return dict(Source.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _version(
    sheet: Sheet, row: Any, old: Any, sources: Mapping[int, str], hands: Mapping[datetime, str], *, own: bool
) -> Version:
    batch: Batch | None = row.batch
    items = tuple(
        _shown(item, row, old, sources, own=own)
        for item in sheet.items.values()
        if not item.hidden and (_said(item, row) or (old is not None and _said(item, old)))
    )
    return Version(
        items=items,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_at=row.recorded_at,
        closed_at=row.closed_at,
        source=sources.get(row.source_id, ""),
        batch=row.batch_id,
        who=(batch.confirmed_by or batch.uploaded_by) if batch is not None else hands.get(row.recorded_at, ""),
    )


def _said(item: Item, row: Any) -> bool:
    return getattr(row, item.name) not in (None, "")


def _shown(item: Item, row: Any, old: Any, sources: Mapping[int, str], *, own: bool) -> ItemShown:
    value = _value(item, row, own=own)
    changed = old is not None and _plainly(item, row) != _plainly(item, old)
    return ItemShown(item.name, item.label, value, changed, sources.get(row.told_by.get(item.name), ""))


def _plainly(item: Item, row: Any) -> Any:
    return opened(row, item.name) if item.sensitivity == "S1" else getattr(row, item.name)


def _value(item: Item, row: Any, *, own: bool) -> str:
    """What it says, masked by its class."""
    if item.sensitivity == "S1":
        value = opened(row, item.name)
        return value if own else _masked(item.name, value)
    value = getattr(row, item.name)
    if item.sensitivity == "S2" and not own:
        return _masked(item.name, str(value)) if value is not None else ""
    day = row.valid_from
    return in_words(item.listed, value, day)


_MASKED: Final[Mapping[str, Callable[[str], str]]] = {
    "id_number": masks.id_number,
    "phone": masks.phone,
    "bank_account": masks.account,
    "name": masks.name,
    "born_on": lambda value: value[:4],
}


def _masked(name: str, value: str) -> str:
    mask = _MASKED.get(name)
    return mask(value) if mask is not None and value else "***" if value else ""
