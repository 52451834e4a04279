"""读文件的子进程: a data file becomes a table of text, under limits of memory and time.

Run as `python -m bole.apps.registry.imports.files.child`: an order comes on standard input as JSON {"path", "format",
"target", "known", "limits"}; the rows go to the file `target` (Parquet: `row` as the spreadsheet counts it, `c0`,
`c1` ...), and the answer to standard output: {"rows", "headings", "headings_row"} or {"error", "params"}.
`bole.apps.registry.imports.read` is the parent's side.
"""

import json
import os
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from bole.apps.registry.imports.files.refused import Refused
from bole.apps.registry.imports.headings import LOOKED_AT, headings_at
from bole.kernel.children import end_with_parent, limit

MEMORY_MB: Final = 2_600
"""Of addresses, of which a third is never touched."""
SECONDS: Final = 600
CHUNK: Final = 20_000
"""Rows of a group of the table; what one transaction later writes."""
MOST_ROWS: Final = 3_000_000
MOST_COLUMNS: Final = 200
LONGEST: Final = 1_000
"""Characters of a cell that are kept; no item of the register is as long."""


def main() -> None:
    """Do what standard input orders, and answer."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the answer
    end_with_parent()
    order = json.loads(sys.stdin.buffer.read())
    limit(order["memory_mb"], order["seconds"])
    answers.write(json.dumps(_answer(order)).encode())
    answers.close()


def _answer(order: dict[str, Any]) -> dict[str, object]:
    try:
        return _table(order)
    except Refused as refused:
        return {"error": refused.error, "params": refused.params}
    except MemoryError:
        return {"error": "READING_MEMORY", "params": {"limit": order["memory_mb"]}}
    except OSError as error:
        return {"error": "FILE_UNREADABLE", "params": {"reason": error.strerror or type(error).__name__}}
    except Exception as fault:  # noqa: BLE001 - a hostile file may raise anything in a library; the parent tells it
        return {"error": "FILE_DAMAGED", "params": {"what": type(fault).__name__}}


def _rows(order: dict[str, Any]) -> Iterator[list[str]]:
    path, packed = Path(order["path"]), order["format"]
    if packed == "csv":
        from bole.apps.registry.imports.files import delimited

        return delimited.rows_of(path)
    if packed == "parquet":
        from bole.apps.registry.imports.files import columnar

        return columnar.rows_of(path)
    from bole.apps.registry.imports.files import workbook

    return workbook.rows_of(path, packed, frozenset(order["known"]))


def _table(order: dict[str, Any]) -> dict[str, object]:
    rows = _rows(order)
    top = list(islice(rows, LOOKED_AT))
    at = headings_at(top, frozenset(order["known"]))
    if at is None:
        raise Refused("NO_HEADINGS" if any(any(row) for row in top) else "NO_ROWS", rows=LOOKED_AT)
    headings = [cell.strip() for cell in top[at]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise Refused("TOO_MANY", found=len(headings), limit=MOST_COLUMNS)
    written = _write(chain(top[at + 1 :], rows), headings, at + 2, order)
    if not written:
        raise Refused("NO_ROWS")
    return {"rows": written, "headings": headings, "headings_row": at + 1}


def _write(rows: Iterator[list[str]], headings: list[str], first: int, order: dict[str, Any]) -> int:
    """Rows that hold anything, group by group; how many they were."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    width = len(headings)
    fields = [("row", pa.int64()), *((f"c{at}", pa.string()) for at in range(width))]
    schema = pa.schema(fields, metadata={"headings": "\x1f".join(headings)})
    written = 0
    with pq.ParquetWriter(
        order["target"], schema, compression="zstd", compression_level=1, use_dictionary=False
    ) as writer:
        for numbers, group in _groups(rows, width, first, order["chunk"]):
            columns = [numbers, *map(list, zip(*group, strict=True))]
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=order["chunk"])
            written += len(numbers)
            if written > MOST_ROWS:
                raise Refused("TOO_MANY", found=f"> {MOST_ROWS}", limit=MOST_ROWS)
    return written


def _groups(
    rows: Iterator[list[str]], width: int, first: int, chunk: int
) -> Iterator[tuple[list[int], list[list[str]]]]:
    numbers: list[int] = []
    group: list[list[str]] = []
    empty = [""] * width
    for number, row in enumerate(rows, first):
        cells = (row + empty)[:width] if len(row) != width else row
        if not any(cells):
            continue
        numbers.append(number)
        group.append([cell if len(cell) <= LONGEST else cell[:LONGEST] for cell in cells])
        if len(numbers) == chunk:
            yield numbers, group
            numbers, group = [], []
    if numbers:
        yield numbers, group


if __name__ == "__main__":
    main()
