"""入口检查: what a register hands over is checked at the border; bad rows are set apart, listed and counted.

Most snapshots are clean. So each table is first asked once, in one pass over all its columns, for its extremes, missing
values and order; only what fails there is looked at row by row.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import EARLIEST, LATEST, Column, Facts, Kind, Table
from bole.kernel.messages import N_, _
from bole.policy.errors import UNREADABLE_TABLE

LISTING: Final = {
    "table": pl.String,
    "row": pl.Int64,
    "key": pl.Int64,
    "column": pl.String,
    "code": pl.String,
    "value": pl.String,
}
"""Columns of the quarantine listing; `row` counts from 1 as the file has them."""

_DAY_ZERO: Final = date(1970, 1, 1)


class Fault(StrEnum):
    """隔离原因: why a row is in quarantine."""

    NULL_KEY = "null-key"
    DUPLICATE_KEY = "duplicate-key"
    DUPLICATE = "duplicate"
    MISSING = "missing"
    UNRESOLVED = "unresolved-link"
    OUT_OF_BOUNDS = "out-of-bounds"
    FUTURE = "future-date"
    UNKNOWN_CODE = "unknown-code"
    LINKED = "linked-row"

    @property
    def text(self) -> str:
        """The reason as a sentence, in the language in use."""
        return _(_SENTENCES[self])


_SENTENCES: Final = {
    Fault.NULL_KEY: N_("没有编号。"),
    Fault.DUPLICATE_KEY: N_("编号重复，不能判断哪一行是对的。"),
    Fault.DUPLICATE: N_("本应唯一的几列重复，不能判断哪一行是对的。"),
    Fault.MISSING: N_("必填的一列是空的。"),
    Fault.UNRESOLVED: N_("关联的编号在那张表里找不到。"),
    Fault.OUT_OF_BOUNDS: N_("数值超出允许的范围。"),
    Fault.FUTURE: N_("日期晚于快照日期。"),
    Fault.UNKNOWN_CODE: N_("代码不在代码表里。"),
    Fault.LINKED: N_("关联的那一行已被隔离。"),
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one pass told of a table."""

    told: dict[str, object]
    unique: bool
    """Whether no key is missing or stands twice."""
    low: object
    high: object
    """The ends of the keys; None in an empty table."""

    def holds(self, low: object, high: object) -> bool:
        """Whether every number from `low` to `high` is certainly a key: they are numbered without a gap."""
        ends = (self.low, low, high, self.high)
        numbers = [end for end in ends if isinstance(end, int)]
        gapless = self.unique and len(numbers) == len(ends) and numbers[3] - numbers[0] + 1 == self.told["len"]
        return gapless and numbers == sorted(numbers)


