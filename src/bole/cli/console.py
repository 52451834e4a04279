"""本机操作: acts of whoever sits at this machine, who owns database and keys anyway."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bole.kernel.errors import BoleError

if TYPE_CHECKING:
    from bole.apps.accounts.actor import Actor


@contextmanager
def console(*, prepare: bool = True) -> Iterator["Actor"]:
    """Django and a database of this program's version; gives who acts. Raises BoleError without a database.

    Without `prepare` the database is left as it is, of whatever version.
    """
    from bole.conf.start import start_django

    start_django()
    from django.db import DatabaseError

    from bole.apps.accounts.actor import Actor
    from bole.conf.errors import NO_DATABASE
    from bole.conf.migrating import database_prepare, reason_of

    if prepare:
        database_prepare()
    try:
        yield Actor.system(f"console {_user()}"[:60])
    except DatabaseError as error:
        raise BoleError(NO_DATABASE, reason=reason_of(error)) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
