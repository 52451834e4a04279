"""上下界: how low and how high a number in a rule can come, from the bounds of facts, parameters and catalogues.

Engines hold whole numbers in 64 bits and do not all say when these run over (traps: one engine wraps silently, another
divides wrongly above 2^53), so a scheme is loaded only when its numbers are proved to fit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bole.policy.terms import (
    Aggregate,
    Arithmetic,
    Choice,
    Entry,
    Extreme,
    Fact,
    FullYears,
    Linked,
    Literal,
    PaidCount,
    Parametric,
    Quotient,
    Scaled,
    Summary,
    Term,
    YearOf,
)
from bole.policy.types import NUMBERS

ROWS: Final = 10**7
"""So many rows at most are ever summed for one decision, or decided in one run: the certificates of a large city."""
LARGEST: Final = 2**63 - 1
LARGEST_EXACT: Final = 2**53 - 1
"""What is divided (a percentage, rounded) must stay below: one engine divides through floating point."""

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excess:
    """溢出: a number that could come out larger than an engine can hold."""

    term: Term
    reached: int
    limit: int


def interval_of(term: Term) -> Interval | None:
    """The lowest and the highest value of a number; None where it has none, or never has a value."""
    return Bounds().interval(term)


def excesses(terms: Iterable[Term]) -> Iterator[Excess]:
    """Every number in the terms that could overflow."""
    bounds = Bounds()
    for term in terms:
        for part in term.walk():
            bounds.interval(part)
    yield from bounds.found


class Bounds:
    """Intervals by term, each computed once; numbers that do not fit are listed in `found` and go no further."""

    def __init__(self) -> None:
        self.found: list[Excess] = []
        self._known: dict[str, Interval | None] = {}

    def interval(self, term: Term) -> Interval | None:
        """The bounds of a number."""
        if term.type.base not in NUMBERS:
            return None
        if term.key not in self._known:
            found = self._computed(term)
            self._known[term.key] = None if found is None else self._held(term, found, LARGEST)
        return self._known[term.key]

    def _held(self, term: Term, found: Interval, limit: int) -> Interval | None:
        reached = max(found, key=abs)
        if abs(reached) <= limit:
            return found
        self.found.append(Excess(term, reached, limit))
        return None

    def _computed(self, term: Term) -> Interval | None:
        match term:
            case Fact(column=column):
                return column.bounds
            case Linked(term=inner):
                return self.interval(inner)
            case Literal(value=int(value)):
                return value, value
            case Parametric(parameter=parameter):
                return _hull_of(entry.value for entry in parameter.entries)
            case Entry():
                return _entry(term)
            case Aggregate():
                return self._aggregate(term)
            case PaidCount():
                return 0, ROWS
            case YearOf():
                return 1, 9999
            case FullYears():
                return -9999, 9999
            case _:
                return self._combined(term)

    def _combined(self, term: Term) -> Interval | None:
        match term:
            case Arithmetic(operator=operator):
                return _arithmetic(operator, self.interval(term.left), self.interval(term.right))
            case Scaled():
                return self._scaled(term)
            case Quotient():
                return self._quotient(term)
            case Choice(then=then, otherwise=otherwise):
                return _hull(self.interval(then), self.interval(otherwise))
            case Extreme(greatest=greatest, terms=terms):
                parts = [self.interval(part) for part in terms]
                known = [part for part in parts if part is not None]
                if len(known) < len(parts):
                    return None
                pick = max if greatest else min
                return pick(low for low, _ in known), pick(high for _, high in known)
            case _:
                return None

    def _scaled(self, term: Scaled) -> Interval | None:
        value, rate = self.interval(term.term), self.interval(term.percent)
        if value is None or rate is None:
            return None
        whole = 10_000 if term.plus else 0
        product = _arithmetic("*", value, (rate[0] + whole, rate[1] + whole))
        assert product is not None
        # Rounding adds just under one divisor to the size of what is divided.
        padded = (product[0] - 10_000, product[1] + 10_000)
        if self._held(term, padded, LARGEST_EXACT) is None:
            return None
        return -(-product[0] // 10_000) - 1, product[1] // 10_000 + 1

    def _quotient(self, term: Quotient) -> Interval | None:
        value, by = self.interval(term.term), self.interval(term.by)
        if value is None or by is None or by[1] < 1:
            return None
        low, high = value[0] * term.times, value[1] * term.times
        # Rounding adds just under one divisor to the size of what is divided; halves are told by twice the remainder.
        if self._held(term, (low - 2 * by[1], high + 2 * by[1]), LARGEST_EXACT) is None:
            return None
        corners = [edge // divisor for edge in (low, high) for divisor in (max(by[0], 1), by[1])]
        return min(corners) - 1, max(corners) + 1

    def _aggregate(self, term: Aggregate) -> Interval | None:
        if term.value is None or term.summary is Summary.DISTINCT:
            return 0, ROWS
        value = self.interval(term.value)
        if value is None:
            return None
        if term.summary is Summary.SUM:
            return min(0, value[0] * ROWS), max(0, value[1] * ROWS)
        none = None if term.if_none is None else self.interval(term.if_none)
        return _hull(value, none) or value


def _hull(first: Interval | None, second: Interval | None) -> Interval | None:
    if first is None or second is None:
        return first or second
    return min(first[0], second[0]), max(first[1], second[1])


def _hull_of(values: Iterable[object]) -> Interval | None:
    numbers = [value for value in values if isinstance(value, int)]
    return (min(numbers), max(numbers)) if numbers else None


def _entry(term: Entry) -> Interval | None:
    place = next(i for i, column in enumerate(term.catalogue.values) if column.name == term.value)
    return _hull_of(values[place] for edition in term.catalogue.editions for values in edition.rows.values())


def _arithmetic(operator: str, left: Interval | None, right: Interval | None) -> Interval | None:
    if left is None or right is None:
        return None
    if operator == "+":
        return left[0] + right[0], left[1] + right[1]
    if operator == "-":
        return left[0] - right[1], left[1] - right[0]
    corners = [a * b for a in left for b in right]
    return min(corners), max(corners)
