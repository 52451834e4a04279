"""条款结构: which marks open a clause, how clauses nest, where they begin and end."""

from __future__ import annotations

import pytest

from bole.documents.markers import Level, marker_at
from tests.documents.outlines import outline_of, paths, text_of

PLAN = """云岭市人民政府办公室关于发展茶艺技能的实施意见

一、总体要求
到2031年，茶艺人才达到3000人。
二、重点任务
（一）办好课堂。各县至少办一所茶艺学堂。
1．编写教材。
2．选派讲师。一是从茶企选派；二是从院校选派。
（二）办好赛事。每年办赛两场。
三、保障措施
各县要抓好落实。

云岭市人民政府办公室
2030年3月2日
"""


def test_levels_nest_in_the_usual_order() -> None:
    assert paths(PLAN) == [
        "一", "二", "二/(一)", "二/(一)/1", "二/(一)/2", "二/(一)/2/一是", "二/(一)/2/二是", "二/(二)", "三",
    ]  # fmt: skip


def test_offsets_are_those_of_the_marker_and_the_last_word() -> None:
    clauses = {c.path: c for c in outline_of(PLAN).clauses}
    assert PLAN[clauses["二/(一)"].start_char :].startswith("（一）办好课堂")
    assert PLAN[: clauses["二"].end_char].endswith("每年办赛两场。")
    assert PLAN[: clauses["三"].end_char].endswith("各县要抓好落实。")
    assert PLAN[clauses["二/(一)/2/一是"].start_char : clauses["二/(一)/2/一是"].end_char] == "一是从茶企选派；"
    assert (clauses["二/(一)"].heading, clauses["一"].heading) == ("办好课堂", "总体要求")


def test_numbers_that_run_through_chapters_keep_their_print() -> None:
    raw = "一、育才\n（一）甲事。\n（二）乙事。\n二、引才\n（三）丙事。\n1.丁事。\n三、用才\n（四）戊事。\n2.己事。\n"
    assert paths(raw) == ["一", "一/(一)", "一/(二)", "二", "二/(三)", "二/(三)/1", "三", "三/(四)", "三/(四)/2"]


def test_restarted_run_counts_marker_by_marker() -> None:
    raw = "一、任务\n先做两事：一是甲事；二是乙事。\n再做三事：一是丙事；二是丁事；三是戊事。\n二、附则\n"
    assert paths(raw) == ["一", "一/一是", "一/二是", "一/一是#2", "一/二是#2", "一/三是", "二"]


def test_chapters_sections_and_articles() -> None:
    raw = "第一章 总则\n第一条 为了育才，定本办法。\n第二条 本办法用于全市。\n第二章 补贴\n第一节 标准\n第三条 补贴如下：\n（一）甲类。\n（二）乙类。\n"
    assert paths(raw) == [
        "第一章", "第一章/第一条", "第一章/第二条", "第二章", "第二章/第一节", "第二章/第一节/第三条",
        "第二章/第一节/第三条/(一)", "第二章/第一节/第三条/(二)",
    ]  # fmt: skip


def test_articles_may_run_under_numbered_heads() -> None:
    raw = "一、政策支持\n第1条 设立基金。\n二、支持范围\n（一）投资奖励\n第2条 对新上项目给予奖励。\n第3条 对扩产项目给予奖励。\n三、附则\n"
    assert paths(raw) == ["一", "一/第1条", "二", "二/(一)", "二/(一)/第2条", "二/(一)/第3条", "三"]


def test_brackets_may_nest_under_figures() -> None:
    raw = "1．申报条件\n（一）有证书。\n（二）有业绩。\n2．申报材料\n（一）申请表。\n3．时间\n"
    assert paths(raw) == ["1", "1/(一)", "1/(二)", "2", "2/(一)", "3"]


