"""没有送达的通知: what did not go out, why, and once more, one by one or the whole filtered list."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.cases.undelivered import STATES, MessageFilters, message_again, messages_again, undelivered
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.portal.forms import told
from bole.portal.visit import Visit, screen


@screen("case.assign")
def undelivered_page(visit: Visit) -> HttpResponse:
    """没有送达的通知, the latest first."""
    filters = MessageFilters.of(visit.request.GET.dict())
    faults: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            done = _again(visit, filters)
        except BoleError as error:
            faults[""] = told(error)
        else:
            messages.success(visit.request, _("{count} 条已交后台再发，几分钟后刷新看结果。", count=f"{done:,}"))
            return HttpResponseRedirect(f"{reverse('undelivered')}?{urlencode(filters.address)}")
    found = undelivered(filters=filters, actor=visit.actor, page=visit.page, size=visit.rows)
    every = ("", _("全部"))
    shown = {
        "found": found, "filters": filters, "query": urlencode(filters.address), "faults": faults,
        "states": [(code, label, found.counts[code]) for code, label in STATES.items()],
        "kinds": [every, *found.kinds], "reasons": [every, *found.faults],
    }  # fmt: skip
    return visit.shows("undelivered", shown, status=422 if faults else 200)


def _again(visit: Visit, filters: MessageFilters) -> int:
    notice, count = visit.given("notice"), visit.given("count")
    if notice.isdigit() and len(notice) < 18:
        message_again(notice=int(notice), actor=visit.actor, at=visit.at)
        return 1
    return messages_again(filters=filters, count=int(count) if count.isdigit() else -1, actor=visit.actor, at=visit.at)
