"""时限: which period a number belongs to, and how far a time expression carries."""

from __future__ import annotations

import pytest

from bole.documents.fold import fold
from bole.documents.periods import Calendar, time_expressions
from tests.documents.figures import read, targets

CALENDAR = Calendar(2031, 3, (2031, 2033))

WRITTEN = [
    ("到2033年", "2033"), ("2033年底前", "2033"), ("2033年9月底前", "2033-09"), ("2033年6月30日前", "2033-06"),
    ("今年", "2031"), ("年内", "2031"), ("明年", "2032"), ("9月底前", "2031-09"), ("每年", "annual"), ("每五年", "every:5y"),
    ("每季度", "every:3m"), ("每半年", "every:6m"), ("每月", "every:1m"), ("每批次", "every:batch"), ("4年内", "within:4y"),
    ("今后三年", "within:3y"), ("利用2-3年时间", "within:3y"), ("2030年起4年内", "2030+4y"), ("三年累计", "2031-2033"),
    ("2031—2033年", "2031-2033"), ("从2032年起", "from:2032"), ("年均", "annual"), ("“十五五”期间", "2026-2030"),
    ("到“十五五”末", "2030"), ("6个月内", "within:6m"), ("二〇三三年", "2033"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "period"), WRITTEN)
def test_a_time_expression_is_written_as_the_contract_says(printed: str, period: str) -> None:
    folded = fold(printed)
    assert [e.periods[-1] for e in time_expressions(folded, 0, len(folded), CALENDAR)] == [period]


@pytest.mark.parametrize(
    "printed", ["2030年", "2031年1-2月", "近三年", "五年来", "去年", "2029年以来", "截至2031年2月"]
)
def test_what_lies_before_the_issue_is_past(printed: str) -> None:
    folded = fold(printed)
    (expression,) = time_expressions(folded, 0, len(folded), CALENDAR)
    assert expression.past


@pytest.mark.parametrize("printed", ["第三年级", "年龄", "每个县", "比2030年", "万年"])
def test_what_is_no_time_gives_none(printed: str) -> None:
    folded = fold(printed)
    assert time_expressions(folded, 0, len(folded), CALENDAR) == []


def _periods(sentence: str) -> list[str]:
    return [period for _, _, _, period in targets(sentence)]


CARRIED = [
    ("到2033年，建站90个。发放手册5万份。", ["2033", "2033"]),
    ("到2033年，建站90个；到2035年，建站120个。", ["2033", "2035"]),
    ("每年举办比赛2期，培训60人以上。建站9个。", ["annual", "annual", ""]),
    ("每年举办比赛2期；培训60人以上。", ["annual", ""]),
    ("到2033年，每年举办比赛4场。", ["annual"]),
    ("到2033年，年接待量达到2000人次。", ["2033"]),
    ("年均培训300人，建站9个。", ["annual", ""]),
    ("从2032年起招收学徒30名，建站9个。", ["from:2032", ""]),
    ("2032年、2033年分别建站9个、12个。", ["2032", "2033"]),
    ("2032年、2033年各建站9个。", ["2032", "2033"]),
    ("2033年新增2家，占比比2030年提高4个百分点。", ["2033", "2033"]),
    ("新招学徒300人/年，建站9个。", ["annual", ""]),
]


@pytest.mark.parametrize(("sentence", "periods"), CARRIED, ids=[s for s, _ in CARRIED])
def test_a_period_carries_as_far_as_its_kind_allows(sentence: str, periods: list[str]) -> None:
    assert _periods(sentence) == periods


def test_a_deadline_does_not_pass_a_marker() -> None:
    raw = "某市方案\n\n制定本方案。\n\n一、目标\n\n到2033年建站90个。\n\n二、任务\n\n培训护工500人。\n"
    assert [(t.path, t.period) for t in read(raw).targets] == [("一", "2033"), ("二", "")]


