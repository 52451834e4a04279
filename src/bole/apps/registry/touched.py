"""变动过的人: of whom something was recorded or closed since a moment, in few questions for many persons."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import connection

from bole.apps.registry.fields import sheets
from bole.apps.registry.linking.moving import OF_PERSON
from bole.apps.registry.models import Recorded

_ASKED: Final = 10_000
_TABLES: Final = ("person", "contact", *(table for table in OF_PERSON if table not in ("claim", "payment")))
"""What this system itself records of a claim or a payment changes nobody's facts."""


def persons_touched(since: Mapping[int, datetime]) -> set[int]:
    """Those of the persons of whom something is known otherwise than at the moment beside them."""
    found: set[int] = set()
    if not since:
        return found
    first = min(since.values())
    for table in _TABLES:
        model = sheets()[table].model
        column = "thing" if table in ("person", "contact") else "person"
        for person, recorded, closed in _news(model, column, since, first):
            if (recorded is not None and recorded > since[person]) or (closed is not None and closed > since[person]):
                found.add(person)
    return found


def _news(
    model: type[Recorded], column: str, persons: Mapping[int, datetime], first: datetime
) -> Iterator[tuple[int, datetime | None, datetime | None]]:
    """What was recorded or closed of the persons since the first of the moments: person and both moments."""
    rows = model._default_manager
    asked = iter(persons)
    while some := list(islice(asked, _ASKED)):
        moment = connection.ops.adapt_datetimefield_value(first)
        name = connection.ops.quote_name(column)
        table = connection.ops.quote_name(model._meta.db_table)
        one_of = "= ANY(%s)" if connection.vendor == "postgresql" else f"IN ({', '.join(['%s'] * len(some))})"
        values = [some] if connection.vendor == "postgresql" else some
        query = f"SELECT id, {name} FROM {table} WHERE {name} {one_of} AND (recorded_at > %s OR closed_at > %s)"  # noqa: S608 - names of our own columns
        with connection.cursor() as cursor:
            cursor.execute(query, [*values, moment, moment])
            ids = [row[0] for row in cursor.fetchall()]
        for start in range(0, len(ids), _ASKED):
            yield from rows.filter(pk__in=ids[start : start + _ASKED]).values_list(column, "recorded_at", "closed_at")
