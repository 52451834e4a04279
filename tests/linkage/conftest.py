"""A register with the truth, linked once for all tests."""

from typing import NamedTuple

import polars as pl
import pytest

from benchmarks.linkage_register import register
from bole.linkage import Linked, Prepared, link, prepare

PEOPLE = 2500


class Town(NamedTuple):
    """A register and what became of it."""

    records: pl.DataFrame
    """With `person`, the truth."""
    linked: Linked


@pytest.fixture(scope="session")
def town() -> Town:
    """A mix of errors that the model was not trained on."""
    records = register(PEOPLE, "held-city", 5).sort("record_id")
    return Town(records, link(records))


@pytest.fixture(scope="session")
def prepared(town: Town) -> Prepared:
    return prepare(town.linked)
