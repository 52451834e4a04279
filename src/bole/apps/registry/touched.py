"""有变化的人: of whom something was recorded or closed since a moment, so that he is decided again."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest

from bole.apps.registry.entries import OF_PERSON
from bole.apps.registry.fields import sheets

_ASKED: Final = 5_000
_BY_THING: Final = ("person", "contact")
_NOT_FACTS: Final = ("contact",)
"""No rule reads how somebody is reached."""


def touched_since(since: Mapping[int, datetime]) -> set[int]:
    """Those of these persons of whom anything that a rule may read has changed since their moment."""
    found: set[int] = set()
    asked = iter(since)
    while some := list(islice(asked, _ASKED)):
        first = min(since[person] for person in some)
        for table in OF_PERSON:
            if table not in _NOT_FACTS:
                found |= {p for p, last in _changes(table, some, first).items() if last > since[p]}
    return found


def _changes(table: str, persons: list[int], first: datetime) -> Mapping[int, datetime]:
    """When the last row of each of these persons was added or closed, of what changed after `first`."""
    model = sheets()[table].model
    column = "thing" if table in _BY_THING else "person"
    rows = model._default_manager.filter(**{f"{column}__in": persons})
    last = Greatest(F("recorded_at"), Coalesce(F("closed_at"), F("recorded_at")))
    told = rows.annotate(last=last).filter(last__gt=first).values_list(column).annotate(at=Max("last"))
    return dict(told)
