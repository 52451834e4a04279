"""Every reading of the same schemes over the same rows, as decisions that can be compared one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from bole.kernel.facts import Facts
from bole.policy.decision import Decision
from bole.policy.engines import Engine
from bole.policy.evaluate import Run, evaluate
from bole.policy.readings.columns import Register
from bole.policy.readings.function import PersonRules
from bole.policy.schema import schema_of
from bole.policy.scheme import OUTCOMES, Scheme

Row = dict[str, Any]
File = Mapping[str, Sequence[Mapping[str, Any]]]
NARROW = {pl.Int8: 2**7, pl.Int16: 2**15, pl.Int32: 2**31}


@dataclass(frozen=True)
class Population:
    """Rows by table, the day, and the tables in which no row means none; a table that is not there is absent."""

    facts: Facts
    rows: Mapping[str, Sequence[Row]]
    as_of: date
    covered: frozenset[str]
    narrow: bool = False
    """Whether numbers are kept as narrow as they fit, as a snapshot may have them."""
    told: str = field(default="", compare=False)

    def frame(self, table: str) -> pl.DataFrame:
        """The rows of a table in the types of the facts."""
        schema = schema_of(self.facts.table(table))
        columns = {name: [row.get(name) for row in self.rows[table]] for name in schema}
        made = pl.DataFrame(columns, schema=schema)
        return made.select(_narrowed(made[name]) for name in schema) if self.narrow else made

    def register(self, engine: Engine) -> Register:
        """The same for the reading on columns."""
        frames = {table: self.frame(table) for table in self.rows}
        complete = frozenset((t, c) for t, f in frames.items() for c in f.columns if not f[c].null_count())
        return Register(
            self.facts, engine, {table: engine.table(f) for table, f in frames.items()}, self.covered, complete
        )


def _narrowed(column: pl.Series) -> pl.Series:
    low, high = column.min(), column.max()
    if column.dtype != pl.Int64 or not isinstance(low, int) or not isinstance(high, int):
        return column
    return column.cast(next((kind for kind, end in NARROW.items() if -end <= low and high < end), pl.Int64))


def by_function(schemes: Sequence[Scheme], population: Population) -> dict[str, list[Decision]]:
    """What the generated function says of every row, by scheme, in the order of ids."""
    found = PersonRules(schemes).decide(population.rows, as_of=population.as_of, covered=population.covered)
    return _by_scheme(schemes, (replace(decision, because=()) for decision in found))


def by_columns(schemes: Sequence[Scheme], population: Population, engine: Engine) -> dict[str, list[Decision]]:
    """What the columns say, computed by that engine."""
    run = evaluate(schemes, population.register(engine), as_of=population.as_of)
    return _by_scheme(schemes, (d for scheme in schemes for d in decisions_of(run, scheme)))


def decisions_of(run: Run, scheme: Scheme) -> Iterable[Decision]:
    """The rows of a run as decisions."""
    for row in run.decisions(scheme.id).iter_rows(named=True):
        yield Decision(
            scheme.id,
            row["fact"],
            OUTCOMES[row["outcome"]],
            row["fen"],
            tuple(row[f"criterion:{c.name}"] for c in scheme.criteria),
            tuple(row[f"cap:{c.name}"] for c in scheme.caps),
            tuple(row[f"grant:{g.name}"] for g in scheme.grants),
            row["law_date"],
            (),
            tuple(row[f"exclusion:{e.name}"] for e in scheme.exclusions),
        )


def _by_scheme(schemes: Sequence[Scheme], found: Iterable[Decision]) -> dict[str, list[Decision]]:
    listed: dict[str, list[Decision]] = {scheme.id: [] for scheme in schemes}
    for decision in found:
        listed[decision.scheme].append(decision)
    return {scheme: sorted(decisions, key=lambda d: d.fact) for scheme, decisions in listed.items()}


def differences(
    expected: Mapping[str, Sequence[Decision]], found: Mapping[str, Sequence[Decision]], most: int = 5
) -> list[str]:
    """The first decisions that differ, told field by field."""
    told: list[str] = []
    for scheme, decisions in expected.items():
        if [d.fact for d in decisions] != [d.fact for d in found[scheme]]:
            told.append(f"{scheme}: other rows")
            continue
        pairs = zip(decisions, found[scheme], strict=True)
        told += [_told(scheme, a, b) for a, b in pairs if a != b or _kinds(a) != _kinds(b)][:most]
    return told


def _kinds(decision: Decision) -> list[object]:
    """The types of values: True is not 1, and no decimal stands for a whole number."""
    return [type(v) for v in (decision.fen, *decision.criteria, *decision.caps, *decision.grants, decision.law_date)]


def _told(scheme: str, expected: Decision, found: Decision) -> str:
    names = ("outcome", "fen", "criteria", "caps", "exclusions", "grants", "law_date")
    other = [(n, getattr(expected, n), getattr(found, n)) for n in names if getattr(expected, n) != getattr(found, n)]
    return f"{scheme} {expected.fact}: " + "; ".join(f"{n} {a!r} became {b!r}" for n, a, b in other)
