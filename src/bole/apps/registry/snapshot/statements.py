"""语句: the mapping as SQL of either database, the same for a whole register and for the rows of one person.

SQLite has no type for days: they travel as whole numbers, counted from 1970-01-01, so that a column is of one type
whatever its first rows hold.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from bole.apps.registry.fields import sheets
from bole.apps.registry.snapshot.mapping import FactMap, Gathered
from bole.kernel.facts import Column, Kind

_DAY_ZERO: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Reading:
    """读法: how the register is read: as of a day, as it is known now or as it was known at a moment."""

    as_of: date
    known_at: datetime | None = None
    """None: as it is known now."""

    # --- statements ---

    def rows(self, found: FactMap, where: str = "", *, order: bool = True) -> str:
        """The rows of a fact table, in the order of their numbers."""
        columns = ", ".join(f"{self._out(c, found.expression(c.name))} AS {_quoted(c.name)}" for c in found.held)
        ending = " ORDER BY thing" if order else ""
        return f"SELECT {columns} FROM {_table(found.register)} WHERE {self._counts(found, where)}{ending}"  # noqa: S608

    def keys(self, found: FactMap) -> str:
        """The numbers of these rows alone."""
        return f"SELECT thing FROM {_table(found.register)} WHERE {self._counts(found)} ORDER BY thing"  # noqa: S608

    def gathered(self, found: Gathered, things: Collection[int] | None = None) -> str:
        """The number of each thing and what is gathered about it."""
        where = f"{self.known} AND {self._filled(found.where)}"
        if things is not None:
            where += f" AND {one_of(found.by, things)}"
        told = f"{found.told} AS {_quoted(found.column)}"
        return f"SELECT {found.by}, {told} FROM {_table(found.register)} WHERE {where} GROUP BY {found.by}"  # noqa: S608

    def changed(self, found: FactMap, since: date, behind: int) -> str:
        """The condition of rows added behind that number, and of those that say something else than on that day."""
        days = [found.begins, *found.turns] if since != self.as_of else []
        turned = [f"{day} BETWEEN {self.day(since)} AND {self.day(self.as_of)}" for day in days if day]
        if since != self.as_of and "{end}" in "".join(found.told.values()):
            first, last = (self.moment(end_of(day)) for day in (since, self.as_of))
            turned.append(f"recorded_at BETWEEN {first} AND {last}")
        return f"({' OR '.join([f'id > {behind}', *turned])})"

    def last(self, register: str) -> str:
        """The highest number of a row of a table."""
        return f"SELECT coalesce(max(id), 0) FROM {_table(register)}"  # noqa: S608

    # --- their parts ---

    @property
    def known(self) -> str:
        """The condition of the rows that count."""
        if self.known_at is None:
            return "closed_at IS NULL"
        at = self.moment(self.known_at)
        return f"recorded_at <= {at} AND (closed_at IS NULL OR closed_at > {at})"

    def _counts(self, found: FactMap, where: str = "") -> str:
        begun = f"({found.begins} IS NULL OR {found.begins} <= {self.day(self.as_of)})" if found.begins else ""
        return " AND ".join(part for part in (self.known, begun, where) if part)

    def _out(self, column: Column, expression: str) -> str:
        filled = self._filled(expression)
        if self.lite and column.kind is Kind.DATE:
            return f"CAST(julianday({filled}) - 2440587.5 AS INTEGER)"
        return filled

    def _filled(self, expression: str) -> str:
        return expression.format(day=self.day(self.as_of), end=self.moment(end_of(self.as_of)))

    @cached_property
    def lite(self) -> bool:
        """Whether the database is SQLite."""
        return connection.vendor == "sqlite"

    def day(self, day: date) -> str:
        """A day as the database writes it."""
        return f"'{day.isoformat()}'" if self.lite else f"DATE '{day.isoformat()}'"

    def moment(self, at: datetime) -> str:
        """A moment as the database writes it."""
        if self.lite:
            return f"'{connection.ops.adapt_datetimefield_value(at)}'"
        return f"TIMESTAMPTZ '{at.astimezone(UTC).isoformat()}'"


def end_of(day: date) -> datetime:
    """The moment at which a day of the city ends."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE))


def one_of(column: str, numbers: Collection[int]) -> str:
    """The condition that a column has one of these numbers."""
    return f"{_quoted(column)} IN ({', '.join(str(int(number)) for number in sorted(numbers))})"


def texts_of(column: str, texts: Collection[str]) -> str:
    """The condition that a column has one of these texts."""
    quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in sorted(texts))
    return f"{_quoted(column)} IN ({quoted})"


def value_of(column: Column, told: Any) -> Any:
    """A value as the database gave it, as a fact; an empty text is unknown."""
    if told is None or told == "":
        return None
    if column.kind is Kind.DATE and isinstance(told, int):
        return _DAY_ZERO + timedelta(days=told)
    return bool(told) if column.kind is Kind.FLAG else told


def _table(register: str) -> str:
    return _quoted(sheets()[register].model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
