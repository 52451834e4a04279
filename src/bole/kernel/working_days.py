"""工作日: counting working days by the yearly list of holidays, make-up weekends (调休上班) included.

A period of working days begins on the day after that on which it is set off, and ends with its last day (Civil Code
art. 201). A year that nobody has listed has its weekends alone; `known` says whether that may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True)
class WorkingDays:
    """工作日历: days off that fall on working days, weekends that are worked, and the years that are listed."""

    rest: frozenset[date]
    worked: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, days: Mapping[date, bool]) -> "WorkingDays":
        """From a list of days that are not as their weekday says: True where the day is worked."""
        rest = frozenset(day for day, worked in days.items() if not worked)
        return cls(rest, frozenset(days) - rest, frozenset(day.year for day in days))

    def works(self, day: date) -> bool:
        """Whether that day is a working day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.rest)

    def known(self, day: date) -> bool:
        """Whether the holidays of that year are listed."""
        return day.year in self.years

    def after(self, start: date, days: int) -> date:
        """最后一日: the last day of a period of so many working days that is set off on `start`."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """剩余工作日: how many working days lie after `start`, up to and with `end`; below 0 where `end` is past."""
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


WEEKENDS = WorkingDays(frozenset(), frozenset(), frozenset())
"""Nothing listed: Saturdays and Sundays alone."""
