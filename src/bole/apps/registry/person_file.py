"""一人一档: the file of one person as a timeline with its sources; whoever opens it is written down first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.looks import look
from bole.apps.registry.entries import KINDS, Entry, Records, entries_of, person_records
from bole.apps.registry.labels import code_words, education_words, in_words, level_words, place_words
from bole.apps.registry.models import Person
from bole.apps.registry.person_faults import (
    Contradiction,
    Gap,
    Spell,
    contradictions_of,
    faults_of,
    gaps_of,
    marks_of,
)
from bole.apps.registry.person_search import age_of, highest_levels, opened
from bole.apps.registry.reach import person_reached
from bole.kernel.messages import N_, _

_LOOKED_AT: Final = ("identity", "contact", "records")
_PURPOSE: Final = N_("看档案")
_DEGREES: Final = ("11", "14", "21", "31", "41", "44", "47", "61", "71")
"""学历 from the highest down (GB/T 4658)."""


@dataclass(frozen=True, slots=True)
class Head:
    """档案的抬头: who he is, masked unless he looks himself."""

    person: int
    name: str
    sex: str
    age: int | None
    born: str
    """The year; the day for himself and for who may see whole numbers."""
    id_kind: str
    id_number: str
    phone: str
    bank_account: str
    address: str
    household: str
    residence: str
    education: str
    level: str
    sources: int
    as_of: datetime
    recorded_last: datetime | None


@dataclass(frozen=True, slots=True)
class PersonFile:
    """一人一档: all that is recorded of a person at a moment."""

    head: Head
    entries: tuple[Entry, ...]
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[Gap, ...]
    own: bool
    may_reveal: bool
    may_correct: bool


def person_file(*, person: int, actor: Actor, at: datetime, purpose: str = "") -> PersonFile:
    """打开档案, which is written down. Raises BoleError where it is out of reach, and the same where there is none."""
    found = person_reached(person, actor, "person.read")
    own = actor.person == person
    look(actor=actor, person=person, purpose=purpose or purpose_of(actor, _PURPOSE), fields=_LOOKED_AT, at=at)
    district = found.residence_town or found.residence_city
    may_reveal = own or actor.may("person.reveal", district=district)
    records = person_records(person, at)
    insurance, work = _insurance(records), _work(records)
    contradictions = contradictions_of(insurance, work)
    faults = _joined(faults_of(insurance, work), marks_of(contradictions))
    labels = {one.kind: code_words("insurance-kind", one.kind) for one in insurance}
    return PersonFile(
        head=_head(found, records, at, own=own, dated=may_reveal),
        entries=tuple(entries_of(records, faults, whole=own)),
        contradictions=tuple(contradictions),
        gaps=tuple(gaps_of(insurance, labels)),
        own=own,
        may_reveal=may_reveal,
        may_correct=own or actor.may("person.correct", district=district),
    )


def file_kinds() -> tuple[tuple[str, str], ...]:
    """种类 that entries may have, for a choice of them."""
    return tuple((code, _(label)) for code, label in KINDS.items())


def purpose_of(actor: Actor, usual: str) -> str:
    """用途: what the actor was granted his role for; else the usual one."""
    return next((granted.purpose for granted in actor.grants if granted.purpose), "") or _(usual)


def _head(person: Person, records: Records, at: datetime, *, own: bool, dated: bool) -> Head:
    # What was recorded at that moment; a person who was recorded later is told as he is now.
    row = next(iter(records.of("person")), person)
    contact = next(iter(records.of("contact")), None)
    today = localdate(at)
    born = row.born_on
    number = opened(row, "id_number")
    return Head(
        person=row.thing,
        name=row.name if own else masks.name(row.name),
        sex=code_words("sex", row.sex),
        age=age_of(born, today),
        born="" if born is None else born.isoformat() if dated else str(born.year),
        id_kind=in_words("id-kind", row.id_kind),
        id_number=number if own else masks.id_number(number),
        phone=_contact(contact, "phone", masks.phone, own=own),
        bank_account=_contact(contact, "bank_account", masks.account, own=own),
        address=_contact(contact, "address", lambda value: "***", own=own),
        household=place_words(row.household_city),
        residence=place_words(row.residence_town or row.residence_city),
        education=_highest(records.of("education")),
        level=level_words("skill-level", highest_levels([row.thing], today).get(row.thing)),
        sources=records.told_by,
        as_of=at,
        recorded_last=records.last,
    )


def _contact(contact: Any, field: str, mask: Any, *, own: bool) -> str:
    value = "" if contact is None else opened(contact, field)
    return value if own or not value else str(mask(value))


def _highest(rows: Sequence[Any]) -> str:
    """学历 of the highest that ended in a graduation."""
    had = {row.education for row in rows if row.status == "graduated" or row.graduated_on is not None}
    return next((education_words(code) for code in _DEGREES if code in had), "")


def _insurance(records: Records) -> list[Spell]:
    return [
        _spell(records, "insurance", row, row.kind, code_words("insurance-kind", row.kind))
        for row in records.of("insurance")
    ]


def _work(records: Records) -> list[Spell]:
    return [
        _spell(records, "employment", row, row.status, code_words("employment-status", row.status))
        for row in records.of("employment")
    ]


def _spell(records: Records, table: str, row: Any, kind: str, words: str) -> Spell:
    body: str = records.bodies.get(row.organisation, "")
    title = f"{words} {body}".strip()
    on: date = row.started_on
    source = records.sources.get(row.source_id, "")
    return Spell(table, row.thing, kind, row.organisation, title, source, on, row.until)


def _joined(*several: dict[tuple[str, int], list[str]]) -> dict[tuple[str, int], list[str]]:
    found: dict[tuple[str, int], list[str]] = {}
    for one in several:
        for place, told in one.items():
            found.setdefault(place, []).extend(told)
    return found
