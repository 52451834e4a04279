"""快照清单: manifest.json, which says of each table of a snapshot its rows, bytes, source and coverage."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

from bole.kernel.errors import BoleError
from bole.kernel.reading import bytes_of
from bole.policy.errors import (
    MANIFEST_DOUBLE_KEY,
    MANIFEST_MISSING_KEY,
    MANIFEST_NOT_JSON,
    MANIFEST_UNKNOWN_KEY,
    MANIFEST_VALUE,
    NO_MANIFEST,
    SCHEMA_VERSION_UNKNOWN,
)

FILE_NAME: Final = "manifest.json"
SCHEMA_VERSION: Final = 1
EVERYBODY: Final = "all"


@dataclass(frozen=True, slots=True)
class Coverage:
    """覆盖范围: the coverage of a table, for whom it is complete ("all", or in words) and up to which day."""

    of: str
    until: date

    def reaches(self, as_of: date) -> bool:
        """Whether no row means none on that day; otherwise no row means unknown."""
        return self.of == EVERYBODY and self.until >= as_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One table in the manifest."""

    rows: int
    sha256: str
    source: str
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Manifest:
    """快照清单: place code, day and tables of a snapshot."""

    place: str
    as_of: date
    tables: Mapping[str, Entry]
    expires_on: date | None = None
    """The day on which it is deleted; None where nobody has set one."""
    made: Mapping[str, Any] = field(default_factory=dict)
    """Of a snapshot of a register: how and when it was made, for the next one that begins where it ends."""

    def to_json(self) -> str:
        """The file's text; the same manifest gives the same bytes."""
        return json.dumps(self.jsonable(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def jsonable(self) -> dict[str, object]:
        """What the file holds, for JSON."""
        tables = {
            name: {
                "rows": entry.rows,
                "sha256": entry.sha256,
                "source": entry.source,
                "coverage": {"of": entry.coverage.of, "until": entry.coverage.until.isoformat()},
            }
            for name, entry in self.tables.items()
        }
        found: dict[str, object] = {
            "place": self.place,
            "as_of": self.as_of.isoformat(),
            "schema_version": SCHEMA_VERSION,
            "tables": tables,
        }
        found |= {} if self.expires_on is None else {"expires_on": self.expires_on.isoformat()}
        return found | ({"made": dict(self.made)} if self.made else {})

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a snapshot folder; raises BoleError where anything in it is not as agreed."""
        path = folder / FILE_NAME
        outer = _Fields(path, _loaded(path), "", ("place", "as_of", "schema_version", "tables"), ("expires_on", "made"))
        version = outer.whole("schema_version")
        if version != SCHEMA_VERSION:
            raise BoleError(SCHEMA_VERSION_UNKNOWN, place=str(path), found=version, known=SCHEMA_VERSION)
        tables = outer.inner("tables")
        entries = {name: _entry(path, name, tables[name]) for name in tables}
        expires_on = outer.day("expires_on") if outer.has("expires_on") else None
        made = outer.inner("made") if outer.has("made") else {}
        return cls(outer.text("place"), outer.day("as_of"), entries, expires_on, made)


def _loaded(path: Path) -> object:
    try:
        return json.loads(bytes_of(path).decode("utf-8"), object_pairs_hook=_Once(path))
    except OSError as error:
        raise BoleError(NO_MANIFEST, place=str(path), reason=error.strerror or type(error).__name__) from error
    except UnicodeDecodeError as error:
        raise BoleError(MANIFEST_NOT_JSON, place=str(path), line=1) from error
    except json.JSONDecodeError as error:
        raise BoleError(MANIFEST_NOT_JSON, place=str(path), line=error.lineno) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
        raise BoleError(MANIFEST_NOT_JSON, place=str(path), line=1) from error


class _Once:
    """Makes objects of a JSON text and refuses a key written twice, of which one would be dropped unseen."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise BoleError(MANIFEST_DOUBLE_KEY, place=str(self._path), key=key)
        return dict(pairs)


def _entry(path: Path, name: str, value: object) -> Entry:
    fields = _Fields(path, value, f"tables.{name}", ("rows", "sha256", "source", "coverage"))
    coverage = _Fields(path, fields.inner("coverage"), f"tables.{name}.coverage", ("of", "until"))
    return Entry(
        fields.whole("rows"),
        fields.text("sha256"),
        fields.text("source"),
        Coverage(coverage.text("of"), coverage.day("until")),
    )


class _Fields:
    """A JSON object with these keys and no others but the optional ones, read by type."""

    def __init__(
        self, path: Path, value: object, where: str, keys: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> None:
        self._path = path
        self._where = where
        if not isinstance(value, dict):
            raise self._wrong("", value, "{…}")
        self._value: dict[str, Any] = value
        for key in keys:
            if key not in value:
                raise BoleError(MANIFEST_MISSING_KEY, place=str(path), key=self._named(key))
        known = (*keys, *optional)
        for key in value:
            if key not in known:
                raise BoleError(MANIFEST_UNKNOWN_KEY, place=str(path), key=self._named(key), known=", ".join(known))

    def has(self, key: str) -> bool:
        return key in self._value

    def text(self, key: str) -> str:
        value = self._value[key]
        if not isinstance(value, str) or not value:
            raise self._wrong(key, value, '"…"')
        return value

    def whole(self, key: str) -> int:
        value = self._value[key]
        if type(value) is not int or value < 0:
            raise self._wrong(key, value, "0, 1, 2 …")
        return value

    def day(self, key: str) -> date:
        value = self._value[key]
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self._wrong(key, value, "YYYY-MM-DD") from error
        if found.isoformat() != value:  # 20310101 and 2031-W01-1 are ISO too
            raise self._wrong(key, value, "YYYY-MM-DD")
        return found

    def inner(self, key: str) -> dict[str, Any]:
        value = self._value[key]
        if not isinstance(value, dict):
            raise self._wrong(key, value, "{…}")
        return value

    def _named(self, key: str) -> str:
        return ".".join(part for part in (self._where, key) if part)

    def _wrong(self, key: str, value: object, expected: str) -> BoleError:
        shown = json.dumps(value, ensure_ascii=False)[:60]
        return BoleError(
            MANIFEST_VALUE, place=str(self._path), key=self._named(key) or FILE_NAME, value=shown, expected=expected
        )


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
