"""列上的运算: one term over columns as a Narwhals expression, with the guards that make all engines agree.

Guards (each measured): typed null literals, conditionals and extremes that pass null on, halves away from zero split by
sign, a cast to Date after every addition of months, whole numbers as Int64.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Final

from bole.kernel.dates import Period
from bole.kernel.money import Rounding
from bole.policy.bounds import Bounds
from bole.policy.readings.row_days import LawDay
from bole.policy.readings.words import Expr, Words
from bole.policy.terms import (
    COMPARE,
    MIRRORED,
    Arithmetic,
    Choice,
    Comparison,
    Either,
    Every,
    Extreme,
    FullYears,
    Known,
    Literal,
    Not,
    OneOf,
    Parametric,
    Quotient,
    Scaled,
    Shifted,
    Term,
    YearOf,
)
from bole.policy.types import Base


@dataclass(frozen=True, slots=True)
class Row:
    """一行的读法: how the terms of one table's rows are read, and what is known of them before anything runs."""

    column: Callable[[Term], Expr]
    """The expression of a term: its column where it has one."""
    nullable: Callable[[Term], bool]
    bounds: Bounds
    words: Words


STAGED: Final = (Choice, Extreme, Shifted, Scaled, Quotient, FullYears, Parametric)
"""Each of these becomes a named column: nested through a guard they cost an engine minutes."""


def constant(term: Literal, w: Words) -> Expr:
    """A typed literal, null included."""
    return w.lit(plain(term.value), w.type_of(term.type, term.value))


def bare(term: Literal, w: Words) -> Expr:
    """The same, a number without a width of its own, so that no narrow column is widened for it."""
    return w.lit(term.value) if type(term.value) is int else constant(term, w)


def plain(value: object) -> int | bool | str | date | None:
    """A value that stands in a column; a period never does."""
    assert value is None or isinstance(value, int | str | date)
    return value


def expression(term: Term, row: Row) -> Expr:  # one case for each kind of term
    """The term over the columns of its parts."""
    column, w = row.column, row.words
    match term:
        case Literal():
            return constant(term, w)
        case Comparison():
            return _comparison(term, row)
        case OneOf(term=inner, values=values):
            return column(inner).is_in([v.value for v in values])
        case Every(terms=terms):
            return reduce(lambda a, b: a & b, map(column, terms))
        case Either(terms=terms):
            return reduce(lambda a, b: a | b, map(column, terms))
        case Not(term=inner):
            return ~column(inner)
        case Known(term=inner):
            return ~column(inner).is_null()
        case Arithmetic(operator=operator, left=left, right=right):
            a, b = w.whole(column(left)), w.whole(column(right))
            return a + b if operator == "+" else a - b if operator == "-" else a * b
        case Scaled():
            return _scaled(term, row)
        case Quotient():
            return _quotient(term, row)
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return chosen(condition, column(then), column(otherwise), null_of_like(w, then, otherwise), row)
        case Extreme():
            return _extreme(term, row)
        case Shifted():
            return _shifted(term, row)
        case YearOf(day=day):
            return column(day).dt.year().cast(w.Int64)
        case FullYears(start=start, end=end):
            return _full_years(column(start), column(end), w)
        case Parametric():
            return _parametric(term, row)
        case LawDay(day=day):
            return column(day)
    raise AssertionError(f"no column for {type(term).__name__}")


def null_of_like(w: Words, *terms: Term) -> Expr:
    """The typed null for terms whose codes may be whole numbers."""
    for term in terms:
        if isinstance(term, Literal):
            return w.lit(None, w.type_of(term.type, term.value))
    return w.null_of(terms[0].type)


def _comparison(term: Comparison, row: Row) -> Expr:
    column, w = row.column, row.words
    sought = _start_sought(term)
    if sought is not None:
        start, lowest, reached = sought
        first = w.lit(lowest, w.Date)
        return column(start) >= first if reached else column(start) < first
    left, right = (bare(side, w) if isinstance(side, Literal) else column(side) for side in (term.left, term.right))
    return COMPARE[term.operator](left, right)


def _start_sought(term: Comparison) -> tuple[Term, date, bool] | None:
    """`d + n months >= A` with A constant is `d >= lo`: lo by search, for going back by months would be wrong."""
    left, right, operator = term.left, term.right, term.operator
    if isinstance(left, Literal):
        left, right, operator = right, left, MIRRORED[operator]
    if not (isinstance(left, Shifted) and not left.backwards and isinstance(right, Literal)):
        return None
    if not isinstance(left.period, Literal) or operator in {"==", "!="}:
        return None
    period, day = left.period.value, right.value
    # No parameter in force on that day: there is no period, and the comparison is null.
    if period is None or day is None:
        return None
    assert isinstance(period, Period)
    assert isinstance(day, date)
    if operator in {">", "<="}:
        day += timedelta(days=1)
    lowest = period.first_start_reaching(day)
    return None if lowest is None else (left.day, lowest, operator in {">=", ">"})


def is_start_sought(term: Comparison) -> bool:
    """Whether the comparison is read off the start of its period, so that no day needs to be computed."""
    return _start_sought(term) is not None


def chosen(condition: Term, then: Expr, otherwise: Expr, null: Expr, row: Row) -> Expr:
    """One where the condition is true, the other where it is false, null where it is unknown."""
    met, w = row.column(condition), row.words
    if row.nullable(condition):
        otherwise = w.when(~met).then(otherwise).otherwise(null)
    return w.when(met).then(then).otherwise(otherwise)


