"""台账的查看: transfers by day, fund and scheme, their sums, the state of the chain; for who pays and who audits.

Nothing here names a person: a transfer has the number of its case and of the receipt on which it rests.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localdate
from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import last_of, record
from bole.apps.payments.ledger import chain_told, first_broken, unequal
from bole.apps.payments.models import Budget, Transfer
from bole.apps.registry.labels import place_words, scheme_words
from bole.apps.registry.printed_list import list_write
from bole.kernel.messages import N_, _, language
from bole.kernel.writing import written_beside

READ: Final = "fund.read"
AUDIT: Final = "event.read"
"""Who reads money, and who audits; either sees the ledger."""
NONE: Final = "-"
"""In an address: of no scheme, of no district."""
NET: Final = "net"
KINDS_TOLD: Final[Mapping[str, str]] = {
    NET: N_("支付、退回和追回"),
    "appropriate": N_("下达预算"),
    "reduce": N_("调减预算"),
    "commit": N_("承付"),
    "uncommit": N_("撤回承付"),
    "send": N_("送银行"),
    "pay": N_("已支付"),
    "bounce": N_("银行退回"),
    "recall": N_("付后退汇"),
    "demand": N_("应追回"),
    "receive": N_("追回收款"),
    "return": N_("追回的钱回到预算"),
    "write-off": N_("核销"),
}
"""事项 to filter by; the first is what reports add up."""
PAID_AND_BACK: Final = ("pay", "recall", "return")
ACCOUNTS_TOLD: Final[Mapping[str, str]] = {
    "source": N_("财政"),
    "available": N_("可用"),
    "committed": N_("已承付"),
    "sent": N_("在途"),
    "paid": N_("已支付"),
    "receivable": N_("应收"),
    "claimed": N_("追回"),
}
BY: Final[Mapping[str, str]] = {"": N_("逐笔"), "day": N_("日期"), "fund": N_("资金"), "scheme": N_("政策项目")}
_COLUMNS: Final = {"day": "booked_on", "fund": "budget__fund__code", "scheme": "scheme"}
MOST: Final = 500_000
"""Rows of one download."""


@dataclass(frozen=True, slots=True)
class LedgerFilters:
    """筛选条件, as an address has them."""

    by: str = ""
    year: str = ""
    """Of the budget."""
    fund: str = ""
    scheme: str = ""
    district: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "LedgerFilters":
        """From an address; what is no day, year or kind does not count."""
        found = {one.name: str(told.get(one.name) or "").strip()[:80] for one in fields(cls)}
        for name in ("since", "until"):
            if _day(found[name]) is None:
                found[name] = ""
        found["year"] = found["year"] if found["year"].isascii() and found["year"].isdigit() else ""
        for name, known in (("kind", KINDS_TOLD), ("by", BY)):
            found[name] = found[name] if found[name] in known else ""
        return cls(**found)

    @property
    def address(self) -> dict[str, str]:
        """As an address has it."""
        return {name: value for name, value in asdict(self).items() if value}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class TransferShown:
    """一笔分录 in words."""

    number: int
    kind: str
    booked_on: date
    at: datetime
    fund: str
    year: int
    debit: str
    credit: str
    fen: int
    scheme: str
    district: str
    case: int | None
    batch: str
    actor: str
    receipt: str
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerSum:
    """一组: how many transfers, and what they paid, brought back, put aside."""

    key: str
    label: str
    count: int
    committed: int
    """Put aside, less what was given back."""
    paid: int
    back: int

    @property
    def net(self) -> int:
        """What remains paid."""
        return self.paid - self.back


@dataclass(frozen=True, slots=True)
class LedgerShown:
    """台账的一页: rows or groups, and what the whole list comes to."""

    rows: Sequence[TransferShown]
    groups: Sequence[LedgerSum]
    total: LedgerSum
    kinds: Sequence[tuple[str, int, int]]
    """事项, how many, how much, of the whole list."""
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total.count // self.size))


def ledger(*, filters: LedgerFilters, actor: Actor, page: int = 1, size: int = 50) -> LedgerShown:
    """台账: a page of transfers, the latest first, or their sums by day, fund or scheme. Raises BoleError."""
    rows = _listed(filters, actor)
    total = _sum("", _("合计"), rows.aggregate(**_SUMS))
    page = min(max(page, 1), max(1, -(-total.count // size)))
    kinds = rows.values_list("kind").annotate(count=Count("pk"), fen=Sum("fen")).order_by("kind")
    groups: list[LedgerSum] = []
    shown: list[TransferShown] = []
    if filters.by:
        groups = _groups(filters.by, rows)
    else:
        found = rows.select_related("budget__fund", "batch").order_by("-number")
        shown = [_shown(row) for row in found[(page - 1) * size : page * size]]
    told = [(_(KINDS_TOLD[kind]), count, fen) for kind, count, fen in kinds]
    return LedgerShown(shown, groups, total, told, page, size)


def _listed(filters: LedgerFilters, actor: Actor) -> QuerySet[Transfer]:
    rows = Transfer.objects.filter(budget__in=_budgets(filters, actor))
    if filters.scheme:
        rows = rows.filter(scheme="" if filters.scheme == NONE else filters.scheme)
    if filters.district:
        rows = rows.filter(district="" if filters.district == NONE else filters.district)
    if filters.kind:
        rows = rows.filter(kind__in=PAID_AND_BACK if filters.kind == NET else (filters.kind,))
    if filters.since:
        rows = rows.filter(booked_on__gte=filters.since)
    return rows.filter(booked_on__lte=filters.until) if filters.until else rows


def _budgets(filters: LedgerFilters, actor: Actor) -> QuerySet[Budget]:
    """Those in reach; who audits reaches all."""
    rows = Budget.objects.all()
    if not actor.may(AUDIT):
        actor.require(READ)
        districts = actor.districts(READ)
        if districts is not None:
            reach = Q(pk__in=[])
            for district in districts:
                reach |= Q(fund__district__startswith=district)
            rows = rows.filter(reach)
    if filters.year:
        rows = rows.filter(year=int(filters.year))
    return rows.filter(fund__code=filters.fund) if filters.fund else rows


_SUMS: Final = {
    "count": Count("pk"),
    "commit": Sum("fen", filter=Q(kind="commit"), default=0),
    "uncommit": Sum("fen", filter=Q(kind="uncommit"), default=0),
    "paid": Sum("fen", filter=Q(kind="pay"), default=0),
    "back": Sum("fen", filter=Q(kind__in=("recall", "return")), default=0),
}


def _sum(key: str, label: str, told: Mapping[str, Any]) -> LedgerSum:
    return LedgerSum(key, label, told["count"], told["commit"] - told["uncommit"], told["paid"], told["back"])


def _groups(by: str, rows: QuerySet[Transfer]) -> list[LedgerSum]:
    column = _COLUMNS[by]
    order = f"-{column}" if by == "day" else column
    found = list(rows.values(column).annotate(**_SUMS).order_by(order)[:1_000])
    funds = _funds() if by == "fund" else {}
    return [_sum(str(one[column]) or NONE, _label(by, one[column], funds), one) for one in found]


def _label(by: str, value: Any, funds: Mapping[str, str]) -> str:
    if by == "day":
        return str(value.isoformat())
    if by == "fund":
        return funds.get(value, str(value))
    return scheme_words(str(value)) if value else "—"


def _funds() -> dict[str, str]:
    english = language() == "en"
    rows = Budget.objects.select_related("fund")
    return {row.fund.code: (row.fund.title_en if english else "") or row.fund.title for row in rows}


def _shown(row: Transfer) -> TransferShown:
    fund = row.budget.fund
    return TransferShown(
        number=row.number,
        kind=_(KINDS_TOLD[row.kind]),
        booked_on=row.booked_on,
        at=row.at,
        fund=(fund.title_en if language() == "en" else "") or fund.title,
        year=row.budget.year,
        debit=_(ACCOUNTS_TOLD[row.debit]),
        credit=_(ACCOUNTS_TOLD[row.credit]),
        fen=row.fen,
        scheme=scheme_words(row.scheme) if row.scheme else "",
        district=place_words(row.district) if row.district else "",
        case=row.case,
        batch=row.batch.number if row.batch is not None else "",
        actor=row.actor,
        receipt=row.receipt,
        hash=bytes(row.hash).hex(),
    )


# --- to choose from ---


def ledger_choices(*, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """年度、资金、政策项目 that the ledger in reach has anything of. Raises BoleError."""
    budgets = _budgets(LedgerFilters(), actor)
    english = language() == "en"
    funds = {row.fund.code: (row.fund.title_en if english else "") or row.fund.title
             for row in budgets.select_related("fund").order_by("fund__code")}  # fmt: skip
    years = sorted(set(budgets.values_list("year", flat=True)), reverse=True)
    schemes = Transfer.objects.filter(budget__in=budgets).exclude(scheme="").order_by("scheme")
    return {
        "years": [(str(year), str(year)) for year in years],
        "funds": list(funds.items()),
        "schemes": [(one, scheme_words(one)) for one in schemes.values_list("scheme", flat=True).distinct()[:500]],
    }


# --- the chain ---


@dataclass(frozen=True, slots=True)
class ChainState:
    """台账链: its head, what of it stands outside the database, and how the last check of it came out."""

    number: int
    hash: str
    published: int
    """Up to which transfer the head was written outside."""
    checked_at: datetime | None
    checked_by: str
    checked_upto: int
    broken: int | None
    """The first transfer that does not hold, as of that check."""
    unequal: int
    """Budgets whose sums were not those of the ledger."""


def chain_state(*, actor: Actor) -> ChainState:
    """台账链 as it was checked last. Raises BoleError."""
    if not actor.may(AUDIT):
        actor.require(READ)
    number, hash_, published = chain_told()
    last = last_of(_CHECKED)
    data = last.data if last is not None else {}
    return ChainState(
        number=number,
        hash=hash_,
        published=published,
        checked_at=last.at if last is not None else None,
        checked_by=last.actor if last is not None else "",
        checked_upto=int(data.get("upto") or 0),
        broken=int(data["broken"]) if data.get("broken") else None,
        unequal=int(data.get("unequal") or 0),
    )


_CHECKED: Final = "ledger.checked"


def ledger_check(*, actor: Actor, at: datetime) -> int | None:
    """核对台账链 from its first transfer, and the budgets against it; the first that does not hold."""
    upto, _hash, _published = chain_told()
    broken, wrong = first_broken(), unequal()
    record(_CHECKED, actor=actor, at=at, data={"upto": upto, "broken": broken, "unequal": len(wrong)})
    return broken


@task()
def ledger_check_in_background(user: int | None, name: str) -> None:
    """核对台账链: every transfer is read, which takes long where there are many."""
    from bole.apps.payments.tasks import now

    ledger_check(actor=Actor(user, name), at=now())


def ledger_check_enqueue(*, actor: Actor) -> None:
    """Have the worker check the chain. Raises BoleError."""
    if not actor.may(AUDIT):
        actor.require(READ)
    ledger_check_in_background.enqueue(actor.user, actor.name)


def ledger_check_daily(*, at: datetime) -> None:
    """值班: once a day, where there is a ledger."""
    last = last_of(_CHECKED)
    if chain_told()[0] and (last is None or localdate(last.at) < localdate(at)):
        ledger_check(actor=Actor.system("worker"), at=at)


# --- downloads ---

_HEADINGS: Final = (
    N_("序号"), N_("记账日期"), N_("时间"), N_("事项"), N_("预算年度"), N_("资金"), N_("从"), N_("到"),
    N_("金额（元）"), N_("政策项目"), N_("地区"), N_("办件编号"), N_("支付批次"), N_("经办人"),
    N_("回执校验值"), N_("链上校验值"),
)  # fmt: skip


def ledger_export(*, target: Path, filters: LedgerFilters, actor: Actor, at: datetime) -> int:
    """导出 the list as it is filtered, as csv or xlsx by the ending of the file, in the order of the chain; how many.

    Raises BoleError. Written down as an event.
    """
    rows = _listed(filters, actor).select_related("budget__fund", "batch").order_by("number")[:MOST]
    lines = (_line(_shown(row)) for row in rows.iterator(chunk_size=2_000))
    if target.suffix == ".csv":
        count = _csv(target, lines)
    else:
        notes = [_("单位：元"), _("截至 {day}", day=localdate(at).isoformat()), _("制表人：{name}", name=actor.name)]
        count = list_write(target, title=_("台账"), notes=notes, headings=_HEADINGS, rows=lines)
    record("ledger.exported", actor=actor, at=at, data={"rows": count, "format": target.suffix[1:]})
    return count


def _line(row: TransferShown) -> Sequence[str | int | Decimal]:
    return (
        row.number, row.booked_on.isoformat(), row.at.isoformat(timespec="seconds"), row.kind, row.year, row.fund,
        row.debit, row.credit, Decimal(row.fen) / 100, row.scheme, row.district, row.case or "", row.batch, row.actor,
        row.receipt, row.hash,
    )  # fmt: skip


def _csv(target: Path, lines: Iterator[Sequence[str | int | Decimal]]) -> int:
    count = 0
    with written_beside(target) as beside, beside.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([_(heading) for heading in _HEADINGS])
        for line in lines:
            out.writerow([f"{one:.2f}" if isinstance(one, Decimal) else _plain(one) for one in line])
            count += 1
    return count


def _plain(value: str | int) -> str | int:
    """A text that no table program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value
