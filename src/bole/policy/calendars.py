"""工作日历: `calendars/<year>.toml` of a pack, the holidays of a year and the weekends that are worked for them.

    year = 2031
    verified = false                # whether somebody compared it with the notice of that year

    [[holidays]]
    name = "元旦"
    name_en = "New Year"
    rest = [2031-01-01]             # days off, weekends among them or not
    worked = [2031-01-04]           # weekends that are worked for it; may be left out

A file is one year's edition. What a pack below lists counts beside what those above it list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bole.kernel.working_days import WorkingDays
from bole.policy import errors, flow_errors
from bole.policy.errors import Faults
from bole.policy.marked_toml import read_sheet
from bole.policy.marked_yaml import Fields, read_day

CALENDARS: Final = "calendars"
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Holiday:
    """节假日: its days off and the weekends worked for it."""

    name: str
    name_en: str
    rest: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """一年的放假安排."""

    year: int
    holidays: tuple[Holiday, ...]
    verified: bool
    note: str = ""
    place: str = ""
    """File and line."""


def read_calendar(file: Path, faults: Faults) -> CalendarYear | None:
    """Read and check one year; None where it cannot be used."""
    fields = read_sheet(file, faults)
    if fields is None:
        return None
    before = len(faults.found)
    year, verified = fields.count("year", required=True), fields.flag("verified", required=True)
    note = fields.text("note", required=False)
    if year and file.stem != str(year):
        fields.fault(errors.OTHER_ID, fields.line_of("year"), found=year, wanted=file.stem)
    seen: dict[date, int] = {}
    holidays = tuple(_holiday(part, year, seen) for part in fields.mappings("holidays"))
    fields.close()
    return None if len(faults.found) > before else CalendarYear(year, holidays, verified, note, f"{file}:1")


def _holiday(fields: Fields, year: int, seen: dict[date, int]) -> Holiday:
    holiday = Holiday(
        name=fields.text("name"),
        name_en=fields.text("name_en"),
        rest=_days(fields, "rest", year, seen),
        worked=_days(fields, "worked", year, seen),
    )
    fields.close()
    return holiday


def _days(fields: Fields, key: str, year: int, seen: dict[date, int]) -> tuple[date, ...]:
    """Days under a key: each of that year, each once, those that are worked on a weekend."""
    line, found = fields.line_of(key), []
    for word in fields.words(key, required=key == "rest"):
        day = read_day(word)
        if day is None or day.year != year or (key == "worked" and day.weekday() < _SATURDAY):
            fields.fault(flow_errors.NO_SUCH_HOLIDAY, line, key=key, found=word, year=year)
        elif day in seen:
            fields.fault(errors.KEY_TWICE, line, key=word, line=seen[day])
        else:
            seen[day] = line
            found.append(day)
    return tuple(found)


def working_days(years: Iterable[CalendarYear]) -> WorkingDays:
    """工作日历 of those years together; of a day that two of them list, the later one counts."""
    days: dict[date, bool] = {}
    listed: set[int] = set()
    for one in years:
        listed.add(one.year)
        for holiday in one.holidays:
            days |= dict.fromkeys(holiday.rest, False) | dict.fromkeys(holiday.worked, True)
    found = WorkingDays.of(days)
    return WorkingDays(found.rest, found.worked, frozenset(listed))
