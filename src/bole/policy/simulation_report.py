"""测算报告: what a changed parameter gives: before and after, by group, who wins and loses, when a fund runs dry.

    settings = [setting_of(packs, "zhongshan.shortage-uplift=40", as_of)]
    with open_snapshot(folder) as snapshot:
        report = simulated(snapshot, schemes, settings, as_of, budget=50_000_000)

Both runs decide the same rows, so what differs is the change and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import Kind
from bole.kernel.messages import N_, _, language
from bole.kernel.writing import scratch_space
from bole.policy.decision import ENTITLED
from bole.policy.engines import engine_for, engine_named
from bole.policy.errors import NO_ENTRY, NOT_A_SETTING, NOT_A_VALUE, TOUCHES_NOTHING, UNKNOWN_ID
from bole.policy.evaluate import Run, evaluate
from bole.policy.marked_yaml import nearest
from bole.policy.raising import replaced
from bole.policy.readings.settled import Settling
from bole.policy.readings.wording import told_date, told_value
from bole.policy.runs import register_of, size_of
from bole.policy.scheme import OUT_OF_SCOPE, OUTCOMES, Rows, Scheme, with_bases
from bole.policy.simulate import NO_CHANGE, Change, Side, Simulation, changes_of
from bole.policy.terms import AppliedOn, Fact, Linked, Term
from bole.policy.values import Value, unit_reader

if TYPE_CHECKING:
    from bole.policy.pack import Packs
    from bole.policy.parameters import Entry, Parameter
    from bole.policy.snapshot import Snapshot

DIMENSIONS: Final = {
    "district": N_("镇街"),
    "level": N_("等级"),
    "trade": N_("职业"),
    "industry": N_("行业"),
    "size": N_("企业规模"),
    "month": N_("申领月份"),
}
"""分组, in the order in which they are shown."""
_COLUMNS: Final = {
    "district": ("town", "residence_town"),
    "level": ("level",),
    "trade": ("occupation",),
    "industry": ("industry",),
    "size": ("size",),
}
MARGINAL: Final = 20
"""So many rows whose outcome turns are listed; all are counted."""


@dataclass(frozen=True)
class Setting:
    """设定: a parameter, and the value it is tried with in place of the one in force."""

    parameter: Parameter
    """With the new value in it."""
    entry: Entry
    """What is in force without it."""
    value: Value

    @property
    def title(self) -> str:
        """The parameter's name in the language in use."""
        return self.parameter.title if language() == "zh" else self.parameter.title_en

    @property
    def before(self) -> str:
        """The value in force in words; what the source does not give is said to be so."""
        if self.entry.value is None:
            return _("来源没有给出") if self.entry.status == "missing" else _("已停用")
        return told_value(self.entry.value, self.parameter.type)

    @property
    def after(self) -> str:
        """The value tried, in words."""
        return told_value(self.value, self.parameter.type)

    def to_json(self) -> dict[str, Any]:
        """Its parts by name."""
        return {
            "id": self.parameter.id,
            "title": self.title,
            "unit": self.parameter.unit,
            "before": self.before,
            "after": self.after,
            "clause": str(self.entry.cites),
        }


def setting_of(packs: Packs, text: str, as_of: date) -> Setting:
    """设定 out of "PARAMETER=VALUE", the value in the parameter's own unit.

    The entry in force on `as_of` gets the value, with all its days. Raises BoleError for an unknown parameter (with
    the nearest one), a value that is none of its unit, and where nothing is in force that day.
    """
    id_, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not id_ or not value:
        raise BoleError(NOT_A_SETTING, found=text)
    known = {id: p for pack in packs.values() for id, p in pack.library.own_parameters.items()}
    if id_ not in known:
        raise BoleError(UNKNOWN_ID, id=id_, nearest=nearest(id_, known))
    parameter = known[id_]
    read = unit_reader(parameter.unit)
    assert read is not None
    try:
        made = read(value)
    except ValueError as error:
        raise BoleError(NOT_A_VALUE, id=id_, found=value, unit=parameter.unit) from error
    now = parameter.at(as_of)
    if now is None:
        raise BoleError(NO_ENTRY, id=id_, day=as_of)
    tried = replace(now, value=made, status="known", verified=False)
    return Setting(replaced(parameter, now, tried), now, made)


@dataclass(frozen=True, slots=True)
class Group:
    """一组: one district, level, trade ... with what changes in it; told "" where the value is not known."""

    key: str | int | None
    told: str
    change: Change


