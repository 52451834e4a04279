"""Plain text: one line per line; tables only where there are tables; stray bars are no text."""

import pytest

from tests.documents.offsets import grid, misplaced, of_text, texts


def test_every_line_keeps_its_place() -> None:
    source = of_text("甲\n\n　　乙 丙\n")
    assert [line.text for line in source.lines] == ["甲", "", "　　乙 丙"]
    assert list(source.lines[2].starts) == [3, 4, 5, 6, 7]
    assert misplaced(source) == []


def test_characters_that_nobody_sees_are_left_out_of_the_line() -> None:
    source = of_text("甲\ufeff乙\x0b丙")
    assert texts(source) == ["甲乙", "丙"]
    assert list(source.lines[0].starts) == [0, 2]


@pytest.mark.parametrize(
    "text",
    [
        "| 序号 | 任务 |\n| --- | --- |\n| 1 | 办班 |\n",
        "| 序号 | 任务 |\n| 1 | 办班 |\n",
        "序号 | 任务\n---|---\n1 | 办班\n",
        "序号|任务\n1|办班\n",
    ],
)
def test_pipe_table_becomes_cells(text: str) -> None:
    source = of_text(text)
    assert grid(source) == {(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): "办班"}
    assert misplaced(source) == []


def test_an_empty_cell_of_a_pipe_table_keeps_its_column() -> None:
    source = of_text("| 序号 | 任务 | 单位 |\n| | 办班 | 甲局 |\n| 2 | | 乙局 |\n")
    assert grid(source)[1, 1] == "办班"
    assert grid(source)[2, 2] == "乙局"


def test_escaped_bar_is_no_border() -> None:
    assert grid(of_text("| 序号 | 任务 |\n| 1 | 甲\\|乙 |\n"))[1, 1] == "甲\\|乙"


@pytest.mark.parametrize("text", ["某某通知 | |||\n|\n|||\n正文。\n|||\n", "首页 | 新闻 | 公开\n", "| 甲 |\n| 乙 |\n"])
def test_bars_that_make_no_table_are_text(text: str) -> None:
    assert grid(of_text(text)) == {}


def test_stray_bars_at_the_ends_of_a_line_are_left_out() -> None:
    assert texts(of_text("某某通知 | |||\n|||\n【打印】 |\n甲 | 乙\n")) == ["某某通知", "【打印】", "甲 | 乙"]


def test_tab_table_under_a_serial_head_becomes_cells() -> None:
    source = of_text("附件\n序号\t任务\t单位\n1\t办班\t甲局\n2\t建站\n\n落款\n")
    assert grid(source) == {
        (0, 0): "序号", (0, 1): "任务", (0, 2): "单位", (1, 0): "1", (1, 1): "办班", (1, 2): "甲局", (2, 0): "2", (2, 1): "建站",
    }  # fmt: skip
    assert texts(source) == ["附件", "落款"]


def test_a_wrapped_cell_of_a_tab_table_is_put_together() -> None:
    source = of_text("序号\t任务\t单位\n1\t办好\n培训班\t甲局\n2\t建站\t乙局\n")
    assert grid(source)[1, 1] == "办好|培训班"
    assert grid(source)[1, 2] == "甲局"
    assert grid(source)[2, 1] == "建站"


def test_tabs_without_a_head_need_three_rows_of_three() -> None:
    assert grid(of_text("甲\t1\t2\n乙\t3\t4\n丙\t5\t6\n"))[2, 2] == "6"
    assert grid(of_text("甲\t1\t2\n乙\t3\t4\n")) == {}
    assert grid(of_text("\t甲段。\n\t乙段。\n\t丙段。\n")) == {}


def test_two_tables_have_two_numbers() -> None:
    source = of_text("|序号|甲|\n|1|乙|\n\n|序号|丙|\n|1|丁|\n")
    assert grid(source, 1)[1, 1] == "丁"
