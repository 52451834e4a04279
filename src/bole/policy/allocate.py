"""分配: what hangs on other people's decisions: ceilings, funds and quotas, over the decisions of one run.

The engine allocates in simulations; a real commitment happens where payments are made. Of each row that a scheme finds
entitled, allocating says what it is granted, its place in each queue, what was left for it and what cut it down:

    entitled fen = granted + cut + what cannot be told (a row without the date or the group that it queues by)

A scheme's own allocations apply one after another, in the order in which the scheme writes them; each sees only what
those before it left. Ceilings of several schemes that name the same fund come last: their rows queue together.
`allocate_rows` says the same in plain Python for a few rows: the meaning, which the columns are tested against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import polars as pl

from bole.kernel.errors import BoleError
from bole.policy.decision import ENTITLED
from bole.policy.errors import CEILING_WITHOUT_AMOUNT, FUNDS_DIFFER, NEGATIVE_ENTITLEMENT
from bole.policy.readings import queues
from bole.policy.readings.queues import Queue
from bole.policy.readings.rule import Line, rule_of
from bole.policy.scheme import Ceiling, Quota, Scheme, Share
from bole.policy.terms import Literal
from bole.policy.types import Base

if TYPE_CHECKING:
    from bole.policy.engines import Engine, Frame
    from bole.policy.evaluate import Columned, Run

Allocation: TypeAlias = Ceiling | Quota

STATES: Final = ("granted", "part", "cut", "unknown")
"""分配结果, in the order of their codes in columns: all of it, less of it, nothing, not to be told."""

Step: TypeAlias = tuple[tuple[str, int], ...]
"""Which allocations (scheme, number within the scheme) share one queue; most have theirs alone."""


def steps_of(allocations: Mapping[str, Sequence[Allocation]]) -> list[Step]:
    """The queues of several schemes in the order in which they are served: each scheme's own, then the funds."""
    own: list[Step] = []
    funds: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for scheme in sorted(allocations):
        for index, allocation in enumerate(allocations[scheme]):
            if isinstance(allocation, Ceiling) and allocation.fund:
                funds[allocation.fund].append((scheme, index))
            else:
                own.append(((scheme, index),))
    for fund, members in funds.items():
        _refuse_other(fund, [(scheme, allocations[scheme][index]) for scheme, index in members])
    return own + [tuple(funds[fund]) for fund in sorted(funds)]


def _refuse_other(fund: str, members: Sequence[tuple[str, Allocation]]) -> None:
    def shape(allocation: Allocation) -> object:
        keys = tuple(key.type for key in allocation.per)
        orders = tuple((term.type.base, greatest) for term, greatest in allocation.order)
        return keys, orders, allocation.short if isinstance(allocation, Ceiling) else None

    schemes = list(dict.fromkeys(scheme for scheme, _ in members))
    if len({shape(allocation) for _, allocation in members}) > 1 or len(schemes) < len(members):
        raise BoleError(FUNDS_DIFFER, fund=fund, schemes=", ".join(schemes))


def sharing(scheme: str, schemes: Mapping[str, Scheme]) -> list[str]:
    """The schemes whose allocations this one's hang on through common funds, itself included, sorted."""
    funds = {id_: {a.fund for a in s.allocations if isinstance(a, Ceiling) and a.fund} for id_, s in schemes.items()}
    found = {scheme}
    while True:
        open_ = set().union(*(funds[id_] for id_ in found))
        more = found | {id_ for id_, named in funds.items() if named & open_}
        if more == found:
            return sorted(found)
        found = more


def conditions_of(scheme: Scheme, language: str) -> tuple[Line, ...]:
    """附加条件: what an entitlement is subject to, one sentence for each allocation, in "zh" or "en"."""
    if not scheme.allocations:
        return ()
    return tuple(line for line in rule_of(scheme, language).lines if line.kind in {"ceiling", "quota"})


# --- over the columns of a run ---


