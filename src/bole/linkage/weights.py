"""权重: what each comparison says of one pair, in bits, as Splink computes it for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Final

import polars as pl

from bole.linkage.assign import probability
from bole.linkage.comparisons import COMPARISONS, Comparison, Level, Stub
from bole.linkage.model import Model

_COUNTED: Final = tuple(
    sorted({level.frequency for comparison in COMPARISONS for level in comparison.levels if level.frequency})
)


@dataclass(frozen=True, slots=True)
class Step:
    """一步: a comparison, the level that holds, and its bits; positive speaks for one person."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """权重瀑布: how the weight of a pair comes about, from what any two records would have, step by step."""

    prior: float
    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        """In bits."""
        return self.prior + sum(step.bits for step in self.steps)

    @property
    def probability(self) -> float:
        """That both records are of one person."""
        return probability(self.weight)

    def level(self, comparison: str) -> str:
        """The level that holds in a comparison."""
        return next(step.level for step in self.steps if step.comparison == comparison)


def stub_at(compared: pl.DataFrame, place: int) -> Stub:
    """A record as it is compared."""
    found: Stub = compared.row(place, named=True)  # type: ignore[assignment]
    return found


Frequencies = Mapping[str, Mapping[str, float]]


def frequencies_of(compared: pl.DataFrame) -> Frequencies:
    """词频: the share of the records that have each name, sound, employer and town, of those that have one."""
    found: dict[str, dict[str, float]] = {}
    for column in _COUNTED:
        given = compared[column].drop_nulls()
        counts = given.value_counts(name="count")
        found[column] = {value: count / len(given) for value, count in counts.iter_rows()}
    return found


class Weights:
    """权重 of a model over a register whose frequencies are known."""

    def __init__(self, model: Model, frequencies: Frequencies) -> None:
        share = float(model["probability_two_random_records_match"])
        self.prior = log2(share / (1 - share))
        self._frequencies = frequencies
        self._tables = [
            (comparison, _table(comparison, written["comparison_levels"]))
            for comparison, written in zip(COMPARISONS, model["comparisons"], strict=True)
        ]

    def waterfall(self, one: Stub, other: Stub) -> Waterfall:
        """The weight of a pair, step by step."""
        steps = [self._step(comparison, table, one, other) for comparison, table in self._tables]
        return Waterfall(self.prior, tuple(steps))

    def _step(self, comparison: Comparison, table: Sequence[tuple[float, float]], one: Stub, other: Stub) -> Step:
        at = comparison.level(one, other)
        level = comparison.levels[at]
        bits, chance = table[at]
        return Step(comparison.name, level.label, bits + self._rarity(level, one, chance))

    def _rarity(self, level: Level, one: Stub, chance: float) -> float:
        """What a shared value's rarity adds to the weight of its level."""
        if not level.frequency:
            return 0.0
        frequency = self._frequencies[level.frequency].get(one[level.frequency])  # type: ignore[literal-required]
        return log2(chance) - log2(frequency) if frequency else 0.0


def _table(comparison: Comparison, levels: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Bits and chance of each level; nothing of what is unknown."""
    return [
        (0.0, 1.0)
        if level.unknown
        else (log2(written["m_probability"] / written["u_probability"]), float(written["u_probability"]))
        for level, written in zip(comparison.levels, levels, strict=True)
    ]
