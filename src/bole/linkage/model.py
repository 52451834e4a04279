"""模型: the weights of the levels, in Splink's own file, so that Splink on any engine reads them."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bole.linkage.comparisons import COMPARISONS, Comparison, Level

Model = dict[str, Any]


def untrained() -> Model:
    """The levels without weights."""
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
        "comparison_levels": [_level(level) for level in comparison.levels],
    }


def _level(level: Level) -> dict[str, Any]:
    written: dict[str, Any] = {"sql_condition": level.sql, "label_for_charts": level.label}
    if level.unknown:
        written["is_null_level"] = True
    if level.frequency:
        written |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
    return written
