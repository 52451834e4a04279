"""快过期的待遇: whoever an entitlement waits for hears some days before its last day that it runs out.

How many days before is a setting (BOLE_REMIND_DAYS). Each of these reminders is sent once for each last day; of several
that are due at once, since it was found late or the worker stood still, the latest alone.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.timezone import localdate

from bole.apps.cases.evaluating import LIVE
from bole.apps.cases.models import Entitlement
from bole.apps.cases.notices import entitled_tell

_CHUNK: Final = 1_000


def last_days_remind(*, at: datetime) -> int:
    """提醒 of what runs out soon; how many. Twice is as once."""
    days: list[int] = settings.BOLE_REMIND_DAYS
    if not days:
        return 0
    today, done, last = localdate(at), 0, 0
    soon = Entitlement.objects.filter(
        state__in=LIVE, person__isnull=False, last_day__range=(today, today + timedelta(days=max(days)))
    )
    while rows := list(soon.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        done += entitled_tell(
            rows, "last-day", at=at, key=lambda row: _key(row, today, days),
            data=lambda row: {"kind": row.kind, "day": _last(row).isoformat()},
        )  # fmt: skip
        last = rows[-1].pk
    return done


def _key(row: Entitlement, today: date, days: list[int]) -> str:
    left = (_last(row) - today).days
    return f"last-day:{row.pk}:{_last(row)}:{min(one for one in days if one >= left)}"


def _last(row: Entitlement) -> date:
    assert row.last_day is not None
    return row.last_day
