"""A whole scheme in words: every part stands there, with its clause, its dates and whether it is verified."""

import re
from datetime import date

import pytest

from bole.policy.pack import load_packs
from bole.policy.readings.rule import KINDS, STATES, Rule, missing_in, rule_of, state_of
from bole.policy.scheme import Scheme
from tests.conftest import ROOT

SCHEMES = dict(load_packs([ROOT / "tests" / "packs"]).schemes)
UPGRADE = SCHEMES["langyu.skill-upgrade"]


def rule(scheme: Scheme, language: str = "zh") -> Rule:
    return rule_of(scheme, language, schemes=SCHEMES)


def lines(told: Rule, kind: str) -> list[str]:
    return [line.sentence for line in told.lines if line.kind == kind]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("id_", SCHEMES)
def test_every_part_of_a_scheme_is_told_once(id_: str, language: str) -> None:
    scheme, told = SCHEMES[id_], rule(SCHEMES[id_], language)
    names = [line.name for line in told.lines if line.name]
    parts = [*scheme.criteria, *scheme.judgements, *scheme.amounts, *scheme.grants, *scheme.caps, *scheme.allocations]
    exceptions = [exception for criterion in scheme.criteria for exception in criterion.exceptions]
    tops = [scheme.tops] if scheme.tops else []
    assert sorted(names) == sorted(part.name for part in [*parts, *exceptions, *tops])
    assert {line.kind for line in told.lines} <= set(KINDS)
    assert all(line.sentence and line.clause for line in told.lines)
    assert {line.clause for line in told.lines} == {str(clause) for clause in scheme.clauses()}
    shown = " ".join(f"{line.told} {line.sentence}" for line in told.lines)
    assert "{" not in shown
    assert language == "zh" or not re.search(r"[\u4e00-\u9fff]", shown)


def test_for_whom_when_and_by_which_law() -> None:
    told = rule(UPGRADE)
    assert lines(told, "for") == ["对每个证书分别判定"]
    assert lines(told, "pays") == ["发给证书的持证人"]
    assert lines(told, "in_force") == ["自2023年8月15日起施行，至2025年12月31日止"]
    assert lines(told, "law_date") == ["适用申领日施行的规定；没有申领的，适用计算日施行的规定"]
    steady = rule(SCHEMES["langyu.steady-worker"])
    assert lines(steady, "in_force") == ["自2024年3月1日起施行，未定终止日期"]
    assert lines(steady, "law_date") == ["适用计算日施行的规定"]
    assert lines(steady, "pays") == ["发给这个个人本身"]


def test_a_choice_that_nobody_verified_says_so() -> None:
    verified = {line.kind: line.verified for line in rule(SCHEMES["zhongshan.skill-upgrade"]).lines}
    assert (verified["in_force"], verified["law_date"], verified["criterion"]) == (False, False, None)
    assert {line.kind: line.verified for line in rule(UPGRADE).lines}["in_force"] is True


def test_an_exclusion_is_no_plain_condition() -> None:
    [told] = lines(rule(UPGRADE), "exclusion")
    assert told.startswith("台账中同一证书没有发放过“langyu.unemployment-skill-subsidy”；同一次计算中")


def test_an_exception_names_what_it_overrides() -> None:
    contest = lines(rule(UPGRADE), "exception")[0]
    assert contest.endswith("的，视为符合“由社会评价组织认定”")


def test_amounts_tell_condition_and_rounding() -> None:
    senior, base = lines(rule(UPGRADE), "amount")
    assert senior.startswith("证书的职业技能等级达到高级工（三级）以上的，金额为：")
    assert senior.endswith("上浮“紧缺工种上浮比例”（四舍五入到分）")
    assert base.endswith("对应的补贴标准（四舍五入到分）")


def test_caps_tell_order_ties_and_the_ledger() -> None:
    yearly = lines(rule(UPGRADE), "cap")[1]
    assert yearly == (
        "同一持证人和同一申领的自然年度的，按申领日由早到晚（相同的按编号）排列，只取前“本类每年次数”（1次）所定的项数；"
        "台账中已发放的“技能提升补贴”先占名额"
    )


def test_allocations_tell_what_happens_when_the_money_ends() -> None:
    [stop] = lines(rule(UPGRADE), "ceiling")
    award = rule(SCHEMES["langyu.organiser-award"])
    [part] = lines(award, "ceiling")
    [half] = lines(award, "quota")
    assert stop.endswith("余额不足的一项和其后的都不发")
    assert part.endswith("余额不足的一项只发余额，其后的不发")
    assert half.endswith("只取前项数的“获奖单位比例”（50%）（不足一项的舍去）")
    [places] = lines(rule(SCHEMES["langyu.steady-worker"]), "quota")
    assert places.endswith("只取前“稳定就业奖励名额”（200人）")


def test_what_a_person_judges_is_said_to_be_so() -> None:
    assert lines(rule(SCHEMES["zhongshan.elite-plan"]), "judgement") == ["由人判断，不由程序计算"]


def test_parameters_come_with_value_unit_dates_clause_and_verification() -> None:
    told = [p for p in rule(UPGRADE).parameters if p.id == "langyu.shortage-uplift"]
    assert [(p.value, p.unit, p.start, p.end, p.clause, p.verified) for p in told] == [
        ("30%", "percent", date(2023, 8, 15), date(2024, 12, 31), "langyu-7#二/(二)", True),
        ("32.5%", "percent", date(2025, 1, 1), date(2025, 12, 31), "langyu-7#二/(二)", True),
    ]


def test_what_the_source_does_not_give_has_no_value() -> None:
    award = rule(SCHEMES["zhongshan.organiser-award"])
    rates = {p.id: (p.value, p.status) for p in award.parameters}
    assert rates["zhongshan.organiser-award-per-trainee"] == ("", "missing")
    assert rates["zhongshan.organiser-award-ceiling"] == ("30万元", "known")


def test_catalogues_come_with_their_editions() -> None:
    told = [c for c in rule(UPGRADE).catalogues if c.id == "langyu.skill-upgrade-standard"]
    assert [(c.value, c.start, c.end) for c in told] == [
        ("39行", date(2022, 8, 15), date(2024, 6, 30)),
        ("39行", date(2024, 7, 1), date(2025, 12, 31)),
    ]


def test_json_has_everything() -> None:
    told = rule(UPGRADE).to_json()
    assert set(told) == {"id", "title", "lines", "parameters", "catalogues"}
    assert set(told["lines"][0]) == {"kind", "name", "told", "sentence", "clause", "verified"}
    assert told["parameters"][0]["from"] == "2023-08-15"
    assert {p["until"] for p in rule(SCHEMES["langyu.steady-worker"]).to_json()["parameters"]} == {None}


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2023, 8, 14), "not_yet"),
        (date(2023, 8, 15), "in_force"),
        (date(2025, 12, 31), "in_force"),
        (date(2026, 1, 1), "ended"),
    ],
)
def test_state_on_a_day(day: date, state: str) -> None:
    assert state_of(UPGRADE, day) == state
    assert state in STATES


def test_what_is_missing_in_a_schemes_time() -> None:
    assert missing_in(UPGRADE) == ()
    assert missing_in(SCHEMES["zhongshan.skill-upgrade"]) == (
        "guangdong.skill-upgrade-standard",
        "zhongshan.shortage-trades",
        "zhongshan.shortage-uplift",
    )
