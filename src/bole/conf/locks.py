"""锁: one server for each home, one migration at a time; a lock goes with its process, however that ends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bole.kernel.home import home

try:
    import fcntl
except ImportError:  # another system than those the server runs on
    fcntl = None  # type: ignore[assignment]


class Held(Exception):  # noqa: N818 - it is an answer, no failure
    """锁: another process has it."""


def run_folder() -> Path:
    """Where running processes leave their locks and signs of life."""
    folder = home() / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def lock(name: str, *, wait: bool) -> Iterator[None]:
    """Hold a lock; raises Held where another process has it and there is no waiting."""
    descriptor = os.open(run_folder() / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise Held(name) from error
        yield
    finally:
        os.close(descriptor)
