"""按位查找与归并: lookups and groups in arrays with a place for every id, where ids fill their range; no hashing."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
import polars as pl

FEW: Final = 16
"""So many times fewer rows are put where they belong instead of being looked for from every row."""
SPARSEST: Final = 4
"""Ids spread over at most so many places each are looked up by place; others by a join."""
_WIDER: Final[dict[Any, Any]] = {pl.Int8(): pl.Int16(), pl.Int16(): pl.Int32()}

Summing = Literal["max", "min", "sum", "distinct"]
"""How a column of a group becomes one value; "distinct" counts null as a value of its own."""


def are_places(ids: pl.Series, asked: int = 0) -> bool:
    """Whether the ids fill their range well enough to serve as places of an array, for so many lookups."""
    if not ids.dtype.is_integer() or not len(ids):
        return False
    low, high = _ends(ids)
    return high - low < SPARSEST * max(len(ids), asked) + 1024


def _ends(ids: pl.Series) -> tuple[int, int]:
    """The least and the greatest id; an empty range where there is none."""
    low, high = ids.min(), ids.max()
    return (low, high) if isinstance(low, int) and isinstance(high, int) else (0, -1)


def _is_rising(ids: pl.Series) -> bool:
    """Whether each id is greater than the one before it."""
    return ids.dtype.is_integer() and not ids.null_count() and ids.is_sorted() and bool((ids[1:] != ids[:-1]).all())


def _is_unbroken(ids: pl.Series) -> bool:
    """Whether each id is one more than the one before it."""
    low, high = _ends(ids)
    return len(ids) == high - low + 1 and _is_rising(ids)


# --- lookups ---


def found(wanted: pl.Series, theirs: pl.DataFrame, key: str, absent: Mapping[str, bool]) -> pl.DataFrame | None:
    """The other's columns for each id that is wanted, without a join; None where ids do not serve as places.

    An id without a row there finds what `absent` says, else null; a null id finds null.
    """
    if len(theirs) * FEW < len(wanted) and _is_rising(wanted):
        return _scattered(wanted, theirs, key, absent)
    if not are_places(theirs[key], len(wanted)):
        return None
    low, high = _ends(theirs[key])
    least, most = _ends(wanted)
    inside = low <= least and most <= high
    if inside and _is_unbroken(wanted) and _is_unbroken(theirs[key]):
        return theirs.drop(key).slice(least - low, len(wanted))
    if (high - low) * FEW < len(wanted):
        theirs = _filled(theirs, key, low, high, absent)
    rows = _gathered(wanted if inside else _only(wanted, low, high), theirs, key, low, high)
    return rows if inside and len(theirs) > high - low else _with_absent(rows, wanted, absent)


def _scattered(wanted: pl.Series, theirs: pl.DataFrame, key: str, absent: Mapping[str, bool]) -> pl.DataFrame:
    """A few rows of the other put where their ids stand among rising ones."""
    at = wanted.search_sorted(theirs[key])
    here = (at < len(wanted)) & (wanted.gather(at.clip(0, len(wanted) - 1)) == theirs[key])
    theirs, at = theirs.filter(here), at.filter(here)
    empty = _empty(theirs.drop(key), len(wanted), absent)
    return pl.DataFrame({name: column.scatter(at, theirs[name]) for name, column in empty.items()})


def _empty(like: pl.DataFrame, rows: int, absent: Mapping[str, bool]) -> dict[str, pl.Series]:
    return {
        name: pl.repeat(absent.get(name), rows, dtype=dtype, eager=True).alias(name)
        for name, dtype in like.schema.items()
    }


def _filled(theirs: pl.DataFrame, key: str, low: int, high: int, absent: Mapping[str, bool]) -> pl.DataFrame:
    """The rows in the order of their ids, with one for every id of the range."""
    if _is_unbroken(theirs[key]):
        return theirs
    at = theirs[key].cast(pl.Int64) - low
    columns = _empty(theirs.drop(key), high - low + 1, absent)
    made = {name: column.scatter(at, theirs[name]) for name, column in columns.items()}
    return pl.DataFrame({key: pl.int_range(low, high + 1, eager=True), **made})


def _only(wanted: pl.Series, low: int, high: int) -> pl.Series:
    """The ids of the range; null in place of others."""
    return wanted.to_frame("id").select(pl.when(pl.col("id").is_between(low, high)).then(pl.col("id"))).to_series()


def _gathered(wanted: pl.Series, theirs: pl.DataFrame, key: str, low: int, high: int) -> pl.DataFrame:
    """The other's columns at wanted ids that lie between its lowest and its highest."""
    # An id within a range that starts above zero is as wide as before when it is counted from there.
    at = (wanted if low >= 0 else wanted.cast(pl.Int64)) - low if low else wanted
    at = at.cast(pl.UInt32)
    if not _is_unbroken(theirs[key]):
        number = pl.int_range(len(theirs), dtype=pl.UInt32, eager=True)
        places = pl.repeat(None, high - low + 1, dtype=pl.UInt32, eager=True)
        at = places.scatter(theirs[key].cast(pl.Int64) - low, number).gather(at)
    return theirs.drop(key).select(pl.all().gather(at))


