"""纯文本: every line of a txt file; pipe and tab tables that are really tables become cells."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from bole.documents.text import Line

MOST_COLUMNS: Final = 60
"""More columns than any printed table has; a wider "table" is text."""

# A page break (form feed) ends a line too; a stray second carriage return belongs to the same line end.
_LINE_END = re.compile(r"\r*\n|\r+|[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Stretch(NamedTuple):
    """一段原文: raw[start:end], usually one line without its line end."""

    start: int
    end: int


def lines_of(raw: str) -> list[Line]:
    """The printed lines of a plain text, in order; an empty line stays as an empty `Line` (it parts paragraphs)."""
    if "|" not in raw and "\t" not in raw:
        return [line_at(raw, start, end) for start, end in raw_lines(raw)]
    stretches = _without_table_gaps(raw, list(raw_lines(raw)))
    lines: list[Line] = []
    table = at = 0
    while at < len(stretches):
        last = bars_until(raw, stretches, at)
        rows = pipe_rows(raw, stretches, at, last) or _tab_rows(raw, stretches, at)
        if rows:
            lines.extend(cell_lines(raw, rows.cells, table))
            table += 1
            at = rows.next
        else:
            lines.extend(_text_line(raw, stretch) for stretch in stretches[at : max(last, at + 1)])
            at = max(last, at + 1)
    return lines


def raw_lines(raw: str) -> Iterator[Stretch]:
    """Each line of the raw text without its line end."""
    start = 0
    for end in _LINE_END.finditer(raw):
        yield Stretch(start, end.start())
        start = end.end()
    if start < len(raw):
        yield Stretch(start, len(raw))


def _without_table_gaps(raw: str, stretches: list[Stretch]) -> list[Stretch]:
    """The lines without the empty ones of a page that leaves one behind every row of its tables."""
    kept: list[Stretch] = []
    run: list[Stretch] = []
    rows = gaps = 0
    sign = ""
    for stretch in [*stretches, None]:
        text = raw[stretch.start : stretch.end] if stretch else "end"
        if stretch and run and not text.strip():
            run.append(stretch)
            continue
        parted = "|" if "|" in text else "\t" if "\t" in text.strip() else ""
        if run and parted != sign:
            kept += [r for r in run if raw[r.start : r.end].strip()] if rows > 2 and gaps >= rows - 1 else run
            run, rows, gaps = [], 0, 0
        if stretch and parted:
            gaps += bool(run) and not raw[run[-1].start : run[-1].end].strip()
            rows += 1
            run.append(stretch)
            sign = parted
        elif stretch:
            kept.append(stretch)
    return kept


def line_at(
    raw: str, start: int, end: int, *, firm: bool = False, cell: tuple[int, int, int, int, int] | None = None
) -> Line:
    """raw[start:end] as a `Line`, characters that nobody sees (controls, marks of byte order) left out."""
    text = raw[start:end]
    if _UNPRINTED.search(text) is None:
        return Line(text, array("I", range(start, end)), firm=firm, cell=cell)
    kept = [i for i in range(start, end) if not _UNPRINTED.match(raw[i])]
    return Line("".join([raw[i] for i in kept]), array("I", kept), firm=firm, cell=cell)


# --- leftovers of tables --------------------------------------------------------------------------------------------

_PIPES_BEFORE = re.compile(r"[|\s]*\|[|\s]*")


def _text_line(raw: str, line: Stretch) -> Line:
    """A line of text; the pipes that a scraper left of a layout table at its ends are no text."""
    start, end = line.start, line.end
    if "|" in raw[start : start + 80] or "|" in raw[max(start, end - 80) : end]:
        start, end = _without_pipes(raw, start, end)
    return line_at(raw, start, end)


def _without_pipes(raw: str, start: int, end: int) -> tuple[int, int]:
    before = _PIPES_BEFORE.match(raw, start, end)
    if before:
        start = before.end()
    bare = raw[start:end].rstrip("| \t\u3000\u00a0")
    after = start + len(bare)
    if raw.find("|", after, end) >= 0:
        end = after
    return start, max(start, end)


# --- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rows:
    """表格各行: the cells of each row as stretches of the raw text, and the first line after the table."""

    cells: list[list[list[Stretch]]]
    """cells[row][column] holds the printed lines of one cell."""
    next: int


def cell_lines(raw: str, rows: Sequence[Sequence[Sequence[Stretch]]], table: int) -> Iterator[Line]:
    """The lines of a table's cells; a cell with several lines gives several `Line`s with the same place."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            for stretch in cell:
                yield line_at(raw, stretch.start, stretch.end, firm=True, cell=(table, r, c, 1, 1))


def is_separator(text: str) -> bool:
    """Whether a pipe row only draws the line under the head (|---|:--:|)."""
    return "|" in text and "-" in text and not text.strip("|:-— \t\u3000")


def bars_until(raw: str, lines: Sequence[Stretch], at: int) -> int:
    """The first line at or after `at` without a bar: the end of what may be a pipe table."""
    last = at
    while last < len(lines) and raw.find("|", lines[last].start, lines[last].end) >= 0:
        last += 1
    return last


