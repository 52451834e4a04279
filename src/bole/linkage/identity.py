"""档案编号: ids of files that stay from one run to the next."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray


def cluster_ids(record_ids: pl.Series, file_of: NDArray[np.int64], former: pl.DataFrame | None = None) -> pl.Series:
    """The id of the file of each record: the former one of most of its records, else one made of its first record.

    An id goes to one file only: where a file came apart, to the larger part (of two as large, the one with the first
    record); the other part gets a new one, never an id that was in use.
    """
    roots = np.unique(file_of)
    ids = record_ids.to_list()
    kept = _kept(ids, file_of.tolist(), former) if former is not None else {}
    used = set(former["cluster_id"].to_list()) if former is not None else set()
    named = {root: kept.get(root) or _fresh(ids[root], used) for root in roots.tolist()}
    return pl.Series("cluster_id", [named[root] for root in file_of.tolist()], dtype=pl.String)


def _kept(ids: list[str], file_of: list[int], former: pl.DataFrame) -> dict[int, str]:
    """The former ids that files keep, by the place of their first record."""
    was = dict(former.select("record_id", "cluster_id").iter_rows())
    shares: dict[int, Counter[str]] = defaultdict(Counter)
    for record_id, root in zip(ids, file_of, strict=True):
        if record_id in was:
            shares[root][was[record_id]] += 1
    wanted = ((-count, root, old) for root, counts in shares.items() for old, count in counts.items())
    kept: dict[int, str] = {}
    taken: set[str] = set()
    for _count, root, old in sorted(wanted):
        if root not in kept and old not in taken:
            kept[root] = old
            taken.add(old)
    return kept


def _fresh(record_id: str, used: set[str]) -> str:
    """An id made of a record's: the same in every run, and never one that was in use."""
    found = next(id for id in _made(record_id) if id not in used)
    used.add(found)
    return found


def _made(record_id: str) -> Iterator[str]:
    attempt = 0
    while True:
        yield "p" + hashlib.sha256(f"{record_id}/{attempt}".encode()).hexdigest()[:20]
        attempt += 1