def _with_absent(rows: pl.DataFrame, wanted: pl.Series, absent: Mapping[str, bool]) -> pl.DataFrame:
    known = wanted.is_not_null()
    return rows.with_columns(
        pl.when(pl.col(name).is_null() & known).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in absent.items()
    )


# --- groups ---


def grouped(rows: pl.DataFrame, key: str, sums: Mapping[str, tuple[Summing, str]]) -> pl.DataFrame:
    """按位归并: groups summed up in arrays with a place for every id.

    Sums are exact in 64 bits: their bounds are proved when the rules load.

    Every id of the range has a row; of an id that does not occur all else is null.
    """
    low, high = _ends(rows[key])
    place = (rows[key] - low if low else rows[key]).to_numpy()
    times = np.bincount(place, minlength=high - low + 1)
    present = pl.Series("present", times > 0)
    made = {key: pl.int_range(low, high + 1, eager=True)}
    for name, (how, column) in sums.items():
        summed = _distinct if how == "distinct" else _summed
        made[name] = summed(rows[column], how, place, times).alias(name)
    frame = pl.DataFrame({**made, "present": present})
    return frame.select(key, *(pl.when("present").then(name).alias(name) for name in sums))


def _summed(values: pl.Series, how: Summing, place: Any, times: Any) -> pl.Series:
    if how == "sum" and values.dtype == pl.Int8 and values.min() == 1 == values.max() and not values.null_count():
        return pl.Series(times.astype(np.int64, copy=False))  # ones: rows are counted
    plain = values.to_physical()
    if how != "sum" and values.null_count():
        plain = plain.cast(_WIDER.get(plain.dtype, pl.Int64))  # what stands for "none" is then no value of the column
    if how == "sum":
        plain, worst = plain.cast(pl.Int64), 0
    else:
        limits = np.iinfo(plain.head(0).to_numpy().dtype)
        worst = int(limits.min if how == "max" else limits.max)
    result = np.full(len(times), worst, dtype=plain.head(0).to_numpy().dtype)
    {"max": np.maximum, "min": np.minimum, "sum": np.add}[how].at(result, place, plain.fill_null(worst).to_numpy())
    kept = pl.Series(result)
    if how != "sum" and values.null_count():
        kept = kept.to_frame("v").select(pl.when(pl.col("v") != worst).then(pl.col("v"))).to_series()
    return kept if how == "sum" else kept.cast(values.dtype)


def _distinct(values: pl.Series, _how: Summing, place: Any, times: Any) -> pl.Series:
    """Different values of each place, null one of them: pairs of place and value as one number, sorted, each once."""
    coded = values.to_physical() if values.dtype.is_integer() else values.rank("dense").cast(pl.Int64)
    low, high = _ends(coded)
    width = high - low + 2
    if width * (len(times) + 1) >= 2**62:
        coded, low = values.rank("dense").cast(pl.Int64), 1
        width = len(values) + 2
    number = (coded.cast(pl.Int64) - low).fill_null(width - 1)
    # Sorting whole numbers takes a fraction of what hashing them takes.
    pairs = np.sort((pl.Series(place).cast(pl.Int64) * width + number).to_numpy())
    different = pairs[np.append(pairs[1:] != pairs[:-1], True)] if len(pairs) else pairs
    starts = np.searchsorted(different, np.arange(len(times) + 1) * width)
    return pl.Series(np.diff(starts))
