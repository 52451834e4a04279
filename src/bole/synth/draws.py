"""抽数: numbers drawn by arithmetic from a seed, the name of what is drawn and the row's own number.

The same arguments give the same numbers on every machine and with every version of a library: no generator's stream is
read, so rows may be drawn in any order, in pieces, and one table again for the sake of another. Shares are whole
numbers; nothing is computed with floats.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bole.policy.population import WHOLE_PERCENT

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SLOTS: Final = 2**16

_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HIGH: Final = np.uint64(32)


class Wheel:
    """转盘: codes by weight. A code of any weight has at least one of the 65,536 slots."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        listed = {code: weight for code, weight in weights.items() if weight}
        self.codes: Sequence[str] = tuple(listed)
        total = sum(listed.values())
        ends = np.cumsum([max(1, (2 * weight * SLOTS + total) // (2 * total)) for weight in listed.values()])
        # What rounding gave away is taken from the code with the most slots.
        largest = int(np.argmax(np.diff(ends, prepend=0)))
        ends[largest:] -= ends[-1] - SLOTS
        self.slots = np.searchsorted(ends, np.arange(SLOTS), side="right").astype(np.int16)

    def at(self, code: str) -> int:
        """The place of a code among the codes; raises ValueError."""
        return self.codes.index(code)

    def __contains__(self, code: object) -> bool:
        return code in self.codes


@lru_cache(maxsize=4096)
def _salt(seed: int, of: str, what: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(f"{seed}/{of}/{what}".encode()).digest()[:8]))


class Draws:
    """抽数 for rows of one sort (`of`): each method gives one value per row."""

    __slots__ = ("_of", "_rows", "_seed")

    def __init__(self, seed: int, of: str, rows: Numbers) -> None:
        self._seed, self._of = seed, of
        self._rows = rows.astype(np.uint64) * _STEP

    def word(self, what: str) -> Words:
        """64 bits (the finish of splitmix64; products wrap round)."""
        mixed: Words = self._rows + _salt(self._seed, self._of, what)
        mixed ^= mixed >> np.uint64(30)
        mixed *= _FIRST
        mixed ^= mixed >> np.uint64(27)
        mixed *= _SECOND
        mixed ^= mixed >> np.uint64(31)
        return mixed

    def below(self, what: str, number: int | Numbers) -> Numbers:
        """A number from 0 to `number` - 1, which is less than 2**31."""
        limit = np.asarray(number).astype(np.uint64)
        found: Words = ((self.word(what) >> _HIGH) * limit) >> _HIGH
        return found.astype(np.int64)

    def between(self, what: str, first: int, last: int) -> Numbers:
        """A number from `first` to `last`, both included."""
        return self.below(what, last - first + 1) + first

    def chance(self, what: str, share: int) -> Flags:
        """True for so many millionths of the rows."""
        if share >= WHOLE_PERCENT:
            return np.ones(len(self._rows), dtype=np.bool_)
        found: Flags = self.word(what) < np.uint64((share << 64) // WHOLE_PERCENT)
        return found

    def pick(self, what: str, wheel: Wheel) -> Numbers:
        """The place of a code on the wheel."""
        return wheel.slots[(self.word(what) >> np.uint64(48)).astype(np.int64)].astype(np.int64)

    def one_of(self, what: str, choices: Sequence[int]) -> Numbers:
        """One of some numbers, each as often as it is named."""
        return np.asarray(choices, dtype=np.int64)[self.below(what, len(choices))]
