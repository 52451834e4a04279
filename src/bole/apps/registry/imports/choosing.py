"""指定列的对应: what a page shows so that somebody can say which column is which, and what he says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow.parquet as pq
from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.masks import MASKS
from bole.apps.registry import errors
from bole.apps.registry.imports.batches import batch_found, batch_in
from bole.apps.registry.imports.columns import guess_columns
from bole.apps.registry.imports.kinds import kind_named
from bole.apps.registry.imports.rows import shown
from bole.apps.registry.imports.store import Store, headings_of
from bole.apps.registry.models import Batch
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

_EXAMPLES: Final = 3
_LONG_NUMBER: Final = re.compile(r"\d(?:[ -]?\d){10,}[Xx]?")


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """文件里的一列, with what it is taken for."""

    heading: str
    examples: tuple[str, ...]
    """The first cells that are not empty, long numbers masked."""
    to: str
    """The item it stands for; "" where nothing is taken from it."""
    known: bool
    """Whether it is known, be it as one that is passed over; what is not known is worth a look."""


@dataclass(frozen=True, slots=True)
class TargetShown:
    """可选的项目: what a heading may be taken for."""

    to: str
    label: str
    required: bool


def columns_shown(*, batch: int, actor: Actor) -> list[ColumnShown]:
    """文件里的列 of a batch that was read, also where its check said that columns are missing; none before."""
    actor.require("import.read")
    found = batch_found(batch)
    cells, kind = Store(found.stored).cells, kind_named(found.kind)
    if not cells.is_file():
        return []
    headings = headings_of(cells)
    guessed = guess_columns(kind, headings, found.chosen, found.source.headings.get(found.kind, {}))
    targets = {matched.heading: matched.column.to for matched in guessed.matched}
    told = {*found.chosen, *kind.passed_over, *targets}
    with pq.ParquetFile(cells) as file:
        first = next(file.iter_batches(1_000))
    columns = []
    for at, heading in enumerate(headings):
        to = targets.get(heading, "")
        examples = _examples(first.column(f"c{at}").to_pylist(), to)
        columns.append(ColumnShown(heading, examples, to, heading in told))
    return [column for column in columns if column.heading]


def _examples(cells: Sequence[str], to: str) -> tuple[str, ...]:
    """Nobody knows yet what a column holds, so every long number is masked, whatever stands above it."""
    some = list(dict.fromkeys(cell for cell in cells if cell))[:_EXAMPLES]
    return tuple(_LONG_NUMBER.sub(lambda found: MASKS["id_number"](found[0]), shown(to, cell)) for cell in some)


def targets_shown(*, kind: str) -> list[TargetShown]:
    """可选的项目 of a kind. Raises BoleError for an unknown one."""
    known = kind_named(kind)
    columns = [known.column(to) for to in known.targets]
    return [TargetShown(column.to, column.label, column.required or column.needed) for column in columns]


def columns_choose(*, batch: int, chosen: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """指定列的对应: heading to item, "" to leave it out; the batch is then to be checked again."""
    actor.require("import.upload")
    found = batch_in(batch, Batch.UPLOADED, Batch.CHECKED, act=_("更改列的对应"))
    kind = kind_named(found.kind)
    for to in chosen.values():
        if to and to not in kind.targets:
            raise BoleError(errors.UNKNOWN_TARGET, found=to, kind=kind.label, known="、".join(kind.targets))
    with transaction.atomic():
        unread = {"state": Batch.UPLOADED, "preview": {}, "failed": {}}
        Batch.objects.filter(pk=found.pk).update(chosen=dict(chosen), **unread)
        record("import.columns", actor=actor, at=at, about=("batch", found.pk), data={"columns": len(chosen)})
