"""Word documents: what Word prints, numbers included, in reading order."""

import pytest

from bole.documents.formats.docx_numbering import han, numeral
from bole.documents.source import Source, source_from_bytes
from tests.documents.offsets import docx, grid, misplaced, paragraph, texts


def read(body: str, numbering: str = "", styles: str = "") -> Source:
    source = source_from_bytes(docx(body, numbering=numbering, styles=styles), "甲.docx")
    assert misplaced(source) == []
    return source


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(*levels: str, number: int = 0) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int = 0, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def numbered(text: str, at: int = 0, number: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


OUTLINE = abstract(
    level(0, "chineseCountingThousand", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3．")
)


def test_paragraphs_are_firm_lines_of_the_extracted_text() -> None:
    source = read(paragraph("甲") + paragraph("") + paragraph("乙"))
    assert source.raw == "甲\n\n乙"
    assert [(line.text, line.firm) for line in source.lines] == [("甲", True), ("", True), ("乙", True)]
    assert (source.format, source.encoding) == ("docx", "")


def test_automatic_numbers_are_printed_and_begin_anew_under_each_heading() -> None:
    source = read(
        numbered("总则") + numbered("甲", 1) + numbered("乙", 1) + numbered("丙", 2) + numbered("附则") + numbered("丁", 1),
        OUTLINE + num(1),
    )  # fmt: skip
    assert texts(source) == ["一、总则", "（一）甲", "（二）乙", "1．丙", "二、附则", "（一）丁"]


def test_articles_run_on_through_chapters() -> None:
    levels = abstract(
        level(0, "chineseCountingThousand", "第%1章 "),
        level(1, "chineseCountingThousand", "第%2条 ", '<w:lvlRestart w:val="0"/>'),
    )
    body = numbered("总则") + numbered("甲", 1) + numbered("附则") + numbered("乙", 1)
    assert texts(read(body, levels + num(1))) == ["第一章 总则", "第一条 甲", "第二章 附则", "第二条 乙"]


def test_two_lists_of_one_kind_go_on_unless_one_begins_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = numbered("甲") + numbered("乙", number=2) + numbered("丙", number=3) + numbered("丁", number=3)
    source = read(body, OUTLINE + num(1) + num(2) + num(3, more=anew))
    assert texts(source) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_number_of_a_style_and_of_the_style_it_is_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    body = paragraph("甲", '<w:pStyle w:val="a"/>') + paragraph("乙", '<w:pStyle w:val="b"/>')
    none = paragraph("丙", '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert texts(read(body + none, OUTLINE + num(1), styles)) == ["一、甲", "二、乙", "丙"]


def test_styles_based_on_each_other_do_not_hang() -> None:
    ring = (
        '<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    assert texts(read(paragraph("甲", '<w:pStyle w:val="a"/>'), OUTLINE + num(1), ring)) == ["甲"]


def test_bullets_and_levels_shown_together() -> None:
    levels = abstract(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2 "), level(2, "bullet", "\uf0b7"))
    source = read(numbered("甲") + numbered("乙", 1) + numbered("丙", 2), levels + num(1))
    assert texts(source) == ["1.甲", "1.1 乙", "• 丙"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (3, "decimal", "3"), (12, "chineseCounting", "十二"), (21, "japaneseCounting", "二十一"), (3, "ideographTraditional", "丙"),
        (2, "decimalEnclosedCircle", "②"), (2, "decimalEnclosedCircleChinese", "②"), (28, "upperLetter", "BB"), (4, "lowerRoman", "iv"),
        (5, "chineseLegalSimplified", "伍"), (10, "ideographDigital", "一〇"), (7, "decimalFullWidth", "７"), (7, "decimalZero", "07"),
        (99, "decimalEnclosedCircle", "99"), (9, "无此形式", "9"), (2, "ideographZodiac", "丑"), (3, "decimalEnclosedParen", "⑶"),
    ],
)  # fmt: skip
def test_forms_of_numerals(number: int, form: str, shown: str) -> None:
    assert numeral(number, form) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "零"), (10, "十"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五"), (10000, "10000")]
)  # fmt: skip
def test_chinese_numerals(number: int, shown: str) -> None:
    assert han(number) == shown


# --- runs -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", ["甲\t乙"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
        ("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>", ["新"]),
        ("<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>", ["新"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>显</w:t></w:r>", ["显"]),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>显</w:t></w:r>", ["显"]),
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>", ["链签"]),
        ("<w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>3</w:t></w:r></w:fldSimple>", ["3"]),
        ("<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r>", ["音"]),
        ("<w:r><w:t>10</w:t><w:noBreakHyphen/><w:t>20</w:t><w:footnoteReference/></w:r>", ["10-20"]),
    ],
)  # fmt: skip
def test_what_is_printed_of_a_paragraph(run: str, shown: list[str]) -> None:
    assert texts(read(f"<w:p>{run}</w:p>")) == shown


def test_a_line_break_begins_a_line_that_is_not_firm() -> None:
    source = read("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r></w:p>")
    assert [line.firm for line in source.lines] == [True, False]


def test_paragraph_whose_end_was_deleted_goes_on() -> None:
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>培</w:t></w:r></w:p>"
    assert texts(read(deleted + paragraph("训"))) == ["培训"]


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawing = (
        f"<mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(read(f"<w:p><w:r><w:t>甲</w:t>{drawing}</w:r></w:p>")) == ["甲", "框"]


def test_content_controls_are_read() -> None:
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('甲')}</w:sdtContent></w:sdt>"
    assert texts(read(inner)) == ["甲"]


# --- tables -----------------------------------------------------------------------------------------------------------


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_table_becomes_cells_and_the_text_has_tabs() -> None:
    source = read(paragraph("前") + table(row(cell("序号"), cell("任务")), row(cell("1"), cell(""))) + paragraph("后"))
    assert grid(source) == {(0, 0): "序号", (0, 1): "任务", (1, 0): "1", (1, 1): ""}
    assert source.raw == "前\n序号\t任务\n1\t\n后"


def test_merged_cells_have_spans() -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    source = read(
        table(
            row(cell("序号", start), cell("分工", '<w:gridSpan w:val="2"/>')),
            row(cell("", on), cell("牵头"), cell("配合")),
            row(cell("1"), cell("甲局"), cell("乙局")),
        )
    )
    assert [line.cell for line in source.lines][:4] == [
        (0, 0, 0, 2, 1),
        (0, 0, 1, 1, 2),
        (0, 1, 1, 1, 1),
        (0, 1, 2, 1, 1),
    ]
    assert grid(source)[2, 2] == "乙局"


def test_deleted_row_is_skipped() -> None:
    rows = row(cell("1"), cell("甲")), row(cell("2"), cell("乙"), properties="<w:del/>"), row(cell("3"), cell("丙"))
    assert grid(read(table(*rows))) == {(0, 0): "1", (0, 1): "甲", (1, 0): "3", (1, 1): "丙"}


def test_table_with_one_column_or_one_row_is_text() -> None:
    assert texts(read(table(row(cell("甲")), row(cell("乙"))) + table(row(cell("丙"), cell("丁"))))) == list("甲乙丙丁")


def test_table_inside_a_cell_is_text_of_the_cell() -> None:
    inner = f"<w:tc>{table(row(cell('里'), cell('面')), row(cell('两'), cell('行')))}{paragraph('外')}</w:tc>"
    assert grid(read(table(row(cell("1"), inner), row(cell("2"), cell("乙")))))[0, 1] == "里|面|两|行|外"


def test_numbers_in_a_serial_column_are_printed() -> None:
    serial = f"<w:tc>{numbered('')}</w:tc>"
    levels = abstract(level(0, "decimal", "%1"))
    source = read(
        table(row(cell("序号"), cell("任务")), row(serial, cell("甲")), row(serial, cell("乙"))), levels + num(1)
    )
    assert (grid(source)[1, 0], grid(source)[2, 0]) == ("1", "2")
