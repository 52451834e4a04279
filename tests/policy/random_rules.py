"""Random schemes and random files for tests: typed trees over a small world of facts, with every border built in."""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.kernel.money import Rounding
from bole.policy.catalogues import Catalogue, Edition, Status
from bole.policy.parameters import Entry as ParameterEntry
from bole.policy.parameters import Parameter
from bole.policy.scheme import Rows, Scheme, Window
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
    Parametric,
    Quotient,
    Scaled,
    Shifted,
    Summary,
    Term,
    Value,
    YearOf,
)
from bole.policy.types import AGE, DATE, MONEY, PERCENT, PERIOD, TRUTH, YEAR, Base, Type

CLAUSE = ClauseRef("langyu-2031", "一/(二)")
HOURS = Type(Base.COUNT, "hour")
LEVEL = Type(Base.LEVEL, "skill-level")
WORK = Type(Base.CODE, "occupation")


def _id(name: str, *, ledger: str = "") -> Column:
    return Column(name, Kind.ID, name, name, nullable=False, ledger=ledger)


def _column(name: str, kind: Kind, **more: Any) -> Column:
    return Column(name, kind, name, name, **more)


def _link(name: str, to: str) -> Column:
    return _column(name, Kind.LINK, to=to, ledger="person" if to == "person" else "")


_COMMON = (
    _column("day", Kind.DATE),
    _column("fen", Kind.MONEY),
    _column("hours", Kind.COUNT, system="hour"),
    _column("flag", Kind.FLAG),
    _column("work", Kind.CODE, system="occupation", ledger="occupation"),
    _column("level", Kind.LEVEL, system="skill-level", ledger="level"),
)
_KEYS = (
    _column("scheme", Kind.CODE, system="scheme"),
    _column("fact", Kind.CODE, system="fact", coded="int"),
)
WORLD = Facts(
    (
        Table("person", "人", "person", "person_id", (_id("person_id"), _link("employer", "firm"), *_COMMON)),
        Table("firm", "单位", "firm", "firm_id", (_id("firm_id"), *_COMMON)),
        Table(
            "card",
            "证书",
            "card",
            "card_id",
            (_id("card_id", ledger="fact"), _link("person", "person"), _link("issuer", "firm"), *_COMMON),
        ),
        Table(
            "spell",
            "参保",
            "spell",
            "spell_id",
            (_id("spell_id"), _link("person", "person"), _link("card", "card"), *_COMMON),
        ),
        Table("claim", "申领", "claim", "claim_id", (_id("claim_id"), *_KEYS, _column("applied_on", Kind.DATE))),
        Table(
            "payment",
            "发放",
            "payment",
            "payment_id",
            (
                _id("payment_id"),
                *_KEYS,
                _link("person", "person"),
                _column("occupation", Kind.CODE, system="occupation"),
                _column("level", Kind.LEVEL, system="skill-level"),
                _column("fen", Kind.MONEY),
                _column("applied_on", Kind.DATE),
                _column("paid_on", Kind.DATE),
            ),
        ),
    )
)
GROUP = ("langyu.s0", "langyu.s1", "langyu.s2")
"""Schemes that share limits and exclusions."""
TABLES = ("person", "firm", "card", "spell")
DAYS = [
    date(2022, 12, 31),
    date(2023, 2, 28),
    date(2023, 3, 1),
    date(2023, 8, 31),
    date(2024, 1, 1),
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 31),
    date(2024, 12, 31),
    date(2025, 2, 28),
    date(2025, 3, 1),
]
WORKS = ["fitter", "welder", "baker"]
PERIODS = [Period(months=12), Period(months=1), Period(months=-6), Period(days=30), Period(days=-365), Period()]
VALUES: Mapping[Type, Sequence[Any]] = {
    DATE: DAYS,
    MONEY: [-15, -5, 0, 5, 1, 101, 200005, -200005, 330025],
    HOURS: range(4),
    TRUTH: [True, False],
    WORK: WORKS,
    LEVEL: range(4),
    PERCENT: [0, 1, 3000, 1250, 5000, 10000],
    PERIOD: PERIODS,
}
COLUMNS = {DATE: "day", MONEY: "fen", HOURS: "hours", TRUTH: "flag", WORK: "work", LEVEL: "level"}


