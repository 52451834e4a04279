"""规则树: typed terms over facts. One tree, read as columns, as a Python function, as a sentence and by the checks.

A term knows its type (yuan are not people, levels compare by rank), the table whose rows it speaks of, and a key that
is equal for equal terms, so that each reading computes a shared term once. `None` is "evidence is missing" everywhere.

    Certificate.level >= SENIOR                                 Truth, of each certificate
    Claim.applied_on <= Certificate.issued_on + months(12)      Truth
    exists(Certificate.person, where=...)                       Truth, of each person

What would silently mean something else raises when the pack loads, with file and line: `and`, `or`, `not`, `in`,
chained comparisons, yuan plus people, a level compared with a printed number.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeAlias

from bole.kernel.dates import Period
from bole.kernel.facts import Column, Facts, Kind
from bole.kernel.money import Rounding
from bole.policy.errors import NOT_COLUMN_LOGIC, UNRELATED_TABLES, WRONG_TYPE
from bole.policy.place import written_at
from bole.policy.types import AGE, DATE, PERCENT, TRUTH, YEAR, Base, Type, type_of

if TYPE_CHECKING:
    from bole.policy.catalogues import Catalogue
    from bole.policy.parameters import Parameter


@dataclass(frozen=True, slots=True)
class Scope:
    """范围: the table whose rows a term speaks of, within the facts it belongs to."""

    facts: Facts
    table: str


Kinds: TypeAlias = "frozenset[type[Term] | Base]"
"""Kinds of terms and of the values that terms have."""


@dataclass(frozen=True, eq=False)
class Term:
    """规则项: a node of the tree. Compare and combine with `== < & | ~ + - *`; it is never true or false by itself."""

    type: Type = field(init=False)
    scope: Scope | None = field(init=False)
    key: str = field(init=False)
    """Equal for equal terms; a digest of the canonical form, the same on every machine."""
    inside: Kinds = field(init=False, repr=False)
    """What kinds of terms and of values it and the terms below it are: whether to look for one at all."""
    _parts: tuple[object, ...] = field(init=False, repr=False)
    _children: tuple[Term, ...] = field(init=False, repr=False)

    def _settle(self, type_: Type, scope: Scope | None) -> None:
        parts = tuple(getattr(self, name) for name in _made_of(type(self)))
        children = tuple(_terms_of(parts))
        object.__setattr__(self, "type", type_)
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "_parts", parts)
        object.__setattr__(self, "_children", children)
        own: Kinds = frozenset((type(self), type_.base))
        object.__setattr__(self, "inside", own.union(*(child.inside for child in children)))
        object.__setattr__(self, "key", hashlib.sha256(repr(self.canonical()).encode()).hexdigest()[:32])

    @property
    def of(self) -> str | None:
        """Name of the table whose rows it speaks of; None for a constant."""
        return self.scope.table if self.scope else None

    def canonical(self) -> list[object]:
        """The form that is hashed: names, literals and the keys of the parts."""
        return [type(self).__name__, str(self.type), self.of, *(_canonical(part) for part in self.parts())]

    def parts(self) -> tuple[object, ...]:
        """Everything it is made of, terms and plain values, in order."""
        return self._parts

    def children(self) -> tuple[Term, ...]:
        """The terms it is made of."""
        return self._children

    def holds(self, kinds: Kinds) -> bool:
        """Whether it or a term below it is of one of these kinds."""
        return not self.inside.isdisjoint(kinds)

    def walk(self) -> Iterator[Term]:
        """The term and everything below it, parts before wholes, each once."""
        seen: set[str] = set()

        def visit(term: Term) -> Iterator[Term]:
            if term.key in seen:
                return
            seen.add(term.key)
            for child in term.children():
                yield from visit(child)
            yield term

        return visit(self)

    # What Python would decide by itself is refused: a term has no truth before there are facts.
    def __bool__(self) -> NoReturn:
        raise written_at(NOT_COLUMN_LOGIC)

    def __contains__(self, _item: object) -> NoReturn:
        raise written_at(NOT_COLUMN_LOGIC)

    def __iter__(self) -> NoReturn:
        raise written_at(NOT_COLUMN_LOGIC)

    __hash__ = object.__hash__

    def __lt__(self, other: Operand) -> Term:
        return operators.compare("<", self, other)

    def __le__(self, other: Operand) -> Term:
        return operators.compare("<=", self, other)

    def __gt__(self, other: Operand) -> Term:
        return operators.compare(">", self, other)

    def __ge__(self, other: Operand) -> Term:
        return operators.compare(">=", self, other)

    def __eq__(self, other: Operand) -> Term:  # type: ignore[override]
        return operators.compare("==", self, other)

    def __ne__(self, other: Operand) -> Term:  # type: ignore[override]
        return operators.compare("!=", self, other)

    def __and__(self, other: Operand) -> Term:
        return operators.every(self, other)

    __rand__ = __and__

    def __or__(self, other: Operand) -> Term:
        return operators.either(self, other)

    __ror__ = __or__

    def __invert__(self) -> Term:
        return Not(operators.truth(self, "~"))

    def __add__(self, other: Operand) -> Term:
        return operators.arithmetic("+", self, other)

    def __sub__(self, other: Operand) -> Term:
        return operators.arithmetic("-", self, other)

    def __mul__(self, other: Operand) -> Term:
        return operators.arithmetic("*", self, other)

    __radd__ = __add__
    __rmul__ = __mul__

    @property
    def known(self) -> Term:
        """有据可查: true when there is a value, false when evidence is missing; never unknown itself."""
        return Known(self)

    def one_of(self, *values: Operand) -> Term:
        """属于其中之一: equal to one of the values."""
        if not values:
            raise written_at(WRONG_TYPE, told="one_of()", left=self.type, right="-")
        return OneOf(self, tuple(operators.literal(value, self.type, "one_of") for value in values))

    def uplifted(self, *, percent: Operand, when: Operand = True, rounding: Rounding | None = None) -> Term:
        """上浮: the amount plus a percentage of it where the condition holds; rounded once, as `amount` states."""
        raised = operators.scaled(self, percent, plus=True, rounding=rounding)
        condition = operators.lift(when, TRUTH)
        return (
            raised
            if isinstance(condition, Literal) and condition.value is True
            else operators.choose(condition, raised, self)
        )

    def part(self, percent: Operand, *, rounding: Rounding | None = None) -> Term:
        """按比例: that percentage of it."""
        return operators.scaled(self, percent, plus=False, rounding=rounding)


def _terms_of(parts: tuple[object, ...]) -> Iterator[Term]:
    for part in parts:
        if isinstance(part, Term):
            yield part
        elif isinstance(part, tuple):
            yield from (p for p in part if isinstance(p, Term))


_MADE_OF: dict[str, tuple[str, ...]] = {}


def _made_of(kind: type[Term]) -> tuple[str, ...]:
    """Names of the fields that make a term of that kind."""
    name = kind.__name__
    if name not in _MADE_OF:
        _MADE_OF[name] = tuple(f.name for f in fields(kind) if f.init)
    return _MADE_OF[name]


Value: TypeAlias = int | bool | str | date | Period
Operand: TypeAlias = Any
"""A term, or a plain value that becomes a literal of the other side's type."""


