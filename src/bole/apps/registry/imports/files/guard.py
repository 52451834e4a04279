"""上传的把关: what a file is by its first bytes, and whether it is safe to unpack; nothing is unpacked to find out."""

import zipfile
from pathlib import Path
from typing import Final, Literal

from bole.apps.registry.imports.files.refused import Refused

Format = Literal["xlsx", "xls", "csv", "parquet"]

MOST_PARTS: Final = 2_000
LARGEST_WHOLE: Final = 3 * 2**30
HIGHEST_RATIO: Final = 120
"""Times that a workbook may grow when unpacked; sheets of many equal rows grow some sixty times."""
RATIO_COUNTS_FROM: Final = 64 * 2**20

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMES: Final = {"xlsx": ("xlsx",), "xls": ("xls",), "csv": ("csv", "txt", "tsv"), "parquet": ("parquet", "pq")}
_OTHERS: Final = (
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"<!DOCTYPE", "html"),
    (b"<html", "html"),
    (b"<?xml", "xml"),
    (b"{", "json"),
    (b"[", "json"),
)


def format_of(path: Path, name: str) -> Format:
    """What a file is, by its content. Raises Refused: another kind of file, an ending that says otherwise, macros,
    a password, a bomb; OSError where it cannot be read."""
    with path.open("rb") as file:
        start = file.read(4096)
        found = _format(path, start)
    ending = Path(name).suffix.lower().lstrip(".")
    if ending == "xlsm":
        raise Refused("HAS_MACROS")
    if ending and ending not in _NAMES[found]:
        raise Refused("WRONG_ENDING", extension=f".{ending}", content=f".{found}")
    return found


def _format(path: Path, start: bytes) -> Format:
    if not start:
        raise Refused("NO_ROWS")
    if start.startswith(b"PK"):
        check_workbook(path)
        return "xlsx"
    if start.startswith(_OLE):
        _check_ole(path)
        return "xls"
    if start.startswith(b"PAR1"):
        return "parquet"
    for mark, what in _OTHERS:
        if start.lstrip().startswith(mark):
            raise Refused("WRONG_TYPE", what=what)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("WRONG_TYPE", what="binary")
    return "csv"


def check_workbook(path: Path) -> None:
    """Look at the directory of a zip file before anything is unpacked. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as fault:
        raise Refused("FILE_DAMAGED", what=f"zip: {type(fault).__name__}") from fault
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("FILE_ENCRYPTED")
    if len(parts) > MOST_PARTS:
        raise Refused("FILE_BOMB", what=f"{len(parts)} parts")
    total, size = sum(part.file_size for part in parts), path.stat().st_size
    if total > LARGEST_WHOLE or (total > RATIO_COUNTS_FROM and total > size * HIGHEST_RATIO):
        raise Refused("FILE_BOMB", what=f"{-(-total // 2**20)} MB")
    if any(name.lower().endswith(("vbaproject.bin", ".vba")) or "macrosheets/" in name.lower() for name in names):
        raise Refused("HAS_MACROS")
    if "xl/workbook.xml" not in names:
        what = "docx" if "word/document.xml" in names else "xlsb" if "xl/workbook.bin" in names else "zip"
        raise Refused("WRONG_TYPE", what=what)


def count_unpacked(path: Path) -> None:
    """Unpack every part into nothing, to count its real bytes, whatever the directory says. Raises Refused."""
    total = 0
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                with archive.open(part) as file:
                    while piece := file.read(2**20):
                        total += len(piece)
                        if total > LARGEST_WHOLE or (total > RATIO_COUNTS_FROM and total > size * HIGHEST_RATIO):
                            raise Refused("FILE_BOMB", what=f"> {total // 2**20} MB")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as fault:
        raise Refused("FILE_DAMAGED", what=f"zip: {type(fault).__name__}") from fault


def _check_ole(path: Path) -> None:
    """An old workbook, or a new one that is encrypted: the names of its streams stand in UTF-16."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("FILE_ENCRYPTED")
    if "_VBA_PROJECT".encode("utf-16-le") in data or "Macros".encode("utf-16-le") in data:
        raise Refused("HAS_MACROS")
    if "Workbook".encode("utf-16-le") not in data and "Book".encode("utf-16-le") not in data:
        raise Refused("WRONG_TYPE", what="doc, ppt")
