"""送盘和回盘: the file of a released batch for the bank, and what the bank sends back, row by row and once.

What came back is read whole and kept as rows before anything is booked, so that a file that was cut off goes on where
it stopped. The same file again is refused by its hash; the same news in another file changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.accounts.sealing import place, unseal
from bole.apps.cases.paying import cases_bounced, cases_paid
from bole.apps.payments import errors
from bole.apps.payments.bank_formats import FileHead, PaymentLine, ReturnLine, format_of
from bole.apps.payments.batches import batch_reached
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import BankFile, Batch, BatchLine, Budget, Payable, ReturnRow
from bole.apps.registry.bulk import register_lock, rows_insert
from bole.apps.registry.payment_facts import PaymentFact, payments_record
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _

CHUNK: Final = 5_000
_TOLD: Final = 5_000
MOST_BYTES: Final = 200_000_000


# --- out ---


def bank_file_write(*, batch: int, format: str, target: Path, actor: Actor, at: datetime) -> str:
    """送盘文件 of a released batch, the same bytes each time but for its moment; its hash. Raises BoleError."""
    row = batch_reached(batch, actor, "payment.prepare", "payment.release")
    if row.state not in (Batch.RELEASED, Batch.DONE):
        raise BoleError(errors.WRONG_STATE, batch=row.number, state=row.state, verb=_("送银行"))
    adapter = format_of(format)
    head = FileHead(
        number=row.number, made_at=at, pay_on=localdate(row.released_at or at), payer=settings.BANK_PAYER["name"],
        payer_account=settings.BANK_PAYER["account"], payer_bank=settings.BANK_PAYER["bank"], count=row.lines_count,
        fen=row.fen, purpose=row.budget.fund.title,
    )  # fmt: skip
    with target.open("wb") as file:
        adapter.write(file, head, _payment_lines(row))
    with target.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        BankFile.objects.create(
            batch=row, direction=BankFile.OUT, format=format, name=target.name[:120], sha256=sha,
            bytes=target.stat().st_size, rows=row.lines_count, done=row.lines_count, at=at, user=actor.user,
            actor=actor.name,
        )  # fmt: skip
        data: Data = {"format": format, "payments": row.lines_count, "fen": row.fen, "sha256": sha}
        record("batch.file-out", actor=actor, at=at, about=("batch", row.pk), data=data)
    return sha


def _payment_lines(batch: Batch) -> Iterator[PaymentLine]:
    lines = BatchLine.objects.filter(batch=batch).exclude(state=BatchLine.TAKEN_OUT).order_by("pk")
    for line in lines.iterator(chunk_size=2_000):
        payee, account = line_opened(line)
        yield PaymentLine(line.reference, payee, account, line.bank, line.fen)


def line_opened(line: BatchLine) -> tuple[str, str]:
    """Name and account of a line, as they were sent."""
    opened = [
        unseal(sealed, place(BatchLine, name, line.payable_id)) if sealed is not None else ""
        for name, sealed in (("payee", line.payee), ("account", line.account))
    ]
    return opened[0], opened[1]


# --- back ---


@transaction.atomic
def return_take(*, content: bytes, name: str, format: str, actor: Actor, at: datetime) -> int:
    """收回盘文件: read, and its rows kept; the worker books them. Raises BoleError: unreadable, taken already."""
    actor.require("payment.prepare")
    if len(content) > MOST_BYTES:
        raise BoleError(errors.RETURN_UNREADABLE, why=_("文件太大"))
    sha = hashlib.sha256(content).hexdigest()
    before = BankFile.objects.filter(direction=BankFile.BACK, sha256=sha).first()
    if before is not None:
        raise BoleError(errors.RETURN_TAKEN, day=localdate(before.at).isoformat())
    lines = format_of(format).read(content)
    if not lines:
        raise BoleError(errors.RETURN_UNREADABLE, why=_("没有一行结果"))
    file, new = BankFile.objects.get_or_create(
        direction=BankFile.BACK, sha256=sha,
        defaults={
            "format": format, "name": name[:120], "bytes": len(content), "rows": len(lines), "at": at,
            "user": actor.user, "actor": actor.name,
        },
    )  # fmt: skip
    if not new:
        raise BoleError(errors.RETURN_TAKEN, day=localdate(file.at).isoformat())
    rows_insert(ReturnRow, _columns(file.pk, lines))
    data: Data = {"format": format, "rows": len(lines), "sha256": sha}
    record("return.taken", actor=actor, at=at, about=("bank-file", file.pk), data=data)
    return file.pk


def _columns(file: int, lines: Sequence[ReturnLine]) -> dict[str, list[Any]]:
    count = len(lines)
    return {
        "file_id": [file] * count,
        "number": list(range(1, count + 1)),
        "reference": [one.reference for one in lines],
        "outcome": [one.outcome for one in lines],
        "fen": [one.fen for one in lines],
        "why": [one.why for one in lines],
        "settled_on": [one.day for one in lines],
        "fault": [""] * count,
    }


def return_run(*, file: int, clock: Callable[[], datetime], chunk: int = CHUNK) -> None:
    """记入回盘 from behind the mark, and tell the cases."""
    while return_chunk(file, clock(), chunk):
        pass
    news_tell(clock=clock)


@dataclass
class _Sums:
    """What a chunk moves, to be written at its end."""

    moved: list[Moved] = field(default_factory=list)
    facts: list[PaymentFact] = field(default_factory=list)
    budgets: dict[int, dict[str, int]] = field(default_factory=dict)
    batches: dict[int, dict[str, int]] = field(default_factory=dict)
    whole: dict[date, list[BatchLine]] = field(default_factory=dict)
    """Lines that were paid whole, by day: the many, written together."""
    faults: dict[str, list[int]] = field(default_factory=dict)

    def budget(self, budget: int, **change: int) -> None:
        _add(self.budgets, budget, change)

    def batch(self, batch: int, **change: int) -> None:
        _add(self.batches, batch, change)


def _add(sums: dict[int, dict[str, int]], key: int, change: dict[str, int]) -> None:
    held = sums.setdefault(key, {})
    for name, fen in change.items():
        held[name] = held.get(name, 0) + fen


@transaction.atomic
def return_chunk(file: int, at: datetime, chunk: int = CHUNK) -> bool:
    """One chunk of a file; whether there may be more. Several at once stand in line at the row of the file."""
    row = BankFile.objects.select_for_update().filter(pk=file, direction=BankFile.BACK).first()
    if row is None or row.done >= row.rows:
        return False
    rows = list(ReturnRow.objects.filter(file=row, number__gt=row.done).order_by("number")[:chunk])
    actor = Actor(row.user, row.actor)
    register_lock()
    record("return.chunk", actor=actor, at=at, about=("bank-file", row.pk), data={"rows": len(rows)})
    sums = _Sums()
    found = BatchLine.objects.select_for_update(of=("self",)).filter(reference__in=[one.reference for one in rows])
    lines = {line.reference: line for line in found.defer("payee", "account").select_related("payable", "batch")}
    for one in rows:
        fault = _settle(one, lines.get(one.reference), sums, at)
        if fault:
            sums.faults.setdefault(fault, []).append(one.pk)
    _write(sums, actor, at)
    row.done = rows[-1].number
    row.save(update_fields=["done"])
    if row.done >= row.rows:
        _ended(row, actor, at)
    return row.done < row.rows


def _settle(told: ReturnRow, line: BatchLine | None, sums: _Sums, at: datetime) -> str:
    """Book one row; what is wrong with it, "" where nothing is."""
    if line is None:
        return "unknown"
    if line.batch.state not in (Batch.RELEASED, Batch.DONE):
        return "not-sent"
    fen = line.fen if told.fen is None else told.fen
    outcome = told.outcome
    if outcome != ReturnRow.BOUNCED:
        if not 0 < fen <= line.fen or (outcome == ReturnRow.PARTLY and told.fen is None):
            return "sum"
        outcome = ReturnRow.PAID if fen == line.fen else ReturnRow.PARTLY
    if line.state == BatchLine.WAITING:
        _first_news(told, outcome, fen, line, sums, at)
        return ""
    if line.state == BatchLine.PAID and outcome == ReturnRow.BOUNCED:
        return _recalled(told, line, sums, at)
    same = line.state == outcome and (outcome == ReturnRow.BOUNCED or line.paid_fen == fen)
    return "" if same else "settled"


def _first_news(told: ReturnRow, outcome: str, fen: int, line: BatchLine, sums: _Sums, at: datetime) -> None:
    owed, batch, day = line.payable, line.batch, told.settled_on
    if outcome == ReturnRow.PAID:
        sums.whole.setdefault(day, []).append(line)
        # In memory too: the same number may stand in the file twice.
        line.state, line.paid_fen = BatchLine.PAID, line.fen
        owed.state, owed.paid_fen = Payable.PAID, owed.fen
    else:
        paid = fen if outcome == ReturnRow.PARTLY else 0
        line.state, line.paid_fen = outcome, paid
        line.why, line.settled_on, line.told = told.why, day, outcome == ReturnRow.PARTLY
        line.save(update_fields=["state", "paid_fen", "why", "settled_on", "told"])
        owed.paid_fen += paid
        owed.state = Payable.PARTLY if owed.paid_fen else Payable.BOUNCED
        owed.changed_at = at
        owed.save(update_fields=["paid_fen", "state", "changed_at"])
        fen = paid
    rest = line.fen - fen
    if fen:
        sums.moved.append(Moved("pay", owed.budget_id, fen, owed, batch, day))
        sums.facts.append(payment_fact(owed, line.reference, fen, day))
    if rest:
        sums.moved.append(Moved("bounce", owed.budget_id, rest, owed, batch, day))
    sums.budget(owed.budget_id, sent=-line.fen, paid=fen, committed=rest)
    sums.batch(
        batch.pk, paid_count=int(outcome != ReturnRow.BOUNCED), paid_fen=fen,
        bounced_count=int(outcome == ReturnRow.BOUNCED), bounced_fen=rest,
    )  # fmt: skip


def _recalled(told: ReturnRow, line: BatchLine, sums: _Sums, at: datetime) -> str:
    """退汇: the bank had paid it, and the money came back."""
    owed, fen = Payable.objects.get(pk=line.payable_id), line.fen
    if owed.returned_fen or line in [one for many in sums.whole.values() for one in many]:
        return "settled"
    line.state, line.paid_fen, line.why, line.told = BatchLine.BOUNCED, 0, told.why, False
    line.save(update_fields=["state", "paid_fen", "why", "told"])
    owed.paid_fen -= fen
    owed.state, owed.changed_at = (Payable.PARTLY if owed.paid_fen else Payable.BOUNCED), at
    owed.save(update_fields=["paid_fen", "state", "changed_at"])
    sums.moved.append(Moved("recall", owed.budget_id, fen, owed, line.batch, told.settled_on))
    sums.facts.append(payment_fact(owed, f"{line.reference}-R", -fen, told.settled_on))
    sums.budget(owed.budget_id, paid=-fen, committed=fen)
    sums.batch(line.batch_id, paid_count=-1, paid_fen=-fen, bounced_count=1, bounced_fen=fen)
    return ""


def payment_fact(owed: Payable, number: str, fen: int, day: date) -> PaymentFact:
    """发放 as the register keeps it."""
    return PaymentFact(
        scheme=owed.scheme, fact=owed.fact, person=owed.about_person, organisation=owed.about_body,
        certificate=owed.certificate, occupation=owed.occupation, level=owed.level, fen=fen,
        applied_on=owed.applied_on, paid_on=day, number=number[:40],
    )  # fmt: skip


def _write(sums: _Sums, actor: Actor, at: datetime) -> None:
    for day, lines in sums.whole.items():
        ids = [line.pk for line in lines]
        told = {"state": BatchLine.PAID, "paid_fen": F("fen"), "settled_on": day, "told": False}
        BatchLine.objects.filter(pk__in=ids).update(**told)
        owed = Payable.objects.filter(pk__in=[line.payable_id for line in lines])
        owed.update(state=Payable.PAID, paid_fen=F("fen"), changed_at=at)
    for budget, change in sums.budgets.items():
        Budget.objects.filter(pk=budget).update(**{name: F(name) + fen for name, fen in change.items()})
    for batch, change in sums.batches.items():
        Batch.objects.filter(pk=batch).update(**{name: F(name) + n for name, n in change.items()})
    for fault, ids in sums.faults.items():
        ReturnRow.objects.filter(pk__in=ids).update(fault=fault)
    if sums.moved:
        transfers_write(sums.moved, actor=actor, at=at)
    if sums.facts:
        payments_record(rows=sums.facts, actor=actor, at=at)


def _ended(file: BankFile, actor: Actor, at: datetime) -> None:
    faults = ReturnRow.objects.filter(file=file).exclude(fault="").count()
    references = ReturnRow.objects.filter(file=file).values("reference")
    for batch in Batch.objects.filter(state=Batch.RELEASED, lines__reference__in=references).distinct():
        if not BatchLine.objects.filter(batch=batch, state=BatchLine.WAITING).exists():
            Batch.objects.filter(pk=batch.pk).update(state=Batch.DONE, ended_at=at)
            record("batch.done", actor=actor, at=at, about=("batch", batch.pk), data={"paid": batch.paid_count})
    told = {"rows": file.rows, "faults": faults}
    record("return.done", actor=actor, at=at, about=("bank-file", file.pk), data=told)


# --- news for the cases ---


def news_tell(*, clock: Callable[[], datetime]) -> int:
    """告知办件 what became of their payments; how many lines. Told twice, a case stays as it is."""
    done = 0
    waiting = BatchLine.objects.filter(told=False).defer("payee", "account").select_related("payable", "batch")
    while lines := list(waiting.order_by("pk")[:_TOLD]):
        for releaser, some in _by_releaser(lines):
            _paid_tell([line for line in some if line.state == BatchLine.PAID], releaser, clock())
            _bounced_tell([line for line in some if line.state == BatchLine.BOUNCED], releaser, clock())
        done += len(lines)
    return done


def _paid_tell(lines: Sequence[BatchLine], actor: Actor, at: datetime) -> None:
    """The cases first, some thousands to a transaction, then the mark: cut off in between, they hear it again."""
    if lines:
        cases_paid(cases=[line.payable.case for line in lines], actor=actor, at=at)
    # What the bank took back meanwhile has other news to tell.
    BatchLine.objects.filter(pk__in=[line.pk for line in lines], state=BatchLine.PAID).update(told=True)


def _bounced_tell(lines: Sequence[BatchLine], actor: Actor, at: datetime) -> None:
    if lines:
        whys = {line.payable.case: line.why or _(NO_REASON) for line in lines}
        cases_bounced(whys=whys, actor=actor, at=at)
    BatchLine.objects.filter(pk__in=[line.pk for line in lines], state=BatchLine.BOUNCED).update(told=True)


NO_REASON: Final = N_("银行没有说明原因")


def _by_releaser(lines: Iterable[BatchLine]) -> Iterator[tuple[Actor, list[BatchLine]]]:
    found: dict[int, tuple[Actor, list[BatchLine]]] = {}
    for line in lines:
        actor = Actor(line.batch.released_by or None, line.batch.releaser)
        found.setdefault(line.batch_id, (actor, []))[1].append(line)
    yield from found.values()