def pipe_rows(raw: str, lines: Sequence[Stretch], at: int, last: int) -> Rows | None:
    """The pipe table that fills lines `at` to `last`, or None: it has two columns and two rows with text in them."""
    rows: list[list[Stretch]] = []
    edged, ruled = last > at, False
    for line in lines[at:last]:
        if raw.count("|", line.start, line.end) > MOST_COLUMNS:
            return None
        text = raw[line.start : line.end]
        edged = edged and text.lstrip().startswith("|")
        if is_separator(text):
            ruled = True
        elif text.strip("| \t\u3000"):
            rows.append(split_pipes(raw, line))
    return Rows([[[c] for c in row] for row in rows], last) if _is_pipe_table(raw, rows, ruled, edged) else None


def _is_pipe_table(raw: str, rows: list[list[Stretch]], ruled: bool, edged: bool) -> bool:
    filled = [sum(1 for c in row if c.end > c.start) for row in rows]
    widths = {len(row) for row in rows}
    if max(widths, default=0) > MOST_COLUMNS or sum(1 for n in filled if n >= 2) < 2:
        return False
    # Without a ruled head or outer pipes, a bar may just part the names of a navigation line.
    return ruled or (edged and len(widths) <= 2) or (len(widths) == 1 and _numbered(raw, [r[0] for r in rows]))


def _numbered(raw: str, first_cells: Sequence[Stretch]) -> bool:
    """Whether the first column is a 序号 column: its head says so, or it counts."""
    texts = [raw[c.start : c.end].strip() for c in first_cells]
    return bool(texts) and (_SERIAL_HEAD.fullmatch(texts[0]) is not None or texts[:2] == ["1", "2"])


_ESCAPED_OR_PIPE = re.compile(r"\\.|\|")


def split_pipes(raw: str, line: Stretch) -> list[Stretch]:
    """The cells of one pipe row, blanks trimmed; `\\|` is no border."""
    bars = [m.start() for m in _ESCAPED_OR_PIPE.finditer(raw, line.start, line.end) if m.group() == "|"]
    edges = [line.start - 1, *bars, line.end]
    cells = [trimmed(raw, a + 1, b) for a, b in pairwise(edges)]
    if cells and cells[0].start == cells[0].end and bars:
        cells = cells[1:]
    if len(cells) > 1 and cells[-1].start == cells[-1].end:
        cells = cells[:-1]
    return cells


def trimmed(raw: str, start: int, end: int) -> Stretch:
    """raw[start:end] without the blanks at both ends."""
    text = raw[start:end]
    left = len(text) - len(text.lstrip())
    return Stretch(start + left, max(start + left, start + len(text.rstrip())))


_SERIAL_HEAD = re.compile(r"\s*(?:序\s*号|編\s*號|编\s*号|序\s*號|No\.?)\s*", re.IGNORECASE)
_SERIAL = re.compile(r"\s*[（(]?\d{1,3}[.．、）)]?\s*")


def _tab_rows(raw: str, lines: Sequence[Stretch], at: int) -> Rows | None:
    """The tab-separated table whose head stands at line `at`: it begins with 序号, or its rows all agree."""
    if raw.find("\t", lines[at].start, lines[at].end) < 0:
        return None
    head = _split_tabs(raw, lines[at])
    if not 2 <= len(head) <= MOST_COLUMNS or head[0].start == head[0].end:
        return None
    if _SERIAL_HEAD.fullmatch(raw[head[0].start : head[0].end]):
        return _serial_rows(raw, lines, at, len(head))
    return _even_rows(raw, lines, at, len(head)) if len(head) >= 3 else None


def _serial_rows(raw: str, lines: Sequence[Stretch], at: int, width: int) -> Rows | None:
    """Rows under a 序号 head; a cell that was wrapped over several lines is put together again."""
    rows: list[list[list[Stretch]]] = []
    last = at
    while last < len(lines) and lines[last].end > lines[last].start:
        cells = _split_tabs(raw, lines[last])
        if rows and len(rows[-1]) < width and len(rows[-1]) + len(cells) - 1 <= width and not _opens_row(raw, cells):
            rows[-1][-1].append(cells[0])
            rows[-1].extend([c] for c in cells[1:])
        elif len(cells) < 2 or len(cells) > width + 1:
            break
        else:
            rows.append([[c] for c in cells])
        last += 1
    return Rows(rows, last) if len(rows) >= 2 else None


def _opens_row(raw: str, cells: Sequence[Stretch]) -> bool:
    return _SERIAL.fullmatch(raw[cells[0].start : cells[0].end]) is not None


def _even_rows(raw: str, lines: Sequence[Stretch], at: int, width: int) -> Rows | None:
    """Three rows or more of three columns or more, all filled alike."""
    rows: list[list[list[Stretch]]] = []
    last = at
    while last < len(lines):
        cells = _split_tabs(raw, lines[last])
        if len(cells) != width:
            break
        rows.append([[c] for c in cells])
        last += 1
    return Rows(rows, last) if len(rows) >= 3 else None


def _split_tabs(raw: str, line: Stretch) -> list[Stretch]:
    text = raw[line.start : line.end].rstrip()
    at = line.start
    cells: list[Stretch] = []
    for part in text.split("\t"):
        cells.append(trimmed(raw, at, at + len(part)))
        at += len(part) + 1
    return cells
