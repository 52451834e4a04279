"""支付的消息: what payments tells of cases: paid, bounced, paid twice; and where a case is to be paid to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases import kinds
from bole.apps.cases.acting import step_do
from bole.apps.cases.doing import Doing
from bole.apps.cases.models import Case, CaseStep
from bole.apps.cases.notices import notice_make, tell_applicant
from bole.apps.cases.sealed import answers_of, text_seal
from bole.apps.cases.stepping_many import is_plain, steps_do
from bole.apps.registry.applicants import accounts_of, organisation_names, person_names
from bole.policy.case_kinds import BANK_ACCOUNT

_CHUNK: Final = 2_000
_SYSTEM: Final = Actor.system("payments")


def cases_paid(*, cases: Sequence[int], actor: Actor, at: datetime) -> int:
    """已支付: each goes on by the step `pay`; how many did. Told again, those that are paid stay as they are.

    One event tells of all; the steps name who released the payment.
    """
    done = 0
    for start in range(0, len(cases), _CHUNK):
        with transaction.atomic():
            done += _chunk(cases[start : start + _CHUNK], "pay", {}, actor, at)
    return done


@transaction.atomic
def case_bounced(*, case: int, why: str, actor: Actor, at: datetime) -> bool:
    """银行退回: the case goes back to its applicant, who is asked for another account; whether it did."""
    return bool(_chunk([case], "bounce", {case: why}, actor, at))


def cases_bounced(*, whys: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """银行退回 of many, each with the bank's reason; how many went back. Told again, they stay as they are."""
    cases, done = sorted(whys), 0
    for start in range(0, len(cases), _CHUNK):
        with transaction.atomic():
            done += _chunk(cases[start : start + _CHUNK], "bounce", whys, actor, at)
    return done


def _chunk(cases: Sequence[int], verb: str, whys: Mapping[int, str], actor: Actor, at: datetime) -> int:
    rows = list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    # Each kind is looked up once: where its packs stand is asked of the disk every time.
    known = {kind: kinds.kind_of(kind) for kind in {row.kind for row in rows}}
    open_ = [(row, kind, step) for row in rows if (step := (kind := known[row.kind]).flow.step(row.state, verb))]
    if not open_:
        return 0
    event = record(f"case.{_EVENTS[verb]}", actor=actor, at=at, data={"cases": len(open_), "first": open_[0][0].pk})
    many = [one for one in open_ if is_plain(one[2]) and one[0].pk not in whys]
    steps_do(many, event=event.number, actor=_SYSTEM, at=at)
    for row, kind, step in open_:
        if row.pk in whys or not is_plain(step):
            step_do(Doing(row, kind, step, _SYSTEM, at, reason=whys.get(row.pk, "")), event=event.number)
    return len(open_)


_EVENTS: Final = {"pay": "paid", "bounce": "bounced"}


@transaction.atomic
def case_reopened_for_overpayment(*, case: int, other: int, fen: int, actor: Actor, at: datetime) -> None:
    """追回: it was paid twice, by this case and another, since two files turned out to be one person.

    The case stays as it ended; its history tells, and its applicant and those who handle claw-backs hear. The
    claw-back itself is a matter of payments.
    """
    _mark(case, other, "overpaid", fen, actor, at)


@transaction.atomic
def case_overpayment_closed(*, case: int, other: int, actor: Actor, at: datetime) -> None:
    """不再追回: the files were parted again."""
    _mark(case, other, "overpayment-closed", 0, actor, at)


def _mark(case: int, other: int, verb: str, fen: int, actor: Actor, at: datetime) -> None:
    row = Case.objects.select_for_update().get(pk=case)
    row.steps_done += 1
    row.changed_at = at
    row.save(update_fields=["steps_done", "changed_at"])
    event = record(f"case.{verb}", actor=actor, at=at, about=("case", row.pk), data={"other": other, "fen": fen})
    step = CaseStep.objects.create(
        case=row, number=row.steps_done, verb=verb, before=row.state, after=row.state, at=at, user=actor.user,
        actor=actor.name, event=event.number, fen=fen or None,
    )  # fmt: skip
    text_seal(step, "reason", Case.objects.values_list("number", flat=True).get(pk=other))
    if verb == "overpaid":
        tell_applicant(row, "overpaid", at=at, data={"fen": fen})


def case_noted(*, case: int, kind: str, at: datetime) -> None:
    """Tell the applicant of something that payments did with his case."""
    row = Case.objects.get(pk=case)
    notice_make(kind, f"{kind}:{row.pk}", at=at, person=row.person, organisation=row.organisation, case=row)


def bank_account_of(cases: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """收款账户 of each case: name, account, bank: as the applicant wrote it, else as the register has it.

    A case without any is left out: it cannot be paid.
    """
    rows = list(Case.objects.filter(pk__in=cases))
    names = _names(rows)
    found: dict[int, tuple[str, str, str]] = {}
    without: list[Case] = []
    for row in rows:
        answers = answers_of(row)
        account = "".join(answers.get(BANK_ACCOUNT, "").split())
        if account:
            found[row.pk] = (names.get(row.pk, ""), account, answers.get("bank", ""))
        else:
            without.append(row)
    known = accounts_of({row.person for row in without if row.person is not None})
    return found | {row.pk: known[row.person] for row in without if row.person in known and row.person is not None}


def _names(rows: Sequence[Case]) -> Mapping[int, str]:
    persons = person_names({row.person for row in rows if row.person is not None})
    bodies = organisation_names({row.organisation for row in rows if row.organisation is not None})
    return {
        row.pk: persons.get(row.person, "") if row.person is not None else bodies.get(row.organisation or 0, "")
        for row in rows
    }
