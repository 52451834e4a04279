"""Sentences: natural in both languages, never ambiguous, and changed by every change of the tree."""

# A sentence stays on one line, as a reader sees it.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import product

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import Period
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Kind
from bole.kernel.levels import CertificateGrade
from bole.kernel.messages import language
from bole.kernel.money import Rounding
from bole.policy import terms as nodes
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.pack import load_packs
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.sentence import NEGATED, say
from bole.policy.readings.wording import (
    column_label,
    told_count,
    told_level,
    told_money,
    told_percent,
    told_period,
    told_rounding,
)
from bole.policy.scheme import Scheme
from bole.policy.terms import (
    AppliedOn,
    AsOf,
    Choice,
    Comparison,
    Either,
    Every,
    Known,
    Linked,
    Listed,
    Literal,
    Not,
    PaidCount,
    Parametric,
    Term,
    rebuilt,
)
from bole.policy.types import MONEY, TRUTH
from bole.policy.vocabulary import (
    HALF_UP,
    NONE,
    ROUND_DOWN,
    SENIOR,
    TODAY,
    Certificate,
    Claim,
    Employment,
    Insurance,
    Person,
    Training,
    Workforce,
    choose,
    count,
    days,
    distinct,
    exists,
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
    total,
    year,
    years,
    yuan,
)
from tests.conftest import ROOT

CLAUSE = ClauseRef("langyu-2031", "一")
UPLIFT = Parameter(
    "langyu.uplift", "上浮比例", "uplift", "percent", (Entry(date(2031, 1, 1), None, 3000, "known", CLAUSE, True),)
)
TWICE = Parameter(
    "langyu.period",
    "申领期限",
    "claim period",
    "months",
    (
        Entry(date(2031, 1, 1), date(2031, 12, 31), Period(months=12), "known", CLAUSE, True),
        Entry(date(2032, 1, 1), None, Period(months=6), "known", CLAUSE, True),
    ),
)
STANDARDS = Catalogue(
    "langyu.standard",
    "补贴标准",
    "standard",
    (Column("occupation", Kind.CODE, "职业", "occupation", system="occupation"),),
    (Column("amount", Kind.MONEY, "标准", "amount"),),
    (Edition(date(2031, 1, 1), None, {("4-01",): (100,)}, CLAUSE, True),),
)
AMOUNT = nodes.Entry(STANDARDS, (Certificate.occupation,), "amount", Certificate.issued_on)
LISTED = Listed(STANDARDS, (Certificate.occupation,), None)

