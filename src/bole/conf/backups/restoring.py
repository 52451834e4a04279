"""恢复: a backup into an empty home and an empty database; all of it or nothing, and proved before it counts.

1. Nothing is there, and the keys, if they are there, are those of the backup.
2. BOLE_HOME/.restoring is made; as long as it exists and the database is empty, nothing serves.
3. The tables are made as they were, filled, read back and compared with the manifest.
4. Uploads go in place, then the database, at once: a file of SQLite gets its name, PostgreSQL commits.
5. What is older is brought to the version of this program; the log of events tells of it.

Killed before the end of 4, there is nothing; restored again, all is begun anew.
"""

import hashlib
import hmac
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, first_broken, heads_file, record
from bole.apps.accounts.keys import key_of, key_prints, keys_expect, keys_present
from bole.conf.backups.archive import FORMAT, HEADS, Archive, Manifest, opened
from bole.conf.backups.rows import PostgresRows, Rows, SqliteRows
from bole.conf.backups.tables import Table, ends, tables_at
from bole.conf.errors import (
    BACKUP_DAMAGED,
    BACKUP_NEWER,
    KEYS_DIFFER,
    NOT_EMPTY,
    RESTORE_DIFFERS,
    RESTORE_FAILED,
    SERVER_RUNNING,
)
from bole.conf.locks import Held, lock
from bole.conf.migrating import ADVISORY, database_prepare, has_tables, reason_of, restoring_folder
from bole.conf.worker import all_left_over_requeue
from bole.kernel.errors import BoleError
from bole.kernel.home import home
from bole.kernel.writing import CANNOT_WRITE, settle

Told = Callable[[int, int], None]
RESTORED: Final = "backup.restored"


@dataclass(frozen=True, slots=True)
class Restored:
    """恢复的结果."""

    made_at: datetime
    tables: int
    rows: int
    files: int
    upgraded: int
    """Migrations that were made since."""
    keys: bool
    """Whether the keys were there; without them nothing sealed opens, and the chain was not looked at."""
    broken: int | None
    """Where the chain of events breaks, as it then did in the register that was backed up."""


def backup_restore(*, file: Path, actor: Actor, at: datetime, told: Told = lambda done, of: None) -> Restored:
    """恢复 a backup. Raises BoleError; there is nothing then."""
    actor.require("backup.make")
    try:
        with lock("serve", wait=False), opened(file) as archive:
            manifest = archive.manifest
            with lock("migrate", wait=True):
                _restore(archive, told)
            upgraded = database_prepare()
            all_left_over_requeue()
            keys = keys_present()
            broken = first_broken() if keys else None
            if keys:
                data: Data = {"made_at": manifest.made_at, "rows": manifest.rows, "upgraded": len(upgraded)}
                record(RESTORED, actor=actor, at=at, data=data)
    except Held as error:
        raise BoleError(SERVER_RUNNING) from error
    files = len(manifest.files)
    return Restored(manifest.at, len(manifest.tables), manifest.rows, files, len(upgraded), keys, broken)


def _restore(archive: Archive, told: Told) -> None:
    loader = MigrationLoader(None)
    _check_known(archive, loader)
    _check_keys(archive)
    _check_empty()
    tables = tables_at(loader, archive.manifest.steps)
    _check_columns(archive, tables)
    folder = restoring_folder()
    try:
        folder.mkdir(mode=0o700)
        if not keys_present():
            keys_expect(elsewhere=True)  # new ones would open nothing, and begin a second chain behind the first
        _extract(archive, folder)
        filling = _Filling(archive, tables, told)
        if connection.vendor == "sqlite":
            _sqlite(filling, folder)
        else:
            _postgresql(filling, folder)
    except OSError as error:
        _undo()
        raise BoleError(CANNOT_WRITE, place=str(home()), reason=error.strerror or type(error).__name__) from error
    except BaseException:
        _undo()
        raise
    shutil.rmtree(folder)


# --- what must hold before anything is done ---


def _check_known(archive: Archive, loader: MigrationLoader) -> None:
    manifest = archive.manifest
    unknown = [f"{app}.{name}" for app, name in manifest.steps if (app, name) not in loader.graph.nodes]
    if manifest.format > FORMAT:
        unknown.insert(0, f"format {manifest.format}")
    if unknown:
        names = "、".join(unknown[:5])
        raise BoleError(BACKUP_NEWER, place=archive.place, version=manifest.bole, names=names)


def _check_keys(archive: Archive) -> None:
    """Where there are keys: all that the backup needs, and the seal of the manifest."""
    if not keys_present():
        return
    manifest, here = archive.manifest, key_prints()
    for ring, versions in manifest.keys.items():
        for version, told in versions.items():
            if here.get(ring, {}).get(version) != told:
                raise BoleError(KEYS_DIFFER, ring=ring, version=version)
    if not _seal_holds(manifest):
        raise BoleError(BACKUP_DAMAGED, place=archive.place, what="manifest.json")


def _seal_holds(manifest: Manifest) -> bool:
    try:
        return hmac.compare_digest(manifest.sealed(key_of("chain", int(manifest.seal["key"]))), manifest.seal["hmac"])
    except (KeyError, ValueError, TypeError):
        return False


