"""事实: what a fact table is, the contract between a register and the rules; the tables are in `fact_tables`.

From it come the schema of a snapshot, the checks at its border and the reference page docs/reference/facts.md. Facts
and snapshots hold no names, no numbers of identity documents and nothing else of class S1.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from bole.kernel.codes import CodeName
from bole.kernel.levels import SCALES

Sensitivity = Literal["S2", "S3"]
"""敏感级别: S2 is masked by role, S3 is the rest; S1 never enters the facts."""

Coded = Literal["str", "int"]


class Kind(StrEnum):
    """事实类型: the kind of what a column holds, which says how it may be compared and computed with."""

    ID = "id"
    """An opaque whole number that names the row."""
    LINK = "link"
    """The id of a row of another table."""
    CODE = "code"
    """A code of a classification; equal or not equal, never more or less."""
    LEVEL = "level"
    """A rank on a scale, 0 for none."""
    COUNT = "count"
    """A whole number of a unit."""
    MONEY = "money"
    """Whole fen."""
    PERCENT = "percent"
    """Ten-thousandths: 30 % is 3000."""
    DATE = "date"
    FLAG = "flag"
    """True, false, or not known."""


LARGEST_ID = 10**14 - 1
"""Ids are shorter than any number of an identity document (15 or 18 places), so that none can pass for one."""

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""No date of a register lies outside; what does (0001-01-01, 9999-12-31) stands for something else than a day."""

# Ten million numbers at their bounds still add up within 64 bits.
_BOUNDS: Mapping[Kind, tuple[int, int]] = {
    Kind.ID: (0, LARGEST_ID),
    Kind.COUNT: (0, 10**9),
    Kind.MONEY: (-9 * 10**11, 9 * 10**11),
    Kind.PERCENT: (0, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class Column:
    """事实项: one column of a fact table."""

    name: str
    kind: Kind
    label: str
    label_en: str
    to: str = ""
    """Of a link: the table whose ids it holds."""
    system: str = ""
    """Of a code the classification, of a level the scale, of a count the unit."""
    nullable: bool = True
    """Whether it may be missing; a missing value is unknown, never "none"."""
    sensitivity: Sensitivity = "S3"
    ledger: str = ""
    """The column of `payment` that holds the same thing."""
    evidence: str = ""
    """What a person brings when it is missing."""
    evidence_en: str = ""
    low: int | None = None
    high: int | None = None
    """Bounds of a number, both included; checked at the border, and what the proof against overflow starts from."""
    coded: Coded = "str"
    future: bool = False
    """Whether a date may lie after the day of the snapshot."""
    note: str = ""
    """What else has to be known to fill it or to read it."""
    note_en: str = ""

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The lowest and the highest number allowed, or None where nothing is counted (links follow their ids)."""
        if self.kind is Kind.LEVEL:
            usual: tuple[int, int] | None = (0, SCALES[self.system].highest)
        else:
            usual = _BOUNDS.get(self.kind)
        if usual is None:
            return None
        return usual[0] if self.low is None else self.low, usual[1] if self.high is None else self.high

    @property
    def whole(self) -> bool:
        """Whether a snapshot holds it as a whole number (Int64)."""
        return self.kind not in (Kind.CODE, Kind.DATE, Kind.FLAG) or (self.kind is Kind.CODE and self.coded == "int")


@dataclass(frozen=True, slots=True)
class Table:
    """事实表: one fact table; each row has its own id in the column `key`."""

    name: str
    label: str
    label_en: str
    key: str
    columns: tuple[Column, ...]
    unique: tuple[tuple[str, ...], ...] = ()
    """Further columns that together stand at most once in the table."""

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)


class Facts:
    """事实模型: the facts schema, every table a register may hand to the rules.

    `codes` closes a classification: a code that is not in its list is a bad row. Classifications that are not in it
    (occupations, divisions, industries) are open here and dated elsewhere.

    Raises ValueError where two tables or columns share a name, a link leads nowhere, or a column lacks its key, scale,
    label or list.
    """

    def __init__(self, tables: Iterable[Table], codes: Mapping[str, Mapping[str, CodeName]] | None = None) -> None:
        listed = tuple(tables)
        self.tables: Mapping[str, Table] = MappingProxyType({table.name: table for table in listed})
        self.codes: Mapping[str, Mapping[str, CodeName]] = MappingProxyType(dict(codes or {}))
        faults = [*_doubled("table", [table.name for table in listed])]
        faults += [fault for table in listed for fault in self._faults(table)]
        if faults:
            raise ValueError("; ".join(faults))

    def table(self, name: str) -> Table:
        """The table of that name; raises KeyError where there is none."""
        return self.tables[name]

    def links(self, name: str) -> tuple[Column, ...]:
        """The columns of a table that lead to other tables."""
        return tuple(column for column in self.tables[name].columns if column.kind is Kind.LINK)

    def children(self, name: str) -> tuple[tuple[Table, Column], ...]:
        """The tables with a link to this one, with that link; twice where a table has two."""
        return tuple(
            (table, link) for table in self.tables.values() for link in self.links(table.name) if link.to == name
        )

    def _faults(self, table: Table) -> Iterator[str]:
        yield from _doubled(f"column of {table.name}", [column.name for column in table.columns])
        if table.key not in table or table.column(table.key).kind is not Kind.ID:
            yield f"{table.name} has no id column {table.key}"
        for names in table.unique:
            yield from (f"{table.name} has no column {name} to be unique" for name in names if name not in table)
        for column in table.columns:
            yield from (f"{table.name}.{column.name} {fault}" for fault in self._column_faults(column))

    def _column_faults(self, column: Column) -> Iterator[str]:
        if not column.label or not column.label_en:
            yield "has no label in both languages"
        if bool(column.evidence) != bool(column.evidence_en):
            yield "names its evidence in one language only"
        if column.kind is Kind.LINK and column.to not in self.tables:
            yield f"leads to no table ({column.to!r})"
        if column.kind is not Kind.LINK and column.to:
            yield "is no link but leads somewhere"
        if column.kind is Kind.LEVEL and column.system not in SCALES:
            yield f"is on no scale ({column.system!r})"
        if column.kind in (Kind.CODE, Kind.COUNT) and not column.system:
            yield "has neither classification nor unit"
        if column.ledger and "payment" in self.tables and column.ledger not in self.tables["payment"]:
            yield f"stands in no column of payment ({column.ledger!r})"


def _doubled(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"two of {what} are called {name}" for name in sorted({n for n in names if names.count(n) > 1}))