def _canonical(part: object) -> object:
    if isinstance(part, Term):
        return part.key
    if isinstance(part, tuple):
        return [_canonical(p) for p in part]
    identity = getattr(part, "id", None)  # a parameter or a catalogue stands by its id: its content has a digest apart
    return identity if isinstance(identity, str) else str(part)


@dataclass(frozen=True, eq=False)
class Fact(Term):
    """事实: a column of the facts, of each row of its table."""

    facts: Facts = field(repr=False)
    table: str
    column: Column

    def __post_init__(self) -> None:
        self._settle(type_of(self.column, self.table), Scope(self.facts, self.table))

    def canonical(self) -> list[object]:
        return ["Fact", self.table, self.column.name, str(self.type)]

    def __getattr__(self, name: str) -> Term:
        """`Certificate.person.born_on`: a column of the row that a link points at."""
        if name.startswith("__") or self.column.kind is not Kind.LINK:
            raise AttributeError(name)
        return Linked(self, operators.fact(self.facts, self.column.to, name))

    def __dir__(self) -> list[str]:
        linked = self.facts.table(self.column.to).columns if self.column.kind is Kind.LINK else ()
        return [*super().__dir__(), *(column.name for column in linked)]


@dataclass(frozen=True, eq=False)
class Linked(Term):
    """关联事实: a term of the row that a link points at, said of the row that has the link."""

    link: Fact
    term: Term

    def __post_init__(self) -> None:
        self._settle(self.term.type, self.link.scope)

    def __getattr__(self, name: str) -> Term:
        """`Payment.certificate.person`: on along the links."""
        last = self.term
        if name.startswith("__") or not isinstance(last, Fact | Linked):
            raise AttributeError(name)
        return Linked(self.link, getattr(last, name))


