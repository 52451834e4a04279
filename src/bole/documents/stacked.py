"""散落的表格: a numbered table whose cells a copied page left one to a line, put back into rows.

It is recognised by its head (序号 and further short lines up to a line that reads 1) and by rows that count on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bole.documents.fold import fold
from bole.documents.roles import UNIT_NAME
from bole.documents.text import Line

_SERIAL_HEAD = re.compile(r"序 ?号|编 ?号")
_TOTAL = re.compile(r"[合总共小] ?计")
_FIGURE = re.compile(r"[<>≥≤~]?\d[\d.,]*%?|[-—/]")
_AFTER_TABLE = re.compile(r"附[件表录]|第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]+、|注:")
_STILL_CELL = re.compile(r"[\u4e00-\u9fff()]{2,10}[<>≥≤]=?\d[\d.]*%?|约束性|预期性")
"""Nothing but a cell of a table of indicators reads so."""
_UNIT_HEAD = re.compile(r"单位|部门|分工|牵头|责任")
_UNIT_START = re.compile(r"市|县|区|省|州|旗|各|团|中|国|镇|乡")
_HEAD_LENGTH = 20
_LONGEST_UNIT = 30
_LONGEST_CELL = 600
_MOST_COLUMNS = 12
_RUNS_ON = re.compile(r"[、，,；;：:（(]$")


def with_stacked_tables(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those of stacked tables marked as cells; tables are numbered anew in reading order."""
    bare = [fold(ln.text).strip(" |") if len(ln.text) < _LONGEST_CELL else ln.text for ln in lines]
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
        parted = _blank_parted(lines, at) if bare[at][:1] in ("序", "编") else None
        if parted:
            for r, cells in enumerate(parted):
                out.extend(replace(cell, cell=(tables, r, c, 1, 1)) for c, cell in enumerate(cells))
            at += len(parted)
            tables += 1
            continue
        line = lines[at]
        if line.cell is not None:
            known = line.cell[0]
            if known not in numbers:
                numbers[known] = tables
                tables += 1
            if numbers[known] != known:
                line = replace(line, cell=(numbers[known], *line.cell[1:]))
        out.append(line)
        at += 1
    return out


def _table_at(lines: Sequence[Line], bare: Sequence[str], at: int) -> list[list[list[int]]] | None:
    """Rows of line indices, the head first; None where no table begins at `at`."""
    filled = [i for i in range(at, min(len(lines), at + 8 * _MOST_COLUMNS)) if bare[i] and lines[i].cell is None]
    first = next((k for k, i in enumerate(filled) if bare[i].isdigit()), 0)
    if not 2 <= first <= _MOST_COLUMNS or any(len(bare[i]) > _HEAD_LENGTH for i in filled[:first]):
        return None
    cells = _whole_heads(bare, filled[:first])
    heads = ["".join(bare[i] for i in cell) for cell in cells]
    rows = [cells]
    rows += _body_rows(lines, bare, filled[first], heads)
    rows = _put_right(bare, rows, heads)
    return rows if len(rows) > 2 else None


_HEAD_ENDS = (
    ("规划", "目标"),
    ("计划", "目标"),
    ("完成", "情况"),
    ("完成", "时限"),
    ("落实", "情况"),
    ("指标", "属性"),
)
"""Two lines of one narrow head."""


def _whole_heads(bare: Sequence[str], lines: Sequence[int]) -> list[list[int]]:
    """The lines of the head as cells; 指标 stands alone unless another column is headed so already."""
    cells: list[list[int]] = []
    for i in lines:
        above = bare[cells[-1][-1]] if cells else ""
        parted = any(above.endswith(a) and bare[i] == b for a, b in _HEAD_ENDS)
        if parted and above == "指标":
            parted = any("指标" in bare[k] for cell in cells[:-1] for k in cell)
        if parted:
            cells[-1].append(i)
        else:
            cells.append([i])
    return cells


