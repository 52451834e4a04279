"""政策项目的Python写法: the loop over the rows that schemes decide, and how the parts of a scheme make an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bole.policy.contests import Contest
from bole.policy.decision import Decision, conflict
from bole.policy.readings.python_kinds import reasons
from bole.policy.readings.python_source import Block, Frame, Made, Scope
from bole.policy.readings.python_terms import APPLIED, Terms
from bole.policy.readings.python_words import EVIDENCE, NO_RULE, worst
from bole.policy.scheme import (
    ENTITLED,
    NEEDS_PERSON,
    NOT_IN_FORCE,
    OUT_OF_SCOPE,
    REFUSED,
    UNKNOWN,
    Amount,
    Cap,
    Exclusion,
    Scheme,
    TopUp,
)
from bole.policy.terms import Aggregate, Fact, Linked, Literal, Term

LAW_OF: Final = ("law_of",)
IN_FORCE: Final = ("in_force",)
AMOUNT: Final = "amount"

Status = tuple[str, int]
Gap = tuple[str, tuple[Status, ...]]
"""Name of what is unknown, with id and status of each dated value in it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A term inside a criterion whose value is kept for explaining, and the links that lead to its row."""

    term: Term
    path: tuple[Fact, ...]


def seen_in(term: Term, path: tuple[Fact, ...] = ()) -> Iterable[Seen]:
    """Every term of a criterion but constants and the inside of summaries, wholes before parts."""
    if isinstance(term, Literal):
        return
    yield Seen(term, path)
    if isinstance(term, Linked):
        yield Seen(term.link, path)
        yield from seen_in(term.term, (*path, term.link))
    elif not isinstance(term, Aggregate):
        for child in term.children():
            yield from seen_in(child, path)


def traced_in(scheme: Scheme) -> Iterable[tuple[Term, ...]]:
    """The terms whose parts are kept for explaining: of each criterion, then of each amount, then of each cap."""
    yield from ((criterion.decided_by,) for criterion in scheme.criteria)
    yield from ((amount.when, amount.term) for amount in scheme.amounts)
    yield from ((cap.top, *((cap.used,) if cap.used is not None else ())) for cap in scheme.caps)


def refused_by(names: Sequence[str], criteria: Sequence[bool | None]) -> tuple[str, ...]:
    """Names of the criteria that are not met."""
    return tuple(name for name, met in zip(names, criteria, strict=True) if met is False)


def undecided(gaps: Sequence[Gap], judgements: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The outcome where something is unknown, and what made it so: no rule before evidence before missing figures."""
    flags = [(name, statuses, worst(statuses)) for name, statuses in gaps]
    no_rule = [(name, statuses) for name, statuses, flag in flags if flag == NO_RULE]
    if no_rule:
        return NOT_IN_FORCE, _made_so(no_rule, NO_RULE)
    evidence = tuple(name for name, _, flag in flags if flag == EVIDENCE)
    if evidence:
        return UNKNOWN, evidence
    return NEEDS_PERSON, (*_made_so(gaps, EVIDENCE + 1), *judgements)


def _made_so(gaps: Iterable[Gap], status: int) -> tuple[str, ...]:
    found = list(gaps)
    names = [name for name, _ in found]
    ids = [identity for _, statuses in found for identity, why in statuses if why == status]
    return tuple(dict.fromkeys([*names, *ids]))


NAMES: Final[Mapping[str, object]] = {
    "AMOUNT": AMOUNT,
    "Decision": Decision,
    "ENTITLED": ENTITLED,
    "IN_FORCE": IN_FORCE,
    "LAW_OF": LAW_OF,
    "NEEDS_PERSON": NEEDS_PERSON,
    "NOT_IN_FORCE": NOT_IN_FORCE,
    "OUT_OF_SCOPE": OUT_OF_SCOPE,
    "REFUSED": REFUSED,
    "UNKNOWN": UNKNOWN,
    "conflict": conflict,
    "refused_by": refused_by,
    "undecided": undecided,
}


