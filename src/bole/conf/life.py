"""生命迹象: a child ends with its parent, and the worker says every few seconds that it is alive."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bole.conf.locks import run_folder

EVERY: Final = 5
"""Seconds between two signs of life."""


@dataclass(frozen=True, slots=True)
class Sign:
    """生命迹象: which process, and when."""

    process: int
    at: float


def end_with_parent(pipe: int) -> None:
    """Ask this process to end when the other end of the pipe is gone: the parent was killed, whoever killed it."""

    def watch() -> None:
        while os.read(pipe, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent").start()


def sign_leave(name: str) -> None:
    """Write down that this process lives, now."""
    path = _path(name)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_text(json.dumps({"process": os.getpid(), "at": time.time()}), encoding="ascii")
    beside.replace(path)


def sign_of(name: str) -> Sign | None:
    """The last sign of life; None where there was none."""
    try:
        told = json.loads(_path(name).read_text(encoding="ascii"))
        return Sign(int(told["process"]), float(told["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clock_seen() -> float | None:
    """The latest time that any process of this home has seen."""
    try:
        return float((run_folder() / "clock.txt").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def clock_note() -> None:
    """Write the time down, where it is later than any before: a clock that goes back can then be told."""
    now, seen = time.time(), clock_seen()
    if seen is None or now > seen:
        beside = run_folder() / f"clock.{os.getpid()}"
        beside.write_text(f"{now:.0f}", encoding="ascii")
        beside.replace(run_folder() / "clock.txt")


def every(seconds: float, act: Callable[[], None]) -> None:
    """Do something again and again, in a thread that ends with the process."""

    def go_on() -> None:
        while True:
            act()
            time.sleep(seconds)

    threading.Thread(target=go_on, daemon=True, name=act.__name__).start()


def _path(name: str) -> Path:
    return run_folder() / f"{name}.json"
