"""逐条判定: facts x schemes -> decisions, for a whole register at once.

All schemes of a run share their scans: a term that several of them use is computed once, a table is grouped once for
all that ask it the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from bole.policy import packing
from bole.policy.contests import Contest, Rounds, rounds_of
from bole.policy.decision import ENTITLED, NEEDS_PERSON, NOT_IN_FORCE, OUT_OF_SCOPE, REFUSED, UNKNOWN, conflict
from bole.policy.engines import Frame
from bole.policy.readings import contest_ranks, ranks
from bole.policy.readings.columns import Columns, Register
from bole.policy.readings.settled import CLAIM_TABLE, Given, Settled, Settling
from bole.policy.readings.words import Expr, Words
from bole.policy.scheme import OUTCOMES, Cap, Ceiling, Exclusion, Quota, Scheme, TopUp, with_bases
from bole.policy.terms import Literal, Term

if TYPE_CHECKING:
    from bole.policy.allocate import Allocated

_CONFLICT: Final = OUT_OF_SCOPE + 1
"""Code of a row for which two amounts hold; no run that has one comes to an end."""


@dataclass
class Columned:
    """One scheme's part of a run: which columns of its table hold what."""

    number: int
    """Its place among the schemes of the run."""
    scheme: Scheme
    criteria: list[Settled]
    window: Term
    amounts: list[tuple[Settled, Settled]]
    grants: list[Term]
    law: Term
    caps: list[tuple[Cap, dict[str, Term]]]
    allocations: list[tuple[Ceiling | Quota, dict[str, Term]]]
    stands: dict[int, dict[str, Term]]
    """What each contest with other schemes reads of the rows, by its number."""

    @property
    def outcome(self) -> str:
        """Name of the column with the code of the outcome."""
        return f"__outcome{self.number}"

    @property
    def fen(self) -> str:
        """Name of the column with the amount."""
        return f"__fen{self.number}"

    @property
    def cap_columns(self) -> list[str]:
        """Names of the columns with the caps' answers."""
        return [f"__cap{self.number}_{index}" for index in range(len(self.caps))]

    @property
    def exclusion_columns(self) -> list[str]:
        """Names of the columns that say whether no other scheme of the run stands first."""
        return [f"__apart{self.number}_{index}" for index in range(len(self.scheme.exclusions))]

    def answers_to(self, contest: Contest) -> str:
        """Name of the column with the answer to a contest of this scheme."""
        names = self.exclusion_columns if isinstance(contest.rule, Exclusion) else self.cap_columns
        return names[contest.at]


