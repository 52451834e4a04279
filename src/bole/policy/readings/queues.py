"""排队成列: who still gets something from a ceiling, a fund or a quota, by cumulative sums in the order of the queue.

The frame holds the entitled rows of a scheme. A row that competes asks for what it still has to get (a ceiling) or for
one place (a quota); the queue closes at the first row that asks for more than is left, and nobody behind it gets any.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

from bole.policy.readings.ranks import ordinal
from bole.policy.readings.words import Expr, Words
from bole.policy.scheme import Ceiling, Quota, Share
from bole.policy.terms import Literal, Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bole.policy.engines import Frame
    from bole.policy.evaluate import Columned
    from bole.policy.readings.columns import Columns

GRANTED, PART, CUT, UNKNOWN = range(4)
"""Codes of what became of a row."""

ANSWERS: Final = ("__competes", "__place", "__left", "__got", "__whole")
"""What a queue says of a row."""


@dataclass(frozen=True)
class Queue:
    """队列: one allocation over frames whose columns `__key…`, `__order…` and `__limit` say who asks for what."""

    name: str
    asks_for_fen: bool
    """Else for one place."""
    percent: bool
    """Whether the limit is a share of those who stand for it."""
    part: bool
    """Whether the first that does not fit whole gets what is left."""
    steady: bool
    """Whether the limit is the same for all rows."""
    keys: tuple[str, ...]
    orders: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What it reads of a row beside what the row still has to get."""
        return (*self.keys, *self.orders, "__limit")


def queue_of(allocation: Ceiling | Quota, terms: Mapping[str, Term]) -> Queue:
    """The queue of an allocation; `terms` are its keys, orders and limit as they stand in this run."""
    ceiling = isinstance(allocation, Ceiling)
    return Queue(
        allocation.name,
        asks_for_fen=ceiling,
        percent=isinstance(allocation, Quota) and allocation.share.type.base is Base.PERCENT,
        part=isinstance(allocation, Ceiling) and allocation.short is Share.PART,
        steady=isinstance(terms["limit"], Literal),
        keys=tuple(f"__{name}" for name in terms if name.startswith("key")),
        orders=tuple(f"__{name}" for name in terms if name.startswith("order")),
    )


def standing(columns: Columns, part: Columned, entitled: int) -> Frame:
    """The entitled rows of a scheme before any allocation, with what each allocation reads of them."""
    w = columns.words
    table = part.scheme.per
    fen = w.col(part.fen) if part.amounts else w.number(0)
    said: dict[str, Expr] = {"fact": w.col(columns.register.facts.table(table).key), "fen": fen}
    for index, (allocation, terms) in enumerate(part.allocations):
        orders = {f"order{i}": pair for i, pair in enumerate(allocation.order)}
        for name, term in terms.items():
            value = columns.column(table, term)
            said[f"__{index}{name}"] = ordinal(value, *orders[name], w) if name in orders else value
    rows = columns.sheet(table).filter(w.col(part.outcome) == entitled)
    return rows.select(**{name: expr.alias(name) for name, expr in said.items()}).with_columns(
        __granted=w.col("fen").cast(w.Int64),
        __standing=w.true,
        __unknown=w.false,
        reason=w.lit(None, w.String),
    )


def asking(frame: Frame, queue: Queue, index: int, w: Words) -> Frame:
    """The rows with the columns of one of their allocations under the names that its queue reads."""
    own = {name: w.col(f"__{index}{name.removeprefix('__')}").alias(name) for name in queue.columns}
    return frame.with_columns(**own)


