"""单位: search and the page of one: marks, staff, inspections, trainings held."""

from django.http import HttpResponse

from bole.apps.registry.organisation_file import organisation_file
from bole.apps.registry.organisation_search import organisation_search
from bole.kernel.errors import BoleError
from bole.portal.visit import Visit, screen


@screen("organisation.read")
def organisations(visit: Visit) -> HttpResponse:
    """查找单位, by name, pinyin or credit code."""
    words = visit.asked("words")
    if not words:
        return visit.shows("organisations", {"words": ""})
    try:
        found = organisation_search(words=words, actor=visit.actor, at=visit.at, page=visit.page)
    except BoleError as error:
        return visit.shows("organisations", {"words": words, "error": error}, status=422)
    return visit.shows("organisations", {"words": words, "found": found})


@screen("organisation.read")
def organisation(visit: Visit, organisation: int) -> HttpResponse:
    """一个单位."""
    return _page(visit, organisation)


@screen("organisation.own")
def own_organisation(visit: Visit) -> HttpResponse:
    """本单位."""
    return _page(visit, visit.actor.organisation or 0)


def _page(visit: Visit, number: int) -> HttpResponse:
    file = organisation_file(organisation=number, actor=visit.actor, at=visit.at)
    counted = [(count.on.isoformat(), count.staff) for count in file.counts[:8] if count.staff is not None]
    return visit.shows("organisation", {"file": file, "counted": counted})
