"""打包: the answers to a scheme's criteria, limits and exclusions, two bits each, in as few whole numbers as needed.

    answers0 = code of the first + code of the second x 4 + code of the third x 16 ...      31 answers in a column

A reader needs the names in their order, which the manifest of the results lists by column:

    unpacked(pl.read_parquet("langyu.grant.parquet"), {"answers0": ["criterion:listed", "cap:yearly"]})
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final

import polars as pl

from bole.policy.readings.words import Expr, Words

CODES: Final = ("met", "not_met", "unknown", "not_reached")
"""答复 in the order of their codes; one that was not reached hangs on something that is not met or not known."""
BITS: Final = 2
PER_COLUMN: Final = 31
"""So many fit into a signed number of 64 bits."""

MET, NOT_MET, UNKNOWN, NOT_REACHED = range(4)

Layout = Mapping[str, Sequence[str]]
"""布局: the names of the answers in each column, the lowest bits first."""


def layout_of(names: Sequence[str]) -> dict[str, list[str]]:
    """Which answer stands where."""
    return {
        f"answers{at}": list(names[start : start + PER_COLUMN])
        for at, start in enumerate(range(0, len(names), PER_COLUMN))
    }


def code_of(w: Words, answer: Expr, unknown: Expr) -> Expr:
    """The code of an answer that is true, false or null; a null one is unknown where `unknown` says so."""
    none = w.when(unknown).then(w.number(UNKNOWN)).otherwise(w.number(NOT_REACHED))
    known = w.when(answer).then(w.number(MET)).otherwise(w.number(NOT_MET))
    return w.when(answer.is_null()).then(none).otherwise(known)


def packed(codes: Mapping[str, Expr]) -> dict[str, Expr]:
    """The columns of these codes, by name, as `layout_of` places them."""
    return {
        column: reduce(lambda a, b: a + b, [codes[name] * 4**at for at, name in enumerate(names)])
        for column, names in layout_of(list(codes)).items()
    }


def unpacked(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """还原: each answer as a column of its own again: true, false, or null where it is unknown or was not reached."""
    truths = {MET: True, NOT_MET: False, UNKNOWN: None, NOT_REACHED: None}
    return _apart(frame, layout, truths, pl.Boolean())


def in_words(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """The same with the words of CODES."""
    return _apart(frame, layout, dict(enumerate(CODES)), pl.Enum(CODES))


def _apart(frame: pl.DataFrame, layout: Layout, values: Mapping[int, Any], kind: pl.DataType) -> pl.DataFrame:
    answers = {
        name: (pl.col(column) // 4**at % 4).replace_strict(values, return_dtype=kind)
        for column, names in layout.items()
        for at, name in enumerate(names)
    }
    return frame.with_columns(**answers).drop(list(layout))