def test_flattened_text_has_its_markers_in_mid_line() -> None:
    raw = "云岭市促进茶艺若干措施 一、办好课堂 各县办学堂。（责任单位：市教育局）二、办好赛事 每年办赛。 三、做好保障 各县落实。"
    clauses = outline_of(raw + "抓好各项工作的落实和宣传。" * 8).clauses
    assert [c.path for c in clauses] == ["一", "二", "三"]
    assert [c.heading for c in clauses] == ["办好课堂", "办好赛事", "做好保障"]


FLAT = (
    "云岭市茶艺方案一、总体思路以茶为业，健全学艺、用艺、评艺的制度。二、主要任务（一）建好学堂1.选好场地。"
    + "各县按照产业布局统筹安排场地和设备。" * 15
    + "2.编好教材。每年修订。（二）育好匠人3.订单培养。一是共定方案；二是共编教材。三、保障抓好落实。"
)


def test_flattened_text_may_have_lost_its_blanks_too() -> None:
    assert paths(FLAT) == [
        "一", "二", "二/(一)", "二/(一)/1", "二/(一)/2", "二/(二)", "二/(二)/3", "二/(二)/3/一是", "二/(二)/3/二是", "三",
    ]  # fmt: skip


def test_items_of_flattened_text_that_begin_with_a_year() -> None:
    filler = "学堂、市集和工坊都要办好，让匠人有地方做工，让学徒有地方学艺。" * 12
    raw = f"（一）办学堂。{filler}（茶艺局负责）具体措施：1．2031年6月底前开课。{filler}（茶艺局负责）2．编教材。（二）办市集。{filler}\n"
    assert paths(raw) == ["(一)", "(一)/1", "(一)/2", "(二)"]


def test_circled_notes_below_a_table_are_run_in() -> None:
    assert paths("一、指标\n注：①学徒数含夜校。 ②工坊数不含家庭作坊。\n二、附则\n") == ["一", "一/①", "一/②", "二"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("一、一体推进\n办学堂。\n二、二次创业\n办赛事。\n三、三年行动\n", ["一", "二", "三"]),
        ("1．总则\n1．1目的\n1．2依据\n2．任务\n2．1办学堂\n3．附则\n", ["1", "2", "3"]),
        ("一、任务\n办学堂。\n【附件】\n流程\n（一）申请\n（二）审核\n", ["一", "附件", "附件/(一)", "附件/(二)"]),
        ("一、任务\n办学堂。\n附件1-2\n流程\n", ["一", "附件1-2"]),
        (
            "一、任务\n办学堂。\n附件1 学堂规则\n第一条 每周一课。\n第二条 各校安排。\n",
            ["一", "附件1", "附件1/第一条", "附件1/第二条"],
        ),
        ("（一）办课\n（二）办赛，对评为\n（一）类的给予奖励。\n（三）评价\n", ["(一)", "(二)", "(三)"]),
        ("一、任务\n附件1：名单\n附件2：标准\n二、附则\n", ["一", "二"]),
        ("茶艺公约\n第一条、办学堂。\n第二条、编教材。\n", ["第一条", "第二条"]),
        ("一、任务\n注：1.学堂指夜校。\n2.教材不限。\n二、附则\n", ["一", "二"]),
        ("茶艺方案\n&nbsp;&nbsp;一、任务\n&nbsp;&nbsp;（一）办学堂。\n", ["一", "一/(一)"]),
    ],
)
def test_marks_in_unusual_print(raw: str, expected: list[str]) -> None:
    assert paths(raw) == expected


def test_run_in_lists_behind_colon_or_semicolon_are_no_clauses() -> None:
    assert paths("一、对象\n补贴对象包括：（一）学徒；（二）帮工；（三）匠人。\n二、附则\n") == ["一", "二"]


@pytest.mark.parametrize(
    "line",
    ["一、二等奖各五名。", "第三条产业带优先供地。", "第五条规定的补贴不变。", "1.5万名学徒受益。", "3月底前办结。"],
)
def test_what_only_looks_like_a_marker(line: str) -> None:
    assert paths(f"一、奖励\n本市设竹艺奖。\n{line}\n二、附则\n") == ["一", "二"]


