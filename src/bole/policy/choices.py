"""最好的选择: which claims a person should make where the law does not give him all that he could have.

    standing = Standing(PersonRules(schemes), person, file, as_of, covered)
    best_choice(standing).fen

A choice is lawful where each of its claims is entitled once those before it stand in the ledger as paid: the engine is
asked again after every one. Where one claim changes nothing for another, they are searched apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from bole.kernel.facts import Facts
from bole.policy.answers import Asked, Case, CriterionAnswer, File, Values, answers, asked_of
from bole.policy.decision import Decision
from bole.policy.person_rows import Row, is_of, payment_of, unused_id
from bole.policy.readings.function import Pair, PersonRules, Trace
from bole.policy.scheme import ENTITLED, UNKNOWN, Scheme
from bole.policy.terms import PaidCount

_MOST_STATES: Final = 4000
"""So many sets of claims are looked at; a person has a few rows of a few schemes that shut each other out."""


class Standing:
    """处境: a person's file on a day: what is claimed already, and how each of the other rows would be decided alone.

    What has been claimed and would be paid today counts as paid: nothing new comes before it.
    """

    def __init__(
        self,
        rules: PersonRules,
        person: int,
        file: File,
        as_of: date,
        covered: frozenset[str],
        each: dict[str, PersonRules] | None = None,
    ) -> None:
        self.rules: Final = rules
        self.person: Final = person
        self.as_of = as_of
        self.covered: Final = covered
        self._each: dict[str, PersonRules] = {} if each is None else each
        self.given: Final = file
        """The file as it was before anything counted as paid."""
        self.schemes: Final[Mapping[str, Scheme]] = {scheme.id: scheme for scheme in rules.schemes}
        settled = _paid_pairs(file)
        claims = {(row["scheme"], row["fact"]): row["applied_on"] for row in file.get("claim", ())}
        waiting = {pair: day for pair, day in claims.items() if pair not in settled and pair[0] in self.schemes}
        decided = rules.claimed(file, waiting, as_of=as_of, covered=covered) if waiting else []
        self.waiting: Final = tuple(d for d in decided if (d.scheme, d.fact) in waiting and self._own(file, d))
        """已申领: decisions about his claims that nothing has been paid on."""
        self.beside: Final = frozenset((d.scheme, d.fact) for d in decided if d.outcome is UNKNOWN)
        self._closed: frozenset[Pair] = frozenset(settled | claims.keys())
        self.file: File = file
        for decision in (d for d in self.waiting if d.outcome is ENTITLED):
            self.file = self._with_payment(decision, waiting[decision.scheme, decision.fact])

    @property
    def facts(self) -> Facts:
        """The facts that the schemes are written over."""
        return self.rules.schemes[0].facts

    @cached_property
    def alone(self) -> Mapping[Pair, Decision]:
        """Of each own row that is not claimed yet the decision where it alone is claimed."""
        if not self.schemes:
            return {}
        decided = self.rules.apart(self.file, as_of=self.as_of, covered=self.covered, beside=self.beside)
        own = (d for d in decided if (d.scheme, d.fact) not in self._closed and self._own(self.file, d))
        return {(d.scheme, d.fact): d for d in own}

    @cached_property
    def traces(self) -> Mapping[Pair, Trace]:
        """The values that the decisions of these rows were made of."""
        traced = self.rules.traced(self.file, as_of=self.as_of, covered=self.covered)
        return {(d.scheme, d.fact): trace for _, d, trace in traced if (d.scheme, d.fact) in self.alone}

    def on_day(self, pair: Pair, day: date) -> Decision:
        """How the row would be decided by itself on another day, if nothing else changes."""
        if self.beside:
            return self.on(day).alone[pair]
        decided = self.rules_of(pair[0]).apart(self.file, as_of=day, covered=self.covered)
        return next(decision for decision in decided if decision.fact == pair[1])

    def rules_of(self, scheme: str) -> PersonRules:
        """The rules of one scheme by itself."""
        if scheme not in self._each:
            rules = self.rules
            self._each[scheme] = PersonRules(
                [self.schemes[scheme]], parameters=rules.parameters, catalogues=rules.catalogues
            )
        return self._each[scheme]

    @property
    def entitled(self) -> tuple[Pair, ...]:
        """What can be claimed, each by itself; nobody claims what would take money from him."""
        return tuple(p for p, d in self.alone.items() if d.outcome is ENTITLED and (d.fen or 0) >= 0)

    def row(self, pair: Pair) -> Row:
        """The row that a claim is about."""
        table = self.schemes[pair[0]].per
        key = self.facts.table(table).key
        return next(row for row in self.file[table] if row[key] == pair[1])

    def answers(self, pair: Pair) -> list[CriterionAnswer]:
        """What each criterion says of the row, and on what it rests."""
        trace = self.traces[pair]
        return answers(self._asked(pair), self.alone[pair], trace, self.case)

    def values(self, pair: Pair) -> list[Values]:
        """The values of its criteria, its amounts and its caps, in this order."""
        trace = self.traces[pair]
        return [Values(one, self.alone[pair], trace[one.at], self.case) for one in self._asked(pair)]

    @cached_property
    def case(self) -> Case:
        """What is decided about."""
        return Case(self.file, self.as_of, self.covered, self.rules.parameters, self.rules.catalogues)

    def paid(self, decisions: Iterable[Decision]) -> Standing:
        """The same with these claims made and paid today."""
        after = self._copy()
        for decision in decisions:
            after.file = after._with_payment(decision, self.as_of)
            after._closed |= {(decision.scheme, decision.fact)}
        return after

    def on(self, day: date) -> Standing:
        """The same on another day, if nothing else changes."""
        after = self._copy()
        after.as_of = day
        return after

    def changed(self, file: File, covered: frozenset[str] | None = None) -> Standing:
        """The same with another file, from the beginning: what counted as paid is decided again."""
        covered = self.covered if covered is None else covered
        return Standing(self.rules, self.person, file, self.as_of, covered, self._each)

    def total(self, choice: Choice) -> int:
        """What he has claimed already and what he could claim, together."""
        return choice.fen + sum(decision.fen or 0 for decision in self.waiting if decision.outcome is ENTITLED)

    def _copy(self) -> Standing:
        after = object.__new__(Standing)
        computed = ("alone", "traces", "case")
        after.__dict__.update({name: value for name, value in self.__dict__.items() if name not in computed})
        return after

    def _own(self, file: File, decision: Decision) -> bool:
        table = self.schemes[decision.scheme].per
        key = self.facts.table(table).key
        return any(
            row[key] == decision.fact and is_of(self.facts, table, row, self.person) for row in file.get(table, ())
        )

    def _with_payment(self, decision: Decision, applied_on: date) -> File:
        ledger = list(self.file.get("payment", ()))
        scheme = self.schemes[decision.scheme]
        id_ = unused_id(scheme.facts, "payment", ledger)
        row = self.row((decision.scheme, decision.fact))
        paid = payment_of(scheme, row, self.person, decision.fen or 0, applied_on, self.as_of, id_)
        return {**self.file, "payment": [*ledger, paid]}

    def _asked(self, pair: Pair) -> tuple[Asked, ...]:
        return asked_of(self.schemes[pair[0]])


def _paid_pairs(file: File) -> set[Pair]:
    """What the ledger has paid and not taken back."""
    sums: dict[Pair, int] = {}
    for row in file.get("payment", ()):
        pair = (row["scheme"], row["fact"])
        sums[pair] = sums.get(pair, 0) + (row.get("fen") or 0)
    return {pair for pair, fen in sums.items() if fen > 0}


@dataclass(frozen=True, slots=True)
class Choice:
    """选择: claims that are lawful one after another and together pay most."""

    taken: tuple[Decision, ...]
    """In an order in which each is entitled."""
    shut_out: Mapping[Pair, tuple[Pair, ...]]
    """What could be claimed by itself and no more with these: by which of them."""
    in_order: bool
    """Whether the order matters: claimed on one day, not all would be paid."""
    complete: bool
    """Whether every lawful set was looked at."""

    @property
    def fen(self) -> int:
        """What they pay together."""
        return sum(decision.fen or 0 for decision in self.taken)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Scheme and row of each."""
        return tuple((decision.scheme, decision.fact) for decision in self.taken)


