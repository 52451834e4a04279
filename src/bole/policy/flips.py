"""转机: the nearest change that would turn a criterion's answer, and the last day on which a claim still meets it.

A flip is a tree as the criterion is: of several parts that fail either each must change or any one will do. Its leaves
are a value that would have to be another, a listing, a record, a document to bring, or a rule not in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, TypeAlias
from typing import Literal as Choices

from bole.kernel.dates import add_months
from bole.policy.answers import CriterionAnswer, DatedUsed, Path, Values
from bole.policy.readings.sentence import MIRRORED, NEGATED
from bole.policy.scheme import Scheme
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Choice,
    Comparison,
    Either,
    Entry,
    Every,
    Fact,
    FullYears,
    Known,
    Linked,
    Listed,
    Literal,
    Not,
    OneOf,
    PaidCount,
    Parametric,
    Summary,
    Term,
)

How: TypeAlias = Choices["all", "any", "value", "listing", "record", "evidence", "rule"]


@dataclass(frozen=True, slots=True)
class Flip:
    """转机: one change, or several of which all or any are needed."""

    how: How
    term: Term
    """What would have to be another: of a value the term, of a listing the catalogue's, of a record the summary."""
    path: Path = ()
    parts: tuple[Flip, ...] = ()
    want: bool = True
    """Of a listing or a record: whether it would have to be there."""
    operator: str = ""
    """Of a value: how it would have to compare with `needed`."""
    value: Any = None
    needed: Any = None
    difference: int | None = None
    """needed less value, in the unit of the value; days for dates."""
    keys: tuple[Any, ...] = ()
    """Of a listing: the codes and levels asked for."""
    source: DatedUsed | None = None
    """Of a rule: what is not in force, or gives no figure."""


def flip_of(answer: CriterionAnswer) -> Flip | None:
    """The change that would turn the answer; of an unknown one what is missing to answer it."""
    term = answer.asked.terms[0]
    values = answer.values
    if answer.result is None:
        how: How = "any" if isinstance(term, Either) else "all"
        return _joined(how, term, tuple(_once(_missing(term, (), values))))
    return _turned(term, (), not answer.result, values)


def _once(flips: Iterator[Flip]) -> Iterator[Flip]:
    seen: set[tuple[object, ...]] = set()
    for flip in flips:
        mark = (flip.how, flip.term.key, tuple(link.key for link in flip.path))
        if mark not in seen:
            seen.add(mark)
            yield flip


def _joined(how: How, term: Term, parts: tuple[Flip, ...]) -> Flip | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else Flip(how, term, parts=parts)


# --- true to false and back ---


def _turned(term: Term, path: Path, want: bool, values: Values) -> Flip | None:
    match term:
        case Not():
            return _turned(term.term, path, not want, values)
        case Linked():
            return _turned(term.term, (*path, term.link), want, values)
        case Every() | Either():
            return _parts_turned(term, path, want, values)
        case Choice():
            condition = values.of(term.condition, path)
            chosen = term.then if condition else term.otherwise
            return None if condition is None else _turned(chosen, path, want, values)
        case Comparison():
            return _compared(term, path, want, values)
        case OneOf():
            needed = tuple(choice.value for choice in term.values)
            operator = "in" if want else "not in"
            return Flip("value", term.term, path, operator=operator, value=values.of(term.term, path), needed=needed)
        case Listed():
            return _listing(term, path, want, values)
        case Known(term=Entry() as entry):
            return _listing(entry, path, want, values)
        case Known():
            missing = tuple(_once(_missing(term.term, path, values)))
            return _joined("all", term, missing) if want else None
        case Aggregate(summary=Summary.EXISTS):
            return Flip("record", term, path, want=want)
        case Fact() | Parametric() | Entry():
            return Flip("value", term, path, operator="==", value=values.of(term, path), needed=want)
    return None


def _parts_turned(term: Every | Either, path: Path, want: bool, values: Values) -> Flip | None:
    """Of 并且 all parts must become true but any false one turns it; of 或者 the other way round."""
    every = isinstance(term, Every)
    wrong = [part for part in term.terms if values.of(part, path) is not want]
    flips = [_turned(part, path, want, values) or _unknown(part, path, values) for part in wrong]
    found = tuple(flip for flip in flips if flip is not None)
    return _joined("all" if every is want else "any", term, found)


def _unknown(part: Term, path: Path, values: Values) -> Flip | None:
    return _joined("all", part, tuple(_once(_missing(part, path, values))))


_AT_LEAST: Final = {">": 1, ">=": 0, "<": -1, "<=": 0}


def _compared(term: Comparison, path: Path, want: bool, values: Values) -> Flip | None:
    operator = term.operator if want else NEGATED[term.operator]
    changing, fixed = term.left, term.right
    if _fixedness(changing) > _fixedness(fixed):
        changing, fixed, operator = fixed, changing, MIRRORED[operator]
    limit, value = values.of(fixed, path), values.of(changing, path)
    if limit is None or value is None:
        return _unknown(term, path, values)
    if operator not in _AT_LEAST:
        return Flip("value", changing, path, operator=operator, value=value, needed=limit)
    needed = _moved(limit, _AT_LEAST[operator])
    operator = ">=" if operator in {">", ">="} else "<="
    return Flip(
        "value", changing, path, operator=operator, value=value, needed=needed, difference=_between(value, needed)
    )


def _fixedness(term: Term) -> int:
    """What a person can change least: a plain value, the law, then what computes with dates, last his own facts."""
    if isinstance(term, Literal):
        return 4
    if isinstance(term, Parametric | Entry):
        return 3
    if isinstance(term, AppliedOn):
        return 0
    return 1 if isinstance(term, Fact | Linked | Aggregate | PaidCount | FullYears) else 2


