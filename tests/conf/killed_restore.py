"""受控的恢复: restores that die at named places, one after the other, in children of a process that loads Django once.

`python -m tests.conf.killed_restore FILE`; prints for each place what the next command would find, as JSON.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bole.conf.start import start_django

start_django()

from bole.apps.accounts.actor import Actor  # noqa: E402
from bole.conf.backups import restoring  # noqa: E402
from bole.conf.backups.archive import Archive  # noqa: E402
from bole.conf.migrating import database_prepare  # noqa: E402
from bole.kernel.errors import BoleError  # noqa: E402


def die(*_what: object, **_more: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_in(place: Any, name: str, *, after: bool) -> Callable[[], None]:
    def prepare() -> None:
        real = getattr(place, name)

        def then(*arguments: Any, **more: Any) -> Any:
            real(*arguments, **more)
            die()

        setattr(place, name, then if after else die)

    return prepare


def dying_at_table(number: int) -> Callable[[], None]:
    """While its rows go in."""

    def prepare() -> None:
        left = [number]
        real = Archive.blocks

        def blocks(archive: Any, table: str) -> Any:
            for block in real(archive, table):
                left[0] -= 1
                if not left[0]:
                    die()
                yield block

        setattr(Archive, "blocks", blocks)  # noqa: B010

    return prepare


PLACES: dict[str, Callable[[], None]] = {
    "before the files": dying_in(restoring, "_extract", after=False),
    "after the files": dying_in(restoring, "_extract", after=True),
    "after the tables": dying_in(restoring._Filling, "make_tables", after=True),
    "in the first rows": dying_at_table(1),
    "in later rows": dying_at_table(12),
    "after the rows": dying_in(restoring._Filling, "fill", after=True),
    "after the proof": dying_in(restoring._Filling, "prove", after=True),
    "with the files in place": dying_in(restoring, "_put_in_place", after=True),
}


def in_child(act: Callable[[], str]) -> str:
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = act()
        except BoleError as error:
            answer = error.code
        os.write(writes, answer.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told or "killed"


def main(file: Path) -> None:
    found = {}
    for place, prepare in PLACES.items():

        def restore(prepare: Callable[[], None] = prepare) -> str:
            prepare()
            restoring.backup_restore(file=file, actor=Actor.system("test"), at=datetime.now(UTC))
            return "restored"

        def use() -> str:
            database_prepare()
            return "used"

        found[place] = [in_child(restore), in_child(use)]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
