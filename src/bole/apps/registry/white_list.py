"""培训机构白名单: inspections of providers, and which of them are on the white list from which day to which.

A failed inspection proposes that its body is taken off: the proposal follows from what is recorded, stands from the day
of the inspection, and falls when the body is taken off or passes a later inspection. Somebody decides; nothing is taken
off by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry import errors
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.by_hand import day_checked, filled, recorded
from bole.apps.registry.found import Found, having_words, one_of
from bole.apps.registry.labels import code_words, organisation_names, place_words
from bole.apps.registry.models import Inspection, Mark, Organisation, OrganisationWord, Training
from bole.apps.registry.names import plain_name
from bole.apps.registry.person_search import OPEN
from bole.apps.registry.pinyin import beginnings
from bole.apps.registry.reach import begins, organisation_reached, organisations_in_reach
from bole.apps.registry.search_words import pairs
from bole.kernel.codes import CODES
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

WHITE_LIST: Final = "white-list"
ON, OFF, PROPOSED = "on", "off", "proposed"
STANDINGS: Final[Mapping[str, str]] = {ON: N_("在名单内"), PROPOSED: N_("建议移出"), OFF: N_("不在名单内")}
"""名单状态 of a provider, in words."""
_AFTER_WITHDRAWAL: Final = N_("上次移出的次日")
_AFTER_GRANT: Final = N_("列入日期")


# --- what is done ---


@transaction.atomic
def inspection_record(*, organisation: int, on: date, passed: bool, actor: Actor, at: datetime, found: str = "") -> int:
    """登记检查; the number of the record. What a failed one found is written down. Raises BoleError."""
    organisation_within(organisation, actor, "inspection.record")
    day_checked(on, at)
    told = filled(found, N_("发现的问题"), most=500) if found.strip() or not passed else ""
    register_lock()
    if Inspection.objects.filter(OPEN, organisation=organisation, inspected_on=on).exists():
        raise BoleError(errors.INSPECTED_ALREADY)
    values = {"organisation": organisation, "inspected_on": on, "passed": passed, "found": told, "valid_from": on}
    thing = recorded(Inspection, values, actor=actor, at=at)
    data: Mapping[str, int | bool] = {"organisation": organisation, "passed": passed}
    record("inspection.recorded", actor=actor, at=at, about=("inspection", thing), data=data)
    return thing


@transaction.atomic
def mark_grant(
    *, organisation: int, on: date, actor: Actor, at: datetime, kind: str = WHITE_LIST, tier: str = ""
) -> int:
    """授予标签, of the white list if nothing else is said; the number of the record. Raises BoleError.

    Whose last inspection failed does not come on the white list.
    """
    organisation_within(organisation, actor, "white-list.manage")
    _kind_checked(kind)
    register_lock()
    before = Mark.objects.filter(OPEN, organisation=organisation, kind=kind)
    inside = before.filter(one_of(Q(until__isnull=True), Q(until__gt=localdate(at)))).first()
    if inside is not None:
        raise BoleError(errors.MARKED_ALREADY, day=inside.started_on.isoformat(), mark=_label(kind))
    last: date | None = before.aggregate(last=Max("until"))["last"]
    day_checked(on, at, first=None if last is None else last + timedelta(days=1), why=_AFTER_WITHDRAWAL)
    if kind == WHITE_LIST:
        _not_failed(organisation)
    values = {"organisation": organisation, "kind": kind, "tier": tier, "started_on": on, "valid_from": on}
    thing = recorded(Mark, values, actor=actor, at=at)
    record("mark.granted", actor=actor, at=at, about=("mark", thing), data={"organisation": organisation, "kind": kind})
    return thing


@transaction.atomic
def mark_withdraw(
    *, organisation: int, on: date, reason: str, actor: Actor, at: datetime, kind: str = WHITE_LIST
) -> None:
    """撤销标签, with its last day and the reason. Raises BoleError."""
    organisation_within(organisation, actor, "white-list.manage")
    _kind_checked(kind)
    why = filled(reason, N_("移出原因"))
    register_lock()
    lasting = one_of(Q(until__isnull=True), Q(until__gt=localdate(at)))
    held = Mark.objects.filter(OPEN, lasting, organisation=organisation, kind=kind).order_by("started_on", "pk").last()
    if held is None:
        raise BoleError(errors.NOT_MARKED, mark=_label(kind))
    day_checked(on, at, first=held.started_on, why=_AFTER_GRANT)
    values = {"until": on, "why_ended": why, "valid_until": on}
    recorded(Mark, values, actor=actor, at=at, thing=held.thing)
    data: Mapping[str, int | str] = {"organisation": organisation, "kind": kind}
    record("mark.withdrawn", actor=actor, at=at, about=("mark", held.thing), data=data)


def organisation_within(organisation: int, actor: Actor, permission: str) -> Organisation:
    """The body, for an office that reaches it; its own people do nothing here. Raises BoleError."""
    actor.require(permission)
    found = organisation_reached(organisation, actor, permission)
    actor.require(permission, district=found.town or found.city)
    return found


def _kind_checked(kind: str) -> None:
    known = CODES["organisation-mark"]
    if kind not in known:
        told = "、".join(_label(one) for one in known)
        raise BoleError(errors.UNKNOWN_CHOICE, found=kind, field=_("标签类别"), known=told)


def _label(kind: str) -> str:
    return code_words("organisation-mark", kind)


def _not_failed(organisation: int) -> None:
    last = Inspection.objects.filter(OPEN, organisation=organisation).order_by("inspected_on", "pk").last()
    if last is not None and not last.passed:
        raise BoleError(errors.INSPECTION_FAILED, day=last.inspected_on.isoformat())


# --- what is shown ---


@dataclass(frozen=True, slots=True)
class Listing:
    """名单状态 of one provider on a day."""

    organisation: int
    name: str
    credit_code: str
    town: str
    standing: str
    since: date | None
    """Of one on the list: since when."""
    until: date | None
    """The last day on it, past or to come."""
    why_ended: str
    inspected_on: date | None
    passed: bool | None
    found: str

    @property
    def standing_label(self) -> str:
        """How it stands, in words."""
        return _(STANDINGS[self.standing])

    @property
    def listed(self) -> bool:
        """Whether it is on the list, proposed to go or not."""
        return self.standing in (ON, PROPOSED)

    def ending(self, day: date) -> bool:
        """Whether that is its last day on the list: it is decided, and nothing is left to propose."""
        return self.listed and self.until == day


def white_list(
    *,
    actor: Actor,
    at: datetime,
    day: date | None = None,
    standing: str = ON,
    words: str = "",
    page: int = 1,
    size: int = 50,
) -> Found[Listing]:
    """白名单 as of a day: providers on it, proposed to go (who are on it still), or off it, by name.

    A provider is who was ever on the list, was inspected, or held a class. Raises BoleError.
    """
    actor.require("organisation.read")
    on = day or localdate(at)
    within = Organisation.objects.filter(OPEN, organisations_in_reach(actor, "organisation.read"))
    found = within.filter(_standing(standing, on))
    if words.strip():
        found = found.filter(_called(within, words.strip()))
    total, size = found.count(), max(1, min(size, 100))
    at_page = min(max(page, 1), max(1, -(-total // size)))
    bodies = list(found.order_by("pinyin", "thing")[(at_page - 1) * size : at_page * size])
    return Found(tuple(_listings(bodies, on)), total, at_page, size)


def listing(organisation: Organisation, on: date) -> Listing:
    """名单状态 of one body, for its page."""
    return _listings([organisation], on)[0]


def _of_body(rows: QuerySet[Mark] | QuerySet[Inspection]) -> QuerySet[Mark] | QuerySet[Inspection]:
    return rows.filter(OPEN, organisation=OuterRef("thing"))


def _providers() -> Q:
    # The bodies that ever held a class are few and stand in an index; only of those it is asked whether one counts.
    held = Q(thing__in=Training.objects.values("organiser").distinct())
    return (
        Q(thing__in=Mark.objects.filter(OPEN, kind=WHITE_LIST).values("organisation"))
        | Q(thing__in=Inspection.objects.filter(OPEN).values("organisation"))
        | held & Q(Exists(Training.objects.filter(OPEN, organiser=OuterRef("thing"))))
    )


def _standing(standing: str, on: date) -> Q:
    marks = Mark.objects.filter(OPEN, _lasting(on), kind=WHITE_LIST)
    # Few bodies are on the list: they are looked up by it, and not the list by each body.
    listed = Q(thing__in=marks.values("organisation"))
    if standing == ON:
        return listed
    if standing == OFF:
        return _providers() & ~listed
    later = Inspection.objects.filter(
        OPEN, organisation=OuterRef("organisation"), inspected_on__gt=OuterRef("inspected_on"), inspected_on__lte=on
    )
    failed = Inspection.objects.filter(~Exists(later), passed=False, inspected_on__lte=on)
    proposed = listed & ~Q(thing__in=marks.filter(until=on).values("organisation")) & Q(Exists(_of_body(failed)))
    return proposed if standing == PROPOSED else _providers()


def _lasting(on: date) -> Q:
    """Marks that hold on a day."""
    return Q(started_on__lte=on) & one_of(Q(until__isnull=True), Q(until__gte=on))


def _called(within: QuerySet[Organisation], words: str) -> Q:
    text = plain_name(words)
    several = [Q(credit_code=words.upper())]
    parts = pairs(text)
    if parts:
        several.append(Q(thing__in=having_words(within, OrganisationWord, parts).values("thing")))
    if words.isascii() and words.replace(" ", "").isalpha():
        several += [begins("pinyin", sounds) for sounds in beginnings(words)]
    return one_of(*several)


def _listings(bodies: Sequence[Organisation], on: date) -> list[Listing]:
    things = [body.thing for body in bodies]
    marks: dict[int, Mark] = {}
    for mark in Mark.objects.filter(OPEN, kind=WHITE_LIST, organisation__in=things, started_on__lte=on).order_by(
        "started_on", "pk"
    ):
        marks[mark.organisation] = mark
    inspections: dict[int, Inspection] = {}
    for one in Inspection.objects.filter(OPEN, organisation__in=things, inspected_on__lte=on).order_by(
        "inspected_on", "pk"
    ):
        inspections[one.organisation] = one
    return [_listing(body, marks.get(body.thing), inspections.get(body.thing), on) for body in bodies]


def _listing(body: Organisation, mark: Mark | None, inspection: Inspection | None, on: date) -> Listing:
    listed = mark is not None and (mark.until is None or mark.until >= on)
    decided = mark is not None and mark.until == on
    failed = inspection is not None and not inspection.passed and not decided
    return Listing(
        organisation=body.thing,
        name=body.name,
        credit_code=body.credit_code,
        town=place_words(body.town or body.city),
        standing=OFF if not listed else PROPOSED if failed else ON,
        since=mark.started_on if mark is not None and listed else None,
        until=mark.until if mark is not None else None,
        why_ended=mark.why_ended if mark is not None else "",
        inspected_on=inspection.inspected_on if inspection is not None else None,
        passed=inspection.passed if inspection is not None else None,
        found=inspection.found if inspection is not None else "",
    )


def provider_named(*, organisation: int, actor: Actor, permission: str) -> str:
    """The name of a body, for the page on which something is done to it. Raises BoleError where it is out of reach."""
    organisation_within(organisation, actor, permission)
    return organisation_names([organisation])[organisation]
