"""建库与升级: the tables brought to the version of this program, by one process at a time; a newer one is refused."""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from bole.conf.errors import NEWER_DATABASE, NO_DATABASE, RESTORE_UNFINISHED
from bole.conf.locks import lock
from bole.kernel.errors import BoleError
from bole.kernel.home import home

ADVISORY: Final = 2_207_317
"""Any number, the same in all versions: PostgreSQL's lock for several machines."""


@dataclass(frozen=True, slots=True)
class Versions:
    """库的版本: what is still to be applied, and what is there that this program does not know."""

    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def versions() -> Versions:
    """库的版本 of the database; raises BoleError where it cannot be reached."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise BoleError(NO_DATABASE, reason=reason_of(error)) from error
    known = executor.loader.disk_migrations
    ours = {config.label for config in apps.get_app_configs()}
    unknown = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    return Versions(
        tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan),
        tuple(sorted(f"{app}.{name}" for app, name in unknown if not _replaced(app, name, executor))),
    )


def database_prepare() -> tuple[str, ...]:
    """建库或升级; gives what was applied. Raises BoleError for a database of a newer version, and changes nothing."""
    with lock("migrate", wait=True), ExitStack() as stack:
        if not (found := _checked()).pending:
            return ()
        if connection.vendor == "postgresql":
            stack.enter_context(_advisory_lock())
            found = _checked()  # another machine may have done it while we waited
        if found.pending:
            call_command("migrate", interactive=False, verbosity=0)
        return found.pending


def reason_of(error: BaseException) -> str:
    """The first line of what a database says, without the address and so without a password."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


def restoring_folder() -> Path:
    """Where a restore that is under way keeps what it brings; there only as long as it is not done."""
    return home() / ".restoring"


def has_tables() -> bool:
    """Whether anything is in the database."""
    try:
        return bool(connection.introspection.table_names())
    except DatabaseError as error:
        raise BoleError(NO_DATABASE, reason=reason_of(error)) from error


def _checked() -> Versions:
    if restoring_folder().exists():
        # The tables come last and at once: where they are there, all of it is, and only the clearing up was cut off.
        if not has_tables():
            raise BoleError(RESTORE_UNFINISHED)
        shutil.rmtree(restoring_folder())
    found = versions()
    if found.unknown:
        raise BoleError(NEWER_DATABASE, names="、".join(found.unknown[:5]))
    return found


def _advisory_lock() -> ExitStack:
    stack = ExitStack()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
    stack.callback(_advisory_unlock)
    return stack


def _advisory_unlock() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY])
    except OperationalError:
        return  # the connection is gone, and the lock with it


def _replaced(app: str, name: str, executor: MigrationExecutor) -> bool:
    """Whether a migration that is not there any more lives on in one that replaces it."""
    return any((app, name) in migration.replaces for migration in executor.loader.disk_migrations.values())
