"""Schemes that together use every kind of term and every part of a scheme, over the small world of random_rules.py."""

from datetime import date
from typing import Any

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period
from bole.kernel.facts import Column, Kind
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.parameters import Entry as ParameterEntry
from bole.policy.parameters import Parameter, Status
from bole.policy.scheme import Rows, Scheme
from bole.policy.terms import Entry, Linked, Listed, Literal, Parametric, Term
from bole.policy.vocabulary import (
    HALF_EVEN,
    HALF_UP,
    PART,
    ROUND_DOWN,
    ROUND_UP,
    TODAY,
    Claim,
    choose,
    count,
    days,
    distinct,
    either,
    exists,
    first,
    full_years,
    greatest,
    highest,
    least,
    level,
    lowest,
    months,
    number,
    per_head,
    percent,
    ratio,
    since,
    total,
    year,
    years,
    yuan,
)
from tests.policy.random_rules import WORLD

CLAUSE = ClauseRef("langyu-9", "一")
Person, Firm, Card, Spell = (Rows(WORLD, name) for name in ("person", "firm", "card", "spell"))
LATE = date(2024, 3, 1)


def parameter(name: str, unit: str, *entries: tuple[date, date | None, Any, Status]) -> Parameter:
    """A dated parameter, as its file would say it."""
    made = (ParameterEntry(start, end, value, status, CLAUSE, True) for start, end, value, status in entries)
    return Parameter(f"langyu.{name}", name, name, unit, tuple(made))


UPLIFT = parameter(
    "uplift",
    "percent",
    (date(2023, 1, 1), date(2023, 12, 31), 1250, "known"),
    (date(2024, 1, 1), date(2024, 2, 28), 3000, "known"),
    (date(2024, 2, 29), date(2024, 12, 31), None, "missing"),
    (date(2025, 1, 1), None, 5001, "known"),
)
TIME = parameter(
    "time",
    "months",
    (date(2022, 1, 1), date(2024, 2, 28), Period(months=12), "known"),
    (date(2024, 2, 29), date(2024, 12, 31), Period(months=6), "known"),
    (date(2025, 1, 1), date(2025, 2, 28), None, "repealed"),
    (date(2025, 3, 1), None, Period(months=1), "known"),
)
PLACES = parameter(
    "places",
    "count:row",
    (date(2022, 1, 1), date(2023, 12, 31), 1, "known"),
    (date(2024, 1, 1), date(2024, 12, 31), 3, "known"),
    (date(2025, 1, 1), None, None, "missing"),
)
HOURS = parameter("hours", "count:hour", (date(2023, 1, 1), date(2024, 12, 31), 2, "known"))
UNKNOWN_SUM = parameter("sum", "yuan", (date(2020, 1, 1), None, None, "missing"))
OPEN = parameter("open", "flag", (date(2020, 1, 1), LATE, True, "known"), (date(2024, 3, 2), None, False, "known"))

_WORK = Column("work", Kind.CODE, "工种", "work", system="occupation")
_LEVEL = Column("level", Kind.LEVEL, "等级", "level", system="skill-level")
_EDITIONS = (
    (date(2022, 1, 1), date(2023, 8, 31), ("fitter", "welder", "baker"), "known"),
    (date(2023, 9, 1), date(2024, 1, 31), ("fitter",), "partial"),
    (date(2024, 2, 1), date(2024, 2, 28), (), "missing"),
    (date(2024, 2, 29), date(2024, 12, 31), ("fitter", "welder"), "known"),
    (date(2025, 1, 1), date(2025, 2, 28), (), "repealed"),
)
STANDARD_SUMS = Catalogue(
    "langyu.standard",
    "补贴标准",
    "standard",
    (_WORK, _LEVEL),
    (Column("fen", Kind.MONEY, "标准", "sum"), Column("from", Kind.DATE, "起", "from"), _WORK),
    tuple(
        Edition(
            start,
            end,
            {(w, r): (100_005 * r + at, date(2023, 1 + r, 28), w) for w in works for r in range(3)},
            CLAUSE,
            True,
            status,  # type: ignore[arg-type]
        )
        for at, (start, end, works, status) in enumerate(_EDITIONS)
    ),
)
SHORT = Catalogue(
    "langyu.short",
    "紧缺工种",
    "short trades",
    (_WORK,),
    (),
    (
        Edition(date(2022, 1, 1), date(2024, 2, 28), {("welder",): ()}, CLAUSE, True),
        Edition(date(2024, 2, 29), None, {("welder",): (), ("baker",): ()}, CLAUSE, True),
    ),
)


def _scheme(number: int, per: Rows, **more: Any) -> Scheme:
    window = {"in_force": since(date(2023, 1, 1)).until(date(2025, 2, 28)), **more}
    return Scheme(id=f"langyu.s{number}", title="甲", title_en="A", per=per, cites=CLAUSE, **window)


def _fen(of: Rows, on: Term | None) -> Entry:
    return Entry(STANDARD_SUMS, (of.work, of.level), "fen", on)