def _body_rows(
    lines: Sequence[Line], bare: Sequence[str], start: int, heads: Sequence[str]
) -> Iterator[list[list[int]]]:
    number, at = int(bare[start][:9]), start
    while at < len(lines) and bare[at] == str(number):
        end = _row_end(lines, bare, at, len(heads))
        cells = _in_columns(bare, [i for i in range(at, end) if bare[i]], heads)
        yield cells
        at, number = end, number + 1
        if at < len(lines) and _TOTAL.fullmatch(bare[at]):
            filled = [i for i in range(at, min(len(lines), at + 8 * len(cells))) if bare[i]][: len(cells) - 1]
            figures = sum(1 for i in filled if _FIGURE.fullmatch(bare[i]))
            if 2 * figures >= len(cells):
                yield [[], *([i] for i in filled if i == at or _FIGURE.fullmatch(bare[i]))]
            return


def _row_end(lines: Sequence[Line], bare: Sequence[str], at: int, width: int) -> int:
    """Where the row that began at `at` is over: at the next number, but rather not while the row is far from full."""
    following = str(int(bare[at]) + 1)
    end, filled, early = at + 1, 1, 0
    while end < len(lines) and lines[end].cell is None:
        if bare[end] == following and not _is_cell_before_row(bare, end):
            if 4 * filled >= 3 * width:
                return end
            early = early or end
        if bare[end] and _stops(bare, at, end, width):
            return early or end
        filled += bool(bare[end])
        if early and filled > width + 2:
            return early
        end += 1
    return early or end


def _is_cell_before_row(bare: Sequence[str], end: int) -> bool:
    """Whether the next filled line bears the same number or the total: this one is then the last cell of its row."""
    following = next((b for b in bare[end + 1 : end + 4] if b), "")
    return following == bare[end] or _TOTAL.fullmatch(following) is not None


def _stops(bare: Sequence[str], at: int, end: int, width: int) -> bool:
    """Whether a row that began at `at` is over at `end`: it is full and no later line counts on."""
    text = bare[end]
    if _TOTAL.fullmatch(text) or _AFTER_TABLE.match(text) or _SERIAL_HEAD.fullmatch(text):
        return True
    if sum(1 for i in range(at, end) if bare[i]) < width or _STILL_CELL.fullmatch(text):
        return False
    ahead = [b for b in bare[end : end + 6 * width] if b][: 2 * width]
    return str(int(bare[at]) + 1) not in ahead


def _in_columns(bare: Sequence[str], inside: list[int], heads: Sequence[str]) -> list[list[int]]:
    """Lines of one row -> its cells; a cell of several lines runs on, names units, or is the longest."""
    cells: list[list[int]] = []
    for i in inside:
        if len(cells) > 1 and _RUNS_ON.search(bare[cells[-1][-1]]):
            cells[-1].append(i)
        else:
            cells.append([i])
    while len(cells) > len(heads):
        k = _joint(bare, cells, heads)
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    return cells


def _joint(bare: Sequence[str], cells: list[list[int]], heads: Sequence[str]) -> int:
    """The cell to join with the next one."""
    last = len(cells) - 2
    places = range(1, max(2, last + 1))
    units = [k for k in places if _is_unit(bare[cells[k][-1]]) and _is_unit(bare[cells[k + 1][0]])]
    if units and any(_UNIT_HEAD.search(h) for h in heads):
        return units[0]
    return max(places, key=lambda k: sum(len(bare[i]) for i in cells[k] + cells[k + 1]))


_FIGURE_HEAD = re.compile(r"(?:19|20)\d\d年|现状|目标值?$|[完实]成[值数]|基期")
_VALUE = re.compile(r"(?:[\u4e00-\u9fff()]{0,10}[<>≥≤≈=])?\d[\d.,]*(?:%|及?以[上下]|左右|以内)*|[-—/]{1,3}")
_DASH = re.compile(r"[-—/]{1,3}")
_MOST_LINES = 24


def _figure_columns(heads: Sequence[str]) -> list[bool]:
    return [k > 0 and _FIGURE_HEAD.search(head) is not None for k, head in enumerate(heads)]


def _put_right(bare: Sequence[str], rows: list[list[list[int]]], heads: Sequence[str]) -> list[list[list[int]]]:
    """Rows of different lengths: a cell above covers one of theirs, or one of theirs has two lines."""
    figures, lengths = _figure_columns(heads), {sum(map(len, row)) for row in rows[1:]}
    if sum(figures) < 2 or len(lengths) == 1 or max(lengths) < len(heads):
        return rows
    return [
        row if k == 0 or not _misplaced(bare, row, figures) else _by_kinds(bare, row, figures)
        for k, row in enumerate(rows)
    ]


