"""回盘: what the bank says of each line: paid, bounced, or paid in part; the same file twice changes nothing.

A row is settled once: its line changes by a conditional statement in the transaction of its booking.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.cases.paying import case_bounced, cases_paid
from bole.apps.payments import errors
from bole.apps.payments.bank_files import reader_of
from bole.apps.payments.batching import CHUNK, Clock
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import BankFile, Batch, BatchLine, Budget, Payable
from bole.apps.payments.ports import BankRow
from bole.apps.registry.payment_facts import PaymentFact, payments_record
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_

FAULTS: Final[Mapping[str, str]] = {
    "unknown": N_("没有这个支付编号"),
    "sum": N_("金额与发出的不同"),
    "settled": N_("这一笔已有结果"),
}
_MOST_FAULTS: Final = 200


@dataclass(frozen=True, slots=True)
class Returned:
    """回盘的结果: how many lines were paid, bounced and could not be taken."""

    file: int
    paid: int
    bounced: int
    faults: int


def return_take(
    *, content: bytes, format: str, name: str, actor: Actor, at: datetime, clock: Clock | None = None,
    chunk: int = CHUNK, told: Callable[[int], None] = lambda _n: None,
) -> Returned:  # fmt: skip
    """收下回盘文件 and settle its rows. Raises BoleError: not allowed, unreadable, taken already.

    One that was cut off in the middle is taken again: what was settled is passed over.
    """
    actor.require("payment.reconcile")
    rows = list(reader_of(format)(content))
    if not rows:
        raise BoleError(errors.RETURN_UNREADABLE, why="0")
    file = _file(content, format, name, len(rows), actor, at)
    now = clock or (lambda: at)
    for start in range(file.done, len(rows), chunk):
        with transaction.atomic():
            held = BankFile.objects.select_for_update().get(pk=file.pk)
            if held.done > start:
                continue  # somebody else who went on with it
            _settled(held, rows[start : start + chunk], start, actor, now())
        told(min(start + chunk, len(rows)))
    file.refresh_from_db()
    faults = len(file.faults)
    counted = BatchLine.objects.filter(reference__in=[row.reference for row in rows[:20_000]]).values_list("state")
    states = dict(counted.annotate(count=Count("pk")))
    return Returned(file.pk, states.get(BatchLine.PAID, 0), states.get(BatchLine.BOUNCED, 0), faults)


@transaction.atomic
def _file(content: bytes, format: str, name: str, rows: int, actor: Actor, at: datetime) -> BankFile:
    sha256 = hashlib.sha256(content).hexdigest()
    known = BankFile.objects.filter(sha256=sha256, direction=BankFile.BACK).first()
    if known is not None and known.done >= known.rows:
        raise BoleError(errors.RETURN_TAKEN, day=localdate(known.at).isoformat())
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = BankFile.objects.create(
                direction=BankFile.BACK, format=format, name=name[-120:], sha256=sha256, bytes=len(content), rows=rows,
                at=at, user=actor.user, actor=actor.name,
            )  # fmt: skip
    except IntegrityError:
        return BankFile.objects.get(sha256=sha256, direction=BankFile.BACK)
    data: Data = {"rows": rows, "sha256": sha256[:16]}
    record("payment.return-taken", actor=actor, at=at, about=("bank-file", made.pk), data=data)
    return made


def _settled(file: BankFile, rows: Sequence[BankRow], start: int, actor: Actor, at: datetime) -> None:
    lines = {
        line.reference: line
        for line in BatchLine.objects.select_for_update()
        .filter(reference__in=[row.reference for row in rows])
        .select_related("payable", "batch")
    }
    paid: list[tuple[BatchLine, BankRow]] = []
    bounced: list[tuple[BatchLine, BankRow]] = []
    for number, row in enumerate(rows, start + 1):
        line = lines.pop(row.reference, None)
        fault = _fault(line, row)
        if fault or line is None:
            if len(file.faults) < _MOST_FAULTS:
                file.faults.append({"row": number, "why": fault})
            continue
        (paid if row.paid_fen else bounced).append((line, row))
    _book(paid, bounced, actor, at)
    file.done = start + len(rows)
    file.batch = file.batch or next((line.batch for line, _row in (*paid, *bounced)), None)
    file.save(update_fields=["done", "faults", "batch"])


def _fault(line: BatchLine | None, row: BankRow) -> str:
    if line is None:
        return "unknown"
    if line.state != BatchLine.WAITING or line.payable.state != Payable.SENT:
        return "settled"
    if row.paid_fen > line.fen or (row.fen is not None and row.fen != line.fen):
        return "sum"
    return ""


def _book(
    paid: Sequence[tuple[BatchLine, BankRow]], bounced: Sequence[tuple[BatchLine, BankRow]], actor: Actor, at: datetime
) -> None:
    moved: list[Moved] = []
    for line, row in paid:
        line.state, line.paid_fen, line.settled_on = BatchLine.PAID, row.paid_fen, row.on
        line.payable.state, line.payable.paid_fen, line.payable.changed_at = Payable.PAID, row.paid_fen, at
        moved.append(Moved("pay", line.batch.budget_id, row.paid_fen, line.payable, line.batch))
        if row.paid_fen < line.fen:
            # What did not go out is nobody's any more: the bank paid in part, and the rest is free again.
            rest = line.fen - row.paid_fen
            moved += [
                Moved(kind, line.batch.budget_id, rest, line.payable, line.batch) for kind in ("bounce", "uncommit")
            ]
    for line, row in bounced:
        line.state, line.why, line.settled_on = BatchLine.BOUNCED, row.why[:60], row.on
        line.payable.state, line.payable.changed_at = Payable.BOUNCED, at
        moved.append(Moved("bounce", line.batch.budget_id, line.fen, line.payable, line.batch))
    lines = [line for line, _row in (*paid, *bounced)]
    if not lines:
        return
    BatchLine.objects.bulk_update(lines, ["state", "paid_fen", "why", "settled_on"], batch_size=200)
    Payable.objects.bulk_update([line.payable for line in lines], ["state", "paid_fen", "changed_at"], batch_size=200)
    _sums(paid, bounced)
    transfers_write(moved, actor=actor, at=at)
    payments_record(rows=[_fact(line, row, at) for line, row in paid], actor=actor, at=at)
    cases_paid(cases=[line.payable.case for line, _row in paid], actor=actor, at=at)
    for line, row in bounced:
        case_bounced(case=line.payable.case, why=row.why, actor=actor, at=at)


def _sums(paid: Sequence[tuple[BatchLine, BankRow]], bounced: Sequence[tuple[BatchLine, BankRow]]) -> None:
    """The sums of budgets and batches, in one statement for each."""
    budgets: dict[int, list[int]] = {}
    batches: dict[int, list[int]] = {}
    for line, row in paid:
        _add(budgets, line.batch.budget_id, (line.fen, row.paid_fen, 0))
        _add(batches, line.batch_id, (1, row.paid_fen, 0, 0))
    for line, _row in bounced:
        _add(budgets, line.batch.budget_id, (line.fen, 0, line.fen))
        _add(batches, line.batch_id, (0, 0, 1, line.fen))
    for budget, (sent, fen, back) in budgets.items():
        change = {"sent": F("sent") - sent, "paid": F("paid") + fen, "committed": F("committed") + back}
        Budget.objects.filter(pk=budget).update(**change)
    for batch, (count, fen, back_count, back) in batches.items():
        Batch.objects.filter(pk=batch).update(
            paid_count=F("paid_count") + count,
            paid_fen=F("paid_fen") + fen,
            bounced_count=F("bounced_count") + back_count,
            bounced_fen=F("bounced_fen") + back,
        )
        waiting = BatchLine.objects.filter(batch=batch, state=BatchLine.WAITING)
        if not waiting.exists():
            Batch.objects.filter(pk=batch, state=Batch.RELEASED).update(state=Batch.DONE)


def _add(sums: dict[int, list[int]], key: int, parts: Iterable[int]) -> None:
    found = sums.setdefault(key, [0] * len(list(parts := tuple(parts))))
    for at, part in enumerate(parts):
        found[at] += part


def _fact(line: BatchLine, row: BankRow, at: datetime) -> PaymentFact:
    owed = line.payable
    return PaymentFact(
        owed.scheme or owed.kind, owed.fact, owed.person, owed.organisation, owed.certificate, owed.occupation,
        owed.level, row.paid_fen, owed.applied_on, row.on or localdate(at), line.reference,
    )  # fmt: skip


def unsettled(batch: int) -> tuple[int, int]:
    """没有结果的: how many lines of a batch, and how much."""
    found = BatchLine.objects.filter(batch=batch, state=BatchLine.WAITING).aggregate(count=Count("pk"), fen=Sum("fen"))
    return found["count"], found["fen"] or 0


def lines_of(batch: int, state: str = "") -> Any:
    """明细 of a batch, in order."""
    wanted = Q(batch=batch) & (Q(state=state) if state else Q())
    return BatchLine.objects.filter(wanted).select_related("payable").order_by("pk")
