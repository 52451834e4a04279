"""写部门文件: each sheet as GB18030 text, as a workbook and as Parquet, and the truth about every row beside them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.errors import BoleError
from bole.synth.draws import Draws
from bole.synth.errors import FILES_RANGE
from bole.synth.files.departments import DEPARTMENTS, Office, Sheet
from bole.synth.files.roster import roster_of
from bole.synth.files.workbook import write_workbook
from bole.synth.files.wrong_rows import spoil
from bole.synth.register import Register

FOLDER: Final = "files"
MOST_PEOPLE: Final = 1_000_000
MOST_IN_WORKBOOK: Final = 200_000
"""Rows that a workbook holds at most: it is slow to write and slower to open."""
_PIECE: Final = 100_000


def check_size(people: int) -> None:
    """Raises BoleError where the files would be larger than one machine handles well."""
    if people > MOST_PEOPLE:
        raise BoleError(FILES_RANGE, found=people, most=MOST_PEOPLE)


def write_files(register: Register, folder: Path, told: Callable[[str, int], None] | None = None) -> None:
    """Writes the departments' files of a register into `folder`/files; tells of each sheet and its rows."""
    target = folder / FOLDER
    target.mkdir()
    office = Office(register, roster_of(register))
    truth, listed = [], {}
    for name, department in DEPARTMENTS.items():
        sheet = department(office)
        draws = Draws(register.seed, f"{name} rows", np.arange(sheet.frame.height))
        sheet = spoil(sheet, draws, register.city.numbers("wrong_rows"))
        _write(sheet, target)
        truth.append(_truth(sheet))
        rows = sheet.frame.height
        listed[name] = {"title": sheet.title, "rows": rows, "rows_in_workbook": min(rows, MOST_IN_WORKBOOK)}
        if told is not None:
            told(name, rows)
    pl.concat(truth).write_parquet(target / "truth.parquet", compression="zstd", row_group_size=_PIECE)
    (target / "files.json").write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write(sheet: Sheet, target: Path) -> None:
    with (target / f"{sheet.name}.csv").open("wb") as file:
        for start in range(0, max(1, sheet.frame.height), _PIECE):
            piece = sheet.frame.slice(start, _PIECE)
            file.write(piece.write_csv(include_header=start == 0, line_terminator="\r\n").encode("gb18030"))
    sheet.frame.write_parquet(target / f"{sheet.name}.parquet", compression="zstd", row_group_size=_PIECE)
    write_workbook(sheet.frame.head(MOST_IN_WORKBOOK), sheet.title, target / f"{sheet.name}.xlsx")


def _truth(sheet: Sheet) -> pl.DataFrame:
    """Who every row is of and what is wrong with it; rows count from 1 below the headings."""
    rows = sheet.frame.height
    return pl.DataFrame(
        {
            "source": [sheet.name] * rows,
            "row": np.arange(1, rows + 1),
            "person_id": pl.Series(sheet.person).replace(0, None),
            "organisation_id": pl.Series(sheet.organisation).replace(0, None),
            "errors": pl.Series(sheet.errors, dtype=pl.List(pl.String)),
        },
        schema_overrides={"source": pl.String, "row": pl.Int64, "person_id": pl.Int64, "organisation_id": pl.Int64},
    )
