"""重点任务分工表: one row for each stretch with its own unit, and one, marked, where the text names none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bole.documents.fold import fold
from bole.documents.markers import marker_at
from bole.documents.masking import masked_text
from bole.documents.phrases import path_phrase, period_phrase
from bole.documents.reading import Clause, Reading, Sum, Target, UnitMention
from bole.documents.text import Table, Text
from bole.documents.unit_register import UnitRegister, place_of, unit_register

SHORT_TASK = 140
"""Characters up to which a task is told in the short form, cut at the end of a sentence."""
_LEAST_TASK = 12


@dataclass(frozen=True, slots=True)
class TaskRow:
    """分工: one row; `start`/`end` and `mention` are raw offsets of the governed text and of where the units stand."""

    number: int
    path: str
    heading: str
    task: str
    """What is to be done, in short."""
    whole_task: str
    """The governed text as printed, marker and heading in front."""
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    responsible: tuple[str, ...]
    targets: tuple[Target, ...]
    money: tuple[Sum, ...]
    periods: tuple[str, ...]
    """时限, in words."""
    basis: str
    """依据: number or title of the document, and the clause."""
    start: int
    end: int
    mention: tuple[int, int] | None = None
    etc: bool = False
    optional: bool = False

    @property
    def unit_named(self) -> bool:
        """Whether the text names any unit for this task; False is shown as a marked blank."""
        return bool(self.lead or self.cooperating or self.responsible)

    @property
    def one_period(self) -> bool:
        """Whether one period holds for all targets of the row, so that it need not stand beside each of them."""
        return len({t.period for t in self.targets}) <= 1


def rows(
    reading: Reading, register: UnitRegister | None = None, names: Mapping[str, str] | None = None
) -> list[TaskRow]:
    """The table of one document, in reading order.

    Aliases of one body are shown by one name: by `names` (see `names_over`, for several documents of a city), else by
    the name that this document prints most often. No target and no sum of the reading is left out.
    """
    return _Drawing(reading, names if names is not None else names_over([reading], register)[_home(reading)]).rows()


def names_over(readings: Iterable[Reading], register: UnitRegister | None = None) -> dict[str, Mapping[str, str]]:
    """Place -> each printed name -> the one name by which its body is shown in all documents of that place.

    A document whose place is not known stands alone, under its file name.
    """
    register = register or unit_register()
    printed: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for reading in readings:
        home = _home(reading)
        places[home] = place_of(reading)
        printed.setdefault(home, []).extend(
            name for u in reading.units for name in (*u.lead, *u.cooperating, *u.responsible)
        )
    return {home: register.one_name_each(found, places[home]) for home, found in printed.items()}


def _home(reading: Reading) -> str:
    return place_of(reading) or reading.document


def tables(readings: Sequence[Reading], register: UnitRegister | None = None) -> list[list[TaskRow]]:
    """The tables of several documents; one body of a city has one name in all of them."""
    names = names_over(readings, register)
    return [rows(r, register, names[_home(r)]) for r in readings]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of raw text that becomes a row, with its mention if it has one."""

    path: str
    start: int
    end: int
    unit: UnitMention | None = None

    @property
    def reach(self) -> int:
        return max(self.end, self.unit.mention_end) if self.unit else self.end


