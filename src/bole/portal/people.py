"""个人: search, the file as a timeline with sources, numbers shown whole, who looked, export and correction."""

import json
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate

from bole.apps.accounts.looks import looks_at
from bole.apps.registry.corrections import correction_allowed, correction_answer, correction_request, corrections
from bole.apps.registry.entries import Entry
from bole.apps.registry.entry_history import entry_history
from bole.apps.registry.linking.merging import person_now
from bole.apps.registry.number_reveal import number_reveal
from bole.apps.registry.person_export import person_export
from bole.apps.registry.person_file import PersonFile, file_kinds, person_file
from bole.apps.registry.person_search import person_search
from bole.apps.schemes.benefits import day_asked
from bole.apps.schemes.selectors import person_benefits
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.visit import Visit, beside, screen

FIELDS: Final = (
    ("id_number", N_("证件号码")),
    ("phone", N_("手机")),
    ("bank_account", N_("银行账号")),
    ("address", N_("住址")),
    ("name", N_("姓名")),
)
"""What may be shown whole, by its code."""
OUTCOMES: Final = {
    "entitled": ("ok", N_("可以享受的"), False),
    "unknown": ("ask", N_("还缺材料的"), False),
    "needs_person": ("ask", N_("须由经办人员判断的"), False),
    "refused": ("no", N_("不符合条件的"), True),
    "not_in_force": ("plain", N_("没有现行规定的"), True),
}
"""结果 to the kind of its sign, its heading, and whether it is folded."""
CORRECTION_STATES: Final = (("open", N_("待处理")), ("accepted", N_("已采纳")), ("refused", N_("未采纳")))


@screen("person.search")
def people(visit: Visit) -> HttpResponse:
    """查找人员, by name, pinyin or number."""
    words = visit.asked("words")
    if not words:
        return visit.shows("people", {"words": ""})
    try:
        found = person_search(words=words, actor=visit.actor, at=visit.at, page=visit.page)
    except BoleError as error:
        return visit.shows("people", {"words": words, "error": error}, status=422)
    return visit.shows("people", {"words": words, "found": found})


@screen("person.read")
def person(visit: Visit, person: int) -> HttpResponse:
    """个人档案: what is known of somebody, newest first, each with its source; or the file it went into."""
    now = person_now(person)
    return _file_page(visit, person) if now == person else HttpResponseRedirect(reverse("person", args=[now]))


@screen("person.own")
def own_file(visit: Visit) -> HttpResponse:
    """我的档案: the same page for the person himself, and who looked at it."""
    return _file_page(visit, _own(visit))


def _own(visit: Visit) -> int:
    """The number of the visitor's own file; 0, which nobody has, where his account is of nobody."""
    return visit.actor.person or 0


def _file_page(visit: Visit, number: int, **more: object) -> HttpResponse:
    file = person_file(person=number, actor=visit.actor, at=visit.at, purpose=visit.asked("purpose"))
    kind = visit.asked("kind")
    shown = [entry for entry in file.entries if kind in ("", entry.kind)]
    had = {entry.kind for entry in file.entries}
    told = {
        "file": file,
        "years": _by_year(shown),
        "kind": kind,
        "kinds": [(code, label) for code, label in file_kinds() if code in had],
        "fields": FIELDS,
        "looks": looks_at(actor=visit.actor, person=number, limit=20) if _may_see_looks(visit, file) else None,
        "corrections": corrections(actor=visit.actor, at=visit.at, person=number) if _may_correct(file) else None,
    }
    status = 422 if more.get("faults") else 200
    return visit.shows("person", told | more, status=status)


def _may_see_looks(visit: Visit, file: PersonFile) -> bool:
    return file.own or visit.actor.may("look.read")


def _may_correct(file: PersonFile) -> bool:
    return file.own or file.may_correct


