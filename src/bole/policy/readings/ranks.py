"""名次成列: places within a group, for caps; only groups that could run over are put in order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from bole.policy.decision import ENTITLED, UNKNOWN
from bole.policy.readings import arithmetic
from bole.policy.readings.words import Expr, Words
from bole.policy.scheme import Cap
from bole.policy.terms import Literal, Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame
    from bole.policy.places import Summing
    from bole.policy.readings.columns import Columns


def capped(
    columns: Columns, table: str, cap: Cap, terms: Mapping[str, Term], frame: Frame, *, outcome: str, name: str
) -> Frame:
    """The frame with the cap's answer: true within the places, false beyond them, null where unknown or not standing.

    Rows that are themselves unknown may turn out entitled and use a place up, so a row is surely within only if it is
    so with all of them counted, and surely beyond only if it is so without any.
    """
    w = columns.words
    places = _Places(columns, table, cap, terms)
    sure = w.col(outcome) == ENTITLED
    competing = frame.filter(sure | (w.col(outcome) == UNKNOWN)).select(
        w.col(places.id).alias("__id"), sure.alias("__sure"), *places.picked
    )
    if places.missing:
        competing = competing.filter(~reduce(lambda a, b: a | b, places.missing))
    tight = places.tight(columns.register.engine.settle(competing))
    by = [*places.ordered, "__id"]
    ranked = (
        tight.with_columns(__one=w.one_where(w.col("__sure")), __all=w.number(1))
        .with_columns(
            __before=w.col("__one").cum_sum().over(*places.group, order_by=by).cast(w.Int64),
            __possible=w.col("__all").cum_sum().over(*places.group, order_by=by).cast(w.Int64),
        )
        .filter(w.col("__sure"))
    )
    answered = ranked.select("__id", within(w).alias("__answer"), w.true.alias("__ranked"))
    joined = columns.register.engine.looked_up(frame, answered, [places.id], ["__id"])
    unranked = w.true if places.open is None else w.when(places.open).then(w.unknown).otherwise(w.true)
    answer = w.when(~w.col("__ranked").is_null()).then(w.col("__answer")).otherwise(unranked)
    verdict = w.when(w.col(outcome) == ENTITLED).then(answer).otherwise(w.unknown)
    return joined.with_columns(verdict.alias(name)).drop("__answer", "__ranked")


class _Places:
    """What a cap reads of each row that competes, under names of its own."""

    def __init__(self, columns: Columns, table: str, cap: Cap, terms: Mapping[str, Term]) -> None:
        self.words = w = columns.words
        self.engine = columns.register.engine
        self.id = columns.register.facts.table(table).key
        self.group = [f"__{key}" for key in terms if key.startswith("key")]
        self.ordered = [f"__{order}" for order in terms if order.startswith("order")]
        said = {f"__{key}": columns.column(table, term) for key, term in terms.items()}
        for name, (term, greatest_first) in zip(self.ordered, cap.order, strict=True):
            said[name] = ordinal(said[name], term, greatest_first, w)
        said.setdefault("__used", w.number(0))
        self.picked = [expr.alias(name) for name, expr in said.items()]
        nullable = [key for key, term in terms.items() if columns.nullable(table, term)]
        nulls = [columns.column(table, terms[key]).is_null() for key in nullable]
        self.open = reduce(lambda a, b: a | b, nulls) if nulls else None
        """Whether the row's place cannot be told at all."""
        self.missing = [w.col(f"__{k}").is_null() for k in nullable if f"__{k}" in (*self.group, *self.ordered)]
        self.fixed = "used" not in terms and isinstance(terms["top"], Literal)
        """Whether the number of places is the same for all."""
        self.top = terms["top"]

    def tight(self, competing: Frame) -> Frame:
        """Rows of the groups that could run over; most groups hold fewer rows than places and need no order."""
        w = self.words
        rows = competing.with_columns(__row=w.lit(1, w.Int8))
        sums: dict[str, tuple[Summing, str]] = {"__rows": ("sum", "__row")}
        if not self.fixed:
            unsure = w.col("__used").is_null() | w.col("__top").is_null()
            rows = rows.with_columns(__open=w.when(unsure).then(w.lit(1, w.Int8)).otherwise(w.lit(0, w.Int8)))
            sums |= {"__least": ("min", "__top"), "__most": ("max", "__used"), "__unsure": ("max", "__open")}
        sizes = self.engine.grouped(rows, self.group, sums)
        if self.fixed:
            assert isinstance(self.top, Literal)
            over = w.col("__rows") > w.lit(arithmetic.plain(self.top.value))
        else:
            over = (w.col("__unsure") == 1) | (w.col("__rows") + w.col("__most") > w.col("__least"))
        of = [f"{key}of" for key in self.group]
        sizes = sizes.select(*(w.col(key).alias(name) for key, name in zip(self.group, of, strict=True)), *sums)
        sized = self.engine.looked_up(competing, sizes, self.group, of)
        return self.engine.settle(sized.filter(over).drop(*sums))


def within(w: Words) -> Expr:
    """True if within with all possible rows counted, false if beyond with the sure ones alone, else unknown."""
    top, used = w.col("__top"), w.col("__used")
    beyond_alone = w.col("__before") > top
    inside = w.col("__possible") + used <= top
    beyond = w.col("__before") + used > top
    return w.when(inside).then(w.true).otherwise(w.when(beyond | beyond_alone).then(w.false).otherwise(w.unknown))


def ordinal(value: Expr, term: Term, greatest_first: bool, w: Words) -> Expr:
    """The value as a number whose ascending order is the one wanted; dates as their digits."""
    if term.type.base is Base.DATE:
        year, month, day = (part.cast(w.Int64) for part in (value.dt.year(), value.dt.month(), value.dt.day()))
        value = year * 10_000 + month * 100 + day
    value = value.cast(w.Int64)
    return -value if greatest_first else value
