"""我的待遇: what the rules found for somebody: confirmed, declined, put to a human; and who has not taken it."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.accounts.actor import not_allowed
from bole.apps.cases.confirming import (
    NOT_MINE,
    NOT_WANTED,
    WHYS,
    WORDS,
    WRONG_DATA,
    consent_withdraw,
    consents_asked,
    entitlement_confirm,
    entitlement_decline,
    entitlement_reopen,
    human_ask,
)
from bole.apps.cases.entitlements import (
    LAPSED,
    LEFT,
    NOT_TAKEN,
    STATES,
    EntitlementShown,
    entitlement_waiting,
    own_consents,
    own_entitlements,
    untaken,
    untaken_counts,
)
from bole.apps.cases.notices import notices_of, notices_read
from bole.apps.schemes.benefits import Benefit
from bole.apps.schemes.selectors import person_benefits
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.visit import Visit, beside, screen

WHY_WORDS: Final[Mapping[str, str]] = {
    NOT_MINE: N_("不是我"),
    WRONG_DATA: N_("信息有误"),
    NOT_WANTED: N_("我不想要"),
}
FIELD_OF: Final = {"BOLE-B206": "bank_account", "BOLE-B303": "bank_account", "BOLE-B202": "consents"}
"""Which field of the form an error stands beside."""


@screen("person.own")
def own_entitlements_page(visit: Visit) -> HttpResponse:
    """我的待遇: what waits for him with its reasons, what is in hand, and what he has agreed to."""
    found = own_entitlements(actor=visit.actor, at=visit.at)
    told = _benefits(visit) if found else {}
    waiting = [(row, told.get((row.scheme, row.fact))) for row in found if row.waits]
    rest = [row for row in found if not row.waits]
    consents = own_consents(actor=visit.actor)
    shown = {"waiting": waiting, "rest": rest, "consents": consents, "person": visit.actor.person}
    return visit.shows("own_entitlements", shown)


def _benefits(visit: Visit) -> dict[tuple[str, int], Benefit]:
    """His decisions in words, by scheme and row."""
    person = visit.actor.person
    if person is None:
        return {}
    found = person_benefits(person=person, as_of=localdate(visit.at), actor=visit.actor, at=visit.at)
    return {(one.scheme, one.fact): one for group in found.groups.values() for one in group}


def _waiting(visit: Visit, entitlement: int) -> EntitlementShown:
    row = entitlement_waiting(entitlement=entitlement, actor=visit.actor, at=visit.at)
    if row is None:
        raise not_allowed("case.own")
    return row


@screen("person.own")
def entitlement_confirm_page(visit: Visit, entitlement: int) -> HttpResponse:
    """确认领取: what it is, the account, and the consents, each by itself."""
    row = _waiting(visit, entitlement)
    asked = [(code, _(words)) for code, words in consents_asked(row.kind)]
    told = {
        "row": row, "asked": asked, "consent_version": WORDS, "with_account": len(asked) > 1,
        "benefit": _benefits(visit).get((row.scheme, row.fact)),
    }  # fmt: skip
    if visit.request.method != "POST":
        return visit.shows("entitlement_confirm", told)
    given = visit.request.POST.getlist("consents")
    account = visit.given("bank_account")
    try:
        case = entitlement_confirm(
            entitlement=entitlement, bank_account=account, consents=given, actor=visit.actor, at=visit.at
        )
    except BoleError as error:
        field = FIELD_OF.get(error.kind.code)
        if field is None:
            raise
        faults = {field: beside(error)}
        kept = {"faults": faults, "bank_account": account, "given": given}
        return visit.shows("entitlement_confirm", told | kept, status=422)
    return HttpResponseRedirect(reverse("case", args=[case]))


@screen("person.own")
def entitlement_decline_page(visit: Visit, entitlement: int) -> HttpResponse:
    """不领: why; what is wrong becomes a request of correction that somebody answers."""
    row = _waiting(visit, entitlement)
    options = [(why, _(WHY_WORDS[why])) for why in WHYS]
    told = {"row": row, "options": options}
    if visit.request.method != "POST":
        return visit.shows("entitlement_decline", told | {"why": visit.asked("why")})
    why, text = visit.given("why"), visit.given("text")
    if why not in WHYS:
        faults = {"why": _("请选一个理由")}
        return visit.shows("entitlement_decline", told | {"faults": faults, "text": text}, status=422)
    entitlement_decline(entitlement=entitlement, why=why, text=text, actor=visit.actor, at=visit.at)
    done = _("已记下。") if why == NOT_WANTED else _("已记下，经办人员会核对并答复，答复写在“我的档案”里。")
    messages.success(visit.request, done)
    return HttpResponseRedirect(reverse("own-entitlements"))


@screen("person.own")
def entitlement_act(visit: Visit) -> HttpResponse:
    """又要领取、撤回同意、请人工办理."""
    if visit.request.method == "POST":
        number = visit.given("number")
        what = int(number) if number.isdigit() else 0
        match visit.given("act"):
            case "reopen":
                entitlement_reopen(entitlement=what, actor=visit.actor, at=visit.at)
                messages.success(visit.request, _("已恢复，可以确认领取。"))
            case "withdraw":
                consent_withdraw(consent=what, actor=visit.actor, at=visit.at)
                messages.success(visit.request, _("已撤回同意；据此在办的件一并撤回。"))
            case "human":
                text = visit.given("text") or _("请由经办人员办理，不要只由系统决定。")
                human_ask(entitlement=what or None, text=text, actor=visit.actor, at=visit.at)
                messages.success(visit.request, _("已转给经办人员，答复写在“我的档案”里。"))
    return HttpResponseRedirect(reverse("own-entitlements"))


@screen("case.own", "case.read")
def notices_page(visit: Visit) -> HttpResponse:
    """通知: the latest first; seen here, they are read."""
    found = notices_of(actor=visit.actor)
    notices_read(actor=visit.actor, at=visit.at)
    return visit.shows("notices", {"found": found})


@screen("case.read")
def untaken_page(visit: Visit) -> HttpResponse:
    """应享未享: who is to have something and has not taken it, by scheme; who looks is written down."""
    scheme, state, left = visit.asked("scheme"), visit.asked("state"), visit.asked("left")
    counts = untaken_counts(actor=visit.actor, at=visit.at)
    found = untaken(
        actor=visit.actor, at=visit.at, scheme=scheme, state=state, left=left, page=visit.page, size=visit.rows
    )  # fmt: skip
    schemes = [("", _("全部项目")), *((one.scheme, f"{one.title} {one.count}") for one in counts)]
    states = [("", _("全部状态")), *((code, _(STATES[code])) for code in (*NOT_TAKEN, *LAPSED))]
    lefts = [("", _("全部期限")), *((str(days), _("还剩 {days} 天以内", days=days)) for days in LEFT)]
    told = {
        "found": found, "counts": counts, "scheme": scheme, "state": state, "schemes": schemes, "states": states,
        "left": left, "lefts": lefts, "lapsed": sum(one.lapsed for one in counts),
        "lapsed_fen": sum(one.lapsed_fen for one in counts),
        "most": max((one.count for one in counts), default=0),
    }  # fmt: skip
    return visit.shows("untaken", told)
