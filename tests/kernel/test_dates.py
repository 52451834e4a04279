"""Periods: month ends, leap days, both ends of the calendar; what is searched agrees with what is added."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bole.kernel.dates import Period, add_months, first_day_reaching, full_years, last_day_within
from bole.kernel.errors import BoleError

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(-600, 600)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2031, 1, 31), 1, date(2031, 2, 28)),
        (date(2032, 1, 31), 1, date(2032, 2, 29)),
        (date(2032, 2, 29), 12, date(2033, 2, 28)),
        (date(2032, 2, 29), 48, date(2036, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2031, 8, 31), -6, date(2031, 2, 28)),
        (date(2031, 12, 15), 1, date(2032, 1, 15)),
        (date(2031, 3, 30), 0, date(2031, 3, 30)),
        (date.max, 0, date.max),
        (date.min, 0, date.min),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_months_are_added_once_and_not_step_by_step() -> None:
    assert add_months(date(2031, 1, 31), 2) == date(2031, 3, 31)
    assert add_months(add_months(date(2031, 1, 31), 1), 1) == date(2031, 3, 28)


@pytest.mark.parametrize(("start", "months"), [(date(9999, 12, 1), 1), (date(1, 1, 31), -1), (date(2031, 1, 1), 10**6)])
def test_a_day_outside_the_calendar_is_told(start: date, months: int) -> None:
    with pytest.raises(BoleError, match=start.isoformat()) as refused:
        add_months(start, months)
    assert refused.value.code == "BOLE-K006"


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2000, 2, 29), date(2018, 2, 27), 17),
        (date(2000, 2, 29), date(2018, 2, 28), 18),
        (date(2000, 2, 29), date(2020, 2, 28), 19),
        (date(2000, 2, 29), date(2020, 2, 29), 20),
        (date(1971, 7, 1), date(2031, 6, 30), 59),
        (date(1971, 7, 1), date(2031, 7, 1), 60),
        (date(2031, 7, 1), date(2031, 7, 1), 0),
        (date(2031, 7, 1), date(2031, 6, 30), -1),
        (date(1, 1, 1), date.max, 9998),
    ],
)
def test_full_years(start: date, end: date, years: int) -> None:
    assert full_years(start, end) == years


@given(DAYS, DAYS)
def test_full_years_is_the_largest_number_that_fits(start: date, end: date) -> None:
    years = full_years(start, end)
    assert add_months(start, 12 * years) <= end < add_months(start, 12 * (years + 1))


@given(DAYS, MONTHS)
@example(date(2024, 2, 29), 12)
@example(date(2024, 2, 28), 12)
def test_first_day_reaching_is_the_first(reached: date, months: int) -> None:
    first = first_day_reaching(reached, months)
    assert first is not None
    assert add_months(first, months) >= reached > add_months(first - timedelta(days=1), months)


@given(DAYS, MONTHS)
@example(date(2024, 2, 29), -12)
def test_last_day_within_is_the_last(limit: date, months: int) -> None:
    last = last_day_within(limit, months)
    assert last is not None
    assert add_months(last, months) <= limit < add_months(last + timedelta(days=1), months)


def test_going_back_by_months_would_accept_a_late_claim() -> None:
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert add_months(date(2023, 2, 28), 12) < date(2024, 2, 29)
    assert first_day_reaching(date(2024, 2, 29), 12) == date(2023, 3, 1)


def test_search_at_the_ends_of_the_calendar() -> None:
    assert first_day_reaching(date(1, 1, 1), 12) == date.min
    assert first_day_reaching(date.max, -1) is None
    assert first_day_reaching(date.max, 1) == date(9999, 11, 30) + timedelta(days=1)
    assert last_day_within(date.max, 1) == date(9999, 11, 30)
    assert last_day_within(date.max, -1) == date.max
    assert last_day_within(date(1, 1, 15), 1) is None


def test_period_by_months_and_by_days() -> None:
    assert Period(months=12).after(date(2032, 2, 29)) == date(2033, 2, 28)
    assert Period(days=30).after(date(2031, 1, 31)) == date(2031, 3, 2)
    assert [str(period) for period in (Period(months=3), Period(days=10), Period())] == ["3M", "10D", "0D"]


@given(DAYS, st.builds(Period, months=MONTHS) | st.builds(Period, days=st.integers(-9000, 9000)))
def test_first_start_of_a_period(reached: date, period: Period) -> None:
    first = period.first_start_reaching(reached)
    assert first is not None
    assert period.after(first) >= reached > period.after(first - timedelta(days=1))


def test_period_of_months_and_days_is_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        Period(months=1, days=1)


def test_period_of_days_beyond_the_calendar_is_told() -> None:
    with pytest.raises(BoleError, match="9999-12-31"):
        Period(days=1).after(date.max)
    assert Period(days=-1).first_start_reaching(date.max) is None
    assert Period(days=5).first_start_reaching(date(1, 1, 3)) == date.min
