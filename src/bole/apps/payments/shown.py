"""资金和支付的页面读什么: batches, lines with masked names, claw-backs, months, reports; no writes but looks."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, Count, F, Q, Sum, When
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate

from bole.apps.accounts import masks
from bole.apps.accounts.actor import Actor, not_allowed
from bole.apps.accounts.events import record
from bole.apps.payments import errors
from bole.apps.payments.bank_files import line_opened
from bole.apps.payments.batch_words import BATCH_STATES, LEFT_OUT, RETURN_FAULTS
from bole.apps.payments.batches import batch_reached
from bole.apps.payments.ledger import PAID, balances
from bole.apps.payments.ledger_page import NONE
from bole.apps.payments.models import (
    BankFile,
    Batch,
    BatchLine,
    Budget,
    Clawback,
    Difference,
    Instalment,
    Overpayment,
    Payable,
    Reconciliation,
    ReturnRow,
    Transfer,
)
from bole.apps.registry.labels import place_words, scheme_words
from bole.apps.registry.printed_list import list_write
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _, language

ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class BatchRow:
    """一批 in the list."""

    batch: int
    number: str
    fund: str
    year: int
    state: str
    count: int
    fen: int
    paid_count: int
    bounced_count: int
    prepared_at: datetime
    preparer: str


@dataclass(frozen=True, slots=True)
class Step:
    """一道手续: who did it and when; `why_not` where who looks cannot do it."""

    verb: str
    label: str
    who: str
    at: datetime | None
    why_not: str = ""
    can: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """一笔 of a batch, masked."""

    line: int
    reference: str
    payee: str
    account: str
    bank: str
    fen: int
    paid_fen: int
    state: str
    why: str
    case: int
    payable: int
    left_to_claim: int


@dataclass(frozen=True, slots=True)
class BatchShown:
    """一批 as its page shows it."""

    row: BatchRow
    steps: Sequence[Step]
    lines: Sequence[LineRow]
    found: int
    page: int
    pages: int
    left_out: Sequence[tuple[str, int]]
    files: Sequence[BankFile]
    going: bool
    handled: int
    can_cancel: bool
    can_send: bool
    why: str
    source: str

    @property
    def paid_fen(self) -> int:
        """What the bank has paid of it."""
        return sum(line.paid_fen for line in self.lines)


def batches_shown(*, actor: Actor, state: str = "", fund: str = "", page: int = 1) -> tuple[list[BatchRow], int, int]:
    """支付批次, the latest first, of a page; how many there are, and how many pages. Raises BoleError."""
    rows = _reached(Batch.objects.select_related("budget__fund"), actor, "budget__fund__district")
    if state in BATCH_STATES:
        rows = rows.filter(state=state)
    if fund:
        rows = rows.filter(budget__fund__code=fund)
    count = rows.count()
    start = (max(1, page) - 1) * ROWS
    return [_row(one) for one in rows.order_by("-pk")[start : start + ROWS]], count, max(1, -(-count // ROWS))


def _reached(rows: Any, actor: Actor, column: str) -> Any:
    actor.require("fund.read")
    districts = actor.districts("fund.read")
    if districts is None:
        return rows
    reach = Q(pk__in=[])
    for district in districts:
        reach |= Q(**{f"{column}__startswith": district})
    return rows.filter(reach)


def _title(batch: Batch) -> str:
    fund = batch.budget.fund
    return (fund.title_en if language() == "en" else "") or fund.title


def _row(batch: Batch) -> BatchRow:
    return BatchRow(
        batch.pk, batch.number, _title(batch), batch.budget.year, batch.state, batch.lines_count, batch.fen,
        batch.paid_count, batch.bounced_count, batch.prepared_at, batch.preparer,
    )  # fmt: skip


def batch_shown(
    *, batch: int, actor: Actor, at: datetime, state: str = "", page: int = 1, looks: bool = True, every: bool = False
) -> BatchShown:
    """一批: who did what, its lines masked, what was left out, its files. Raises BoleError; writes a look."""
    row = batch_reached(batch, actor, "fund.read")
    lines = BatchLine.objects.filter(batch=row).select_related("payable").order_by("pk")
    if state:
        lines = lines.filter(state=state)
    found = lines.count()
    size = 1_000 if every else ROWS
    start = (max(1, page) - 1) * size
    shown = [_line(one) for one in lines[start : start + size]]
    if looks and shown:
        record("batch.looked", actor=actor, at=at, about=("batch", row.pk), data={"lines": len(shown)})
    behind = BatchLine.objects.filter(batch=row, pk__lte=row.last).count() if row.state == Batch.RELEASING else 0
    return BatchShown(
        row=_row(row),
        steps=_steps(row, actor),
        lines=shown,
        found=found,
        page=max(1, page),
        pages=max(1, -(-found // size)),
        left_out=[(_(LEFT_OUT.get(why, why)), count) for why, count in sorted(row.left_out.items())],
        files=list(BankFile.objects.filter(batch=row).order_by("-pk")),
        going=row.state in (Batch.PREPARING, Batch.RELEASING),
        handled=behind or row.lines_count,
        can_cancel=row.state in (Batch.PREPARING, Batch.PREPARED, Batch.CHECKED)
        and any(actor.may(f"payment.{verb}") for verb in ("prepare", "check", "release")),
        can_send=row.state in (Batch.RELEASED, Batch.DONE)
        and any(actor.may(f"payment.{verb}") for verb in ("prepare", "release")),
        why=row.why,
        source=row.budget.fund.source,
    )


def _line(line: BatchLine) -> LineRow:
    payee, account = line_opened(line)
    owed = line.payable
    left = owed.paid_fen - owed.returned_fen if line.state in (BatchLine.PAID, BatchLine.PARTLY) else 0
    return LineRow(
        line.pk, line.reference, masks.name(payee), masks.account(account), line.bank, line.fen,
        line.paid_fen, line.state, line.why, owed.case, owed.pk, left,
    )  # fmt: skip


_STEPS: Final = (
    ("prepare", N_("编制"), "prepared", "preparing"),
    ("check", N_("复核"), "checked", "prepared"),
    ("release", N_("签发"), "released", "checked"),
)


def _steps(row: Batch, actor: Actor) -> list[Step]:
    found = []
    for verb, label, past, before in _STEPS:
        who = {"prepare": row.preparer, "check": row.checker, "release": row.releaser}[verb]
        at = getattr(row, f"{past}_at")
        waits = row.state == before and verb != "prepare"
        why = _why_not(row, actor, verb) if waits else ""
        found.append(Step(verb, _(label), who, at, why, waits and not why))
    return found


def _why_not(row: Batch, actor: Actor, verb: str) -> str:
    permission = f"payment.{verb}"
    if not actor.may(permission, district=row.budget.fund.district):
        error: BoleError = not_allowed(permission)
    elif (actor.user or 0) in (row.prepared_by, row.checked_by):
        error = BoleError(errors.SAME_PERSON)
    elif actor.person is not None and BatchLine.objects.filter(batch=row, payable__person=actor.person).exists():
        error = BoleError(errors.OWN_PAYMENT)
    else:
        return ""
    return _(error.kind.message, **error.params) + _(error.kind.remedy, **error.params)


# --- what came back ---


@dataclass(frozen=True, slots=True)
class ReturnShown:
    """回盘文件: how far it is booked, and what could not be."""

    file: BankFile
    faults: Sequence[tuple[int, str, str]]
    """Row, number, words."""
    count: int

    @property
    def going(self) -> bool:
        """Whether it is being booked."""
        return self.file.done < self.file.rows


def return_shown(*, file: int, actor: Actor) -> ReturnShown:
    """一个回盘文件. Raises BoleError."""
    actor.require("fund.read")
    found = BankFile.objects.filter(pk=file, direction=BankFile.BACK).first()
    if found is None:
        raise BoleError(errors.NO_PAYMENT)
    rows = ReturnRow.objects.filter(file=found).exclude(fault="")
    told = [
        (number, reference, _(RETURN_FAULTS.get(fault, fault)))
        for number, reference, fault in rows.order_by("number").values_list("number", "reference", "fault")[:500]
    ]
    return ReturnShown(found, told, rows.count())


def returns_shown(*, actor: Actor) -> list[BankFile]:
    """The latest files that came back. Raises BoleError."""
    actor.require("fund.read")
    return list(BankFile.objects.filter(direction=BankFile.BACK).order_by("-pk")[:20])


# --- claw-backs ---


@dataclass(frozen=True, slots=True)
class ClawbackRow:
    """一笔追回."""

    clawback: int
    scheme: str
    case: int
    fen: int
    received: int
    state: str
    reason: str
    demanded_at: datetime
    demanded_by: str
    parts: Sequence[Instalment]


def clawbacks_shown(*, actor: Actor, state: str = "open") -> list[ClawbackRow]:
    """追回, the latest first. Raises BoleError."""
    rows = _reached(Clawback.objects.select_related("payable"), actor, "payable__district")
    if state in Clawback.STATES:
        rows = rows.filter(state=state)
    return [
        ClawbackRow(
            one.pk, scheme_words(one.payable.scheme), one.payable.case, one.fen, one.received, one.state, one.reason,
            one.demanded_at, one.demanded_by, list(one.instalments.order_by("number")),
        )
        for one in rows.order_by("-pk").prefetch_related("instalments")[:200]
    ]  # fmt: skip


def overpayments_shown(*, actor: Actor) -> list[Overpayment]:
    """重复支付 that nobody has claimed yet. Raises BoleError."""
    rows = _reached(Overpayment.objects.select_related("kept", "extra"), actor, "extra__district")
    return list(rows.filter(state=Overpayment.OPEN).order_by("-pk")[:200])


def payable_shown(*, payable: int, actor: Actor) -> Payable:
    """一笔应付. Raises BoleError."""
    actor.require("clawback.manage")
    found: Payable | None = _reached(Payable.objects.filter(pk=payable), actor, "district").first()
    if found is None:
        raise BoleError(errors.NO_PAYMENT)
    return found


# --- the month ---


def reconciliations_shown(*, actor: Actor) -> list[Reconciliation]:
    """对账, the latest first, each with how many differences are open. Raises BoleError."""
    actor.require("fund.read")
    rows = Reconciliation.objects.select_related("budget__fund")
    rows = rows.annotate(open=Count("differences", filter=Q(differences__settled="")))
    return list(rows.order_by("-month", "-pk")[:60])


def differences_shown(*, reconciliation: int, actor: Actor) -> tuple[Reconciliation, list[Difference]]:
    """一次对账 and its differences. Raises BoleError."""
    actor.require("fund.read")
    found = Reconciliation.objects.filter(pk=reconciliation).select_related("budget__fund").first()
    if found is None:
        raise BoleError(errors.NO_PAYMENT)
    return found, list(found.differences.order_by("kind", "reference")[:1_000])


# --- reports ---

BY: Final = {"scheme": N_("政策项目"), "district": N_("地区"), "month": N_("月份")}
_NET: Final = Case(When(kind="pay", then=F("fen")), default=-F("fen"), output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class ReportRow:
    """报表的一行: paid, taken back, and what remains, in fen."""

    label: str
    payments: int
    paid: int
    back: int
    net: int
    where: str = ""
    """The part of an address of the ledger that lists what it is made of; "" of the total."""


@dataclass(frozen=True, slots=True)
class Report:
    """报表 of a year; `ledger` is what the ledger has as paid, to which the rows add up."""

    by: str
    year: int
    fund: str
    rows: Sequence[ReportRow]
    total: ReportRow
    ledger: int


def report(*, by: str, year: int, fund: str = "", actor: Actor) -> Report:
    """按项目、地区或月份: what was paid of a year's budgets, from the ledger. Raises BoleError."""
    actor.require("fund.read")
    by = by if by in BY else "scheme"
    budgets = Budget.objects.filter(year=year)
    if fund:
        budgets = budgets.filter(fund__code=fund)
    budgets = _reached(budgets, actor, "fund__district")
    rows = Transfer.objects.filter(budget__in=budgets, kind__in=("pay", "recall", "return"))
    key = "month" if by == "month" else by
    if by == "month":
        rows = rows.annotate(month=TruncMonth("booked_on"))
    sums = (
        rows.values(key)
        .annotate(
            payments=Count("pk", filter=Q(kind="pay")),
            paid=Sum("fen", filter=Q(kind="pay"), default=0),
            net=Sum(_NET),
        )
        .order_by(key)
    )
    told = [
        ReportRow(
            _label(by, one[key]),
            one["payments"],
            one["paid"],
            one["paid"] - one["net"],
            one["net"],
            _where(by, one[key]),
        )
        for one in sums
    ]
    total = ReportRow(
        _("合计"), sum(row.payments for row in told), sum(row.paid for row in told), sum(row.back for row in told),
        sum(row.net for row in told),
    )  # fmt: skip
    return Report(by, year, fund, told, total, sum(balances(budget)[PAID] for budget in budgets))


