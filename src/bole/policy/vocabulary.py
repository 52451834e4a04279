"""政策语言的词汇: all that a pack's scheme file imports, and nothing else.

from bole.policy.vocabulary import HALF_UP, SENIOR, Certificate, Claim, Scheme, clause, months, param, since
"""

from datetime import date
from typing import Final
from typing import Literal as OneOf

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period
from bole.kernel.fact_tables import STANDARD
from bole.kernel.levels import CertificateGrade, SkillLevel, TitleLevel
from bole.kernel.money import Rounding, fen_of
from bole.policy import library
from bole.policy.operators import (
    aggregate,
    choose,
    either,
    every,
    extreme,
    lift,
    linked,
    per_one,
    proportion,
    together,
)
from bole.policy.scheme import Rows, Scheme, Share, Window, first
from bole.policy.scheme_parts import Recurs
from bole.policy.terms import (
    AppliedOn,
    AsOf,
    Entry,
    FullYears,
    Listed,
    Literal,
    Operand,
    Parametric,
    Summary,
    Term,
    YearOf,
)
from bole.policy.types import MONEY, PERCENT, Base, Type

__all__ = [
    "CHIEF_TECHNICIAN",
    "HALF_EVEN",
    "HALF_UP",
    "JUNIOR",
    "MIDDLE",
    "MONTHLY",
    "NONE",
    "PART",
    "ROUND_DOWN",
    "ROUND_UP",
    "SENIOR",
    "SENIOR_TECHNICIAN",
    "SPECIAL_TECHNICIAN",
    "STOP",
    "TECHNICIAN",
    "TODAY",
    "YEARLY",
    "Award",
    "Certificate",
    "Claim",
    "Employment",
    "Housing",
    "Insurance",
    "Loan",
    "Mark",
    "Nomination",
    "Organisation",
    "Payment",
    "Person",
    "Rows",
    "Scheme",
    "Service",
    "Slate",
    "Table",
    "Talent",
    "Term",
    "Title",
    "Training",
    "Voucher",
    "Workforce",
    "at",
    "choose",
    "clause",
    "count",
    "date",
    "days",
    "distinct",
    "during",
    "either",
    "every",
    "exists",
    "first",
    "full_years",
    "greatest",
    "highest",
    "least",
    "level",
    "listed",
    "lowest",
    "months",
    "number",
    "param",
    "per_head",
    "percent",
    "ratio",
    "since",
    "total",
    "year",
    "years",
    "yuan",
]

MONTHLY: Final = Recurs.MONTH
YEARLY: Final = Recurs.YEAR
HALF_UP: Final = Rounding.HALF_UP
HALF_EVEN: Final = Rounding.HALF_EVEN
ROUND_DOWN: Final = Rounding.DOWN
ROUND_UP: Final = Rounding.UP
PART: Final = Share.PART
STOP: Final = Share.STOP

Person: Final = Rows(STANDARD, "person")
Employment: Final = Rows(STANDARD, "employment")
Insurance: Final = Rows(STANDARD, "insurance")
Certificate: Final = Rows(STANDARD, "certificate")
Title: Final = Rows(STANDARD, "title")
Training: Final = Rows(STANDARD, "training")
Award: Final = Rows(STANDARD, "award")
Organisation: Final = Rows(STANDARD, "organisation")
Workforce: Final = Rows(STANDARD, "workforce")
Mark: Final = Rows(STANDARD, "mark")
Talent: Final = Rows(STANDARD, "talent")
Slate: Final = Rows(STANDARD, "slate")
Nomination: Final = Rows(STANDARD, "nomination")
Loan: Final = Rows(STANDARD, "loan")
Housing: Final = Rows(STANDARD, "housing")
Voucher: Final = Rows(STANDARD, "voucher")
Service: Final = Rows(STANDARD, "service")
Payment: Final = Rows(STANDARD, "payment")

TODAY: Final = AsOf()
"""计算日: the as-of day of the run."""


class _Claim:
    """申领: the claim for the row being decided; where there is none, the one that would be made on the as-of day."""

    applied_on: Final = AppliedOn()


Claim: Final = _Claim()


def level(scale: str, rank: SkillLevel | TitleLevel | CertificateGrade | OneOf[0]) -> Literal:
    """等级: a level of a scale; 0 is "none", below every level."""
    return Literal(int(rank), Type(Base.LEVEL, scale))


NONE: Final = level("skill-level", 0)
JUNIOR: Final = level("skill-level", SkillLevel.JUNIOR)
MIDDLE: Final = level("skill-level", SkillLevel.MIDDLE)
SENIOR: Final = level("skill-level", SkillLevel.SENIOR)
TECHNICIAN: Final = level("skill-level", SkillLevel.TECHNICIAN)
SENIOR_TECHNICIAN: Final = level("skill-level", SkillLevel.SENIOR_TECHNICIAN)
SPECIAL_TECHNICIAN: Final = level("skill-level", SkillLevel.SPECIAL_TECHNICIAN)
CHIEF_TECHNICIAN: Final = level("skill-level", SkillLevel.CHIEF_TECHNICIAN)