def test_bullets_joined_by_semicolons_share_a_deadline() -> None:
    raw = "某市方案\n\n制定本方案。\n\n一、目标\n\n到2033年，实现以下目标：\n- 建站90个；\n- 培训护工500人。\n"
    assert [t.period for t in read(raw).targets] == ["2033", "2033"]


def test_a_table_takes_year_unit_and_deadline_from_its_heads() -> None:
    raw = (
        "某市方案\n\n制定本方案。\n\n一、目标\n\n抓好落实。\n\n附件1\n\n指标表\n\n"
        "| 序号 | 指标 | 单位 | 2032年 | 2033年 |\n| --- | --- | --- | --- | --- |\n"
        "| 1 | 在训人数 | 万人 | 8 | 9 |\n| 2 | 产值 | 亿元 | ≥30 | ≥35 |\n\n附件2\n\n分工表\n\n"
        "| 序号 | 任务 | 完成时限 |\n| --- | --- | --- |\n| 1 | 编写教材3套 | 2032年6月底 |\n"
    )
    found = read(raw)
    assert [(t.path, t.comparator, t.value, t.unit, t.period) for t in found.targets] == [
        ("附件1/#1", "=", 80000, "人", "2032"),
        ("附件1/#1", "=", 90000, "人", "2033"),
        ("附件1/#2", ">=", 3000000000, "元", "2032"),
        ("附件1/#2", ">=", 3500000000, "元", "2033"),
        ("附件2/#1", "=", 3, "套", "2032-06"),
    ]
    assert [(s.path, s.value) for s in found.money] == [("附件1/#2", 3000000000), ("附件1/#2", 3500000000)]


def test_a_table_of_indicators_tells_past_from_planned_and_reads_brackets_and_means() -> None:
    raw = (
        "某市方案\n\n制定本方案。\n\n一、目标\n\n抓好落实。\n\n附件1\n\n指标表\n\n"
        "| 序号 | 指标 | 2030年现状值 | 2035年目标值 | 年均增长（%） | 专项资金（万元） |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| 1 | 技师数（万人） | 2 | [3.5] | 9.5 | 80 |\n| 2 | 茶叶产量（万吨） | 6 | 稳定在7以上 | 2 | 40 |\n"
    )
    found = read(raw)
    assert [(t.indicator, t.comparator, t.value, t.unit, t.period) for t in found.targets] == [
        ("技师数", "=", 35000, "人", "2035"),
        ("技师数", "=", 9.5, "%", "annual"),
        ("茶叶产量", ">=", 70000, "吨", "2035"),
        ("茶叶产量", "=", 2, "%", "annual"),
    ]
    assert [(f.value, f.unit) for f in found.facts] == [(20000, "人"), (60000, "吨")]
    assert [(m.value, m.kind) for m in found.money] == [(800000, "commitment"), (400000, "commitment")]


def test_stacked_heads_of_two_storeys_stand_over_their_columns() -> None:
    heads = ["序号", "片区", "户籍人口数(人)", "新增车位", "驿站(家)", "2032年车位达标率", "2033年新增车位数(个)"]
    rows = [["1", "甲片区", "800", "40%", "60", "2"], ["2", "乙片区", "900", "50%", "70", "3"]]
    total = ["合计", "1700", "45%", "130", "5"]
    lines = "\n\n".join([*heads, *(cell for row in rows for cell in row), *total])
    raw = f"某市2031年车位任务\n\n制定本方案。\n\n一、目标\n\n抓好落实。\n\n附件1\n\n任务分解表\n\n{lines}\n"
    found = [(t.path, t.value, t.unit, t.period) for t in read(raw).targets]
    assert found[:6] == [
        ("附件1/#1", 40, "%", "2032"),
        ("附件1/#1", 60, "个", "2033"),
        ("附件1/#1", 2, "家", ""),
        ("附件1/#2", 50, "%", "2032"),
        ("附件1/#2", 70, "个", "2033"),
        ("附件1/#2", 3, "家", ""),
    ]
