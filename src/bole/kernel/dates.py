"""时限: periods of law on plain dates.

A period by months ends on the corresponding day of its last month, or on that month's last day where there is no such
day (Civil Code art. 202). Months are added once from the start, never step by step.
"""

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_

OUT_OF_CALENDAR = ErrorKind(
    "BOLE-K006", N_("从 {start} 起推算 {length}，超出了公元1年至9999年。"), N_("请核对这个日期和期限。")
)


_LAST_DAY = date.max.toordinal()


def add_months(start: date, months: int) -> date:
    """推算: the day so many months after `start` (before it, if negative); raises BoleError beyond 0001..9999."""
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise BoleError(OUT_OF_CALENDAR, start=start.isoformat(), length=f"{months} M")
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def full_years(start: date, end: date) -> int:
    """周岁, 满几年: the largest n with `start` + n years <= `end`; below 0 where `end` comes first.

    Somebody born on 29 February is a year older on 28 February of a common year.
    """
    years = end.year - start.year
    return years if _months_after(start, 12 * years) <= end.toordinal() else years - 1


def first_day_reaching(reached: date, months: int) -> date | None:
    """The first day d with add_months(d, months) >= `reached`, by search; None where no day of the calendar is.

    Going back by months from `reached` would be wrong: 29 February 2024 less 12 months is 28 February 2023, whose
    period of 12 months ends on 28 February 2024, a day short.
    """
    return _day(_first_reaching(reached.toordinal(), months))


def last_day_within(limit: date, months: int) -> date | None:
    """The last day d with add_months(d, months) <= `limit`, by search; None where no day of the calendar is."""
    return _day(_first_reaching(limit.toordinal() + 1, months) - 1)


def _first_reaching(number: int, months: int) -> int:
    """Number of the first day whose period ends on day `number` or later; the number after the last day if none is."""
    days = range(1, _LAST_DAY + 1)
    return 1 + bisect_left(days, number, key=lambda day: _months_after(date.fromordinal(day), months))


def _day(number: int) -> date | None:
    return date.fromordinal(number) if 1 <= number <= _LAST_DAY else None


def _months_after(start: date, months: int) -> int:
    """Day number of add_months; beyond the calendar 0 or the number after its last day, so that order still holds."""
    index = start.year * 12 + start.month - 1 + months
    if index < 12:
        return 0
    return _LAST_DAY + 1 if index // 12 > MAXYEAR else add_months(start, months).toordinal()


@dataclass(frozen=True, slots=True)
class Period:
    """时限: a period of so many months or so many days; never both, for their sum depends on the order."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a period of months and days."""
        if self.months and self.days:
            raise ValueError(f"a period has months or days, not both: {self.months} months and {self.days} days")

    def after(self, start: date) -> date:
        """The last day of the period that starts on `start` (which is not counted); raises BoleError as add_months."""
        if self.months:
            return add_months(start, self.months)
        try:
            return start + timedelta(days=self.days)
        except OverflowError as error:
            raise BoleError(OUT_OF_CALENDAR, start=start.isoformat(), length=f"{self.days} D") from error

    def first_start_reaching(self, reached: date) -> date | None:
        """The first day whose period ends on `reached` or later; None where no day of the calendar is."""
        if self.months:
            return first_day_reaching(reached, self.months)
        return _day(max(reached.toordinal() - self.days, 1))

    def __str__(self) -> str:
        return f"{self.months}M" if self.months else f"{self.days}D"
