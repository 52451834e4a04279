"""假设: a file as it would be with one thing more: a certificate, a record, or what is missing told.

What is made up here is decided by the same engine as everything else; nothing in here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from bole.kernel.dates import Period, add_months
from bole.kernel.facts import EARLIEST, Column, Facts, Kind
from bole.kernel.levels import SCALES, SkillLevel
from bole.policy.answers import File
from bole.policy.catalogues import Catalogue
from bole.policy.parameters import Parameter
from bole.policy.person_rows import Row, is_of, unused_id
from bole.policy.scheme import Scheme
from bole.policy.terms import (
    MIRRORED,
    AppliedOn,
    AsOf,
    Comparison,
    Either,
    Entry,
    Every,
    Fact,
    Linked,
    Listed,
    Literal,
    Not,
    OneOf,
    Parametric,
    Shifted,
    Term,
)

_CODES_SHOWN: Final = 40
"""A classification with more codes is tried only with those that the rules name."""
_ANY_OTHER: Final = "-"
_AGES: Final = (0, 1, 3, 6, 11, 12, 13, 24, 36, 60, 120, 240, 360, 480, 600)
"""Months back from the day, beside those that the rules name."""


def with_row(facts: Facts, file: File, table: str, values: Row) -> tuple[File, int]:
    """The file with one row more, and the row's id; what is not given is not known."""
    rows = list(file.get(table, ()))
    key, id_ = facts.table(table).key, unused_id(facts, table, rows)
    blank = dict.fromkeys(column.name for column in facts.table(table).columns)
    return {**file, table: [*rows, {**blank, **values, key: id_}]}, id_


# --- a certificate ---


@dataclass(frozen=True, slots=True)
class NextCertificate:
    """下一份证书: one level higher in a trade, or the first one in the trade that a person works in."""

    occupation: str
    level: int
    first: bool


def next_certificates(facts: Facts, file: File, person: int, as_of: date) -> Iterator[NextCertificate]:
    """What he could sit for next: levels above that of senior technician are conferred by firms and not assessed."""
    held: dict[str, int] = {}
    for row in _own(facts, file, "certificate", person):
        if row.get("kind") == "skill" and row.get("valid") is not False and row.get("occupation"):
            trade = row["occupation"]
            # Where one level is not known, neither is the next one.
            known = row.get("level") is not None and held.get(trade, 0) >= 0
            held[trade] = max(held.get(trade, 0), row["level"]) if known else -1
    for trade, level in held.items():
        if 0 <= level < SkillLevel.SENIOR_TECHNICIAN:
            yield NextCertificate(trade, max(level + 1, int(SkillLevel.JUNIOR)), first=False)
    for trade in dict.fromkeys(_trades_worked(facts, file, person, as_of)):
        if trade not in held:
            yield NextCertificate(trade, int(SkillLevel.JUNIOR), first=True)


def _trades_worked(facts: Facts, file: File, person: int, as_of: date) -> Iterator[str]:
    for row in _own(facts, file, "employment", person):
        begun = row.get("started_on") is not None and row["started_on"] <= as_of
        if row.get("occupation") and begun and (row.get("open") or (row.get("until") or as_of) >= as_of):
            yield row["occupation"]


def _own(facts: Facts, file: File, table: str, person: int) -> Iterator[Row]:
    if table in facts.tables:
        yield from (row for row in file.get(table, ()) if is_of(facts, table, row, person))


def with_certificate(
    facts: Facts, file: File, person: int, as_of: date, place: str, wanted: NextCertificate
) -> tuple[File, int]:
    """The file with the certificate, issued that day by a published assessment body in the ordinary way."""
    city = place[:6] or None
    body = {"kind": "service", "province": f"{place[:2]}0000" if place else None, "city": city, "assessor": True}
    made, issuer = with_row(facts, file, "organisation", body)
    return with_row(
        facts,
        made,
        "certificate",
        {
            "person": person,
            "kind": "skill",
            "occupation": wanted.occupation,
            "level": wanted.level,
            "grade": 0,
            "route": "social",
            "issuer": issuer,
            "city": city,
            "issued_on": as_of,
            "valid": True,
        },
    )


# --- a record ---


def row_for(where: Term, link: Fact, owner: int, as_of: date, value: Mapping[str, Any]) -> Row | None:
    """A row that meets a condition, as far as the condition says what it must be; None where it does not."""
    found = _meeting(where, as_of)
    if found is None:
        return None
    spell = {"started_on": as_of, "until": as_of, "open": True}
    usual = {name: day for name, day in spell.items() if name in link.facts.table(link.table)}
    return {**usual, **found, **value, link.column.name: owner}


def _meeting(term: Term, as_of: date) -> dict[str, Any] | None:
    """Values by column that make the term true."""
    match term:
        case Literal():
            return {} if term.value is True else None
        case Fact():
            return {term.column.name: True}
        case Not(term=Fact() as flag):
            return {flag.column.name: False}
        case OneOf(term=Fact() as choosing):
            return {choosing.column.name: term.values[0].value}
        case Every():
            parts = [_meeting(part, as_of) for part in term.terms]
            # Of two demands on one column the first is kept: the engine says whether it meets both.
            return {k: v for part in reversed(parts) for k, v in (part or {}).items()} if None not in parts else None
        case Either():
            return next((part for part in (_meeting(t, as_of) for t in term.terms) if part is not None), None)
        case Comparison():
            return _compared(term, as_of)
    return None


_STEPS: Final = {"==": 0, ">=": 0, "<=": 0, ">": 1, "<": -1}