@dataclass(slots=True)
class Border:
    """入口检查 of one snapshot: `tables` are its frames, cast; `listing()` after `check()` has every fault found."""

    facts: Facts
    as_of: date
    tables: Mapping[str, pl.LazyFrame]
    found: list[pl.DataFrame] = field(default_factory=list)

    def check(self) -> dict[str, pl.DataFrame]:
        """Rows to set apart (`row`, from 1) of each table that has any."""
        seen = {name: self._look(self.facts.table(name)) for name in self.tables}
        for name in self.tables:
            self.found += self._faults(self.facts.table(name), seen)
        if self.found:
            self._follow_links()
        return self._bad_rows()

    def listing(self) -> pl.DataFrame:
        """Every fault, one line each: a row with two faults has two."""
        if not self.found:
            return pl.DataFrame(schema=LISTING)
        order = {name: at for at, name in enumerate(self.facts.tables)}
        return pl.concat(self.found).sort(
            pl.col("table").replace_strict(order, return_dtype=pl.Int64), "row", maintain_order=True
        )

    def _bad_rows(self) -> dict[str, pl.DataFrame]:
        parts = pl.concat(self.found).partition_by("table", as_dict=True) if self.found else {}
        return {str(name): part.select(pl.col("row").unique()) for (name,), part in parts.items()}

    def _look(self, table: Table) -> _Seen:
        frame, key = self.tables[table.name], pl.col(table.key)
        asked = [ask for column in table.columns for ask in _asked(column, self.facts)]
        try:
            told = frame.select(pl.len(), *asked).collect(engine="streaming").row(0, named=True)
            keys = frame.select(key).collect(engine="streaming").to_series()
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            reason = str(error).partition("\n")[0][:120]
            raise BoleError(UNREADABLE_TABLE, place=f"{table.name}.parquet", table=table.name, reason=reason) from error
        return _Seen(told, _all_different(keys), keys.min(), keys.max())

    def _faults(self, table: Table, seen: Mapping[str, _Seen]) -> Iterator[pl.DataFrame]:
        told = seen[table.name].told
        if not seen[table.name].unique:
            key = pl.col(table.key)
            yield from self._list(table, table.key, Fault.NULL_KEY, key.is_null())
            yield from self._list(table, table.key, Fault.DUPLICATE_KEY, key.is_not_null() & key.is_duplicated())
        for names in table.unique:
            yield from self._doubled(table, names)
        for column in table.columns:
            for fault, bad in self._suspects(column, told):
                yield from self._list(table, column.name, fault, bad)
            if column.kind is Kind.LINK and column.to in seen:
                yield from self._unresolved(table, column, seen)

    def _suspects(self, column: Column, told: Mapping[str, object]) -> Iterator[tuple[Fault, pl.Expr]]:
        """What the one pass found amiss in a column, as the condition that a bad row meets."""
        name, here = column.name, pl.col(column.name)
        if told.get(f"{name} nulls") and column.kind is not Kind.ID:
            yield Fault.MISSING, here.is_null()
        if column.bounds and not _within(told[f"{name} low"], told[f"{name} high"], column.bounds):
            yield Fault.OUT_OF_BOUNDS, ~here.is_between(*column.bounds)
        if column.kind is Kind.DATE:
            first, last = told[f"{name} low"], told[f"{name} high"]
            ahead = LATEST if column.future else self.as_of
            if isinstance(first, int) and first < _number(EARLIEST):
                yield Fault.OUT_OF_BOUNDS, here < EARLIEST
            if isinstance(last, int) and last > _number(ahead):
                yield Fault.OUT_OF_BOUNDS if column.future else Fault.FUTURE, here > ahead
        if told.get(f"{name} listed") is False:
            yield Fault.UNKNOWN_CODE, ~here.is_in(_codes(column, self.facts))

    def _doubled(self, table: Table, names: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        columns = [pl.col(name) for name in names]
        present = pl.all_horizontal(column.is_not_null() for column in columns)
        frame = self.tables[table.name].filter(present)
        # Equal columns have equal hashes: only where two hashes agree are the columns themselves compared.
        hashed = pl.fold(pl.lit(0, pl.UInt64), lambda all_, one: all_ * 31 + one, [c.hash() for c in columns])
        if _all_different(frame.select(hashed.alias("hash")).collect(engine="streaming").to_series()):
            return
        doubled = frame.group_by(columns).len().filter(pl.col("len") > 1).select(columns).collect(engine="streaming")
        if doubled.height:
            rows = _numbered(self.tables[table.name]).join(doubled.lazy(), on=list(names), how="semi")
            told = pl.concat_str([_text(table, name) for name in names], separator=" ")
            yield _listed(rows, table, "+".join(names), Fault.DUPLICATE, told)

    def _unresolved(self, table: Table, link: Column, seen: Mapping[str, _Seen]) -> Iterator[pl.DataFrame]:
        told, target = seen[table.name].told, seen[link.to]
        low, high = told[f"{link.name} low"], told[f"{link.name} high"]
        if low is None or target.holds(low, high):
            return
        key = pl.col(self.facts.table(link.to).key)
        known = self.tables[link.to].select(key.drop_nulls()).collect(engine="streaming").to_series().implode()
        here = pl.col(link.name)
        frame = self.tables[table.name]
        if not frame.select(here.is_in(known).all()).collect(engine="streaming").item():
            yield from self._list(table, link.name, Fault.UNRESOLVED, ~here.is_in(known))

    def _follow_links(self) -> None:
        """A row goes with the row it cannot do without, and so on."""
        gone = self._bad_rows()
        waiting = gone
        while waiting:
            fresh = [listed for name in waiting for listed in self._left_behind(name, waiting[name], gone)]
            self.found += fresh
            before, gone = gone, self._bad_rows()
            waiting = {
                name: new
                for name, rows in gone.items()
                if (new := rows.join(before[name], on="row", how="anti") if name in before else rows).height
            }

    def _left_behind(self, name: str, rows: pl.DataFrame, gone: Mapping[str, pl.DataFrame]) -> Iterable[pl.DataFrame]:
        key = self.facts.table(name).key
        removed = _numbered(self.tables[name]).join(rows.lazy(), on="row", how="semi").select(pl.col(key).alias("gone"))
        keys = removed.unique().drop_nulls().collect()
        for table, link in self.facts.children(name):
            if link.nullable or table.name not in self.tables:
                continue
            frame = _numbered(self.tables[table.name])
            if table.name in gone:
                frame = frame.join(gone[table.name].lazy(), on="row", how="anti")
            left = frame.join(keys.lazy(), left_on=link.name, right_on="gone", how="semi")
            listed = _listed(left, table, link.name, Fault.LINKED, pl.col(link.name).cast(pl.String))
            if listed.height:
                yield listed

    def _list(self, table: Table, column: str, fault: Fault, bad: pl.Expr) -> Iterator[pl.DataFrame]:
        rows = _numbered(self.tables[table.name]).filter(bad)
        listed = _listed(rows, table, column, fault, _text(table, column))
        if listed.height:
            yield listed


def _asked(column: Column, facts: Facts) -> Iterator[pl.Expr]:
    """What the one pass asks of a column."""
    here = pl.col(column.name)
    if not column.nullable:
        yield here.null_count().cast(pl.Int64).alias(f"{column.name} nulls")
    if column.kind is Kind.DATE:
        # As numbers: a file can hold days that no calendar of Python's has.
        yield here.to_physical().min().alias(f"{column.name} low")
        yield here.to_physical().max().alias(f"{column.name} high")
    elif column.bounds or column.kind is Kind.LINK:
        yield here.min().alias(f"{column.name} low")
        yield here.max().alias(f"{column.name} high")
    if _codes(column, facts):
        yield here.is_in(_codes(column, facts)).all().alias(f"{column.name} listed")


def _number(day: date) -> int:
    """The day as files hold it: counted from 1970-01-01."""
    return day.toordinal() - _DAY_ZERO.toordinal()


def _text(table: Table, name: str) -> pl.Expr:
    """A value as the listing shows it; a day that no calendar has, by its distance from 1970-01-01."""
    here = pl.col(name)
    if next(column for column in table.columns if column.name == name).kind is not Kind.DATE:
        return here.cast(pl.String)
    shown = pl.when(here.is_between(date.min, date.max)).then(here).cast(pl.String)
    return shown.fill_null(pl.format("1970-01-01 {} d", here.to_physical()))


def _codes(column: Column, facts: Facts) -> list[str] | list[int]:
    """The closed list a column is held to; empty where its classification is open."""
    codes = list(facts.codes.get(column.system, ())) if column.kind is Kind.CODE else []
    return [int(code) for code in codes] if column.coded == "int" else codes


def _within(low: object, high: object, bounds: tuple[int, int]) -> bool:
    return low is None or (isinstance(low, int) and isinstance(high, int) and bounds[0] <= low and high <= bounds[1])


def _all_different(keys: pl.Series) -> bool:
    """Whether no key is missing or stands twice. Sorting is as fast as counting and needs a third of the memory."""
    if keys.null_count():
        return False
    ordered = keys if _rising(keys) else keys.sort()
    return _rising(ordered)


def _rising(keys: pl.Series) -> bool:
    return len(keys) < 2 or bool((keys.slice(1) > keys.slice(0, len(keys) - 1)).all())


def _numbered(frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))


def _listed(rows: pl.LazyFrame, table: Table, column: str, fault: Fault, value: pl.Expr) -> pl.DataFrame:
    """The lines of the listing for these rows."""
    return rows.select(
        pl.lit(table.name).alias("table"),
        "row",
        pl.col(table.key).alias("key"),
        pl.lit(column).alias("column"),
        pl.lit(str(fault)).alias("code"),
        value.alias("value"),
    ).collect()
