"""方向: which way a term goes when a parameter in it grows, as far as the tree proves it.

    1 never less (of a condition: once met it stays met)    -1 never more    0 does not read it    None cannot be proved

A district may only widen what it raises; this is the proof, whatever the figures and the rows.
"""

from typing import Final

from bole.policy.bounds import Bounds
from bole.policy.terms import (
    Aggregate,
    Arithmetic,
    Choice,
    Comparison,
    Either,
    Every,
    Extreme,
    FullYears,
    Linked,
    Not,
    Parametric,
    Scaled,
    Shifted,
    Summary,
    Term,
    YearOf,
)

Direction = int | None

_GREATER: Final = (">", ">=")
_LESS: Final = ("<", "<=")


class Directions:
    """The directions of terms when one parameter grows."""

    def __init__(self, parameter: str) -> None:
        self._parameter = parameter
        self._bounds = Bounds()
        self._known: dict[str, Direction] = {}

    def of(self, term: Term) -> Direction:
        """The direction of that term."""
        if term.key not in self._known:
            self._known[term.key] = self._found(term) if self._reads(term) else 0
        return self._known[term.key]

    def _reads(self, term: Term) -> bool:
        return any(isinstance(t, Parametric) and t.parameter.id == self._parameter for t in term.walk())

    def _found(self, term: Term) -> Direction:
        match term:
            case Parametric(on=on):
                return 1 if on is None or not self._reads(on) else None
            case Comparison(operator=operator, left=left, right=right) if operator in (*_LESS, *_GREATER):
                less = operator in _LESS
                low, high = (left, right) if less else (right, left)
                return _both(_turned(self.of(low)), self.of(high))
            case Every(terms=terms) | Either(terms=terms) | Extreme(terms=terms):
                return _all(*map(self.of, terms))
            case Not(term=inner):
                return _turned(self.of(inner))
            case Linked(term=inner) | YearOf(day=inner):
                return self.of(inner)
            case FullYears(start=start, end=end):
                return _both(_turned(self.of(start)), self.of(end))
            case Shifted(day=day, period=period, backwards=backwards):
                moved = self.of(period)
                return _both(self.of(day), _turned(moved) if backwards else moved)
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return _both(self.of(then), self.of(otherwise)) if self.of(condition) == 0 else None
            case Arithmetic() | Scaled() | Aggregate():
                return self._computed(term)
        return None

    def _computed(self, term: Term) -> Direction:
        match term:
            case Arithmetic(operator="*", left=left, right=right):
                return _both(self.of(left), self.of(right)) if self._not_negative(left, right) else None
            case Arithmetic(operator=operator, left=left, right=right):
                added = self.of(right)
                return _both(self.of(left), _turned(added) if operator == "-" else added)
            case Scaled(term=inner, percent=percent):
                return _both(self.of(inner), self.of(percent)) if self._not_negative(inner, percent) else None
            case Aggregate(summary=Summary.EXISTS | Summary.COUNT | Summary.DISTINCT, where=where, value=value):
                return self.of(where) if value is None or self.of(value) == 0 else None
            case Aggregate(where=where, value=value) if value is not None and self.of(where) == 0:
                return self.of(value)
        return None

    def _not_negative(self, *terms: Term) -> bool:
        """Whether the terms are never below zero, whatever value the parameter is given."""
        return all(map(self._whatever_value, terms))

    def _whatever_value(self, term: Term) -> bool:
        if not self._reads(term):
            interval = self._bounds.interval(term)
            return interval is not None and interval[0] >= 0
        match term:
            case Parametric():
                return True  # a pack has no figures below zero
            case Scaled(term=inner, percent=percent):
                return self._not_negative(inner, percent)
            case Arithmetic(operator="+" | "*", left=left, right=right):
                return self._not_negative(left, right)
            case Extreme(terms=terms):
                return self._not_negative(*terms)
            case Choice(then=then, otherwise=otherwise):
                return self._not_negative(then, otherwise)
        return False


def _turned(direction: Direction) -> Direction:
    return None if direction is None else -direction


def _both(one: Direction, other: Direction) -> Direction:
    if one == 0 or other == 0 or one == other:
        return other if one == 0 else one
    return None


def _all(*directions: Direction) -> Direction:
    found: Direction = 0
    for direction in directions:
        if direction is None:
            return None
        found = _both(found, direction)
        if found is None:
            return None
    return found
