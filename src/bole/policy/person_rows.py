"""本人的记录: which rows of a file are the person's own, what they are called, what a payment of one says."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from bole.kernel.facts import LARGEST_ID, Facts, Kind
from bole.policy.readings.wording import table_label, told_value
from bole.policy.scheme import Scheme
from bole.policy.types import type_of

Row = Mapping[str, Any]

PERSON: Final = "person"
_MOST: Final = 3
"""So many names tell a row from another one."""


def is_of(facts: Facts, table: str, row: Row, person: int) -> bool:
    """Whether the row is the person's own."""
    if table == PERSON:
        return bool(row[facts.table(PERSON).key] == person)
    return any(row.get(link.name) == person for link in facts.links(table) if link.to == PERSON)


def row_told(facts: Facts, name: str, row: Row) -> str:
    """The row in a few words: its id, what it is of what level, and its last day."""
    table = facts.table(name)
    label = f"{table_label(facts, name)} {row[table.key]}"
    if name == PERSON:
        return label
    proved = [c for c in table.columns if c.evidence and row.get(c.name)]
    named = [c for c in proved if c.kind in (Kind.CODE, Kind.LEVEL)][:_MOST]
    days = [c for c in proved if c.kind is Kind.DATE][-1:]
    return " · ".join([label, *(told_value(row[c.name], type_of(c, name), facts) for c in (*named, *days))])


def unused_id(facts: Facts, name: str, rows: Sequence[Row]) -> int:
    """An id that no row of the table has: the greatest one left."""
    used = {row[facts.table(name).key] for row in rows}
    return next(id_ for id_ in range(LARGEST_ID, 0, -1) if id_ not in used)


def payment_of(scheme: Scheme, row: Row, person: int, fen: int, applied_on: date, paid_on: date, id_: int) -> Row:
    """发放: what the ledger holds once the row is paid under the scheme."""
    facts, ledger = scheme.facts, scheme.facts.table("payment")
    paid: dict[str, Any] = {column.name: row.get(column.name) for column in ledger.columns}
    paid |= {c.ledger: row.get(c.name) for c in facts.table(scheme.per).columns if c.ledger in ledger}
    mine = {"person": person} if "person" in ledger else {}
    fact = row[facts.table(scheme.per).key]
    about = {"scheme": scheme.id, "fact": fact, "fen": fen, "applied_on": applied_on, "paid_on": paid_on}
    return {**paid, **mine, **about, ledger.key: id_}
