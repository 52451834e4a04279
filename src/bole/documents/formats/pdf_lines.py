"""PDF 行: characters scattered over a page -> printed lines, top to bottom, each with its text and extent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bole.documents.formats.pdf_page import Glyph

WORD_GAP: Final = 0.22
"""Of the size of the type: a wider gap between Latin letters or digits is a blank."""
HAN_GAP: Final = 0.7
"""The same between Chinese characters, which justified lines drive apart."""


@dataclass(slots=True)
class PrintedLine:
    """印刷行: one line of type; `size` is the height of its type in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


def lines_of(glyphs: Sequence[Glyph]) -> list[PrintedLine]:
    """The lines that the characters make, top to bottom."""
    rows: list[list[Glyph]] = []
    middle = half = 0.0
    for glyph in sorted((g for g in glyphs if not g.sign.isspace()), key=lambda g: g.middle):
        if rows and glyph.middle - middle <= max(half, 0.25 * glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            middle, half = glyph.middle, 0.45 * glyph.size
    return [_line(row) for row in rows]


def _line(row: list[Glyph]) -> PrintedLine:
    row.sort(key=lambda g: (g.left, g.right))
    size = median(g.size for g in row)
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in row:
        # Bold type is sometimes printed twice, a hair apart.
        if before is not None and glyph.sign == before.sign and glyph.left - before.left < 0.2 * size:
            continue
        if before is not None and glyph.left - before.right > size * _gap(before.sign, glyph.sign):
            parts.append(" ")
        parts.append(glyph.sign)
        before = glyph
    right = max(g.right for g in row)
    return PrintedLine("".join(parts), row[0].left, right, min(g.top for g in row), max(g.bottom for g in row), size)


def _gap(before: str, after: str) -> float:
    return WORD_GAP if before < "\u2e80" and after < "\u2e80" else HAN_GAP
