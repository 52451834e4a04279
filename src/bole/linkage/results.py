"""归集结果: how sure each record's place is, and what a person should look at."""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bole.linkage.comparisons import BIRTH, COMPARISONS, NAME, NUMBER, PHONE, Comparison, places_of
from bole.linkage.model import Model
from bole.linkage.scoring import compared
from bole.linkage.weights import Step, Waterfall, Weights, frequencies_of, stub_at

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


_OF_ONE: Final = ("same", "same as far as seen", "same in the few places seen")
"""Numbers that twins do not have in common, as they have what is rounded and what is one slip apart."""


def supported(pairs: pl.DataFrame) -> pl.Series:
    """Whether a pair may be joined at all: two names that are not one need more than what a family shares.

    Twins and same-day neighbours have the first fourteen places, the surname and the phone in common; brothers and
    sisters the phone and often one of two given characters.
    """
    name, number, birth = (pairs[f"gamma_{side}"] for side in ("name", "number", "birth"))
    same_day = birth == _place(BIRTH, "same day")
    seen_well = number == _place(NUMBER, "same as far as seen")
    agrees = number >= _place(NUMBER, "same in the few places seen")
    of_one = number.is_in([_place(NUMBER, label) for label in _OF_ONE])
    near_name = name == _place(NAME, "one syllable of three differs")
    one_name = (name > _place(NAME, "one syllable of three differs")) | (name < 0)
    same_phone = pairs["gamma_phone"] == _place(PHONE, "same")
    two_keys = number == _place(NUMBER, "two keys")
    same_given = name == _place(NAME, "same given name")
    one_person = one_name | (near_name & of_one) | (same_given & agrees) | (same_day & seen_well)
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

    `kind`: "pair"; "detached", where one side left the key of the other, or (`other_…` empty) a key that nobody else
    has; "two-keys". `waterfall` is the weight, comparison by comparison.
    """
    stubs, pairs = weighed.stubs, weighed.pairs
    sure = probabilities(pairs["weight"])
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    detached, number = (stubs[column].to_numpy() for column in ("detached", "number"))
    together = file_of[one] == file_of[other]
    keys = pairs["gamma_number"].to_numpy() == places_of(NUMBER)["two keys"]
    left = (detached[one] | detached[other]) & (number[one] == number[other]) & ~together
    two_keys = keys & supported(pairs).to_numpy() & (sure >= DOUBTFUL)
    unclear = (sure >= DOUBTFUL) & ((sure < CLEAR) | ~together) & ~keys
    kind = np.where(keys, "two-keys", np.where(left, "detached", "pair"))
    found = pairs.select("one", "other", "weight").with_columns(
        probability=pl.Series(sure.round(6)), kind=pl.Series(kind.tolist(), dtype=pl.String), joined=pl.Series(together)
    )
    chosen = found.filter(pl.Series(unclear | two_keys | left))
    alone = np.setdiff1d(np.flatnonzero(detached), chosen.filter(kind="detached").select("one", "other").to_numpy())
    lonely = pl.DataFrame({"one": alone}, schema={"one": pl.UInt32}).with_columns(kind=pl.lit("detached"), joined=False)
    listed = pl.concat([chosen, lonely], how="diagonal").sort("one", "other", nulls_last=True)
    waterfalls = _waterfalls(weighed, listed)
    names = pl.DataFrame({"place": stubs["place"], "record_id": stubs["record_id"], "cluster_id": ids})
    for side in ("one", "other"):
        named = names.rename({"place": side, "record_id": f"{side}_record_id", "cluster_id": f"{side}_cluster_id"})
        listed = listed.join(named, on=side, how="left", maintain_order="left")
    return listed.select(*DOUBT, waterfall=waterfalls)


DOUBT: Final = (
    *(f"{side}_{column}" for column in ("record_id", "cluster_id") for side in ("one", "other")),
    *("kind", "joined", "weight", "probability"),
)


def _waterfalls(weighed: Weighed, listed: pl.DataFrame) -> pl.Series:
    """The steps of each pair listed; none of a record alone."""
    table = compared(weighed.stubs)
    weights = Weights(weighed.model, frequencies_of(table))
    steps: list[list[dict[str, object]] | None] = []
    for one, other in listed.select("one", "other").iter_rows():
        if other is None:
            steps.append(None)
            continue
        fall = weights.waterfall(stub_at(table, one), stub_at(table, other))
        prior: dict[str, object] = {"comparison": "prior", "level": "", "bits": round(fall.prior, 4)}
        steps.append([prior, *({**asdict(step), "bits": round(step.bits, 4)} for step in fall.steps)])
    step = pl.Struct({"comparison": pl.String, "level": pl.String, "bits": pl.Float64})
    return pl.Series("waterfall", steps, dtype=pl.List(step))
