"""A register of three people, small enough to say what must come out; tests break it in one place each."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from bole.kernel.fact_tables import STANDARD
from bole.policy.schema import schema_of
from bole.policy.snapshot import Coverage, write_snapshot

AS_OF = date(2031, 3, 31)
ROWS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "person": (
        {"person_id": 30, "sex": "female", "born_on": date(2000, 2, 29)},
        {"person_id": 10, "sex": "male", "born_on": date(1990, 1, 31)},
        {"person_id": 20},
    ),
    "organisation": ({"organisation_id": 7, "kind": "enterprise"}, {"organisation_id": 9, "kind": "school"}),
    "certificate": (
        {"certificate_id": 3, "person": 10, "kind": "skill", "level": 4, "issuer": 9, "issued_on": date(2030, 3, 31)},
        {"certificate_id": 1, "person": 30, "kind": "skill", "level": 0, "issued_on": date(2031, 3, 31)},
        {"certificate_id": 2, "person": 10, "kind": "engineer", "level": 0, "grade": 3},
    ),
    "claim": (
        {"claim_id": 1, "scheme": "lanting.grant", "fact": 3, "person": 10, "applied_on": date(2031, 1, 5)},
        {"claim_id": 2, "scheme": "lanting.grant", "fact": 1, "person": 30, "applied_on": date(2031, 3, 31)},
    ),
    "payment": (
        {
            "payment_id": 1,
            "scheme": "lanting.grant",
            "fact": 3,
            "person": 10,
            "certificate": 3,
            "fen": 80_000,
            "applied_on": date(2031, 1, 5),
            "paid_on": date(2031, 2, 5),
        },
    ),
}


def frames(**changed: Mapping[int, Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    """The tables, with `changed[table][row]` (from 0) updated; a row after the last is added, a table too."""
    tables = {}
    for name in ROWS.keys() | changed.keys():
        rows = ROWS.get(name, ())
        now = [dict(row) for row in rows]
        for at, values in changed.get(name, {}).items():
            now[at:] = [{**(now[at] if at < len(now) else {}), **values}, *now[at + 1 :]]
        tables[name] = pl.DataFrame(now, schema=schema_of(STANDARD.table(name)), orient="row")
    return tables


def small_snapshot(folder: Path, tables: Mapping[str, pl.DataFrame] | None = None) -> Path:
    """Writes them (default: without a fault) as a snapshot and gives its folder."""
    write_snapshot(
        folder,
        frames() if tables is None else tables,
        place="990100",
        as_of=AS_OF,
        source="兰亭市登记库",
        coverage=Coverage("all", AS_OF),
    )
    return folder