def test_cited_item_at_a_line_start_is_no_clause_but_a_heading_on_goals_is() -> None:
    raw = (
        "一、总则\n（一）目标任务：办好学堂，见《办法》第五条第（二）\n（四）项。\n（二）五项措施。\n（三）项目管理。\n"
    )
    assert paths(raw) == ["一", "一/(一)", "一/(二)", "一/(三)"]


def test_circled_marks_are_run_in_and_never_under_yishi() -> None:
    raw = "（一）做法。一是甲事；二是乙事。\n①丙事；②丁事。\n（二）保障。\n"
    assert paths(raw) == ["(一)", "(一)/一是", "(一)/二是", "(一)/①", "(一)/②", "(二)"]
    assert {c.kind for c in outline_of(raw).clauses if "①" in c.path or "②" in c.path} == {"yishi"}


def test_annex_stands_alone_and_takes_its_sections() -> None:
    raw = "一、任务\n办好学堂。\n附件：1.茶艺学堂名单\n\n云岭市茶叶局\n2030年3月2日\n\n附件1\n茶艺学堂名单\n一、市区\n二、各县\n附件2\n说明\n"
    assert paths(raw) == ["一", "附件1", "附件1/一", "附件1/二", "附件2"]


def test_numbered_rows_of_an_annex_table() -> None:
    raw = (
        "一、任务\n本市办茶艺学堂，各项任务按附件分工办理。\n附件\n任务分工表\n"
        "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 办学堂 | 市茶叶局 |\n|  | 编教材 | 市教育局 |\n| 2 | 办赛事 | 市总工会 |\n"
    )
    clauses = outline_of(raw).clauses
    assert [(c.path, c.kind) for c in clauses[2:]] == [("附件/#1", "row"), ("附件/#2", "row")]
    assert raw[clauses[2].start_char : clauses[2].end_char].endswith("市教育局")


def test_table_whose_cells_stand_one_to_a_line() -> None:
    raw = "一、任务\n按附件办。\n附件1\n分工表\n序号\n任务\n责任单位\n1\n办学堂\n市茶叶局\n2\n编教材\n市教育局\n3\n办赛事\n市总工会\n附件2\n说明\n"
    assert paths(raw) == ["一", "附件1", "附件1/#1", "附件1/#2", "附件1/#3", "附件2"]


def test_second_table_of_an_annex_counts_on() -> None:
    row = "| 序号 | 任务 |\n|---|---|\n| 1 | 甲 |\n| 2 | 乙 |\n"
    assert paths(f"附件1\n{row}\n又一表\n\n{row}")[1:] == ["附件1/#1", "附件1/#2", "附件1/#1#2", "附件1/#2#2"]


def test_table_outside_an_annex_gives_no_rows() -> None:
    assert paths("一、任务\n| 序号 | 任务 |\n|---|---|\n| 1 | 甲 |\n| 2 | 乙 |\n二、附则\n") == ["一", "二"]


def test_bullets_of_one_list_are_one_passage() -> None:
    raw = "一、目标\n到2031年，实现：\n——学堂50所；\n——匠人300名。\n二、附则\n"
    bodies = [p for p in outline_of(raw).passages if p.path == "一" and p.kind == "body"]
    tight = text_of(raw).tight
    assert [tight.shown[p.start : p.end] for p in bodies] == ["到2031年，实现：\n——学堂50所；\n——匠人300名。"]


def test_heading_passages_are_told_from_text() -> None:
    kinds = [(p.path, p.kind) for p in outline_of(PLAN).passages if p.path in ("一", "二/(一)")]
    assert kinds == [("一", "heading"), ("一", "body"), ("二/(一)", "body")]