def best_choice(standing: Standing, without: frozenset[Pair] = frozenset()) -> Choice:
    """The lawful choice that pays most; of several that pay the same the one with most claims, then the first."""
    taken: tuple[Decision, ...] = ()
    complete, here = True, standing
    # A payment may open a further scheme: then what is left is asked once more. What is not known stays so, though a
    # payment makes a ledger that is not complete say something.
    without |= {pair for pair, decision in standing.alone.items() if decision.outcome is UNKNOWN}
    while offered := [pair for pair in here.entitled if pair not in without]:
        found = [_searched(here, group) for group in _groups(here, offered)]
        more = tuple(decision for decisions, _ in found for decision in decisions)
        if not _holds(here, more):
            more, whole = _searched(here, offered)
            found = [(more, whole)]
        complete = complete and all(whole for _, whole in found)
        taken, here = (*taken, *more), here.paid(more)
    return Choice(taken, _shut_out(standing, taken, without), not _at_once(standing, taken), complete)


def _holds(standing: Standing, decisions: Sequence[Decision]) -> bool:
    """Whether each is decided the same once those before it are paid."""
    here = standing
    for decision in decisions:
        now = here.alone[decision.scheme, decision.fact]
        if now.outcome is not ENTITLED or now.fen != decision.fen:
            return False
        here = here.paid([now])
    return True


