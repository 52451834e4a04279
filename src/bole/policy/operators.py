"""运算: how terms are combined: types and units checked, plain values made literals, rows brought to one table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from bole.kernel.dates import Period
from bole.kernel.facts import Facts, Kind
from bole.kernel.money import Rounding
from bole.policy.errors import AMBIGUOUS_PATH, UNRELATED_TABLES, WRONG_TYPE
from bole.policy.place import written_at
from bole.policy.terms import (
    Aggregate,
    Arithmetic,
    Choice,
    Comparison,
    Either,
    Every,
    Extreme,
    Fact,
    Linked,
    Literal,
    Operand,
    Quotient,
    Scaled,
    Shifted,
    Summary,
    Term,
)
from bole.policy.types import DATE, MONEY, ORDERED, PERCENT, PERIOD, TRUTH, YEAR, Base, Type


def fact(facts: Facts, table: str, column: str) -> Fact:
    """The column of a table as a term; an unknown name raises AttributeError, as for any attribute."""
    found = next((c for c in facts.table(table).columns if c.name == column), None)
    if found is None:
        raise AttributeError(f"{table}.{column}")
    return Fact(facts, table, found)


def lift(value: Operand, like: Type) -> Term:
    """A term as it is, a plain value as a literal of that type."""
    return value if isinstance(value, Term) else literal(value, like, "")


_PLAIN: Final[dict[Base, Callable[[object], bool]]] = {
    Base.TRUTH: lambda v: isinstance(v, bool),
    Base.COUNT: lambda v: type(v) is int,
    Base.DATE: lambda v: type(v) is date,
    Base.PERIOD: lambda v: isinstance(v, Period),
    Base.CODE: lambda v: isinstance(v, str) or type(v) is int,
}


def literal(value: object, like: Type, told: str) -> Literal:
    """常量 of that type out of a plain value; `told` names the word that asks, for the error where it does not fit."""
    if isinstance(value, Literal):
        if value.type != like:
            raise written_at(WRONG_TYPE, told=told, left=like, right=value.type)
        return value
    fits = _PLAIN.get(like.base)
    if fits is None or not fits(value) or not isinstance(value, int | bool | str | date | Period):
        raise written_at(WRONG_TYPE, told=told, left=like, right=f"{type(value).__name__} {value!r}")
    return Literal(value, like)


def truth(term: Operand, told: str) -> Term:
    """条件: a term that is true or false, or a plain truth; `told` as in `literal`."""
    made = lift(term, TRUTH)
    if made.type != TRUTH:
        raise written_at(WRONG_TYPE, told=told, left=TRUTH, right=made.type)
    return made


def paths(facts: Facts, start: str, end: str, depth: int = 3) -> list[tuple[Fact, ...]]:
    """Every way along links from a row of `start` to a row of `end`, the shortest ones only."""
    reached: list[tuple[tuple[Fact, ...], str]] = [((), start)]
    for _ in range(depth):
        reached = [
            ((*path, Fact(facts, table, column)), column.to) for path, table in reached for column in facts.links(table)
        ]
        found = [path for path, table in reached if table == end]
        if found:
            return found
    return []


def together(*terms: Term) -> tuple[Term, ...]:
    """The terms said of one table: a term of a row that another one points at is lifted along the only link there."""
    tables = {t.scope.table: t.scope for t in terms if t.scope}
    if len(tables) < 2:
        return terms
    for base in tables.values():
        ways = {table: paths(base.facts, base.table, table) for table in tables if table != base.table}
        if not all(ways.values()):
            continue
        several = {table: way for table, way in ways.items() if len(way) > 1}
        if several:
            raise written_at(AMBIGUOUS_PATH, start=base.table, end=", ".join(several))
        return tuple(along(ways[t.of][0], t) if t.of and t.of != base.table else t for t in terms)
    raise written_at(UNRELATED_TABLES, tables=", ".join(sorted(tables)))


def linked(link: Operand, term: Term) -> Term:
    """`term`, which speaks of the row that `link` points at, said of the rows that hold the link."""
    if not isinstance(link, Fact) or link.column.kind is not Kind.LINK or term.of not in (None, link.column.to):
        raise written_at(WRONG_TYPE, told="at", left=getattr(link, "type", type(link).__name__), right=term.of or "-")
    return along((link,), term)


def along(path: tuple[Fact, ...], term: Term) -> Term:
    """`term` lifted along the links, the last link first."""
    for link in reversed(path):
        term = Linked(link, term)
    return term


def _pair(told: str, left: Operand, right: Operand) -> tuple[Term, Term]:
    if not isinstance(left, Term) and not isinstance(right, Term):
        raise written_at(WRONG_TYPE, told=told, left=type(left).__name__, right=type(right).__name__)
    a = left if isinstance(left, Term) else literal(left, right.type, told)
    b = right if isinstance(right, Term) else literal(right, a.type, told)
    first, second = together(a, b)
    return first, second


def compare(operator: str, left: Operand, right: Operand) -> Term:
    """A comparison of two terms of one type; only what has an order is put in order."""
    a, b = _pair(operator, left, right)
    ordered = operator in {"==", "!="} or a.type.base in ORDERED
    if a.type != b.type or not ordered or a.type.base is Base.PERIOD:
        raise written_at(WRONG_TYPE, told=operator, left=a.type, right=b.type)
    return Comparison(operator, a, b)


def every(*terms: Operand) -> Term:
    """并且, flattened."""
    parts = together(*(truth(t, "&") for t in terms))
    return Every(tuple(p for t in parts for p in (t.terms if isinstance(t, Every) else (t,))))


def either(*terms: Operand) -> Term:
    """或者, flattened."""
    parts = together(*(truth(t, "|") for t in terms))
    return Either(tuple(p for t in parts for p in (t.terms if isinstance(t, Either) else (t,))))


def arithmetic(operator: str, left: Operand, right: Operand) -> Term:
    """Sum, difference or product where the units allow it; a date plus a period."""
    if isinstance(left, Term) and left.type == DATE and operator in {"+", "-"}:
        day, period = together(left, lift(right, PERIOD))
        if period.type != PERIOD:
            raise written_at(WRONG_TYPE, told=operator, left=left.type, right=period.type)
        return Shifted(day, period, backwards=operator == "-")
    if operator == "*":
        return _product(left, right)
    a, b = _pair(operator, left, right)
    if a.type != b.type or a.type.base not in {Base.MONEY, Base.COUNT} or a.type == YEAR:
        raise written_at(WRONG_TYPE, told=operator, left=a.type, right=b.type)
    return Arithmetic(operator, a, b, a.type)


def _product(left: Operand, right: Operand) -> Term:
    a = left if isinstance(left, Term) else Literal(_plain_factor(left), Type(Base.COUNT))
    b = right if isinstance(right, Term) else Literal(_plain_factor(right), Type(Base.COUNT))
    first, second = together(a, b)
    bases = {first.type.base, second.type.base}
    if Base.MONEY in bases and Base.COUNT in bases:
        return Arithmetic("*", first, second, MONEY)
    if bases == {Base.COUNT} and Type(Base.COUNT) in {first.type, second.type}:
        return Arithmetic("*", first, second, second.type if first.type == Type(Base.COUNT) else first.type)
    raise written_at(WRONG_TYPE, told="*", left=first.type, right=second.type)


def _plain_factor(value: object) -> int:
    if type(value) is not int:
        raise written_at(WRONG_TYPE, told="*", left="count", right=f"{type(value).__name__} {value!r}")
    return value


def scaled(term: Term, percent: Operand, *, plus: bool, rounding: Rounding | None) -> Term:
    """A percentage of money or of a count."""
    value, rate = together(term, lift(percent, PERCENT))
    if value.type.base not in {Base.MONEY, Base.COUNT} or rate.type != PERCENT:
        raise written_at(WRONG_TYPE, told="%", left=value.type, right=rate.type)
    return Scaled(value, rate, plus, rounding)


def per_one(money: Operand, number: Operand, rounding: Rounding) -> Term:
    """人均: a sum of money for each one of a count."""
    sum_, by = together(lift(money, MONEY), lift(number, Type(Base.COUNT)))
    if sum_.type != MONEY or by.type.base is not Base.COUNT or by.type == YEAR:
        raise written_at(WRONG_TYPE, told="per_head", left=sum_.type, right=by.type)
    return Quotient(sum_, by, MONEY, rounding)


def proportion(part: Operand, whole: Operand, rounding: Rounding) -> Term:
    """比率: the percentage that a sum or a count is of another one of its type."""
    a, b = _pair("ratio", part, whole)
    if a.type != b.type or a.type.base not in {Base.MONEY, Base.COUNT} or a.type == YEAR:
        raise written_at(WRONG_TYPE, told="ratio", left=a.type, right=b.type)
    return Quotient(a, b, PERCENT, rounding)


def choose(condition: Operand, then: Operand, otherwise: Operand) -> Term:
    """如果……就……否则……: both answers of one type."""
    if not isinstance(then, Term) and not isinstance(otherwise, Term):
        raise written_at(WRONG_TYPE, told="choose", left=type(then).__name__, right=type(otherwise).__name__)
    a = then if isinstance(then, Term) else literal(then, otherwise.type, "choose")
    b = otherwise if isinstance(otherwise, Term) else literal(otherwise, a.type, "choose")
    if a.type != b.type:
        raise written_at(WRONG_TYPE, told="choose", left=a.type, right=b.type)
    return Choice(*together(truth(condition, "choose"), a, b))


def extreme(greatest: bool, *values: Operand) -> Term:
    """The least or the greatest of several values of one type."""
    first = next((v for v in values if isinstance(v, Term)), None)
    if first is None or len(values) < 2 or first.type.base not in ORDERED:
        raise written_at(WRONG_TYPE, told="least/greatest", left="-" if first is None else first.type, right="-")
    terms = together(*(lift(v, first.type) for v in values))
    for term in terms:
        if term.type != first.type:
            raise written_at(WRONG_TYPE, told="least/greatest", left=first.type, right=term.type)
    return Extreme(greatest, terms)


def aggregate(summary: Summary, link: Operand, value: Operand, where: Operand, if_none: Operand) -> Term:
    """汇总 over the rows that point by `link`; `value` and `where` speak of those rows."""
    if not isinstance(link, Fact) or link.column.kind is not Kind.LINK:
        raise written_at(WRONG_TYPE, told=summary, left="link", right=getattr(link, "type", type(link).__name__))
    said = None if value is None else _of_rows(link, value)
    condition = _of_rows(link, truth(where, "where"))
    result = _result(summary, said)
    none = None if if_none is None else literal(if_none, result, "if_none")
    return Aggregate(summary, link, said, condition, none, result)


def _of_rows(link: Fact, term: Term) -> Term:
    """The term said of the link's rows: one of a row they point at is lifted."""
    if term.of is None or term.of == link.table:
        return term
    return together(link, term)[1]


def _result(summary: Summary, value: Term | None) -> Type:
    if summary is Summary.EXISTS:
        return TRUTH
    if summary is Summary.COUNT:
        return Type(Base.COUNT, "row")
    assert value is not None
    if summary is Summary.DISTINCT:
        if value.type.base not in {Base.ROW, Base.CODE, Base.LEVEL}:
            raise written_at(WRONG_TYPE, told=summary, left="row|code|level", right=value.type)
        return Type(Base.COUNT, value.type.system if value.type.base is Base.ROW else "row")
    wanted = {Base.MONEY, Base.COUNT} if summary is Summary.SUM else ORDERED
    if value.type.base not in wanted:
        raise written_at(WRONG_TYPE, told=summary, left="|".join(sorted(wanted)), right=value.type)
    return value.type
