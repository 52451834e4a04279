"""检查: the file becomes a table of text, its columns are matched, its cells become values; what is wrong is listed.

Nothing of the register is touched. Checked again, a batch is checked from the beginning.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry import errors
from bole.apps.registry.bulk import rows_insert
from bole.apps.registry.imports.batches import batch_in
from bole.apps.registry.imports.columns import Columns, known_keys, match_columns
from bole.apps.registry.imports.kinds import Kind, kind_named
from bole.apps.registry.imports.planning import faults_by_row
from bole.apps.registry.imports.read import checked_format, read_table
from bole.apps.registry.imports.rows import RowFault, RowReader
from bole.apps.registry.imports.store import Store, pieces, table_written
from bole.apps.registry.models import Batch, BatchRow
from bole.kernel.collecting import without_collection
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

Told = Callable[[int, int], None]
"""进度: rows done, rows in all."""

_HERE = ZoneInfo("Asia/Shanghai")


def quiet(_done: int, _all: int) -> None:
    """Tells nobody."""


def batch_columns(batch: Batch, headings: tuple[str, ...]) -> Columns:
    """列的对应 of a batch; raises BoleError."""
    kind = kind_named(batch.kind)
    remembered = batch.source.headings.get(batch.kind, {})
    return match_columns(kind, headings, batch.chosen, remembered, place=batch.file_name)


def batch_check(*, batch: int, actor: Actor, at: datetime, told: Told = quiet) -> Batch:
    """检查 a batch. Raises BoleError for a file that cannot be read or lacks columns; the batch stays as it was."""
    actor.require("import.upload")
    found = batch_in(batch, Batch.UPLOADED, Batch.CHECKED, act=_("检查"))
    store = Store(found.stored)
    kind = kind_named(found.kind)
    headings, rows, headings_row = _read(found, store, kind)
    columns = batch_columns(found, headings)
    reader = RowReader(kind, columns, at.astimezone(_HERE).date())
    with transaction.atomic():
        BatchRow.objects.filter(batch=found).delete()
        values = {"rows": rows, "headings_row": headings_row, "columns": columns.to_json(), "checked": 0, "rejected": 0}
        Batch.objects.filter(pk=found.pk).update(state=Batch.UPLOADED, preview={}, failed={}, **values)
    rejected = _check(found, store, reader, rows, told)
    with transaction.atomic():
        Batch.objects.filter(pk=found.pk).update(state=Batch.CHECKED, rejected=rejected)
        data = {"rows": rows, "rejected": rejected}
        record("import.checked", actor=actor, at=at, about=("batch", found.pk), data=data)
    return batch_in(batch, Batch.CHECKED, act=_("检查"))


def _read(batch: Batch, store: Store, kind: Kind) -> tuple[tuple[str, ...], int, int]:
    path = store.upload
    if path is None:
        raise BoleError(errors.FILE_GONE, batch=batch.pk)
    store.drop(store.values)
    known = known_keys(kind, batch.chosen, batch.source.headings.get(batch.kind, {}))
    examples = "、".join(column.label for column in kind.columns if column.required or column.needed)
    wanted = {"kind": kind.label, "examples": examples}
    packed = checked_format(path, batch.file_name)
    table = read_table(path, packed, store.cells, known, name=batch.file_name, wanted=wanted)
    store.cells.chmod(0o600)
    return table.headings, table.rows, table.headings_row


def _check(batch: Batch, store: Store, reader: RowReader, rows: int, told: Told) -> int:
    """Values of every row, piece after piece; how many rows are rejected."""
    rejected = checked = 0
    schema = reader.schema
    with table_written(store.values, schema) as writer:
        for table in pieces(store.cells):
            with without_collection():
                piece = reader.read(table)
            columns = {"row": piece.rows, "state": piece.state, **piece.values}
            arrays = [pa.array(columns[field.name], field.type) for field in schema]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=len(piece) or None)
            rejected += len({fault.row for fault in piece.faults if fault.rejects})
            checked += len(piece)
            with transaction.atomic():
                faults_insert(batch.pk, piece.faults)
                Batch.objects.filter(pk=batch.pk).update(checked=checked)
            told(checked, rows)
    if reader.nameless:
        _name(store, schema, reader.nameless)
    return rejected


def _name(store: Store, schema: pa.Schema, nameless: set[str]) -> None:
    """Rows without a name get the one that another row of the file has with the same number.

    Else it would hang on the order of the rows whether the person is there already, and the same file would do
    something the second time.
    """
    names: dict[str, str] = {}
    for table in pieces(store.values, columns=("person.id_number", "person.name")):
        for number, name in zip(table["person.id_number"], table["person.name"], strict=True):
            if name is not None and number in nameless:
                names.setdefault(number, name)
    if not names:
        return
    with table_written(store.values, schema) as writer:
        for table in pieces(store.values):
            pairs = zip(table["person.name"], table["person.id_number"], strict=True)
            table["person.name"] = [names.get(number) if name is None else name for name, number in pairs]
            arrays = [pa.array(table[field.name], field.type) for field in schema]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=len(table["row"]))


def faults_insert(batch: int, faults: list[RowFault]) -> None:
    """Faults of a piece, each of a cell once, in the transaction of the caller."""
    once = list(faults_by_row(faults))
    columns: Mapping[str, Sequence[Any]] = {
        "batch_id": [batch] * len(once),
        "row": [fault.row for fault in once],
        "column": [fault.heading[:120] for fault in once],
        "value": [fault.value[:200] for fault in once],
        "code": [fault.code for fault in once],
        "params": [dict(fault.params) for fault in once],
        "rejects": [fault.rejects for fault in once],
        "holds": [fault.holds for fault in once],
    }
    rows_insert(BatchRow, columns)
