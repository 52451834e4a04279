"""争用的名次: which rows of several schemes come first in the queues that they share; see `bole.policy.contests`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bole.policy.contests import Contest, Rounds
from bole.policy.decision import Decision, Rival
from bole.policy.scheme import ENTITLED, REFUSED, UNKNOWN, Cap, Scheme, TopUp

Stand = tuple[tuple[Any, ...], tuple[Any, ...], int | None, int | None, bool | None]
"""What a contest needs of a row: its keys, its place in the order; of the contest's own rows the top, what the ledger
has used, and whether an exception lets it off."""
Stands = Sequence[Mapping[int, Stand] | None]
"""By contest, of each row of a scheme; None of a row that never competes."""

_PLACED: Final = (ENTITLED, UNKNOWN)


@dataclass(slots=True, eq=False)
class _Row:
    """One row of one scheme, as the rounds go on."""

    scheme: Scheme
    decision: Decision
    stands: Mapping[int, Stand]
    fen: int | None
    """What a tie looks at: None, where the amount is not known."""

    @property
    def sure(self) -> bool:
        return self.decision.outcome is ENTITLED


def contested(
    rounds: Rounds, decided: Mapping[str, Sequence[Decision]], stands: Mapping[str, Stands]
) -> dict[str, list[Decision]]:
    """The decisions of every scheme, its contests with others settled round by round."""
    schemes = {s.id: s for contests in rounds for c in contests for s in (c.scheme, *c.others)}
    rows = {id_: _rows(scheme, decided[id_], stands[id_]) for id_, scheme in schemes.items()}
    for contests in rounds:
        # All look at the rows as the round finds them.
        answers = [(contest, *answer) for contest in contests for answer in _answers(contest, rows)]
        for contest, row, answer, rivals in answers:
            _settle(contest, row, answer, rivals)
    return {**{id_: list(d) for id_, d in decided.items()}, **{i: [r.decision for r in rs] for i, rs in rows.items()}}


def _rows(scheme: Scheme, decided: Sequence[Decision], stands: Stands) -> list[_Row]:
    together = next((at for at, g in enumerate(scheme.grants) if scheme.tops and g.term is scheme.tops.total), None)

    def row(decision: Decision, stand: Mapping[int, Stand] | None) -> _Row:
        paid: Any = decision.fen if together is None else decision.grants[together]
        fen = 0 if not scheme.amounts else paid if decision.outcome is ENTITLED else None
        return _Row(scheme, decision, stand or {}, fen)

    return [row(d, s) for d, s in zip(decided, stands, strict=True)]


def _answers(
    contest: Contest, rows: Mapping[str, Sequence[_Row]]
) -> Iterator[tuple[_Row, bool | None, tuple[Rival, ...]]]:
    """The answer for each row of the contest's scheme that is sure so far, and who stands in its queue."""
    if isinstance(contest.rule, TopUp):
        yield from _with_base(contest, rows)
        return
    queues: dict[tuple[Any, ...], list[_Row]] = {}
    for scheme in (contest.scheme, *contest.others):
        for row in rows[scheme.id]:
            stand = row.stands.get(contest.number)
            if row.decision.outcome not in _PLACED or stand is None:
                continue
            if None not in stand[0] and None not in stand[1]:
                queues.setdefault(stand[0], []).append(row)
            elif row.scheme is contest.scheme and row.sure:
                yield row, _let_off(None, stand[4]), ()
    for queue in queues.values():
        placed = _in_order(contest, queue)
        for at, row in enumerate(placed):
            if row.scheme is contest.scheme and row.sure:
                yield row, *_answer(contest, placed, at)


def _with_base(
    contest: Contest, rows: Mapping[str, Sequence[_Row]]
) -> Iterator[tuple[_Row, bool | None, tuple[Rival, ...]]]:
    """Whether what is added stands with the scheme above: always where only the raised figures let the row in."""
    (base,) = contest.others
    above = {row.decision.fact: row for row in rows[base.id]}
    for row in rows[contest.scheme.id]:
        stand = row.stands.get(contest.number)
        if not row.sure or stand is None:
            continue
        *_, paid, met = stand
        other = above[row.decision.fact]
        if met is False or other.sure or (paid is not None and paid > 0):
            yield row, True, ()
            continue
        known = other.decision.outcome is not UNKNOWN
        answer = False if known and met is not None else None
        yield row, answer, (Rival(contest.rule.name, base.id, row.decision.fact, True, known),)


def _answer(contest: Contest, queue: Sequence[_Row], at: int) -> tuple[bool | None, tuple[Rival, ...]]:
    me = queue[at]
    others = [(place, row) for place, row in enumerate(queue) if row.scheme is not me.scheme]
    if not others:
        return True, ()
    _, _, top, used, exempt = me.stands[contest.number]
    limit = isinstance(contest.rule, Cap)
    top, used = (top, used) if limit else (1, 0)
    assert top is not None
    assert used is not None
    counted = [row for row in queue[:at] if limit or row.scheme is not me.scheme]
    sure = sum(row.sure for row in counted)
    answer = False if 1 + used + sure > top else True if 1 + used + len(counted) <= top else None
    crowd = len(queue) if limit else 1 + len(others)
    rivals = [_rival(contest, row, place < at) for place, row in others] if crowd + used > top else []
    return _let_off(answer, exempt), tuple(rivals) if exempt is not True else ()


def _let_off(answer: bool | None, exempt: bool | None) -> bool | None:
    return True if exempt is True else None if exempt is None and answer is not True else answer


def _rival(contest: Contest, row: _Row, first: bool) -> Rival:
    return Rival(contest.rule.name, row.scheme.id, row.decision.fact, first, row.sure)


def _in_order(contest: Contest, queue: list[_Row]) -> list[_Row]:
    """By the order of the limit, then the greater amount, then scheme and row."""
    if len(queue) == 1:
        return queue
    placed = sorted(queue, key=lambda row: (row.fen is not None, -(row.fen or 0), row.scheme.id, row.decision.fact))
    for column in reversed(range(len(contest.rule.order))):
        greatest_first = contest.rule.order[column][1]
        placed.sort(key=lambda row: row.stands[contest.number][1][column], reverse=greatest_first)
    return placed


def _settle(contest: Contest, row: _Row, answer: bool | None, rivals: tuple[Rival, ...]) -> None:
    made = replace(row.decision, rivals=(*row.decision.rivals, *rivals))
    if isinstance(contest.rule, Cap):
        made = replace(made, caps=_put(made.caps, contest.at, answer))
    else:
        made = replace(made, exclusions=_put(made.exclusions, contest.at, answer))
    if answer is not True:
        outcome = UNKNOWN if answer is None else REFUSED
        made = replace(made, outcome=outcome, fen=None, because=(contest.rule.name,))
    row.decision = made


def _put(answers: tuple[bool | None, ...], at: int, answer: bool | None) -> tuple[bool | None, ...]:
    return (*answers[:at], answer, *answers[at + 1 :])
