"""版次的各行: one CSV of a catalogue, checked cell by cell.

UTF-8 with or without a byte order mark; the first line names the columns; full-width digits and dashes are read as the
plain ones. A column `note` is for people and decides nothing.
"""

import csv
import hashlib
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bole.kernel.errors import ErrorKind
from bole.kernel.facts import Column, Kind
from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import nearest, read_text
from bole.policy.values import Value, reader_of

Rows = Mapping[tuple[Value, ...], tuple[Value | None, ...]]
"""各行: the values of a row by its keys."""

NOTE: Final = "note"
_MOST_FAULTS: Final = 50
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def plain(cell: str) -> str:
    """What a cell says: without blanks around, full-width characters and dashes as the plain ones."""
    if cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFKC", cell).translate(_DASHES).strip()


def read_rows(
    file: Path,
    keys: tuple[Column, ...],
    values: tuple[Column, ...],
    codes: Mapping[str, Mapping[str, object]],
    faults: Faults,
) -> tuple[dict[tuple[Value, ...], tuple[Value | None, ...]], str]:
    """The rows of a file by key, and the SHA-256 of the file; faults go to `faults`."""
    text = read_text(file, faults)
    if text is None:
        return {}, ""
    reading = _Reading(file, keys, values, codes)
    reading.read(text)
    reading.tell(faults)
    return reading.rows, hashlib.sha256(file.read_bytes()).hexdigest()


class _Reading:
    """One file being read."""

    def __init__(
        self,
        file: Path,
        keys: tuple[Column, ...],
        values: tuple[Column, ...],
        codes: Mapping[str, Mapping[str, object]],
    ) -> None:
        self.file = file
        self.columns = (*keys, *values)
        self.width = len(keys)
        self.codes = codes
        self.rows: dict[tuple[Value, ...], tuple[Value | None, ...]] = {}
        self.lines: dict[tuple[Value, ...], int] = {}
        self.found: list[tuple[ErrorKind, int, dict[str, object]]] = []
        # Few different texts stand in many rows: each is read once.
        self.known: list[dict[str, Value | None]] = [{} for _ in self.columns]
        self.readers: list[Callable[[str], Value]] = [reader_of(c.kind, c.system) for c in self.columns]

    def fault(self, kind: ErrorKind, line: int, /, **params: object) -> None:
        self.found.append((kind, line, params))

    def tell(self, faults: Faults) -> None:
        """Hand over the faults, not more than a person reads, and the number of the others."""
        for kind, line, params in self.found[:_MOST_FAULTS]:
            faults.add(kind, self.file, line, **params)
        if len(self.found) > _MOST_FAULTS:
            faults.add(errors.MORE_FAULTS, self.file, count=len(self.found) - _MOST_FAULTS)

    def read(self, text: str) -> None:
        lines = self._lines(text)
        try:
            _, heads = next(lines, (1, []))
            places = self._places([plain(head) for head in heads])
            if places is None:
                return
            for line, cells in lines:
                self._row(line, cells, places, len(heads))
        except csv.Error as error:
            self.fault(errors.BAD_SYNTAX, self.at, what=str(error))
        if not self.rows and not self.found:
            self.fault(errors.EMPTY_EDITION, 1)

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not blank, with the line it begins on."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        self.at = 1
        for cells in reader:
            if any(cells):
                yield self.at, cells
            self.at = reader.line_num + 1

    def _places(self, heads: list[str]) -> list[int] | None:
        """Where each column stands; None where one is missing."""
        names = [column.name for column in self.columns]
        allowed = [*names, NOTE]
        for head, times in Counter(heads).items():
            if head not in allowed:
                self.fault(
                    errors.FOREIGN_COLUMN, 1, column=head, nearest=nearest(head, allowed), known=", ".join(allowed)
                )
            elif times > 1:
                self.fault(errors.KEY_TWICE, 1, key=head, line=1)
        missing = [name for name in names if name not in heads]
        for name in missing:
            self.fault(errors.LACKING_COLUMN, 1, column=name)
        return None if missing else [heads.index(name) for name in names]

    def _row(self, line: int, cells: list[str], places: list[int], width: int) -> None:
        if len(cells) != width:
            self.fault(errors.WRONG_WIDTH, line, found=len(cells), wanted=width)
            return
        before = len(self.found)
        read = tuple(self._cell(i, cells[place], line) for i, place in enumerate(places))
        if len(self.found) > before:
            return
        key = tuple(value for value in read[: self.width] if value is not None)
        if key in self.lines:
            told = ", ".join(cells[place] for place in places[: self.width])
            self.fault(errors.ROW_TWICE, line, key=told, line=self.lines[key])
            return
        self.lines[key] = line
        self.rows[key] = read[self.width :]

    def _cell(self, index: int, cell: str, line: int) -> Value | None:
        known = self.known[index]
        if cell in known:
            return known[cell]
        column, text = self.columns[index], plain(cell)
        if not text and column.nullable and index >= self.width:
            known[cell] = None
            return None
        try:
            value = self.readers[index](text)
        except ValueError:
            kind = f"{column.kind.value} {column.system}".strip()
            self.fault(errors.BAD_CELL, line, column=column.name, found=cell, kind=kind)
            return None
        codes = self.codes.get(column.system) if column.kind is Kind.CODE else None
        if codes is not None and value not in codes:
            # Looking for the nearest of a thousand codes takes long: only for what a person will read.
            like = nearest(text, codes) if len(self.found) < _MOST_FAULTS else "-"
            self.fault(errors.UNLISTED_CODE, line, found=text, system=column.system, nearest=like)
            return None
        known[cell] = value
        return value
