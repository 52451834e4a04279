"""条款标记: the printed marks that open a clause, read on folded text.

Known are 第X条 and its like, 一、, （一）, 1., （1）, 1), ①, 一是 and 附件1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from bole.documents.fold import fold
from bole.kernel.numerals import chinese_integer


class Level(IntEnum):
    """条款层级: outermost first; a marker closes every open clause of its own level and below."""

    ANNEX = 0  # 附件1, 附表2
    CHAPTER = 1  # 第一章
    SECTION = 2  # 第一节
    ARTICLE = 3  # 第一条
    ONE = 4  # 一、
    TWO = 5  # （一）
    THREE = 6  # 1.
    FOUR = 7  # （1）
    FIVE = 8  # 1)
    CIRCLED = 9  # ①
    YISHI = 10  # 一是
    ROW = 11  # a numbered row of an annex table


@dataclass(frozen=True, slots=True)
class Marker:
    """条款标记: `component` is its part of a path, `number` its place in the sequence, `length` in characters."""

    level: Level
    component: str
    number: int
    length: int
    doubtful: bool = False
    """A figure follows at once (11.121人才项目): a marker only where it continues a sequence."""


_CN = "零〇一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚"
_PARENTHESISED_CN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"

_MARKER = re.compile(
    rf"(?P<annex>附 ?[件表录](?: ?(?P<annex_no>\d{{1,2}}(?:-\d{{1,2}})?|[{_CN}]{{1,3}})(?![\d{_CN}]))?)"
    rf"|第 ?(?P<ordinal>[{_CN}](?: ?[{_CN}]){{0,4}}|\d(?: ?\d){{0,2}}) ?(?P<ordinal_kind>[章节条])(?![款项例])"
    rf"|(?P<one>[{_CN}]{{1,4}}) ?(?:、|[．.](?!\d))"
    rf"|[(] ?(?P<two>[{_CN}]{{1,4}}) ?[)]"
    rf"|[(] ?(?P<four>\d{{1,2}}) ?[)]"
    rf"|(?P<three>\d{{1,3}}) ?(?:[.．](?!\d)|、|[.．](?=\d{{4}}年))"
    rf"|(?P<close>\d{{1,3}})[.．](?=\d{{1,4}}[\u4e00-\u9fff])(?!\d+[万亿千百余多倍元%])"
    rf"|(?P<five>\d{{1,2}}) ?[)]"
    rf"|(?P<circled>[{_CIRCLED}])"
    rf"|(?P<p_cn>[{_PARENTHESISED_CN}])|(?P<p>[{_PARENTHESISED}])|(?P<dotted>[{_DOTTED}])"
    rf"|(?P<yishi>[一二三四五六七八九十]{{1,3}})是(?!否)"
)
_ANNEX_LINE_END = re.compile(r"\s*[:：]?\s*")


_FIRST = frozenset(f"附第({_CN}0123456789{_CIRCLED}{_PARENTHESISED_CN}{_PARENTHESISED}{_DOTTED}")
"""Every character with which a marker may begin."""


def marker_at(folded: str, position: int = 0) -> Marker | None:
    """The marker that begins exactly at `position` of folded text, or None."""
    if folded[position : position + 1] not in _FIRST:
        return None
    m = _MARKER.match(folded, position)
    return None if m is None else _marker(m.group(), m.lastgroup == "close")


@lru_cache(maxsize=4096)
def _marker(printed: str, doubtful: bool) -> Marker:
    """The marker that reads `printed`; a document has few different ones, and each is asked for several times."""
    m = _MARKER.fullmatch(printed)
    length = len(printed)
    if doubtful or m is None:
        figure = printed.rstrip(".．")
        return Marker(Level.THREE, figure, int(figure), length, doubtful=True)
    if m["annex"]:
        return Marker(Level.ANNEX, printed.replace(" ", ""), _number(m["annex_no"]), length)
    if m["ordinal"]:
        level = {"章": Level.CHAPTER, "节": Level.SECTION, "条": Level.ARTICLE}[m["ordinal_kind"]]
        ordinal = m["ordinal"].replace(" ", "")
        return Marker(level, f"第{ordinal}{m['ordinal_kind']}", _number(ordinal), length)
    if m["one"]:
        return Marker(Level.ONE, m["one"], _number(m["one"]), length)
    if m["two"] or m["p_cn"]:
        shown = m["two"] or "一二三四五六七八九十"[_PARENTHESISED_CN.index(m["p_cn"])]
        return Marker(Level.TWO, f"({shown})", _number(shown), length)
    if m["three"] or m["dotted"]:
        number = int(m["three"]) if m["three"] else _DOTTED.index(m["dotted"]) + 1
        return Marker(Level.THREE, str(number), number, length)
    if m["four"] or m["p"]:
        number = int(m["four"]) if m["four"] else _PARENTHESISED.index(m["p"]) + 1
        return Marker(Level.FOUR, f"({number})", number, length)
    if m["five"]:
        return Marker(Level.FIVE, f"{int(m['five'])})", int(m["five"]), length)
    if m["circled"]:
        return Marker(Level.CIRCLED, m["circled"], _CIRCLED.index(m["circled"]) + 1, length)
    return Marker(Level.YISHI, f"{m['yishi']}是", _number(m["yishi"]), length)


def _number(printed: str | None) -> int:
    if not printed:
        return 0
    printed = printed.partition("-")[0]
    return int(printed) if printed.isdigit() else (chinese_integer(printed) or 0)


_LINE_OPENING = re.compile(r"(?:#{1,6} ?|[-*·] |\| ?|\*\*|__)*")


def opening_marker(line: str) -> Marker | None:
    """The marker with which a printed line begins, after mark-up such as `## ` or `- `."""
    head = fold(line[:24])
    opening = _LINE_OPENING.match(head)
    return marker_at(head, opening.end() if opening else 0)
