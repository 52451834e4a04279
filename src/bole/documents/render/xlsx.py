"""Excel: the division table as an official sends it round, one sheet for each document, and all targets and sums.

Every text is typed as text, so that nothing a document prints is ever taken for a formula; A4 landscape, head repeated.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bole.documents.phrases import path_phrase, period_phrase
from bole.documents.reading import Number, Reading
from bole.documents.render.columns import HEADS, TABLE_NAME, UNNAMED, Cells, Column, cells
from bole.documents.table import TaskRow, tables
from bole.kernel.messages import _

_WIDTHS: Final[dict[Column, float]] = {
    "number": 5,
    "clause": 11,
    "task": 50,
    "lead": 15,
    "cooperating": 17,
    "responsible": 15,
    "goals": 27,
    "period": 11,
    "basis": 15,
}
"""In characters of half width; together they fill A4 landscape."""
_LINE: Final = 13.5
_TALLEST: Final = 409.0
"""Points; Excel shows no taller row."""
_HEAD_ROW: Final = 3
_LONGEST_CELL: Final = 32_000

_EDGE = Side(style="thin", color="FF000000")
_RULED = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_BODY = Font(name="宋体", size=10)
_BLANK = Font(name="宋体", size=10, color="FF7A4D00", italic=True)
_HEAD = Font(name="黑体", size=10)
_HEAD_FILL = PatternFill("solid", fgColor="FFEEF4FA")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")


def write(readings: Sequence[Reading], path: Path) -> None:
    """Write the workbook: a sheet for each document, 目标, 资金 and, for tasks too long for a row, 任务全文."""
    book = Workbook()
    first = book.active
    if isinstance(first, Worksheet):
        book.remove(first)
    drawn = tables(readings)
    names = _sheet_names(readings)
    too_long: list[tuple[str, TaskRow]] = []
    for reading, table, name in zip(readings, drawn, names, strict=True):
        sheet = book.create_sheet(name)
        shown = [_fitting(c, short) for c, short in zip(cells(table, whole_task=True), cells(table), strict=True)]
        too_long += [(name, c.row) for c in shown if c.task != c.row.whole_task]
        _division_sheet(sheet, reading, shown)
    _targets_sheet(book.create_sheet(_("目标")), readings, names)
    _money_sheet(book.create_sheet(_("资金")), readings, names)
    if too_long:
        _whole_tasks_sheet(book.create_sheet(_("任务全文")), too_long)
    book.properties.title = _(TABLE_NAME)
    book.properties.creator = "Bole"
    # Not straight to the disk: a full one would leave an open archive behind, which complains when it is cleared away.
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(written.getvalue())


# --- the division table ---------------------------------------------------------------------------------------------


def _division_sheet(sheet: Worksheet, reading: Reading, table: Sequence[Cells]) -> None:
    last = get_column_letter(len(HEADS))
    _line(sheet, 1, last, _("{title}重点任务分工表", title=_title(reading)), Font(name="黑体", size=16), 44)
    _line(sheet, 2, last, _source_line(reading), _BODY, 18)
    _head(sheet, [_(h) for h in HEADS.values()], [_WIDTHS[c] for c in HEADS], _HEAD_ROW)
    for i, row in enumerate(table, _HEAD_ROW + 1):
        for j, column in enumerate(HEADS, 1):
            cell = _cell(sheet, i, j)
            if column == "number":
                cell.value = row.row.number
            else:
                _put_text(cell, row.text(column))
            cell.font = _BLANK if column == row.blank else _BODY
            cell.alignment = _CENTRED if column == "number" else _WRAPPED
            cell.border = _RULED
        sheet.row_dimensions[i].height = _height({c: row.text(c) for c in HEADS})
    _printed_on_a4(sheet, last, _HEAD_ROW + max(1, len(table)), _HEAD_ROW)
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"


def _title(reading: Reading) -> str:
    title = reading.metadata.title
    return f"《{title.strip('《》')}》" if title else reading.document


def _source_line(reading: Reading) -> str:
    m = reading.metadata
    unknown = _(UNNAMED)
    return _(
        "单位：{body}　　文号：{number}　　截至：{day}（成文日期）　　制表人：",
        body="、".join(m.issuing_bodies) or unknown,
        number=m.document_number or unknown,
        day=m.date_of_issue or unknown,
    )


def _fitting(whole: Cells, short: Cells) -> Cells:
    """The row with the whole text of its task, or the short form where a sheet cannot show it all."""
    fits = len(whole.task) <= _LONGEST_CELL and _lines(whole.task, _WIDTHS["task"]) * _LINE < _TALLEST - _LINE
    return whole if fits else short


def _line(sheet: Worksheet, row: int, last: str, text: str, font: Font, height: float) -> None:
    sheet.merge_cells(f"A{row}:{last}{row}")
    cell = _cell(sheet, row, 1)
    _put_text(cell, text)
    cell.font = font
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if row == 1 else "left")
    sheet.row_dimensions[row].height = height


def _head(sheet: Worksheet, heads: Sequence[str], widths: Sequence[float], row: int) -> None:
    for j, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = _cell(sheet, row, j)
        _put_text(cell, head)
        cell.font, cell.fill, cell.alignment, cell.border = _HEAD, _HEAD_FILL, _CENTRED, _RULED
        sheet.column_dimensions[get_column_letter(j)].width = width
    sheet.row_dimensions[row].height = 24


def _printed_on_a4(sheet: Worksheet, last: str, bottom: int, head: int) -> None:
    sheet.print_area = f"A1:{last}{bottom}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.47
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.35
    sheet.print_options.horizontalCentered = True
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = _("第 &P 页 共 &N 页")


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _put_text(cell: Cell, text: str) -> None:
    """A cell that holds text and nothing else: = + - @ in front stay letters, also when somebody edits the cell."""
    bare = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = bare
    if bare:
        cell.data_type = "s"
    if bare.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` half-width characters."""
    room = max(2.0, width - 1.5)
    return sum(max(1, -(-_half_widths(part) // int(room))) for part in text.split("\n"))


def _half_widths(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def _height(texts: dict[Column, str]) -> float:
    return min(_TALLEST, max(_lines(text, _WIDTHS[c]) for c, text in texts.items()) * _LINE + 5)


_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_BEFORE_SUBJECT = re.compile(r"^.*?关于(?:印发)?《?")


def _sheet_names(readings: Sequence[Reading]) -> list[str]:
    """A short name for each document, at most 31 characters, no two alike."""
    taken = {_("目标"), _("资金"), _("任务全文")}
    names: list[str] = []
    for i, reading in enumerate(readings, 1):
        subject = _BEFORE_SUBJECT.sub("", reading.metadata.title) or Path(reading.document).stem
        name = _NO_SHEET_NAME.sub("", subject).strip("《》 ")[:24] or _("文件{number}", number=i)
        if name.lower() in taken:
            name = f"{name[:24]} ({i})"
        taken.add(name.lower())
        names.append(name)
    return names


# --- the other sheets -----------------------------------------------------------------------------------------------


def _targets_sheet(sheet: Worksheet, readings: Sequence[Reading], names: Sequence[str]) -> None:
    heads = [
        _("文件"),
        _("条款"),
        _("指标"),
        _("比较"),
        _("数值"),
        _("上限"),
        _("单位"),
        _("时限"),
        _("力度"),
        _("原文"),
        _("字符位置"),
    ]
    force = {"hard": _("必达"), "approximate": _("约数"), "hoped": _("预期")}
    rows = [
        [
            name,
            path_phrase(t.path),
            t.indicator,
            ">" if t.strict and t.comparator == ">=" else "<" if t.strict and t.comparator == "<=" else t.comparator,
            *_both_ends(t.value),
            t.unit,
            period_phrase(t.period),
            force[t.force] + (_("（待核）") if t.optional else ""),
            t.quote,
            t.start_char,
        ]
        for reading, name in zip(readings, names, strict=True)
        for t in reading.targets
    ]
    _list_sheet(sheet, heads, (22, 14, 30, 6, 14, 12, 8, 13, 10, 34, 9), rows)


def _money_sheet(sheet: Worksheet, readings: Sequence[Reading], names: Sequence[str]) -> None:
    heads = [
        _("文件"),
        _("条款"),
        _("内容"),
        _("比较"),
        _("金额（元）"),
        _("上限（元）"),
        _("计算单位"),
        _("性质"),
        _("原文"),
        _("字符位置"),
    ]
    kinds = {
        "fact": _("已发生"),
        "commitment": _("安排"),
        "standard": _("标准"),
        "threshold": _("条件"),
        "goal": _("目标"),
    }
    rows = [
        [
            name,
            path_phrase(m.path),
            m.what,
            m.comparator,
            *_both_ends(m.value),
            m.per,
            kinds[m.kind] + (_("（待核）") if m.optional else ""),
            m.quote,
            m.start_char,
        ]
        for reading, name in zip(readings, names, strict=True)
        for m in reading.money
    ]
    _list_sheet(sheet, heads, (22, 14, 32, 6, 18, 18, 12, 12, 34, 9), rows)


def _whole_tasks_sheet(sheet: Worksheet, long_tasks: Sequence[tuple[str, TaskRow]]) -> None:
    rows: list[list[str | int | float | None]] = [
        [name, row.number, path_phrase(row.path), part]
        for name, row in long_tasks
        for part in _parts(row.whole_task, 700)
    ]
    _list_sheet(sheet, [_("文件"), _("序号"), _("条款"), _("任务")], (22, 7, 16, 120), rows)


def _parts(text: str, most: int) -> Iterator[str]:
    yield from (text[i : i + most] for i in range(0, len(text), most))


def _both_ends(value: Number) -> tuple[int | float, int | float | None]:
    return value if isinstance(value, tuple) else (value, None)


def _list_sheet(
    sheet: Worksheet, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str | int | float | None]]
) -> None:
    """A plain list: numbers as numbers, texts as texts, a filter on each head."""
    _head(sheet, heads, widths, 1)
    for i, row in enumerate(rows, 2):
        for j, value in enumerate(row, 1):
            cell = _cell(sheet, i, j)
            if isinstance(value, str):
                _put_text(cell, value)
            else:
                cell.value = value
                cell.number_format = "#,##0.######" if isinstance(value, float) else "#,##0"
            cell.font, cell.alignment, cell.border = _BODY, _WRAPPED, _RULED
        told = [_lines(v, w) for v, w in zip(row, widths, strict=True) if isinstance(v, str)]
        sheet.row_dimensions[i].height = min(_TALLEST, max(told) * _LINE + 5)
    last = get_column_letter(len(heads))
    _printed_on_a4(sheet, last, max(2, len(rows) + 1), 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
