"""人才库: the pools, who is in one, and how somebody enters, rises from reserve to member, and leaves."""

from typing import Final

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.registry.person_search import person_search
from bole.apps.registry.pool_lists import (
    INSIDE,
    STANDINGS,
    candidate_shown,
    kinds,
    member_shown,
    pool_export,
    pool_members,
    pool_shown,
    pools,
)
from bole.apps.registry.pools import member_enter, member_leave, member_promote, pool_create
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.downloads import sent
from bole.portal.forms import chosen, day_given, told
from bole.portal.visit import Acting, Visit, screen

WAYS: Final = (("member", N_("正式成员")), ("reserve", N_("后备")))
"""How somebody enters."""


@screen("pool.read")
def pools_page(visit: Visit) -> HttpResponse:
    """人才库: all of them with their counts."""
    return visit.shows("pools", {"pools": pools(actor=visit.actor, at=visit.at)})


@screen("pool.manage")
def pool_new(visit: Visit) -> HttpResponse:
    """设立一个库."""
    shown: dict[str, object] = {"kinds": kinds()}
    if visit.request.method != "POST":
        return visit.shows("pool_new", shown)
    given = {name: visit.given(name) for name in ("code", "name", "kind", "rule", "district")}
    faults: dict[str, str] = {}
    if not given["code"]:
        faults["code"] = _("请输入编号，小写字母、数字和连字符")
    if not given["name"]:
        faults["name"] = _("请输入名称")
    if faults:
        return visit.shows("pool_new", shown | {"given": given, "faults": faults}, status=422)
    try:
        made = pool_create(**given, actor=visit.actor, at=visit.at)
    except BoleError as error:
        faults = {_FIELDS.get(error.kind.code, "name"): told(error)}
        return visit.shows("pool_new", shown | {"given": given, "faults": faults}, status=422)
    messages.success(visit.request, _("已设立“{pool}”。", pool=given["name"]))
    return HttpResponseRedirect(reverse("pool", args=[made]))


_FIELDS: Final = {"BOLE-R501": "code", "BOLE-R502": "code", "BOLE-R509": "kind", "BOLE-R113": "district"}
"""An error of setting up a pool, to the field it is about."""


@screen("pool.read")
def pool(visit: Visit, pool: int) -> HttpResponse:
    """一个库: its list, found and filtered, with the way in and out."""
    shown = pool_shown(pool=pool, actor=visit.actor, at=visit.at)
    words, standing = visit.asked("words"), chosen(visit.asked("standing"), STANDINGS, INSIDE)
    found = pool_members(pool=pool, actor=visit.actor, at=visit.at, words=words, standing=standing, page=visit.page)
    return visit.shows(
        "pool",
        {
            "pool": shown,
            "found": found,
            "words": words,
            "standing": standing,
            "standings": [(code, _(label)) for code, label in STANDINGS.items()],
        },
    )


@screen("pool.read")
def pool_list(visit: Visit, pool: int) -> FileResponse:
    """导出名单 as a workbook: what is filtered, masked as on the page."""
    words, standing = visit.asked("words"), chosen(visit.asked("standing"), STANDINGS, INSIDE)
    shown = pool_shown(pool=pool, actor=visit.actor, at=visit.at)
    return sent(
        f"{shown.code}.xlsx",
        lambda target: pool_export(
            pool=pool, target=target, words=words, standing=standing, actor=visit.actor, at=visit.at
        ),
    )


@screen("pool.admit")
def pool_enter(visit: Visit, pool: int) -> HttpResponse:
    """入库: who, as what, since when; looked over before it is written."""
    shown: dict[str, object] = {"pool": pool_shown(pool=pool, actor=visit.actor, at=visit.at)}
    asked = visit.given("person") if visit.request.method == "POST" else visit.asked("person")
    if not _number(asked):
        return _candidates(visit, shown)
    person = int(asked)
    shown |= {
        "candidate": candidate_shown(pool=pool, person=person, actor=visit.actor, at=visit.at),
        "ways": [(code, _(label)) for code, label in WAYS],
        "today": localdate(visit.at),
    }
    if visit.request.method != "POST":
        return visit.shows("pool_enter", shown)
    faults: dict[str, str] = {}
    on = day_given(visit, "on", N_("入库日期"), faults)
    way = chosen(visit.given("way"), dict(WAYS))
    if not way:
        faults["way"] = _("请选择以什么身份入库")
    given = {"on": visit.given("on"), "way": way}
    if on is None or faults:
        return visit.shows("pool_enter", shown | {"given": given, "faults": faults}, status=422)
    if visit.given("act") != "enter":
        return visit.shows("pool_enter", shown | {"given": given, "on": on, "way_label": dict(WAYS).get(way, "")})
    try:
        member_enter(pool=pool, person=person, on=on, reserve=way == "reserve", actor=visit.actor, at=visit.at)
    except BoleError as error:
        return visit.shows("pool_enter", shown | {"given": given, "faults": {"on": told(error)}}, status=422)
    messages.success(visit.request, _("已入库。"))
    return HttpResponseRedirect(reverse("pool", args=[pool]))


def _candidates(visit: Visit, shown: dict[str, object]) -> HttpResponse:
    """Whom the words find, to choose from."""
    words = visit.asked("words")
    shown |= {"words": words}
    if not words:
        return visit.shows("pool_enter", shown)
    try:
        found = person_search(words=words, actor=visit.actor, at=visit.at, page=visit.page)
    except BoleError as error:
        return visit.shows("pool_enter", shown | {"error": error}, status=422)
    return visit.shows("pool_enter", shown | {"found": found})


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 13


@screen("pool.admit")
def pool_member(visit: Visit, member: int) -> HttpResponse:
    """转正或出库: looked over before it is written."""
    row = member_shown(member=member, actor=visit.actor, at=visit.at)
    shown = {
        "row": row,
        "pool": pool_shown(pool=row.pool, actor=visit.actor, at=visit.at),
        "today": localdate(visit.at),
    }
    act = visit.given("act")
    if visit.request.method != "POST" or act not in ("promote", "leave"):
        return visit.shows("pool_member", shown)
    faults: dict[str, str] = {}
    label = N_("转正日期") if act == "promote" else N_("出库日期")
    on = day_given(visit, f"{act}_on", label, faults)
    reason = visit.given("reason")
    if act == "leave" and not reason:
        faults["reason"] = _("请写明出库原因")
    given = {f"{act}_on": visit.given(f"{act}_on"), "reason": reason}
    if on is None or faults:
        return visit.shows("pool_member", shown | {"given": given, "faults": faults}, status=422)
    if visit.given("checked") != "yes":
        return visit.shows("pool_member", shown | {"given": given, "checking": act, "on": on})
    who = Acting(actor=visit.actor, at=visit.at)
    try:
        if act == "promote":
            member_promote(member=member, on=on, **who)
        else:
            member_leave(member=member, on=on, reason=reason, **who)
    except BoleError as error:
        field = "reason" if error.kind.code == "BOLE-R503" else f"{act}_on"
        return visit.shows("pool_member", shown | {"given": given, "faults": {field: told(error)}}, status=422)
    messages.success(visit.request, _("已转为正式成员。") if act == "promote" else _("已出库。"))
    return HttpResponseRedirect(reverse("pool", args=[row.pool]))
