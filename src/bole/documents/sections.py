"""段落性质: what the headings and announcing lines above a passage make of the numbers in it."""

from __future__ import annotations

import re

from bole.documents.passages import Passage
from bole.documents.surroundings import Section
from bole.documents.work_reports import Turns, is_work_report

_CONDITIONS = re.compile(
    r"(?:条件|对象|(?:补贴|补助|奖励|资助|津贴|奖补|支付|支持|扶持|收费|待遇|费用|贴息|发放|认定|申报|评定|评选"
    r"|入选|遴选)(?:范围|标准|额度|条件|资格)(?:及.{0,8})?|(?:积分|评分|计分|加分|赋分|打分|量化)(?:标准|指标|体系|指标体系|表|细则|规则|办法|项目?)?(?:[及和与].{0,8})?表?|资格|(?:申报|申请|认定)(?:范围|要求))[:。]?$"
)
_OF_POINTS = re.compile(
    r"(?:积分|评分|计分|加分|赋分|打分|分值|量化)[^,。;]{0,16}(?:表|体系|标准|细则|规则|指标|办法|项目)(?:\(.{0,12}\))?$"
)
"""积分制入户指标体系及分值表: an annex that gives points promises nothing."""
_ANNOUNCED = re.compile(r"(?:条件|之一|标准|对象|情形)(?:之一)?(?:的)?[^。;:]{0,14}[:]$")
_PROBLEMS = r"(?:(?:存在|面临|主要|突出)的?(?:主要|突出)?(?:问题|困难|短板|不足)|问题(?:和|与|及)?(?:不足|短板|困难))"
_BACKGROUND = re.compile(
    r"(?:(?:^|[\u4e00-\u9fff])(?:现状|发展基础|工作基础|基本情况|(?:完成|进展|开展|落实|执行|实施|工作)情况|(?:工作|主要)?进展"
    r"|(?:主要|工作|发展|取得|建设|阶段性?)的?(?:主要|积极|明显)?(?:成效|成绩|成就|进展)|主要做法|(?:工作)?回顾|背景|发展形势|面临形势"
    rf"|编制说明|{_PROBLEMS})(?:(?:与|和|及|、)(?:成效|问题|成因|评价|分析|形势|挑战|不足|经验|困难|做法)"
    r"(?:分析|评价)?)*[:。]?$)|完成情况"
)
_UPCOMING = re.compile(
    r"下一步|下步|今后(?:工作|一个时期)?|下一?阶段|工作(?:打算|计划|安排|思路)|(?:今年|20\d\d年)[^,。;]{0,8}(?:重点|目标|任务|打算)"
    r"|未来(?:[一两二三四五十几\d]{1,2}年|工作|一个时期|发展(?:目标|思路|方向))|接下来"
)
_REPORT = re.compile(
    r".{0,60}(?:(?:完成|进展|落实|开展|实施|执行|推进|建设|工作)情况(?:的?(?:报告|汇报|通报|总结|公告))?|情况的?(?:报告|汇报|通报)"
    r"|(?:问答实录|新闻发布会实录|政策(?:问答|解读)|热点问答|常见问题(?:解答|问答)?)(?::.{0,80})?|(?<!筹备)(?:工作|年度)总结(?:[和及与暨].{2,20}(?:计划|打算|安排|思路))?|汇报(?:材料|提纲)?|工作的报告)"
)
_ANNEXED_REPORT = re.compile(rf"{_REPORT.pattern}|.{{2,60}}(?:调查|调研|勘查|鉴定|核查|评估)(?:报告|意见|结果|结论)")
_WORK_OF_YEAR = re.compile(r"((?:19|20)\d\d)年度?(?:的)?(?:主要|重点)?(?:工作|任务|情况)(?:[:。]|$)")
_TITLE_LINES = 8
_HEAD = 40
_RUN_IN = re.compile(r"(?:^|/)(?:[一二三四五六七八九十]{1,3}是|[①-⑳])(?:#\d+)?$")
"""A path that ends in 一是 or ①: no heading opens it."""


def is_report(folded: str) -> bool:
    """工作总结、情况报告: whether the first lines say that the document tells what was done."""
    lines = folded[:600].split("\n")[:_TITLE_LINES]
    return any(_REPORT.fullmatch(line.strip("#* ")) for line in lines)


_ANSWERING = re.compile(r"(?:函复|答复|批复|回复)如下")