def by_claim() -> Scheme:
    """A grant for cards: the law of the claim's day, amounts with conditions, caps and exclusions by the ledger."""
    made = _scheme(0, Card, pays=Card.person)
    on_time = Claim.applied_on <= Card.day + Parametric(TIME, None)
    made.criterion("in_time", "按时", "in time", on_time & (Card.day <= Claim.applied_on))
    made.exception("flagged", "例外", "exception", Card.flag, overrides="in_time")
    made.criterion("listed", "在目录", "listed", Listed(STANDARD_SUMS, (Card.work, Card.level), Card.day) | Card.flag)
    insured = (Spell.day <= Claim.applied_on) & (Spell.hours >= Parametric(HOURS, None))
    made.criterion("insured", "参保", "insured", exists(Spell.card, insured) | ~exists(Spell.card, Spell.flag))
    made.excludes("apart", "不重复", "not twice", schemes=("langyu.other",), per=(Card.person, Card.work))
    raised = _fen(Card, None).uplifted(percent=Parametric(UPLIFT, None), when=Listed(SHORT, (Card.work,), None))
    senior = Card.level >= level("skill-level", 0)
    made.amount(least(raised, yuan(3000)), name="low", when=Card.level < _rank(2), rounding=HALF_UP)
    made.amount(_fen(Card, None), name="high", when=(Card.level >= _rank(2)) & senior, rounding=HALF_EVEN)
    made.grant("due", "期限", "due", Card.day + Parametric(TIME, None))
    made.grant("months", "月", "months", count(Spell.card, insured))
    made.grant("others", "证书数", "cards by then", count(Card.person, Card.day <= Claim.applied_on))
    made.grant("issued", "发证数", "issued by then", count(Card.issuer, Card.day <= Claim.applied_on))
    of_firm = (Claim.applied_on <= LATE) | Firm.flag
    made.grant("old_firm", "老单位", "old firm", Linked(Card.issuer, of_firm))
    made.grant("day", "日", "day", Linked(Card.issuer, choose(Firm.flag.known, Claim.applied_on, Firm.day)))
    made.grant("since", "起", "since", Entry(STANDARD_SUMS, (Card.work, Card.level), "from", Card.day))
    made.grant("trade", "工种", "trade", Entry(STANDARD_SUMS, (Card.work, Card.level), "work", None))
    made.once("once", "一次", "once", per=(Card.person, Card.work, Card.level), counting=("langyu.s1",))
    yearly = (Card.person, year(Claim.applied_on))
    made.cap("yearly", "每年", "yearly", top=2, per=yearly, order=Claim.applied_on, counting=("langyu.s0", "langyu.s2"))
    return made


def by_fact() -> Scheme:
    """The law of the card's day, read inside links and summaries too; caps without the ledger."""
    made = _scheme(1, Card, law_of=Card.day)
    raised = Card.person.fen.part(Parametric(UPLIFT, None), rounding=ROUND_UP)
    enough = exists(Spell.card, Spell.hours >= Parametric(HOURS, None))
    made.criterion("hours", "课时", "hours", enough | (Card.hours > number(0, "hour")))
    made.criterion(
        "firm", "单位", "firm", Linked(Card.person, Person.employer.flag) | (Card.issuer.day <= Claim.applied_on)
    )
    of_firm = Listed(SHORT, (Firm.work,), None)
    made.criterion("trade", "工种", "trade", of_firm | (Card.hours < number(3, "hour")))
    higher_paid = made.paid_count(("langyu.other", "langyu.s0"), (Card.person, Card.work, _rank(2)))
    made.criterion("higher", "更高等级", "higher level", (Card.level >= _rank(2)) | (higher_paid < 1))
    made.amount(greatest(raised, _fen(Card, Card.day), yuan("0.01")), rounding=HALF_UP)
    listed_then = total(Spell.card, Spell.fen, Listed(SHORT, (Spell.work,), None) & (Spell.day <= Claim.applied_on))
    made.grant("sum", "合计", "sum", listed_then)
    made.grant("paid", "标准合计", "sum of standards", total(Spell.card, _fen(Spell, None), Spell.flag))
    chosen = choose(Card.flag, Parametric(TIME, Card.person.day), years(1))
    made.grant("later", "之后", "later", Card.day + chosen)
    order = (first(Card.level), Card.hours)
    made.cap("places", "名额", "places", top=Parametric(PLACES, None), per=(Card.issuer,), order=order)
    made.cap("one", "一个", "one", top=1, per=(Card.person, Card.flag), order=(first(Card.day),))
    made.once("own", "自己一次", "once itself", per=(Card.id,))
    return made


