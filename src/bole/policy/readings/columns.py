"""列式读法: terms as named columns of the tables they speak of, in stages that every engine can bear.

A term that only combines columns of its own row is an expression. A term that looks elsewhere (along a link, over the
rows that point here, into a catalogue, the claims or the ledger) is a join. `stage` counts the joins below a term: all
terms of one stage on one table are made in one step, terms that several rules share once.

    stage 0   facts of the row and what combines them
    stage n   what needs a join with something of stage n - 1
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

import polars as pl

from bole.kernel.facts import Facts
from bole.policy.bounds import Bounds
from bole.policy.engines import Engine, Frame, SideBySide
from bole.policy.readings import arithmetic, summaries
from bole.policy.readings.row_days import ClaimDay, row_days
from bole.policy.readings.settled import CLAIM_TABLE
from bole.policy.readings.words import Expr, Words
from bole.policy.schema import schema_of, type_in_frames
from bole.policy.terms import (
    Aggregate,
    Comparison,
    Entry,
    Fact,
    Known,
    Linked,
    Listed,
    Literal,
    PaidCount,
    Parametric,
    Quotient,
    Shifted,
    Summary,
    Term,
)
from bole.policy.types import Base


@dataclass
class Register:
    """事实 as frames: what a run reads."""

    facts: Facts
    engine: Engine
    frames: dict[str, Frame]
    covered: frozenset[str]
    """Tables of which no row means none."""
    complete: frozenset[tuple[str, str]]
    """Columns known to hold no null."""

    absent: set[str] = field(default_factory=set)
    """Tables that the snapshot does not have; nothing that links to their rows is found."""

    def has(self, table: str) -> bool:
        """Whether the snapshot has the table."""
        return table in self.frames and table not in self.absent

    def frame(self, table: str) -> Frame:
        """The table's frame; an empty one where the snapshot has no such table."""
        if table not in self.frames:
            self.absent.add(table)
            schema = schema_of(self.facts.table(table))
            self.frames[table] = self.engine.rows({name: [] for name in schema}, schema)
        return self.frames[table]


@dataclass
class _Sheet:
    """One table while it grows: its frame, and which term stands in which column."""

    frame: Frame
    columns: dict[str, str] = field(default_factory=dict)
    settled: bool = True


