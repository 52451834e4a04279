"""争用: limits and exclusions that several schemes of one run share, and in which order they are settled.

First every scheme decides by itself, as if it were the only one: criteria, ledger, its own rows. What still stands is
then put in queues that hold the rows of all schemes of a group, round by round: in each round every scheme asks one of
its contests, exclusions before limits, of the outcomes as the round before left them. So no answer waits for itself.

A queue: rows with the same keys, in the order of the limit (an exclusion: by the day of claim), then the greater amount
first (one that is not known yet may be the greatest), then the id of the scheme, then the id of the row. A queue in
which no other scheme has a row is left as it was.

What adds to another scheme (`TopUp`) follows in a last round, when that one's rows are settled.

Only schemes that decide about the same table stand in one queue: rows of other tables have no place in its order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeAlias

from bole.policy.operators import either
from bole.policy.scheme import Cap, Exclusion, Scheme, TopUp
from bole.policy.terms import Literal, Term
from bole.policy.types import TRUTH


@dataclass(frozen=True)
class Contest:
    """争用 of one limit or exclusion of a scheme with rows of other schemes."""

    number: int
    """Among all contests of the run."""
    scheme: Scheme
    rule: Cap | Exclusion
    at: int
    """Its place among the scheme's caps, or among its exclusions."""
    others: tuple[Scheme, ...]

    @property
    def exempt(self) -> Term:
        """Whether an exception lets a row off: that of the criterion which an exclusion is, too."""
        criteria = self.scheme.criteria if isinstance(self.rule, Exclusion) else ()
        terms = [e.term for c in criteria if c.name == self.rule.name for e in c.exceptions]
        return either(*terms) if len(terms) > 1 else terms[0] if terms else Literal(False, TRUTH)


Rounds: TypeAlias = tuple[tuple[Contest, ...], ...]
"""轮次: the contests of a run, those that are settled together in one round."""


def rounds_of(schemes: Sequence[Scheme]) -> Rounds:
    """The contests among these schemes."""
    numbers = iter(range(10**6))

    def of(scheme: Scheme) -> Iterable[Contest]:
        own = {scheme.id, scheme.claimed_as}
        for at, rule in enumerate(scheme.shared):
            apart = {scheme.id} if isinstance(rule, TopUp) else own
            others = tuple(s for s in schemes if s.id in rule.schemes and s.id not in apart and s.per == scheme.per)
            if others:
                at -= 0 if isinstance(rule, Exclusion) else len(scheme.exclusions)
                yield Contest(next(numbers), scheme, rule, at, others)

    found = [list(of(scheme)) for scheme in schemes]
    each = [[c for c in contests if not isinstance(c.rule, TopUp)] for contests in found]
    last = tuple(c for contests in found for c in contests if isinstance(c.rule, TopUp))
    rounds = [tuple(c for c in together if c is not None) for together in zip_longest(*each)]
    return (*rounds, last) if last else tuple(rounds)


def looked_at(scheme: Scheme, rounds: Rounds) -> tuple[Scheme, ...]:
    """The other schemes on whose rows this one's answers may hang, through others too; by id."""
    found = {scheme.id: scheme}
    for _ in range(sum(map(len, rounds))):
        found |= {o.id: o for contests in rounds for c in contests if c.scheme.id in found for o in c.others}
    return tuple(found[id_] for id_ in sorted(found) if id_ != scheme.id)


def bound_to(ids: Iterable[str], rounds: Rounds) -> frozenset[str]:
    """These schemes and all that share a queue with one of them, through others too."""
    found = frozenset(ids)
    queues = [frozenset(s.id for s in (c.scheme, *c.others)) for contests in rounds for c in contests]
    for _ in queues:
        found = found.union(*(queue for queue in queues if queue & found))
    return found
