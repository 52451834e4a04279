"""句读: sentences and comma clauses of a passage, and the spans in which a number is part of a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_SENTENCE_STOP = re.compile(r"[。！？!?;\n\t]")
_CLAUSE_STOP = re.compile(r"[。！？!?;\n\t]|[:]|,(?!\d{3}(?!\d))|,(?<![\d],)")
_ASSIGNMENT = re.compile(r"\((?:[^()\n]{0,12}(?:单位|部门|负责)[^()\n]{0,300}|[^()\n]{2,200}负责)\)")
_TITLE = re.compile(r"《[^《》\n]{0,120}(?:《[^《》\n]{0,80}》[^《》\n]{0,80})?》")
_QUOTE_MARK = re.compile(r"[“”\"\n]")
_NUMBERED = re.compile(
    r"(?=[〔\[(【第党的十二一三四五六七八九习联电\d hw“邮索编代比较以在冬铁现早上中下晚凌])(?:"
    r"[〔\[(【]\d{4}[〕\])】]第?\d{1,5}号"
    r"|第[零〇一二三四五六七八九十百千\d ]{1,8}(?:[条款项章节届次批期号类产轮季]|医院|中学|小学|师范|人民|方|一"
    r"|代|线|名)"
    r"|[党的]?(?:十[六七八九]|二十)(?:大|届(?:[一二三四五六七]中)?)|[一二三四五六七八九十]中全会|习近平新时代"
    r"|联系电话:?[\d-]{5,20}|电话:?[\d-]{5,20}"
    r"|\(?0\d{2,3}\)?-\d{6,8}|1[3-9]\d{9}|(?:https?|www)[^\s\u4e00-\u9fff]{1,100}|“?十[三四五六]五[”\"]?"
    r"|(?<!\d)\d{5}(?=[”\"]?(?:热线|平台|电话|便民|政务))"
    r"|(?:邮编|邮政编码|索引号|编号|代码):?[A-Za-z\d-]{3,40}|[一二三四]个(?:意识|自信|维护|确立|全面)"
    r"|(?<![\d\u4e00-\u9fff])\d{4}-\d{1,2}-\d{1,2}"
    r"|(?<![A-Za-z\d.])\d+\.\d+(?:\.\d+)+[-\d.]*%?|(?<![A-Za-z\d.])\d[\d.]*[<>≥≤]=?\d[\d.-]*(?:%|个?百分点)?"
    r"|\d{1,3}章\d{1,3}条|冬季[两2]项|铁人[三3两2]项|现代[五5三3]项|[十七五]项全能"
    r"|(?:凌晨|早上?|上午|中午|下午|晚上?)\d{1,2}[点时:](?:半|\d{1,2}分?)?|\d{1,2}[点时](?:半|\d{1,2}分)?(?:至|到|-{1,2}|—{1,2}|~)(?:次日|当日|下午|晚上?)?\d{1,2}[点时](?:半|\d{1,2}分)?"
    r"|[比较](?:19|20)\d\d年[底末]?|[以在](?:19|20)\d\d年(?=为基|[^,。;]{0,6}基础上)"
    r")"
)

_ASCII_RUN = re.compile(r"[A-Za-z\d%._~/:?#@&=+$!*'\\|-]{5,}")
_ADDRESS = re.compile(
    r"://|www\.|@[A-Za-z\d-]{1,60}\.|%[C-Fc-f][\dA-Fa-f]%[89ABab][\dA-Fa-f]|\.(?:com|cn|net|org|gov|edu|html?|aspx?|jsp|php)(?![A-Za-z])"
)
_MAY_BE_ADDRESS = re.compile(r"(?<=[A-Za-z\d\u4e00-\u9fff)])\.[A-Za-z]|[@/]|%[C-Fc-f]")
"""One look at a passage: few hold an address, nearly all with a share hold a % sign."""
_FILE_TYPE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|jpe?g|png|gif|zip|rar|wps|txt|ofd|csv)(?![A-Za-z])", re.IGNORECASE)
_BEFORE_FILE_NAME = re.compile(r"[\s,。;:、!?“”\"《》()|\[\]]")
_LONGEST_FILE_NAME = 80


def addresses(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of web and mail addresses, percent-encoded runs and file names: furniture of the text, no numbers."""
    if _MAY_BE_ADDRESS.search(folded, start, end) is None:
        return []
    out = [
        m.span()
        for m in _ASCII_RUN.finditer(folded, start, end)
        if _ADDRESS.search(folded, m.start(), m.end()) is not None
    ]
    for m in _FILE_TYPE.finditer(folded, start, end):
        first = max(start, m.start() - _LONGEST_FILE_NAME)
        begins = [b.end() for b in _BEFORE_FILE_NAME.finditer(folded, first, m.start())]
        out.append((begins[-1] if begins else first, m.end()))
    return out


LONGEST_QUOTED = 40
"""Quotation marks further apart than this do not name a thing."""


class Sentences:
    """句读: answers where the sentence or comma clause of a position begins and ends, within one passage."""

    def __init__(self, folded: str, start: int, end: int) -> None:
        self.start, self.end = start, end
        bracketed = folded.find("(", start, end) >= 0
        assignments = [m.span() for m in _ASSIGNMENT.finditer(folded, start, end)] if bracketed else []
        sentence_ends = {m.end() for m in _SENTENCE_STOP.finditer(folded, start, end)}
        sentence_ends.update(e for _, e in assignments)
        sentence_ends.update(s for s, _ in assignments)
        clause_ends = {m.end() for m in _CLAUSE_STOP.finditer(folded, start, end)} | sentence_ends
        self.sentence_starts = sorted({start, *sentence_ends})
        self.clause_starts = sorted({start, *clause_ends})
        self._asked = (-1, (0, 0))

    def sentence(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence that holds `position` (ended by 。 ； or a bracket of units)."""
        if self._asked[0] != position:
            # One number asks for its sentence half a dozen times.
            self._asked = position, self._around(self.sentence_starts, position)
        return self._asked[1]

    def clause(self, position: int) -> tuple[int, int]:
        """Start and end of the comma clause that holds `position`."""
        return self._around(self.clause_starts, position)

    def _around(self, starts: list[int], position: int) -> tuple[int, int]:
        i = bisect_right(starts, position) - 1
        return starts[i], starts[i + 1] if i + 1 < len(starts) else self.end


def quoted(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans in quotation marks, curly or straight, at most `LONGEST_QUOTED` characters apart."""
    out: list[tuple[int, int]] = []
    opened = -1
    for m in _QUOTE_MARK.finditer(folded, start, end):
        mark = m.group()
        if mark == "\n":
            opened = -1
        elif mark == "“" or (mark == '"' and opened < 0):
            opened = m.start()
        elif opened >= 0:
            if m.end() - opened <= LONGEST_QUOTED + 2:
                out.append((opened, m.end()))
            opened = -1
    return out


def titles(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans in title marks 《》."""
    if folded.find("《", start, end) < 0:
        return []
    return [m.span() for m in _TITLE.finditer(folded, start, end)]


def named(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans that are marks or names by their wording: document numbers, 第三届, telephone numbers, 十四五."""
    return [m.span() for m in _NUMBERED.finditer(folded, start, end)]


def merged(*lists: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones joined."""
    out: list[tuple[int, int]] = []
    for span in sorted(s for spans in lists for s in spans):
        if out and span[0] < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], span[1]))
        else:
            out.append(span)
    return out


def inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the spans (in order, not overlapping)."""
    i = bisect_left(spans, (position + 1, -1)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]
