"""A register with people, events, faults and an import on its way, in a home and a database of its own."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.apps.registry.test_kills import CHUNK, Zygote, database, sent
from tests.cli.consoles import bole, told


@dataclass
class Register:
    """A home and the address of its database; "" for SQLite."""

    home: Path
    url: str

    @property
    def more(self) -> dict[str, str]:
        return {"BOLE_DATABASE_URL": self.url} if self.url else {}

    def bole(self, *arguments: object) -> CompletedProcess[str]:
        return bole(self.home, *arguments, **self.more)

    def told(self, *arguments: object) -> Any:
        return told(self.home, *arguments, **self.more)

    def parts(self) -> dict[str, bool]:
        """What `bole check` says of each part."""
        return {part["id"]: part["green"] for part in self.told("check")["parts"]}

    @contextmanager
    def zygote(self) -> Iterator[Zygote]:
        made = Zygote(self.home, self.url)
        try:
            yield made
        finally:
            made.close()

    def state(self) -> Any:
        """What is in it, told without numbers of rows."""
        with self.zygote() as zygote:
            return zygote("state")


@contextmanager
def empty(folder: Path, *, keys_of: Register | None = None, sqlite: bool = False) -> Iterator[Register]:
    """Nothing: to restore into; with the keys of another, as somebody puts them there."""
    home = folder / secrets.token_hex(4)
    home.mkdir(mode=0o700)
    if keys_of is not None:
        shutil.copytree(keys_of.home / "keys", home / "keys")
    if sqlite:
        yield Register(home, "")
        return
    with database() as url:
        yield Register(home, url)


@contextmanager
def filled(folder: Path) -> Iterator[tuple[Register, int]]:
    """A register of 200 rows, and the number of a batch of 300 more that is confirmed and not yet written."""
    with empty(folder) as register:
        with register.zygote() as zygote:
            first = zygote("upload", file=str(sent(folder / "a.csv", range(1, 201))), source="one", chunk=CHUNK)
            assert zygote("write", batch=first)["state"] == "done"
            batch = zygote("upload", file=str(sent(folder / "b.csv", range(150, 451))), source="two", chunk=10)
        assert register.bole("account", "create", "gong", "--role", "system-administrator").returncode == 0
        yield register, batch
