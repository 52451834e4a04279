"""预览: what writing a checked batch would do, row by row against the register as it is now; nothing is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from bole.apps.accounts.actor import Actor
from bole.apps.registry import errors
from bole.apps.registry.imports.batches import batch_found, batch_in
from bole.apps.registry.imports.check import Told, quiet
from bole.apps.registry.imports.columns import Columns, Matched
from bole.apps.registry.imports.kinds import Kind, kind_named
from bole.apps.registry.imports.planning import OUTCOMES, Plan, Planner, Trust, piece_of
from bole.apps.registry.imports.rows import Piece, RowFault, shown
from bole.apps.registry.imports.store import Store, pieces
from bole.apps.registry.models import Batch, Source
from bole.kernel.collecting import without_collection
from bole.kernel.errors import BoleError
from bole.kernel.messages import _
from bole.kernel.writing import written_beside

SAMPLES: Final = 10
"""So many rows of each outcome are shown, as they were understood."""


@dataclass
class Preview:
    """预览结果: how many rows would come out how, the first of each, and the faults found beside the register."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {outcome: [] for outcome in OUTCOMES})
    faults: list[RowFault] = field(default_factory=list)


def batch_preview(*, batch: int, actor: Actor, told: Told = quiet, faults: bool = False) -> Preview:
    """预览 a batch that was checked. Its counts and samples are kept with it; `faults` asks for the conflicts too."""
    actor.require("import.upload")
    found = batch_in(batch, Batch.CHECKED, act=_("预览"))
    store = Store(found.stored)
    if not store.values.is_file():
        raise BoleError(errors.FILE_GONE, batch=batch)
    planner = planner_of(found, keeps=True)
    preview, done = Preview(), 0
    for table in pieces(store.values):
        piece = piece_of(table)
        with without_collection():
            plan = planner.plan(piece)
        _count(preview, piece, plan, planner.kind)
        if faults:
            preview.faults += plan.faults
        done += len(piece)
        told(done, found.rows)
    _keep(store, preview)
    Batch.objects.filter(pk=found.pk, state=Batch.CHECKED).update(preview=preview.counts, failed={})
    return preview


def preview_shown(*, batch: int, actor: Actor) -> Preview:
    """预览结果 as it was kept; without counts where the batch was not previewed since it was checked last."""
    actor.require("import.read")
    found = batch_found(batch)
    if not found.preview:
        return Preview(counts={})
    path = Store(found.stored).samples
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Preview(dict(found.preview), {outcome: kept.get(outcome, []) for outcome in OUTCOMES})


def _keep(store: Store, preview: Preview) -> None:
    """Beside the values, in no table: names stand in it, and it goes with them."""
    with written_beside(store.samples) as beside:
        beside.write_text(json.dumps(preview.samples, ensure_ascii=False), encoding="utf-8")
        beside.chmod(0o600)


def planner_of(batch: Batch, *, keeps: bool) -> Planner:
    """What plans the pieces of a batch."""
    kind = kind_named(batch.kind)
    return Planner(kind, columns_of(batch, kind), trust_of(batch), keeps=keeps)


def columns_of(batch: Batch, kind: Kind) -> Columns:
    """列的对应 as the check settled it."""
    matched = tuple(
        Matched(0, heading, next(column for column in kind.columns if column.to == to))
        for heading, to in batch.columns.items()
        if to
    )
    return Columns(matched, tuple(heading for heading, to in batch.columns.items() if not to))


def trust_of(batch: Batch) -> Trust:
    """可信次序 for the source of a batch."""
    listed = list(Source.objects.values_list("pk", "rank", "name", "code"))
    owns = batch.source.owns.get(batch.kind)
    ranks = {number: rank for number, rank, _name, _code in listed}
    names = {number: name or code for number, _rank, name, code in listed}
    return Trust(batch.source_id, ranks, names, None if owns is None else frozenset(owns))


def _count(preview: Preview, piece: Piece, plan: Plan, kind: Kind) -> None:
    for outcome, count in plan.counts().items():
        preview.counts[outcome] += count
        if count and len(preview.samples[outcome]) < SAMPLES:
            places = [at for at, found in enumerate(plan.outcomes) if found == outcome]
            room = SAMPLES - len(preview.samples[outcome])
            preview.samples[outcome] += [_sample(piece, at, kind) for at in places[:room]]


def _sample(piece: Piece, at: int, kind: Kind) -> dict[str, Any]:
    """A row as it was understood, numbers masked."""
    row: dict[str, Any] = {"row": piece.rows[at]}
    hidden = ("person.agrees", "person.id_kind", "person.origin")
    values: Mapping[str, list[Any]] = {name: found for name, found in piece.values.items() if name not in hidden}
    for name, found in values.items():
        value = found[at]
        if value is not None:
            row[name] = (
                value.isoformat()
                if isinstance(value, date)
                else shown(name, value)
                if isinstance(value, str)
                else value
            )
    return row
