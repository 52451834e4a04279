"""版次对照: what a code of one edition of a classification is in another, as dated data of the pack says.

A code that stands in two editions is itself, unless the crosswalk says what became of it; one that is gone is what the
crosswalk says, which may be several codes; where nothing says it, it is unknown and never guessed. The crosswalk of
`nation.occupation` is the catalogue `nation.occupation-change`: its edition from a day on leads to the edition of the
classification from that day on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from bole.policy.catalogues import Catalogue

CROSSWALK: Final = "-change"
"""What the id of a crosswalk ends with, behind that of its classification."""
BEFORE: Final = -1
"""The place of the codes that are older than the first edition, of which only the crosswalk tells."""


@dataclass(frozen=True, slots=True)
class Change:
    """变动: a change of one code from an edition to the next."""

    before: str
    after: str
    name_before: str
    former: str
    """The edition of the former code, as the data calls it."""
    draft: bool
    """Whether the former code stood in a draft alone: it is told, and leads nowhere."""
    edition: int
    """The place of the edition in which the later code stands."""
    source: str


@dataclass(frozen=True, slots=True)
class Translation:
    """对照结果: a translation of a code into another edition."""

    codes: tuple[str, ...]
    """Several where it was split, or where several became one."""
    complete: bool
    """Whether the data says where every part of it went or came from; else some of it is not known."""


class Crosswalk:
    """版次对照 of one classification: a crosswalk."""

    def __init__(self, classification: Catalogue, changes: Catalogue | None) -> None:
        self.classification = classification
        self.changes = changes
        self.starts = tuple(edition.start for edition in classification.editions)

    def place(self, day: date) -> int:
        """The place of the edition in force on a day; BEFORE where none was."""
        found = [at for at, start in enumerate(self.starts) if start <= day]
        return found[-1] if found else BEFORE

    @cached_property
    def codes(self) -> tuple[frozenset[str], ...]:
        """The codes of each edition."""
        editions = self.classification.editions
        return tuple(frozenset(str(key[0]) for key in edition.rows) for edition in editions)

    @cached_property
    def listed(self) -> tuple[tuple[Change, ...], ...]:
        """The changes that led to each edition."""
        return tuple(tuple(self._listed(at, start)) for at, start in enumerate(self.starts))

    def _listed(self, at: int, start: date) -> Iterator[Change]:
        edition = None if self.changes is None else self.changes.at(start)
        if self.changes is None or edition is None or edition.start != start:
            return
        names = [column.name for column in self.changes.values]
        for (before, after), values in edition.rows.items():
            told: Mapping[str, object] = dict(zip(names, values, strict=True))
            former, source = str(told.get("former") or ""), str(told.get("source") or "")
            name, draft = str(told.get("name_before") or ""), bool(told.get("draft"))
            yield Change(str(before), str(after), name, former, draft, at, source)

    def changes_of(self, code: str) -> tuple[Change, ...]:
        """Every change that a code was in, on either side, the oldest first."""
        return tuple(change for several in self.listed for change in several if code in (change.before, change.after))

    def translate(self, code: str, start: int, end: int) -> Translation:
        """What a code of the edition at `start` is in that at `end`, earlier or later."""
        codes, complete = {code: None}, True
        step = 1 if end > start else -1
        for at in range(start, end, step):
            found: dict[str, None] = {}
            for one in codes:
                several = self._forward(one, at + 1) if step > 0 else self._backward(one, at)
                complete &= bool(several)
                found |= dict.fromkeys(several)
            codes = found
        return Translation(tuple(codes), complete)

    def _forward(self, code: str, edition: int) -> Iterable[str]:
        """What a code became in an edition, of the one before."""
        moved = [change.after for change in self._published(edition) if change.before == code]
        # Of what is older than the first edition there is no list: an equal code may have meant something else.
        return moved or ([code] if edition > 0 and code in self.codes[edition] else [])

    def _backward(self, code: str, edition: int) -> Iterable[str]:
        """What a code of an edition was in the one before."""
        came = [change.before for change in self._published(edition) if change.after == code]
        moved = {change.before for change in self._published(edition)}
        stood = edition > 0 and code in self.codes[edition - 1] and code not in moved
        return [*came, *([code] if stood and code not in came else [])]

    def _published(self, edition: int) -> Iterator[Change]:
        return (change for change in self.listed[edition] if not change.draft)