@dataclass(frozen=True, slots=True)
class Turned:
    """转变: a row whose outcome is another than before."""

    fact: int
    to: int | None
    before: str
    after: str
    fen_before: int
    fen_after: int


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """一个政策项目的变化."""

    scheme: Scheme
    change: Change
    outcomes: tuple[Mapping[str, int], Mapping[str, int]]
    """Rows by outcome, before and after."""
    by: Mapping[str, Sequence[Group]]
    turned: int
    """Rows whose outcome is another."""
    marginal: Sequence[Turned]
    """The first of them."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """支用: what a fund of that size pays, claims served in the order of their days."""

    paid_rows: int
    paid_fen: int
    unpaid_rows: int
    unpaid_fen: int
    dry_on: date | None
    """资金用完之日: the claim day of the first that is not paid in full; None where the fund lasts."""
    months: Sequence[tuple[str, int]]
    """Month of claim, and the fen asked for up to its end."""


@dataclass(frozen=True)
class Report:
    """测算报告."""

    as_of: date
    settings: tuple[Setting, ...]
    schemes: tuple[SchemeChange, ...]
    total: Change
    """Over all schemes, each receiver once."""
    budget: int | None
    drawn: tuple[Drawn, Drawn] | None

    def to_json(self) -> dict[str, Any]:
        """The keys of `bole simulate --json`."""
        told: dict[str, Any] = {
            "as_of": self.as_of.isoformat(),
            "set": [setting.to_json() for setting in self.settings],
            **_change_json(self.total),
            "by": {one.scheme.id: _groups_json(one.by) for one in self.schemes},
            "schemes": [_scheme_json(one) for one in self.schemes],
        }
        if self.budget is not None and self.drawn is not None:
            before, after = map(_drawn_json, self.drawn)
            told["budget"] = {"fen": self.budget, "before": before, "after": after}
        return told


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "before": _side_json(change.before),
        "after": _side_json(change.after),
        "winners": change.winners,
        "losers": change.losers,
        "unchanged": change.unchanged,
        "won_fen": change.won_fen,
        "lost_fen": change.lost_fen,
    }


def _side_json(side: Side) -> dict[str, int]:
    return {"persons": side.persons, "rows": side.rows, "fen": side.fen}


def _groups_json(by: Mapping[str, Sequence[Group]]) -> dict[str, Any]:
    return {
        name: [{"key": g.key, "told": g.told, **_change_json(g.change)} for g in groups] for name, groups in by.items()
    }


def _scheme_json(one: SchemeChange) -> dict[str, Any]:
    marginal = [
        {
            "fact": row.fact,
            "to": row.to,
            "before": {"outcome": row.before, "fen": row.fen_before},
            "after": {"outcome": row.after, "fen": row.fen_after},
        }
        for row in one.marginal
    ]
    before, after = one.outcomes
    return {
        "id": one.scheme.id,
        **_change_json(one.change),
        "outcomes": {"before": dict(before), "after": dict(after)},
        "turned": {"rows": one.turned, "first": marginal},
    }


def _drawn_json(drawn: Drawn) -> dict[str, Any]:
    return {
        "paid_rows": drawn.paid_rows,
        "paid_fen": drawn.paid_fen,
        "unpaid_rows": drawn.unpaid_rows,
        "unpaid_fen": drawn.unpaid_fen,
        "dry_on": drawn.dry_on.isoformat() if drawn.dry_on else None,
        "months": [{"month": month, "fen": fen} for month, fen in drawn.months],
    }


# --- both runs ---


@scratch_space()
def simulated(
    snapshot: Snapshot,
    schemes: Sequence[Scheme],
    settings: Sequence[Setting],
    as_of: date,
    *,
    engine: str | None = None,
    budget: int | None = None,
) -> Report:
    """Decides every row with and without the settings; `budget` in fen is shared by the schemes that change.

    Raises BoleError where no scheme reads what is set.
    """
    ids = [setting.parameter.id for setting in settings]
    read = {id_ for scheme in schemes for id_ in scheme.parameters()}
    for id_ in ids:
        if id_ not in read:
            raise BoleError(TOUCHES_NOTHING, id=id_)
    working = engine_named(engine or engine_for(size_of(snapshot)))
    try:
        groups = {scheme.id: dimensions(scheme) for scheme in schemes}
        also = [term for terms in groups.values() for term in terms.values()]
        read_too = with_bases(schemes)
        run = evaluate(read_too, register_of(snapshot, working, as_of, read_too, also), as_of=as_of)
        after = Simulation(run).with_(parameters={s.parameter.id: s.parameter for s in settings})
        touched = [s for s in schemes if run.parts[s.id] is not after.parts[s.id]]
        both = {s.id: _both(run, after, s, groups[s.id]) for s in touched}
        # Of those that only share a queue with a reader, what stays as it was is not told.
        rows = {id_: frame for id_, frame in both.items() if _reads(run, id_, ids) or _differs(frame)}
    finally:
        working.close()
    told = [scheme for scheme in touched if scheme.id in rows]
    changes = tuple(_scheme_change(scheme, rows[scheme.id], groups[scheme.id]) for scheme in told)
    drawn = None
    if budget is not None:
        drawn = (_drawn(rows, "0", budget), _drawn(rows, "1", budget))
    return Report(as_of, tuple(settings), changes, _total(told, rows), budget, drawn)


def _reads(run: Run, scheme: str, ids: Sequence[str]) -> bool:
    return not set(ids).isdisjoint(run.parts[scheme].scheme.parameters())


def _differs(rows: pl.DataFrame) -> bool:
    return rows.filter((pl.col("outcome0") != pl.col("outcome1")) | (pl.col("fen0") != pl.col("fen1"))).height > 0


def dimensions(scheme: Scheme) -> dict[str, Term]:
    """分组所用的事实 of a scheme's rows: those of the row itself, else of the person or the body it belongs to."""
    found: dict[str, Term] = {}
    for name, columns in _COLUMNS.items():
        term = next(_facts_of(scheme, columns), None)
        if term is not None:
            found[name] = term
    return {**found, "month": AppliedOn()}


