"""正文: the characters of a document as they are read, each knowing its place in the raw file.

A format (txt, html, docx, pdf) gives `Line`s; `assemble` drops page furniture, joins lines that were broken in the
middle of a sentence and returns one `Text`. Every later step works on positions of a `Text` and reports raw offsets.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bole.documents.fold import fold
from bole.documents.markers import Level, opening_marker
from bole.documents.page_numbers import glued_page_numbers, is_page_number
from bole.documents.wording import SHORT, is_page_line

BLANK = " "
"""The only white space inside a paragraph of a `Text`: any run of blanks becomes one."""
PARAGRAPH_END = "\n"
CELL_END = "\t"


@dataclass(slots=True)
class Line:
    """行: one printed line, before furniture is dropped and broken lines are joined.

    `starts[i]` is the raw offset of the first code point that `text[i]` stands for; `wide` names the few characters
    that stand for more than one (an HTML entity): index -> raw length.
    """

    text: str
    starts: array[int]
    wide: dict[int, int] = field(default_factory=dict)
    firm: bool = False
    """The break before this line is a paragraph for certain (<p>, a docx paragraph): never joined to the line above."""
    cell: tuple[int, int, int, int, int] | None = None
    """(table, row, column, rowspan, colspan) of a table cell; tables are numbered from 0 in reading order."""


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格: one cell of a grid; a merged cell stands in each of its places with the same span."""

    row: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """表格: `grid[row][column]` is a `Cell` or None; positions are those of the `Text` that holds the table."""

    start: int
    end: int
    grid: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Text:
    """正文: `shown` as printed and `folded` for matching, position by position.

    `folded` is half-width and Simplified with the same length. Paragraphs end with a line feed, table cells with a
    tab, table rows with a line feed. `starts[i]` is the raw offset of position i.
    """

    shown: str
    starts: array[int]
    wide: dict[int, int]
    tables: tuple[Table, ...] = ()
    gaps: frozenset[int] = frozenset()
    """Positions of paragraphs that a blank line parts from the one above (known of the flow, not of `tight`)."""

    @cached_property
    def folded(self) -> str:
        """The same positions in one script and one width."""
        return fold(self.shown)

    def raw_start(self, position: int) -> int:
        """Raw offset of the character at `position`; after the last one, the end of the text."""
        if position < len(self.starts):
            return self.starts[position]
        return self.raw_end(len(self.starts)) if self.starts else 0

    def raw_end(self, position: int) -> int:
        """Raw offset just after the character before `position` (an exclusive end)."""
        if position <= 0 or not self.starts:
            return self.starts[0] if self.starts else 0
        last = min(position, len(self.starts)) - 1
        return self.starts[last] + self.wide.get(last, 1)

    def position(self, raw: int) -> int:
        """First position at or after the raw offset."""
        return bisect_left(self.starts, raw)

    def quote(self, start: int, end: int) -> str:
        """What is printed between two positions, on one line."""
        return self.shown[start:end].replace(PARAGRAPH_END, "").replace(CELL_END, BLANK)

    @cached_property
    def tight(self) -> Text:
        """The same text without blanks, for reading numbers and names across them."""
        shown = self.shown
        dropped = [m.start() for m in re.finditer(BLANK, shown) if not _parts_numbers(shown, m.start())]
        if not dropped:
            return self
        starts: array[int] = array("I")
        parts: list[str] = []
        cursor = 0
        for at in [*dropped, len(shown)]:
            parts.append(shown[cursor:at])
            starts.extend(self.starts[cursor:at])
            cursor = at + 1
        gone = set(dropped)
        return Text(
            shown="".join(parts),
            starts=starts,
            wide={i - bisect_left(dropped, i): n for i, n in self.wide.items() if i not in gone},
            tables=tuple(_moved(t, dropped) for t in self.tables),
        )


def _moved(table: Table, dropped: Sequence[int]) -> Table:
    """The table after the positions `dropped` were taken out; a dropped one becomes the next that was kept."""

    def place(old: int) -> int:
        return old - bisect_left(dropped, old)

    grid = tuple(tuple(c and Cell(c.row, c.column, place(c.start), place(c.end)) for c in row) for row in table.grid)
    return Table(place(table.start), place(table.end), grid)


_DIGITS = frozenset("0123456789０１２３４５６７８９")


