"""职业: found by code or name; its editions, the mark S, and what its code was before and became."""

from django.http import HttpResponse

from bole.apps.registry.occupations import occupation_search, occupation_shown
from bole.portal.visit import Visit, screen


@screen()
def occupations(visit: Visit) -> HttpResponse:
    """职业分类: a list for everybody, the digital ones before anything is asked."""
    words = visit.asked("words")
    return visit.shows("occupations", {"words": words, "found": occupation_search(words=words, page=visit.page)})


@screen()
def occupation(visit: Visit, code: str) -> HttpResponse:
    """一个职业."""
    return visit.shows("occupation", {"shown": occupation_shown(code=code)})