class Run:
    """一次计算: the decisions of several schemes over a register as of a day, kept as columns."""

    def __init__(self, columns: Columns, parts: Mapping[str, Columned], given: Given, rounds: Rounds) -> None:
        self.columns = columns
        self.parts = parts
        self.given = given
        self.rounds = rounds
        """The limits and exclusions that the schemes share."""

    @property
    def as_of(self) -> date:
        """计算日."""
        return self.given.as_of

    def decisions(self, scheme: str) -> pl.DataFrame:
        """判定结果 of one scheme: `fact`, `law_date`, `outcome` (code), `fen`, criteria, caps and grants by name.

        Rows out of its scope are not among them.
        """
        part = self.parts[scheme]
        return self.columns.register.engine.collect(self._named(part))

    def packed(self, scheme: str) -> pl.DataFrame:
        """The same with all answers in a few numbers, as `bole.policy.packing` lays them out; grants by name."""
        part = self.parts[scheme]
        read = partial(self.columns.column, part.scheme.per)
        said = {
            **self._heads(part),
            **packing.packed(self._codes(part)),
            **{f"grant:{g.name}": read(t) for g, t in zip(part.scheme.grants, part.grants, strict=True)},
        }
        narrow = self._in_scope(part).select(**{name: expr.alias(name) for name, expr in said.items()})
        return self.columns.register.engine.collect(narrow)

    def counted(self, scheme: str) -> dict[str, Any]:
        """Totals of one scheme, for `bole run`: decided by outcome, not decided, fen, and what made it so."""
        w = self.columns.words
        part = self.parts[scheme]
        outcome = w.col(part.outcome)
        named: dict[str, Expr] = {f"o{code}": w.times(outcome == code) for code in range(len(OUTCOMES))}
        named["out"] = w.times(outcome == OUT_OF_SCOPE)
        named["fen"] = w.col(part.fen).sum().cast(w.Int64)
        tests = self._tests(part)
        for i, (_name, test, reached) in enumerate(tests):
            named[f"r{i}"] = w.times((outcome == REFUSED) & reached & ~test)
            named[f"u{i}"] = w.times((outcome == UNKNOWN) & reached & test.is_null())
        names = [name for name, *_ in tests]
        sheet = self.columns.sheet(part.scheme.per)
        row = self.columns.register.engine.collect(sheet.select(**named)).row(0, named=True)
        return {
            "id": scheme,
            "decided": {name: int(row[f"o{code}"] or 0) for code, name in enumerate(OUTCOMES)},
            "out_of_scope": int(row["out"] or 0),
            "fen": int(row["fen"] or 0),
            "refused_by": _summed(names, [row[f"r{i}"] for i in range(len(names))]),
            "unknown_by": _summed(names, [row[f"u{i}"] for i in range(len(names))]),
        }

    def criteria_counted(self, scheme: str) -> dict[str, dict[str, int]]:
        """Each criterion's answers over the rows in scope: met, not met, unknown."""
        w = self.columns.words
        part = self.parts[scheme]
        table = part.scheme.per
        named: dict[str, Expr] = {}
        for i, criterion in enumerate(part.criteria):
            test = self.columns.column(table, criterion.term)
            named |= {
                f"m{i}": w.times(test),
                f"n{i}": w.times(~test),
                f"u{i}": w.times(test.is_null()),
            }
        row = self.columns.register.engine.collect(self._in_scope(part).select(**named)).row(0, named=True)
        return {
            c.name: {
                "met": int(row[f"m{i}"] or 0),
                "not_met": int(row[f"n{i}"] or 0),
                "unknown": int(row[f"u{i}"] or 0),
            }
            for i, c in enumerate(part.scheme.criteria)
        }

    def paid_to(self, scheme: str) -> Frame:
        """领取合计: `to` (the row that is paid), `fen` and `times` of a scheme's entitled rows."""
        w = self.columns.words
        part = self.parts[scheme]
        assert part.scheme.pays is not None
        paid = self.columns.sheet(part.scheme.per).select(
            self.columns.column(part.scheme.per, part.scheme.pays).alias("to"),
            w.col(part.outcome).alias("outcome"),
            w.col(part.fen).alias("fen"),
        )
        entitled = paid.filter((w.col("outcome") == ENTITLED) & ~w.col("to").is_null())
        counted = entitled.select("to", "fen", w.lit(1, w.Int8).alias("one"))
        grouped = self.columns.register.engine.grouped(
            counted, ["to"], {"fen": ("sum", "fen"), "times": ("sum", "one")}
        )
        return grouped.filter(~w.col("times").is_null())

    def allocated(self, scheme: str) -> Allocated:
        """分配 of one scheme: what its ceilings, funds and quotas leave of the decisions, over this run's rows."""
        from bole.policy.allocate import allocate

        return allocate(self, scheme)

    def _tests(self, part: Columned) -> list[tuple[str, Expr, Expr]]:
        """What decides, by name: its answer, and whether it is asked; amounts and caps of who passed all before."""
        w = self.columns.words
        read = partial(self.columns.column, part.scheme.per)
        found = [(c.name, read(s.term), w.true) for c, s in zip(part.scheme.criteria, part.criteria, strict=True)]
        passed = reduce(lambda a, b: a & b, [test for _, test, _ in found], w.true)
        later = [(cap.name, w.col(name)) for (cap, _), name in zip(part.caps, part.cap_columns, strict=True)]
        # What no contest asked is null of every row.
        asked = {c.rule.name for together in self.rounds for c in together if c.scheme is part.scheme}
        apart = zip(part.scheme.exclusions, part.exclusion_columns, strict=True)
        later += [(exclusion.name, w.col(name)) for exclusion, name in apart if exclusion.name in asked]
        for name, test in [*_amount_test(read, part, w), *later]:
            found.append((name, test, passed))
            passed = passed & test
        return found

    def _heads(self, part: Columned) -> dict[str, Expr]:
        w, table = self.columns.words, part.scheme.per
        return {
            "fact": w.col(self.columns.register.facts.table(table).key),
            "law_date": self.columns.column(table, part.law),
            "outcome": w.col(part.outcome),
            "fen": w.col(part.fen),
        }

    def _codes(self, part: Columned) -> dict[str, Expr]:
        """The code of each answer: criteria are asked of every row, limits and exclusions of who passed all before."""
        asked = {c.rule.name for together in self.rounds for c in together if c.scheme is part.scheme}
        w = self.columns.words
        code, open_ = partial(packing.code_of, w), w.col(part.outcome) == UNKNOWN
        tests = self._tests(part)
        codes = {f"criterion:{name}": code(test, w.true) for name, test, _ in tests[: len(part.criteria)]}
        later = {name: reached for name, _, reached in tests[len(part.criteria) :]}
        for (cap, _), name in zip(part.caps, part.cap_columns, strict=True):
            codes[f"cap:{cap.name}"] = code(w.col(name), open_ & later[cap.name])
        for exclusion, name in zip(part.scheme.exclusions, part.exclusion_columns, strict=True):
            reached = open_ & later[exclusion.name] if exclusion.name in asked else w.false
            codes[f"exclusion:{exclusion.name}"] = code(w.col(name), reached)
        return codes

    def _named(self, part: Columned) -> Frame:
        w, table = self.columns.words, part.scheme.per
        read = partial(self.columns.column, table)
        said = self._heads(part)
        said |= {f"criterion:{c.name}": read(s.term) for c, s in zip(part.scheme.criteria, part.criteria, strict=True)}
        said |= {f"cap:{cap.name}": w.col(name) for (cap, _), name in zip(part.caps, part.cap_columns, strict=True)}
        apart = zip(part.scheme.exclusions, part.exclusion_columns, strict=True)
        said |= {f"exclusion:{exclusion.name}": w.col(name) for exclusion, name in apart}
        said |= {f"grant:{g.name}": read(t) for g, t in zip(part.scheme.grants, part.grants, strict=True)}
        return self._in_scope(part).select(**{name: expr.alias(name) for name, expr in said.items()})

    def _in_scope(self, part: Columned) -> Frame:
        """The rows that the scheme decides."""
        sheet, inside = self.columns.sheet(part.scheme.per), self.columns.words.col(part.outcome) != OUT_OF_SCOPE
        return sheet if part.scheme.subject is None else sheet.filter(inside)


