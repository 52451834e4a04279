"""各行自己的日期: the days of the row being decided that rows elsewhere are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bole.policy.terms import Kinds, Term
from bole.policy.types import DATE


@dataclass(frozen=True, eq=False)
class ClaimDay(Term):
    """申领日 from the claims of one scheme: of the decided row's claim, else the as-of day."""

    scheme: str
    table: str
    as_of: date

    def __post_init__(self) -> None:
        self._settle(DATE, None)

    def canonical(self) -> list[object]:
        return ["ClaimDay", self.scheme, self.table, str(self.as_of)]


@dataclass(frozen=True, eq=False)
class LawDay(Term):
    """法律适用日 of the decided row, as terms said of other rows read it."""

    day: Term

    def __post_init__(self) -> None:
        self._settle(DATE, None)


RowDay = ClaimDay | LawDay
ROW_DAYS: Final[Kinds] = frozenset((ClaimDay, LawDay))
"""Kinds of such days."""


def row_days(term: Term) -> Iterator[RowDay]:
    """Every such day that the term reads."""
    if isinstance(term, ClaimDay | LawDay):
        yield term
        return
    for child in term.children():
        yield from row_days(child)


def reads_row_day(term: Term) -> bool:
    """Whether the term reads a day of the decided row."""
    return term.holds(ROW_DAYS)
