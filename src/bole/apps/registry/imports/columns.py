"""列的对应: which heading of a file stands for which item of its kind.

What somebody chose for this file comes first, then what the source's last confirmed file had, then the usual headings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bole.apps.registry import errors
from bole.apps.registry.imports.headings import bare_key, heading_key
from bole.apps.registry.imports.kinds import Column, Kind
from bole.kernel.errors import BoleError


@dataclass(frozen=True, slots=True)
class Matched:
    """对上的列: a place in the file, the heading there, and what it stands for."""

    at: int
    heading: str
    column: Column
    factor: int = 1
    """Yuan of its unit: 10,000 where the heading says 万元."""


@dataclass(frozen=True, slots=True)
class Columns:
    """列的对应 of one file."""

    matched: tuple[Matched, ...]
    left_out: tuple[str, ...]
    """Headings that stand for nothing here."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The items that the file has columns for."""
        return tuple(dict.fromkeys(matched.column.to for matched in self.matched))

    def heading(self, to: str) -> str:
        """The heading of an item as the file prints it; "" where it has none."""
        return next((m.heading for m in self.matched if m.column.to == to or to in m.column.parts), "")

    def to_json(self) -> dict[str, str]:
        """Heading to item; "" for one left out."""
        return {**{m.heading: m.column.to for m in self.matched}, **dict.fromkeys(self.left_out, "")}


def known_keys(kind: Kind, *more: Mapping[str, str]) -> set[str]:
    """Every form of a heading that is known for a kind, and those remembered or chosen."""
    return {*_usual(kind), *(key for told in more for heading in told for key in _keys(heading))}


def match_columns(
    kind: Kind, headings: Sequence[str], chosen: Mapping[str, str], remembered: Mapping[str, str], *, place: str
) -> Columns:
    """What each heading stands for. Raises BoleError: an unknown item, two columns for one, missing columns."""
    columns = guess_columns(kind, headings, chosen, remembered)
    _check_once(columns.matched, place)
    _check_whole(kind, columns, place)
    return columns


def guess_columns(
    kind: Kind, headings: Sequence[str], chosen: Mapping[str, str], remembered: Mapping[str, str]
) -> Columns:
    """What each heading stands for as far as it is known, whether that will do or not."""
    told = {**_by_key(kind, remembered), **_by_key(kind, chosen)}
    usual = _usual(kind)
    matched: list[Matched] = []
    left_out: list[str] = []
    for at, heading in enumerate(headings):
        column = _column(heading, told, usual)
        if column is None:
            left_out += [heading] if heading else []
        else:
            matched.append(Matched(at, heading, column, 10_000 if "万元" in heading else 1))
    return Columns(tuple(matched), tuple(left_out))


def _column(heading: str, told: Mapping[str, Column | None], usual: Mapping[str, Column]) -> Column | None:
    for key in _keys(heading):
        if key in told:
            return told[key]
    return next((usual[key] for key in _keys(heading) if key in usual), None)


def _keys(heading: str) -> tuple[str, ...]:
    return tuple(key for key in (heading_key(heading), bare_key(heading)) if key)


def _by_key(kind: Kind, told: Mapping[str, str]) -> dict[str, Column | None]:
    found: dict[str, Column | None] = {}
    for heading, to in told.items():
        if to and to not in kind.targets:
            raise BoleError(errors.UNKNOWN_TARGET, found=to, kind=kind.label, known="、".join(kind.targets))
        found[heading_key(heading)] = _variant(kind, heading, to) if to else None
    return found


def _variant(kind: Kind, heading: str, to: str) -> Column:
    """Of several columns for one item the one that has this heading, else the first."""
    usual = _usual(kind)
    own = next((usual[key] for key in _keys(heading) if key in usual and usual[key].to == to), None)
    return own or next(column for column in kind.columns if column.to == to)


@cache
def _usual(kind: Kind) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in kind.columns:
        for heading in (*column.headings, *column.headings_en):
            found.setdefault(heading_key(heading), column)
    for column in kind.columns:  # the names of the items themselves, where no heading is one
        found.setdefault(heading_key(column.to), column)
    return found


def _check_once(matched: Sequence[Matched], place: str) -> None:
    for number, one in enumerate(matched):
        for other in matched[number + 1 :]:
            if one.column is other.column:
                told = {"first": one.heading, "second": other.heading, "column": one.column.label}
                raise BoleError(errors.COLUMN_TWICE, place=place, **told)


def _check_whole(kind: Kind, columns: Columns, place: str) -> None:
    there = set(columns.targets)
    missing = [
        column.label
        for column in kind.columns
        if column.to not in there
        and (column.required or (column.needed and (column.to.startswith("person.") and kind.person != "optional")))
    ]
    needed = [column for column in kind.columns if column.needed and not column.to.startswith("person.")]
    if needed and not any(column.to in there for column in needed):
        missing += [column.label for column in needed]
    if missing:
        found = "、".join(matched.heading for matched in columns.matched) or "-"
        raise BoleError(errors.COLUMNS_MISSING, place=place, missing="、".join(dict.fromkeys(missing)), found=found)
