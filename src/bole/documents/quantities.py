"""量化内容: the targets, acknowledged facts and sums of money of a document, read passage by passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole.documents.facts import only_tells
from bole.documents.figure_prose import Item, Prose
from bole.documents.figure_tables import FigureTables, TableNumber
from bole.documents.fold import fold
from bole.documents.indicators import clause_name, indicator, without
from bole.documents.money import (
    benefit_of,
    is_goal,
    money_kind,
    payment_basis,
    purpose,
    shortened_purpose,
)
from bole.documents.numbers import Quantity
from bole.documents.outline import Outline
from bole.documents.passages import Passage
from bole.documents.periods import Calendar
from bole.documents.reading import Doubt, Fact, MoneyKind, Sum, Target
from bole.documents.sections import Sections, is_reply, is_report
from bole.documents.surroundings import Genre, Section, Standing
from bole.documents.text import Text
from bole.kernel.messages import N_


@dataclass(frozen=True)
class Quantities:
    """量化内容: in reading order; offsets are raw code points."""

    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    money: tuple[Sum, ...]
    doubts: tuple[Doubt, ...]


TOO_MANY_CODE = "too-many-numbers"
TOO_MANY = N_("文中数字过多，从此处起不再识别目标和金额")
UNSURE_CODE = "number-unclear"
UNSURE = N_("这个数字是不是目标，文中没有写明")

_NUMERAL = re.compile(r"[\d一二两三四五六七八九十廿百千半壹贰叁肆伍陆柒捌玖拾]")
"""Every number holds one of these: a passage without them is not looked at twice."""
MOST_NUMBERS = 20_000
"""So many numbers of one document are judged; the rest is named in a doubt."""
SPARSE = 80
"""A longer document may have one number in so many characters; the densest plans have one in a hundred."""
_PAYING = re.compile(
    r"(?:[给給]予|予以|一次性|最高可?[贷貸]?|[为為]|[标標][准準]|金[额額]|共[计計]|[总總][计計]|[发發][给給]|每人|每[年月天日户戶家]|按照?|另|再)+$"
    r"|^(?:按照?|[给給]予|一次性|每人|每[年月天日]|其中|由)+"
)
_GIVEN = re.compile(r"给予|予以|补贴标准|每人")
_YEARLY = re.compile(r"□年度?[^。\n]{0,30}(?:计划|方案|要点|任务|考评|考核|安排)")
_QUOTED_BEFORE = 26
_BEFORE = 160
_AFTER = 140
_TITLED = re.compile(
    r"关于(?:印发|下达|做好)[^\n,。0-9]{0,16}((?:19|20)\d\d)年(?![-—~至])[^\n。]{4,60}(?:通知|方案|计划)"
)
_FIVE_YEARS = re.compile(
    r"^[^,。;\n]{0,40}“?十([三四五六])五[”\"]?[^,。;\n]{0,20}(?:规划|纲要|计划|方案)", re.MULTILINE
)
_PLAN_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:-{1,2}|—{1,2}|~|至)((?:19|20)\d\d)年?")


def quantities(text: Text, outline: Outline, *, issued: str | None, reply: bool) -> Quantities:
    """Targets, facts and money of the body; `issued` is the date of issue (今年), `reply` a letter of answer."""
    return _Reader(text.tight, outline, issued, reply).read()


def calendar_of(folded: str, issued: str | None) -> Calendar:
    """The year and month of issue, and the years of the plan as its title prints them."""
    year = int(issued[:4]) if issued else None
    month = int(issued[5:7]) if issued and len(issued) >= 7 else 12
    head = folded[:3000]
    if year is None and (titled := _TITLED.search(head[:400])):
        year = int(titled[1])
    yearly = year is not None and _YEARLY.search(head[:600].replace(str(year), "□")) is not None
    for m in _PLAN_YEARS.finditer(head):
        line = head[head.rfind("\n", 0, m.start()) + 1 : m.start()]
        if not re.search(r"根据|依据|按照|为?贯彻|为?落实|参照|为", line[-80:]):
            return Calendar(year, month, (int(m[1]), int(m[2])))
    five_years = _FIVE_YEARS.search(head[:120]) if year is None else None
    if five_years:
        last = 2010 + 5 * "一二三四五六".index(five_years[1])
        return Calendar(None, month, (last - 4, last))
    return Calendar(year, month, yearly=yearly)


def _genre(folded: str, reply: bool) -> Genre:
    if reply or is_reply(folded):
        return Genre.REPLY
    if is_report(folded):
        return Genre.REPORT
    return Genre.NEWS if only_tells(folded) else Genre.PLAN


class _Reader:
    """Collects the results while it walks through the passages."""

    def __init__(self, tight: Text, outline: Outline, issued: str | None, reply: bool) -> None:
        self.text = tight
        self.folded = tight.folded
        self.outline = outline
        self.genre = _genre(self.folded, reply)
        self.calendar = calendar_of(self.folded, issued)
        self.sections = Sections(self.folded, self.genre is not Genre.PLAN, self.calendar.year)
        self.tables = FigureTables(tight, self.calendar)
        self.targets: list[Target] = []
        self.facts: list[Fact] = []
        self.money: list[Sum] = []
        self.doubts: list[Doubt] = []
        self.left = max(MOST_NUMBERS, len(self.folded) // SPARSE)
        self.stopped = False

    def read(self) -> Quantities:
        for passage in self.outline.passages:
            section = self.sections.enter(passage)
            if passage.cell is not None:
                self._cell(passage, section)
            else:
                self._prose(passage, section)
        return Quantities(tuple(self.targets), tuple(self.facts), tuple(self.money), tuple(self.doubts))

    # --- prose --------------------------------------------------------------------------------------------------

    def _prose(self, passage: Passage, section: Section, deadline: str = "") -> None:
        if self.stopped or _NUMERAL.search(self.folded, passage.start, passage.end) is None:
            return
        found = Prose(self.folded, passage, section, self.calendar, self.genre, deadline, self.left)
        self.left -= len(found.quantities)
        for item in found.items():
            self._report(passage.path, item, found)
        if self.left <= 0 and not self.stopped:
            self.stopped = True
            self.doubts.append(Doubt(TOO_MANY_CODE, TOO_MANY, self.text.raw_start(found.quantities[-1].end)))

    def _report(self, path: str, item: Item, prose: Prose) -> None:
        q = item.quantity
        start, end = self._quote_span(item)
        quote = self.text.quote(start, end)
        place = {"start_char": self.text.raw_start(start), "end_char": self.text.raw_end(end)}
        if q.money:
            self.money.append(self._sum(path, item, prose, quote, place["start_char"], place["end_char"]))
            s = item.around
            goal = item.verdict is Standing.PROMISE and is_goal(s.clause_before, s.clause_after, s.sentence_before)
            if not goal:
                return
        if item.verdict is Standing.PROMISE:
            target = self._target(path, item, prose, quote, place["start_char"], place["end_char"])
            self.targets.extend([target] * item.copies)
        elif item.verdict is Standing.FACT:
            c = item.compared
            name = self._indicator(item, prose)
            self.facts.append(Fact(path, name, c.comparator, q.value, q.unit, item.period, quote=quote, **place))
        elif item.verdict is Standing.UNSURE:
            self.doubts.append(Doubt(UNSURE_CODE, UNSURE, place["start_char"]))

    def _quote_span(self, item: Item) -> tuple[int, int]:
        """From the beginning of its comma clause, where that is near, to the unit and the word behind it."""
        first, _ = item.clause
        near = item.compared.start - first <= _QUOTED_BEFORE
        start = first if near else item.compared.start - 12
        return start, max(item.compared.end, item.quantity.end)

    def _target(self, path: str, item: Item, prose: Prose, quote: str, start: int, end: int) -> Target:
        q, c = item.quantity, item.compared
        return Target(
            path=path,
            indicator=self._indicator(item, prose),
            comparator=c.comparator,
            value=q.value,
            unit=self._unit(q),
            period=item.period,
            start_char=start,
            quote=quote,
            end_char=end,
            strict=c.strict,
            force=c.force,
        )

    def _unit(self, q: Quantity) -> str:
        """The unit in the printed script."""
        start = q.end - len(q.unit)
        return self.text.shown[start : q.end] if self.folded[start : q.end] == q.unit and q.unit != "%" else q.unit

    def _indicator(self, item: Item, prose: Prose) -> str:
        named = prose.subject(item)
        if named is not None:
            return re.sub(r"^(?:[对對]|给予|其中)+", "", self.text.quote(*named))
        q = item.quantity
        begin, stop = prose.head(item)
        after = max(q.end, item.compared.end)
        upto = min(item.clause[1], after + 40)
        shown, folded = self.text.shown, self.folded
        spans = [(a - begin, b - begin) for a, b in prose.times_between(begin, stop)]
        head_shown, head_folded = without(shown[begin:stop], folded[begin:stop], spans)
        carried = prose.carried(item)
        name = indicator(head_shown, head_folded, shown[after:upto], folded[after:upto], carried)
        if len(name) < 2 and not prose.remembered(item):
            name = self._clause_name(item, prose)
        return prose.remember(item, name)

    def _clause_name(self, item: Item, prose: Prose) -> str:
        """The comma clause before, where the number's own has no words (开展巡查,每季度1次)."""
        stop = max(item.clause[0] - 1, prose.start)
        begin = prose.sentences.clause(stop)[0] if stop > prose.start else stop
        if begin >= stop or prose.sentences.sentence(stop) != prose.sentences.sentence(item.quantity.start):
            return ""
        spans = [(a - begin, b - begin) for a, b in prose.times_between(begin, stop)]
        return clause_name(self.text.shown[begin:stop], self.folded[begin:stop], spans)

    def _sum(self, path: str, item: Item, prose: Prose, quote: str, start: int, end: int) -> Sum:
        q, c, s = item.quantity, item.compared, item.around
        fact = item.verdict is Standing.FACT and not _GIVEN.search(s.clause_before[-16:])
        kind = money_kind(
            c,
            s.clause_before,
            s.clause_after,
            s.sentence_before,
            s.sentence_after,
            fact=fact,
            conditions=s.section is Section.CONDITIONS,
        )
        named = _PAYING.sub("", self._indicator(item, prose))
        what = named if len(named) >= 2 else purpose(s.clause_before, s.clause_after, s.sentence_before)
        if kind == "standard":
            benefit = benefit_of(fold(what), s.clause_before, s.clause_after, s.sentence_before)
            near = self.text.shown[max(0, q.start - _BEFORE) : q.end + _AFTER]
            what = prose.paid(item, what, benefit if benefit in near else "", self.text)
        if kind != "goal":
            what = shortened_purpose(what)
        per = payment_basis(s.clause_before, s.clause_after)
        return Sum(path, q.value, c.comparator, what, kind, start, quote, end, per, c.strict)

    # --- tables -------------------------------------------------------------------------------------------------

    def _cell(self, passage: Passage, section: Section) -> None:
        assert passage.cell is not None
        table, row, column = passage.cell
        role = self.tables.role(table, row, column)
        if role == "skip":
            return
        numbers = self.tables.numbers(table, row, column, background=section is Section.BACKGROUND)
        for number in numbers:
            self._table_number(passage, number)
        if not numbers and role == "text":
            aims = section is Section.PLAIN and self.tables.plans(table, column)
            section = Section.UPCOMING if aims else section
            if self.tables.rules(table, column):
                section = Section.CONDITIONS
            self._prose(passage, section, self.tables.deadline(table, row) or self.tables.year(table, column))

    def _table_number(self, passage: Passage, n: TableNumber) -> None:
        start, end = self.text.raw_start(n.start), self.text.raw_end(n.end)
        quote = self.text.quote(n.start, n.end)
        if n.unit == "元":
            kind: MoneyKind = "fact" if n.fact else "goal" if n.planned else "commitment"
            self.money.append(Sum(passage.path, n.value, n.comparator, n.name, kind, start, quote, end))
        if n.fact:
            self.facts.append(Fact(passage.path, n.name, n.comparator, n.value, n.unit, n.period, start, quote, end))
        elif n.planned:
            self.targets.append(
                Target(passage.path, n.name, n.comparator, n.value, n.unit, n.period, start, quote, end)
            )
