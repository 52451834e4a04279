"""批次的文件: what lies on the disk of one batch, in BOLE_HOME/uploads, readable by this user alone.

upload.<ending>   the bytes as they came
cells.parquet     the rows as text (made by reading)
values.parquet    the rows as values, with what is wrong of each (made by checking); gone when all is written
samples.json      the first rows of each outcome, as they were understood (made by previewing); gone with the values
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from bole.apps.registry import errors
from bole.kernel.errors import BoleError
from bole.kernel.writing import CANNOT_WRITE

_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Store:
    """批次的文件夹."""

    name: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return Path(settings.UPLOADS) / self.name

    @property
    def cells(self) -> Path:
        """The rows as text."""
        return self.folder / "cells.parquet"

    @property
    def values(self) -> Path:
        """The rows as values."""
        return self.folder / "values.parquet"

    @property
    def samples(self) -> Path:
        """The first rows of each outcome."""
        return self.folder / "samples.json"

    @property
    def upload(self) -> Path | None:
        """The file as it came; None where it is gone."""
        return next(iter(sorted(self.folder.glob("upload.*"))), None)

    def remove(self) -> None:
        """Everything of it goes."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def drop(self, *paths: Path) -> None:
        """One of its files goes, where it is there."""
        for path in paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def store_made(stream: BinaryIO, ending: str, most: int, *, name: str) -> tuple[Store, str]:
    """The bytes of a stream in a folder of their own, and their SHA-256. Raises BoleError where they are too many."""
    store = Store(secrets.token_hex(16))
    digest, size = hashlib.sha256(), 0
    try:
        Path(settings.UPLOADS).mkdir(parents=True, exist_ok=True, mode=0o700)
        store.folder.mkdir(mode=0o700)
        target = store.folder / f"upload{ending}"
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a descriptor
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise BoleError(errors.FILE_TOO_LARGE, place=name, size=size // 10**6 + 1, limit=most // 10**6)
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        store.remove()
        raise BoleError(CANNOT_WRITE, place=name, reason=error.strerror or type(error).__name__) from error
    except BaseException:
        store.remove()
        raise
    return store, digest.hexdigest()


@contextmanager
def table_written(target: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """A writer of a table beside `target`, which appears when all is in it. Raises BoleError where the disk is full."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with pq.ParquetWriter(beside, schema, compression="zstd", compression_level=1, use_dictionary=False) as writer:
            yield writer
        beside.chmod(0o600)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise BoleError(CANNOT_WRITE, place=str(target), reason=error.strerror or type(error).__name__) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def headings_of(cells: Path) -> list[str]:
    """列名 as the file printed them: kept with the table of text."""
    kept = (pq.read_schema(cells).metadata or {}).get(b"headings", b"").decode()
    return str(kept).split("\x1f") if kept else []


def pieces(path: Path, *, start: int = 0, columns: Sequence[str] | None = None) -> Iterator[dict[str, list[Any]]]:
    """The groups of a table, each a mapping of column to values; from the group on that begins with row `start`."""
    with pq.ParquetFile(path) as file:
        before = 0
        for group in range(file.num_row_groups):
            before += file.metadata.row_group(group).num_rows
            if before <= start:
                continue
            table = file.read_row_group(group, columns=columns, use_threads=False)
            yield {name: column.to_pylist() for name, column in zip(table.column_names, table.columns, strict=True)}
