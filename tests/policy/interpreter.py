"""A slow, obvious reading of rules for tests: walks the tree for one row and ranks by counting.

Written from the meaning of the terms (their docstrings) and of an outcome (`bole.policy.scheme`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from itertools import count
from typing import Any

from bole.kernel.dates import Period, add_months
from bole.kernel.money import Rounding
from bole.policy.catalogues import Edition
from bole.policy.decision import Decision
from bole.policy.parameters import Entry as ParameterEntry
from bole.policy.scheme import Cap, Exclusion, Scheme, TopUp
from bole.policy.terms import (
    Aggregate,
    AppliedOn,
    Arithmetic,
    AsOf,
    Choice,
    Comparison,
    Either,
    Entry,
    Every,
    Extreme,
    Fact,
    FullYears,
    Known,
    Linked,
    Listed,
    Literal,
    Not,
    OneOf,
    PaidCount,
    Parametric,
    Quotient,
    Scaled,
    Shifted,
    Summary,
    Term,
    YearOf,
)

Row = Mapping[str, Any]
MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
}


class TwoAmountsError(Exception):
    """More than one amount holds for a row."""


@dataclass(frozen=True)
class Walk:
    """Walks terms for one row of one file, under one scheme."""

    file: Mapping[str, Sequence[Row]]
    as_of: date
    covered: frozenset[str]
    scheme: Scheme
    decided: Row
    row: Row | None
    law: date | None = None

    @property
    def fact(self) -> Any:
        return self.decided[self.scheme.facts.table(self.scheme.per).key]

    @property
    def applied(self) -> date:
        days = [
            c["applied_on"]
            for c in self.file.get("claim", ())
            if (c["scheme"], c["fact"]) == (self.scheme.claimed_as, self.fact)
        ]
        return days[-1] if days else self.as_of

    def at(self, row: Row | None) -> "Walk":
        return replace(self, row=row)

    def many(self, terms: Sequence[Term]) -> list[Any]:
        return [self.value(term) for term in terms]

    def value(self, term: Term) -> Any:
        match term:
            case Literal():
                return term.value
            case AppliedOn():
                return self.applied
            case AsOf():
                return self.as_of
            case Fact():
                return None if self.row is None else self.row.get(term.column.name)
            case Linked():
                found = self.linked(term.link)
                return None if found is None else self.at(found).value(term.term)
            case Every():
                values = self.many(term.terms)
                return False if False in values else None if None in values else True
            case Either():
                values = self.many(term.terms)
                return True if True in values else None if None in values else False
            case Known():
                return self.value(term.term) is not None
            case Choice():
                condition = self.value(term.condition)
                return None if condition is None else self.value(term.then if condition else term.otherwise)
            case Aggregate():
                return self.aggregate(term)
            case Parametric():
                entry = self.entry(term)
                return entry.value if entry else None
            case Listed():
                return self.listed(term)
            case Entry():
                edition, keys = self.edition(term), tuple(self.many(term.keys))
                if edition is None or edition.status == "missing" or None in keys or keys not in edition.rows:
                    return None
                return edition.rows[keys][[c.name for c in term.catalogue.values].index(term.value)]
            case PaidCount():
                return self.paid(term)
        parts = self.many(list(term.children()))
        return None if None in parts else self.strict(term, parts)

    def strict(self, term: Term, parts: list[Any]) -> Any:
        match term:
            case Not():
                return not parts[0]
            case OneOf():
                return parts[0] in parts[1:]
            case Comparison():
                a, b = parts
                answers = (
                    {"<": a < b, ">": a > b, "==": a == b} if term.operator not in {"==", "!="} else {"==": a == b}
                )
                return {
                    "<": answers.get("<"),
                    "<=": answers.get("<") or a == b,
                    ">": answers.get(">"),
                    ">=": answers.get(">") or a == b,
                    "==": a == b,
                    "!=": a != b,
                }[term.operator]
            case Arithmetic():
                return {"+": parts[0] + parts[1], "-": parts[0] - parts[1], "*": parts[0] * parts[1]}[term.operator]
            case Scaled():
                assert term.rounding
                exact = Decimal(parts[0]) * (10000 + parts[1] if term.plus else parts[1]) / 10000
                return int(exact.quantize(Decimal(1), MODES[term.rounding]))
            case Quotient():
                if parts[1] <= 0:
                    return None
                return int((Decimal(parts[0]) * term.times / parts[1]).quantize(Decimal(1), MODES[term.rounding]))
            case Extreme():
                return sorted(parts)[-1 if term.greatest else 0]
            case Shifted():
                return shifted(parts[0], parts[1], -1 if term.backwards else 1)
            case YearOf():
                return parts[0].year
            case FullYears():
                return years(parts[0], parts[1])
        raise AssertionError(type(term))

    def linked(self, link: Fact) -> Row | None:
        end, table = self.value(link), link.facts.table(link.column.to)
        return next((r for r in self.file.get(table.name, ()) if end is not None and r[table.key] == end), None)

    def aggregate(self, term: Aggregate) -> Any:
        key = term.link.facts.table(term.link.column.to).key
        me = None if self.row is None else self.row.get(key)
        rows = [r for r in self.file.get(term.link.table, ()) if me is not None and r.get(term.link.column.name) == me]
        held = [(self.at(r).value(term.where), r) for r in rows]
        met = [r for holds, r in held if holds]
        covered = term.link.table in self.covered
        if term.summary is Summary.EXISTS:
            return True if met else None if not covered or any(h is None for h, _ in held) else False
        values = [True if term.value is None else self.at(r).value(term.value) for r in met]
        if not covered or None in values or any(h is None for h, _ in held):
            return None
        match term.summary:
            case Summary.COUNT:
                return len(values)
            case Summary.DISTINCT:
                return len(set(values))
            case Summary.SUM:
                return sum(values)
        none = term.if_none.value if term.if_none is not None else None
        return none if not values else max(values) if term.summary is Summary.MAX else min(values)

    def day(self, on: Term | None) -> date | None:
        found = self.law if on is None else self.value(on)
        assert found is None or isinstance(found, date)
        return found

    def entry(self, term: Parametric) -> ParameterEntry | None:
        day = self.day(term.on)
        return None if day is None else term.parameter.at(day)

    def edition(self, term: Entry | Listed) -> Edition | None:
        day = self.day(term.on)
        return None if day is None else term.catalogue.at(day)

    def listed(self, term: Listed) -> bool | None:
        edition, keys = self.edition(term), tuple(self.many(term.keys))
        if edition is None or edition.status in ("missing", "repealed") or None in keys:
            return None
        return True if keys in edition.rows else None if edition.status == "partial" else False

    def paid(self, term: PaidCount) -> int | None:
        keys = self.many(term.keys)
        if None in keys:
            return None
        rows = [p for p in self.file.get("payment", ()) if p["scheme"] in term.schemes and p["paid_on"] <= self.as_of]
        mine = [p for p in rows if [p["applied_on"].year if c == "year" else p[c] for c in term.columns] == keys]

        def of(p: Row) -> tuple[Any, Any]:
            return "alike" if p["scheme"] in term.alike else p["scheme"], p["fact"]

        paid = [f for f in {of(p) for p in mine} if sum(p["fen"] for p in mine if of(p) == f) > 0]
        return len(paid) or (0 if "payment" in self.covered else None)

    def flag(self, term: Term) -> str:
        found = self.flags(term)
        return "no_rule" if "no_rule" in found else "missing" if "missing" in found else "evidence"

    def flags(self, term: Term) -> set[str]:
        if isinstance(term, Aggregate):
            return set()
        if isinstance(term, Linked):
            return self.at(self.linked(term.link)).flags(term.term)
        found = set().union(*(self.flags(child) for child in term.children()))
        if isinstance(term, Parametric | Entry | Listed) and self.day(term.on) is not None:
            source = self.entry(term) if isinstance(term, Parametric) else self.edition(term)
            if source is None or source.status == "repealed":
                found.add("no_rule")
            elif source.status == "missing":
                found.add("missing")
            elif source.status == "partial" and not isinstance(term, Parametric):
                keys = tuple(self.many(term.keys))
                assert isinstance(source, Edition)
                found |= {"missing"} if None not in keys and keys not in source.rows else set()
        return found


def shifted(day: date, period: Period, sign: int) -> date:
    return add_months(day, sign * period.months) if period.months else day + timedelta(days=sign * period.days)


def years(start: date, end: date) -> int:
    """By counting birthdays one after another, forwards or backwards."""
    if end < start:
        return -next(n for n in count(1) if add_months(start, -12 * n) <= end)
    return next(n for n in count(0) if add_months(start, 12 * (n + 1)) > end)


def decide(scheme: Scheme, file: Mapping[str, Sequence[Row]], as_of: date, covered: frozenset[str]) -> list[Decision]:
    """The decisions of one scheme by itself, `because` left empty."""
    walks = walks_of(scheme, file, as_of, covered)
    decisions = [before_caps(walk) for walk in walks]
    for cap in scheme.caps:
        decisions = capped(cap, walks, decisions)
    return decisions


def in_scope(decisions: Sequence[Decision]) -> list[Decision]:
    """Without those of rows that their scheme is not meant for."""
    return [decision for decision in decisions if decision.outcome != "out_of_scope"]


def walks_of(scheme: Scheme, file: Mapping[str, Sequence[Row]], as_of: date, covered: frozenset[str]) -> list[Walk]:
    walks = [Walk(file, as_of, covered, scheme, row, row) for row in file.get(scheme.per, ())]
    return [replace(walk, law=walk.day(scheme.law_of)) for walk in walks]


def decide_all(
    schemes: Sequence[Scheme], file: Mapping[str, Sequence[Row]], as_of: date, covered: frozenset[str]
) -> list[list[Decision]]:
    """The decisions of several schemes of one run: each by itself first, then what they share, round by round."""
    rows = [
        (walk, decision)
        for scheme in schemes
        for walk, decision in zip(
            walks_of(scheme, file, as_of, covered), decide(scheme, file, as_of, covered), strict=True
        )
    ]
    amounts = {(w.scheme.id, w.fact): weight(w, d) for w, d in rows}
    shared = [[r for r in s.shared if companions(s, r, schemes) and not isinstance(r, TopUp)] for s in schemes]
    for turn in range(max(map(len, shared), default=0)):
        asked = {s.id: rules[turn] for s, rules in zip(schemes, shared, strict=True) if turn < len(rules)}
        rows = [(w, together(asked[w.scheme.id], w, d, rows, amounts) if w.scheme.id in asked else d) for w, d in rows]
    rows = [(w, added_to(w, d, rows) if w.scheme.tops else d) for w, d in rows]
    return [in_scope([d for w, d in rows if w.scheme is scheme]) for scheme in schemes]


def weight(walk: Walk, decision: Decision) -> int | None:
    """What a tie looks at: of what is added, both amounts together."""
    if not walk.scheme.amounts:
        return 0
    if walk.scheme.tops is None or decision.fen is None:
        return decision.fen
    together = walk.value(walk.scheme.tops.total)
    assert isinstance(together, int)
    return together


def added_to(walk: Walk, mine: Decision, rows: Sequence[tuple[Walk, Decision]]) -> Decision:
    """The decision of what is added, once the scheme above has decided the same row."""
    tops = walk.scheme.tops
    assert tops is not None
    if mine.outcome != "entitled":
        return mine
    above = next(d.outcome for w, d in rows if w.scheme is tops.base and w.fact == walk.fact)
    met = walk.value(tops.met)
    answer: bool | None = False
    if met is False or above == "entitled" or (walk.value(tops.paid) or 0) > 0:
        answer = True
    elif met is None or above == "unknown":
        answer = None
    outcome = {True: "entitled", False: "refused", None: "unknown"}[answer]
    apart = (*mine.exclusions[:-1], answer)
    return replace(mine, outcome=outcome, fen=mine.fen if answer else None, exclusions=apart)


def companions(scheme: Scheme, rule: Cap | Exclusion, schemes: Sequence[Scheme]) -> list[str]:
    named = () if isinstance(rule, Cap) and rule.counting is None else rule.schemes
    own = (scheme.id, scheme.claimed_as)  # what is added to has no row of its own in the queue
    return [s.id for s in schemes if s.id in named and s.id not in own and s.per == scheme.per]


def together(
    rule: Cap | Exclusion,
    walk: Walk,
    mine: Decision,
    rows: Sequence[tuple[Walk, Decision]],
    amounts: Mapping[tuple[str, Any], int | None],
) -> Decision:
    """The decision after one shared limit or exclusion, of a row that stands so far."""
    if mine.outcome != "entitled":
        return mine
    queue = [
        (w, d)
        for w, d in rows
        if d.outcome in ("entitled", "unknown")
        and (w.scheme is walk.scheme or w.scheme.id in companions(walk.scheme, rule, [w.scheme]))
        and None not in w.many(rule.per)
        and w.many(rule.per) == walk.many(rule.per)
        and None not in w.many([t for t, _ in rule.order])
    ]
    strangers = [(w, d) for w, d in queue if w.scheme is not walk.scheme]
    counted = strangers if isinstance(rule, Exclusion) else [(w, d) for w, d in queue if (w, d) != (walk, mine)]
    before = [d.outcome for w, d in counted if is_ahead(rule, w, walk, amounts)]
    top, used = (1, 0) if isinstance(rule, Exclusion) else (walk.value(rule.top), 0)
    if isinstance(rule, Cap) and rule.used is not None:
        used = walk.value(rule.used)
    answer: bool | None = None
    if 1 + used + len(before) <= top or not strangers:
        answer = True
    elif 1 + used + before.count("entitled") > top:
        answer = False
    if isinstance(rule, Exclusion) and answer is not True:
        let_off = [walk.value(e.term) for c in walk.scheme.criteria if c.name == rule.name for e in c.exceptions]
        answer = True if True in let_off else None if None in let_off else answer
    name = "exclusions" if isinstance(rule, Exclusion) else "caps"
    at = [r.name for r in getattr(walk.scheme, name)].index(rule.name)
    answers = list(getattr(mine, name))
    answers[at] = answer
    outcome = {True: "entitled", False: "refused", None: "unknown"}[answer]
    told: Any = {name: tuple(answers)}
    return replace(mine, outcome=outcome, fen=mine.fen if answer else None, **told)


def is_ahead(rule: Cap | Exclusion, other: Walk, me: Walk, amounts: Mapping[tuple[str, Any], int | None]) -> bool:
    """Whether the other row may stand before mine: by the order, the amount, the scheme's id, the row's id."""
    for term, greatest_first in rule.order:
        a, b = other.value(term), me.value(term)
        if a != b:
            return bool(a > b if greatest_first else a < b)
    theirs, mine = amounts[other.scheme.id, other.fact], amounts[me.scheme.id, me.fact]
    if theirs != mine:
        return theirs is None or (mine is not None and theirs > mine)
    return (other.scheme.id, other.fact) < (me.scheme.id, me.fact)


def before_caps(walk: Walk) -> Decision:
    scheme = walk.scheme
    criteria = tuple(walk.value(c.decided_by) for c in scheme.criteria)
    outcome, fen = outcome_of(walk, criteria)
    grants = tuple(walk.value(g.term) for g in scheme.grants)
    apart = (None,) * len(scheme.exclusions)
    return Decision(scheme.id, walk.fact, outcome, fen, criteria, (), grants, walk.law, (), apart)


def outcome_of(walk: Walk, criteria: Sequence[bool | None]) -> tuple[str, int | None]:
    scheme, law = walk.scheme, walk.law
    if scheme.subject is not None and criteria[0] is False:
        return "out_of_scope", None
    if law is None:
        return "unknown", None
    if law < scheme.in_force.start or (scheme.in_force.end is not None and law > scheme.in_force.end):
        return "not_in_force", None
    if False in criteria:
        return "refused", None
    open_ = [c.decided_by for c, met in zip(scheme.criteria, criteria, strict=True) if met is None]
    if open_:
        return by_flags(walk, open_), None
    if scheme.judgements:
        return "needs_person", None
    if not scheme.amounts:
        return "entitled", None
    conditions = [walk.value(a.when) for a in scheme.amounts]
    if conditions.count(True) > 1:
        raise TwoAmountsError
    if None in conditions:
        return by_flags(walk, [a.when for a, w in zip(scheme.amounts, conditions, strict=True) if w is None]), None
    if True not in conditions:
        return "refused", None
    amount = scheme.amounts[conditions.index(True)].term
    fen = walk.value(amount)
    return ("entitled", fen) if fen is not None else (by_flags(walk, [amount]), None)


def by_flags(walk: Walk, terms: Sequence[Term]) -> str:
    flags = {walk.flag(term) for term in terms}
    return "not_in_force" if "no_rule" in flags else "unknown" if "evidence" in flags else "needs_person"


def capped(cap: Cap, walks: Sequence[Walk], decisions: Sequence[Decision]) -> list[Decision]:
    return [one_capped(cap, me, walks, decisions) for me in range(len(walks))]


def one_capped(cap: Cap, me: int, walks: Sequence[Walk], decisions: Sequence[Decision]) -> Decision:
    mine, walk = decisions[me], walks[me]
    if mine.outcome != "entitled":
        return replace(mine, caps=(*mine.caps, None))
    keys, top = walk.many(cap.per), walk.value(cap.top)
    answer: bool | None = None
    if None not in keys and None not in walk.many([t for t, _ in cap.order]) and top is not None:
        used = walk.value(cap.used) if cap.used is not None else 0
        before = [
            decisions[other].outcome
            for other in range(len(walks))
            if other != me
            and decisions[other].outcome in ("entitled", "unknown")
            and walks[other].many(cap.per) == keys
            and comes_before(cap, walks[other], walk)
        ]
        sure = 1 + before.count("entitled")
        if sure + (used or 0) > top:
            answer = False
        elif used is not None and 1 + used + len(before) <= top:
            answer = True
    outcome = {True: "entitled", False: "refused", None: "unknown"}[answer]
    return replace(mine, caps=(*mine.caps, answer), outcome=outcome, fen=mine.fen if answer else None)


def comes_before(cap: Cap, other: Walk, me: Walk) -> bool:
    """Whether the other row stands before mine; one whose place is unknown stands nowhere."""
    theirs = other.many([t for t, _ in cap.order])
    if None in theirs:
        return False
    for (_, greatest_first), a, b in zip(cap.order, theirs, me.many([t for t, _ in cap.order]), strict=True):
        if a != b:
            return bool(a > b if greatest_first else a < b)
    return bool(other.fact < me.fact)
