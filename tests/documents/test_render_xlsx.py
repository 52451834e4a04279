"""Excel: the table as it is sent round; texts stay texts."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bole.documents.reader import read_text
from bole.documents.render.xlsx import write
from tests.documents.drafts import hostile, plan, plan_with_contact

HEADS = ["序号", "条款", "任务", "牵头单位", "配合单位", "责任单位", "目标", "时限", "依据"]


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    write([plan(), hostile()], tmp_path / "table.xlsx")
    return load_workbook(tmp_path / "table.xlsx")


def test_a_sheet_for_each_document_and_two_lists(book: Workbook) -> None:
    assert len(book.sheetnames) == 4
    assert book.sheetnames[0] == "澜州市港口技能人才两年行动方案的通知"
    assert book.sheetnames[2:] == ["目标", "资金"]


def test_title_source_line_and_heads(book: Workbook) -> None:
    sheet = book.worksheets[0]
    assert sheet["A1"].value.endswith("重点任务分工表")
    assert "澜政办〔2031〕8号" in sheet["A2"].value
    assert "截至：2031-03-05" in sheet["A2"].value
    assert [c.value for c in sheet[3]] == HEADS


def test_rows_hold_the_whole_task_units_and_the_marked_blank(book: Workbook) -> None:
    sheet = book.worksheets[0]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[1][3:6] == ["市人社局、市总工会", "市交通运输局、各区人民政府", None]
    assert rows[2][2].startswith("（二）建设实训基地。")
    assert rows[3][3] == "文件未写明"
    assert "资金：" in rows[4][6]


def test_it_prints_on_a4_landscape_with_the_head_on_each_page(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_area
        assert sheet.print_title_rows
        assert "&P" in sheet.oddFooter.center.text
        assert sheet.freeze_panes in ("C4", "A2")
    assert all(c.alignment.wrap_text for row in book.worksheets[0].iter_rows(min_row=4) for c in row)


def test_nothing_is_a_formula(book: Workbook) -> None:
    texts = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert {c.data_type for c in texts} == {"s"}
    quoted = [c for c in texts if c.value.startswith(("=", "+", "-", "@"))]
    assert quoted
    assert all(c.quotePrefix for c in quoted)


def test_numbers_are_numbers_in_the_lists(book: Workbook) -> None:
    targets = book["目标"]
    values = {row[2].value: row[4].value for row in targets.iter_rows(min_row=2)}
    assert any(v == 120_000 for v in values.values())
    assert all(isinstance(v, int | float) for v in values.values())
    assert {row[4].value for row in book["资金"].iter_rows(min_row=2)} == {800_000, 15_000_000}


def test_contacts_are_masked(tmp_path: Path) -> None:
    write([plan_with_contact()], tmp_path / "table.xlsx")
    told = "".join(
        str(c.value) for s in load_workbook(tmp_path / "table.xlsx").worksheets for row in s.iter_rows() for c in row
    )
    assert "13812340021" not in told


def test_a_task_too_long_for_a_row_stands_whole_in_its_own_sheet(tmp_path: Path) -> None:
    text = "推动岸桥远程操控培训向每一个作业区延伸，并把培训结果写进班组档案。" * 60
    write(
        [read_text(f"澜州市方案\n\n一、重点任务\n\n（一）加强培训。{text}（责任单位：市人社局）\n", "a.txt")],
        tmp_path / "t.xlsx",
    )
    book = load_workbook(tmp_path / "t.xlsx")
    whole = "".join(str(row[3].value) for row in book["任务全文"].iter_rows(min_row=2))
    assert whole.count("班组档案") == 60
    assert book.worksheets[0].row_dimensions[4].height <= 409


def test_sheet_names_are_short_and_differ(tmp_path: Path) -> None:
    write([plan(), plan(), plan()], tmp_path / "t.xlsx")
    names = load_workbook(tmp_path / "t.xlsx").sheetnames
    assert len(set(names)) == len(names) == 5
    assert all(len(name) <= 31 for name in names)
