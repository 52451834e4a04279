"""计算一次: a snapshot and schemes become decisions.

Which schemes, by which engine, what they read of the register, and the proof that no row was lost on the way.

    with open_snapshot(folder) as snapshot:
        ran = run_schemes(snapshot, schemes, as_of)
        ran.totals["zhongshan.skill-upgrade"]["decided"]["entitled"]
        ran.close()
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Facts, Kind
from bole.kernel.messages import language
from bole.kernel.writing import scratch_space
from bole.policy.decision import ENTITLED
from bole.policy.engines import ENGINES, Engine, Frame, engine_for, engine_named
from bole.policy.errors import ROWS_LOST, UNKNOWN_ENGINE
from bole.policy.evaluate import Run, evaluate
from bole.policy.readings.columns import Register
from bole.policy.readings.settled import columns_read
from bole.policy.readings.words import Words
from bole.policy.scheme import Scheme, with_bases
from bole.policy.snapshot import DAMAGE, Snapshot, unreadable

if TYPE_CHECKING:
    from bole.policy.pack import Pack, Packs
    from bole.policy.terms import Term

_WIDTH: Final = {"nation": 0, "province": 2, "city": 4, "supplement": 6}
"""How many digits of a division code a place shares with those inside it."""

Progress = Callable[[int, int], None]
"""进度: steps done, of so many."""

_LATER: Final = {"claim": "applied_on", "payment": "paid_on"}
"""Tables of events, with the day of each: what happened after the day of the run is left out."""

_ALWAYS: Final = {
    "claim": ("scheme", "fact", "applied_on"),
    "payment": ("scheme", "fact", "fen", "applied_on", "paid_on"),
}
"""Read wherever the table is read at all: what a claim or a payment is about."""

_NARROW: Final = ((8, pl.Int8), (16, pl.Int16), (32, pl.Int32))
"""Bits and the type that has them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """行数 of one scheme: in = decided + out of scope + quarantined, or the run is not shown to anybody."""

    entered: int
    decided: int
    out_of_scope: int
    quarantined: int

    def to_json(self) -> dict[str, int]:
        """`{"in", "decided", "out_of_scope", "quarantined"}`."""
        return {
            "in": self.entered,
            "decided": self.decided,
            "out_of_scope": self.out_of_scope,
            "quarantined": self.quarantined,
        }


@dataclass(frozen=True, slots=True)
class OnLedger:
    """已发与未申领 of one scheme, up to the day of the run."""

    paid_rows: int
    """Rows whose payments sum up to more than nothing."""
    paid_fen: int
    unclaimed: int
    """Entitled rows on which nobody has claimed."""

    def to_json(self) -> dict[str, Any]:
        """`{"paid": {"rows", "fen"}, "unclaimed"}`."""
        return {"paid": {"rows": self.paid_rows, "fen": self.paid_fen}, "unclaimed": self.unclaimed}


@dataclass(frozen=True, slots=True)
class Ran:
    """一次计算的结果: the totals of every scheme, checked; the decisions themselves are in `run` until it is closed."""

    snapshot: Snapshot
    schemes: tuple[Scheme, ...]
    as_of: date
    engine: str
    run: Run
    totals: Mapping[str, Mapping[str, Any]]
    """By scheme: what `Run.counted` gives."""
    rows: Mapping[str, Rows]
    allocated: Mapping[str, Mapping[str, Any]]
    """Of the schemes with ceilings, funds or quotas: what `Allocated.totals` gives, as if all were paid on that day."""
    ledger: Mapping[str, "OnLedger"]
    """By scheme: what was paid before that day, and who has not claimed."""
    left_out: Mapping[str, int]
    """Claims and payments of later days, by table."""
    seconds: float

    @property
    def all_rows(self) -> Rows:
        """The rows of all schemes together; a row that two schemes decide counts twice."""
        each = self.rows.values()
        return Rows(
            sum(r.entered for r in each),
            sum(r.decided for r in each),
            sum(r.out_of_scope for r in each),
            sum(r.quarantined for r in each),
        )

    def to_json(self) -> dict[str, Any]:
        """The keys of `bole run --json`."""
        return {
            "as_of": self.as_of.isoformat(),
            "engine": self.engine,
            "schemes": [self._told(s.id) for s in self.schemes],
            "rows": self.all_rows.to_json(),
            "seconds": self.seconds,
        }

    def _told(self, scheme: str) -> dict[str, Any]:
        queue: dict[str, Any] = {"allocated": self.allocated[scheme]} if scheme in self.allocated else {}
        payer = next(s.payer for s in self.schemes if s.id == scheme)
        queue |= {"payer": payer.zh if language() == "zh" else payer.en} if payer.zh else {}
        ledger = self.ledger[scheme].to_json()
        return {**self.totals[scheme], "rows": self.rows[scheme].to_json(), **ledger, **queue}

    def close(self) -> None:
        """Lets go of what the engine holds."""
        self.run.columns.register.engine.close()


