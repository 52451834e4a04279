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
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bole.documents.phrases import path_phrase, period_phrase
from bole.documents.reading import Number, Reading
from bole.documents.render.columns import HEADS, TABLE_NAME, UNNAMED, Cells, Column, cells
from bole.documents.render.sheets import (
    BLANK,
    BODY,
    CENTRED,
    LINE,
    RULED,
    TALLEST,
    WRAPPED,
    cell_at,
    lines,
    list_sheet,
    printed_on_a4,
    put_heads,
    put_text,
)
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
_HEAD_ROW: Final = 3
_LONGEST_CELL: Final = 32_000


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
    _line(sheet, 2, last, _source_line(reading), BODY, 18)
    put_heads(sheet, [_(h) for h in HEADS.values()], [_WIDTHS[c] for c in HEADS], _HEAD_ROW)
    for i, row in enumerate(table, _HEAD_ROW + 1):
        for j, column in enumerate(HEADS, 1):
            cell = cell_at(sheet, i, j)
            if column == "number":
                cell.value = row.row.number
            else:
                put_text(cell, row.text(column))
            cell.font = BLANK if column == row.blank else BODY
            cell.alignment = CENTRED if column == "number" else WRAPPED
            cell.border = RULED
        sheet.row_dimensions[i].height = _height({c: row.text(c) for c in HEADS})
    printed_on_a4(sheet, last, _HEAD_ROW + max(1, len(table)), _HEAD_ROW)
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
    fits = len(whole.task) <= _LONGEST_CELL and lines(whole.task, _WIDTHS["task"]) * LINE < TALLEST - LINE
    return whole if fits else short


def _line(sheet: Worksheet, row: int, last: str, text: str, font: Font, height: float) -> None:
    sheet.merge_cells(f"A{row}:{last}{row}")
    cell = cell_at(sheet, row, 1)
    put_text(cell, text)
    cell.font = font
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if row == 1 else "left")
    sheet.row_dimensions[row].height = height


def _height(texts: dict[Column, str]) -> float:
    return min(TALLEST, max(lines(text, _WIDTHS[c]) for c, text in texts.items()) * LINE + 5)


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
    list_sheet(sheet, heads, (22, 14, 30, 6, 14, 12, 8, 13, 10, 34, 9), rows)


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
    list_sheet(sheet, heads, (22, 14, 32, 6, 18, 18, 12, 12, 34, 9), rows)


def _whole_tasks_sheet(sheet: Worksheet, long_tasks: Sequence[tuple[str, TaskRow]]) -> None:
    rows: list[list[str | int | float | None]] = [
        [name, row.number, path_phrase(row.path), part]
        for name, row in long_tasks
        for part in _parts(row.whole_task, 700)
    ]
    list_sheet(sheet, [_("文件"), _("序号"), _("条款"), _("任务")], (22, 7, 16, 120), rows)


def _parts(text: str, most: int) -> Iterator[str]:
    yield from (text[i : i + most] for i in range(0, len(text), most))


def _both_ends(value: Number) -> tuple[int | float, int | float | None]:
    return value if isinstance(value, tuple) else (value, None)