class _Drawing:
    """One document on its way into a table."""

    def __init__(self, reading: Reading, names: Mapping[str, str]) -> None:
        self.reading = reading
        self.names = names
        self.text: Text = reading.text
        self.shown = masked_text(reading)
        self.clauses = {c.path: c for c in reading.clauses}
        m = reading.metadata
        self.source = m.document_number or (f"《{m.title.strip('《》')}》" if m.title else reading.document)

    def rows(self) -> list[TaskRow]:
        assigned = [_Stretch(u.path, u.scope_start, u.scope_end, u) for u in self.reading.units]
        stretches = assigned + list(self._unassigned(assigned))
        stretches += self._leftover(stretches)
        stretches.sort(key=lambda s: (s.start, s.end))
        targets = _placed(self.reading.targets, stretches)
        money = _placed(self.reading.money, stretches)
        drawn = [self._row(s, tuple(t), tuple(m)) for s, t, m in zip(stretches, targets, money, strict=True)]
        return [replace(row, number=i) for i, row in enumerate(drawn, 1)]

    # --- which stretches ---

    def _unassigned(self, assigned: Sequence[_Stretch]) -> Iterator[_Stretch]:
        """Text of each clause that no assignment governs, where it holds a task."""
        covered = [(s.start, s.reach) for s in assigned]
        named = {s.path for s in assigned}
        covered += [(c.start_char, c.end_char) for c in self.reading.clauses if c.kind == "row" and c.path in named]
        gaps = _Gaps(covered)
        for clause, start, end, undivided in _own_text(self.reading.clauses):
            for piece_start, piece_end in gaps.within(start, end):
                if self._holds_task(clause, piece_start, piece_end, undivided):
                    yield _Stretch(clause.path, piece_start, piece_end)

    def _holds_task(self, clause: Clause, start: int, end: int, undivided: bool) -> bool:
        """A whole clause is taken for a task unless it plainly is none; a part of one must speak of something to do."""
        first, last = self.text.position(start), self.text.position(end)
        told = fold(self.shown[first:last]).strip()
        whole = undivided and start == clause.start_char
        if whole and _NO_TASK.search(told):
            return False
        rest = _without_heading(told, clause) if start == clause.start_char and clause.kind != "row" else told
        if len(re.sub(r"[\W_]", "", rest)) < _LEAST_TASK:
            # 1.开展技能培训。 is a task of one sentence, 附则 is a heading.
            return whole and told.endswith(("。", ";")) and _TASK.search(told) is not None
        return whole or _TASK.search(rest) is not None

    def _leftover(self, stretches: Sequence[_Stretch]) -> list[_Stretch]:
        """Paragraphs with a figure that stands in no other row."""
        left: dict[tuple[str, int, int], None] = {}
        figures: list[Target | Sum] = [*self.reading.targets, *self.reading.money]
        spans = _Gaps(sorted((s.start, s.reach) for s in stretches))
        paths = {s.path for s in stretches if s.unit}
        for figure in figures:
            if figure.path in paths and figure.path.rpartition("/")[2].startswith("#"):
                continue
            if not spans.covers(figure.start_char):
                left[(self._numbered(figure.path), *self._paragraph(figure.start_char))] = None
        return [_Stretch(*key) for key in left]

    def _numbered(self, path: str) -> str:
        """The path without its 一是 and ①: they stand inside one paragraph and share its row."""
        while path in self.clauses and self.clauses[path].kind == "yishi":
            path = path.rpartition("/")[0]
        return path

    def _paragraph(self, raw: int) -> tuple[int, int]:
        at = self.text.position(raw)
        start = self.shown.rfind("\n", 0, at) + 1
        end = self.shown.find("\n", at)
        end = len(self.shown) if end < 0 else end
        return self.text.raw_start(start), self.text.raw_end(end)

    # --- one row ---

    def _row(self, stretch: _Stretch, targets: tuple[Target, ...], money: tuple[Sum, ...]) -> TaskRow:
        clause = self.clauses.get(stretch.path)
        printed = self._printed(stretch, clause)
        unit = stretch.unit
        return TaskRow(
            number=0,
            path=stretch.path,
            heading=clause.heading if clause else "",
            task=_short_task(printed, clause, stretch.start),
            whole_task=_one_line(printed, "\n"),
            lead=self._shown(unit.lead if unit else ()),
            cooperating=self._shown(unit.cooperating if unit else ()),
            responsible=self._shown(unit.responsible if unit else ()),
            targets=targets,
            money=money,
            periods=self._periods(stretch, printed, targets),
            basis=f"{self.source} {path_phrase(stretch.path)}",
            start=stretch.start,
            end=stretch.end,
            mention=(unit.mention_start, unit.mention_end) if unit else None,
            etc=unit.etc if unit else False,
            optional=unit.optional if unit else False,
        )

    def _printed(self, stretch: _Stretch, clause: Clause | None) -> str:
        """The governed text; a unit named inside a sentence governs that sentence, whatever stands before it."""
        first, last = self.text.position(stretch.start), self.text.position(stretch.end)
        printed = self.shown[first:last]
        unit = stretch.unit
        if unit is None or clause is None or clause.kind == "row":
            return printed
        named = fold(self.shown[self.text.position(unit.mention_start) : self.text.position(unit.mention_end)])
        bare = _without_heading(fold(printed), clause) if stretch.start == clause.start_char else printed
        in_prose = named[:1] not in "([【" and ":" not in named
        if in_prose and len(re.sub(r"[\W_]", "", bare)) < _LEAST_TASK:
            sentence = _SENTENCE.match(self.shown, last)
            printed += sentence[0] if sentence else ""
        return printed

    def _shown(self, printed: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.names.get(name, name) for name in printed))

    def _periods(self, stretch: _Stretch, printed: str, targets: Sequence[Target]) -> tuple[str, ...]:
        """Deadlines as printed, then the periods of the targets that no deadline tells already."""
        cell = self._deadline_cell(stretch)
        told = dict.fromkeys(filter(None, [cell]))
        bare = printed.replace(" ", "")
        told.update(dict.fromkeys(bare[m.start() : m.end()] for m in _DEADLINE.finditer(fold(bare))))
        years = " ".join(told)
        for target in targets:
            words = period_phrase(target.period)
            # The column of deadlines has said already by when.
            if words and words not in years and not (cell and target.period[:1].isdigit()):
                told[words] = None
        return tuple(told)

    def _deadline_cell(self, stretch: _Stretch) -> str:
        """完成时限: what the row of a printed table says in its column of deadlines."""
        at = self.text.position(stretch.start)
        for table in self.text.tables:
            if table.start <= at < table.end:
                return _cell_under(table, self.text, at, _DEADLINE_HEAD)
        return ""