def _scaled(term: Scaled, row: Row) -> Expr:
    w, rate = row.words, row.words.whole(row.column(term.percent))
    product = w.whole(row.column(term.term)) * (rate + 10_000 if term.plus else rate)
    assert term.rounding is not None
    number, percent = row.bounds.interval(term.term), row.bounds.interval(term.percent)
    never_below = number is not None and percent is not None and number[0] >= 0 and percent[0] >= 0
    return divided(product, 10_000, term.rounding, w, never_below=never_below)


def _quotient(term: Quotient, row: Row) -> Expr:
    """Null where the divisor is not above zero: engines raise, or give null, or give nonsense."""
    w, number = row.words, row.bounds.interval(term.term)
    by = w.whole(row.column(term.by))
    above = w.when(by > 0).then(by).otherwise(w.none)
    never_below = number is not None and number[0] >= 0
    return divided(w.whole(row.column(term.term)) * term.times, above, term.rounding, w, never_below=never_below)


def divided(number: Expr, by: int | Expr, rounding: Rounding, w: Words, *, never_below: bool = False) -> Expr:
    """number / by as a whole number, rounded once, the same above and below zero."""
    if never_below:
        return _divided(number, by, rounding, w)
    made = _divided(w.when(number >= 0).then(number).otherwise(-number), by, rounding, w)
    return w.when(number >= 0).then(made).otherwise(-made)


def _divided(size: Expr, by: int | Expr, rounding: Rounding, w: Words) -> Expr:
    match rounding:
        case Rounding.HALF_UP:
            return (size + by // 2) // by
        case Rounding.DOWN:
            return size // by
        case Rounding.UP:
            return (size + (by - 1)) // by
        case Rounding.HALF_EVEN:
            rest, low = size % by, size // by
            up = (rest * 2 > by) | ((rest * 2 == by) & (low % 2 == 1))
            return w.when(up).then(low + 1).otherwise(low)


def _extreme(term: Extreme, row: Row) -> Expr:
    """Least or greatest, null where one part is: engines would leave the null out."""
    column, w = row.column, row.words
    parts = [column(t) if t.type.base is Base.DATE else w.whole(column(t)) for t in term.terms]
    best, open_ = parts[0], row.nullable(term.terms[0])
    for other, part in zip(parts[1:], term.terms[1:], strict=True):
        better = best > other if term.greatest else best < other
        open_ = open_ or row.nullable(part)
        worse = w.when(~better).then(other).otherwise(w.null_of(term.type)) if open_ else other
        best = w.when(better).then(best).otherwise(worse)
    return best


def _shifted(term: Shifted, row: Row) -> Expr:
    column, w = row.column, row.words
    period = term.period
    if isinstance(period, Literal):
        if period.value is None:
            return w.null_of(term.type)
        assert isinstance(period.value, Period)
        return _moved(column(term.day), period.value, term.backwards, w)
    assert isinstance(period, Parametric)
    assert period.on is not None
    made = w.null_of(term.type)
    for entry in period.parameter.entries:
        if isinstance(entry.value, Period):
            moved = _moved(column(term.day), entry.value, term.backwards, w)
            made = w.when(_inside(column(period.on), entry.start, entry.end, w)).then(moved).otherwise(made)
    return made


def _moved(day: Expr, period: Period, backwards: bool, w: Words) -> Expr:
    count, unit = (period.months, "mo") if period.months else (period.days, "d")
    if not count:
        return day
    return day.dt.offset_by(f"{-count if backwards else count}{unit}").cast(w.Date)


def _full_years(start: Expr, end: Expr, w: Words) -> Expr:
    years = (end.dt.year() - start.dt.year()).cast(w.Int64)
    begun, ended = _day_of_year(start, w), _day_of_year(end, w)
    year = end.dt.year().cast(w.Int64)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    # Somebody born on 29 February is a year older on 28 February of a common year.
    reached = (ended >= begun) | ((begun == 229) & (ended == 228) & ~leap)
    return w.when(reached).then(years).otherwise(years - 1)


def _day_of_year(day: Expr, w: Words) -> Expr:
    return day.dt.month().cast(w.Int64) * 100 + day.dt.day().cast(w.Int64)


def _parametric(term: Parametric, row: Row) -> Expr:
    """The value of the entry in force on the row's date."""
    column, w = row.column, row.words
    assert term.on is not None
    made = w.null_of(term.type)
    for entry in term.parameter.entries:
        if entry.value is not None:
            value = w.lit(plain(entry.value), w.type_of(term.type, entry.value))
            made = w.when(_inside(column(term.on), entry.start, entry.end, w)).then(value).otherwise(made)
    return made


def edition_on(day: Expr, spans: list[tuple[date, date | None, int]], w: Words) -> Expr:
    """Number of the edition in force on the day, null where none is."""
    made = w.none
    for start, end, index in spans:
        made = w.when(_inside(day, start, end, w)).then(w.number(index)).otherwise(made)
    return made


def _inside(day: Expr, start: date, end: date | None, w: Words) -> Expr:
    begun = day >= w.lit(start, w.Date)
    return begun if end is None else begun & (day <= w.lit(end, w.Date))
