"""批次号: numbers of batches, year by year, without a gap that two could race for."""

from datetime import datetime
from typing import Final

from django.db.models import F
from django.utils.timezone import localdate

from bole.apps.payments.models import Cursor

_SERIES: Final = "batches-{year}"


def batch_number(at: datetime) -> str:
    """The next number of the year, in the transaction of the caller: ZF2026-000012."""
    year = localdate(at).year
    series = _SERIES.format(year=year)
    Cursor.objects.get_or_create(what=series)
    Cursor.objects.filter(what=series).update(upto=F("upto") + 1)
    return f"ZF{year}-{Cursor.objects.get(what=series).upto:06}"
