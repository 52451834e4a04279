"""Invented registers as snapshots on disk, whole or broken in one place, for the commands over a snapshot."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bole.policy.manifest import Coverage
from bole.policy.snapshot import write_snapshot
from tests.conftest import ROOT, Ended
from tests.registers import PLACE, generate

AS_OF = date(2025, 11, 30)
DAY = AS_OF.isoformat()
INVENTED = ROOT / "tests" / "packs"
"""Packs of invented cities, whose figures are complete."""
SKILL, ORGANISER = "zhongshan.skill-upgrade", "zhongshan.organiser-award"

Change = Callable[[dict[str, pl.DataFrame]], None]


def snapshot(
    folder: Path, change: Change | None = None, *, persons: int = 200, until: date = AS_OF, place: str = PLACE
) -> Path:
    """Writes a register, after `change` has had its way with its tables."""
    tables = generate(persons, 7, AS_OF)
    if change is not None:
        change(tables)
    write_snapshot(folder, tables, place=place, as_of=AS_OF, source="登记库", coverage=Coverage("all", until))
    return folder


def busiest(persons: int) -> int:
    """Who holds the most certificates of that register."""
    held = generate(persons, 7, AS_OF)["certificate"].group_by("person").len()
    return int(held.sort("len", "person", descending=True)["person"][0])


def edited(tables: dict[str, pl.DataFrame], name: str, row: int, **values: Any) -> None:
    """Puts other values into one row (from 0) of a table."""
    rows = tables[name].to_dicts()
    rows[row] |= values
    tables[name] = pl.DataFrame(rows, schema=tables[name].schema)


def said(ended: Ended) -> Any:
    """The one JSON document on standard output."""
    assert ended.out.count("\n") == 1, ended
    return json.loads(ended.out)


def of(told: Mapping[str, Any], scheme: str) -> Any:
    """One scheme's part of `bole run --json`."""
    [found] = [part for part in told["schemes"] if part["id"] == scheme]
    return found