def _facts_of(scheme: Scheme, columns: Sequence[str]) -> Iterator[Term]:
    """The column of the row, then of whoever it belongs to: the person before the organisation."""
    facts, rows = scheme.facts, Rows(scheme.facts, scheme.per)
    yield from (getattr(rows, c) for c in columns if c in facts.table(scheme.per))
    links = sorted(facts.links(scheme.per), key=lambda link: ("person", "organisation").index(link.to)
                   if link.to in ("person", "organisation") else 2)  # fmt: skip
    for link in links:
        far = facts.table(link.to)
        for column in columns:
            if column in far and far.column(column).kind is not Kind.LINK:
                yield Linked(Fact(facts, facts.table(scheme.per).name, link), getattr(Rows(facts, far.name), column))


def _both(before: Run, after: Run, scheme: Scheme, groups: Mapping[str, Term]) -> pl.DataFrame:
    """One row for each row decided: `fact`, `to`, a column for each group, `outcome` and `fen` with 0 and 1 behind."""
    base = _standing(before, scheme, "0", groups)
    changed = _standing(after, scheme, "1", {})
    return base.join(changed, on="fact", how="inner", validate="1:1").with_columns(
        pl.col("month").alias("claimed_on"), pl.col("month").dt.strftime("%Y-%m")
    )


def _standing(run: Run, scheme: Scheme, end: str, groups: Mapping[str, Term]) -> pl.DataFrame:
    part, columns, w = run.parts[scheme.id], run.columns, run.columns.words
    table = scheme.per
    key = w.col(columns.register.facts.table(table).key)
    closed = {name: Settling(scheme, run.given).closed(term) for name, term in groups.items()}
    for term in closed.values():
        columns.need(table, term)
    columns.make()
    said: dict[str, Any] = {"fact": key}
    if not end or end == "0":
        said["to"] = key if scheme.pays is None else columns.column(table, scheme.pays)
        said |= {name: columns.column(table, term) for name, term in closed.items()}
    said[f"outcome{end}"] = w.col(part.outcome)
    said[f"fen{end}"] = w.col(part.fen) if part.amounts else w.number(0)
    frame = columns.register.engine.collect(
        columns.sheet(table).select(**{name: expr.alias(name) for name, expr in said.items()})
    )
    # Who is not entitled has no sum.
    entitled = pl.col(f"outcome{end}") == ENTITLED
    return frame.with_columns(
        pl.when(entitled).then(pl.col(f"fen{end}")).otherwise(0).cast(pl.Int64).alias(f"fen{end}")
    )


# --- what differs ---