def fits(pack: "Pack", place: str) -> bool:
    """Whether the division `place` lies in the pack's, or is a city that has the pack's district."""
    if pack.level == "district":
        return _inside(pack.place, place) or _inside(place, pack.place)
    width = _WIDTH[pack.level]
    return place[:width] == pack.place[:width]


def _inside(division: str, larger: str) -> bool:
    """Whether a division lies in another one: 442000101 in 442000, 440106 in 440100."""
    while len(larger) in (4, 6) and larger.endswith("00"):
        larger = larger[:-2]
    return division.startswith(larger)


def schemes_for(packs: "Packs", place: str, asked: Sequence[str] = ()) -> list[Scheme]:
    """The schemes asked for, in that order; else all, those of the place and of those above it first.

    Raises BoleError for a scheme that no pack has.
    """
    if asked:
        return [packs.scheme(id) for id in dict.fromkeys(asked)]
    # A stable order: nation before province before city, as the packs themselves stand.
    every = [(scheme, fits(pack, place)) for pack in packs.values() for scheme in pack.schemes.values()]
    return [s for s, fit in every if fit] + [s for s, fit in every if not fit]


def local_schemes(packs: "Packs", place: str) -> list[Scheme]:
    """The schemes of the place and of those above it, and of packs that were brought along; all where none is left."""
    here = [pack for pack in packs.values() if fits(pack, place)]
    near = [*here, *(pack for pack in packs.values() if pack not in here and not pack.built_in)]
    local = [scheme for pack in near for scheme in pack.schemes.values()]
    known = any(pack.level not in ("nation", "province") for pack in here)
    return local if known else schemes_for(packs, place)


def size_of(snapshot: Snapshot) -> int:
    """Bytes of the snapshot's Parquet files."""
    return sum(snapshot.files(name).stat().st_size for name in snapshot.manifest.tables)


def check_engine(name: str) -> None:
    """Raises BoleError where there is no engine of that name."""
    if name not in ENGINES:
        raise BoleError(UNKNOWN_ENGINE, name=name, known=", ".join(ENGINES))


@scratch_space()
def run_schemes(
    snapshot: Snapshot,
    schemes: Sequence[Scheme],
    as_of: date,
    engine: str | None = None,
    *,
    started: float | None = None,
    progress: Progress = lambda done, of: None,
) -> Ran:
    """Decides every row of every scheme; `engine` None: by the snapshot's size.

    `progress` is told how many of how many steps are done: reading, deciding, then one for each scheme.

    The seconds count from `started` (of `time.perf_counter`), so that opening the snapshot may be among them.
    Raises BoleError for an unknown engine, where two amounts apply to one row, and where rows are missing at the end.
    """
    started = time.perf_counter() if started is None else started
    name = engine or engine_for(size_of(snapshot))
    working = engine_named(name)
    steps = 2 + len(schemes)
    try:
        read = with_bases(schemes)
        register = register_of(snapshot, working, as_of, read)
        progress(1, steps)
        run = evaluate(read, register, as_of=as_of)
        totals = {}
        for done, scheme in enumerate(schemes, 2):
            progress(done, steps)
            totals[scheme.id] = run.counted(scheme.id)
        rows = {scheme.id: _rows(snapshot, scheme, totals[scheme.id]) for scheme in schemes}
        ledger = _on_ledger(snapshot, run, schemes, as_of)
        progress(steps, steps)
        allocated = {s.id: run.allocated(s.id).totals() for s in schemes if s.allocations}
        left_out = _left_out(snapshot, as_of)
    except BaseException:
        working.close()
        raise
    seconds = round(time.perf_counter() - started, 3)
    return Ran(snapshot, tuple(schemes), as_of, name, run, totals, rows, allocated, ledger, left_out, seconds)


