"""分隔文本: csv in UTF-8 (with or without mark), UTF-16 or GB18030, apart by comma, semicolon, tab or bar."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bole.apps.registry.imports.files.refused import Refused

LONGEST_CELL: Final = 100_000
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE: Final = 2**20
_SEPARATORS: Final = ",;\t|"


def rows_of(path: Path) -> Iterator[list[str]]:
    """Every record, empty ones too, so that they count as the spreadsheet counts them. Raises Refused."""
    csv.field_size_limit(LONGEST_CELL)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        top = file.read(20_000)
        file.seek(0)
        try:
            yield from csv.reader(file, delimiter=separator_of(top), strict=False)
        except csv.Error as fault:
            raise Refused("FILE_DAMAGED", what=f"csv: {fault}") from fault


def encoding_of(path: Path) -> str:
    """The encoding of a whole file. Raises Refused where it is none of those known."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    wrong = _first_wrong(path, "utf-8")
    if wrong is None:
        return "utf-8"
    if _first_wrong(path, "gb18030") is None:
        return "gb18030"
    raise Refused("UNKNOWN_ENCODING", byte=wrong + 1)


def _first_wrong(path: Path, encoding: str) -> int | None:
    """Where the bytes stop making sense in an encoding; None where all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    before = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as fault:
                return before + fault.start
            before += len(piece)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return before
    return None


def separator_of(top: str) -> str:
    """The separator that parts the first lines most evenly: what stands in most of them, most often."""
    lines = [line for line in top.splitlines()[:20] if line.strip()][:10]
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in _SEPARATORS}
    return max(
        _SEPARATORS,
        key=lambda sign: (counts[sign][len(counts[sign]) // 2] if lines else 0, max(counts[sign], default=0)),
    )
