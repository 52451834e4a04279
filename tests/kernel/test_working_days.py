"""Working days: counted one by one here, and by the calendar there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.kernel.working_days import WEEKENDS, WorkingDays

# 2031-10-01 is a Wednesday; off until the 5th, and Saturday the 11th is worked for it.
WEEK = WorkingDays.of({date(2031, 10, day): False for day in range(1, 6)} | {date(2031, 10, 11): True})


def test_holidays_rest_and_weekends_are_worked_for_them() -> None:
    assert not WEEK.works(date(2031, 10, 3))
    assert not WEEK.works(date(2031, 10, 12))
    assert WEEK.works(date(2031, 10, 11))
    assert WEEK.works(date(2031, 10, 6))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2031, 9, 30), 0, date(2031, 9, 30)),
        (date(2031, 9, 30), 1, date(2031, 10, 6)),
        (date(2031, 9, 29), 1, date(2031, 9, 30)),
        (date(2031, 9, 30), 6, date(2031, 10, 11)),
        (date(2031, 9, 30), 7, date(2031, 10, 13)),
        (date(2031, 10, 4), 1, date(2031, 10, 6)),
    ],
)
def test_a_period_begins_the_day_after(start: date, days: int, last: date) -> None:
    assert WEEK.after(start, days) == last


def test_what_is_left_and_what_is_past() -> None:
    assert WEEK.between(date(2031, 9, 30), date(2031, 10, 6)) == 1
    assert WEEK.between(date(2031, 10, 6), date(2031, 10, 6)) == 0
    assert WEEK.between(date(2031, 10, 6), date(2031, 9, 30)) == -1


def test_a_year_that_is_not_listed_has_its_weekends_alone_and_says_so() -> None:
    assert WEEK.known(date(2031, 1, 1))
    assert not WEEK.known(date(2032, 10, 1))
    assert WEEK.works(date(2032, 10, 1))
    assert not WEEKENDS.known(date(2031, 10, 1))


# Any calendar

DAYS = st.dates(date(2030, 1, 1), date(2033, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(WorkingDays.of)


@given(CALENDARS, DAYS, st.integers(0, 80))
def test_the_last_day_of_a_period_is_worked_and_as_many_days_away(
    calendar: WorkingDays, start: date, days: int
) -> None:
    last = calendar.after(start, days)
    passed = [start + timedelta(n) for n in range(1, (last - start).days + 1)]
    assert sum(map(calendar.works, passed)) == days == calendar.between(start, last)
    assert last == start or calendar.works(last)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_stretches_add_up_and_turn_round(calendar: WorkingDays, one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert calendar.between(first, last) == calendar.between(first, middle) + calendar.between(middle, last)
    assert calendar.between(last, first) == -calendar.between(first, last)


@given(CALENDARS, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_a_longer_period_never_ends_sooner(calendar: WorkingDays, start: date, days: int, more: int) -> None:
    assert calendar.after(start, days) <= calendar.after(start, days + more)
