"""看护: `bole serve` as the parent of two children, one for pages and one for tasks, all in one process group.

Both end with it, however it ends. A worker that dies is started again, later each time; without the pages all ends.
"""

import http
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog

from bole.conf import options
from bole.conf.errors import DEMO_ABROAD, NO_SERVER_HERE, PORT_TAKEN, SERVER_ENDED, SERVER_RUNNING
from bole.conf.locks import Held, lock
from bole.conf.migrating import database_prepare
from bole.kernel.errors import BoleError

GRACE: Final = 10
"""Seconds that a child has to end by itself."""
_SLOWEST: Final = 30
_TICK: Final = 0.2


@dataclass
class _Child:
    """A child process, and what starts another like it."""

    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] = field(init=False)
    began: float = field(init=False)
    pause: float = 1.0
    due: float | None = None
    """When it is to be started again; None while it lives."""

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Start it, or another."""
        self.process, self.began, self.due = self.start(), time.monotonic(), None


def serve(host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """提供服务 until SIGTERM or Ctrl-C; `ready` is called with the address once pages are answered.

    Raises BoleError where it cannot begin, and where the pages end by themselves.
    """
    if os.name != "posix":
        raise BoleError(NO_SERVER_HERE)
    os.umask(0o077)  # whatever is written from now on is for this user alone
    with _only_one(), _listening(host, port) as listener:
        database_prepare()
        refuse_demo_abroad(host)
        _run(listener, host, ready)


def refuse_demo_abroad(host: str) -> None:
    """Demo accounts have passwords that stand on a screen: they are for this machine alone."""
    from bole.apps.accounts.selectors import demo_users_exist

    if not is_loopback(host) and demo_users_exist():
        raise BoleError(DEMO_ABROAD, address=host)


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone; a name counts by all that it stands for."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)


def address_of(listener: socket.socket) -> tuple[str, int]:
    """Host and port as an address on this machine has them."""
    host, port = listener.getsockname()[:2]
    every_one = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what is asked for is looked at, nothing bound
    return every_one.get(host, f"[{host}]" if ":" in host else host), port


@contextmanager
def _only_one() -> Iterator[None]:
    try:
        with lock("serve", wait=False):
            yield
    except Held as error:
        raise BoleError(SERVER_RUNNING) from error


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket of ours from the beginning: no port is free at one moment and taken at the next."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BoleError(PORT_TAKEN, address=f"{host}:{port}", reason=error.strerror or str(error)) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            raise BoleError(PORT_TAKEN, address=f"{host}:{port}", reason=error.strerror or str(error)) from error
        yield listener


def _run(listener: socket.socket, host: str, ready: Callable[[str], None]) -> None:
    reading, writing = os.pipe()
    here, port = address_of(listener)
    surroundings = {**os.environ, "BOLE_ALLOWED_HOSTS": ",".join(_hosts(host, here))}

    def starting(module: str, *descriptors: int) -> Callable[[], subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", module, *(str(descriptor) for descriptor in descriptors)]
        return lambda: subprocess.Popen(command, pass_fds=descriptors, env=surroundings)  # noqa: S603 - our own module

    with _asked_to_end() as ending:
        web = _Child(starting("bole.conf.web", listener.fileno(), reading))
        worker = _Child(starting("bole.conf.worker", reading))
        try:
            _wait_for_pages(web, listener, ending)
            if not ending:
                ready(f"http://{here}:{port}/")
            _watch(web, worker, ending)
        finally:
            _end([web, worker])
            os.close(reading)
            os.close(writing)


def _hosts(host: str, here: str) -> list[str]:
    """The names that the server answers to: those that are set, and those it was told to listen on."""
    return [*options.listed("BOLE_ALLOWED_HOSTS"), f"[{host}]" if ":" in host else host, here]


@contextmanager
def _asked_to_end() -> Iterator[list[int]]:
    """The signals that ask for the end, as they come."""
    came: list[int] = []
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda found, _frame: came.append(found)) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait_for_pages(web: _Child, listener: socket.socket, ending: list[int]) -> None:
    host, port = address_of(listener)
    while not ending and not _answers(host.strip("[]"), port):
        _must_live(web, ending)
        time.sleep(_TICK)


def _answers(host: str, port: int) -> bool:
    asking = http.client.HTTPConnection(host, port, timeout=5)
    try:
        asking.request("GET", "/health")
        return asking.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _watch(web: _Child, worker: _Child, ending: list[int]) -> None:
    while not ending:
        _must_live(web, ending)
        _keep(worker)
        time.sleep(_TICK)


def _must_live(web: _Child, ending: list[int]) -> None:
    if (code := web.process.poll()) is not None:
        time.sleep(_TICK)  # Ctrl-C reaches the children first
        if not ending:
            raise BoleError(SERVER_ENDED, code=code)


def _keep(worker: _Child) -> None:
    """Start a worker that died again: after a second, then after two, four ... at most thirty."""
    now = time.monotonic()
    if worker.process.poll() is None:
        if now - worker.began > _SLOWEST:
            worker.pause = 1.0
    elif worker.due is None:
        structlog.get_logger("bole.serve").warning("worker.ended", code=worker.process.returncode)
        worker.due, worker.pause = now + worker.pause, min(worker.pause * 2, _SLOWEST)
    elif now >= worker.due:
        worker.begin()


def _end(children: list[_Child]) -> None:
    """Ask both, wait, and end what does not listen; a task that is cut off is begun again at the next start."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
