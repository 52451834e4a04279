"""缺材料: what a row lacks to be decided, and how it would be decided however the missing values turn out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Final

from bole.kernel.facts import Facts, Kind
from bole.policy.answers import File, Path
from bole.policy.choices import Standing
from bole.policy.decision import Decision
from bole.policy.flips import Flip, missing_in
from bole.policy.hypotheses import Cell, filled, open_ended, possible_values, row_for, with_row
from bole.policy.person_rows import Row
from bole.policy.readings.function import Pair
from bole.policy.scheme import Told
from bole.policy.terms import Aggregate, Fact, Linked, PaidCount, Summary, Term

_MOST_TRIED: Final = 3000
"""So many ways in which missing values may turn out are decided; beyond, no sum is named."""

New = tuple[str, Row]
"""A record more: its table and its values."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """缺项: what is not known of a row, as documents, as cells of the file, and as tables that are not complete."""

    documents: tuple[Flip | Told, ...]
    cells: tuple[Cell, ...]
    tables: frozenset[str]
    records: tuple[New, ...]
    """Records that one of these tables may hold."""

    def dates(self, facts: Facts) -> bool:
        """Whether a date is among it."""
        return any(facts.table(cell.table).column(cell.column).kind is Kind.DATE for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Trial:
    """试算: one way in which what is missing may turn out, and what is decided of the row then."""

    values: Mapping[Cell, Any]
    records: tuple[New, ...]
    covered: frozenset[str]
    decision: Decision

    def told(self, standing: Standing, file: File) -> File:
        """The file with what is missing told."""
        return _told(standing, file, self.values, self.records)


def lacking(standing: Standing, pair: Pair) -> Lacking:
    """What is missing of a row whose outcome is unknown."""
    found = list(_evidence(standing, pair))
    documents = {_mark(document): document for _, documents in found for document in documents}
    flips = [flip for flip, _ in found]
    return Lacking(
        tuple(documents.values()),
        tuple(dict.fromkeys(cell for flip in flips for cell in _cells(standing, pair, flip))),
        frozenset(table for flip in flips for table in _tables(flip)),
        tuple(record for flip in flips for record in _records(standing, pair, flip)),
    )


def trials(standing: Standing, pair: Pair, missing: Lacking) -> list[Trial] | None:
    """Every way in which it may turn out; None where there are too many, or a value cannot be listed."""
    scheme = standing.schemes[pair[0]]
    lists = [possible_values(standing.facts, [scheme], cell, standing.as_of) for cell in missing.cells]
    ways: list[tuple[New, ...]] = [(), missing.records] if missing.records else [()]
    if not all(lists) or prod(map(len, lists)) * len(ways) > _MOST_TRIED:
        return None
    covered = standing.covered | missing.tables
    rules = standing.rules_of(scheme.id)
    made = []
    for records in ways:
        for values in product(*lists):
            given = dict(zip(missing.cells, values, strict=True))
            file = _told(standing, standing.file, given, records)
            decided = rules.apart(file, as_of=standing.as_of, covered=covered)
            decision = next(d for d in decided if d.fact == pair[1])
            made.append(Trial(given, records, covered, decision))
    return made


def unbounded(standing: Standing, pair: Pair, missing: Lacking) -> bool:
    """Whether the amount is computed with a number that is missing: then it may be any sum."""
    return open_ended(standing.schemes[pair[0]], missing.cells)


def _told(standing: Standing, file: File, values: Mapping[Cell, Any], records: tuple[New, ...]) -> File:
    file = filled(standing.facts, file, values)
    for table, row in records:
        file, _ = with_row(standing.facts, file, table, row)
    return file


# --- what makes it unknown ---


def _evidence(standing: Standing, pair: Pair) -> Iterator[tuple[Flip, tuple[Flip | Told, ...]]]:
    """What is missing, each with the document that proves it."""
    scheme, decision = standing.schemes[pair[0]], standing.alone[pair]
    each = standing.values(pair)
    terms: list[Term] = []
    for values, criterion, met in zip(each, scheme.criteria, decision.criteria, strict=False):
        if met is None:
            for flip in missing_in(criterion.decided_by, values):
                if flip.how == "evidence":
                    yield flip, (criterion.evidence,) if criterion.evidence else (flip,)
    if None not in decision.criteria:
        for values in each[len(scheme.criteria) :]:
            for flip in (flip for term in values.asked.terms for flip in missing_in(term, values)):
                if flip.how == "evidence":
                    yield flip, (flip,)
        terms = [key for cap in scheme.caps for key in cap.per]
    for term in (scheme.law_of, *terms):
        yield from ((flip, (flip,)) for flip in _unseen(standing, pair, term, ()))


def _unseen(standing: Standing, pair: Pair, term: Term, path: Path) -> Iterator[Flip]:
    """The same of what no trace holds: the keys of limits, and the date that chooses the law."""
    match term:
        case Linked():
            if _record(standing, pair, (*path, term.link)) is None:
                yield Flip("evidence", term.link, path)
            else:
                yield from _unseen(standing, pair, term.term, (*path, term.link))
        case Fact():
            row = _record(standing, pair, path)
            if row is not None and row.get(term.column.name) is None:
                yield Flip("evidence", term, path)
        case _:
            for child in term.children():
                yield from _unseen(standing, pair, child, path)


def _mark(document: Flip | Told) -> tuple[Any, ...]:
    if isinstance(document, Told):
        return (document.zh,)
    return (document.term.key, *(link.key for link in document.path))


# --- where it stands in the file ---


def _record(standing: Standing, pair: Pair, path: Path) -> Row | None:
    """The row at the end of the links."""
    row: Row | None = standing.row(pair)
    for link in path:
        end = None if row is None else row.get(link.column.name)
        row = _row(standing, link.column.to, end)
    return row


def _row(standing: Standing, table: str, id_: Any) -> Row | None:
    key = standing.facts.table(table).key
    return next((row for row in standing.file.get(table, ()) if id_ is not None and row[key] == id_), None)


def _cells(standing: Standing, pair: Pair, flip: Flip) -> Iterator[Cell]:
    """The values of the file that a fact lacks; of a summary's fact those of all its records that lack it."""
    if not isinstance(flip.term, Fact):
        return
    table, column = flip.term.table, flip.term.column.name
    key = standing.facts.table(table).key
    if flip.path and flip.path[-1].column.to != table:
        link = flip.path[-1].column.name
        owner = _record(standing, pair, flip.path[:-1])
        id_ = None if owner is None else owner[standing.facts.table(flip.path[-1].column.to).key]
        rows = [row for row in standing.file.get(table, ()) if row.get(link) == id_]
        yield from (Cell(table, row[key], column) for row in rows if row.get(column) is None)
        return
    row = _record(standing, pair, flip.path)
    if row is not None:
        yield Cell(table, row[key], column)


def _tables(flip: Flip) -> Iterator[str]:
    if isinstance(flip.term, Aggregate):
        yield flip.term.link.table
    elif isinstance(flip.term, PaidCount):
        yield "payment"


def _records(standing: Standing, pair: Pair, flip: Flip) -> Iterator[New]:
    term = flip.term
    if isinstance(term, Aggregate) and term.summary is Summary.EXISTS:
        owner = _record(standing, pair, flip.path)
        if owner is not None:
            id_ = owner[standing.facts.table(term.link.column.to).key]
            row = row_for(term.where, term.link, id_, standing.as_of, {})
            if row is not None:
                yield term.link.table, row


__all__ = ["Lacking", "New", "Trial", "lacking", "trials", "unbounded"]
