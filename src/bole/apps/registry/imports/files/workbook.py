"""工作簿: rows of text of the sheet that holds the headings; a number is written as the spreadsheet shows it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import python_calamine as calamine

from bole.apps.registry.imports.files.guard import count_unpacked
from bole.apps.registry.imports.files.refused import Refused
from bole.apps.registry.imports.headings import LOOKED_AT, headings_at

_EXACT: Final = 10**15
"""A spreadsheet keeps fifteen digits; of a longer number the rest is gone, and it is written so that this shows."""


def rows_of(path: Path, packed: str, known: Collection[str]) -> Iterator[list[str]]:
    """Every row from the first one of the sheet on. Raises Refused."""
    if packed == "xlsx":
        count_unpacked(path)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            yield from _rows(book, known)
    except calamine.PasswordError as fault:
        raise Refused("FILE_ENCRYPTED") from fault
    except calamine.CalamineError as fault:
        raise Refused("FILE_DAMAGED", what=type(fault).__name__) from fault


def _rows(book: calamine.CalamineWorkbook, known: Collection[str]) -> Iterator[list[str]]:
    sheets = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible
    ]
    for number, name in enumerate(sheets):
        sheet = book.get_sheet_by_name(name)
        top = [_texts(row) for row in islice(sheet.iter_rows(), LOOKED_AT)]
        if headings_at(top, known) is not None or (number == 0 and len(sheets) == 1):
            yield from (_texts(row) for row in sheet.iter_rows())
            return


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        whole = cell.time() == time()
        return cell.date().isoformat() if whole else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell) if isinstance(cell, int | time | timedelta) else repr(cell)


def _number(value: float) -> str:
    if not value.is_integer():
        return repr(value)
    return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
