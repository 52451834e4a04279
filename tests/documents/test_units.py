"""责任分工: roles, names as printed, the clause and the range of text of each mention."""

from __future__ import annotations

import pytest

from bole.documents.fold import fold
from bole.documents.reader import read_text
from bole.documents.roles import roles_in
from tests.documents.outlines import roles, units_of


@pytest.mark.parametrize(
    ("printed", "lead", "cooperating", "responsible", "etc"),
    [
        ("牵头单位：市茶叶局、市教育局，配合单位：市财政局", ["市茶叶局", "市教育局"], ["市财政局"], [], False),
        ("责任单位：市茶叶局，各有关单位", [], [], ["市茶叶局", "各有关单位"], False),
        ("市茶叶局、各有关单位负责", [], [], ["市茶叶局", "各有关单位"], False),
        ("牵头单位：市茶叶局；责任单位：市教育局、市财政局", ["市茶叶局"], [], ["市教育局", "市财政局"], False),
        ("市茶叶局、市教育局牵头负责", ["市茶叶局", "市教育局"], [], [], False),
        ("市茶叶局会同市教育局负责", ["市茶叶局"], ["市教育局"], [], False),
        ("市茶叶局、市教育局会同有关部门负责", ["市茶叶局", "市教育局"], [], [], True),
        ("市茶叶局、市教育局等有关部门按职责分工负责", [], [], ["市茶叶局", "市教育局"], True),
        ("负责部门：市茶叶局；适用范围：东山片区", [], [], ["市茶叶局"], False),
        ("市茶叶局牵头，市教育局、市财政局按职责分工负责", ["市茶叶局"], [], ["市教育局", "市财政局"], False),
        ("市茶叶局牵头，市教育局配合", ["市茶叶局"], ["市教育局"], [], False),
        ("牵头单位：市茶叶局，责任单位：各校（院、所）", ["市茶叶局"], [], ["各校（院、所）"], False),
        ("责任单位：市茶叶局（牵头）、市教育局", ["市茶叶局"], [], ["市教育局"], False),
        ("5月底前完成，牵头考核单位：市数据局", ["市数据局"], [], [], False),
        ("市茶叶局牵头，市推进专班牵头单位按职责分工负责", ["市茶叶局"], [], ["市推进专班牵头单位"], False),
        ("責任單位：市茶葉局、市教育局等部門", [], [], ["市茶葉局", "市教育局"], True),
        ("牵头（责任）单位：市茶叶局；配合单位：市财政局", ["市茶叶局"], ["市财政局"], [], False),
        ("市茶叶局主办，市教育局协办", ["市茶叶局"], ["市教育局"], [], False),
        ("主办：市茶叶局；协办：市教育局", ["市茶叶局"], ["市教育局"], [], False),
        ("市茶叶局主责，市教育局配合", ["市茶叶局"], ["市教育局"], [], False),
        ("市茶叶局牵头；市教育局配合。完成时间：2031年底", ["市茶叶局"], ["市教育局"], [], False),
        ("2031年10月底前完成，市茶叶局负责", [], [], ["市茶叶局"], False),
        ("市茶叶局牵头。以下均需各县人民政府落实，不再一一列出", ["市茶叶局"], [], [], False),
        ("责任单位：市茶叶局、市直有关部门、各县党委和政府", [], [], ["市茶叶局", "各县党委和政府"], True),
        ("各县人民政府为责任主体，市茶叶局牵头", ["市茶叶局"], [], ["各县人民政府"], False),
        ("市茶叶局牵头，市教育局、市财政局等10部门按职责分工负责", ["市茶叶局"], [], ["市教育局", "市财政局"], True),
        ("责任单位：市教育局职教科（联系人：林某某）", [], [], ["市教育局职教科"], False),
        ("民办学堂由市教育局负责", [], [], ["市教育局"], False),
        ("责任分工：市茶叶局牵头，市教育局配合", ["市茶叶局"], ["市教育局"], [], False),
        ("茶叶总局牵头，国务院有关部门按职责分工负责", ["茶叶总局"], [], [], True),
        ("茶叶总局牵头，国务院有关部门及各地方按职责分工负责", ["茶叶总局"], [], ["各地方"], True),
        ("茶叶总局牵头，竹艺总局等国务院相关部门及各地方负责", ["茶叶总局"], [], ["竹艺总局", "各地方"], True),
        ("茶叶总局牵头，国务院相关部门及相关地区负责", ["茶叶总局"], [], [], True),
        ("茶叶总局、竹艺总局等国务院有关部门及有关地区负责", [], [], ["茶叶总局", "竹艺总局"], True),
        ("市茶叶局及有关县区、市竹艺局和相关单位负责", [], [], ["市茶叶局及有关县区", "市竹艺局"], True),
        ("茶叶总局及各县负责", [], [], ["茶叶总局及各县"], False),
        ("各县政府和有关单位负责", [], [], ["各县政府和有关单位"], False),
    ],
)
def test_roles(printed: str, lead: list[str], cooperating: list[str], responsible: list[str], etc: bool) -> None:
    read = roles_in(printed, fold(printed))
    assert read is not None
    assert (read.lead, read.cooperating, read.responsible, read.etc) == (lead, cooperating, responsible, etc)