def _compared(term: Comparison, as_of: date) -> dict[str, Any] | None:
    left, right, operator = term.left, term.right, term.operator
    if isinstance(right, Fact):
        left, right, operator = right, left, MIRRORED[operator]
    value = _constant(right, as_of)
    if not isinstance(left, Fact) or value is None or operator not in _STEPS:
        return None
    step = _STEPS[operator]
    moved = value + timedelta(days=step) if isinstance(value, date) else value + step if step else value
    return {left.column.name: moved}


def _constant(term: Term, as_of: date) -> Any:
    match term:
        case Literal():
            return term.value
        case AppliedOn() | AsOf():
            return as_of
        case Parametric():
            entry = term.parameter.at(as_of)
            return entry.value if entry else None
        case Shifted():
            day, period = _constant(term.day, as_of), _constant(term.period, as_of)
            if day is None or not isinstance(period, Period):
                return None
            return Period(-period.months, -period.days).after(day) if term.backwards else period.after(day)
    return None


# --- what is missing ---


@dataclass(frozen=True, slots=True)
class Cell:
    """缺的值: what a record does not say."""

    table: str
    record: int
    column: str


def filled(facts: Facts, file: File, values: Mapping[Cell, Any]) -> File:
    """The file with these values told."""
    made = dict(file)
    for cell, value in values.items():
        key = facts.table(cell.table).key
        made[cell.table] = [
            {**row, cell.column: value} if row[key] == cell.record else row for row in made.get(cell.table, ())
        ]
    return made


def possible_values(facts: Facts, schemes: Iterable[Scheme], cell: Cell, as_of: date) -> tuple[Any, ...]:
    """Every value at which these schemes may answer differently; () where they cannot be listed."""
    column = facts.table(cell.table).column(cell.column)
    terms = [term for scheme in schemes for top in scheme.terms() for term in top.walk()]
    match column.kind:
        case Kind.FLAG:
            return (True, False)
        case Kind.LEVEL:
            return tuple(range(SCALES[column.system].highest + 1))
        case Kind.CODE:
            return _codes(facts, column, cell.table, terms)
        case Kind.DATE:
            return _days(column, schemes, terms, as_of)
        case Kind.COUNT | Kind.MONEY | Kind.PERCENT:
            return _numbers(column, terms, as_of)
    return ()


def _codes(facts: Facts, column: Column, table: str, terms: Sequence[Term]) -> tuple[Any, ...]:
    def meant(term: Term) -> bool:
        while isinstance(term, Linked):
            term = term.term
        return isinstance(term, Fact) and (term.table, term.column.name) == (table, column.name)

    found: dict[Any, None] = {}
    for term in terms:
        match term:
            case Comparison() if meant(term.left) or meant(term.right):
                found |= {t.value: None for t in (term.left, term.right) if isinstance(t, Literal)}
            case OneOf() if meant(term.term):
                found |= dict.fromkeys(literal.value for literal in term.values)
            case Entry() | Listed():
                for at, key in enumerate(term.keys):
                    if meant(key):
                        found |= {row[at]: None for edition in term.catalogue.editions for row in edition.rows}
    closed = facts.codes.get(column.system, {})
    if len(closed) <= _CODES_SHOWN:
        found |= dict.fromkeys(int(code) if column.coded == "int" else code for code in closed)
    # A code that no rule names answers like every other such code.
    return tuple(found) if closed or column.coded == "int" else (*found, _ANY_OTHER)


def _values_named(terms: Sequence[Term]) -> Iterator[Any]:
    """Constants and values of parameters in the rules."""
    for term in terms:
        if isinstance(term, Literal):
            yield term.value
        elif isinstance(term, Parametric):
            yield from (entry.value for entry in term.parameter.entries)


def _days(column: Column, schemes: Iterable[Scheme], terms: Sequence[Term], as_of: date) -> tuple[date, ...]:
    """Days around every border: periods and ages before the day, changes of the law, dates that the rules name."""
    named = list(_values_named(terms))
    months = {*_AGES, *(period.months for period in named if isinstance(period, Period))}
    months |= {12 * (n + more) for n in named if type(n) is int and 0 < n <= 120 for more in (0, 1)}
    days = {add_months(as_of, -n) for n in months}
    days |= {as_of - timedelta(days=period.days) for period in named if isinstance(period, Period)}
    days |= {day for day in named if isinstance(day, date)}
    for dated in _dated(terms):
        versions = dated.entries if isinstance(dated, Parameter) else dated.editions
        days |= {day for version in versions for day in (version.start, version.end) if day}
    days |= {day for scheme in schemes for day in (scheme.in_force.start, scheme.in_force.end) if day}
    around = {day + timedelta(days=step) for day in days if day > EARLIEST for step in (-1, 0, 1) if day.year < 9000}
    return tuple(sorted(day for day in around if column.future or day <= as_of))


def _dated(terms: Sequence[Term]) -> Iterator[Parameter | Catalogue]:
    for term in terms:
        if isinstance(term, Parametric):
            yield term.parameter
        elif isinstance(term, Entry | Listed):
            yield term.catalogue


def _numbers(column: Column, terms: Sequence[Term], as_of: date) -> tuple[int, ...]:
    named = [value for value in _values_named(terms) if type(value) is int]
    low, high = column.bounds or (0, 0)
    near = {0, low, *(value + step for value in named for step in (-1, 0, 1))}
    return tuple(sorted(value for value in near if low <= value <= high))


def open_ended(scheme: Scheme, cells: Iterable[Cell]) -> bool:
    """Whether an amount is computed with one of the numbers: then no list of values has its least and greatest."""
    numbers = {(cell.table, cell.column) for cell in cells}
    facts = [t for a in scheme.amounts for t in a.term.walk() if isinstance(t, Fact)]
    return any(
        (f.table, f.column.name) in numbers and f.column.kind in (Kind.COUNT, Kind.MONEY, Kind.PERCENT) for f in facts
    )
