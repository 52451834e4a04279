"""原件: a file as it lies on disk -> its bytes, its text and its printed lines, each character with its raw offset."""

from __future__ import annotations

import hashlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bole.documents.encoding import Decoded, decode
from bole.documents.errors import (
    BINARY,
    DAMAGED,
    EMPTY_FILE,
    ENCRYPTED,
    IS_FOLDER,
    MISSING_FILE,
    TOO_LARGE,
    TOO_LONG,
    TRUNCATED,
    UNREADABLE,
    UNSUPPORTED_FORMAT,
    WRONG_EXTENSION,
)
from bole.documents.formats import plain
from bole.documents.reading import Doubt
from bole.documents.text import Line
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

Format = Literal["txt", "html", "markdown", "docx", "pdf"]

LARGEST: Final = 64 * 2**20
"""Bytes; no policy document comes near it, and reading is held in memory."""
LONGEST: Final = 4_000_000
"""Characters of printed text; the compendium of a province has half of it. It bounds the time that any file takes."""
MOST_LINES: Final = 150_000
"""Printed lines and table cells: each takes its time, however short it is."""
MOST_BREAKS: Final = 400_000
"""Line ends, tabs and bars of a plain text or a Markdown file, counted before it is taken apart."""
MOST_TAGS: Final = 500_000
"""Of a web page, ends of elements counted too."""


@dataclass(frozen=True, slots=True)
class Source:
    """原件: `raw` is the decoded text (docx, pdf: the extracted text), `lines` what is printed in it, in order.

    Offsets count code points of `raw`; a byte-order mark is no part of it. `data` are the bytes with their `sha256`.
    """

    name: str
    data: bytes
    sha256: str
    format: Format
    encoding: str
    """Python's name of the encoding; "" for docx and pdf."""
    raw: str
    lines: list[Line]
    warnings: tuple[Doubt, ...] = ()


def source_of(path: Path) -> Source:
    """Read one file. Raises BoleError with the path as its place, for whatever is wrong with it."""
    return _placed(_bytes_of(path), path.name, str(path))


def source_from_bytes(data: bytes, name: str) -> Source:
    """The same for bytes already in memory; `name` gives the extension. Raises BoleError with `name` as its place."""
    return _placed(data, name, name)


def _placed(data: bytes, name: str, place: str) -> Source:
    try:
        return _source(data, name)
    except BoleError as error:
        raise BoleError(error.kind, place=error.place or place, **error.params) from None


def _bytes_of(path: Path) -> bytes:
    place = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BoleError(IS_FOLDER, place=place, example=str(path / "*.html"))
        # A pipe or a device may never end.
        if not stat.S_ISREG(status.st_mode):
            raise BoleError(UNREADABLE, place=place, reason=_("不是普通文件"))
        _check_size(status.st_size, place)
        data = path.read_bytes()
    except FileNotFoundError:
        raise BoleError(MISSING_FILE, place=place) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise BoleError(UNREADABLE, place=place, reason=reason) from None
    _check_size(len(data), place)
    return data


def _check_size(size: int, place: str = "") -> None:
    if size > LARGEST:
        raise BoleError(TOO_LARGE, place=place, size=-(-size // 2**20), limit=LARGEST // 2**20)


def _source(data: bytes, name: str) -> Source:
    _check_size(len(data))
    if not data:
        raise BoleError(EMPTY_FILE)
    sha256 = hashlib.sha256(data).hexdigest()
    extension = _extension(name)
    packed = _packed_format(data)
    _check_extension(extension, packed, data)
    if packed is not None:
        from bole.documents.formats.packed import extract

        extracted = extract(packed, data)
        _check_text(extracted.lines)
        return Source(name, data, sha256, packed, "", extracted.raw, extracted.lines, extracted.warnings)
    decoded = decode(data)
    if not decoded.raw.strip():
        raise BoleError(EMPTY_FILE)
    form, lines = _text_lines(decoded, extension)
    _check_text(lines)
    return Source(name, data, sha256, form, decoded.encoding, decoded.raw, lines)


def _check_text(lines: list[Line]) -> None:
    if sum(len(line.text) for line in lines) > LONGEST:
        raise BoleError(TOO_LONG, limit=_("{n} 字", n=LONGEST))
    printed = sum(1 for line in lines if line.text and not line.text.isspace())
    if printed > MOST_LINES:
        raise BoleError(TOO_LONG, limit=_("{n} 行", n=MOST_LINES))
    if not printed:
        raise BoleError(EMPTY_FILE)


def _extension(name: str) -> str:
    return Path(name.lower().replace("\x00", "")).suffix


# --- what the bytes are ---------------------------------------------------------------------------------------------

_TEXT_EXTENSIONS: Final = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".shtml", ".xhtml"}
_FOREIGN: Final = (
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"%!PS", "PostScript"),
)
_PICTURES: Final = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3\x00", "SQLite"),
)
_MHT = re.compile(rb"(?i)\A(?:from: <saved by|mime-version:).{0,2000}?multipart/related", re.DOTALL)


