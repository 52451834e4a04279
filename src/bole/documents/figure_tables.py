"""指标表: annex tables whose column heads give year, unit and deadline to the numbers in their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from bole.documents.counters import UNIT
from bole.documents.periods import Calendar, time_expressions
from bole.documents.reading import Comparator, Number
from bole.documents.text import Cell, Table, Text
from bole.kernel.numerals import plain_number

Role = Literal["skip", "text", "number"]


@dataclass(frozen=True, slots=True)
class TableNumber:
    """表中数字: a number with what its heads say; `planned` where it is a target, `fact` a past figure."""

    start: int
    end: int
    value: Number
    unit: str
    comparator: Comparator
    period: str
    name: str
    planned: bool
    fact: bool


_SERIAL = re.compile(r"序号|编号|项次|NO\.?|No\.?")
_UNIT_HEAD = re.compile(r"(?:计量|指标|度量)?单位")
_DEADLINE = re.compile(
    r"(?:完成|推进|落实|实施|办理|计划完成)?(?:时限|时间节点|期限|完成时间|时间要求|时间安排|进度|时间)(?:要求"
    r"|安排)?"
)
_ASSIGNED = re.compile(
    r"(?:牵头|配合|责任|负责|主办|协办|参与|实施|承办|建设|主管|督导|联系|完成|牵头考核)(?:责任)?(?:单位|部门|人"
    r"|领导|主体|科室|处室)|单位名称|备注|属性|指标属性|联系人|电话|签字|地址|依据|政策依据"
)
_RULING = re.compile(
    r"范围|对象|条件|资格|定义|公式|来源|方法|(?:评分|计分|积分|赋分|加分|扣分|打分|补贴|补助|奖励|奖补|资助|扶持|支持|收费|申报|认定|准入|待遇|处罚)(?:标准|内容|政策|方式|额度|比例)|政策内容|评分|优惠"
)
"""Columns that say who, how and for how much: sums stand in them, no goals."""
_SCORE_HEAD = re.compile(r"分值|得分|满分|积分|加分|扣分|评分|赋分|权重|自评分|计分|最高分|分数|(?:标准|基准|基础)分")
_GOAL_HEAD = re.compile(r"目标|指标值|任务|计划|年(?!龄|限|度考)|评价标准|评价要点|评估标准")
_NAME = re.compile(r"指标|任务|内容|项目|事项|工作|名称|目标|措施|举措|工种|职业|类别|区|县|市|地区|单位")
_INDICATOR = re.compile(r"(?:主要|具体|工作|发展)?指标(?:名称|内容)?")
_PAST_HEAD = re.compile(
    r"现状|实际|完成[值数情]|基期|基数|基准|底数|累计完成|已|现有|上年|去年|人口(?:总?数|规模)?(?:\(|$)|户籍"
)
_PLAN_HEAD = re.compile(r"目标|任务|计划|名额|指标值|预期|规划|分配|下达|(?:评价|考核|评估)标准|标准值|达标值")
_BARE = re.compile(
    r"[\[〔【]?(?P<sign>≥|>=|>|≤|<=|<|≈|约|不[低少小]于|不超过|不高于|(?:控制|降低?)[在至到]|(?:稳定|保持)在"
    r"|(?:提高|提升|增加|增长)[到至]|力争|达到?)?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:\.\d+)?)"
    r"(?:(?:-|—|~|至)(?P<n2>\d{1,12}(?:\.\d+)?))?(?P<unit>[^\d,。;、\n\])]{0,8}?)(?P<after>及?以上|及?以下|左右|以内)?[\]〕】]?"
)
_NAMED_NUMBER = re.compile(
    r"(?P<of>[\u4e00-\u9fff()]{2,10})"
    r"(?P<number>(?:[≥≤<>≈]|不[低少]于|不超过)\d{1,9}(?:\.\d{1,4})?(?:%|及?以上)?)[ ,;、。]?"
)
_NAMED_NUMBERS = re.compile(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _NAMED_NUMBER.pattern)}){{2,6}}")
"""重点城市≥30 一般城市≥15: one cell for several things."""
_PURE_NUMBER = re.compile(r"(?:系数|指数|比值)(?:\(|$)")
"""What is measured without a unit."""
_FUNDS = re.compile(r"资金|投资|经费|预算|补贴|补助|投入")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|(?=\D|$))")
_FIVE_YEARS = re.compile(r"十([一二三四五六])五")
_BRACKET_UNIT = re.compile(r"[(/]([^()\d]{1,8})(?:[)]|$)")
_SCALES = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("百亿", 10**10),
    ("亿", 10**8),
    ("千万", 10**7),
    ("百万", 10**6),
    ("万", 10**4),
    ("千", 10**3),
)
_CAPTION_YEAR = re.compile(
    r"(?<![-—~至\d])((?:19|20)\d\d)年(?!度?[-—~至])[^,。;]{0,24}(?:任务|计划|目标|分解|分配|名额)"
)
_CAPTION_UNIT = re.compile(r"单位:([^\s,。;\n()]{1,8})")


class FigureTables:
    """Knows the heads of every table of a document."""

    def __init__(self, tight: Text, calendar: Calendar) -> None:
        self.text = tight
        self.folded = tight.folded
        self.calendar = calendar
        self._heads: dict[int, list[str]] = {}
        self._head_rows: dict[int, int] = {}
        self._roles: dict[tuple[int, int], Role] = {}
        self._periods: dict[str, str] = {}
        self._scored: dict[int, bool] = {}
        self._deadlines: dict[int, int] = {}
        """Table -> its first column of deadlines, -1 for none."""

    def role(self, table: int, row: int, column: int) -> Role:
        """Whether a cell holds prose, a number, or nothing that is read here (heads, units, names of bodies)."""
        heads = self.heads(table)
        if row < self._head_rows[table]:
            return "skip"
        place = table, column
        if place not in self._roles:
            head = heads[column] if column < len(heads) else ""
            told = _SERIAL.fullmatch(head) or _DEADLINE.fullmatch(head) or _ASSIGNED.search(head)
            self._roles[place] = "skip" if told else "text"
        return self._roles[place]

    def heads(self, table: int) -> list[str]:
        """The head of each column, lines of a two-storey head joined."""
        if table not in self._heads:
            grid = self.text.tables[table]
            captions = self._count_captions(grid)
            count = self._count_head_rows(grid, captions)
            self._head_rows[table] = count
            width = len(grid.grid[0]) if grid.grid else 0
            heads = [self._head(grid, captions, count, c) for c in range(width)]
            self._heads[table] = self._regrouped(grid, heads) if count == 1 else heads
        return self._heads[table]

    def deadline(self, table: int, row: int) -> str:
        """What the 完成时限 column says for a row, as a period."""
        if table not in self._deadlines:
            named = (column for column, head in enumerate(self.heads(table)) if _DEADLINE.fullmatch(head))
            self._deadlines[table] = next(named, -1)
        column = self._deadlines[table]
        return self._period(self._cell(table, row, column)) if column >= 0 else ""

    def plans(self, table: int, column: int) -> bool:
        """Whether the head of a column says that its cells are to be reached (2032年目标)."""
        heads = self.heads(table)
        return column < len(heads) and _PLAN_HEAD.search(heads[column]) is not None

    def rules(self, table: int, column: int) -> bool:
        """Whether a column only says who may have something, how it is reckoned, or what scores how much."""
        heads = self.heads(table)
        if column >= len(heads) or _GOAL_HEAD.search(heads[column]):
            return False
        if _RULING.search(heads[column]) or _SCORE_HEAD.search(heads[column]):
            return True
        if table not in self._scored:
            self._scored[table] = any(_SCORE_HEAD.search(head) for head in heads)
        return self._scored[table]

    def year(self, table: int, column: int) -> str:
        """The year in the head of a column of goals."""
        heads = self.heads(table)
        return self._period(heads[column]) if self.plans(table, column) else ""

    def numbers(self, table: int, row: int, column: int, *, background: bool = False) -> list[TableNumber]:
        """The cell as a number with the unit and year of its heads, or as several with names; none in prose."""
        cell = self.text.tables[table].grid[row][column] if column < len(self.heads(table)) else None
        if cell is None:
            return []
        printed = self.folded[cell.start : cell.end]
        bare = _BARE.fullmatch(printed.strip())
        if bare:
            found = self._number(table, row, column, bare, background)
            return [replace(found, start=cell.start, end=cell.end)] if found else []
        if not _NAMED_NUMBERS.fullmatch(printed):
            return []
        several = []
        for m in _NAMED_NUMBER.finditer(printed):
            number = _BARE.fullmatch(m["number"])
            found = self._number(table, row, column, number, background) if number else None
            if found:
                start, end = cell.start + m.start(), cell.start + m.end()
                several.append(replace(found, start=start, end=end, name=f"{found.name}{m['of']}"))
        return several

    def _number(self, table: int, row: int, column: int, m: re.Match[str], background: bool) -> TableNumber | None:
        heads = self.heads(table)
        head = heads[column]
        unit, scale = self._unit(table, row, head, m["unit"])
        if unit is None:
            return None
        value = self._value(m, scale)
        year = _YEAR.search(head)
        past = (
            _PAST_HEAD.search(head) is not None
            or self._before_issue(head)
            or self._is_base_year(table, head)
            or (background and year is None)
        )
        ahead = year is not None or _PLAN_HEAD.search(head) is not None or self._allotted(table, unit)
        mean = head.startswith("年均") and any(_YEAR.search(h) or _PLAN_HEAD.search(h) for h in heads)
        funds = unit == "元" and _FUNDS.search(head) is not None
        planned = not past and not funds and (ahead or mean)
        period = (
            self._period(head)
            or ("annual" if head.startswith(("年", "每年")) else "")
            or (self.deadline(table, row) or self._caption_year(table) if planned else "")
        )
        comparator = _compared(m["sign"], m["after"])
        name = re.sub(r"\([^()]{1,8}\)$", "", self._name(table, row, head))
        return TableNumber(m.start(), m.end(), value, unit, comparator, period, name, planned, past)

    def _before_issue(self, head: str) -> bool:
        """2024年, “十三五”规划目标: the head's year, or five years, were over when the document was issued."""
        since = self.calendar.year or (self.calendar.plan[0] if self.calendar.plan else None)
        year, five = _YEAR.search(head), _FIVE_YEARS.search(head)
        last = int(year[1]) if year else 2010 + 5 * "一二三四五六".index(five[1]) if five else None
        return since is not None and last is not None and last < since

    def _is_base_year(self, table: int, head: str) -> bool:
        """1995年人数 beside the task for 1996 to 1998: the year that the task starts from."""
        year = _YEAR.search(head)
        if year is None or _PLAN_HEAD.search(head):
            return False
        return any(
            int(other[1]) > int(year[1]) and _PLAN_HEAD.search(h)
            for h in self.heads(table)
            if (other := _YEAR.search(h))
        )

    def _caption(self, table: int) -> str:
        grid = self.text.tables[table]
        if self._count_captions(grid):
            return self._printed(grid.grid[0][0])
        above = self.folded[max(0, self.text.tables[table].start - 40) : self.text.tables[table].start]
        return above.rstrip("\n").rsplit("\n", 1)[-1]

    def _caption_year(self, table: int) -> str:
        """2031年任务分解表: the year of a table for one year."""
        m = _CAPTION_YEAR.search(self._caption(table))
        return m[1] if m else ""

    def _allotted(self, table: int, unit: str) -> bool:
        """A table whose caption shares out a task (任务分解表): its counts are planned."""
        line = self._caption(table)
        return unit != "元" and re.search(r"任务|计划|目标|分解|分配|名额", line) is not None

    # --- heads and cells ----------------------------------------------------------------------------------------

    def _count_captions(self, table: Table) -> int:
        """Rows above the head that are one cell over the whole width: 2031年任务分解表."""
        count = 0
        while count < min(2, len(table.grid) - 1) and len(table.grid[count]) > 1:
            if len({(c.row, c.column) for c in table.grid[count] if c}) != 1:
                break
            count += 1
        return count

    def _count_head_rows(self, table: Table, captions: int) -> int:
        """Rows up to the end of the head: its first, and those that share a merged cell with it."""
        if not table.grid:
            return 0
        count = captions + 1
        while count < min(captions + 3, len(table.grid)):
            first = {(c.row, c.column) for c in table.grid[captions] if c}
            row = {(c.row, c.column) for c in table.grid[count] if c}
            if not first & row:
                break
            count += 1
        return count

    def _head(self, table: Table, captions: int, count: int, column: int) -> str:
        parts: list[str] = []
        for row in table.grid[captions:count]:
            cell = row[column] if column < len(row) else None
            printed = self.folded[cell.start : cell.end].strip() if cell else ""
            if printed and printed not in parts:
                parts.append(re.sub(r"\s", "", printed))
        return "".join(parts)

    def _regrouped(self, table: Table, heads: list[str]) -> list[str]:
        """Heads of two storeys that a copied page left in one row, the lower storey last, put over their columns.

        Each body row is then one cell short: one of the upper heads has the lower ones under it.
        """
        width = len(heads)
        body = [row for row in table.grid[1:] if row and row[0] is not None]
        short = [
            [self._printed(c) for c in row[: width - 1]] for row in body if row[width - 1] is None and row[width - 2]
        ]
        if len(short) < 2 or 2 * len(short) < len(body) or width < 5 or any(heads.count(h) > 1 for h in heads):
            return heads
        candidates = [heads]
        for count in range(2, width - 2):
            upper, lower = heads[: width - count], heads[width - count :]
            candidates += [
                [*upper[:at], *(f"{upper[at]}{low}" for low in lower), *upper[at + 1 :]] for at in range(1, len(upper))
            ]
        return max(candidates, key=lambda c: _fitness(c, short))

    def _printed(self, cell: Cell | None) -> str:
        return self.folded[cell.start : cell.end].strip() if cell else ""

    def _cell(self, table: int, row: int, column: int) -> str:
        grid = self.text.tables[table].grid
        cell = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
        return self.folded[cell.start : cell.end].strip() if cell else ""

    def _period(self, printed: str) -> str:
        if printed not in self._periods:
            self._periods[printed] = self._period_of(printed)
        return self._periods[printed]

    def _period_of(self, printed: str) -> str:
        for t in time_expressions(printed, 0, len(printed), self.calendar):
            if t.periods[0]:
                return t.periods[-1]
        bare = re.fullmatch(r"((?:19|20)\d\d)(?:年)?(?:底|末)?|((?:19|20)\d\d)[.\-/](\d{1,2})", printed.strip())
        if bare:
            return bare[1] or f"{bare[2]}-{int(bare[3]):02d}"
        month = re.match(r"(\d{1,2})月", printed)
        if month and self.calendar.year:
            return f"{self.calendar.year}-{int(month[1]):02d}"
        year = _YEAR.search(printed)
        return year[1] if year else ""

    def _name(self, table: int, row: int, head: str) -> str:
        named = [
            (name, printed)
            for column, name in enumerate(self.heads(table))
            if _NAME.search(name)
            and not _SERIAL.fullmatch(name)
            and (printed := self._cell(table, row, column))
            and not _BARE.fullmatch(printed)
        ]
        # 类别 only groups the rows.
        measured = [printed for name, printed in named if _INDICATOR.fullmatch(name)]
        return (measured or [printed for _, printed in named] or self._labels(table, row)[-1:] or [head])[0][:30]

    def _labels(self, table: int, row: int) -> list[str]:
        """The words at the left of a row, outermost first, whatever their heads are called (一级, 二级)."""
        printed: list[str] = []
        for column in range(len(self.heads(table))):
            cell = self._cell(table, row, column)
            if not cell or _BARE.fullmatch(cell):
                break
            if cell not in printed:
                printed.append(cell)
        return printed

    def _unit(self, table: int, row: int, head: str, own: str) -> tuple[str | None, int]:
        """Unit and scale: the cell's own, the 单位 column's, a bracket in the head or the row's names, the caption."""
        names = [_bracketed(name) for name in (self._name(table, row, ""), *reversed(self._labels(table, row)))]
        for printed in (own, self._unit_column(table, row), _bracketed(head), *names):
            unit, scale = _split(printed)
            if unit:
                return unit, scale
        above = self.folded[max(0, self.text.tables[table].start - 60) : self.text.tables[table].start]
        m = _CAPTION_UNIT.search(above)
        unit, scale = _split(m[1] if m else "")
        if unit:
            return unit, scale
        pure = any(_PURE_NUMBER.search(label) for label in self._labels(table, row))
        return ("", 1) if pure and not own else (None, 1)

    def _unit_column(self, table: int, row: int) -> str:
        for column, head in enumerate(self.heads(table)):
            if _UNIT_HEAD.fullmatch(head):
                printed = self._cell(table, row, column)
                if len(printed) <= 8 and _split(printed)[0]:
                    return printed
        return ""

    def _value(self, m: re.Match[str], scale: int) -> Number:
        numbers = [n for n in (m["n"], m["n2"]) if n]
        values = [_scaled(n.replace(",", ""), scale) for n in numbers]
        return values[0] if len(values) == 1 else (values[0], values[1])


