"""条款结构: markers of a `Text` -> the clause tree and the passages in which a time or a rule carries on.

Three steps: every place where a marker may open a clause (`openings.candidates`), those that do, by their sequence
(`_accepted`), and their nesting (`_nested`). Numbered rows of annex tables join in as the innermost level.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bole.documents.layout import Layout
from bole.documents.markers import Level, Marker, marker_at
from bole.documents.openings import FLATTENED_LENGTH, RUN_IN, Opening, candidates, goes_on_a_line
from bole.documents.passages import Passage, passages
from bole.documents.reading import Clause
from bole.documents.text import BLANK, CELL_END, PARAGRAPH_END, Cell, Table, Text

HEADING_LENGTH = 30
"""A heading is cut after so many characters (the contract of `bole read`)."""

_INSIDE_PARAGRAPH = (*RUN_IN, Level.ROW)
_SHORT_HEADING = 40
_ANNOUNCEMENT_LENGTH = 200
_LONGEST_HEADING = 80
_MOST_LEFT_OUT = 2


@dataclass(frozen=True)
class Outline:
    """条款结构: `clauses` in reading order with raw offsets, `passages` in reading order."""

    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]


@dataclass(slots=True)
class _Open:
    """An open clause on the way down the text."""

    level: Level
    number: int
    path: str
    index: int


def outline(text: Text, layout: Layout) -> Outline:
    """Read the clause tree; furniture of `layout` (navigation, contents page, signature) opens no clause."""
    accepted = _accepted(text, layout)
    openings = sorted([*accepted, *_rows(text, accepted)], key=lambda o: o.start)
    openings = _without_announcements(text, layout, _without_shadowed(openings))
    clauses, depths = _nested(text, openings)
    ends = _ends(text, layout, openings, depths)
    found = tuple(
        Clause(
            path=path,
            heading=_heading(text, o),
            start_char=text.raw_start(o.start),
            end_char=text.raw_end(end),
            kind="row" if o.marker.level is Level.ROW else "yishi" if o.marker.level in RUN_IN else "clause",
        )
        for o, path, end in zip(openings, clauses, ends, strict=True)
    )
    afters = [text.raw_end(o.after) for o in openings]
    return Outline(found, tuple(passages(text, layout, found, afters)))


# --- which of them do -----------------------------------------------------------------------------------------------


def _accepted(text: Text, layout: Layout) -> list[Opening]:
    """Markers on a line of their own, and those in mid-line that continue or begin a sequence."""
    found = sorted(_without_cited_articles(list(candidates(text, layout))), key=lambda o: o.start)
    following = _following(found)
    last: dict[Level, int] = {}
    accepted: list[Opening] = []
    for i, o in enumerate(found):
        level, number = o.marker.level, o.marker.number
        if not o.own_line and level is Level.CHAPTER and _is_entry(text, found, i):
            continue
        if o.loose and not _stands_loose(text, accepted, o, last):
            continue
        if o.own_line and _interrupts(text, found, i, last.get(level, 0)):
            continue
        if (
            (o.own_line and not o.marker.doubtful)
            or number == last.get(level, -1) + 1
            or _jumps(text, o, last.get(level, 0))
            or (number == 1 and _begins(text, found, following, i, last.get(level)))
        ):
            accepted.append(o)
            last[level] = number
            if level not in RUN_IN or o.own_line:
                _forget_run_in(last, level)
    return accepted


def _is_entry(text: Text, found: Sequence[Opening], i: int) -> bool:
    """A line of a contents page in flattened text: the next chapter, or the first again, follows on its heading."""
    o, following = found[i], next((f for f in found[i + 1 : i + 3] if f.marker.level is Level.CHAPTER), None)
    if following is None or following.start - o.after > _SHORT_HEADING:
        return False
    return "。" not in text.folded[o.after : following.start] and following.marker.number in (o.marker.number + 1, 1)


def _interrupts(text: Text, found: Sequence[Opening], i: int, last: int) -> bool:
    """A number that a broken line brought to its beginning: it breaks a sequence that goes on behind it."""
    o = found[i]
    if o.marker.level not in (Level.TWO, Level.FOUR, Level.THREE) or not 0 < o.marker.number <= last:
        return False
    following = next((f.marker for f in found[i + 1 : i + 40] if f.marker.level <= o.marker.level), None)
    if following is None or following.level is not o.marker.level or following.number != last + 1:
        return False
    end = text.shown.rfind(PARAGRAPH_END, max(0, o.start - 12), o.start)
    start = max(found[i - 1].after if i else 0, end - 2 * _LONGEST_HEADING)
    above = text.folded[start:end]
    return "\u4e00" <= above[-1:] <= "\u9fff" and "," in above


def _begins(text: Text, found: Sequence[Opening], following: Sequence[bool], i: int, last: int | None) -> bool:
    """Whether a first number in doubt or in mid-line begins a sequence; 1．1 below 1．总则 counts in decimals."""
    if found[i].marker.doubtful and last == 1:
        return False
    return following[i] or _flattened(text, found[i]) or _runs_on(found, i) or _heads_a_flattened_part(text, found, i)


def _runs_on(found: Sequence[Opening], i: int) -> bool:
    """一、目标1.…二、任务2.…: in a flattened line the next mark of the kind is the second, under whatever head."""
    o = found[i]
    if o.line_end - o.start < FLATTENED_LENGTH or o.marker.level not in (Level.TWO, Level.THREE):
        return False
    following = next((f for f in found[i + 1 : i + 40] if f.marker.level is o.marker.level), None)
    return following is not None and following.marker.number == 2 and following.line_end == o.line_end


def _jumps(text: Text, o: Opening, last: int) -> bool:
    """In flattened text, behind a blank: a number that leaves one or two out (they were cut, or misnumbered)."""
    return 0 < last < o.marker.number <= last + _MOST_LEFT_OUT + 1 and not o.marker.doubtful and _flattened(text, o)


def _heads_a_flattened_part(text: Text, found: Sequence[Opening], i: int) -> bool:
    """In a line long enough to be flattened, a heading and the first mark of a lower kind close behind it."""
    o, following = found[i], found[i + 1] if i + 1 < len(found) else None
    if following is None or o.line_end - o.start < FLATTENED_LENGTH or following.start - o.after >= _LONGEST_HEADING:
        return False
    level, lower = o.marker.level, following.marker.level
    if following.marker.number != 1:
        return False
    if level is Level.ONE:
        return lower is Level.TWO
    if level is Level.CHAPTER:
        return lower is Level.ARTICLE
    run_in = re.search(r"[。;:]", text.folded[o.after : following.start])
    return level is Level.TWO and lower is Level.THREE and run_in is None


def _stands_loose(text: Text, accepted: Sequence[Opening], o: Opening, last: dict[Level, int]) -> bool:
    """In flattened text nothing parts the mark from the words before: 一、 once, 第一条 once or under a chapter."""
    level = o.marker.level
    goes_on = level in last and o.marker.number == last[level] + 1
    if goes_on and level in (Level.ONE, Level.TWO, Level.THREE) and _behind_units(text, o):
        return True
    if level is Level.ONE and level in last:
        return text.folded[o.start - 1] == ";" and goes_on
    if level in (Level.CHAPTER, Level.SECTION, Level.ARTICLE):
        return o.marker.number > 1 or level not in last or level is Level.SECTION
    return _behind_a_heading(text, accepted, o)


_UNITS_LINE = re.compile(r"(?:牵头|责任|配合|主办|协办|负责)(?:责任)?(?:单位|部门):[^。;:]{2,80}$")


def _behind_units(text: Text, o: Opening) -> bool:
    """牵头单位:甲局、乙局（二）: a line of units, which has no full stop, was run together with the next clause."""
    return _UNITS_LINE.search(text.folded, max(0, o.start - 100), o.start) is not None


def _behind_a_heading(text: Text, accepted: Sequence[Opening], o: Opening) -> bool:
    """In flattened text: behind the heading of the clause above, a title, or a colon."""
    # A long line is not searched for its beginning: whatever is so far up makes no difference.
    far = max(0, o.start - _LONGEST_HEADING)
    line_start = max(far, text.shown.rfind(PARAGRAPH_END, far, o.start) + 1)
    start = max(line_start, accepted[-1].after if accepted else 0)
    if text.folded[o.start - 1] == ":":
        return o.marker.level in (Level.ONE, Level.THREE)
    heading = accepted[-1].marker.level in (Level.ONE, Level.TWO) and accepted[-1].after >= far if accepted else False
    if o.marker.level is Level.THREE and o.marker.number > 1 and not heading:
        # A list that runs on across headings: only directly behind one.
        return False
    return o.start - start < _LONGEST_HEADING and re.search(r"[。;]", text.folded[start : o.start]) is None


def _flattened(text: Text, o: Opening) -> bool:
    """A first marker behind a blank in a very long line: the text lost its line breaks."""
    if o.marker.level not in (Level.ONE, Level.TWO, Level.THREE):
        return False
    far = max(0, o.start - FLATTENED_LENGTH)
    if o.line_end - max(far, text.shown.rfind(PARAGRAPH_END, far, o.start) + 1) < FLATTENED_LENGTH:
        return False
    return text.shown[o.start - 1] == BLANK and "\u4e00" <= text.shown[o.after : o.after + 1] <= "\u9fff"


def _forget_run_in(last: dict[Level, int], level: Level) -> None:
    """A new clause or a new line begins the run-in sequences anew."""
    for run_in in RUN_IN:
        if run_in is not level:
            last.pop(run_in, None)


def _without_cited_articles(found: list[Opening]) -> list[Opening]:
    """第三条 that opens a line only in print (第三条产业带) has no neighbour in its sequence."""
    numbers = {o.marker.number for o in found if o.marker.level is Level.ARTICLE}
    return [
        o
        for o in found
        if o.marker.level is not Level.ARTICLE
        or o.marker.number == 1
        or {o.marker.number - 1, o.marker.number + 1} & numbers
    ]


def _following(found: list[Opening]) -> list[bool]:
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


def _without_shadowed(openings: list[Opening]) -> list[Opening]:
    """One opening per place (a numbered cell may be found twice)."""
    out: list[Opening] = []
    for o in openings:
        if not out or o.start >= out[-1].after:
            out.append(o)
    return out


def _without_announcements(text: Text, layout: Layout, openings: list[Opening]) -> list[Opening]:
    """附件 that is followed at once by the same mark again, or by names only, announces annexes and is none."""
    out: list[Opening] = []
    skip_to = -1
    for i, o in enumerate(openings):
        if o.start < skip_to:
            continue
        if o.marker.level is Level.ANNEX:
            following = openings[i + 1] if i + 1 < len(openings) else None
            if following and following.marker == o.marker and following.start - o.after < _ANNOUNCEMENT_LENGTH:
                continue
            end = _names_end(text, layout, o)
            if end > o.after:
                skip_to = end
                continue
        out.append(o)
    return out


_FILE_NAME = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|zip|rar|jpg|png|et|ofd)\b", re.IGNORECASE)
_NAMED_ANNEX = re.compile(r"(?:[-*·] ?)?(?:附[件表] ?)?\d{1,2} ?[.、:]? ?[^。;]{2,60}")


def _names_end(text: Text, layout: Layout, annex: Opening) -> int:
    """Where the lines that only name annexes end, or the annex mark itself where text follows it."""
    at = end = annex.line_end
    named = 0
    while at < len(text.shown):
        stop = text.shown.find(PARAGRAPH_END, at + 1)
        stop = len(text.shown) if stop < 0 else stop
        line = text.folded[at:stop].strip()
        if line and not _FILE_NAME.search(line) and not _NAMED_ANNEX.fullmatch(line):
            break
        if line:
            named += 1
            end = stop
        if named > _MOST_ANNEXES:
            return annex.after
        at = stop
    files = _FILE_NAME.search(text.folded, annex.line_end, end) is not None
    over = at >= len(text.shown) or not layout.in_body(at + 1)
    return end if named and (files or over) else annex.after


_MOST_ANNEXES = 30


# --- nesting --------------------------------------------------------------------------------------------------------


def _nested(text: Text, openings: list[Opening]) -> tuple[list[str], list[tuple[int, ...]]]:
    """Path of each opening, and the indices of the clauses that enclose it."""
    stack: list[_Open] = []
    seen: dict[str, int] = {}
    paths: list[str] = []
    parents: list[tuple[int, ...]] = []
    line_end = -1
    order = _order(openings)
    for i, o in enumerate(openings):
        if o.start > line_end:
            while stack and stack[-1].level in _INSIDE_PARAGRAPH:
                stack.pop()
        line_end = max(o.line_end, line_end)
        _close_for(stack, openings, i, order)
        parent = stack[-1].path if stack else ""
        path = f"{parent}/{o.marker.component}" if parent else o.marker.component
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = f"{path}#{seen[path]}"
        paths.append(path)
        parents.append(tuple(open_.index for open_ in stack))
        stack.append(_Open(o.marker.level, o.marker.number, path, i))
    return paths, parents


def _order(openings: list[Opening]) -> dict[Level, float]:
    """Levels from outside in; articles that run under 一、 or （一） stand below those."""
    order = {level: float(level) for level in Level}
    open_one: Opening | None = None
    for i, o in enumerate(openings):
        if o.marker.level < Level.ARTICLE:
            open_one = None
        elif o.marker.level in (Level.ONE, Level.TWO):
            open_one = o if open_one is None or o.marker.level is Level.ONE else open_one
        elif o.marker.level is Level.ARTICLE:
            holder = open_one and _Open(open_one.marker.level, open_one.marker.number, "", 0)
            if holder and _goes_on(holder, openings, i):
                order[Level.ARTICLE] = Level.TWO + 0.5
            break
    return order


def _close_for(stack: list[_Open], openings: list[Opening], i: int, order: dict[Level, float]) -> None:
    """Close what the i-th opening ends: down to its own kind, or up to its place in the usual order."""
    marker = openings[i].marker
    if marker.level is Level.ANNEX:
        stack.clear()
        return
    for depth, open_ in enumerate(stack):
        if open_.level is marker.level:
            del stack[depth:]
            return
    while stack and order[stack[-1].level] > order[marker.level]:
        if marker.number == 1 and stack[-1].level not in _INSIDE_PARAGRAPH and _goes_on(stack[-1], openings, i):
            return
        stack.pop()


def _goes_on(open_: _Open, openings: list[Opening], i: int) -> bool:
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
_SERIAL = re.compile(r"(\d{1,5}) ?[.、．]?|[(](\d{1,3})[)]")


def _rows(text: Text, accepted: Sequence[Opening]) -> Iterator[Opening]:
    """Rows that a 序号 column numbers, in tables that stand in an annex."""
    first = next((o.start for o in accepted if o.marker.level is Level.ANNEX), len(text.shown))
    for table in text.tables:
        if table.start < first:
            continue
        head = next((row for row in table.grid if _serial_column(text, row) is not None), None)
        if head is None:
            yield from _numbered_names(text, table)
            continue
        column = _serial_column(text, head)
        assert column is not None
        body = table.grid[table.grid.index(head) + 1 :]
        yield from _sections(text, body)
        yield from _numbered(text, body, column)


def _sections(text: Text, rows: Sequence[Sequence[Cell | None]]) -> Iterator[Opening]:
    """一、人才保障方面 over the whole width of a table: a section of the annex, with the rows below it."""
    for row in rows:
        filled = {c.start: c for c in row if c is not None and c.end > c.start}
        if len(filled) != 1 or len(row) < 2:
            continue
        ((start, cell),) = filled.items()
        marker = marker_at(text.folded, start)
        if marker and marker.level in (Level.ONE, Level.TWO) and start + marker.length < cell.end:
            yield Opening(start, start + marker.length, marker, True, cell.end)


_NUMBERED_NAME = re.compile(r"(\d{1,3}) ?[.、．](?!\d)")
_FEWEST_NUMBERED = 3


def _numbered_names(text: Text, table: Table) -> Iterator[Opening]:
    """1.持证率, 2.满意率 …: where no column is headed 序号, the one whose cells themselves count on from 1."""
    width = max((len(row) for row in table.grid), default=0)
    for column in range(width):
        cells: dict[int, int] = {}
        found: list[Opening] = []
        for row in table.grid:
            cell = row[column] if column < len(row) else None
            m = _NUMBERED_NAME.match(text.folded, cell.start, cell.end) if cell else None
            if cell is None or m is None:
                continue
            row_end = max(c.end for c in row if c is not None)
            if cell.start in cells:
                found[cells[cell.start]].line_end = row_end
                continue
            cells[cell.start] = len(found)
            marker = Marker(Level.ROW, f"#{m[1]}", int(m[1]), m.end() - m.start())
            found.append(Opening(cell.start, m.end(), marker, True, row_end))
        if len(found) >= _FEWEST_NUMBERED and [o.marker.number for o in found] == list(range(1, len(found) + 1)):
            yield from found
            return


def _serial_column(text: Text, row: Sequence[Cell | None]) -> int | None:
    for index, cell in enumerate(row):
        if cell is not None and _SERIAL_HEAD.fullmatch(text.folded[cell.start : cell.end].strip()):
            return index
    return None


def _numbered(text: Text, rows: Sequence[Sequence[Cell | None]], column: int) -> Iterator[Opening]:
    seen: set[int] = set()
    pending: Opening | None = None
    for row in rows:
        cell = row[column] if column < len(row) else None
        row_end = max((c.end for c in row if c is not None), default=0)
        m = _SERIAL.fullmatch(text.folded[cell.start : cell.end].strip()) if cell else None
        if cell is None or m is None or cell.start in seen:
            # An empty 序号 continues the row above.
            if pending and (cell is None or cell.start in seen or cell.end == cell.start):
                pending = replace(pending, line_end=max(pending.line_end, row_end))
            continue
        if pending:
            yield pending
        seen.add(cell.start)
        number = int(m[1] or m[2])
        marker = Marker(Level.ROW, f"#{number}", number, cell.end - cell.start)
        pending = Opening(cell.start, cell.end, marker, True, row_end)
    if pending:
        yield pending


# --- ends, headings, passages ---------------------------------------------------------------------------------------


def _ends(text: Text, layout: Layout, openings: list[Opening], parents: list[tuple[int, ...]]) -> list[int]:
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


def _heading(text: Text, o: Opening) -> str:
    start = o.after
    skipped = " :：、.．" + (CELL_END if o.marker.level is Level.ROW else "")
    while start < len(text.shown) and (text.shown[start] in skipped or (start == o.line_end and o.own_line)):
        start += 1
    stop = _HEADING_STOP.search(text.shown, start, start + 400)
    end = stop.start() if stop else min(len(text.shown), start + 400)
    heading = text.shown[start:end]
    if not o.own_line or goes_on_a_line(text.folded, o.start) or end - start > 3 * HEADING_LENGTH:
        blank = heading.find(" ", 2)
        heading = heading[:blank] if blank > 0 else heading
    return heading.strip(" *_#|")[:HEADING_LENGTH]