class Chain:
    """if, elif, else."""

    def __init__(self) -> None:
        self._branches: list[tuple[str, Block]] = []

    def when(self, condition: str, block: Block) -> None:
        """One more branch; "" for the last."""
        self._branches.append((condition, block))

    def write(self, block: Block) -> None:
        """Into the block; an else alone needs no word."""
        for at, (condition, inner) in enumerate(self._branches):
            if at == 0:
                block.under(f"if {condition or 'True'}:", inner)
            else:
                block.under(f"elif {condition}:" if condition else "else:", inner)


class Deciding:
    """Writes the loop over the rows of one table, for all schemes that decide about them."""

    def __init__(self, terms: Terms, table: str, *, traced: bool) -> None:
        self._terms = terms
        self._source = terms.source
        self._traced = traced
        self._table = table
        self._body = Block()
        self._scope = Scope(table, self._source.new("r"), self._body)
        self._fact = self._source.ident(self._scope)

    def write(self, into: Block) -> None:
        """The loop, complete."""
        into.under(f"for {self._scope.row} in {self._source.rows(self._table)}:", self._body)

    def scheme(self, scheme: Scheme, at: int, contests: Sequence[Contest] = ()) -> None:
        """Everything one scheme says of a row; its results go to the lists `out{at}`, `stand{at}` and `seen{at}`."""
        frame = self._frame(scheme, at)
        assert frame.law is not None
        criteria = [self._value(c.decided_by, frame) for c in scheme.criteria]
        grants = [self._value(g.term, frame) for g in scheme.grants]
        met = self._assign(_tuple(criteria))
        given = self._assign(_tuple(grants)) if grants else "()"
        outcome, because, fen = (self._source.new(letter) for letter in "obf")
        if scheme.amounts:
            self._body.add(f"{fen} = None")
        chain = Chain()
        self._law_and_criteria(chain, scheme, frame, criteria, (met, outcome, because))
        last = Block()
        self._pays(last, scheme, frame, (outcome, because, fen))
        chain.when("", last)
        chain.write(self._body)
        fen = fen if scheme.amounts else "None"
        values = f"{outcome}, {fen}, {met}, {{caps}}, {given}, {frame.law.text}, {because}"
        if scheme.caps:
            ranked = self._ranked(scheme, frame, outcome)
            self._body.add(f"out{at}.append(({self._fact}, {values.format(caps=ranked)}))")
        else:
            told = f"{values.format(caps='()')}, {(None,) * len(scheme.exclusions)!r}"
            self._body.add(f"out{at}.append(Decision({scheme.id!r}, {self._fact}, {told}))")
        if contests:
            self._stands(scheme, at, frame, outcome, contests)
        if self._traced:
            self._trace(scheme, at, frame)

    def _frame(self, scheme: Scheme, at: int) -> Frame:
        claims = self._source.once(f"claim_days({self._source.rows('claim')})", "A")
        applied = self._assign(f"{claims}.get(({scheme.claimed_as!r}, {self._fact})) or as_of")
        before = Frame(self._scope, Made(applied, sure=True), str(at), None, "")
        law = self._terms.write(scheme.law_of, self._scope, before)
        per_scheme = APPLIED in self._terms.hanging.on(scheme.law_of)
        return Frame(
            self._scope, before.applied, before.applied_by, law, f"{scheme.law_of.key}{at if per_scheme else ''}"
        )

    def _law_and_criteria(
        self, chain: Chain, scheme: Scheme, frame: Frame, criteria: Sequence[Made], names: tuple[str, str, str]
    ) -> None:
        met, outcome, because = names
        law = frame.law
        assert law is not None
        if scheme.subject is not None:
            chain.when(f"{criteria[0].text} is False", _block(f"{outcome} = OUT_OF_SCOPE", f"{because} = ()"))
        if not law.sure:
            chain.when(f"{law.text} is None", _block(f"{outcome} = UNKNOWN", f"{because} = LAW_OF"))
        outside = _outside(law.text, *map(self._date, (scheme.in_force.start, scheme.in_force.end)))
        chain.when(outside, _block(f"{outcome} = NOT_IN_FORCE", f"{because} = IN_FORCE"))
        listed = self._source.known("N", tuple(c.name for c in scheme.criteria))
        if criteria:
            chain.when(f"False in {met}", _block(f"{outcome} = REFUSED", f"{because} = refused_by({listed}, {met})"))
        if not all(made.sure for made in criteria):
            gaps = [
                (c.name, made, c.decided_by) for c, made in zip(scheme.criteria, criteria, strict=True) if not made.sure
            ]
            judged = tuple(j.name for j in scheme.judgements)
            chain.when(f"None in {met}", self._undecided(gaps, frame, self._scope, (outcome, because), judged))

    def _undecided(
        self,
        gaps: Iterable[tuple[str, Made, Term]],
        frame: Frame,
        scope: Scope,
        names: tuple[str, str],
        judged: tuple[str, ...] = (),
    ) -> Block:
        """The branch for a row of which something is unknown."""
        block = Block()
        found = self._source.new("g")
        block.add(f"{found} = []")
        for name, made, term in gaps:
            unknown = Block()
            texts = list(reasons(self._terms, term, scope.inside(unknown), frame))
            unknown.add(f"{found}.append(({name!r}, ({''.join(f'{text}, ' for text in texts)})))")
            block.under(f"if {made.text} is None:", unknown)
        block.add(f"{', '.join(names)} = undecided({found}, {judged!r})")
        return block

    def _pays(self, block: Block, scheme: Scheme, frame: Frame, names: tuple[str, str, str]) -> None:
        """What a row gets that meets all criteria."""
        outcome, because, _ = names
        if scheme.judgements:
            judged = tuple(j.name for j in scheme.judgements)
            block.add(f"{outcome} = NEEDS_PERSON")
            block.add(f"{because} = {judged!r}")
        elif not scheme.amounts:
            block.add(f"{outcome} = ENTITLED")
            block.add(f"{because} = ()")
        else:
            self._amounts(block, scheme, frame, names)

    def _amounts(self, block: Block, scheme: Scheme, frame: Frame, names: tuple[str, str, str]) -> None:
        outcome, because, _ = names
        scope = self._scope.inside(block)
        met = [self._terms.write(amount.when, scope, frame) for amount in scheme.amounts]
        if len(met) == 1 and met[0].text == "True":
            self._amount(block, scheme.amounts[0], frame, scope, names)
            return
        all_met = self._source.assign(block, _tuple(met)).text
        chain = Chain()
        if len(met) > 1:
            itself = self._source.known("N", scheme)
            chain.when(f"{all_met}.count(True) > 1", _block(f"conflict({itself}, {self._fact}, {all_met})"))
        gaps = [(AMOUNT, made, a.when) for a, made in zip(scheme.amounts, met, strict=True) if not made.sure]
        if gaps:
            chain.when(f"None in {all_met}", self._undecided(gaps, frame, scope, (outcome, because)))
        for amount, made in zip(scheme.amounts, met, strict=True):
            paid = Block()
            self._amount(paid, amount, frame, scope.inside(paid), names)
            chain.when(made.text, paid)
        chain.when("", _block(f"{outcome} = REFUSED", f"{because} = (AMOUNT,)"))
        chain.write(block)

    def _amount(self, block: Block, amount: Amount, frame: Frame, scope: Scope, names: tuple[str, str, str]) -> None:
        outcome, because, fen = names
        made = self._terms.write(amount.term, scope, frame)
        block.add(f"{fen} = {made.text}")
        entitled = _block(f"{outcome} = ENTITLED", f"{because} = ()")
        chain = Chain()
        if not made.sure:
            gap = (AMOUNT, made, amount.term)
            chain.when(f"{fen} is None", self._undecided([gap], frame, scope, (outcome, because)))
        chain.when("", entitled)
        chain.write(block)

    def _ranked(self, scheme: Scheme, frame: Frame, outcome: str) -> str:
        """What the caps need of a row that competes; None for one that does not."""
        name = self._source.new("k")
        block = Block()
        scope = self._scope.inside(block)
        block.add(f"{name} = {_tuple([self._cap(cap, frame, scope) for cap in scheme.caps])}")
        self._body.add(f"{name} = None")
        self._body.under(f"if {outcome} is ENTITLED or {outcome} is UNKNOWN:", block)
        return name

    def _cap(self, cap: Cap, frame: Frame, scope: Scope) -> Made:
        def written(terms: Iterable[Term]) -> str:
            return _tuple([self._terms.write(term, scope, frame) for term in terms])

        used = self._terms.write(cap.used, scope, frame).text if cap.used is not None else "0"
        top = self._terms.write(cap.top, scope, frame).text
        return Made(f"({written(cap.per)}, {written(term for term, _ in cap.order)}, {top}, {used})", sure=True)

    def _stands(self, scheme: Scheme, at: int, frame: Frame, outcome: str, contests: Sequence[Contest]) -> None:
        """What contests with other schemes need of a row that competes, by their number."""
        name = self._source.new("s")
        block = Block()
        scope = self._scope.inside(block)
        stands = [f"{c.number}: {self._stand(c, frame, scope, own=c.scheme is scheme)}" for c in contests]
        block.add(f"{name} = {{{', '.join(stands)}}}")
        self._body.add(f"{name} = None")
        self._body.under(f"if {outcome} is ENTITLED or {outcome} is UNKNOWN:", block)
        self._body.add(f"stand{at}.append({name})")

    def _stand(self, contest: Contest, frame: Frame, scope: Scope, *, own: bool) -> str:
        rule = contest.rule
        if isinstance(rule, TopUp):
            asked = [rule.paid, rule.met] if own else []
            texts = [self._terms.write(term, scope, frame).text for term in asked]
            return f"((), (), None, {', '.join(texts or ('None', 'False'))})"
        terms = [rule.per, tuple(term for term, _ in rule.order)]
        place = ", ".join(_tuple([self._terms.write(term, scope, frame) for term in each]) for each in terms)
        if not own:
            return f"({place}, None, None, False)"
        if isinstance(rule, Exclusion):
            return f"({place}, None, None, {self._terms.write(contest.exempt, scope, frame).text})"
        counted = [rule.top, *(() if rule.used is None else (rule.used,))]
        return f"({place}, {', '.join(self._terms.write(term, scope, frame).text for term in counted)}, False)"

    def _trace(self, scheme: Scheme, at: int, frame: Frame) -> None:
        """The values of everything in criteria, amounts and caps."""
        texts = []
        for top in traced_in(scheme):
            values = [self._seen(seen, frame) for term in top for seen in seen_in(term)]
            texts.append(f"({''.join(f'{value}, ' for value in values)})")
        self._body.add(f"seen{at}.append(({''.join(f'{text}, ' for text in texts)}))")

    def _seen(self, seen: Seen, frame: Frame) -> str:
        scope = self._scope
        for link in seen.path:
            scope = self._terms.linked_scope(link, scope, frame)
        return self._terms.write(seen.term, scope, frame).text

    def _value(self, term: Term, frame: Frame) -> Made:
        return self._terms.write(term, self._scope, frame)

    def _assign(self, text: str) -> str:
        return self._source.assign(self._body, text).text

    def _date(self, day: date | None) -> str:
        return "" if day is None else self._source.constant(day).text


def _tuple(parts: Sequence[Made]) -> str:
    return f"({''.join(f'{part.text}, ' for part in parts)})"


def _outside(law: str, start: str, end: str) -> str:
    return f"{law} < {start} or {law} > {end}" if end else f"{law} < {start}"


def _block(*lines: str) -> Block:
    block = Block()
    for line in lines:
        block.add(line)
    return block


def all_terms(schemes: Iterable[Scheme]) -> Iterable[Term]:
    """Every term that is written for these schemes."""
    for scheme in schemes:
        yield from scheme.terms()
