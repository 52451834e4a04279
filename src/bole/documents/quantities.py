"""量化内容: the targets, acknowledged facts and sums of money of a document, read passage by passage."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bole.documents.commitments import STRONG_VERB, Section, Standing, Surroundings, standing
from bole.documents.comparators import Comparison, comparison, joined
from bole.documents.figure_tables import FigureTables, TableNumber
from bole.documents.fold import fold
from bole.documents.indicators import bare_thing, carried_verb, clause_name, indicator, is_verb, without
from bole.documents.money import (
    bare_payment,
    beneficiary,
    benefit_of,
    is_goal,
    money_kind,
    payment_basis,
    purpose,
    shortened_purpose,
)
from bole.documents.numbers import Quantity, quantities_in
from bole.documents.outline import Outline
from bole.documents.passages import Passage
from bole.documents.periods import Calendar, Reach, TimeExpression, Timeline, time_expressions
from bole.documents.reading import Doubt, Fact, MoneyKind, Sum, Target
from bole.documents.sections import Sections
from bole.documents.sentences import Sentences, inside, merged, named, quoted, titles
from bole.documents.text import Text
from bole.kernel.messages import N_
from bole.kernel.numerals import chinese_integer


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

_LONGEST_LIST = 40
_LONGEST_WHAT = 30
_LONGEST_SUBJECTS = 600
"""Characters; a longer comma clause shares nothing out by 分别."""
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
        self.sections = Sections(self.folded, reply)
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
        found = _Prose(self.folded, passage, section, self.calendar, self.reply, deadline, self.left)
        self.left -= len(found.quantities)
        for item in found.items():
            self._report(passage.path, item, found)
        if self.left <= 0 and not self.stopped:
            self.stopped = True
            self.doubts.append(Doubt(TOO_MANY_CODE, TOO_MANY, self.text.raw_start(found.quantities[-1].end)))

    def _report(self, path: str, item: _Item, prose: _Prose) -> None:
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

    def _quote_span(self, item: _Item) -> tuple[int, int]:
        """From the beginning of its comma clause, where that is near, to the unit and the word behind it."""
        first, _ = item.clause
        near = item.compared.start - first <= _QUOTED_BEFORE
        start = first if near else item.compared.start - 12
        return start, max(item.compared.end, item.quantity.end)

    def _target(self, path: str, item: _Item, prose: _Prose, quote: str, start: int, end: int) -> Target:
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

    def _indicator(self, item: _Item, prose: _Prose) -> str:
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

    def _clause_name(self, item: _Item, prose: _Prose) -> str:
        """The comma clause before, where the number's own has no words (开展巡查,每季度1次)."""
        stop = max(item.clause[0] - 1, prose.start)
        begin = prose.sentences.clause(stop)[0] if stop > prose.start else stop
        if begin >= stop or prose.sentences.sentence(stop) != prose.sentences.sentence(item.quantity.start):
            return ""
        spans = [(a - begin, b - begin) for a, b in prose.times_between(begin, stop)]
        return clause_name(self.text.shown[begin:stop], self.folded[begin:stop], spans)

    def _sum(self, path: str, item: _Item, prose: _Prose, quote: str, start: int, end: int) -> Sum:
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
        number = self.tables.number(table, row, column)
        if number is not None:
            self._table_number(passage, number)
        elif role == "text":
            self._prose(passage, section, self.tables.deadline(table, row))

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


