"""有起止日期的条目: what entries of a parameter and editions of a catalogue have in common.

Entries follow each other without overlap. A stretch of time between two of them that nothing covers is a fault, unless
an entry says that the rule was repealed. After the last day of the last one nothing is in force.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeVar

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields

Citing = Callable[[ClauseRef], bool]
"""Checks that a citation resolves and gives whether its document is at hand; raises BoleError."""


class Dated(Protocol):
    """有起止: first and last day, both included; an open end is None."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date | None: ...

    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Supplier:
    """补充来源: the supplier, the pack that gave what a parameter's or a catalogue's own pack does not have."""

    pack: str
    title: str
    title_en: str


T = TypeVar("T", bound=Dated)


def in_force(items: Sequence[T], day: date) -> T | None:
    """现行: the one in force on that day."""
    return next((item for item in items if item.start <= day and (item.end is None or day <= item.end)), None)


@dataclass(frozen=True, slots=True)
class Head:
    """条目的开头: since when, until when, by which clause, and whether a person compared it with the wording."""

    start: date
    end: date | None
    cites: ClauseRef
    verified: bool
    note: str
    line: int


def read_head(fields: Fields, citing: Citing) -> Head | None:
    """The common keys of an entry; None where one of them is wrong (each a fault)."""
    start = fields.day("from")
    end = fields.day("until", required=False)
    cites = read_citation(fields, citing)
    verified = fields.flag("verified", required=True)
    note = fields.text("note", required=False)
    if start and end and end < start:
        fields.fault(errors.FROM_AFTER_UNTIL, fields.line_of("from"), start=start, end=end)
        return None
    if start is None or cites is None:
        return None
    ref, at_hand = cites
    if verified and not at_hand:
        fields.fault(errors.VERIFIED_UNSEEN, fields.line_of("verified"), id=ref.document)
    return Head(start, end, ref, verified, note, fields.line)


def read_citation(fields: Fields, citing: Citing) -> tuple[ClauseRef, bool] | None:
    """The clause under `cites`, and whether its document is at hand; None where it does not resolve (a fault)."""
    cites = fields.mapping("cites")
    if cites is None:
        return None
    document, path = cites.text("document"), cites.text("path", required=False)
    cites.close()
    if not document:
        return None
    try:
        ref = ClauseRef(document, path)
        return ref, citing(ref)
    except BoleError as error:
        cites.fault(error.kind, cites.line, **error.params)
        return None


def checked_order(items: Sequence[T], file: Path, faults: Faults) -> tuple[T, ...]:
    """By date; each overlap and each gap is a fault."""
    ordered = tuple(sorted(items, key=lambda item: item.start))
    for before, after in pairwise(ordered):
        if before.end is None or before.end >= after.start:
            faults.add(errors.OVERLAP, file, after.line, line=before.line, day=after.start)
        elif (next_day := before.end + timedelta(days=1)) < after.start:
            last = after.start - timedelta(days=1)
            faults.add(errors.GAP, file, after.line, start=next_day, end=last)
    return ordered
