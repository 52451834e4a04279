"""成批阅读: many files at once, one after the other or on all cores, always in the order given."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from bole.documents.errors import UNFORESEEN, WORKER_DIED
from bole.documents.reader import read_file
from bole.documents.reading import Reading
from bole.kernel.children import end_with_parent
from bole.kernel.errors import BoleError
from bole.kernel.messages import language, use_language

FEW: Final = 8
"""Up to so many files are read in this process: starting others would take longer than it saves."""
MUCH: Final = 400_000
"""Bytes; fewer files are worth it if they hold more than this, and a docx or pdf counts ten times."""

Progress = Callable[[int, int], None]
"""Called with how many files are done and how many there are, once at the beginning and after each."""


def read_files(
    paths: Iterable[Path], *, jobs: int | None = None, progress: Progress | None = None
) -> Iterator[Reading | BoleError]:
    """Each file's reading, or the error that stopped it, in the order of `paths`; one bad file stops no other.

    `jobs` is the number of processes: None chooses, 1 stays in this one. Closing the iterator early, or Ctrl-C, ends
    the processes at once.
    """
    files = list(paths)
    workers = min(jobs or _workers_for(files), len(files))
    outcomes = _in_pool(files, workers) if workers > 1 else map(_outcome, files)
    if progress:
        progress(0, len(files))
    for done, outcome in enumerate(outcomes, 1):
        if progress:
            progress(done, len(files))
        yield outcome


def _workers_for(files: list[Path]) -> int:
    if len(files) <= FEW and sum(map(_weight, files)) <= MUCH:
        return 1
    return _cores()


def _cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def _weight(path: Path) -> int:
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        return 0
    return size * (10 if path.suffix.lower() in (".docx", ".pdf") else 1)


def _outcome(path: Path) -> Reading | BoleError:
    try:
        return read_file(path)
    except BoleError as error:
        return error
    except MemoryError:
        return BoleError(UNFORESEEN, place=str(path), what="MemoryError")
    except Exception as fault:  # noqa: BLE001 - one file that meets a fault of ours must not stop the others
        return BoleError(UNFORESEEN, place=str(path), what=f"{type(fault).__name__}: {fault}"[:200])


# --- many processes -------------------------------------------------------------------------------------------------


def _in_pool(files: list[Path], workers: int) -> Iterator[Reading | BoleError]:
    """Read with `workers` processes; only a few files ahead of what was asked for are under way."""
    pool = _pool(workers)
    under_way: deque[tuple[Path, Future[Reading | BoleError]]] = deque()
    waiting = iter(files)
    ended = False
    try:
        while True:
            while len(under_way) < workers * 4 and (path := next(waiting, None)) is not None:
                under_way.append((path, _submitted(pool, path)))
            if not under_way:
                break
            path, future = under_way.popleft()
            try:
                outcome = future.result()
            except BrokenProcessPool:
                # Which file it was, is not known: each one under way is tried again, alone.
                outcome = _alone(path)
                pool.shutdown(wait=False)
                pool = _pool(workers)
                under_way = deque((again, _submitted(pool, again)) for again, _ in under_way)
            yield outcome
        ended = True
    finally:
        if not ended:
            _end_workers(pool)
        pool.shutdown(wait=ended, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, path: Path) -> Future[Reading | BoleError]:
    """A pool whose worker has died takes nothing more: that is told where the file's turn comes."""
    try:
        return pool.submit(_outcome, path)
    except BrokenProcessPool as error:
        broken: Future[Reading | BoleError] = Future()
        broken.set_exception(error)
        return broken


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a forked copy of a process with threads (progress bar, web server) may hang.
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin_worker, initargs=(language(),))


def _alone(path: Path) -> Reading | BoleError:
    """Read one file in a process of its own, which it may bring down."""
    with _pool(1) as pool:
        try:
            return pool.submit(_outcome, path).result()
        except BrokenProcessPool:
            return BoleError(WORKER_DIED, place=str(path))


def _end_workers(pool: ProcessPoolExecutor) -> None:
    """End what is under way now; a worker's own child notices that its parent is gone and ends too."""
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()


def _begin_worker(code: str) -> None:
    """A worker speaks the user's language, leaves Ctrl-C to its parent, which ends it, and never outlives it."""
    use_language(code)
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