def answered(frame: Frame, queue: Queue, w: Words, *, last: tuple[str, ...]) -> Frame:
    """The rows with the queue's answer: place, what was left for it, what it got; `last` breaks ties."""
    known = reduce(lambda a, b: a & b, [~w.col(name).is_null() for name in queue.columns])
    competing = frame.with_columns(__competes=w.col("__standing") & known)
    asked = w.col("__granted") if queue.asks_for_fen else w.number(1)
    group, by = ["__competes", *queue.keys], [*queue.orders, *last]
    rows = competing.with_columns(__asked=asked, __one=w.number(1)).with_columns(
        __sum=w.col("__asked").cum_sum().over(*group, order_by=by).cast(w.Int64),
        __place=w.col("__one").cum_sum().over(*group, order_by=by).cast(w.Int64),
        __all=w.col("__one").sum().over(*group).cast(w.Int64),
    )
    limit = w.col("__limit").cast(w.Int64)
    rows = rows.with_columns(
        __before=w.col("__sum") - w.col("__asked"),
        __most=w.col("__all") * limit // 10_000 if queue.percent else limit,
    )
    rows = _closed(rows, queue, group, by, w)
    left, asked, closed = w.col("__most") - w.col("__before"), w.col("__asked"), w.col("__closed")
    none = w.number(0)
    rows = rows.with_columns(
        __left=w.when(~closed & (left > 0)).then(left).otherwise(none),
        __whole=~closed & (asked <= left),
    )
    some = w.col("__left") if queue.part else none
    got = w.when(w.col("__whole")).then(w.col("__granted")).otherwise(some)
    return rows.with_columns(__got=got).drop("__asked", "__one", "__sum", "__all", "__before", "__most", "__closed")


def _closed(rows: Frame, queue: Queue, group: list[str], by: list[str], w: Words) -> Frame:
    """Whether somebody before the row did not fit; with one limit for all, a row sees that by itself."""
    before, most = w.col("__before"), w.col("__most")
    if queue.steady:
        return rows.with_columns(__closed=before > most)
    too_much = before + w.col("__asked") > most
    counted = rows.with_columns(__short=w.when(too_much).then(w.number(1)).otherwise(w.number(0)))
    shorts = w.col("__short").cum_sum().over(*group, order_by=by).cast(w.Int64)
    return counted.with_columns(__closed=shorts - w.col("__short") > 0).drop("__short")


def taken(frame: Frame, queue: Queue, w: Words) -> Frame:
    """The rows after a queue has answered: what they still get, and why not all."""
    name, competes, whole = queue.name, w.col("__competes"), w.col("__whole")
    unknown = w.col("__standing") & ~competes
    none, zero = w.none, w.number(0)
    got = w.when(unknown).then(zero).otherwise(w.when(competes).then(w.col("__got")).otherwise(w.col("__granted")))
    named = w.lit(name, w.String)
    told = {
        f"place:{name}": w.when(competes).then(w.col("__place")).otherwise(none),
        f"left:{name}": w.when(competes).then(w.col("__left")).otherwise(none),
        f"cut:{name}": w.when(competes).then(w.col("__granted") - w.col("__got")).otherwise(zero),
        "reason": w.when(unknown | (competes & ~whole)).then(named).otherwise(w.col("reason")),
        "__standing": w.col("__standing") & competes & (whole | (w.col("__got") > 0)),
        "__unknown": w.col("__unknown") | unknown,
        "__open": w.when(unknown).then(w.col("__granted")).otherwise(zero),
        "__granted": got,
    }
    made = frame.with_columns(**{column: expr.alias(column) for column, expr in told.items()})
    return made.with_columns(w.col("__open").alias(f"open:{name}")).drop(
        "__open", *ANSWERS, *queue.columns, strict=False
    )


def ended(frame: Frame, queues: tuple[Queue, ...], w: Words) -> Frame:
    """The rows as they are handed out: what was granted, what became of it, why, and each queue's figures."""
    unknown, granted = w.col("__unknown"), w.col("__granted")
    code = {name: w.lit(code, w.Int8) for name, code in (("g", GRANTED), ("p", PART), ("c", CUT), ("u", UNKNOWN))}
    whole = w.when(granted == w.col("fen")).then(code["g"]).otherwise(code["p"])
    state = w.when(unknown).then(code["u"]).otherwise(w.when(w.col("__standing")).then(whole).otherwise(code["c"]))
    figures = [f"{kind}:{queue.name}" for queue in queues for kind in ("place", "left", "cut", "open")]
    return frame.select(
        w.col("fact"),
        w.col("fen"),
        w.when(~unknown).then(granted).otherwise(w.none).alias("granted"),
        state.alias("state"),
        w.col("reason"),
        *(w.col(name) for name in figures),
    )
