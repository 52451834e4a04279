"""The server: what a first start makes, and how it ends."""

import http.client
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bole.conf.supervisor import is_loopback
from tests.cli.consoles import MAIN, bole, surroundings, told

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused
ACCOUNTS = """
from bole.conf.start import start_django
start_django()
from datetime import UTC, datetime
from bole.apps.accounts.actor import Actor
from bole.apps.accounts.services import demo_users_create
from bole.conf.migrating import database_prepare
database_prepare()
demo_users_create(actor=Actor.system("test"), at=datetime.now(UTC), organisation=1, person=1)
"""
QUEUED = """
from bole.conf.start import start_django
start_django()
from tests.cli.slow_task import slow
slow.enqueue({path!r})
"""


def until(what: object, seconds: float = 90) -> None:
    """Wait until something holds; the machine may be busy."""
    assert callable(what)
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, what
        time.sleep(0.1)


@contextmanager
def serving(home: Path, *arguments: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server and its port, once it answers; afterwards it is gone, whatever the test did."""
    command = [sys.executable, "-c", MAIN, "serve", "--port", "0", *arguments]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings(home, **more)
    )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert "http://" in line, server.communicate(timeout=30)
        yield server, int(line.split("http://")[1].split("/")[0].rpartition(":")[2])
    finally:
        with suppress(ProcessLookupError):
            server.kill()
        server.communicate(timeout=60)
        until(lambda: not alive(home))


def alive(home: Path) -> list[int]:
    """Processes of that home; the system's own list knows their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"BOLE_HOME={home}\0".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return found


def answer(port: int, path: str = "/health") -> int:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asking.request("GET", path)
    status = asking.getresponse().status
    asking.close()
    return status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_first_start_needs_nothing_and_a_signal_ends_it_all(tmp_path: Path, number: signal.Signals) -> None:
    home = tmp_path / "home"
    with serving(home) as (server, port):
        assert answer(port) == 200
        assert answer(port, "/account/login/") == 200
        until(lambda: told(home, "check")["parts"][7]["green"])  # the worker
        files = [path for path in home.rglob("*") if path.is_file()]
        assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in files} == {0}
        assert {path.name for path in (home / "keys").iterdir()} >= {"session.txt"}
        server.send_signal(number)
        assert server.wait(timeout=60) == 0
        assert server.stdout is not None
        assert "已停止" in server.stdout.read()
        until(lambda: not alive(home), 15)


def test_a_second_server_of_the_same_home_and_a_taken_port_are_refused(home: Path, tmp_path: Path) -> None:
    with serving(home) as (_server, port):
        second = bole(home, "serve", "--port", "0")
        assert (second.returncode, "BOLE-W003" in second.stderr) == (2, True)
        elsewhere = bole(tmp_path / "other", "serve", "--port", port)
        assert (elsewhere.returncode, "BOLE-W002" in elsewhere.stderr) == (2, True)


def test_killed_without_a_word_its_children_end_and_the_next_start_goes_on(home: Path) -> None:
    with serving(home) as (server, _port):
        server.kill()
        server.wait(timeout=30)
        until(lambda: not alive(home), 30)
    with serving(home) as (_server, port):
        assert answer(port) == 200


def test_a_worker_that_dies_is_started_again(home: Path) -> None:
    with serving(home):
        sign = home / "run" / "worker.json"
        until(sign.exists)
        first = sign.read_text()
        worker = int(first.split('"process": ')[1].split(",")[0])
        os.kill(worker, signal.SIGKILL)
        until(lambda: f'"process": {worker},' not in sign.read_text())


def test_with_demo_accounts_it_stays_on_this_machine(home: Path) -> None:
    subprocess.run([sys.executable, "-c", ACCOUNTS], env=surroundings(home), check=True, timeout=120)
    refused = bole(home, "serve", "--port", "0", "--host", EVERYWHERE)
    assert (refused.returncode, "BOLE-W004" in refused.stderr) == (2, True)
    with serving(home, "--host", "localhost"):
        pass


def test_what_is_an_address_of_this_machine_alone() -> None:
    assert [host for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8") if not is_loopback(host)] == []
    assert [host for host in (EVERYWHERE, "::", "192.0.2.7", "no.such.host.invalid") if is_loopback(host)] == []


def test_a_task_that_was_cut_off_is_begun_again(home: Path, tmp_path: Path) -> None:
    """The worker is killed in the middle; the next one does it from the beginning, once."""
    marks = tmp_path / "marks"
    marks.mkdir()
    path = {"PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parents[2])])}
    with serving(home, **path):
        subprocess.run(
            [sys.executable, "-c", QUEUED.format(path=str(marks))],
            env=surroundings(home, **path),
            check=True,
            timeout=120,
        )
        until(lambda: (marks / "begun-1").exists())
        os.kill(int((marks / "begun-1").read_text()), signal.SIGKILL)
        until(lambda: (marks / "begun-2").exists())
        (marks / "go").touch()
        until(lambda: (marks / "done").exists())
