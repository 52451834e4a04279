"""Word: the division table as an annex in the layout of official documents (GB/T 9704-2012), one for each document."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bole.documents.reading import Reading
from bole.documents.render.columns import HEADS, TABLE_NAME, Cells, Column, cells
from bole.documents.table import tables
from bole.kernel.messages import _

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
ANNEX_FONT: Final = "黑体"
PAGE_FONT: Final = "宋体"
_FALLBACK: Final = {TITLE_FONT: "宋体", BODY_FONT: "仿宋", "黑体": "SimHei"}
"""What Word takes where the font of the norm is not installed (the font table of the file says so)."""
_LATIN: Final = "Times New Roman"
_CENTIMETRES: Final[dict[Column, float]] = {
    "number": 1.3,
    "clause": 2.1,
    "task": 6.2,
    "lead": 2.6,
    "cooperating": 2.9,
    "responsible": 2.6,
    "goals": 4.2,
    "period": 1.9,
    "basis": 2.3,
}
_UNDIVIDED: Final = 90
"""Characters up to which a row stays whole on one page."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(readings: Sequence[Reading], path: Path) -> None:
    """Write the annexes; with several documents they are 附件1, 附件2 and so on, each on a new page."""
    word = Document()
    _set_up(word)
    for i, (reading, table) in enumerate(zip(readings, tables(readings), strict=True), 1):
        _annex(word, reading, cells(table), i if len(readings) > 1 else 0)
    # Not straight to the disk: a full one would leave an open archive behind, which complains when it is cleared away.
    written = io.BytesIO()
    word.save(written)
    path.write_bytes(written.getvalue())


def _annex(word: WordDocument, reading: Reading, table: Sequence[Cells], number: int) -> None:
    head = _paragraph(word, "", Pt(28))
    head.paragraph_format.page_break_before = number > 1
    _run(head, _("附件") + (str(number) if number else ""), ANNEX_FONT, 16)
    _titles(word, reading)
    drawn = word.add_table(rows=len(table) + 1, cols=len(HEADS))
    drawn.style = word.styles["Table Grid"]
    drawn.alignment = WD_TABLE_ALIGNMENT.CENTER
    drawn.autofit = False
    for place, column in zip(drawn.columns, HEADS, strict=True):
        place.width = Cm(_CENTIMETRES[column])
    _head_row(drawn)
    for drawn_row, row in zip(list(drawn.rows)[1:], table, strict=True):
        _row(drawn_row, row)


def _titles(word: WordDocument, reading: Reading) -> None:
    title = reading.metadata.title
    if title:
        _run(_paragraph(word, "centre", Pt(28)), f"《{_printable(title).strip('《》')}》", BODY_FONT, 14)
    _run(_paragraph(word, "centre", Pt(36)), _(TABLE_NAME), TITLE_FONT, 22)
    m = reading.metadata
    told = "　".join(filter(None, ["、".join(m.issuing_bodies), m.document_number or "", m.date_of_issue or ""]))
    if told:
        _run(_paragraph(word, "centre", Pt(24)), _printable(told), BODY_FONT, 10.5)


def _paragraph(word: WordDocument, side: str, line: Pt) -> Paragraph:
    paragraph = word.add_paragraph()
    layout = paragraph.paragraph_format
    layout.space_after = layout.space_before = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, line
    if side == "centre":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _run(paragraph: Paragraph, text: str, font: str, size: float, *, bold: bool = False) -> Run:
    run = paragraph.add_run(text)
    run.font.name = _LATIN
    run.font.size = Pt(size)
    run.font.bold = bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    # Quotation marks and dashes are Chinese here, although their code points are Latin too.
    fonts.set(qn("w:hint"), "eastAsia")
    return run


# --- the table ------------------------------------------------------------------------------------------------------


def _head_row(table: Table) -> None:
    row = table.rows[0]
    for cell, (column, head) in zip(row.cells, HEADS.items(), strict=True):
        _fill(cell, [_(head)], column, ANNEX_FONT, centred=True)
    repeated = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeated)


def _row(drawn: _Row, row: Cells) -> None:
    for cell, column in zip(drawn.cells, HEADS, strict=True):
        _fill(cell, row.text(column).split("\n"), column, BODY_FONT, centred=column == "number")
    # A tall row that may not be parted would leave half a page empty.
    if all(len(row.text(column)) <= _UNDIVIDED for column in HEADS):
        drawn._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _fill(cell: _Cell, lines: Sequence[str], column: Column, font: str, *, centred: bool) -> None:
    cell.width = Cm(_CENTIMETRES[column])
    for i, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        layout = paragraph.paragraph_format
        layout.space_after = Pt(0)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(15)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, _printable(line), font, 10.5)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


# --- the page -------------------------------------------------------------------------------------------------------


def _set_up(word: WordDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.2)
    section.left_margin = section.right_margin = Cm(1.8)
    section.footer_distance = Cm(1.2)
    normal = word.styles["Normal"]
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY_FONT)
    fonts.set(qn("w:ascii"), _LATIN)
    fonts.set(qn("w:hAnsi"), _LATIN)
    _say_fallbacks(word)
    _number_pages(section)
    word.core_properties.title = _(TABLE_NAME)
    word.core_properties.author = "Bole"
    word.core_properties.comments = ""
    word.core_properties.language = "zh-CN"


def _number_pages(section: Section) -> None:
    """页码: — n — in the middle of the foot."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", PAGE_FONT, 14)
    for kind in ("begin", "PAGE", "end"):
        _run(paragraph, "", PAGE_FONT, 14)._element.append(_field_part(kind))
    _run(paragraph, " —", PAGE_FONT, 14)


def _field_part(kind: str) -> BaseOxmlElement:
    if kind == "PAGE":
        return parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>')
    return parse_xml(f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>')


def _say_fallbacks(word: WordDocument) -> None:
    """Name a stand-in for each font of the norm, so that a machine without it keeps the look."""
    for part in word.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in _FALLBACK.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", fonts.encode("utf-8") + b"</w:fonts>")
