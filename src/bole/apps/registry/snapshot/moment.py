"""那一刻: the register as it is at one moment, read through ADBC as Arrow while everybody goes on writing.

ADBC brings a SQLite library of its own. Two of them in one process undo each other's locks, and the one that closes
first takes the other's log away: while such a moment lasts, this process has no other connection to the database. So a
moment of SQLite belongs to a process of one thread, as a command is.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import pyarrow as pa
from django.db import connection

from bole.apps.registry.errors import READING_FAILED
from bole.kernel.errors import BoleError

_BATCH: Final = 2**16
"""Rows that come together."""
_NOT_FOR_THE_SERVER: Final = frozenset(
    {"autocommit", "context", "cursor_factory", "prepare_threshold", "row_factory", "server_side_binding"}
)
"""What Django tells psycopg and no server wants to hear."""


class Moment:
    """那一刻: one read transaction; whatever is asked of it is told as of its beginning."""

    def __init__(self, reading: Any) -> None:
        self._reading = reading
        self._done, self._of = 0, 0
        self._told: Callable[[int, int], None] = lambda done, of: None

    def watch(self, rows: int, told: Callable[[int, int], None]) -> None:
        """Tell somebody how many of about so many rows have come."""
        self._of, self._told = rows, told

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """The rows of a question, some at a time."""
        with closing(self._reading.cursor()) as cursor:
            if connection.vendor == "sqlite":
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_BATCH)})
            cursor.execute(sql)
            for batch in cursor.fetch_record_batch():
                self._done += batch.num_rows
                self._told(self._done, max(self._of, self._done))
                yield batch

    def table(self, sql: str) -> pa.Table:
        """All rows of a question at once."""
        with closing(self._reading.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()

    def number(self, sql: str) -> int:
        """The one number that a question asks for."""
        return int(self.table(sql).column(0)[0].as_py())


@contextmanager
def moment() -> Iterator[Moment]:
    """那一刻 from now on, for as long as it takes; nobody who writes waits for it. Raises BoleError."""
    from adbc_driver_manager import Error

    if connection.vendor == "sqlite":
        assert not connection.in_atomic_block, "what is not committed would be lost"
        connection.close()
    try:
        with closing(_connected()) as reading:
            with closing(reading.cursor()) as cursor:
                cursor.execute(_BEGIN[connection.vendor])
            yield Moment(reading)
    except (Error, sqlite3.Error) as error:
        reason = str(error).strip().partition("\n")[0][:160]
        raise BoleError(READING_FAILED, reason=reason) from error


_BEGIN: Final = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""In SQLite the moment is that of the first question; it is put at once, see `making`."""


def _connected() -> Any:
    if connection.vendor == "sqlite":
        from adbc_driver_sqlite import dbapi as sqlite

        return sqlite.connect(str(connection.settings_dict["NAME"]), autocommit=True)
    from adbc_driver_postgresql import dbapi as postgresql
    from psycopg.conninfo import make_conninfo

    params = connection.get_connection_params()
    told = {name: value for name, value in params.items() if name not in _NOT_FOR_THE_SERVER}
    return postgresql.connect(make_conninfo(**told), autocommit=True)