@pytest.mark.parametrize(
    "printed",
    [
        "企业主要负责人",
        "以下简称茶叶局",
        "自负盈亏、自主经营",
        "含技工院校",
        "由企业负责落实到位",
        "负责日常工作",
        "由企业自行负责",
    ],
)
def test_brackets_that_assign_nobody(printed: str) -> None:
    assert roles_in(printed, fold(printed)) is None


def test_scope_runs_from_the_assignment_before() -> None:
    raw = "一、课堂 各县办学堂。（责任单位：市教育局）编写教材。（责任单位：市茶叶局）\n二、赛事 每年办赛。（市总工会牵头）\n"
    first, second, third = units_of(raw)
    assert raw[first.scope_start : first.scope_end] == "一、课堂 各县办学堂。"
    assert raw[second.scope_start : second.scope_end] == "编写教材。"
    assert raw[second.mention_start : second.mention_end] == "（责任单位：市茶叶局）"
    assert (third.path, third.lead) == ("二", ("市总工会",))


def test_bracket_behind_a_yishi_run_belongs_to_the_clause_around_it() -> None:
    raw = "（一）做法。一是办学堂；二是编教材。（责任单位：市教育局）\n（二）保障。\n"
    assert [u.path for u in units_of(raw)] == ["(一)"]


def test_yishi_with_brackets_of_their_own_keep_them() -> None:
    raw = "（一）做法。一是办学堂（责任单位：市教育局）；二是编教材。（责任单位：市茶叶局）\n"
    assert [u.path for u in units_of(raw)] == ["(一)/一是", "(一)/二是"]


def test_line_behind_sub_items_belongs_to_the_clause_that_holds_them() -> None:
    raw = "二、任务\n（一）课堂\n1．办学堂。\n2．编教材。\n责任单位：市教育局、市茶叶局\n（二）赛事\n1．办赛。\n责任单位：市总工会\n"
    assert [(u.path, u.responsible) for u in units_of(raw)] == [
        ("二/(一)", ("市教育局", "市茶叶局")),
        ("二/(二)/1", ("市总工会",)),
    ]


def test_adjacent_lines_of_two_roles_are_one_mention() -> None:
    raw = "一、课堂\n办学堂。\n牵头单位：市教育局\n配合单位：市财政局、各县人民政府\n二、附则\n"
    (mention,) = units_of(raw)
    assert (mention.lead, mention.cooperating) == (("市教育局",), ("市财政局", "各县人民政府"))
    assert raw[mention.mention_start : mention.mention_end] == "牵头单位：市教育局\n配合单位：市财政局、各县人民政府"


def test_note_that_the_first_named_unit_leads_holds_from_there_on() -> None:
    raw = (
        "一、甲事。（市教育局、市财政局负责；排名首位的为牵头单位，以下同）\n二、乙事。（市茶叶局负责）\n"
        "三、丙事。（各县人民政府、市茶叶局负责）\n四、丁事。（市总工会牵头，市茶叶局配合）\n"
    )
    assert roles(raw) == [
        ("一", ("市教育局",), (), ("市财政局",)),
        ("二", ("市茶叶局",), (), ()),
        ("三", (), (), ("各县人民政府", "市茶叶局")),
        ("四", ("市总工会",), ("市茶叶局",), ()),
    ]


def test_cells_of_a_table_give_one_mention_a_row() -> None:
    raw = (
        "附件\n分工表\n| 序号 | 任务 | 牵头单位 | 责任单位 |\n|---|---|---|---|\n"
        "| 1 | 办学堂 | 市教育局 | 市财政局、各县人民政府 |\n| 2 | 办赛事 | 市总工会 | 市茶叶局 |\n"
    )
    assert roles(raw) == [
        ("附件/#1", ("市教育局",), (), ("市财政局", "各县人民政府")),
        ("附件/#2", ("市总工会",), (), ("市茶叶局",)),
    ]
    first = units_of(raw)[0]
    assert raw[first.mention_start : first.mention_end].startswith("市教育局")
    assert raw[first.scope_start : first.scope_end].endswith("办学堂")


def test_duty_told_in_prose_is_left_out() -> None:
    assert units_of("一、分工\n市茶叶局要会同市教育局办好学堂，由市总工会负责日常工作。\n") == ()