def _parts_numbers(shown: str, i: int) -> bool:
    """Whether the blank at i keeps two numbers apart: "8 9" does, "1 200", "2 0 3 1" and "20 人" do not."""
    if i == 0 or i + 1 >= len(shown) or shown[i - 1] not in _DIGITS or shown[i + 1] not in _DIGITS:
        return False
    before = _run_length(shown, i - 1, -1)
    after = _run_length(shown, i + 1, +1)
    thousands = before <= 3 and after == 3
    spaced_out = before == 1 and after == 1 and _spaced_run(shown, i) >= 4
    return not (thousands or spaced_out)


def _run_length(shown: str, i: int, step: int) -> int:
    n = 0
    while 0 <= i < len(shown) and shown[i] in _DIGITS and n < 9:
        n += 1
        i += step
    return n


def _spaced_run(shown: str, i: int) -> int:
    """How many single digits with blanks between stand in a row around the blank at i."""
    window = shown[max(0, i - 15) : i + 16]
    runs = re.findall(r"(?<![0-9０-９])(?:[0-9０-９] ){1,}[0-9０-９](?![0-9０-９])", window)
    return max((len(r) // 2 + 1 for r in runs), default=0)


# --- furniture ------------------------------------------------------------------------------------------------------

_PAGE_NUMBER_INLINE = re.compile(r" [-—–―─]{1,2} \d{1,4} [-—–―─]{1,2}(?= )")


# --- joining of broken lines ----------------------------------------------------------------------------------------

_SHORTEST_BROKEN_LINE = 20
_MOST_GAPS = 0.8
_SENTENCE_END = frozenset("。！？；：!?;:…")
_BEFORE_ONE = frozenset("统唯专单同万")
"""统一 broken over two lines opens no clause 一、."""
_CLOSERS = frozenset("）)】]〕》」』”’\"'")
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|方案|规定|条例|细则|措施|的函|计划|规划|纲要|要点|公告|通告|决定|批复|答复|清单|目录|一览表|分工表)[)）》]?$"
)


class _Habit:
    """断行习惯: the width at which lines were broken by hand (0: not), and whether paragraphs begin with an indent."""

    def __init__(self, lines: Sequence[_Paragraph]) -> None:
        plain = [p for p in lines if p.cell is None]
        widths = sorted(w for w in (_width(p.text) for p in plain) if w >= 30)
        self.width = 0
        self.usual = Counter(widths).most_common(1)[0][0] if widths else 0
        if len(widths) >= 4:
            top = widths[int(len(widths) * 0.98) - 1] if len(widths) > 50 else widths[-1]
            near = sum(1 for w in widths if top - 6 <= w <= top + 2)
            if top <= 120 and near >= max(3, len(widths) * 0.3):
                self.width = top
        self.indents = sum(1 for p in plain if p.indented) >= max(2, 0.2 * len(plain))

    def full(self, line: str) -> bool:
        return bool(self.width) and _width(line) >= self.width - 6

    def brim(self, line: str) -> bool:
        """Whether not one more character would have gone on the line."""
        return bool(self.width) and _width(line) >= self.usual

    def nearly_full(self, line: str) -> bool:
        return bool(self.width) and _width(line) >= 0.75 * self.width


_WIDE_RUN = re.compile("[\u2e80-\U0010ffff]+")


def _width(line: str) -> int:
    return len(line) + sum(map(len, _WIDE_RUN.findall(line)))


def _ends_sentence(line: str) -> bool:
    bare = line.rstrip("".join(_CLOSERS))
    return line[-1] in _SENTENCE_END or (bare != line and bare[-1:] in _SENTENCE_END)


def _bracket_open(line: str) -> bool:
    return sum(line.count(c) for c in "（(") > sum(line.count(c) for c in "）)")


def _bracket_closes(line: str) -> bool:
    """Whether the first closing bracket of the line belongs to one opened above it."""
    close = min((line.find(c) for c in "）)" if c in line), default=-1)
    return close >= 0 and not any(0 <= line.find(c) < close for c in "（(")


def _bare(line: str) -> str:
    return fold(line.replace(BLANK, "")) if len(line) <= 2 * SHORT else line


@dataclass(slots=True)
class _Above:
    """What stands above a line: the line as printed, and how its paragraph began."""

    line: str
    indented: bool


