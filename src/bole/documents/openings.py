"""条款标记的位置: every place of a `Text` where a marker may open a clause, for `outline` to choose from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bole.documents.layout import Layout
from bole.documents.markers import Level, Marker, marker_at
from bole.documents.passages import body_paragraphs
from bole.documents.text import BLANK, PARAGRAPH_END, Text
from bole.kernel.numerals import chinese_integer

RUN_IN = (Level.YISHI, Level.CIRCLED)


@dataclass(slots=True)
class Opening:
    """条款标记的位置: where a clause may open, from the marker's first character to `after`."""

    start: int
    after: int
    marker: Marker
    own_line: bool
    line_end: int
    loose: bool = False
    """Nothing parts it from the words before: it stands only in flattened text, as the first of a sequence."""


_LINE_OPENING = re.compile(
    r"(?:【(?=附)|#{1,6} ?|[-*·●■◆▪] ?(?![-*])|\| ?|\*\*|__|<(?:b|strong|u|p|span)\b[^>]{0,80}>)*"
)
_MID_LINE = re.compile(r"(?<=[ 。*#)\]】”’!?])(?=[一二三四五六七八九十(㈠-㈩⑴-⒛\d第])")
_MID_LOOSE = re.compile(
    r"(?<=[一-鿿])(?=\( ?[一二三四五六七八九十]{1,3} ?\))|(?<=[一-鿿:])(?=1 ?[.、](?!\d))"
    r"|(?<=[一-鿿])(?<![第件表录约达到至为])(?=\d{1,2} ?[.、](?!\d))"
    r"|(?<=[一-鿿])(?<![统专单第唯万之合如逐划归])(?=一、)|(?<=清单)(?=一、)|(?<=:)(?=1、\d{1,2}月)|(?<=:)(?=一、)"
    r"|(?<=:)(?=1 ?[.、](?:19|20)\d\d年)"
    r"|(?<=[;局委办厅部院会府位门司团社行])(?=[二三四五六七八九十]{1,3}、)"
    r"|(?<=[一-鿿:])(?=第 ?[一二三四五六七八九十百\d])"
)
_CONTENTS_ENTRY = re.compile(r"[^。;\n]{1,60}?(?:…{2,}|\.{6,}|·{6,}) ?\d{1,3}(?!\d)")
"""A heading, leader dots and its page."""
_CHAPTER_ABOVE = re.compile(r"第 ?[一二三四五六七八九十百\d]{1,5} ?[章节][^。;,:、]{1,30}$")
_MID_YISHI = re.compile(r"(?<=[ 。)\]】”’!?;:,、])(?=[一二三四五六七八九十]{1,3}是)|(?=[①-⑳㉑-㉚])")
_CITED_ARTICLE = re.compile(r"、(?= ?第|\n)|[和至,及]|规定|第|的规定|所列|所称|之一|之规定|以及|或者?第|款|项|~|-")
_CITED_ITEM = re.compile(r"(?:[、和至及]?\([一二三四五六七八九十]{1,3}\)){0,9}[项款](?![目待式])")
_ENUMERATION = re.compile(r"[二三四五六七八九十][、,]?(?:[三四五六七八九十]|等|类|级|档|线|产|次|审|期|批|把手|流)")
_NOT_YISHI = re.compile(r"否|不是|以|的")


def _plausible(folded: str, at: int, marker: Marker) -> bool:
    """Marks that only look like one: 一、二等奖, 第三条规定, 1.5."""
    after = at + marker.length
    if _CONTENTS_ENTRY.match(folded, after):
        return False
    if marker.level is Level.ARTICLE:
        return _CITED_ARTICLE.match(folded, after) is None
    if marker.level in (Level.TWO, Level.FOUR):
        return _CITED_ITEM.match(folded, after) is None
    if marker.level is Level.ONE:
        listed = _ENUMERATION.match(folded, after)
        # 一、二等奖 counts up; 二、二次创业 is a heading that begins with a numeral.
        return listed is None or (chinese_integer(folded[after]) or 0) <= marker.number
    if marker.level is Level.THREE:
        return not re.match(r"[%‰]|\d{1,2}(?:月|日)", folded[after : after + 4])
    if marker.level is Level.YISHI:
        return _NOT_YISHI.match(folded, after) is None
    return True


def _is_dated_item(folded: str, at: int, marker: Marker) -> bool:
    """1、11月1日召开动员会 at the beginning of a line or a sentence: an item that begins with its day."""
    return marker.level is Level.THREE and folded[at + marker.length - 1] == "、"


FLATTENED_LENGTH = 300
"""A longer line may have lost its line breaks."""
_SHORT_OF_FLAT = 1000
"""(1)…(2)… run on in a shorter paragraph, in a text that has many, list parts of a sentence and open no clause."""
_NOTE = re.compile(r"(?:备?注|说明) ?: ?1 ?[.、]")
"""A note whose items are numbered: they are no clauses."""
_ANNEX_NAME = re.compile(r"[ 　][^:。]{2,60}")
"""The name of an annex behind its mark: a heading only where the annex's table or its first clause follows at once."""
_ANNEX_ALONE = re.compile(r" ?[:：]? ?】?")


