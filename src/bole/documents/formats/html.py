"""网页: the printed lines of the document in a saved web page, every character with its place in the source."""

from __future__ import annotations

import re
from typing import Final

from bole.documents.formats.html_table import holds_data, holds_particulars, is_label, placed, rows_of
from bole.documents.formats.main_content import MainContent, is_trailing, may_trail
from bole.documents.formats.markup import BLOCKS, Element, Run, parse, signs
from bole.documents.formats.strokes import Pen
from bole.documents.text import Line

_COLLAPSING: Final = " \t\r\n\x0c"
"""Blanks of the source that a page does not show at the beginning of a line; &nbsp; and full-width ones indent."""
_LINE_END = re.compile(r"\r\n|\r|\n")

Place = tuple[int, int, int, int, int]


def lines_of(raw: str) -> list[Line]:
    """The lines of the document; <p>, <div>, <li> and the like begin firm ones, <br> begins one that is not firm."""
    root = parse(raw)
    content = MainContent(root, raw)
    page = _Page(raw, content)
    page.write(root)
    page.end_line(firm=True)
    return page.lines[: page.trailer()]


class _Page:
    """Walks the tree and writes lines; what stands outside the main part must look like the document to be kept."""

    def __init__(self, raw: str, content: MainContent) -> None:
        self._raw = raw
        self._content = content
        self._pen = Pen()
        self._firm = True
        self._cell: Place | None = None
        self._within = content.main is None
        self._before = True
        self._tables = 0
        self._kept_blanks = False
        self._linked = 0
        self._in_link = False
        self._links: list[bool] = []
        self.lines: list[Line] = []

    def write(self, element: Element) -> None:
        """Write an element and all in it."""
        if self._content.is_dropped(element):
            return
        if element is self._content.main:
            self.end_line(firm=True)
            self._within, self._before = True, False
            if not self._is_table_of_many_rows(element) or not self._write_table(element):
                self._write_children(element)
            self.end_line(firm=True)
            self._within = False
        elif element.tag == "br":
            self._break()
        elif element.tag == "table" and self._cell is None and self._write_table(element):
            pass
        elif element.tag in BLOCKS:
            self.end_line(firm=True)
            kept, self._kept_blanks = self._kept_blanks, self._kept_blanks or element.tag == "pre"
            self._write_children(element)
            self._kept_blanks = kept
            self.end_line(firm=True)
        elif element.tag == "a" and "href" in element.attributes:
            self._in_link = True
            self._write_children(element)
            self._in_link = False
        else:
            self._write_children(element)

    def _write_children(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, Run):
                self._write_run(child)
            else:
                self.write(child)

    def _write_run(self, run: Run) -> None:
        if self._in_link:
            self._linked += run.end - run.start
        for sign, start, end in signs(self._raw, run):
            if len(sign) == 1 and end - start > 1:
                self._pen.sign(sign, start, end)
            elif self._kept_blanks:
                self._write_kept(start, end)
            else:
                if not self._pen:
                    start = end - len(sign.lstrip(_COLLAPSING))
                self._pen.run(self._raw, start, end)

    def _write_kept(self, start: int, end: int) -> None:
        """Text of <pre>: its line ends are line ends."""
        for m in _LINE_END.finditer(self._raw, start, end):
            self._pen.run(self._raw, start, m.start())
            self._break()
            start = m.end()
        self._pen.run(self._raw, start, end)

    def _break(self) -> None:
        """A <br>: two in a row leave an empty line, which parts paragraphs."""
        if self._pen:
            self.end_line(firm=False)
        elif not self._firm and self._cell is None and self.lines and self.lines[-1].text:
            self._keep(self._pen.line())

    def end_line(self, firm: bool) -> None:
        """End the line that is being written; `firm` says how the next one begins."""
        if self._pen:
            line = self._pen.line(firm=self._firm or self._cell is not None, cell=self._cell)
            if not line.text.isspace() and (self._within or self._content.belongs(line.text, self._before)):
                self._keep(line)
            self._firm = firm
        else:
            self._firm = self._firm or firm

    def _keep(self, line: Line) -> None:
        self.lines.append(line)
        self._links.append(self._linked * 2 > len(line.text))
        self._linked = 0

    def trailer(self) -> int:
        """Where the page's own ending begins: a list of related pages, or the footer, with no sentence after it."""
        at = len(self.lines)
        for i in range(len(self.lines) - 1, -1, -1):
            line = self.lines[i]
            if line.cell is not None or not (self._links[i] or may_trail(line.text)):
                break
            if is_trailing(line.text):
                at = i
        return at

    # --- tables ---------------------------------------------------------------------------------------------------

    def _write_table(self, table: Element) -> bool:
        """Write a table of data as cells, one of particulars as lines; False for a table that lays out the page."""
        if self._content.main is not None and not self._within and self._holds_main(table):
            return False
        rows = [[c for c in row if not self._content.is_dropped(c)] for row in rows_of(table)]
        if holds_particulars(rows, self._raw, self._content.length):
            self.end_line(firm=True)
            self._write_particulars(rows)
            return True
        if not holds_data(table, rows, self._content.length):
            return False
        self.end_line(firm=True)
        self._write_caption(table)
        for cell in placed(rows):
            self._write_cell(cell.element, (self._tables, cell.row, cell.column, cell.rowspan, cell.colspan))
        self._tables += 1
        return True

    def _is_table_of_many_rows(self, main: Element) -> bool:
        """Whether a page is one table of data: no row of it holds most of the text."""
        if main.tag != "table":
            return False
        lengths = [sum(map(self._content.length, row)) for row in rows_of(main)]
        return 2 * max(lengths, default=0) < sum(lengths)

    def _holds_main(self, table: Element) -> bool:
        main = self._content.main
        assert main is not None
        return table.start < main.start and main.start < table.end

    def _write_caption(self, table: Element) -> None:
        for part in table.elements:
            if part.tag == "caption":
                self.write(part)

    def _write_cell(self, element: Element, place: Place) -> None:
        written = len(self.lines)
        within, self._within = self._within, True
        self._cell = place
        self._write_children(element)
        self.end_line(firm=True)
        if len(self.lines) == written:
            self._keep(self._pen.line(firm=True, cell=place))
        self._cell = None
        self._within = within

    def _write_particulars(self, rows: list[list[Element]]) -> None:
        """索引号 and its value on one line; the blank between them stands for the mark-up there."""
        for row in rows:
            for element in row:
                text = element.text(self._raw)
                if not self._pen or is_label(text) or is_label(text.split("：")[0]):
                    self.end_line(firm=True)
                else:
                    self._pen.sign(" ", element.start, element.start + 1)
                self._write_inline(element)
            self.end_line(firm=True)

    def _write_inline(self, element: Element) -> None:
        for run in element.runs():
            self._write_run(run)
