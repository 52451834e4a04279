"""资金和预算的办理: a fund is set up, money comes into its year and goes out again; each with who, when and why."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.payments import errors
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import Budget, Fund
from bole.apps.registry.labels import money_words
from bole.kernel.errors import BoleError
from bole.kernel.messages import language

_CODE: Final = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)
MOST: Final = 10**14
"""Fen; a thousand times what a large city spends on talent in a year."""
LEAST_REASON: Final = 4


@dataclass(frozen=True, slots=True)
class BudgetShown:
    """一年的预算, as it is shown; sums in fen."""

    fund: str
    title: str
    source: str
    district: str
    year: int
    appropriated: int
    committed: int
    sent: int
    paid: int
    left: int


@transaction.atomic
def fund_create(
    *, code: str, title: str, source: str, actor: Actor, at: datetime, title_en: str = "", district: str = ""
) -> int:
    """设立资金. Raises BoleError: not allowed, a code that is none or is taken."""
    actor.require("fund.manage", district=district)
    if not _CODE.fullmatch(code) or len(code) > 60:
        raise BoleError(errors.BAD_CODE, code=code)
    if not title.strip() or not source.strip():
        raise BoleError(errors.NO_REASON, least=1)
    told = {
        "title": title.strip()[:120], "title_en": title_en.strip()[:200], "source": source.strip()[:60],
        "district": district, "made_at": at, "made_by": actor.name,
    }  # fmt: skip
    fund, new = Fund.objects.get_or_create(code=code, defaults=told)
    if not new:
        raise BoleError(errors.FUND_TAKEN, code=code)
    record("fund.created", actor=actor, at=at, about=("fund", fund.pk), data={"code": code})
    return fund.pk


@transaction.atomic
def budget_change(*, fund: str, year: int, fen: int, reason: str, actor: Actor, at: datetime) -> int:
    """下达或调减预算 of a year by `fen`, which is below zero to take money out; what is left. Raises BoleError."""
    found = fund_named(fund)
    actor.require("fund.manage", district=found.district)
    if not 0 < abs(fen) <= MOST:
        raise BoleError(errors.BAD_SUM, most=money_words(MOST))
    why = reason_checked(reason)
    # First of all, as whoever commits does: what is locked behind the log, is in one order.
    data: Data = {"fund": fund, "year": year, "fen": fen, "reason": len(why)}
    record("fund.budgeted", actor=actor, at=at, about=("fund", found.pk), data=data)
    budget, _new = Budget.objects.get_or_create(fund=found, year=year)
    changed = Budget.objects.filter(pk=budget.pk)
    if fen < 0:
        used = F("committed") + F("sent") + F("paid")
        changed = changed.filter(appropriated__gte=used - fen)
    if not changed.update(appropriated=F("appropriated") + fen):
        budget.refresh_from_db()
        raise BoleError(errors.BELOW_USED, used=money_words(budget.appropriated - budget.left))
    transfers_write([Moved("appropriate" if fen > 0 else "reduce", budget.pk, abs(fen))], actor=actor, at=at)
    budget.refresh_from_db()
    return budget.left


def reason_checked(reason: str) -> str:
    """A reason that says something. Raises BoleError."""
    told = " ".join(reason.split())
    if len(told) < LEAST_REASON:
        raise BoleError(errors.NO_REASON, least=LEAST_REASON)
    return told[:300]


def fund_named(code: str) -> Fund:
    """The fund of that code. Raises BoleError."""
    found = Fund.objects.filter(code=code).first()
    if found is None:
        raise BoleError(errors.NO_FUND, fund=code)
    return found


def budget_of(fund: str, year: int) -> Budget:
    """The budget of a fund and year. Raises BoleError."""
    found = Budget.objects.filter(fund=fund_named(fund), year=year).select_related("fund").first()
    if found is None:
        raise BoleError(errors.NO_BUDGET, fund=fund, year=year)
    return found


def budgets_shown(*, actor: Actor) -> list[BudgetShown]:
    """资金一览: every fund's years, the latest first. Raises BoleError."""
    actor.require("fund.read")
    english = language() == "en"
    return [
        BudgetShown(
            fund=one.fund.code,
            title=(one.fund.title_en if english else "") or one.fund.title,
            source=one.fund.source,
            district=one.fund.district,
            year=one.year,
            appropriated=one.appropriated,
            committed=one.committed,
            sent=one.sent,
            paid=one.paid,
            left=one.left,
        )
        for one in Budget.objects.select_related("fund").order_by("-year", "fund__code")
    ]


def funds_shown(*, actor: Actor) -> list[tuple[str, str]]:
    """Every fund by code and title. Raises BoleError."""
    actor.require("fund.read")
    english = language() == "en"
    return [(one.code, (one.title_en if english else "") or one.title) for one in Fund.objects.order_by("code")]
