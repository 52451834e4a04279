"""下一步: what one more step would bring one person: a claim, a document, a certificate, a day to wait for.

    advice = advise(Standing(PersonRules(schemes), person, file, as_of, covered), place="442000")
    advice.steps[0].fen

Every sum is the difference of two decisions of the engine that pays: with the step, and the best lawful choice without
it. What a person has to judge, and figures that the source does not give, have none, and say so.

    claim    what he can claim today; where schemes shut each other out, the lawful choice that pays most
    bring    what is not known for want of a document
    obtain   a certificate one level higher, the first one in his trade, a record that he can bring about himself
    wait     what is refused today and would not be on a later day
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date
from typing import Any, Final

from bole.kernel.clauses import ClauseRef
from bole.kernel.dates import add_months
from bole.policy.answers import CriterionAnswer
from bole.policy.choices import Choice, Standing, best_choice
from bole.policy.decision import Decision
from bole.policy.flips import Flip
from bole.policy.hypotheses import NextCertificate, next_certificates, row_for, with_certificate, with_row
from bole.policy.later import FAR, Later, last_day, later
from bole.policy.missing import Lacking, New, Trial, lacking, trials, unbounded
from bole.policy.person_rows import Row
from bole.policy.readings.function import Pair
from bole.policy.scheme import ENTITLED, NEEDS_PERSON, REFUSED, UNKNOWN, Cap, Criterion, Scheme, Told
from bole.policy.terms import Aggregate, Fact, Summary

CLAIM: Final = "claim"
BRING: Final = "bring"
OBTAIN: Final = "obtain"
WAIT: Final = "wait"
KINDS: Final = (CLAIM, BRING, OBTAIN, WAIT)

HURRY: Final = 60
"""A last day within so many days is near."""
_IN_HIS_HANDS: Final = ("insurance", "training", "voucher", "service")
"""Tables in which a person can bring about a record himself. Nobody is told to lose his job, or to grow older."""


_NOTHING_NEW: Final = ("", 0)


@dataclass(frozen=True, slots=True)
class Given:
    """所得: what one scheme gives for one row."""

    scheme: Scheme
    fact: int
    row: Row | None
    """None where the row is that of the certificate still to be had."""
    fen: int | None
    """None where a person judges or a figure is missing."""
    grants: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """步骤: one thing to do, and what it brings."""

    kind: str
    gives: tuple[Given, ...]
    """What is claimed then, the most first."""
    fen: int | None
    """How much more than the best lawful choice without it; None where it cannot be said. Of a document the least."""
    _: KW_ONLY
    clause: ClauseRef
    at_most: int | None = None
    """Of a document: the same where it turns out best."""
    from_day: date | None = None
    """The first day on which it can be claimed, where that lies ahead."""
    last_day: date | None = None
    """The last day on which it can be claimed, as far as the law in sight says."""
    excludes: tuple[Given, ...] = ()
    """What cannot be had with it any more."""
    after: tuple[Given, ...] = ()
    """What has to be claimed before it, where all of it on one day would not do."""
    open: tuple[str, ...] = ()
    """Names of what keeps a sum from being said: judgements, parameters, catalogues."""
    bring: tuple[Flip | Told, ...] = ()
    certificate: NextCertificate | None = None
    turns: tuple[tuple[Criterion, Flip], ...] = ()
    """Of a record to bring about: the conditions that it turns, and how."""
    waits_for: Criterion | Cap | None = None
    """What stands in the way until `from_day`; None where the law begins then."""

    @property
    def scheme(self) -> Scheme:
        """The scheme that gives most of it."""
        return self.gives[0].scheme


@dataclass(frozen=True, slots=True)
class Advice:
    """建议: the steps of one person, the best first, and what is under way."""

    person: int
    as_of: date
    steps: tuple[Step, ...]
    fen: int
    """What he can claim today, all in all."""
    waiting: tuple[Given, ...]
    """Claimed and not paid yet, as far as they are entitled."""
    complete: bool
    """Whether every lawful choice was looked at."""


def advise(standing: Standing, *, place: str = "") -> Advice:
    """Every step that brings something. `place` is where a certificate would be taken."""
    advisor = _Advisor(standing, place)
    steps = sorted(advisor.steps(), key=_order)
    choice = advisor.choice
    waiting = tuple(_given(standing, d) for d in standing.waiting if d.outcome is ENTITLED)
    return Advice(standing.person, standing.as_of, tuple(steps), choice.fen, waiting, choice.complete)


def _order(step: Step) -> tuple[Any, ...]:
    """Claims first; then the greater gain, the sooner last day; what has no sum last."""
    gain = -1 if step.fen is None else max(step.fen, step.at_most or 0)
    first = step.gives[0]
    return (
        step.kind != CLAIM,
        len(step.after),
        -gain,
        step.last_day or date.max,
        -sum(given.fen or 0 for given in step.gives),
        KINDS.index(step.kind),
        first.scheme.id,
        first.fact,
    )


def _given(standing: Standing, decision: Decision) -> Given:
    row = standing.row((decision.scheme, decision.fact))
    scheme = standing.schemes[decision.scheme]
    fen = (decision.fen or 0) if decision.outcome is ENTITLED else None
    return Given(scheme, decision.fact, row, fen, decision.grants if decision.outcome is ENTITLED else ())


class _Advisor:
    """Finds the steps of one person, each kind by itself."""

    def __init__(self, standing: Standing, place: str) -> None:
        self._standing = standing
        self._place = place
        self.choice = best_choice(standing)
        self._total = standing.total(self.choice)
        self._after = standing.paid(self.choice.taken)
        """Where the best choice is claimed and paid."""

    def steps(self) -> Iterator[Step]:
        if not self._standing.schemes:
            return
        yield from self._claims()
        yield from self._judged()
        yield from self._documents()
        yield from self._certificates()
        yield from self._records()
        yield from (_waiting(found) for found in later(self._after, self._after.alone))

    # --- claim ---

    def _claims(self) -> Iterator[Step]:
        choice = self.choice
        for at, decision in enumerate(choice.taken):
            pair = (decision.scheme, decision.fact)
            before = choice.taken[:at] if choice.in_order else ()
            # What only an earlier payment opens is decided after that.
            here = self._standing if pair in self._standing.entitled else self._standing.paid(choice.taken[:at])
            yield Step(
                CLAIM,
                (_given(here, decision),),
                self._gain(decision, pair),
                last_day=last_day(here, pair),
                excludes=tuple(self._shut_out(pair, decision)),
                clause=_clause(here, decision),
                after=tuple(_given(self._standing, one) for one in before),
            )

    def _gain(self, decision: Decision, pair: Pair) -> int:
        """Against the best lawful choice without it."""
        if not self.choice.shut_out and len(self.choice.taken) == len(self._standing.entitled):
            return decision.fen or 0
        return self.choice.fen - best_choice(self._standing, frozenset({pair})).fen

    def _shut_out(self, pair: Pair, decision: Decision) -> Iterator[Given]:
        """What it takes the place of, and what a person would have judged and need not any more."""
        for other, by in self.choice.shut_out.items():
            if pair in by:
                yield _given(self._standing, self._standing.alone[other])
        judged = {p: d for p, d in self._standing.alone.items() if d.outcome is NEEDS_PERSON}
        lost = [p for p in judged if self._after.alone[p].outcome is REFUSED]
        alone = self._standing.paid([decision]).alone if lost else {}
        yield from (_given(self._standing, judged[p]) for p in lost if alone[p].outcome is REFUSED)

    def _judged(self) -> Iterator[Step]:
        judged = {pair: d for pair, d in self._after.alone.items() if d.outcome is NEEDS_PERSON}
        for pair, decision in judged.items():
            step = _without_sum(CLAIM, (_given(self._after, decision),), decision, last_day(self._after, pair))
            # Whatever sum it would be, once paid it may shut others out.
            paid = self._after.paid([replace(decision, fen=1)]).alone if len(judged) > 1 else {}
            lost = [d for other, d in judged.items() if other in paid and paid[other].outcome is REFUSED]
            yield replace(step, excludes=tuple(_given(self._after, one) for one in lost))

    # --- bring ---

    def _documents(self) -> Iterator[Step]:
        """What is not known, each document once, whatever it is good for."""
        seen: set[tuple[Any, ...]] = set()
        for pair, decision in self._standing.alone.items():
            if decision.outcome is UNKNOWN:
                missing = lacking(self._standing, pair)
                mark = (missing.cells, missing.tables, missing.records and pair)
                if missing.documents and mark not in seen:
                    seen.add(mark)
                    yield from self._document(pair, missing)

    def _document(self, pair: Pair, missing: Lacking) -> Iterator[Step]:
        given = _given(self._standing, self._standing.alone[pair])
        step = Step(BRING, (given,), None, clause=_unknown_clause(self._standing, pair), bring=missing.documents)
        tried = None if unbounded(self._standing, pair, missing) else trials(self._standing, pair, missing)
        if tried is None:
            yield step
            return
        paying = [trial for trial in tried if trial.decision.outcome is ENTITLED]
        judged = [trial for trial in tried if trial.decision.outcome is NEEDS_PERSON]
        if paying:
            yield from self._with_sums(step, pair, paying, missing)
        elif judged:
            yield replace(step, open=judged[0].decision.because)

    def _with_sums(self, step: Step, pair: Pair, paying: Sequence[Trial], missing: Lacking) -> Iterator[Step]:
        """At least and at most over the ways in which the document may turn out, each with the best choice then."""
        now, ways = self._standing, []
        for then in self._different(paying):
            choice = best_choice(then)
            ways.append((then.total(choice) - self._total, then, choice))
        (low, then, choice), (high, _, _) = (pick(ways, key=lambda way: way[0]) for pick in (min, max))
        grants = any(trial.decision.fen is None for trial in paying)
        if high <= 0 and not grants:
            return
        # Where the date itself is missing, so is the day that it sets.
        open_end = missing.dates(now.facts) or pair not in then.entitled
        yield replace(
            step,
            gives=_more(now, self.choice, then, choice) or (replace(step.gives[0], fen=0),),
            fen=max(low, 0),
            at_most=high,
            last_day=None if open_end else last_day(then, pair),
            excludes=tuple(_lost(now, self.choice, choice)),
        )

    def _different(self, trials_: Sequence[Trial]) -> list[Standing]:
        """The file as each of them has it, one of those that all schemes answer alike."""
        found: dict[frozenset[Any], Standing] = {}
        for trial in trials_:
            then = self._standing.changed(trial.told(self._standing, self._standing.given), trial.covered)
            found.setdefault(frozenset((p, d.outcome, d.fen) for p, d in then.alone.items()), then)
        return list(found.values())

    # --- obtain ---

    def _certificates(self) -> Iterator[Step]:
        standing = self._standing
        if not {"certificate", "organisation"} <= standing.facts.tables.keys():
            return
        facts, file, person, as_of = standing.facts, standing.given, standing.person, standing.as_of
        for wanted in next_certificates(facts, file, person, as_of):
            made, id_ = with_certificate(facts, file, person, as_of, self._place, wanted)
            then, new = standing.changed(made), ("certificate", id_)
            step = self._paying(standing, then, new) or self._of_new_row(then, new)
            if step is not None:
                yield replace(step, certificate=wanted)

    def _paying(self, now: Standing, then: Standing, new: tuple[str, int] = _NOTHING_NEW) -> Step | None:
        """The step from one file to another one, where that brings money; `new` is a row that is not there yet."""
        before = self.choice if now is self._standing else best_choice(now)
        choice = best_choice(then)
        gain = then.total(choice) - now.total(before)
        if gain <= 0:
            return None
        gives = _more(now, before, then, choice, new)
        pair = (gives[0].scheme.id, gives[0].fact)
        last = last_day(then, pair) if pair in then.entitled else None
        lost = tuple(_lost(now, before, choice))
        return Step(OBTAIN, gives, gain, last_day=last, excludes=lost, clause=gives[0].scheme.cites)

    def _of_new_row(self, then: Standing, new: tuple[str, int]) -> Step | None:
        """Where a new row brings no money today: what a person judges of it, else what it brings on a later day."""
        after = then.paid(best_choice(then).taken)
        its = {pair: d for pair, d in after.alone.items() if (after.schemes[pair[0]].per, pair[1]) == new}
        judged = [d for d in its.values() if d.outcome is NEEDS_PERSON]
        if judged:
            gives = tuple(replace(_given(after, one), row=None) for one in judged)
            return _without_sum(OBTAIN, gives, judged[0], last_day(after, (judged[0].scheme, judged[0].fact)))
        for found in later(after, its):
            # Other rows may wait for the same place on that day.
            step = self._paying(self._after.on(found.day), after.on(found.day), new)
            if step is not None:
                clause = found.rule.cites if found.rule else step.clause
                return replace(step, from_day=found.day, waits_for=found.rule, clause=clause)
        return None

    def _records(self) -> Iterator[Step]:
        """What is refused for want of a record that he can bring about himself."""
        seen: set[frozenset[Any]] = set()
        for pair, decision in self._after.alone.items():
            if decision.outcome is not REFUSED or False not in decision.criteria:
                continue
            unmet = [answer for answer in self._after.answers(pair) if answer.result is False]
            each = [_brought_about(answer.flips, answer) for answer in unmet]
            records = [record for made in each for record in made or ()]
            mark = frozenset((table, frozenset(row.items())) for table, row in records)
            if None in each or mark in seen:
                continue
            seen.add(mark)
            step = self._with_records(records)
            if step is not None:
                turns = tuple((a.asked.criterion, a.flips) for a in unmet if a.flips is not None)
                yield replace(step, turns=turns, clause=unmet[0].clause)

    def _with_records(self, records: Sequence[New]) -> Step | None:
        """Months of insurance take as many months: then the law of that day counts."""
        now, file = self._standing, self._standing.given
        for table, row in records:
            file, _ = with_row(now.facts, file, table, row)
        then = now.changed(file)
        months = max((row.get("months") or 0 for _, row in records), default=0)
        if months > FAR:
            return None
        if not months:
            return self._paying(now, then)
        day = add_months(now.as_of, months)
        step = self._paying(now.on(day), then.on(day))
        return None if step is None else replace(step, from_day=day)


def _more(
    now: Standing, before: Choice, then: Standing, choice: Choice, new: tuple[str, int] = _NOTHING_NEW
) -> tuple[Given, ...]:
    """What pays more than before, each by how much; the most first."""
    had = {(d.scheme, d.fact): d.fen or 0 for d in (*before.taken, *now.waiting)}
    found = []
    for decision in (*choice.taken, *then.waiting):
        more = (decision.fen or 0) - had.get((decision.scheme, decision.fact), 0)
        if decision.outcome is ENTITLED and more > 0:
            given = replace(_given(then, decision), fen=more)
            made = (then.schemes[decision.scheme].per, decision.fact) == new
            found.append(replace(given, row=None) if made else given)
    return tuple(sorted(found, key=lambda given: (-(given.fen or 0), given.scheme.id, given.fact)))


def _lost(now: Standing, before: Choice, choice: Choice) -> Iterator[Given]:
    """What the best choice held before and does not any more."""
    for decision in before.taken:
        if (decision.scheme, decision.fact) not in choice.pairs:
            yield _given(now, decision)


def _without_sum(kind: str, gives: tuple[Given, ...], decision: Decision, last: date | None) -> Step:
    return Step(kind, gives, None, last_day=last, clause=gives[0].scheme.cites, open=decision.because)


def _waiting(found: Later) -> Step:
    """The step of what becomes lawful on a later day."""
    decision, there = found.decision, found.standing
    given = _given(there, decision)
    last = last_day(there, (decision.scheme, decision.fact))
    judged = decision.because if decision.outcome is NEEDS_PERSON else ()
    clause = found.rule.cites if found.rule else given.scheme.cites
    return Step(
        WAIT, (given,), given.fen, from_day=found.day, last_day=last, clause=clause, open=judged, waits_for=found.rule
    )


def _clause(standing: Standing, decision: Decision) -> ClauseRef:
    """The clause of the amount that is paid; of a scheme that pays nothing its own."""
    scheme = standing.schemes[decision.scheme]
    amounts = standing.values((decision.scheme, decision.fact))[len(scheme.criteria) :]
    paid = [amount.cites for amount, values in zip(scheme.amounts, amounts, strict=False) if values.of(amount.when)]
    return paid[0] if paid else scheme.cites


def _unknown_clause(standing: Standing, pair: Pair) -> ClauseRef:
    clauses = [answer.clause for answer in standing.answers(pair) if answer.result is None]
    return clauses[0] if clauses else standing.schemes[pair[0]].cites


# --- records that he can bring about ---


def _brought_about(flip: Flip | None, answer: CriterionAnswer) -> tuple[New, ...] | None:
    """Records that would turn an answer; None where that is not in his hands."""
    match flip:
        case Flip(how="all"):
            made = [_brought_about(part, answer) for part in flip.parts]
            return None if None in made else tuple(record for each in made for record in each or ())
        case Flip(how="any"):
            return next((made for made in (_brought_about(part, answer) for part in flip.parts) if made), None)
        case Flip(how="record", want=True, term=Aggregate()):
            return _record(flip, answer, {})
        case Flip(how="value", operator=">=", term=Aggregate(summary=Summary.SUM, value=Fact() as summed)):
            return _record(flip, answer, {summed.column.name: flip.difference})
        case Flip(how="value", operator=">=", term=Aggregate(summary=Summary.COUNT), difference=1):
            return _record(flip, answer, {})
    return None


def _record(flip: Flip, answer: CriterionAnswer, value: Mapping[str, Any]) -> tuple[New, ...] | None:
    term = flip.term
    assert isinstance(term, Aggregate)
    if term.link.table not in _IN_HIS_HANDS:
        return None
    row = row_for(term.where, term.link, answer.values.record(flip.path), answer.case.as_of, value)
    return None if row is None else ((term.link.table, row),)
