"""成批读写: many rows in and out of a table in one statement each, the same on SQLite and PostgreSQL.

Everybody who changes a register stands in line at `register_lock`, so that what was read a moment ago still holds when
it is written. On PostgreSQL rows go in by COPY, on SQLite by one prepared statement.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection, models

from bole.apps.registry.errors import CHANGED_MEANWHILE
from bole.apps.registry.models import Recorded, Thing
from bole.kernel.errors import BoleError

_LOCK: Final = 0x626F6C65
"""Number of the advisory lock of PostgreSQL; SQLite has one writer as it is."""
_ASKED: Final = 10_000
"""Values of one question; SQLite takes 32,766."""
_CACHE_KB: Final = 200_000
_LOG_PAGES: Final = 50_000
_BLOCK: Final = 2_000
"""Rows of one piece of a COPY."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NULL: Final = "\\N"


def register_lock() -> None:
    """Stand in line with everybody else who changes the register, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def open_rows(
    model: type[Recorded], lead: str, values: Collection[Any], fields: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """The rows that count now and have one of these values in the column `lead`; JSON comes as text.

    Written as SQL, since ten thousand values in a query of the ORM take longer than finding them.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields} | {"pk": model._meta.pk}
    quote = connection.ops.quote_name
    names = ", ".join(quote(by_name[name].column or name) for name in fields)
    table, column = quote(model._meta.db_table), quote(by_name[lead].column or lead)
    start = f"SELECT {names} FROM {table} WHERE closed_at IS NULL AND {column}"  # noqa: S608 - names of our own columns
    asked = iter(values)
    while some := list(islice(asked, _ASKED)):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"{start} = ANY(%s::{_array_of(by_name[lead])})", [some])
            else:
                cursor.execute(f"{start} IN ({', '.join(['%s'] * len(some))})", some)
            yield from cursor.fetchall()


def _array_of(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.BinaryField):
        return "bytea[]"
    return "text[]" if isinstance(field, models.CharField) else "bigint[]"


def cache_more() -> None:
    """Give this connection of SQLite room for the indexes of a large register; PostgreSQL has its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            # A page of an index is written by many chunks: it goes into the database file once for several of them.
            cursor.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


def things_made(kind: str, count: int, at: datetime) -> list[int]:
    """Numbers of new things, as many as asked for; the database makes the rows itself."""
    if not count:
        return []
    table = Thing._meta.db_table
    quoted = connection.ops.quote_name(table)
    into = f"INSERT INTO {quoted} (id, kind, made_at)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            numbered = "nextval(pg_get_serial_sequence(%s, 'id')), %s, %s FROM generate_series(1, %s)"
            cursor.execute(f"{into} SELECT {numbered} RETURNING id", [table, kind, at, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        counted = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
        moment = connection.ops.adapt_datetimefield_value(at)
        making = f"{counted} {into} SELECT %s + i, %s, %s FROM n"  # noqa: S608 - the name of our own table
        cursor.execute(making, [count, last, kind, moment])
        return list(range(last + 1, last + count + 1))


def not_before(model: type[Recorded], numbers: Sequence[int], at: datetime) -> datetime:
    """The moment at which these rows may be closed: `at`, or when the last of them was recorded, where a clock has
    jumped back since; else they would have ended before they began."""
    for start in range(0, len(numbers), _ASKED):
        rows = model._default_manager.filter(pk__in=numbers[start : start + _ASKED])
        at = max(at, rows.aggregate(last=models.Max("recorded_at"))["last"] or at)
    return at


def rows_close(model: type[Recorded], numbers: Sequence[int], *, batch: int | None, at: datetime) -> None:
    """作废 these rows. Raises BoleError where one of them does not count any more."""
    closed = 0
    for start in range(0, len(numbers), _ASKED):
        some = numbers[start : start + _ASKED]
        rows = model._default_manager.filter(pk__in=some, closed_at__isnull=True)
        closed += rows.update(closed_at=at, closed_by_id=batch)
    if closed != len(numbers):
        raise BoleError(CHANGED_MEANWHILE)


def rows_insert(model: type[models.Model], columns: Mapping[str, Sequence[Any]], *, ignoring: str = "") -> None:
    """Add rows, given column by column. `ignoring` names a unique column whose values may be there already."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    copies = connection.vendor == "postgresql" and not ignoring
    prepared = [_prepared(fields[name], values, copies=copies) for name, values in columns.items()]
    if not prepared or not prepared[0]:
        return
    names = ", ".join(connection.ops.quote_name(fields[name].column or name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    if copies:
        _copy(table, names, prepared)
        return
    places = ", ".join(["%s"] * len(prepared))
    ending = f" ON CONFLICT ({connection.ops.quote_name(ignoring)}) DO NOTHING" if ignoring else ""
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {table} ({names}) VALUES ({places}){ending}"  # noqa: S608 - names of our own columns
        cursor.executemany(sql, list(zip(*prepared, strict=True)))


def _copy(table: str, names: str, columns: Sequence[Sequence[str]]) -> None:
    lines = map("\t".join, zip(*columns, strict=True))
    # What the server says against a row comes when the COPY ends, past the errors that Django's cursor translates.
    copying = f"COPY {table} ({names}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copying) as copy:
        while block := list(islice(lines, _BLOCK)):
            copy.write("\n".join(block) + "\n")


# --- values as each database takes them ---


def _prepared(field: models.Field[Any, Any], values: Sequence[Any], *, copies: bool) -> Sequence[Any]:
    """The values of a column as the database takes them."""
    if isinstance(field, models.DateField):  # days and moments: few of them in many rows
        return _each(values, _moment(field, copies=copies))
    if isinstance(field, models.JSONField):
        return [_json(value, copies=copies) for value in values]
    if not copies:
        return values
    if isinstance(field, models.BinaryField):
        return [_NULL if value is None else "\\\\x" + value.hex() for value in values]
    if isinstance(field, models.BooleanField):
        return [_NULL if value is None else "t" if value else "f" for value in values]
    if isinstance(field, models.CharField):
        return [_NULL if v is None else v if v.isalnum() else v.translate(_ESCAPED) for v in values]
    return [_NULL if value is None else str(value) for value in values]


def _each(values: Sequence[Any], prepare: Callable[[Any], Any]) -> list[Any]:
    """Each value prepared, each different one once."""
    known = {value: prepare(value) for value in set(values)}
    return [known[value] for value in values]


def _moment(field: models.Field[Any, Any], *, copies: bool) -> Callable[[Any], Any]:
    nothing = _NULL if copies else None

    def prepare(value: Any) -> Any:
        if value is None:
            return nothing
        if isinstance(field, models.DateTimeField) and not copies:
            return connection.ops.adapt_datetimefield_value(value)
        return value.isoformat()

    return prepare


def _json(value: Any, *, copies: bool) -> str:
    if not value and isinstance(value, dict):
        return "{}"
    text = json.dumps(value)
    return text.translate(_ESCAPED) if copies else text
