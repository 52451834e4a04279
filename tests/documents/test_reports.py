"""总结、汇报、现状: what was done is told as done, what comes next is promised, also in one document."""

from __future__ import annotations

import pytest

from bole.documents.reader import read_text
from bole.documents.reading import Reading
from tests.documents.figures import facts, targets


def document(*paragraphs: str, sign: str = "某市某局\n2031年3月18日") -> Reading:
    """A document of these paragraphs, signed in March 2031."""
    return read_text("\n\n".join((*paragraphs, sign)) + "\n", "甲.md")


def promised(reading: Reading) -> list[tuple[object, str]]:
    return [(t.value, t.unit) for t in reading.targets]


def test_a_report_promises_only_where_it_looks_ahead() -> None:
    reading = document(
        "某市人社局2030年工作情况和2031年工作打算",
        "一、2030年工作情况",
        "（一）培训扎实推进。举办培训班210期，培训1.3万人次，发证率91%。",
        "（二）就业保持稳定。城镇新增就业2.2万人，失业率2.9%。",
        "二、2031年工作打算",
        "（一）继续抓培训。举办培训班240期，培训1.5万人次以上。",
    )
    assert promised(reading) == [(240, "期"), (15000, "人次")]
    assert (22000, "人") in [(f.value, f.unit) for f in reading.facts]


def test_a_summary_without_headings_of_its_own_tells_what_was_done() -> None:
    reading = document(
        "某市家政服务业提质扩容工作总结",
        "一、强化培训",
        "组织培训1.1万人次，合格率96%，持证率提高到58%。",
        "下一步，新增培训1万人次，建设基地4个。",
    )
    assert promised(reading) == [(10000, "人次"), (4, "个")]


@pytest.mark.parametrize(
    "heading",
    [
        "一、发展基础",
        "一、现状与评价",
        "一、取得的主要成效",
        "一、存在的主要问题",
        "一、上年工作回顾",
        "一、面临形势和挑战",
    ],
)
def test_numbers_under_a_heading_of_the_past_are_facts(heading: str) -> None:
    reading = document(
        "某市技能人才发展规划",
        heading,
        "新增技师3000名，在校生达到4.2万人，主要专业就业率92%。",
        "二、发展目标",
        "技师总量达到1.1万名。",
    )
    assert promised(reading) == [(11000, "名")]


def test_a_deadline_under_such_a_heading_still_promises() -> None:
    reading = document("某市养老发展规划", "一、面临形势", "护理员缺口3万人，到2035年缺口须控制在5000人以内。")
    assert promised(reading) == [(5000, "人")]


def test_a_letter_that_answers_requests_tells_facts() -> None:
    reading = document(
        "某省办公厅关于乙市所提建议办理情况的函",
        "乙市人民政府：",
        "对于你市提出的建议，现将有关情况函复如下：",
        "一、关于水厂项目",
        "你市在规划的基础上新增了28个治水项目，请求补助15个项目。",
    )
    assert promised(reading) == []


def test_a_heading_of_a_year_that_is_over_tells() -> None:
    reading = document(
        "某市工会工作总结和计划",
        "一、2030年主要工作",
        "1.开展技能竞赛42场，参赛职工1.9万人。",
        "二、2031年工作计划",
        "1.开展技能竞赛50场以上，建成书屋40家。",
    )
    assert promised(reading) == [(50, "场"), (40, "家")]


DONE = [
    "1—9月，全区完成签约项目76个，同比增长11%。",
    "前两个月，城镇新增就业1.1万人，完成年度目标的24%。",
    "今年以来，全市新增就业3.2万人，建成基地9个。",
    "完成投资2100万元，占年度投资计划的41.5%。",
]


@pytest.mark.parametrize("sentence", DONE)
def test_a_stretch_of_time_that_is_over_makes_facts(sentence: str) -> None:
    assert targets(sentence) == []
    assert facts(sentence)


