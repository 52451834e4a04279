"""办件: the work list of officers, the page of a case, bulk acts, files; the same page for whose case it is."""

from typing import Final
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from bole.apps.cases.acting import case_act
from bole.apps.cases.answers import answer_read
from bole.apps.cases.bulk import (
    bulk_cancel,
    bulk_continue,
    bulk_preview,
    bulk_shown,
    bulks_shown,
    cases_act_bulk,
    verbs_in_bulk,
)
from bole.apps.cases.case_file import CaseShown, case_file, own_cases, own_steps
from bole.apps.cases.completeness import hint_of, title_of
from bole.apps.cases.declarations import TIES, declaration_make
from bole.apps.cases.delegations import case_reassign, officers_listed
from bole.apps.cases.drafts import drafts_of
from bole.apps.cases.files import ENDINGS, PDF, file_add, file_open
from bole.apps.cases.kinds import step_title
from bole.apps.cases.papers import paper_made, papers_listed
from bole.apps.cases.work_list import (
    CHANGES,
    LEFT,
    OPINIONS,
    VIEWS,
    Filters,
    kinds_listed,
    neighbours,
    states_listed,
    towns_listed,
    view_drop,
    view_save,
    views_kept,
    work_list,
    work_list_export,
)
from bole.apps.registry.errors import REASON_TOO_SHORT
from bole.apps.registry.number_reveal import LEAST
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.downloads import sent
from bole.portal.forms import told
from bole.portal.visit import Visit, screen

OUTCOMES: Final = {
    "": ("ask", N_("在办")),
    "granted": ("ok", N_("已同意")),
    "refused": ("no", N_("不予同意")),
    "withdrawn": ("plain", N_("已撤回")),
    "lapsed": ("plain", N_("已失效")),
}
"""办结方式 to the kind of its sign and its word."""
BULK_STATES: Final = {
    "asked": ("ask", N_("等着开始")),
    "going": ("ask", N_("正在办")),
    "done": ("ok", N_("已办完")),
    "stopped": ("plain", N_("已停止")),
}
PHRASES: Final = (
    N_("材料不齐，请按清单补齐后再交。"),
    N_("材料看不清，请重新拍照上传。"),
    N_("经核对，材料与登记不一致，请说明。"),
    N_("经核对，情况属实。"),
)
"""常用语: a reason begins with one of these or with none."""


# --- the work list ---


@screen("case.read", "case.score")
def cases_page(visit: Visit) -> HttpResponse:
    """办件清单: views with counts, filters, a page of rows, and what can be done to many."""
    if visit.request.method == "POST":
        return _view_changed(visit)
    filters = Filters.of(visit.request.GET.dict())
    shown: dict[str, object] = {"filters": filters, "query": urlencode(filters.address)}
    try:
        found = work_list(filters=filters, actor=visit.actor, at=visit.at, page=visit.page, size=visit.rows)
    except BoleError as error:
        shown["fault"] = told(error)
        filters = Filters.of({**filters.address, "words": ""})
        found = work_list(filters=filters, actor=visit.actor, at=visit.at, page=visit.page, size=visit.rows)
    shown |= {
        "found": found,
        "rows": [(row, OPINIONS.get(row.opinion, ("plain", ""))) for row in found.rows],
        "views": [(code, label, found.views.get(code)) for code, label in VIEWS.items()],
        "kept": [(pk, name, urlencode(kept.address)) for pk, name, kept in views_kept(visit.actor)],
        "chips": _chips(filters),
        "scopes": [
            ("chosen", _("只办选中的")),
            ("all", _("全部筛选结果，{count} 件", count=f"{found.total:,}")),
        ],
        "verbs": list(verbs_in_bulk(filters.kind).items()),
        **_choices(visit, filters),
    }
    return visit.shows("cases", shown, status=422 if "fault" in shown else 200)


def _choices(visit: Visit, filters: Filters) -> dict[str, object]:
    every = ("", _("全部"))
    days = [(n, _("{n} 个工作日以内", n=n) if n != "0" else _("今天以前")) for n in LEFT]
    return {
        "kinds": [every, *kinds_listed()],
        "states": [every, *states_listed(filters.kind)],
        "towns": [every, *towns_listed(visit.actor, visit.at)],
        "opinions": [every, *((code, _(label)) for code, (_kind, label) in OPINIONS.items())],
        "days": [every, *days],
        "changes": [every, *((code, _(label)) for code, label in CHANGES.items())],
    }


