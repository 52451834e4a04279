"""行: rows as text, a line each, and back; the same text for the same row in SQLite and in PostgreSQL.

The form is that of PostgreSQL's COPY: values apart by tabs, \\N for nothing, moments in UTC with six places, JSON as
PostgreSQL prints it. Lines are in the order of the key, so that their SHA-256 tells whether two tables are equal.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import psycopg

from bole.conf.backups.tables import Column, Step, Table

_CHUNK: Final = 5000
_BLOCK: Final = 2**18
NOTHING: Final = "\\N"


class Rows(Protocol):
    """行的来处与去处: one state of a database, however long it is read, or one transaction that fills it."""

    def steps(self) -> list[Step]:
        """The migrations that were made."""
        ...

    def count(self, table: Table) -> int:
        """How many rows it has."""
        ...

    def lines(self, table: Table) -> Iterator[bytes]:
        """Its rows as text, in blocks of whole lines."""
        ...

    def last_number(self, table: Table) -> int:
        """The highest number that the database has given to a row of it, gone ones included."""
        ...

    def empty(self, tables: Sequence[Table]) -> None:
        """Take out whatever is there."""
        ...

    def fill(self, table: Table, blocks: Iterable[bytes], last_number: int) -> None:
        """Put lines in."""
        ...


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(columns: Iterable[Column]) -> str:
    return ", ".join(_quoted(column.name) for column in columns)


# --- SQLite ---


class SqliteRows:
    """SQLite 的行: a file; what is read is all of one moment, and nobody who writes waits for it."""

    def __init__(self, path: Path, *, hasty: bool = False) -> None:
        """`hasty` where somebody else sees to it that all is on the disk."""
        # Without Django's connection: that one takes the lock of writers at once, and makes values of the text.
        self.connection = sqlite3.connect(path, timeout=20, isolation_level=None)
        if hasty:
            self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("BEGIN")

    def close(self) -> None:
        """Let go of the moment; what was put in and not committed is gone."""
        self.connection.close()

    def commit(self) -> None:
        """What was put in stays."""
        self.connection.execute("COMMIT")

    def steps(self) -> list[Step]:
        return list(self.connection.execute("SELECT app, name FROM django_migrations ORDER BY id"))

    def count(self, table: Table) -> int:
        found = self.connection.execute(f"SELECT count(*) FROM {_quoted(table.name)}").fetchone()  # noqa: S608 - our own table
        return int(found[0])

    def lines(self, table: Table) -> Iterator[bytes]:
        key = ", ".join(_quoted(column.name) for column in table.key)
        asked = f"SELECT {_listed(table.columns)} FROM {_quoted(table.name)} ORDER BY {key}"  # noqa: S608
        cursor = self.connection.execute(asked)
        writers = [_WRITTEN[column.kind] for column in table.columns]
        while rows := cursor.fetchmany(_CHUNK):
            columns = [
                [NOTHING if value is None else write(value) for value in values]
                for write, values in zip(writers, zip(*rows, strict=True), strict=True)
            ]
            yield ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()

    def last_number(self, table: Table) -> int:
        if not table.counted:
            return 0
        found = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
        return int(found[0]) if found else 0

    def empty(self, tables: Sequence[Table]) -> None:
        for table in tables:
            self.connection.execute(f"DELETE FROM {_quoted(table.name)}")  # noqa: S608 - our own table

    def fill(self, table: Table, blocks: Iterable[bytes], last_number: int) -> None:
        readers = [_READ[column.kind] for column in table.columns]
        places = ", ".join("?" * len(table.columns))
        putting = f"INSERT INTO {_quoted(table.name)} ({_listed(table.columns)}) VALUES ({places})"  # noqa: S608
        for lines in _whole_lines(blocks):
            self.connection.executemany(putting, [_row(line, readers) for line in lines])
        if table.counted and last_number:
            self.connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
            self.connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last_number])


def cells(blocks: Iterable[bytes]) -> Iterator[list[str]]:
    """The cells of each line, as they stand there."""
    for lines in _whole_lines(blocks):
        yield from (line.decode().split("\t") for line in lines)


def _row(line: bytes, readers: Sequence[Callable[[str], Any]]) -> list[Any]:
    cells = line.decode().split("\t")
    return [None if cell == NOTHING else read(cell) for cell, read in zip(cells, readers, strict=True)]


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        if whole:
            yield whole
    if rest:
        yield [rest]


_ESCAPED: Final = str.maketrans(
    {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
)
_NEEDS: Final = re.compile(r"[\\\b\f\n\r\t\v]")
_ESCAPE: Final = re.compile(r"\\(.)")
_PLAIN: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _text(value: object) -> str:
    text = str(value)
    return text.translate(_ESCAPED) if _NEEDS.search(text) else text


def _text_read(cell: str) -> str:
    return _ESCAPE.sub(lambda found: _PLAIN.get(found[1], found[1]), cell) if "\\" in cell else cell


def _moment(value: str) -> str:
    """Six places; the text in SQLite has as many as somebody wrote."""
    return f"{value[:19].replace('T', ' ')}.{value[20:26].ljust(6, '0')}"


def _moment_read(cell: str) -> str:
    """As Django writes it: a comparison in SQLite is one of texts."""
    return cell.removesuffix(".000000")


def json_text(value: Any) -> str:
    """JSON as PostgreSQL prints what it has stored: shorter keys first, then by their bytes."""
    return json.dumps(_ordered(value), ensure_ascii=False)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(part) for part in value] if isinstance(value, list) else value


def _json(value: str) -> str:
    return value if value in ("{}", "[]") else _text(json_text(json.loads(value)))


def _uuid(value: str) -> str:
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


_WRITTEN: Final[dict[str, Callable[[Any], str]]] = {
    "number": str,
    "flag": lambda value: "t" if value else "f",
    "text": _text,
    "day": str,
    "moment": _moment,
    "json": _json,
    "bytes": lambda value: "\\\\x" + bytes(value).hex(),
    "uuid": _uuid,
}
_READ: Final[dict[str, Callable[[str], Any]]] = {
    "number": int,
    "flag": lambda cell: cell == "t",
    "text": _text_read,
    "day": str,
    "moment": _moment_read,
    "json": _text_read,
    "bytes": lambda cell: bytes.fromhex(cell[3:]),
    "uuid": lambda cell: cell.replace("-", ""),
}

# --- PostgreSQL ---


class PostgresRows:
    """PostgreSQL 的行: those that are seen in the transaction that its connection is in."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        for setting in ("timezone TO 'UTC'", "datestyle TO 'ISO, YMD'", "bytea_output TO 'hex'"):
            self.connection.execute(f"SET LOCAL {setting}".encode())

    def steps(self) -> list[Step]:
        return list(self._all("SELECT app, name FROM django_migrations ORDER BY id"))

    def count(self, table: Table) -> int:
        return int(self._all(f"SELECT count(*) FROM {_quoted(table.name)}")[0][0])  # noqa: S608 - our own table

    def lines(self, table: Table) -> Iterator[bytes]:
        key = ", ".join(_quoted(c.name) + (' COLLATE "C"' if c.kind == "text" else "") for c in table.key)
        wanted = ", ".join(_printed(column) for column in table.columns)
        asked = f"COPY (SELECT {wanted} FROM {_quoted(table.name)} ORDER BY {key}) TO STDOUT"  # noqa: S608
        held = bytearray()
        with self.connection.cursor() as cursor, cursor.copy(asked.encode()) as copy:
            for line in copy:
                held += line
                if len(held) > _BLOCK:
                    yield bytes(held)
                    held.clear()
        if held:
            yield bytes(held)

    def last_number(self, table: Table) -> int:
        if not table.counted:
            return 0
        last, given = self._all(f"SELECT last_value, is_called FROM {self._sequence(table)}")[0]  # noqa: S608
        return int(last) if given else 0

    def empty(self, tables: Sequence[Table]) -> None:
        self.connection.execute(f"TRUNCATE {', '.join(_quoted(table.name) for table in tables)}".encode())

    def fill(self, table: Table, blocks: Iterable[bytes], last_number: int) -> None:
        into = f"COPY {_quoted(table.name)} ({_listed(table.columns)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(into.encode()) as copy:
            for block in blocks:
                copy.write(block)
        if table.counted and last_number:
            self.connection.execute("SELECT setval(%s, %s)", [self._sequence(table), last_number])

    def _sequence(self, table: Table) -> str:
        asked = "SELECT pg_get_serial_sequence(%s, %s)"
        found = self.connection.execute(asked, [_quoted(table.name), table.key[0].name]).fetchone()
        assert found is not None
        return str(found[0])

    def _all(self, asked: str) -> list[Any]:
        return self.connection.execute(asked.encode()).fetchall()


def _printed(column: Column) -> str:
    name = _quoted(column.name)
    return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')" if column.kind == "moment" else name
