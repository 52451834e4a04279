"""Word 文档: paragraphs, tables, automatic numbers and text boxes of a docx, in reading order (in the child process).

Text that was deleted under change tracking is skipped, inserted text kept; footnotes, headers and footers are not read.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.etree import _Element

from bole.documents.formats.docx_numbering import Numbering, child, is_on, local, value
from bole.documents.formats.transcript import Place, Refused, Transcript

MOST_PARTS: Final = 5000
LARGEST_PART: Final = 48 * 2**20
LARGEST_WHOLE: Final = 512 * 2**20
HIGHEST_RATIO: Final = 150
"""Times that a file may grow when unpacked; text of Word grows some twenty times."""
RATIO_COUNTS_FROM: Final = 16 * 2**20
MOST_COLUMNS: Final = 60


def read(data: bytes) -> Transcript:
    """The text of a docx. Raises Refused: bomb, encrypted, damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data))
            document = _main_part(archive)
            body = child(_parsed(archive, document), "body")
            folder = posixpath.dirname(document)
            numbering = Numbering(
                _optional(archive, posixpath.join(folder, "numbering.xml")),
                _optional(archive, posixpath.join(folder, "styles.xml")),
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError) as fault:
        raise Refused("DAMAGED", what=f"zip: {type(fault).__name__}") from fault
    except (etree.XMLSyntaxError, RuntimeError) as fault:
        raise Refused("DAMAGED", what="XML") from fault
    if body is None:
        raise Refused("DAMAGED", what="w:body")
    writer = _Writer(numbering)
    writer.blocks(body)
    return writer.transcript


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Look at the directory before anything is unpacked."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("ENCRYPTED")
    if len(parts) > MOST_PARTS:
        raise Refused("BOMB", what=f"{len(parts)} parts")
    if total > LARGEST_WHOLE or (total > RATIO_COUNTS_FROM and total > size * HIGHEST_RATIO):
        raise Refused("BOMB", what=f"{-(-total // 2**20)} MB")


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part; its real bytes are counted, whatever the directory says of them."""
    with archive.open(name) as part:
        data = part.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise Refused("BOMB", what=f"{name} > {LARGEST_PART // 2**20} MB")
    return data


def _parsed(archive: zipfile.ZipFile, name: str) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(_unpacked(archive, name), parser)


def _optional(archive: zipfile.ZipFile, name: str) -> _Element | None:
    return _parsed(archive, name) if name in archive.NameToInfo else None


def _main_part(archive: zipfile.ZipFile) -> str:
    """The part that holds the text: what the package says it is, else word/document.xml."""
    relations = _optional(archive, "_rels/.rels")
    for relation in relations if relations is not None else ():
        if (relation.get("Type") or "").endswith("/officeDocument"):
            target = (relation.get("Target") or "").lstrip("/")
            if target in archive.NameToInfo:
                return target
    return "word/document.xml"


# --- paragraphs -----------------------------------------------------------------------------------------------------

_SKIPPED = frozenset((
    "pPr", "rPr", "del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "footnoteReference", "fldData",
    "endnoteReference", "commentReference", "sectPr", "sdtPr", "tblPr", "tblGrid", "trPr", "tcPr", "annotationRef",
))  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "br": "\n", "cr": "\n"}


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph while it is gathered; text boxes anchored in it follow it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)

    def gather(self, element: _Element) -> None:
        """Add the text of an element and all in it."""
        for below in element:
            name = local(below)
            if name in _SKIPPED or (name == "r" and is_on(child(child(below, "rPr"), "vanish"))):
                continue
            if name == "t":
                self.parts.append((below.text or "").replace("\r", " ").replace("\n", " ").replace("\t", " "))
            elif name in _SIGNS:
                self.parts.append(_SIGNS[name])
            elif name in ("drawing", "pict", "object"):
                self.boxes.extend(_boxes(below))
            elif name == "AlternateContent":
                chosen = child(below, "Choice")
                self.gather_one(chosen if chosen is not None else child(below, "Fallback"))
            else:
                self.gather(below)

    def gather_one(self, element: _Element | None) -> None:
        """The same for an element that may be missing."""
        if element is not None:
            self.gather(element)


def _boxes(drawing: _Element) -> Iterator[_Element]:
    """The outermost text boxes of a drawing, each once: the older form of the same drawing is passed over."""
    waiting = [drawing]
    while waiting:
        element = waiting.pop(0)
        if local(element) == "txbxContent":
            yield element
            continue
        below = list(element)
        if local(element) == "AlternateContent" and any(local(e) == "Choice" for e in below):
            below = [e for e in below if local(e) == "Choice"]
        waiting[:0] = below


def _mark_deleted(paragraph: _Element) -> bool:
    """Whether the end of a paragraph was deleted: what follows belongs to the same paragraph."""
    return child(child(child(paragraph, "pPr"), "rPr"), "del") is not None


class _Writer:
    """Walks the body in order and writes its lines."""

    def __init__(self, numbering: Numbering) -> None:
        self.transcript = Transcript()
        self._numbering = numbering
        self._tables = 0
        self._open = ""
        """Text of a paragraph whose end was deleted."""

    def blocks(self, container: _Element, place: Place | None = None) -> None:
        """Write the paragraphs and tables of a body, a cell or a text box."""
        for block in container:
            name = local(block)
            if name == "p":
                self._paragraph(block, place)
            elif name == "tbl":
                self._table(block, place)
            elif name == "AlternateContent":
                chosen = child(block, "Choice")
                self.blocks(chosen if chosen is not None else block, place)
            elif name not in _SKIPPED:
                self.blocks(block, place)

    def _paragraph(self, element: _Element, place: Place | None) -> None:
        gathered = _Paragraph()
        gathered.gather(element)
        self._open += "".join(gathered.parts)
        if not _mark_deleted(element):
            self._lines(self._numbering.before(child(element, "pPr")) + self._open, place)
            self._open = ""
        for box in gathered.boxes:
            self.blocks(box, place)

    def _lines(self, text: str, place: Place | None) -> None:
        """A paragraph; a line break in it begins a line that may belong to the one above."""
        for i, line in enumerate(text.split("\n")):
            self.transcript.begin(place)
            self.transcript.line(line, firm=i == 0, place=place)

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: _Element, outer: Place | None) -> None:
        cells = list(_cells(table))
        if outer is not None or not _holds_data(cells):
            for cell in cells:
                self.blocks(cell.element, outer)
            return
        number = self._tables
        self._tables += 1
        for cell in cells:
            place = (number, cell.row, cell.column, cell.rowspan, cell.colspan)
            written = len(self.transcript.spans)
            self.blocks(cell.element, place)
            if len(self.transcript.spans) == written:
                self._lines("", place)


@dataclass(slots=True)
class _Cell:
    element: _Element
    row: int
    column: int
    rowspan: int
    colspan: int


def _inside(container: _Element, name: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those wrapped in content controls; deleted rows left out."""
    for below in container:
        tag = local(below)
        if tag == name:
            if child(child(below, "trPr"), "del") is None:
                yield below
        elif tag in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _inside(below, name)


