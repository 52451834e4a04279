"""Explanations: every criterion with fact, record, clause and parameter; what would turn it does turn it."""

import json
from datetime import date
from typing import Any

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.levels import SkillLevel
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.decision import Decision
from bole.policy.explain import Explanation, explain
from bole.policy.parameters import Entry, Parameter
from bole.policy.readings.function import PersonRules
from bole.policy.scheme import Scheme, Window
from bole.policy.terms import Entry as Listing
from bole.policy.terms import Listed, Parametric
from bole.policy.vocabulary import (
    HALF_UP,
    SENIOR,
    Certificate,
    Claim,
    Insurance,
    Person,
    exists,
    full_years,
    level,
    months,
    number,
    year,
)

LETTER, METHOD = ClauseRef("langyu-2031", "一/(二)"), ClauseRef("langyu-method", "三")
TODAY = date(2031, 6, 1)
COVERED = frozenset({"certificate", "claim", "payment", "insurance"})
WORK = Column("occupation", Kind.CODE, "职业", "occupation", system="occupation")
RANK = Column("level", Kind.LEVEL, "等级", "level", system="skill-level")
SUM = Column("amount", Kind.MONEY, "标准", "standard")
STANDARD_OF_2031 = Catalogue(
    "langyu.standard",
    "补贴标准",
    "standard",
    (WORK, RANK),
    (SUM,),
    (Edition(date(2030, 1, 1), None, {("fitter", 4): (200_005,), ("fitter", 3): (150_000,)}, METHOD, True),),
)
SHORTAGE = Catalogue(
    "langyu.shortage",
    "紧缺工种",
    "shortage trades",
    (WORK,),
    (),
    (Edition(date(2030, 1, 1), None, {("fitter",): ()}, METHOD, True),),
)
UPLIFT = Parameter(
    "langyu.uplift", "上浮比例", "uplift", "percent", (Entry(date(2031, 1, 1), None, 3000, "known", LETTER, True),)
)
LIMIT = Parameter(
    "langyu.limit",
    "申领期限",
    "claim period",
    "months",
    (Entry(date(2030, 1, 1), date(2031, 12, 31), None, "missing", LETTER, True),),
)


def scheme_with(**criteria: Any) -> Scheme:
    made = Scheme(
        id="langyu.skill",
        title="技能补贴",
        title_en="skill subsidy",
        per=Certificate,
        pays=Certificate.person,
        cites=LETTER,
        in_force=Window(date(2030, 1, 1), date(2031, 12, 31)),
    )
    for name, term in criteria.items():
        made.criterion(name, "中文说法", "English wording", term, cites=METHOD)
    return made


def certificate(**more: Any) -> dict[str, Any]:
    usual = {"certificate_id": 7, "person": 1, "occupation": "fitter", "level": 4, "issued_on": date(2030, 8, 31)}
    return usual | {"valid": True} | more


def file_of(*certificates: dict[str, Any], **tables: Any) -> dict[str, Any]:
    person = {"person_id": 1, "born_on": date(2000, 2, 29), "sex": "female"}
    return {"certificate": certificates or (certificate(),), "person": [person], **tables}


def told(scheme: Scheme, file: Any = None, language: str = "zh", covered: frozenset[str] = COVERED) -> Explanation:
    decision = Decision(scheme.id, 7, "", None, (), (), (), None, ())
    return explain(scheme, decision, file or file_of(), as_of=TODAY, covered=covered, language=language)


def test_a_criterion_shows_its_fact_record_clause_and_parameter() -> None:
    shown = told(
        scheme_with(high=Certificate.level >= SENIOR, rate=Certificate.issued_on + months(12) >= Claim.applied_on)
    )
    first, second = shown.criteria
    assert (first.id, first.told, first.result, first.clause) == ("high", "中文说法", True, str(METHOD))
    assert [(f.table, f.column, f.value, f.records) for f in first.facts] == [("certificate", "level", 4, (7,))]
    assert [f.told for f in first.facts] == ["高级工（三级）"]
    assert second.parameters == ()
    assert [c.told for c in told(scheme_with(high=Certificate.level >= SENIOR), language="en").criteria] == [
        "English wording"
    ]