def _chips(filters: Filters) -> list[tuple[str, str, str]]:
    """已选条件: what it is, its value, and the address without it."""
    labels = {"kind": N_("事项"), "state": N_("状态"), "town": N_("镇街"), "opinion": N_("系统意见"),
              "left": N_("剩余工作日"), "changed": N_("冻结以后的变化"), "words": N_("查找")}  # fmt: skip
    words = {"kind": dict(kinds_listed()), "state": dict(states_listed(filters.kind)),
             "opinion": {code: _(label) for code, (_kind, label) in OPINIONS.items()},
             "changed": {code: _(label) for code, label in CHANGES.items()}}  # fmt: skip
    address = filters.address
    return [
        (_(label), words.get(name, {}).get(address[name], address[name]),
         urlencode({key: value for key, value in address.items() if key != name}))
        for name, label in labels.items()
        if address.get(name)
    ]  # fmt: skip


def _view_changed(visit: Visit) -> HttpResponse:
    if visit.given("act") == "drop" and visit.given("kept").isdigit():
        view_drop(view=int(visit.given("kept")), actor=visit.actor)
        return HttpResponseRedirect(reverse("cases"))
    filters = Filters.of(visit.request.GET.dict())
    view_save(name=visit.given("name"), filters=filters, actor=visit.actor, at=visit.at)
    return HttpResponseRedirect(f"{reverse('cases')}?{urlencode(filters.address)}")


@screen("case.read")
def cases_export(visit: Visit) -> FileResponse:
    """导出 the list as it is filtered, as a workbook."""
    filters = Filters.of(visit.request.GET.dict())
    return sent(
        "cases.xlsx", lambda target: work_list_export(target=target, filters=filters, actor=visit.actor, at=visit.at)
    )


# --- many at once ---


def _filters_asked(visit: Visit) -> Filters:
    """The list, or the rows of it that were chosen; in the address of the confirm page and in its form alike."""
    given = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    ids = given.getlist("case") if given.get("scope") != "all" else []
    return Filters.of({**given.dict(), "ids": ids})


@screen("case.accept", "case.review", "case.decide", "case.appeal", "case.assign")
def cases_bulk(visit: Visit) -> HttpResponse:
    """批量办理: how many, what they come to and what will be left out, before anything is done; then confirmed."""
    given = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    verb, filters = given.get("verb", ""), _filters_asked(visit)
    back = f"{reverse('cases')}?{urlencode(filters.address)}"
    if given.get("scope") != "all" and not filters.ids:
        messages.warning(visit.request, _("请先选择要处理的申请。"))
        return HttpResponseRedirect(back)
    faults: dict[str, str] = {}
    if visit.request.method == "POST" and given.get("act") == "confirm":
        count, fen = given.get("count", ""), given.get("fen", "")
        try:
            made = cases_act_bulk(
                verb=verb,
                filters=filters,
                count=int(count) if count.isdigit() else 0,
                fen=int(fen) if fen.isdigit() else 0,
                reason=visit.given("reason"),
                actor=visit.actor,
                at=visit.at,
                officer=visit.given("officer"),
            )
        except BoleError as error:
            faults["reason" if error.code == "BOLE-B107" else "confirm"] = told(error)
        else:
            return HttpResponseRedirect(reverse("bulk", args=[made]))
    shown = bulk_preview(verb=verb, filters=filters, actor=visit.actor, at=visit.at)
    told_ = {"shown": shown, "filters": filters, "faults": faults, "back": back, "reason": visit.given("reason")}
    if shown.needs_officer:
        told_["officers"] = [("", _("请选择")), *officers_listed(actor=visit.actor, at=visit.at)]
    return visit.shows("cases_bulk", told_, status=422 if faults else 200)


@screen("case.read")
def bulks(visit: Visit) -> HttpResponse:
    """批量办理记录 of one's own."""
    return visit.shows("bulks", {"rows": [(b, *BULK_STATES[b.state]) for b in bulks_shown(actor=visit.actor)]})


@screen("case.read")
def bulk(visit: Visit, bulk: int) -> HttpResponse:
    """一次批量办理: how far it has come; what was left out, and why."""
    if visit.request.method == "POST":
        if visit.given("act") == "cancel":
            bulk_cancel(bulk=bulk, actor=visit.actor, at=visit.at)
        elif visit.given("act") == "continue":
            bulk_continue(bulk=bulk, actor=visit.actor, at=visit.at)
        return HttpResponseRedirect(reverse("bulk", args=[bulk]))
    shown = bulk_shown(bulk=bulk, actor=visit.actor)
    return visit.shows("bulk", {"shown": shown, "state": BULK_STATES[shown.state]})