def evaluate(
    schemes: Sequence[Scheme],
    register: Register,
    *,
    as_of: date,
    parameters: Mapping[str, Any] | None = None,
    catalogues: Mapping[str, Any] | None = None,
) -> Run:
    """Decide every row of every scheme, and of those that they add to. Raises BoleError for two amounts of one row."""
    schemes = with_bases(schemes)
    given = Given(as_of, parameters or {}, catalogues or {}, _claimed(schemes, register))
    columns = Columns(register, as_of)
    rounds = rounds_of(schemes)
    parts = {scheme.id: asked(number, scheme, given, columns, rounds) for number, scheme in enumerate(schemes)}
    columns.make()
    decide(columns, list(parts.values()), rounds)
    return Run(columns, parts, given, rounds)


def _summed(names: Sequence[str], counts: Sequence[int | None]) -> dict[str, int]:
    """Counts by name, zeros left out; an exclusion counts the ledger's refusals and those of the run together."""
    summed: dict[str, int] = {}
    for name, count in zip(names, counts, strict=True):
        if count:
            summed[name] = summed.get(name, 0) + int(count)
    return summed


def _amount_test(read: Any, part: Columned, w: Words) -> list[tuple[str, Expr]]:
    """Whether some amount applies and is known: false where none applies, null where it cannot be told."""
    if not part.amounts:
        return []
    applies = [
        w.when(read(value.term).is_null() & read(when.term)).then(w.unknown).otherwise(read(when.term))
        for when, value in part.amounts
    ]
    return [("amount", reduce(lambda a, b: a | b, applies))]


