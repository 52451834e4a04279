"""个人的判定和解释: one person's file out of a snapshot, decided and explained scheme by scheme.

The file holds what the schemes read about this person: his own rows, the rows that they point at, and where a scheme
looks at somebody else's rows (the staff count of his employer), those too. Only his own rows are decided.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import Facts, Kind
from bole.kernel.messages import _, language
from bole.policy.contests import looked_at
from bole.policy.errors import NOT_OF_PERSONS
from bole.policy.explain import Explanation, explain
from bole.policy.person_rows import is_of, row_told
from bole.policy.readings.function import PersonRules
from bole.policy.readings.wording import table_label
from bole.policy.receipt import Receipt, receipt_of
from bole.policy.scheme import Scheme, with_bases
from bole.policy.snapshot import PERSON, Snapshot
from bole.policy.terms import Aggregate, PaidCount

File = dict[str, list[dict[str, Any]]]


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
    rules = PersonRules(schemes)
    of_id = {scheme.id: scheme for scheme in schemes}
    found = []
    for decision in rules.decide(file, as_of=as_of, covered=covered):
        scheme = of_id[decision.scheme]
        row = next(row for row in file[scheme.per] if row[snapshot.facts.table(scheme.per).key] == decision.fact)
        if not is_of(snapshot.facts, scheme.per, row, person):
            continue
        told = explain(scheme, decision, file, as_of=as_of, covered=covered, language=words, rules=rules)
        beside = looked_at(scheme, rules.rounds)
        receipt = receipt_of(scheme, decision, file, as_of=as_of, covered=covered, beside=beside)
        found.append(Explained(told, receipt, row_told(snapshot.facts, scheme.per, row)))
    return found


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


def file_of(snapshot: Snapshot, person: int, schemes: Sequence[Scheme], as_of: date) -> File:
    """个人档案 with everything that these schemes read; claims of later days are left out, as in a run."""
    file: File = snapshot.person_file(person)
    # A row found may point at another one, or another scheme may look at rows that point at it.
    every = with_bases(schemes)
    while sum(_with_rows(snapshot, file, table, chosen) for table, chosen in _looked_at(snapshot, file, every)):
        pass
    file["claim"] = [row for row in file["claim"] if row["applied_on"] <= as_of]
    return file


def _looked_at(snapshot: Snapshot, file: File, schemes: Sequence[Scheme]) -> Iterator[tuple[str, pl.Expr]]:
    """Rows that schemes look at through a summary or the ledger, by table."""
    for scheme in schemes:
        for top in scheme.terms():
            for term in top.walk():
                if isinstance(term, Aggregate) and term.link.column.to != PERSON:
                    yield term.link.table, _one_of(snapshot.facts, file, term.link.column.name, term.link.column.to)
                elif isinstance(term, PaidCount):
                    yield "payment", _paid(snapshot.facts, file, term)
    for name in file:
        for link in snapshot.facts.links(name):
            if link.to != PERSON:
                ids = sorted({row[link.name] for row in file[name]} - {None})
                yield link.to, pl.col(snapshot.facts.table(link.to).key).is_in(ids)


def _one_of(facts: Facts, file: File, column: str, table: str) -> pl.Expr:
    return pl.col(column).is_in([row[facts.table(table).key] for row in file[table]])


def _paid(facts: Facts, file: File, term: PaidCount) -> pl.Expr:
    """Payments of the counted schemes that may be for a key of the file."""
    links = [facts.table("payment").column(c) for c in term.columns if c in facts.table("payment")]
    keyed = [_one_of(facts, file, link.name, link.to) for link in links if link.kind is Kind.LINK]
    rows = [key.of for column, key in zip(term.columns, term.keys, strict=True) if column == "fact"]
    keyed += [_one_of(facts, file, "fact", table) for table in rows if table is not None]
    counted = pl.col("scheme").is_in(list(term.schemes))
    return counted & pl.all_horizontal(keyed) if keyed else counted


def _with_rows(snapshot: Snapshot, file: File, name: str, chosen: pl.Expr) -> int:
    """Adds the rows of a table that are not in the file; gives how many there were."""
    key = snapshot.facts.table(name).key
    own = [row[key] for row in file[name]]
    found = snapshot.tables[name].filter(chosen & ~pl.col(key).is_in(own)).collect()
    file[name] = sorted([*file[name], *found.to_dicts()], key=lambda row: row[key])
    return found.height
