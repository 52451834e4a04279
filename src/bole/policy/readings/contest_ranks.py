"""争用成列: places in the queues that schemes of one table share; see `bole.policy.contests` for what a queue is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw

from bole.policy.contests import Contest
from bole.policy.decision import ENTITLED, UNKNOWN
from bole.policy.readings import arithmetic
from bole.policy.readings.ranks import ordinal, within
from bole.policy.scheme import Cap
from bole.policy.terms import Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame
    from bole.policy.evaluate import Columned
    from bole.policy.readings.columns import Columns

Expr = Any


def answered(columns: Columns, table: str, contest: Contest, parts: Mapping[str, Columned], frame: Frame) -> Frame:
    """The frame with the contest's answer in the place of the cap's or exclusion's, for the rows that stand."""
    engine = columns.register.engine
    own = parts[contest.scheme.id]
    rivals = [parts[other.id] for other in contest.others]
    order = {part.scheme.id: at for at, part in enumerate(sorted([own, *rivals], key=lambda p: p.scheme.id))}
    queue = nw.concat(
        [_standing(columns, table, contest, part, frame, order[part.scheme.id]) for part in (own, *rivals)],
        how="vertical",
    )
    # Most queues hold rows of one scheme only, and are left as they were.
    crowded = _crowded(columns, contest, engine.settle(queue))
    ranked = _ranked(contest, crowded)
    key = columns.register.facts.table(table).key
    joined = engine.looked_up(frame, ranked, [key], ["__id"])
    true = nw.lit(True)
    answer = nw.when(~nw.col("__ranked").is_null()).then(nw.col("__answer")).otherwise(true)
    if "exempt" in own.stands[contest.number]:
        answer = answer | columns.column(table, own.stands[contest.number]["exempt"])
    name = own.answers_to(contest)
    verdict = nw.when(nw.col(own.outcome) == ENTITLED).then(answer).otherwise(nw.col(name))
    return joined.with_columns(verdict.alias(name)).drop("__answer", "__ranked")


def _standing(columns: Columns, table: str, contest: Contest, part: Columned, frame: Frame, place: int) -> Frame:
    """The rows of one scheme that stand in the queue, or may."""
    terms = part.stands[contest.number]
    outcome, own = nw.col(part.outcome), part.scheme is contest.scheme
    sure = outcome == ENTITLED
    orders = {f"order{i}": pair for i, pair in enumerate(contest.rule.order)}
    said: dict[str, Expr] = {}
    for name, term in terms.items():
        value = columns.column(table, term)
        if name in orders:
            said[f"__{name}"] = ordinal(value, *orders[name])
        elif name.startswith("key"):
            said[f"__{name}"] = _alike(value, term)
    places = {f"__{name}": nw.lit(None, nw.Int64) for name in ("top", "used")}
    if own:
        one = isinstance(contest.rule, Cap)
        places["__top"] = arithmetic.whole(columns.column(table, terms["top"])) if one else nw.lit(1, nw.Int64)
        places["__used"] = (
            arithmetic.whole(columns.column(table, terms["used"])) if "used" in terms else nw.lit(0, nw.Int64)
        )
    fen = nw.col(part.fen) if part.amounts else nw.lit(0, nw.Int64)
    told = ~fen.is_null()
    rows = frame.filter(sure | (outcome == UNKNOWN)).select(
        nw.col(columns.register.facts.table(table).key).cast(nw.Int64).alias("__id"),
        arithmetic.one_where(sure).alias("__sure"),
        nw.lit(int(own), nw.Int64).alias("__own"),
        nw.lit(place, nw.Int64).alias("__scheme"),
        arithmetic.one_where(told).alias("__told"),
        nw.when(told).then(-fen).otherwise(nw.lit(0, nw.Int64)).alias("__least"),
        *(expr.alias(name) for name, expr in {**said, **places}.items()),
    )
    return rows.filter(~nw.any_horizontal(*(nw.col(name).is_null() for name in said), ignore_nulls=False))


def _alike(value: Expr, term: Term) -> Expr:
    """A key in the one type that it has in every scheme, whatever made it."""
    return value if term.type.base in (Base.CODE, Base.TRUTH, Base.DATE) else arithmetic.whole(value)


def _keys(contest: Contest) -> list[str]:
    return [f"__key{i}" for i in range(len(contest.rule.per))]


def _crowded(columns: Columns, contest: Contest, queue: Frame) -> Frame:
    """The queues in which both the contest's scheme and another one have a row."""
    keys = _keys(contest)
    ends = columns.register.engine.grouped(queue, keys, {"__first": ("min", "__own"), "__last": ("max", "__own")})
    mixed = ends.filter(nw.col("__first") < nw.col("__last")).select(*keys)
    return columns.register.engine.settle(queue.join(mixed, how="inner", on=keys))


def _ranked(contest: Contest, queue: Frame) -> Frame:
    """The answer for the sure rows of the contest's scheme."""
    orders = [f"__order{i}" for i in range(len(contest.rule.order))]
    keys, by = _keys(contest), [*orders, "__told", "__least", "__scheme", "__id"]
    # An exclusion counts the rows of others alone, and the row itself.
    counts = nw.lit(1, nw.Int64) if isinstance(contest.rule, Cap) else 1 - nw.col("__own")
    ranked = queue.with_columns(__may=counts, __is=counts * nw.col("__sure")).with_columns(
        __before=nw.col("__is").cum_sum().over(*keys, order_by=by).cast(nw.Int64),
        __possible=nw.col("__may").cum_sum().over(*keys, order_by=by).cast(nw.Int64),
    )
    if not isinstance(contest.rule, Cap):
        ranked = ranked.with_columns(__before=nw.col("__before") + 1, __possible=nw.col("__possible") + 1)
    mine = ranked.filter((nw.col("__own") == 1) & (nw.col("__sure") == 1))
    return mine.select("__id", within().alias("__answer"), nw.lit(True).alias("__ranked"))
