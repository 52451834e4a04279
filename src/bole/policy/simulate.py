"""测算: the same run with a parameter or a catalogue replaced, and what that changes for whom.

    after = Simulation(run).with_(parameters={"langyu.ceiling": dearer})
    compared(run, after, "langyu.loan")

Only what reads the replaced thing is computed again. Columns are never altered once they are made, so the new run
shares all others with the run it starts from; both may be read side by side, and the new one be the base of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from bole.kernel.errors import BoleError
from bole.policy.catalogues import Catalogue
from bole.policy.contests import bound_to
from bole.policy.decision import ENTITLED
from bole.policy.errors import NOT_READ, OTHER_SHAPE
from bole.policy.evaluate import Columned, Run, asked, decide
from bole.policy.parameters import Parameter
from bole.policy.raising import followed
from bole.policy.readings.settled import Settling
from bole.policy.terms import Entry, Listed, Parametric, Term

if TYPE_CHECKING:
    from bole.policy.engines import Frame

Dated: TypeAlias = Parameter | Catalogue


@dataclass(frozen=True)
class Simulation:
    """测算 on the base of a run."""

    base: Run

    def with_(
        self,
        *,
        parameters: Mapping[str, Parameter] | None = None,
        catalogues: Mapping[str, Catalogue] | None = None,
    ) -> Run:
        """The run with these in place of those of the same id. Raises BoleError for an id that no scheme reads, and
        for a parameter of another unit or a catalogue of other columns.
        """
        base, given = self.base, self.base.given
        now = _read(base)
        # Where a district says nothing of its own, it follows what stands above.
        parameters = followed(parameters or {}, [dated for dated in now.values() if isinstance(dated, Parameter)])
        new: dict[str, Dated] = {**parameters, **(catalogues or {})}
        changed = frozenset(id_ for id_, dated in new.items() if _replaces(id_, dated, now))
        given = replace(
            given,
            parameters={**given.parameters, **parameters},
            catalogues={**given.catalogues, **(catalogues or {})},
        )
        columns = base.columns.again(lambda term: _dated_id(term) in changed)
        parts = dict(base.parts)
        reading = [
            id_
            for id_, part in base.parts.items()
            if any(_dated_id(term) in changed for top in part.scheme.terms() for term in top.walk())
        ]
        # What a scheme gives hangs on those that share a limit with it: all of them are settled together.
        for id_ in bound_to(reading, base.rounds):
            part = base.parts[id_]
            parts[id_] = asked(part.number, part.scheme, given, columns, base.rounds)
        columns.make()
        other = [id_ for id_, p in parts.items() if p is not base.parts[id_] and not _alike(p, base, changed)]
        again = bound_to(other, base.rounds)
        decide(columns, [part for id_, part in parts.items() if id_ in again], base.rounds)
        return Run(columns, parts, given, base.rounds)


def _read(run: Run) -> dict[str, Dated]:
    """What the schemes of a run read, by id, as it stands in that run."""
    schemes = [part.scheme for part in run.parts.values()]
    own: dict[str, Dated] = {}
    for scheme in schemes:
        own.update(scheme.parameters())
        own.update(scheme.catalogues())
    return {id_: run.given.parameters.get(id_, run.given.catalogues.get(id_, dated)) for id_, dated in own.items()}


def _replaces(id_: str, dated: Dated, now: Mapping[str, Dated]) -> bool:
    """Whether it differs from what stands there now; what fits no place is an error, never left out in silence."""
    if id_ not in now:
        raise BoleError(NOT_READ, id=id_, known=", ".join(sorted(now)) or "-")
    wanted, found = _shape(now[id_]), _shape(dated)
    if wanted != found:
        raise BoleError(OTHER_SHAPE, id=id_, found=found, wanted=wanted)
    return dated.digest != now[id_].digest


def _shape(dated: Dated) -> str:
    if isinstance(dated, Parameter):
        return dated.unit
    return ", ".join(f"{column.name}: {column.kind}" for column in (*dated.keys, *dated.values))


def _dated_id(term: Term) -> str | None:
    if isinstance(term, Parametric):
        return term.parameter.id
    return term.catalogue.id if isinstance(term, Entry | Listed) else None


def _alike(part: Columned, base: Run, changed: frozenset[str]) -> bool:
    """Whether all that decides is what it was: the entry that changed may be none that is in force in this run."""
    terms = list(_deciding(part))
    before = [term.key for term in _deciding(base.parts[part.scheme.id])]
    if [term.key for term in terms] != before:
        return False
    return not any(_dated_id(term) in changed for top in terms for term in top.walk())


def _deciding(part: Columned) -> Iterable[Term]:
    for settled in (*part.criteria, *(s for pair in part.amounts for s in pair)):
        yield from (settled.term, settled.no_rule, settled.missing)
    yield part.window
    yield part.law
    for terms in (*(terms for _, terms in part.caps), *part.stands.values()):
        yield from terms.values()


# --- what has changed ---


@dataclass(frozen=True, slots=True)
class Side:
    """What a scheme gives in one run, or in one group of it."""

    persons: int
    """Who receive anything: those whom the scheme pays, else the rows it decides of."""
    rows: int
    """Entitled rows."""
    fen: int


@dataclass(frozen=True, slots=True)
class Change:
    """变化: before and after, and for how many receivers it is more, less or the same."""

    before: Side
    after: Side
    winners: int
    losers: int
    unchanged: int
    """Who receive something, and the same, in both."""
    won_fen: int
    lost_fen: int


def compared(before: Run, after: Run, scheme: str) -> Change:
    """变化 of one scheme between two runs over the same register."""
    return _changes(before, after, scheme, None).get(None, NO_CHANGE)


def compared_by(before: Run, after: Run, scheme: str, term: Term) -> dict[Any, Change]:
    """The same for each value of a term said of the scheme's rows (district, level, month ...); None is not known.

    A receiver with rows in several groups counts in each of them, with the fen of that group.
    """
    return _changes(before, after, scheme, term)


_NOTHING = Side(0, 0, 0)
NO_CHANGE = Change(_NOTHING, _NOTHING, 0, 0, 0, 0, 0)


def _changes(before: Run, after: Run, scheme: str, term: Term | None) -> dict[Any, Change]:
    sides = [
        _received(run, scheme, term).select(pl.all().name.suffix(end)) for run, end in ((before, "0"), (after, "1"))
    ]
    joined = sides[0].join(
        sides[1], how="full", left_on=["group0", "to0"], right_on=["group1", "to1"], nulls_equal=True
    )
    return changes_of(
        joined.with_columns(
            pl.coalesce("group0", "group1").alias("group"),
            pl.coalesce("to0", "to1").is_not_null().alias("known"),
            pl.col("^(rows|fen)[01]$").fill_null(0),
        )
    )


def changes_of(received: pl.DataFrame) -> dict[Any, Change]:
    """变化 by `group`, out of one row for each receiver in it: `known` (who he is), and `rows` and `fen`, each with 0
    behind it for before and 1 for after.
    """
    known, gain = pl.col("known"), pl.col("fen1") - pl.col("fen0")
    more = (gain > 0) | ((gain == 0) & (pl.col("rows1") > pl.col("rows0")))
    less = (gain < 0) | ((gain == 0) & (pl.col("rows1") < pl.col("rows0")))
    counted = received.group_by("group").agg(
        *((known & (pl.col(f"rows{i}") > 0)).sum().cast(pl.Int64).alias(f"persons{i}") for i in (0, 1)),
        pl.col("rows0", "rows1", "fen0", "fen1").sum(),
        *(
            (known & test).sum().cast(pl.Int64).alias(name)
            for name, test in (("more", more), ("less", less), ("same", ~more & ~less))
        ),
        gain.clip(lower_bound=0).sum().alias("won"),
        (-gain).clip(lower_bound=0).sum().alias("lost"),
    )
    return {row["group"]: _change(row) for row in counted.sort("group").iter_rows(named=True)}


def _change(row: Mapping[str, Any]) -> Change:
    before, after = (Side(row[f"persons{i}"], row[f"rows{i}"], row[f"fen{i}"]) for i in (0, 1))
    return Change(before, after, row["more"], row["less"], row["same"], row["won"], row["lost"])


def _received(run: Run, scheme: str, term: Term | None) -> pl.DataFrame:
    """Group, receiver, entitled rows and fen of all who receive something; one group, null, where none is asked for."""
    rows = run.columns.register.engine.collect(_entitled(run, scheme, term))
    return rows.group_by("group", "to").agg(pl.len().cast(pl.Int64).alias("rows"), pl.col("fen").sum())


def _entitled(run: Run, scheme: str, term: Term | None) -> Frame:
    w = run.columns.words
    part = run.parts[scheme]
    table, columns = part.scheme.per, run.columns
    key = w.col(columns.register.facts.table(table).key)
    group = None if term is None else Settling(part.scheme, run.given).closed(term)
    if group is not None:
        columns.need(table, group)
        columns.make()
    said = {
        "to": key if part.scheme.pays is None else columns.column(table, part.scheme.pays),
        "group": w.none if group is None else columns.column(table, group),
        "fen": w.col(part.fen) if part.amounts else w.number(0),
    }
    standing = columns.sheet(table).filter(w.col(part.outcome) == ENTITLED)
    return standing.select(**{name: expr.alias(name) for name, expr in said.items()})
