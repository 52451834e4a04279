"""支付: batches, what each step asks for, the files to the bank and back, reports."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.payments.bank_files import MOST_BYTES, bank_file_write, return_take
from bole.apps.payments.bank_formats import format_of, formats
from bole.apps.payments.batch_words import BATCH_STATES, LINE_STATES
from bole.apps.payments.batches import MOST, batch_cancel, batch_check, batch_prepare, batch_release, to_pay
from bole.apps.payments.funds import budgets_shown, funds_shown
from bole.apps.payments.shown import (
    BY,
    batch_shown,
    batches_shown,
    report,
    report_export,
    return_shown,
    returns_shown,
)
from bole.apps.payments.tasks import batch_enqueue, return_enqueue
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.money import capitals
from bole.portal.downloads import sent
from bole.portal.forms import chosen, told
from bole.portal.visit import Visit, screen


@screen("fund.read")
def payments_page(visit: Visit) -> HttpResponse:
    """支付批次: the list, filtered by state and fund."""
    state, fund = chosen(visit.asked("state"), BATCH_STATES), visit.asked("fund")
    rows, count, pages = batches_shown(actor=visit.actor, state=state, fund=fund, page=visit.page)
    every = ("", _("全部"))
    shown = {
        "rows": [(row, BATCH_STATES[row.state]) for row in rows],
        "count": count,
        "pages": pages,
        "page": visit.page,
        "state": state,
        "fund": fund,
        "states": [every, *((code, _(label)) for code, (_kind, label) in BATCH_STATES.items())],
        "funds": [every, *funds_shown(actor=visit.actor)],
        "returns": returns_shown(actor=visit.actor),
    }
    return visit.shows("payments", shown)


@screen("payment.prepare")
def payment_new(visit: Visit) -> HttpResponse:
    """编制一批: of which budget, how many at most; count and sum are shown before anything is done."""
    budgets = [(f"{one.fund}:{one.year}", f"{one.title} {one.year}") for one in budgets_shown(actor=visit.actor)]
    given = {name: visit.given(name) or visit.asked(name) for name in ("budget", "district", "scheme", "most")}
    shown: dict[str, object] = {"budgets": budgets, "given": given | {"most": given["most"] or str(MOST)}}
    if not given["budget"]:
        return visit.shows("payment_new", shown)
    fund, _colon, year = given["budget"].rpartition(":")
    filters = {"district": given["district"], "scheme": given["scheme"]}
    asked = {"fund": fund, "year": int(year) if year.isdigit() and len(year) < 5 else 0, "filters": filters}
    try:
        count, fen = to_pay(**asked, actor=visit.actor)  # type: ignore[arg-type]
        shown |= {"count": count, "fen": fen, "checked": True}
        if visit.request.method == "POST" and visit.given("act") == "prepare":
            most = int(given["most"]) if given["most"].isdigit() and len(given["most"]) < 7 else MOST
            made = batch_prepare(**asked, most=most, actor=visit.actor, at=visit.at)  # type: ignore[arg-type]
            batch_enqueue(batch=made)
            return HttpResponseRedirect(reverse("payment-batch", args=[made]))
    except BoleError as error:
        return visit.shows("payment_new", shown | {"faults": {"budget": told(error)}}, status=422)
    return visit.shows("payment_new", shown)


@screen("fund.read")
def payment_batch(visit: Visit, batch: int) -> HttpResponse:
    """一批: who did what, what can be done now or why not, lines, files."""
    if visit.request.method == "POST":
        return _acted(visit, batch)
    return _batch_page(visit, batch)


def _batch_page(visit: Visit, batch: int, *, faults: dict[str, str] | None = None) -> HttpResponse:
    state = chosen(visit.asked("state"), LINE_STATES)
    shown = batch_shown(batch=batch, actor=visit.actor, at=visit.at, state=state, page=visit.page)
    told_ = {
        "shown": shown,
        "state": BATCH_STATES[shown.row.state],
        "lines": [(line, LINE_STATES[line.state]) for line in shown.lines],
        "line_state": state,
        "line_states": [("", _("全部")), *((code, _(label)) for code, (_kind, label) in LINE_STATES.items())],
        "formats": [(code, _(one.title)) for code, one in formats().items() if one.ending],
        "faults": faults or {},
    }
    return visit.shows("payment_batch", told_, status=422 if faults else 200)


_VERBS: Final = {"check": batch_check, "release": batch_release}


def _acted(visit: Visit, batch: int) -> HttpResponse:
    act = visit.given("act")
    try:
        if act in _VERBS:
            _VERBS[act](batch=batch, actor=visit.actor, at=visit.at)
            if act == "release":
                batch_enqueue(batch=batch)
            messages.success(visit.request, _("已复核。") if act == "check" else _("已签发，正在记账。"))
        elif act == "cancel":
            batch_cancel(batch=batch, reason=visit.given("reason"), actor=visit.actor, at=visit.at)
            messages.success(visit.request, _("已作废，里面的件可以编入别的批次。"))
    except BoleError as error:
        field = "reason" if error.code == "BOLE-M012" else "act"
        return _batch_page(visit, batch, faults={field: told(error)})
    return HttpResponseRedirect(reverse("payment-batch", args=[batch]))


@screen("fund.read")
def payment_progress(visit: Visit, batch: int) -> HttpResponse:
    """进度, fetched by the page while it waits; when it is over the page is fetched anew."""
    shown = batch_shown(batch=batch, actor=visit.actor, at=visit.at, looks=False)
    answer = visit.shows("payment_job", {"shown": shown})
    if not shown.going:
        answer.headers["HX-Refresh"] = "true"
    return answer


@screen("fund.read")
def payment_print(visit: Visit, batch: int) -> HttpResponse:
    """付款单 for the file: A4, the sum in capitals, lines for who signs."""
    shown = batch_shown(batch=batch, actor=visit.actor, at=visit.at, page=visit.page, every=True)
    return visit.shows("payment_print", {"shown": shown, "capitals": capitals(shown.row.fen)})


@screen("payment.prepare", "payment.release")
def payment_file(visit: Visit, batch: int, format: str) -> FileResponse:
    """送盘文件, made and written down each time it is fetched."""
    name = f"{format.replace('.', '')}-{batch}.{format_of(format).ending}"
    return sent(
        name,
        lambda target: bank_file_write(batch=batch, format=format, target=target, actor=visit.actor, at=visit.at),
    )


@screen("payment.prepare")
def return_new(visit: Visit) -> HttpResponse:
    """收回盘文件: read at once, booked by the worker."""
    shown = {"formats": [(code, _(one.title)) for code, one in formats().items() if one.reads]}
    if visit.request.method != "POST":
        return visit.shows("return_new", shown)
    upload = visit.request.FILES.get("file")
    given = {"format": visit.given("format")}
    if upload is None or upload.size is None or upload.size > MOST_BYTES:
        words = _("请选择银行给的回盘文件，最大 {most} MB", most=MOST_BYTES // 1_000_000)
        return visit.shows("return_new", shown | {"given": given, "faults": {"file": words}}, status=422)
    try:
        made = return_take(
            content=upload.read(), name=upload.name or "", format=given["format"], actor=visit.actor, at=visit.at
        )
    except BoleError as error:
        field = "format" if error.code == "BOLE-M030" else "file"
        return visit.shows("return_new", shown | {"given": given, "faults": {field: told(error)}}, status=422)
    return_enqueue(file=made)
    return HttpResponseRedirect(reverse("return", args=[made]))


@screen("fund.read")
def return_page(visit: Visit, file: int) -> HttpResponse:
    """一个回盘文件: how far it is booked, and the rows that could not be."""
    return visit.shows("return", {"shown": return_shown(file=file, actor=visit.actor)})


def _report_asked(visit: Visit) -> dict[str, object]:
    year = visit.asked("year")
    return {
        "by": chosen(visit.asked("by"), BY, "scheme"),
        "year": int(year) if year.isascii() and year.isdigit() and len(year) == 4 else localdate(visit.at).year,
        "fund": visit.asked("fund"),
    }


@screen("fund.read")
def payment_report(visit: Visit) -> HttpResponse:
    """支付报表 by scheme, district or month, beside what the ledger has."""
    asked = _report_asked(visit)
    found = report(**asked, actor=visit.actor)  # type: ignore[arg-type]
    shown = {
        "found": found,
        "bys": [(code, _(label)) for code, label in BY.items()],
        "by_label": _(BY[found.by]),
        "funds": [("", _("全部")), *funds_shown(actor=visit.actor)],
        "bars": [(row.label, row.net // 100) for row in found.rows[:12] if row.net > 0],
    }
    return visit.shows("payment_report", shown)


@screen("fund.read")
def payment_report_export(visit: Visit) -> FileResponse:
    """导出 the report as a workbook."""
    asked = _report_asked(visit)
    return sent(
        "payments.xlsx",
        lambda target: report_export(target=target, **asked, actor=visit.actor, at=visit.at),  # type: ignore[arg-type]
    )
