"""Rows as text: what SQLite's are made into is what PostgreSQL prints."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.conf.backups.rows import SqliteRows, _text, _text_read, json_text
from bole.conf.backups.tables import Column, Table

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
postgresql = pytest.mark.skipif(not os.environ.get("BOLE_DATABASE_URL"), reason="asks PostgreSQL")
KINDS = ("number", "text", "flag", "moment", "day", "json", "bytes", "uuid")
TABLE = Table("t", tuple(Column(kind, kind) for kind in KINDS), (Column("number", "number"),), counted=True)
MAKE = (
    "CREATE TABLE t (number integer PRIMARY KEY AUTOINCREMENT, text varchar(9), flag bool, moment datetime,"
    " day date, json text, bytes BLOB, uuid char(32)); CREATE TABLE django_migrations (id, app, name);"
)


@given(TEXT)
def test_text_comes_back(text: str) -> None:
    told = _text(text)
    assert not {"\t", "\n", "\r"} & set(told)
    assert _text_read(told) == text


@postgresql
@pytest.mark.django_db
@settings(deadline=None, max_examples=200)
@given(JSON)
def test_json_is_as_postgresql_prints_it(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json_text(value)])
        assert cursor.fetchone() == (json_text(value),)


@postgresql
@pytest.mark.django_db
@settings(deadline=None, max_examples=200)
@given(TEXT)
def test_text_is_as_postgresql_copies_it(text: str) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY (SELECT %s::text) TO STDOUT", [text]) as copy:
        assert b"".join(bytes(block) for block in copy) == (_text(text) + "\n").encode()


def made(path: Path) -> Path:
    with sqlite3.connect(path) as database:
        database.executescript(MAKE)
    database.close()
    return path


def test_every_kind_of_value_and_the_last_number_come_back(tmp_path: Path) -> None:
    one, other = SqliteRows(made(tmp_path / "one.db")), SqliteRows(made(tmp_path / "other.db"))
    rows = [
        (1, "a\tb\\c\n", 1, "2031-05-06 01:30:00", "2031-05-06", '{"bb": 1, "a": [1.5, null]}', b"\x00\xff", "0" * 32),
        (2, "", 0, "2031-05-06 01:30:00.123", "0001-01-01", "{}", b"", "f" * 32),
        (7, None, None, None, None, None, None, None),
        (9, "\\N", 0, "2031-05-06 01:30:00.000001", "9999-12-31", '"\\u4e00\\n"', b"\\N", "a" * 32),
    ]
    one.connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    one.connection.execute("DELETE FROM t WHERE number = 9 AND 0")
    one.connection.execute("UPDATE sqlite_sequence SET seq = 40")
    lines = b"".join(one.lines(TABLE))
    assert lines.decode().splitlines()[0] == "\t".join(
        ["1", "a\\tb\\\\c\\n", "t", "2031-05-06 01:30:00.000000", "2031-05-06", '{"a": [1.5, null], "bb": 1}',
         "\\\\x00ff", "00000000-0000-0000-0000-000000000000"]
    )  # fmt: skip
    other.empty([TABLE])
    other.fill(TABLE, [lines[:50], lines[50:51], lines[51:]], one.last_number(TABLE))
    assert b"".join(other.lines(TABLE)) == lines
    assert (other.count(TABLE), other.last_number(TABLE)) == (4, 40)
    moments = [moment for (moment,) in other.connection.execute("SELECT moment FROM t ORDER BY number")]
    assert moments == ["2031-05-06 01:30:00", "2031-05-06 01:30:00.123000", None, "2031-05-06 01:30:00.000001"]
    one.close()
    other.close()