def _received(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row for each receiver of each group: entitled rows and fen, before and after."""
    entitled = rows.filter((pl.col("outcome0") == ENTITLED) | (pl.col("outcome1") == ENTITLED))
    return entitled.group_by([*by, "to"]).agg(
        *((pl.col(f"outcome{i}") == ENTITLED).sum().cast(pl.Int64).alias(f"rows{i}") for i in (0, 1)),
        pl.col("fen0", "fen1").sum(),
    ).with_columns(pl.col("to").is_not_null().alias("known"))  # fmt: skip


def _scheme_change(scheme: Scheme, rows: pl.DataFrame, groups: Mapping[str, Term]) -> SchemeChange:
    whole = _received(rows, ()).with_columns(pl.lit(None).alias("group"))
    by = {name: _groups(scheme, rows, name, groups[name]) for name in DIMENSIONS if name in groups}
    turned = rows.filter(pl.col("outcome0") != pl.col("outcome1")).sort("fact")
    return SchemeChange(
        scheme,
        changes_of(whole).get(None, NO_CHANGE),
        (_outcomes(rows, "0"), _outcomes(rows, "1")),
        by,
        turned.height,
        tuple(_turned(row) for row in turned.head(MARGINAL).iter_rows(named=True)),
    )


def _outcomes(rows: pl.DataFrame, end: str) -> dict[str, int]:
    counted = dict(rows.group_by(f"outcome{end}").len().iter_rows())
    return {name: int(counted.get(code, 0)) for code, name in enumerate(OUTCOMES)}


def _turned(row: Mapping[str, Any]) -> Turned:
    before, after = ((*OUTCOMES, OUT_OF_SCOPE)[row[f"outcome{i}"]] for i in (0, 1))
    return Turned(row["fact"], row["to"], before, after, row["fen0"], row["fen1"])


def _groups(scheme: Scheme, rows: pl.DataFrame, name: str, term: Term) -> list[Group]:
    """Groups in which somebody receives something, those that change most first; months in their order."""
    changes = changes_of(_received(rows, [name]).with_columns(pl.col(name).alias("group")))
    made = [Group(key, _told(scheme, key, term, name), change) for key, change in changes.items()]
    if name == "month":
        return sorted(made, key=lambda group: str(group.key))
    return sorted(made, key=lambda g: (-abs(g.change.after.fen - g.change.before.fen), -g.change.after.rows, g.told))


def _told(scheme: Scheme, key: Any, term: Term, name: str) -> str:
    if key is None:
        return ""
    return str(key) if name == "month" else told_value(key, term.type, scheme.facts)


def _total(touched: Iterable[Scheme], rows: Mapping[str, pl.DataFrame]) -> Change:
    """Each receiver once, over all schemes that change; persons and bodies may have the same numbers."""
    frames = []
    for scheme in touched:
        paid = scheme.per if scheme.pays is None else scheme.pays.type.system
        frames.append(_received(rows[scheme.id], ()).with_columns(pl.lit(paid).alias("kind")))
    if not frames:
        return NO_CHANGE
    together = pl.concat(frames).group_by("kind", "to").agg(pl.col("rows0", "rows1", "fen0", "fen1").sum())
    received = together.with_columns(pl.col("to").is_not_null().alias("known"), pl.lit(None).alias("group"))
    return changes_of(received).get(None, NO_CHANGE)


def _drawn(rows: Mapping[str, pl.DataFrame], end: str, budget: int) -> Drawn:
    """Claims in the order of their days, then of scheme and row; the fund closes at the first it cannot pay in full."""
    asked = [
        frame.filter(pl.col(f"outcome{end}") == ENTITLED).select(
            pl.col("claimed_on"), pl.lit(id_).alias("scheme"), "fact", pl.col(f"fen{end}").alias("fen")
        )
        for id_, frame in rows.items()
    ]
    if not asked:
        return Drawn(0, 0, 0, 0, None, ())
    queue = pl.concat(asked).sort("claimed_on", "scheme", "fact").with_columns(pl.col("fen").cum_sum().alias("upto"))
    paid, unpaid = queue.filter(pl.col("upto") <= budget), queue.filter(pl.col("upto") > budget)
    months = queue.group_by(pl.col("claimed_on").dt.strftime("%Y-%m").alias("month")).agg(pl.col("upto").max())
    return Drawn(
        paid.height,
        int(paid["fen"].sum()),
        unpaid.height,
        int(unpaid["fen"].sum()),
        unpaid["claimed_on"][0] if unpaid.height else None,
        tuple(months.drop_nulls().sort("month").iter_rows()),
    )


def dry_told(drawn: Drawn) -> str:
    """When the fund runs dry, in a sentence."""
    if drawn.dry_on is None:
        return _("够用")
    return _("{day}用完", day=told_date(drawn.dry_on))


__all__ = [
    "DIMENSIONS",
    "Drawn",
    "Group",
    "Report",
    "SchemeChange",
    "Setting",
    "Turned",
    "dimensions",
    "dry_told",
    "setting_of",
    "simulated",
]
