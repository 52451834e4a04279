"""Word: the annex in the official layout."""

from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm

from bole.documents.render.docx import write
from tests.documents.drafts import hostile, plan, plan_with_contact


@pytest.fixture
def word(tmp_path: Path) -> WordDocument:
    write([plan()], tmp_path / "annex.docx")
    return Document(str(tmp_path / "annex.docx"))


def test_the_page_is_a4_landscape_with_its_number_in_the_foot(word: WordDocument) -> None:
    section = word.sections[0]
    assert section.page_width == pytest.approx(Cm(29.7), rel=1e-3)
    assert section.page_height == pytest.approx(Cm(21.0), rel=1e-3)
    assert section.orientation == 1
    foot = section.footer.paragraphs[0]
    assert foot.text == "—  —"
    assert " PAGE " in "".join(foot._element.itertext())


def test_annex_line_title_and_fonts(word: WordDocument) -> None:
    annex, named, title = word.paragraphs[:3]
    assert (annex.text, title.text) == ("附件", "重点任务分工表")
    assert named.text.startswith("《澜州市人民政府办公室关于印发")
    fonts = [p.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) for p in (annex, title)]
    assert fonts == ["黑体", "方正小标宋简体"]
    table = next(p for p in word.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in table.blob.decode("utf-8")


def test_the_head_row_is_repeated_and_the_cells_hold_the_table(word: WordDocument) -> None:
    table = word.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [c.text for c in table.rows[0].cells] == [
        "序号", "条款", "任务", "牵头单位", "配合单位", "责任单位", "目标", "时限", "依据",
    ]  # fmt: skip
    assert [c.text for c in table.rows[2].cells][3:5] == ["市人社局、市总工会", "市交通运输局、各区人民政府"]
    assert table.rows[4].cells[3].text == "文件未写明"
    assert len(table.rows) == 6


def test_several_documents_are_numbered_annexes_on_new_pages(tmp_path: Path) -> None:
    write([plan(), hostile()], tmp_path / "annexes.docx")
    word = Document(str(tmp_path / "annexes.docx"))
    heads = [p for p in word.paragraphs if p.text.startswith("附件")]
    assert [p.text for p in heads] == ["附件1", "附件2"]
    assert [bool(p.paragraph_format.page_break_before) for p in heads] == [False, True]


def test_contacts_are_masked(tmp_path: Path) -> None:
    write([plan_with_contact()], tmp_path / "a.docx")
    told = "".join(c.text for t in Document(str(tmp_path / "a.docx")).tables for r in t.rows for c in r.cells)
    assert "13812340021" not in told
