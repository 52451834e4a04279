"""覆盖范围: of which facts no row means none, told by which data come whole and by when each came last.

A delivery holds until the next one is due (the interval of its source and kind): a month's list of insured people says
who is insured until the next month's. Of several sources of one kind each has to have come in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from bole.apps.registry.errors import NOT_A_FACT_TABLE
from bole.apps.registry.models import Batch, Source
from bole.apps.registry.quality import usual_intervals
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.manifest import EVERYBODY, Coverage

_FILE: Final = Path(__file__).with_name("coverage.yaml")
NOBODY: Final = "nobody"
"""For whom a table is complete where nothing says that it is."""


@dataclass(frozen=True, slots=True)
class Judged:
    """判断: whether what is delivered for a fact table is all there is."""

    kinds: tuple[str, ...]
    complete: bool
    verified: bool
    why: str
    why_en: str


@cache
def judged() -> Mapping[str, Judged]:
    """The judgement on every fact table."""
    told: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if told.keys() != STANDARD.tables.keys():
        raise ValueError(f"coverage.yaml: {sorted(told.keys() ^ STANDARD.tables.keys())}")
    return {
        name: Judged(tuple(one["kinds"]), bool(one["complete"]), bool(one["verified"]), *one["why"])
        for name, one in told.items()
    }


def vouched_for() -> frozenset[str]:
    """Tables that the office vouches for (BOLE_COVERED). Raises BoleError for one that is none."""
    named = frozenset(settings.BOLE_COVERED)
    for name in sorted(named - STANDARD.tables.keys()):
        raise BoleError(NOT_A_FACT_TABLE, found=name, known=", ".join(STANDARD.tables))
    return named


def coverage_of(as_of: date) -> dict[str, Coverage]:
    """覆盖范围 of every fact table in a register that is read as of that day."""
    vouched, holds = vouched_for(), _holding()
    return {name: _covered(name, as_of, vouched, holds) for name in STANDARD.tables}


def covered_on(as_of: date) -> frozenset[str]:
    """The tables in which no row means none on that day."""
    return frozenset(name for name, coverage in coverage_of(as_of).items() if coverage.reaches(as_of))


def _covered(name: str, as_of: date, vouched: frozenset[str], holds: Mapping[str, date]) -> Coverage:
    one = judged()[name]
    if name in vouched or (one.complete and not one.kinds):
        return Coverage(EVERYBODY, as_of)
    if not one.complete or any(kind not in holds for kind in one.kinds):
        return Coverage(NOBODY, as_of)
    return Coverage(EVERYBODY, min([as_of, *(holds[kind] for kind in one.kinds)]))


def _holding() -> dict[str, date]:
    """Until which day what came last of each kind holds: the earliest of its sources."""
    done = Batch.objects.filter(state=Batch.DONE, source__active=True)
    last = done.values_list("source", "kind").annotate(last=Max(Coalesce("confirmed_at", "uploaded_at")))
    intervals = dict(Source.objects.values_list("pk", "intervals"))
    found: dict[str, date] = {}
    for source, kind, at in last:
        days = int(intervals[source].get(kind, usual_intervals()[kind]))
        until = localdate(at) + timedelta(days=days)
        found[kind] = min(found.get(kind, until), until)
    return found


def sources_of() -> dict[str, str]:
    """来源 of every fact table: the codes of the sources whose rows may stand in it."""
    done = Batch.objects.filter(state=Batch.DONE).values_list("kind", "source__code").distinct()
    by_kind: dict[str, set[str]] = {}
    for kind, code in done:
        by_kind.setdefault(kind, set()).add(code)
    named = {name: sorted({c for kind in one.kinds for c in by_kind.get(kind, ())}) for name, one in judged().items()}
    return {name: f"bole register: {', '.join(codes)}" if codes else "bole register" for name, codes in named.items()}
