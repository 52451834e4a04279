"""错行: rows that cannot be read as they stand, among the others: a date that is none, a code nobody knows, a sum below
zero, an empty cell that must not be empty, a row sent twice."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from bole.synth.draws import Draws, Flags
from bole.synth.files.departments import Sheet

_DATES = ("2024-02-30", "2023-13-01", "0000-00-00", "20240231", "二〇二四年", "1900-02-29")
_CODES = ("其他9", "ZZ", "？", "未知")


def spoil(sheet: Sheet, draws: Draws, shares: Mapping[str, int]) -> Sheet:
    """The sheet with wrong rows in it, each kind with its share, told in its errors."""
    height = sheet.frame.height
    happens = {kind: draws.chance(kind, share) for kind, share in shares.items()}
    sums = pl.col(sheet.sums)
    frame = sheet.frame.with_columns(
        _replaced(sheet.dates, happens["bad-date"], pl.Series(_DATES).gather(draws.below("date", len(_DATES)))),
        _replaced(sheet.codes, happens["unknown-code"], pl.Series(_CODES).gather(draws.below("code", len(_CODES)))),
        pl.when(pl.Series(happens["negative"])).then(-sums - 1).otherwise(sums).alias(sheet.sums),
        _replaced(sheet.required, happens["missing-cell"], pl.Series([None] * height, dtype=pl.String)),
    )
    for kind in ("bad-date", "unknown-code", "negative", "missing-cell"):
        for at in np.flatnonzero(happens[kind]):
            sheet.errors[at].append(kind)
    order = np.repeat(np.arange(height), 1 + happens["duplicate-row"])
    second: Flags = np.zeros(len(order), np.bool_)
    second[1:] = order[1:] == order[:-1]
    errors = [
        [*sheet.errors[at], "duplicate-row"] if twice else sheet.errors[at]
        for at, twice in zip(order, second, strict=True)
    ]
    return Sheet(
        sheet.name, sheet.title, frame[order], sheet.person[order], sheet.organisation[order], errors,
        sheet.dates, sheet.codes, sheet.sums, sheet.required,
    )  # fmt: skip


def _replaced(heading: str, where: Flags, by: pl.Series) -> pl.Expr:
    return pl.when(pl.Series(where)).then(by).otherwise(pl.col(heading)).alias(heading)