def candidates(text: Text, layout: Layout) -> Iterator[Opening]:
    folded = text.folded
    cells = [(t.start, t.end) for t in text.tables]
    starts = [s for s, _ in cells]
    yield from _annexes_above_titles(text, layout)
    yield from _annexes_in_captions(text)
    noted = 0
    for start, end in body_paragraphs(text, layout):
        inside = bisect_right(starts, start) - 1
        if inside >= 0 and start < cells[inside][1]:
            continue
        opening = _LINE_OPENING.match(folded, start, end)
        first = opening.end() if opening else start
        marker = marker_at(folded, first)
        if _NOTE.match(folded, start, end):
            noted = 1
        elif marker and marker.level is Level.THREE and marker.number == noted + 1 > 1:
            noted += 1
            continue
        else:
            noted = 0
        if marker and first + marker.length <= end:
            if marker.level is Level.ANNEX:
                alone = _ANNEX_ALONE.fullmatch(folded, first + marker.length, end) is not None
                named = not alone and _ANNEX_NAME.fullmatch(folded, first + marker.length, end) is not None
                if alone or (named and (end + 1 in starts or _numbering_begins(folded, end + 1))):
                    yield Opening(first, first + marker.length, marker, True, end)
            elif _plausible(folded, first, marker) or _is_dated_item(folded, first, marker):
                yield Opening(first, first + marker.length, marker, True, end)
        flattened = end - start >= FLATTENED_LENGTH or goes_on_a_line(folded, start)
        yield from _inside_line(folded, first + 1, end, flattened)
        if end - start >= FLATTENED_LENGTH:
            yield from _annexes_in_line(folded, first + 1, end)


def _numbering_begins(folded: str, start: int) -> bool:
    """Whether the line at `start` opens the first chapter, article or head of a text."""
    opening = _LINE_OPENING.match(folded, start)
    marker = marker_at(folded, opening.end() if opening else start)
    return marker is not None and marker.number == 1 and marker.level in (Level.CHAPTER, Level.ARTICLE, Level.ONE)


def _annexes_above_titles(text: Text, layout: Layout) -> Iterator[Opening]:
    """附件 alone above the title of a document that is itself the annex of another."""
    for title in (*layout.title, *layout.attached_title):
        end = text.shown.rfind(PARAGRAPH_END, max(0, title.start - 3), title.start)
        start = text.shown.rfind(PARAGRAPH_END, max(0, end - 12), end) + 1
        marker = marker_at(text.folded, start) if end > 0 and end - start < 12 else None
        if marker is None or marker.level is not Level.ANNEX or layout.in_body(start):
            continue
        if _ANNEX_ALONE.fullmatch(text.folded, start + marker.length, end):
            yield Opening(start, start + marker.length, marker, True, end)


_MID_ANNEX = re.compile(r"(?<= )附 ?[件表录] ?\d{0,2}(?= [^:])")


def _annexes_in_line(folded: str, start: int, end: int) -> Iterator[Opening]:
    """附件1 between blanks in flattened text, behind the end of a sentence or a date."""
    for m in _MID_ANNEX.finditer(folded, start, end):
        marker = marker_at(folded, m.start())
        if marker and _BEFORE_ANNEX.search(folded, max(start, m.start() - 12), m.start()):
            yield Opening(m.start(), m.start() + marker.length, marker, True, end)


_BEFORE_ANNEX = re.compile(r"(?:[。)]|日) $")


def _annexes_in_captions(text: Text) -> Iterator[Opening]:
    """附件2 in the caption of a table: a first row that is one cell."""
    for table in text.tables:
        cells = {c.start: c for c in table.grid[0] if c is not None}
        if len(cells) != 1 or len(table.grid) < 2:
            continue
        ((start, cell),) = cells.items()
        marker = marker_at(text.folded, start)
        if marker and marker.level is Level.ANNEX:
            yield Opening(start, start + marker.length, marker, True, cell.end)


def goes_on_a_line(folded: str, start: int) -> bool:
    """Whether words stand before `start` on the same line: title and text were run together."""
    before = folded[max(0, start - 2) : start].rstrip(BLANK)[-1:]
    return "\u4e00" <= before <= "\u9fff" or before in tuple(":。)")


def _inside_line(folded: str, start: int, end: int, flattened: bool) -> Iterator[Opening]:
    """Markers in mid-line: 一是 and ① after any stop, the others only where a sentence has just ended."""
    if end - start < 4:
        return
    places = {m.start() for m in _MID_YISHI.finditer(folded, start, end)}
    stops = {m.start() for m in _MID_LINE.finditer(folded, start, end)}
    loose = {m.start() for m in _MID_LOOSE.finditer(folded, start, end)} if flattened else set()
    loose -= stops
    parted = stops | loose
    for at in sorted(places | parted):
        marker = marker_at(folded, at)
        if marker is None or at + marker.length > end or marker.level is Level.ANNEX:
            continue
        if marker.level not in RUN_IN and at not in parted:
            continue
        if marker.level is Level.FOUR and end - start < min(_SHORT_OF_FLAT, len(folded) // 3):
            continue
        if at in loose and folded[at] == "第" and marker.number > 1 and not _under_chapter(folded, start, at):
            continue
        stands = _plausible(folded, at, marker) or (at in parted and _is_dated_item(folded, at, marker))
        if stands and not (folded.startswith("注:", at - 2) and marker.level is not Level.CIRCLED):
            yield Opening(at, at + marker.length, marker, False, end, at in loose)


def _under_chapter(folded: str, start: int, at: int) -> bool:
    """Whether 第七条 follows directly on the heading of a chapter: elsewhere it is cited."""
    return _CHAPTER_ABOVE.search(folded, max(start, at - 40), at) is not None
