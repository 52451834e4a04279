"""行段: the paragraphs, cells and run-together lines of a text, from which its parts are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bole.documents import glued
from bole.documents.markers import marker_at
from bole.documents.text import BLANK, CELL_END, PARAGRAPH_END, Text
from bole.documents.wording import (
    BUTTONS,
    FURNITURE,
    IMPRINT,
    MASTHEAD,
    NUMBER_LINE,
    SANCTION,
    SHORT,
    SIGNED_LIST,
    SUMMARY,
)


@dataclass(slots=True)
class Segment:
    """行段: one paragraph, one table cell or one piece of flattened text; `bare` is folded, without blanks."""

    start: int
    end: int
    bare: str
    table: int = -1
    gap: bool = False
    whole: bool = True
    part: str = "body"


_SHORTEST = 12
"""A shorter line holds no two that were run together."""
_FLATTENED = 200
"""A paragraph longer than this with blanks in it may hold several lines that were run together."""
_SEAM = re.compile(
    r"(?<=[^\x00-\x7f]|[)\]:;,.]) (?=[^\x00-\x7f]|[(\[])|(?<=[日号:]) (?=\d)|(?<=[\u4e00-\u9fff]) (?=20\d\d年)"
)
LONGEST_LIST = 1500
"""Longest list of signatories that is held against a pattern."""
_MARKUP = " |*#>•·"
"""Marks of lists and of tables flattened to text, at either end of a line."""


def segments(text: Text) -> list[Segment]:
    """Paragraphs and cells of `text`; a flattened paragraph in its pieces."""
    folded = text.folded
    tables = [(t.start, t.end) for t in text.tables]
    out: list[Segment] = []
    start = table = 0
    stop = folded.find("。")
    for end in [m.start() for m in re.finditer(f"[{PARAGRAPH_END}{CELL_END}]", folded)] + [len(folded)]:
        while table < len(tables) and tables[table][1] <= start:
            table += 1
        inside = table < len(tables) and tables[table][0] <= start
        first = stop < 0 or start <= stop
        out.extend(_pieces(folded, start, end, table if inside else -1, start in text.gaps, first))
        start = end + 1
    return out


def _pieces(folded: str, start: int, end: int, table: int, gap: bool, first: bool) -> Iterable[Segment]:
    if start >= end:
        return
    cuts = [start]
    if table < 0 and end - start > _SHORTEST:
        cuts += glued.cuts(folded, start, end, first)
    sure = {*cuts, end}
    if (end - start > _FLATTENED or len(cuts) > 1) and table < 0 and not _is_signed_list(folded, start, end):
        cuts += _seams(folded, start, end)
    cuts = [start, end] if len(cuts) == 1 else sorted({*cuts, end})
    for a, b in pairwise(cuts):
        printed = folded[a:b].lstrip(_MARKUP)
        bare = printed.rstrip(_MARKUP)
        if bare:
            whole = a in sure and b in sure
            a = b - len(printed)
            tight = bare.replace(BLANK, "").replace("**", "")
            yield Segment(a, a + len(bare), tight, table, gap and a < cuts[1], whole)


def _is_signed_list(folded: str, start: int, end: int) -> bool:
    return end - start <= LONGEST_LIST and SIGNED_LIST.fullmatch(folded, start, end) is not None


def _seams(folded: str, start: int, end: int) -> Iterable[int]:
    """Where lines were run together: at a blank, but not between the spaced characters of one name."""
    before = start
    for m in _SEAM.finditer(folded, start, end):
        after = folded.find(BLANK, m.end())
        if m.start() - before > 1 and (after if after > 0 else end) - m.end() > 1:
            yield m.start()
        before = m.end()


def is_short(segment: Segment) -> bool:
    """Whether the segment is short enough to be held against the wording of a part."""
    return len(segment.bare) <= SHORT


def opens_clause(segment: Segment) -> bool:
    """Whether the segment begins with the mark of a clause."""
    return marker_at(segment.bare[:12]) is not None


def is_navigation(segment: Segment) -> bool:
    """Whether the segment, above or below the text, belongs to the web page."""
    return is_short(segment) and FURNITURE.fullmatch(segment.bare) is not None


def part_of_line(segment: Segment) -> str:
    """The part that a line shows by its own wording: furniture, number, sanction, masthead, imprint, else body."""
    bare = segment.bare
    if SUMMARY.match(bare):
        return "furniture"
    if not is_short(segment):
        return "body"
    if FURNITURE.fullmatch(bare) or BUTTONS.fullmatch(bare):
        return "furniture"
    if NUMBER_LINE.fullmatch(bare):
        return "number"
    if SANCTION.fullmatch(bare):
        return "sanction"
    if MASTHEAD.fullmatch(bare):
        return "masthead"
    return "imprint" if IMPRINT.fullmatch(bare) else "body"


def mark(found: Sequence[Segment], first: int, end: int, part: str) -> None:
    """Make the segments from `first` to before `end` one part."""
    for segment in found[first:end]:
        segment.part = part
