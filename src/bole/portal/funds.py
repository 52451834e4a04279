"""资金: what money there is by year and source, how much of it is committed and paid; funds and budgets set up."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.payments.funds import budget_change, budgets_shown, fund_create, funds_shown
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.money import fen_of
from bole.portal.forms import told
from bole.portal.visit import Visit, screen


@screen("fund.read")
def funds_page(visit: Visit) -> HttpResponse:
    """资金一览: budgets by year, with bars of one year beside the table."""
    rows = budgets_shown(actor=visit.actor)
    years = sorted({row.year for row in rows}, reverse=True)
    asked = visit.asked("year")
    year = int(asked) if asked.isdigit() and int(asked) in years else (years[0] if years else None)
    chosen = [row for row in rows if row.year == year]
    parts = [
        (_("已支付"), sum(row.paid for row in chosen)),
        (_("在途"), sum(row.sent for row in chosen)),
        (_("已承付"), sum(row.committed for row in chosen)),
        (_("余额"), sum(row.left for row in chosen)),
    ]
    shown = {"rows": chosen, "years": years, "year": year, "bars": [(label, fen // 100) for label, fen in parts]}
    return visit.shows("funds", shown)


@screen("fund.manage")
def fund_new(visit: Visit) -> HttpResponse:
    """设立资金."""
    given = {name: visit.given(name) for name in ("code", "title", "title_en", "source", "district")}
    if visit.request.method != "POST":
        return visit.shows("fund_new", {"given": given})
    faults = {
        name: words for name, words in (("title", _("请输入名称")), ("source", _("请输入资金来源"))) if not given[name]
    }
    if not faults:
        try:
            fund_create(**given, actor=visit.actor, at=visit.at)
        except BoleError as error:
            faults["code"] = told(error)
    if faults:
        return visit.shows("fund_new", {"given": given, "faults": faults}, status=422)
    messages.success(visit.request, _("已设立“{fund}”，请下达年度预算。", fund=given["title"]))
    return HttpResponseRedirect(reverse("budget-new"))


@screen("fund.manage")
def budget_new(visit: Visit) -> HttpResponse:
    """下达或调减预算 of a year, with a reason."""
    given = {name: visit.given(name) for name in ("fund", "year", "sum", "way", "reason")}
    shown = {
        "given": given | {"year": given["year"] or str(localdate(visit.at).year)},
        "funds": funds_shown(actor=visit.actor) if visit.actor.may("fund.read") else [],
        "ways": [("add", _("下达或追加")), ("take", _("调减"))],
    }
    if visit.request.method != "POST":
        return visit.shows("budget_new", shown)
    faults: dict[str, str] = {}
    try:
        fen = fen_of(given["sum"].replace(",", ""))
        year = int(given["year"]) if given["year"].isascii() and given["year"].isdigit() else 0
        if not 2000 <= year <= 2100:
            faults["year"] = _("请输入年度，像 2031 这样")
        else:
            budget_change(
                fund=given["fund"], year=year, fen=-fen if given["way"] == "take" else fen, reason=given["reason"],
                actor=visit.actor, at=visit.at,
            )  # fmt: skip
    except BoleError as error:
        field = {"BOLE-M001": "fund", "BOLE-M012": "reason"}.get(error.code, "sum")
        faults[field] = told(error)
    if faults:
        return visit.shows("budget_new", shown | {"faults": faults}, status=422)
    messages.success(visit.request, _("已记入预算。"))
    return HttpResponseRedirect(f"{reverse('funds')}?year={year}")
