"""Parquet 文件: a table with its own headings, every value as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bole.apps.registry.imports.files.refused import Refused

_PIECE: Final = 10_000
LARGEST_GROUP: Final = 2**30


def rows_of(path: Path) -> Iterator[list[str]]:
    """The headings, then every row. Raises Refused."""
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
        nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
        if nested:
            raise Refused("WRONG_TYPE", what=f"parquet: {nested[0]}")
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).total_byte_size
            if size > LARGEST_GROUP:
                raise Refused("FILE_BOMB", what=f"{size // 2**20} MB")
        yield list(file.schema_arrow.names)
        for batch in file.iter_batches(_PIECE, use_threads=False):
            columns = [_texts(column) for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))
    except pa.ArrowException as fault:
        raise Refused("FILE_DAMAGED", what=type(fault).__name__) from fault


def _texts(column: pa.Array) -> list[str]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_boolean(column.type):
        return ["" if value is None else "是" if value else "否" for value in column.to_pylist()]
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        raise Refused("WRONG_TYPE", what="parquet: binary")
    if pa.types.is_floating(column.type):
        return [
            "" if v is None or v != v else str(int(v)) if v.is_integer() and abs(v) < 1e15 else repr(v)
            for v in column.to_pylist()
        ]
    return [value or "" for value in pc.cast(column, pa.string()).to_pylist()]
