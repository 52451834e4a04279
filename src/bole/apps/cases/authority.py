"""谁可以办: whether somebody may do a step of a case: by his own grants, or for one who is away; and who stays out.

Nobody acts on his own case as an officer, ever; nor on one of a body that he belongs to or works for, nor where he has
declared a tie. Who stands in for another may do what that one may, is written down as doing so, and counts as both
where two people are asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.cases import errors
from bole.apps.cases.models import Case, Declaration, Delegation
from bole.apps.registry.applicants import works_for
from bole.kernel.errors import BoleError
from bole.kernel.flow import APPLICANT, SYSTEM

READ, OWN = "case.read", "case.own"


@dataclass(frozen=True, slots=True)
class Standing:
    """办理身份: for whom he acts; 0 and "" for himself."""

    behalf: int = 0
    name: str = ""


def is_applicant(case: Case, actor: Actor) -> bool:
    """Whether it is his case: of himself, or of the body whose account he has."""
    if not actor.may(OWN):
        return False
    if case.person is not None:
        return actor.person == case.person
    return actor.organisation is not None and actor.organisation == case.organisation


def away_actors(actor: Actor, at: datetime) -> Iterator[Actor]:
    """Those for whom he acts on that day, with what they may do then."""
    if actor.user is None:
        return
    day = localdate(at)
    found = Delegation.objects.filter(deputy=actor.user, since__lte=day, until__gte=day, ended_at=None)
    for user in Account.objects.filter(pk__in=found.values("away"), is_active=True).order_by("pk"):
        yield actor_of(user, at=at)


def reads(case: Case, actor: Actor, at: datetime) -> bool:
    """Whether he may see it as an officer."""
    if actor.may(READ, district=case.district):
        return True
    return any(away.may(READ, district=case.district) for away in away_actors(actor, at))


def case_reached(case: int, actor: Actor, at: datetime, *, lock: bool = False) -> Case:
    """The case, for its applicant, who handles it, or who scores it. Raises BoleError: out of reach, or not there."""
    rows = Case.objects.select_for_update() if lock else Case.objects.all()
    found = rows.filter(pk=case).first()
    if found is None:
        raise not_allowed(READ)
    if actor.user is None or is_applicant(found, actor) or reads(found, actor, at):
        return found
    if actor.may("case.score", district=found.district) and scored_now(found):
        return found
    raise not_allowed(READ)


def scored_now(case: Case) -> bool:
    """Whether experts score it in the state it is in."""
    from bole.apps.cases import kinds

    return any(step.who == "case.score" for step in kinds.kind_of(case.kind).flow.steps_from(case.state))


def standing(case: Case, who: str, actor: Actor, at: datetime) -> Standing:
    """办理身份 in which he may do a step of `who`. Raises BoleError where he may not."""
    if who == SYSTEM:
        if actor.user is None:
            return Standing()
        raise not_allowed(READ)
    if who == APPLICANT:
        if actor.user is None or is_applicant(case, actor):
            return Standing()
        raise not_allowed(OWN)
    stays_out(case, actor, at)
    if actor.may(who, district=case.district):
        return Standing()
    for away in away_actors(actor, at):
        if away.may(who, district=case.district):
            stays_out(case, away, at)
            return Standing(away.user or 0, away.name)
    raise not_allowed(who)


def stays_out(case: Case, actor: Actor, at: datetime) -> None:
    """回避. Raises BoleError where it is his own, his employer's, or he has declared a tie."""
    if actor.user is None:
        return
    if case.person is not None and actor.person == case.person:
        raise BoleError(errors.OWN_CASE)
    if case.organisation is not None:
        if actor.organisation == case.organisation:
            raise BoleError(errors.OWN_CASE)
        if actor.person is not None and works_for(actor.person, case.organisation, localdate(at)):
            raise BoleError(errors.OWN_CASE)
    if declared(case, actor.user):
        raise BoleError(errors.DECLARED)


def declared(case: Case, user: int) -> bool:
    """Whether an account has declared a tie to the case, or to whose it is."""
    about = Q(case=case) if case.pk is not None else Q(pk__in=[])
    if case.person is not None:
        about |= Q(person=case.person)
    if case.organisation is not None:
        about |= Q(organisation=case.organisation)
    return Declaration.objects.filter(about, user=user, withdrawn_at=None).exists()
