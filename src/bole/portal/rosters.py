"""花名册: who took part in the classes of a body; its own people see its own classes alone."""

from django.http import HttpResponse

from bole.apps.registry.rosters import RESULTS, roster
from bole.kernel.messages import _
from bole.portal.forms import chosen
from bole.portal.visit import Visit, screen


@screen("organisation.own")
def own_roster(visit: Visit) -> HttpResponse:
    """本单位的花名册."""
    return _page(visit, visit.actor.organisation or 0)


@screen("organisation.read")
def organisation_roster(visit: Visit, organisation: int) -> HttpResponse:
    """一家机构的花名册."""
    return _page(visit, organisation)


def _page(visit: Visit, organisation: int) -> HttpResponse:
    words, class_number, result = visit.asked("words"), visit.asked("class"), chosen(visit.asked("result"), RESULTS)
    shown = roster(
        organisation=organisation,
        words=words,
        class_number=class_number,
        result=result,
        actor=visit.actor,
        at=visit.at,
        page=visit.page,
    )
    asked = {"words": words, "class_number": class_number, "result": result}
    classes = [("", _("全部班次"))]
    classes += [(one.class_number, f"{one.class_number} {one.title}".strip()) for one in shown.classes]
    results = [("", _("全部结果")), *((code, _(label)) for code, label in RESULTS.items())]
    return visit.shows("roster", {"roster": shown, "asked": asked, "classes": classes, "results": results})
