"""化简: terms of one run made plain for columns: links brought down, periods out of the way, constants computed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bole.policy.operators import fact
from bole.policy.readings.row_days import ROW_DAYS, ClaimDay, LawDay, reads_row_day
from bole.policy.terms import (
    COMPARE,
    Aggregate,
    Choice,
    Comparison,
    Either,
    Every,
    Fact,
    Known,
    Linked,
    Literal,
    Not,
    Parametric,
    Shifted,
    Term,
    over_children,
    rebuilt,
)
from bole.policy.types import TRUTH, Base

TRUE: Final = Literal(True, TRUTH)
FALSE: Final = Literal(False, TRUTH)


def linked(link: Fact, term: Term) -> Term:
    """The term said of the row that has the link; a term of no row stays."""
    return term if term.scope is None else Linked(link, term)


def pushed(term: Term) -> Term:
    """Links brought down to facts and summaries where a day of the decided row is read: it is not the linked row's."""

    def change(inner: Term) -> Term | None:
        if not isinstance(inner, Linked) or not reads_row_day(inner.term):
            return None
        below = pushed(inner.term)
        return Linked(inner.link, below) if isinstance(below, Linked | Aggregate) else brought_down(inner.link, below)

    return rebuilt(term, change, ROW_DAYS)


def brought_down(link: Fact, term: Term) -> Term:
    """The term with the link at its parts; unknown where the link leads nowhere, as it is with the link around it."""
    if isinstance(term, ClaimDay | LawDay | Literal):
        return _where_found(link, term)
    made = over_children(term, lambda child: pushed(linked(link, child)))
    return made if _needs_row(term) else _where_found(link, made)


def _where_found(link: Fact, term: Term) -> Term:
    key = link.facts.table(link.column.to).key
    found = Linked(link, Known(fact(link.facts, link.column.to, key)))
    return Choice(found, term, Literal(None, term.type))


def _needs_row(term: Term) -> bool:
    """Whether the term is unknown where its row is missing, whatever else."""
    match term:
        case Fact() | Linked() | Aggregate():
            return True
        case Literal() | ClaimDay() | LawDay() | Known():
            return False
        case Every(terms=terms) | Either(terms=terms):
            return all(map(_needs_row, terms))
        case Choice(condition=condition):
            return _needs_row(condition)
    return any(map(_needs_row, term.children()))


def folded(term: Term) -> Term:
    """Constants computed where that is plain: comparisons of literals, and what a known truth decides."""

    def fold(inner: Term) -> Term:
        if isinstance(inner, Aggregate):
            return replace(inner, where=folded(inner.where), value=None if inner.value is None else folded(inner.value))
        made = over_children(inner, fold) if not isinstance(inner, Literal | Fact | ClaimDay | LawDay) else inner
        return _plain(made)

    return fold(term)


def _plain(term: Term) -> Term:
    match term:
        case Linked(term=Literal(value=None) as unknown):
            return unknown
        case Known(term=Literal(value=value)):
            return Literal(value is not None, TRUTH)
        case Known(term=inner) if inner.type.base is Base.PERIOD:
            return folded(_known_period(inner))
        case Not(term=Literal(value=value)):
            return Literal(None if value is None else not value, TRUTH)
        case Comparison(operator=operator, left=Literal(value=left), right=Literal(value=right)):
            return Literal(None if left is None or right is None else COMPARE[operator](left, right), TRUTH)
        case Every(terms=terms):
            return _joined(terms, True)
        case Either(terms=terms):
            return _joined(terms, False)
        case Shifted(period=Choice() | Linked()):
            return folded(_shifted(term))
    return term


def _joined(terms: tuple[Term, ...], every: bool) -> Term:
    """And, or, without what does not matter; decided where one part decides."""
    left = tuple(t for t in terms if not (isinstance(t, Literal) and t.value is every))
    if any(isinstance(t, Literal) and t.value is (not every) for t in left):
        return Literal(not every, TRUTH)
    if len(left) < 2:
        return left[0] if left else Literal(every, TRUTH)
    return Every(left) if every else Either(left)


# --- periods stand in no column: what hangs on one is said of each that it can be ---


def _shifted(term: Shifted) -> Term:
    """The day moved by each of the periods that there are to choose from."""
    period = _lowered(term.period)
    assert isinstance(period, Choice | Parametric)
    if isinstance(period, Parametric):
        return replace(term, period=period)
    return Choice(period.condition, replace(term, period=period.then), replace(term, period=period.otherwise))


def _known_period(period: Term) -> Term:
    match _lowered(period):
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return Every((Known(condition), Choice(condition, Known(then), Known(otherwise))))
        case Parametric(parameter=parameter, on=on) if on is not None:
            spans = [within(on, e.start, e.end) for e in parameter.entries if e.value is not None]
            return Every((Known(on), any_of(spans)))
    raise AssertionError(f"no period in {type(period).__name__}")


def _lowered(period: Term) -> Term:
    """A period of a linked row as a choice that the row itself can make."""
    return brought_down(period.link, _lowered(period.term)) if isinstance(period, Linked) else period


def any_of(terms: list[Term]) -> Term:
    """Whether one of them holds."""
    if not terms:
        return FALSE
    return terms[0] if len(terms) == 1 else Either(tuple(terms))


def within(day: Term, start: Any, end: Any) -> Term:
    """Whether the day lies in the span, both ends included."""
    begun = Comparison(">=", day, Literal(start, day.type))
    return begun if end is None else Every((begun, Comparison("<=", day, Literal(end, day.type))))