def _misplaced(bare: Sequence[str], row: list[list[int]], figures: Sequence[bool]) -> bool:
    """Whether words stand under a head of figures, or a row lacks a cell."""
    placed = list(zip(row, figures, strict=False))[1:]
    kinds = [(bool(cell) and _VALUE.fullmatch(bare[cell[0]]) is not None, figure) for cell, figure in placed]
    return bool(row[0]) and (len(row) < len(figures) or any(kind is not figure for kind, figure in kinds))


def _by_kinds(bare: Sequence[str], row: list[list[int]], figures: Sequence[bool]) -> list[list[int]]:
    """The lines of one row shared out so that figures stand under heads of figures; as they were where they do not fit.

    Costs: a line under a head of the other kind, an empty cell, lines that share one; the cheapest way wins.
    """
    serial, *rest = [i for cell in row for i in cell]
    if len(rest) > _MOST_LINES:
        return row
    kinds = [_VALUE.fullmatch(bare[i]) is not None for i in rest]
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}
    for figure in figures[1:]:
        after: dict[int, tuple[float, list[int]]] = {}
        for at, (paid, edges) in ways.items():
            for end in range(at, len(rest) + 1):
                cost = paid + _cost(bare, rest[at:end], kinds[at:end], figure)
                if end not in after or cost < after[end][0]:
                    after[end] = cost, [*edges, end]
        ways = after
    cost, edges = ways[len(rest)]
    return row if cost >= _DEAREST else [[serial], *(rest[a:b] for a, b in pairwise(edges))]


_DEAREST = 6.0


def _cost(bare: Sequence[str], lines: Sequence[int], kinds: Sequence[bool], figure: bool) -> float:
    if not lines:
        return 2.5 if figure else 1.0
    cost = 4.0 * sum(1 for kind in kinds if kind is not figure)
    if len(lines) == 1:
        return cost
    # A dash fills its cell; of words the shorter ones share one.
    dashed = any(_DASH.fullmatch(bare[i]) for i in lines)
    return cost + 0.6 * (len(lines) - 1) ** 2 + 0.01 * sum(len(bare[i]) for i in lines) + 2.0 * dashed


def _is_unit(text: str) -> bool:
    return len(text) < _LONGEST_UNIT and _UNIT_START.match(text) is not None and UNIT_NAME.search(text) is not None


# --- tables whose columns are parted by blanks ----------------------------------------------------------------------

_COLUMN_GAP = re.compile(r"[ \u3000]{2,}|\u3000")
_BLANK_HEAD = re.compile(r"[\s\u3000]*(?:序[ \u3000]?号|编[ \u3000]?号)[ \u3000]{2,}")
_ROW_START = re.compile(r"[\s\u3000]*(\d{1,4})[ \u3000]{2,}")


def _blank_parted(lines: Sequence[Line], at: int) -> list[list[Line]] | None:
    """Rows of cells of a table whose columns only blanks part, the head at `at` first; None where there is none."""
    if not _BLANK_HEAD.match(lines[at].text) or lines[at].cell is not None:
        return None
    rows = [_cut(lines[at])]
    number: int | None = None
    for line in lines[at + 1 :]:
        m = _ROW_START.match(line.text)
        if m is None or line.cell is not None or (number is not None and int(m[1]) != number + 1):
            break
        row = _cut(line)
        if len(row) != len(rows[0]):
            break
        rows.append(row)
        number = int(m[1])
    return rows if len(rows) > 2 and len(rows[0]) >= 2 else None


def _cut(line: Line) -> list[Line]:
    """A line cut into its columns."""
    text = line.text.rstrip()
    cells: list[Line] = []
    at = len(text) - len(text.lstrip())
    for gap in [*_COLUMN_GAP.finditer(text, at), None]:
        end = gap.start() if gap else len(text)
        if end > at and not _SPLIT_HEAD.fullmatch(text, at, end):
            cells.append(Line(text[at:end], line.starts[at:end], firm=True))
            at = gap.end() if gap else end
    return cells


_SPLIT_HEAD = re.compile(r"序")
