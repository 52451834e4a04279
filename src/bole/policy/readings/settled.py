"""落到一次计算: a scheme's terms with the run's day, law dates and editions written in.

What is the same for every row becomes a literal here, once: in a run where nobody has claimed, every parameter is.
What a row decides stays a term. After this no reading of columns meets `AppliedOn`, `AsOf` or an edition without a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Protocol

from bole.kernel.facts import Column, Facts, Kind
from bole.policy.scheme import Amount, Scheme, Window
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    AsOf,
    Comparison,
    Either,
    Entry,
    Every,
    Fact,
    Known,
    Linked,
    Listed,
    Literal,
    Not,
    PaidCount,
    Parametric,
    Term,
    rebuilt,
)
from bole.policy.types import DATE, TRUTH

CLAIM_TABLE: Final = "claim"


@dataclass(frozen=True, eq=False)
class ClaimDay(Term):
    """申领日 from the claims of one scheme: of the decided row's claim, else the as-of day."""

    scheme: str
    table: str
    as_of: date

    def __post_init__(self) -> None:
        self._settle(DATE, None)

    def canonical(self) -> list[object]:
        return ["ClaimDay", self.scheme, self.table, str(self.as_of)]


class Dated(Protocol):
    """Anything with dated entries: a parameter or a catalogue."""

    id: str


@dataclass(frozen=True)
class Given:
    """A run's givens: the day, what stands in place of parameters and catalogues, and whose claims there are."""

    as_of: date
    parameters: Mapping[str, Any]
    catalogues: Mapping[str, Any]
    claimed: frozenset[str]
    """Schemes that have claims in the snapshot."""


@dataclass(frozen=True)
class Settled:
    """A term of a scheme, and what it means where it came out unknown."""

    term: Term
    no_rule: Term
    """True where a parameter or catalogue that it reads has no edition in force."""
    missing: Term
    """True where the source gives no figure for a parameter that it reads."""


TRUE: Final = Literal(True, TRUTH)
FALSE: Final = Literal(False, TRUTH)


class Settling:
    """One scheme's terms for one run."""

    def __init__(self, scheme: Scheme, given: Given) -> None:
        self.scheme = scheme
        self.given = given
        self._closed: dict[str, Term] = {}
        self.applied: Term = (
            ClaimDay(scheme.id, scheme.per, given.as_of) if scheme.id in given.claimed else Literal(given.as_of, DATE)
        )
        self.law = self._dates(scheme.law_of)

    def settled(self, term: Term) -> Settled:
        """The term and its two kinds of gap."""
        gaps = list(self._gaps(term))
        return Settled(
            self.closed(term),
            _any_of(self.closed(no_rule) for no_rule, _ in gaps),
            _any_of(self.closed(missing) for _, missing in gaps),
        )

    def window(self, window: Window) -> Term:
        """Whether the row's law date lies inside."""
        return _within(self.law, window.start, window.end)

    def closed(self, term: Term) -> Term:
        """The term with days and editions written in, folded, links pushed down to what they read."""
        if term.key not in self._closed:
            dated = any(isinstance(t, AppliedOn | AsOf | Parametric | Entry | Listed) for t in term.walk())
            self._closed[term.key] = _folded(_pushed(rebuilt(self._dates(term), self._edition))) if dated else term
        return self._closed[term.key]

    def _dates(self, term: Term) -> Term:
        def change(inner: Term) -> Term | None:
            if isinstance(inner, AppliedOn):
                return self.applied
            if isinstance(inner, AsOf):
                return Literal(self.given.as_of, DATE)
            return None

        return rebuilt(term, change)

    def _edition(self, term: Term) -> Term | None:
        if isinstance(term, Parametric):
            return self._parameter(term)
        if isinstance(term, Entry | Listed):
            return self._lookup(term)
        return None

    def _on(self, term: Parametric | Entry | Listed) -> Term:
        return self.law if term.on is None else rebuilt(term.on, self._edition)

    def _parameter(self, term: Parametric) -> Term:
        parameter = self.given.parameters.get(term.parameter.id, term.parameter)
        on = self._on(term)
        if not isinstance(on, Literal):
            return Parametric(parameter, on)
        entry = parameter.at(on.value) if on.value is not None else None
        return Literal(None if entry is None else entry.value, term.type)

    def _lookup(self, term: Entry | Listed) -> Term:
        catalogue = self.given.catalogues.get(term.catalogue.id, term.catalogue)
        keys = tuple(rebuilt(key, self._edition) for key in term.keys)
        on = self._on(term)
        if isinstance(on, Literal):
            edition = catalogue.at(on.value) if on.value is not None else None
            if edition is None or edition.status == "repealed":
                return Literal(None, term.type)
        return Entry(catalogue, keys, term.value, on) if isinstance(term, Entry) else Listed(catalogue, keys, on)

    def _gaps(self, term: Term) -> Iterator[tuple[Term, Term]]:
        """For each dated thing read by the term for the decided row: (no edition in force, figure missing)."""
        if isinstance(term, Aggregate):
            return
        if isinstance(term, Linked):
            for no_rule, missing in self._gaps(term.term):
                yield _linked(term.link, no_rule), _linked(term.link, missing)
            return
        for child in term.children():
            yield from self._gaps(child)
        if isinstance(term, Parametric | Entry | Listed):
            on = self.law if term.on is None else self._dates(term.on)
            spans = list(self._spans(term))
            inside = _any_of(_within(on, start, end) for start, end, _ in spans)
            yield (
                Every((Known(on), Not(inside))),
                _any_of(_within(on, start, end) for start, end, missing in spans if missing),
            )

    def _spans(self, term: Parametric | Entry | Listed) -> Iterator[tuple[date, date | None, bool]]:
        if isinstance(term, Parametric):
            parameter = self.given.parameters.get(term.parameter.id, term.parameter)
            for entry in parameter.entries:
                if entry.status != "repealed":
                    yield entry.start, entry.end, entry.status == "missing"
            return
        catalogue = self.given.catalogues.get(term.catalogue.id, term.catalogue)
        for edition in catalogue.editions:
            if edition.status != "repealed":
                yield edition.start, edition.end, not edition.complete


