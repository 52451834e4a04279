"""账户管理: accounts, roles and units, for the system administrator and the security administrator."""

from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.accounts.errors import NO_ACCOUNT, NOT_ONESELF
from bole.apps.accounts.identities import identity_link, identity_of, identity_remove
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import Account, units, users
from bole.apps.accounts.services import (
    administrator_appoint,
    administrator_dismiss,
    grant_end,
    grant_give,
    password_set,
    second_factor_reset,
    unit_create,
    user_create,
    user_deactivate,
    user_reactivate,
)
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.lists import Listed
from bole.portal.visit import Acting, Visit, screen

UNIT_KINDS: Final = (("department", N_("政府部门")), ("employer", N_("用人单位")), ("provider", N_("培训评价机构")))


@screen("account.manage", "grant.manage")
def accounts(visit: Visit) -> HttpResponse:
    """账户: all of them, found by user name or name."""
    words = visit.asked("words")
    found = Listed.of(users(actor=visit.actor, words=words), visit.page, visit.rows)
    return visit.shows("accounts", {"words": words, "found": found})


@screen("account.manage")
def account_new(visit: Visit) -> HttpResponse:
    """开户: the password is made here and shown once."""
    known = list(units(actor=visit.actor))
    told: dict[str, object] = {"units": [("", _("（没有单位）")), *((str(unit.pk), unit.name) for unit in known)]}
    if visit.request.method != "POST":
        return visit.shows("account_new", told)
    given = {name: visit.given(name) for name in ("username", "display_name", "unit", "person")}
    faults: dict[str, str] = {}
    if not given["username"]:
        faults["username"] = _("请输入用户名，字母或数字，登录时用")
    if not given["display_name"]:
        faults["display_name"] = _("请输入姓名")
    if given["person"] and not given["person"].isdigit():
        faults["person"] = _("个人编号是一个数，在个人档案的页面上")
    if not faults:
        try:
            opened = user_create(
                username=given["username"],
                display_name=given["display_name"],
                unit=int(given["unit"]) if given["unit"].isdigit() else None,
                person=int(given["person"]) if given["person"] else None,
                actor=visit.actor,
                at=visit.at,
            )
        except BoleError as error:
            faults["username"] = _(error.kind.message, **error.params)
        else:
            return visit.shows("account_opened", {"opened": opened})
    return visit.shows("account_new", told | {"given": given, "faults": faults}, status=422)


@screen("account.manage", "grant.manage")
def account(visit: Visit, user: int) -> HttpResponse:
    """一个账户: its roles, and what its administrators may do with it."""
    shown = _found(visit, user)
    if visit.request.method == "POST":
        return _done(visit, shown)
    return _account_page(visit, shown)


def _found(visit: Visit, user: int) -> Account:
    shown = users(actor=visit.actor).filter(pk=user).first()
    if shown is None:
        raise BoleError(NO_ACCOUNT, name=str(user))
    return shown


def _account_page(visit: Visit, shown: Account, error: BoleError | None = None) -> HttpResponse:
    today = localdate(visit.at)
    roles = [(role.code, _(role.label)) for role in ROLES.values() if not role.administrates]
    told = {
        "account": shown,
        "grants": [(grant, ROLES[grant.role]) for grant in shown.grants.order_by("pk") if grant.role in ROLES],
        "administers": ROLES.get(getattr(getattr(shown, "administrator", None), "role", "")),
        "roles": roles,
        "offices": [(role.code, _(role.label)) for role in ROLES.values() if role.administrates],
        "today": today,
        "may_manage": visit.actor.may("account.manage"),
        "may_grant": visit.actor.may("grant.manage"),
        "own": shown.pk == visit.actor.user,
        "identity": identity_of(user=shown.pk, actor=visit.actor),
        "error": error,
    }
    return visit.shows("account", told, status=422 if error else 200)


def _done(visit: Visit, shown: Account) -> HttpResponse:
    """One act upon an account, named by its button."""
    act, who = visit.given("act"), Acting(actor=visit.actor, at=visit.at)
    try:
        if act.startswith("identity") and shown.pk == visit.actor.user:
            raise BoleError(NOT_ONESELF)  # one's own is linked by showing it, on one's own page
        if act == "password":
            password = password_set(user=shown.pk, password=None, **who)
            return visit.shows("account_opened", {"renewed": shown, "password": password})
        if act == "deactivate":
            user_deactivate(user=shown.pk, **who)
        elif act == "reactivate":
            user_reactivate(user=shown.pk, **who)
        elif act == "second-factor":
            second_factor_reset(user=shown.pk, **who)
        elif act == "identity-link":
            identity_link(user=shown.pk, subject=visit.given("subject"), **who)
        elif act == "identity-remove":
            identity_remove(user=shown.pk, **who)
        elif act == "grant":
            district, until = visit.given("district"), _day(visit.given("until"))
            grant_give(
                user=shown.pk,
                role=visit.given("role"),
                since=localdate(visit.at),
                until=until,
                district=district,
                **who,
            )
        elif act == "end" and visit.given("grant").isdigit():
            grant_end(grant=int(visit.given("grant")), on=localdate(visit.at), **who)
        elif act == "appoint":
            administrator_appoint(user=shown.pk, role=visit.given("office"), **who)
        elif act == "dismiss":
            administrator_dismiss(user=shown.pk, **who)
    except BoleError as error:
        return _account_page(visit, shown, error)
    messages.success(visit.request, _("已办好，操作已记入日志。"))
    return HttpResponseRedirect(reverse("account", args=[shown.pk]))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@screen("unit.manage")
def units_page(visit: Visit) -> HttpResponse:
    """单位: whose people may sign in."""
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        name, kind = visit.given("name"), visit.given("kind")
        organisation = visit.given("organisation")
        if not name:
            faults["name"] = _("请输入单位名称")
        if organisation and not organisation.isdigit():
            faults["organisation"] = _("单位编号是一个数，在单位的页面上")
        if not faults:
            unit_create(
                name=name,
                kind=kind if kind in dict(UNIT_KINDS) else "department",
                district=visit.given("district"),
                organisation=int(organisation) if organisation else None,
                actor=visit.actor,
                at=visit.at,
            )
            messages.success(visit.request, _("已设立单位“{name}”。", name=name))
            return HttpResponseRedirect(reverse("units"))
    kinds = [(code, _(label)) for code, label in UNIT_KINDS]
    found = Listed.of(units(actor=visit.actor), visit.page, visit.rows)
    told = {"found": found, "kinds": kinds, "kind_names": dict(kinds), "faults": faults}
    return visit.shows("units", told, status=422 if faults else 200)