class _Prose:
    """The numbers of one passage with what stands around them."""

    def __init__(
        self, folded: str, passage: Passage, section: Section, calendar: Calendar, reply: bool, deadline: str, most: int
    ) -> None:
        start, end = passage.start, passage.end
        self.folded, self.start, self.end = folded, start, end
        self.section, self.reply, self.deadline = section, reply, deadline
        self.tabled = passage.cell is not None
        title_spans, quote_spans = titles(folded, start, end), quoted(folded, start, end)
        names = merged(title_spans, quote_spans)
        self.sentences = Sentences(folded, start, end)
        times = [
            t
            for t in time_expressions(folded, start, end, calendar)
            if not inside(names, t.start) or "五" in folded[t.start : t.end]
        ]
        self.timeline = Timeline(folded, times, self.sentences.sentence_starts)
        masks = merged(names, named(folded, start, end), [(t.start, t.end) for t in times])
        self.quantities = list(islice(quantities_in(folded, start, end, masks), max(0, most)))
        self.bare = _blanked(folded, start, end, names)
        self.undated = _undated(self.bare, start, times)
        self.starts = [q.start for q in self.quantities]
        self.verb = self.pending = (-1, "")
        self.named: dict[str, tuple[int, str]] = {}
        self.last = self.payee = (-1, "")
        self.time_spans = [(t.start, t.end) for t in times]
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
            yield from self._other_years(i, item)
            previous = item

    def _item(self, q: Quantity, previous: _Item | None) -> _Item:
        self.verb = self.pending
        sentence, clause = self.sentences.sentence(q.start), self.sentences.clause(q.start)
        at = self.start
        c = comparison(self.undated, clause[0] - at, q.start - at, q.end - at, sentence[0] - at, offset=at)
        time = self.timeline.take(q.start)
        same = previous is not None and self.sentences.sentence(previous.quantity.start) == sentence
        if same and previous is not None:
            c = _inherited(c, previous, self.bare, q, self.start)
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
        if previous is not None and same and verdict is not Standing.FACT and self._listed_with(previous, q, c):
            verdict = Standing.NEITHER
        if verdict is Standing.PROMISE:
            verb = carried_verb(around.clause_before)
            if verb:
                self.pending = (q.start, verb)
        period = "annual" if self.folded.startswith("/年", q.end) else self._period(time, sentence)
        return _Item(q, c, around, verdict, period, clause, _subjects(around.clause_before, self.bare, q, self.start))

    def _listed_with(self, previous: _Item, q: Quantity, c: Comparison) -> bool:
        """9项任务和7项工程: joined to a number that is no target, it is none either."""
        if previous.verdict is not Standing.NEITHER or c.explicit or previous.quantity.money != q.money:
            return False
        if STRONG_VERB.search(self._bare(previous.quantity.end, q.start)):
            return False
        return joined(self.bare, previous.quantity.end - self.start, q.start - self.start)

    def _bare(self, start: int, end: int) -> str:
        return self.bare[start - self.start : max(start, end) - self.start]

    def _past(self, time: TimeExpression | None, position: int) -> bool:
        """Whether a past date governs; 年均 and 每年 stand inside one as well."""
        if time is None or time.reach is Reach.PASSAGE:
            return time is not None and time.past
        dated = self.timeline.dated(position)
        return time.past or (
            dated is not None
            and dated.past
            and self.sentences.sentence(dated.start) == self.sentences.sentence(position)
        )

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

    def _other_years(self, i: int, item: _Item) -> Iterator[_Item]:
        """2032年、2033年各培训1500人: one number for each of several years."""
        time = item.around.time
        if item.verdict is not Standing.PROMISE or time is None or len(time.periods) < 2:
            return
        if not re.search(r"(?:各|均|分别|每年)[^,。;]{0,14}$", item.around.clause_before):
            return
        following = self.quantities[i + 1] if i + 1 < len(self.quantities) else None
        if following is not None and following.start < self.sentences.clause(item.quantity.start)[1]:
            return
        if self.timeline.governing(item.quantity.start) is not time or item.period != time.periods[0]:
            return
        for period in time.periods[1:]:
            yield replace(item, period=period)

    def head(self, item: _Item) -> tuple[int, int]:
        """Where the words stand that name a number: from the number before it, or its comma clause, to itself."""
        begin, position = item.clause[0], item.quantity.start
        i = bisect_left(self.starts, position) - 1
        if i >= 0 and begin < self.quantities[i].start < position:
            raised = self._raised(begin, self.quantities[i])
            if raised and _RAISED.search(self.folded, self.quantities[i].end, position):
                return max(begin, raised - 60), raised
        if i >= 0 and begin < self.quantities[i].end <= position:
            begin = self.quantities[i].end
        if begin > item.clause[0]:
            gap = self.folded[begin:position]
            joint = max(gap.rfind("、"), gap.rfind("和"), gap.rfind("及"), gap.rfind("或"))
            begin += joint + 1
        return max(begin, position - 60), position

    def _raised(self, begin: int, base: Quantity) -> int:
        """Where 由 stands of 由310座增加到450座; 0 where the number before is no baseline."""
        before = self.folded[max(begin, base.start - 24) : base.start]
        at = max(before.rfind("由"), before.rfind("从"))
        return base.start - len(before) + at if at > 0 else 0

    def times_between(self, begin: int, stop: int) -> list[tuple[int, int]]:
        """Spans of the time expressions that lie between two positions."""
        i = bisect_left(self.time_spans, (begin, 0))
        j = bisect_left(self.time_spans, (stop, 0))
        return [span for span in self.time_spans[i:j] if span[1] <= stop]

    def subject(self, item: _Item) -> tuple[int, int] | None:
        """甲率、乙率分别达到95%和88%: the part of the subject that belongs to this number."""
        first, last = (bisect_left(self.starts, at) for at in item.clause)
        group = self.quantities[first : min(last, first + _LONGEST_LIST)]
        if len(group) < 2 or item.clause[1] - item.clause[0] > _LONGEST_SUBJECTS:
            return None
        m = _RESPECTIVE.search(self.bare, item.clause[0] - self.start, item.clause[1] - self.start)
        if m is None:
            return None
        group = [q for q in group if q.start >= m.end() + self.start]
        parts = _parts(self.bare, item.clause[0] - self.start, m.start())
        if item.quantity not in group or len(parts) != len(group):
            return None
        if any(_YEAR.fullmatch(self.bare, a, b) for a, b in parts):
            return None
        a, b = parts[group.index(item.quantity)]
        return a + self.start, b + self.start

    def carried(self, item: _Item) -> str:
        """The verb of an earlier promise of the sentence with the same kind of count."""
        q = item.quantity
        if not item.around.continues or item.compared.duty or q.money or q.unit in ("%", "个百分点"):
            return ""
        if item.compared.before and item.compared.comparator != "≈":
            return ""
        at, verb = self.verb
        return verb if self.sentences.sentence(q.start)[0] <= at < q.start else ""

    def paid(self, item: _Item, what: str, benefit: str, text: Text) -> str:
        """A sum's purpose with who gets it: 对获奖选手给予5000元、3000元奖励 -> 获奖选手奖励, twice."""
        first = item.clause[0]
        if not bare_payment(what):
            name = what if benefit in what else what + benefit
            self.payee = (first, what if benefit else "")
            return name[-_LONGEST_WHAT:]
        if self.payee[0] == first and self.payee[1]:
            return (self.payee[1] + (benefit or what))[-_LONGEST_WHAT:]
        sentence = self.sentences.sentence(item.quantity.start)[0]
        span = beneficiary(self.folded, max(sentence, item.quantity.start - _BEFORE), item.quantity.start)
        return (text.quote(*span) if span else "") + (benefit if what in benefit else what)

    def remember(self, item: _Item, name: str) -> str:
        """A number without words of its own (600名、800名) is named like the one before it."""
        earlier = self.remembered(item)
        if len(name) < 2:
            name = earlier or name
        elif is_verb(name) and item.quantity.unit not in _TIMES and self._same_unit(item):
            earlier = self._same_unit(item)
            thing = bare_thing(earlier)
            name = earlier if is_verb(earlier) or thing.startswith(name) else name + thing
        elif name:
            self.named[item.quantity.unit] = self.last = (self.sentences.sentence(item.quantity.start)[0], name)
        return name

    def _same_unit(self, item: _Item) -> str:
        at, name = self.named.get(item.quantity.unit, (-1, ""))
        return name if at == self.sentences.sentence(item.quantity.start)[0] else ""

    def remembered(self, item: _Item) -> str:
        """Name of the last number of the sentence, rather of one with the same unit."""
        sentence = self.sentences.sentence(item.quantity.start)[0]
        for at, name in (self.named.get(item.quantity.unit, (-1, "")), self.last):
            if at == sentence and name:
                return name
        return ""