def _cells(table: _Element) -> Iterator[_Cell]:
    """The cells that begin something: those merged into one above only make it longer."""
    placed: list[_Cell] = []
    open_merges: dict[int, _Cell] = {}
    for r, row in enumerate(_inside(table, "tr")):
        column = _span(value(child(child(row, "trPr"), "gridBefore")), 0)
        for element in _inside(row, "tc"):
            properties = child(element, "tcPr")
            colspan = max(1, _span(value(child(properties, "gridSpan")), 1))
            merge = child(properties, "vMerge")
            above = open_merges.get(column)
            if merge is not None and value(merge) != "restart" and above is not None and above.row + above.rowspan == r:
                above.rowspan += 1
            elif column + colspan <= MOST_COLUMNS:
                cell = _Cell(element, r, column, 1, colspan)
                placed.append(cell)
                open_merges.pop(column, None)
                if merge is not None:
                    open_merges[column] = cell
            column += colspan
    yield from placed


def _span(written: str | None, otherwise: int) -> int:
    return min(MOST_COLUMNS, int(written)) if written is not None and written.isdecimal() else otherwise


def _holds_data(cells: list[_Cell]) -> bool:
    """Two rows and two columns with something in them; anything less only lays out the page."""
    filled: dict[int, int] = {}
    for cell in cells:
        if any(_shows(element) for element in cell.element.iter()):
            filled[cell.row] = filled.get(cell.row, 0) + 1
    return len(filled) >= 2 and max(filled.values()) >= 2 and sum(filled.values()) >= 3


def _shows(element: _Element) -> bool:
    """Text, or an automatic number: a 序号 column often holds nothing else."""
    name = local(element)
    return (name == "t" and bool((element.text or "").strip())) or name == "numPr"
