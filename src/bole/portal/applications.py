"""申请: one thing to a page, saved at every step and gone on with anywhere, checked as a whole, handed in once."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.cases.answers import answer_told
from bole.apps.cases.case_file import case_file
from bole.apps.cases.completeness import hint_of, title_of
from bole.apps.cases.drafts import (
    DraftShown,
    asks_fact,
    draft_begin,
    draft_discard,
    draft_save,
    draft_shown,
    draft_submit,
    facts_of,
)
from bole.apps.cases.files import file_add, file_remove
from bole.apps.cases.papers import RECEIPT
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _, language
from bole.policy.case_kinds import Question
from bole.portal.forms import told
from bole.portal.visit import Visit, screen

FACT, FILES, CHECK = "fact", "files", "check"
INPUTS: Final = {"count": "numeric", "money": "decimal", "bank-account": "numeric"}
"""Kind of a question to the keyboard of a phone."""


@screen("case.own")
def apply(visit: Visit, matter: str) -> HttpResponse:
    """开始申请, or go on where one left off."""
    draft = draft_begin(kind=matter, actor=visit.actor, at=visit.at)
    shown = draft_shown(draft=draft, actor=visit.actor, at=visit.at)
    return HttpResponseRedirect(_address(draft, _first_open(visit, shown)))


def _address(draft: int, step: str) -> str:
    return f"{reverse('draft', args=[draft])}?step={step}"


def _home(shown: DraftShown) -> str:
    """Where one goes from an application that is left: one's own cases, or the counter."""
    return reverse("counter") if shown.applicant else reverse("own-cases")


def _steps(visit: Visit, shown: DraftShown) -> list[str]:
    """The pages of this application, in their order."""
    facts = [FACT] if asks_fact(shown.kind) else []
    files = [FILES] if shown.materials else []
    return [*facts, *(question.name for question in shown.kind.questions), *files, CHECK]


def _first_open(visit: Visit, shown: DraftShown) -> str:
    """The first page that is not filled in."""
    for step in _steps(visit, shown):
        if step == FACT and shown.fact is None:
            return step
        if step == FILES and any(
            not m.optional and m.name not in {f.material for f in shown.files} for m in shown.materials
        ):
            return step
        if step not in (FACT, FILES, CHECK) and step not in shown.answers:
            return step
    return CHECK


@screen("case.own", "case.accept")
def draft(visit: Visit, draft: int) -> HttpResponse:
    """一页: a question, the files, or everything to be checked and handed in."""
    shown = draft_shown(draft=draft, actor=visit.actor, at=visit.at)
    steps = _steps(visit, shown)
    step = visit.asked("step")
    step = step if step in steps else _first_open(visit, shown)
    if visit.request.method == "POST":
        return _posted(visit, shown, step, steps)
    return _page(visit, shown, step, steps)


def _page(
    visit: Visit, shown: DraftShown, step: str, steps: list[str], *, faults: dict[str, str] | None = None,
    given: str | None = None,
) -> HttpResponse:  # fmt: skip
    at = steps.index(step)
    told_: dict[str, object] = {
        "shown": shown,
        "step": step,
        "number": at + 1,
        "count": len(steps),
        "back": _address(shown.draft, steps[at - 1]) if at else _home(shown),
        "faults": faults or {},
        "returns": visit.asked("back") == CHECK,
    }
    status = 422 if faults else 200
    if step == FACT:
        rows = facts_of(shown.kind, shown.person, visit.at)
        told_["facts"] = [(str(fact), words) for fact, words, _outcome in rows]
        return visit.shows("apply_fact", told_, status=status)
    if step == FILES:
        told_["materials"] = [
            (m, title_of(m), [f for f in shown.files if f.material == m.name]) for m in shown.materials
        ]
        return visit.shows("apply_files", told_, status=status)
    if step == CHECK:
        return visit.shows("apply_check", told_ | _checked(visit, shown), status=status)
    question = next(q for q in shown.kind.questions if q.name == step)
    told_["question"] = _question(question, shown.answers.get(step, "") if given is None else given)
    return visit.shows("apply_question", told_, status=status)


def _question(question: Question, value: str) -> dict[str, object]:
    options = [(code, en if language() == "en" else zh) for code, zh, en in question.choices]
    if question.kind == "flag":
        options = [("yes", _("是")), ("no", _("否"))]
    return {
        "name": question.name,
        "title": title_of(question),
        "hint": hint_of(question),
        "kind": question.kind,
        "optional": question.optional,
        "options": options,
        "value": value,
        "keyboard": INPUTS.get(question.kind, "text"),
    }


