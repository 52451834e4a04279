"""个人事实: everything that schemes read about one person, gathered from a snapshot or from a register alike.

His own rows come first, then the rows that they point at, and where a scheme looks at somebody else's rows (the staff
count of his employer), those too, until nothing new is asked for. Each row is asked for once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, Protocol

from bole.kernel.facts import Facts, Kind
from bole.policy.scheme import Scheme, with_bases
from bole.policy.terms import Aggregate, PaidCount

PERSON: Final = "person"
File = dict[str, list[dict[str, Any]]]


class Rows(Protocol):
    """行的来处: where the rows come from; only such as have passed the checks at the border."""

    @property
    def facts(self) -> Facts:
        """The tables."""
        ...

    def own(self, person: int) -> File:
        """The rows of the person by table, with or without those they point at; no row where he is not there."""
        ...

    def rows(self, table: str, wanted: "Sequence[Wanted]") -> list[dict[str, Any]]:
        """The rows that meet all of what is wanted."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """所求: a column, and the values of which it has to have one."""

    column: str
    values: frozenset[Any]


def file_of(source: Rows, person: int, schemes: Sequence[Scheme], as_of: date) -> File:
    """个人档案 with everything that these schemes read; claims of later days are left out, as in a run.

    Without a row of the person himself he is not there.
    """
    own = source.own(person)
    if not own[PERSON]:
        return own
    file = gathered(source, own, schemes)
    file["claim"] = [row for row in file["claim"] if row["applied_on"] <= as_of]
    return file


def gathered(source: Rows, own: File, schemes: Sequence[Scheme]) -> File:
    """These rows, of one person or of many, with everything that the schemes look at from them."""
    facts = source.facts
    gathering = _Gathering(source, {n: {row[facts.table(n).key]: row for row in rows} for n, rows in own.items()})
    looks = _looks(tuple(with_bases(schemes)))
    # A row found may point at another one, or another scheme may look at rows that point at it.
    while sum([gathering.ask(table, wanted) for table, wanted in _looked_at(facts, gathering, looks)]):
        pass
    return gathering.file()


@dataclass
class _Gathering:
    """The rows found so far, by table and key, and what was asked for."""

    source: Rows
    found: dict[str, dict[int, dict[str, Any]]]
    asked: dict[tuple[str, str], set[Any]] = field(default_factory=dict)
    together: set[tuple[str, tuple[Wanted, ...]]] = field(default_factory=set)

    def ask(self, table: str, wanted: Sequence[Wanted]) -> int:
        """Ask for rows, those asked for before excepted; gives how many are new."""
        fresh = self._fresh(table, wanted)
        if fresh is None:
            return 0
        key, held = self.source.facts.table(table).key, self.found[table]
        before = len(held)
        for row in self.source.rows(table, fresh):
            held.setdefault(row[key], row)
        return len(held) - before

    def _fresh(self, table: str, wanted: Sequence[Wanted]) -> Sequence[Wanted] | None:
        if len(wanted) != 1:
            pair = (table, tuple(wanted))
            if pair in self.together or not all(one.values for one in wanted):
                return None
            self.together.add(pair)
            return wanted
        [one] = wanted
        known = self.asked.setdefault((table, one.column), set())
        # A row that is there by its own key needs no asking.
        held = self.found[table] if one.column == self.source.facts.table(table).key else ()
        fresh = frozenset(value for value in one.values if value not in known and value not in held)
        known |= fresh
        return [Wanted(one.column, fresh)] if fresh else None

    def file(self) -> File:
        """The rows in the order of their keys."""
        return {name: [rows[key] for key in sorted(rows)] for name, rows in self.found.items()}


@lru_cache(maxsize=32)
def _looks(schemes: tuple[Scheme, ...]) -> tuple[Aggregate | PaidCount, ...]:
    """The summaries and counts by which these schemes look beyond the rows of the person, each once."""
    found: dict[str, Aggregate | PaidCount] = {}
    for scheme in schemes:
        for top in scheme.terms():
            for term in top.walk():
                beyond = isinstance(term, Aggregate) and term.link.column.to != PERSON
                if isinstance(term, Aggregate | PaidCount) and (beyond or isinstance(term, PaidCount)):
                    found.setdefault(term.key, term)
    return tuple(found.values())


def _looked_at(
    facts: Facts, gathering: _Gathering, looks: Sequence[Aggregate | PaidCount]
) -> Iterator[tuple[str, Sequence[Wanted]]]:
    """Rows that schemes look at through a link, a summary or the ledger, by table."""
    found = gathering.found
    for name in facts.tables:
        for link in facts.links(name):
            if link.to != PERSON:
                ids = frozenset(row[link.name] for row in found[name].values()) - {None}
                yield link.to, [Wanted(facts.table(link.to).key, ids)]
    for term in looks:
        if isinstance(term, PaidCount):
            yield "payment", _paid(facts, found, term)
        else:
            yield term.link.table, [Wanted(term.link.column.name, frozenset(found[term.link.column.to]))]


def _paid(facts: Facts, found: Mapping[str, Collection[int]], term: PaidCount) -> list[Wanted]:
    """Payments of the counted schemes that may be for a key of the file."""
    links = [facts.table("payment").column(c) for c in term.columns if c in facts.table("payment")]
    keyed = [Wanted(link.name, frozenset(found[link.to])) for link in links if link.kind is Kind.LINK]
    rows = [key.of for column, key in zip(term.columns, term.keys, strict=True) if column == "fact"]
    keyed += [Wanted("fact", frozenset(found[table])) for table in rows if table is not None]
    return [Wanted("scheme", frozenset(term.schemes)), *keyed]
