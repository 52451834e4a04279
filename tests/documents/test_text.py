"""正文: joining of broken lines, furniture, folding, and the way back to raw offsets."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.documents.fold import fold
from bole.documents.formats.plain import lines_of
from bole.documents.text import Line, Text, assemble


def text_of(raw: str) -> Text:
    return assemble(lines_of(raw))


def cell(text: str, at: int, place: tuple[int, int, int, int, int]) -> Line:
    return Line(text, array("I", range(at, at + len(text))), firm=True, cell=place)


def test_word_cut_by_a_page_break_is_whole_again() -> None:
    raw = "本市将持续推动竹编产业与数字设计深度融合，支持各县建设共享工坊，并为竹农提供从原竹到成品的全程服务，培养竹编技\n\n— 3 —\n\n能人才，五年内每县都有传习所。\n"
    assert "培养竹编技能人才" in text_of(raw).shown


def test_number_cut_by_a_hard_wrap_is_whole_again() -> None:
    lines = [
        "　　到2032年，全市竹编从业人员达到12",
        "600人，其中高级工以上的竹编技能人才达",
        "到3100人，新建竹编传习所不少于15个。",
    ]
    shown = text_of("\n".join([*lines, *lines])).shown
    assert "达到12600人" in shown
    assert "达到3100人" in shown


@pytest.mark.parametrize("mark", ["— 3 —", "-3-", "第 3 页 共 12 页", "3/12", "－3－", "第3页"])
def test_page_numbers_are_furniture(mark: str) -> None:
    assert text_of(f"一、总则\n{mark}\n二、附则\n").shown == "一、总则\n二、附则\n"


def test_heading_is_not_joined_to_its_text() -> None:
    raw = "一、关于培养竹编人才的建议\n采纳该建议\n为了培养人才，我市开设竹编班。\n"
    assert text_of(raw).shown.count("\n") == 3


def test_blanks_fold_to_one_and_tight_text_has_none() -> None:
    text = text_of("　　全市 有 2 所院校，培训 1 200 人次，表中 8 9 两数分开。")
    assert text.shown.startswith("全市 有 2 所院校")
    assert text.tight.shown == "全市有2所院校，培训1200人次，表中8 9两数分开。\n"


def test_spaced_out_year_is_one_number() -> None:
    assert "2031年" in text_of("到 2 0 3 1 年底建成。").tight.shown


def test_folding_keeps_the_length_and_the_print() -> None:
    shown = "（責任單位：市教育局；１２％～３０％，第三條）〔2031〕﹒"
    assert len(fold(shown)) == len(shown)
    assert fold(shown) == "(责任单位:市教育局;12%~30%,第三条)〔2031〕."


def test_merged_cell_stands_in_each_of_its_places() -> None:
    lines = [
        cell("序号", 0, (0, 0, 0, 1, 1)), cell("单位", 3, (0, 0, 1, 1, 1)),
        cell("1", 6, (0, 1, 0, 1, 1)), cell("市林业局", 8, (0, 1, 1, 2, 1)),
        cell("2", 13, (0, 2, 0, 1, 1)),
    ]  # fmt: skip
    text = assemble(lines)
    (table,) = text.tables
    assert [len(row) for row in table.grid] == [2, 2, 2]
    upper, lower = table.grid[1][1], table.grid[2][1]
    assert upper is not None
    assert lower is not None
    assert text.shown[upper.start : upper.end] == "市林业局"
    assert (lower.start, lower.end) == (upper.start, upper.end)
    assert text.shown == "序号\t单位\n1\t市林业局\n2\n"


def test_entity_counts_with_its_raw_length() -> None:
    text = assemble([Line("甲&乙", array("I", [0, 1, 6]), wide={1: 5})])
    assert (text.raw_start(1), text.raw_end(2)) == (1, 6)
    assert (text.tight.raw_start(1), text.tight.raw_end(2)) == (1, 6)


def test_empty_text_has_no_offsets() -> None:
    text = assemble([])
    assert (text.shown, text.raw_start(0), text.raw_end(0)) == ("", 0, 0)


@given(st.text(alphabet="竹编 \n\t　，。（）一二1 2年是|-—", max_size=300))
def test_every_position_knows_its_raw_character(raw: str) -> None:
    text = text_of(raw)
    for view in (text, text.tight):
        for i, c in enumerate(view.shown):
            if not c.isspace():
                assert raw[view.starts[i]] == c
        assert list(view.starts) == sorted(view.starts)


def test_numbers_of_pages_glued_to_a_broken_line_are_left_out() -> None:
    body = [f"第{n}行写明站点建设和队伍建设的若干做法，并说明由谁负责落实" for n in range(1, 40)]
    body[9], body[19], body[29] = (
        "41平台建设要稳步推进，并且要",
        "42工作机制要不断健全，并且",
        "43设施设备要及时更新，同时",
    )
    found = text_of("\n".join(body)).tight.shown
    assert "平台建设" in found
    assert not any(n in found for n in ("41", "42", "43"))


def test_figures_that_open_the_items_of_a_list_stay() -> None:
    body = [f"{n}加强第{n}类站点的建设，明确标准，落实责任，按期完成任务。" for n in range(1, 30)]
    assert "29加强" in text_of("\n".join(body)).tight.shown


def test_a_full_line_that_ends_a_sentence_goes_on_where_nothing_is_indented() -> None:
    line = "推进站点建设和队伍建设，健全工作机制，完善保障措施，落"
    lines = [line] * 6 + [
        "实各方责任。到2034年新增站点六百座左右，方便群众到达。",
        "建成十座以上的特色站点。",
        "另起一段。",
    ]
    found = text_of("\n".join(lines)).shown
    assert "方便群众到达。建成十座" in found
    assert "特色站点。\n另起一段" in found
