"""名次成列: places within a group, for caps; only groups that could run over are put in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from bole.policy.decision import ENTITLED, UNKNOWN
from bole.policy.readings import arithmetic
from bole.policy.scheme import Cap
from bole.policy.terms import Literal, Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame, Summing
    from bole.policy.readings.columns import Columns

Expr = Any


def capped(
    columns: Columns, table: str, cap: Cap, terms: Mapping[str, Term], frame: Frame, *, outcome: str, name: str
) -> Frame:
    """The frame with the cap's answer: true within the places, false beyond them, null where unknown or not standing.

    Rows that are themselves unknown may turn out entitled and use a place up, so a row is surely within only if it is
    so with all of them counted, and surely beyond only if it is so without any.
    """
    places = _Places(columns, table, cap, terms)
    sure = nw.col(outcome) == ENTITLED
    competing = frame.filter(sure | (nw.col(outcome) == UNKNOWN)).select(
        nw.col(places.id).alias("__id"), sure.alias("__sure"), *places.picked
    )
    if places.missing:
        competing = competing.filter(~nw.any_horizontal(*places.missing, ignore_nulls=False))
    tight = places.tight(columns.register.engine.settle(competing))
    by = [*places.ordered, "__id"]
    ranked = (
        tight.with_columns(__one=arithmetic.one_where(nw.col("__sure")), __all=nw.lit(1, nw.Int64))
        .with_columns(
            __before=nw.col("__one").cum_sum().over(*places.group, order_by=by).cast(nw.Int64),
            __possible=nw.col("__all").cum_sum().over(*places.group, order_by=by).cast(nw.Int64),
        )
        .filter(nw.col("__sure"))
    )
    answered = ranked.select("__id", within().alias("__answer"), nw.lit(True).alias("__ranked"))
    joined = columns.register.engine.looked_up(frame, answered, [places.id], ["__id"])
    true = nw.lit(True)
    unranked = true if places.open is None else nw.when(places.open).then(nw.lit(None, nw.Boolean)).otherwise(true)
    answer = nw.when(~nw.col("__ranked").is_null()).then(nw.col("__answer")).otherwise(unranked)
    verdict = nw.when(nw.col(outcome) == ENTITLED).then(answer).otherwise(nw.lit(None, nw.Boolean))
    return joined.with_columns(verdict.alias(name)).drop("__answer", "__ranked")


class _Places:
    """What a cap reads of each row that competes, under names of its own."""

    def __init__(self, columns: Columns, table: str, cap: Cap, terms: Mapping[str, Term]) -> None:
        self.engine = columns.register.engine
        self.id = columns.register.facts.table(table).key
        self.group = [f"__{key}" for key in terms if key.startswith("key")]
        self.ordered = [f"__{order}" for order in terms if order.startswith("order")]
        said = {f"__{key}": columns.column(table, term) for key, term in terms.items()}
        for name, (term, greatest_first) in zip(self.ordered, cap.order, strict=True):
            said[name] = ordinal(said[name], term, greatest_first)
        said.setdefault("__used", nw.lit(0, nw.Int64))
        self.picked = [expr.alias(name) for name, expr in said.items()]
        nullable = [key for key, term in terms.items() if columns.nullable(table, term)]
        nulls = [columns.column(table, terms[key]).is_null() for key in nullable]
        self.open = reduce(lambda a, b: a | b, nulls) if nulls else None
        """Whether the row's place cannot be told at all."""
        self.missing = [nw.col(f"__{k}").is_null() for k in nullable if f"__{k}" in (*self.group, *self.ordered)]
        self.fixed = "used" not in terms and isinstance(terms["top"], Literal)
        """Whether the number of places is the same for all."""
        self.top = terms["top"]

    def tight(self, competing: Frame) -> Frame:
        """Rows of the groups that could run over; most groups hold fewer rows than places and need no order."""
        rows = competing.with_columns(__row=nw.lit(1, nw.Int8))
        sums: dict[str, tuple[Summing, str]] = {"__rows": ("sum", "__row")}
        if not self.fixed:
            unsure = nw.col("__used").is_null() | nw.col("__top").is_null()
            rows = rows.with_columns(__open=nw.when(unsure).then(nw.lit(1, nw.Int8)).otherwise(nw.lit(0, nw.Int8)))
            sums |= {"__least": ("min", "__top"), "__most": ("max", "__used"), "__unsure": ("max", "__open")}
        sizes = self.engine.grouped(rows, self.group, sums)
        if self.fixed:
            assert isinstance(self.top, Literal)
            over = nw.col("__rows") > nw.lit(arithmetic.plain(self.top.value))
        else:
            over = (nw.col("__unsure") == 1) | (nw.col("__rows") + nw.col("__most") > nw.col("__least"))
        tight = sizes.filter(over).select(*self.group)
        return self.engine.settle(competing.join(tight, how="inner", on=self.group))


def within() -> Expr:
    """True if within with all possible rows counted, false if beyond with the sure ones alone, else unknown."""
    top, used = nw.col("__top"), nw.col("__used")
    beyond_alone = nw.col("__before") > top
    inside = nw.col("__possible") + used <= top
    beyond = nw.col("__before") + used > top
    null = nw.lit(None, nw.Boolean)
    return (
        nw.when(inside).then(nw.lit(True)).otherwise(nw.when(beyond | beyond_alone).then(nw.lit(False)).otherwise(null))
    )


def ordinal(value: Expr, term: Term, greatest_first: bool) -> Expr:
    """The value as a number whose ascending order is the one wanted; dates as their digits."""
    if term.type.base is Base.DATE:
        year, month, day = (part.cast(nw.Int64) for part in (value.dt.year(), value.dt.month(), value.dt.day()))
        value = year * 10_000 + month * 100 + day
    value = value.cast(nw.Int64)
    return -value if greatest_first else value
