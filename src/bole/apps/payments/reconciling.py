"""对账的办理: the bank's statement of a month beside the ledger; what differs is listed and settled by hand."""

import csv
import hashlib
import io
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import BigIntegerField, Case, F, Sum, When
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.payments import errors
from bole.apps.payments.funds import budget_of, reason_checked
from bole.apps.payments.models import Budget, Difference, Reconciliation, Transfer
from bole.apps.registry.bulk import rows_insert
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.money import fen_of

COLUMNS: Final = ("支付编号", "金额（元）", "日期")
_SIGNED: Final = Case(When(kind="recall", then=-F("fen")), default=F("fen"), output_field=BigIntegerField())


@transaction.atomic
def month_reconcile(*, fund: str, month: date, content: bytes, actor: Actor, at: datetime) -> int:
    """对账 of a fund's month with a statement; the same statement again is the same. Raises BoleError."""
    actor.require("payment.reconcile")
    first = month.replace(day=1)
    budget = budget_of(fund, first.year)
    sha = hashlib.sha256(content).hexdigest()
    before = Reconciliation.objects.filter(budget=budget, month=first, sha256=sha).first()
    ledger = ledger_of_month(budget, first)
    bank, twice, rows = _statement(content, first)
    found = _differences(ledger, bank, twice)
    told = {
        "ledger_fen": sum(ledger.values()), "bank_fen": sum(bank.values()), "rows": rows,
        "matched": sum(1 for reference, fen in bank.items() if ledger.get(reference) == fen),
        "made_at": at, "made_by": actor.name,
    }  # fmt: skip
    made, _new = Reconciliation.objects.update_or_create(budget=budget, month=first, sha256=sha, defaults=told)
    if before is not None:
        Difference.objects.filter(reconciliation=made, settled="").delete()
        settled = set(Difference.objects.filter(reconciliation=made).values_list("kind", "reference"))
        found = [one for one in found if (one[0], one[1]) not in settled]
    _differences_write(made.pk, found)
    data: Data = {"fund": fund, "month": first.isoformat(), "rows": rows, "differences": len(found)}
    record("month.reconciled", actor=actor, at=at, about=("reconciliation", made.pk), data=data)
    return made.pk


def ledger_of_month(budget: Budget, first: date) -> dict[str, int]:
    """What the ledger paid in a month, by the numbers that the bank knows; what came back is taken off."""
    until = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    rows = Transfer.objects.filter(budget=budget, kind__in=("pay", "recall"), booked_on__gte=first, booked_on__lt=until)
    sums = rows.values_list("batch__number", "payable_id").annotate(sum=Sum(_SIGNED))
    return {f"{batch}-{payable}": fen for batch, payable, fen in sums if fen}


def _statement(content: bytes, month: date) -> tuple[dict[str, int], list[str], int]:
    """Sum by number, the numbers that stand there twice, how many rows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    rows = csv.reader(io.StringIO(text))
    heading = [cell.strip() for cell in next(rows, [])]
    if heading[: len(COLUMNS)] != list(COLUMNS):
        raise BoleError(errors.STATEMENT_UNREADABLE, row=1, why=_("列名要是：{columns}", columns="、".join(COLUMNS)))
    sums: dict[str, int] = {}
    twice, count = [], 0
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        reference, fen = _statement_row(row, number, month)
        if reference in sums and fen > 0:
            twice.append(reference)
        sums[reference] = sums.get(reference, 0) + fen
        count += 1
    return {reference: fen for reference, fen in sums.items() if fen or reference in twice}, twice, count


def _statement_row(row: list[str], number: int, month: date) -> tuple[str, int]:
    try:
        reference, sum_, day = (cell.strip() for cell in row[:3])
        on, fen = date.fromisoformat(day), fen_of(sum_.replace(",", ""))
    except (ValueError, BoleError) as error:
        raise BoleError(errors.STATEMENT_UNREADABLE, row=number, why=_("金额或日期读不懂")) from error
    if (on.year, on.month) != (month.year, month.month):
        raise BoleError(errors.STATEMENT_UNREADABLE, row=number, why=_("日期不在这个月"))
    return reference[:60], fen


def _differences(
    ledger: dict[str, int], bank: dict[str, int], twice: list[str]
) -> list[tuple[str, str, int | None, int | None]]:
    found: list[tuple[str, str, int | None, int | None]] = []
    for reference in sorted(ledger.keys() | bank.keys()):
        ours, theirs = ledger.get(reference), bank.get(reference)
        if reference in twice:
            found.append((Difference.TWICE, reference, ours, theirs))
        elif theirs is None:
            found.append((Difference.NOT_AT_BANK, reference, ours, None))
        elif ours is None:
            found.append((Difference.NOT_IN_LEDGER, reference, None, theirs))
        elif ours != theirs:
            found.append((Difference.OTHER_SUM, reference, ours, theirs))
    return found


def _differences_write(made: int, found: list[tuple[str, str, int | None, int | None]]) -> None:
    columns: dict[str, list[Any]] = {
        "reconciliation_id": [made] * len(found),
        "kind": [one[0] for one in found],
        "reference": [one[1] for one in found],
        "ledger_fen": [one[2] for one in found],
        "bank_fen": [one[3] for one in found],
        "settled": [""] * len(found),
        "settled_by": [""] * len(found),
        "settled_at": [None] * len(found),
    }
    rows_insert(Difference, columns)


@transaction.atomic
def difference_settle(*, difference: int, how: str, actor: Actor, at: datetime) -> None:
    """处理一笔不符: what it was and what was done. Raises BoleError."""
    actor.require("payment.reconcile")
    told = reason_checked(how)
    waiting = Difference.objects.filter(pk=difference, settled="")
    if not waiting.update(settled=told, settled_by=actor.name, settled_at=at):
        raise BoleError(errors.NO_PAYMENT)
    record("difference.settled", actor=actor, at=at, about=("difference", difference), data={"day": str(localdate(at))})
