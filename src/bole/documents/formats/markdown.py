"""Markdown 文本: headings, bullets, links, emphasis and pipe tables; the marks are dropped, the offsets stay.

A bullet keeps its `- `, since `- 一是` is read as a 一是; a heading loses its `## `.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bole.documents.formats.plain import Stretch, bars_until, pipe_rows, raw_lines
from bole.documents.formats.strokes import Pen, entity
from bole.documents.text import Line

_LONGEST_FRONT_MATTER: Final = 40

_INDENT = re.compile(r"[ \t\u3000]*(?:> ?)*")
_HEADING = re.compile(r"#{1,6}(?:[ \t\u3000]+|(?=[^\s#]))")
_ITEM = re.compile(r"[-*+][ \t]|\d{1,3}[.)][ \t]")
_RULE = re.compile(r"(?:[-*_=][ \t]*){3,200}|`{3}.{0,40}|~{3}.{0,40}")
_ADDRESS = r"(?:https?:|mailto:|[./#]|[\w%-]{1,80}[./])[^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?"
_MARK = re.compile(
    rf"(?P<image>!\[[^\[\]\n]{{0,300}}\]\({_ADDRESS}\))"
    rf"|(?P<link>\[(?=[^\[\]\n]{{1,500}}\]\({_ADDRESS}\)))|(?P<address>\]\({_ADDRESS}\))"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<break><br\s{0,9}/?>)|(?P<tag></?[a-zA-Z][^<>\n]{0,300}>|<!--[^\n]{0,1000}?-->)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    r"|(?P<strong>\*\*+|~~|`+)",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(
    r"(?<![*\\])\*(?![*\s])[^*\n]{1,300}(?<!\s)\*(?!\*)|(?<![\w\\])(?P<bars>__?)(?![_\s])[^_\n]{1,300}(?<!\s)(?P=bars)(?!\w)"
)


def lines_of(raw: str) -> list[Line]:
    """The printed lines of a Markdown text, in order."""
    stretches = list(raw_lines(raw))
    lines: list[Line] = []
    table, at = 0, _after_front_matter(raw, stretches)
    while at < len(stretches):
        rows = pipe_rows(raw, stretches, at, bars_until(raw, stretches, at))
        if rows:
            for r, row in enumerate(rows.cells):
                for c, cell in enumerate(row):
                    lines.extend(_cell(raw, cell[0], (table, r, c, 1, 1)))
            table += 1
            at = rows.next
            continue
        # A failed table is passed over whole, or its every line would look for the table again.
        last = max(at + 1, bars_until(raw, stretches, at))
        for stretch in stretches[at:last]:
            lines.extend(_block(raw, stretch))
        at = last
    return lines


def _after_front_matter(raw: str, stretches: Sequence[Stretch]) -> int:
    """The first line after a YAML block at the very top (--- ... ---), which is about the file, not of the document."""
    texts = [raw[s.start : s.end].rstrip() for s in stretches[:_LONGEST_FRONT_MATTER]]
    if len(texts) < 3 or texts[0] != "---" or ":" not in texts[1] or "---" not in texts[1:]:
        return 0
    return texts.index("---", 1) + 1


def _cell(raw: str, stretch: Stretch, place: tuple[int, int, int, int, int]) -> list[Line]:
    return [replace(line, firm=True, cell=place) for line in _inline(raw, stretch.start, stretch.end)]


def _block(raw: str, stretch: Stretch) -> list[Line]:
    """One line of the source without the mark of its block."""
    indent = _INDENT.match(raw, stretch.start, stretch.end)
    start = indent.end() if indent else stretch.start
    if _RULE.fullmatch(raw, start, stretch.end):
        return [Pen().line()]
    heading = _HEADING.match(raw, start, stretch.end)
    if heading:
        bare = raw[heading.end() : stretch.end].rstrip().rstrip("#")
        end = heading.end() + len(bare) if bare.endswith(" ") or not bare else stretch.end
        return _inline(raw, heading.end(), end, firm=True)
    if _ITEM.match(raw, start, stretch.end):
        return _inline(raw, start, stretch.end, firm=True)
    quoted = ">" in raw[stretch.start : start]
    return _inline(raw, start if quoted else stretch.start, stretch.end)


def _inline(raw: str, start: int, end: int, *, firm: bool = False) -> list[Line]:
    """raw[start:end] without emphasis, addresses of links and tags; <br> parts it into several lines."""
    lines: list[Line] = []
    pen = Pen()
    dropped = _emphasis_marks(raw, start, end)
    at = start
    for mark in _MARK.finditer(raw, start, end):
        _write(pen, raw, at, mark.start(), dropped)
        at = mark.end()
        if mark["break"]:
            lines.append(pen.line(firm=firm))
            firm = False
        elif mark["escaped"]:
            pen.run(raw, mark.start("escaped"), mark.end("escaped"))
        elif mark["entity"]:
            meant = entity(mark["entity"])
            if meant:
                pen.sign(meant, mark.start(), mark.end())
            else:
                pen.run(raw, mark.start(), mark.end())
    _write(pen, raw, at, end, dropped)
    lines.append(pen.line(firm=firm))
    return lines


def _emphasis_marks(raw: str, start: int, end: int) -> list[int]:
    """Where the single * and _ or the __ of an emphasis stand, in order."""
    marks: list[int] = []
    for m in _EMPHASIS.finditer(raw, start, end):
        length = len(m["bars"] or "*")
        marks.extend(range(m.start(), m.start() + length))
        marks.extend(range(m.end() - length, m.end()))
    return marks[::-1]


def _write(pen: Pen, raw: str, start: int, end: int, dropped: list[int]) -> None:
    """Write raw[start:end] but for the places in `dropped`, a stack with the next one on top."""
    while dropped and dropped[-1] < end:
        at = dropped.pop()
        if at >= start:
            pen.run(raw, start, at)
            start = at + 1
    pen.run(raw, start, end)