def _moved(value: Any, step: int) -> Any:
    return value + timedelta(days=step) if isinstance(value, date) else value + step


def _between(value: Any, needed: Any) -> int | None:
    if isinstance(value, date):
        return int((needed - value).days)
    return int(needed - value)


def _listing(term: Entry | Listed, path: Path, want: bool, values: Values) -> Flip:
    return Flip("listing", term, path, want=want, keys=tuple(values.of(key, path) for key in term.keys))


# --- what is missing ---


def missing_in(term: Term, values: Values) -> tuple[Flip, ...]:
    """What makes a term of the decided row unknown; nothing where it is known."""
    return tuple(_once(_missing(term, (), values)))


def _missing(term: Term, path: Path, values: Values) -> Iterator[Flip]:
    """What makes the term unknown: documents to bring, rules not in force, rows not listed."""
    if isinstance(term, Literal) or values.of(term, path) is not None:
        return
    match term:
        case Linked():
            if values.of(term.link, path) is None:
                yield Flip("evidence", term.link, path)
            else:
                yield from _missing(term.term, (*path, term.link), values)
        case Fact():
            yield Flip("evidence", term, path)
        case Aggregate():
            yield from _missing_rows(term, path, values)
        case Parametric():
            yield from _missing_day(term, path, values)
        case Entry() | Listed():
            yield from _missing_listing(term, path, values)
        case PaidCount():
            below = [flip for key in term.keys for flip in _missing(key, path, values)]
            yield from below or [Flip("evidence", term, path)]
        case _:
            for child in term.children():
                yield from _missing(child, path, values)


def _missing_day(term: Parametric | Entry | Listed, path: Path, values: Values) -> Iterator[Flip]:
    if values.day(term.on, path) is not None:
        yield Flip("rule", term, path, source=values.source(term, path, None))
    elif term.on is not None:
        yield from _missing(term.on, path, values)


def _missing_listing(term: Entry | Listed, path: Path, values: Values) -> Iterator[Flip]:
    below = [flip for key in term.keys for flip in _missing(key, path, values)]
    day = values.day(term.on, path)
    source = values.source(term, path, None)
    if day is None or source.status in {"none", "missing", "repealed"}:
        yield from _missing_day(term, path, values)
    elif below:
        yield from below
    elif source.status == "partial":
        yield Flip("rule", term, path, source=source)
    else:
        yield _listing(term, path, True, values)


def _missing_rows(term: Aggregate, path: Path, values: Values) -> Iterator[Flip]:
    """Facts that the rows lack; where the table is not complete, the rows themselves."""
    rows = values.children(term, path)
    parts = [term.where] if term.value is None else [term.where, term.value]
    facts = [inner for part in parts for inner in part.walk() if isinstance(inner, Fact)]
    lacking = [fact for fact in facts if fact.table == term.link.table and any(_lacks(row, fact) for row in rows)]
    if term.link.table not in values.case.covered or not lacking:
        yield Flip("evidence", term, path)
    for fact in lacking:
        yield Flip("evidence", fact, (*path, term.link))


def _lacks(row: Mapping[str, Any], fact: Fact) -> bool:
    return row.get(fact.column.name) is None


# --- the last day ---


def last_day_of(answer: CriterionAnswer) -> date | None:
    """The last day to claim for the criterion to hold, where it sets one; not beyond the scheme's own last day."""
    days = list(_last_days(answer.asked.terms[0], (), True, answer.values))
    return min([*days, *_scheme_ends(answer)]) if days else None


def earliest(days: Iterable[date | None]) -> date | None:
    """The first of these days, as far as there are any."""
    return min((day for day in days if day is not None), default=None)


def scheme_last_day(scheme: Scheme) -> date | None:
    """The scheme's last day for claims, where its law goes by the day of the claim."""
    return scheme.in_force.end if isinstance(scheme.law_of, AppliedOn) else None


def _scheme_ends(answer: CriterionAnswer) -> list[date]:
    end = scheme_last_day(answer.asked.scheme)
    return [] if end is None else [end]


def _last_days(term: Term, path: Path, holds: bool, values: Values) -> Iterator[date]:
    """Last days that each part sets which must hold (or fail) for the whole to hold."""
    match term:
        case Not():
            yield from _last_days(term.term, path, not holds, values)
        case Linked():
            yield from _last_days(term.term, (*path, term.link), holds, values)
        case Every() | Either() if isinstance(term, Every) is holds:
            for part in term.terms:
                yield from _last_days(part, path, holds, values)
        case Comparison():
            yield from _last_day(term, path, holds, values)


def _last_day(term: Comparison, path: Path, holds: bool, values: Values) -> Iterator[date]:
    operator = term.operator if holds else NEGATED[term.operator]
    left, right = term.left, term.right
    if _on_claim(right):
        left, right, operator = right, left, MIRRORED[operator]
    if not _on_claim(left) or any(isinstance(inner, AppliedOn) for inner in right.walk()):
        return
    limit = values.of(right, path)
    if operator not in {"<", "<=", "=="} or limit is None:
        return
    if isinstance(left, AppliedOn):
        yield limit - timedelta(days=1) if operator == "<" else limit
        return
    assert isinstance(left, FullYears)
    start = values.of(left.start, path)
    if start is not None:
        yield add_months(start, 12 * (limit + (operator != "<"))) - timedelta(days=1)


def _on_claim(term: Term) -> bool:
    """The claim day itself, or an age on that day."""
    if isinstance(term, FullYears):
        return isinstance(term.end, AppliedOn) and not any(isinstance(t, AppliedOn) for t in term.start.walk())
    return isinstance(term, AppliedOn)