class Columns:
    """列式读法 of many terms over one register; ask for all with `need`, then `make`, then read `column`."""

    def __init__(self, register: Register, as_of: date) -> None:
        self.register = register
        self.words = register.engine.words
        self.as_of = as_of
        self._needed: dict[str, tuple[str, Term]] = {}
        self._sheets: dict[str, _Sheet] = {}
        self._names: dict[str, str] = {}
        self._numbered = 0
        self._terms: dict[str, Term] = {}
        """Every term met so far, by its key."""
        self._stages: dict[tuple[str, str], int] = {}
        self._uses: dict[str, int] = defaultdict(int)
        self._rows: dict[str, arithmetic.Row] = {}
        self._bounds = Bounds()
        self._nullable: dict[tuple[str, str], bool] = {}

    def need(self, table: str, term: Term) -> None:
        """Ask for a term as a column of that table."""
        self._needed.setdefault(f"{table}/{term.key}", (table, term))

    def again(self, changed: Callable[[Term], bool]) -> Columns:
        """另一次计算 over the same rows: starts with every column made here that reads nothing changed."""
        stale = self._reading(changed)
        made = Columns(self.register, self.as_of)
        made._terms, made._numbered = dict(self._terms), self._numbered
        for table in self._sheets:
            frame, columns = self.sheet(table), self._sheet(table).columns
            made._sheets[table] = _Sheet(frame, {key: name for key, name in columns.items() if key not in stale})
        return made

    def among(self, table: str, frame: Frame, columns: Mapping[str, str], terms: Iterable[Term]) -> Columns:
        """The terms over other rows of a table, of which some columns are made."""
        made = Columns(self.register, self.as_of)
        made._sheets[table] = _Sheet(frame, dict(columns), settled=False)
        for term in terms:
            made.need(table, term)
        made.make()
        return made

    def _reading(self, changed: Callable[[Term], bool]) -> frozenset[str]:
        """Keys of the terms met so far that are, or are made of, something changed."""
        found: dict[str, bool] = {}

        def reads(term: Term) -> bool:
            if term.key not in found:
                found[term.key] = changed(term) or any(reads(child) for child in term.children())
            return found[term.key]

        return frozenset(key for key, term in self._terms.items() if reads(term))

    def make(self) -> None:
        """Compute everything asked for that is not there yet, stage by stage."""
        plan = self._plan()
        for tables in plan.values():
            for table, terms in tables.items():
                for term in terms:
                    self.new_name(table, term)
        for stage in sorted(plan):
            self._look_up(plan[stage])
            for table, terms in plan[stage].items():
                self._combined(table, [t for t in terms if not _looks_elsewhere(t)])

    def _look_up(self, stage: Mapping[str, Sequence[Term]]) -> None:
        """The lookups of one stage: one for all terms that look at the same place in the same way.

        They do not wait for one another where the engine lets them.
        """
        groups: dict[tuple[str, ...], list[Term]] = defaultdict(list)
        for table, terms in stage.items():
            for term in filter(_looks_elsewhere, terms):
                groups[table, *_place(term)].append(term)
        engine = self.register.engine
        if isinstance(engine, SideBySide) and len(groups) > 1:
            self._side_by_side(groups, engine)
        else:
            for (home, kind, *_rest), together in groups.items():
                self._take(home, together, _MAKERS[kind](self, home, together))

    def _side_by_side(self, groups: Mapping[tuple[str, ...], list[Term]], engine: SideBySide) -> None:
        # What others read is computed before they start.
        growing = [sheet for sheet in map(self._sheet, self._tables()) if not sheet.settled]
        for sheet, frame in zip(growing, engine.together([sheet.frame for sheet in growing]), strict=True):
            sheet.frame, sheet.settled = frame, True

        def found(table: str, kind: str, together: list[Term]) -> Frame:
            names = [self.new_name(table, term) for term in together]
            return self.register.engine.settle(_MAKERS[kind](self, table, together).select(*names))

        with ThreadPoolExecutor() as pool:
            running = [pool.submit(found, g[0], g[1], together) for g, together in groups.items()]
        # A sheet grows only when nobody reads it any more.
        for (home, *_rest), together, done in zip(groups, groups.values(), running, strict=True):
            self._take(home, together, engine.beside(self._sheet(home).frame, done.result()))

    def _tables(self) -> list[str]:
        return [t for t in self.register.facts.tables if t in self._sheets or t in self.register.frames]

    def _take(self, table: str, terms: Sequence[Term], frame: Frame) -> None:
        self.replace(table, frame)
        self._sheet(table).columns.update({t.key: self.new_name(table, t) for t in terms})

    def sheet(self, table: str) -> Frame:
        """The table with all columns made so far, settled."""
        sheet = self._sheet(table)
        if not sheet.settled:
            sheet.frame = self.register.engine.settle(sheet.frame)
            sheet.settled = True
        return sheet.frame

    def growing(self, table: str) -> Frame:
        """The table with all columns made so far, to go on with: settled only where the engine wants it."""
        return self._sheet(table).frame if self.register.engine.chains else self.sheet(table)

    def replace(self, table: str, frame: Frame) -> None:
        """Go on with another frame of the same rows, one with more columns."""
        sheet = self._sheet(table)
        sheet.frame, sheet.settled = frame, False

    def column(self, table: str, term: Term) -> Expr:
        """The term over the table's columns: its own column where it has one."""
        w = self.words
        if isinstance(term, Fact):
            return w.col(term.column.name)
        name = self._sheet(table).columns.get(term.key)
        if name is not None:
            return w.col(name)
        return arithmetic.expression(term, self._row(table))

    def _row(self, table: str) -> arithmetic.Row:
        if table not in self._rows:
            read, nullable = partial(self.column, table), partial(self.nullable, table)
            self._rows[table] = arithmetic.Row(read, nullable, self._bounds, self.words)
        return self._rows[table]

    def name(self, table: str, term: Term) -> str | None:
        """The name of the column that holds the term, if one does."""
        return term.column.name if isinstance(term, Fact) else self._sheet(table).columns.get(term.key)

    # --- what is known before anything runs ---

    def nullable(self, table: str, term: Term) -> bool:
        """Whether the term can be unknown for some row."""
        key = (table, term.key)
        if key not in self._nullable:
            self._nullable[key] = self._can_be_null(table, term)
        return self._nullable[key]

    def _can_be_null(self, table: str, term: Term) -> bool:  # one line for each kind of term
        match term:
            case Literal(value=value):
                return value is None
            case Known():
                return False
            case Fact():
                return (term.table, term.column.name) not in self.register.complete
            case Linked(link=link, term=inner):
                found = self.register.has(link.column.to) and not self.nullable(table, link)
                return not found or self.nullable(link.column.to, inner)
            case Aggregate(link=link, where=where, value=value):
                uncovered = link.table not in self.register.covered
                unsure = self.nullable(link.table, where) or (value is not None and self.nullable(link.table, value))
                return uncovered or unsure or (term.summary in {Summary.MAX, Summary.MIN} and _no_value(term))
            case Entry() | Parametric() | Quotient():
                return True
            case Listed(keys=keys, on=on):
                whole = isinstance(on, Literal) and all(e.complete for e in term.catalogue.editions)
                return not whole or any(self.nullable(table, key) for key in keys)
            case PaidCount(keys=keys):
                return "payment" not in self.register.covered or any(self.nullable(table, key) for key in keys)
            case ClaimDay():
                return False
        return any(self.nullable(table, child) for child in term.children())

    def _stage(self, table: str, term: Term) -> int:
        key = (table, term.key)
        if key not in self._stages:
            self._stages[key] = self._counted(table, term)
        return self._stages[key]

    def _counted(self, table: str, term: Term) -> int:
        match term:
            case Literal() | Fact():
                return 0
            case Linked() | Aggregate() if summaries.is_correlated(term):
                core = summaries.core(term)
                rows = [self._stage(core.link.table, part) for part in summaries.uncorrelated(core)]
                days = [self._stage(table, day) for day in row_days(core)]
                return 1 + max([*days, self._stage(table, summaries.owner(term)), *rows])
            case Linked(link=link, term=inner):
                return 1 + self._stage(link.column.to, inner)
            case ClaimDay():
                return 1
            case Aggregate(link=link, where=where, value=value):
                parts = [where] if value is None else [where, value]
                return 1 + max(self._stage(link.table, part) for part in parts)
        below = max((self._stage(table, child) for child in term.children()), default=0)
        return 1 + below if _looks_elsewhere(term) else below

    # --- the plan ---

    def _plan(self) -> dict[int, dict[str, list[Term]]]:
        """Which terms become columns, by stage and table, parts before wholes."""
        plan: dict[int, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        seen: set[tuple[str, str]] = set()
        named: set[tuple[str, str]] = set()
        order: list[tuple[str, Term]] = []

        def visit(table: str, term: Term, wanted: bool) -> None:
            key = (table, term.key)
            if table in self._sheets and term.key in self._sheets[table].columns:
                return
            self._uses[f"{table}/{term.key}"] += 1
            if wanted or _looks_elsewhere(term) or self._shared(table, term) or _staged(term):
                named.add(key)
            if key in seen:
                return
            seen.add(key)
            self._terms[term.key] = term
            for home, part, apart in self._parts(table, term):
                visit(home, part, apart)
            order.append((table, term))

        for table, term in self._needed.values():
            visit(table, term, True)
        for table, term in order:
            if (table, term.key) in named and not isinstance(term, Fact | Literal) and not _is_period(term):
                plan[self._stage(table, term)][table].append(term)
        return plan

    def _shared(self, table: str, term: Term) -> bool:
        return self._uses[f"{table}/{term.key}"] > 1 and not isinstance(term, Fact | Literal)

    def _parts(self, table: str, term: Term) -> Iterable[tuple[str, Term, bool]]:
        """The parts of a term, each with the table it is made on and whether a join reads it as a column."""
        match term:
            case Linked() | Aggregate() if summaries.is_correlated(term):
                core = summaries.core(term)
                for part in summaries.uncorrelated(core):
                    yield core.link.table, part, True
                yield table, summaries.owner(term), True
                for day in row_days(core):
                    yield table, day, True
            case Linked(link=link, term=inner):
                yield link.column.to, inner, True
            case Aggregate(link=link, where=where, value=value):
                yield link.table, where, True
                if value is not None:
                    yield link.table, value, True
            case Entry(keys=keys, on=on) | Listed(keys=keys, on=on):
                for part in (*keys, *([on] if on is not None else [])):
                    yield table, part, True
            case PaidCount(keys=keys):
                for part in keys:
                    yield table, part, True
            case Comparison(left=Shifted(day=day), right=Literal()) if arithmetic.is_start_sought(term):
                yield table, day, False
            case Comparison(left=Literal(), right=Shifted(day=day)) if arithmetic.is_start_sought(term):
                yield table, day, False
            case _:
                for child in term.children():
                    yield table, child, False

    # --- making columns ---

    def _sheet(self, table: str) -> _Sheet:
        if table not in self._sheets:
            self._sheets[table] = _Sheet(self.register.frame(table))
        return self._sheets[table]

    def new_name(self, table: str, term: Term) -> str:
        """A column name for a term, the same whenever it is asked for."""
        key = f"{table}/{term.key}"
        if key not in self._names:
            self._names[key] = f"__{self._numbered}"
            self._numbered += 1
        return self._names[key]

    def _combined(self, table: str, terms: Sequence[Term]) -> None:
        """Terms of the row itself; those that stand on one another in one step after another."""
        sheet = self._sheet(table)
        waiting = list(terms)
        while waiting:
            keys = {t.key for t in waiting}
            ready = [t for t in waiting if not any(p.key in keys for p in _below(t))]
            made = {self.new_name(table, t): self.column(table, t) for t in ready}
            sheet.frame = sheet.frame.with_columns(**{name: expr.alias(name) for name, expr in made.items()})
            sheet.settled = False
            sheet.columns.update({t.key: self.new_name(table, t) for t in ready})
            done = {t.key for t in ready}
            waiting = [t for t in waiting if t.key not in done]


def _linked(columns: Columns, table: str, terms: Sequence[Any]) -> Frame:
    """Columns of the row that a link points at."""
    w = columns.words
    link: Fact = terms[0].link
    parent = link.column.to
    key = columns.register.facts.table(parent).key
    source = columns.sheet(parent)
    picked = source.select(
        w.col(key).alias("__key"), *(columns.column(parent, t.term).alias(columns.new_name(table, t)) for t in terms)
    )
    return columns.register.engine.looked_up(columns.growing(table), picked, [link.column.name], ["__key"])


def _catalogued(columns: Columns, table: str, terms: Sequence[Any]) -> Frame:
    """Values and presence of the keys in a catalogue, of the edition of the day."""
    w = columns.words
    first = terms[0]
    catalogue, keys, on = first.catalogue, first.keys, first.on
    editions = [e for e in catalogue.editions if e.status != "repealed"]
    fixed = isinstance(on, Literal)
    if fixed:
        editions = [e for e in editions if e.start <= on.value and (e.end is None or on.value <= e.end)]
    listed, right_on = _rows_of(columns, table, editions, terms)
    asked: dict[str, Expr] = {}
    left_on: list[str] = []
    for i, key in enumerate(keys):
        name = columns.name(table, key)
        if name is None:
            name, asked[name] = f"__ask{i}", columns.column(table, key).alias(f"__ask{i}")
        left_on.append(name)
    lists = [columns.new_name(table, term) for term in terms if isinstance(term, Listed)]
    sheet, engine = columns.growing(table), columns.register.engine
    if fixed:
        # Only a complete edition proves that a key is not in it.
        proves = all(edition.complete for edition in editions)
        said = sheet.with_columns(**asked) if asked else sheet
        absent = dict.fromkeys(lists, False) if proves else {}
        return engine.looked_up(said, listed.drop("__edition"), left_on, right_on[1:], absent).drop(*asked)
    spans = [(e.start, e.end, i) for i, e in enumerate(editions)]
    asked["__on"] = arithmetic.edition_on(columns.column(table, on), spans, w).alias("__on")
    left_on = ["__on", *left_on]
    joined = engine.looked_up(sheet.with_columns(**asked), listed, left_on, right_on)
    proved = _all_known([w.col(name) for name in left_on]) & _complete(editions, w)
    absent = w.when(proved).then(w.false).otherwise(w.unknown)
    made = {name: w.when(~w.col(name).is_null()).then(w.true).otherwise(absent).alias(name) for name in lists}
    return (joined.with_columns(**made) if made else joined).drop(*asked)


def _rows_of(columns: Columns, table: str, editions: Sequence[Any], terms: Sequence[Any]) -> tuple[Frame, list[str]]:
    """The rows of the editions: number of the edition, keys, and what each term asks for under the term's name."""
    catalogue = terms[0].catalogue
    rows = [(i, *key, *values) for i, e in enumerate(editions) for key, values in e.rows.items()]
    keys = ["__edition", *(f"__key{i}" for i in range(len(catalogue.keys)))]
    read = [(name, type_in_frames(catalogue.keys[i - 1]) if i else pl.Int64(), i) for i, name in enumerate(keys)]
    at = {c.name: len(keys) + i for i, c in enumerate(catalogue.values)}
    types = {c.name: type_in_frames(c) for c in catalogue.values}
    read += [(columns.new_name(table, t), types[t.value], at[t.value]) for t in terms if isinstance(t, Entry)]
    data: dict[str, list[object]] = {name: [row[i] for row in rows] for name, _, i in read}
    schema = {name: type_ if name in keys else _narrowest(type_, data[name]) for name, type_, _ in read}
    for term in terms:
        if isinstance(term, Listed):
            name = columns.new_name(table, term)
            data[name], schema[name] = [True] * len(rows), pl.Boolean
    return columns.register.engine.rows(data, schema), keys


def _narrowest(type_: Any, values: Sequence[object]) -> Any:
    """The smallest type that holds the numbers: they are looked up for every row, and widened where they are added."""
    numbers = [value for value in values if type(value) is int]
    if type_ != pl.Int64 or not numbers:
        return type_
    widest = max(max(numbers), -min(numbers) - 1)
    return next((t for bits, t in ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32)) if widest < 1 << (bits - 1)), pl.Int64)


