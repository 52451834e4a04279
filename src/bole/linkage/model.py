"""模型: the weights of the levels, in Splink's own file, so that Splink on any engine reads them."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from bole.linkage.comparisons import COMPARISONS, Comparison, Level

Model = dict[str, Any]


GIVEN: Final = {
    # Members of a family share surname, phone and town: a training without labels takes them for one person.
    "same given name": (0.004, 5e-4),
    "same surname": (0.006, 0.03),
    "different": (0.003, 0.97),
}
"""How often one person's records have such names, and two people's; counted on registers with the truth."""
TWO_KEYS: Final = (0.004, 0.9)
"""How often two keys are of one person, and of two: no pair of the training can show it."""


def untrained() -> Model:
    """The levels with weights to begin a training with: each level half as frequent as the closer one."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "place",
        "probability_two_random_records_match": 1e-5,
        "comparisons": [_comparison(comparison) for comparison in COMPARISONS],
        "blocking_rules_to_generate_predictions": [],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "output_column_name": comparison.name,
        "comparison_levels": [_level(level, *weights) for level, weights in _begun(comparison)],
    }


def _begun(comparison: Comparison) -> Iterator[tuple[Level, tuple[float, float]]]:
    count = len(comparison.levels)
    for at, level in enumerate(comparison.levels):
        weights = (0.5**at, 0.5 ** (count - at))
        if comparison.name == "name":
            weights = GIVEN.get(level.label, weights)
        yield level, TWO_KEYS if level.label == "two keys" else weights


def _level(level: Level, m: float, u: float) -> dict[str, Any]:
    written: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.label}
    if level.unknown:
        return written | {"is_null_level": True}
    written |= {"m_probability": m, "u_probability": u}
    if level.frequency:
        written |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
    return written


@cache
def _packaged() -> str:
    return (files("bole.linkage") / "model.json").read_text(encoding="utf-8")


def saved_model(path: Path | None = None) -> Model:
    """The model in a file, or the one that comes with the package."""
    text = _packaged() if path is None else path.read_text(encoding="utf-8")
    model = json.loads(text)
    assert isinstance(model, dict)
    return model
