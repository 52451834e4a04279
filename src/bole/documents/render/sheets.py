"""工作表: what every sheet has in common: heads, texts typed as text, lists with a filter, A4 landscape.

Every text is typed as text, so that nothing anybody wrote is ever taken for a formula.
"""

from collections.abc import Sequence
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bole.kernel.messages import _

LINE: Final = 13.5
TALLEST: Final = 409.0
"""Points; Excel shows no taller row."""

EDGE = Side(style="thin", color="FF000000")
RULED = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
BODY = Font(name="宋体", size=10)
BLANK = Font(name="宋体", size=10, color="FF7A4D00", italic=True)
HEAD = Font(name="黑体", size=10)
HEAD_FILL = PatternFill("solid", fgColor="FFEEF4FA")
WRAPPED = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")


def put_heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[float], row: int) -> None:
    """The heads of a table in that row, each column as wide as said (in characters of half width)."""
    for j, (text, width) in enumerate(zip(heads, widths, strict=True), 1):
        cell = cell_at(sheet, row, j)
        put_text(cell, text)
        cell.font, cell.fill, cell.alignment, cell.border = HEAD, HEAD_FILL, CENTRED, RULED
        sheet.column_dimensions[get_column_letter(j)].width = width
    sheet.row_dimensions[row].height = 24


def printed_on_a4(sheet: Worksheet, last: str, bottom: int, head: int) -> None:
    """Printed on A4 landscape, the head row repeated; `last` is the last column, `bottom` the last row."""
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


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell of a row and a column, counted from 1."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def put_text(cell: Cell, text: str) -> None:
    """A cell that holds text and nothing else: = + - @ in front stay letters, also when somebody edits the cell."""
    bare = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = bare
    if bare:
        cell.data_type = "s"
    if bare.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of `width` half-width characters."""
    room = max(2.0, width - 1.5)
    return sum(max(1, -(-_half_widths(part) // int(room))) for part in text.split("\n"))


def _half_widths(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def list_sheet(
    sheet: Worksheet, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str | int | float | None]]
) -> None:
    """A plain list: numbers as numbers, texts as texts, a filter on each head."""
    put_heads(sheet, heads, widths, 1)
    for i, row in enumerate(rows, 2):
        for j, value in enumerate(row, 1):
            cell = cell_at(sheet, i, j)
            if isinstance(value, str):
                put_text(cell, value)
            else:
                cell.value = value
                cell.number_format = "#,##0.######" if isinstance(value, float) else "#,##0"
            cell.font, cell.alignment, cell.border = BODY, WRAPPED, RULED
        told = [lines(v, w) for v, w in zip(row, widths, strict=True) if isinstance(v, str)]
        sheet.row_dimensions[i].height = min(TALLEST, max(told) * LINE + 5)
    last = get_column_letter(len(heads))
    printed_on_a4(sheet, last, max(2, len(rows) + 1), 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
