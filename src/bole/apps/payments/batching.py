"""支付批次的办理: prepared by one, checked by a second, released by a third; in chunks that anybody may go on with.

A chunk is one transaction: the payables that it takes change their state by a conditional statement, so that three who
prepare or release the same batch at once, or after one of them was killed, take each payable once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.sealing import place, seal_each
from bole.apps.cases.paying import bank_account_of, cases_changed, cases_to_pay
from bole.apps.payments import errors
from bole.apps.payments.funds import budget_of, reason_checked
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import Batch, BatchLine, Budget, Payable
from bole.apps.payments.numbering import batch_number
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

CHUNK: Final = 1_000
MOST: Final = 100_000
"""Lines of one batch."""
STATES: Final[Mapping[str, str]] = {
    Batch.PREPARING: N_("编制中"),
    Batch.PREPARED: N_("待复核"),
    Batch.CHECKED: N_("待签发"),
    Batch.RELEASING: N_("签发中"),
    Batch.RELEASED: N_("已签发，等银行结果"),
    Batch.DONE: N_("已完成"),
    Batch.CANCELLED: N_("已作废"),
}
LEFT_OUT: Final[Mapping[str, str]] = {
    "no-account": N_("没有收款账户"),
    "changed": N_("登记的资料变了，要重新看过"),
    "not-now": N_("办件还不能支付"),
}
"""没有列入的理由."""
Clock = Callable[[], datetime]


@transaction.atomic
def batch_prepare(
    *, fund: str, year: int, actor: Actor, at: datetime, filters: Mapping[str, str] | None = None, most: int = MOST
) -> int:
    """编制支付批次 of what is committed on a fund and fits the filters (kind, scheme, district); its number.

    It is filled by `batch_fill`. Raises BoleError: not allowed, nothing to pay.
    """
    actor.require("payment.prepare")
    budget = budget_of(fund, year)
    told = {name: value for name, value in (filters or {}).items() if name in _FILTERS and value}
    if not _waiting(budget, told).exists():
        raise BoleError(errors.NOTHING_TO_PAY)
    assert actor.user is not None, "a person prepares a batch, and the system none"
    batch = Batch.objects.create(
        number=batch_number(at), budget=budget, filters=told, most=max(1, min(most, MOST)), prepared_at=at,
        prepared_by=actor.user, preparer=actor.name,
    )  # fmt: skip
    data: Data = {"fund": fund, "year": year}
    record("payment.batch-begun", actor=actor, at=at, about=("batch-of-payments", batch.pk), data=data)
    return batch.pk


_FILTERS: Final = ("kind", "scheme", "district")


def _waiting(budget: Budget, filters: Mapping[str, str]) -> QuerySet[Payable]:
    """What is committed and in no batch; what bounced waits again once its case has another account."""
    found = Payable.objects.filter(budget=budget, state__in=(Payable.COMMITTED, Payable.BOUNCED))
    for name, value in filters.items():
        found = found.filter(**{f"{name}__startswith" if name == "district" else name: value})
    return found


def batch_fill(*, batch: int, clock: Clock, chunk: int = CHUNK, told: Callable[[int], None] = lambda _n: None) -> None:
    """列入: chunk after chunk, until all that waits is in it or left out with its reason."""
    while True:
        with transaction.atomic():
            row = Batch.objects.select_for_update().select_related("budget").get(pk=batch)
            if row.state != Batch.PREPARING or not _filled_further(row, chunk, clock()):
                return
            told(row.lines_count)


def _filled_further(row: Batch, chunk: int, at: datetime) -> bool:
    """One chunk; whether there may be more. Whoever holds the batch's row is alone with it."""
    room = min(chunk, row.most - row.lines_count)
    waiting = _waiting(row.budget, row.filters).filter(pk__gt=row.last).order_by("pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update()
    found = list(waiting[:room]) if room > 0 else []
    if not found:
        _prepared(row, at)
        return False
    left, lines = _sorted_out(found, at)
    _lines_add(row, lines, at)
    for why in left.values():
        row.left_out[why] = row.left_out.get(why, 0) + 1
    row.last = found[-1].pk
    row.lines_count += len(lines)
    row.fen += sum(payable.fen for payable, _account in lines)
    row.save(update_fields=["last", "lines_count", "fen", "left_out"])
    return True


Account = tuple[str, str, str]


def _sorted_out(found: Sequence[Payable], at: datetime) -> tuple[dict[int, str], list[tuple[Payable, Account]]]:
    """What is left out and why, and the rest with its account."""
    cases = [payable.case for payable in found]
    accounts, ready, changed = bank_account_of(cases), cases_to_pay(cases), cases_changed(cases, at)
    left: dict[int, str] = {}
    lines: list[tuple[Payable, Account]] = []
    for payable in found:
        if payable.case not in ready:
            left[payable.pk] = "not-now"
        elif payable.case not in accounts:
            left[payable.pk] = "no-account"
        elif payable.case in changed:
            left[payable.pk] = "changed"
        else:
            lines.append((payable, accounts[payable.case]))
    return left, lines


def _lines_add(row: Batch, lines: Sequence[tuple[Payable, Account]], at: datetime) -> None:
    numbers = [payable.pk for payable, _account in lines]
    Payable.objects.filter(pk__in=numbers).update(state=Payable.IN_BATCH, changed_at=at)
    attempts = dict(
        BatchLine.objects.filter(payable__in=numbers).values_list("payable").annotate(times=Count("pk"))
    )  # fmt: skip
    made = BatchLine.objects.bulk_create(
        [
            BatchLine(
                batch=row, payable=payable, fen=payable.fen, bank=account[2][:120],
                reference=f"{row.number}-{payable.pk}-{attempts.get(payable.pk, 0) + 1}",
            )
            for payable, account in lines
        ]
    )  # fmt: skip
    # A sealed value opens at its own place alone, so the line needs its number first.
    names = seal_each((account[0], _at("payee", line)) for line, (_p, account) in zip(made, lines, strict=True))
    accounts = seal_each((account[1], _at("account", line)) for line, (_p, account) in zip(made, lines, strict=True))
    for line, name, account in zip(made, names, accounts, strict=True):
        line.payee, line.account = name, account
    BatchLine.objects.bulk_update(made, ["payee", "account"], batch_size=200)


def _at(field: str, line: BatchLine) -> str:
    return place(BatchLine, field, line.pk)


def _prepared(row: Batch, at: datetime) -> None:
    row.state = Batch.PREPARED if row.lines_count else Batch.CANCELLED
    row.ended_at = None if row.lines_count else at
    row.save(update_fields=["state", "ended_at"])
    data: Data = {"lines": row.lines_count, "fen": row.fen, "left_out": sum(row.left_out.values())}
    by = Actor(row.prepared_by, row.preparer)
    record("payment.batch-prepared", actor=by, at=at, about=("batch-of-payments", row.pk), data=data)


# --- the second and the third ---


@transaction.atomic
def batch_check(*, batch: int, actor: Actor, at: datetime) -> None:
    """复核: a second person has looked at it. Raises BoleError: not allowed, another state, the same person."""
    actor.require("payment.check")
    row = _locked(batch)
    _another(row, actor)
    _moved(row, Batch.PREPARED, Batch.CHECKED, N_("复核"))
    Batch.objects.filter(pk=batch).update(checked_at=at, checked_by=actor.user, checker=actor.name)
    data: Data = {"lines": row.lines_count, "fen": row.fen}
    record("payment.batch-checked", actor=actor, at=at, about=("batch-of-payments", batch), data=data)


@transaction.atomic
def batch_release(*, batch: int, actor: Actor, at: datetime) -> None:
    """签发: a third person lets it go to the bank; it is booked by `batch_send`. Raises BoleError likewise."""
    actor.require("payment.release")
    row = _locked(batch)
    _another(row, actor)
    _moved(row, Batch.CHECKED, Batch.RELEASING, N_("签发"))
    Batch.objects.filter(pk=batch).update(released_at=at, released_by=actor.user, releaser=actor.name)
    data: Data = {"lines": row.lines_count, "fen": row.fen}
    record("payment.batch-released", actor=actor, at=at, about=("batch-of-payments", batch), data=data)


def batch_send(*, batch: int, clock: Clock, chunk: int = CHUNK, told: Callable[[int], None] = lambda _n: None) -> None:
    """记为在途: chunk after chunk, each payable once; then the file for the bank can be made."""
    sent = 0
    while True:
        with transaction.atomic():
            row = _locked(batch)
            if row.state != Batch.RELEASING:
                return
            by = Actor(row.released_by, row.releaser)
            found = Payable.objects.filter(lines__batch=row, lines__state=BatchLine.WAITING, state=Payable.IN_BATCH)
            payables = list(found.order_by("pk")[:chunk])
            if not payables:
                Batch.objects.filter(pk=batch).update(state=Batch.RELEASED)
                record("payment.batch-sent", actor=by, at=clock(), about=("batch-of-payments", batch), data={})
                return
            _sent(row, payables, by, clock())
            sent += len(payables)
            told(sent)


def _sent(row: Batch, payables: Sequence[Payable], by: Actor, at: datetime) -> None:
    fen = sum(payable.fen for payable in payables)
    Payable.objects.filter(pk__in=[one.pk for one in payables]).update(state=Payable.SENT, changed_at=at)
    budget = Budget.objects.filter(pk=row.budget_id)
    budget.update(committed=F("committed") - fen, sent=F("sent") + fen)
    moved = [Moved("send", row.budget_id, payable.fen, payable, row) for payable in payables]
    transfers_write(moved, actor=by, at=at)


@transaction.atomic
def batch_cancel(*, batch: int, reason: str, actor: Actor, at: datetime) -> None:
    """作废 of a batch that is not released: what was in it waits again. Raises BoleError."""
    if not any(map(actor.may, ("payment.prepare", "payment.check", "payment.release"))):
        actor.require("payment.prepare")
    why = reason_checked(reason)
    row = _locked(batch)
    if row.state not in (Batch.PREPARING, Batch.PREPARED, Batch.CHECKED):
        raise _wrong_state(row, N_("作废"))
    lines = BatchLine.objects.filter(batch=row, state=BatchLine.WAITING)
    Payable.objects.filter(pk__in=lines.values("payable"), state=Payable.IN_BATCH).update(
        state=Payable.COMMITTED, changed_at=at
    )
    lines.update(state=BatchLine.TAKEN_OUT)
    Batch.objects.filter(pk=batch).update(state=Batch.CANCELLED, ended_at=at, why=why)
    data: Data = {"lines": row.lines_count, "fen": row.fen}
    record("payment.batch-cancelled", actor=actor, at=at, about=("batch-of-payments", batch), data=data)


@transaction.atomic
def line_take_out(*, line: int, reason: str, actor: Actor, at: datetime) -> None:
    """退出一笔 of a batch that is not checked yet. Raises BoleError."""
    actor.require("payment.prepare")
    reason_checked(reason)
    found = BatchLine.objects.filter(pk=line, state=BatchLine.WAITING).first()
    if found is None:
        raise BoleError(errors.NO_PAYMENT)
    row = _locked(found.batch_id)
    if row.state != Batch.PREPARED:
        raise _wrong_state(row, N_("退出一笔"))
    BatchLine.objects.filter(pk=line).update(state=BatchLine.TAKEN_OUT)
    Payable.objects.filter(pk=found.payable_id).update(state=Payable.COMMITTED, changed_at=at)
    Batch.objects.filter(pk=row.pk).update(lines_count=F("lines_count") - 1, fen=F("fen") - found.fen)
    data: Data = {"line": line, "fen": found.fen}
    record("payment.line-taken-out", actor=actor, at=at, about=("batch-of-payments", row.pk), data=data)


def _locked(batch: int) -> Batch:
    found = Batch.objects.select_for_update().filter(pk=batch).first()
    if found is None:
        raise BoleError(errors.NO_BATCH, batch=batch)
    return found


def _another(row: Batch, actor: Actor) -> None:
    """Nobody takes two steps of one batch; the system none."""
    if actor.user is None or actor.user in (row.prepared_by, row.checked_by, row.released_by):
        raise BoleError(errors.SAME_PERSON)


def _moved(row: Batch, before: str, after: str, verb: str) -> None:
    if not Batch.objects.filter(pk=row.pk, state=before).update(state=after):
        raise _wrong_state(row, verb)


def _wrong_state(row: Batch, verb: str) -> BoleError:
    return BoleError(errors.WRONG_STATE, batch=row.number, state=_(STATES[row.state]), verb=_(verb))


def waiting_told(*, actor: Actor, at: datetime) -> list[tuple[str, int, int, int]]:
    """待支付: fund, year, how many and how much waits for a batch. Raises BoleError."""
    actor.require("fund.read")
    rows = (
        Payable.objects.filter(Q(state=Payable.COMMITTED) | Q(state=Payable.BOUNCED), budget__year=localdate(at).year)
        .values_list("budget__fund__code", "budget__year")
        .annotate(count=Count("pk"), fen=Sum("fen"))
        .order_by("budget__fund__code")
    )
    return list(rows)