def _runs_on(above: _Above, below: _Paragraph, text: str, habit: _Habit) -> bool:
    """Whether `below` continues the sentence of the line above (they were parted by a line or page break)."""
    line = above.line
    if not text or not line:
        return False
    if text[0] in "，。；、）；,;)》”" and not below.indented:
        return True
    # Whether a line is one of the page's is asked last: few lines get so far.
    return _goes_on(line, above, below, text, habit) and not (is_page_line(_bare(line)) or is_page_line(_bare(text)))


def _goes_on(line: str, above: _Above, below: _Paragraph, text: str, habit: _Habit) -> bool:
    """The same by indents, by how full the line is, and by the last and first characters."""
    marker = opening_marker(text)
    marked = marker is not None
    # 一是 and ① run on inside a paragraph, so they may open a broken line of it.
    runs_in = marker is not None and marker.level in (Level.YISHI, Level.CIRCLED)
    flush = habit.indents and above.indented and not below.indented and not below.gap and (runs_in or not marked)
    if _bracket_open(line) and (flush or (not marked and _bracket_closes(text))):
        return True
    if text[0] == "一" and line[-1] in _BEFORE_ONE and habit.nearly_full(line) and not below.gap:
        return True
    if _ends_sentence(line):
        if habit.indents or marked or below.gap or below.indented:
            return flush and habit.nearly_full(line)
        # Where nothing is indented, a paragraph ends with a short line.
        return habit.brim(line) and line[-1] in "。；;"
    if habit.full(line) and not below.gap and not below.indented:
        return not marked or line[-1] not in _CLOSERS
    if flush and runs_in and habit.nearly_full(line):
        return True
    if marked or text[0] in "-—–·•#|*":
        return False
    if line[-1] in "，,、" and len(line) >= 8:
        return True
    if line[0] in "|#" or _TITLE_END.search(line):
        return False
    if flush and len(line) >= _SHORTEST_BROKEN_LINE:
        return True
    sentence_like = len(line) >= 40 and re.search(r"[，。；,;]", line) is not None
    return sentence_like and line[-1] not in _CLOSERS and not (below.indented and not below.gap)


# --- assembling -----------------------------------------------------------------------------------------------------

_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff\u3000\u2000-\u200f\u2028-\u202f\ue000-\uf8ff]+")

_WRITTEN_BLANKS = re.compile(rf"(?:{_BLANKS.pattern}|&(?:nbsp|ensp|emsp);)+")
"""Blanks, and those that a page's copy left as they are written in its source."""


@dataclass(slots=True)
class _Paragraph:
    text: str
    starts: array[int]
    wide: dict[int, int]
    indented: bool
    firm: bool
    cell: tuple[int, int, int, int, int] | None
    gap: bool = False


def _clean(line: Line) -> _Paragraph:
    """Blanks folded to one and stripped at both ends; inline page numbers dropped."""
    text = line.text
    gaps = [m.span() for m in (_WRITTEN_BLANKS if "&" in text else _BLANKS).finditer(text)]
    if not gaps:
        return _Paragraph(text, line.starts, line.wide, False, line.firm, line.cell)
    indented = gaps[0][0] == 0
    gaps = _with_page_numbers(text, gaps)
    parts: list[str] = []
    starts: array[int] = array("I")
    wide: dict[int, int] = {}
    cursor = 0
    for start, end in [*gaps, (len(text), len(text))]:
        if start > cursor:
            if starts:
                parts.append(BLANK)
                starts.append(line.starts[cursor - 1])
            if line.wide:
                base = len(starts) - cursor
                wide.update({base + i: line.wide[i] for i in range(cursor, start) if i in line.wide})
            parts.append(text[cursor:start])
            starts.extend(line.starts[cursor:start])
        cursor = end
    return _Paragraph("".join(parts), starts, wide, indented, line.firm, line.cell)


