"""连排文本: where title, number, addressee and signature were run together with the text, without a line or a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bole.documents.text import BLANK
from bole.documents.wording import (
    ADDRESSEE,
    NUMBER,
    PERSON_LINE,
    SHORT,
    TITLE_END,
    TITLE_WITH_NUMBER,
    all_organs,
    is_title,
)

_DATE = re.compile(r"(?:(?:19|20)\d\d|[二一][〇零○一二三四五六七八九]{3}) ?年.{1,4}?月.{1,4}?[日号]")
_BEHIND_DATE = re.compile(r"$|[ \n]|[(]此件|[(]主动|[(]公开|[(]本文")
_BRACKET = re.compile(r"(?:[(](?:此件|主动|公开|本文)[^()]{0,40}[)])+")
_NAMES = 240
"""Longest list of names that is looked for between a sentence and its date."""
_HEAD = 600
"""Characters in which title, number and addressee stand."""
_SHORTEST_TEXT = 120
"""A shorter paragraph holds no title that was run together with its text."""
_FIRST_NUMBER = re.compile(NUMBER)
_KIND = re.compile(rf"{TITLE_END}(?:\([^()]{{1,30}}\)|〔[^〔〕]{{1,20}}〕)*")
_OPENER = re.compile(
    r"为(?!主|期|准|辅)|根据|依据|按照|近年|日前|近日|当前|经[^,。]{1,20}(?:研究|同意|批准)|现[就将]|第[一1][章条]|一、|党的|[(]此件"
)
_STOP = re.compile(r"[。;,:!?]")
_FIRST_MARK = re.compile(r"第[一1][章条]|一、")
_ENACTED = re.compile(r"[(][^。;]{4,260}?(?:通过|公布|发布|批准|修[正订]|施行|印发)[)]")
"""The note in brackets between the title of a regulation and its first article."""
_ORGANS = re.compile(r"[\u4e00-\u9fff、]{3,60}?(?=为(?!主|期|准|辅)|根据|按照)")
_ADDRESSED = re.compile(r"[各省市区县州旗你全本]|有关|机关|中央|国务院")
_LETTER_KIND = re.compile(r"的(?:通知|函|意见|决定|批复|公告|通告|复函|答复|报告|请示)")
_ABOUT = re.compile(r"关于|印发|转发|批转|[省市县区州盟旗国]")


def cuts(folded: str, start: int, end: int, first: bool) -> Iterator[int]:
    """Positions inside a paragraph at which a line of its own begins; `first`: no sentence stands before it."""
    if first and end - start > _SHORTEST_TEXT:
        yield from _head(folded, start, end)
    yield from _addressee(folded, start, end)
    for m in _DATE.finditer(folded, start, end):
        stop = folded.rfind("。", max(start, m.start() - _NAMES), m.start())
        names = folded[stop + 1 : m.start()].replace(BLANK, "")
        if stop <= 0 or not (all_organs(names) or PERSON_LINE.fullmatch(names)):
            continue
        bracket = _BRACKET.match(folded, m.end(), end)
        behind = bracket.end() if bracket else m.end()
        title = list(_head(folded, behind, end))
        if title or _BEHIND_DATE.match(folded, m.end(), end):
            yield from (stop + 1, m.end(), behind, *title)


def _addressee(folded: str, start: int, end: int) -> Iterator[int]:
    """Behind the colon of an addressee that opens the paragraph."""
    colon = folded.find(":", start, min(end, start + SHORT))
    if colon > 0 and colon + 1 < end and ADDRESSEE.fullmatch(folded[start : colon + 1].replace(BLANK, "")):
        yield colon + 1


def _head(folded: str, start: int, end: int) -> Iterator[int]:
    """Behind the number above a title, the title, and the number below it."""
    places = [i for i in range(start, min(end, start + _HEAD)) if folded[i] != BLANK]
    bare = "".join(folded[i] for i in places)
    above = _FIRST_NUMBER.match(bare)
    begin = above.end() if above else 0
    stop = _title_end(bare, begin)
    if stop is None or stop >= len(places):
        return
    if above:
        yield places[begin]
    yield places[stop]
    enacted = _ENACTED.match(bare, stop)
    if enacted and enacted.end() < len(places):
        yield places[enacted.end()]
    below = _FIRST_NUMBER.match(bare, stop)
    if below and below.end() < len(places):
        yield places[below.end()]


def _title_end(bare: str, begin: int) -> int | None:
    """Where the title that begins at `begin` ends and number, addressee or text follow at once; None for prose."""
    number = _FIRST_NUMBER.search(bare, begin, begin + SHORT)
    if number:
        titled = TITLE_WITH_NUMBER.fullmatch(bare[begin : number.end()])
        if titled and _is_title(titled["title"]):
            return begin + titled.end("title")
    for m in _KIND.finditer(bare, begin, begin + SHORT):
        line = bare[begin : m.end()]
        if _STOP.search(line):
            return None
        enacted = _ENACTED.match(bare, m.end())
        if len(line) >= 6 and is_title(line) and _FIRST_MARK.match(bare, enacted.end() if enacted else m.end()):
            return m.end()
        if not _is_title(line):
            continue
        if _OPENER.match(bare, m.end()) or _addressed(bare, m.end()) or _signed(bare, m.end()):
            return m.end()
    return None


def _is_title(line: str) -> bool:
    """Whether a line is a title for certain: balanced, without stops, and it says of whom or about what it is."""
    if line.count("《") != line.count("》") or _STOP.search(line):
        return False
    return len(line) >= 8 and is_title(line) and _ABOUT.search(line) is not None


def _addressed(bare: str, at: int) -> bool:
    """Whether an addressee and its colon follow, and no further part of the title."""
    colon = bare.find(":", at, at + SHORT)
    if colon < 0 or not ADDRESSEE.fullmatch(bare[at : colon + 1]) or _LETTER_KIND.search(bare, at, colon):
        return False
    return _ADDRESSED.match(bare, at) is not None or _LETTER_KIND.search(bare, max(0, at - 4), at) is not None


def _signed(bare: str, at: int) -> bool:
    """Whether names of bodies follow, and the text behind them: 若干意见 甲委 乙办 为实现…."""
    m = _ORGANS.match(bare, at)
    return m is not None and all_organs(m.group()) and _KIND.search(m.group()) is None
