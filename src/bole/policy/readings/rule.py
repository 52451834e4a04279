"""规则说明: a whole scheme in words: each line in its own wording, as the tree says it, and with its clause."""

from collections.abc import Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from bole.kernel.clauses import ClauseRef
from bole.kernel.facts import Kind
from bole.kernel.messages import N_, _, use_language
from bole.policy.readings.sentence import Voice
from bole.policy.readings.wording import chinese, listing, table_label, told_date, told_rounding, told_value
from bole.policy.scheme import ABOVE, ADDS, Amount, Cap, Ceiling, Criterion, Grant, Quota, Scheme, Share, Told, TopUp
from bole.policy.scheme_parts import Recurs
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Arithmetic,
    Comparison,
    Extreme,
    Fact,
    Literal,
    PaidCount,
    Quotient,
    Scaled,
    Term,
)
from bole.policy.types import MONEY, TRUTH, Base

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue, Edition
    from bole.policy.dated import Supplier
    from bole.policy.parameters import Entry, Parameter

STATES: Final = {
    "in_force": N_("现行"),
    "ended": N_("已失效"),
    "not_yet": N_("尚未施行"),
}
"""状态 of a scheme on a day, by its window."""


KINDS: Final = (
    *("for", "scope", "pays", "in_force", "law_date", "recurs", "criterion", "exclusion", "exception", "judgement"),
    *("amount", "grant", "cap", "ceiling", "quota", "top_up"),
)
"""What a line of a rule can be."""


_RECURS: Final = {
    Recurs.MONTH: N_("按月发放，同一个{row}每月一次"),
    Recurs.YEAR: N_("按年发放，同一个{row}每年一次"),
}


def state_of(scheme: Scheme, day: date) -> str:
    """现行, 已失效 or 尚未施行 on that day: a key of STATES."""
    if scheme.in_force.holds(day):
        return "in_force"
    return "not_yet" if day < scheme.in_force.start else "ended"


def missing_in(scheme: Scheme) -> tuple[str, ...]:
    """缺数: ids of the parameters and catalogues that lack figures in some part of the scheme's time."""
    window = scheme.in_force
    dated: dict[str, Sequence[Entry | Edition]] = {p.id: p.entries for p in scheme.parameters().values()}
    dated |= {c.id: c.editions for c in scheme.catalogues().values()}
    return tuple(
        id_
        for id_, items in sorted(dated.items())
        if any(
            item.status in ("missing", "partial")
            and (window.end is None or item.start <= window.end)
            and (item.end is None or item.end >= window.start)
            for item in items
        )
    )


@dataclass(frozen=True, slots=True)
class Line:
    """规则行: one sentence of a rule."""

    kind: str
    """A word of KINDS."""
    name: str
    told: str
    """As the scheme words it; "" where it has no wording of its own."""
    sentence: str
    """As the tree says it."""
    clause: str
    verified: bool | None = None
    """Of a choice that may be unverified; else None."""

    def to_json(self) -> dict[str, object]:
        """Its parts by name."""
        return {
            "kind": self.kind,
            "name": self.name,
            "told": self.told,
            "sentence": self.sentence,
            "clause": self.clause,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True)