# --- dated values ---


def _spans(draw: Random) -> list[tuple[date, date | None, Status]]:
    turns = [date(2023, 1, 1), date(2024, 1, 1), date(2024, 3, 1), date(2025, 1, 1)]
    cuts = sorted(draw.sample(turns, draw.randint(1, 4)))
    spans: list[tuple[date, date | None, Status]] = []
    for at, start in enumerate(cuts):
        following = cuts[at + 1] if at + 1 < len(cuts) else None
        last = date(2024, 12, 31) if start < date(2024, 12, 31) else date(2025, 6, 30)
        end = date.fromordinal(following.toordinal() - 1) if following else draw.choice([None, last])
        spans.append((start, end, draw.choice(["known", "known", "known", "missing", "repealed"])))
    return spans


def parameter(draw: Random, type_: Type, name: str) -> Parameter:
    unit = {MONEY: "yuan", PERCENT: "percent", PERIOD: "months", DATE: "date", TRUTH: "flag"}.get(type_)
    unit = unit or ("count:hour" if type_ == HOURS else "level:skill-level")
    entries = tuple(
        ParameterEntry(start, end, draw.choice(VALUES[type_]) if status == "known" else None, status, CLAUSE, True)  # type: ignore[arg-type]
        for start, end, status in _spans(draw)
    )
    return Parameter(f"langyu.{name}", name, name, unit, entries)


def catalogue(draw: Random, name: str) -> Catalogue:
    editions = []
    for start, end, status in _spans(draw):
        kind: Status = draw.choice(["known", "partial"]) if status == "known" else status
        rows: dict[tuple[Value, ...], tuple[Value | None, ...]] = {
            (draw.choice(VALUES[WORK]), draw.choice(VALUES[LEVEL])): (draw.choice([None, *VALUES[MONEY]]),)
            for _ in range(draw.randint(0, 6))
        }
        editions.append(Edition(start, end, rows if status == "known" else {}, CLAUSE, True, kind))
    keys = (_column("work", Kind.CODE, system="occupation"), _column("level", Kind.LEVEL, system="skill-level"))
    return Catalogue(f"langyu.{name}", name, name, keys, (_column("amount", Kind.MONEY),), tuple(editions))


# --- trees ---