@dataclass(frozen=True)
class Allocated:
    """分配 of one scheme: its entitled rows with what `allocate` grants each."""

    scheme: str
    queues: tuple[Queue, ...]
    frame: Frame
    engine: Engine

    def rows(self) -> pl.DataFrame:
        """Each entitled row: `fact`, `fen`, `granted` (null where it cannot be told), `state` (a code), `reason`; then
        `place:`, `left:`, `cut:` and `open:` with the name of each allocation.

        `reason` is the allocation that last cut it down or could not be told. `left:` is what was there for the row
        when its turn came, in fen or places; 0 behind the one at which the queue closed. `cut:` is the fen it lost
        there, `open:` the fen that could not be told.
        """
        return self.engine.collect(self.frame)

    def totals(self) -> dict[str, Any]:
        """Rows and fen, for `bole run`: `fen` = granted + cut + unknown, and by each allocation what it took away."""
        w = self.engine.words
        state = w.col("state")
        named: dict[str, Any] = {"fen": w.col("fen").sum(), "granted": w.col("granted").sum()}
        for code, name in enumerate(STATES):
            named[f"rows:{name}"] = w.times(state == code)
        for queue in self.queues:
            here = w.col("reason") == w.lit(queue.name)
            named |= {f"{kind}:{queue.name}": w.col(f"{kind}:{queue.name}").sum() for kind in ("cut", "open")}
            for code in (queues.PART, queues.CUT, queues.UNKNOWN):
                named[f"{STATES[code]}_rows:{queue.name}"] = w.times(here & (state == code))
        counted = self.engine.collect(self.frame.select(**{n: e.cast(w.Int64).alias(n) for n, e in named.items()}))
        return self._told({name: int(value or 0) for name, value in counted.row(0, named=True).items()})

    def _told(self, sums: Mapping[str, int]) -> dict[str, Any]:
        by = {
            queue.name: {
                "cut_rows": sums[f"cut_rows:{queue.name}"],
                "part_rows": sums[f"part_rows:{queue.name}"],
                "cut_fen": sums[f"cut:{queue.name}"],
                "unknown_rows": sums[f"unknown_rows:{queue.name}"],
                "unknown_fen": sums[f"open:{queue.name}"],
            }
            for queue in self.queues
        }
        return {
            "id": self.scheme,
            "rows": {name: sums[f"rows:{name}"] for name in STATES},
            "fen": sums["fen"],
            "granted_fen": sums["granted"],
            "cut_fen": sum(each["cut_fen"] for each in by.values()),
            "unknown_fen": sum(each["unknown_fen"] for each in by.values()),
            "by": by,
        }


def allocate(run: Run, scheme: str) -> Allocated:
    """分配 of one scheme of a run. Raises BoleError for amounts below zero and for a fund said in different ways."""
    return allocated_together(run, sharing(scheme, {id_: part.scheme for id_, part in run.parts.items()}))[scheme]


def allocated_together(run: Run, schemes: Iterable[str]) -> dict[str, Allocated]:
    """分配 of several schemes, each with all that it shares a fund with."""
    parts = {scheme: run.parts[scheme] for scheme in schemes}
    engine = run.columns.register.engine
    w = engine.words
    frames = {scheme: _standing(run, part) for scheme, part in parts.items()}
    asks = {
        scheme: tuple(queues.queue_of(allocation, terms) for allocation, terms in part.allocations)
        for scheme, part in parts.items()
    }
    for step in steps_of({scheme: part.scheme.allocations for scheme, part in parts.items()}):
        if len(step) == 1:
            ((scheme, index),) = step
            queue = asks[scheme][index]
            answered = queues.answered(queues.asking(frames[scheme], queue, index, w), queue, w, last=("fact",))
            frames[scheme] = engine.settle(queues.taken(answered, queue, w))
        else:
            frames |= _together(engine, frames, asks, step, parts)
    return {s: Allocated(s, asks[s], engine.settle(queues.ended(frames[s], asks[s], w)), engine) for s in parts}


def _standing(run: Run, part: Columned) -> Frame:
    w = run.columns.words
    scheme = part.scheme
    for allocation in scheme.allocations:
        if isinstance(allocation, Ceiling) and not scheme.amounts:
            raise BoleError(CEILING_WITHOUT_AMOUNT, place=allocation.place, scheme=scheme.id, name=allocation.name)
    engine = run.columns.register.engine
    frame = engine.settle(queues.standing(run.columns, part, ENTITLED))
    negative = engine.collect(frame.filter(w.col("fen") < 0).select("fact"))
    if negative.height:
        first = negative["fact"].min()
        raise BoleError(NEGATIVE_ENTITLEMENT, place=scheme.place, scheme=scheme.id, rows=negative.height, fact=first)
    return frame


