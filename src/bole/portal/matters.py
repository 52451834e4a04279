"""办事: which matters a place handles, for everybody who has signed in, and where each of them begins."""

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from bole.apps.cases.counts import MatterCounts, matter_counts
from bole.apps.cases.matters import AUDIENCES, matter_shown, matters
from bole.policy.marked_yaml import read_day
from bole.portal.visit import Visit, screen


@screen()
def matters_page(visit: Visit) -> HttpResponse:
    """事项: by who applies."""
    found = matters(actor=visit.actor, day=localtime(visit.at).date())
    return visit.shows("matters", {"groups": [(by, AUDIENCES[by], listed) for by, listed in found.items() if listed]})


@screen()
def matter(visit: Visit, matter: str) -> HttpResponse:
    """事项的开始页: what, who, how much, what is needed, how long, by which clause; and the flow."""
    shown = matter_shown(kind=matter, actor=visit.actor, day=localtime(visit.at).date())
    apply = _address("apply", matter) if shown.may_apply else ""
    confirm = _address("own-entitlements") if shown.found else ""
    counts = _counts(visit, matter)
    # The drawing is made by us of words of a pack, each of them escaped.
    drawing = mark_safe(shown.drawing)  # noqa: S308
    return visit.shows(
        "matter", {"shown": shown, "apply": apply, "confirm": confirm, "counts": counts, "drawing": drawing}
    )


def _counts(visit: Visit, matter: str) -> MatterCounts | None:
    """受理情况 for an officer: of the days that he asks for, else of the year so far."""
    if not visit.actor.may("case.read"):
        return None
    today = localtime(visit.at).date()
    since = read_day(visit.asked("since")) or today.replace(month=1, day=1)
    until = read_day(visit.asked("until")) or today
    return matter_counts(kind=matter, since=since, until=until, actor=visit.actor)


def _address(route: str, *args: str) -> str:
    """Where a screen is; "" where this register has none such."""
    try:
        return reverse(route, args=args)
    except NoReverseMatch:
        return ""