_DEADLINE = re.compile(
    r"20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日|上旬|中旬|下旬)?(?:底|末|年底)?(?:以前|之前|前)"
    r"|(?:每年|当年)\d{1,2}月(?:\d{1,2}日|底)?(?:以前|之前|前)|20\d\d年(?:年底|底|末)"
)
_DEADLINE_HEAD = re.compile(r"时限|期限|完成时间|时间节点|进度安排|时间要求|时间进度")
_TASK = re.compile(
    r"(?:^|[。;,:、\s)])(?:[^。;,:]{0,12}?)(?:要|应当?|须|不得|将|拟|负责|加快|加强|加大|推进|推动|推广|推行|建立|建设|建成|构建|健全|完善|优化|实施|开展|支持|鼓励|"
    r"落实|组织|强化|深化|打造|培育|培养|引导|引进|举办|制定|编制|修订|提升|提高|扩大|拓展|探索|设立|发挥|发布|选派|遴选|培训|"
    r"给予|安排|统筹|规范|畅通|促进|激励|保障|确保|力争|达到|新增|实现|做好|抓好|办好|编写|配备|承办|共建|选送|督促|评选|选拔|补贴|奖励|资助|整合|搭建)"
)


_NO_TASK = re.compile(
    r"起(?:施行|实施|执行)|(?:负责|予以)解释|适用(?:于)?本|适用于|(?:本|此)[^。,]{0,12}所称|制定(?:本|以下)|^[^。\n]{0,8}(?:指导思想|基本原则|适用范围)"
)
"""Purpose, scope, definitions and entry into force: nobody has to do anything."""


class _Gaps:
    """What sorted spans of raw offsets leave free."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.merged and start <= self.merged[-1][1]:
                self.merged[-1] = (self.merged[-1][0], max(end, self.merged[-1][1]))
            else:
                self.merged.append((start, end))
        self.ends = [end for _, end in self.merged]

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The free parts of one span."""
        at = start
        for covered_start, covered_end in self.merged[bisect_right(self.ends, start) :]:
            if covered_start >= end:
                break
            if covered_start > at:
                yield at, covered_start
            at = max(at, covered_end)
        if at < end:
            yield at, end

    def covers(self, raw: int) -> bool:
        i = bisect_right(self.ends, raw)
        return i < len(self.merged) and self.merged[i][0] <= raw


def _own_text(clauses: Sequence[Clause]) -> Iterator[tuple[Clause, int, int, bool]]:
    """Each clause with the stretches that no sub-clause holds, and whether it has none; 一是 and ① divide no clause.

    Above the rows of a printed table stands only its head: that is no task.
    """
    blocks = sorted((c for c in clauses if c.kind != "yishi"), key=lambda c: (c.start_char, -c.end_char))
    for i, clause in enumerate(blocks):
        at = clause.start_char
        divided = False
        for child in blocks[i + 1 :]:
            if child.start_char >= clause.end_char:
                break
            if child.start_char > at and child.kind != "row":
                yield clause, at, child.start_char, False
            at = max(at, child.end_char)
            divided = True
        if at < clause.end_char:
            yield clause, at, clause.end_char, not divided


