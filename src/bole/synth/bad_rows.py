"""错行: rows that the border must set apart, planted only where they are asked for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from bole.kernel.facts import LARGEST_ID, Column, Facts, Kind, Table
from bole.policy.schema import schema_of

FIRST: Final = LARGEST_ID - 1_000
"""Their numbers begin here, far from those of good rows."""

Row = dict[str, Any]


def planted(facts: Facts, name: str, as_of: date) -> pl.DataFrame:
    """One bad row for each way in which a row of this table can be bad, and two that bear the same number."""
    table = facts.table(name)
    rows = [{**_good(facts, table, as_of), **fault} for fault in _faults(facts, table, as_of)]
    for at, row in enumerate(rows):
        row.setdefault(table.key, FIRST + at)
        for column in table.columns:
            # What must be unique together differs from row to row.
            if any(column.name in names for names in table.unique) and column.whole and row[column.name] is not None:
                row[column.name] = FIRST + at if column.kind is Kind.CODE else row[column.name]
    return pl.DataFrame(rows, schema=schema_of(table))


def _good(facts: Facts, table: Table, as_of: date) -> Row:
    """A row with everything that it must have, but no number yet."""
    needed = [column for column in table.columns if not column.nullable and column.name != table.key]
    empty: Row = {column.name: None for column in table.columns if column.name != table.key}
    return {**empty, **{column.name: _value(facts, column, as_of) for column in needed}}


def _value(facts: Facts, column: Column, as_of: date) -> object:
    if column.kind is Kind.CODE:
        codes = list(facts.codes.get(column.system, ("none",)))
        return 0 if column.coded == "int" else codes[0]
    return {Kind.DATE: as_of, Kind.FLAG: False, Kind.LINK: 1}.get(column.kind, 1)


def _faults(facts: Facts, table: Table, as_of: date) -> Iterator[Row]:
    yield {table.key: None}
    yield {table.key: FIRST + 999}
    yield {table.key: FIRST + 999}
    for column in table.columns:
        if column.name == table.key:
            continue
        if not column.nullable:
            yield {column.name: None}
        if column.kind is Kind.LINK:
            yield {column.name: FIRST + 998}
        if column.kind is Kind.DATE:
            yield {column.name: date(1899, 12, 31)}
            yield {column.name: date(2200, 1, 1) if column.future else as_of + timedelta(days=1)}
        if column.bounds and column.kind not in (Kind.ID, Kind.LINK):
            yield {column.name: column.bounds[1] + 1}
        if column.kind is Kind.CODE and column.system in facts.codes and column.coded == "str":
            yield {column.name: "no such code"}
