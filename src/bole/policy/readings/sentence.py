"""语句: the tree read as a sentence, so that an official and a worker see what the rule says, in Chinese and English.

    say(Claim.applied_on <= Certificate.issued_on + months(12), "zh")    申领日不晚于证书的核发日期后12个月

The sentence is made from the tree alone and so can never say anything else than what is computed. `rule_of` (rule.py)
puts the sentences of a whole scheme together.
"""

from collections.abc import Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Final

from bole.kernel.facts import Facts, Kind
from bole.kernel.messages import N_, _, use_language
from bole.policy.readings.wording import (
    chinese,
    column_label,
    listing,
    rows_label,
    table_label,
    told_rounding,
    told_scheme,
    told_value,
)
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Arithmetic,
    AsOf,
    Choice,
    Comparison,
    Either,
    Entry,
    Every,
    Extreme,
    Fact,
    FullYears,
    Known,
    Linked,
    Listed,
    Literal,
    Not,
    OneOf,
    PaidCount,
    Parametric,
    Quotient,
    Scaled,
    Shifted,
    Summary,
    Term,
    YearOf,
)
from bole.policy.types import PERCENT, TRUTH, YEAR, Base, Type


def say(term: Term, language: str, *, titles: Mapping[str, str] | None = None) -> str:
    """The term in plain words of "zh" or "en"; `titles` are the names of schemes by id, where they are at hand."""

    def said() -> str:
        use_language(language)
        return Voice(_row(term), titles or {}).say(term)

    return copy_context().run(said)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a sentence; `loose` ones get brackets inside a longer one."""

    text: str
    loose: bool = False

    @property
    def tight(self) -> str:
        """Safe to stand inside a longer phrase."""
        return _("（{inner}）", inner=self.text) if self.loose else self.text


NEGATED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_SAME: Final = {"==": N_("{left}与{right}相同"), "!=": N_("{left}与{right}不同")}
_IS: Final = {"==": N_("{left}为{right}"), "!=": N_("{left}不为{right}")}
_DATES: Final = {
    "<": N_("{left}早于{right}"),
    "<=": N_("{left}不晚于{right}"),
    ">": N_("{left}晚于{right}"),
    ">=": N_("{left}不早于{right}"),
}
_NUMBERS: Final = {
    "<": N_("{left}少于{right}"),
    "<=": N_("{left}不超过{right}"),
    ">": N_("{left}超过{right}"),
    ">=": N_("{left}不少于{right}"),
}
_LEVELS: Final = {
    "<": N_("{left}低于{right}"),
    "<=": N_("{left}不高于{right}"),
    ">": N_("{left}高于{right}"),
    ">=": N_("{left}达到{right}以上"),
}
_YEARS_REACHED: Final = {">=": N_("从{start}到{end}满{years}"), "<": N_("从{start}到{end}不满{years}")}
_ARITHMETIC: Final = {"+": N_("{left}加{right}"), "-": N_("{left}减{right}"), "*": N_("{left}乘以{right}")}


def _row(term: Term) -> str:
    """What the row is called that a term speaks of; "" for a constant."""
    if term.scope is None:
        return ""
    label = table_label(term.scope.facts, term.scope.table)
    return label if chinese() else f"the {label}"


@dataclass(frozen=True, slots=True)
class Voice:
    """Says terms of one row, called `row`; where the row's noun stands beside the phrase, `row` is empty."""

    row: str
    titles: Mapping[str, str]
    named: Mapping[str, str] = field(default_factory=dict)
    """Terms of this row, by key, that stand under a name elsewhere; not those of rows behind a link."""

    def say(self, term: Term) -> str:
        """The whole phrase."""
        return self._phrase(term).text

    def part(self, term: Term) -> str:
        """The phrase, bracketed where it would not hold together inside another."""
        return self._phrase(term).tight

    def _phrase(self, term: Term) -> Phrase:
        return self._truth(term, True) if term.type == TRUTH else self._value(term)

    # --- true or false ---

    def _truth(self, term: Term, yes: bool) -> Phrase:
        match term:
            case Not(inner):
                return self._truth(inner, not yes)
            case Linked(link, inner):
                return self._beyond(link)._truth(inner, yes)
            case Comparison():
                return self._comparison(term, yes)
            case Every(terms) | Either(terms) if len(terms) == 1:
                return self._truth(terms[0], yes)
            case Every() | Either():
                return self._joined(term, yes)
            case OneOf():
                return self._one_of(term, yes)
            case Known(inner):
                return Phrase(self._known(inner, yes))
            case Listed():
                keys, edition = self._keys(term.keys), self._edition(term)
                message = _("{keys}列入{edition}") if yes else _("{keys}未列入{edition}")
                return Phrase(message.format(keys=keys, edition=edition))
            case Aggregate():
                return Phrase(self._exists(term, yes))
            case Literal(value):
                return Phrase(_("一律成立") if value is yes else _("一律不成立"))
            case Choice():
                return self._choice_of_truths(term, yes)
            case _:
                value = self._value(term).tight
                return Phrase(_("{value}为“是”", value=value) if yes else _("{value}为“否”", value=value))

    def _joined(self, term: Every | Either, yes: bool) -> Phrase:
        # De Morgan holds with unknown too: not (a and b) is (not a) or (not b).
        parts = [self._truth(part, yes).tight for part in term.terms]
        together = isinstance(term, Every) is yes
        return Phrase((_("，且") if together else _("，或者")).join(parts), loose=True)

    def _comparison(self, term: Comparison, yes: bool) -> Phrase:
        operator = term.operator if yes else NEGATED[term.operator]
        left, right = term.left, term.right
        if isinstance(left, Literal) and not isinstance(right, Literal):
            left, right, operator = right, left, MIRRORED[operator]
        if left.type == TRUTH:
            return self._alike(left, right, operator)
        if isinstance(left, Linked) and isinstance(right, Literal):
            # Said of the row behind the link, so that what has a sentence of its own there keeps it.
            return self._beyond(left.link)._comparison(Comparison(operator, left.term, right), True)
        if isinstance(left, PaidCount) and isinstance(right, Literal) and right.value == 1 and operator in {"<", ">="}:
            return Phrase(self._paid(left, operator == ">="))
        if isinstance(left, FullYears) and isinstance(right, Literal) and operator in _YEARS_REACHED:
            message = _(_YEARS_REACHED[operator])
            years = told_value(right.value, right.type)
            return Phrase(message.format(start=self.part(left.start), end=self.part(left.end), years=years))
        message = _(_wording(left.type, operator, isinstance(right, Literal)))
        return Phrase(message.format(left=self.part(left), right=self.part(right)))

    def _alike(self, left: Term, right: Term, operator: str) -> Phrase:
        if isinstance(right, Literal):
            return self._truth(left, (operator == "==") is (right.value is True))
        message = _("{left}与{right}同时成立或同时不成立") if operator == "==" else _("{left}与{right}恰有一个成立")
        return Phrase(message.format(left=self._bracketed(left), right=self._bracketed(right)))

    def _bracketed(self, term: Term) -> str:
        return _("（{inner}）", inner=self.say(term))

    def _one_of(self, term: OneOf, yes: bool) -> Phrase:
        facts = _facts(term)
        values = [told_value(v.value, v.type, *facts) for v in term.values]
        if len(values) == 1:
            operator = "==" if yes else "!="
            return Phrase(_(_IS[operator]).format(left=self.part(term.term), right=values[0]))
        message = _("{value}为{listed}") if yes else _("{value}既不为{listed}")
        listed = listing(values, _("或") if yes else _("也不为"))
        return Phrase(message.format(value=self.part(term.term), listed=listed))

    def _known(self, term: Term, yes: bool) -> str:
        if isinstance(term, Linked):
            return self._beyond(term.link)._known(term.term, yes)
        if isinstance(term, Entry):
            keys, edition, value = self._keys(term.keys), self._edition(term), _value_label(term)
            message = _("{edition}对{keys}列有{value}") if yes else _("{edition}对{keys}未列{value}，或无从查对")
            return message.format(edition=edition, keys=keys, value=value)
        value = self._quoted(term) if term.type == TRUTH else self.part(term)
        return _("{value}有据可查", value=value) if yes else _("{value}无据可查", value=value)

    def _quoted(self, term: Term) -> str:
        # A truth without its "is": whether it is known, not whether it holds.
        return self._value(term).tight if isinstance(term, Fact | Parametric) else self._bracketed(term)

    def _choice_of_truths(self, term: Choice, yes: bool) -> Phrase:
        text = _(
            "如果{condition}，看是否{then}；否则，看是否{otherwise}",
            condition=self.say(term.condition),
            then=self._truth(term.then, yes).tight,
            otherwise=self._truth(term.otherwise, yes).tight,
        )
        return Phrase(text, loose=True)

    # --- values ---

    def _value(self, term: Term) -> Phrase:
        if term.key in self.named:
            return Phrase(_("“{title}”", title=self.named[term.key]))
        match term:
            case Fact():
                return Phrase(self._owned(term))
            case Linked(link, inner):
                return self._beyond(link)._value(inner)
            case Literal(value):
                return Phrase(told_value(value, term.type))
            case Parametric():
                return Phrase(self._parameter(term))
            case Entry():
                keys, edition, value = self._keys(term.keys), self._edition(term), _value_label(term)
                return Phrase(_("{edition}中与{keys}对应的{value}", edition=edition, keys=keys, value=value))
            case AppliedOn():
                return Phrase(_("申领日"))
            case AsOf():
                return Phrase(_("计算日"))
            case Aggregate():
                return Phrase(self._summary(term))
            case PaidCount():
                keys, schemes = self.same(term.keys), self.schemes(term.schemes)
                return Phrase(_("台账中{keys}已发放{schemes}的次数", keys=keys, schemes=schemes))
            case _:
                return self._computed(term)

    def _computed(self, term: Term) -> Phrase:
        match term:
            case Arithmetic():
                message = _(_ARITHMETIC[term.operator])
                return Phrase(message.format(left=self.part(term.left), right=self.part(term.right)), loose=True)
            case Scaled():
                return self._scaled(term, self.part(term.term))
            case Quotient():
                return self._quotient(term)
            case Choice():
                return self._choice(term)
            case Extreme():
                listed = listing([self.part(part) for part in term.terms], _("和"))
                return Phrase(_(_extreme(term)).format(listed=listed))
            case Shifted():
                message = _("{day}前{period}") if term.backwards else _("{day}后{period}")
                return Phrase(message.format(day=self.part(term.day), period=self.part(term.period)))
            case YearOf():
                return Phrase(_("{day}所在的自然年度", day=self.part(term.day)))
            case FullYears():
                start, end = self.part(term.start), self.part(term.end)
                return Phrase(_("从{start}到{end}的整年数", start=start, end=end))
            case _:
                raise TypeError(type(term).__name__)  # a new node of the tree needs its sentence here

    def _scaled(self, term: Scaled, base: str) -> Phrase:
        message = _("{base}上浮{percent}（{rounding}）") if term.plus else _("{base}的{percent}（{rounding}）")
        rounding = told_rounding(term.rounding, term.type)
        return Phrase(message.format(base=base, percent=self.part(term.percent), rounding=rounding), loose=True)

    def _quotient(self, term: Quotient) -> Phrase:
        ratio = term.type == PERCENT
        message = _("{part}占{whole}的比率（{rounding}）") if ratio else _("{part}除以{whole}（{rounding}）")
        rounding = told_rounding(term.rounding, term.type)
        return Phrase(message.format(part=self.part(term.term), whole=self.part(term.by), rounding=rounding))

    def _choice(self, term: Choice) -> Phrase:
        then, condition = term.then, self.say(term.condition)
        if isinstance(then, Scaled) and then.plus and then.term.key == term.otherwise.key:
            text = _(
                "{base}；{condition}的，上浮{percent}（{rounding}）",
                base=self.part(term.otherwise),
                condition=condition,
                percent=self.part(then.percent),
                rounding=told_rounding(then.rounding, then.type),
            )
            return Phrase(text, loose=True)
        text = _(
            "{condition}的，为{then}；否则为{otherwise}",
            condition=condition,
            then=self.part(then),
            otherwise=self.part(term.otherwise),
        )
        return Phrase(text, loose=True)

    def _parameter(self, term: Parametric) -> str:
        parameter = term.parameter
        name = _("“{title}”", title=parameter.title if chinese() else parameter.title_en)
        only = parameter.entries[0] if len(parameter.entries) == 1 else None
        if only is not None and only.value is not None:
            name = _("{name}（{value}）", name=name, value=told_value(only.value, term.type))
        return name if term.on is None else _("{name}（取{day}时的数）", name=name, day=self.say(term.on))

    def _edition(self, term: Entry | Listed) -> str:
        catalogue = term.catalogue
        name = _("“{title}”", title=catalogue.title if chinese() else catalogue.title_en)
        return name if term.on is None else _("{name}（{day}时的版本）", name=name, day=self.say(term.on))

    def _keys(self, keys: tuple[Term, ...]) -> str:
        return listing([self.part(key) for key in keys], _("和"))

    # --- rows and links ---

    def _owned(self, fact: Fact) -> str:
        label = column_label(fact.column)
        if not self.row:
            return label
        # "证书的证书类别": a label that names its row already stands alone.
        if self.row.removeprefix("the ") in label:
            return label if chinese() else f"the {label}"
        return _("{row}的{label}", row=self.row, label=label)

    def _beyond(self, link: Fact) -> "Voice":
        """The voice for the row that a link points at, called by what it is to the row we come from."""
        label = column_label(link.column)
        own = _row(link)
        if self.row and self.row != own:
            return Voice(_("{row}的{label}", row=self.row, label=label), self.titles)
        return Voice(label if chinese() else f"the {label}", self.titles)

    def _its_rows(self, term: Aggregate, *, many: bool) -> str:
        """The rows gone over: whose, of what kind, on what condition."""
        facts, table = term.link.facts, term.link.table
        rows = rows_label(facts, table, many=many)
        if self._ambiguous(term):
            rows = _("以{row}为{link}的{rows}", row=self.row or _("其"), link=column_label(term.link.column), rows=rows)
        if isinstance(term.where, Literal) and term.where.value is True:
            return rows
        where = Voice("", self.titles)._truth(term.where, True).text
        return _("符合（{where}）的{rows}", where=where, rows=rows)

    def _ambiguous(self, term: Aggregate) -> bool:
        links = term.link.facts.links(term.link.table)
        return sum(link.to == term.link.column.to for link in links) > 1

    def _owner(self, term: Aggregate) -> str:
        """The rows with whose they are; where the link says that already, as they are."""
        rows = self._its_rows(term, many=True)
        if self._ambiguous(term) or not self.row:
            return rows
        return _("{row}名下{rows}", row=self.row, rows=rows)

    def _exists(self, term: Aggregate, yes: bool) -> str:
        rows = self._its_rows(term, many=not yes)
        if self._ambiguous(term) or not self.row:
            return _("至少有一份{rows}", rows=rows) if yes else _("没有{rows}", rows=rows)
        message = _("{row}至少有一份{rows}") if yes else _("{row}没有{rows}")
        return message.format(row=self.row, rows=rows)

    def _summary(self, term: Aggregate) -> str:
        rows = self._owner(term)
        if term.value is None:
            return _("{rows}的数量", rows=rows)
        value = Voice("", self.titles).part(term.value)
        match term.summary:
            case Summary.DISTINCT:
                return _("{rows}中不重复的{value}的数目", rows=rows, value=value)
            case Summary.SUM:
                return _("{rows}的{value}合计", rows=rows, value=value)
            case _:
                none = _("不详") if term.if_none is None else told_value(term.if_none.value, term.if_none.type)
                return _(_greatest(term)).format(rows=rows, value=value, none=none)

    def _paid(self, term: PaidCount, yes: bool) -> str:
        message = _("台账中{keys}发放过{schemes}") if yes else _("台账中{keys}没有发放过{schemes}")
        return message.format(keys=self.same(term.keys), schemes=self.schemes(term.schemes))

    def same(self, keys: Iterable[Term]) -> str:
        """同一持证人、同一职业: the keys that rows share; a level that is named is said as it is."""
        named = [
            self.part(key) if isinstance(key, Literal) else _("同一{key}", key=_same_key(key, self)) for key in keys
        ]
        return listing(named, _("和")) if named else _("全部")

    def schemes(self, ids: Iterable[str]) -> str:
        """The schemes by title where it is known, else by id."""
        return listing([_("“{title}”", title=self.titles.get(id_) or told_scheme(id_)) for id_ in ids], _("或"))