_SHARE_HEAD = re.compile(r"率|比例|比重|占比|%|度|增长|增幅")


def _fitness(heads: list[str], rows: list[list[str]]) -> int:
    """How many cells suit their heads: shares under rates, bare numbers under heads with a unit, words elsewhere."""
    score = 0
    for row in rows:
        for head, printed in zip(heads, row, strict=False):
            if "%" in printed:
                score += 1 if _SHARE_HEAD.search(head) else -1
            elif _BARE.fullmatch(printed):
                score += 1 if _split(_bracketed(head))[0] or _SERIAL.fullmatch(head) else 0
                score -= 1 if _SHARE_HEAD.search(head) and not _split(_bracketed(head))[0] else 0
            else:
                score -= 1 if _split(_bracketed(head))[0] else 0
    return score


def _scaled(printed: str, scale: int) -> int | float:
    value = plain_number(Decimal(printed)) * scale
    return int(value) if float(value).is_integer() else round(float(value), 6)


@lru_cache(maxsize=4096)
def _bracketed(head: str) -> str:
    """The unit in a bracket of a head, rather the last: 新增就业(人)2032年."""
    found = [m[1] for m in _BRACKET_UNIT.finditer(head) if _split(m[1])[0]]
    return found[-1] if found else ""


@lru_cache(maxsize=4096)
def _split(printed: str) -> tuple[str, int]:
    """万人次 -> 人次 and 10000; an unknown unit -> nothing."""
    bare = re.sub(r"^(?:单位:?)", "", printed.strip())
    if bare in ("%", "‰", "个百分点"):
        return bare, 1
    for name, scale in _SCALES:
        if bare.startswith(name) and len(bare) > len(name):
            rest = bare[len(name) :]
            return (_yuan(rest), scale) if _is_unit(rest) else ("", 1)
    return (_yuan(bare), 1) if _is_unit(bare) else ("", 1)


def _yuan(unit: str) -> str:
    return "元" if unit.startswith("元") else unit


def _is_unit(printed: str) -> bool:
    return printed.startswith("元") or UNIT.fullmatch(printed) is not None


def _compared(sign: str | None, after: str | None) -> Comparator:
    if after in ("左右",) or sign in ("≈", "约"):
        return "≈"
    if (
        after in ("以下", "及以下", "以内")
        or sign in ("≤", "<=", "<", "不超过", "不高于")
        or (sign or "")[:1] in ("控", "降")
    ):
        return "<="
    if after or (sign and sign not in ("稳定在", "保持在", "力争")):
        return ">="
    return "="
