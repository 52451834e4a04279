"""A small city behind a real server: imported as departments would, with a demo account of each role."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, SHARED

FILES = (
    ("employers", "employer.xlsx"),
    ("household", "household.csv"),
    ("insurance", "insurance.parquet"),
    ("certificates", "certificate.xlsx"),
)
BOLE = [sys.executable, "-c", "from bole.cli.entry import main; main()"]


@dataclass(frozen=True)
class Served:
    """Where it answers, and the password of each role's account."""

    address: str
    passwords: dict[str, str]


def _city_made(folder: Path) -> None:
    """A home with a city of 400 people, and the passwords of its accounts beside it."""
    around = surroundings(folder / "home")

    def run(*arguments: object) -> None:
        done = subprocess.run([*BOLE, *map(str, arguments)], env=around, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr

    run("synth", "--city", "zhongshan", "--people", 400, "--seed", 7, "--files", "--out", folder / "city")
    for kind, name in FILES:
        run("import", folder / "city" / "files" / name, "--as", kind)
    subprocess.run([sys.executable, "-m", "tests.browser.linked"], env=around, cwd=ROOT, check=True)
    accounts = [sys.executable, "-m", "bole.samples.walk_roles", "accounts"]
    told = subprocess.run(accounts, env=around, capture_output=True, text=True, check=True).stdout
    (folder / "accounts.json").write_text(told, encoding="utf-8")


def surroundings(home: Path) -> dict[str, str]:
    """The variables around a command: a home of its own, the city's place."""
    ours = {"BOLE_HOME": str(home), "BOLE_SECOND_FACTOR": "no", "BOLE_LANG": "zh", "BOLE_PLACE": "442000"}
    return {**os.environ, **ours}


def _city() -> Path:
    """Where the city of these tests lies: made by whoever of those side by side comes first, the others wait."""
    folder = Path(os.environ[SHARED]) / "city"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "accounts.json").exists():
            shutil.rmtree(folder / "home", ignore_errors=True)
            _city_made(folder)
    return folder


@contextmanager
def served(folder: Path, *, port: int = 0, **settings: str) -> Iterator[Served]:
    """A city of 400 people, a copy of its own, served until the end of the block, with further settings by name."""
    city = _city()
    shutil.copytree(city / "home", folder / "home")
    around = {**surroundings(folder / "home"), **settings}
    told = json.loads((city / "accounts.json").read_text(encoding="utf-8"))
    passwords = {one["role"]: one["password"] for one in told}
    with serving(around, passwords, port) as server:
        yield server


@contextmanager
def serving(around: dict[str, str], passwords: dict[str, str], port: int = 0) -> Iterator[Served]:
    """The home and settings of `around`, served until the end of the block."""
    with subprocess.Popen(
        [*BOLE, "serve", "--port", str(port), "--json"], env=around, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield Served(json.loads(server.stdout.readline())["address"].rstrip("/"), passwords)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
