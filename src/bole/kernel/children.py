"""子进程: files that may be hostile are read by a process of its own, under limits of memory and time.

The child's side calls `limit` and `end_with_parent`; the parent's side calls `run_child`, and gets what the child wrote
to standard output or a `ChildEnded` that says how it died.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final, Literal

How = Literal["time", "memory", "died"]
_PARENT: Final = "PARENT_OF_BOLE"


class ChildEnded(Exception):  # noqa: N818 - what happened, not a kind of error
    """A child ended without an answer: it ran out of time or memory, or died otherwise."""

    def __init__(self, how: How, what: str = "") -> None:
        super().__init__(how, what)
        self.how = how
        self.what = what


def limit(memory_mb: int, seconds: int) -> None:
    """Bound this process's memory and processor time, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, memory_mb * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End this process when its parent is gone: a child whose parent was killed is of no use to anybody.

    The parent is known by what it said when it started the child: it may be gone before the child comes to ask.
    """
    spawned = multiprocessing.parent_process()
    told = os.environ.get(_PARENT, "")
    parent = int(spawned.pid or 0) if spawned is not None else int(told) if told.isdigit() else os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run_child(
    module: str, arguments: Sequence[str], data: bytes, *, seconds: int, environment: Mapping[str, str] | None = None
) -> bytes:
    """What `python -m module` answers to `data`. Raises ChildEnded, and OSError where it cannot be started."""
    # -P and an explicit path: no module of the folder in which the user happens to stand is ever imported.
    paths = os.pathsep.join(path for path in sys.path if path and os.path.isabs(path))  # noqa: PTH117
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", module, *arguments],
            input=data,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, **(environment or {}), "PYTHONPATH": paths, _PARENT: str(os.getpid())},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildEnded("time") from None
    if done.returncode or not done.stdout:
        raise _death(done.returncode, done.stderr)
    return done.stdout


def _death(code: int, complained: bytes) -> ChildEnded:
    """Why a child ended without an answer."""
    if any(word in complained for word in (b"MemoryError", b"bad_alloc", b"memory allocation", b"malloc of size")):
        return ChildEnded("memory")
    if code >= 0:
        return ChildEnded("died", str(code))
    number = -code
    if number == getattr(signal, "SIGXCPU", None):
        return ChildEnded("time")
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    return ChildEnded("died", signal.Signals(number).name if number in {s.value for s in signal.Signals} else str(code))