@dataclass(frozen=True, eq=False)
class Literal(Term):
    """常量: a plain value. Money is fen, a percentage 1/10000, a level its rank."""

    value: Value | None
    """None is unknown: what a parameter without an entry is in one run."""
    kind: Type

    def __post_init__(self) -> None:
        self._settle(self.kind, None)


@dataclass(frozen=True, eq=False)
class Parametric(Term):
    """参数: a dated value of the pack, taken at the date `on`, else at the scheme's law date."""

    parameter: Parameter
    on: Term | None

    def __post_init__(self) -> None:
        self._settle(self.parameter.type, self.on.scope if self.on is not None else None)


@dataclass(frozen=True, eq=False)
class Entry(Term):
    """目录值: a value of the catalogue's row for the keys, in the edition of the date `on` (else the law date)."""

    catalogue: Catalogue
    keys: tuple[Term, ...]
    value: str
    on: Term | None

    def __post_init__(self) -> None:
        scope = common_scope(*self.keys, *([self.on] if self.on is not None else []))
        column = next(c for c in self.catalogue.values if c.name == self.value)
        self._settle(type_of(column, ""), scope)


@dataclass(frozen=True, eq=False)
class Listed(Term):
    """列入目录: whether the catalogue's edition of that date has a row for the keys."""

    catalogue: Catalogue
    keys: tuple[Term, ...]
    on: Term | None

    def __post_init__(self) -> None:
        self._settle(TRUTH, common_scope(*self.keys, *([self.on] if self.on is not None else [])))


@dataclass(frozen=True, eq=False)
class AppliedOn(Term):
    """申领日: the day of the claim for the row being decided; where nobody has claimed, the as-of day."""

    def __post_init__(self) -> None:
        self._settle(DATE, None)


@dataclass(frozen=True, eq=False)
class AsOf(Term):
    """计算日: the day as of which the run is made, in Asia/Shanghai."""

    def __post_init__(self) -> None:
        self._settle(DATE, None)


COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
"""What each sign of a comparison does to two values, and to two columns."""
MIRRORED: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
"""The sign that says the same with the sides exchanged."""


@dataclass(frozen=True, eq=False)
class Comparison(Term):
    """比较: `<`, `<=`, `>`, `>=`, `==`, `!=` of two terms of one type; unknown when a side is."""

    operator: str
    left: Term
    right: Term

    def __post_init__(self) -> None:
        self._settle(TRUTH, common_scope(self.left, self.right))


@dataclass(frozen=True, eq=False)
class OneOf(Term):
    """属于其中之一: equal to one of the literals; unknown when the value is."""

    term: Term
    values: tuple[Literal, ...]

    def __post_init__(self) -> None:
        self._settle(TRUTH, self.term.scope)


@dataclass(frozen=True, eq=False)
class Every(Term):
    """并且: false if one is false, else unknown if one is unknown, else true."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        self._settle(TRUTH, common_scope(*self.terms))


@dataclass(frozen=True, eq=False)
class Either(Term):
    """或者: true if one is true, else unknown if one is unknown, else false."""

    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        self._settle(TRUTH, common_scope(*self.terms))


@dataclass(frozen=True, eq=False)
class Not(Term):
    """不是: unknown stays unknown."""

    term: Term

    def __post_init__(self) -> None:
        self._settle(TRUTH, self.term.scope)


@dataclass(frozen=True, eq=False)
class Known(Term):
    """有据可查: whether there is a value at all; never unknown."""

    term: Term

    def __post_init__(self) -> None:
        self._settle(TRUTH, self.term.scope)


@dataclass(frozen=True, eq=False)
class Arithmetic(Term):
    """加减乘: exact integers; unknown when a side is."""

    operator: str
    left: Term
    right: Term
    result: Type

    def __post_init__(self) -> None:
        self._settle(self.result, common_scope(self.left, self.right))


@dataclass(frozen=True, eq=False)
class Scaled(Term):
    """按比例计算: `term` x percent (of 10000), or plus that; rounded to a whole as stated (None: not yet)."""

    term: Term
    percent: Term
    plus: bool
    rounding: Rounding | None

    def __post_init__(self) -> None:
        self._settle(self.term.type, common_scope(self.term, self.percent))


@dataclass(frozen=True, eq=False)
class Quotient(Term):
    """相除: `term` for each one of `by`, or the percentage that it is of it; rounded to a whole of the result's type.

    Unknown when a side is, and when `by` is not above zero: there is no average of nobody.
    """

    term: Term
    by: Term
    result: Type
    rounding: Rounding

    def __post_init__(self) -> None:
        self._settle(self.result, common_scope(self.term, self.by))

    @property
    def times(self) -> int:
        """What the numerator is multiplied by before: a percentage is kept in parts of 10000."""
        return 10_000 if self.result == PERCENT else 1


@dataclass(frozen=True, eq=False)
class Choice(Term):
    """如果: `then` where the condition is true, `otherwise` where it is false, unknown where it is unknown."""

    condition: Term
    then: Term
    otherwise: Term

    def __post_init__(self) -> None:
        self._settle(self.then.type, common_scope(self.condition, self.then, self.otherwise))


@dataclass(frozen=True, eq=False)
class Extreme(Term):
    """较小者、较大者: the least or greatest of several terms of one row; unknown when one is."""

    greatest: bool
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        self._settle(self.terms[0].type, common_scope(*self.terms))


@dataclass(frozen=True, eq=False)
class Shifted(Term):
    """日期加期限: months are added once from the start; a day that does not exist is the month's last (民法典 202)."""

    day: Term
    period: Term
    backwards: bool = False

    def __post_init__(self) -> None:
        self._settle(DATE, common_scope(self.day, self.period))