def test_a_fact_of_a_linked_row_names_that_row() -> None:
    shown = told(scheme_with(grown=full_years(Certificate.person.born_on, Claim.applied_on) >= number(16, "year")))
    assert [(f.table, f.column, f.records) for f in shown.criteria[0].facts] == [("person", "born_on", (1,))]


def test_a_summary_names_the_records_it_went_over() -> None:
    rows = [{"insurance_id": at, "person": 1 if at < 3 else 2, "open": at == 2} for at in (1, 2, 3)]
    shown = told(scheme_with(insured=exists(Insurance.person, Insurance.open)), file_of(insurance=rows))
    assert [(f.table, f.value, f.records) for f in shown.criteria[0].facts if not f.column] == [
        ("insurance", True, (1, 2))
    ]


def test_a_parameter_is_shown_with_its_days_and_clause() -> None:
    rate = Parametric(UPLIFT, None)
    scheme = scheme_with()
    scheme.amount(
        Listing(STANDARD_OF_2031, (Certificate.occupation, Certificate.level), "amount", None).part(rate),
        rounding=HALF_UP,
    )
    amount = told(scheme).amount
    assert amount is not None
    assert [(s.value, s.rounding != "") for s in amount.steps] == [(200_005, False), (3000, False), (60_002, True)]
    assert [s.source.id for s in amount.steps if s.source] == ["langyu.standard", "langyu.uplift"]
    source = amount.steps[1].source
    assert source is not None
    assert (source.value, source.start, source.clause, source.verified) == ("30%", date(2031, 1, 1), str(LETTER), True)


def test_an_amount_shows_the_branch_that_was_taken() -> None:
    scheme = scheme_with()
    base = Listing(STANDARD_OF_2031, (Certificate.occupation, Certificate.level), "amount", None)
    raised = Listed(SHORTAGE, (Certificate.occupation,), None) & (Certificate.level >= SENIOR)
    scheme.amount(base.uplifted(percent=Parametric(UPLIFT, None), when=raised), rounding=HALF_UP)
    high, low = told(scheme), told(scheme, file_of(certificate(level=3)))
    assert (high.fen, low.fen) == (260_007, 150_000)
    assert high.amount is not None
    assert low.amount is not None
    assert [s.value for s in high.amount.steps] == [True, 200_005, 3000, 260_007]
    assert [s.value for s in low.amount.steps] == [False, 150_000]


# --- what would turn the answer ---

TURNED: list[tuple[Any, dict[str, Any], dict[str, Any], str]] = [
    (Certificate.level >= SENIOR, {"level": 2}, {"level": 4}, "高级工"),
    (Certificate.level < level("skill-level", SkillLevel.MIDDLE), {"level": 4}, {"level": 2}, "初级工"),
    (Certificate.issued_on >= date(2030, 9, 10), {}, {"issued_on": date(2030, 9, 10)}, "早了10日"),
    (Certificate.issued_on < date(2030, 8, 31), {}, {"issued_on": date(2030, 8, 30)}, "晚了1日"),
    (Certificate.kind == "skill", {"kind": "special"}, {"kind": "skill"}, "职业技能等级证书"),
    (Certificate.kind != "skill", {"kind": "skill"}, {"kind": "special"}, "职业技能等级证书"),
    (Certificate.kind.one_of("skill", "qualification"), {"kind": "special"}, {"kind": "qualification"}, "职业资格证书"),
    (Certificate.valid, {"valid": False}, {"valid": True}, "“是”"),
    (~Certificate.valid, {"valid": True}, {"valid": False}, "“否”"),
    (Certificate.valid & (Certificate.level >= SENIOR), {"level": 3}, {"level": 4}, "高级工"),
    (Certificate.valid | (Certificate.level >= SENIOR), {"level": 3, "valid": False}, {"valid": True}, "；或者"),
]


