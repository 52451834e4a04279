"""新变化: whose facts have changed since somebody looked last, told by the rows themselves and not by any clock.

Rows are only added, and who writes them stands in line, so that a higher number is newer. What was closed without a row
in its place (an import undone) is found by its moment, with a margin: to look at somebody twice does no harm.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Max, QuerySet

from bole.apps.registry.bulk import open_rows
from bole.apps.registry.fields import sheets
from bole.apps.registry.models import Recorded

_MARGIN: Final = timedelta(minutes=10)
_NOT_FACTS: Final = frozenset({"contact", "othernumber", "poolmember"})
_BODIES: Final = frozenset({"organisation", "workforce", "mark", "inspection"})
"""Tables about bodies; a change of a body touches everybody whose rows name it."""
_ASKED: Final = 5_000
_PERSON: Final[str] = "person"


@dataclass(frozen=True, slots=True)
class Seen:
    """看到哪里: the last row of each table that was seen, and when."""

    rows: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None


def seen_now(at: datetime) -> Seen:
    """The register as it is, nothing of it news."""
    return Seen({name: _last(model) for name, model in _models()}, at)


def persons_in_news(seen: Seen, at: datetime) -> tuple[set[int], Seen]:
    """Whom something is new about since then, and how far that is seen now."""
    now = seen_now(at)
    persons: set[int] = set()
    bodies: set[int] = set()
    for name, model in _models():
        changed = set(_changed(name, model, seen, now))
        if name in _BODIES:
            bodies |= changed
        else:
            persons |= changed
    return persons | _naming(bodies), now


def _models() -> Iterator[tuple[str, type[Recorded]]]:
    for name, sheet in sheets().items():
        if name not in _NOT_FACTS:
            yield name, sheet.model


def _last(model: type[Recorded]) -> int:
    found: int | None = model._default_manager.aggregate(last=Max("pk"))["last"]
    return found or 0


def _changed(name: str, model: type[Recorded], seen: Seen, now: Seen) -> Iterator[int]:
    column = "thing" if name in ("person", "organisation") else "organisation" if name in _BODIES else "person"
    before, last = seen.rows.get(name, 0), now.rows[name]
    rows = model._default_manager.exclude(**{f"{column}__isnull": True}).order_by()
    if last > before:
        yield from rows.filter(pk__gt=before, pk__lte=last).values_list(column, flat=True).distinct()
    if seen.at is not None:
        yield from rows.filter(closed_at__gte=seen.at - _MARGIN).values_list(column, flat=True).distinct()


def _naming(bodies: set[int]) -> set[int]:
    """Everybody whose rows name one of these bodies now."""
    found: set[int] = set()
    wanted = sorted(bodies)
    for sheet in sheets().values():
        columns = [item.name for item in sheet.items.values() if item.listed == "organisation"]
        if not sheet.about_person or sheet.name in _NOT_FACTS or sheet.name == "person":
            continue
        for column in columns:
            for start in range(0, len(wanted), _ASKED):
                some: dict[str, Any] = {f"{column}__in": wanted[start : start + _ASKED], "person__isnull": False}
                rows = sheet.model._default_manager.filter(closed_at__isnull=True, **some).order_by()
                told: QuerySet[Any, Any] = rows.values_list(_PERSON, flat=True)
                found |= set(told.distinct())
    return found


def persons_after(person: int, count: int) -> list[int]:
    """The next so many persons behind that number, in the order of their numbers."""
    rows = sheets()["person"].model._default_manager.filter(closed_at__isnull=True, thing__gt=person)
    return list(rows.order_by("thing").values_list("thing", flat=True)[:count])


def persons_count() -> int:
    """How many persons the register has."""
    return sheets()["person"].model._default_manager.filter(closed_at__isnull=True).count()


def persons_present(persons: Collection[int]) -> set[int]:
    """Those of these numbers under which somebody is in the register now."""
    model = sheets()["person"].model
    return {row[0] for row in open_rows(model, "thing", set(persons), ("thing",))}