_Figure = TypeVar("_Figure", Target, Sum)
_NESTED = 32
"""How many rows back a row may begin that still holds a figure (rows overlap only where assignments are nested)."""


def _placed(figures: Iterable[_Figure], stretches: Sequence[_Stretch]) -> list[list[_Figure]]:
    """The figures of each stretch: each goes to the shortest one that holds it, a row of a printed table holds all its
    cells."""
    starts = [s.start for s in stretches]
    of_path: dict[str, int] = {}
    for i, stretch in enumerate(stretches):
        of_path.setdefault(stretch.path, i)
    placed: list[list[_Figure]] = [[] for _ in stretches]
    for figure in figures:
        at = bisect_right(starts, figure.start_char)
        near = range(max(0, at - _NESTED), at)
        holders = [i for i in near if figure.start_char < stretches[i].reach]
        if holders:
            placed[min(holders, key=lambda i: stretches[i].reach - stretches[i].start)].append(figure)
        elif stretches:
            same = [i for i in near if stretches[i].path == figure.path]
            placed[same[-1] if same else of_path.get(figure.path, max(0, at - 1))].append(figure)
    return placed


def _cell_under(table: Table, text: Text, at: int, head: re.Pattern[str]) -> str:
    """What stands in the row of position `at`, in the column whose head matches; "" without such a column."""
    row = next((r for r in table.grid if any(c and c.start <= at <= c.end for c in r)), None)
    if row is None:
        return ""
    for column, cell in enumerate(table.grid[0]):
        if cell and head.search(text.folded[cell.start : cell.end]) and column < len(row):
            under = row[column]
            return text.quote(under.start, under.end) if under and under.row > 0 else ""
    return ""


# --- the text of a task ---------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^。；;！？\n]*[。；;！？\n]?")


def _one_line(printed: str, end: str) -> str:
    parts = [re.sub(r"\t| ?\| ?", " ", p).strip() for p in printed.split("\n")]
    return end.join(p for p in parts if p)


def _short_task(printed: str, clause: Clause | None, start: int) -> str:
    told = _one_line(printed, " ").lstrip("。；;，, ")
    if clause is None:
        return _cut(told)
    if clause.kind == "row":
        # After an assignment higher up in the same numbered row, its last cells stand before the line of this task.
        told = _one_line(printed.strip("\n").rpartition("\n")[2], " ")
        return _cut(re.sub(r"^\d{1,3}[.、 ]+", "", told))
    title = clause.heading if len(clause.heading) < 30 else ""
    if start != clause.start_char:
        return _cut(f"{title}：{told}" if title else told)
    marker = marker_at(fold(told[:24]))
    told = told[marker.length :].lstrip() if marker else told
    after = told.removeprefix(title)
    return _cut(title + "：" + after[1:] if title and after[:1] == " " else told)


def _cut(told: str, most: int = SHORT_TASK) -> str:
    """Whole sentences up to `most` characters; … says that there is more."""
    if len(told) <= most:
        return told.strip()
    title = told[: told.find("：") + 1] if 0 <= told.find("：") < 30 else ""
    told = title + _without_preamble(told[len(title) :])
    kept = ""
    for m in _SENTENCE.finditer(told):
        if len(kept) + len(m[0]) > most:
            break
        kept += m[0]
    if len(kept) < most // 3:
        part = told[: most - 1]
        kept = part[: max(part.rfind("，"), part.rfind(","), part.rfind("、"))] if "，" in part or "," in part else part
    return kept.strip() + "…"


_PREAMBLE = re.compile(r"(?:指导思想[。:])?[^。]*(?:为指导|重要讲话|重要指示|大精神|全会精神)[^。]*。")


def _without_preamble(told: str) -> str:
    """Without a first sentence that names only what guides the work, if another follows."""
    m = _PREAMBLE.match(fold(told))
    return told[m.end() :].lstrip() if m and m.end() < len(told) else told


def _without_heading(told: str, clause: Clause) -> str:
    heading = fold(clause.heading)
    at = told.find(heading) if heading else -1
    return told[at + len(heading) :] if 0 <= at <= 12 and len(heading) < 30 else told
