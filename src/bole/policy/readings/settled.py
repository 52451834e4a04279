"""落到一次计算: a scheme's terms with the run's day, law dates and editions written in.

What is the same for every row becomes a literal here, once: in a run where nobody has claimed, every parameter is.
What a row decides stays a term. After this columns meet no `AppliedOn`, no `AsOf` and no edition without a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from bole.kernel.facts import Column, Facts, Kind
from bole.policy.readings.folding import FALSE, TRUE, any_of, folded, linked, pushed, within
from bole.policy.readings.row_days import ClaimDay, LawDay
from bole.policy.scheme import Scheme, Window
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    AsOf,
    Either,
    Entry,
    Every,
    Fact,
    Kinds,
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
from bole.policy.types import DATE, Base

CLAIM_TABLE: Final = "claim"


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


class Settling:
    """One scheme's terms for one run."""

    def __init__(self, scheme: Scheme, given: Given) -> None:
        self.scheme = scheme
        self.given = given
        self._closed: dict[str, Term] = {}
        self.applied: Term = (
            ClaimDay(scheme.claimed_as, scheme.per, given.as_of)
            if scheme.claimed_as in given.claimed
            else Literal(given.as_of, DATE)
        )
        self.law = self._plain(self._written(self._dates(scheme.law_of), elsewhere=False))
        self._law_elsewhere = self.law if self.law.scope is None else LawDay(self.law)

    def settled(self, term: Term) -> Settled:
        """The term and its two kinds of gap."""
        gaps = list(self._gaps(term, self.law))
        return Settled(
            self.closed(term),
            folded(any_of([self.closed(no_rule) for no_rule, _ in gaps])),
            folded(any_of([self.closed(missing) for _, missing in gaps])),
        )

    def window(self, window: Window) -> Term:
        """Whether the row's law date lies inside."""
        return folded(within(self.law, window.start, window.end))

    def closed(self, term: Term) -> Term:
        """The term with days and editions written in, folded, links pushed down to what they read."""
        if term.key not in self._closed:
            open_ = term.holds(_OPEN)
            self._closed[term.key] = self._plain(self._written(self._dates(term), elsewhere=False)) if open_ else term
        return self._closed[term.key]

    def _plain(self, term: Term) -> Term:
        return folded(pushed(term))

    def _dates(self, term: Term) -> Term:
        def change(inner: Term) -> Term | None:
            if isinstance(inner, AppliedOn):
                return self.applied
            if isinstance(inner, AsOf):
                return Literal(self.given.as_of, DATE)
            return None

        return rebuilt(term, change, _DAYS)

    def _written(self, term: Term, *, elsewhere: bool) -> Term:
        """The term with editions written in; `elsewhere`: it is said of other rows than the decided one."""

        def change(inner: Term) -> Term | None:
            match inner:
                case Linked(link=link, term=below):
                    return Linked(link, self._written(below, elsewhere=True))
                case Aggregate(where=where, value=value):
                    said = None if value is None else self._written(value, elsewhere=True)
                    return replace(inner, where=self._written(where, elsewhere=True), value=said)
                case Parametric():
                    return self._parameter(inner, self._on(inner, elsewhere))
                case Entry() | Listed():
                    keys = tuple(self._written(key, elsewhere=elsewhere) for key in inner.keys)
                    return self._lookup(inner, keys, self._on(inner, elsewhere))
            return None

        return rebuilt(term, change, _DATED)

    def _on(self, term: Parametric | Entry | Listed, elsewhere: bool) -> Term:
        if term.on is not None:
            return self._written(term.on, elsewhere=elsewhere)
        return self._law_elsewhere if elsewhere else self.law

    def _parameter(self, term: Parametric, on: Term) -> Term:
        parameter = self.given.parameters.get(term.parameter.id, term.parameter)
        if not isinstance(on, Literal):
            return Parametric(parameter, on)
        entry = None if on.value is None else parameter.at(_day(on))
        return Literal(None if entry is None else entry.value, term.type)

    def _lookup(self, term: Entry | Listed, keys: tuple[Term, ...], on: Term) -> Term:
        catalogue = self.given.catalogues.get(term.catalogue.id, term.catalogue)
        if isinstance(on, Literal):
            edition = None if on.value is None else catalogue.at(_day(on))
            if edition is None or edition.status == "repealed":
                return Literal(None, term.type)
        return Entry(catalogue, keys, term.value, on) if isinstance(term, Entry) else Listed(catalogue, keys, on)

    def _gaps(self, term: Term, law: Term) -> Iterator[tuple[Term, Term]]:
        """For each dated thing read by the term for the decided row: (no edition in force, figure missing)."""
        if isinstance(term, Aggregate) or not term.holds(_DATED):
            return
        if isinstance(term, Linked):
            for no_rule, missing in self._gaps(term.term, self._law_elsewhere):
                yield linked(term.link, no_rule), _linked_parts(term.link, missing)
            return
        for child in term.children():
            yield from self._gaps(child, law)
        if isinstance(term, Parametric | Entry | Listed):
            on = law if term.on is None else self._dates(term.on)
            spans = list(self._spans(term, on))
            inside = any_of([span for span, _ in spans])
            yield (
                Every((Known(on), Not(inside))),
                any_of([Every((span, lacks)) for span, lacks in spans if lacks is not FALSE]),
            )

    def _spans(self, term: Parametric | Entry | Listed, on: Term) -> Iterator[tuple[Term, Term]]:
        """For each edition in force at some time: whether it is on that day, and whether it lacks what is asked."""
        if isinstance(term, Parametric):
            parameter = self.given.parameters.get(term.parameter.id, term.parameter)
            for entry in parameter.entries:
                if entry.status != "repealed":
                    yield within(on, entry.start, entry.end), TRUE if entry.status == "missing" else FALSE
            return
        catalogue = self.given.catalogues.get(term.catalogue.id, term.catalogue)
        keys = tuple(self._dates(key) for key in term.keys)
        # Of a partial edition only a known key that has no row is the source's gap; other gaps are the person's.
        absent = Every((*(Known(key) for key in keys), Not(Known(Listed(catalogue, keys, on)))))
        lacks: dict[str, Term] = {"missing": TRUE, "partial": absent}
        for edition in catalogue.editions:
            if edition.status != "repealed":
                yield within(on, edition.start, edition.end), lacks.get(edition.status, FALSE)


_DAYS: Final[Kinds] = frozenset((AppliedOn, AsOf))
_DATED: Final[Kinds] = frozenset((Parametric, Entry, Listed))
_OPEN: Final = _DAYS | _DATED | {Base.PERIOD}


def _linked_parts(link: Fact, gap: Term) -> Term:
    """A gap said of the row that has the link, part by part: figures may be missing wherever it leads."""
    return any_of([linked(link, part) for part in gap.terms]) if isinstance(gap, Either) else linked(link, gap)


def _day(literal: Literal) -> date:
    assert isinstance(literal.value, date)
    return literal.value


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
