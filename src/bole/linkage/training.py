"""训练: weights of the levels from a register that nobody has labelled.

What strangers share by chance (u) is counted on pairs drawn at random; what one person's records share (m) follows by
expectation and maximisation over the candidates, where u is held fast. Both are of the pairs that the model is asked
about: one side has no key of its own.
"""

import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bole.linkage.comparisons import COMPARISONS, Comparison, places_of
from bole.linkage.model import Model

Floats = NDArray[np.float64]

ROUNDS: Final = 12
SEEN_ENOUGH: Final = 5
"""A level that so many random pairs show is counted on them; a rarer one on the candidates."""
LEAST_CHANCE: Final = 1e-9
TWICE: Final = 0.005
"""However rarely a file has somebody twice, it is thought to happen to this share."""
FIXED: Final = {"number": frozenset(("two keys",)), "name": frozenset(("same given name", "same surname", "different"))}
"""Levels of which a training without labels cannot learn m."""


@dataclass(frozen=True, slots=True)
class Seen:
    """比对所见: the levels of pairs, weighed by some model (columns `gamma_…` and `mw_…`)."""

    candidates: pl.DataFrame
    randoms: pl.DataFrame
    total: float
    """Of so many pairs the candidates are those that agree in something."""


def fit(model: Model, seen: Seen, trust: float = 0.0) -> Model:
    """The model with weights fitted to what is seen; the given m count as so many (`trust`) pairs seen before."""
    fitted = copy.deepcopy(model)
    if not seen.candidates.height or not seen.randoms.height:
        return fitted
    sides = {comparison.name: _Side(comparison, fitted, seen) for comparison in COMPARISONS}
    share = float(fitted["probability_two_random_records_match"])
    for _round in range(ROUNDS):
        weight = np.full(seen.candidates.height, np.log2(share / (1 - share)))
        for side in sides.values():
            weight += side.bits()
        same: Floats = 1 / (1 + np.exp2(-np.clip(weight, -60, 60)))
        share = float(np.clip((same.sum() + 1) / seen.total, 1e-12, 0.5))
        for side in sides.values():
            side.refit(same, seen.total, trust)
    fitted["probability_two_random_records_match"] = share
    for comparison in fitted["comparisons"]:
        sides[comparison["output_column_name"]].write(comparison)
    return fitted


class _Side:
    """One comparison while it is fitted; arrays are by Splink's number of the level."""

    def __init__(self, comparison: Comparison, model: Model, seen: Seen) -> None:
        self.name = comparison.name
        self.places = places_of(comparison)
        count = len(self.places)
        written = next(c for c in model["comparisons"] if c["output_column_name"] == comparison.name)
        levels = {level["label_for_charts"]: level for level in written["comparison_levels"]}
        self.m = np.array([0.0] * count)
        before = np.array([0.0] * count)
        for label, place in self.places.items():
            self.m[place] = levels[label].get("m_probability") or 1 / count
            before[place] = levels[label].get("u_probability") or 1 / count
        self.start = self.m.copy()
        self.fixed = np.array([label in FIXED.get(comparison.name, ()) for label in self.places])[::-1]
        self.gamma = seen.candidates[f"gamma_{comparison.name}"].to_numpy()
        drawn = seen.randoms[f"gamma_{comparison.name}"].to_numpy()
        self.drawn = np.bincount(drawn[drawn >= 0], minlength=count)
        self.known_share = max(float((drawn >= 0).mean()), 1e-6)
        self.rare = self.drawn < SEEN_ENOUGH
        self.u = np.where(self.rare, before, self.drawn / max(self.drawn.sum(), 1))
        self.frequency = self._frequency(comparison, before, seen.candidates)

    def _frequency(self, comparison: Comparison, before: Floats, candidates: pl.DataFrame) -> Floats | None:
        """The logarithm of the chance of the shared value, where its rarity counts; 0 elsewhere."""
        column = f"mw_tf_adj_{comparison.name}"
        if column not in candidates.columns:
            return None
        counts = np.zeros(len(self.places), np.bool_)
        for level in comparison.levels:
            if level.frequency:
                counts[self.places[level.label]] = True
        base = np.log2(np.maximum(before, LEAST_CHANCE))[np.maximum(self.gamma, 0)]
        by_value = counts[np.maximum(self.gamma, 0)] & (self.gamma >= 0)
        found: Floats = np.where(by_value, base - candidates[column].to_numpy(), 0.0)
        return found

    def bits(self) -> Floats:
        """What this comparison says of each pair."""
        m, u = np.log2(np.maximum(self.m, LEAST_CHANCE)), np.log2(np.maximum(self.u, LEAST_CHANCE))
        place = np.maximum(self.gamma, 0)
        chance = u[place]
        if self.frequency is not None:
            chance = np.where(self.frequency != 0, self.frequency, chance)
        found: Floats = np.where(self.gamma >= 0, m[place] - chance, 0.0)
        return found

    def refit(self, same: Floats, total: float, trust: float) -> None:
        """m of the pairs thought to be of one person, u of rare levels from the others."""
        known = self.gamma >= 0
        place, count = self.gamma[known], len(self.m)
        held = np.bincount(place, weights=same[known], minlength=count) + trust * self.start + 0.5
        held[self.fixed] = 0
        left = 1 - self.start[self.fixed].sum()
        self.m = np.where(self.fixed, self.start, left * held / held.sum())
        if self.name == "source":
            twice = max(self.m[1], TWICE)
            self.m = np.array([1 - twice, twice])
        others = np.bincount(place, weights=1 - same[known], minlength=count)
        rare = np.maximum((others + 0.5) / (total * self.known_share), LEAST_CHANCE)
        self.u = np.where(self.rare & ~self.fixed, np.minimum(rare, 1.0), self.u)

    def write(self, comparison: dict[str, object]) -> None:
        """Into the settings."""
        levels = comparison["comparison_levels"]
        assert isinstance(levels, list)
        for level in levels:
            place = self.places.get(level["label_for_charts"])
            if place is not None:
                level["m_probability"] = float(self.m[place])
                level["u_probability"] = float(max(self.u[place], LEAST_CHANCE))
