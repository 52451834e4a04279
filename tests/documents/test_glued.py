"""连排文本: texts that lost every line break still have their title, number, signature and clauses."""

from __future__ import annotations

import pytest

from bole.documents.layout import layout
from bole.documents.metadata import metadata
from bole.documents.outline import outline
from tests.documents.outlines import paths, text_of

FILL = "各县按照产业布局统筹安排场地和设备，把好事办好。" * 12

OPINION = (
    "云岭市人民政府关于振兴竹编技艺的若干意见云政发〔2031〕24号各县人民政府，市政府各部门：竹编是云岭的老手艺。"
    f"现提出以下意见：一、充分认识竹编的分量近年来手艺人渐少。{FILL}二、总体要求（一）指导思想。守正创新。"
    "（二）发展目标。到2035年竹编艺人达到900人。三、保障措施各县抓好落实。云岭市人民政府2031年7月4日（此件公开发布）"
)

FORWARDED = (
    "云岭市人民政府批转市竹艺办关于扶持篾匠若干意见的通知云政发〔2031〕2号各县人民政府，市政府各部门："
    f"市政府同意市竹艺办的意见，现转发给你们。{FILL}云岭市人民政府二○三一年一月二十日关于扶持篾匠的若干意见"
    "市竹艺办为实现规划目标，现提出以下意见：一、办好学堂，每年评估一次。二、办好集市，让篾匠有处卖货。"
)

ORDER = (
    "云岭市竹器市场管理办法（2031年4月2日云岭市人民政府令第31号公布，自2031年5月1日起施行）第一章总则第一条为了管好市场，"
    f"制定本办法。第二条本办法适用于全市。{FILL}第二章经营第三条摊位应当编号。第四条违反本办法第三条规定的，责令改正。"
)


@pytest.mark.parametrize(
    ("raw", "title", "issuers", "number", "date"),
    [
        (
            OPINION,
            "云岭市人民政府关于振兴竹编技艺的若干意见",
            ("云岭市人民政府",),
            "云政发〔2031〕24号",
            "2031-07-04",
        ),
        (
            FORWARDED,
            "云岭市人民政府批转市竹艺办关于扶持篾匠若干意见的通知",
            ("云岭市人民政府",),
            "云政发〔2031〕2号",
            "2031-01-20",
        ),
        (ORDER, "云岭市竹器市场管理办法", ("云岭市人民政府",), "云岭市人民政府令第31号", "2031-04-02"),
    ],
)
def test_title_number_and_signature_run_together_with_the_text(
    raw: str, title: str, issuers: tuple[str, ...], number: str, date: str
) -> None:
    text = text_of(raw)
    m = metadata(text, layout(text))
    assert (m.title, m.issuing_bodies, m.document_number, m.date_of_issue) == (title, issuers, number, date)


def test_heads_behind_a_colon_and_behind_a_heading() -> None:
    assert paths(OPINION) == ["一", "二", "二/(一)", "二/(二)", "三"]


def test_the_plan_behind_a_signature_in_mid_line() -> None:
    text = text_of(FORWARDED)
    found = layout(text)
    assert [text.shown[s.start : s.end] for s in found.attached_title] == ["关于扶持篾匠的若干意见"]
    assert [c.path for c in outline(text, found).clauses] == ["一", "二"]


def test_chapters_and_articles_without_a_blank() -> None:
    assert paths(ORDER) == [
        "第一章", "第一章/第一条", "第一章/第二条", "第二章", "第二章/第三条", "第二章/第四条",
    ]  # fmt: skip


def test_a_contents_line_opens_no_chapter() -> None:
    raw = ORDER.replace("第一章总则第一条", "目录第一章 总则第二章 经营第一章总则第一条")
    assert paths(raw) == paths(ORDER)


def test_heads_joined_by_semicolons() -> None:
    raw = f"云岭市匠人政策一、名匠。每人奖励3万元；二、巧匠。每人奖励2万元；三、学徒。每人补助1万元。{FILL}"
    assert paths(raw) == ["一", "二", "三"]


def test_a_lone_head_with_numbered_items() -> None:
    raw = f"云岭市匠人方案一、减轻负担（一）减收费用，留住匠人1.免收摊位费。{FILL}2.缓缴水电费。二、抓好落实各县负责。"
    assert paths(raw) == ["一", "一/(一)", "一/(一)/1", "一/(一)/2", "二"]


@pytest.mark.parametrize(
    "prose",
    [
        "云岭市印发的《竹艺振兴方案》为各县指明方向。",
        "本计划为五年计划。",
        "市政府办公室2031年4月3日印发了竹艺方案。",
        "按照云政发〔2031〕24号文件要求办理。",
    ],
)
def test_sentences_that_name_a_document_are_not_cut(prose: str) -> None:
    text = text_of(prose + FILL)
    found = layout(text)
    assert (found.title, found.signatures, found.number) == ((), (), ())
    assert found.in_body(0)


def test_numbers_that_run_on_across_heads_of_a_flattened_text() -> None:
    raw = f"云岭市匠人方案一、目标1.人数。到2035年达到900人。{FILL}二、任务（一）育匠。2.订单培养。（二）兴市。3.名师带徒。三、保障各县负责。"
    assert paths(raw) == ["一", "一/1", "二", "二/(一)", "二/(一)/2", "二/(二)", "二/(二)/3", "三"]


def test_a_line_of_units_run_together_with_the_next_clause() -> None:
    raw = (
        f"云岭市匠人方案一、任务（一）育匠。各县办学堂。{FILL}牵头单位：市教育局、市竹艺办（二）兴市。办好集市。"
        "责任单位：市商务局二、保障各县抓好落实。"
    )
    assert paths(raw) == ["一", "一/(一)", "一/(二)", "二"]


def test_entries_of_a_contents_page_in_a_flattened_text() -> None:
    contents = "目 录 一、育匠…………1 二、兴市…………3 "
    raw = f"云岭市匠人方案 {contents}云岭市匠人方案 一、育匠 各县办好学堂。{FILL} 二、兴市 各县办好集市。"
    assert paths(raw) == ["一", "二"]


def test_items_that_begin_with_their_day_in_a_flattened_text() -> None:
    raw = f"云岭市匠人方案一、安排具体安排如下：1、11月1日开会。{FILL}2、11月2—4日报名。二、要求按时办理。"
    assert paths(raw) == ["一", "一/1", "一/2", "二"]
