"""以后: until when a claim is decided as it is today, and from which day one is that is refused today.

The days that the rules, the law and the facts name are tried with the engine itself, as if nothing else changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bole.kernel.dates import add_months
from bole.policy.answers import CriterionAnswer
from bole.policy.choices import Standing, best_choice
from bole.policy.decision import Decision
from bole.policy.flips import Flip, scheme_last_day
from bole.policy.readings.function import Pair
from bole.policy.scheme import ENTITLED, NEEDS_PERSON, NOT_IN_FORCE, REFUSED, Cap, Criterion
from bole.policy.terms import AppliedOn, AsOf, Entry, FullYears, Listed, Parametric

FAR: Final = 36
"""Nobody is told to wait longer than so many months."""


def last_day(standing: Standing, pair: Pair) -> date | None:
    """The last day on which a claim is still decided as it is today; None where nothing in sight ends it."""
    outcome = standing.alone[pair].outcome

    def stands(day: date) -> bool:
        return standing.on_day(pair, day).outcome is outcome

    good = standing.as_of
    for day in sorted(day for day in _ends(standing, pair) if day >= good):
        if not stands(day):
            return _turn(good, day, stands)
        if not stands(day + timedelta(days=1)):
            return day
        good = day
    return None


def _ends(standing: Standing, pair: Pair) -> set[date]:
    scheme = standing.schemes[pair[0]]
    days = {answer.last_day for answer in standing.answers(pair)}
    days |= {used.end for values in standing.values(pair) for used in values.dated()}
    days |= {scheme_last_day(scheme), scheme.in_force.end}
    return {day for day in days if day is not None and day.year < date.max.year}


def _turn(good: date, bad: date, stands: Callable[[date], bool]) -> date:
    """The last day before a bad one on which it stands, by halves."""
    while (bad - good).days > 1:
        middle = good + timedelta(days=(bad - good).days // 2)
        good, bad = (middle, bad) if stands(middle) else (good, middle)
    return good


# --- from which day ---


@dataclass(frozen=True, slots=True)
class Later:
    """以后可得: what can be claimed from a day on, beside what was taken before."""

    day: date
    decision: Decision
    standing: Standing
    """On that day."""
    rule: Criterion | Cap | None
    """What stood in the way until then; None where the law begins on that day."""


def later(standing: Standing, pairs: Mapping[Pair, Decision]) -> Iterator[Later]:
    """What becomes lawful on a later day, day by day, together with all that is claimed before."""
    waiting = {p: _days(standing, p) for p, d in pairs.items() if d.outcome in (REFUSED, NOT_IN_FORCE)}
    here = standing
    for day in sorted(set().union(*waiting.values())):
        due = {pair for pair, days in waiting.items() if day in days and _answers(here, pair, day)}
        if not due:
            continue
        there = here.on(day)
        choice = best_choice(there, frozenset(there.alone.keys() - due))
        judged = [there.alone[pair] for pair in due if there.alone[pair].outcome is NEEDS_PERSON]
        for decision in (*choice.taken, *judged):
            pair = (decision.scheme, decision.fact)
            del waiting[pair]
            yield Later(day, decision, there, _rule(standing, pair, decision))
        here = here.on(day).paid(choice.taken)


def _answers(standing: Standing, pair: Pair, day: date) -> bool:
    return standing.on_day(pair, day).outcome in (ENTITLED, NEEDS_PERSON)


def _rule(standing: Standing, pair: Pair, decision: Decision) -> Criterion | Cap | None:
    """The first condition that was not met before and is now, else the limit that was used up."""
    scheme, before = standing.schemes[pair[0]], standing.alone[pair]
    for criterion, then, now in zip(scheme.criteria, before.criteria, decision.criteria, strict=True):
        if then is False and now is True:
            return criterion
    return next((cap for cap in scheme.caps if cap.name in before.because), None)


def _days(standing: Standing, pair: Pair) -> set[date]:
    """Days on which the answer may turn: a beginning of law, a new year, an age, a day that a rule asks for."""
    scheme, end = standing.schemes[pair[0]], add_months(standing.as_of, FAR)
    days = {scheme.in_force.start, *(date(standing.as_of.year + n, 1, 1) for n in range(1, 1 + FAR // 12))}
    for top in scheme.terms():
        for term in top.walk():
            if isinstance(term, Parametric):
                days |= {entry.start for entry in term.parameter.entries}
            elif isinstance(term, Entry | Listed):
                days |= {edition.start for edition in term.catalogue.editions}
    unmet = [answer for answer in standing.answers(pair) if answer.result is False]
    days |= {day for answer in unmet if answer.flips for day in _days_of(answer.flips, answer)}
    days |= {day for answer in unmet for day in _searched(standing, pair, answer, _horizons(standing, pair, end))}
    return {day for day in days if standing.as_of < day <= end}


def _days_of(flip: Flip, answer: CriterionAnswer) -> Iterator[date]:
    """The day that a flip names: of an age the birthday, of the day of claim that day."""
    for part in flip.parts:
        yield from _days_of(part, answer)
    if flip.how != "value" or flip.operator not in (">=", "=="):
        return
    if isinstance(flip.term, AppliedOn | AsOf):
        yield flip.needed
    elif isinstance(flip.term, FullYears):
        start = answer.values.of(flip.term.start, flip.path)
        if isinstance(start, date) and 0 <= flip.needed < 200:
            yield add_months(start, 12 * flip.needed)


def _horizons(standing: Standing, pair: Pair, end: date) -> list[date]:
    """Days up to which the law in sight goes, and the farthest."""
    return sorted({day for day in (*_ends(standing, pair), end) if standing.as_of < day <= end})


def _searched(standing: Standing, pair: Pair, answer: CriterionAnswer, horizons: list[date]) -> Iterator[date]:
    """The day on which a condition comes to be met, by halves between today and a day on which it is."""
    at = answer.asked.at

    def unmet(day: date) -> bool:
        return standing.on_day(pair, day).criteria[at] is not True

    for horizon in horizons:
        if not unmet(horizon):
            yield _turn(standing.as_of, horizon, unmet) + timedelta(days=1)
            return


__all__ = ["Later", "last_day", "later"]
