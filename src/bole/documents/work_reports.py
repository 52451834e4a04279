"""政府工作报告: which parts of a government work report look back on a year or on five, and which look ahead.

The part that looks back tells facts without a word of the past beside each number; a heading, numbered or not, or the
first words of a paragraph say where the report turns.
"""

from __future__ import annotations

import re

_TITLE = re.compile(r"[^,。;:]{0,30}政府工作报告(?:\([^()]{0,30}\))?")
_TITLE_WITHIN = 2000
_TITLE_LINES = 40
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_FIVE_YEARS = re.compile(r"“?十([一二三四五六七八九])五[”\"]?")
_LOOKING_BACK = re.compile(r"回顾|回望")
_BACK = re.compile(
    r"成就|成效|成绩|过去|完成情况|五年来|[一两]年来|工作情况|(?:存在|面临)的?(?:主要|突出)?(?:问题|困难)"
)
_AHEAD = re.compile(
    r"今年|明年|新的一年|今后|未来|下一步|下步|展望|目标|任务|总体(?:要求|思路|部署)|工作(?:安排|打算|部署|建议)|建议|重点工作|民生实事"
)
_ADDRESS = r"(?:(?:各位)?代表[!,:、]*|(?:总之|同时|现在),)*"
_OPENS_BACK = re.compile(
    rf"{_ADDRESS}(?:-{{1,2}}|—{{1,2}})?(?:(?:回顾|回望|总结)[^,。;]{{0,8}})?"
    r"(?:(?:刚刚)?过去(?:的)?(?:这)?(?:[一五]年|20\d\d年)|这[一五]年(?!规划)|[一五]年来)"
)
_OPENS_WITH_TIME = re.compile(
    rf"{_ADDRESS}(?:(?P<ahead>今年(?!以来|上半年|前)|明年|新的一年|今后|未来[一五]年|展望(?:未来|今年|20)|下一步)"
    r"|(?P<year>20\d\d)年(?=[是,全我各极])|“?十(?P<plan>[一二三四五六七八九])五[”\"]?(?:时期|期间))"
)
_NUMERALS = "一二三四五六七八九"


def is_work_report(folded: str) -> bool:
    """Whether one of the first lines is the title of a government work report."""
    lines = folded[:_TITLE_WITHIN].split("\n")[:_TITLE_LINES]
    return any(_TITLE.fullmatch(line.strip("#* ")) for line in lines)


class Turns:
    """回顾与展望: follows headings and first words of a work report and knows whether it looks back at a place."""

    def __init__(self, folded: str, year: int | None) -> None:
        titled = _YEAR.search(folded, 0, _TITLE_WITHIN)
        self.year = year or (int(titled[1]) if titled else None)
        self.back = False
        self.decided = self.passing = False

    def heading(self, heading: str, *, first: bool) -> None:
        """A heading turns the report: by the time it names, one of the `first` level by its other words too."""
        years = [int(y) for y in _YEAR.findall(heading)] + [_last_year(p) for p in _FIVE_YEARS.findall(heading)]
        over = self.year is not None and any(y < self.year for y in years)
        ahead = self.year is not None and any(y >= self.year for y in years)
        aims = ahead or _AHEAD.search(heading) is not None
        if over or _LOOKING_BACK.search(heading) or (first and not aims and _BACK.search(heading)):
            # 上一时期成就和下一时期目标: it looks back until a paragraph says otherwise.
            self.back, self.decided = True, False
        elif ahead or first:
            self.back, self.decided = False, True
        self.passing = False

    def paragraph(self, opening: str) -> None:
        """A paragraph turns the report; below a heading on what is to come, for itself only."""
        if self.passing:
            self.back = self.passing = False
        if _OPENS_BACK.match(opening):
            self.back, self.passing = True, self.decided
            return
        m = _OPENS_WITH_TIME.match(opening)
        if m is None:
            return
        if m["ahead"]:
            self.back = False
        elif self.year is not None:
            last = int(m["year"]) if m["year"] else _last_year(m["plan"])
            self.back = last < self.year
            self.passing = self.back and self.decided


def _last_year(numeral: str) -> int:
    """The last year of a five-year plan: the fourteenth ends in 2025."""
    return 2010 + 5 * _NUMERALS.index(numeral)
