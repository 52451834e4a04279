"""名单: a list as a workbook, as offices print and pass it on: title, notes, heads that stay, long codes as text."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from bole.kernel.messages import _
from bole.kernel.writing import written_beside

_NARROW, _WIDE = 10, 40
_A4: Final = 9
_FIRST: Final = 4
"""The row of the headings: title and notes stand above, and an empty row."""


def list_write(
    target: Path,
    *,
    title: str,
    notes: Sequence[str],
    headings: Sequence[str],
    rows: Iterable[Sequence[str | int | Decimal]],
) -> int:
    """Write a workbook of one sheet; how many rows. Texts stay texts, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31].translate(_NOT_IN_NAMES))
    sheet.freeze_panes = f"A{_FIRST + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.print_title_rows = f"{_FIRST}:{_FIRST}"
    for at, heading in enumerate(headings, 1):
        width = max(_NARROW, min(_WIDE, 2 * len(_(heading)) + 4))
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.append([_cell(sheet, title, bold=True)])
    sheet.append([_cell(sheet, "；".join(notes))])
    sheet.append([])
    sheet.append([_cell(sheet, _(heading), bold=True) for heading in headings])
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    with written_beside(target) as beside:
        book.save(beside)
    return count


_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def _cell(sheet: Any, value: str | int | Decimal, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    plain = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=plain)  # type: ignore[arg-type] # it takes a Decimal as a number
    if isinstance(plain, str):
        cell.data_type, cell.number_format = "s", "@"
    if isinstance(plain, Decimal):
        cell.number_format = "#,##0.00"
    if bold:
        cell.font = Font(bold=True)
    return cell
