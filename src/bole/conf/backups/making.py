"""备份: the register of one moment in one file, while everybody goes on working."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import bole
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, heads_file, record
from bole.apps.accounts.keys import key_prints, key_ring
from bole.conf.backups.archive import FORMAT, HEADS, Manifest, Part, Writing
from bole.conf.backups.rows import PostgresRows, Rows, SqliteRows
from bole.conf.backups.tables import Step, Table, tables_at
from bole.conf.backups.uploads import Uploads, case_files, stores_of
from bole.conf.errors import BACKUP_EXISTS, NEWER_DATABASE, NO_DATABASE, NO_REGISTER
from bole.conf.migrating import has_tables, reason_of, versions
from bole.kernel.errors import BoleError
from bole.kernel.writing import new_file_written

Told = Callable[[int, int], None]
MADE: Final = "backup.made"
_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Made:
    """做好的备份."""

    tables: int
    rows: int
    files: int
    bytes: int
    sha256: str
    logged: bool
    """Whether the log of events tells of it: not where the database is to be upgraded first."""


def backup_make(*, target: Path, actor: Actor, at: datetime, told: Told = lambda done, of: None) -> Made:
    """备份 everything but the keys and the sessions into a file that is not there yet.

    A database that awaits an upgrade is backed up as it is. Raises BoleError; there is no file then.
    """
    actor.require("backup.make")
    if not has_tables():
        raise BoleError(NO_REGISTER)
    found = versions()
    if found.unknown:
        raise BoleError(NEWER_DATABASE, names="、".join(found.unknown[:5]))
    with new_file_written(target, BACKUP_EXISTS) as stream:
        manifest = _written(stream, actor, at, told)
        size, sha256 = _measured(stream)
    logged = not found.pending
    if logged:
        data: Data = {"rows": manifest.rows, "tables": len(manifest.tables), "bytes": size, "sha256": sha256}
        record(MADE, actor=actor, at=at, data=data)
    return Made(len(manifest.tables), manifest.rows, len(manifest.files), size, sha256, logged)


def _written(stream: BinaryIO, actor: Actor, at: datetime, told: Told) -> Manifest:
    heads = _heads()  # before the moment that is kept: a head published after it would be missing from the log
    loader = MigrationLoader(None)
    with Uploads() as uploads, _moment(uploads) as rows:
        steps = [step for step in rows.steps() if step in loader.graph.nodes]
        if not steps:
            raise BoleError(NO_REGISTER)
        tables = tables_at(loader, steps)
        stores = stores_of(rows, tables)
        uploads.hold(stores)
        writing = Writing(stream)
        parts = _tables(writing, rows, tables, told)
        for name, file in uploads.needed(stores):
            writing.put_file(name, file)
        for name, file in case_files(rows, tables):
            writing.put_file(name, file)
        if heads:
            writing.files[HEADS] = writing.put(HEADS, [heads])
    manifest = _manifest(steps, parts, writing.files, actor, at)
    writing.finish(manifest)
    return manifest


def _tables(writing: Writing, rows: Rows, tables: list[Table], told: Told) -> dict[str, Part]:
    counts = {table.name: rows.count(table) for table in tables}
    done, of = 0, sum(counts.values())
    parts = {}
    for table in tables:
        sha256 = writing.put(f"tables/{table.name}.tsv", rows.lines(table))
        done += counts[table.name]
        parts[table.name] = Part(table.names, counts[table.name], sha256, rows.last_number(table))
        told(done, of)
    return parts


def _manifest(steps: list[Step], parts: dict[str, Part], files: dict[str, str], actor: Actor, at: datetime) -> Manifest:
    made_at = at.astimezone(UTC).isoformat(timespec="seconds")
    bare = Manifest(FORMAT, bole.__version__, made_at, actor.name, connection.vendor, steps, parts, files, key_prints())
    ring = key_ring("chain")
    return replace(bare, seal={"key": ring.current, "hmac": bare.sealed(ring.newest)})


@contextmanager
def _moment(uploads: Uploads) -> Iterator[Rows]:
    """The database as it is now, for as long as it takes; writers do not wait."""
    uploads.hold_unfinished()
    try:
        if connection.vendor == "sqlite":
            sqlite = SqliteRows(Path(connection.settings_dict["NAME"]))
            try:
                yield sqlite
            finally:
                sqlite.close()
        else:
            own = connection.get_new_connection(connection.get_connection_params())
            try:
                own.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield PostgresRows(own)
            finally:
                own.close()
    except (sqlite3.Error, psycopg.Error) as error:
        raise BoleError(NO_DATABASE, reason=reason_of(error)) from error


def _heads() -> bytes:
    try:
        return heads_file().read_bytes()
    except FileNotFoundError:
        return b""


def _measured(stream: BinaryIO) -> tuple[int, str]:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return size, digest.hexdigest()
