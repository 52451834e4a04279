"""条件的答复: what one criterion says of one row, with the facts, records, clause and dated values it rests on.

What never changes is found once for each scheme (`Asked`); a call only fills in values. What only a reader needs
(changes that would turn the answer, the last day, sentences) is computed when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Column
from bole.policy.catalogues import Catalogue
from bole.policy.dated import Supplier
from bole.policy.decision import Decision
from bole.policy.parameters import Parameter
from bole.policy.readings.python_schemes import Seen, seen_in, traced_in
from bole.policy.scheme import Criterion, Scheme
from bole.policy.terms import Aggregate, Entry, Fact, Listed, Literal, Parametric, Term
from bole.policy.types import Type

if TYPE_CHECKING:
    from bole.policy.flips import Flip

File: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""档案: rows by table, each row by column; of one person or organisation, with the rows they link to."""
Trace: TypeAlias = tuple[tuple[Any, ...], ...]
"""The values of `python_schemes.seen_in` for each of `python_schemes.traced_in`."""
Path: TypeAlias = tuple[Fact, ...]
"""The links that lead from the decided row to another one."""
_Place: TypeAlias = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Case:
    """What was decided about."""

    file: File
    as_of: date
    covered: frozenset[str]
    parameters: Mapping[str, Parameter]
    catalogues: Mapping[str, Catalogue]


@dataclass(slots=True)
class FactUsed:
    """所用事实: a value and the record it stands in; of a summary the records gone over."""

    table: str
    column: Column | None
    """None for a summary over records."""
    type: Type
    value: Any
    records: tuple[int, ...]


@dataclass(slots=True)
class DatedUsed:
    """所用条目: an entry of a parameter or an edition of a catalogue, in force on `day`."""

    id: str
    title: str
    title_en: str
    day: date | None
    start: date | None
    """None where nothing was in force."""
    end: date | None
    status: str
    """known, missing, partial or repealed; "none" where nothing was in force, "" where the day is not known."""
    cites: ClauseRef | None
    verified: bool
    value: Any
    supplier: Supplier | None = None


@dataclass(frozen=True)
class Asked:
    """What is asked of every row alike: a criterion, an amount or a cap, and where its parts stand in a trace."""

    scheme: Scheme
    terms: tuple[Term, ...]
    at: int
    seen: tuple[Seen, ...]
    places: Mapping[_Place, int]
    facts: tuple[tuple[int, int, Fact], ...]
    """Place of the value and of its record's id (-1: the decided row) for each fact."""
    summaries: tuple[tuple[int, Aggregate, Path], ...]
    dated: tuple[tuple[int, Parametric | Entry | Listed, Path], ...]

    @property
    def criterion(self) -> Criterion:
        """The criterion, where it is one."""
        return self.scheme.criteria[self.at]


def asked_of(scheme: Scheme) -> tuple[Asked, ...]:
    """Everything traced of a scheme: its criteria, its amounts, its caps."""
    return tuple(_asked(scheme, at, terms) for at, terms in enumerate(traced_in(scheme)))


def _asked(scheme: Scheme, at: int, terms: tuple[Term, ...]) -> Asked:
    seen = tuple(s for term in terms for s in seen_in(term))
    places: dict[_Place, int] = {}
    for number, part in enumerate(seen):
        places.setdefault(_place(part.term, part.path), number)
    once = [(number, seen[number].term, seen[number].path) for number in places.values()]
    facts = tuple((n, _record_at(path, places), term) for n, term, path in once if isinstance(term, Fact))
    summaries = tuple((n, term, path) for n, term, path in once if isinstance(term, Aggregate))
    dated = tuple((n, term, path) for n, term, path in once if isinstance(term, Parametric | Entry | Listed))
    return Asked(scheme, terms, at, seen, places, facts, summaries, dated)


def _record_at(path: Path, places: Mapping[_Place, int]) -> int:
    return places[_place(path[-1], path[:-1])] if path else -1


