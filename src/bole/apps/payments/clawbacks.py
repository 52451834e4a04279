"""追回的办理: demanded, received at once or in instalments, written off by the treasurer, or given up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.payments import errors
from bole.apps.payments.bank_files import payment_fact
from bole.apps.payments.commitments import keys_free
from bole.apps.payments.funds import reason_checked
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import Budget, Clawback, Instalment, Overpayment, Payable
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.labels import money_words
from bole.apps.registry.payment_facts import payments_record
from bole.kernel.errors import BoleError


@transaction.atomic
def clawback_demand(
    *, payable: int, fen: int, reason: str, instalments: Sequence[tuple[date, int]] = (), actor: Actor, at: datetime
) -> int:
    """提出追回 of part or all of a payment; without instalments it is due in one. Raises BoleError."""
    actor.require("clawback.manage")
    why = reason_checked(reason)
    record("clawback.demanded", actor=actor, at=at, about=("payable", payable), data={"fen": fen})
    owed = _paid(payable, actor)
    left = owed.paid_fen - owed.returned_fen
    if not 0 < fen <= left:
        raise BoleError(errors.MORE_THAN_PAID, sum=money_words(owed.paid_fen), left=money_words(left))
    if Clawback.objects.filter(payable=owed, state=Clawback.OPEN).exists():
        raise BoleError(errors.CLAWBACK_OPEN)
    parts = list(instalments) or [(localdate(at), fen)]
    _parts_checked(parts, fen)
    made = Clawback.objects.create(payable=owed, fen=fen, reason=why, demanded_at=at, demanded_by=actor.name)
    _parts_add(made, parts, first=1)
    transfers_write([Moved("demand", owed.budget_id, fen, owed)], actor=actor, at=at)
    Overpayment.objects.filter(extra=owed, state=Overpayment.OPEN).update(state=Overpayment.CLAWED)
    return made.pk


def _parts_checked(parts: Sequence[tuple[date, int]], fen: int) -> None:
    """Raises BoleError where the parts are not the whole, or their days are in no order."""
    days, sums = [day for day, _fen in parts], [part for _day, part in parts]
    if sum(sums) != fen or days != sorted(set(days)) or any(part <= 0 for part in sums):
        raise BoleError(errors.BAD_INSTALMENTS, sum=money_words(sum(sums)), wanted=money_words(fen))


def _parts_add(claim: Clawback, parts: Sequence[tuple[date, int]], *, first: int) -> None:
    for number, (day, part) in enumerate(parts, first):
        Instalment.objects.create(clawback=claim, number=number, due_on=day, fen=part)


@transaction.atomic
def clawback_reschedule(
    *, clawback: int, reason: str, instalments: Sequence[tuple[date, int]], actor: Actor, at: datetime
) -> None:
    """改分期: what has not come yet, on other days and in other parts; what came stays as it is. Raises BoleError."""
    actor.require("clawback.manage")
    why = reason_checked(reason)
    data: Data = {"instalments": len(instalments), "why": why[:40]}
    record("clawback.rescheduled", actor=actor, at=at, about=("clawback", clawback), data=data)
    claim = _open(clawback, actor)
    _parts_checked(instalments, claim.fen - claim.received)
    rows = Instalment.objects.filter(clawback=claim)
    rows.filter(received_on__isnull=True).delete()
    # Their numbers stand on vouchers and in payments: those of parts that came are never given again.
    last = rows.aggregate(last=Max("number"))["last"] or 0
    _parts_add(claim, instalments, first=last + 1)


@transaction.atomic
def instalment_receive(*, instalment: int, on: date, voucher: str, actor: Actor, at: datetime) -> None:
    """收到一期, by the number of its voucher; the money is free for others again. Raises BoleError."""
    actor.require("clawback.manage")
    register_lock()
    record("clawback.received", actor=actor, at=at, about=("instalment", instalment))
    part = Instalment.objects.select_related("clawback").filter(pk=instalment).first()
    if part is None:
        raise BoleError(errors.NO_PAYMENT)
    claim = _open(part.clawback_id, actor)
    number = voucher.strip()[:40]
    if not number or Instalment.objects.filter(voucher=number).exclude(pk=part.pk).exists():
        raise BoleError(errors.VOUCHER_TAKEN, voucher=number or "—")
    try:
        with transaction.atomic():
            waiting = Instalment.objects.filter(pk=part.pk, received_on__isnull=True)
            received = waiting.update(received_on=on, voucher=number)
    except IntegrityError as error:
        raise BoleError(errors.VOUCHER_TAKEN, voucher=number) from error
    if not received:
        raise BoleError(errors.INSTALMENT_DONE)
    owed = claim.payable
    Payable.objects.filter(pk=owed.pk).update(returned_fen=F("returned_fen") + part.fen, changed_at=at)
    Budget.objects.filter(pk=owed.budget_id).update(paid=F("paid") - part.fen)
    moved = [Moved("receive", owed.budget_id, part.fen, owed), Moved("return", owed.budget_id, part.fen, owed)]
    transfers_write(moved, actor=actor, at=at)
    payments_record(rows=[payment_fact(owed, f"ZH{claim.pk}-{part.number}", -part.fen, on)], actor=actor, at=at)
    Clawback.objects.filter(pk=claim.pk).update(received=F("received") + part.fen)
    owed.refresh_from_db()
    if owed.returned_fen == owed.paid_fen == owed.fen:
        keys_free(owed)  # nothing of it is paid any more
    if claim.received + part.fen == claim.fen:
        _end(claim, Clawback.DONE, "", actor, at)


@transaction.atomic
def clawback_write_off(*, clawback: int, reason: str, actor: Actor, at: datetime) -> None:
    """核销: the treasurer gives up what has not come. Raises BoleError."""
    actor.require("payment.release")
    _give_up(clawback, Clawback.WRITTEN_OFF, reason, actor, at)


@transaction.atomic
def clawback_cancel(*, clawback: int, reason: str, actor: Actor, at: datetime) -> None:
    """撤销追回: it was demanded by mistake, and nothing came yet. Raises BoleError."""
    actor.require("clawback.manage")
    if Clawback.objects.filter(pk=clawback, received__gt=0).exists():
        raise BoleError(errors.CLAWBACK_ENDED)
    _give_up(clawback, Clawback.CANCELLED, reason, actor, at)


def _give_up(clawback: int, state: str, reason: str, actor: Actor, at: datetime) -> None:
    why = reason_checked(reason)
    record("clawback.ended", actor=actor, at=at, about=("clawback", clawback), data={"state": state})
    claim = _open(clawback, actor)
    if claim.demanded_by == actor.name and state == Clawback.WRITTEN_OFF:
        raise BoleError(errors.SAME_PERSON)
    rest = claim.fen - claim.received
    transfers_write([Moved("write-off", claim.payable.budget_id, rest, claim.payable)], actor=actor, at=at)
    _end(claim, state, why, actor, at)


def _open(clawback: int, actor: Actor) -> Clawback:
    claim = Clawback.objects.select_for_update(of=("self",)).filter(pk=clawback).select_related("payable").first()
    if claim is None:
        raise BoleError(errors.NO_PAYMENT)
    if claim.state != Clawback.OPEN:
        raise BoleError(errors.CLAWBACK_ENDED)
    _not_own(claim.payable, actor)
    return claim


def _end(claim: Clawback, state: str, why: str, actor: Actor, at: datetime) -> None:
    told = {"state": state, "ended_at": at, "ended_by": actor.name, "why_ended": why}
    Clawback.objects.filter(pk=claim.pk).update(**told)
    Overpayment.objects.filter(extra=claim.payable, state=Overpayment.CLAWED).update(
        state=Overpayment.OPEN if state == Clawback.CANCELLED else Overpayment.CLOSED,
        ended_at=None if state == Clawback.CANCELLED else at,
    )


def _paid(payable: int, actor: Actor) -> Payable:
    owed = Payable.objects.select_for_update().filter(pk=payable).first()
    if owed is None:
        raise BoleError(errors.NO_PAYMENT)
    _not_own(owed, actor)
    return owed


def _not_own(owed: Payable, actor: Actor) -> None:
    if actor.person is not None and owed.person == actor.person:
        raise BoleError(errors.OWN_PAYMENT)