@screen("case.read")
def bulk_progress(visit: Visit, bulk: int) -> HttpResponse:
    """进度, fetched by the page while it waits; when it is over the page is fetched anew."""
    shown = bulk_shown(bulk=bulk, actor=visit.actor)
    answer = visit.shows("bulk_job", {"shown": shown})
    if not shown.going:
        answer.headers["HX-Refresh"] = "true"
    return answer


# --- one case ---


@xframe_options_sameorigin
@csp_update({"frame-src": [SELF]})
@screen("case.read", "case.own", "case.score")
def case(visit: Visit, case: int) -> HttpResponse:
    """办件页: for who handles it in columns, for whose it is one thing after the other."""
    if visit.request.method == "POST":
        return _acted(visit, case)
    return _case_page(visit, case)


def _case_page(
    visit: Visit, case: int, *, error: BoleError | None = None, faults: dict[str, str] | None = None
) -> HttpResponse:
    shown = case_file(case=case, actor=visit.actor, at=visit.at)
    outcome = OUTCOMES[shown.outcome]
    told_: dict[str, object] = {"shown": shown, "outcome": outcome, "error": error, "faults": faults or {}}
    told_ |= {"reason": visit.given("reason"), "opinion": OPINIONS.get(shown.opinion, ("plain", ""))}
    told_["papers"] = papers_listed(shown=shown)
    status = 422 if error or faults else 200
    if shown.own:
        told_ |= {"steps": _buttons(shown, own=True), "questions": _questions(shown)}
        return visit.shows("own_case", told_, status=status)
    told_ |= {"steps": _buttons(shown, own=False), "preview": _preview(visit, shown), "phrases": PHRASES}
    told_ |= _list_around(visit, case) | _asked_for(visit, shown)
    return visit.shows("case", told_, status=status)


def _buttons(shown: CaseShown, *, own: bool) -> list[tuple[str, str, str]]:
    """The steps that can be done: verb, words, and how much weight the button has."""
    steps = own_steps(shown) if own else [one for one in shown.allowed if one.step.who != "applicant"]
    heavy = {"refuse", "withdraw", "uphold", "lapse"}
    return [
        (one.step.verb, step_title(one.step), "warning" if one.step.verb in heavy else "" if at == 0 else "secondary")
        for at, one in enumerate(one for one in steps if one.why_not is None)
    ]


def _questions(shown: CaseShown) -> list[dict[str, object]]:
    """What the applicant may answer again while the case waits for him."""
    if not shown.waits:
        return []
    lines = zip(shown.kind.questions, shown.answers, strict=True)
    return [
        {"name": q.name, "title": title_of(q), "hint": hint_of(q), "kind": q.kind, "value": line.answer}
        for q, line in lines
        if q.kind not in ("choice", "flag")
    ]


def _preview(visit: Visit, shown: CaseShown) -> dict[str, object] | None:
    """The file beside the form: the one asked for, else the last of the first material: what was handed in anew."""
    files = [file for line in shown.materials for file in reversed(line.files)] + list(shown.other_files)
    asked = visit.asked("file")
    chosen = next((file for file in files if str(file.file) == asked), files[0] if files else None)
    return None if chosen is None else {"file": chosen, "address": reverse("case-file", args=[chosen.file])}


def _list_around(visit: Visit, case: int) -> dict[str, object]:
    """Where it stands in the list that one came from, and its neighbours."""
    filters = Filters.of(visit.request.GET.dict())
    query = urlencode(filters.address)
    place, count, before, after = neighbours(case=case, filters=filters, actor=visit.actor, at=visit.at)
    return {"place": place, "count": count, "before": before, "after": after, "query": query}


def _asked_for(visit: Visit, shown: CaseShown) -> dict[str, object]:
    """What else the form asks for: to whom, how many points, which thing."""
    verbs = {one.step.verb for one in shown.can}
    assigns = visit.actor.may("case.assign") and not shown.outcome
    needed: dict[str, object] = {"ties": [(code, _(label)) for code, label in TIES.items()], "assigns": assigns}
    if assigns:
        needed["officers"] = [("", _("请选择")), *officers_listed(actor=visit.actor, at=visit.at)]
    needed["scoring"] = "score" in verbs
    if any("take-stock" in one.step.effects for one in shown.can) and shown.things:
        needed["things"] = [("", _("第一个空着的")), *((str(t.thing), f"{t.code} {t.title}") for t in shown.things)]
    return needed


