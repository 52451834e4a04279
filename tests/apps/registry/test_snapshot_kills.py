"""Snapshots that are killed: nothing half-written has its name, and who goes on ends as if nothing had happened.

The seed of what is random is printed; BOLE_SEED=… replays it. `--kills 20` kills more often than the usual three times.
"""

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bole.kernel.fact_tables import STANDARD
from bole.policy.snapshot import open_snapshot
from tests.apps.registry.snapshots import bytes_in
from tests.apps.registry.test_kills import Zygote, database, seeded
from tests.conftest import ROOT

AS_OF = "2026-11-30"
ACTS = 240
"""About as many as a snapshot takes."""


@contextmanager
def zygote(folder: Path) -> Iterator[Zygote]:
    with database() as url:
        made = Zygote(folder / secrets.token_hex(4), url, "tests.apps.registry.snapshot_zygote")
        try:
            yield made
        finally:
            made.close()


def killed_often(register: Zygote, folder: Path, chance: random.Random, kills: int, how: str) -> None:
    """One snapshot, killed again and again while more is recorded; then whole, and as one made at once."""
    people, count = 120, 0
    assert register("more", first=1, count=people) == people
    register("snapshot", out=str(folder / "before"), as_of="2026-11-01")
    register("more", first=people + 1, count=20)
    people += 20
    out, died = folder / "s", 0
    while died < kills and count < 4 * kills:
        count += 1
        since = str(folder / "before") if chance.random() < 0.7 else ""
        at = chance.randrange(1, ACTS) if how == "kill_at" else chance.uniform(0.01, 0.6)
        answer = register("snapshot", out=str(out), as_of=AS_OF, since=since, **{how: at})
        died += answer == "killed"
        if out.exists():  # what has the name is whole
            with open_snapshot(out) as opened:
                assert opened.manifest.tables.keys() == STANDARD.tables.keys()
            register("snapshot", out=str(folder / f"check-{count}"), as_of=AS_OF)
            assert bytes_in(out) == bytes_in(folder / f"check-{count}")
            out = folder / f"s-{count}"
        if chance.random() < 0.4:
            register("more", first=people + 1, count=3)
            people += 3
    assert died >= kills // 2, (died, count)
    if not out.exists():
        register("snapshot", out=str(out), as_of=AS_OF)
    register("snapshot", out=str(folder / "whole"), as_of=AS_OF)
    assert bytes_in(out) == bytes_in(folder / "whole")
    assert set(register("kept")) == {"made"}
    assert [path for path in folder.iterdir() if path.name.endswith(".unfinished")] == []


def test_killed_at_random_acts(tmp_path: Path, kills: int) -> None:
    chance = seeded()
    with zygote(tmp_path / "homes") as register:
        (tmp_path / "out").mkdir()
        killed_often(register, tmp_path / "out", chance, kills, "kill_at")


def test_killed_after_random_times(tmp_path: Path, kills: int) -> None:
    chance = seeded()
    with zygote(tmp_path / "homes") as register:
        (tmp_path / "out").mkdir()
        killed_often(register, tmp_path / "out", chance, kills, "kill_after")


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    with zygote(tmp_path / "homes") as register:
        (tmp_path / "out").mkdir()
        register("more", first=1, count=40)
        out = tmp_path / "out" / "s"
        assert register("snapshot", out=str(out), as_of=AS_OF, kill_at=ACTS * 2 // 3) == "killed"
        answer = register("snapshot", out=str(out), as_of=AS_OF)
        assert answer["reused"] > 0
        assert answer["renewed"] == 0


def test_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "BOLE_HOME": str(tmp_path / "home"), "BOLE_PLACE": "442000"}
    command = [sys.executable, "-c", _SLOWLY, "snapshot", "--out", str(tmp_path / "s")]
    with database() as url:
        environment |= {"BOLE_DATABASE_URL": url} if url else {}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        ) as run:
            assert run.stdout is not None
            assert run.stdout.readline() == b"writing\n"
            time.sleep(0.2)
            run.send_signal(signal.SIGINT)
            assert run.wait(60) == 130
    assert not (tmp_path / "s").exists()
    assert not list(tmp_path.glob(".s.*"))


_SLOWLY = """
import time
from bole.conf.start import start_django
start_django()
from bole.apps.registry.snapshot import making
write = making.write_table
def slowly(*given):
    print("writing", flush=True)
    time.sleep(0.5)
    return write(*given)
making.write_table = slowly
from bole.cli.entry import main
main()
"""
