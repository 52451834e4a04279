"""比对: contradictions are found, figures that agree raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from bole.documents.compare import Finding, compare
from bole.documents.reader import read_file, read_text

BUREAU = "云岭市人力资源和社会保障局"
HEAD = BUREAU + "关于茶艺人才工作的{kind}\n\n各县（区）人民政府：\n{body}\n\n" + BUREAU + "\n2031年{month}月5日\n"


def found(*bodies: str, kind: str = "通知") -> list[tuple[str, str]]:
    readings = [read_text(HEAD.format(kind=kind, body=body, month=i + 3), f"{i}.txt") for i, body in enumerate(bodies)]
    return [(f.kind, f.status) for f in compare(readings)]


def test_longer_span_with_the_smaller_total_contradicts() -> None:
    assert found(
        "一、成效\n2031年以来，共发放茶艺技能提升补贴512人次。", "一、成效\n2030年以来，共发放茶艺技能提升补贴430人次。"
    ) == [("conflict", "contradiction")]


def test_longer_span_with_the_larger_total_is_no_finding() -> None:
    assert (
        found(
            "一、成效\n2031年以来，共发放茶艺技能提升补贴512人次。",
            "一、成效\n2030年以来，共发放茶艺技能提升补贴730人次。",
        )
        == []
    )


def test_same_indicator_same_year_two_values() -> None:
    assert found("一、目标\n到2033年，新增茶艺技能人才3000人。", "一、目标\n到2033年，新增茶艺技能人才3500人。") == [
        ("conflict", "contradiction")
    ]


def test_other_years_and_other_floors_do_not_contradict() -> None:
    assert found("一、目标\n到2033年，新增茶艺技能人才3000人。", "一、目标\n到2035年，新增茶艺技能人才3500人。") == []
    assert (
        found("一、目标\n到2033年，新增茶艺技能人才3000人以上。", "一、目标\n到2033年，新增茶艺技能人才3500人。") == []
    )


def test_parts_that_only_reach_what_must_be_exceeded() -> None:
    body = "一、目标\n到2033年，全市茶艺人才总量超过10万人，其中制茶人才约6万人，茶艺人才约3万人，经营人才约1万人。"
    assert found(body) == [("parts", "doubt")]


def test_parts_larger_than_the_whole() -> None:
    body = "一、目标\n到2033年，培养茶艺技师500名，其中制茶技师300名，评茶技师250名。"
    assert found(body) == [("parts", "contradiction")]


def test_parts_that_make_the_whole() -> None:
    body = "一、目标\n到2033年，培养茶艺技师500名，其中制茶技师300名，评茶技师200名。"
    assert found(body) == []


def test_yearly_count_against_the_total() -> None:
    body = "一、目标\n到2033年，建设茶艺传习所50家。\n二、任务\n每年建设茶艺传习所10家。"
    assert found(body) == [("rate", "doubt")]
    agreeing = "一、目标\n到2033年，建设茶艺传习所30家。\n二、任务\n每年建设茶艺传习所10家。"
    assert found(agreeing) == [("rate", "consistent")]


@pytest.mark.parametrize(("printed", "status"), [("40", "consistent"), ("55", "contradiction")])
def test_share_against_its_two_figures(printed: str, status: str) -> None:
    body = f"一、目标\n到2033年，制茶技师达到46000人，高制茶技师达到18500人，高制茶技师占制茶技师总量的{printed}%。"
    assert ("share", status) in found(body)


def test_persons_and_person_times() -> None:
    assert ("unit", "doubt") in found(
        "一、目标\n到2033年，完成茶艺师轮训1200人。", "一、目标\n到2033年，完成茶艺师轮训1200人次。"
    )


def test_other_cities_are_not_compared() -> None:
    one = read_text("云岭市人民政府关于茶艺的意见\n一、目标\n到2033年，新增茶艺技能人才3000人。\n", "a.txt")
    other = read_text("澄江市人民政府关于茶艺的意见\n一、目标\n到2033年，新增茶艺技能人才3500人。\n", "b.txt")
    assert compare([one, other]) == []


def five(shared: Path) -> list[Finding]:
    return compare([read_file(p) for p in sorted((shared / "sources").glob("*.txt"))])


def test_five_sources_show_t1_t2_t3(shared: Path) -> None:
    alarms = {(f.kind, tuple(sorted({p.value for p in f.places}))) for f in five(shared) if f.status != "consistent"}
    assert ("conflict", (396, 461)) in alarms
    assert ("parts", (10000, 80000, 120000, 270000, 480000)) in alarms
    assert ("rate", (10, 50)) in alarms


def test_five_sources_raise_no_alarm_for_t4_and_t5(shared: Path) -> None:
    alarms = [f for f in five(shared) if f.status != "consistent"]
    assert {f.kind for f in alarms} <= {"conflict", "parts", "rate"}
    values = {p.value for f in alarms for p in f.places}
    assert not values & {40, 1850000, 4600000, 515, 77, 394}
