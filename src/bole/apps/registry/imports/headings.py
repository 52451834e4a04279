"""列名: headings as people write them, brought to one form so that they can be compared; no database in here."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from bole.documents.fold import fold

LOOKED_AT: Final = 20
"""So many rows are looked through for the headings: a title, a date and a note may stand above them."""

_BRACKETS: Final = re.compile(r"[(\[【〔<《][^)\]】〕>》]*[)\]】〕>》]")
_DROPPED: Final = re.compile(r"[\s*:：、,，.。;；_\-/\\|\"'“”]+")


def heading_key(heading: str) -> str:
    """One form for all ways of writing a heading: half-width, Simplified, small letters, no spaces and no signs."""
    return _DROPPED.sub("", fold(heading)).lower()


def bare_key(heading: str) -> str:
    """The same without what stands in brackets: （必填）, (yyyy-mm-dd), （元）."""
    return _DROPPED.sub("", _BRACKETS.sub("", fold(heading))).lower()


def headings_at(rows: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """Which of the first rows holds the headings: the one with the most that are known; None where none has two.

    A single known heading is enough in the first row that holds anything, since a file may have one column.
    """
    counts = [
        sum(1 for cell in row if cell and (heading_key(cell) in known or bare_key(cell) in known))
        for row in rows[:LOOKED_AT]
    ]
    best = max(counts, default=0)
    if best == 0:
        return None
    at = counts.index(best)
    first = next((number for number, row in enumerate(rows) if any(row)), 0)
    return at if best >= 2 or at == first else None
