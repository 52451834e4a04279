"""保存期限: what is past its time, and its destruction by a manager; the worker does it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.registry.retention import periods, retention_due
from bole.apps.registry.tasks import retention_enqueue
from bole.kernel.messages import _
from bole.portal.visit import Visit, screen


@screen("source.manage")
def retention(visit: Visit) -> HttpResponse:
    """保存期限: what waits for its destruction, table by table, and how long everything is kept."""
    if visit.request.method == "POST" and visit.given("act") == "erase":
        retention_enqueue(actor=visit.actor)
        messages.success(visit.request, _("已交后台销毁，完成后这里不再列出，操作记入日志。"))
        return HttpResponseRedirect(reverse("retention"))
    due = retention_due(actor=visit.actor, at=visit.at)
    told = {"due": due, "total": sum(one.rows for one in due), "periods": periods()}
    return visit.shows("retention", told)