def _packed_format(data: bytes) -> Literal["docx", "pdf"] | None:
    """docx or pdf by content, None for text. Raises BoleError for what is known to be neither."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped_format(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BoleError(ENCRYPTED)
        raise BoleError(UNSUPPORTED_FORMAT, what=_("旧版 Office 文件，如 doc、xls、wps"))
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise BoleError(UNSUPPORTED_FORMAT, what=what)
    for mark, what in _PICTURES:
        if data.startswith(mark) and (len(mark) > 2 or b"\x00" in data[:4096]):
            raise BoleError(BINARY, what=what)
    if _MHT.match(data[:4096]):
        raise BoleError(UNSUPPORTED_FORMAT, what="MHT")
    return None


def _zipped_format(data: bytes) -> Literal["docx"]:
    """A zip file is a docx, or an error; only its directory is looked at here, nothing is unpacked."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        # The directory stands at the end of a zip file: without it, the end is missing.
        raise BoleError(TRUNCATED if b"PK\x05\x06" not in data[-66_000:] else DAMAGED, what="zip") from None
    except (ValueError, NotImplementedError, OverflowError, RuntimeError, OSError) as error:
        raise BoleError(DAMAGED, what=f"zip: {type(error).__name__}") from None
    if any(name.startswith("word/") and name.endswith(".xml") for name in names):
        return "docx"
    if any(name.startswith("EncryptedPackage") for name in names):
        raise BoleError(ENCRYPTED)
    for prefix, what in (("xl/", "xlsx"), ("ppt/", "pptx"), ("content.xml", "odt"), ("OFD.xml", "OFD")):
        if any(name.startswith(prefix) for name in names):
            raise BoleError(UNSUPPORTED_FORMAT, what=what)
    raise BoleError(UNSUPPORTED_FORMAT, what="zip")


def _check_extension(extension: str, packed: str | None, data: bytes) -> None:
    """A pdf or docx under the name of the other or of a text, or a text under theirs, is more likely a mistake."""
    expected = {".pdf": "pdf", ".docx": "docx"}.get(extension) or ("" if extension in _TEXT_EXTENSIONS else packed)
    if packed == expected or (packed is None and not expected):
        return
    if packed is None:
        html = looks_like_html(data[:4096].decode("latin-1"))
        content, right = (_("网页"), ".html") if html else (_("文字或其他内容"), ".txt")
    else:
        content, right = packed, f".{packed}"
    raise BoleError(WRONG_EXTENSION, extension=extension, content=content, right=right)


# --- texts ----------------------------------------------------------------------------------------------------------

_HTML_OPENING = re.compile(r"(?i)<(?:!doctype\s+html|html|head|body|meta|title)[\s>]")
_HTML_TAG = re.compile(
    r"(?i)</?(?:p|div|br|span|table|tr|td|th|li|ul|ol|a|h[1-6]|strong|b|font|section|article)\b[^<>]{0,300}>"
)


def looks_like_html(head: str) -> bool:
    """Whether the beginning of a text is a web page or a part of one: it opens as one, or is dense with its tags."""
    if _HTML_OPENING.search(head[:3000]):
        return True
    tags = len(_HTML_TAG.findall(head))
    return tags >= 5 and tags * 400 >= len(head)


def _check_marks(raw: str, marks: str, most: int) -> None:
    """Refuse what would take long only to be taken apart, before that is done."""
    if sum(map(raw.count, marks)) > most:
        raise BoleError(TOO_LONG, limit=_("{n} 个标记", n=most))


def _text_lines(decoded: Decoded, extension: str) -> tuple[Format, list[Line]]:
    raw = decoded.raw
    _check_marks(raw, "<", MOST_TAGS)
    is_markdown = extension in (".md", ".markdown")
    is_html = not is_markdown and looks_like_html(raw[:20_000])
    if is_html or (extension in (".html", ".htm", ".shtml", ".xhtml") and _HTML_TAG.search(raw)):
        from bole.documents.formats import html

        return "html", html.lines_of(raw)
    _check_marks(raw, "\n\r\t|", MOST_BREAKS)
    if is_markdown:
        from bole.documents.formats import markdown

        return "markdown", markdown.lines_of(raw)
    return "txt", plain.lines_of(raw)