def of_people() -> Scheme:
    """Of persons: every summary, ages, extremes, links two steps long."""
    made = _scheme(2, Person, law_of=TODAY, in_force=since(date(2023, 1, 1)))
    age = full_years(Person.day, Claim.applied_on)
    made.criterion("age", "年龄", "age", (age >= number(1, "year")) | (Person.day.known & Person.flag))
    held = highest(Card.person, Card.level, Card.flag, if_none=level("skill-level", 0))
    made.criterion("held", "证书", "held", (held >= _rank(1)) | exists(Card.person, Card.issuer.flag))
    made.criterion("kinds", "工种数", "kinds", distinct(Card.person, Card.work, Card.hours < 3) != 2)
    made.criterion("open", "开放", "open", Parametric(OPEN, Person.day) | ~Person.flag)
    made.criterion("work", "工种", "work", Person.work.one_of("fitter", "welder") | Person.employer.work.known)
    spells = total(Spell.person, Spell.hours, Spell.day <= TODAY)
    made.amount(
        choose(spells * 2 > total(Spell.person, Spell.hours), Person.fen + yuan(10), Person.fen - yuan(5)),
        rounding=HALF_UP,
    )
    made.grant("first", "最早", "first", lowest(Card.person, Card.day, if_none=date(2022, 12, 31)))
    made.grant("last", "最晚", "last", greatest(Person.day, Person.day - days(30), Person.day + months(1)))
    made.grant("firms", "单位数", "firms", distinct(Card.person, Card.issuer))
    made.grant("senior", "前辈", "senior", Person.employer.day < lowest(Card.person, Card.day, if_none=LATE))
    mates = count(Person.employer, Person.flag)
    made.grant("mates", "同事", "colleagues", either(mates > 2, Person.employer.flag))
    held_then = exists(Card.person, (Card.day <= Claim.applied_on) & (count(Spell.card, Spell.flag) == 1))
    made.grant("held_then", "当时", "then", held_then)
    made.grant("share", "份额", "share", Person.fen.part(percent(33), rounding=ROUND_DOWN))
    shared = {"down": ROUND_DOWN, "up": ROUND_UP, "even": HALF_EVEN, "half": HALF_UP}
    for name, rounding in shared.items():
        made.grant(f"each_{name}", "人均", "for each", per_head(Person.fen, spells, rounding=rounding))
        part = ratio(Person.fen, Person.employer.fen, rounding=rounding)
        made.grant(f"ratio_{name}", "比率", "ratio", part >= percent(40))
    made.once("once", "一次", "once", per=(Person.work, Person.level), order=TODAY)
    return made


def judged() -> Scheme:
    """Of firms: what a person decides, and a sum that the source does not give."""
    made = _scheme(3, Firm)
    made.criterion("some", "有证书", "some", count(Card.issuer, Card.day <= Claim.applied_on) >= 1)
    made.criterion("people", "人数", "people", distinct(Card.issuer, Card.person, Card.day <= Claim.applied_on) < 5)
    made.needs_person("reviewed", "评审", "reviewed")
    made.amount(Parametric(UNKNOWN_SUM, None), rounding=HALF_UP)
    return made


def without_figure() -> Scheme:
    """Of firms: nobody judges, but the sum is missing; a ceiling and a quota come after."""
    made = _scheme(4, Firm, law_of=greatest(Firm.day, date(2023, 2, 28)))
    made.criterion("work", "工种", "work", Listed(STANDARD_SUMS, (Firm.work, Firm.level), None))
    sum_ = choose(Firm.flag, Parametric(UNKNOWN_SUM, None), Firm.fen.uplifted(percent=percent(10)))
    made.amount(sum_, rounding=HALF_EVEN)
    made.cap("kind", "每类", "of a kind", top=5, per=(Firm.work,), order=(first(Firm.fen), Firm.day))
    made.ceiling("fund", "资金", "fund", limit=yuan(1000), order=Firm.day, short=PART)
    made.quota("share", "名额", "share", share=percent(50), per=(Firm.work,), order=(first(Firm.fen),))
    return made


def today() -> Scheme:
    """The law of the as-of day, the same for every card; parameters of another row's day."""
    made = _scheme(5, Card, law_of=TODAY, in_force=since(date(2023, 1, 1)))
    listed_now = Listed(STANDARD_SUMS, (Card.work, Card.level), None)
    made.criterion("listed", "在目录", "listed", listed_now | Card.flag)
    long = Person.hours >= Parametric(HOURS, Person.day)
    made.criterion("long", "课时", "hours", Linked(Card.person, long) | (Card.level == _rank(0)))
    made.amount(_fen(Card, None).part(Parametric(UPLIFT, None)), rounding=ROUND_DOWN)
    made.grant("listed_now", "现在", "now", listed_now)
    made.grant("told", "有期限", "period known", choose(Card.flag, Parametric(TIME, Card.day), years(1)).known)
    as_of = TODAY  # on either side of a comparison
    made.grant("running", "未满", "running", (Card.day + months(12) > TODAY) & (as_of < Card.day + years(2)))
    made.grant("over", "已满", "over", (as_of >= Card.day + months(12)) | (Card.day + months(1) <= TODAY))
    made.grant("before", "之前", "before", Card.day - months(1) < date(2024, 2, 29))
    made.grant("due", "期限", "due", Card.day + Parametric(TIME, None))
    return made


def _rank(rank: int) -> Literal:
    return Literal(rank, Card.level.type)


def every_scheme() -> list[Scheme]:
    """All of them."""
    return [by_claim(), by_fact(), of_people(), judged(), without_figure(), today()]
