"""参数: dated values of a pack, each with its clause, read from `parameters/<name>.yaml`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from bole.kernel.clauses import ClauseRef
from bole.policy import errors
from bole.policy.dated import Citing, Head, Supplier, checked_order, in_force, read_head
from bole.policy.digest import digest
from bole.policy.errors import Faults
from bole.policy.marked_yaml import Fields, Scalar
from bole.policy.types import DATE, MONEY, PERCENT, PERIOD, TRUTH, Base, Type
from bole.policy.values import UNITS, Value, unit_reader

Status = Literal["known", "missing", "repealed"]
"""状态: a value, a value the source does not give, or a time without the rule."""
BETTER: Final = ("more", "less")
"""更好的方向: the greater value is better for who is paid, or the lesser."""


@dataclass(frozen=True)
class Entry:
    """参数条目: the value of a parameter from one day to another, both included.

    Money is in fen, a percentage in ten-thousandths, a level a rank; None where the status is not "known".
    """

    start: date
    end: date | None
    value: Value | None
    status: Status
    cites: ClauseRef
    verified: bool
    note: str = ""
    line: int = 0
    supplier: Supplier | None = None

    @cached_property
    def digest(self) -> str:
        """摘要 of what decides: not of the note and of where it stands in the file."""
        return digest([self.start, self.end, self.value, self.status, self.cites, self.verified])


@dataclass(frozen=True)
class Raising:
    """抬高: what a district's parameter says beside its entries, as written: whose value it betters, and for whom."""

    of: str
    """Id of the parameter above."""
    rows: str
    """The fact that says of which place a row is: "person.residence_town"."""
    codes: tuple[str, ...]
    """The divisions that it is raised for; none: the pack's own place."""
    line: int
    rows_line: int
    codes_line: int


@dataclass(frozen=True)
class Parameter:
    """参数: a value that a document sets and may change, by date."""

    id: str
    title: str
    title_en: str
    unit: str
    entries: tuple[Entry, ...]
    file: str = ""
    better: str = ""
    """"more" or "less": which values a district may put over it; "" none."""
    raising: Raising | None = None
    base: "Parameter | None" = None
    """The one above that it raises; `entries` are then its own, and that one's where it says nothing."""
    own: tuple[Entry, ...] = ()
    """The entries written in its own file, where it raises another one."""

    def at(self, day: date) -> Entry | None:
        """The entry in force on that day; None where there is none."""
        return in_force(self.entries, day)

    @property
    def type(self) -> Type:
        """The type its values have in rules."""
        word, _, system = self.unit.partition(":")
        return _TYPES[word] if not system else Type(_SYSTEM_BASES[word], system)

    @cached_property
    def digest(self) -> str:
        """摘要 of all its entries."""
        return digest([self.id, self.unit, [entry.digest for entry in self.entries]])


_TYPES: Final = {
    "yuan": MONEY,
    "percent": PERCENT,
    "months": PERIOD,
    "years": PERIOD,
    "days": PERIOD,
    "date": DATE,
    "flag": TRUTH,
}
_SYSTEM_BASES: Final = {"count": Base.COUNT, "level": Base.LEVEL}


def read_parameter(fields: Fields, pack: str, citing: Citing, faults: Faults) -> Parameter | None:
    """Check one parameter; faults go to `faults`, and None comes back where no parameter can be made of it."""
    file = fields.file
    identity = read_identity(fields, pack, file)
    title, title_en = fields.text("title"), fields.text("title_en")
    unit = fields.text("unit")
    read = unit_reader(unit)
    if unit and read is None:
        known = ", ".join(UNITS)
        fields.fault(errors.BAD_CHOICE, fields.line_of("unit"), key="unit", found=unit, known=known)
    better = fields.choice("better", BETTER) if "better" in fields else ""
    raising = _raising(fields) if "raises" in fields else None
    entries = [read_entry(item, unit, read, citing) for item in fields.mappings("entries")]
    if "entries" in fields and not entries:
        fields.fault(errors.MISSING_KEY, fields.line_of("entries"), key="entries[0]")
    fields.close()
    if read is None:
        return None
    ordered = checked_order([entry for entry in entries if entry], file, faults)
    return Parameter(identity, title, title_en, unit, ordered, str(file), better, raising)


def _raising(fields: Fields) -> Raising:
    codes = fields.scalar("codes", required=False)
    return Raising(
        of=fields.text("raises"),
        rows=fields.text("for"),
        codes=tuple(codes.text.split()) if codes else (),
        line=fields.line_of("raises"),
        rows_line=fields.line_of("for"),
        codes_line=fields.line_of("codes"),
    )


def read_identity(fields: Fields, pack: str, file: Path) -> str:
    """The id, which must be the pack's and the file's name joined by a point."""
    wanted, found = f"{pack}.{file.stem}", fields.text("id")
    if found and found != wanted:
        fields.fault(errors.OTHER_ID, fields.line_of("id"), found=found, wanted=wanted)
    return wanted


def read_entry(fields: Fields, unit: str, read: Callable[[str], Value] | None, citing: Citing) -> Entry | None:
    """One entry in the parameter's unit; None where it is wrong (each a fault)."""
    head = read_head(fields, citing)
    missing, repealed = fields.flag("missing"), fields.flag("repealed")
    scalar = fields.scalar("value")
    fields.close()
    if scalar is None:
        return None
    empty = scalar.kind == "null"
    if empty != (missing or repealed) or (missing and repealed):
        fields.fault(errors.NO_VALUE, scalar.line)
        return None
    value = None if empty else _value(scalar, unit, read, fields)
    status: Status = "missing" if missing else "repealed" if repealed else "known"
    if head is None or (value is None and not empty):
        return None
    return _made(head, value, status)


def _made(head: Head, value: Value | None, status: Status) -> Entry:
    return Entry(head.start, head.end, value, status, head.cites, head.verified, head.note, head.line)


def _value(scalar: Scalar, unit: str, read: Callable[[str], Value] | None, fields: Fields) -> Value | None:
    if scalar.kind == "float":
        fields.fault(errors.FLOAT, scalar.line, found=scalar.text)
    elif read is not None:
        try:
            return read(scalar.text)
        except ValueError:
            fields.fault(errors.NOT_IN_UNIT, scalar.line, found=scalar.text, unit=unit)
    return None