def _rows(snapshot: Snapshot, scheme: Scheme, totals: Mapping[str, Any]) -> Rows:
    """Rows in and rows out of a scheme; raises BoleError where they do not agree."""
    entry = snapshot.manifest.tables.get(scheme.per)
    counts = snapshot.counts.get(scheme.per)
    decided, apart = sum(totals["decided"].values()), totals["out_of_scope"]
    rows = Rows(entry.rows if entry else 0, decided, apart, counts.quarantined if counts else 0)
    if rows.entered != rows.decided + rows.out_of_scope + rows.quarantined:
        raise BoleError(
            ROWS_LOST,
            scheme=scheme.id,
            table=scheme.per,
            entered=rows.entered,
            decided=rows.decided,
            out_of_scope=rows.out_of_scope,
            quarantined=rows.quarantined,
        )
    return rows


def _on_ledger(snapshot: Snapshot, run: Run, schemes: Sequence[Scheme], as_of: date) -> dict[str, OnLedger]:
    payments = snapshot.tables["payment"].filter(pl.col("paid_on") <= as_of)
    per_fact = payments.group_by("scheme", "fact").agg(pl.col("fen").sum()).filter(pl.col("fen") > 0)
    paid = per_fact.group_by("scheme").agg(pl.len(), pl.col("fen").sum()).collect(engine="streaming")
    by_scheme = {scheme: (rows, fen) for scheme, rows, fen in paid.iter_rows()}
    claims = snapshot.tables["claim"].filter(pl.col("applied_on") <= as_of).select("scheme", "fact").collect()
    found = {}
    for scheme in schemes:
        part, columns = run.parts[scheme.id], run.columns
        key = columns.words.col(columns.register.facts.table(scheme.per).key).alias("fact")
        standing = columns.sheet(scheme.per).filter(columns.words.col(part.outcome) == ENTITLED).select(key)
        entitled = columns.register.engine.collect(standing).cast(pl.Int64)
        asked = claims.filter(pl.col("scheme") == scheme.claimed_as).select(pl.col("fact").cast(pl.Int64))
        rows, fen = by_scheme.get(scheme.id, (0, 0))
        found[scheme.id] = OnLedger(rows, fen, entitled.join(asked, on="fact", how="anti").height)
    return found


def _left_out(snapshot: Snapshot, as_of: date) -> dict[str, int]:
    asked = {t: snapshot.tables[t].select((pl.col(day) > as_of).sum()) for t, day in _LATER.items()}
    found = dict(zip(asked, pl.collect_all(asked.values(), engine="streaming"), strict=True))
    return {table: int(frame.item() or 0) for table, frame in found.items() if frame.item()}


# --- what the schemes read of the register ---


