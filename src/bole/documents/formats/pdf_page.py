"""PDF 页面: the characters of one page with their boxes, its ruled lines, and whether it is a scanned picture.

All coordinates are points with the origin at the top left, after the page was turned so that its text stands upright.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import pypdfium2.raw as pdfium

MOST_SEGMENTS: Final = 20_000
"""Line segments of one page that are looked at; a drawing has more, a table never."""
THIN: Final = 3.0
"""Points; a filled rectangle thinner than this is a ruled line."""


@dataclass(slots=True)
class Glyph:
    """字符: one printed character and its box."""

    sign: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


@dataclass(slots=True)
class Rule:
    """表格线: a straight line, across (`across`) or down the page, at `at` from `start` to `end`."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """页: what is printed on one page; `unreadable` where it is a picture or its fonts tell no characters."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    unreadable: bool


def read_page(document: Any, index: int) -> Page:
    """The page with this index (from 0). Its objects are freed before it is returned."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return Page(0, 0, [], [], True)
    try:
        return _Reader(page).page()
    finally:
        pdfium.FPDF_ClosePage(page)


class _Reader:
    def __init__(self, page: Any) -> None:
        self._page = page
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        self._box = (box.left, box.bottom, box.right, box.top)
        self._turn = 0

    def page(self) -> Page:
        glyphs, faults = self._glyphs()
        count = len(glyphs)
        pictured = count < 10 and self._has_picture()
        unreadable = pictured or (count > 0 and faults * 10 > count * 3)
        left, bottom, right, top = self._box
        width, height = right - left, top - bottom
        if self._turn % 2:
            width, height = height, width
        return Page(width, height, [] if unreadable else glyphs, [] if unreadable else self._rules(), unreadable)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space, seen from the top left of the upright page."""
        left, bottom, right, top = self._box
        if self._turn == 3:
            return y - bottom, x - left
        if self._turn == 2:
            return right - x, y - bottom
        if self._turn == 1:
            return top - y, right - x
        return x - left, top - y

    # --- characters -----------------------------------------------------------------------------------------------

    def _glyphs(self) -> tuple[list[Glyph], int]:
        text = pdfium.FPDFText_LoadPage(self._page)
        try:
            found = list(_characters(text))
        finally:
            pdfium.FPDFText_ClosePage(text)
        turns = Counter(turn for _, _, turn, _ in found if turn is not None)
        # Writing that stands askew (a watermark) is no text of the document; the page is turned as most of it is.
        self._turn = turns.most_common(1)[0][0] if turns else 0
        glyphs: list[Glyph] = []
        faults = 0
        for sign, box, turn, fault in found:
            if turn != self._turn:
                continue
            x0, y0 = self._place(box[0], box[1])
            x1, y1 = self._place(box[2], box[3])
            glyphs.append(Glyph(sign, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            faults += fault
        return glyphs, faults

    # --- ruled lines ------------------------------------------------------------------------------------------------

    def _objects(self) -> Iterator[Any]:
        for i in range(pdfium.FPDFPage_CountObjects(self._page)):
            yield pdfium.FPDFPage_GetObject(self._page, i)

    def _has_picture(self) -> bool:
        return any(
            pdfium.FPDFPageObj_GetType(item) in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)
            for item in self._objects()
        )

    def _rules(self) -> list[Rule]:
        rules: list[Rule] = []
        for item in self._objects():
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_PATH:
                rules.extend(self._rules_of(item))
                if len(rules) > MOST_SEGMENTS:
                    return []
        return rules

    def _rules_of(self, path: Any) -> Iterator[Rule]:
        count = pdfium.FPDFPath_CountSegments(path)
        if count > MOST_SEGMENTS:
            return
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
        outline: list[tuple[float, float]] = []
        for i in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, i)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
                outline = []
                continue
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._place(
                matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
            )
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                yield from _straight(outline)
                outline = [point]
            else:
                outline.append(point)
                if pdfium.FPDFPathSegment_GetClose(segment):
                    outline.append(outline[0])
        yield from _straight(outline)


def _straight(outline: list[tuple[float, float]]) -> Iterator[Rule]:
    """The upright and level edges of an outline; a thin filled box is one line."""
    if len(outline) < 2:
        return
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    if len(outline) > 2 and (max(xs) - min(xs) < THIN or max(ys) - min(ys) < THIN):
        outline = [(min(xs), min(ys)), (max(xs), max(ys))]
        if max(xs) - min(xs) < THIN:
            outline = [(sum(outline[i][0] for i in (0, 1)) / 2, y) for _, y in outline]
        else:
            outline = [(x, (min(ys) + max(ys)) / 2) for x, _ in outline]
    for (x0, y0), (x1, y1) in pairwise(outline):
        if abs(y1 - y0) < 1 and abs(x1 - x0) > THIN:
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x1 - x0) < 1 and abs(y1 - y0) > THIN:
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _characters(text: Any) -> Iterator[tuple[str, tuple[float, float, float, float], int | None, bool]]:
    """Each printed character with its box, the quarter turns it stands at (None: askew) and whether it is unknown."""
    box = pdfium.FS_RECTF()
    reference = ctypes.byref(box)
    for i in range(pdfium.FPDFText_CountChars(text)):
        if pdfium.FPDFText_IsGenerated(text, i) == 1:
            continue
        point = pdfium.FPDFText_GetUnicode(text, i)
        fault = point in (0, 0xFFFD, 0xFFFE, 0xFFFF) or pdfium.FPDFText_HasUnicodeMapError(text, i) == 1
        if (point < 32 and not fault) or 0xD800 <= point < 0xE000 or point > 0x10FFFF:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, i, reference):
            continue
        turns = pdfium.FPDFText_GetCharAngle(text, i) / (math.pi / 2)
        turn = round(turns) % 4 if abs(turns - round(turns)) < 0.05 else None
        yield chr(point) if point else "\ufffd", (box.left, box.bottom, box.right, box.top), turn, fault
