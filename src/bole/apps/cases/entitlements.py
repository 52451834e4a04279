"""应享待遇的查看: one's own, and for officers who was eligible and has not taken it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.looks import look
from bole.apps.cases import kinds
from bole.apps.cases.models import Consent, Entitlement
from bole.apps.registry.applicants import person_names
from bole.apps.registry.found import Found
from bole.apps.registry.labels import place_words, scheme_words
from bole.apps.registry.reach import in_reach
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import FOUND, QUICK

STATES: Final[Mapping[str, str]] = {
    Entitlement.FOUND: N_("已查到"),
    Entitlement.TOLD: N_("已通知"),
    Entitlement.CONFIRMED: N_("已确认"),
    Entitlement.DECLINED: N_("本人不要"),
    Entitlement.GONE: N_("已不符合"),
    Entitlement.LAPSED: N_("过期没有领"),
}
WAITING: Final = (Entitlement.FOUND, Entitlement.TOLD)
NOT_TAKEN: Final = (*WAITING, Entitlement.DECLINED)
"""没有领的: found and told, or declined."""
LAPSED: Final = (Entitlement.LAPSED,)
LEFT: Final = (7, 30, 90)
"""Filters by days left: so many or fewer."""
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class EntitlementShown:
    """应享待遇, as it is shown."""

    entitlement: int
    kind: str
    title: str
    scheme: str
    fact: int
    person: int
    name: str
    """Masked, unless he looks himself."""
    town: str
    fen: int | None
    state: str
    state_label: str
    why: str
    found_at: datetime
    case: int | None
    confirms: bool
    """Whether it is confirmed (免申即享, 快申快享) and not applied for."""
    last_day: date | None
    days_left: int | None
    """Until its last day, which counts; below 0: it is over; None: none is known."""

    @property
    def waits(self) -> bool:
        """Whether it waits for the person."""
        return self.state in WAITING


@dataclass(frozen=True, slots=True)
class SchemeCount:
    """一个项目没有领的: how many, how much."""

    scheme: str
    title: str
    count: int
    fen: int
    soon: int
    """Of these the ones that run out within the shortest of `LEFT`."""
    lapsed: int
    lapsed_fen: int
    """What ran out and was never taken, apart from the rest."""


_SOONEST: Final = F("last_day").asc(nulls_last=True)


def own_entitlements(*, actor: Actor, at: datetime) -> list[EntitlementShown]:
    """我的待遇: those that wait and those that are in hand, what runs out first before the rest. Raises BoleError."""
    actor.require("case.own")
    rows = (
        Entitlement.objects.filter(person=actor.person or 0)
        .exclude(state=Entitlement.GONE)
        .order_by(_SOONEST, "-found_at", "-pk")
    )
    return _shown(list(rows[:_MOST]), whole=True, today=localdate(at))


def entitlement_waiting(*, entitlement: int, actor: Actor, at: datetime) -> EntitlementShown | None:
    """One of his own that waits for him; None where there is none of that number."""
    actor.require("case.own")
    rows = Entitlement.objects.filter(pk=entitlement, person=actor.person or 0, state__in=WAITING)
    return next(iter(_shown(list(rows), whole=True, today=localdate(at))), None)


def untaken(
    *,
    actor: Actor,
    at: datetime,
    scheme: str = "",
    town: str = "",
    state: str = "",
    left: str = "",
    page: int = 1,
    size: int = 50,
) -> Found[EntitlementShown]:
    """符合而没有领的人, within reach, what runs out first before the rest; who looks is written down. Raises BoleError.

    What ran out and was never taken is a list of its own (`state` lapsed), the latest first.
    """
    lapsed, today = state == Entitlement.LAPSED, localdate(at)
    rows = _reached(actor, LAPSED if lapsed else NOT_TAKEN)
    if scheme:
        rows = rows.filter(scheme=scheme)
    if town:
        rows = rows.filter(district__startswith=town)
    if state in NOT_TAKEN:
        rows = rows.filter(state=state)
    if left in map(str, LEFT) and not lapsed:
        rows = rows.filter(last_day__range=(today, today + timedelta(days=int(left))))
    total, page, size = rows.count(), max(page, 1), max(size, 1)
    order = "-last_day" if lapsed else _SOONEST
    found = list(rows.order_by(order, "scheme", "found_at", "pk")[(page - 1) * size : page * size])
    for person in sorted({row.person for row in found if row.person is not None}):
        look(actor=actor, person=person, purpose=_("看应享未享"), fields=("entitlements",), at=at)
    return Found(tuple(_shown(found, whole=False, today=today)), total, page, size)


def untaken_counts(*, actor: Actor, at: datetime) -> list[SchemeCount]:
    """应享未享 by scheme, the greatest number first, and apart what ran out. Raises BoleError."""
    today = localdate(at)
    lapsed = Q(state__in=LAPSED)
    soon = ~lapsed & Q(last_day__range=(today, today + timedelta(days=LEFT[0])))
    rows = (
        _reached(actor, (*NOT_TAKEN, *LAPSED))
        .values_list("scheme")
        .annotate(
            count=Count("pk", filter=~lapsed), fen_=Sum("fen", filter=~lapsed), soon=Count("pk", filter=soon),
            lapsed=Count("pk", filter=lapsed), lapsed_fen=Sum("fen", filter=lapsed),
        )
    )  # fmt: skip
    found = [SchemeCount(told[0], scheme_words(told[0]), *(number or 0 for number in told[1:])) for told in rows]
    return sorted(found, key=lambda one: (-one.count, one.scheme))


def _reached(actor: Actor, states: Sequence[str]) -> QuerySet[Entitlement]:
    actor.require("case.read")
    within = in_reach(actor.districts("case.read"), town="district", city="district")
    return Entitlement.objects.filter(within, state__in=states, person__isnull=False)


def _shown(rows: Sequence[Entitlement], *, whole: bool, today: date) -> list[EntitlementShown]:
    names = person_names({row.person for row in rows if row.person is not None})
    found = []
    for row in rows:
        name = names.get(row.person or 0, "")
        kind = kinds.kind_known(row.kind)
        shown = EntitlementShown(
            entitlement=row.pk,
            kind=row.kind,
            title=kinds.kind_title(kind) if kind is not None else scheme_words(row.scheme),
            scheme=row.scheme,
            fact=row.fact,
            person=row.person or 0,
            name=name if whole else masks.name(name),
            town=place_words(row.district),
            fen=row.fen,
            state=row.state,
            state_label=_(STATES[row.state]),
            why=row.why,
            found_at=row.found_at,
            case=row.case_id,
            confirms=kind is not None and kind.mode in (FOUND, QUICK),
            last_day=row.last_day,
            days_left=(row.last_day - today).days if row.last_day is not None else None,
        )
        found.append(shown)
    return found


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """同意: one that holds, and what it is about."""

    consent: int
    title: str
    purpose: str
    given_at: datetime
    case: int | None


PURPOSES: Final[Mapping[str, str]] = {
    "bank-account": N_("用银行账户收款"),
    "register-data": N_("用登记的资料办理"),
}
"""同意的用途."""


def own_consents(*, actor: Actor) -> list[ConsentShown]:
    """我的同意: those that hold. Raises BoleError."""
    actor.require("case.own")
    rows = Consent.objects.filter(person=actor.person or 0, withdrawn_at=None).order_by("-given_at")
    found = []
    for row in rows[:_MOST]:
        kind = kinds.kind_known(row.about)
        title = kinds.kind_title(kind) if kind is not None else row.about
        found.append(ConsentShown(row.pk, title, _(PURPOSES.get(row.purpose, row.purpose)), row.given_at, row.case_id))
    return found
