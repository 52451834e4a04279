"""归集结果: how sure each record's place is, and what a person should look at."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bole.linkage.comparisons import BIRTH, COMPARISONS, NAME, NUMBER, PHONE, Comparison, places_of
from bole.linkage.model import Model
from bole.linkage.weights import Step, Waterfall

Places = NDArray[np.int64]

SURE: Final = 0.9999
"""What is never exceeded: a proven number and a name may both be somebody else's."""
REPAIRED: Final = 0.999
DOUBTFUL: Final = 0.5
CLEAR: Final = 0.99


@dataclass(frozen=True, slots=True)
class Weighed:
    """已评分: stubs in the order of their ids, the pairs that were weighed, and by what model."""

    stubs: pl.DataFrame
    pairs: pl.DataFrame
    model: Model


def supported(pairs: pl.DataFrame) -> pl.Series:
    """Whether a pair may be joined at all: two names that are not one need more than what a family shares.

    Twins and same-day neighbours have the first fourteen places, the surname and the phone in common; brothers and
    sisters the phone and often one of two given characters.
    """
    name, number, birth = (pairs[f"gamma_{side}"] for side in ("name", "number", "birth"))
    same_day = birth == _place(BIRTH, "same day")
    seen_well = number == _place(NUMBER, "same as far as seen")
    agrees = number >= _place(NUMBER, "same in the few places seen")
    near_name = name == _place(NAME, "one syllable of three differs")
    one_name = (name > _place(NAME, "one syllable of three differs")) | (name < 0)
    same_phone = pairs["gamma_phone"] == _place(PHONE, "same")
    two_keys = number == _place(NUMBER, "two keys")
    same_given = name == _place(NAME, "same given name")
    one_person = one_name | (near_name & (same_day | agrees)) | (same_given & agrees) | (same_day & seen_well)
    return one_person & (~two_keys | (same_day & same_phone))


def pair_supported(waterfall: Waterfall) -> bool:
    """The same of one pair."""
    levels = {f"gamma_{step.comparison}": [_gamma(step)] for step in waterfall.steps}
    return bool(supported(pl.DataFrame(levels))[0])


def _gamma(step: Step) -> int:
    """Splink's number of a level, -1 where a side is unknown."""
    comparison = next(comparison for comparison in COMPARISONS if comparison.name == step.comparison)
    return places_of(comparison).get(step.level, -1)


def _place(comparison: Comparison, label: str) -> int:
    return places_of(comparison)[label]


def probabilities(weights: pl.Series) -> NDArray[np.float64]:
    """概率 of weights in bits."""
    found: NDArray[np.float64] = 1 / (1 + np.exp2(-np.clip(weights.to_numpy(), -60, 60)))
    return found


def confidence(weighed: Weighed, file_of: Places) -> NDArray[np.float64]:
    """把握 of each record: that of its best pair in its file; of a record alone, that it belongs to no other."""
    stubs, pairs = weighed.stubs, weighed.pairs
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    sure = np.minimum(probabilities(pairs["weight"]), SURE)
    together = file_of[one] == file_of[other]
    best, against = np.zeros(stubs.height), np.zeros(stubs.height)
    joined = together & supported(pairs).to_numpy()
    for side in (one, other):
        np.maximum.at(best, side[joined], sure[joined])
        np.maximum.at(against, side[~together], sure[~together])
    shared = stubs.select((pl.len().over("key") > 1) & pl.col("key").is_not_null()).to_series().to_numpy()
    by_number = np.where(stubs["repaired"].to_numpy(), REPAIRED, SURE)
    found: NDArray[np.float64] = np.maximum(best, np.where(shared, by_number, 0.0))
    alone = found == 0
    found[alone] = np.minimum(1 - against[alone], SURE)
    return found.round(6)


def doubts_of(weighed: Weighed, file_of: Places, ids: pl.Series) -> pl.DataFrame:
    """存疑清单: pairs neither clear nor unlikely, records that left their key, and keys that one person seems to have.

    `kind`: "pair"; "detached", where one side left the key of the other; "two-keys".
    """
    stubs, pairs = weighed.stubs, weighed.pairs
    sure = probabilities(pairs["weight"])
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    detached, number = (stubs[column].to_numpy() for column in ("detached", "number"))
    together = file_of[one] == file_of[other]
    keys = pairs["gamma_number"].to_numpy() == places_of(NUMBER)["two keys"]
    left = (detached[one] | detached[other]) & (number[one] == number[other]) & ~together
    unclear = (sure >= DOUBTFUL) & ((sure < CLEAR) | ~together)
    kind = np.where(keys, "two-keys", np.where(left, "detached", "pair"))
    found = pairs.select("one", "other", "weight").with_columns(
        probability=pl.Series(sure.round(6)), kind=pl.Series(kind.tolist(), dtype=pl.String), joined=pl.Series(together)
    )
    chosen = found.filter(pl.Series((unclear & (~keys | (sure >= CLEAR))) | left))
    names = pl.DataFrame({"place": stubs["place"], "record": stubs["record_id"], "file": ids})
    for side in ("one", "other"):
        chosen = chosen.join(
            names.rename({"place": side, "record": f"{side}_record_id", "file": f"{side}_cluster_id"}),
            on=side,
            how="left",
        )
    return chosen.sort("one", "other").select(
        "one_record_id",
        "other_record_id",
        "one_cluster_id",
        "other_cluster_id",
        "kind",
        "joined",
        "weight",
        "probability",
    )
