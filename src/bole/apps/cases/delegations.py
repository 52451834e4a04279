"""代办和交接: who stands in for whom while one is away; and all open cases of somebody handed to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.cases import errors
from bole.apps.cases.acting import officer_checked
from bole.apps.cases.authority import case_reached
from bole.apps.cases.models import Case, CaseStep, Delegation
from bole.apps.cases.notices import notice_make
from bole.apps.cases.work_list import officers_named
from bole.kernel.errors import BoleError

ASSIGN = "case.assign"


@dataclass(frozen=True, slots=True)
class Delegated:
    """代办: a delegation as it is shown."""

    delegation: int
    away: str
    deputy: str
    since: date
    until: date
    ended: bool
    mine: bool
    """Whether he may end it."""


@transaction.atomic
def delegation_make(*, away: int, deputy: int, since: date, until: date, actor: Actor, at: datetime) -> int:
    """登记代办: by who is away himself, or by who assigns cases. Raises BoleError."""
    if actor.user is not None and actor.user != away:
        actor.require(ASSIGN)
    elif not actor.may("case.read"):
        actor.require("case.read")
    if until < since or until < localdate(at):
        raise BoleError(errors.DAYS_DISORDERED)
    found = {user.pk: user for user in Account.objects.filter(pk__in=(away, deputy), is_active=True)}
    if away == deputy or len(found) != 2 or not actor_of(found[deputy], at=at).may("case.read"):
        raise BoleError(errors.NOT_A_DEPUTY, name=str(found.get(deputy, "")))
    made = Delegation.objects.create(away=away, deputy=deputy, since=since, until=until, made_at=at, made_by=actor.name)
    record("delegation.made", actor=actor, at=at, about=("delegation", made.pk), data={"away": away, "deputy": deputy})
    return made.pk


@transaction.atomic
def delegation_end(*, delegation: int, actor: Actor, at: datetime) -> None:
    """提前结束. Raises BoleError."""
    row = Delegation.objects.filter(pk=delegation, ended_at=None).first()
    if row is None or not (row.away == actor.user or actor.may(ASSIGN)):
        raise BoleError(errors.NO_DELEGATION)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record("delegation.ended", actor=actor, at=at, about=("delegation", row.pk))


def delegations_shown(*, actor: Actor, at: datetime) -> Sequence[Delegated]:
    """代办名单: one's own, or all for who assigns cases; those in force and to come."""
    rows = Delegation.objects.filter(until__gte=localdate(at)).order_by("since", "pk")
    if not actor.may(ASSIGN):
        rows = rows.filter(Q(away=actor.user or 0) | Q(deputy=actor.user or 0))
    found = list(rows[:200])
    names = officers_named({user for row in found for user in (row.away, row.deputy)})
    return [
        Delegated(
            row.pk, names.get(row.away, ""), names.get(row.deputy, ""), row.since, row.until,
            row.ended_at is not None, row.ended_at is None and (row.away == actor.user or actor.may(ASSIGN)),
        )
        for row in found
    ]  # fmt: skip


def officers_listed(*, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """经办账户 to choose from: those with a role that handles cases."""
    if not actor.may("case.read"):
        raise not_allowed("case.read")
    roles = [role.code for role in ROLES.values() if "case.accept" in role.permissions]
    day = localdate(at)
    users = Account.objects.filter(is_active=True, grants__role__in=roles, grants__since__lte=day).distinct()
    return [(str(user.pk), str(user)) for user in users.order_by("display_name", "pk")[:300]]


@transaction.atomic
def case_reassign(*, case: int, officer: int, seen: int, reason: str, actor: Actor, at: datetime) -> None:
    """转交 one case, in any state of it. Raises BoleError."""
    row = case_reached(case, actor, at, lock=True)
    actor.require(ASSIGN, district=row.district)
    if row.steps_done != seen:
        raise BoleError(errors.FASTER)
    if row.closed_at is not None:
        raise BoleError(errors.NO_STEP, verb="reassign")
    row.assignee = officer_checked(row, officer, at)
    event = record("case.reassigned", actor=actor, at=at, about=("case", row.pk), data={"officer": officer})
    _step(row, actor, at, event.number)
    notice_make("assigned", f"assigned:{row.pk}:{row.steps_done}", at=at, user=officer, case=row, data={"count": 1})


def _step(row: Case, actor: Actor, at: datetime, event: int) -> None:
    row.steps_done += 1
    row.save(update_fields=["assignee", "steps_done"])
    CaseStep.objects.create(
        case=row, number=row.steps_done, verb="handover", before=row.state, after=row.state, at=at, user=actor.user,
        actor=actor.name, event=event,
    )  # fmt: skip


@transaction.atomic
def cases_handover(*, giver: int, taker: int, actor: Actor, at: datetime) -> tuple[int, int]:
    """交接: all open cases of somebody go to another; how many did, and how many that one cannot work on.

    Raises BoleError.
    """
    actor.require(ASSIGN)
    rows = Case.objects.select_for_update().filter(assignee=giver, closed_at__isnull=True).order_by("pk")
    event = record("case.handed-over", actor=actor, at=at, data={"giver": giver, "taker": taker})
    given = left = 0
    for row in rows:
        try:
            actor.require(ASSIGN, district=row.district)
            row.assignee = officer_checked(row, taker, at)
        except BoleError:
            left += 1
            continue
        _step(row, actor, at, event.number)
        given += 1
    if given:
        notice_make("assigned", f"handover:{event.number}", at=at, user=taker, data={"count": given})
    return given, left
