"""台账: transfers and their sums, the state of the chain, downloads; for who handles money and who audits."""

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.payments.ledger_page import (
    BY,
    KINDS_TOLD,
    LedgerFilters,
    chain_state,
    ledger,
    ledger_check_enqueue,
    ledger_choices,
    ledger_export,
)
from bole.kernel.messages import _
from bole.portal.downloads import sent
from bole.portal.visit import Visit, screen

ENDINGS: Final = ("csv", "xlsx")


@screen("fund.read", "event.read")
def ledger_page(visit: Visit) -> HttpResponse:
    """台账: a page of transfers or their sums, as filtered; the chain is checked by the worker."""
    if visit.request.method == "POST":
        ledger_check_enqueue(actor=visit.actor)
        messages.success(visit.request, _("已交后台核对整条链，结果写在这一页。"))
        return HttpResponseRedirect(reverse("ledger"))
    filters = LedgerFilters.of(visit.request.GET.dict())
    every = ("", _("全部"))
    choices = ledger_choices(actor=visit.actor)
    without_by = {name: value for name, value in filters.address.items() if name != "by"}
    shown = {
        "found": ledger(filters=filters, actor=visit.actor, page=visit.page, size=visit.rows),
        "chain": chain_state(actor=visit.actor),
        "filters": filters,
        "query": urlencode(filters.address),
        "rest": urlencode(without_by),
        "years": [every, *choices["years"]],
        "funds": [every, *choices["funds"]],
        "schemes": [every, *choices["schemes"]],
        "kinds": [every, *((code, _(label)) for code, label in KINDS_TOLD.items())],
        "bys": [(code, _(label)) for code, label in BY.items()],
        "by_label": _(BY[filters.by]),
    }
    return visit.shows("ledger", shown)


@screen("fund.read", "event.read")
def ledger_download(visit: Visit, format: str) -> FileResponse:
    """导出台账 as csv or xlsx."""
    if format not in ENDINGS:
        raise Http404
    filters = LedgerFilters.of(visit.request.GET.dict())
    return sent(
        f"ledger.{format}",
        lambda target: ledger_export(target=target, filters=filters, actor=visit.actor, at=visit.at),
    )