def _claimed(schemes: Iterable[Scheme], register: Register) -> frozenset[str]:
    if CLAIM_TABLE not in register.frames:
        return frozenset()
    w = register.engine.words
    wanted = sorted({scheme.claimed_as for scheme in schemes})
    claims = register.frame(CLAIM_TABLE).filter(w.col("scheme").is_in(wanted)).select("scheme").unique()
    return frozenset(register.engine.collect(claims)["scheme"].to_list())


def asked(number: int, scheme: Scheme, given: Given, columns: Columns, rounds: Rounds) -> Columned:
    """Ask the columns for every term of a scheme."""
    settling = Settling(scheme, given)
    need = partial(columns.need, scheme.per)
    criteria = [settling.settled(c.decided_by) for c in scheme.criteria]
    amounts = [(settling.settled(a.when), settling.settled(a.term)) for a in scheme.amounts]
    grants = [settling.closed(g.term) for g in scheme.grants]
    caps = [(cap, _cap_terms(cap, settling)) for cap in scheme.caps]
    allocations = [(a, _queue_terms(a, settling)) for a in scheme.allocations]
    contests = [c for together in rounds for c in together if scheme in (c.scheme, *c.others)]
    stands = {c.number: _stand_terms(c, settling) for c in contests}
    window = settling.closed(settling.window(scheme.in_force))
    law = settling.closed(settling.law)
    for settled in [*criteria, *(s for pair in amounts for s in pair)]:
        for term in (settled.term, settled.no_rule, settled.missing):
            need(term)
    for term in [*grants, window, law, *(t for _, terms in (*caps, *allocations) for t in terms.values())]:
        need(term)
    for term in (t for terms in stands.values() for t in terms.values()):
        need(term)
    if scheme.pays is not None:
        need(scheme.pays)
    return Columned(number, scheme, criteria, window, amounts, grants, law, caps, allocations, stands)


def _cap_terms(cap: Cap, settling: Settling) -> dict[str, Term]:
    terms = {"top": settling.closed(cap.top)}
    terms |= {f"key{i}": settling.closed(key) for i, key in enumerate(cap.per)}
    terms |= {f"order{i}": settling.closed(term) for i, (term, _) in enumerate(cap.order)}
    if cap.used is not None:
        terms["used"] = settling.closed(cap.used)
    return terms


def _stand_terms(contest: Contest, settling: Settling) -> dict[str, Term]:
    """What a contest reads of the rows of a scheme, said under that scheme's own law."""
    rule = contest.rule
    terms = {f"key{i}": settling.closed(key) for i, key in enumerate(rule.per)}
    terms |= {f"order{i}": settling.closed(term) for i, (term, _) in enumerate(rule.order)}
    if settling.scheme.tops is not None:
        terms["total"] = settling.closed(settling.scheme.tops.total)
    if settling.scheme is not contest.scheme:
        return terms
    if isinstance(rule, TopUp):
        return terms | {"met": settling.closed(rule.met), "paid": settling.closed(rule.paid)}
    if isinstance(rule, Exclusion):
        return terms | {"exempt": settling.closed(contest.exempt)}
    terms["top"] = settling.closed(rule.top)
    return terms if rule.used is None else terms | {"used": settling.closed(rule.used)}


def _queue_terms(allocation: Ceiling | Quota, settling: Settling) -> dict[str, Term]:
    limit = allocation.limit if isinstance(allocation, Ceiling) else allocation.share
    terms = {"limit": settling.closed(limit)}
    terms |= {f"key{i}": settling.closed(key) for i, key in enumerate(allocation.per)}
    return terms | {f"order{i}": settling.closed(term) for i, (term, _) in enumerate(allocation.order)}


