"""单位档案: one body with its marks, inspections, classes, awards and counts of staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.registry.entries import Entry, Records, entries_of, records_of, rows_at
from bole.apps.registry.found import one_of
from bole.apps.registry.labels import code_words, industry_words, occupation_words, place_words
from bole.apps.registry.models import Employment, Insurance, Organisation, Source, Training
from bole.apps.registry.organisation_search import marks_of
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.reach import known_at, organisation_reached
from bole.apps.registry.white_list import Listing, listing
from bole.kernel.messages import _

_CLASSES = 500


@dataclass(frozen=True, slots=True)
class OrganisationHead:
    """单位档案的抬头."""

    organisation: int
    name: str
    credit_code: str
    kind: str
    registration_type: str
    size_label: str
    industry: str
    city: str
    town: str
    registered_on: date | None
    assessor: bool | None
    marks: tuple[str, ...]
    sources: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StaffCount:
    """用工统计, one count of the workforce."""

    on: date
    staff: int | None
    insured: int | None
    skilled: int | None
    highly_skilled: int | None
    wages_fen: int | None
    source: str


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """单位档案: all that is recorded of a body at a moment."""

    head: OrganisationHead
    entries: tuple[Entry, ...]
    counts: tuple[StaffCount, ...]
    staff: int
    """People with a spell of employment there that still goes on."""
    insured: int
    """People insured there now, under any kind of insurance."""
    listing: Listing
    """How it stands towards the white list today."""
    own: bool
    may_correct: bool
    may_inspect: bool
    may_list: bool
    """Whether the actor may put it on the white list or take it off now."""

    @property
    def white_listed(self) -> bool:
        """Whether it is on the white list today."""
        return self.listing.listed

    @property
    def provides(self) -> bool:
        """Whether there is anything to say of it as a provider."""
        known = self.listing.since or self.listing.until or self.listing.inspected_on
        return known is not None or any(entry.kind == "training" for entry in self.entries)


def organisation_file(*, organisation: int, actor: Actor, at: datetime) -> OrganisationFile:
    """打开单位档案. Raises BoleError where it is out of reach, and the same where there is none."""
    body = organisation_reached(organisation, actor, "organisation.read")
    today = localdate(at)
    of_body = Q(organisation=organisation)
    rows = {table: rows_at(table, of_body, at) for table in ("mark", "inspection", "workforce", "award")}
    records = records_of({"organisation": [body], **rows})
    marks = marks_of([organisation], today).get(organisation, ())
    stands = listing(body, today)
    entries = [*entries_of(records, {}, whole=False), *_classes(organisation, at)]
    entries.sort(key=lambda entry: (entry.on or date.min, entry.thing), reverse=True)
    return OrganisationFile(
        head=_head(body, records, marks, at),
        entries=tuple(entries),
        counts=tuple(_count(row, records) for row in _newest(rows["workforce"])),
        staff=_people(Employment.objects.filter(of_body, status__in=("employee", "flexible", "established")), today),
        insured=_people(Insurance.objects.filter(of_body), today),
        listing=stands,
        own=actor.organisation == organisation,
        may_correct=actor.may("organisation.correct", district=body.town or body.city),
        may_inspect=actor.may("inspection.record", district=body.town or body.city),
        may_list=not stands.ending(today) and actor.may("white-list.manage", district=body.town or body.city),
    )


def _newest(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.counted_on, row.pk), reverse=True)


def _people(spells: QuerySet[Any], today: date) -> int:
    """How many different people have one of these spells on a day."""
    lasting = spells.filter(OPEN, one_of(Q(until__isnull=True), Q(until__gte=today)), started_on__lte=today)
    counted: int = lasting.aggregate(count=Count("person", distinct=True))["count"]
    return counted


def _head(body: Organisation, records: Records, marks: Sequence[str], at: datetime) -> OrganisationHead:
    return OrganisationHead(
        organisation=body.thing,
        name=body.name,
        credit_code=body.credit_code,
        kind=code_words("organisation-kind", body.kind),
        registration_type=body.registration_type,
        size_label=code_words("firm-size", body.size),
        industry=industry_words(body.industry),
        city=place_words(body.city),
        town=place_words(body.town),
        registered_on=body.registered_on,
        assessor=body.assessor,
        marks=tuple(code_words("organisation-mark", kind) for kind in marks),
        sources=records.told_by,
        as_of=at,
    )


def _count(row: Any, records: Records) -> StaffCount:
    source = records.sources.get(row.source_id, "")
    return StaffCount(row.counted_on, row.staff, row.insured, row.skilled, row.highly_skilled, row.wages, source)


def _classes(organisation: int, at: datetime) -> list[Entry]:
    """培训班 that the body held: a line for each class, with how many took part and passed."""
    rows = Training.objects.filter(known_at(at), organiser=organisation)
    classes = rows.values("class_number", "occupation", "programme").annotate(
        on=Min("started_on"),
        until=Max("ended_on"),
        people=Count("person", distinct=True),
        passed=Count("pk", filter=Q(passed=True)),
        first=Min("thing"),
        last_batch=Max("batch"),
        last_source=Max("source"),
        recorded=Max("recorded_at"),
    )
    found: list[Any] = list(classes.order_by("-on", "-first")[:_CLASSES])
    sources = dict(Source.objects.filter(pk__in={one["last_source"] for one in found}).values_list("pk", "name"))
    return [_class(one, sources.get(one["last_source"], "")) for one in found]


def _class(one: dict[str, Any], source: str) -> Entry:
    title = occupation_words(one["occupation"], one["on"]) or one["programme"] or one["class_number"] or _("培训")
    counted = _("{people} 人参加，{passed} 人合格", people=one["people"], passed=one["passed"])
    return Entry(
        table="training",
        thing=one["first"],
        kind="training",
        on=one["on"],
        until=one["until"],
        going_on=False,
        title=title,
        detail=" · ".join(part for part in (one["class_number"], counted) if part),
        source=source,
        batch=one["last_batch"],
        recorded_at=one["recorded"],
    )
