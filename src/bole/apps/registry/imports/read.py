"""读文件: a stored file becomes a table of text beside it, read by a child process; what it refuses is an error."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bole.apps.registry import errors
from bole.apps.registry.imports.files.child import CHUNK, MEMORY_MB, SECONDS
from bole.apps.registry.imports.files.guard import Format, format_of
from bole.apps.registry.imports.files.refused import Refused
from bole.kernel.children import ChildEnded, run_child
from bole.kernel.errors import BoleError, ErrorKind


@dataclass(frozen=True, slots=True)
class Table:
    """读出的表: how many rows, and their headings as printed."""

    rows: int
    headings: tuple[str, ...]
    headings_row: int


def checked_format(path: Path, name: str) -> Format:
    """What a file is, before anything of it is read. Raises BoleError for what cannot be imported."""
    try:
        return format_of(path, name)
    except Refused as refused:
        raise _refusal(refused.error, refused.params, name) from None
    except OSError as error:
        raise BoleError(errors.FILE_UNREADABLE, place=name, reason=error.strerror or type(error).__name__) from error


def read_table(
    path: Path, packed: Format, target: Path, known: Collection[str], *, name: str, wanted: Mapping[str, str] = {}
) -> Table:
    """Have a child read the file into `target`. Raises BoleError for what it refuses, for its limits, if it dies.

    `wanted` says what headings there should have been.
    """
    order = {
        "path": str(path),
        "format": packed,
        "target": str(target),
        "known": sorted(known),
        "memory_mb": MEMORY_MB,
        "seconds": SECONDS,
        "chunk": CHUNK,
    }
    # Arrow's own pools take more addresses than a limit leaves.
    quiet = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"}
    try:
        told = run_child(
            "bole.apps.registry.imports.files.child",
            [],
            json.dumps(order).encode(),
            seconds=2 * SECONDS,
            environment=quiet,
        )
        answer: dict[str, Any] = json.loads(told)
    except ChildEnded as ended:
        raise _death(ended, name) from None
    except (OSError, ValueError) as error:
        raise BoleError(errors.READING_DIED, place=name, how=type(error).__name__) from error
    if "error" in answer:
        raise _refusal(answer["error"], {**answer["params"], **wanted}, name)
    return Table(answer["rows"], tuple(answer["headings"]), answer["headings_row"])


def _refusal(kind_name: str, params: dict[str, Any], place: str) -> BoleError:
    kind = getattr(errors, kind_name)
    assert isinstance(kind, ErrorKind)
    return BoleError(kind, place=place, **params)


def _death(ended: ChildEnded, place: str) -> BoleError:
    if ended.how == "time":
        return BoleError(errors.READING_TIME, place=place, seconds=SECONDS)
    if ended.how == "memory":
        return BoleError(errors.READING_MEMORY, place=place, limit=MEMORY_MB)
    return BoleError(errors.READING_DIED, place=place, how=ended.what)