def decide(columns: Columns, parts: Sequence[Columned], rounds: Rounds) -> None:
    """Outcomes, caps, contests and amounts of the schemes, as columns of their tables."""
    for table in dict.fromkeys(part.scheme.per for part in parts):
        _decide(columns, table, [part for part in parts if part.scheme.per == table], rounds)


def _decide(columns: Columns, table: str, parts: Sequence[Columned], rounds: Rounds) -> None:
    """Outcomes of all schemes of one table, their caps, the contests, then what the rows that still stand are paid."""
    w = columns.words
    frame = columns.sheet(table)
    made = {part.outcome: _outcome(columns, table, part).alias(part.outcome) for part in parts}
    frame = frame.with_columns(**made)
    _refuse_conflicts(columns, table, parts, frame)
    for part in parts:
        for name, (cap, terms) in zip(part.cap_columns, part.caps, strict=True):
            frame = frame if columns.register.engine.chains else columns.register.engine.settle(frame)
            frame = ranks.capped(columns, table, cap, terms, frame, outcome=part.outcome, name=name)
            frame = frame.with_columns(_after(part, [name], w))
    fens = {part.fen: _fen(columns, table, part).alias(part.fen) for part in parts}
    unasked = {name: w.unknown.alias(name) for part in parts for name in part.exclusion_columns}
    frame = frame.with_columns(**fens, **unasked)
    by_id = {part.scheme.id: part for part in parts}
    contested = [[c for c in together if c.scheme.id in by_id] for together in rounds]
    if any(contested):
        frame = _contested(columns, table, by_id, contested, frame)
    columns.replace(table, frame)


def _after(part: Columned, answers: Sequence[str], w: Words) -> Expr:
    """The outcome of a scheme once caps or contests have answered for the rows that stood."""
    outcome = w.col(part.outcome)
    every = reduce(lambda a, b: a & b, map(w.col, answers))
    standing = outcome == ENTITLED
    unknown = w.when(standing & every.is_null()).then(w.lit(UNKNOWN, w.Int8)).otherwise(outcome)
    return w.when(standing & ~every).then(w.lit(REFUSED, w.Int8)).otherwise(unknown).alias(part.outcome)


def _contested(
    columns: Columns, table: str, parts: Mapping[str, Columned], rounds: Sequence[Sequence[Contest]], frame: Frame
) -> Frame:
    """The contests of the schemes, round by round: those of one round look at the rows as they were before it."""
    w = columns.words
    for contests in filter(None, rounds):  # another table may have more of them
        frame = columns.register.engine.settle(frame)
        for contest in contests:
            frame = contest_ranks.answered(columns, table, contest, parts, frame)
        changed = [(parts[c.scheme.id], parts[c.scheme.id].answers_to(c)) for c in contests]
        frame = frame.with_columns(*(_after(part, [name], w) for part, name in changed))
    fens = {}
    for part in parts.values():
        if part.stands and part.amounts:
            paid = w.when(w.col(part.outcome) == ENTITLED).then(w.col(part.fen))
            fens[part.fen] = paid.otherwise(w.none).alias(part.fen)
    return frame.with_columns(**fens) if fens else frame


def _outcome(columns: Columns, table: str, part: Columned) -> Expr:
    """Code of the outcome before caps: the first that fits, as the head of scheme.py has it."""
    w = columns.words
    steps: list[tuple[Expr, int]] = []
    read = partial(columns.column, table)
    if part.scheme.subject is not None and not _is(part.criteria[0].term, True):
        steps.append((~read(part.criteria[0].term), OUT_OF_SCOPE))
    if columns.nullable(table, part.law):
        steps.append((read(part.law).is_null(), UNKNOWN))
    if not _is(part.window, True):
        steps.append((~read(part.window), NOT_IN_FORCE))
    criteria = [c for c in part.criteria if not _is(c.term, True)]
    if criteria:
        steps.append((~reduce(lambda a, b: a & b, [read(c.term) for c in criteria]), REFUSED))
    steps += _gaps(columns, table, criteria)
    if part.scheme.judgements:
        steps.append((w.true, NEEDS_PERSON))
    steps += _amount_steps(columns, table, part)
    made = w.lit(ENTITLED, w.Int8)
    for test, code in reversed(steps):
        made = w.when(test).then(w.lit(code, w.Int8)).otherwise(made)
    return made


