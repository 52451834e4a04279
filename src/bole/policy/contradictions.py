"""矛盾条件: what can be said of a condition before there are facts: that it always holds, that it never does.

Only what is provable from the tree is said: intervals, codes and flags of one and the same term within a conjunction.
A condition that always holds may still be unknown where evidence is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bole.policy.bounds import Bounds
from bole.policy.readings.sentence import MIRRORED, NEGATED
from bole.policy.terms import Comparison, Either, Every, Fact, Known, Linked, Literal, Not, OneOf, Term
from bole.policy.types import ORDERED, TRUTH

Atom = tuple[Term, bool]
"""A part of a conjunction that holds (True) or is denied (False)."""

_FAR: Final = 10**30


def atoms(term: Term, yes: bool = True) -> Iterator[Atom]:
    """The conjunction taken apart: everything that must hold for the term to be true (or, `yes=False`, false)."""
    match term:
        case Not(term=inner):
            yield from atoms(inner, not yes)
        case Every(terms=terms) if yes:
            for part in terms:
                yield from atoms(part, True)
        case Either(terms=terms) if not yes:
            for part in terms:
                yield from atoms(part, False)
        case Linked(link=link, term=inner) if isinstance(inner, Every | Either | Not):
            for part, holds in atoms(inner, yes):
                yield (Linked(link, part), holds)
        case _:
            yield term, yes


@dataclass
class _Allowed:
    """What values are left for one term."""

    low: int = -_FAR
    high: int = _FAR
    only: set[object] | None = None
    never: set[object] = field(default_factory=set)

    def keep(self, values: set[object]) -> None:
        self.only = values if self.only is None else self.only & values

    @property
    def empty(self) -> bool:
        if self.low > self.high:
            return True
        if self.low == self.high and self.low in self.never:
            return True
        return self.only is not None and not {v for v in self.only - self.never if self._inside(v)}

    def _inside(self, value: object) -> bool:
        number = _number(value)
        return number is None or self.low <= number <= self.high


def clash(conjunction: list[Atom]) -> Term | None:
    """矛盾: a term that the conjunction asks two things of that exclude each other; None where none is found."""
    allowed: dict[str, _Allowed] = {}
    for atom in conjunction:
        limited = _limit(atom, allowed)
        if limited is not None and allowed[limited.key].empty:
            return limited
    return None


def simple(conjunction: list[Atom]) -> bool:
    """Whether every part limits one plain fact, so that no clash means that some row meets all of it."""
    found = [_limit(atom, {}) for atom in conjunction if not isinstance(atom[0], Literal)]
    return all(term is not None and _plain(term) for term in found)


def _plain(term: Term) -> bool:
    return isinstance(term, Fact) or (isinstance(term, Linked) and _plain(term.term))


def _limit(atom: Atom, allowed: dict[str, _Allowed]) -> Term | None:
    """Note what the atom leaves of its term; gives the term, or None for what is not understood."""
    term, yes = atom
    unlinked = _said_here(term)
    match unlinked:
        case Comparison(left=Literal() as left, right=right) if not isinstance(right, Literal):
            return _compared(right, MIRRORED[unlinked.operator], left, yes, allowed)
        case Comparison(left=left, right=Literal() as right) if not isinstance(left, Literal):
            return _compared(left, unlinked.operator, right, yes, allowed)
        case OneOf(term=inner, values=values):
            remaining = allowed.setdefault(inner.key, _Allowed())
            listed: set[object] = {value.value for value in values}
            if yes:
                remaining.keep(listed)
            else:
                remaining.never |= listed
            return inner
        case Comparison() | Every() | Either() | Literal():
            return None
        case _:
            allowed.setdefault(term.key, _Allowed()).keep({yes})
            return term


def _said_here(term: Term) -> Term:
    """A comparison behind a link as one of this row, so that it meets the others of the same fact."""
    if not isinstance(term, Linked):
        return term
    inner = _said_here(term.term)
    if isinstance(inner, Comparison) and isinstance(inner.right, Literal):
        return Comparison(inner.operator, Linked(term.link, inner.left), inner.right)
    if isinstance(inner, OneOf):
        return OneOf(Linked(term.link, inner.term), inner.values)
    return term


def _compared(term: Term, operator: str, literal: Literal, yes: bool, allowed: dict[str, _Allowed]) -> Term:
    asked = operator if yes else NEGATED[operator]
    remaining = allowed.setdefault(term.key, _Allowed())
    number = _number(literal.value) if term.type.base in ORDERED else None
    if asked == "!=":
        remaining.never.add(number if number is not None else literal.value)
    elif number is None:
        remaining.keep({literal.value})
    else:
        low = {">": number + 1, ">=": number, "==": number}.get(asked, -_FAR)
        high = {"<": number - 1, "<=": number, "==": number}.get(asked, _FAR)
        remaining.low, remaining.high = max(remaining.low, low), min(remaining.high, high)
    return term


def _number(value: object) -> int | None:
    if isinstance(value, date):
        return value.toordinal()
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def decided(term: Term, bounds: Bounds) -> bool | None:
    """恒真、恒假: True where the condition always holds (or is unknown), False where it never does, None otherwise."""
    match term:
        case Literal(value=bool(value)):
            return value
        case Not(term=inner):
            found = decided(inner, bounds)
            return None if found is None else not found
        case Linked(term=inner):
            return decided(inner, bounds)
        case Known(term=Literal()):
            return True
        case Every(terms=terms):
            return _together([decided(part, bounds) for part in terms], clash(list(atoms(term))) is not None)
        case Either(terms=terms):
            denied = clash(list(atoms(term, False))) is not None
            found = _together([_opposite(decided(part, bounds)) for part in terms], denied)
            return _opposite(found)
        case Comparison():
            return _comparison(term, bounds)
        case _:
            return None


def _opposite(found: bool | None) -> bool | None:
    return None if found is None else not found


def _together(parts: list[bool | None], clashing: bool) -> bool | None:
    if clashing or False in parts:
        return False
    return True if all(part is True for part in parts) else None


def _comparison(term: Comparison, bounds: Bounds) -> bool | None:
    if term.left.type == TRUTH:
        return None
    if term.left.key == term.right.key:
        return term.operator in {"==", "<=", ">="}
    left, right = bounds.interval(term.left), bounds.interval(term.right)
    if left is None or right is None:
        return None
    always = {
        "<": left[1] < right[0],
        "<=": left[1] <= right[0],
        ">": left[0] > right[1],
        ">=": left[0] >= right[1],
        "==": left[0] == left[1] == right[0] == right[1],
        "!=": left[1] < right[0] or left[0] > right[1],
    }
    never = {mark: always[NEGATED[mark]] for mark in always}
    return True if always[term.operator] else False if never[term.operator] else None
