"""PDF 文档: the text layer of a pdf as paragraphs and tables (in the child process).

Page numbers and running heads are left out; a paragraph that goes on over a line or page is written as one line of the
extracted text, told by indents and by how far the line above it reaches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any, Final

import pypdfium2.raw as pdfium

from bole.documents.formats.pdf_lines import PrintedLine, lines_of
from bole.documents.formats.pdf_page import Page, read_page
from bole.documents.formats.pdf_table import Ruled, tables_of
from bole.documents.formats.transcript import Refused, Transcript

MOST_PAGES: Final = 3000
MARGIN: Final = 0.13
"""Share of the page's height at its top and bottom in which running heads and page numbers stand."""


@dataclass(slots=True)
class _Sheet:
    """One page as lines and tables, top to bottom."""

    number: int
    height: float
    lines: list[PrintedLine]
    tables: list[Ruled]
    left: float = 0.0
    right: float = 0.0
    items: list[PrintedLine | Ruled] = field(default_factory=list)


def read(data: bytes) -> Transcript:
    """The text of a pdf. Raises Refused: encrypted, truncated, damaged, scanned."""
    if b"%%EOF" not in data[-65_536:]:
        raise Refused("TRUNCATED")
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        encrypted = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Refused("ENCRYPTED") if encrypted else Refused("DAMAGED", what="PDF")
    return _read(document)


def _read(document: Any) -> Transcript:
    count = pdfium.FPDF_GetPageCount(document)
    if count > MOST_PAGES:
        raise Refused("TOO_LONG", leaves=MOST_PAGES)
    writer = _Writer()
    sheets: list[_Sheet] = []
    for i in range(count):
        page = read_page(document, i)
        if page.unreadable:
            writer.transcript.unread_pages.append(i + 1)
        elif page.glyphs:
            sheets.append(_sheet(page, i + 1))
    if not sheets:
        if writer.transcript.unread_pages:
            raise Refused("NEEDS_OCR", pages=writer.transcript.unread_pages)
        raise Refused("EMPTY_FILE")
    _drop_furniture(sheets)
    _set_margins(sheets)
    for sheet in sheets:
        writer.sheet(sheet)
    writer.end_paragraph()
    return writer.transcript


def _sheet(page: Page, number: int) -> _Sheet:
    tables, rest = tables_of(page.rules, page.glyphs)
    return _Sheet(number, page.height, lines_of(rest), tables)


# --- furniture ------------------------------------------------------------------------------------------------------

_PAGE_NUMBER = re.compile(
    r"[-—–―─－·•\s]*(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[,，/]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–―─－·•\s]*"
)


def _drop_furniture(sheets: list[_Sheet]) -> None:
    """Leave out page numbers, and lines that stand apart in the margin of many pages at the same height."""
    seen: Counter[tuple[str, int]] = Counter()
    marginal = [_marginal(sheet) for sheet in sheets]
    for sheet, places in zip(sheets, marginal, strict=True):
        seen.update({_dress(sheet.lines[i]) for i in places})
    enough = max(2, len(sheets) * 0.3)
    for sheet, places in zip(sheets, marginal, strict=True):
        dropped = {i for i in places if seen[_dress(sheet.lines[i])] >= enough or _is_number(sheet, i)}
        sheet.lines = [line for i, line in enumerate(sheet.lines) if i not in dropped]


def _dress(line: PrintedLine) -> tuple[str, int]:
    """What stays the same from page to page: the words without digits, and the height."""
    return re.sub(r"[\d\s]+", "#", line.text), round(line.top / 6)


def _marginal(sheet: _Sheet) -> set[int]:
    """The lines above and below the body: in the margin, and a gap or smaller type parts them from it."""
    lines = sheet.lines
    leads = [b.top - a.top for a, b in pairwise(lines)]
    lead, size = median(leads or [0.0]), median([line.size for line in lines] or [0.0])
    places: set[int] = set()
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for n, i in enumerate(order):
            if not _in_margin(lines[i], sheet):
                break
            gap = abs(lines[order[n + 1]].top - lines[i].top) if n + 1 < len(lines) else sheet.height
            if gap > 1.3 * lead or lines[i].size < 0.85 * size:
                places.update(order[: n + 1])
    return places


def _in_margin(line: PrintedLine, sheet: _Sheet) -> bool:
    return line.bottom < sheet.height * MARGIN or line.top > sheet.height * (1 - MARGIN)


def _is_number(sheet: _Sheet, i: int) -> bool:
    """Whether the first or last line of a page is its number: the right one, or in dashes."""
    line = sheet.lines[i]
    m = _PAGE_NUMBER.fullmatch(line.text)
    if m is None or i not in (0, len(sheet.lines) - 1):
        return False
    return not line.text.strip().isdigit() or abs(int(m[1]) - sheet.number) <= 30


# --- paragraphs -----------------------------------------------------------------------------------------------------