def is_reply(folded: str) -> bool:
    """函复如下: whether a letter answers what somebody asked for."""
    return _ANSWERING.search(folded, 0, 1000) is not None


def _is_annex(path: str) -> bool:
    return path.startswith("附") and "/" not in path


class Sections:
    """Follows the passages in order and knows under which headings each stands."""

    def __init__(self, folded: str, telling: bool, year: int | None = None) -> None:
        self.folded = folded
        self.year = year
        self.telling = telling
        """A reply or a report: it tells what was done, and names the part that looks ahead."""
        self.kinds: dict[str, Section] = {}
        self.seen: set[str] = set()
        self.turned: set[str] = set()
        self.turns = Turns(folded, year) if is_work_report(folded) else None

    def enter(self, passage: Passage) -> Section:
        """The section that governs `passage`; its own words may announce one for the clauses below."""
        section = self._entered(passage)
        if self.turns is None or section is Section.CONDITIONS or passage.cell is not None:
            return section
        self._turn(self.turns, passage)
        if self.turns.back:
            return Section.RETROSPECT
        # In the part that looks ahead 取得新成效 heads what is to be achieved.
        return Section.PLAIN if section is Section.BACKGROUND else section

    def _turn(self, turns: Turns, passage: Passage) -> None:
        """What a passage of a work report says of the time it and those below it tell of."""
        heading = self._heading(passage)
        opened = passage.path not in self.turned and not _RUN_IN.search(passage.path)
        self.turned.add(passage.path)
        if opened and passage.path:
            turns.heading(heading, first="/" not in passage.path)
        elif heading and passage.end - passage.start == len(heading) and not _RUN_IN.search(passage.path):
            turns.heading(heading, first=False)
        else:
            turns.paragraph(self.folded[passage.start : min(passage.end, passage.start + _HEAD)])

    def _heading(self, passage: Passage) -> str:
        """The first line or sentence of a passage, where it is short enough to head others; else empty."""
        line = self.folded[passage.start : min(passage.end, passage.start + _HEAD)]
        stop = re.search(r"[。\n]", line)
        return line[: stop.start()] if stop else (line if passage.end - passage.start <= _HEAD else "")

    def _entered(self, passage: Passage) -> Section:
        """The section by the headings and announcing lines that hold in every document."""
        path = passage.path
        if path not in self.seen:
            self.seen.add(path)
            self._open(path, passage)
        section = self.section(path)
        if passage.cell is not None and not self.telling:
            return section
        tail = self.folded[max(passage.start, passage.end - 40) : passage.end]
        head = self.folded[passage.start : min(passage.end, passage.start + 60)]
        if passage.cell is None and _ANNOUNCED.search(tail):
            self.kinds[path] = Section.CONDITIONS
        elif self.telling and _UPCOMING.search(head):
            top = path.split("/")[0] if path else ""
            self.kinds[top] = Section.UPCOMING
            section = Section.UPCOMING
        return section

    def _is_report_annexed(self, start: int) -> bool:
        """附件 with the title of a report, on one line or two: 关于…情况的报告, …调查意见."""
        lines = [line.strip("#* ") for line in self.folded[start : start + 160].lstrip("\n").split("\n")[:3]]
        titles = ("".join(lines[:count]) for count in (1, 2))
        return any(len(t) <= 80 and "。" not in t and _ANNEXED_REPORT.fullmatch(t) for t in titles)

    def _is_over(self, heading: str) -> bool:
        """2030年主要工作 in a document of 2031."""
        m = _WORK_OF_YEAR.search(heading)
        return m is not None and self.year is not None and int(m[1]) < self.year

    def section(self, path: str) -> Section:
        """The nearest section named above a path."""
        while path:
            if path in self.kinds:
                return self.kinds[path]
            path = path.rpartition("/")[0]
        return self.kinds.get("", Section.PLAIN)

    def _open(self, path: str, passage: Passage) -> None:
        if _is_annex(path) and self._is_report_annexed(passage.start):
            self.kinds[path] = Section.BACKGROUND
            return
        heading = self._heading(passage)
        if not heading:
            return
        if _CONDITIONS.search(heading) or (_is_annex(path) and _OF_POINTS.search(heading)):
            self.kinds[path] = Section.CONDITIONS
        elif _BACKGROUND.search(heading) or self._is_over(heading):
            self.kinds[path] = Section.BACKGROUND
        elif _UPCOMING.search(heading):
            self.kinds[path] = Section.UPCOMING
