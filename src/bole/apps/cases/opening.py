"""立案: a case gets its number at once, the day by which it is due, and whatever the system does by itself.

One matter of one fact is in hand once: of two who hand it in together, one gets the number, the other hears so.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.cases import errors, kinds, notices
from bole.apps.cases.acting import enter, follow
from bole.apps.cases.authority import stays_out
from bole.apps.cases.claiming import claims_enqueue, is_claim
from bole.apps.cases.deciding import opinion_take
from bole.apps.cases.declaring import fact_declared
from bole.apps.cases.models import Case, CaseFile, CaseStep
from bole.apps.cases.numbers import number_next
from bole.apps.cases.sealed import answers_seal, text_seal
from bole.apps.registry.applicants import district_of, is_there
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import CaseKind

IDENTITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id-card": N_("居民身份证原件"),
        "social-card": N_("社会保障卡原件"),
        "other": N_("护照等其他证件原件"),
        "proxy": N_("委托书和双方证件原件"),
        "body": N_("单位介绍信和经办人证件原件"),
    }
)
"""核对了什么, by its code: what an officer looked at to know whom he has before him."""


@transaction.atomic
def case_open(
    *,
    kind: str,
    person: int | None,
    organisation: int | None,
    scheme: str = "",
    fact: int | None = None,
    origin: str,
    answers: Mapping[str, str],
    files: Sequence[int] = (),
    applied_on: date,
    actor: Actor,
    at: datetime,
    identity: str = "",
    why: str = "",
) -> int:
    """立案; the number of its row. Raises BoleError: not his to apply for, one is open already.

    `identity` and `why` are of an officer at the counter: what he looked at to know whom he has before him.
    """
    of = kinds.kind_of(kind)
    district = district_of(person=person, organisation=organisation)
    handed_in = _check(of, person, organisation, district, identity, actor, at)
    if of.declares and fact is None:
        fact = fact_declared(of, answers, person=person, organisation=organisation, applied_on=applied_on, at=at)
    row = Case(
        kind=kind,
        flow=of.flow.id,
        state=of.flow.start,
        origin=origin,
        person=person,
        organisation=organisation,
        scheme=scheme or of.scheme,
        fact=fact,
        district=district,
        applied_on=applied_on,
        opened_at=at,
        changed_at=at,
        entered_by=actor.user if handed_in else None,
    )
    row.claim_due = is_claim(row)
    _dated(row, of, at)
    _insert(row, at)
    # The answers are sealed for their row, and what the rules say may stand on what they declare.
    answers_seal(row, answers)
    opinion_take(row, at)
    row.save(update_fields=["answers", "opinion", "fen"])
    CaseFile.objects.filter(pk__in=files, case=None).update(case=row, draft=None)
    _written(row, actor, at, identity, why)
    notices.tell_applicant(row, "received", at=at, data={"applied_on": applied_on.isoformat()})
    follow(row, at)
    claims_enqueue(row)
    return row.pk


def _check(
    kind: CaseKind, person: int | None, organisation: int | None, district: str, identity: str, actor: Actor,
    at: datetime,
) -> bool:  # fmt: skip
    """Whether an officer hands it in at the counter for who stands before him; never for himself. Raises BoleError."""
    if (person is None) == (organisation is None) or (kind.by == "organisation") != (organisation is not None):
        raise BoleError(errors.NOT_OF_YOURS)
    own = actor.person == person if person is not None else actor.organisation == organisation
    handed_in = actor.user is not None and not own
    may = actor.may("case.accept", district=district) if handed_in else actor.user is None or actor.may("case.own")
    if not may or not is_there(person=person, organisation=organisation):
        raise not_allowed("case.own")
    if handed_in:
        stays_out(Case(person=person, organisation=organisation), actor, at)
        if identity not in IDENTITIES:
            raise BoleError(errors.IDENTITY_UNCHECKED)
    return handed_in


def _dated(row: Case, kind: CaseKind, at: datetime) -> None:
    enter(row, kind, kind.flow.start, at)
    altogether = kind.promised or kind.legal
    if altogether:
        row.ends_on = kinds.working_days().after(localdate(at), altogether)


def _insert(row: Case, at: datetime) -> None:
    try:
        with transaction.atomic():
            row.number = number_next("case", localdate(at).year)
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BoleError(errors.OPEN_ALREADY) from error


def _written(row: Case, actor: Actor, at: datetime, identity: str, why: str) -> None:
    data = {"kind": row.kind, "origin": row.origin, "state": row.state}
    if identity:
        data["identity"] = identity
    event = record("case.opened", actor=actor, at=at, about=("case", row.pk), data=data)
    row.steps_done = 1
    row.save(update_fields=["steps_done"])
    step = CaseStep.objects.create(
        case=row, number=1, verb="open", before="", after=row.state, at=at, user=actor.user, actor=actor.name,
        by_applicant=row.origin != Case.COUNTER, event=event.number, fen=row.fen,
    )  # fmt: skip
    if identity:
        text_seal(step, "reason", _("已核对{identity}。{why}", identity=_(IDENTITIES[identity]), why=why))
