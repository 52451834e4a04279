"""The two readings of a comparison, Splink's and Python's, and the waterfall of a pair."""

import pytest

from bole.linkage import Linked, Prepared
from bole.linkage.comparisons import COMPARISONS, places_of
from bole.linkage.files import read_model
from bole.linkage.model import saved_model, untrained
from tests.linkage.conftest import Town


def test_python_weighs_each_pair_as_splink_does(town: Town, prepared: Prepared) -> None:
    pairs = town.linked.weighed.pairs
    assert pairs.height > 300
    for pair in pairs.iter_rows(named=True):
        found = prepared.weights.waterfall(prepared.stub(pair["one"]), prepared.stub(pair["other"]))
        levels = {f"gamma_{step.comparison}": level(step.comparison, step.level) for step in found.steps}
        assert levels == {name: pair[name] for name in levels}
        assert found.weight == pytest.approx(pair["weight"], abs=1e-9)


def test_every_level_is_seen_from_both_sides_alike(town: Town, prepared: Prepared) -> None:
    for one, other in town.linked.weighed.pairs.select("one", "other").head(500).iter_rows():
        a, b = prepared.stub(one), prepared.stub(other)
        assert [c.level(a, b) for c in COMPARISONS] == [c.level(b, a) for c in COMPARISONS]


def level(comparison: str, label: str) -> int:
    return places_of(next(c for c in COMPARISONS if c.name == comparison)).get(label, -1)


def test_a_waterfall_adds_up_and_tells_each_step(town: Town, prepared: Prepared) -> None:
    one, other, weight = town.linked.weighed.pairs.sort("weight").select("one", "other", "weight").row(-1)
    ids = town.linked.weighed.stubs["record_id"]
    found = prepared.waterfall(ids[one], ids[other])
    assert [step.comparison for step in found.steps] == [comparison.name for comparison in COMPARISONS]
    assert found.prior + sum(step.bits for step in found.steps) == pytest.approx(weight)
    assert found.prior < 0
    assert found.probability > 0.999
    assert found.level("name").startswith("same")


def test_the_saved_model_has_the_levels_of_this_version() -> None:
    model, begun = saved_model(), untrained()
    assert [c["output_column_name"] for c in model["comparisons"]] == [c.name for c in COMPARISONS]
    for saved, written in zip(model["comparisons"], begun["comparisons"], strict=True):
        assert [(lv["sql_condition"], lv["label_for_charts"]) for lv in saved["comparison_levels"]] == [
            (lv["sql_condition"], lv["label_for_charts"]) for lv in written["comparison_levels"]
        ]


def test_a_closer_level_never_weighs_less_in_the_saved_model() -> None:
    for comparison in saved_model()["comparisons"]:
        if comparison["output_column_name"] in ("sex", "phone", "org", "town"):
            bits = [lv["m_probability"] / lv["u_probability"] for lv in comparison["comparison_levels"][1:]]
            assert bits[0] > 1 > bits[-1]


def test_the_model_of_a_register_is_kept_with_it(town: Town) -> None:
    assert isinstance(town.linked, Linked)
    assert town.linked.weighed.model != saved_model()
    assert read_model is not None