def _with_page_numbers(text: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The gaps of a line in order; a page number between two of them makes them one."""
    numbers = [m.span() for m in _PAGE_NUMBER_INLINE.finditer(text)]
    if not numbers:
        return gaps
    joined: list[tuple[int, int]] = []
    for start, end in sorted([*gaps, *numbers]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _without(line: Line, count: int) -> Line:
    """The line without its first characters."""
    wide = {i - count: n for i, n in line.wide.items() if i >= count}
    return Line(line.text[count:], line.starts[count:], wide, line.firm, line.cell)


def assemble(lines: Iterable[Line]) -> Text:
    """Join `lines` into one `Text`: page numbers out, broken sentences whole, tables kept as grids."""
    cleaned: list[_Paragraph] = []
    gap = False
    lines = list(lines)
    glued = glued_page_numbers(["" if line.cell else line.text for line in lines])
    for i, line in enumerate(lines):
        p = _clean(_without(line, glued[i]) if i in glued else line)
        if p.cell is None and (not p.text or is_page_number(p.text)):
            gap = gap or not p.text
            continue
        p.gap, gap = gap, False
        cleaned.append(p)
    if sum(p.gap for p in cleaned) > _MOST_GAPS * len(cleaned) and any(not p.firm for p in cleaned):
        # A blank line behind every line is the page's habit and parts nothing.
        for p in cleaned:
            p.gap = False
    habit = _Habit(cleaned)
    out = _Assembler()
    for p in cleaned:
        out.add(p, habit)
    return out.text()


class _Assembler:
    """Writes paragraphs and cells one behind the other and remembers where the cells lie."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.last = ""
        """The last character written."""
        self.starts: array[int] = array("I")
        self.wide: dict[int, int] = {}
        self.gaps: set[int] = set()
        self.above = _Above("", False)
        self.last_cell: tuple[int, int, int, int, int] | None = None
        self.cells: dict[int, list[tuple[int, int, int, int, int, int]]] = {}

    def add(self, p: _Paragraph, habit: _Habit) -> None:
        if p.cell is not None:
            self._add_cell(p, p.cell)
        else:
            joined = not p.firm and self.last_cell is None and _runs_on(self.above, p, p.text, habit)
            if not joined:
                self._close(PARAGRAPH_END)
                if p.gap:
                    self.gaps.add(len(self.starts))
            self._write(p)
            self.above = _Above(p.text, self.above.indented if joined else p.indented)
        self.last_cell = p.cell

    def _add_cell(self, p: _Paragraph, cell: tuple[int, int, int, int, int]) -> None:
        same_cell = cell == self.last_cell
        if not same_cell:
            same_row = self.last_cell is not None and cell[:2] == self.last_cell[:2]
            self._close(CELL_END if same_row else PARAGRAPH_END, force=same_row)
        elif p.firm and p.text and self.last not in ("", CELL_END, PARAGRAPH_END):
            self._close(BLANK, force=True)
        start = len(self.starts)
        self._write(p)
        table, row, column, rowspan, colspan = cell
        rows = self.cells.setdefault(table, [])
        if same_cell and rows:
            first = rows[-1]
            rows[-1] = (*first[:5], len(self.starts))
        else:
            rows.append((row, column, rowspan, colspan, start, len(self.starts)))
        self.above = _Above("", False)

    def _close(self, end: str, force: bool = False) -> None:
        if self.last and (force or self.last != PARAGRAPH_END):
            self.starts.append(self.starts[-1] + self.wide.get(len(self.starts) - 1, 1))
            self.parts.append(end)
            self.last = end

    def _write(self, p: _Paragraph) -> None:
        if not p.text:
            return
        base = len(self.starts)
        self.parts.append(p.text)
        self.last = p.text[-1]
        self.starts.extend(p.starts)
        for i, n in p.wide.items():
            self.wide[base + i] = n

    def text(self) -> Text:
        self._close(PARAGRAPH_END)
        tables = tuple(_grid(cells) for _, cells in sorted(self.cells.items()))
        return Text("".join(self.parts), self.starts, self.wide, tables, frozenset(self.gaps))


def _grid(cells: list[tuple[int, int, int, int, int, int]]) -> Table:
    """Cells with spans -> a full grid; positions of a merged cell are repeated."""
    height = max(r for r, *_ in cells) + 1
    width = max(c + max(1, span) for _, c, _, span, _, _ in cells)
    grid: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for row, column, rowspan, colspan, start, end in cells:
        for r in range(row, min(height, row + max(1, rowspan))):
            for c in range(column, min(width, column + max(1, colspan))):
                grid[r][c] = Cell(row, column, start, end)
    return Table(min(c[4] for c in cells), max(c[5] for c in cells), tuple(tuple(row) for row in grid))
