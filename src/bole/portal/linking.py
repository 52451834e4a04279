"""一人一档的判定: pairs that may be one person, side by side with what speaks for it; decided here, and undone."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.payments.tasks import merges_enqueue
from bole.apps.registry.errors import MERGE_REASON, SAME_FILE
from bole.apps.registry.linking.doubts import (
    doubt_ask,
    doubt_counts,
    doubt_join,
    doubt_keep_apart,
    doubt_reopen,
    doubt_shown,
    doubts,
    merge_shown,
    merges,
    state_choices,
)
from bole.apps.registry.linking.merging import merge_undo, persons_merge
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.visit import Acting, Visit, beside, screen

WHAT: Final = (("", N_("全部")), ("files", N_("两份档案")), ("rows", N_("留存的行")))


@screen("person.link")
def doubts_page(visit: Visit) -> HttpResponse:
    """疑似同一人: the queue, the likeliest first."""
    state, what = visit.asked("state") or "open", visit.asked("what")
    found = doubts(actor=visit.actor, state=state, what=what, page=visit.page)
    counts = doubt_counts(actor=visit.actor)
    states = [(code, label, counts.get(code, 0)) for code, label in state_choices()]
    return visit.shows("doubts", {"found": found, "state": state, "states": states, "what": what, "whats": WHAT})


@screen("person.link")
def doubt(visit: Visit, doubt: int) -> HttpResponse:
    """一对疑似: both sides, the weights, and the decision."""
    if visit.request.method != "POST":
        return _doubt_page(visit, doubt)
    acting: Acting = {"actor": visit.actor, "at": visit.at}
    act, reason = visit.given("act"), visit.given("reason")
    try:
        if act == "join":
            doubt_join(doubt=doubt, reason=reason, keep_other=visit.given("keep") == "other", **acting)
            told = _("已归并。判错了可以在“归并记录”里撤销。")
        elif act == "apart":
            doubt_keep_apart(doubt=doubt, reason=reason, **acting)
            told = _("已记为不是同一人，以后不再提示这一对。")
        elif act == "ask":
            doubt_ask(doubt=doubt, question=reason, **acting)
            told = _("已记下要核实的事。")
        else:
            doubt_reopen(doubt=doubt, reason=reason, **acting)
            told = _("已撤销，这一对重新等待判定。")
    except BoleError as error:
        if error.kind is not MERGE_REASON:
            raise
        return _doubt_page(visit, doubt, faults={"reason": beside(error)}, reason=reason)
    merges_enqueue()
    messages.success(visit.request, told)
    return HttpResponseRedirect(reverse("doubts"))


def _doubt_page(visit: Visit, number: int, **more: object) -> HttpResponse:
    shown = doubt_shown(doubt=number, actor=visit.actor, at=visit.at)
    keeps = [("person", shown.left), ("other", shown.right)]
    return visit.shows("doubt", {"doubt": shown, "keeps": keeps, **more}, status=422 if more else 200)


@screen("person.link")
def merges_page(visit: Visit) -> HttpResponse:
    """归并记录: what was joined, by whom and why; a merge that nothing had proposed begins here."""
    return _merges_page(visit)


def _merges_page(visit: Visit, **more: object) -> HttpResponse:
    told = {"found": merges(actor=visit.actor, page=visit.page), **more}
    return visit.shows("merges", told, status=422 if more else 200)


@screen("person.link")
def merge_new(visit: Visit) -> HttpResponse:
    """归并两份档案 whose numbers somebody gives."""
    if visit.request.method != "POST":
        return _merges_page(visit)
    given = {name: visit.given(name) for name in ("kept", "gone", "reason")}
    faults = {
        name: _("请写档案编号，只写数字")
        for name in ("kept", "gone")
        if not (given[name].isascii() and given[name].isdigit() and len(given[name]) < 19)
    }
    if not faults:
        try:
            persons_merge(
                kept=int(given["kept"]), gone=int(given["gone"]), reason=given["reason"], actor=visit.actor, at=visit.at
            )
        except BoleError as error:
            if error.kind not in (MERGE_REASON, SAME_FILE):
                raise
            faults["reason" if error.kind is MERGE_REASON else "gone"] = beside(error)
    if faults:
        return _merges_page(visit, faults=faults, given=given)
    merges_enqueue()
    messages.success(visit.request, _("已归并。判错了可以在“归并记录”里撤销。"))
    return HttpResponseRedirect(reverse("merges"))


@screen("person.link")
def merge(visit: Visit, merge: int) -> HttpResponse:
    """撤销归并: what it was, what was written since, and the way back."""
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            merge_undo(merge=merge, reason=visit.given("reason"), actor=visit.actor, at=visit.at)
        except BoleError as error:
            if error.kind is not MERGE_REASON:
                raise
            faults["reason"] = beside(error)
        else:
            merges_enqueue()
            messages.success(visit.request, _("已撤销归并，两边都恢复原样。"))
            return HttpResponseRedirect(reverse("merges"))
    shown, since = merge_shown(merge=merge, actor=visit.actor)
    told = {"merge": shown, "since": since, "faults": faults, "reason": visit.given("reason")}
    return visit.shows("merge", told, status=422 if faults else 200)