_YEAR = re.compile(r"(?:19|20)\d\d年?[底末度]?")
_TIMES = frozenset(("次", "场", "期", "轮", "届", "场次"))
_RAISED = re.compile(
    r"(?:增加|提高|提升|增长|扩大|扩展|下降|降低|降|减少|压缩|压减|缩短|发展|上升|升|增|减|扩)(?:到|至|为)"
)
_RESPECTIVE = re.compile(r"(?:总量|总数|人数|数量)?(?:分别|各)(?:占比)?(?:达到?|不低于|不少于|超过|提高到|为|完成)?")
_SEPARATOR = re.compile(r"、|和|及|以及|与")


def _parts(bare: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a subject list, positions in `bare`."""
    out: list[tuple[int, int]] = []
    cursor = start
    for m in _SEPARATOR.finditer(bare, start, end):
        if m.start() > cursor:
            out.append((cursor, m.start()))
        cursor = m.end()
    if end > cursor:
        out.append((cursor, end))
    return out


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


_DIGIT = re.compile(r"\d")


def _undated(bare: str, start: int, times: list[TimeExpression]) -> str:
    """The passage without the digits of its dates: 增加到2035年的9万人 leaves no number between."""
    parts: list[str] = []
    cursor = 0
    for t in times:
        if t.start - start >= cursor:
            parts += [bare[cursor : t.start - start], _DIGIT.sub("□", bare[t.start - start : t.end - start])]
            cursor = t.end - start
    return "".join([*parts, bare[cursor:]])


def _inherited(c: Comparison, previous: _Item, bare: str, q: Quantity, offset: int) -> Comparison:
    """不少于30课时、50课时: the word also governs what is joined by 、 or 和."""
    p = previous.compared
    if c.explicit or not p.before or p.comparator == "≈":
        return c
    end, start = max(previous.quantity.end, p.end) - offset, q.start - offset
    if q.money != previous.quantity.money and bare[end:start] not in ("、", "和"):
        return c
    if not joined(bare, end, start):
        return c
    return replace(c, comparator=p.comparator, strict=p.strict, explicit=True, before=True, duty=p.duty)


_EACH = re.compile(
    r"各(?:自|新?增|新?建|培养|培训|举办|认定|评选)?$|(?:均|都|分别|皆)(?:要|应|须|必须|需)?(?:达到?|提高到|不低于|不少于|保持在|稳定在|超过|控制在|实现|为|增长"
    r"|提高|提升|降至|降低)?[^,。;\d]{0,6}$"
)
_MEASURE = re.compile(r"(?:率|度|比例|比重|占比|比|量|数|面|水平|收入|规模|指数|值)$")
_LIST = re.compile(r"、|和|与|及|以及")


_GROUP = re.compile(r"([两二三四五六])(?:个|大|类|项|种|所|家|支|条|座|处)[\u4e00-\u9fff]{0,6}$")


def _subjects(before: str, bare: str, q: Quantity, offset: int) -> int:
    """甲、乙两类设备完好率均达到40%: how many subjects one number stands for."""
    m = _EACH.search(before[-60:])
    if m is None or re.match(r"(?:以[上下内])?[、和]", bare[q.end - offset : q.end - offset + 4]):
        return 1
    subject = before[-60:][: m.start()]
    if q.money or re.match(r"[各每全]|.*\d", subject):
        return 1
    group = _GROUP.search(re.sub(r"(?:完好|合格|达标|覆盖|就业|签约|履约|满意)?[率度]$", "", subject))
    parts = [p for p in _LIST.split(subject) if p]
    if group and "、" in subject:
        return chinese_integer(group[1]) or 1
    measured = [p for p in parts if _MEASURE.search(p)]
    count = len(measured) if len(measured) > 1 else len(parts)
    if q.unit not in ("%", "个百分点"):
        count = len(parts) if "、" in subject else 1
    return count if 1 < count <= 6 else 1