def _complete(editions: Sequence[Any], w: Words) -> Expr:
    """Whether the edition of the row's day is complete."""
    if all(edition.complete for edition in editions):
        return w.true
    return w.col("__on").is_in([i for i, edition in enumerate(editions) if edition.complete])


def _claimed(columns: Columns, table: str, terms: Sequence[Any]) -> Frame:
    """The day of the claim for the row, of each scheme that has claims."""
    w = columns.words
    key = columns.register.facts.table(table).key
    frame = columns.growing(table)
    for term in terms:
        name = columns.new_name(table, term)
        claims = (
            columns.sheet(CLAIM_TABLE)
            .filter(w.col("scheme") == w.lit(term.scheme))
            .group_by(w.col("fact").alias("__fact"))
            .agg(w.col("applied_on").max().alias(name))
        )
        frame = columns.register.engine.looked_up(frame, claims, [key], ["__fact"])
        day = w.col(name)
        made = w.when(day.is_null()).then(w.lit(term.as_of, w.Date)).otherwise(day).cast(w.Date)
        frame = frame.with_columns(made.alias(name))
    return frame


def _paid(columns: Columns, table: str, terms: Sequence[Any]) -> Frame:
    """How many facts the ledger has paid for the row's keys."""
    frame = columns.growing(table)
    for term in terms:
        frame = summaries.paid(columns, table, term, frame)
    return frame