@dataclass(frozen=True, eq=False)
class YearOf(Term):
    """自然年度: the calendar year of a date."""

    day: Term

    def __post_init__(self) -> None:
        self._settle(YEAR, self.day.scope)


@dataclass(frozen=True, eq=False)
class FullYears(Term):
    """周年数: the greatest n with start + n years <= end; negative where the end lies before."""

    start: Term
    end: Term

    def __post_init__(self) -> None:
        self._settle(AGE, common_scope(self.start, self.end))


class Summary(StrEnum):
    """汇总方式: how many rows become one value."""

    EXISTS = "exists"
    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    MAX = "max"
    MIN = "min"


@dataclass(frozen=True, eq=False)
class Aggregate(Term):
    """汇总: over the rows of another table that point here by `link` and meet `where`; said of the row pointed at.

    Three-valued: a row whose `where` is unknown, or whose value is unknown where `where` holds, makes the result
    unknown (for EXISTS only if no row is surely true). No rows: false, 0 or `if_none` where the table is covered, else
    unknown; rows of a table that is not covered can prove EXISTS and nothing else.
    """

    summary: Summary
    link: Fact
    value: Term | None
    where: Term
    if_none: Literal | None
    result: Type

    def __post_init__(self) -> None:
        self._settle(self.result, Scope(self.link.facts, self.link.column.to))


@dataclass(frozen=True, eq=False)
class PaidCount(Term):
    """已发次数: how many facts the ledger has paid under one of the schemes, for the same keys, up to the as-of day.

    `schemes`: sorted scheme ids. `columns`: the column of `payment` for each key; "year" is the calendar year of the
    payment's applied_on. A fact counts when its fen sum up above zero: a correction that takes all back frees it.
    Unknown when a key is unknown, or when the ledger is not covered and nothing is found. `alike`: schemes that pay
    for the same facts, as one that adds to another does; a fact that several of them have paid counts once.
    """

    schemes: tuple[str, ...]
    columns: tuple[str, ...]
    keys: tuple[Term, ...]
    alike: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._settle(Type(Base.COUNT, "payment"), common_scope(*self.keys))


def common_scope(*terms: Term) -> Scope | None:
    """The one table all terms speak of (constants aside)."""
    scopes = {t.scope.table: t.scope for t in terms if t.scope}
    if len(scopes) > 1:
        raise written_at(UNRELATED_TABLES, tables=", ".join(sorted(scopes)))
    return next(iter(scopes.values()), None)


def rebuilt(term: Term, change: Callable[[Term], Term | None], kinds: Kinds | None = None) -> Term:
    """The tree with some terms replaced: `change` returns the replacement, or None to go on below.

    Where `kinds` is given, what holds none of them stays as it is.
    """
    if kinds is not None and not term.holds(kinds):
        return term
    replacement = change(term)
    return over_children(term, lambda child: rebuilt(child, change, kinds)) if replacement is None else replacement


def over_children(term: Term, change: Callable[[Term], Term]) -> Term:
    """The term made of its changed parts; itself where no part changes."""

    def again(part: object) -> object:
        if isinstance(part, Term):
            return change(part)
        if isinstance(part, tuple):
            made = tuple(again(p) for p in part)
            return part if all(new is old for new, old in zip(made, part, strict=True)) else made
        return part

    parts = [again(part) for part in term.parts()]
    unchanged = all(new is old for new, old in zip(parts, term.parts(), strict=True))
    return term if unchanged else type(term)(*parts)


# Terms have operators and operators make terms: the circle is closed here, when both are complete.
from bole.policy import operators  # noqa: E402
