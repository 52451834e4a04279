"""段落性质: what the headings and announcing lines above a passage make of the numbers in it."""

from __future__ import annotations

import re

from bole.documents.passages import Passage
from bole.documents.surroundings import Section

_CONDITIONS = re.compile(
    r"(?:条件|对象|(?:补贴|补助|奖励|资助|津贴|奖补|支付|支持|扶持|收费|待遇|费用|贴息|发放|认定|申报|评定|评选"
    r"|入选|遴选)(?:范围|标准|额度|条件|资格)(?:及.{0,8})?|资格|(?:申报|申请|认定)(?:范围|要求))[:。]?$"
)
_ANNOUNCED = re.compile(r"(?:条件|之一|标准|对象|情形)(?:之一)?(?:的)?[^。;:]{0,14}[:]$")
_BACKGROUND = re.compile(
    r"(?:^|[\u4e00-\u9fff])(?:现状|发展基础|工作基础|基本情况|进展情况|工作情况|主要成效|工作成效|发展成效|成绩"
    r"|回顾|背景|发展形势|面临形势|编制说明)[:。]?$|完成情况"
)
_UPCOMING = re.compile(r"下一步|下步|今后(?:工作|一个时期)?|下阶段|工作打算|工作计划|未来(?:工作)?|接下来")
_HEAD = 40


class Sections:
    """Follows the passages in order and knows under which headings each stands."""

    def __init__(self, folded: str, reply: bool) -> None:
        self.folded = folded
        self.reply = reply
        self.kinds: dict[str, Section] = {}
        self.seen: set[str] = set()

    def enter(self, passage: Passage) -> Section:
        """The section that governs `passage`; its own words may announce one for the clauses below."""
        path = passage.path
        if path not in self.seen:
            self.seen.add(path)
            self._open(path, passage)
        section = self.section(path)
        tail = self.folded[max(passage.start, passage.end - 40) : passage.end]
        head = self.folded[passage.start : min(passage.end, passage.start + 60)]
        if passage.cell is None and _ANNOUNCED.search(tail):
            self.kinds[path] = Section.CONDITIONS
        elif self.reply and _UPCOMING.search(head):
            top = path.split("/")[0] if path else ""
            self.kinds[top] = Section.UPCOMING
            section = Section.UPCOMING
        return section

    def section(self, path: str) -> Section:
        """The nearest section named above a path."""
        while path:
            if path in self.kinds:
                return self.kinds[path]
            path = path.rpartition("/")[0]
        return self.kinds.get("", Section.PLAIN)

    def _open(self, path: str, passage: Passage) -> None:
        line = self.folded[passage.start : min(passage.end, passage.start + _HEAD)]
        stop = re.search(r"[。\n]", line)
        heading = line[: stop.start()] if stop else (line if passage.end - passage.start <= _HEAD else "")
        if not heading:
            return
        if _CONDITIONS.search(heading):
            self.kinds[path] = Section.CONDITIONS
        elif _BACKGROUND.search(heading):
            self.kinds[path] = Section.BACKGROUND
        elif self.reply and _UPCOMING.search(heading):
            self.kinds[path] = Section.UPCOMING