class Trees:
    """Draws terms of any type for the rows of any table."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        typed = {
            "money": MONEY,
            "rate": PERCENT,
            "period": PERIOD,
            "hours": HOURS,
            "day": DATE,
            "level": LEVEL,
            "flag": TRUTH,
        }
        self.parameters = {type_: parameter(draw, type_, name) for name, type_ in typed.items()}
        self.catalogue = catalogue(draw, "standard")
        self.drawn: list[Term] = []

    def choose(self, *choices: Any) -> Any:
        return self.draw.choice(choices)

    def term(self, type_: Type, table: str, depth: int, *, lawful: bool = True) -> Term:
        """A term of that type, said of rows of that table (or of none)."""
        again = [t for t in self.drawn if t.type == type_ and t.of in (table, None) and lawful]
        if again and self.choose(False, False, True):
            return self.draw.choice(again)
        made = self._made(type_, table, depth, lawful)
        self.drawn += [made] if lawful else []
        return made

    def _made(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        ways = [self._leaf]
        if depth > 0:
            ways += [self._leaf, self._linked, self._choice, *self._typed(type_)]
        return self.choose(*ways)(type_, table, depth - 1, lawful)  # type: ignore[no-any-return]

    def _typed(self, type_: Type) -> Sequence[Any]:
        truths = [
            self._logic,
            self._logic,
            self._not,
            self._known,
            self._compared,
            self._compared,
            self._one_of,
            self._exists,
        ]
        truths.append(self._listed)
        typed: Mapping[Type, Sequence[Any]] = {
            TRUTH: truths,
            MONEY: [self._sum, self._scaled, self._average, self._extreme, self._entry, self._total, self._highest],
            HOURS: [self._sum, self._extreme, self._total, self._highest],
            DATE: [self._shifted, self._extreme, self._highest],
            LEVEL: [self._extreme, self._highest],
        }
        return typed.get(type_, [])

    def _leaf(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        leaves = [Literal(self.draw.choice(VALUES[type_]), type_)]
        if type_ in COLUMNS:
            leaves += [_fact(table, COLUMNS[type_])] * 3  # type: ignore[list-item]
        if type_ == DATE:
            leaves += [AppliedOn(), AsOf()]  # type: ignore[list-item]
        if type_ in self.parameters and depth >= 0:
            leaves.append(Parametric(self.parameters[type_], self._on(table, depth, lawful)))  # type: ignore[arg-type]
        return self.choose(*leaves)  # type: ignore[no-any-return]

    def _on(self, table: str, depth: int, lawful: bool) -> Term | None:
        if lawful and self.choose(True, False):
            return None
        return self.term(DATE, table, min(depth - 1, 0), lawful=lawful)

    def _linked(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        links = WORLD.links(table)
        if not links:
            return self._leaf(type_, table, depth, lawful)
        link = self.draw.choice(links)
        return Linked(Fact(WORLD, table, link), self.term(type_, link.to, depth, lawful=lawful))

    def _choice(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        parts = [self.term(t, table, depth, lawful=lawful) for t in (TRUTH, type_, type_)]
        return Choice(*parts)

    def _logic(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        parts = tuple(self.term(TRUTH, table, depth, lawful=lawful) for _ in range(self.choose(2, 2, 3)))
        return self.choose(Every, Either)(parts)  # type: ignore[no-any-return]

    def _not(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        return Not(self.term(TRUTH, table, depth, lawful=lawful))

    def _known(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        return Known(self.term(self.choose(*COLUMNS), table, depth, lawful=lawful))

    def _compared(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        type_ = self.choose(DATE, MONEY, HOURS, LEVEL, WORK, TRUTH, YEAR, AGE, PERCENT)
        operators = ("==", "!=") if type_ in (WORK, TRUTH) else ("<", "<=", ">", ">=", "==", "!=")
        return Comparison(self.choose(*operators), *(self._number(type_, table, depth, lawful) for _ in range(2)))

    def _number(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        if type_ == YEAR:
            return YearOf(self.term(DATE, table, depth, lawful=lawful))
        if type_ == AGE:
            days = [self.term(DATE, table, depth, lawful=lawful) for _ in range(2)]
            return self.choose(FullYears(*days), Literal(self.draw.randint(-2, 2), AGE))  # type: ignore[no-any-return]
        if type_ == PERCENT:
            part, whole = (self.term(MONEY, table, depth, lawful=lawful) for _ in range(2))
            return Quotient(part, whole, PERCENT, self.draw.choice(list(Rounding)))
        return self.term(type_, table, depth, lawful=lawful)

    def _one_of(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        type_ = self.choose(WORK, LEVEL, DATE)
        values = self.draw.sample(VALUES[type_], self.draw.randint(1, 3))
        return OneOf(self.term(type_, table, depth, lawful=lawful), tuple(Literal(v, type_) for v in values))

    def _keys(self, table: str, depth: int, lawful: bool) -> tuple[Term, ...]:
        return tuple(self.term(t, table, min(depth, 1), lawful=lawful) for t in (WORK, LEVEL))

    def _listed(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        return Listed(self.catalogue, self._keys(table, depth, lawful), self._on(table, depth, lawful))

    def _entry(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        return Entry(self.catalogue, self._keys(table, depth, lawful), "amount", self._on(table, depth, lawful))

    def _sum(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        left = self.term(type_, table, depth, lawful=lawful)
        if self.choose(True, False):
            return Arithmetic("*", left, Literal(self.draw.randint(-2, 3), Type(Base.COUNT)), type_)
        return Arithmetic(self.choose("+", "-"), left, self.term(type_, table, depth, lawful=lawful), type_)

    def _scaled(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        value, rate = (self.term(t, table, depth, lawful=lawful) for t in (type_, PERCENT))
        return Scaled(value, rate, self.choose(True, False), self.draw.choice(list(Rounding)))

    def _average(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        value, by = (self.term(t, table, depth, lawful=lawful) for t in (type_, HOURS))
        return Quotient(value, by, type_, self.draw.choice(list(Rounding)))

    def _extreme(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        parts = tuple(self.term(type_, table, depth, lawful=lawful) for _ in range(self.choose(2, 3)))
        return Extreme(self.choose(True, False), parts)

    def _shifted(self, _: Type, table: str, depth: int, lawful: bool) -> Term:
        day, period = (self.term(t, table, depth, lawful=lawful) for t in (DATE, PERIOD))
        return Shifted(day, period, self.choose(True, False))

    def _summed(self, summary: Summary, value: Type | None, result: Type, table: str, depth: int, lawful: bool) -> Term:
        children = [pair for pair in WORLD.children(table) if pair[0].name in TABLES]
        if not children:
            return self._leaf(result, table, depth, lawful)
        child, link = self.draw.choice(children)
        said = None if value is None else self.term(value, child.name, depth, lawful=lawful)
        where = self.choose(Literal(True, TRUTH), self.term(TRUTH, child.name, depth, lawful=lawful))
        none = Literal(self.draw.choice(VALUES[result]), result) if summary in (Summary.MAX, Summary.MIN) else None
        return Aggregate(summary, Fact(WORLD, child.name, link), said, where, none, result)

    def _exists(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        return self._summed(Summary.EXISTS, None, TRUTH, table, depth, lawful)

    def _total(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        if type_ == HOURS and self.choose(True, False):
            counted = self.choose(Summary.COUNT, Summary.DISTINCT)
            value = self.choose(WORK, LEVEL) if counted is Summary.DISTINCT else None
            return self._summed(counted, value, HOURS, table, depth, lawful)
        return self._summed(Summary.SUM, type_, type_, table, depth, lawful)

    def _highest(self, type_: Type, table: str, depth: int, lawful: bool) -> Term:
        return self._summed(self.choose(Summary.MAX, Summary.MIN), type_, type_, table, depth, lawful)


# --- schemes ---


def scheme(trees: Trees, number: int, per: str, depth: int) -> Scheme:
    """A scheme with random criteria, amounts, grants and caps."""
    choose, draw = trees.choose, trees.draw
    end = draw.choice([None, date(2024, 12, 31), date(2025, 12, 31)])
    law = choose(None, None, trees.term(DATE, per, 1, lawful=False))
    made = _scheme(number, per, Window(choose(date(2022, 1, 1), date(2024, 1, 1)), end), law)
    for at in range(choose(0, 1, 2, 3)):
        made.criterion(f"c{at}", "", "", trees.term(TRUTH, per, depth))
    if choose(True, False, False):
        made.scope("", "", trees.term(TRUTH, per, 1))
    if any(c.name == "c0" for c in made.criteria) and choose(True, False, False):
        made.exception("e", "", "", trees.term(TRUTH, per, depth), overrides="c0")
    if choose(False, False, False, False, True):
        made.needs_person("judged", "", "")
    for at in range(choose(0, 1, 1, 2)):
        when = choose(True, trees.term(TRUTH, per, 1))
        made.amount(trees.term(MONEY, per, depth), rounding=Rounding.HALF_UP, name=f"a{at}", when=when)
    made.grant("given", "", "", trees.term(choose(LEVEL, DATE, MONEY), per, depth))
    for at in range(choose(0, 0, 1, 2)):
        _cap(trees, made, at, per)
    if choose(True, False, False, False):
        _exclusion(trees, made, per)
    return made


def capped_scheme(trees: Trees, number: int, per: str) -> Scheme:
    """A scheme that refuses little before its caps."""
    made = _scheme(number, per, Window(date(2000, 1, 1)), None)
    made.criterion("c0", "", "", Comparison("!=", _fact(per, "hours"), Literal(3, HOURS)))
    if trees.choose(True, False):
        made.amount(_fact(per, "fen"), rounding=Rounding.DOWN)
    for at in range(trees.choose(1, 2, 3)):
        _cap(trees, made, at, per)
    if trees.choose(True, False):
        _exclusion(trees, made, per)
    return made


def _fact(table: str, name: str) -> Fact:
    return Fact(WORLD, table, WORLD.table(table).column(name))


def _scheme(number: int, per: str, window: Window, law: Term | None) -> Scheme:
    return Scheme(
        id=f"langyu.s{number}",
        title="",
        title_en="",
        per=Rows(WORLD, per),
        cites=CLAUSE,
        in_force=window,
        law_of=law,
    )


def _cap(trees: Trees, made: Scheme, at: int, per: str) -> None:
    table = WORLD.table(per)
    keys: Sequence[Term] = [_fact(per, name) for name in ("work", "level", "person") if name in table]
    held = trees.choose(*keys, YearOf(AppliedOn()))
    order = tuple(
        (trees.choose(AppliedOn(), trees.term(trees.choose(DATE, HOURS, MONEY), per, 1)), trees.choose(True, False))
        for _ in range(trees.choose(1, 2))
    )
    schemes = trees.choose(None, ("langyu.s0",), ("langyu.s0", "langyu.s1"), GROUP)
    top = trees.choose(1, 2, trees.term(HOURS, per, 1))
    made.cap(f"cap{at}", "", "", top=top, per=(held,), order=order, counting=schemes)


def _exclusion(trees: Trees, made: Scheme, per: str) -> None:
    """Of one or more of the group, sometimes with an exception."""
    table = WORLD.table(per)
    held = trees.choose(*(_fact(per, name) for name in ("work", "level", "person") if name in table))
    made.excludes("apart", "", "", schemes=trees.choose(GROUP, GROUP[:2], GROUP[1:]), per=(held,))
    if trees.choose(True, False):
        made.exception("let_off", "", "", trees.term(TRUTH, per, 1), overrides="apart")


def schemes(draw: Random, depth: int = 3) -> list[Scheme]:
    """One to three schemes that share parts."""
    trees = Trees(draw)
    if draw.random() < 0.3:
        return [capped_scheme(trees, number, "card") for number in range(draw.randint(1, 3))]
    pers = draw.choices(["card", "card", "person", "firm"], k=draw.randint(1, 3))
    return [scheme(trees, number, per, depth) for number, per in enumerate(pers)]


# --- files ---


def _rows(draw: Random, table: str, most: int) -> list[dict[str, Any]]:
    number = draw.randint(0, most)
    return [_row(draw, table, at) for at in range(number)]


def _row(draw: Random, table: str, at: int) -> dict[str, Any]:
    made: dict[str, Any] = {f"{table}_id": at + 1}
    for column in WORLD.table(table).columns[1:]:
        if column.kind is Kind.LINK:
            made[column.name] = draw.choice([None, 1, 1, 1, 2, 3])
        else:
            type_ = next(t for t, name in COLUMNS.items() if name == column.name)
            made[column.name] = draw.choice([None, draw.choice(VALUES[type_]), draw.choice(VALUES[type_])])
    return made


def files(draw: Random) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table: nulls, links that lead nowhere, empty groups, negative money, month ends, 29 February."""
    file = {"person": _rows(draw, "person", 2), "firm": _rows(draw, "firm", 2), "card": _rows(draw, "card", 4)}
    file["spell"] = _rows(draw, "spell", 4)
    claimed = {(draw.choice(["langyu.s0", "langyu.s1"]), draw.randint(1, 4)) for _ in range(draw.randint(0, 5))}
    file["claim"] = [
        {"claim_id": at, "scheme": s, "fact": f, "applied_on": draw.choice(VALUES[DATE])}
        for at, (s, f) in enumerate(sorted(claimed))
    ]
    file["payment"] = [_payment(draw, at) for at in range(draw.randint(0, 4))]
    return {name: rows for name, rows in file.items() if rows or draw.random() < 0.5}


def _payment(draw: Random, at: int) -> dict[str, Any]:
    return {
        "payment_id": at,
        "scheme": draw.choice(["langyu.s0", "langyu.s1", "langyu.other"]),
        "fact": draw.randint(1, 2),
        "person": draw.choice([None, 1, 1, 2]),
        "occupation": draw.choice([None, *VALUES[WORK]]),
        "level": draw.choice([None, *VALUES[LEVEL]]),
        "fen": draw.choice([100, 100, -100]),
        "applied_on": draw.choice(VALUES[DATE]),
        "paid_on": draw.choice(VALUES[DATE]),
    }


COVERED = (
    frozenset((*TABLES, "claim", "payment")),
    frozenset(TABLES),
    frozenset({"card", "payment"}),
    frozenset[str](),
)
