"""余下的行: of a batch that is written only the rows that were rejected, held or told of stay on the disk."""

import pyarrow as pa
import pyarrow.parquet as pq

from bole.apps.registry.imports.store import Store, pieces, table_written
from bole.apps.registry.models import Batch, BatchRow


def rest_kept(batch: Batch, store: Store) -> None:
    """The upload and the values go; of the text those rows stay that an error file is made of."""
    if not store.cells.is_file():
        return
    wanted = set(BatchRow.objects.filter(batch=batch).values_list("row", flat=True).iterator(chunk_size=10_000))
    schema = pq.read_schema(store.cells)
    kept: list[dict[str, list[object]]] = []
    for table in pieces(store.cells):
        places = [at for at, row in enumerate(table["row"]) if row in wanted]
        names = list(table)
        if places:
            kept.append({name: [table[name][at] for at in places] for name in names})
    with table_written(store.cells, schema) as writer:
        for rows in kept:
            writer.write_table(pa.table(rows, schema=schema))
    upload = store.upload
    store.drop(store.values, store.samples, *([upload] if upload else []))