_MAKERS: Final[dict[str, Callable[[Columns, str, Sequence[Any]], Frame]]] = {
    "linked": _linked,
    "aggregated": summaries.summarised,
    "correlated": summaries.correlated,
    "catalogued": _catalogued,
    "claimed": _claimed,
    "paid": _paid,
}


def _place(term: Term) -> tuple[str, ...]:
    """Where a term looks, and how: terms with the same place share a join."""
    if summaries.is_correlated(term):
        return ("correlated",)
    match term:
        case Linked(link=link):
            return "linked", link.key
        case Aggregate(link=link):
            return "aggregated", link.key
        case Entry(catalogue=catalogue, keys=keys, on=on) | Listed(catalogue=catalogue, keys=keys, on=on):
            return "catalogued", catalogue.id, *(k.key for k in keys), on.key if on is not None else ""
        case ClaimDay():
            return ("claimed",)
    return ("paid",)


def _looks_elsewhere(term: Term) -> bool:
    return isinstance(term, Linked | Aggregate | Entry | Listed | ClaimDay | PaidCount)


def _staged(term: Term) -> bool:
    return isinstance(term, arithmetic.STAGED)


def _is_period(term: Term) -> bool:
    return term.type.base is Base.PERIOD


def _no_value(term: Aggregate) -> bool:
    return term.if_none is None or term.if_none.value is None


def _below(term: Term) -> Iterable[Term]:
    """What a row's own term is made of, down to what looks elsewhere."""
    for child in term.children():
        yield child
        if not _looks_elsewhere(child):
            yield from _below(child)


def _all_known(exprs: Sequence[Expr]) -> Expr:
    made = ~exprs[0].is_null()
    for expr in exprs[1:]:
        made = made & ~expr.is_null()
    return made