def _by_year(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries under the year they begin in; without a day under none, at the end."""
    years: dict[str, list[Entry]] = {}
    for entry in entries:
        years.setdefault(str(entry.on.year) if entry.on else "", []).append(entry)
    return sorted(years.items(), key=lambda pair: pair[0], reverse=True)


@screen("person.read", "person.own")
def benefits(visit: Visit, person: int) -> HttpResponse:
    """政策匹配: what somebody can have, what is missing, why not, until when; decided now, from the register."""
    day = day_asked(visit.asked("day"), localdate(visit.at))
    found = person_benefits(person=person, as_of=day, actor=visit.actor, at=visit.at, purpose=visit.asked("purpose"))
    groups = [(outcome, *OUTCOMES[outcome], found.groups[outcome]) for outcome in found.groups]
    back = reverse("own-file") if found.own else reverse("person", args=[person])
    return visit.shows("benefits", {"found": found, "groups": groups, "back": back, "day": day})


@screen("person.reveal", "person.own")
def person_reveal(visit: Visit, person: int) -> HttpResponse:
    """看完整号码: with a reason, and logged; the page with it is not kept and goes back after a minute."""
    field = visit.given("field") if visit.request.method == "POST" else ""
    if field not in dict(FIELDS):
        return HttpResponseRedirect(_address(visit, person))
    try:
        value = number_reveal(person=person, field=field, reason=visit.given("reason"), actor=visit.actor, at=visit.at)
    except BoleError as error:
        if error.kind.code == "BOLE-A005":
            raise
        told = beside(error)
        return _file_page(visit, person, faults={"reason": told}, field=field)
    back = _address(visit, person)
    answer = visit.shows("person_reveal", {"label": dict(FIELDS)[field], "value": value, "back": back})
    answer.headers["Refresh"] = f"60; url={back}"
    return answer


def _address(visit: Visit, person: int) -> str:
    return reverse("own-file") if visit.actor.person == person else reverse("person", args=[person])


@screen("person.own")
def own_export(visit: Visit) -> HttpResponse:
    """导出本人档案, whole, as a file that a program or a person can read."""
    told = person_export(person=_own(visit), actor=visit.actor, at=visit.at)
    text = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="bole-own-file.json"'
    return answer


@screen("person.read", "person.own", "organisation.read", "organisation.own")
def entry(visit: Visit, table: str, thing: int) -> HttpResponse:
    """一条记录: everything that was ever known of it, by whom and until when."""
    return visit.shows("entry", {"history": entry_history(table=table, thing=thing, actor=visit.actor, at=visit.at)})


@screen("person.own", "person.correct")
def correction_new(visit: Visit, person: int) -> HttpResponse:
    """申请更正: what is wrong and how it should be."""
    correction_allowed(person=person, actor=visit.actor)
    told = {"person": person, "back": _address(visit, person), "what": visit.asked("what")}
    table, thing = visit.asked("table"), visit.asked("thing")
    if visit.request.method != "POST":
        return visit.shows("correction_new", told)
    given = {"what": visit.given("what"), "text": visit.given("text")}
    faults = {}
    if not given["what"]:
        faults["what"] = _("请写明哪一项有误")
    if not given["text"]:
        faults["text"] = _("请写明应当是什么，有什么证明")
    if faults:
        return visit.shows("correction_new", told | given | {"faults": faults}, status=422)
    correction_request(
        person=person,
        what=given["what"],
        text=given["text"],
        table=table,
        thing=int(thing) if thing.isdigit() else None,
        actor=visit.actor,
        at=visit.at,
    )
    messages.success(visit.request, _("已收到更正申请，办理结果会写在这一页。"))
    return HttpResponseRedirect(_address(visit, person))


@screen("person.correct")
def corrections_page(visit: Visit) -> HttpResponse:
    """更正申请: those of one's districts, the open ones first; answered here."""
    state = visit.asked("state") or "open"
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        number, answer = visit.given("correction"), visit.given("answer")
        if not answer:
            faults[f"answer-{number}"] = _("请写明办理意见，申请人会看到")
        elif number.isdigit():
            accepted = visit.given("act") == "accept"
            correction_answer(correction=int(number), accepted=accepted, answer=answer, actor=visit.actor, at=visit.at)
            messages.success(visit.request, _("已答复申请人。"))
            return HttpResponseRedirect(reverse("corrections"))
    found = corrections(actor=visit.actor, at=visit.at, state=state, page=visit.page)
    told = {"found": found, "state": state, "states": CORRECTION_STATES, "faults": faults}
    return visit.shows("corrections", told, status=422 if faults else 200)
