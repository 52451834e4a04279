"""Snapshots in one call, and what stands in them, for the tests of them."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bole.apps.registry.snapshot.making import Order, Told, Written, quiet, snapshot_write
from bole.apps.registry.snapshot.statements import Reading, end_of
from bole.policy.manifest import FILE_NAME
from tests.apps.registry.importing import AT

TODAY = date(2031, 5, 6)
"""The day of AT in the city."""


def snapshot(
    folder: Path,
    as_of: date = TODAY,
    *,
    since: Path | None = None,
    known_then: bool = False,
    told: Told = quiet,
    place: str = "442000",
) -> Written:
    reading = Reading(as_of, end_of(as_of) if known_then else None)
    return snapshot_write(Order(folder, place, reading, date(2031, 8, 4), AT, since), told)


def rows_in(folder: Path, table: str) -> list[dict[str, Any]]:
    return pl.read_parquet(folder / f"{table}.parquet").to_dicts()


def bytes_in(folder: Path) -> dict[str, bytes]:
    """The tables as they are on the disk; the manifest tells when it was made, and differs."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != FILE_NAME}
