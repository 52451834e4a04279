"""样例文件: make the two binary demo documents that ship in `src/bole/samples`.

`python tests/documents/make_samples.py [FOLDER]` writes `langyu-plan.docx` (python-docx: numbering by Word itself,
header, page field, a task table with a merged row) and `jiyuan-reply.pdf` (reportlab: CID font with a text layer,
running header, page numbers, a page break inside a sentence) from the texts in `sample_texts`. There `#1 ` opens a
paragraph that Word numbers at depth 1, ` | ` parts the cells of a task, `right: ` names the form of a paragraph.
The third sample, `lanting-opinion.html`, is kept as text and edited by hand.

All cities, bureaus, people and numbers are invented. On purpose the three disagree, so that `bole compare` has
something to show: 24 against 30 shared training bases by 2034; parts of 6 + 9 + 4 万人 that cannot make "over
20 万人"; 60 craftsmen by 2035 at 10 a year from 2033. All three cite one invented provincial plan, and the letter
cites the two others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

TEXTS = Path(__file__).resolve().parent / "sample_texts"
SAMPLES = Path(__file__).resolve().parents[2] / "src" / "bole" / "samples"
FIXED = datetime(2032, 6, 9, 9, tzinfo=UTC)

# Level 0 prints 一、 level 1 （一） level 2 1. ; the markers stand in no run of text, only in the numbering part.
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))

PLAN_TITLE = "朗屿市数字技能人才倍增行动方案（2032—2034年）"
RUNNING_HEAD = "稷原市人力资源和社会保障局　提案答复"


def lines_of(name: str) -> list[str]:
    """The lines of one text in `sample_texts`."""
    return (TEXTS / name).read_text(encoding="utf-8").splitlines()


def element(tag: str, **attributes: str) -> Any:
    """One WordprocessingML element with its `w:` attributes."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def add_numbering(document: Any) -> str:
    """Put a three-level numbering into the numbering part; returns its numId."""
    root = document.part.numbering_part.element
    abstract = element("w:abstractNum", abstractNumId="90")
    abstract.append(element("w:multiLevelType", val="multilevel"))
    for depth, (form, text) in enumerate(LEVELS):
        level = element("w:lvl", ilvl=str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:suff", "nothing"), ("w:lvlText", text)):
            level.append(element(tag, val=value))
        abstract.append(level)
    first = root.find(qn("w:num"))
    first.addprevious(abstract) if first is not None else root.append(abstract)
    number = element("w:num", numId="90")
    number.append(element("w:abstractNumId", val="90"))
    root.append(number)
    return "90"


def numbered(paragraph: Any, number: str, depth: int) -> None:
    """Let Word number this paragraph at `depth`."""
    holder = element("w:numPr")
    holder.append(element("w:ilvl", val=str(depth)))
    holder.append(element("w:numId", val=number))
    paragraph._p.get_or_add_pPr().append(holder)


def line(document: Any, text: str, align: Any = None, size: float = 15, bold: bool = False) -> Any:
    """One paragraph in the body face."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    if align is not None:
        paragraph.alignment = align
    return paragraph


def page_field(paragraph: Any) -> None:
    """— n — with Word's own page number."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    code = element("w:instrText")
    code.text = "PAGE"
    for part in (element("w:fldChar", fldCharType="begin"), code, element("w:fldChar", fldCharType="end")):
        run._r.append(part)
    paragraph.add_run(" —")


def task_table(document: Any, tasks: Iterable[str]) -> None:
    """The annex table: a head row, one merged row of a group name, numbered rows."""
    head = ("序号", "重点任务", "牵头单位", "配合单位", "完成时限")
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    fill(table.rows[0].cells, head, bold=True)
    group = table.add_row().cells
    group[0].merge(group[-1]).text = "行动任务"
    for task in tasks:
        fill(table.add_row().cells, task.split(" | "))


def fill(cells: Sequence[Any], texts: Iterable[str], bold: bool = False) -> None:
    """Write one row."""
    for cell, text in zip(cells, texts, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = bold


def head_of_plan(document: Any) -> None:
    """Red head, number, title, the notice itself."""
    centre, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    red = line(document, "朗屿市人民政府办公室文件", centre, 30, True)
    red.runs[0].font.color.rgb = RGBColor(0xC0, 0, 0)
    line(document, "朗政办发〔2032〕23号", centre)
    line(document, f"朗屿市人民政府办公室关于印发《{PLAN_TITLE}》的通知", centre, 20, True)
    line(document, "各县区人民政府，市政府有关部门，有关企业、院校：")
    line(document, f"　　《{PLAN_TITLE}》已经市政府同意，现印发给你们，请结合实际抓紧推进。")
    line(document, "附件：数字技能人才倍增行动任务分工表")
    line(document, "朗屿市人民政府办公室", right)
    line(document, "2032年6月9日", right)
    line(document, PLAN_TITLE, centre, 18, True)


def make_docx(path: Path) -> None:
    """朗屿市: a notice with its plan and one annex table."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = "朗屿市人民政府办公室文件"
    page_field(section.footer.paragraphs[0])
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    head_of_plan(document)
    number = add_numbering(document)
    plan = lines_of("langyu-plan.txt")
    tasks = [text for text in plan if " | " in text]
    for text in plan[: len(plan) - len(tasks)]:
        marked = text.startswith("#")
        paragraph = line(document, text[3:] if marked else text, bold=text.startswith("#0"))
        if marked:
            numbered(paragraph, number, int(text[1]))
    document.add_page_break()  # type: ignore[no-untyped-call]
    line(document, "附件")
    line(document, "数字技能人才倍增行动任务分工表", WD_ALIGN_PARAGRAPH.CENTER, 18, True)
    task_table(document, tasks)
    core = document.core_properties
    core.author, core.title, core.created, core.modified = "朗屿市人民政府办公室", PLAN_TITLE, FIXED, FIXED
    document.save(str(path))
    fix_times(path)


def fix_times(path: Path) -> None:
    """Pack the docx again with one date for every part, so that two runs give the same bytes."""
    with ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, data in parts:
            new.writestr(ZipInfo(name, FIXED.timetuple()[:6]), data, ZIP_DEFLATED)


def furniture(canvas: Canvas, template: Any) -> None:
    """Running header and page number of each page."""
    canvas.saveState()
    canvas.setFont("STSong-Light", 10)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 1.6 * cm, RUNNING_HEAD)
    canvas.line(3 * cm, A4[1] - 1.8 * cm, A4[0] - 3 * cm, A4[1] - 1.8 * cm)
    canvas.drawCentredString(A4[0] / 2, 1.5 * cm, f"— {template.page} —")
    canvas.restoreState()


def styles() -> dict[str, ParagraphStyle]:
    """The paragraph forms of a letter."""
    base = ParagraphStyle("left", fontName="STSong-Light", fontSize=16, leading=29, wordWrap="CJK")
    return {
        "left": base,
        "text": ParagraphStyle("text", parent=base, firstLineIndent=32),
        "center": ParagraphStyle("center", parent=base, alignment=TA_CENTER),
        "right": ParagraphStyle("right", parent=base, alignment=TA_RIGHT),
        "title": ParagraphStyle("title", parent=base, alignment=TA_CENTER, fontSize=18, leading=32, spaceAfter=10),
    }


def make_pdf(path: Path) -> None:
    """稷原市: a reply to a proposal, over three pages."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    forms = styles()
    story: list[Any] = []
    for text in lines_of("jiyuan-reply.txt"):
        form, _, words = text.partition(":")
        story.append(Paragraph(words.removeprefix(" "), forms[form]) if words else Spacer(1, 20))
    frame = Frame(2.8 * cm, 2.4 * cm, A4[0] - 5.6 * cm, A4[1] - 5 * cm, leftPadding=0, rightPadding=0)
    document = BaseDocTemplate(
        str(path), pagesize=A4, title="第0238号提案答复的函", author="稷原市人力资源和社会保障局", invariant=1
    )
    document.addPageTemplates(PageTemplate("letter", [frame], onPage=furniture))
    document.build(story)


def main() -> None:
    """Write both files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    folder.mkdir(parents=True, exist_ok=True)
    make_docx(folder / "langyu-plan.docx")
    make_pdf(folder / "jiyuan-reply.pdf")


if __name__ == "__main__":
    main()