# One of every node of the tree, as a reader gets it.
SAID: list[tuple[Term, str, str]] = [
    (
        Claim.applied_on <= Certificate.issued_on + months(12),
        "申领日不晚于证书的核发日期后12个月",
        "the day of the claim is no later than 12 months after the certificate's date of issue",
    ),
    (Certificate.level >= SENIOR, "证书的职业技能等级达到高级工（三级）以上", "the certificate's skill level is senior worker (level 3) or above"),
    (~(Certificate.level >= SENIOR), "证书的职业技能等级低于高级工（三级）", "the certificate's skill level is below senior worker (level 3)"),
    (Certificate.kind == "skill", "证书类别为职业技能等级证书", "the kind of certificate is skill level certificate"),
    (
        ~Certificate.kind.one_of("skill", "special"),
        "证书类别既不为职业技能等级证书也不为专项职业能力证书",
        "the kind of certificate is neither skill level certificate nor special ability certificate",
    ),
    (Certificate.person.sex == "male", "持证人的性别为男", "the holder's sex is male"),
    (Certificate.valid, "证书有效为“是”", "the certificate's valid is “yes”"),
    (~Certificate.valid, "证书有效为“否”", "the certificate's valid is “no”"),
    (Certificate.level.known, "证书的职业技能等级有据可查", "there is evidence of the certificate's skill level"),
    (
        exists(Insurance.person, Insurance.kind == "unemployment"),
        "个人至少有一份符合（险种为失业保险）的参保记录",
        "the person has at least one insurance record where (kind of insurance is unemployment insurance)",
    ),
    (~exists(Insurance.person), "个人没有参保记录", "the person has no insurance records"),
    (
        count(Training.organiser, Training.passed) >= 3,
        "符合（考核合格为“是”）的以单位为组织单位的培训记录的数量不少于3条",
        "the number of training records whose organiser is the organisation where (passed is “yes”) is at least 3 records",
    ),
    (
        distinct(Training.organiser, Training.person) >= 30,
        "以单位为组织单位的培训记录中不重复的学员的数目不少于30人",
        "the number of different values of trainee among training records whose organiser is the organisation is at least 30 persons",
    ),
    (
        total(Workforce.organisation, Workforce.staff) < 20,
        "单位名下用工统计记录的职工人数合计少于20人",
        "the sum of staff over the organisation's workforce records is less than 20 persons",
    ),
    (
        highest(Certificate.person, Certificate.level, if_none=NONE) >= SENIOR,
        "个人名下证书中最高的职业技能等级（一份也没有时为无）达到高级工（三级）以上",
        "the highest skill level among the person's certificates (none where there is none) is senior worker (level 3) or above",
    ),
    (
        lowest(Certificate.person, Certificate.issued_on, if_none=date(2031, 1, 1)) == date(2031, 1, 1),
        "个人名下证书中最早的核发日期（一份也没有时为2031年1月1日）为2031年1月1日",
        "the earliest date of issue among the person's certificates (1 January 2031 where there is none) is 1 January 2031",
    ),
    (
        full_years(Person.born_on, Claim.applied_on) >= 16,
        "从个人的出生日期到申领日满16年",
        "at least 16 years have passed from the person's date of birth to the day of the claim",
    ),
    (
        full_years(Certificate.person.born_on, TODAY) < 55,
        "从持证人的出生日期到计算日不满55年",
        "less than 55 years have passed from the holder's date of birth to the day of the calculation",
    ),
    (
        year(Certificate.issued_on) == year(Claim.applied_on),
        "证书的核发日期所在的自然年度与申领日所在的自然年度相同",
        "the calendar year of the certificate's date of issue is the same as the calendar year of the day of the claim",
    ),
    (Certificate.issued_on - days(30), "证书的核发日期前30日", "30 days before the certificate's date of issue"),
    (Certificate.issued_on + years(3), "证书的核发日期后3年", "3 years after the certificate's date of issue"),
    (
        (count(Certificate.person) + 1) * yuan("120.5"),
        "（个人名下证书的数量加1条）乘以120.50元",
        "(the number of the person's certificates plus 1 record) times 120.50 yuan",
    ),
    (
        yuan(300000) - yuan(1).part(percent(25), rounding=Rounding.DOWN),
        "30万元减（1元的25%（舍去尾数到分））",
        "300,000 yuan minus (25% of 1 yuan (rounded down to the fen))",
    ),
    (
        AMOUNT.uplifted(percent=Parametric(UPLIFT, None), when=Certificate.level >= SENIOR, rounding=HALF_UP),
        "“补贴标准”（证书的核发日期时的版本）中与证书的职业对应的标准；证书的职业技能等级达到高级工（三级）以上的，上浮“上浮比例”（30%）（四舍五入到分）",
        "amount that “standard” (edition in force on the certificate's date of issue) has for the certificate's occupation; plus “uplift” (30%) of it where the certificate's skill level is senior worker (level 3) or above (halves up to the fen)",
    ),
    (LISTED, "证书的职业列入“补贴标准”", "“standard” has a row for the certificate's occupation"),
    (~LISTED, "证书的职业未列入“补贴标准”", "“standard” has no row for the certificate's occupation"),
    (
        AMOUNT.known,
        "“补贴标准”（证书的核发日期时的版本）对证书的职业列有标准",
        "“standard” (edition in force on the certificate's date of issue) has amount for the certificate's occupation",
    ),
    (
        Claim.applied_on <= Certificate.issued_on + Parametric(TWICE, Certificate.issued_on),
        "申领日不晚于证书的核发日期后“申领期限”（取证书的核发日期时的数）",
        "the day of the claim is no later than “claim period” (as on the certificate's date of issue) after the certificate's date of issue",
    ),
    (least(Certificate.issued_on, AppliedOn()), "证书的核发日期和申领日中最早的一个", "the earliest of the certificate's date of issue and the day of the claim"),
    (greatest(yuan(1), AMOUNT), "1元和“补贴标准”（证书的核发日期时的版本）中与证书的职业对应的标准中最大的一个",
     "the greatest of 1 yuan and amount that “standard” (edition in force on the certificate's date of issue) has for the certificate's occupation"),
    (
        choose(Certificate.valid, yuan(1), yuan(2)),
        "证书有效为“是”的，为1元；否则为2元",
        "1 yuan where the certificate's valid is “yes”; else 2 yuan",
    ),
    (
        PaidCount(("langyu.grant",), ("certificate",), (Certificate.id,)) < number(1, "payment"),
        "台账中同一证书没有发放过“langyu.grant”",
        "the ledger has not paid “langyu.grant” for the same certificate",
    ),
    (
        per_head(yuan(100), number(3, "person"), rounding=HALF_UP),
        "100元除以3人（四舍五入到分）",
        "100 yuan divided by 3 persons (halves up to the fen)",
    ),
    (
        ratio(yuan(100), yuan(300), rounding=ROUND_DOWN),
        "100元占300元的比率（舍去尾数到0.01%）",
        "100 yuan as a share of 300 yuan (rounded down to the 0.01%)",
    ),
    (
        PaidCount(("langyu.grant",), ("person", "level"), (Certificate.person, SENIOR)) < number(1, "payment"),
        "台账中同一持证人和高级工（三级）没有发放过“langyu.grant”",
        "the ledger has not paid “langyu.grant” for the same holder and senior worker (level 3)",
    ),
    (
        (Certificate.person.household_province == "990000") | exists(Employment.person, Employment.open),
        "持证人的户籍省份为990000，或者持证人至少有一份符合（仍在持续为“是”）的就业与身份记录",
        "the holder's province of household registration is 990000 or the holder has at least one employment and status record where (still going on is “yes”)",
    ),
    (
        Certificate.grade == level("certificate-grade", CertificateGrade.SENIOR),
        "证书的专业技术等级为高级",
        "the certificate grade is senior grade",
    ),
    (
        Certificate.valid & ((Certificate.level == SENIOR) | (Certificate.issued_on > date(2031, 5, 1))),
        "证书有效为“是”，且（证书的职业技能等级为高级工（三级），或者证书的核发日期晚于2031年5月1日）",
        "the certificate's valid is “yes” and (the certificate's skill level is senior worker (level 3) or the certificate's date of issue is after 1 May 2031)",
    ),
    (AsOf() > date(2031, 5, 1), "计算日晚于2031年5月1日", "the day of the calculation is after 1 May 2031"),
]  # fmt: skip


