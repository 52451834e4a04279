"""A model from a register that nobody has labelled."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.linkage_register import register
from bole.kernel.errors import BoleError
from bole.linkage import link, train_model, written_model
from bole.linkage.comparisons import NAME, places_of
from bole.linkage.files import read_model
from tests.linkage.conftest import Town
from tests.linkage.records import filler, records
from tests.linkage.truth import judged


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return register(6000, "tuning", 8)


def test_a_model_from_nothing_links_as_well(town: Town, people: pl.DataFrame, tmp_path: Path) -> None:
    model = train_model(people)
    file = tmp_path / "model.json"
    file.write_text(written_model(model), encoding="utf-8")
    again = link(town.records, read_model(file))
    assert judged(again.clusters, town.records).f1 > 0.995


def test_the_same_seed_gives_the_same_model(people: pl.DataFrame) -> None:
    one = train_model(people, seed=4)
    assert train_model(people.sample(fraction=1, shuffle=True, seed=1), seed=4) == one
    assert train_model(people, seed=5) != one


def test_m_learned_without_labels_is_near_what_labels_say(town: Town) -> None:
    """Of the records without a key: how often two of one person have the same name."""
    pairs, stubs = town.linked.weighed.pairs, town.linked.weighed.stubs
    person, loose = town.records["person"].to_numpy(), stubs["key"].is_null().to_numpy()
    one, other = pairs["one"].to_numpy(), pairs["other"].to_numpy()
    true = pairs.filter(pl.Series((person[one] == person[other]) & (loose[one] | loose[other])))
    share = true.filter(pl.col("gamma_name") == places_of(NAME)["same characters"]).height / true.height
    levels = town.linked.weighed.model["comparisons"][0]["comparison_levels"]
    learned = next(level["m_probability"] for level in levels if level["label_for_charts"] == "same characters")
    assert learned == pytest.approx(share, abs=0.06)


def test_too_small_a_register_does_not_train() -> None:
    with pytest.raises(BoleError) as refused:
        train_model(records(*filler(30)))
    assert refused.value.code == "BOLE-L009"