def register_of(
    snapshot: Snapshot, engine: Engine, as_of: date, schemes: Iterable[Scheme], also: "Iterable[Term]" = ()
) -> Register:
    """事实 for these schemes: only the tables and columns that they read, events after `as_of` left out.

    `also`: further terms that will be asked of the rows.
    """
    read = tables_read(snapshot.facts, schemes)
    for name, further in columns_read(iter(also)).items():
        read.setdefault(name, set()).update(further)
    frames: dict[str, Frame] = {}
    complete: set[tuple[str, str]] = set()
    for name in (name for name in snapshot.facts.tables if name in read and name in snapshot.manifest.tables):
        table = snapshot.facts.table(name)
        columns = [column for column in table.columns if column.name in read[name]]
        frame = snapshot.tables[name]
        try:
            if engine.name == "polars":
                loaded = _loaded(frame, columns, _until(name, as_of))
                frames[name], nulls = engine.table(loaded), {c: loaded[c].null_count() for c in loaded.columns}
            else:
                frames[name], nulls = _scanned(engine, snapshot, name, columns, as_of), _nulls(frame, columns)
        except DAMAGE as error:
            raise unreadable(snapshot.files(name), error) from error
        complete |= {(name, c.name) for c in columns if not nulls[c.name] and _leads_somewhere(snapshot, c)}
    covered = frozenset(name for name in snapshot.facts.tables if snapshot.coverage(name, as_of))
    return Register(snapshot.facts, engine, frames, covered, frozenset(complete))


def tables_read(facts: Facts, schemes: Iterable[Scheme]) -> dict[str, set[str]]:
    """The columns that schemes read, by table."""
    read: dict[str, set[str]] = {}
    for scheme in schemes:
        terms = [*scheme.terms(), *([] if scheme.pays is None else [scheme.pays])]
        for name, columns in columns_read(iter(terms)).items():
            read.setdefault(name, set()).update(columns)
        read.setdefault(scheme.per, set()).add(facts.table(scheme.per).key)
        read.setdefault("claim", set())
    for name, columns in read.items():
        columns.update(_ALWAYS.get(name, ()))
    return read


def _until(table: str, as_of: date) -> pl.Expr:
    return pl.col(_LATER[table]) <= as_of if table in _LATER else pl.lit(value=True)


def _loaded(frame: pl.LazyFrame, columns: Sequence[Column], chosen: pl.Expr) -> pl.DataFrame:
    """The columns in memory, whole numbers as narrow as their bounds allow; arithmetic widens them again."""
    return frame.filter(chosen).select(pl.col(c.name).cast(_narrowed(c)) for c in columns).collect()


def _narrowed(column: Column) -> Any:
    match column.kind:
        case Kind.DATE:
            return pl.Date
        case Kind.FLAG:
            return pl.Boolean
        case Kind.CODE if column.coded == "str":
            return pl.String
    if column.bounds is None:
        return pl.Int64
    return narrowest(*column.bounds)


def narrowest(low: int, high: int) -> Any:
    """The smallest type that holds whole numbers from `low` to `high`."""
    return next((kind for bits, kind in _NARROW if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1)), pl.Int64)


def _scanned(engine: Engine, snapshot: Snapshot, name: str, columns: Sequence[Column], as_of: date) -> Frame:
    """The columns of the file, which an engine reads piece by piece; a register may have written narrower numbers."""
    w, frame = engine.words, engine.table(snapshot.files(name))
    if name in _LATER:
        frame = frame.filter(w.col(_LATER[name]) <= w.lit(as_of, w.Date))
    return frame.select(*(_cast(column, w) for column in columns))


def _cast(column: Column, w: Words) -> Any:
    here = w.col(column.name)
    if column.whole:
        return here.cast(w.Int64)
    return here.cast(w.String) if column.kind is Kind.CODE else here


def _nulls(frame: pl.LazyFrame, columns: Sequence[Column]) -> dict[str, int]:
    open_ = [column.name for column in columns if column.nullable]
    counted = frame.select(pl.col(open_).null_count()).collect(engine="streaming") if open_ else pl.DataFrame()
    return {c.name: int(counted[c.name].item()) if c.nullable else 0 for c in columns}


def _leads_somewhere(snapshot: Snapshot, column: Column) -> bool:
    """Whether every id in a link has its row: not where that table is not there or lost rows at the border."""
    if column.kind is not Kind.LINK:
        return True
    counts = snapshot.counts.get(column.to)
    return counts is not None and not counts.quarantined


__all__ = [
    "OnLedger",
    "Progress",
    "Ran",
    "Rows",
    "check_engine",
    "fits",
    "local_schemes",
    "register_of",
    "run_schemes",
    "schemes_for",
    "size_of",
    "tables_read",
]
