"""条款结构: markers of a `Text` -> the clause tree and the passages in which a time or a rule carries on.

Three steps: every place where a marker may open a clause (`_candidates`), those that do, by their sequence
(`_accepted`), and their nesting (`_nested`). Numbered rows of annex tables join in as the innermost level.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bole.documents.layout import Layout
from bole.documents.markers import Level, Marker, marker_at
from bole.documents.reading import Clause
from bole.documents.text import CELL_END, PARAGRAPH_END, Text

HEADING_LENGTH = 30
"""A heading is cut after so many characters (the contract of `bole read`)."""

_RUN_IN = (Level.YISHI, Level.CIRCLED)
_INSIDE_PARAGRAPH = (*_RUN_IN, Level.ROW)


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


@dataclass(frozen=True)
class Outline:
    """条款结构: `clauses` in reading order with raw offsets, `passages` in reading order."""

    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Opening:
    """A place where a clause opens: `start` is the marker's first character, `after` the character behind it."""

    start: int
    after: int
    marker: Marker
    own_line: bool
    line_end: int


@dataclass(slots=True)
class _Open:
    """An open clause on the way down the text."""

    level: Level
    number: int
    path: str
    index: int


def outline(text: Text, layout: Layout) -> Outline:
    """Read the clause tree; furniture of `layout` (navigation, contents page, signature) opens no clause."""
    openings = sorted([*_accepted(text, layout), *_rows(text, layout)], key=lambda o: o.start)
    openings = _without_shadowed(openings)
    clauses, depths = _nested(text, openings)
    ends = _ends(text, layout, openings, depths)
    found = tuple(
        Clause(
            path=path,
            heading=_heading(text, o),
            start_char=text.raw_start(o.start),
            end_char=text.raw_end(end),
            kind="row" if o.marker.level is Level.ROW else "yishi" if o.marker.level in _RUN_IN else "clause",
        )
        for o, path, end in zip(openings, clauses, ends, strict=True)
    )
    return Outline(found, tuple(_passages(text, layout, openings, found)))


# --- where a marker may stand ---------------------------------------------------------------------------------------

_LINE_OPENING = re.compile(r"(?:#{1,6} ?|[-*·●■◆▪] ?(?![-*])|\| ?|\*\*|__|<(?:b|strong|u|p|span)\b[^>]{0,80}>)*")
_MID_LINE = re.compile(r"(?<=[ 。)\]】”’!?])(?=[一二三四五六七八九十(㈠-㈩⑴-⒛\d第])")
_MID_YISHI = re.compile(r"(?<=[ 。)\]】”’!?;:,、])(?=[一二三四五六七八九十]{1,3}是)|(?=[①-⑳㉑-㉚])")
_CITED_ARTICLE = re.compile(r"[、和至,及]|规定|第|的规定|所列|所称|之一|之规定|以及|或者?第|款|项|~|-")
_ENUMERATION = re.compile(r"[二三四五六七八九十][、,]?(?:[三四五六七八九十]|等|类|级|档|线|产|次|审|期|批|把手|流)")
_NOT_YISHI = re.compile(r"否|不是|以|的")


