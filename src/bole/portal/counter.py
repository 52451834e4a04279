"""窗口代办: an officer finds whom he has before him, says what he looked at, and fills in the same pages with him."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.cases.counter import counter_applicant, counter_begin, counter_drafts
from bole.apps.registry.organisation_search import organisation_search
from bole.apps.registry.person_search import person_search
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.portal.forms import chosen, told
from bole.portal.visit import Visit, screen

PERSON, BODY = "person", "organisation"
_FIELD = {"BOLE-B311": "identity", "BOLE-B312": "why", "BOLE-B301": "kind"}
"""Which field of the form an error stands beside."""


@screen("case.accept")
def counter(visit: Visit) -> HttpResponse:
    """窗口代办: find the person or the body; go on with what is half done."""
    words, of = visit.asked("words"), chosen(visit.asked("of"), (PERSON, BODY), PERSON)
    shown: dict[str, object] = {
        "words": words, "of": of, "sorts": [(PERSON, _("个人")), (BODY, _("单位"))],
        "drafts": counter_drafts(actor=visit.actor),
    }  # fmt: skip
    if not words:
        return visit.shows("counter", shown)
    search = person_search if of == PERSON else organisation_search
    try:
        shown["found"] = search(words=words, actor=visit.actor, at=visit.at, page=visit.page)
    except BoleError as error:
        return visit.shows("counter", shown | {"fault": told(error)}, status=422)
    return visit.shows("counter", shown)


@screen("case.accept")
def counter_person(visit: Visit, person: int) -> HttpResponse:
    """为个人代办: which matter, what was looked at, and why."""
    return _begin(visit, person=person)


@screen("case.accept")
def counter_organisation(visit: Visit, organisation: int) -> HttpResponse:
    """为单位代办."""
    return _begin(visit, organisation=organisation)


def _begin(visit: Visit, *, person: int | None = None, organisation: int | None = None) -> HttpResponse:
    applicant = counter_applicant(person=person, organisation=organisation, actor=visit.actor, at=visit.at)
    faults: dict[str, str] = {}
    kind, identity, why = visit.given("kind"), visit.given("identity"), visit.given("why")
    if visit.request.method == "POST":
        if kind not in {code for code, _title in applicant.kinds}:
            faults["kind"] = _("请选择事项")
        else:
            try:
                draft = counter_begin(
                    kind=kind, person=person, organisation=organisation, identity=identity, why=why,
                    actor=visit.actor, at=visit.at,
                )  # fmt: skip
            except BoleError as error:
                told(error)
                if error.code not in _FIELD:
                    raise
                faults[_FIELD[error.code]] = told(error)
            else:
                return HttpResponseRedirect(reverse("draft", args=[draft]))
    shown = {
        "applicant": applicant, "kinds": [("", _("请选择")), *applicant.kinds], "kind": kind or visit.asked("kind"),
        "identity": identity, "why": why, "faults": faults,
    }  # fmt: skip
    return visit.shows("counter_begin", shown, status=422 if faults else 200)
