"""个人的判定和解释: one person's file out of a snapshot, decided and explained scheme by scheme.

The file holds what the schemes read about this person: his own rows, the rows that they point at, and where a scheme
looks at somebody else's rows (the staff count of his employer), those too. Only his own rows are decided.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import Facts
from bole.kernel.messages import _, language
from bole.policy import person_facts
from bole.policy.answers import Case
from bole.policy.contests import looked_at
from bole.policy.decision import Decision
from bole.policy.errors import NOT_OF_PERSONS
from bole.policy.explain import Explanation, explain_traced
from bole.policy.person_facts import File, Wanted
from bole.policy.person_rows import is_of, row_told
from bole.policy.readings.function import PersonRules
from bole.policy.readings.wording import table_label
from bole.policy.receipt import Receipt, receipt_of
from bole.policy.scheme import Scheme
from bole.policy.snapshot import PERSON, Snapshot


@dataclass(frozen=True, slots=True)
class Explained:
    """一条判定: with its explanation, its receipt and what the row is."""

    explanation: Explanation
    receipt: Receipt
    row: str
    """The row decided about, in words."""

    def to_json(self) -> dict[str, Any]:
        """One of the `decisions` of `bole explain --json`."""
        return {**self.explanation.to_json(), "row": self.row}


def of_persons(facts: Facts, scheme: Scheme) -> bool:
    """Whether the scheme decides about rows that belong to a person."""
    return scheme.per == PERSON or any(link.to == PERSON for link in facts.links(scheme.per))


def check_of_persons(facts: Facts, schemes: Sequence[Scheme]) -> None:
    """Raises BoleError for a scheme that decides about organisations."""
    for scheme in schemes:
        if not of_persons(facts, scheme):
            raise BoleError(NOT_OF_PERSONS, scheme=scheme.id, table=table_label(facts, scheme.per))


def explained(snapshot: Snapshot, person: int, schemes: Sequence[Scheme], as_of: date, words: str) -> list[Explained]:
    """Every decision about this person's rows, schemes in their order, in the language `words`.

    Raises BoleError where he is not in the snapshot.
    """
    file = file_of(snapshot, person, schemes, as_of)
    covered = frozenset(name for name in snapshot.facts.tables if snapshot.coverage(name, as_of))
    return explained_file(PersonRules(schemes), file, person, as_of, covered, words)


def own_decisions(rules: PersonRules, file: File, person: int, as_of: date, covered: frozenset[str]) -> list[Decision]:
    """The decisions about this person's rows; those about rows of others that stand in his file are left out."""
    of_id = {scheme.id: scheme for scheme in rules.schemes}
    decided = rules.decide(file, as_of=as_of, covered=covered)
    return [
        d for d in decided if is_of(of_id[d.scheme].facts, of_id[d.scheme].per, _row(file, of_id[d.scheme], d), person)
    ]


def explained_file(
    rules: PersonRules, file: File, person: int, as_of: date, covered: frozenset[str], words: str
) -> list[Explained]:
    """Every decision about this person's rows, explained in the language `words`; all of it decided once."""
    found, case = [], Case(file, as_of, covered, rules.parameters, rules.catalogues)
    for scheme, decision, trace in rules.traced(file, as_of=as_of, covered=covered):
        row = _row(file, scheme, decision)
        if is_of(scheme.facts, scheme.per, row, person):
            told = explain_traced(scheme, decision, trace, case, rules, words)
            beside = looked_at(scheme, rules.rounds)
            receipt = receipt_of(scheme, decision, file, as_of=as_of, covered=covered, beside=beside)
            found.append(Explained(told, receipt, row_told(scheme.facts, scheme.per, row)))
    return found


def _row(file: File, scheme: Scheme, decision: Decision) -> dict[str, Any]:
    key = scheme.facts.table(scheme.per).key
    return next(row for row in file[scheme.per] if row[key] == decision.fact)


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """不在对象之内: how many of a person's rows a scheme is surely not meant for."""

    scheme: Scheme
    rows: int

    @property
    def told(self) -> str:
        """In one line."""
        subject = self.scheme.subject
        assert subject is not None
        scheme, scope = (part.zh if language() == "zh" else part.en for part in (self.scheme.title, subject.told))
        row = table_label(self.scheme.facts, self.scheme.per)
        return _(
            "“{title}”的对象是“{scope}”：{count} 条{row}不是，没有判定。",
            title=scheme,
            scope=scope,
            count=self.rows,
            row=row,
        )

    def to_json(self) -> dict[str, Any]:
        """One of the `out_of_scope` of `bole explain --json`."""
        return {"scheme": self.scheme.id, "rows": self.rows, "told": self.told}


def apart_of(
    snapshot: Snapshot, person: int, schemes: Sequence[Scheme], as_of: date, found: Sequence[Explained]
) -> list[OutOfScope]:
    """The schemes that leave rows of this person aside, where he asked for them by name."""
    scoped = [scheme for scheme in schemes if scheme.subject is not None]
    file = file_of(snapshot, person, scoped, as_of) if scoped else {}
    decided = Counter(one.explanation.scheme for one in found)
    counts = {
        s.id: sum(is_of(snapshot.facts, s.per, row, person) for row in file[s.per]) - decided[s.id] for s in scoped
    }
    return [OutOfScope(scheme, counts[scheme.id]) for scheme in scoped if counts[scheme.id]]


# --- the file ---


@dataclass(frozen=True, slots=True)
class _OfSnapshot:
    """The rows of a snapshot that passed its border."""

    snapshot: Snapshot

    @property
    def facts(self) -> Facts:
        return self.snapshot.facts

    def own(self, person: int) -> File:
        return self.snapshot.person_file(person)

    def rows(self, table: str, wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
        chosen = pl.all_horizontal([pl.col(one.column).is_in(sorted(one.values)) for one in wanted])
        with self.snapshot.read():
            return self.snapshot.tables[table].filter(chosen).collect().to_dicts()


def file_of(snapshot: Snapshot, person: int, schemes: Sequence[Scheme], as_of: date) -> File:
    """个人档案 out of a snapshot. Raises BoleError where the person is not in it."""
    return person_facts.file_of(_OfSnapshot(snapshot), person, schemes, as_of)