def amounts_of(scheme: Scheme, settling: Settling) -> list[tuple[Amount, Settled, Settled]]:
    """Each amount with its condition and its value, settled."""
    return [(a, settling.settled(a.when), settling.settled(a.term)) for a in scheme.amounts]


def _linked(link: Fact, term: Term) -> Term:
    return term if term.scope is None else Linked(link, term)


def _any_of(terms: Iterator[Term]) -> Term:
    listed = tuple(terms)
    if not listed:
        return FALSE
    return listed[0] if len(listed) == 1 else Either(listed)


def _within(day: Term, start: date, end: date | None) -> Term:
    begun = Comparison(">=", day, Literal(start, DATE))
    return begun if end is None else Every((begun, Comparison("<=", day, Literal(end, DATE))))


def _pushed(term: Term) -> Term:
    """Links brought down to facts and summaries where a claim's day is read below them: it is not the linked row's."""

    def change(inner: Term) -> Term | None:
        if not isinstance(inner, Linked) or not any(isinstance(t, ClaimDay) for t in inner.term.walk()):
            return None
        below = inner.term
        if isinstance(below, ClaimDay | Literal):
            return below
        if isinstance(below, Aggregate | Fact):
            return None
        if isinstance(below, Linked):
            pushed = _pushed(below)
            return None if isinstance(pushed, Linked) else _pushed(Linked(inner.link, pushed))
        return _pushed(_over_children(below, lambda child: _linked(inner.link, child)))

    return rebuilt(term, change)


def _over_children(term: Term, change: Any) -> Term:
    def again(part: object) -> object:
        if isinstance(part, Term):
            return change(part)
        if isinstance(part, tuple):
            return tuple(again(p) for p in part)
        return part

    return type(term)(*(again(part) for part in term.parts()))


def _folded(term: Term) -> Term:
    """Constants computed where that is plain: comparisons of literals, and what a known truth decides."""

    def fold(inner: Term) -> Term:
        if isinstance(inner, Aggregate):
            return replace(
                inner, where=_folded(inner.where), value=None if inner.value is None else _folded(inner.value)
            )
        made = _over_children(inner, fold) if not isinstance(inner, Literal | Fact | ClaimDay) else inner
        return _plain(made)

    return fold(term)


def _plain(term: Term) -> Term:
    match term:
        case Linked(term=Literal() as constant):
            return constant
        case Known(term=Literal(value=value)):
            return Literal(value is not None, TRUTH)
        case Not(term=Literal(value=value)):
            return Literal(None if value is None else not value, TRUTH)
        case Comparison(operator=operator, left=Literal(value=left), right=Literal(value=right)):
            return Literal(None if left is None or right is None else _COMPARE[operator](left, right), TRUTH)
        case Every(terms=terms):
            return _joined(terms, True)
        case Either(terms=terms):
            return _joined(terms, False)
    return term


_COMPARE: Final[dict[str, Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _joined(terms: tuple[Term, ...], every: bool) -> Term:
    """And, or, without what does not matter; decided where one part decides."""
    left = tuple(t for t in terms if not (isinstance(t, Literal) and t.value is every))
    if any(isinstance(t, Literal) and t.value is (not every) for t in left):
        return Literal(not every, TRUTH)
    if len(left) < 2:
        return left[0] if left else Literal(every, TRUTH)
    return Every(left) if every else Either(left)


def columns_read(terms: Iterator[Term]) -> dict[str, set[str]]:
    """Which columns of which tables the terms read, their keys and links included."""
    read: dict[str, set[str]] = {}

    def add(facts: Facts, table: str, column: Column) -> None:
        read.setdefault(table, set()).add(column.name)
        if column.kind is Kind.LINK:
            read.setdefault(column.to, set()).add(facts.table(column.to).key)

    for top in terms:
        for term in top.walk():
            if isinstance(term, Fact):
                add(term.facts, term.table, term.column)
            elif isinstance(term, Aggregate):
                add(term.link.facts, term.link.table, term.link.column)
            elif isinstance(term, PaidCount):
                read.setdefault("payment", set()).update(c for c in term.columns if c != "year")
    return read
