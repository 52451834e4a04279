"""内存清理: looking for cycles among objects is put off while work makes many of them and no cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Documents and pieces of a file are a hundred thousand small objects that all stay: looking through them again and
    again frees nothing and costs a fifth more."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
