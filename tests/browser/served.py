"""A small city behind a real server: imported as departments would, with a demo account of each role."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

FILES = (
    ("employers", "employer.xlsx"),
    ("household", "household.csv"),
    ("insurance", "insurance.parquet"),
    ("certificates", "certificate.xlsx"),
)
_BOLE = [sys.executable, "-c", "from bole.cli.entry import main; main()"]


@dataclass(frozen=True)
class Served:
    """Where it answers, and the password of each role's account."""

    address: str
    passwords: dict[str, str]


@contextmanager
def served(folder: Path, *, port: int = 0, **settings: str) -> Iterator[Served]:
    """A city of 400 people, served until the end of the block, with further settings by name."""
    ours = {"BOLE_HOME": str(folder / "home"), "BOLE_SECOND_FACTOR": "no", "BOLE_LANG": "zh", "BOLE_PLACE": "442000"}
    around = {**os.environ, **ours, **settings}
    city = folder / "city"

    def run(*arguments: object) -> str:
        done = subprocess.run([*_BOLE, *map(str, arguments)], env=around, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    run("synth", "--city", "zhongshan", "--people", 400, "--seed", 7, "--files", "--out", city)
    for kind, name in FILES:
        run("import", city / "files" / name, "--as", kind)
    subprocess.run([sys.executable, "-m", "tests.browser.linked"], env=around, cwd=ROOT, check=True)
    told = subprocess.run(
        [sys.executable, "-m", "bole.samples.walk_roles", "accounts"],
        env=around,
        capture_output=True,
        text=True,
        check=True,
    )
    passwords = {one["role"]: one["password"] for one in json.loads(told.stdout)}
    with subprocess.Popen(
        [*_BOLE, "serve", "--port", str(port), "--json"], env=around, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield Served(json.loads(server.stdout.readline())["address"].rstrip("/"), passwords)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
