"""PDF: paragraphs whole across lines and pages, running heads and page numbers gone, ruled tables as cells."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from bole.documents.formats.packed import page_ranges
from bole.documents.source import Source, source_from_bytes
from tests.documents.offsets import grid, misplaced, texts

LEFT, TOP, SIZE, LEAD, WIDE = 85.0, 760.0, 16.0, 28.0, 26
Draw = Callable[[Canvas], None]

HEAD = "溪州市技能培训行动方案"
LONG = "到二〇三一年全市新增技能人才达到一万两千人其中高级工不少于三千人每个县区至少建成一个实训基地并按规定安排资金予以支持和保障"


def pdf(*pages: Draw) -> bytes:
    """A pdf with these pages."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4)
    for draw in pages:
        canvas.setFont("STSong-Light", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def read(*pages: Draw) -> Source:
    source = source_from_bytes(pdf(*pages), "甲.pdf")
    assert misplaced(source) == []
    return source


def lines(*printed: str, number: str = "", head: str = "") -> Draw:
    """A page with these lines from the top; a full-width blank indents by one character."""

    def draw(canvas: Canvas) -> None:
        for i, line in enumerate(printed):
            bare = line.lstrip("\u3000")
            canvas.drawString(LEFT + SIZE * (len(line) - len(bare)), TOP - 20 - LEAD * i, bare)
        canvas.drawString(280, 40, number)
        canvas.drawString(LEFT, 810, head)

    return draw


def wrapped(text: str) -> list[str]:
    """An indented paragraph broken at the width of the page."""
    first = WIDE - 2
    rest = [text[i : i + WIDE] for i in range(first, len(text), WIDE)]
    return ["\u3000\u3000" + text[:first], *rest]


def test_a_paragraph_is_one_line_of_the_text() -> None:
    source = read(lines(*wrapped(LONG + "。"), *wrapped(HEAD + LONG + "。")))
    assert texts(source) == [LONG + "。", HEAD + LONG + "。"]
    assert (source.format, source.encoding) == ("pdf", "")


def test_a_word_broken_by_the_page_is_whole() -> None:
    printed = wrapped(LONG)
    source = read(lines(*wrapped(HEAD), *printed[:1], number="1"), lines(*printed[1:], number="2"))
    assert texts(source) == [HEAD, LONG]


@pytest.mark.parametrize("form", ["- {} -", "— {} —", "{}", "第 {} 页 共 3 页"])
def test_page_numbers_are_left_out(form: str) -> None:
    pages = [lines(*wrapped(f"{i}年{LONG}。"), number=form.format(i)) for i in (1, 2, 3)]
    assert texts(read(*pages)) == [f"{i}年{LONG}。" for i in (1, 2, 3)]


def test_running_heads_are_left_out() -> None:
    pages = [lines(*wrapped(f"{i}年{LONG}。"), head="溪州市人民政府公报") for i in (1, 2, 3)]
    assert texts(read(*pages)) == [f"{i}年{LONG}。" for i in (1, 2, 3)]


def test_a_line_of_the_body_that_comes_twice_is_kept() -> None:
    pages = [lines(*wrapped(LONG + "。"), "\u3000\u3000责任单位：市人社局") for _ in range(3)]
    assert texts(read(*pages)).count("责任单位：市人社局") == 3


def test_indented_lines_are_firm_and_a_break_that_is_not_sure_is_not() -> None:
    source = read(lines("\u3000\u3000一、总则", *wrapped(LONG), "一、总则"))
    assert [(line.text, line.firm) for line in source.lines] == [("一、总则", True), (LONG, True), ("一、总则", False)]


def test_a_number_too_wide_for_the_line_above_goes_on_with_it() -> None:
    source = read(lines("\u3000\u3000" + LONG[:21], "1,450,000元" + LONG[:15], *wrapped(LONG)))
    assert texts(source)[0] == LONG[:21] + "1,450,000元" + LONG[:15]


def test_a_date_set_to_the_right_does_not_draw_in_the_next_line() -> None:
    source = read(lines(*wrapped(LONG + "。"), "\u3000" * 17 + "二〇三一年五月一日", "抄送：市总工会"))
    assert texts(source)[1:] == ["二〇三一年五月一日", "抄送：市总工会"]


def test_writing_askew_over_the_page_is_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        lines(*wrapped(LONG))(canvas)
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")

    assert texts(read(draw)) == [LONG]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_text_is_turned_is_read_upright(turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(turn)
        for i, line in enumerate(wrapped(LONG)):
            canvas.drawString(-210 + SIZE * (line.count("\u3000")), 100 - LEAD * i, line.strip("\u3000"))

    assert texts(read(draw)) == [LONG]


def test_type_printed_twice_for_boldness_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 600, HEAD)
        canvas.drawString(LEFT + 0.4, 600, HEAD)

    assert texts(read(draw)) == [HEAD]


# --- tables -----------------------------------------------------------------------------------------------------------

EDGES = [85.0, 145.0, 345.0, 505.0]


def ruled(rows: list[list[list[str]]], top: float = 700.0, *, merged: frozenset[int] = frozenset()) -> Draw:
    """A ruled table; a row in `merged` has one cell over its whole width."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 12)
        y = top
        for r, cells in enumerate(rows):
            height = 18.0 * max(len(cell) for cell in cells) + 6
            for c, cell in enumerate(cells):
                for i, line in enumerate(cell):
                    canvas.drawString(EDGES[c] + 4, y - 15 - 18 * i, line)
            canvas.line(EDGES[0], y, EDGES[-1], y)
            for edge in (EDGES[0], EDGES[-1]) if r in merged else EDGES:
                canvas.line(edge, y, edge, y - height)
            y -= height
        canvas.line(EDGES[0], y, EDGES[-1], y)

    return draw


ROWS = [
    [["序号"], ["任务"], ["单位"]],
    [["1"], ["办好技能培训班二十", "期以上"], ["市人社局"]],
    [["2"], ["建实训站"], ["市财政局"]],
]


def test_ruled_table_becomes_cells_and_broken_cells_are_whole() -> None:
    source = read(ruled(ROWS))
    assert [grid(source)[0, c] for c in range(3)] == ["序号", "任务", "单位"]
    assert grid(source)[1, 1] == "办好技能培训班二十期以上"
    assert grid(source)[2, 2] == "市财政局"
    assert source.raw.split("\n")[2] == "2\t建实训站\t市财政局"


def test_merged_cell_has_its_span() -> None:
    source = read(ruled([ROWS[0], [["一、培训类"]], *ROWS[1:]], merged=frozenset({1})))
    assert [line.cell for line in source.lines if line.text == "一、培训类"] == [(0, 1, 0, 1, 3)]


def test_table_goes_on_over_the_page_without_its_repeated_head() -> None:
    source = read(ruled(ROWS, top=200), ruled([ROWS[0], [["3"], ["评选"], ["市总工会"]]]))
    assert grid(source)[3, 1] == "评选"
    assert sum(line.text == "序号" for line in source.lines) == 1


def test_text_around_a_table_stays_in_order() -> None:
    def draw(canvas: Canvas) -> None:
        lines(*wrapped(LONG))(canvas)
        ruled(ROWS, top=600)(canvas)
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawString(LEFT, 300, "注：按月报送。")

    source = read(draw)
    assert texts(source) == [LONG, "注：按月报送。"]
    assert source.raw.endswith("注：按月报送。")


def test_a_frame_and_an_underline_make_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        lines(*wrapped(LONG))(canvas)
        canvas.rect(60, 500, 480, 300)
        canvas.line(85, 700, 300, 700)

    assert grid(read(draw)) == {}


# --- pages without text -----------------------------------------------------------------------------------------------


def picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (40, 60), 128)), 0, 0, *A4)


def test_scanned_pages_among_others_are_told() -> None:
    source = read(lines(*wrapped(LONG)), picture, picture)
    assert [warning.code for warning in source.warnings] == ["needs-ocr"]
    assert "2-3" in source.warnings[0].message


def test_an_empty_page_is_no_scanned_page() -> None:
    assert read(lines(*wrapped(LONG)), lambda canvas: None).warnings == ()


def test_page_numbers_in_short() -> None:
    assert page_ranges([3, 1, 2, 7, 9, 10]) == "1-3、7、9-10"