def _place(term: Term, path: Path) -> _Place:
    return term.key, tuple(link.key for link in path)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a criterion's parts for one row."""

    asked: Asked
    decision: Decision
    trace: tuple[Any, ...]
    case: Case

    def of(self, term: Term, path: Path = ()) -> Any:
        """The value of a part, for the row at the end of the path."""
        if isinstance(term, Literal):
            return term.value
        return self.trace[self.asked.places[_place(term, path)]]

    def record(self, path: Path) -> Any:
        """The id of the row at the end of the path."""
        return self.of(path[-1], path[:-1]) if path else self.decision.fact

    def children(self, term: Aggregate, path: Path) -> list[Mapping[str, Any]]:
        """The rows that a summary goes over."""
        me, link = self.record(path), term.link
        rows = self.case.file.get(link.table, ())
        return [row for row in rows if me is not None and row.get(link.column.name) == me]

    def day(self, on: Term | None, path: Path) -> date | None:
        """The date that chooses a dated value."""
        day = self.decision.law_date if on is None else self.of(on, path)
        assert day is None or isinstance(day, date)
        return day

    def facts(self) -> Iterator[FactUsed]:
        """Every fact and summary in it, each once."""
        trace, own = self.trace, self.decision.fact
        for number, place, fact in self.asked.facts:
            record = own if place < 0 else trace[place]
            yield FactUsed(fact.table, fact.column, fact.type, trace[number], () if record is None else (record,))
        for number, term, path in self.asked.summaries:
            link = term.link
            key = link.facts.table(link.table).key
            records = tuple(row[key] for row in self.children(term, path))
            yield FactUsed(link.table, None, term.type, trace[number], records)

    def dated(self) -> Iterator[DatedUsed]:
        """Every parameter and catalogue in it."""
        return (self.source(term, path, self.trace[number]) for number, term, path in self.asked.dated)

    def source(self, term: Parametric | Entry | Listed, path: Path, value: Any) -> DatedUsed:
        """The entry or edition that a dated value was taken from."""
        day = self.day(term.on, path)
        found: Any = None
        whole: Parameter | Catalogue
        if isinstance(term, Parametric):
            whole = self.case.parameters.get(term.parameter.id, term.parameter)
        else:
            whole = self.case.catalogues.get(term.catalogue.id, term.catalogue)
        if day is not None:
            found = whole.at(day)
        if found is None:
            status = "none" if day is not None else ""
            return DatedUsed(whole.id, whole.title, whole.title_en, day, None, None, status, None, True, value)
        return DatedUsed(
            whole.id,
            whole.title,
            whole.title_en,
            day,
            found.start,
            found.end,
            found.status,
            found.cites,
            found.verified,
            value,
            found.supplier,
        )


@dataclass(slots=True)
class CriterionAnswer:
    """条件答复: met, not met or cannot tell, and what it rests on."""

    asked: Asked
    result: bool | None
    decision: Decision
    trace: tuple[Any, ...]
    """Values of `asked.seen`, in that order."""
    case: Case = field(repr=False)

    @property
    def name(self) -> str:
        """Of the criterion."""
        return self.asked.criterion.name

    @property
    def clause(self) -> ClauseRef:
        """The clause it rests on."""
        return self.asked.criterion.cites

    @property
    def values(self) -> Values:
        """Of its parts."""
        return Values(self.asked, self.decision, self.trace, self.case)

    @property
    def facts(self) -> tuple[FactUsed, ...]:
        """Every fact it looked at, with its record."""
        return tuple(self.values.facts())

    @property
    def dated(self) -> tuple[DatedUsed, ...]:
        """Every entry and edition it used, with its days."""
        return tuple(self.values.dated())

    @property
    def flips(self) -> Flip | None:
        """The nearest change that would turn it; for an unknown one what is missing."""
        from bole.policy.flips import flip_of

        return flip_of(self)

    @property
    def last_day(self) -> date | None:
        """The last day on which the claim may be made for it to hold; None where it does not hang on that day."""
        from bole.policy.flips import last_day_of

        return last_day_of(self)


def answers(asked: Sequence[Asked], decision: Decision, trace: Trace, case: Case) -> list[CriterionAnswer]:
    """The answers to all criteria of one decision."""
    return [
        CriterionAnswer(one, result, decision, values, case)
        for one, result, values in zip(asked, decision.criteria, trace, strict=False)
    ]
