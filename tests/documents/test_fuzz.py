"""Fuzzing: whatever the bytes and the name, a source or a `BoleError`; every offset points at its character."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.documents.source import Source, source_from_bytes
from bole.documents.text import assemble
from bole.kernel.errors import BoleError
from tests.documents.offsets import docx, misplaced, paragraph

TEXT_EXTENSIONS = (".txt", ".md", ".html", ".htm", "", ".dat")
MAGIC = (
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"<html>",
    b"{\\rtf",
    b"BM",
    b"\xd0\xcf\x11\xe0",
)
PIECES = (
    "<p>", "</p>", "<div class=nav>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<a href=x>", "</a>", "<!--",
    "-->", "<script>", "</script>", "<td rowspan=3 colspan=2>", "<", ">", "&", "&nbsp;", "&#65;", "&ge", "&#1114112;", '"', "'", "<p a='",
    "|", "| 1 | 甲 |\n", "|---|---|\n", "序号\t任务\n", "\t", "\n", "\r", "\r\n", "\u2028", "# ", "- ", "**", "*", "_", "`", "[甲](/b)", "![", "](",
    "\\", "> ", "---\n", "```\n", "一、", "（二）", "甲局", "。", "，", " ", "\u3000", "\x00", "\ufeff", "😀", "<pre>", "<li>", "<h1>", "<o:p/>",
)  # fmt: skip
markup = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
SETTINGS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def source_or_error(data: bytes, name: str) -> Source | None:
    """Read, and look at every offset; a BoleError is a fair answer, anything else fails the test."""
    try:
        source = source_from_bytes(data, name)
    except BoleError:
        return None
    assert misplaced(source) == []
    text = assemble(source.lines)
    assert len(text.shown) == len(text.starts)
    return source


@SETTINGS
@given(st.sampled_from(MAGIC), st.binary(max_size=400), st.sampled_from((*TEXT_EXTENSIONS, ".docx", ".pdf")))
def test_any_bytes_with_any_name(magic: bytes, data: bytes, extension: str) -> None:
    # Real pdf and docx files are read by a child process each: those are fuzzed apart, a few at a time.
    if magic.startswith((b"%PDF", b"PK")) and len(data) % 8:
        magic = b""
    source_or_error(magic + data, f"甲{extension}")


@SETTINGS
@given(st.text(max_size=60), st.binary(max_size=40))
def test_any_name(name: str, data: bytes) -> None:
    source_or_error(data, name)


@SETTINGS
@given(
    st.text(max_size=300),
    st.sampled_from(("utf-8", "utf-16", "gb18030", "utf-8-sig")),
    st.sampled_from(TEXT_EXTENSIONS),
)
def test_any_text_in_any_encoding(text: str, encoding: str, extension: str) -> None:
    source_or_error(text.encode(encoding, "ignore"), f"甲{extension}")


@SETTINGS
@given(markup, st.sampled_from(TEXT_EXTENSIONS))
def test_markup_of_every_kind_in_any_order(text: str, extension: str) -> None:
    source_or_error(text.encode(), f"甲{extension}")


@SETTINGS
@given(markup)
def test_a_page_never_loses_the_words_of_a_paragraph(inner: str) -> None:
    written = f"<html><body><p>稳稳当当，{inner.replace('<', '').replace('&', '').replace(chr(0), '')}一字不漏。</p></body></html>"
    source = source_from_bytes(written.encode(), "甲.html")
    shown = "".join(line.text for line in source.lines)
    assert "稳稳当当，" in shown
    assert "一字不漏。" in shown


@pytest.mark.parametrize("seed", range(12))
def test_damaged_docx(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    data = bytearray(
        docx("".join(paragraph(f"一、甲{i}") for i in range(20)), numbering="<w:num/>", styles="<w:style/>")
    )
    for _ in range(dice.randint(1, 6)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    source_or_error(bytes(data), "甲.docx")


@pytest.mark.parametrize("seed", range(12))
def test_docx_of_odd_xml(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    names = (
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "tcPr",
        "gridSpan",
        "vMerge",
        "pPr",
        "numPr",
        "ilvl",
        "numId",
        "del",
        "sdt",
        "br",
        "txbxContent",
    )

    def element(depth: int) -> str:
        name = dice.choice(names)
        inner = "".join(element(depth - 1) for _ in range(dice.randint(0, 3))) if depth else "甲"
        return f'<w:{name} w:val="{dice.choice(("1", "-1", "99999999999", "", "x"))}">{inner}</w:{name}>'

    body = "".join(element(6) for _ in range(6))
    source_or_error(docx(body, numbering=element(4), styles=element(4)), "甲.docx")


@pytest.mark.parametrize("seed", range(12))
def test_damaged_pdf(seed: int) -> None:
    import io

    from reportlab.pdfgen.canvas import Canvas

    written = io.BytesIO()
    canvas = Canvas(written, pageCompression=seed % 2, invariant=True)
    for page in range(3):
        canvas.drawString(100, 700, f"page {page}")
        canvas.grid([100, 200, 300], [500, 550, 600])
        canvas.showPage()
    canvas.save()
    dice = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    data = bytearray(written.getvalue())
    for _ in range(dice.randint(1, 30)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    source_or_error(bytes(data), "甲.pdf")