def clause(document: str, path: str = "") -> ClauseRef:
    """条款: the clause a rule rests on."""
    return ClauseRef(document, path)


def since(start: date) -> Window:
    """自……起施行: in force from that day; `.until(day)` for the last one."""
    return Window(start)


def months(n: int) -> Period:
    """个月: a period of months."""
    return Period(months=_whole(n))


def years(n: int) -> Period:
    """年: a period of years, twelve months each."""
    return Period(months=12 * _whole(n))


def days(n: int) -> Period:
    """日: a period of days."""
    return Period(days=_whole(n))


def yuan(text: str | int) -> Literal:
    """元: a sum written in yuan, kept as fen."""
    if isinstance(text, float):
        raise TypeError(f'yuan("{text}")')  # written as text it is read to the fen
    return Literal(fen_of(str(text)), MONEY)


def percent(whole: int) -> Literal:
    """%: whole percent, kept as parts of 10000."""
    return Literal(_whole(whole) * 100, PERCENT)


def number(n: int, unit: str) -> Literal:
    """个数 with its unit."""
    return Literal(_whole(n), Type(Base.COUNT, unit))


def _whole(n: int) -> int:
    """The number itself; a float would be rounded by every engine in its own way."""
    if type(n) is not int:
        raise TypeError(f"{n!r}: int")
    return n


def param(name: str, *, on: Term | None = None) -> Parametric:
    """参数: a dated value of this pack ("shortage-uplift") or of a parent ("guangdong.claim-period")."""
    return Parametric(library.current().parameter(name), on)


class Table:
    """目录: a catalogue keyed by facts; `.amount` is its value column, `.lists` whether the keys stand in it."""

    def __init__(self, name: str, *, key: Term | tuple[Term, ...], edition_on: Term | None = None) -> None:
        self._catalogue = library.current().catalogue(name)
        keys = key if isinstance(key, tuple) else (key,)
        self._keys = together(*keys)
        self._on = edition_on

    def __getattr__(self, name: str) -> Term:
        if name.startswith("_") or name not in {c.name for c in self._catalogue.values}:
            raise AttributeError(name)
        return Entry(self._catalogue, self._keys, name, self._on)

    @property
    def lists(self) -> Term:
        """列入: true where the edition in force has a row for the keys."""
        return Listed(self._catalogue, self._keys, self._on)


def listed(name: str, *, key: Term | tuple[Term, ...], edition_on: Term | None = None) -> Term:
    """列入目录: whether the keys stand in the catalogue's edition of that date."""
    return Table(name, key=key, edition_on=edition_on).lists


def exists(link: Operand, where: Operand = True) -> Term:
    """有: whether a row that points here by `link` meets the condition."""
    return aggregate(Summary.EXISTS, link, None, where, None)


def count(link: Operand, where: Operand = True) -> Term:
    """几条: how many rows that point here meet the condition."""
    return aggregate(Summary.COUNT, link, None, where, None)


def distinct(link: Operand, value: Term, where: Operand = True) -> Term:
    """不重复计数: how many different values those rows have (persons, not person-times)."""
    return aggregate(Summary.DISTINCT, link, value, where, None)


def total(link: Operand, value: Term, where: Operand = True) -> Term:
    """合计: the sum over those rows."""
    return aggregate(Summary.SUM, link, value, where, None)


def highest(link: Operand, value: Term, where: Operand = True, *, if_none: Operand) -> Term:
    """最高: the greatest value of those rows; `if_none` where there is no such row."""
    return aggregate(Summary.MAX, link, value, where, if_none)


def lowest(link: Operand, value: Term, where: Operand = True, *, if_none: Operand) -> Term:
    """最低: the least value of those rows; `if_none` where there is no such row."""
    return aggregate(Summary.MIN, link, value, where, if_none)


def at(link: Term, term: Term) -> Term:
    """在所指的那一行: a term of the row that a link points at, where a table has several links to it."""
    return linked(link, term)


def least(*values: Operand) -> Term:
    """取较小者."""
    return extreme(False, *values)


def greatest(*values: Operand) -> Term:
    """取较大者."""
    return extreme(True, *values)


def per_head(money: Operand, number: Operand, *, rounding: Rounding) -> Term:
    """人均: a sum of money for each one of a count; unknown where there is nobody."""
    return per_one(money, number, rounding)


def ratio(part: Operand, whole: Operand, *, rounding: Rounding) -> Term:
    """比率: the percentage that a sum or a count is of another; unknown where the other is nothing."""
    return proportion(part, whole, rounding)


def during(spells: Rows, day: Operand) -> Term:
    """当日持续: whether a spell of employment or insurance covers the day; one going on covers all since."""
    return every(spells.started_on <= day, either(spells.until >= day, spells.open))


def year(day: Term) -> Term:
    """自然年度: the calendar year of a date."""
    return YearOf(day)


def full_years(start: Term, end: Operand) -> Term:
    """周年数, for example full years of age on a day."""
    first_day, last_day = together(start, lift(end, start.type))
    return FullYears(first_day, last_day)
