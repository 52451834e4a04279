"""两本日志: what was done and who looked, for the audit administrator."""

from django.http import HttpResponse

from bole.apps.accounts.events import first_broken
from bole.apps.accounts.selectors import events, looks
from bole.portal.lists import Listed
from bole.portal.visit import Visit, screen


@screen("event.read")
def events_page(visit: Visit) -> HttpResponse:
    """操作日志: the latest first; the chain is checked on demand."""
    kind = visit.asked("kind")
    found = Listed.of(events(actor=visit.actor, kind=kind), visit.page, visit.rows)
    told: dict[str, object] = {"found": found, "kind": kind}
    if visit.asked("check"):
        told |= {"checked": True, "broken": first_broken()}
    return visit.shows("events", told)


@screen("look.read")
def looks_page(visit: Visit) -> HttpResponse:
    """查阅记录: the latest first, of everybody or of one account."""
    user = visit.asked("user")
    found = looks(actor=visit.actor, user=int(user) if user.isdigit() else None)
    return visit.shows("looks", {"found": Listed.of(found, visit.page, visit.rows), "user": user})
