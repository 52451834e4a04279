"""代办、回避、交接和房源: how an office arranges who handles what, and what there is to be given out."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.cases.declarations import TIES, declaration_make, declarations_shown
from bole.apps.cases.delegations import (
    cases_handover,
    delegation_end,
    delegation_make,
    delegations_shown,
    officers_listed,
)
from bole.apps.cases.stock import stock_listed, thing_add, thing_withdraw
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.forms import chosen, day_given, told
from bole.portal.visit import Visit, screen

STOCKS: Final = {"flat": N_("人才房"), "school-place": N_("学位")}
"""Kinds of stock that the packs give out."""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0


@screen("case.read")
def deputies(visit: Visit) -> HttpResponse:
    """代办和回避: who stands in for whom; ties that one declares; all cases of somebody handed over."""
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            done = _arranged(visit, faults)
        except BoleError as error:
            faults[_FIELD.get(error.code, "deputy")] = told(error)
        else:
            if done:
                messages.success(visit.request, done)
                return HttpResponseRedirect(reverse("deputies"))
    officers = [("", _("请选择")), *officers_listed(actor=visit.actor, at=visit.at)]
    shown = {
        "delegations": delegations_shown(actor=visit.actor, at=visit.at),
        "declarations": declarations_shown(actor=visit.actor),
        "officers": officers,
        "ties": [(code, _(label)) for code, label in TIES.items()],
        "given": visit.request.POST,
        "faults": faults,
        "assigns": visit.actor.may("case.assign"),
    }
    return visit.shows("deputies", shown, status=422 if faults else 200)


_FIELD: Final = {"BOLE-B124": "until", "BOLE-B123": "deputy", "BOLE-B131": "person"}


def _arranged(visit: Visit, faults: dict[str, str]) -> str:
    act = visit.given("act")
    if act == "delegate":
        since, until = day_given(visit, "since", N_("起"), faults), day_given(visit, "until", N_("止"), faults)
        if since is None or until is None:
            return ""
        away = _number(visit.given("away")) if visit.actor.may("case.assign") else 0
        delegation_make(
            away=away or visit.actor.user or 0, deputy=_number(visit.given("deputy")), since=since, until=until,
            actor=visit.actor, at=visit.at,
        )  # fmt: skip
        return _("已登记代办。")
    if act == "end":
        delegation_end(delegation=_number(visit.given("delegation")), actor=visit.actor, at=visit.at)
        return _("代办已结束。")
    if act == "declare":
        person, body = _number(visit.given("person")), _number(visit.given("organisation"))
        declaration_make(
            why=visit.given("why"), person=person or None, organisation=body or None, actor=visit.actor, at=visit.at
        )
        return _("已申报回避。")
    given, left = cases_handover(
        giver=_number(visit.given("giver")), taker=_number(visit.given("taker")), actor=visit.actor, at=visit.at
    )
    return _("已交接 {given} 件；{left} 件对方不能办，没有交接。", given=given, left=left)


@screen("stock.manage")
def stock(visit: Visit) -> HttpResponse:
    """房源等: what there is, what is free, who has what; added and taken off here."""
    kind = chosen(visit.asked("kind"), STOCKS, "flat")
    faults: dict[str, str] = {}
    given = visit.request.POST
    if visit.request.method == "POST":
        try:
            if visit.given("act") == "withdraw":
                thing_withdraw(thing=_number(visit.given("thing")), actor=visit.actor, at=visit.at)
            elif not visit.given("code") or not visit.given("title"):
                faults["code" if not visit.given("code") else "title"] = _("请填写编号和名称")
            else:
                thing_add(
                    kind=kind, code=visit.given("code"), title=visit.given("title"),
                    district=visit.given("district")[:9], size=_number(visit.given("size")), actor=visit.actor,
                    at=visit.at,
                )  # fmt: skip
        except BoleError as error:
            faults["code"] = told(error)
        if not faults:
            return HttpResponseRedirect(f"{reverse('stock')}?kind={kind}")
    rows = stock_listed(kind=kind, actor=visit.actor)
    kinds = [(code, _(label)) for code, label in STOCKS.items()]
    shown = {"rows": rows, "kind": kind, "kinds": kinds, "faults": faults, "given": given}
    return visit.shows("stock", shown, status=422 if faults else 200)
