"""网页表格: which tables hold data and which only lay out the page; the cells of the former with their spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bole.documents.formats.markup import Element
from bole.documents.formats.plain import MOST_COLUMNS

LONGEST_CELL: Final = 1500
"""Characters; a cell with more, that is also most of its table, holds the page and not an entry."""
LONGEST_HEADED_CELL: Final = 80
"""Where no cell is longer, a heading in a cell is a style of the word processor and not that of a page."""


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """单元格: a <td> with its row, column and spans in the grid."""

    element: Element
    row: int
    column: int
    rowspan: int
    colspan: int


def rows_of(table: Element) -> list[list[Element]]:
    """The cells of each row of a table; those of a table within are not its own."""
    rows: list[list[Element]] = []
    for part in table.elements:
        if part.tag == "tr":
            rows.append(_cells(part))
        elif part.tag in ("tbody", "thead", "tfoot"):
            rows.extend(_cells(row) for row in part.elements if row.tag == "tr")
    return rows


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.elements if cell.tag in ("td", "th")]


def holds_data(table: Element, rows: list[list[Element]], length: Callable[[Element], int]) -> bool:
    """Whether it is a real table: two columns and two rows with text, and no cell that holds the page itself.

    `length` gives the characters of text in an element.
    """
    if table.attributes.get("role") == "presentation" or any(len(row) > MOST_COLUMNS for row in rows):
        return False
    lengths = [[length(cell) for cell in row] for row in rows]
    if sum(1 for row in lengths if sum(1 for n in row if n) >= 2) < 2:
        return False
    total = sum(map(sum, lengths))
    longest = max((n for row in lengths for n in row), default=0)
    if longest > LONGEST_CELL and longest * 2 > total:
        return False
    within = [below for row in rows for cell in row for below in _outermost(cell, ("table", "h1", "h2"))]
    nested = sum(length(below) for below in within if below.tag == "table")
    headed = any(below.tag != "table" for below in within)
    return nested * 2 < total and (not headed or longest <= LONGEST_HEADED_CELL)


def _outermost(element: Element, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements of these tags inside an element, not those inside one of them."""
    waiting = list(element.elements)
    while waiting:
        below = waiting.pop()
        if below.tag in tags:
            yield below
        else:
            waiting.extend(below.elements)


def placed(rows: list[list[Element]]) -> Iterator[PlacedCell]:
    """Each cell in its place: a cell with a rowspan above keeps its columns occupied."""
    taken = [0] * MOST_COLUMNS
    """Column -> first row in which it is free again."""
    room = 100_000 + 8 * sum(map(len, rows))
    """Places that merged cells may fill; a cell that claims more is a plain one."""
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < MOST_COLUMNS and taken[column] > r:
                column += 1
            if column == MOST_COLUMNS:
                break
            rowspan = _span(cell, "rowspan", len(rows) - r)
            colspan = 1
            while colspan < _span(cell, "colspan", MOST_COLUMNS - column) and taken[column + colspan] <= r:
                colspan += 1
            room -= rowspan * colspan
            if room < 0:
                rowspan = colspan = 1
            taken[column : column + colspan] = [r + rowspan] * colspan
            yield PlacedCell(cell, r, column, rowspan, colspan)
            column += colspan


def _span(cell: Element, name: str, most: int) -> int:
    if not cell.written or name not in cell.attributes:
        return 1
    written = re.match(r"\s*(\d{1,6})", cell.attributes[name])
    span = int(written[1]) if written else 1
    # rowspan="0" reaches to the end of the table.
    return min(most, span) if span else (most if name == "rowspan" else 1)


# --- tables of particulars ------------------------------------------------------------------------------------------

_LABEL = re.compile(
    r"(?:索引号|发文机[关构]|发布机构|制发机关|公开主体|成文日期|成文时间|生成日期|发文日期|发布日期|发布时间|公开日期|印发日期|发文字号|文号|文件编号"
    r"|主题分类|主题词|主题|体裁分类|组配分类|信息分类|分类|公文种类|文件类型|有效性|有效期|时效性|是否有效|效力状态|废止日期|实施日期|施行日期|生效日期"
    r"|公开方式|公开范围|公开属性|公开时限|公开责任部门|统一编号|标题|名称|信息名称|文件名称|关键词|内容概述|来源|信息来源)[:：]?"
)


def is_label(text: str) -> bool:
    """Whether a cell (its blanks left out) names a particular of the document: 索引号, 发文机关, 成文日期."""
    return len(text) <= 8 and _LABEL.fullmatch(text) is not None


def holds_particulars(rows: list[list[Element]], raw: str, length: Callable[[Element], int]) -> bool:
    """信息表: whether a small table tells 索引号, 发文机关, 成文日期 and the like, label beside value."""
    cells = [cell for row in rows for cell in row]
    if (
        len(cells) < 4
        or sum(map(length, cells)) >= 800
        or any(e.tag == "table" for cell in cells for e in cell.elements)
    ):
        return False
    texts = [cell.text(raw) for cell in cells]
    opening = sum(1 for text in texts if is_label(re.split(r"(?<=[:：])", text, maxsplit=1)[0]))
    return opening >= 2 and opening * 3 >= len([t for t in texts if t])
