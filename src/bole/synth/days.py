"""日子: days as numbers counted from 1970-01-01, and periods by months on whole columns of them."""

from datetime import date
from typing import Final

import numpy as np

from bole.synth.draws import Numbers

_ZERO: Final = date(1970, 1, 1).toordinal()


def number_of(day: date) -> int:
    """The day as a number."""
    return day.toordinal() - _ZERO


def day_of(number: int) -> date:
    """The number as a day."""
    return date.fromordinal(number + _ZERO)


def months_of(days: Numbers) -> Numbers:
    """Months since January 1970 of the month that each day lies in."""
    return days.astype("M8[D]").astype("M8[M]").astype(np.int64)


def first_of(months: Numbers) -> Numbers:
    """The first day of each month."""
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)


def last_of(months: Numbers) -> Numbers:
    """The last day of each month."""
    return first_of(months + 1) - 1


def add_months(days: Numbers, number: int) -> Numbers:
    """The corresponding day so many months later, or the last of its month (as `bole.kernel.dates.add_months`)."""
    months = months_of(days)
    found: Numbers = np.minimum(first_of(months + number) + days - first_of(months), last_of(months + number))
    return found


def years_of(days: Numbers) -> Numbers:
    """The calendar year of each day."""
    return days.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