def _checked(visit: Visit, shown: DraftShown) -> dict[str, object]:
    """核对: every answer with a way to change it."""
    lines = [
        (title_of(q), answer_told(q, shown.answers.get(q.name, ""), masked=False), q.name) for q in shown.kind.questions
    ]
    files = [(title_of(m), [f for f in shown.files if f.material == m.name]) for m in shown.materials]
    row = ""
    if shown.kind.scheme and shown.fact is not None:
        row = next((w for fact, w, _o in facts_of(shown.kind, shown.person, visit.at) if fact == shown.fact), "")
    return {
        "lines": lines,
        "files": files,
        "row": row,
        "has_fact": asks_fact(shown.kind),
    }


def _posted(visit: Visit, shown: DraftShown, step: str, steps: list[str]) -> HttpResponse:
    act = visit.given("act")
    if act == "discard":
        draft_discard(draft=shown.draft, actor=visit.actor, at=visit.at)
        messages.success(visit.request, _("已放弃这份草稿。"))
        return HttpResponseRedirect(_home(shown))
    if act == "submit":
        return _submitted(visit, shown, steps)
    faults = _filled(visit, shown, step, act)
    if faults:
        return _page(visit, shown, step, steps, faults=faults, given=visit.given(step))
    if act == "later":
        messages.success(visit.request, _("已保存，保留到 {day}。", day=shown.keeps_until.isoformat()))
        return HttpResponseRedirect(_home(shown))
    if act in ("upload", "remove") or act.startswith("remove-"):
        return HttpResponseRedirect(_address(shown.draft, FILES))
    following = CHECK if visit.asked("back") == CHECK else steps[min(steps.index(step) + 1, len(steps) - 1)]
    return HttpResponseRedirect(_address(shown.draft, following))


def _submitted(visit: Visit, shown: DraftShown, steps: list[str]) -> HttpResponse:
    try:
        case = draft_submit(draft=shown.draft, actor=visit.actor, at=visit.at)
    except BoleError as error:
        return _page(visit, shown, CHECK, steps, faults={"": told(error)})
    return HttpResponseRedirect(reverse("apply-done", args=[case]))


def _filled(visit: Visit, shown: DraftShown, step: str, act: str) -> dict[str, str]:
    """What a page was filled in with is kept; what is wrong with it is told by field."""
    if step == FACT:
        fact = visit.given("fact")
        known = {fact for fact, _words, _outcome in facts_of(shown.kind, shown.person, visit.at)}
        if not (fact.isdigit() and int(fact) in known):
            return {} if act == "later" else {"fact": _("请选择一项")}
        draft_save(draft=shown.draft, answers={}, fact=int(fact), actor=visit.actor, at=visit.at)
        return {}
    if step == FILES:
        return _files(visit, shown, act)
    question = next(q for q in shown.kind.questions if q.name == step)
    text = visit.given(step)
    if not text and not question.optional and act != "later":
        return {step: _("请填写{field}", field=title_of(question))}
    errors = draft_save(draft=shown.draft, answers={step: text}, actor=visit.actor, at=visit.at)
    return {name: told(error) for name, error in errors.items()}


def _files(visit: Visit, shown: DraftShown, act: str) -> dict[str, str]:
    if act.startswith("remove-") and act.removeprefix("remove-").isdigit():
        file_remove(file=int(act.removeprefix("remove-")), actor=visit.actor, at=visit.at)
        return {}
    faults: dict[str, str] = {}
    for material in shown.materials:
        for file in visit.request.FILES.getlist(material.name):
            try:
                file_add(
                    draft=shown.draft, material=material.name, name=file.name or "", stream=file,  # type: ignore[arg-type]
                    actor=visit.actor, at=visit.at,
                )  # fmt: skip
            except BoleError as error:
                faults[material.name] = told(error)
    return faults


@screen("case.own", "case.accept")
def apply_done(visit: Visit, case: int) -> HttpResponse:
    """回执: the number, what happens next and by when; an address that stays."""
    shown = case_file(case=case, actor=visit.actor, at=visit.at)
    note = N_("办理有进展会通知您，也可以随时看办到哪一步。")
    if not shown.own:
        note = N_("请把受理回执打印给申请人。")
    return visit.shows("apply_done", {"shown": shown, "note": note, "receipt": RECEIPT})
