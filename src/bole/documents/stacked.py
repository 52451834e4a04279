"""散落的表格: a numbered table whose cells a copied page left one to a line, put back into rows.

It is recognised by its head (序号 and further short lines up to a line that reads 1) and by rows that count on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bole.documents.fold import fold
from bole.documents.text import Line

_SERIAL_HEAD = re.compile(r"序 ?号|编 ?号")
_AFTER_TABLE = re.compile(r"附[件表录]|第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+、|注:")
_HEAD_LENGTH = 20
_MOST_COLUMNS = 12
_RUNS_ON = re.compile(r"[、，,；;：:（(]$")


def with_stacked_tables(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those of stacked tables marked as cells; tables are numbered anew in reading order."""
    bare = [fold(ln.text).strip() for ln in lines]
    out: list[Line] = []
    numbers: dict[int, int] = {}
    tables = at = 0
    while at < len(lines):
        rows = _table_at(lines, bare, at) if _SERIAL_HEAD.fullmatch(bare[at]) else None
        if rows:
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    out.extend(replace(lines[i], cell=(tables, r, c, 1, 1), firm=True) for i in cell)
            at = max(i for row in rows for cell in row for i in cell) + 1
            tables += 1
            continue
        line = lines[at]
        if line.cell is not None:
            known = line.cell[0]
            if known not in numbers:
                numbers[known] = tables
                tables += 1
            line = replace(line, cell=(numbers[known], *line.cell[1:]))
        out.append(line)
        at += 1
    return out


def _table_at(lines: Sequence[Line], bare: Sequence[str], at: int) -> list[list[list[int]]] | None:
    """Rows of line indices, the head first; None where no table begins at `at`."""
    filled = [i for i in range(at, min(len(lines), at + 4 * _MOST_COLUMNS)) if bare[i] and lines[i].cell is None]
    first = next((k for k, i in enumerate(filled) if bare[i] == "1"), 0)
    if not 3 <= first <= _MOST_COLUMNS or any(len(bare[i]) > _HEAD_LENGTH for i in filled[:first]):
        return None
    rows = [[[i] for i in filled[:first]]]
    rows += _body_rows(lines, bare, filled[first], first)
    return rows if len(rows) > 2 else None


def _body_rows(lines: Sequence[Line], bare: Sequence[str], start: int, width: int) -> Iterator[list[list[int]]]:
    number, at = 1, start
    while at < len(lines) and bare[at] == str(number):
        end, nexts = at + 1, str(number + 1)
        while end < len(lines) and bare[end] != nexts and lines[end].cell is None and not _stops(bare, at, end, width):
            end += 1
        inside = [i for i in range(at, end) if bare[i]]
        yield _in_columns(bare, inside, width)
        at, number = end, number + 1


def _stops(bare: Sequence[str], at: int, end: int, width: int) -> bool:
    """Whether a row that began at `at` is over at `end`: it is full and no later line counts on."""
    text = bare[end]
    if re.match(
        r"附[件表录]|第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+、|注:", text
    ) or _SERIAL_HEAD.fullmatch(text):
        return True
    filled = sum(1 for i in range(at, end) if bare[i])
    return filled >= width and not any(b == str(int(bare[at]) + 1) for b in bare[end : end + width])


def _in_columns(bare: Sequence[str], inside: list[int], width: int) -> list[list[int]]:
    """Lines of one row -> its cells; a cell with several lines is the one that runs on, else the longest."""
    cells: list[list[int]] = []
    for i in inside:
        if cells and len(cells) > 1 and _RUNS_ON.search(bare[cells[-1][-1]]):
            cells[-1].append(i)
        else:
            cells.append([i])
    while len(cells) > width:
        k = max(range(1, len(cells) - 1), key=lambda j: sum(len(bare[i]) for i in cells[j] + cells[j + 1]))
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    return cells