def _together(
    engine: Engine,
    frames: Mapping[str, Frame],
    asks: Mapping[str, tuple[Queue, ...]],
    step: Step,
    parts: Mapping[str, Columned],
) -> dict[str, Frame]:
    """One queue for rows of several schemes; each scheme gets its own rows back."""
    w = engine.words
    limits = [parts[scheme].allocations[index][1]["limit"] for scheme, index in step]
    steady = all(isinstance(limit, Literal) for limit in limits) and len({limit.key for limit in limits}) == 1
    queue = replace(asks[step[0][0]][step[0][1]], steady=steady)
    read = ("fact", "__granted", "__standing", *queue.columns)
    asking = [
        queues.asking(frames[scheme], queue, index, w).select(*read, w.number(number).alias("__scheme"))
        for number, (scheme, index) in enumerate(step)
    ]
    together = queues.answered(w.concat(asking, how="vertical"), queue, w, last=("__scheme", "fact"))
    served = engine.settle(together)
    made: dict[str, Frame] = {}
    for number, (scheme, index) in enumerate(step):
        own = served.filter(w.col("__scheme") == number).select(w.col("fact").alias("__of"), *queues.ANSWERS)
        joined = engine.looked_up(made.get(scheme, frames[scheme]), own, ["fact"], ["__of"])
        made[scheme] = engine.settle(queues.taken(joined, asks[scheme][index], w))
    return made


# --- in plain Python ---


@dataclass(frozen=True)
class Asking:
    """What a row brings to a queue: its keys, its order and the limit that holds for it; None is not known."""

    keys: tuple[Any, ...]
    order: tuple[Any, ...]
    limit: int | None
    """Fen of a ceiling, a number of places, or a share in 1/10000 as the quota has it."""


@dataclass
class Entitled:
    """符合条件的一条事实 and, once `allocate_rows` has seen it, what became of it."""

    scheme: str
    fact: int
    fen: int
    asks: tuple[Asking, ...]
    """One for each allocation of its scheme, in their order."""
    granted: int | None = None
    state: str = "granted"
    reason: str | None = None
    place: dict[str, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)


def allocate_rows(allocations: Mapping[str, Sequence[Allocation]], rows: Sequence[Entitled]) -> None:
    """分配 of a few rows, step by step: the meaning of `allocate`. Fills in what became of each row."""
    for row in rows:
        row.granted = row.fen
    for step in steps_of(allocations):
        groups: dict[tuple[Any, ...], list[tuple[Entitled, Asking, Allocation]]] = defaultdict(list)
        for row in rows:
            for scheme, index in step:
                if row.scheme == scheme and row.state in {"granted", "part"}:
                    ask, allocation = row.asks[index], allocations[scheme][index]
                    if None in (*ask.keys, *ask.order, ask.limit):
                        row.granted, row.state, row.reason = None, "unknown", allocation.name
                    else:
                        groups[ask.keys].append((row, ask, allocation))
        for group in groups.values():
            _serve(group)


def _serve(group: list[tuple[Entitled, Asking, Allocation]]) -> None:
    """One queue: everybody gets what he asks for until somebody asks for more than is left; there it closes."""
    group.sort(key=lambda each: (each[0].scheme, each[0].fact))
    for at, (_, greatest_first) in reversed(list(enumerate(group[0][2].order))):
        group.sort(key=lambda each, at=at: each[1].order[at], reverse=greatest_first)  # type: ignore[misc]
    used, closed = 0, False
    for place, (row, ask, allocation) in enumerate(group, 1):
        assert row.granted is not None
        assert ask.limit is not None
        limit = ask.limit
        if isinstance(allocation, Quota) and allocation.share.type.base is Base.PERCENT:
            limit = len(group) * ask.limit // 10_000
        asked = row.granted if isinstance(allocation, Ceiling) else 1
        row.place[allocation.name] = place
        row.left[allocation.name] = 0 if closed else max(limit - used, 0)
        if not closed and used + asked <= limit:
            used += asked
            continue
        part = isinstance(allocation, Ceiling) and allocation.short is Share.PART
        row.granted = row.left[allocation.name] if part else 0
        row.state, row.reason = "part" if row.granted else "cut", allocation.name
        closed = True