@pytest.mark.parametrize(("term", "before", "change", "said"), TURNED)
def test_what_is_said_to_turn_a_criterion_turns_it(
    term: Any, before: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    scheme = scheme_with(c=term)
    refused = told(scheme, file_of(certificate(**before))).criteria[0]
    assert refused.result is False
    assert said in refused.flips
    turned = told(scheme, file_of(certificate(**before | change))).criteria[0]
    assert turned.result is True
    assert turned.flips != refused.flips


def test_a_number_that_is_short_says_by_how_much() -> None:
    grown = full_years(Certificate.person.born_on, Claim.applied_on) >= number(34, "year")
    assert "还差3年" in told(scheme_with(c=grown)).criteria[0].flips
    assert "3 years" in told(scheme_with(c=grown), language="en").criteria[0].flips


def test_what_is_not_listed_says_what_would_have_to_be() -> None:
    shown = told(
        scheme_with(c=Listed(SHORTAGE, (Certificate.occupation,), None)), file_of(certificate(occupation="baker"))
    )
    assert shown.criteria[0].result is False
    assert "紧缺工种" in shown.criteria[0].flips
    assert "baker" in shown.criteria[0].flips


def test_what_is_missing_says_what_to_bring() -> None:
    scheme = scheme_with(c=(Certificate.level >= SENIOR) & (Person.born_on < TODAY))
    shown = told(scheme, file_of(certificate(level=None)) | {"person": [{"person_id": 1}]})
    assert shown.outcome == "unknown"
    assert shown.evidence == ("证书原件或查询结果截图", "身份证件")
    assert shown.criteria[0].evidence == shown.evidence


def test_the_schemes_own_evidence_comes_before_that_of_the_facts() -> None:
    scheme = scheme_with()
    scheme.criterion("c", "", "", Certificate.valid, evidence=("查询截图", "print"))
    shown = told(scheme, file_of(certificate(valid=None)))
    assert shown.evidence == ("查询截图",)
    assert shown.criteria[0].told != ""


def test_records_outside_coverage_are_what_is_missing() -> None:
    scheme = scheme_with(c=exists(Insurance.person, Insurance.open))
    assert "参保记录" in told(scheme, covered=frozenset()).evidence[0]


def test_a_figure_that_the_source_does_not_give_is_no_document_to_bring() -> None:
    scheme = scheme_with(c=Claim.applied_on <= Certificate.issued_on + Parametric(LIMIT, None))
    shown = told(scheme)
    assert (shown.outcome, shown.evidence) == ("needs_person", ())
    assert "申领期限" in shown.criteria[0].flips
    assert shown.criteria[0].parameters[0].status == "missing"


# --- the last day ---


def test_the_last_day_is_the_earliest_of_the_periods_and_the_schemes_end() -> None:
    period = Claim.applied_on <= Certificate.issued_on + months(12)
    scheme = scheme_with(c=period)
    assert told(scheme).criteria[0].last_day == date(2031, 8, 31)
    late = told(scheme, file_of(certificate(issued_on=date(2031, 5, 31))))
    assert late.criteria[0].last_day == late.last_day == date(2031, 12, 31)
    assert told(scheme_with(c=Certificate.valid)).criteria[0].last_day is None
    assert told(scheme_with(c=Certificate.valid)).last_day == date(2031, 12, 31)


LAST: list[tuple[Any, date | None]] = [
    (Claim.applied_on < Certificate.issued_on + months(12), date(2031, 8, 30)),
    (~(Claim.applied_on > Certificate.issued_on + months(12)), date(2031, 8, 31)),
    (Certificate.issued_on + months(11) >= Claim.applied_on, date(2031, 7, 31)),
    (Certificate.valid & (Claim.applied_on <= date(2031, 7, 1)), date(2031, 7, 1)),
    (Certificate.valid | (Claim.applied_on <= date(2031, 7, 1)), None),
    (Claim.applied_on >= Certificate.issued_on, None),
    (full_years(Person.born_on, Claim.applied_on) <= number(30, "year"), date(2031, 2, 27)),
    (full_years(Person.born_on, Claim.applied_on) < number(30, "year"), date(2030, 2, 27)),
]


@pytest.mark.parametrize(("term", "last"), LAST)
def test_the_last_day_is_the_last_on_which_the_criterion_holds(term: Any, last: date | None) -> None:
    scheme = scheme_with(c=term)
    assert told(scheme).criteria[0].last_day == last
    if last is not None:
        results = [claimed_on(scheme, date.fromordinal(last.toordinal() + after)) for after in (0, 1)]
        assert results == [True, False]


def claimed_on(scheme: Scheme, day: date) -> bool | None:
    claim = {"claim_id": 1, "scheme": scheme.id, "fact": 7, "applied_on": day}
    return told(scheme, file_of(claim=[claim])).criteria[0].result


# --- the whole ---


def test_caps_show_places_used_and_left() -> None:
    scheme = scheme_with()
    per = (Certificate.person, year(Claim.applied_on))
    scheme.cap("yearly", "每年", "a year", top=3, per=per, order=Claim.applied_on, counting=("langyu.skill",))
    paid = [
        {"scheme": "langyu.skill", "fact": at, "person": 1, "fen": 5, "applied_on": TODAY, "paid_on": TODAY}
        for at in (1, 2)
    ]
    cap = told(scheme, file_of(payment=paid)).caps[0]
    assert (cap.top, cap.used, cap.left, cap.result) == (3, 2, 1, True)
    assert told(scheme, covered=frozenset()).caps[0].left is None


def test_the_json_has_the_promised_keys_and_no_more_objects() -> None:
    scheme = scheme_with(c=Claim.applied_on <= Certificate.issued_on + Parametric(LIMIT, None))
    scheme.needs_person("judged", "由专家判断", "judged by experts")
    scheme.grant("standing", "称号", "standing", Certificate.level)
    document = json.loads(json.dumps(told(scheme).to_json()))
    assert {"scheme", "fact", "outcome", "fen", "criteria", "receipt"} <= document.keys()
    promised = {"id", "result", "fact", "record", "clause", "parameter", "flips", "last_day"}
    assert promised <= document["criteria"][0].keys()
    assert document["judgements"] == [{"id": "judged", "told": "由专家判断", "clause": str(LETTER)}]
    assert document["grants"][0]["value_told"] == "高级工（三级）"
    assert len(document["receipt"]) == 64


def test_both_languages_say_the_same_decision_without_the_others_words() -> None:
    scheme = scheme_with(a=Certificate.level < SENIOR, b=Certificate.valid, c=Certificate.kind == "skill")
    file = file_of(certificate(valid=None, kind="special"))
    zh, en = told(scheme, file), told(scheme, file, language="en")
    assert [c.result for c in zh.criteria] == [c.result for c in en.criteria]
    assert zh.receipt == en.receipt
    said = json.dumps([c.flips for c in en.criteria] + [*en.evidence, en.outcome_told], ensure_ascii=False)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said), said


