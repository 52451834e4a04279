"""运行记录: runs of the schemes over a snapshot, written down: who, when, over which facts, with which versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

import bole
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.schemes.errors import NO_RUN
from bole.apps.schemes.models import Run, RunTotal, SchemeVersion, Snapshot
from bole.apps.schemes.versions import whole_digest
from bole.kernel.errors import BoleError
from bole.kernel.messages import language
from bole.policy.manifest import FILE_NAME, sha256_of
from bole.policy.scheme import OUTCOMES

if TYPE_CHECKING:
    from bole.policy.runs import Ran


@dataclass(frozen=True, slots=True)
class RunShown:
    """一次运行, as it is shown."""

    number: int
    place: str
    as_of: date
    known_until: date
    manifest: str
    snapshot: str
    """Where it lies; "" where it was made elsewhere."""
    engine: str
    version: str
    seconds: int
    entered: int
    decided: int
    quarantined: int
    ran_at: datetime
    ran_by: str
    schemes: int
    entitled: int
    fen: int


@dataclass(frozen=True, slots=True)
class TotalShown:
    """一个项目的合计."""

    scheme: str
    title: str
    number: int | None
    outcomes: Mapping[str, int]
    out_of_scope: int
    fen: int | None


@transaction.atomic
def run_record(*, ran: "Ran", actor: Actor, at: datetime) -> int:
    """记下一次运行; its number. Raises BoleError."""
    actor.require("scheme.run")
    rows, manifest = ran.all_rows, sha256_of(ran.snapshot.path / FILE_NAME)
    kept = Snapshot.objects.filter(manifest=manifest).order_by("-pk").first()
    run = Run.objects.create(
        snapshot=kept,
        manifest=manifest,
        place=ran.snapshot.manifest.place,
        known_until=ran.snapshot.as_of,
        as_of=ran.as_of,
        engine=ran.engine,
        version=bole.__version__,
        seconds=round(ran.seconds),
        entered=rows.entered,
        decided=rows.decided,
        quarantined=rows.quarantined,
        ran_at=at,
        ran_by=actor.name,
    )
    RunTotal.objects.bulk_create(_totals(run, ran))
    data: Data = {"manifest": manifest, "as_of": ran.as_of.isoformat(), "schemes": len(ran.schemes)}
    record("scheme.ran", actor=actor, at=at, about=("run", run.pk), data=data)
    return run.pk


def _totals(run: Run, ran: "Ran") -> list[RunTotal]:
    used = SchemeVersion.objects.filter(place=run.place, withdrawn_at=None)
    versions = {(version.scheme, version.whole): version.number for version in used}
    found = []
    for scheme in ran.schemes:
        told: Mapping[str, Any] = ran.totals[scheme.id]
        whole = whole_digest(scheme)
        found.append(
            RunTotal(
                run=run,
                scheme=scheme.id,
                title=scheme.title.zh,
                title_en=scheme.title.en,
                number=versions.get((scheme.id, whole)),
                whole=whole,
                outcomes={outcome: told["decided"][outcome] for outcome in OUTCOMES},
                out_of_scope=told["out_of_scope"],
                fen=told["fen"] if scheme.amounts else None,
            )
        )
    return found


def runs_shown(*, actor: Actor, limit: int = 100) -> Sequence[RunShown]:
    """运行记录, the latest first. Raises BoleError."""
    actor.require("scheme.run")
    found = Run.objects.select_related("snapshot").prefetch_related("totals").order_by("-pk")[:limit]
    return [_shown(run) for run in found]


def run_shown(*, run: int, actor: Actor) -> tuple[RunShown, Sequence[TotalShown]]:
    """一次运行 and what it came to in each scheme. Raises BoleError."""
    actor.require("scheme.run")
    found = Run.objects.select_related("snapshot").prefetch_related("totals").filter(pk=run).first()
    if found is None:
        raise BoleError(NO_RUN, run=run)
    english = language() == "en"
    totals = [
        TotalShown(
            one.scheme,
            one.title_en if english and one.title_en else one.title,
            one.number,
            one.outcomes,
            one.out_of_scope,
            one.fen,
        )
        for one in sorted(found.totals.all(), key=lambda one: one.pk)
    ]
    return _shown(found), totals


def _shown(run: Run) -> RunShown:
    totals = list(run.totals.all())
    return RunShown(
        run.pk,
        run.place,
        run.as_of,
        run.known_until,
        run.manifest,
        run.snapshot.path if run.snapshot else "",
        run.engine,
        run.version,
        run.seconds,
        run.entered,
        run.decided,
        run.quarantined,
        run.ran_at,
        run.ran_by,
        len(totals),
        sum(one.outcomes.get("entitled", 0) for one in totals),
        sum(one.fen or 0 for one in totals),
    )
