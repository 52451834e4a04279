"""量化内容: the targets, acknowledged facts and sums of money of a document, read passage by passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bole.documents.commitments import Section, Standing, Surroundings, standing
from bole.documents.comparators import Comparison, comparison, joined
from bole.documents.figure_tables import FigureTables, TableNumber
from bole.documents.indicators import carried_verb, indicator
from bole.documents.money import is_goal, money_kind, payment_basis, purpose
from bole.documents.numbers import Quantity, quantities_in
from bole.documents.outline import Outline
from bole.documents.passages import Passage
from bole.documents.periods import Calendar, Reach, TimeExpression, Timeline, time_expressions
from bole.documents.reading import Doubt, Fact, Sum, Target
from bole.documents.sections import Sections
from bole.documents.sentences import Sentences, inside, merged, named, quoted, titles
from bole.documents.text import Text
from bole.kernel.messages import N_


@dataclass(frozen=True)
class Quantities:
    """量化内容: in reading order; offsets are raw code points."""

    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    money: tuple[Sum, ...]
    doubts: tuple[Doubt, ...]


UNSURE_CODE = "number-unclear"
UNSURE = N_("这个数字是不是目标，文中没有写明")

_BEFORE = 160
_AFTER = 140
_PLAN_YEARS = re.compile(r"((?:19|20)\d\d)年?(?:-{1,2}|—{1,2}|~|至)((?:19|20)\d\d)年?")


def quantities(text: Text, outline: Outline, *, issued: str | None, reply: bool) -> Quantities:
    """Targets, facts and money of the body; `issued` is the date of issue (今年), `reply` a letter answering a proposal."""
    return _Reader(text.tight, outline, issued, reply).read()


def calendar_of(folded: str, issued: str | None) -> Calendar:
    """The year and month of issue, and the years of the plan as its title prints them."""
    year = int(issued[:4]) if issued else None
    month = int(issued[5:7]) if issued and len(issued) >= 7 else 12
    head = folded[:3000]
    yearly = year is not None and re.search(rf"{year}年(?:度)?[^。\n]{{0,30}}(?:计划|方案|要点|任务|考评|考核|安排)", head[:600]) is not None
    for m in _PLAN_YEARS.finditer(head):
        line = head[head.rfind("\n", 0, m.start()) + 1 : m.start()]
        if not re.search(r"根据|依据|按照|为?贯彻|为?落实|参照|为", line[-80:]):
            return Calendar(year, month, (int(m[1]), int(m[2])))
    return Calendar(year, month, yearly=yearly)


@dataclass(slots=True)
class _Item:
    """One number of a passage on its way to a target, a fact or a sum."""

    quantity: Quantity
    compared: Comparison
    around: Surroundings
    verdict: Standing
    period: str
    clause: tuple[int, int]
    copies: int = 1


class _Reader:
    """Collects the results while it walks through the passages."""

    def __init__(self, tight: Text, outline: Outline, issued: str | None, reply: bool) -> None:
        self.text = tight
        self.folded = tight.folded
        self.outline = outline
        self.reply = reply
        self.calendar = calendar_of(self.folded, issued)
        self.sections = Sections(self.folded, outline, tight, reply)
        self.tables = FigureTables(tight, self.calendar)
        self.targets: list[Target] = []
        self.facts: list[Fact] = []
        self.money: list[Sum] = []
        self.doubts: list[Doubt] = []

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
        found = _Prose(self.folded, passage, section, self.calendar, self.reply, deadline)
        for item in found.items():
            self._report(passage.path, item, found)

    def _report(self, path: str, item: _Item, prose: _Prose) -> None:
        q = item.quantity
        start, end = self._quote_span(item)
        quote = self.text.quote(start, end)
        place = {"start_char": self.text.raw_start(start), "end_char": self.text.raw_end(end)}
        if q.money:
            self.money.append(self._sum(path, item, quote, place["start_char"], place["end_char"]))
            goal = item.verdict is Standing.PROMISE and is_goal(item.around.clause_before)
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

    def _quote_span(self, item: _Item) -> tuple[int, int]:
        """From a few characters before the comparing word to the unit and the word behind it."""
        first, _ = item.clause
        start = max(first, item.compared.start - 12)
        return start, max(item.compared.end, item.quantity.end)

    def _target(self, path: str, item: _Item, prose: _Prose, quote: str, start: int, end: int) -> Target:
        q, c = item.quantity, item.compared
        return Target(
            path=path, indicator=self._indicator(item, prose), comparator=c.comparator, value=q.value, unit=q.unit,
            period=item.period, start_char=start, quote=quote, end_char=end, strict=c.strict, force=c.force,
        )  # fmt: skip

    def _indicator(self, item: _Item, prose: _Prose) -> str:
        first, last = item.clause
        q, c = item.quantity, item.compared
        stop = min(c.start, q.start)
        begin = max(first, stop - 60, prose.previous_end(q.start))
        after = max(q.end, c.end)
        upto = min(last, after + 40)
        shown, folded = self.text.shown, self.folded
        carried = prose.carried(q.start) if item.around.continues else ""
        return indicator(shown[begin:stop], folded[begin:stop], shown[after:upto], folded[after:upto], carried)

    def _sum(self, path: str, item: _Item, quote: str, start: int, end: int) -> Sum:
        q, c, s = item.quantity, item.compared, item.around
        fact = item.verdict is Standing.FACT
        kind = money_kind(
            q, s.clause_before, s.clause_after, s.sentence_after, fact=fact, conditions=s.section is Section.CONDITIONS
        )
        what = purpose(c, s.clause_before, s.clause_after)
        per = payment_basis(s.clause_before, s.clause_after)
        return Sum(path, q.value, c.comparator, what, kind, start, quote, end, per, c.strict)

    # --- tables -------------------------------------------------------------------------------------------------

    def _cell(self, passage: Passage, section: Section) -> None:
        assert passage.cell is not None
        table, row, column = passage.cell
        role = self.tables.role(table, row, column)
        if role == "skip":
            return
        number = self.tables.number(table, row, column)
        if number is not None:
            self._table_number(passage, number)
        elif role == "text":
            self._prose(passage, section, self.tables.deadline(table, row))

    def _table_number(self, passage: Passage, n: TableNumber) -> None:
        start, end = self.text.raw_start(n.start), self.text.raw_end(n.end)
        quote = self.text.quote(n.start, n.end)
        if n.unit == "元":
            kind = "fact" if n.fact else "goal" if n.planned else "standard"
            self.money.append(Sum(passage.path, n.value, n.comparator, n.name, kind, start, quote, end))
        if n.fact:
            self.facts.append(Fact(passage.path, n.name, n.comparator, n.value, n.unit, n.period, start, quote, end))
        elif n.planned:
            self.targets.append(
                Target(passage.path, n.name, n.comparator, n.value, n.unit, n.period, start, quote, end)
            )


class _Prose:
    """The numbers of one passage with what stands around them."""

    def __init__(
        self, folded: str, passage: Passage, section: Section, calendar: Calendar, reply: bool, deadline: str
    ) -> None:
        start, end = passage.start, passage.end
        self.folded, self.start, self.end = folded, start, end
        self.section, self.reply, self.deadline = section, reply, deadline
        self.tabled = passage.cell is not None
        title_spans, quote_spans = titles(folded, start, end), quoted(folded, start, end)
        names = merged(title_spans, quote_spans)
        self.sentences = Sentences(folded, start, end)
        times = [
            t for t in time_expressions(folded, start, end, calendar) if not inside(names, t.start) or "五" in folded[t.start : t.end]
        ]
        self.timeline = Timeline(folded, times, self.sentences.sentence_starts)
        masks = merged(names, named(folded, start, end), [(t.start, t.end) for t in times])
        self.quantities = list(quantities_in(folded, start, end, masks))
        self.bare = _blanked(folded, start, end, names)
        self.verbs: list[tuple[int, str]] = []
        self.trailing = self._trailing_deadline(times)

    def items(self) -> Iterator[_Item]:
        """Each number with its standing, comparator and period, in order."""
        previous: _Item | None = None
        shares: dict[int, int] = {}
        for i, q in enumerate(self.quantities):
            item = self._item(q, previous)
            if item.verdict is Standing.PROMISE:
                self._share_out(i, item, shares)
            yield item
            previous = item

    def _item(self, q: Quantity, previous: _Item | None) -> _Item:
        sentence, clause = self.sentences.sentence(q.start), self.sentences.clause(q.start)
        c = comparison(self.bare_text, clause[0] - self.start, q.start - self.start, q.end - self.start, sentence[0] - self.start)
        c = replace(c, start=c.start + self.start, end=c.end + self.start)
        time = self.timeline.take(q.start)
        same = previous is not None and self.sentences.sentence(previous.quantity.start) == sentence
        if same and previous is not None:
            c = _inherited(c, previous, self.bare_text, q, self.start)
        promised = same and previous is not None and previous.verdict is Standing.PROMISE
        around = Surroundings(
            sentence_before=self._bare(max(sentence[0], q.start - _BEFORE), q.start),
            clause_before=self._bare(max(clause[0], q.start - _BEFORE), q.start),
            clause_after=self._bare(q.end, min(clause[1], q.end + _AFTER)),
            sentence_after=self._bare(q.end, min(sentence[1], q.end + _AFTER)),
            time=time,
            section=self.section,
            reply=self.reply,
            continues=promised,
            past_cited=self._past(time, q.start),
            time_at=time.start - max(sentence[0], q.start - _BEFORE) if time else -1,
            tabled=self.tabled,
        )
        verdict = standing(q, c, around)
        if verdict is Standing.PROMISE:
            verb = carried_verb(around.clause_before)
            if verb:
                self.verbs.append((q.start, verb))
        period = self._period(time, sentence)
        return _Item(q, c, around, verdict, period, clause, _subjects(around.clause_before, self.bare_text, q, self.start))

    @property
    def bare_text(self) -> str:
        return self.bare

    def _bare(self, start: int, end: int) -> str:
        return self.bare[start - self.start : max(start, end) - self.start]

    def _past(self, time: TimeExpression | None, position: int) -> bool:
        """Whether a past date governs; 年均 and 每年 stand inside one as well."""
        if time is None or time.reach is Reach.PASSAGE:
            return time is not None and time.past
        dated = self.timeline.dated(position)
        return time.past or (dated is not None and dated.past and self.sentences.sentence(dated.start) == self.sentences.sentence(position))

    def _period(self, time: TimeExpression | None, sentence: tuple[int, int]) -> str:
        if time is not None:
            return time.periods[-1]
        return self.trailing or self.deadline

    def _trailing_deadline(self, times: list[TimeExpression]) -> str:
        """(8月底完成,牵头单位:…) at the end of a passage dates what stands before it."""
        for t in reversed(times):
            opened = self.folded[max(self.start, t.start - 1) : t.start] in ("(", "（")
            if opened and self.end - t.start <= 160 and re.match(r"完成|前完成|前建成", self.folded[t.end : t.end + 4]):
                return t.periods[-1]
        return ""

    def _share_out(self, i: int, item: _Item, shares: dict[int, int]) -> None:
        """2031年、2032年分别…: the years in turn."""
        time = item.around.time
        if time is None or not self.timeline.shared(time, item.quantity.start):
            return
        turn = shares.get(time.start, 0)
        item.period = time.periods[turn % len(time.periods)]
        shares[time.start] = turn + 1

    def previous_end(self, position: int) -> int:
        """End of the number before, so that an indicator does not swallow it."""
        ends = [q.end for q in self.quantities if q.end <= position]
        return ends[-1] if ends else self.start

    def carried(self, position: int) -> str:
        """The last verb that a promise before `position` was made with."""
        earlier = [verb for at, verb in self.verbs if at < position]
        return earlier[-1] if earlier else ""


def _blanked(folded: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    """The passage with titles and quoted names crossed out, the same length."""
    parts: list[str] = []
    cursor = start
    for a, b in spans:
        parts.append(folded[cursor:a])
        parts.append("□" * (b - a))
        cursor = b
    parts.append(folded[cursor:end])
    return "".join(parts)


def _inherited(c: Comparison, previous: _Item, bare: str, q: Quantity, offset: int) -> Comparison:
    """不少于30课时、50课时: the word also governs what is joined by 、 or 和."""
    p = previous.compared
    if c.explicit or not p.before or p.comparator == "≈":
        return c
    if not joined(bare, max(previous.quantity.end, p.end) - offset, q.start - offset):
        return c
    return replace(c, comparator=p.comparator, strict=p.strict, explicit=True, before=True, duty=p.duty)


_EACH = re.compile(r"(?:均|都|分别|皆)(?:要|应|须|必须|需)?(?:达到?|提高到|不低于|不少于|保持在|稳定在|超过|控制在|实现|为|增长|提高|提升|降至|降低)?[^,。;\d]{0,6}$")
_MEASURE = re.compile(r"(?:率|度|比例|比重|占比|比|量|数|面|水平|收入|规模|指数|值)$")
_LIST = re.compile(r"、|和|与|及|以及")


def _subjects(before: str, bare: str, q: Quantity, offset: int) -> int:
    """甲、乙两类设备完好率均达到40%: how many subjects one number stands for."""
    m = _EACH.search(before[-60:])
    if m is None or q.unit not in ("%", "个百分点") or re.match(r"(?:以[上下内])?[、和]", bare[q.end - offset :][:4]):
        return 1
    subject = before[-60:][: m.start()]
    parts = [p for p in _LIST.split(subject) if p]
    measured = [p for p in parts if _MEASURE.search(p)]
    count = len(measured) if len(measured) > 1 else len(parts)
    return count if 1 < count <= 6 else 1


__all__ = ["Quantities", "Reach", "quantities"]
