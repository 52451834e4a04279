"""互相矛盾与中断: what several sources say of one person's insurance and work, laid side by side; nothing is resolved.

Pure: it looks at spells and knows no tables. Months count, not days: a change of employer leaves a few days twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from bole.kernel.messages import N_, _

_OVERLAP: Final = 31
"""Days for which two spells may run beside each other without anybody being wrong."""
_MOST: Final = 50
_OF_EMPLOYEES: Final = frozenset(("pension", "unemployment", "medical", "injury"))
_NOT_WORKING: Final = frozenset(("unemployed", "drawing-benefit"))


@dataclass(frozen=True, slots=True)
class Spell:
    """一段: of insurance or employment, as one source tells it."""

    table: str
    thing: int
    kind: str
    """Kind of insurance, or standing in employment."""
    body: int | None
    title: str
    source: str
    on: date
    until: date | None

    def days_with(self, other: "Spell") -> int:
        """Days for which both last."""
        last = min(self.until or date.max, other.until or date.max)
        return max(0, (last - max(self.on, other.on)).days)


@dataclass(frozen=True, slots=True)
class Said:
    """一方所说: what one source says."""

    table: str
    thing: int
    title: str
    source: str
    on: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """两处不一致: two records that cannot both be right, each with its source."""

    what: str
    one: Said
    other: Said


@dataclass(frozen=True, slots=True)
class Gap:
    """中断: whole months without one kind of insurance."""

    kind: str
    first: date
    last: date
    months: int


_TWO_BODIES: Final = N_("同一险种同时在两家单位参保")
_NOT_WORKING_INSURED: Final = N_("登记为失业，同时有单位为其参保")
_PENSIONER_INSURED: Final = N_("登记为领取养老金，同时在缴养老保险")
_INSURED_ELSEWHERE: Final = N_("登记在一家单位就业，却由另一家单位参保")
_UNINSURED: Final = N_("这段就业期间没有养老保险记录")
_REVERSED: Final = N_("截至日期早于起始日期")


def contradictions_of(insurance: Sequence[Spell], work: Sequence[Spell]) -> list[Contradiction]:
    """What contradicts what, each pair once."""
    found = [*_within(insurance), *_between(insurance, work)]
    return found[:_MOST]


def _within(insurance: Sequence[Spell]) -> Iterator[Contradiction]:
    for one, other in combinations(insurance, 2):
        bodies = {one.body, other.body}
        differs = one.kind == other.kind and len(bodies) == 2 and None not in bodies
        if differs and one.days_with(other) > _OVERLAP:
            yield _pair(_TWO_BODIES, one, other)


def _between(insurance: Sequence[Spell], work: Sequence[Spell]) -> Iterator[Contradiction]:
    for job in work:
        beside = [one for one in insurance if one.kind in _OF_EMPLOYEES and job.days_with(one) > _OVERLAP]
        # One kind of insurance stands for all that a body pays at the same time.
        for one in _one_of_each_body(beside):
            what = _against(job, one, beside)
            if what:
                yield _pair(what, job, one)


def _one_of_each_body(spells: Iterable[Spell]) -> list[Spell]:
    chosen: dict[int | None, Spell] = {}
    for spell in sorted(spells, key=lambda one: (one.kind != "pension", one.on)):
        chosen.setdefault(spell.body, spell)
    return list(chosen.values())


def _against(job: Spell, one: Spell, beside: Sequence[Spell]) -> str:
    if job.kind in _NOT_WORKING and one.body is not None:
        return _NOT_WORKING_INSURED
    if job.kind == "pensioner" and one.kind == "pension":
        return _PENSIONER_INSURED
    elsewhere = job.kind == "employee" and job.body is not None and one.body not in (None, job.body)
    if elsewhere and all(other.body != job.body for other in beside):
        return _INSURED_ELSEWHERE
    return ""


def _pair(what: str, one: Spell, other: Spell) -> Contradiction:
    return Contradiction(_(what), _said(one), _said(other))


def _said(spell: Spell) -> Said:
    return Said(spell.table, spell.thing, spell.title, spell.source, spell.on, spell.until)


def gaps_of(insurance: Sequence[Spell], labels: Mapping[str, str]) -> list[Gap]:
    """中断 of each kind of insurance between its first and its last spell; the latest first."""
    found: list[Gap] = []
    for kind in dict.fromkeys(one.kind for one in insurance):
        until: date | None = None
        for one in sorted((one for one in insurance if one.kind == kind), key=lambda one: one.on):
            if until is not None:
                months = _month(one.on) - _month(until) - 1
                if months > 0:
                    first = _first(until.year, until.month + 1)
                    last = _first(one.on.year, one.on.month) - timedelta(days=1)
                    found.append(Gap(labels.get(kind, kind), first, last, months))
            ends = one.until or date.max
            until = ends if until is None else max(until, ends)
    return sorted(found, key=lambda gap: gap.first, reverse=True)[:_MOST]


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _first(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def faults_of(insurance: Sequence[Spell], work: Sequence[Spell]) -> dict[tuple[str, int], list[str]]:
    """Table and thing to what is wrong with that record."""
    found: dict[tuple[str, int], list[str]] = {}
    for one in (*insurance, *work):
        if one.until is not None and one.until < one.on:
            found.setdefault((one.table, one.thing), []).append(_(_REVERSED))
    pension = [one for one in insurance if one.kind == "pension"]
    for job in work if insurance else ():
        lasts = (job.until or date.max) - job.on
        if job.kind == "employee" and lasts.days > _OVERLAP and not any(job.days_with(one) for one in pension):
            found.setdefault((job.table, job.thing), []).append(_(_UNINSURED))
    return found


def marks_of(contradictions: Iterable[Contradiction]) -> dict[tuple[str, int], list[str]]:
    """Table and thing to the contradictions that the record is part of."""
    found: dict[tuple[str, int], list[str]] = {}
    for one in contradictions:
        for said in (one.one, one.other):
            told = found.setdefault((said.table, said.thing), [])
            if one.what not in told:
                told.append(one.what)
    return found
