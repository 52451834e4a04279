"""逐行检查: what `bole.policy.border` asks of whole tables, asked of a single row; both find the same faults.

For the few rows of one person, which no frame library is worth starting for. What only a whole table can tell (two rows
with one key) is not asked: a register gives each thing its number once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bole.kernel.facts import EARLIEST, LATEST, Column, Facts, Kind
from bole.policy.border import Fault


@dataclass(frozen=True, slots=True)
class RowFault:
    """一处错误: what is wrong with a row, as a line of the quarantine listing tells it."""

    table: str
    key: Any
    column: str
    fault: Fault
    value: Any


def faults_in(facts: Facts, table: str, row: Mapping[str, Any], as_of: date) -> Iterator[RowFault]:
    """The faults of a row by itself; what it is linked to is asked by who knows the other rows."""
    known = facts.table(table)
    for column in known.columns:
        value = row[column.name]
        for fault in _faults(facts, column, value, as_of):
            yield RowFault(table, row[known.key], column.name, fault, value)


def _faults(facts: Facts, column: Column, value: Any, as_of: date) -> Iterator[Fault]:
    if value is None:
        if not column.nullable:
            yield Fault.NULL_KEY if column.kind is Kind.ID else Fault.MISSING
        return
    if column.bounds and not column.bounds[0] <= value <= column.bounds[1]:
        yield Fault.OUT_OF_BOUNDS
    if column.kind is Kind.DATE:
        if value < EARLIEST or (column.future and value > LATEST):
            yield Fault.OUT_OF_BOUNDS
        if not column.future and value > as_of:
            yield Fault.FUTURE
    listed = _codes(facts, column.system, column.coded) if column.kind is Kind.CODE else frozenset()
    if listed and value not in listed:
        yield Fault.UNKNOWN_CODE


@cache
def _codes(facts: Facts, system: str, coded: str) -> frozenset[Any]:
    """The closed list a column is held to; empty where its classification is open."""
    codes = facts.codes.get(system, {})
    return frozenset(int(code) for code in codes) if coded == "int" else frozenset(codes)