def _same_key(key: Term, voice: Voice) -> str:
    if isinstance(key, YearOf) and isinstance(key.day, AppliedOn):
        return _("申领的自然年度")
    if isinstance(key, Fact):
        # A row's own id is the row: 同一证书.
        own = key.column.kind is Kind.ID
        return table_label(key.facts, key.table) if own else column_label(key.column)
    return voice.part(key)


def _wording(type_: Type, operator: str, fixed: bool) -> str:
    """The message for a comparison; `fixed`: the right side is a plain value."""
    if operator in _IS:
        return (_IS if fixed else _SAME)[operator]
    if type_.base is Base.DATE or type_ == YEAR:
        return _DATES[operator]
    if type_.base is Base.LEVEL:
        return _LEVELS[operator] if fixed or operator != ">=" else N_("{left}不低于{right}")
    return _NUMBERS[operator]


def _extreme(term: Extreme) -> str:
    if term.type.base is Base.DATE:
        return N_("{listed}中最晚的一个") if term.greatest else N_("{listed}中最早的一个")
    return N_("{listed}中最大的一个") if term.greatest else N_("{listed}中最小的一个")


def _greatest(term: Aggregate) -> str:
    greatest = term.summary is Summary.MAX
    if term.type.base is Base.DATE:
        return (
            N_("{rows}中最晚的{value}（一份也没有时为{none}）")
            if greatest
            else N_("{rows}中最早的{value}（一份也没有时为{none}）")
        )
    return (
        N_("{rows}中最高的{value}（一份也没有时为{none}）")
        if greatest
        else N_("{rows}中最低的{value}（一份也没有时为{none}）")
    )


def _value_label(term: Entry) -> str:
    return column_label(next(c for c in term.catalogue.values if c.name == term.value))


def _facts(term: Term) -> tuple[Facts, ...]:
    return (term.scope.facts,) if term.scope else ()