def test_what_hangs_on_others_is_named_where_the_row_is_entitled() -> None:
    scheme = scheme_with(c=Certificate.valid)
    scheme.amount(
        Listing(STANDARD_OF_2031, (Certificate.occupation, Certificate.level), "amount", None), rounding=HALF_UP
    )
    scheme.ceiling("fund", "资金余额", "balance of the fund", limit=STANDARD_LIMIT, order=Claim.applied_on)
    assert [name for name, _, _ in told(scheme).subject_to] == ["fund"]
    assert told(scheme, file_of(certificate(valid=False))).subject_to == ()


STANDARD_LIMIT = Parametric(
    Parameter("langyu.fund", "", "", "yuan", (Entry(date(2030, 1, 1), None, 10**9, "known", LETTER, True),)), None
)


def test_a_fact_that_was_not_decided_is_an_error() -> None:
    decision = Decision("langyu.skill", 99, "", None, (), (), (), None, ())
    with pytest.raises(BoleError, match="BOLE-P160"):
        explain(scheme_with(), decision, file_of(), as_of=TODAY, covered=COVERED, language="zh")


def test_answers_come_with_every_decision() -> None:
    scheme = scheme_with(high=Certificate.level >= SENIOR, valid=Certificate.valid)
    rules = PersonRules([scheme])
    file = file_of(certificate(), certificate(certificate_id=8, level=2, valid=None))
    explained = rules.explained(file, as_of=TODAY, covered=COVERED)
    assert [[a.result for a in answers] for _, answers in explained] == [[True, True], [False, None]]
    assert [[f.value for f in a.facts] for _, answers in explained for a in answers] == [[4], [True], [2], [None]]
    assert [d for d, _ in explained] == rules.decide(file, as_of=TODAY, covered=COVERED)