@pytest.mark.parametrize(
    ("printed", "lead", "cooperating", "responsible"),
    [
        ("（牵头单位：市茶叶局  责任单位：市教育局  市财政局）", ("市茶叶局",), (), ("市教育局", "市财政局")),
        ("（市教育局、市\n财政局负责）", (), (), ("市教育局", "市财政局")),
        ("\n【责任单位】市教育局、市财政局", (), (), ("市教育局", "市财政局")),
        ("\n> 责任单位：市教育局、市财政局", (), (), ("市教育局", "市财政局")),
        ("\n责任单位：\n市教育局、市财政局", (), (), ("市教育局", "市财政局")),
        ("\n牵头单位：市茶叶局\n责任领导：林某某\n配合单位：市教育局", ("市茶叶局",), ("市教育局",), ()),
        (
            "\n牵头单位：市茶叶局　配合单位：市教育局、市财政局　完成时限：2031年",
            ("市茶叶局",),
            ("市教育局", "市财政局"),
            (),
        ),
        ("（市茶叶局、市财政局等。首位为牵头单位，下同）", ("市茶叶局",), (), ("市财政局",)),
    ],
)
def test_dresses_of_an_assignment(
    printed: str, lead: tuple[str, ...], cooperating: tuple[str, ...], responsible: tuple[str, ...]
) -> None:
    raw = f"一、课堂\n各县都要办好茶艺学堂，编好教材。{printed}\n二、赛事\n每年办赛。\n"
    assert roles(raw) == [("一", lead, cooperating, responsible)]


def test_persons_beside_the_units_of_a_cell_are_no_units() -> None:
    raw = (
        "附件\n分工表\n| 序号 | 任务 | 牵头单位及责任人 |\n|---|---|---|\n"
        "| 1 | 办学堂 | 市教育局 林某某 |\n| 2 | 办赛事 | 市总工会<br>市茶叶局 |\n"
    )
    assert [u.lead for u in units_of(raw)] == [("市教育局",), ("市总工会", "市茶叶局")]


def test_cell_with_a_joining_verb_but_without_a_role_word_behind() -> None:
    raw = "附件\n| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 办学堂 | 市教育局会同市财政局 |\n| 2 | 办赛事 | 市总工会 |\n"
    assert next((u.lead, u.cooperating) for u in units_of(raw)) == (("市教育局",), ("市财政局",))


def test_bracketed_remark_in_mid_sentence_on_whose_duty_it_is_gives_none() -> None:
    assert units_of("一、课堂\n教育主管部门（技工院校内由人社主管部门负责）要审核学堂资质。\n") == ()


def test_bracket_in_a_cell_assigns_where_no_column_does() -> None:
    raw = (
        "一、任务\n办学堂。\n附件\n分工表\n| 序号 | 任务及分工 |\n|---|---|\n"
        "| 1 | 办学堂。（市教育局牵头，市财政局配合） |\n| 2 | 编教材。（市茶叶局负责） |\n"
    )
    assert roles(raw) == [("附件/#1", ("市教育局",), ("市财政局",), ()), ("附件/#2", (), (), ("市茶叶局",))]


def test_heads_may_say_whose_units_they_list() -> None:
    raw = (
        "附件\n| 序号 | 任务 | 市直责任单位 | 县区责任单位 |\n|---|---|---|---|\n"
        "| 1 | 办学堂 | 市教育局 | 东县人民政府 |\n| 2 | 编教材 | 市茶叶局 | 西县人民政府 |\n"
    )
    assert [u.responsible for u in units_of(raw)] == [("市教育局", "东县人民政府"), ("市茶叶局", "西县人民政府")]


def test_note_in_a_heading_makes_bare_lists_below_it_assignments() -> None:
    raw = (
        "一、任务（排名第一的单位为牵头单位，下同）\n（一）办学堂。（市教育局、市财政局）\n（二）编教材。（市茶叶局）\n"
    )
    assert roles(raw) == [("一/(一)", ("市教育局",), (), ("市财政局",)), ("一/(二)", ("市茶叶局",), (), ())]


def test_note_holds_from_its_own_bracket_on_and_not_before() -> None:
    raw = (
        "一、甲事。（责任单位：市教育局、市财政局）\n二、乙事。（责任单位：市茶叶局、市财政局。注：排名首位的为牵头单位，下同）\n"
        "三、丙事。（责任单位：市总工会）\n"
    )
    assert [u.lead for u in units_of(raw)] == [(), ("市茶叶局",), ("市总工会",)]


@pytest.mark.parametrize(
    "label",
    [
        "牵头部门及配合部门",
        "牵头及配合单位",
        "牵头、配合单位",
        "牵头（配合）单位",
        "主办、协办单位",
        "牵头单位/配合单位",
    ],
)
def test_a_label_with_both_roles_does_not_say_who_leads(label: str) -> None:
    outright = read_text(f"某市方案\n一、主要任务\n做好有关工作。\n{label}：甲局、乙局\n", "甲.txt").units
    table = f"# 某市方案\n\n附件1\n\n| 序号 | 任务 | {label} |\n| --- | --- | --- |\n| 1 | 抓好落实 | 甲局、乙局 |\n"
    in_table = read_text(table, "甲.md").units
    for found in (outright, in_table):
        assert [(u.lead, u.cooperating, u.responsible) for u in found] == [((), (), ("甲局", "乙局"))]


def test_a_label_with_two_ways_of_cooperating_names_nobody_by_its_own_words() -> None:
    raw = "某市方案\n一、主要任务\n做好有关工作。（牵头单位：甲局；配合及参与单位：乙局）\n"
    assert [(u.lead, u.cooperating) for u in read_text(raw, "甲.txt").units] == [(("甲局",), ("乙局",))]
