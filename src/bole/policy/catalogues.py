"""目录: dated lists of a pack, keyed by codes and levels: `catalogues/<name>.yaml` and one CSV per edition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.levels import SCALES
from bole.policy import errors
from bole.policy.dated import Citing, Head, Supplier, checked_order, in_force, read_head
from bole.policy.digest import digest
from bole.policy.edition_rows import Rows, read_rows
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields
from bole.policy.parameters import read_identity

Status = Literal["known", "partial", "missing", "repealed"]
"""状态: all rows; some rows, others not at hand; rows not at hand; or a time without the catalogue."""

Codes = Callable[[str], Mapping[str, object] | None]
"""The codes of a classification by its name; None for one that is open here. Raises BoleError for an unknown name."""

_KEY_KINDS: Final = (Kind.CODE, Kind.LEVEL, Kind.COUNT, Kind.FLAG)
_VALUE_KINDS: Final = (Kind.MONEY, Kind.PERCENT, Kind.COUNT, Kind.LEVEL, Kind.CODE, Kind.DATE, Kind.FLAG)


@dataclass(frozen=True)
class Edition:
    """版次: the rows of a catalogue from one day to another, both included.

    Only of a "known" edition does a key without a row mean "not in the catalogue"; of a "partial" or "missing" one it
    means that a person has to look it up.
    """

    start: date
    end: date | None
    rows: Rows
    cites: ClauseRef
    verified: bool
    status: Status = "known"
    sha256: str = ""
    """Of the CSV file as it lies on disk."""
    file: str = ""
    note: str = ""
    line: int = 0
    supplier: Supplier | None = None

    @property
    def complete(self) -> bool:
        """Whether a key without a row is known not to be in the catalogue."""
        return self.status in ("known", "repealed")

    @cached_property
    def digest(self) -> str:
        """摘要 of what decides: dates, clause and rows, in the order of their keys."""
        rows = sorted(([*key], [*values]) for key, values in self.rows.items())
        return digest([self.start, self.end, self.status, self.cites, self.verified, rows])


@dataclass(frozen=True)
class Catalogue:
    """目录: a list that a document publishes and replaces edition by edition."""

    id: str
    title: str
    title_en: str
    keys: tuple[Column, ...]
    values: tuple[Column, ...]
    editions: tuple[Edition, ...]
    file: str = ""

    def at(self, day: date) -> Edition | None:
        """The edition in force on that day; None where there is none."""
        return in_force(self.editions, day)

    @cached_property
    def codes(self) -> Mapping[str, object]:
        """代码: every code that is the first key of a row in any edition."""
        return {str(key[0]): None for edition in self.editions for key in edition.rows}

    @cached_property
    def digest(self) -> str:
        """摘要 of its columns and editions."""
        columns = [[c.name, c.kind.value, c.system] for c in (*self.keys, *self.values)]
        return digest([self.id, columns, [edition.digest for edition in self.editions]])


@dataclass
class Sheet:
    """目录说明: what the rows of one catalogue are read with, an edition sheet."""

    folder: Path
    keys: tuple[Column, ...]
    values: tuple[Column, ...]
    codes: Mapping[str, Mapping[str, object]]
    citing: Citing
    faults: Faults
    readable: bool
    """Whether the columns are known; rows of unknown columns would only add noise."""
    files: set[str] = field(default_factory=set)


def read_catalogue(
    fields: Fields, pack: str, citing: Citing, codes: Codes, faults: Faults
) -> tuple[Catalogue, set[str]]:
    """Check one catalogue and read its CSV files; gives the names of the files it uses too."""
    file = fields.file
    identity = read_identity(fields, pack, file)
    title, title_en = fields.text("title"), fields.text("title_en")
    before = len(faults.found)
    keys = _columns(fields, "keys", _KEY_KINDS)
    values = _columns(fields, "values", _VALUE_KINDS)
    if "keys" in fields and not keys:
        fields.fault(errors.MISSING_KEY, fields.line_of("keys"), key="keys[0]")
    systems = code_systems((*keys, *values), identity, codes, fields)
    readable = len(faults.found) == before
    sheet = Sheet(file.parent, keys, values, systems, citing, faults, readable)
    editions = [_edition(item, sheet) for item in fields.mappings("editions")]
    if "editions" in fields and not editions:
        fields.fault(errors.MISSING_KEY, fields.line_of("editions"), key="editions[0]")
    fields.close()
    ordered = checked_order([edition for edition in editions if edition], file, faults)
    return Catalogue(identity, title, title_en, keys, values, ordered, str(file)), sheet.files


def _columns(fields: Fields, key: str, kinds: tuple[Kind, ...]) -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for item in fields.mappings(key):
        column = _column(item, kinds)
        if column is None:
            continue
        if column.name in found:
            item.fault(errors.ID_TWICE, item.line_of("name"), id=column.name, where=key)
        found[column.name] = column
    return tuple(found.values())


def _column(item: Fields, kinds: tuple[Kind, ...]) -> Column | None:
    name, kind = item.text("name"), item.choice("kind", [k.value for k in kinds])
    system = item.text("system", required=kind == Kind.LEVEL)
    label = item.text("label", required=False) or name
    label_en = item.text("label_en", required=False) or name
    optional = item.flag("optional")
    item.close()
    if kind == Kind.LEVEL and system and system not in SCALES:
        known = ", ".join(SCALES)
        item.fault(errors.BAD_CHOICE, item.line_of("system"), key="system", found=system, known=known)
        return None
    if not name or not kind or (kind == Kind.LEVEL and not system):
        return None
    return Column(name, Kind(kind), label, label_en, system=system, nullable=optional)


def code_systems(
    columns: tuple[Column, ...], identity: str, codes: Codes, fields: Fields
) -> dict[str, Mapping[str, object]]:
    """The codes of each classification that is closed; the catalogue that is the classification has none to obey."""
    systems: dict[str, Mapping[str, object]] = {}
    wanted = {c.system for c in columns if c.kind is Kind.CODE and c.system and identity != f"nation.{c.system}"}
    for system in sorted(wanted):
        try:
            known = codes(system)
        except BoleError as error:
            fields.fault(error.kind, fields.line_of("keys"), **error.params)
            continue
        if known is not None:
            systems[system] = known
    return systems


def _edition(fields: Fields, sheet: Sheet) -> Edition | None:
    head = read_head(fields, sheet.citing)
    name = fields.text("file", required=False)
    missing, partial = fields.flag("rows_missing"), fields.flag("rows_partial")
    repealed = fields.flag("repealed")
    fields.close()
    if name:
        sheet.files.add(name)
    if [bool(name), missing, repealed].count(True) != 1 or (partial and not name):
        fields.fault(errors.NO_ROWS)
        return None
    status: Status = "repealed" if repealed else "missing" if missing else "partial" if partial else "known"
    rows, sha256 = file_rows(fields, name, sheet) if name else ({}, "")
    return None if head is None else _made(head, rows, status, sha256, name)


def file_rows(fields: Fields, name: str, sheet: Sheet) -> tuple[Rows, str]:
    """各行 of the CSV file that an edition names, and the SHA-256 of the file."""
    if Path(name).name != name:
        fields.fault(errors.BAD_CHOICE, fields.line_of("file"), key="file", found=name, known=Path(name).name)
        return {}, ""
    path = sheet.folder / name
    if not path.is_file():
        fields.fault(errors.UNREADABLE, fields.line_of("file"), reason=name)
        return {}, ""
    if not sheet.readable:
        return {}, ""
    return read_rows(path, sheet.keys, sheet.values, sheet.codes, sheet.faults)


def _made(head: Head, rows: Rows, status: Status, sha256: str, file: str) -> Edition:
    return Edition(head.start, head.end, rows, head.cites, head.verified, status, sha256, file, head.note, head.line)
