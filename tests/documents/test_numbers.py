"""数字: numbers as official texts print them, and what only looks like one."""

from __future__ import annotations

import pytest

from bole.documents.fold import fold
from bole.documents.numbers import quantities_in

READ: list[tuple[str, list[tuple[object, str]]]] = [
    ("85万人", [(850000, "人")]),
    ("3.6万人次", [(36000, "人次")]),
    ("1,250亩", [(1250, "亩")]),
    ("２３处", [(23, "处")]),
    ("5千名", [(5000, "名")]),
    ("60余家", [(60, "家")]),
    ("60余万户", [(600000, "户")]),
    ("百分之十五", [(15, "%")]),
    ("百分之十二点五", [(12.5, "%")]),
    ("百分之百", [(100, "%")]),
    ("千分之五", [(0.5, "%")]),
    ("三成", [(30, "%")]),
    ("一成半", [(15, "%")]),
    ("一半", [(50, "%")]),
    ("四分之一", [(25, "%")]),
    ("占1/4", [(25, "%")]),
    ("4个百分点", [(4, "个百分点")]),
    ("三所", [(3, "所")]),
    ("二十六个", [(26, "个")]),
    ("一万二千人", [(12000, "人")]),
    ("两三家", [((2, 3), "家")]),
    ("2—4个", [((2, 4), "个")]),
    ("2～4个", [((2, 4), "个")]),
    ("两至三所", [((2, 3), "所")]),
    ("1到2个", [((1, 2), "个")]),
    ("3至5名", [((3, 5), "名")]),
    ("10%-20%", [((10, 20), "%")]),
    ("600、800、1000名", [(600, "名"), (800, "名"), (1000, "名")]),
    ("700-2800元", [((700, 2800), "元")]),
    ("20-60万元", [((200000, 600000), "元")]),
    ("20万元至60万元", [((200000, 600000), "元")]),
    ("1000万元（含）至5000万元", [((10000000, 50000000), "元")]),
    ("5万、3万、1万元", [(50000, "元"), (30000, "元"), (10000, "元")]),
    ("10、20、30万元", [(100000, "元"), (200000, "元"), (300000, "元")]),
    ("1.5万亿元", [(1500000000000, "元")]),
    ("七百元", [(700, "元")]),
    ("每千瓦时加价3分钱", [(0.03, "元")]),
    ("2-5角钱", [((0.2, 0.5), "元")]),
    ("电费降4分/千瓦时", [(0.04, "元")]),
    ("兩萬人", [(20000, "人")]),
    ("5个工作日", [(5, "个工作日")]),
    ("12个月", [(12, "个月")]),
    ("500千瓦", [(500, "千瓦")]),
    ("突破3亿。", [(300000000, "")]),
    ("5G基站800座", [(800, "座")]),
]
IGNORED = [
    "5G", "IPv6", "3A级", "2.0版", "1+4+N", "7×24小时", "1:1", "第三批", "一体化", "一次性", "一站式", "统一个人", "数百家",
    "千亿级", "若干", "600万美元", "元宇宙", "十分重要", "三方协议", "二次开发", "4亿多元化市场", "三年级", "2号线",
    "不花一分钱",
]  # fmt: skip


@pytest.mark.parametrize(("printed", "expected"), READ, ids=[p for p, _ in READ])
def test_a_number_is_read_as_it_is_meant(printed: str, expected: list[tuple[object, str]]) -> None:
    folded = fold(printed)
    assert [(q.value, q.unit) for q in quantities_in(folded, 0, len(folded))] == expected


@pytest.mark.parametrize("printed", IGNORED)
def test_what_only_looks_like_a_number_is_left_out(printed: str) -> None:
    folded = fold(printed)
    assert list(quantities_in(folded, 0, len(folded))) == []


def test_the_place_of_a_number_ends_behind_its_unit() -> None:
    folded = fold("培训焊工1,200名左右")
    (q,) = quantities_in(folded, 0, len(folded))
    assert folded[q.start : q.end] == "1,200名"


def test_masked_spans_are_skipped() -> None:
    folded = fold("《五年计划》和60家")
    assert [q.value for q in quantities_in(folded, 0, len(folded), [(0, 6)])] == [60]


@pytest.mark.parametrize("unit", ["1", "1、", "1,", "1.", "一", "十万", "("])
def test_a_hostile_run_of_characters_is_read_in_time(unit: str) -> None:
    folded = unit * 50_000
    assert list(quantities_in(folded, 0, len(folded))) == []