def _check_empty() -> None:
    if has_tables():
        raise BoleError(NOT_EMPTY, what=_database_name())
    if restoring_folder().exists():
        _clear()  # the last one did not come to its end, and what it brought is not the register's
    for place in (Path(settings.UPLOADS), Path(settings.CASE_FILES), heads_file()):
        if place.is_file() or (place.is_dir() and any(place.iterdir())):
            raise BoleError(NOT_EMPTY, what=str(place))


def _database_name() -> str:
    return Path(str(connection.settings_dict["NAME"])).name


def _check_columns(archive: Archive, tables: list[Table]) -> None:
    found = {name: part.columns for name, part in archive.manifest.tables.items()}
    if found != {table.name: table.names for table in tables}:
        raise BoleError(BACKUP_DAMAGED, place=archive.place, what="manifest.json")


# --- files ---


def _extract(archive: Archive, folder: Path) -> None:
    for name in archive.manifest.files:
        target = folder / name
        for parent in reversed(target.relative_to(folder).parents[:-1]):
            (folder / parent).mkdir(mode=0o700, exist_ok=True)
        archive.extract(name, target)
        settle(target)


def _put_in_place(folder: Path) -> None:
    for name, place in (("uploads", Path(settings.UPLOADS)), ("files", Path(settings.CASE_FILES))):
        if (folder / name).is_dir():
            if place.is_dir():
                place.rmdir()  # it is empty
            (folder / name).rename(place)
    if (folder / HEADS).is_file():
        (folder / HEADS).rename(heads_file())


def _undo() -> None:
    """Clear up, unless the tables are there, or may be: where the last word of a database was lost, the next start
    finds out."""
    try:
        there = has_tables()
    except BoleError:
        return
    if not there:
        _clear()


def _clear() -> None:
    """Nothing of a restore that was not done stays; whatever was here before it was empty."""
    for place in (settings.UPLOADS, settings.CASE_FILES):
        with suppress(OSError):
            shutil.rmtree(place)
    with suppress(OSError):
        heads_file().unlink()
    if connection.vendor == "sqlite":
        _remove_database(_beside())
    keys_expect(elsewhere=False)
    with suppress(OSError):
        shutil.rmtree(restoring_folder())


# --- the database ---


@dataclass(frozen=True, slots=True)
class _Filling:
    """What is put in, and the proof that it is there."""

    archive: Archive
    tables: list[Table]
    told: Told

    def make_tables(self) -> None:
        """As the register had them when it was backed up."""
        executor = MigrationExecutor(connection)
        executor.migrate(ends(executor.loader, self.archive.manifest.steps))

    def fill(self, rows: Rows) -> None:
        """Put every row in; what the migrations put there goes first."""
        manifest = self.archive.manifest
        rows.empty(self.tables)
        done, of = 0, 2 * manifest.rows
        for table in self.tables:
            part = manifest.tables[table.name]
            try:
                rows.fill(table, self.archive.blocks(table.name), part.last_number)
            except (sqlite3.Error, psycopg.Error, ValueError) as error:
                raise BoleError(RESTORE_FAILED, table=table.name, reason=reason_of(error)) from error
            done += part.rows
            self.told(done, of)

    def prove(self, rows: Rows) -> None:
        """Read everything back. Raises BoleError where it is not what the manifest says."""
        manifest = self.archive.manifest
        done, of = manifest.rows, 2 * manifest.rows
        for table in self.tables:
            part, digest = manifest.tables[table.name], hashlib.sha256()
            for block in rows.lines(table):
                digest.update(block)
            if digest.hexdigest() != part.sha256 or rows.count(table) != part.rows:
                raise BoleError(RESTORE_DIFFERS, table=table.name)
            done += part.rows
            self.told(done, of)


def _postgresql(filling: _Filling, folder: Path) -> None:
    """One transaction: killed anywhere in it, the database is as empty as it was."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY])
            if has_tables():  # another machine may have begun while we looked
                raise BoleError(NOT_EMPTY, what=_database_name())
            filling.make_tables()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # some migrations make them immediate
            rows = PostgresRows(connection.connection)
            filling.fill(rows)
            connection.check_constraints()
            filling.prove(rows)
            _put_in_place(folder)
    except (DatabaseError, psycopg.Error) as error:
        raise BoleError(RESTORE_FAILED, table="-", reason=reason_of(error)) from error


def _sqlite(filling: _Filling, folder: Path) -> None:
    """A file of another name, which gets its own when all is in it."""
    target, beside = Path(connection.settings_dict["NAME"]), _beside()
    try:
        with _elsewhere(beside):
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous = OFF")  # on the disk at the end, or thrown away
            filling.make_tables()
            connection.close()
            rows = SqliteRows(beside, hasty=True)
            with closing(rows):
                filling.fill(rows)
                rows.commit()
            with closing(SqliteRows(beside)) as written:
                filling.prove(written)
            connection.check_constraints()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (DatabaseError, sqlite3.Error) as error:
        raise BoleError(RESTORE_FAILED, table="-", reason=reason_of(error)) from error
    beside.chmod(0o600)
    settle(beside)
    _put_in_place(folder)
    _remove_database(target)  # one without tables, as looking for it made it
    beside.rename(target)


def _beside() -> Path:
    path = Path(connection.settings_dict["NAME"])
    return path.with_name(f".{path.name}.restoring")


def _remove_database(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _elsewhere(path: Path) -> Iterator[None]:
    """Have Django's connection open another file."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
