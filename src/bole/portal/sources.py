"""数据来源: who hands data over, in the order of trust."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.registry.sources import source_add, source_change, sources
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.portal.visit import Visit, screen


@screen("source.manage")
def sources_page(visit: Visit) -> HttpResponse:
    """数据来源: added, ranked, rested."""
    error = None
    if visit.request.method == "POST":
        try:
            _act(visit)
        except BoleError as refused:
            error = refused
        else:
            messages.success(visit.request, _("已办好，操作已记入日志。"))
            return HttpResponseRedirect(reverse("sources"))
    told = {"sources": sources(actor=visit.actor), "error": error}
    return visit.shows("sources", told, status=422 if error else 200)


def _act(visit: Visit) -> None:
    code, rank = visit.given("code"), visit.given("rank")
    ranked = int(rank) if rank.isdigit() and len(rank) < 5 else None
    if visit.given("act") == "add":
        source_add(
            code=code, name=visit.given("name") or code, rank=100 if ranked is None else ranked,
            actor=visit.actor, at=visit.at,
        )  # fmt: skip
    else:
        active = {"rest": False, "wake": True}.get(visit.given("act"))
        source_change(code=code, rank=ranked, active=active, actor=visit.actor, at=visit.at)
