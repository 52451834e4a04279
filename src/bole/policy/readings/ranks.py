"""名次成列: places within a group, for caps; only groups that could run over are put in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import narwhals.stable.v2 as nw

from bole.policy.scheme import Cap
from bole.policy.terms import Literal, Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame
    from bole.policy.readings.columns import Columns

Expr = Any
ENTITLED: Final = 0
UNKNOWN: Final = 2


def capped(
    columns: Columns, table: str, cap: Cap, terms: Mapping[str, Term], frame: Frame, *, outcome: str, name: str
) -> Frame:
    """The frame with the cap's answer: true within the places, false beyond them, null where unknown or not standing.

    Rows that are themselves unknown may turn out entitled and use a place up, so a row is surely within only if it is
    so with all of them counted, and surely beyond only if it is so without any.
    """
    id_ = columns.register.facts.table(table).key
    keys = [key for key in terms if key.startswith("key")]
    orders = [order for order in terms if order.startswith("order")]
    picked = {key: columns.column(table, terms[key]).alias(f"__{key}") for key in keys}
    for order, (term, greatest_first) in zip(orders, cap.order, strict=True):
        picked[order] = _ordinal(columns.column(table, terms[order]), term, greatest_first).alias(f"__{order}")
    picked["top"] = columns.column(table, terms["top"]).alias("__top")
    picked["used"] = (columns.column(table, terms["used"]) if "used" in terms else nw.lit(0, nw.Int64)).alias("__used")
    sure = (nw.col(outcome) == ENTITLED).alias("__sure")
    standing = frame.filter((nw.col(outcome) == ENTITLED) | (nw.col(outcome) == UNKNOWN)).select(
        nw.col(id_), sure, **{expr_name: expr for expr_name, expr in _renamed(picked).items()}
    )
    group = [f"__{key}" for key in keys]
    ordered = [f"__{order}" for order in orders]
    complete = ~nw.col(group[0]).is_null()
    for column in (*group[1:], *ordered):
        complete = complete & ~nw.col(column).is_null()
    competing = standing.filter(complete)
    # Most groups hold no more rows than there are places: they need no order.
    sizes = competing.group_by(*group).agg(
        __rows=nw.len().cast(nw.Int64),
        __least=nw.col("__top").min(),
        __most=nw.col("__used").max(),
        __unsure=nw.when(nw.col("__used").is_null() | nw.col("__top").is_null())
        .then(nw.lit(1, nw.Int64))
        .otherwise(nw.lit(0, nw.Int64))
        .max(),
    )
    tight = sizes.filter((nw.col("__unsure") == 1) | (nw.col("__rows") + nw.col("__most") > nw.col("__least"))).select(
        *group
    )
    tight = columns.register.engine.settle(competing.join(tight, how="inner", on=group))
    by = [*ordered, id_]
    one = nw.when(nw.col("__sure")).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
    ranked = (
        tight.with_columns(__one=one, __all=nw.lit(1, nw.Int64))
        .with_columns(
            __before=nw.col("__one").cum_sum().over(*group, order_by=by).cast(nw.Int64),
            __possible=nw.col("__all").cum_sum().over(*group, order_by=by).cast(nw.Int64),
        )
        .filter(nw.col("__sure"))
        .select(id_, "__before", "__possible", __t=nw.col("__top"), __u=nw.col("__used"))
    )
    answered = ranked.select(nw.col(id_).alias("__id"), _answer().alias("__answer"), nw.lit(True).alias("__ranked"))
    joined = frame.join(answered, how="left", left_on=id_, right_on="__id")
    open_ = None
    for key in (*keys, *orders, "top", "used"):
        if key in terms and columns.nullable(table, terms[key]):
            null = columns.column(table, terms[key]).is_null()
            open_ = null if open_ is None else open_ | null
    unranked = nw.lit(True) if open_ is None else nw.when(open_).then(nw.lit(None, nw.Boolean)).otherwise(nw.lit(True))
    within = nw.when(~nw.col("__ranked").is_null()).then(nw.col("__answer")).otherwise(unranked)
    verdict = nw.when(nw.col(outcome) == ENTITLED).then(within).otherwise(nw.lit(None, nw.Boolean))
    return joined.with_columns(verdict.alias(name)).drop("__answer", "__ranked")


def _answer() -> Expr:
    """True if within with all possible rows counted, false if beyond with the sure ones alone, else unknown."""
    top, used = nw.col("__t"), nw.col("__u")
    beyond_alone = nw.col("__before") > top
    within = nw.col("__possible") + used <= top
    beyond = nw.col("__before") + used > top
    null = nw.lit(None, nw.Boolean)
    return (
        nw.when(within).then(nw.lit(True)).otherwise(nw.when(beyond | beyond_alone).then(nw.lit(False)).otherwise(null))
    )


def _ordinal(value: Expr, term: Term, greatest_first: bool) -> Expr:
    """The value as a number whose ascending order is the one wanted; dates as their digits."""
    if term.type.base is Base.DATE:
        year, month, day = (part.cast(nw.Int64) for part in (value.dt.year(), value.dt.month(), value.dt.day()))
        value = year * 10_000 + month * 100 + day
    return -value if greatest_first else value


def _renamed(picked: Mapping[str, Expr]) -> dict[str, Expr]:
    return {f"__{key}": expr for key, expr in picked.items()}


__all__ = ["Literal", "capped"]
