"""PDF 表格: the grids that ruled lines draw on a page, and the cells between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bole.documents.formats.pdf_page import Glyph, Rule

NEAR: Final = 3.0
"""Points within which two lines meet or are the same."""
MOST_LINES: Final = 400
"""Across or down; a page with more is a drawing."""


@dataclass(slots=True)
class RuledCell:
    """单元格: a field of the grid, with the characters that stand in it."""

    row: int
    column: int
    rowspan: int
    colspan: int
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(slots=True)
class Ruled:
    """画线表格: a grid on the page; `columns` are the places of its upright lines."""

    top: float
    bottom: float
    columns: list[float]
    cells: list[RuledCell]

    @property
    def rows(self) -> int:
        return max(cell.row + cell.rowspan for cell in self.cells)


def tables_of(rules: Sequence[Rule], glyphs: list[Glyph]) -> tuple[list[Ruled], list[Glyph]]:
    """The tables of a page, and the characters that stand in none."""
    tables: list[Ruled] = []
    rest = glyphs
    for group in _connected(_joined(rules)):
        across, down = [r for r in group if r.across], [r for r in group if not r.across]
        rows, columns = _places(across), _places(down)
        if len(rows) < 3 or len(columns) < 3:
            continue
        table = Ruled(rows[0], rows[-1], columns, _cells(across, down, rows, columns))
        outside = _filled(table, rows, rest)
        if _holds_data(table):
            tables.append(table)
            rest = outside
    return sorted(tables, key=lambda t: t.top), rest


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Lines that continue one another made one; cell borders are often drawn piece by piece."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (r.across, round(r.at / NEAR), r.start)):
        last = joined[-1] if joined else None
        if last and last.across == rule.across and abs(last.at - rule.at) <= NEAR and rule.start <= last.end + NEAR:
            last.end = max(last.end, rule.end)
        else:
            joined.append(Rule(rule.across, rule.at, rule.start, rule.end))
    return joined


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of lines that cross or touch."""
    across, down = [r for r in rules if r.across], [r for r in rules if not r.across]
    if len(across) > MOST_LINES or len(down) > MOST_LINES:
        return []
    group_of: dict[int, list[Rule]] = {id(rule): [rule] for rule in rules}
    for h in across:
        for v in down:
            if h.start - NEAR <= v.at <= h.end + NEAR and v.start - NEAR <= h.at <= v.end + NEAR:
                one, other = group_of[id(h)], group_of[id(v)]
                if one is not other:
                    one.extend(other)
                    group_of.update((id(rule), one) for rule in other)
    return list({id(group): group for group in group_of.values()}.values())


def _places(rules: Sequence[Rule]) -> list[float]:
    """Where lines stand, near ones taken as one."""
    places: list[float] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if not places or rule.at - places[-1] > NEAR:
            places.append(rule.at)
    return places


def _drawn(rules: Sequence[Rule], at: float, through: float) -> bool:
    """Whether one of the lines stands at `at` and passes `through` in the other direction."""
    return any(abs(r.at - at) <= NEAR and r.start - 1 <= through <= r.end + 1 for r in rules)


def _cells(across: list[Rule], down: list[Rule], rows: list[float], columns: list[float]) -> list[RuledCell]:
    """Each field of the grid once; where no line parts two fields they are one cell."""
    taken: set[tuple[int, int]] = set()
    cells: list[RuledCell] = []
    height, width = len(rows) - 1, len(columns) - 1
    for r in range(height):
        y = (rows[r] + rows[r + 1]) / 2
        for c in range(width):
            if (r, c) in taken:
                continue
            x = (columns[c] + columns[c + 1]) / 2
            colspan = rowspan = 1
            while c + colspan < width and not _drawn(down, columns[c + colspan], y) and (r, c + colspan) not in taken:
                colspan += 1
            while r + rowspan < height and not _drawn(across, rows[r + rowspan], x):
                rowspan += 1
            taken.update((i, j) for i in range(r, r + rowspan) for j in range(c, c + colspan))
            cells.append(RuledCell(r, c, rowspan, colspan))
    return cells


def _filled(table: Ruled, rows: list[float], glyphs: list[Glyph]) -> list[Glyph]:
    """Put each character into its cell; gives those that stand outside the grid."""
    cell_at = {
        (i, j): cell
        for cell in table.cells
        for i in range(cell.row, cell.row + cell.rowspan)
        for j in range(cell.column, cell.column + cell.colspan)
    }
    outside: list[Glyph] = []
    for glyph in glyphs:
        place = bisect_right(rows, glyph.middle) - 1, bisect_right(table.columns, glyph.centre) - 1
        cell = cell_at.get(place)
        if cell is None:
            outside.append(glyph)
        else:
            cell.glyphs.append(glyph)
    return outside


def _holds_data(table: Ruled) -> bool:
    """Two rows with text in two columns; a frame around a notice is no table."""
    filled: dict[int, int] = {}
    for cell in table.cells:
        if any(not g.sign.isspace() for g in cell.glyphs):
            filled[cell.row] = filled.get(cell.row, 0) + 1
    return sum(1 for n in filled.values() if n >= 2) >= 2