def _at_once(standing: Standing, taken: Sequence[Decision]) -> bool:
    """Whether all are paid where all are claimed on one day."""
    pairs = {(d.scheme, d.fact) for d in taken}
    decided = standing.rules.claimed(
        standing.file, standing.beside | pairs, as_of=standing.as_of, covered=standing.covered
    )
    return all(d.outcome is ENTITLED for d in decided if (d.scheme, d.fact) in pairs)


def _shut_out(standing: Standing, taken: Sequence[Decision], without: frozenset[Pair]) -> dict[Pair, tuple[Pair, ...]]:
    chosen = {(d.scheme, d.fact): d for d in taken}
    left = [pair for pair in standing.entitled if pair not in chosen and pair not in without]
    found: dict[Pair, tuple[Pair, ...]] = {}
    for pair in left:
        by = [
            other
            for other, decision in chosen.items()
            if other in standing.alone
            and _counts(standing, pair, other)
            and standing.paid([decision]).alone[pair].outcome is not ENTITLED
        ]
        # Where no single one shuts it out, all that it counts do so together.
        found[pair] = tuple(by or [other for other in chosen if _counts(standing, pair, other)])
    return found


# --- what has to do with what ---


def _counts(standing: Standing, pair: Pair, other: Pair) -> bool:
    """Whether the scheme of a row looks at payments of the other's."""
    return other[0] in _counted(standing.schemes[pair[0]])


def _counted(scheme: Scheme) -> frozenset[str]:
    return frozenset(id_ for count_ in _paid_counts(scheme) for id_ in count_.schemes)


def _paid_counts(scheme: Scheme) -> Iterator[PaidCount]:
    return (term for top in scheme.terms() for term in top.walk() if isinstance(term, PaidCount))


def _groups(standing: Standing, offered: Sequence[Pair]) -> list[list[Pair]]:
    """The claims apart by whether paying one changes a value that another is decided by."""
    group = {pair: {pair} for pair in offered}
    for pair in offered:
        looking = [o for o in offered if o != pair and o not in group[pair] and _counts(standing, o, pair)]
        if not looking:
            continue
        after = standing.paid([standing.alone[pair]])
        for other in looking:
            if after.traces[other] != standing.traces[other]:
                joined = group[pair] | group[other]
                group.update(dict.fromkeys(joined, joined))
    return [[p for p in offered if p in group[pair]] for pair in offered if pair == _first(offered, group[pair])]


