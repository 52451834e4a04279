"""列上的运算: one term over columns as a Narwhals expression, with the guards that make all engines agree.

Guards (each measured): typed null literals, conditionals and extremes that pass null on, halves away from zero split by
sign, a cast to Date after every addition of months, whole numbers as Int64.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from typing import Any, Final

import narwhals.stable.v2 as nw

from bole.kernel.dates import Period
from bole.kernel.money import Rounding
from bole.policy.readings.row_days import LawDay
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
from bole.policy.types import Base, Type

Expr = Any
"""A Narwhals expression."""
Column = Callable[[Term], Expr]
"""The expression of a part: its column where it has one."""

STAGED: Final = (Choice, Extreme, Shifted, Scaled, Quotient, FullYears, Parametric)
"""Each of these becomes a named column: nested through a guard they cost an engine minutes."""

_DTYPES: Final[dict[Base, Any]] = {
    Base.TRUTH: nw.Boolean,
    Base.MONEY: nw.Int64,
    Base.COUNT: nw.Int64,
    Base.PERCENT: nw.Int64,
    Base.LEVEL: nw.Int64,
    Base.ROW: nw.Int64,
    Base.DATE: nw.Date,
    Base.CODE: nw.String,
}


def dtype_of(type_: Type, value: object = None) -> Any:
    """The column type of a type; a code is a whole number where its values are."""
    if type_.base is Base.CODE and isinstance(value, int):
        return nw.Int64
    return _DTYPES[type_.base]


def constant(term: Literal) -> Expr:
    """A typed literal, null included."""
    return nw.lit(plain(term.value), dtype_of(term.type, term.value))


def plain(value: object) -> int | bool | str | date | None:
    """A value that stands in a column; a period never does."""
    assert value is None or isinstance(value, int | str | date)
    return value


def null_of(type_: Type) -> Expr:
    """The typed null."""
    return nw.lit(None, dtype_of(type_))


def expression(term: Term, column: Column) -> Expr:  # one case for each kind of term
    """The term over the columns of its parts."""
    match term:
        case Literal():
            return constant(term)
        case Comparison():
            return _comparison(term, column)
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
            a, b = whole(column(left)), whole(column(right))
            return a + b if operator == "+" else a - b if operator == "-" else a * b
        case Scaled():
            return _scaled(term, column)
        case Quotient():
            return _quotient(term, column)
        case Choice(condition=condition, then=then, otherwise=otherwise):
            met = column(condition)
            return (
                nw.when(met)
                .then(column(then))
                .otherwise(nw.when(~met).then(column(otherwise)).otherwise(null_of_like(then, otherwise)))
            )
        case Extreme():
            return _extreme(term, column)
        case Shifted():
            return _shifted(term, column)
        case YearOf(day=day):
            return column(day).dt.year().cast(nw.Int64)
        case FullYears(start=start, end=end):
            return _full_years(column(start), column(end))
        case Parametric():
            return _parametric(term, column)
        case LawDay(day=day):
            return column(day)
    raise AssertionError(f"no column for {type(term).__name__}")


def null_of_like(*terms: Term) -> Expr:
    """The typed null for terms whose codes may be whole numbers."""
    for term in terms:
        if isinstance(term, Literal):
            return nw.lit(None, dtype_of(term.type, term.value))
    return null_of(terms[0].type)


def _comparison(term: Comparison, column: Column) -> Expr:
    sought = _start_sought(term)
    if sought is not None:
        start, lowest, reached = sought
        return column(start) >= lowest if reached else column(start) < lowest
    return COMPARE[term.operator](_side(term.left, column), _side(term.right, column))


def _side(term: Term, column: Column) -> Expr:
    """A side of a comparison; a number has no width of its own, so that a narrow column is not widened for it."""
    if isinstance(term, Literal) and type(term.value) is int:
        return nw.lit(term.value)
    return column(term)


def whole(number: Expr) -> Expr:
    """A number in 64 bits: columns are kept as narrow as their bounds allow, and narrow sums wrap silently."""
    return number.cast(nw.Int64)


def one_where(truth: Expr) -> Expr:
    """1 where it is true, else 0."""
    return nw.when(truth).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))


def times(truth: Expr) -> Expr:
    """How many rows it is true for."""
    return whole(one_where(truth).sum())


def _start_sought(term: Comparison) -> tuple[Term, Expr, bool] | None:
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
    return None if lowest is None else (left.day, nw.lit(lowest, nw.Date), operator in {">=", ">"})


def is_start_sought(term: Comparison) -> bool:
    """Whether the comparison is read off the start of its period, so that no day needs to be computed."""
    return _start_sought(term) is not None


def _scaled(term: Scaled, column: Column) -> Expr:
    rate = whole(column(term.percent))
    product = whole(column(term.term)) * (rate + 10_000 if term.plus else rate)
    assert term.rounding is not None
    return divided(product, 10_000, term.rounding)


def _quotient(term: Quotient, column: Column) -> Expr:
    """Null where the divisor is not above zero: engines raise, or give null, or give nonsense."""
    by = whole(column(term.by))
    above = nw.when(by > 0).then(by).otherwise(nw.lit(None, nw.Int64))
    return divided(whole(column(term.term)) * term.times, above, term.rounding)


def divided(number: Expr, by: int | Expr, rounding: Rounding) -> Expr:
    """number / by as a whole number, rounded once, the same above and below zero."""
    size = nw.when(number >= 0).then(number).otherwise(-number)
    match rounding:
        case Rounding.HALF_UP:
            made = (size + by // 2) // by
        case Rounding.DOWN:
            made = size // by
        case Rounding.UP:
            made = (size + (by - 1)) // by
        case Rounding.HALF_EVEN:
            rest, low = size % by, size // by
            up = (rest * 2 > by) | ((rest * 2 == by) & (low % 2 == 1))
            made = nw.when(up).then(low + 1).otherwise(low)
    return nw.when(number >= 0).then(made).otherwise(-made)


def _extreme(term: Extreme, column: Column) -> Expr:
    """Least or greatest, null where one part is: engines would leave the null out."""
    parts = [column(t) if t.type.base is Base.DATE else whole(column(t)) for t in term.terms]
    best = parts[0]
    for other in parts[1:]:
        better = best > other if term.greatest else best < other
        best = nw.when(better).then(best).otherwise(nw.when(~better).then(other).otherwise(null_of(term.type)))
    return best


def _shifted(term: Shifted, column: Column) -> Expr:
    period = term.period
    if isinstance(period, Literal):
        if period.value is None:
            return null_of(term.type)
        assert isinstance(period.value, Period)
        return _moved(column(term.day), period.value, term.backwards)
    assert isinstance(period, Parametric)
    assert period.on is not None
    made = null_of(term.type)
    for entry in period.parameter.entries:
        if isinstance(entry.value, Period):
            moved = _moved(column(term.day), entry.value, term.backwards)
            made = nw.when(_inside(column(period.on), entry.start, entry.end)).then(moved).otherwise(made)
    return made


def _moved(day: Expr, period: Period, backwards: bool) -> Expr:
    count, unit = (period.months, "mo") if period.months else (period.days, "d")
    if not count:
        return day
    return day.dt.offset_by(f"{-count if backwards else count}{unit}").cast(nw.Date)


def _full_years(start: Expr, end: Expr) -> Expr:
    years = (end.dt.year() - start.dt.year()).cast(nw.Int64)
    begun, ended = _day_of_year(start), _day_of_year(end)
    year = end.dt.year().cast(nw.Int64)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    # Somebody born on 29 February is a year older on 28 February of a common year.
    reached = (ended >= begun) | ((begun == 229) & (ended == 228) & ~leap)
    return nw.when(reached).then(years).otherwise(years - 1)


def _day_of_year(day: Expr) -> Expr:
    return day.dt.month().cast(nw.Int64) * 100 + day.dt.day().cast(nw.Int64)


def _parametric(term: Parametric, column: Column) -> Expr:
    """The value of the entry in force on the row's date."""
    assert term.on is not None
    made = null_of(term.type)
    for entry in term.parameter.entries:
        if entry.value is not None:
            value = nw.lit(plain(entry.value), dtype_of(term.type, entry.value))
            made = nw.when(_inside(column(term.on), entry.start, entry.end)).then(value).otherwise(made)
    return made


def edition_on(day: Expr, spans: list[tuple[date, date | None, int]]) -> Expr:
    """Number of the edition in force on the day, null where none is."""
    made = nw.lit(None, nw.Int64)
    for start, end, index in spans:
        made = nw.when(_inside(day, start, end)).then(nw.lit(index, nw.Int64)).otherwise(made)
    return made


def _inside(day: Expr, start: date, end: date | None) -> Expr:
    begun = day >= nw.lit(start, nw.Date)
    return begun if end is None else begun & (day <= nw.lit(end, nw.Date))
