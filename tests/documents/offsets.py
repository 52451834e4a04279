"""What the tests of the formats share: the offsets of a source looked at character by character, and small files."""

import io
import zipfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from bole.documents.source import Source, source_from_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

Grid = dict[tuple[int, int], str]


def misplaced(source: Source) -> list[tuple[str, str]]:
    """Characters whose raw offset points at something else: (shown, raw); blanks may stand for mark-up."""
    wrong = []
    for line in source.lines:
        assert len(line.text) == len(line.starts)
        for i, shown in enumerate(line.text):
            raw = source.raw[line.starts[i] : line.starts[i] + line.wide.get(i, 1)]
            if raw != shown and shown != " " and unescape(raw)[:1] != shown and shown != "\ufffd":
                wrong.append((shown, raw))
    return wrong


def texts(source: Source) -> list[str]:
    """The lines that are no cells and not empty."""
    return [line.text for line in source.lines if line.cell is None and line.text]


def grid(source: Source, table: int = 0) -> Grid:
    """(row, column) -> text of a table's cells, the lines of one cell joined by a bar."""
    cells: Grid = {}
    for line in source.lines:
        if line.cell is not None and line.cell[0] == table:
            place = line.cell[1:3]
            cells[place] = f"{cells[place]}|{line.text}" if place in cells else line.text
    return cells


def of_text(text: str, name: str = "甲.txt") -> Source:
    """A source with this text."""
    return source_from_bytes(text.encode(), name)


def docx(body: str, *, numbering: str = "", styles: str = "", extra: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A docx with the given XML inside its body."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        for name, data in extra:
            archive.writestr(name, data)
    return packed.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """The XML of a paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def save(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and give its path."""
    path = folder / name
    path.write_bytes(data)
    return path