def _first(offered: Sequence[Pair], group: set[Pair]) -> Pair:
    return next(pair for pair in offered if pair in group)


# --- the search ---


def _searched(standing: Standing, group: Sequence[Pair]) -> tuple[tuple[Decision, ...], bool]:
    """The lawful set of these claims that pays most, and whether every one was looked at.

    Best first: a set goes on only while what is still entitled could bring it beyond the best one found.
    """
    if len(group) == 1:
        return (standing.alone[group[0]],), True
    steady = all(_only_shuts_out(standing.schemes[id_]) for id_, _ in group)
    ahead = _ahead(standing, group) if steady and len(group) > 2 else {}
    best: tuple[Decision, ...] = ()
    most = (-1, -1)
    looked: dict[frozenset[Pair], int] = {}
    numbers = count()
    queue: list[tuple[Any, ...]] = [((0, 0), next(numbers), 0, (), standing)]
    for _ in range(_MOST_STATES):
        if not queue:
            return best, True
        bound, _number, fen, taken, before = heappop(queue)
        if taken and (-bound[0], -bound[1]) <= most:
            return best, True
        here = before.paid(taken[-1:]) if taken else before
        if (fen, len(taken)) > most:
            best, most = taken, (fen, len(taken))
        chosen = frozenset((d.scheme, d.fact) for d in taken)
        moves = [here.alone[pair] for pair in group if pair not in chosen and here.alone[pair].outcome is ENTITLED]
        reach = sum(move.fen or 0 for move in moves)
        for move in moves:
            if not ahead.get((move.scheme, move.fact), frozenset()) <= chosen:
                continue
            made, total = chosen | {(move.scheme, move.fact)}, fen + (move.fen or 0)
            if looked.get(made, -1) >= total:
                continue
            looked[made] = total
            # What is not entitled any more stays so, or else every set has to be looked at.
            far = (-(fen + reach), -(len(taken) + len(moves))) if steady else (-(10**18), 0)
            heappush(queue, (far, next(numbers), total, (*taken, move), here))
    return best, False


def _ahead(standing: Standing, group: Sequence[Pair]) -> dict[Pair, frozenset[Pair]]:
    """By claim those that are taken before it: of the same scheme, alike in all that payments change, and no cheaper.

    Any lawful set that has the cheaper one alone would be as lawful with the dearer one in its place.
    """
    after = {pair: standing.paid([standing.alone[pair]]).traces for pair in group}
    before = standing.traces
    seen = {(i, j): _changed(before[j], after[i][j]) for i in group for j in group if i != j}

    def alike(i: Pair, j: Pair) -> bool:
        others = [k for k in group if k not in (i, j)]
        return (
            i[0] == j[0]
            and seen[i, j] == seen[j, i]
            and all(after[i][k] == after[j][k] and seen[k, i] == seen[k, j] for k in others)
        )

    rank = {pair: (-(standing.alone[pair].fen or 0), at) for at, pair in enumerate(group)}
    return {j: frozenset(i for i in group if i != j and rank[i] < rank[j] and alike(i, j)) for j in group}


def _changed(before: Trace, after: Trace) -> frozenset[tuple[int, int]]:
    """Places at which two traces of one row differ."""
    return frozenset(
        (at, place)
        for at, (was, now) in enumerate(zip(before, after, strict=True))
        for place, (one, other) in enumerate(zip(was, now, strict=True))
        if one != other
    )


def _only_shuts_out(scheme: Scheme) -> bool:
    """Whether what is paid can only close something: it is counted in limits and exclusions and nowhere else."""
    closing = {exclusion.name for exclusion in scheme.exclusions}
    terms = [amount_term for amount in scheme.amounts for amount_term in (amount.when, amount.term)]
    terms += [c.decided_by for c in scheme.criteria if c.name not in closing]
    terms += [e.term for c in scheme.criteria if c.name in closing for e in c.exceptions]
    terms += [cap.top for cap in scheme.caps]
    return not any(isinstance(inner, PaidCount) for term in terms for inner in term.walk())


__all__ = ["Choice", "Standing", "best_choice"]