def _amount_steps(columns: Columns, table: str, part: Columned) -> list[tuple[Expr, int]]:
    if not part.amounts:
        return []
    w, read = columns.words, partial(columns.column, table)
    conditions = [when for when, _ in part.amounts]
    steps = [(_times(columns, table, part) > 1, _CONFLICT)] if len(part.amounts) > 1 else []
    steps += _gaps(columns, table, conditions)
    if not any(_is(when.term, True) for when in conditions):
        steps.append((~reduce(lambda a, b: a | b, [read(when.term) for when in conditions]), REFUSED))
    for when, value in part.amounts:
        if not columns.nullable(table, value.term):
            continue
        applies = w.true if _is(when.term, True) else read(when.term)
        steps += [(applies & test, code) for test, code in _gaps(columns, table, [value])]
    return steps


def _times(columns: Columns, table: str, part: Columned) -> Expr:
    """How many amounts hold for a row."""
    w = columns.words
    return reduce(lambda a, b: a + b, [w.one_where(columns.column(table, when.term)) for when, _ in part.amounts])


def _gaps(columns: Columns, table: str, settled: Sequence[Settled]) -> list[tuple[Expr, int]]:
    """Rows with something unknown among these, by what stands behind it: no rule, evidence, a missing figure."""
    w, read = columns.words, partial(columns.column, table)
    open_ = [s for s in settled if columns.nullable(table, s.term)]
    no_rule = [_null(read, s) & read(s.no_rule) for s in open_ if not _is(s.no_rule, False)]
    evidence = [
        reduce(lambda a, b: a & b, [~_surely(read, gap, w) for gap in _gap_terms(s)], _null(read, s))
        for s in open_
        if not _is(s.no_rule, True) and not _is(s.missing, True)
    ]
    missing = [_null(read, s) for s in open_ if not _is(s.missing, False)]
    kinds = ((no_rule, NOT_IN_FORCE), (evidence, UNKNOWN), (missing, NEEDS_PERSON))
    return [(reduce(lambda a, b: a | b, tests), code) for tests, code in kinds if tests]


def _null(read: Any, settled: Settled) -> Expr:
    return read(settled.term).is_null()


def _gap_terms(settled: Settled) -> list[Term]:
    """The gaps that there can be."""
    return [gap for gap in (settled.no_rule, settled.missing) if not (isinstance(gap, Literal) and not gap.value)]


def _surely(read: Any, term: Term, w: Words) -> Expr:
    """Whether it is true, neither false nor unknown."""
    return w.when(read(term)).then(w.true).otherwise(w.false)


def _is(term: Term, truth: bool) -> bool:
    return isinstance(term, Literal) and term.value is truth


def _fen(columns: Columns, table: str, part: Columned) -> Expr:
    """金额 of entitled rows, null of all others."""
    w = columns.words
    if not part.amounts:
        return w.none
    made = w.none
    for when, value in reversed(part.amounts):
        amount = w.whole(columns.column(table, value.term))
        made = amount if _is(when.term, True) else w.when(columns.column(table, when.term)).then(amount).otherwise(made)
    return w.when(w.col(part.outcome) == ENTITLED).then(made).otherwise(w.none)


def _refuse_conflicts(columns: Columns, table: str, parts: Sequence[Columned], frame: Frame) -> None:
    """Two amounts for one row that meets everything else are an error that shows both clauses."""
    w = columns.words
    for part in parts:
        if len(part.amounts) < 2:
            continue
        key = w.col(columns.register.facts.table(table).key)
        met = [columns.column(table, when.term).alias(f"__met{i}") for i, (when, _) in enumerate(part.amounts)]
        both = frame.filter(w.col(part.outcome) == _CONFLICT).select(key.alias("__fact"), *met)
        rows = columns.register.engine.collect(both)
        if rows.height:
            fact, *applies = rows.sort("__fact").row(0)
            conflict(part.scheme, fact, applies)
