"""规则包的名片: `pack.toml`, what a pack is called, which place it is of and which pack stands above it."""

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bole.policy import errors
from bole.policy.errors import Faults
from bole.policy.marked_yaml import nearest, read_text

PACK_SHEET: Final = "pack.toml"
_KEYS: Final = ("id", "title", "title_en", "place", "level", "parent")
_FORMS: Final = {
    "id": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII),
    "parent": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII),
    "place": re.compile(r"\d{6}|\d{9}", re.ASCII),
}
_LINE_OF_FAULT: Final = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class PackSheet:
    """规则包的名片; `parent` is "" at the top."""

    id: str
    title: str
    title_en: str
    place: str
    level: str
    parent: str
    file: Path
    lines: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path:
        """The pack's folder."""
        return self.file.parent

    def line(self, key: str) -> int:
        """The line of a key; 1 where it is absent."""
        return self.lines.get(key, 1)


def well_formed(key: str, text: str) -> bool:
    """Whether an id, a parent or a place is written as it must be."""
    return key not in _FORMS or _FORMS[key].fullmatch(text) is not None


def read_pack_sheet(file: Path, levels: tuple[str, ...], faults: Faults) -> PackSheet | None:
    """Read and check one `pack.toml`; None where it cannot be used."""
    text = read_text(file, faults)
    table = None if text is None else _table(text, file, faults)
    if text is None or table is None:
        return None
    lines = _lines(text)
    before = len(faults.found)
    for key in table.keys() - set(_KEYS):
        faults.add(
            errors.UNKNOWN_KEY, file, lines.get(key, 1), key=key, nearest=nearest(key, _KEYS), known=", ".join(_KEYS)
        )
    words = {key: _word(key, table, file, lines.get(key, 1), faults) for key in _KEYS}
    if words["level"] and words["level"] not in levels:
        known = ", ".join(levels)
        faults.add(errors.BAD_CHOICE, file, lines.get("level", 1), key="level", found=words["level"], known=known)
    return None if len(faults.found) > before else PackSheet(**words, file=file, lines=lines)


def _table(text: str, file: Path, faults: Faults) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        found = _LINE_OF_FAULT.search(str(error))
        faults.add(errors.BAD_SYNTAX, file, int(found[1]) if found else 1, what=str(error))
        return None


def _lines(text: str) -> dict[str, int]:
    """The line of each key at the top of the file."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        key = re.match(r"\s*\[*\"?([\w-]+)", line)
        if key:
            found.setdefault(key[1], number)
    return found


def _word(key: str, table: dict[str, Any], file: Path, line: int, faults: Faults) -> str:
    value = table.get(key)
    if value is None:
        if key != "parent":
            faults.add(errors.MISSING_KEY, file, 1, key=key)
        return ""
    if not isinstance(value, str) or not value.strip():
        faults.add(errors.NOT_TEXT, file, line, key=key, found=value)
        return ""
    if not well_formed(key, value):
        faults.add(errors.BAD_ID, file, line, key=key, found=value)
    return value


def pack_sheet_text(words: dict[str, str]) -> str:
    """The text of a `pack.toml` with these words; TOML takes the strings of JSON."""
    return "".join(f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in words.items())