def _acted(visit: Visit, case: int) -> HttpResponse:
    act, seen = visit.given("act"), visit.given("seen")
    try:
        if act == "declare":
            declaration_make(why=visit.given("why"), case=case, actor=visit.actor, at=visit.at)
            messages.success(visit.request, _("已申报回避，您不再办理这一件。"))
            return HttpResponseRedirect(reverse("case", args=[case]))
        if act == "upload":
            return _uploaded(visit, case)
        number = int(seen) if seen.isdigit() else -1
        if act == "reassign-now":
            officer = visit.given("officer")
            case_reassign(
                case=case, officer=int(officer) if officer.isdigit() else 0, seen=number,
                reason=visit.given("reason"), actor=visit.actor, at=visit.at,
            )  # fmt: skip
        else:
            _do(visit, case, act, number)
    except BoleError as error:
        told(error)
        field = {"BOLE-B107": "reason", "BOLE-B108": "reason", "BOLE-B126": "officer", "BOLE-B127": "officer",
                 "BOLE-B130": "points", "BOLE-B138": "sum", "BOLE-B139": "sum"}.get(error.code)  # fmt: skip
        return _case_page(visit, case, error=None if field else error, faults={field: told(error)} if field else {})
    messages.success(visit.request, _("已办理。"))
    return HttpResponseRedirect(f"{reverse('case', args=[case])}?{visit.request.GET.urlencode()}")


def _do(visit: Visit, case: int, verb: str, seen: int) -> None:
    shown = case_file(case=case, actor=visit.actor, at=visit.at)
    questions = {question.name: question for question in shown.kind.questions}
    given = visit.request.POST
    answers = {
        name: answer_read(question, given.get(f"answer-{name}", ""))
        for name, question in questions.items()
        if given.get(f"answer-{name}", "").strip() and "*" not in given.get(f"answer-{name}", "")
    }
    phrase, reason = visit.given("phrase"), visit.given("reason")
    case_act(
        case=case,
        verb=verb,
        seen=seen,
        reason=" ".join(part for part in (phrase, reason) if part),
        actor=visit.actor,
        at=visit.at,
        answers=answers if shown.own and answers else None,
        officer=visit.given("officer"),
        points=visit.given("points"),
        note=reason,
        thing=visit.given("thing"),
        sum=visit.given("sum"),
    )


def _uploaded(visit: Visit, case: int) -> HttpResponse:
    file = visit.request.FILES.get("file")
    if file is None or isinstance(file, list):
        return _case_page(visit, case, faults={"file": _("请选择要上传的文件")})
    try:
        file_add(
            case=case, material=visit.given("material"), name=file.name or "", stream=file,  # type: ignore[arg-type]
            actor=visit.actor, at=visit.at,
        )  # fmt: skip
    except BoleError as error:
        return _case_page(visit, case, faults={"file": told(error)})
    messages.success(visit.request, _("已上传。"))
    return HttpResponseRedirect(reverse("case", args=[case]))


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
@screen("case.read", "case.own", "case.score")
def case_file_view(visit: Visit, file: int) -> HttpResponse:
    """看材料: the content as what it is and nothing else, inside this system's own pages."""
    opened = file_open(file=file, actor=visit.actor, at=visit.at)
    answer = HttpResponse(opened.content, content_type=opened.kind)
    name = f"material-{file}{ENDINGS[opened.kind]}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if opened.kind != PDF:
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    return answer


@screen("case.read", "case.own", "case.score")
def case_paper(visit: Visit, case: int, paper: str) -> HttpResponse:
    """下载文书 as a PDF; with a reason, which a form sends, the applicant's name stands on it in full."""
    reason = visit.given("reason") if visit.request.method == "POST" else ""
    if visit.request.method == "POST" and not reason:
        raise BoleError(REASON_TOO_SHORT, least=LEAST)
    made = paper_made(case=case, paper=paper, actor=visit.actor, at=visit.at, reason=reason)
    answer = HttpResponse(made.content, content_type=PDF)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


# --- one's own ---


@screen("case.own")
def own_cases_page(visit: Visit) -> HttpResponse:
    """我的办件: what is on its way and what has ended; the drafts that were begun."""
    rows = [(row, *OUTCOMES[row.outcome]) for row in own_cases(actor=visit.actor, at=visit.at)]
    return visit.shows("own_cases", {"rows": rows, "drafts": drafts_of(actor=visit.actor)})
