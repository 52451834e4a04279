"""段落: the stretches of a document in which a time or a rule carries on, each with its clause."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bole.documents.layout import Layout
from bole.documents.reading import Clause
from bole.documents.text import CELL_END, PARAGRAPH_END, Text


@dataclass(frozen=True, slots=True)
class Passage:
    """段落: a stretch of `text.tight` that belongs to one clause, from a marker or a new paragraph to the next.

    `start` and `end` are positions in `text.tight`; the marker itself is left out. Bullet lines of one list joined by
    semicolons are one passage (their line feeds stand inside it). A table cell is a passage of its own with its place
    (index in `text.tight.tables`, row and column of the grid).
    """

    path: str
    start: int
    end: int
    kind: Literal["heading", "body", "cell"] = "body"
    cell: tuple[int, int, int] | None = None


def paragraphs(text: Text) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph and table cell."""
    start = 0
    for m in re.finditer(f"[{PARAGRAPH_END}{CELL_END}]", text.shown):
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < len(text.shown):
        yield start, len(text.shown)


_STOP = re.compile(r"[。;]")
_BULLET = re.compile(r"[-—–·•●○■◆▪*]")


def body_paragraphs(text: Text, layout: Layout) -> Iterator[tuple[int, int]]:
    """The parts of each paragraph and cell that lie in the body; a flattened line may hold title and body."""
    spans = layout.body
    i = 0
    for start, end in paragraphs(text):
        while i < len(spans) and spans[i].end <= start:
            i += 1
        k = i
        while k < len(spans) and spans[k].start < end:
            yield max(start, spans[k].start), min(end, spans[k].end)
            k += 1


def passages(text: Text, layout: Layout, clauses: Sequence[Clause], afters: Sequence[int]) -> Iterator[Passage]:
    """The passages of the body; `afters[i]` is the raw offset behind the marker of clause i."""
    tight = text.tight
    place = _Places(clauses, afters)
    cells = _cells_of(tight)
    pending: Passage | None = None
    for start, end in body_paragraphs(tight, layout.moved(text, tight)):
        if start >= end:
            continue
        raw = tight.starts[start]
        if start in cells:
            if pending:
                yield pending
            pending = None
            yield Passage(place.path_at(raw), start, end, "cell", cells[start])
            continue
        for piece in place.pieces(tight, start, end):
            if pending and _one_list(tight, pending, piece):
                pending = Passage(pending.path, pending.start, piece.end, "body")
                continue
            if pending:
                yield pending
            pending = piece
    if pending:
        yield pending


def _one_list(tight: Text, above: Passage, below: Passage) -> bool:
    """Bullets joined by semicolons, and the line with a colon that opens their list."""
    if above.path != below.path or not _BULLET.match(tight.shown, below.start):
        return False
    return tight.folded[above.end - 1] in ";:"


def _cells_of(tight: Text) -> dict[int, tuple[int, int, int]]:
    out: dict[int, tuple[int, int, int]] = {}
    for t, table in enumerate(tight.tables):
        for row in table.grid:
            for cell in row:
                if cell is not None and cell.end > cell.start:
                    out.setdefault(cell.start, (t, cell.row, cell.column))
    return out


class _Places:
    """Finds the innermost clause of a raw offset and cuts paragraphs at markers."""

    def __init__(self, clauses: Sequence[Clause], afters: Sequence[int]) -> None:
        self.starts = [c.start_char for c in clauses]
        self.afters = afters
        self.clauses = clauses
        self.parents = {c.path: c.path.rpartition("/")[0] for c in clauses}
        self.by_path = {c.path: c for c in clauses}

    def path_at(self, raw: int) -> str:
        """Path of the innermost clause that holds the offset."""
        i = bisect_right(self.starts, raw) - 1
        if i < 0:
            return ""
        path = self.clauses[i].path
        while path:
            clause = self.by_path[path]
            if clause.kind == "clause" or raw < clause.end_char:
                return path
            path = self.parents[path]
        return ""

    def pieces(self, tight: Text, start: int, end: int) -> Iterator[Passage]:
        first = bisect_right(self.starts, tight.starts[start] - 1)
        last = bisect_right(self.starts, tight.starts[end - 1])
        cursor = start
        for i in range(first, last):
            at = tight.position(self.starts[i])
            if at > cursor:
                yield self._piece(tight, cursor, at)
            cursor = tight.position(self.afters[i])
        if cursor < end:
            yield self._piece(tight, cursor, end)

    def _piece(self, tight: Text, start: int, end: int) -> Passage:
        path = self.path_at(tight.starts[start])
        short = end - start <= 40 and _STOP.search(tight.folded, start, end) is None
        heading = short and self._opens(tight.starts[start]) and tight.shown[end : end + 1] == PARAGRAPH_END
        return Passage(path, start, end, "heading" if heading else "body")

    def _opens(self, raw: int) -> bool:
        i = bisect_right(self.starts, raw) - 1
        return i >= 0 and raw - self.afters[i] <= 1