@pytest.mark.parametrize(("term", "zh", "en"), SAID, ids=range(len(SAID)))
def test_each_node_of_the_tree_has_its_words(term: Term, zh: str, en: str) -> None:
    assert say(term, "zh") == zh
    assert say(term, "en") == en


def test_every_node_is_among_them() -> None:
    kinds = {kind for kind in vars(nodes).values() if isinstance(kind, type) and issubclass(kind, Term)} - {Term}
    said = {type(part) for term, _zh, _en in SAID for part in term.walk()}
    assert kinds - said == set()


def test_the_language_asked_for_stays_where_it_was_asked() -> None:
    say(Certificate.valid, "en")
    assert language() == "zh"


def test_schemes_are_named_by_title_where_one_is_at_hand() -> None:
    paid = PaidCount(("langyu.grant",), ("certificate",), (Certificate.id,)) >= number(1, "payment")
    assert say(paid, "zh", titles={"langyu.grant": "技能津贴"}) == "台账中同一证书发放过“技能津贴”"


# Values


def test_values_as_offices_write_them() -> None:
    assert [told_money(fen) for fen in (104050, 104000, 30_000_000, 0, -50, -2_000_000)] == [
        "1040.50元",
        "1040元",
        "30万元",
        "0元",
        "-0.50元",
        "-2万元",
    ]
    assert [told_percent(parts) for parts in (3000, 1250, 25, 10000, -50)] == ["30%", "12.5%", "0.25%", "100%", "-0.5%"]
    assert [told_period(Period(months=n)) for n in (1, 12, 18, 24, 36)] == ["1个月", "12个月", "18个月", "2年", "3年"]
    assert [told_count(3, unit) for unit in ("person", "month", "payment", "", "other")] == [
        "3人",
        "3个月",
        "3次",
        "3",
        "3",
    ]
    assert [told_level("skill-level", rank) for rank in (0, 1, 4, 6, 8)] == [
        "无",
        "学徒工",
        "高级工（三级）",
        "高级技师（一级）",
        "首席技师",
    ]
    assert told_rounding(None, MONEY) == "未写明如何舍入"


def test_names_in_the_facts_are_told_apart() -> None:
    tables = list(STANDARD.tables.values())
    assert len({table.label for table in tables}) == len({table.label_en for table in tables}) == len(tables)
    for table in tables:
        assert len({column_label(column) for column in table.columns}) == len(table.columns), table.name
        assert len({column.label_en for column in table.columns}) == len(table.columns), table.name


# No sentence fits two meanings

ATOMS = (Certificate.valid, Certificate.level >= SENIOR, Certificate.issued_on < date(2031, 1, 1))


def conditions() -> list[Term]:
    """Every condition of three atoms joined by up to two layers of and, or, not."""
    first: list[Term] = [*ATOMS, *(~atom for atom in ATOMS)]
    second = [join((a, b)) for a, b in product(first, first) if a.key != b.key for join in (Every, Either)]
    denied: list[Term] = [Not(term) for term in second]
    third = [join((a, b)) for a, b in product(second[::3] + denied[::3], first) for join in (Every, Either)]
    return [*first, *second, *denied, *third, *(Not(term) for term in third)]


