"""争用成列: places in the queues that schemes of one table share; see `bole.policy.contests` for what a queue is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from bole.policy.contests import Contest
from bole.policy.decision import ENTITLED, UNKNOWN
from bole.policy.readings.ranks import ordinal, within
from bole.policy.readings.words import Expr, Words
from bole.policy.scheme import Cap, TopUp
from bole.policy.terms import Term
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Frame
    from bole.policy.evaluate import Columned
    from bole.policy.readings.columns import Columns


def answered(columns: Columns, table: str, contest: Contest, parts: Mapping[str, Columned], frame: Frame) -> Frame:
    """The frame with the contest's answer in the place of the cap's or exclusion's, for the rows that stand."""
    if isinstance(contest.rule, TopUp):
        return frame.with_columns(_with_base(columns, table, contest, parts))
    engine, w = columns.register.engine, columns.words
    own = parts[contest.scheme.id]
    rivals = [parts[other.id] for other in contest.others]
    order = {part.scheme.id: at for at, part in enumerate(sorted([own, *rivals], key=lambda p: p.scheme.id))}
    queue = w.concat(
        [_standing(columns, table, contest, part, frame, order[part.scheme.id]) for part in (own, *rivals)],
        how="vertical",
    )
    # Most queues hold rows of one scheme only, and are left as they were.
    crowded = _crowded(columns, contest, engine.settle(queue))
    ranked = _ranked(contest, crowded, w)
    key = columns.register.facts.table(table).key
    joined = engine.looked_up(frame, ranked, [key], ["__id"])
    answer = w.when(~w.col("__ranked").is_null()).then(w.col("__answer")).otherwise(w.true)
    if "exempt" in own.stands[contest.number]:
        answer = answer | columns.column(table, own.stands[contest.number]["exempt"])
    name = own.answers_to(contest)
    verdict = w.when(w.col(own.outcome) == ENTITLED).then(answer).otherwise(w.col(name))
    return joined.with_columns(verdict.alias(name)).drop("__answer", "__ranked")


def _with_base(columns: Columns, table: str, contest: Contest, parts: Mapping[str, Columned]) -> Expr:
    """Whether what is added stands with the scheme above: always where only the raised figures let the row in."""
    own, (base,), w = parts[contest.scheme.id], contest.others, columns.words
    terms, above = own.stands[contest.number], w.col(parts[base.id].outcome)
    met, paid = (columns.column(table, terms[name]) for name in ("met", "paid"))
    stands = (above == ENTITLED) | w.when(paid > 0).then(w.true).otherwise(w.false)
    open_ = w.when(above == UNKNOWN).then(w.unknown).otherwise(w.false)
    name = own.answers_to(contest)
    verdict = w.when(w.col(own.outcome) == ENTITLED).then(~met | stands | open_).otherwise(w.col(name))
    return verdict.alias(name)


def _standing(columns: Columns, table: str, contest: Contest, part: Columned, frame: Frame, place: int) -> Frame:
    """The rows of one scheme that stand in the queue, or may."""
    w, terms = columns.words, part.stands[contest.number]
    outcome, own = w.col(part.outcome), part.scheme is contest.scheme
    sure = outcome == ENTITLED
    orders = {f"order{i}": pair for i, pair in enumerate(contest.rule.order)}
    said: dict[str, Expr] = {}
    for name, term in terms.items():
        value = columns.column(table, term)
        if name in orders:
            said[f"__{name}"] = ordinal(value, *orders[name], w)
        elif name.startswith("key"):
            said[f"__{name}"] = _alike(value, term, w)
    places = {f"__{name}": w.none for name in ("top", "used")}
    if own:
        one = isinstance(contest.rule, Cap)
        places["__top"] = w.whole(columns.column(table, terms["top"])) if one else w.number(1)
        places["__used"] = w.whole(columns.column(table, terms["used"])) if "used" in terms else w.number(0)
    fen = w.col(part.fen) if part.amounts else w.number(0)
    if "total" in terms and part.amounts:
        total = w.whole(columns.column(table, terms["total"]))
        fen = w.when(sure).then(total).otherwise(w.none)
    told = ~fen.is_null()
    rows = frame.filter(sure | (outcome == UNKNOWN)).select(
        w.col(columns.register.facts.table(table).key).cast(w.Int64).alias("__id"),
        w.one_where(sure).alias("__sure"),
        w.number(int(own)).alias("__own"),
        w.number(place).alias("__scheme"),
        w.one_where(told).alias("__told"),
        w.when(told).then(-fen).otherwise(w.number(0)).alias("__least"),
        *(expr.alias(name) for name, expr in {**said, **places}.items()),
    )
    return rows.filter(~reduce(lambda a, b: a | b, [w.col(name).is_null() for name in said]))


def _alike(value: Expr, term: Term, w: Words) -> Expr:
    """A key in the one type that it has in every scheme, whatever made it."""
    return value if term.type.base in (Base.CODE, Base.TRUTH, Base.DATE) else w.whole(value)


def _keys(contest: Contest) -> list[str]:
    return [f"__key{i}" for i in range(len(contest.rule.per))]


def _crowded(columns: Columns, contest: Contest, queue: Frame) -> Frame:
    """The queues in which both the contest's scheme and another one have a row."""
    keys, w = _keys(contest), columns.words
    ends = columns.register.engine.grouped(queue, keys, {"__first": ("min", "__own"), "__last": ("max", "__own")})
    mixed = ends.filter(w.col("__first") < w.col("__last")).select(*keys)
    return columns.register.engine.settle(queue.join(mixed, how="inner", on=keys))


def _ranked(contest: Contest, queue: Frame, w: Words) -> Frame:
    """The answer for the sure rows of the contest's scheme."""
    orders = [f"__order{i}" for i in range(len(contest.rule.order))]
    keys, by = _keys(contest), [*orders, "__told", "__least", "__scheme", "__id"]
    # An exclusion counts the rows of others alone, and the row itself.
    counts = w.number(1) if isinstance(contest.rule, Cap) else 1 - w.col("__own")
    ranked = queue.with_columns(__may=counts, __is=counts * w.col("__sure")).with_columns(
        __before=w.col("__is").cum_sum().over(*keys, order_by=by).cast(w.Int64),
        __possible=w.col("__may").cum_sum().over(*keys, order_by=by).cast(w.Int64),
    )
    if not isinstance(contest.rule, Cap):
        ranked = ranked.with_columns(__before=w.col("__before") + 1, __possible=w.col("__possible") + 1)
    mine = ranked.filter((w.col("__own") == 1) & (w.col("__sure") == 1))
    return mine.select("__id", within(w).alias("__answer"), w.true.alias("__ranked"))
