"""确认领取: the person says yes, with his consent and his account, and a case begins; or no, and why.

Consent is given purpose by purpose (PIPL art. 14, 29), in a wording that has a version; without it nothing is used. A
decision by the machine alone can be refused: whoever asks for a human gets one (art. 24).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import Data, record
from bole.apps.cases import errors, kinds
from bole.apps.cases.acting import case_act
from bole.apps.cases.answers import answer_read
from bole.apps.cases.entitlements import WAITING
from bole.apps.cases.evaluating import entitlements_evaluate
from bole.apps.cases.models import Case, Consent, Entitlement
from bole.apps.cases.opening import case_open
from bole.apps.registry.corrections import correction_request
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.policy.case_kinds import BANK_ACCOUNT, FOUND, QUICK, CaseKind, Question

WORDS: Final = "2026-1"
"""同意书的版本; a new wording is a new version, and what was agreed to keeps its own."""
NOT_MINE, WRONG_DATA, NOT_WANTED = "not-mine", "wrong-data", "not-wanted"
REGISTER_DATA, ACCOUNT = "register-data", "bank-account"
WHYS: Final = (NOT_MINE, WRONG_DATA, NOT_WANTED)


def purposes_of(kind: CaseKind) -> tuple[str, ...]:
    """要同意的用途 of a kind, each asked for by itself."""
    return (REGISTER_DATA, ACCOUNT) if _account_asked(kind) is not None else (REGISTER_DATA,)


def consents_asked(kind: str) -> list[tuple[str, str]]:
    """要同意的用途 of a kind and their wording, as a message id."""
    return [(purpose, _CONSENTS[purpose]) for purpose in purposes_of(kinds.kind_of(kind))]


_CONSENTS: Final = {
    REGISTER_DATA: N_("我同意用登记库里与这一项有关的资料（证书、参保、就业、户籍）核对和办理这一项，不作他用。"),
    ACCOUNT: N_(
        "我同意用上面的银行账户（敏感个人信息）收这一笔款，只交给付款的银行；不同意可以请人工办理，随时可以撤回。"
    ),
}


def _account_asked(kind: CaseKind) -> Question | None:
    return next((one for one in kind.questions if one.name == BANK_ACCOUNT), None)


@transaction.atomic
def entitlement_confirm(
    *,
    entitlement: int,
    bank_account: str,
    consents: Collection[str],
    actor: Actor,
    at: datetime,
    words: str = WORDS,
) -> int:
    """确认领取; the number of the case. Raises BoleError: not his, not waiting, no consent, an account that is none."""
    row = _own(entitlement, actor)
    kind = kinds.kind_of(row.kind)
    if kind.mode not in (FOUND, QUICK):
        raise BoleError(errors.APPLY_FIRST)
    needed = purposes_of(kind)
    if not set(needed) <= set(consents):
        raise BoleError(errors.CONSENT_NEEDED)
    answers = {}
    asked = _account_asked(kind)
    if asked is not None:
        answers[BANK_ACCOUNT] = answer_read(asked, bank_account)
        if not answers[BANK_ACCOUNT]:
            raise BoleError(errors.ACCOUNT_NEEDED)
    case = case_open(
        kind=row.kind, person=row.person, organisation=None, scheme=row.scheme, fact=row.fact, origin=Case.FOUND,
        answers=answers, applied_on=localdate(at), actor=actor, at=at,
    )  # fmt: skip
    Consent.objects.bulk_create(
        Consent(
            person=row.person or 0, purpose=purpose, about=kind.id, words=words, case_id=case, given_at=at,
            given_by=actor.name,
        )
        for purpose in needed
    )  # fmt: skip
    row.state, row.case_id, row.changed_at = Entitlement.CONFIRMED, case, at
    row.save(update_fields=["state", "case", "changed_at"])
    data: Data = {"scheme": row.scheme, "case": case, "words": words}
    record("entitlement.confirmed", actor=actor, at=at, about=("entitlement", row.pk), data=data)
    return case


@transaction.atomic
def entitlement_decline(*, entitlement: int, why: str, actor: Actor, at: datetime, text: str = "") -> None:
    """不领: it is not him, what is recorded is wrong, or he does not want it. Raises BoleError.

    What is wrong becomes a request of correction, so that somebody has to answer it.
    """
    if why not in WHYS:
        raise BoleError(errors.BAD_WHY)
    row = _own(entitlement, actor)
    if why != NOT_WANTED:
        told = text.strip() or (_("这不是我的。") if why == NOT_MINE else _("据以查到的资料有误。"))
        what = kinds.kind_title(kinds.kind_of(row.kind))
        correction_request(person=row.person or 0, what=what[:60], text=told[:1000], actor=actor, at=at)
    row.state, row.why, row.changed_at = Entitlement.DECLINED, why, at
    row.save(update_fields=["state", "why", "changed_at"])
    data: Data = {"scheme": row.scheme, "why": why}
    record("entitlement.declined", actor=actor, at=at, about=("entitlement", row.pk), data=data)


@transaction.atomic
def entitlement_reopen(*, entitlement: int, actor: Actor, at: datetime) -> None:
    """又要领: what he declined waits for him again, where the rules still say yes today. Raises BoleError."""
    declined = Entitlement.objects.filter(pk=entitlement, person=actor.person or 0, state=Entitlement.DECLINED)
    if actor.person is None or not declined.update(state=Entitlement.TOLD, why="", changed_at=at):
        raise BoleError(errors.NOT_WAITING)
    entitlements_evaluate(persons=[actor.person], as_of=localdate(at), actor=actor, at=at, marks=False)
    record("entitlement.reopened", actor=actor, at=at, about=("entitlement", entitlement), data={})


@transaction.atomic
def human_ask(*, entitlement: int | None, text: str, actor: Actor, at: datetime) -> None:
    """请人工办理 (PIPL art. 24): an officer has to answer. Raises BoleError where he has no file."""
    if actor.person is None:
        raise not_allowed("case.own")
    what = _("请人工办理")
    if entitlement is not None:
        row = Entitlement.objects.filter(pk=entitlement, person=actor.person).first()
        if row is None:
            raise not_allowed("case.own")
        what = f"{what}：{kinds.kind_title(kinds.kind_of(row.kind))}"
    correction_request(person=actor.person, what=what[:60], text=text, actor=actor, at=at)
    record("entitlement.human-asked", actor=actor, at=at, about=("entitlement", entitlement or 0), data={})


@transaction.atomic
def consent_withdraw(*, consent: int, actor: Actor, at: datetime) -> None:
    """撤回同意: nothing more is used; what was done stays lawful (PIPL art. 15). Raises BoleError.

    A case that stands on it is withdrawn with it, where it is not decided and paid; one that the bank has in hand is
    told as such.
    """
    row = Consent.objects.select_for_update().filter(pk=consent, person=actor.person or 0, withdrawn_at=None).first()
    if row is None:
        raise BoleError(errors.NO_CONSENT)
    case = Case.objects.filter(pk=row.case_id or 0, closed_at=None).first()
    if case is not None:
        step = kinds.kind_of(case.kind).flow.step(case.state, "withdraw")
        if step is not None:
            case_act(case=case.pk, verb="withdraw", seen=case.steps_done, actor=actor, at=at)
    Consent.objects.filter(case=row.case_id, person=row.person, withdrawn_at=None).update(withdrawn_at=at)
    record("consent.withdrawn", actor=actor, at=at, about=("consent", consent), data={})


def _own(entitlement: int, actor: Actor) -> Entitlement:
    """One of his own that waits for him, locked. Raises BoleError; not his and not there are told alike."""
    row = Entitlement.objects.select_for_update().filter(pk=entitlement, person=actor.person or 0).first()
    if row is None or not actor.may("case.own"):
        raise not_allowed("case.own")
    if row.state not in WAITING:
        raise BoleError(errors.NOT_WAITING)
    return row