@pytest.mark.parametrize(
    ("printed", "level", "component"),
    [
        ("第十二条 甲", Level.ARTICLE, "第十二条"), ("第 3 节 甲", Level.SECTION, "第3节"), ("十一、甲", Level.ONE, "十一"),
        ("( 二 )甲", Level.TWO, "(二)"), ("㈢甲", Level.TWO, "(三)"), ("⑵甲", Level.FOUR, "(2)"), ("⒊甲", Level.THREE, "3"),
        ("12、甲", Level.THREE, "12"), ("1.2031年底前", Level.THREE, "1"), ("3)甲", Level.FIVE, "3)"),
        ("四是甲", Level.YISHI, "四是"), ("附表2", Level.ANNEX, "附表2"), ("附件一", Level.ANNEX, "附件一"),
    ],
)  # fmt: skip
def test_markers(printed: str, level: Level, component: str) -> None:
    marker = marker_at(printed)
    assert marker is not None
    assert (marker.level, marker.component) == (level, component)


@pytest.mark.parametrize("printed", ["一是否", "1.5%", "2031年", "附件说明", "第三款", "十年"])
def test_no_markers(printed: str) -> None:
    marker = marker_at(printed)
    assert marker is None or marker.component in ("附件",)


def test_numbers_in_brackets_that_run_on_in_a_paragraph_of_many_are_no_clauses() -> None:
    raw = (
        "一、课程\n——增设选修课。课程分两类。（1）选材课，教人认竹。（2）编织课，教人编篓。\n"
        + "各县抓好落实。\n" * 20
        + "二、保障\n"
    )
    assert paths(raw) == ["一", "二"]


def test_an_item_may_begin_with_its_day() -> None:
    assert paths("五、安排\n1、11月1日开会。\n2、11月2—4日报名。\n3、11月底前评审。\n") == [
        "五",
        "五/1",
        "五/2",
        "五/3",
    ]


def test_sections_over_the_whole_width_of_an_annex_table_hold_its_rows() -> None:
    rows = ["| 序号 | 举措 | 指导部门 |", "| --- | --- | --- |"]
    rows += ["| 一、育匠方面（共2项） | | |", "| 1 | 学徒工分制 | 甲局 |", "| 2 | 乡土职称 | 乙局 |"]
    rows += ["| 二、兴业方面（共1项） | | |", "| 3 | 竹园入股 | 丙局 |"]
    raw = "某市竹艺举措清单\n\n一、总体要求\n\n做好推广。\n\n附件\n\n举措清单\n\n" + "\n".join(rows) + "\n"
    assert paths(raw)[1:] == ["附件", "附件/一", "附件/一/#1", "附件/一/#2", "附件/二", "附件/二/#3"]


def test_rows_whose_number_is_printed_in_the_cell_of_the_name() -> None:
    rows = ["| 一级指标 | 二级指标 | 评价标准 |", "| --- | --- | --- |"]
    rows += ["| 数量 | 1.持证率 | 逐年提高 |", "| 数量 | 2.覆盖率 | 逐年提高 |", "| 服务 | 3.满意率 | 逐年提高 |"]
    raw = "某市竹艺监测方案\n\n一、总体要求\n\n做好监测。\n\n附件1\n\n指标体系\n\n" + "\n".join(rows) + "\n"
    assert paths(raw)[1:] == ["附件1", "附件1/#1", "附件1/#2", "附件1/#3"]


def test_measures_that_count_in_each_cell_anew_are_no_rows() -> None:
    rows = ["| 领域 | 措施 |", "| --- | --- |", "| 育匠 | 1.办班 |", "| 兴业 | 1.办展 |", "| 育林 | 1.育苗 |"]
    raw = "某市竹艺方案\n\n一、总体要求\n\n做好工作。\n\n附件1\n\n措施表\n\n" + "\n".join(rows) + "\n"
    assert paths(raw)[1:] == ["附件1"]
