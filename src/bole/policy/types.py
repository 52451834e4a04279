"""类型: what kind of value a term of a rule has, and of which unit, scale or classification."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bole.kernel.facts import Column, Kind


class Base(StrEnum):
    """类型: what kind of value a term has."""

    TRUTH = "truth"
    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DATE = "date"
    PERIOD = "period"
    LEVEL = "level"
    CODE = "code"
    ROW = "row"
    """A row of a table: its id, or a link to it."""


@dataclass(frozen=True, slots=True)
class Type:
    """类型 with its system: the unit of a count, the scale of a level, the classification of a code, a row's table."""

    base: Base
    system: str = ""

    def __str__(self) -> str:
        return f"{self.base}({self.system})" if self.system else str(self.base)


TRUTH: Final = Type(Base.TRUTH)
MONEY: Final = Type(Base.MONEY)
PERCENT: Final = Type(Base.PERCENT)
DATE: Final = Type(Base.DATE)
PERIOD: Final = Type(Base.PERIOD)
YEAR: Final = Type(Base.COUNT, "calendar-year")
AGE: Final = Type(Base.COUNT, "year")

_KIND: Final = {
    Kind.FLAG: Base.TRUTH,
    Kind.MONEY: Base.MONEY,
    Kind.COUNT: Base.COUNT,
    Kind.PERCENT: Base.PERCENT,
    Kind.DATE: Base.DATE,
    Kind.LEVEL: Base.LEVEL,
    Kind.CODE: Base.CODE,
}
ORDERED: Final = frozenset({Base.MONEY, Base.COUNT, Base.PERCENT, Base.DATE, Base.LEVEL})
NUMBERS: Final = frozenset({Base.MONEY, Base.COUNT, Base.PERCENT, Base.LEVEL})


def type_of(column: Column, table: str) -> Type:
    """The type of a column of the facts."""
    if column.kind is Kind.ID:
        return Type(Base.ROW, table)
    if column.kind is Kind.LINK:
        return Type(Base.ROW, column.to)
    return Type(_KIND[column.kind], column.system)
