"""白名单: providers on and off the list as of a day; an inspection recorded, a body put on the list or taken off."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.registry.organisation_file import organisation_file
from bole.apps.registry.white_list import (
    ON,
    STANDINGS,
    inspection_record,
    mark_grant,
    mark_withdraw,
    provider_named,
    white_list,
)
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.forms import chosen, day_asked, day_given, told
from bole.portal.visit import Acting, Visit, screen


@screen("organisation.read")
def white_list_page(visit: Visit) -> HttpResponse:
    """白名单 as of a day."""
    day = day_asked(visit.asked("day")) or localdate(visit.at)
    words, standing = visit.asked("words"), chosen(visit.asked("standing"), STANDINGS, ON)
    found = white_list(actor=visit.actor, at=visit.at, day=day, standing=standing, words=words, page=visit.page)
    standings = [(code, _(label)) for code, label in STANDINGS.items()]
    return visit.shows(
        "white_list", {"found": found, "day": day, "words": words, "standing": standing, "standings": standings}
    )


@screen("inspection.record")
def inspection_new(visit: Visit, organisation: int) -> HttpResponse:
    """登记检查: the day, the outcome, what was found; looked over before it is written."""
    name = provider_named(organisation=organisation, actor=visit.actor, permission="inspection.record")
    shown: dict[str, object] = {"organisation": organisation, "name": name, "today": localdate(visit.at)}
    shown["outcomes"] = [("yes", _("合格")), ("no", _("不合格"))]
    if visit.request.method != "POST":
        return visit.shows("inspection_new", shown)
    faults: dict[str, str] = {}
    on = day_given(visit, "on", N_("检查日期"), faults)
    outcome, text = chosen(visit.given("outcome"), ("yes", "no")), visit.given("found")
    if not outcome:
        faults["outcome"] = _("请选择检查结果")
    if outcome == "no" and not text:
        faults["found"] = _("检查不合格的，请写明发现的问题")
    shown["given"] = {"on": visit.given("on"), "outcome": outcome, "found": text}
    if on is None or faults:
        return visit.shows("inspection_new", shown | {"faults": faults}, status=422)
    if visit.given("act") != "record":
        return visit.shows("inspection_new", shown | {"on": on})
    try:
        inspection_record(
            organisation=organisation, on=on, passed=outcome == "yes", found=text, actor=visit.actor, at=visit.at
        )
    except BoleError as error:
        field = "found" if error.kind.code == "BOLE-R503" else "on"
        return visit.shows("inspection_new", shown | {"faults": {field: told(error)}}, status=422)
    messages.success(visit.request, _("已登记检查。"))
    return HttpResponseRedirect(reverse("organisation", args=[organisation]))


@screen("white-list.manage")
def listing_change(visit: Visit, organisation: int) -> HttpResponse:
    """列入或移出白名单: looked over before it is written."""
    name = provider_named(organisation=organisation, actor=visit.actor, permission="white-list.manage")
    listing = organisation_file(organisation=organisation, actor=visit.actor, at=visit.at).listing
    shown: dict[str, object] = {
        "organisation": organisation, "name": name, "today": localdate(visit.at), "listing": listing,
    }  # fmt: skip
    if visit.request.method != "POST":
        return visit.shows("listing_change", shown)
    faults: dict[str, str] = {}
    on = day_given(visit, "on", N_("移出日期") if listing.listed else N_("列入日期"), faults)
    reason = visit.given("reason")
    if listing.listed and not reason:
        faults["reason"] = _("请写明移出原因，机构看得到")
    shown["given"] = {"on": visit.given("on"), "reason": reason}
    if on is None or faults:
        return visit.shows("listing_change", shown | {"faults": faults}, status=422)
    act = visit.given("act")
    if act not in ("grant", "withdraw"):
        return visit.shows("listing_change", shown | {"on": on})
    who = Acting(actor=visit.actor, at=visit.at)
    try:
        if act == "grant":
            mark_grant(organisation=organisation, on=on, **who)
        else:
            mark_withdraw(organisation=organisation, on=on, reason=reason, **who)
    except BoleError as error:
        field = "reason" if error.kind.code == "BOLE-R503" else "on"
        return visit.shows("listing_change", shown | {"faults": {field: told(error)}}, status=422)
    messages.success(visit.request, _("已列入白名单。") if act == "grant" else _("已移出白名单。"))
    return HttpResponseRedirect(reverse("organisation", args=[organisation]))
