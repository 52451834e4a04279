"""归并: weighed pairs become files, the surest first; two keys come into one file only where nothing else differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp2

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Weights = NDArray[np.float64]


def probability(weight: float) -> float:
    """概率 that a pair is of one person, of a weight in bits."""
    return 1.0 / (1.0 + exp2(-max(min(weight, 60.0), -60.0)))


@dataclass(slots=True)
class Files:
    """归并中的档案: records joined so far, and the keys of each file."""

    parent: list[int]
    keyed: list[bool] = field(default_factory=list)

    def find(self, place: int) -> int:
        """The record that stands for the file of a record."""
        parent = self.parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, one: int, other: int) -> int:
        """The file of both, under the smaller place."""
        one, other = self.find(one), self.find(other)
        first, second = min(one, other), max(one, other)
        self.parent[second] = first
        self.keyed[first] = self.keyed[first] or self.keyed[second]
        return first


@dataclass(frozen=True, slots=True)
class Limits:
    """界限, in bits, of the weight that joins."""

    join: float = 2.0
    two_keys: float = 12.0
    lead: float = 3.0
    """By so much the best file has to be better than the next."""


def assign(keys: Sequence[str | None], one: Places, other: Places, weight: Weights, limits: Limits) -> Files:
    """The files of records by their keys and the weights of pairs."""
    files = _by_key(keys)
    order = np.lexsort((other, one, -weight))
    unclear = _unclear(files, one, other, weight, limits)
    for a, b, w in zip(one[order].tolist(), other[order].tolist(), weight[order].tolist(), strict=True):
        if w < limits.join:
            break
        first, second = files.find(a), files.find(b)
        if first == second:
            continue
        if files.keyed[first] and files.keyed[second]:
            if w < limits.two_keys or keys[a] is None or keys[b] is None:
                continue
        elif (a in unclear and files.keyed[second]) or (b in unclear and files.keyed[first]):
            continue
        files.join(first, second)
    return files


def _by_key(keys: Sequence[str | None]) -> Files:
    files = Files(list(range(len(keys))), [key is not None for key in keys])
    seen: dict[str, int] = {}
    for place, key in enumerate(keys):
        if key is not None:
            files.join(seen.setdefault(key, place), place)
    return files


def _unclear(files: Files, one: Places, other: Places, weight: Weights, limits: Limits) -> set[int]:
    """Records without a key that two keys want nearly as much."""
    best: dict[int, dict[int, float]] = {}
    for a, b, w in zip(one.tolist(), other.tolist(), weight.tolist(), strict=True):
        for record, wanted in ((a, files.find(b)), (b, files.find(a))):
            if w > 0 and files.keyed[wanted] and not files.keyed[files.find(record)]:
                of_record = best.setdefault(record, {})
                of_record[wanted] = max(of_record.get(wanted, w), w)
    found: set[int] = set()
    for record, of_record in best.items():
        if len(of_record) > 1:
            first, second = sorted(of_record.values(), reverse=True)[:2]
            if first - second < limits.lead:
                found.add(record)
    return found