def _lines(text: Text) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph and table cell."""
    start = 0
    for m in re.finditer(f"[{PARAGRAPH_END}{CELL_END}]", text.shown):
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < len(text.shown):
        yield start, len(text.shown)


def _plausible(folded: str, at: int, marker: Marker) -> bool:
    """Marks that only look like one: 一、二等奖, 第三条规定, 1.5."""
    after = at + marker.length
    if marker.level is Level.ARTICLE:
        return _CITED_ARTICLE.match(folded, after) is None
    if marker.level is Level.ONE:
        return _ENUMERATION.match(folded, after) is None
    if marker.level is Level.THREE:
        return not re.match(r"[%‰]|\d{1,2}(?:月|日)", folded[after : after + 4])
    if marker.level is Level.YISHI:
        return _NOT_YISHI.match(folded, after) is None
    return True


_ANNEX_ALONE = re.compile(r" ?[:：]? ?")


def _candidates(text: Text, layout: Layout) -> Iterator[_Opening]:
    folded = text.folded
    cells = [(t.start, t.end) for t in text.tables]
    starts = [s for s, _ in cells]
    for start, end in _lines(text):
        inside = bisect_right(starts, start) - 1
        if (inside >= 0 and start < cells[inside][1]) or not layout.in_body(start):
            continue
        opening = _LINE_OPENING.match(folded, start, end)
        first = opening.end() if opening else start
        marker = marker_at(folded, first)
        if marker and first + marker.length <= end:
            if marker.level is Level.ANNEX:
                if _ANNEX_ALONE.fullmatch(folded, first + marker.length, end):
                    yield _Opening(first, first + marker.length, marker, True, end)
            elif _plausible(folded, first, marker):
                yield _Opening(first, first + marker.length, marker, True, end)
        yield from _inside_line(folded, first + 1, end)


def _inside_line(folded: str, start: int, end: int) -> Iterator[_Opening]:
    """Markers in mid-line: 一是 and ① after any stop, the others only where a sentence has just ended."""
    if end - start < 4:
        return
    places = {m.start() for m in _MID_YISHI.finditer(folded, start, end)}
    stops = {m.start() for m in _MID_LINE.finditer(folded, start, end)}
    for at in sorted(places | stops):
        marker = marker_at(folded, at)
        if marker is None or at + marker.length > end or marker.level is Level.ANNEX:
            continue
        if marker.level not in _RUN_IN and at not in stops:
            continue
        if _plausible(folded, at, marker):
            yield _Opening(at, at + marker.length, marker, False, end)


# --- which of them do -----------------------------------------------------------------------------------------------


def _accepted(text: Text, layout: Layout) -> list[_Opening]:
    """Markers on a line of their own, and those in mid-line that continue or begin a sequence."""
    found = list(_candidates(text, layout))
    following = _following(found)
    last: dict[Level, int] = {}
    accepted: list[_Opening] = []
    for i, o in enumerate(found):
        level, number = o.marker.level, o.marker.number
        if o.own_line or number == last.get(level, -1) + 1 or (number == 1 and following[i]):
            accepted.append(o)
            last[level] = number
            for below in Level:
                if level < below and not (level is Level.ONE and below is Level.TWO and not o.own_line):
                    last.pop(below, None) if below in _RUN_IN else None
            if o.own_line:
                for run_in in _RUN_IN:
                    if run_in is not level:
                        last.pop(run_in, None)
    return accepted


def _following(found: list[_Opening]) -> list[bool]:
    """For each first marker of a sequence: whether its second one stands further on, before a higher level."""
    out = [False] * len(found)
    waiting: dict[Level, list[int]] = {}
    for i, o in enumerate(found):
        level, number = o.marker.level, o.marker.number
        if number == 2:
            for k in waiting.pop(level, []):
                out[k] = True
        if o.own_line or number > 1:
            for lower in [lv for lv in waiting if lv > level]:
                waiting.pop(lower)
        if number == 1:
            waiting.setdefault(level, []).append(i)
    return out


def _without_shadowed(openings: list[_Opening]) -> list[_Opening]:
    """One opening per place (a numbered cell may be found twice)."""
    out: list[_Opening] = []
    for o in openings:
        if not out or o.start >= out[-1].after:
            out.append(o)
    return out


# --- nesting --------------------------------------------------------------------------------------------------------


def _nested(text: Text, openings: list[_Opening]) -> tuple[list[str], list[tuple[int, ...]]]:
    """Path of each opening, and the indices of the clauses that enclose it."""
    stack: list[_Open] = []
    seen: dict[str, int] = {}
    paths: list[str] = []
    parents: list[tuple[int, ...]] = []
    line_end = -1
    for i, o in enumerate(openings):
        if o.start > line_end:
            while stack and stack[-1].level in _INSIDE_PARAGRAPH:
                stack.pop()
        line_end = max(o.line_end, line_end)
        _close_for(stack, openings, i)
        parent = stack[-1].path if stack else ""
        path = f"{parent}/{o.marker.component}" if parent else o.marker.component
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = f"{path}#{seen[path]}"
        paths.append(path)
        parents.append(tuple(open_.index for open_ in stack))
        stack.append(_Open(o.marker.level, o.marker.number, path, i))
    return paths, parents


def _close_for(stack: list[_Open], openings: list[_Opening], i: int) -> None:
    """Close what the i-th opening ends: down to its own kind, or up to its place in the usual order."""
    marker = openings[i].marker
    if marker.level is Level.ANNEX:
        stack.clear()
        return
    for depth, open_ in enumerate(stack):
        if open_.level is marker.level:
            del stack[depth:]
            return
    while stack and stack[-1].level > marker.level:
        if marker.number == 1 and stack[-1].level not in _INSIDE_PARAGRAPH and _goes_on(stack[-1], openings, i):
            return
        stack.pop()


def _goes_on(open_: _Open, openings: list[_Opening], i: int) -> bool:
    """Whether the sequence of an open clause continues after the i-th opening (which then nests under it)."""
    level = openings[i].marker.level
    for later in openings[i + 1 : i + 400]:
        if later.marker.level is open_.level:
            return later.marker.number == open_.number + 1
        if later.marker.level < level:
            return False
    return False


# --- numbered rows of annex tables ----------------------------------------------------------------------------------

_SERIAL_HEAD = re.compile(r"序 ?号|编 ?号|项次|NO\.?|No\.?")
_SERIAL = re.compile(r"(\d{1,4}) ?[.、．]?|[(](\d{1,3})[)]")


def _rows(text: Text, layout: Layout) -> Iterator[_Opening]:
    """Rows that a 序号 column numbers, in tables that stand in an annex."""
    annexes = [o.start for o in _candidates(text, layout) if o.marker.level is Level.ANNEX]
    for table in text.tables:
        if not annexes or table.start < annexes[0]:
            continue
        head = next((row for row in table.grid if _serial_column(text, row) is not None), None)
        if head is None:
            continue
        column = _serial_column(text, head)
        assert column is not None
        yield from _numbered(text, table.grid[table.grid.index(head) + 1 :], column)


def _serial_column(text: Text, row: tuple[object, ...]) -> int | None:
    for index, cell in enumerate(row):
        if cell is not None and _SERIAL_HEAD.fullmatch(text.folded[cell.start : cell.end].strip()):  # type: ignore[attr-defined]
            return index
    return None


def _numbered(text: Text, rows: tuple[tuple[object, ...], ...], column: int) -> Iterator[_Opening]:
    seen: set[int] = set()
    for row in rows:
        cell = row[column] if column < len(row) else None
        if cell is None or cell.start in seen:  # type: ignore[attr-defined]
            continue
        start, end = cell.start, cell.end  # type: ignore[attr-defined]
        m = _SERIAL.fullmatch(text.folded[start:end].strip())
        if m is None:
            continue
        seen.add(start)
        number = int(m[1] or m[2])
        row_end = max(c.end for c in row if c is not None)  # type: ignore[attr-defined]
        yield _Opening(start, end, Marker(Level.ROW, f"#{number}", number, end - start), True, row_end)


# --- ends, headings, passages ---------------------------------------------------------------------------------------


def _ends(
    text: Text, layout: Layout, openings: list[_Opening], parents: list[tuple[int, ...]]
) -> list[int]:
    """Exclusive end position of each clause: the next one that it does not hold, or where the body stops."""
    count = len(openings)
    ends = [len(text.shown)] * count
    open_: list[int] = []
    for i, o in enumerate(openings):
        while open_ and open_[-1] not in parents[i]:
            ends[open_.pop()] = o.start
        open_.append(i)
    for i, o in enumerate(openings):
        if o.marker.level in _INSIDE_PARAGRAPH:
            ends[i] = min(ends[i], o.line_end)
        ends[i] = _trimmed(text, layout, o.after, ends[i])
    return ends


def _trimmed(text: Text, layout: Layout, start: int, end: int) -> int:
    end = min(end, _body_end(text, layout, start, end))
    while end > start and text.shown[end - 1].isspace():
        end -= 1
    return end


def _body_end(text: Text, layout: Layout, start: int, end: int) -> int:
    """Where the body is first interrupted between two positions (a signature, an imprint), else `end`."""
    at = start
    for span in layout.body[bisect_right(layout.body, start, key=lambda s: s.start) - 1 :]:
        if span.start > at and text.shown[at : span.start].strip():
            return at
        at = max(at, span.end)
        if at >= end:
            return end
    return at


_HEADING_STOP = re.compile(r"[。\n\t]")


def _heading(text: Text, o: _Opening) -> str:
    start = o.after
    while start < len(text.shown) and (text.shown[start] in " :：、.．" or (start == o.line_end and o.own_line)):
        start += 1
    stop = _HEADING_STOP.search(text.shown, start, start + 400)
    end = stop.start() if stop else min(len(text.shown), start + 400)
    heading = text.shown[start:end]
    if not o.own_line or end - start > 3 * HEADING_LENGTH:
        blank = heading.find(" ", 2)
        heading = heading[:blank] if blank > 0 else heading
    return heading.strip(" *_#|")[:HEADING_LENGTH]


_BULLET = re.compile(r"[-—–·•●○■◆▪*]")


def _passages(
    text: Text, layout: Layout, openings: list[_Opening], clauses: tuple[Clause, ...]
) -> Iterator[Passage]:
    tight = text.tight
    place = _Places(text, openings, clauses)
    cells = _cells_of(tight)
    pending: Passage | None = None
    for start, end in _lines(tight):
        raw = tight.starts[start]
        if not layout.in_body(text.position(raw)):
            continue
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

    def __init__(self, text: Text, openings: list[_Opening], clauses: tuple[Clause, ...]) -> None:
        self.starts = [c.start_char for c in clauses]
        self.afters = [text.raw_end(o.after) for o in openings]
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
        opened = bool(self.clauses) and start > 0 and tight.starts[start] in self.afters[-1:] or start > 0
        short = end - start <= 40 and not re.search(r"[。;；]", tight.folded[start:end])
        heading = short and opened and self._opens(tight.starts[start]) and tight.shown[end : end + 1] == PARAGRAPH_END
        return Passage(path, start, end, "heading" if heading else "body")

    def _opens(self, raw: int) -> bool:
        i = bisect_right(self.starts, raw) - 1
        return i >= 0 and raw - self.afters[i] <= 1