def truth(term: Term, given: dict[str, bool | None]) -> bool | None:
    """Kleene's logic over the atoms."""
    if term.key in given:
        return given[term.key]
    match term:
        case Not(inner):
            value = truth(inner, given)
            return None if value is None else not value
        case Every(parts) | Either(parts):
            values = [truth(part, given) for part in parts]
            strong = isinstance(term, Either)
            return strong if strong in values else None if None in values else not strong
        case _:
            raise AssertionError(term)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_conditions_that_differ_in_meaning_differ_in_words(language: str) -> None:
    meanings: dict[str, list[bool | None]] = {}
    rows = [
        dict(zip((atom.key for atom in ATOMS), values, strict=True))
        for values in product((True, False, None), repeat=3)
    ]
    terms = conditions()
    assert len(terms) > 500
    for term in terms:
        table = [truth(term, row) for row in rows]
        assert meanings.setdefault(say(term, language), table) == table, say(term, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sums_that_differ_in_value_differ_in_words(language: str) -> None:
    a, b, c = yuan(7), yuan(5), yuan(3)
    first = [a, b, c]
    second: list[tuple[Term, int]] = []
    values = {a.key: 7, b.key: 5, c.key: 3}
    for x, y in product(first, first):
        second += [(x + y, values[x.key] + values[y.key]), (x - y, values[x.key] - values[y.key])]
    third = [(s - x, v - values[x.key]) for s, v in second for x in first]
    third += [(x - s, values[x.key] - v) for s, v in second for x in first]
    seen: dict[str, int] = {}
    for term, value in [*second, *third]:
        assert seen.setdefault(say(term, language), value) == value


# Over all schemes of all packs


def schemes() -> dict[str, Scheme]:
    return dict(load_packs([ROOT / "tests" / "packs"]).schemes)


def changes(term: Term) -> Iterator[Term]:
    """The term with one thing changed: a comparison turned round, a join swapped, a literal moved, a denial dropped."""
    for part in term.walk():
        other = changed(part)
        if other is not None:
            yield rebuilt(term, partial(replaced, part.key, other))


def replaced(key: str, other: Term, inner: Term) -> Term | None:
    return other if inner.key == key else None


def changed(part: Term) -> Term | None:
    match part:
        case Comparison():
            return Comparison(NEGATED[part.operator], part.left, part.right)
        case Every(parts) if len(parts) > 1:
            return Either(parts)
        case Either(parts) if len(parts) > 1:
            return Every(parts)
        case Not(inner):
            return inner
        case Known(inner) if inner.type == TRUTH:
            return inner
        case Literal(bool()):
            return None
        case Literal(int(value), kind):
            return Literal(value - 1 if value > 1 else value + 1, kind)
        case Literal(date() as day, kind):
            return Literal(day.replace(year=day.year - 1), kind)
        case Literal(str(code), kind):
            return Literal(f"{code}1", kind)
        case Choice(condition, then, otherwise):
            return Choice(condition, otherwise, then)
        case _:
            return None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_change_of_a_scheme_changes_its_sentence(language: str) -> None:
    tried = 0
    for scheme in schemes().values():
        for top in scheme.terms():
            sentence = say(top, language)
            for other in changes(top):
                tried += 1
                assert say(other, language) != sentence, (scheme.id, sentence)
    assert tried > 150


def test_sentences_name_every_parameter_catalogue_and_fact() -> None:
    for scheme in schemes().values():
        for top in scheme.terms():
            sentence = say(top, "zh")
            for part in top.walk():
                if isinstance(part, Parametric):
                    assert f"“{part.parameter.title}”" in sentence
                elif isinstance(part, nodes.Entry | Listed):
                    assert f"“{part.catalogue.title}”" in sentence
                elif isinstance(part, Linked) and isinstance(part.term, nodes.Fact):
                    assert column_label(part.link.column) in sentence


def test_sentences_are_whole() -> None:
    for scheme in schemes().values():
        for top in scheme.terms():
            zh, en = say(top, "zh"), say(top, "en")
            assert "{" not in zh + en
            assert zh.count("（") == zh.count("）")
            assert en.count("(") == en.count(")")
            assert not re.search(r"[\u4e00-\u9fff]", en), en


def test_a_schemes_parameters_and_catalogues_are_told_apart_by_title() -> None:
    for scheme in schemes().values():
        zh = [p.title for p in scheme.parameters().values()] + [c.title for c in scheme.catalogues().values()]
        en = [p.title_en for p in scheme.parameters().values()] + [c.title_en for c in scheme.catalogues().values()]
        assert len(set(zh)) == len(set(en)) == len(zh), scheme.id