TO_COME = [
    ("在现有规模基础上逐步扩大，2038年达到2000人的规模。", [(">=", 2000, "人", "2038")]),
    ("统筹新建和现有实训设施，各县至少明确1座共享车间。", [(">=", 1, "座", "")]),
    ("本届班子任期内完成约11万平方米老校舍改造任务。", [("≈", 110000, "平方米", "")]),
    ("从业人员8万人，到2033年提高到9万人。", [(">=", 90000, "人", "2033")]),
]


@pytest.mark.parametrize(("sentence", "expected"), TO_COME, ids=[s for s, _ in TO_COME])
def test_what_stands_now_is_told_apart_from_what_is_to_come(
    sentence: str, expected: list[tuple[str, object, str, str]]
) -> None:
    assert targets(sentence) == expected


def test_a_news_item_without_title_only_tells() -> None:
    raw = (
        "一是学堂办得好。今年以来，该局办好竹艺学堂，培训学徒91人，签约率88%。\n"
        "二是集市办得活。目前，全县已办集市12场，客商累计4100人次。\n"
        "三是纠纷调得快。已受理纠纷25起，调解率100%，其余5起调解率均在90%以上。\n"
    )
    assert read_text(raw, "甲.txt").targets == ()
    assert read_text(raw + "四是再接再厉。年底前要培训学徒200人。\n", "甲.txt").targets != ()


WORK_REPORT = (
    "某州2031年政府工作报告",
    "——2031年1月18日在某州第八届人民代表大会第三次会议上",
    "各位代表：",
    "现在，我代表州人民政府向大会报告工作。",
)


def test_a_work_report_under_numbered_heads_promises_what_is_to_come() -> None:
    reading = document(
        *WORK_REPORT,
        "一、2030年和“十五五”时期工作回顾",
        "一年来，生产总值增长5.2%，全年接待游客分别增长12%、9%。",
        "一是竹艺振兴有力。竹工坊达到310家，产值增长9%左右。",
        "（一）主要目标任务全面完成。新增工坊45家。",
        "二、2031年工作安排",
        "（一）竹艺发展取得新成效。新建工坊60家，产值年均增长7%。",
        "去年，我们走过了不平凡的路。",
        "三、加强政府自身建设",
        "组织培训90期。",
    )
    assert promised(reading) == [(60, "家"), (7, "%"), (90, "期")]


def test_a_work_report_turns_at_heads_without_numbers_and_at_the_first_words_of_paragraphs() -> None:
    reading = document(
        *WORK_REPORT,
        "“十五五”时期发展成就和2030年工作回顾",
        "——这五年产业做大做强。竹工坊达到310家，培训匠人8000名。",
        "刚刚过去的2030年，我们迎难而上。一是稳增长。新增工坊45家。二是惠民生。新建学堂12所。",
        "“十六五”时期主要目标和2031年重点工作",
        "今年的主要预期目标是：新增就业3万人以上。",
        "一、办好学堂",
        "新建学堂15所。",
        "过去一年，学堂新增学徒700名。",
        "再建工坊9家。",
    )
    assert promised(reading) == [(30000, "人"), (15, "所"), (9, "家")]


def test_a_head_of_both_looks_back_until_a_paragraph_looks_ahead() -> None:
    reading = document(
        *WORK_REPORT,
        "一、“十五五”时期发展成就和“十六五”时期主要目标",
        "过去五年，竹工坊达到310家。",
        "人均寿命达到81岁，公园总数达25个。",
        "“十六五”时期是竹艺振兴的关键五年。竹工坊达到500家。",
    )
    assert promised(reading) == [(500, "家")]


def test_a_plan_that_speaks_of_the_years_gone_by_is_no_work_report() -> None:
    reading = document("某州竹艺振兴方案", "一、总体目标", "这五年，竹工坊达到500家。")
    assert promised(reading) == [(500, "家")]