class DatedLine:
    """条目说明: an entry of a parameter or an edition of a catalogue that the rule uses."""

    id: str
    title: str
    value: str
    """The value in words, or how many rows; "" where the source gives none."""
    status: str
    unit: str
    start: date
    end: date | None
    clause: str
    verified: bool
    note: str
    supplied_by: str = ""
    """Which pack handed it in, in words; "" where it is its own pack's."""

    def to_json(self) -> dict[str, object]:
        """Its parts by name; days as text."""
        return {
            "id": self.id,
            "title": self.title,
            "value": self.value,
            "status": self.status,
            "unit": self.unit,
            "from": self.start.isoformat(),
            "until": self.end.isoformat() if self.end else None,
            "clause": self.clause,
            "verified": self.verified,
            "note": self.note,
            "supplied_by": self.supplied_by or None,
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """规则说明: what `bole rules SCHEME` shows."""

    id: str
    title: str
    lines: tuple[Line, ...]
    parameters: tuple[DatedLine, ...]
    catalogues: tuple[DatedLine, ...]

    def to_json(self) -> dict[str, Any]:
        """The whole rule as plain data."""
        return {
            "id": self.id,
            "title": self.title,
            "lines": [line.to_json() for line in self.lines],
            "parameters": [line.to_json() for line in self.parameters],
            "catalogues": [line.to_json() for line in self.catalogues],
        }


def rule_of(scheme: Scheme, language: str, *, schemes: Mapping[str, Scheme] | None = None) -> Rule:
    """The scheme in "zh" or "en"; `schemes` are the others at hand, so that exclusions can name them by title."""

    def told() -> Rule:
        use_language(language)
        return _Writer(scheme, schemes or {}).rule()

    return copy_context().run(told)


@dataclass(frozen=True)
class _Writer:
    scheme: Scheme
    schemes: Mapping[str, Scheme]

    @property
    def voice(self) -> Voice:
        return self._voice_but("")

    def _voice_but(self, name: str) -> Voice:
        """Counts and sums of other rows that a grant gives are told once, there, and named wherever else they stand."""
        named = {g.term.key: _told(g.told) for g in self.scheme.grants if g.name != name and _sums_up(g.term)}
        label = table_label(self.scheme.facts, self.scheme.per)
        titles = {id_: _told(other.title) for id_, other in ({**self.schemes, self.scheme.id: self.scheme}).items()}
        return Voice(label if chinese() else f"the {label}", titles, named)

    def rule(self) -> Rule:
        scheme = self.scheme
        parameters = [line for _id, p in sorted(scheme.parameters().items()) for line in _entries(p)]
        catalogues = [line for _id, c in sorted(scheme.catalogues().items()) for line in _editions(c)]
        return Rule(scheme.id, _told(scheme.title), tuple(self.lines()), tuple(parameters), tuple(catalogues))

    def lines(self) -> Iterator[Line]:
        yield from self._heads()
        if self.scheme.subject is not None:
            yield from self._criterion(self.scheme.subject)
        if self.scheme.tops is not None:
            yield self._top_up(self.scheme.tops)
        for criterion in self.scheme.criteria:
            if criterion is not self.scheme.subject:
                yield from self._criterion(criterion)
        for judgement in self.scheme.judgements:
            sentence = _("由人判断，不由程序计算")
            yield Line("judgement", judgement.name, _told(judgement.told), sentence, str(judgement.cites))
        for amount in self.scheme.amounts:
            yield Line("amount", amount.name, "", self._amount(amount), str(amount.cites))
        for grant in self.scheme.grants:
            yield self._line("grant", grant.name, grant.told, self._grant(grant), grant.cites)
        for cap in self.scheme.caps:
            yield self._line("cap", cap.name, cap.told, self._cap(cap), cap.cites)
        for allocation in self.scheme.allocations:
            if isinstance(allocation, Ceiling):
                yield self._line(
                    "ceiling", allocation.name, allocation.told, self._ceiling(allocation), allocation.cites
                )
            else:
                yield self._line("quota", allocation.name, allocation.told, self._quota(allocation), allocation.cites)

    def _line(self, kind: str, name: str, told: Told, sentence: str, cites: ClauseRef) -> Line:
        return Line(kind, name, _told(told), sentence, str(cites))

    def _heads(self) -> Iterator[Line]:
        scheme, clause = self.scheme, str(self.scheme.cites)
        row = table_label(scheme.facts, scheme.per)
        yield Line("for", "", "", _("对每个{row}分别判定", row=row), clause)
        if scheme.pays is not None:
            yield Line("pays", "", "", _("发给{payee}", payee=self._payee(scheme.pays, row)), clause)
        yield Line("in_force", "", "", _window(scheme), clause, scheme.in_force_verified)
        yield Line("law_date", "", "", self._law_date(), clause, scheme.law_of_verified)
        if scheme.recurring is not None:
            yield Line("recurs", "", "", _(_RECURS[scheme.recurring], row=row), clause)

    def _payee(self, pays: Term, row: str) -> str:
        if isinstance(pays, Fact) and pays.column.kind is Kind.ID:
            return _("这个{row}本身", row=row)
        return self.voice.part(pays)

    def _law_date(self) -> str:
        law_of = self.scheme.law_of
        if isinstance(law_of, AppliedOn):
            return _("适用申领日施行的规定；没有申领的，适用计算日施行的规定")
        return _("适用{day}施行的规定", day=self.voice.part(law_of))

    def _top_up(self, tops: TopUp) -> Line:
        sentence = _("“{title}”这一次可以享受，或者台账中已为这一条发放过的，才加发", title=_told(tops.base.title))
        if not isinstance(tops.met, Literal):
            sentence = _("{sentence}；只按上级的数不能享受、按本区的数可以享受的，由本项全额发放", sentence=sentence)
        return self._line("top_up", tops.name, tops.told, sentence, tops.cites)

    def _grant(self, grant: Grant) -> str:
        tops = self.scheme.tops
        if tops is not None and grant.term.key == tops.total.key:
            return _("按本区的数算出的金额")
        if tops is not None and grant.name == ABOVE:
            return _("按上级的数算出的“{title}”的金额", title=_told(tops.base.title))
        return self._voice_but(grant.name).say(grant.term)

    def _criterion(self, criterion: Criterion) -> Iterator[Line]:
        kind = "exclusion" if _excludes(criterion.term) else "criterion"
        kind = "scope" if criterion is self.scheme.subject else kind
        sentence = self.voice.say(criterion.term)
        if self.scheme.tops is not None and criterion.name == ADDS:
            sentence = _(
                "按本区的数算出的金额，多于按上级的数算出的“{title}”的金额", title=_told(self.scheme.tops.base.title)
            )
        if any(exclusion.name == criterion.name for exclusion in self.scheme.exclusions):
            sentence = _("{rule}；同一次计算中也可以享受其中一项的，先申领的在前，同日的金额大的在前", rule=sentence)
        yield self._line(kind, criterion.name, criterion.told, sentence, criterion.cites)
        for exception in criterion.exceptions:
            sentence = _(
                "{exception}的，视为符合“{criterion}”",
                exception=self.voice.part(exception.term),
                criterion=_told(criterion.told),
            )
            yield self._line("exception", exception.name, exception.told, sentence, exception.cites)

    def _amount(self, amount: Amount) -> str:
        tops = self.scheme.tops
        sum_ = self.voice.say(amount.term if tops is None else raised_part(amount.term))
        if tops is not None:
            sum_ = _("{sum}，减去按上级的数算出的“{title}”的金额", sum=sum_, title=_told(tops.base.title))
        if not any(isinstance(part, Scaled | Quotient) for part in amount.term.walk()):
            # No step of it has a remainder; the rounding stated is told all the same.
            sum_ = _("{sum}（{rounding}）", sum=sum_, rounding=told_rounding(amount.rounding, MONEY))
        if isinstance(amount.when, Literal) and amount.when.value is True:
            return _("金额为：{sum}", sum=sum_)
        return _("{condition}的，金额为：{sum}", condition=self.voice.part(amount.when), sum=sum_)

    def _cap(self, cap: Cap) -> str:
        sentence = _(
            "{same}的，按{order}排列，只取前{top}",
            same=self.voice.same(cap.per),
            order=self._order(cap.order),
            top=self._top(cap.top),
        )
        if cap.counting is None or not cap.counting.schemes:
            return sentence
        counted = cap.counting.schemes
        sentence = _("{cap}；台账中已发放的{schemes}先占名额", cap=sentence, schemes=self.voice.schemes(counted))
        if set(counted) <= {self.scheme.id}:
            return sentence
        return _("{cap}；同一次计算中这些项目一起排队，次序相同的金额大的在前", cap=sentence)

    def _top(self, top: Term) -> str:
        if isinstance(top, Literal):
            return _("{n}项", n=top.value)
        return _("{number}所定的项数", number=self.voice.part(top))

    def _order(self, order: tuple[tuple[Term, bool], ...]) -> str:
        told = [self._ordered(term, greatest) for term, greatest in order]
        then = _("，其次")
        return _("{order}（相同的按编号）", order=listing(told, then))

    def _ordered(self, term: Term, greatest: bool) -> str:
        tops = self.scheme.tops
        if tops is not None and term.key == tops.met.key:
            return _("上级也给“{title}”的在前", title=_told(tops.base.title))
        by_day = term.type.base is Base.DATE
        if by_day:
            message = _("{value}由晚到早") if greatest else _("{value}由早到晚")
        else:
            message = _("{value}由高到低") if greatest else _("{value}由低到高")
        return message.format(value=self.voice.part(term))

    def _ceiling(self, ceiling: Ceiling) -> str:
        short = (
            _("余额不足的一项只发余额，其后的不发")
            if ceiling.short is Share.PART
            else _("余额不足的一项和其后的都不发")
        )
        return _(
            "{same}的，合计不超过{limit}，按{order}依次安排；{short}",
            same=self.voice.same(ceiling.per),
            limit=self.voice.part(ceiling.limit),
            order=self._order(ceiling.order),
            short=short,
        )

    def _quota(self, quota: Quota) -> str:
        share = self.voice.part(quota.share)
        limit = _("项数的{share}（不足一项的舍去）", share=share) if quota.share.type.base is Base.PERCENT else share
        return _(
            "{same}的，按{order}排列，只取前{limit}",
            same=self.voice.same(quota.per),
            order=self._order(quota.order),
            limit=limit,
        )


def _told(told: Told) -> str:
    return told.zh if chinese() else told.en


def _sums_up(term: Term) -> bool:
    """Whether it is a value made of other rows."""
    return term.type != TRUTH and any(isinstance(part, Aggregate) for part in term.walk())


def raised_part(term: Term) -> Term:
    """Of what is added, the amount by the district's figures, before that of the place above is taken off."""
    assert isinstance(term, Extreme)
    assert isinstance(term.terms[0], Arithmetic)
    return term.terms[0].left


def _excludes(term: Term) -> bool:
    return isinstance(term, Comparison) and term.operator == "<" and isinstance(term.left, PaidCount)


def _window(scheme: Scheme) -> str:
    start, end = told_date(scheme.in_force.start), scheme.in_force.end
    if end is None:
        return _("自{start}起施行，未定终止日期", start=start)
    return _("自{start}起施行，至{end}止", start=start, end=told_date(end))


def _entries(parameter: "Parameter") -> Iterator[DatedLine]:
    title = parameter.title if chinese() else parameter.title_en
    for entry in parameter.entries:
        value = "" if entry.value is None else told_value(entry.value, parameter.type)
        yield DatedLine(
            parameter.id,
            title,
            value,
            entry.status,
            parameter.unit,
            entry.start,
            entry.end,
            str(entry.cites),
            entry.verified,
            entry.note,
            supplied_by(entry.supplier),
        )


def supplied_by(supplier: "Supplier | None") -> str:
    """由谁补充, in words: which pack handed it in; "" where none did."""
    if supplier is None:
        return ""
    return _("由规则包“{title}”补充", title=supplier.title if chinese() else supplier.title_en)


def _editions(catalogue: "Catalogue") -> Iterator[DatedLine]:
    title = catalogue.title if chinese() else catalogue.title_en
    for edition in catalogue.editions:
        rows = _("{n}行", n=len(edition.rows)) if edition.rows else ""
        yield DatedLine(
            catalogue.id,
            title,
            rows,
            edition.status,
            "",
            edition.start,
            edition.end,
            str(edition.cites),
            edition.verified,
            edition.note,
            supplied_by(edition.supplier),
        )
