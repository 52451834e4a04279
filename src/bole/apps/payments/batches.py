"""支付批次: prepared by one, checked by a second, released by a third; long ones go in chunks that resume.

Who does a step confirms it; the worker then goes through the batch, a chunk to a transaction, with the mark of how far
it has come in the same transaction. Killed, it goes on behind the mark; several at once stand in line at the row of the
batch, and what one of them did the others find done.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.accounts.sealing import place, seal_each
from bole.apps.cases.paying import bank_account_of
from bole.apps.cases.rechecking import cases_held_up
from bole.apps.payments import errors
from bole.apps.payments.batch_words import state_words
from bole.apps.payments.funds import budget_of, reason_checked
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import Batch, BatchLine, Budget, Overpayment, Payable
from bole.apps.registry.bulk import rows_insert
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

MOST: Final = 100_000
CHUNK: Final = 5_000
NO_ACCOUNT, OVERPAID = "no-account", "overpaid"


# --- preparing ---


@transaction.atomic
def batch_prepare(
    *, fund: str, year: int, filters: Mapping[str, str] | None = None, most: int = MOST, actor: Actor, at: datetime
) -> int:
    """编制一批 of what is committed on a fund; the worker fills it. Raises BoleError: nothing to pay, not allowed."""
    budget = budget_of(fund, year)
    actor.require("payment.prepare", district=budget.fund.district)
    chosen = {name: value for name, value in (filters or {}).items() if name in _FILTERS and value}
    if actor.person is not None:
        chosen["not_person"] = str(actor.person)  # nobody handles what is paid to himself
    if not _to_pay(budget.pk, chosen).exists():
        raise BoleError(errors.NOTHING_TO_PAY)
    batch = Batch.objects.create(
        number=uuid4().hex[:24], budget=budget, filters=chosen, most=max(1, min(most, MOST)), prepared_at=at,
        prepared_by=actor.user or 0, preparer=actor.name,
    )  # fmt: skip
    batch.number = f"ZF{localdate(at):%Y%m%d}-{batch.pk}"
    batch.save(update_fields=["number"])
    record("batch.preparing", actor=actor, at=at, about=("batch", batch.pk), data={"fund": fund, "year": year})
    return batch.pk


_FILTERS: Final = ("scheme", "kind", "district")


def _to_pay(budget: int, filters: Mapping[str, str]) -> QuerySet[Payable]:
    own = filters.get("not_person")
    chosen = {name: value for name, value in filters.items() if name in _FILTERS}
    rows = Payable.objects.filter(budget=budget, state__in=Payable.TO_PAY, **chosen)
    return rows.exclude(person=int(own)) if own else rows


def to_pay(*, fund: str, year: int, filters: Mapping[str, str] | None = None, actor: Actor) -> tuple[int, int]:
    """待支付 of a fund: how many, and the sum in fen. Raises BoleError."""
    budget = budget_of(fund, year)
    actor.require("payment.prepare", district=budget.fund.district)
    told = _to_pay(budget.pk, {k: v for k, v in (filters or {}).items() if k in _FILTERS and v}).aggregate(
        count=Count("pk"), fen=Sum(F("fen") - F("paid_fen"))
    )
    return told["count"], told["fen"] or 0


def batch_run(*, batch: int, clock: Callable[[], datetime], chunk: int = CHUNK) -> None:
    """办 what was confirmed, until it is prepared or released; from behind the mark."""
    while chunk_do(batch, clock(), chunk):
        pass


@transaction.atomic
def chunk_do(batch: int, at: datetime, chunk: int = CHUNK) -> bool:
    """One chunk of preparing or releasing; whether there may be more."""
    row = Batch.objects.select_for_update().filter(pk=batch).select_related(None).first()
    if row is None or row.state not in (Batch.PREPARING, Batch.RELEASING):
        return False
    return _prepare_chunk(row, at, chunk) if row.state == Batch.PREPARING else _release_chunk(row, at, chunk)


def _prepare_chunk(batch: Batch, at: datetime, chunk: int) -> bool:
    room = min(chunk, batch.most - batch.lines_count)
    waiting = _to_pay(batch.budget_id, batch.filters).filter(pk__gt=batch.last).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:room]) if room > 0 else []
    if not ids:
        _prepared(batch, at)
        return False
    actor = Actor(batch.prepared_by or None, batch.preparer)
    record("batch.chunk", actor=actor, at=at, about=("batch", batch.pk), data={"payments": len(ids)})
    # Locked after the log, as everybody does: who waited for another batch sees what that one has taken.
    rows = list(Payable.objects.select_for_update().filter(pk__in=ids, state__in=Payable.TO_PAY).order_by("pk"))
    lines = _lines(batch, rows, actor, at)
    taken = Payable.objects.filter(pk__in=[line["payable_id"] for line in lines])
    taken.update(state=Payable.IN_BATCH, changed_at=at)
    batch.last = ids[-1]
    batch.lines_count += len(lines)
    batch.fen += sum(line["fen"] for line in lines)
    batch.save(update_fields=["last", "lines_count", "fen", "left_out"])
    return True


def _lines(batch: Batch, rows: Sequence[Payable], actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """The lines of those that may be paid, written; the others are counted by why not."""
    held = dict(cases_held_up(cases=[row.case for row in rows], actor=actor, at=at))
    accounts = bank_account_of([row.case for row in rows if row.case not in held])
    doubted = set(
        Overpayment.objects.filter(extra__in=rows, state=Overpayment.OPEN).values_list("extra__case", flat=True)
    )
    for row in rows:
        if row.case in doubted:
            held[row.case] = OVERPAID
        elif row.case not in held and row.case not in accounts:
            held[row.case] = NO_ACCOUNT
    for why in held.values():
        batch.left_out[why] = batch.left_out.get(why, 0) + 1
    going = [row for row in rows if row.case not in held]
    names = seal_each((accounts[row.case][0], place(BatchLine, "payee", row.pk)) for row in going)
    numbers = seal_each((accounts[row.case][1], place(BatchLine, "account", row.pk)) for row in going)
    lines = [
        {
            "batch_id": batch.pk, "payable_id": row.pk, "reference": f"{batch.number}-{row.pk}",
            "fen": row.fen - row.paid_fen, "payee": name, "account": number, "bank": accounts[row.case][2][:120],
            "state": BatchLine.WAITING, "paid_fen": 0, "why": "", "settled_on": None, "told": True,
        }
        for row, name, number in zip(going, names, numbers, strict=True)
    ]  # fmt: skip
    if lines:
        rows_insert(BatchLine, {name: [line[name] for line in lines] for name in lines[0]})
    return lines


def _prepared(batch: Batch, at: datetime) -> None:
    batch.state = Batch.PREPARED if batch.lines_count else Batch.CANCELLED
    batch.save(update_fields=["state"])
    data = {"payments": batch.lines_count, "fen": batch.fen, "left": sum(batch.left_out.values())}
    record(
        "batch.prepared", actor=Actor(batch.prepared_by or None, batch.preparer), at=at, about=("batch", batch.pk),
        data=data,
    )  # fmt: skip


# --- checking and releasing ---


@transaction.atomic
def batch_check(*, batch: int, actor: Actor, at: datetime) -> None:
    """复核: a second person has looked at it. Raises BoleError."""
    row = batch_reached(batch, actor, "payment.check")
    _another(row, actor)
    checked = {"checked_at": at, "checked_by": actor.user or 0, "checker": actor.name, "state": Batch.CHECKED}
    if not Batch.objects.filter(pk=row.pk, state=Batch.PREPARED).update(**checked):
        raise _wrong_state(row.pk, N_("复核"))
    record("batch.checked", actor=actor, at=at, about=("batch", row.pk), data={"fen": row.fen})


@transaction.atomic
def batch_release(*, batch: int, actor: Actor, at: datetime) -> None:
    """签发: a third person lets the money go; the worker books it. Raises BoleError."""
    row = batch_reached(batch, actor, "payment.release")
    _another(row, actor)
    told = {"released_at": at, "released_by": actor.user or 0, "releaser": actor.name, "state": Batch.RELEASING}
    if not Batch.objects.filter(pk=row.pk, state=Batch.CHECKED).update(**told, last=0):
        raise _wrong_state(row.pk, N_("签发"))
    record("batch.releasing", actor=actor, at=at, about=("batch", row.pk), data={"fen": row.fen})


def _release_chunk(batch: Batch, at: datetime, chunk: int) -> bool:
    actor = Actor(batch.released_by or None, batch.releaser)
    behind = BatchLine.objects.filter(batch=batch, state=BatchLine.WAITING, pk__gt=batch.last).order_by("pk")
    lines = list(behind.select_related("payable").only("fen", *_OF_PAYABLE)[:chunk])
    if not lines:
        batch.state = Batch.RELEASED
        batch.save(update_fields=["state"])
        data = {"payments": batch.lines_count, "fen": batch.fen}
        record("batch.released", actor=actor, at=at, about=("batch", batch.pk), data=data)
        return False
    record("batch.chunk", actor=actor, at=at, about=("batch", batch.pk), data={"payments": len(lines)})
    fen = sum(line.fen for line in lines)
    Payable.objects.filter(pk__in=[line.payable_id for line in lines]).update(state=Payable.SENT, changed_at=at)
    Budget.objects.filter(pk=batch.budget_id).update(committed=F("committed") - fen, sent=F("sent") + fen)
    moved = [Moved("send", batch.budget_id, line.fen, line.payable, batch) for line in lines]
    transfers_write(moved, actor=actor, at=at)
    batch.last = lines[-1].pk
    batch.save(update_fields=["last"])
    return True


_OF_PAYABLE: Final = (
    "payable_id",
    *(f"payable__{name}" for name in ("case", "receipt", "scheme", "district", "budget_id")),
)


@transaction.atomic
def batch_cancel(*, batch: int, reason: str, actor: Actor, at: datetime) -> None:
    """作废 a batch that was not released: what it held can be paid by another. Raises BoleError."""
    why = reason_checked(reason)
    row = batch_reached(batch, actor, "payment.prepare", "payment.check", "payment.release")
    row = Batch.objects.select_for_update().get(pk=row.pk)
    if row.state not in (Batch.PREPARING, Batch.PREPARED, Batch.CHECKED):
        raise _wrong_state(row.pk, N_("作废"))
    record("batch.cancelled", actor=actor, at=at, about=("batch", row.pk), data={"fen": row.fen})
    lines = BatchLine.objects.filter(batch=row, state=BatchLine.WAITING)
    held = Payable.objects.filter(lines__in=lines, state=Payable.IN_BATCH)
    held.filter(paid_fen__gt=0).update(state=Payable.PARTLY, changed_at=at)
    held.filter(paid_fen=0).update(state=Payable.COMMITTED, changed_at=at)
    lines.update(state=BatchLine.TAKEN_OUT)
    row.state, row.ended_at, row.why = Batch.CANCELLED, at, why[:200]
    row.save(update_fields=["state", "ended_at", "why"])


@transaction.atomic
def line_take_out(*, line: int, reason: str, actor: Actor, at: datetime) -> None:
    """退出批次 one line of a batch that nobody has checked yet. Raises BoleError."""
    reason_checked(reason)
    found = BatchLine.objects.filter(pk=line).first()
    row = batch_reached(0 if found is None else found.batch_id, actor, "payment.prepare", "payment.check")
    row = Batch.objects.select_for_update().get(pk=row.pk)
    assert found is not None
    if row.state != Batch.PREPARED:
        raise _wrong_state(row.pk, N_("退出"))
    record("batch.line-out", actor=actor, at=at, about=("batch", row.pk), data={"line": line, "fen": found.fen})
    if not BatchLine.objects.filter(pk=line, state=BatchLine.WAITING).update(state=BatchLine.TAKEN_OUT):
        raise _wrong_state(row.pk, N_("退出"))
    payable = Payable.objects.get(pk=found.payable_id)
    state = Payable.PARTLY if payable.paid_fen else Payable.COMMITTED
    Payable.objects.filter(pk=payable.pk).update(state=state, changed_at=at)
    left = Batch.objects.filter(pk=row.pk)
    left.update(lines_count=F("lines_count") - 1, fen=F("fen") - found.fen)


def batch_reached(batch: int, actor: Actor, *permissions: str) -> Batch:
    """The batch, for who may do one of these. Raises BoleError."""
    row = Batch.objects.filter(pk=batch).select_related("budget__fund").first()
    if row is None:
        # Who sees a part of the city is not told whether there is one elsewhere.
        if not any(actor.may(permission, district="") for permission in permissions):
            raise not_allowed(permissions[0])
        raise BoleError(errors.NO_BATCH, batch=batch)
    district = row.budget.fund.district
    if not any(actor.may(permission, district=district) for permission in permissions):
        actor.require(permissions[0], district=district)
    return row


def _another(row: Batch, actor: Actor) -> None:
    if (actor.user or 0) in (row.prepared_by, row.checked_by):
        raise BoleError(errors.SAME_PERSON)
    if actor.person is not None and BatchLine.objects.filter(batch=row, payable__person=actor.person).exists():
        raise BoleError(errors.OWN_PAYMENT)


def _wrong_state(batch: int, verb: str) -> BoleError:
    row = Batch.objects.get(pk=batch)
    return BoleError(errors.WRONG_STATE, batch=row.number, state=state_words(row.state), verb=_(verb))
