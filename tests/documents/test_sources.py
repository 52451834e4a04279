"""The five sources are read as the issue asks (skipped where the folder `shared` is missing)."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest

from bole.documents.reader import read_file
from bole.documents.reading import Reading
from bole.documents.table import rows

ZHONGSHAN_HR, ZHONGSHAN_INDUSTRY, ZIBO, JIANGMEN, GUANGZHOU = "000", "001", "002", "003", "004"


@cache
def _read(path: Path) -> Reading:
    return read_file(path)


@pytest.fixture
def sources(shared: Path) -> dict[str, Reading]:
    return {p.name[:3]: _read(p) for p in sorted((shared / "sources").glob("*.txt"))}


def targets(reading: Reading, path: str | None = None) -> list[tuple[object, ...]]:
    return [(t.value, t.unit, t.comparator, t.period) for t in reading.targets if path in (None, t.path)]


def test_guangzhou_leads_and_totals(sources: dict[str, Reading]) -> None:
    guangzhou = sources[GUANGZHOU]
    (first,) = [u for u in guangzhou.units if u.path == "二/(一)"]
    assert first.lead == ("市人力资源社会保障局", "市总工会")
    assert {(4600000, "人", ">=", "2027"), (1850000, "人", ">=", "2027"), (40, "%", "=", "2027")} <= set(
        targets(guangzhou, "一")
    )
    assert [c.path for c in guangzhou.clauses if c.path.startswith("五/")] == ["五/(十二)", "五/(十三)", "五/(十四)"]
    assert guangzhou.metadata.document_number == "穗府办〔2025〕7号"


def test_guangzhou_forecast_is_hoped_for(sources: dict[str, Reading]) -> None:
    assert {t.force for t in sources[GUANGZHOU].targets if t.value == 4600000} == {"hoped"}


def test_zibo_trains_two_hundred_a_year_and_lends_up_to_four_ceilings(sources: dict[str, Reading]) -> None:
    zibo = sources[ZIBO]
    assert (200, "人", ">=", "annual") in targets(zibo, "一")
    assert [(s.value, s.comparator) for s in zibo.money if s.path == "四"] == [
        (4000000, "<="), (10000000, "<="), (300000, "<="), (500000, "<="),
    ]  # fmt: skip


def test_zibo_units_stay_with_the_sentences_before_them(sources: dict[str, Reading]) -> None:
    zibo = sources[ZIBO]
    third = [u for u in zibo.units if u.path == "三"]
    assert len(third) == 6
    assert all(zibo.raw[u.mention_start] in "(（" and u.scope_end == u.mention_start for u in third)
    assert all(a.mention_end == b.scope_start for a, b in itertools.pairwise(third))


def test_jiangmen_has_ten_targets_for_2025(sources: dict[str, Reading]) -> None:
    goals = [t for t in sources[JIANGMEN].targets if t.period == "2025"]
    assert [(t.value, t.comparator) for t in goals] == [
        (480000, ">="), (10000, "≈"), (80000, "≈"), (270000, "≈"), (120000, "≈"),
        (30, ">="), (30, ">="), (8, ">="), (70, ">="), (70, ">="),
    ]  # fmt: skip
    assert goals[0].strict
    assert {t.force for t in goals if t.comparator == "≈"} == {"approximate"}


def test_jiangmen_keeps_its_characters(sources: dict[str, Reading]) -> None:
    jiangmen = sources[JIANGMEN]
    assert jiangmen.metadata.document_number == "江府辦〔2021〕1號"
    assert jiangmen.metadata.issuing_bodies == ("江門市人民政府辦公室",)
    assert len([c for c in jiangmen.clauses if c.path.startswith("二/")]) == 8


def test_zhongshan_standards(sources: dict[str, Reading]) -> None:
    sums = {(s.value, s.comparator) for s in sources[ZHONGSHAN_HR].money}
    assert {((800, 3600), "="), (300000, "<=")} <= sums
    assert (300000, "<=") in {(s.value, s.comparator) for s in sources[ZHONGSHAN_INDUSTRY].money}


def test_zhongshan_replies_have_facts_apart_from_plans(sources: dict[str, Reading]) -> None:
    for name in (ZHONGSHAN_HR, ZHONGSHAN_INDUSTRY):
        assert (3570, "人", "=", "2025") in targets(sources[name])
        assert 628 in {f.value for f in sources[name].facts}
        assert 628 not in {t.value for t in sources[name].targets}


def test_unnumbered_heads_of_zhongshan_are_no_clauses(sources: dict[str, Reading]) -> None:
    paths = [c.path for c in sources[ZHONGSHAN_HR].clauses if c.path.startswith("四/")]
    assert paths == [
        "四/一是", "四/二是", "四/一是#2", "四/二是#2", "四/三是", "四/四是", "四/一是#3", "四/二是#3",
    ]  # fmt: skip


def test_words_cut_by_pages_are_whole(sources: dict[str, Reading]) -> None:
    shown = sources[ZHONGSHAN_INDUSTRY].text.tight.shown
    assert "无人机大咖" in shown
    assert "办学模式" in shown


def test_the_contact_is_flagged_as_personal(sources: dict[str, Reading]) -> None:
    (contact,) = sources[ZHONGSHAN_INDUSTRY].to_json()["contacts"]
    assert contact["personal"] is True


def test_site_navigation_gives_nothing(sources: dict[str, Reading]) -> None:
    for reading in sources.values():
        first = min(c.start_char for c in reading.clauses)
        last = max(c.end_char for c in reading.clauses)
        assert all(first - 600 < t.start_char < last for t in reading.targets)
        assert "ZS3971" not in "".join(c.heading for c in reading.clauses)


def test_one_name_of_a_body_in_the_table(sources: dict[str, Reading]) -> None:
    names = {name for row in rows(sources[GUANGZHOU]) for name in (*row.lead, *row.cooperating, *row.responsible)}
    assert "市人力资源社会保障局" in names
    assert not {"市人社局", "市人力资源和社会保障局"} & names


def test_a_task_without_a_unit_is_marked(sources: dict[str, Reading]) -> None:
    table = rows(sources[JIANGMEN])
    assert table
    assert not any(row.unit_named for row in table)
