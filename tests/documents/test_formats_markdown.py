"""Markdown: marks are dropped, offsets stay, bullets keep their dash."""

import pytest

from tests.documents.offsets import grid, misplaced, of_text, texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("## 一、目标", "一、目标"),
        ("##一、目标 ##", "一、目标 "),
        ("**（牵头单位：甲局）**", "（牵头单位：甲局）"),
        ("培训 *300* 名、__50__ 期、~~旧~~、`码`", "培训 300 名、50 期、旧、码"),
        ("见[办法](https://a.example/b \"题\")第三条", "见办法第三条"),
        ("某政发[2031](5号)", "某政发[2031](5号)"),
        ("图![图一](a.png)后", "图后"),
        ("1\\. 甲\\*乙", "1. 甲*乙"),
        ("- 一是办班", "- 一是办班"),
        ("> 发文机关：甲局", "发文机关：甲局"),
        ("&ge;5名&nbsp;&#12288;末 &未知;", "≥5名\xa0\u3000末 &未知;"),
        ("<b>甲</b>乙", "甲乙"),
        ("2*3*4 ＿＿＿", "234 ＿＿＿"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("____年", "____年"),
    ],
)  # fmt: skip
def test_marks_are_dropped(written: str, shown: str) -> None:
    source = of_text(written, "甲.md")
    assert texts(source) == [shown]
    assert misplaced(source) == []


def test_headings_and_items_are_firm_and_other_lines_are_not() -> None:
    source = of_text("# 甲\n乙\n- 丙\n1. 丁\n戊", "甲.md")
    assert [line.firm for line in source.lines] == [True, False, True, True, False]


def test_pipe_table_becomes_cells_without_marks() -> None:
    source = of_text("| 序号 | 任务 |\n|:--:|---|\n| 1 | **办班**<br>建站 |\n", "甲.md")
    assert grid(source) == {(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): "办班|建站"}
    assert misplaced(source) == []


def test_rules_fences_and_front_matter_are_left_out() -> None:
    source = of_text("---\ntitle: 甲\n---\n乙\n\n---\n```\n丙\n```\n标题\n===\n", "甲.md")
    assert texts(source) == ["乙", "丙", "标题"]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert texts(of_text("---\n甲：乙\n\n---\n丙", "甲.md")) == ["甲：乙", "丙"]


def test_line_break_tag_parts_a_line_softly() -> None:
    source = of_text("甲<br>乙<br/>丙", "甲.md")
    assert [(line.text, line.firm) for line in source.lines] == [("甲", False), ("乙", False), ("丙", False)]
