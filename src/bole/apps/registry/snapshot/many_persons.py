"""许多人的事实: the rows of thousands of persons and what they point at, in as few questions as those of one.

What all of them need is gathered together by the same rules as one person's file; then each has his own rows out of it,
so that he is decided exactly as he would be alone.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Final

from bole.apps.registry.snapshot.mapping import MAPPED
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.facts import Facts
from bole.policy.person_facts import PERSON, File, Wanted, file_of, gathered
from bole.policy.scheme import Scheme

CHUNK: Final = 500
"""Persons whose rows are read together."""
Row = dict[str, Any]


def files_of(
    persons: Collection[int], schemes: Sequence[Scheme], as_of: date, chunk: int = CHUNK
) -> Iterator[tuple[int, File]]:
    """个人档案 of each of these persons who is in the register, in the order of their numbers."""
    asked = iter(sorted(persons))
    while some := list(islice(asked, chunk)):
        together = _together(some, schemes, as_of)
        for person in some:
            file = file_of(together, person, schemes, as_of)
            if file[PERSON]:
                yield person, file


def _together(persons: Sequence[int], schemes: Sequence[Scheme], as_of: date) -> "_Together":
    register = RegisterRows(Reading(as_of))
    own = _own_of(register, frozenset(persons))
    return _Together(register.facts, own, gathered(register, own, schemes))


def _own_of(register: RegisterRows, persons: frozenset[int]) -> File:
    file: File = {name: [] for name in register.facts.tables}
    file[PERSON] = register.rows(PERSON, [Wanted(MAPPED[PERSON].key, persons)])
    for name in register.facts.tables:
        for link in register.facts.links(name):
            if link.to == PERSON:
                file[name] += register.rows(name, [Wanted(link.name, persons)])
    return file


@dataclass
class _Together:
    """The rows of many, as a place where the rows of each come from."""

    facts: Facts
    owned: File
    every: File
    _by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)
    _own_by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def own(self, person: int) -> File:
        """The rows of one person by table."""
        file: File = {name: [] for name in self.facts.tables}
        file[PERSON] = self._indexed(self._own_by, self.owned, PERSON, MAPPED[PERSON].key).get(person, [])
        if file[PERSON]:
            for name in self.facts.tables:
                for link in self.facts.links(name):
                    if link.to == PERSON:
                        file[name] = file[name] + self._indexed(self._own_by, self.owned, name, link.name).get(
                            person, []
                        )
        return file

    def rows(self, table: str, wanted: Sequence[Wanted]) -> list[Row]:
        """The rows that meet all of what is wanted, out of those that were gathered for all."""
        if not all(one.values for one in wanted):
            return []
        # The narrowest question first: by the others its rows are sifted.
        narrow = min(wanted, key=lambda one: len(one.values))
        index = self._indexed(self._by, self.every, table, narrow.column)
        found = [row for value in narrow.values for row in index.get(value, ())]
        return [row for row in found if all(row[one.column] in one.values for one in wanted if one is not narrow)]

    @staticmethod
    def _indexed(
        kept: dict[tuple[str, str], dict[Any, list[Row]]], rows: File, table: str, column: str
    ) -> dict[Any, list[Row]]:
        found = kept.get((table, column))
        if found is None:
            found = kept[table, column] = {}
            for row in rows[table]:
                found.setdefault(row[column], []).append(row)
        return found
