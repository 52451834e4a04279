"""追回和对账: what has to come back and in which parts; the month beside the bank."""

from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.payments.clawbacks import (
    clawback_cancel,
    clawback_demand,
    clawback_reschedule,
    clawback_write_off,
    instalment_receive,
)
from bole.apps.payments.errors import NO_PAYMENT
from bole.apps.payments.funds import funds_shown
from bole.apps.payments.reconciling import difference_settle, month_reconcile
from bole.apps.payments.shown import (
    clawbacks_shown,
    differences_shown,
    overpayments_shown,
    payable_shown,
    reconciliations_shown,
)
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.kernel.money import fen_of
from bole.portal.forms import chosen, day_asked, told
from bole.portal.visit import Visit, screen

STATES: Final = {
    "open": ("ask", N_("追回中")),
    "done": ("ok", N_("已追回")),
    "written-off": ("plain", N_("已核销")),
    "cancelled": ("plain", N_("已撤销")),
}
KINDS: Final = {
    "not-at-bank": N_("台账有，银行没有"),
    "not-in-ledger": N_("银行有，台账没有"),
    "other-sum": N_("金额不同"),
    "twice": N_("银行付了两次"),
}
_MOST_STATEMENT: Final = 50_000_000


@screen("fund.read")
def clawbacks_page(visit: Visit) -> HttpResponse:
    """追回: open ones with their parts, payments that may be double."""
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            _acted(visit)
        except BoleError as error:
            faults["act"] = told(error)
        else:
            messages.success(visit.request, _("已办理。"))
            return HttpResponseRedirect(reverse("clawbacks"))
    state = chosen(visit.asked("state"), STATES, "open")
    shown = {
        "rows": [(row, STATES[row.state]) for row in clawbacks_shown(actor=visit.actor, state=state)],
        "doubles": overpayments_shown(actor=visit.actor),
        "state": state,
        "states": [(code, _(label)) for code, (_kind, label) in STATES.items()],
        "faults": faults,
    }
    return visit.shows("clawbacks", shown, status=422 if faults else 200)


def _acted(visit: Visit) -> None:
    act, number = visit.given("act"), visit.given("number")
    which = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    if act == "receive":
        on = day_asked(visit.given("on")) or visit.at.date()
        instalment_receive(instalment=which, on=on, voucher=visit.given("voucher"), actor=visit.actor, at=visit.at)
    elif act == "reschedule":
        _rescheduled(visit, which)
    elif act == "write-off":
        clawback_write_off(clawback=which, reason=visit.given("reason"), actor=visit.actor, at=visit.at)
    elif act == "cancel":
        clawback_cancel(clawback=which, reason=visit.given("reason"), actor=visit.actor, at=visit.at)


def _rescheduled(visit: Visit, clawback: int) -> None:
    """改分期 into so many equal parts a month apart. Raises BoleError."""
    rows = clawbacks_shown(actor=visit.actor, state="open")
    found = next((one for one in rows if one.clawback == clawback), None)
    if found is None:
        raise BoleError(NO_PAYMENT)
    count = int(visit.given("parts")) if visit.given("parts").isdigit() else 0
    first = day_asked(visit.given("first"))
    parts = _parts(first, found.fen - found.received, count) if first is not None and 1 <= count <= 12 else []
    clawback_reschedule(
        clawback=clawback, reason=visit.given("reason"), instalments=parts, actor=visit.actor, at=visit.at
    )  # fmt: skip


@screen("clawback.manage")
def clawback_new(visit: Visit, payable: int) -> HttpResponse:
    """提出追回 of one payment, in up to twelve parts a month apart."""
    owed = payable_shown(payable=payable, actor=visit.actor)
    given = {name: visit.given(name) for name in ("sum", "reason", "first", "parts")}
    shown: dict[str, object] = {"owed": owed, "left": owed.paid_fen - owed.returned_fen, "given": given}
    if visit.request.method != "POST":
        return visit.shows("clawback_new", shown)
    faults: dict[str, str] = {}
    first = day_asked(given["first"])
    parts = int(given["parts"]) if given["parts"].isdigit() else 1
    if first is None:
        faults["first"] = _("请填写第一期的应还日期，像 2026-06-03 这样")
    if not 1 <= parts <= 12:
        faults["parts"] = _("期数是 1 至 12")
    if not faults and first is not None:
        try:
            fen = fen_of(given["sum"].replace(",", ""))
            clawback_demand(
                payable=payable, fen=fen, reason=given["reason"], instalments=_parts(first, fen, parts),
                actor=visit.actor, at=visit.at,
            )  # fmt: skip
        except BoleError as error:
            faults["reason" if error.code == "BOLE-M012" else "sum"] = told(error)
    if faults:
        return visit.shows("clawback_new", shown | {"faults": faults}, status=422)
    messages.success(visit.request, _("已提出追回。"))
    return HttpResponseRedirect(reverse("clawbacks"))


def _parts(first: date, fen: int, count: int) -> list[tuple[date, int]]:
    """Equal parts a month apart; the last has what does not divide."""
    each = fen // count
    found = []
    for at in range(count):
        month = first.month - 1 + at
        day = date(first.year + month // 12, month % 12 + 1, min(first.day, 28))
        found.append((day if at else first, each if at < count - 1 else fen - each * (count - 1)))
    return found


@screen("fund.read")
def reconciliations_page(visit: Visit) -> HttpResponse:
    """对账: the months that were compared, and a statement to compare."""
    faults: dict[str, str] = {}
    given = {name: visit.given(name) for name in ("fund", "month")}
    if visit.request.method == "POST":
        upload, month = visit.request.FILES.get("file"), day_asked(f"{given['month']}-01")
        if month is None:
            faults["month"] = _("请填写月份，像 2026-06 这样")
        if upload is None or (upload.size or 0) > _MOST_STATEMENT:
            faults["file"] = _("请选择对账单，最大 {most} MB", most=_MOST_STATEMENT // 1_000_000)
        if not faults and upload is not None and month is not None:
            try:
                made = month_reconcile(
                    fund=given["fund"], month=month, content=upload.read(), actor=visit.actor, at=visit.at
                )
                return HttpResponseRedirect(reverse("reconciliation", args=[made]))
            except BoleError as error:
                faults["file" if error.code == "BOLE-M050" else "fund"] = told(error)
    shown = {
        "rows": reconciliations_shown(actor=visit.actor), "funds": funds_shown(actor=visit.actor), "given": given,
        "faults": faults,
    }  # fmt: skip
    return visit.shows("reconciliations", shown, status=422 if faults else 200)


@screen("fund.read")
def reconciliation(visit: Visit, reconciliation: int) -> HttpResponse:
    """一次对账: the differences by kind, each to be settled with what was done."""
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        number = visit.given("number")
        try:
            difference_settle(
                difference=int(number) if number.isdigit() and len(number) < 16 else 0, how=visit.given("how"),
                actor=visit.actor, at=visit.at,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("reconciliation", args=[reconciliation]))
        except BoleError as error:
            faults[f"how-{number}"] = told(error)
    found, rows = differences_shown(reconciliation=reconciliation, actor=visit.actor)
    told_ = {"found": found, "rows": [(row, _(KINDS[row.kind])) for row in rows], "faults": faults}
    return visit.shows("reconciliation", told_, status=422 if faults else 200)
