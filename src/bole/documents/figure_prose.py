"""行文中的数字: the numbers of one passage with their standing, comparator, period and the words that name them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bole.documents.commitments import standing
from bole.documents.comparators import Comparison, comparison, joined
from bole.documents.indicators import bare_thing, carried_verb, is_verb
from bole.documents.money import bare_payment, beneficiary
from bole.documents.numbers import Quantity, quantities_in
from bole.documents.passages import Passage
from bole.documents.periods import Calendar, Reach, TimeExpression, Timeline, time_expressions
from bole.documents.sentences import Sentences, addresses, inside, merged, named, quoted, titles
from bole.documents.subjects import RESPECTIVE, listed_spans, subjects
from bole.documents.surroundings import Genre, Section, Standing, Surroundings
from bole.documents.text import Text
from bole.documents.verbs import STRONG_VERB

_LONGEST_LIST = 40
_LONGEST_SUBJECTS = 600
"""Characters; a longer comma clause shares nothing out by 分别."""
_BEFORE = 160
_AFTER = 140
_LONGEST_WHAT = 30
_OPENING = 30


@dataclass(slots=True)
class Item:
    """一个数字: one number of a passage on its way to a target, a fact or a sum."""

    quantity: Quantity
    compared: Comparison
    around: Surroundings
    verdict: Standing
    period: str
    clause: tuple[int, int]
    copies: int = 1


class Prose:
    """行文: the numbers of one passage with what stands around them."""

    def __init__(
        self,
        folded: str,
        passage: Passage,
        section: Section,
        calendar: Calendar,
        genre: Genre,
        deadline: str,
        most: int,
    ) -> None:
        start, end = passage.start, passage.end
        self.folded, self.start, self.end = folded, start, end
        self.section, self.genre, self.deadline = section, genre, deadline
        self.calendar = calendar
        self.tabled = passage.cell is not None
        title_spans, quote_spans = titles(folded, start, end), quoted(folded, start, end)
        names = merged(title_spans, quote_spans)
        times = [
            t
            for t in time_expressions(folded, start, end, calendar)
            if (not inside(names, t.start) or "五" in folded[t.start : t.end])
            and not (folded[t.start] == "上" and _YARDSTICK.search(folded, max(start, t.start - 10), t.start))
        ]
        found = named(folded, start, end) + addresses(folded, start, end)
        masks = merged(names, found, [(t.start, t.end) for t in times])
        self.quantities = list(islice(quantities_in(folded, start, end, masks), max(0, most)))
        if not self.quantities:
            # Half of the passages hold a numeral and no number (一批, 第三条): nothing will be asked about them.
            return
        self.sentences = Sentences(folded, start, end)
        self.timeline = Timeline(folded, times, self.sentences.sentence_starts)
        self.bare = _blanked(folded, start, end, names)
        self.undated = _undated(self.bare, start, times)
        self.starts = [q.start for q in self.quantities]
        self.demands = _demands(folded, start, end)
        self.verb = self.pending = (-1, "")
        self.named: dict[str, tuple[int, str]] = {}
        self.last = self.payee = (-1, "")
        self.time_spans = [(t.start, t.end) for t in times]
        self.trailing = self._trailing_deadline(times)

    def items(self) -> Iterator[Item]:
        """Each number with its standing, comparator and period, in order."""
        previous: Item | None = None
        shares: dict[int, int] = {}
        for i, q in enumerate(self.quantities):
            item = self._item(q, previous)
            if item.verdict is Standing.PROMISE:
                self._share_out(i, item, shares)
            yield item
            yield from self._other_years(i, item)
            previous = item

    def _item(self, q: Quantity, previous: Item | None) -> Item:
        self.verb = self.pending
        sentence, clause = self.sentences.sentence(q.start), self.sentences.clause(q.start)
        at = self.start
        c = comparison(self.undated, clause[0] - at, q.start - at, q.end - at, sentence[0] - at, offset=at)
        time = self.timeline.take(q.start)
        behind = self._behind(q.start) if time is None else ""
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
            section=self._section(q.start),
            reply=self.genre is Genre.REPLY,
            report=self.genre in (Genre.REPORT, Genre.NEWS),
            news=self.genre is Genre.NEWS,
            continues=promised,
            past_cited=self._past(time, q.start),
            time_at=time.start - max(sentence[0], q.start - _BEFORE) if time else -1,
            later=behind != "" or bool(time and time.year and self.calendar.year and time.year > self.calendar.year),
            opening=self._opening(sentence[0]),
            tabled=self.tabled,
            printed=self._bare(q.start, q.end),
        )
        verdict = standing(q, c, around)
        if previous is not None and same and verdict is not Standing.FACT and self._listed_with(previous, q, c):
            verdict = Standing.NEITHER
        if verdict is Standing.PROMISE:
            verb = carried_verb(around.clause_before)
            if verb:
                self.pending = (q.start, verb)
        period = "annual" if self.folded.startswith("/年", q.end) else self._period(time, behind)
        return Item(q, c, around, verdict, period, clause, subjects(around.clause_before, self.bare, q, self.start))

    def _opening(self, sentence: int) -> str:
        """The first words behind the last full stop, where the sentence begins behind a semicolon."""
        if sentence <= self.start or self.folded[sentence - 1] != ";":
            return ""
        stop = self.folded.rfind("。", max(self.start, sentence - _LONGEST_SUBJECTS), sentence)
        begin = stop + 1 if stop >= 0 else self.start
        return self._bare(begin, min(begin + _OPENING, sentence))

    def _section(self, position: int) -> Section:
        """应具备:…;…: what stands in such a list to its full stop are conditions, whatever the section."""
        i = bisect_left(self.demands, (position, 0)) - 1
        return Section.CONDITIONS if i >= 0 and position < self.demands[i][1] else self.section

    def _listed_with(self, previous: Item, q: Quantity, c: Comparison) -> bool:
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

    def _period(self, time: TimeExpression | None, behind: str) -> str:
        if time is not None:
            return time.periods[-1]
        return behind or self.trailing or self.deadline

    def _behind(self, position: int) -> str:
        """3个年底前完成: the deadline behind a number, where no other number of the comma clause comes between."""
        stop = self.sentences.clause(position)[1]
        i = bisect_left(self.time_spans, (position, 0))
        if i == len(self.time_spans) or self.time_spans[i][1] > stop:
            return ""
        time, following = self.timeline.expressions[i], bisect_left(self.starts, position) + 1
        if following < len(self.starts) and self.starts[following] < stop:
            return ""
        done = _DONE_BY.match(self.folded, time.end, stop)
        return time.periods[-1] if done and time.reach is Reach.PASSAGE and not time.past else ""

    def _trailing_deadline(self, times: list[TimeExpression]) -> str:
        """(8月底完成,牵头单位:…) at the end of a passage dates what stands before it."""
        for t in reversed(times):
            opened = self.folded[max(self.start, t.start - 1) : t.start] in ("(", "（")
            if opened and self.end - t.start <= 160 and re.match(r"完成|前完成|前建成", self.folded[t.end : t.end + 4]):
                return t.periods[-1]
        return ""

    def _share_out(self, i: int, item: Item, shares: dict[int, int]) -> None:
        """2031年、2032年分别…: the years in turn."""
        time = item.around.time
        if time is None or not self.timeline.shared(time, item.quantity.start):
            return
        turn = shares.get(time.start, 0)
        item.period = time.periods[turn % len(time.periods)]
        shares[time.start] = turn + 1

    def _other_years(self, i: int, item: Item) -> Iterator[Item]:
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

    def head(self, item: Item) -> tuple[int, int]:
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

    def subject(self, item: Item) -> tuple[int, int] | None:
        """甲率、乙率分别达到95%和88%: the part of the subject that belongs to this number."""
        first, last = (bisect_left(self.starts, at) for at in item.clause)
        group = self.quantities[first : min(last, first + _LONGEST_LIST)]
        if len(group) < 2 or item.clause[1] - item.clause[0] > _LONGEST_SUBJECTS:
            return None
        m = RESPECTIVE.search(self.bare, item.clause[0] - self.start, item.clause[1] - self.start)
        if m is None:
            return None
        group = [q for q in group if q.start >= m.end() + self.start]
        parts = listed_spans(self.bare, item.clause[0] - self.start, m.start())
        if item.quantity not in group or len(parts) != len(group):
            return None
        if any(_YEAR.fullmatch(self.bare, a, b) for a, b in parts):
            return None
        a, b = parts[group.index(item.quantity)]
        return a + self.start, b + self.start

    def carried(self, item: Item) -> str:
        """The verb of an earlier promise of the sentence with the same kind of count."""
        q = item.quantity
        if not item.around.continues or item.compared.duty or q.money or q.unit in ("%", "个百分点"):
            return ""
        if item.compared.before and item.compared.comparator != "≈":
            return ""
        at, verb = self.verb
        return verb if self.sentences.sentence(q.start)[0] <= at < q.start else ""

    def paid(self, item: Item, what: str, benefit: str, text: Text) -> str:
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

    def remember(self, item: Item, name: str) -> str:
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

    def _same_unit(self, item: Item) -> str:
        at, name = self.named.get(item.quantity.unit, (-1, ""))
        return name if at == self.sentences.sentence(item.quantity.start)[0] else ""

    def remembered(self, item: Item) -> str:
        """Name of the last number of the sentence, rather of one with the same unit."""
        sentence = self.sentences.sentence(item.quantity.start)[0]
        for at, name in (self.named.get(item.quantity.unit, (-1, "")), self.last):
            if at == sentence and name:
                return name
        return ""


_DEMANDS = re.compile(r"(?:具备|符合|满足)(?:(?:以下|下列|如下)?(?:基本)?(?:条件|要求)?(?:之一)?的?):")
_DONE_BY = re.compile(r"之?前?(?:全部)?(?:完成|建成|投用|竣工|到位|交付|开工)")


def _demands(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """From 应具备: to the full stop behind it."""
    if folded.find(":", start, end) < 0:
        return []
    stops = ((m.end(), folded.find("。", m.end(), end)) for m in _DEMANDS.finditer(folded, start, end))
    return [(a, b if b >= 0 else end) for a, b in stops]


_YEAR = re.compile(r"(?:19|20)\d\d年?[底末度]?")
_YARDSTICK = re.compile(r"(?:低于|高于|超过|达到)[^,。;\d]{0,6}$")
_TIMES = frozenset(("次", "场", "期", "轮", "届", "场次"))
_RAISED = re.compile(
    r"(?:增加|提高|提升|增长|扩大|扩展|下降|降低|降|减少|压缩|压减|缩短|发展|上升|升|增|减|扩)(?:到|至|为)"
)


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


def _inherited(c: Comparison, previous: Item, bare: str, q: Quantity, offset: int) -> Comparison:
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