def _set_margins(sheets: list[_Sheet]) -> None:
    """Where the lines of each page begin and how far they reach; a page with few lines follows the document."""
    every = [line for sheet in sheets for line in sheet.lines]
    for sheet in sheets:
        lines = sheet.lines if len(sheet.lines) >= 6 else every
        sheet.left = _left_edge(lines)
        sheet.right = max((line.right for line in lines), default=0.0)
        sheet.items = sorted([*sheet.lines, *sheet.tables], key=lambda item: item.top)


def _left_edge(lines: Sequence[PrintedLine]) -> float:
    """The leftmost place where a tenth of the lines begin."""
    counts = Counter(round(line.left / 4) for line in lines)
    usual = [place for place, n in counts.items() if n + counts[place + 1] >= max(2, len(lines) * 0.1)]
    return min(usual, default=min(counts, default=0)) * 4.0


_MARKER = re.compile(
    r"第[一二三四五六七八九十百零〇]+[章节条]|[一二三四五六七八九十]{1,4}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}[.．、](?!\d)|[①-⑳]|附\s?[件表]"
)
_SENTENCE_END = re.compile(r"[。；：！？;:!?…][）)”’》]*$")


_UNBROKEN = re.compile(r"[0-9A-Za-z,.%/-]+[^，。；：、）”》]?")


def _unbroken(line: PrintedLine) -> float:
    """The width of the number or Latin word that begins a line: too wide for the line above, it left that one short."""
    m = _UNBROKEN.match(line.text)
    return (len(m[0]) + 1) * 0.55 * line.size if m else 0.0


class _Writer:
    """Joins lines into paragraphs and writes paragraphs and cells."""

    def __init__(self) -> None:
        self.transcript = Transcript()
        self._text = ""
        self._firm = True
        self._above: PrintedLine | None = None
        self._above_right = 0.0
        self._tables = 0
        self._open_table: tuple[Ruled, int, int, str] | None = None
        """The table that ended the last page, its number, its rows so far, and its head."""

    def sheet(self, sheet: _Sheet) -> None:
        """Write one page."""
        for item in sheet.items:
            if isinstance(item, Ruled):
                self.end_paragraph()
                self._table(item)
            else:
                self._line(item, sheet)

    def _line(self, line: PrintedLine, sheet: _Sheet) -> None:
        self._open_table = None
        join, firm = self._joins(line, sheet)
        if join:
            blank = " " if self._text[-1:].isascii() and line.text[:1].isascii() and self._text[-1:].isalpha() else ""
            self._text += blank + line.text
        else:
            self.end_paragraph()
            self._text, self._firm = line.text, firm
        self._above, self._above_right = line, sheet.right

    def _joins(self, line: PrintedLine, sheet: _Sheet) -> tuple[bool, bool]:
        """(the line goes on with the paragraph above, the break before it is one for certain)."""
        above = self._above
        if above is None:
            return False, True
        indented = line.left > sheet.left + 1.1 * line.size
        full = above.right > self._above_right - 1.8 * above.size - _unbroken(line)
        same_type = abs(line.size - above.size) < 0.15 * above.size
        # A line set to the right, such as a date under a signature, is full without going on.
        body = above.left < sheet.left + 4 * above.size
        if full and body and not indented and same_type:
            return (True, False) if _MARKER.match(line.text) is None else (False, False)
        if full and same_type and (not body or line.left > sheet.left + 4 * line.size):
            # A long centred title goes on below; whether it does is not told by the page.
            return False, False
        return False, indented or _SENTENCE_END.search(above.text) is not None or not same_type

    def end_paragraph(self) -> None:
        """Write the paragraph that is open."""
        if self._text:
            self.transcript.begin(None)
            self.transcript.line(self._text, firm=self._firm)
        self._text, self._firm, self._above = "", True, None

    # --- tables ---------------------------------------------------------------------------------------------------

    def _table(self, table: Ruled) -> None:
        cells = [(cell, lines_of(cell.glyphs)) for cell in table.cells]
        head = "".join(line.text for cell, lines in cells if cell.row == 0 for line in lines)
        number, done, skip = self._tables, 0, 0
        if self._open_table is not None and _same_columns(self._open_table[0], table):
            number, done = self._open_table[1], self._open_table[2]
            # A table that goes on over the page often repeats its head.
            skip = 1 if head == self._open_table[3] else 0
            head = self._open_table[3]
        else:
            self._tables += 1
        for cell, lines in cells:
            if cell.row < skip:
                continue
            place = (number, done + cell.row - skip, cell.column, cell.rowspan, cell.colspan)
            self.transcript.begin(place)
            self.transcript.line(_cell_text(lines), firm=True, place=place)
        self._open_table = (table, number, done + table.rows - skip, head)


def _cell_text(lines: Sequence[PrintedLine]) -> str:
    """The lines of a cell as one: they were broken by the width of the column."""
    text = ""
    for line in lines:
        blank = " " if text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() else ""
        text += blank + line.text
    return text


def _same_columns(one: Ruled, other: Ruled) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) < 6 for a, b in zip(one.columns, other.columns, strict=True)
    )
