"""一个人的事实: the rows of somebody and what they point at, straight from the register, by the same mapping.

Each row passes the checks that a snapshot's border makes; what fails is left out and told, as there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from bole.apps.registry.snapshot.mapping import MAPPED, FactMap
from bole.apps.registry.snapshot.statements import Reading, one_of, texts_of, value_of
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.policy.border import Fault
from bole.policy.border_rows import RowFault, faults_in
from bole.policy.person_facts import PERSON, File, Wanted

Row = dict[str, Any]


@dataclass
class RegisterRows:
    """登记库的事实: rows asked for by column and value; `faults` has what was left out and why."""

    reading: Reading
    facts: Facts = STANDARD
    faults: list[RowFault] = field(default_factory=list)
    _known: dict[str, dict[int, Row | None]] = field(default_factory=dict)
    """By table the rows that were read, None for one that is left out, by their numbers."""
    _absent: set[tuple[str, int]] = field(default_factory=set)

    def own(self, person: int) -> File:
        """The rows of the person by table; no row where he is not there."""
        file: File = {name: [] for name in self.facts.tables}
        file[PERSON] = self.rows(PERSON, [Wanted(MAPPED[PERSON].key, frozenset({person}))])
        if file[PERSON]:
            for name in self.facts.tables:
                for link in self.facts.links(name):
                    if link.to == PERSON:
                        file[name] += self.rows(name, [Wanted(link.name, frozenset({person}))])
        return file

    def rows(self, table: str, wanted: Sequence[Wanted]) -> list[Row]:
        """The rows that meet all of what is wanted and have passed the checks."""
        found = MAPPED[table]
        if not found.register or not all(one.values for one in wanted):
            return []
        return self._passed(found, self._read(found, wanted))

    def _passed(self, found: FactMap, rows: Iterable[Row]) -> list[Row]:
        known, every = self._known.setdefault(found.table, {}), list(rows)
        fresh = [row for row in every if row[found.key] not in known]
        self._look_up(found, fresh)
        for row in fresh:
            faults = [*faults_in(self.facts, found.table, row, self.reading.as_of), *self._of_links(found, row)]
            self.faults += faults
            known[row[found.key]] = None if faults else row
        return [row for row in every if known[row[found.key]] is not None]

    def _look_up(self, found: FactMap, rows: Sequence[Row]) -> None:
        """Read the rows that these point at, where they are not known yet."""
        for link in self.facts.links(found.table):
            target, known = MAPPED[link.to], self._known.setdefault(link.to, {})
            wanted = {row[link.name] for row in rows} - {None} - known.keys()
            wanted = {number for number in wanted if (link.to, number) not in self._absent}
            if wanted:
                self.rows(link.to, [Wanted(target.key, frozenset(wanted))])
                self._absent |= {(link.to, number) for number in wanted - known.keys()}

    def _of_links(self, found: FactMap, row: Row) -> Iterable[RowFault]:
        """Links that lead nowhere, or to a row that is left out and that this one cannot do without."""
        for link in self.facts.links(found.table):
            number = row[link.name]
            if number is None:
                continue
            if (link.to, number) in self._absent:
                yield RowFault(found.table, row[found.key], link.name, Fault.UNRESOLVED, number)
            elif not link.nullable and self._known[link.to].get(number) is None:
                yield RowFault(found.table, row[found.key], link.name, Fault.LINKED, number)

    # --- the database ---

    def _read(self, found: FactMap, wanted: Sequence[Wanted]) -> list[Row]:
        where = " AND ".join(_condition(found, one) for one in wanted)
        names = [column.name for column in found.held]
        rows = [
            {**dict.fromkeys(found.unheld), **dict(zip(names, map(value_of, found.held, told), strict=True))}
            for told in _asked(self.reading.rows(found, where, order=False))
        ]
        gathered = found.gathered
        if gathered is not None and rows:
            numbers = [row[found.key] for row in rows]
            told = dict(_asked(self.reading.gathered(gathered, numbers)))
            for row in rows:
                row[gathered.column] = told.get(row[found.key])
        return rows


def _condition(found: FactMap, wanted: Wanted) -> str:
    column = STANDARD.table(found.table).column(wanted.column)
    name = found.expression(column.name)
    return one_of(name, wanted.values) if column.whole else texts_of(name, wanted.values)


def _asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
