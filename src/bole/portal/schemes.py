"""政策项目: what the packs of a place say now beside what was published, and publishing it."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.schemes.runs import run_shown, runs_shown
from bole.apps.schemes.snapshots import snapshots_shown
from bole.apps.schemes.versions import GONE, NEW, SAME, places, publishing, schemes_publish
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.portal.visit import Visit, screen

STATES: Final = {
    NEW: ("ask", N_("还没有公布")),
    "changed": ("ask", N_("与公布的不同")),
    SAME: ("ok", N_("与公布的相同")),
    GONE: ("no", N_("规则包里没有了")),
}
"""State to the kind of its sign and its word."""
SNAPSHOT_STATES: Final = {
    "making": ("ask", N_("还没有做完")),
    "made": ("ok", N_("在")),
    "lost": ("plain", N_("已不在原处")),
}
RUN_OUTCOMES: Final = {
    "entitled": N_("可享受"),
    "refused": N_("不符合"),
    "unknown": N_("无法判断"),
    "needs_person": N_("须由人判断"),
    "not_in_force": N_("无现行规定"),
}
"""结果 as the heads of columns."""


@screen("scheme.run")
def schemes(visit: Visit) -> HttpResponse:
    """有规则包的地方."""
    return visit.shows("schemes", {"found": places()})


@screen("scheme.run")
def schemes_of_place(visit: Visit, place: str) -> HttpResponse:
    """一个地方的政策项目: each as published and as it is now; published here, as it was looked at."""
    error = None
    if visit.request.method == "POST":
        try:
            done = schemes_publish(place=place, whole=visit.given("whole"), actor=visit.actor, at=visit.at)
        except BoleError as refused:
            error = refused
        else:
            messages.success(visit.request, _("已公布 {count} 个政策项目。", count=len(done.open)))
            return HttpResponseRedirect(reverse("schemes-of-place", args=[place]))
    shown = publishing(place=place, actor=visit.actor)
    rows = [(scheme, *STATES[scheme.state]) for scheme in shown.schemes]
    return visit.shows("schemes_of_place", {"shown": shown, "rows": rows, "error": error}, status=422 if error else 200)


@screen("scheme.run")
def runs(visit: Visit) -> HttpResponse:
    """运行记录: the snapshots that lie here, and every run that was written down."""
    found = runs_shown(actor=visit.actor)
    kept = snapshots_shown(actor=visit.actor, at=visit.at)
    return visit.shows("runs", {"found": found, "snapshots": [(s, *SNAPSHOT_STATES[s.state]) for s in kept]})


@screen("scheme.run")
def run(visit: Visit, run: int) -> HttpResponse:
    """一次运行: what it came to in each scheme."""
    shown, totals = run_shown(run=run, actor=visit.actor)
    rows = [(one, [(label, one.outcomes.get(outcome, 0)) for outcome, label in RUN_OUTCOMES.items()]) for one in totals]
    return visit.shows("run", {"shown": shown, "rows": rows, "outcomes": RUN_OUTCOMES.values()})
