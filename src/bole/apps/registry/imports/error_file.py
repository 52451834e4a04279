"""错误文件: the rows that did not go in, in the shape of the upload, with what is wrong in a last column.

Mended and sent again, they go in; the column 错误说明 is known and passed over.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from bole.apps.accounts.actor import Actor
from bole.apps.registry import errors
from bole.apps.registry.imports.batches import batch_found
from bole.apps.registry.imports.outcome import faults_shown
from bole.apps.registry.imports.store import Store, headings_of, pieces
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.writing import written_beside

ENDINGS: Final = (".xlsx", ".csv", ".parquet")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def error_file_ending(*, batch: int, actor: Actor) -> str:
    """The ending of the error file of a batch: that of the upload; xlsx for an old workbook."""
    actor.require("import.read")
    ending = Path(batch_found(batch).file_name).suffix.lower()
    return ending if ending in ENDINGS else ".csv" if ending in (".txt", ".tsv") else ".xlsx"


def error_file_write(*, batch: int, target: Path, actor: Actor) -> int:
    """Write the rows that were rejected or held, in the format of the target's name; how many. Raises BoleError."""
    actor.require("import.read")
    found = batch_found(batch)
    store = Store(found.stored)
    if not store.cells.is_file():
        raise BoleError(errors.FILE_GONE, batch=batch)
    told = _told(batch, actor)
    headings = [*(headings_of(store.cells) or found.columns), _("错误说明")]
    rows = _rows(store, told)
    with written_beside(target) as beside:
        return _WRITERS.get(target.suffix.lower(), _write_xlsx)(beside, headings, rows)


def _told(batch: int, actor: Actor) -> dict[int, str]:
    """Row to what is said of it."""
    told: dict[int, list[str]] = {}
    for fault in faults_shown(batch=batch, actor=actor):
        where = _("“{column}”：", column=fault.column) if fault.column else ""
        told.setdefault(fault.row, []).append(f"{where}{fault.message}{fault.remedy}")
    return {row: " ".join(several) for row, several in told.items()}


def _rows(store: Store, told: Mapping[int, str]) -> Iterator[list[str]]:
    for table in pieces(store.cells):
        cells = [table[name] for name in table if name != "row"]
        for at, row in enumerate(table["row"]):
            if row in told:
                yield [*(column[at] or "" for column in cells), told[row]]


def _write_xlsx(path: Path, headings: list[str], rows: Iterator[list[str]]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("错误行"))
    sheet.append(_texts(sheet, headings))
    count = 0
    for row in rows:
        sheet.append(_texts(sheet, row))
        count += 1
    book.save(path)
    return count


def _texts(sheet: Any, row: list[str]) -> list[object]:
    """Cells of text, so that no long number is rounded and nothing is taken for a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"
        cell.number_format = "@"
        cells.append(cell)
    return list(cells)


def _write_csv(path: Path, headings: list[str], rows: Iterator[list[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([f"'{value}" if value.startswith(_FORMULA) else value for value in row])
            count += 1
    return count


def _write_parquet(path: Path, headings: list[str], rows: Iterator[list[str]]) -> int:
    found = list(rows)
    columns = zip(*found, strict=True) if found else ([] for _heading in headings)
    pq.write_table(pa.table([pa.array(list(column), pa.string()) for column in columns], names=headings), path)
    return len(found)


_WRITERS: Final = {".xlsx": _write_xlsx, ".csv": _write_csv, ".txt": _write_csv, ".parquet": _write_parquet}
