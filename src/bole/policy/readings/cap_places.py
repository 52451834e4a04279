"""限额的名次: which rows come within the caps of a scheme, where some rows are not sure to compete.

A row's rank counts the places that the ledger has used up and the rows before it. Rows that are sure to be paid give
the least rank it can have, those and the possible ones the greatest: within the cap, beyond it, or not to be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bole.policy.decision import Decision
from bole.policy.scheme import ENTITLED, REFUSED, UNKNOWN, Cap, Scheme

Ranked = tuple[tuple[Any, ...], tuple[Any, ...], int | None, int | None]
"""What one cap needs of a row: its keys, its place in the order, the top, and what the ledger has used."""
Row = tuple[int, str, int | None, tuple[bool | None, ...], tuple[Ranked, ...] | None, Any, Any, tuple[str, ...]]
"""A decision before its caps: the caps' values stand in the place of their results, None where it does not compete."""


def within_caps(scheme: Scheme, rows: Sequence[Row]) -> list[Decision]:
    """The decisions of a scheme, its caps applied one after another."""
    outcomes = [row[1] for row in rows]
    because = [row[7] for row in rows]
    competing = [at for at, row in enumerate(rows) if row[4] is not None]
    results: list[list[bool | None]] = [[] for _ in rows]
    for number, cap in enumerate(scheme.caps):
        answers = _answers(number, cap, rows, competing, outcomes)
        for at, answer in answers.items():
            if answer is not True:
                outcomes[at] = UNKNOWN if answer is None else REFUSED
                because[at] = (cap.name,)
        competing = [at for at in competing if outcomes[at] is not REFUSED]
        for at, result in enumerate(results):
            result.append(answers.get(at))
    return [
        Decision(
            scheme.id,
            row[0],
            outcomes[at],
            row[2] if outcomes[at] is ENTITLED else None,
            row[3],
            tuple(results[at]),
            row[5],
            row[6],
            because[at],
            (None,) * len(scheme.exclusions),
        )
        for at, row in enumerate(rows)
    ]


def _answers(
    number: int, cap: Cap, rows: Sequence[Row], competing: Sequence[int], outcomes: Sequence[str]
) -> dict[int, bool | None]:
    """The cap's answer for each row that is sure so far."""
    answers: dict[int, bool | None] = {}
    groups: dict[tuple[Any, ...], list[int]] = {}
    for at in competing:
        keys, order, _, _ = _ranked(rows, at, number)
        if None not in keys and None not in order:
            groups.setdefault(keys, []).append(at)
        elif outcomes[at] is ENTITLED:
            answers[at] = None
    for group in groups.values():
        sure = 0
        for possible, at in enumerate(_in_order(number, cap, rows, group)):
            _, _, top, used = _ranked(rows, at, number)
            if outcomes[at] is ENTITLED:
                answers[at] = _answer(top, used, sure, possible)
                sure += 1
    return answers


def _answer(top: int | None, used: int | None, sure: int, possible: int) -> bool | None:
    if top is None:
        return None
    if 1 + (used or 0) + sure > top:
        return False
    return True if used is not None and 1 + used + possible <= top else None


def _in_order(number: int, cap: Cap, rows: Sequence[Row], group: list[int]) -> list[int]:
    """By the cap's order, then by id."""
    if len(group) == 1:
        return group
    placed = sorted(group, key=lambda at: rows[at][0])
    for column in reversed(range(len(cap.order))):
        placed.sort(key=lambda at: _ranked(rows, at, number)[1][column], reverse=cap.order[column][1])
    return placed


def _ranked(rows: Sequence[Row], at: int, number: int) -> Ranked:
    ranked = rows[at][4]
    assert ranked is not None
    return ranked[number]