def _where(by: str, value: Any) -> str:
    """What a row of the ledger has in common with those of a row of the report."""
    if by == "month" and isinstance(value, date):
        last = value.replace(day=monthrange(value.year, value.month)[1])
        return urlencode({"since": value.isoformat(), "until": last.isoformat()})
    return urlencode({by: str(value) if value else NONE})


def _label(by: str, value: Any) -> str:
    if by == "month":
        return f"{value:%Y-%m}" if isinstance(value, date) else ""
    if by == "district":
        return (place_words(value) or str(value)) if value else _("全市")
    return scheme_words(str(value)) if value else "—"


def report_export(*, target: Path, by: str, year: int, fund: str, actor: Actor, at: datetime) -> int:
    """导出 a report as a workbook, sums as numbers in yuan. Raises BoleError."""
    found = report(by=by, year=year, fund=fund, actor=actor)
    notes = [
        _("单位：元"), _("截至 {day}", day=localdate(at).isoformat()), _("制表人：{name}", name=actor.name),
    ]  # fmt: skip
    headings = [BY[found.by], N_("笔数"), N_("已支付"), N_("退回和追回"), N_("净支付")]
    rows: list[Sequence[str | int | Decimal]] = [
        (row.label, row.payments, *(Decimal(fen) / 100 for fen in (row.paid, row.back, row.net)))
        for row in (*found.rows, found.total)
    ]
    title = _("{year} 年支付报表（按{by}）", year=year, by=_(BY[found.by]))
    count = list_write(target, title=title, notes=notes, headings=headings, rows=rows)
    record("report.exported", actor=actor, at=at, data={"by": found.by, "year": year, "rows": count})
    return count
