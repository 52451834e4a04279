"""模板: an empty workbook for a kind of data: its headings, lists to choose from, long numbers as text, and a page that
says what each column wants."""

from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bole.apps.registry.imports.cells import choice_list
from bole.apps.registry.imports.kinds import Column, Kind, kind_named
from bole.kernel.messages import _
from bole.kernel.writing import written_beside

_ROWS: Final = 10_000
"""So many rows below the headings have lists and formats."""
_WANTED: Final = PatternFill("solid", fgColor="FFF2CC")
_HEAD: Final = PatternFill("solid", fgColor="DCE6F1")


def template_write(*, kind: str, target: Path) -> None:
    """Write the template of a kind. Raises BoleError for an unknown one."""
    known = kind_named(kind)
    columns = template_columns(known)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = known.label[:31]
    lists = book.create_sheet(_("选项"))
    for at, column in enumerate(columns, 1):
        _head(sheet, at, column)
        _list(sheet, lists, at, column)
    sheet.freeze_panes = "A2"
    _explain(book.create_sheet(_("说明")), columns)
    lists.sheet_state = "hidden"
    with written_beside(target) as beside:
        book.save(beside)


def template_columns(kind: Kind) -> list[Column]:
    """The columns of a template: one for each item, two where an item may be told by code or by name."""
    return list(kind.columns)


def _head(sheet: Any, at: int, column: Column) -> None:
    cell = sheet.cell(1, at, column.label)
    cell.font = Font(bold=True)
    cell.fill = _WANTED if column.required or column.needed else _HEAD
    cell.alignment = Alignment(wrap_text=True)
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].width = max(12, 2 * len(column.label) + 4)
    # A whole column of text keeps the digits of long numbers and the zeros in front.
    sheet.column_dimensions[letter].number_format = "@"


def _list(sheet: Any, lists: Any, at: int, column: Column) -> None:
    choices = choice_list(column) if column.kind in ("code", "level", "flag", "words") else []
    if not choices or column.open:
        return
    letter = get_column_letter(at)
    for row, choice in enumerate(choices, 1):
        lists.cell(row, at, choice)
    formula = f"'{lists.title}'!${letter}$1:${letter}${len(choices)}"
    chosen = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=not column.also)
    chosen.error = _("请从列表中选择。")
    sheet.add_data_validation(chosen)
    chosen.add(f"{letter}2:{letter}{_ROWS + 1}")


def _explain(sheet: Any, columns: list[Column]) -> None:
    for at, title in enumerate((_("列名"), _("必填"), _("怎么填"), _("例子"), _("也认这些列名")), 1):
        sheet.cell(1, at, title).font = Font(bold=True)
    for row, column in enumerate(columns, 2):
        must = _("是") if column.required or column.needed else ""
        others = "、".join((*column.headings[1:], *column.headings_en))
        for at, text in enumerate((column.label, must, how(column), example(column), others), 1):
            sheet.cell(row, at, text).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDE", (20, 8, 50, 24, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def how(column: Column) -> str:
    """How a column is to be filled in."""
    if column.kind in ("code", "level", "flag") or (column.kind == "words" and not column.open):
        return _("从列表中选择：{known}。", known="、".join(choice_list(column)))
    told = {
        "name": _("姓名全称，与证件一致。"),
        "id_number": _("完整的证件号码；整列设为文本，不要让表格软件改成数字。"),
        "credit_code": _("18 位统一社会信用代码。"),
        "organisation": _("单位全称，与登记一致。"),
        "phone": _("手机或座机号码。"),
        "date": _("年-月-日；只知道年月的写年-月。"),
        "count": _("整数，{low} 至 {high}。", low=column.low, high=column.high),
        "money": _("以元计，最多两位小数。"),
        "division": _("6 位或 9 位区划代码，或完整的地名。"),
        "occupation": _("职业分类的代码，或完整的名称；以当时适用的版次为准。"),
        "number": _("编号原样填写；整列设为文本。"),
    }
    return told.get(column.kind, _("文字，不超过 {most} 个字。", most=column.longest))


def example(column: Column) -> str:
    """An example that is nobody's."""
    if column.example:
        return column.example
    usual = {"date": "2031-05-06", "count": "12", "money": "1040.50", "division": "442000"}
    return usual.get(column.kind, "")
