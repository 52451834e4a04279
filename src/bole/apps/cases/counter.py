"""窗口代办: an officer writes an application for whom stands before him, once he has seen who that is.

It is the same draft and the same pages; the case says who entered it, what he looked at and why, and he does not
decide it (`judging`). Nobody enters his own, his employer's, or where he has declared a tie.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.looks import look
from bole.apps.cases import errors, kinds
from bole.apps.cases.authority import stays_out
from bole.apps.cases.drafts import COUNTER, KEPT, DraftRow, draft_row, facts_of, only_fact
from bole.apps.cases.models import Case, Draft
from bole.apps.cases.opening import IDENTITIES
from bole.apps.cases.sealed import text_seal
from bole.apps.registry.applicants import district_of, is_there, organisation_names, person_names
from bole.apps.registry.person_file import purpose_of
from bole.apps.schemes.place import place_of_register
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

_LEAST: Final = 4
_PURPOSE: Final = N_("窗口代办")


@dataclass(frozen=True, slots=True)
class Applicant:
    """窗口的申请人: who stands before the officer, and what he can apply for."""

    person: int | None
    organisation: int | None
    name: str
    kinds: Sequence[tuple[str, str]]
    identities: Sequence[tuple[str, str]]


def counter_applicant(
    *, person: int | None = None, organisation: int | None = None, actor: Actor, at: datetime
) -> Applicant:
    """申请人 at the counter; a person's look is written down. Raises BoleError where he may not hand in for him."""
    _allowed(person, organisation, actor, at)
    by = "person" if person is not None else "organisation"
    if person is not None:
        look(actor=actor, person=person, purpose=purpose_of(actor, _PURPOSE), fields=("counter",), at=at)
        name = masks.name(person_names([person]).get(person, ""))
    else:
        name = organisation_names([organisation or 0]).get(organisation or 0, "")
    found = kinds.kinds_of(place_of_register()).values()
    listed = sorted((kinds.kind_title(kind), kind.id) for kind in found if kind.by == by)
    identities = [(code, _(IDENTITIES[code])) for code in _identities(person)]
    return Applicant(person, organisation, name, [(id_, title) for title, id_ in listed], identities)


def _identities(person: int | None) -> tuple[str, ...]:
    return ("id-card", "social-card", "other", "proxy") if person is not None else ("body", "proxy")


def _allowed(person: int | None, organisation: int | None, actor: Actor, at: datetime) -> None:
    """Raises BoleError: out of reach or not there, his own, or one that he has to stay out of."""
    if (person is None) == (organisation is None) or not is_there(person=person, organisation=organisation):
        raise not_allowed(COUNTER)
    actor.require(COUNTER, district=district_of(person=person, organisation=organisation))
    stays_out(Case(person=person, organisation=organisation), actor, at)


@transaction.atomic
def counter_begin(
    *, kind: str, person: int | None = None, organisation: int | None = None, identity: str, why: str, actor: Actor,
    at: datetime,
) -> int:  # fmt: skip
    """开始窗口代办, or go on with what he began for the same; the number of the draft. Raises BoleError."""
    _allowed(person, organisation, actor, at)
    of = kinds.kind_of(kind)
    if (of.by == "person") != (person is not None):
        raise BoleError(errors.NOT_OF_YOURS)
    if identity not in _identities(person):
        raise BoleError(errors.IDENTITY_UNCHECKED)
    told = " ".join(why.split())[:200]
    if len(told) < _LEAST:
        raise BoleError(errors.WHY_AT_COUNTER)
    found = Draft.objects.filter(kind=kind, person=person, organisation=organisation, case=None, officer=actor.user)
    row = found.order_by("-pk").first()
    if row is None:
        fact = only_fact(facts_of(of, person, at))
        row = Draft.objects.create(
            kind=kind, person=person, organisation=organisation, fact=fact, begun_at=at, saved_at=at,
            saved_by=actor.name, keeps_until=localdate(at) + KEPT, officer=actor.user,
        )  # fmt: skip
    row.identity = identity
    row.save(update_fields=["identity"])
    text_seal(row, "why", told)
    record("draft.counter", actor=actor, at=at, about=("draft", row.pk), data={"kind": kind, "identity": identity})
    return row.pk


def counter_drafts(*, actor: Actor) -> Sequence[tuple[DraftRow, str]]:
    """没办完的 at his counter, each with whose it is, the latest first."""
    if actor.user is None:
        return []
    rows = list(Draft.objects.filter(case=None, officer=actor.user).order_by("-saved_at")[:50])
    persons = person_names({row.person for row in rows if row.person is not None})
    bodies = organisation_names({row.organisation for row in rows if row.organisation is not None})
    masked = {person: masks.name(name) for person, name in persons.items()}
    return [(draft_row(row), masked.get(row.person or 0) or bodies.get(row.organisation or 0, "")) for row in rows]
