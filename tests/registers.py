"""Small registers for tests: of Zhongshan, but dense, so that few people have all that rules look at."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from bole.policy.errors import Faults
from bole.policy.manifest import Manifest
from bole.policy.pack import load_packs
from bole.policy.population import read_population
from bole.synth import City, Register, city_of

SKILL_UPGRADE = "zhongshan.skill-upgrade"
ORGANISER_AWARD = "zhongshan.organiser-award"
PLACE = "442000"


@cache
def dense() -> City:
    """Zhongshan with the figures of tests/synth/dense.yaml."""
    faults = Faults()
    figures = read_population(Path(__file__).parent / "synth" / "dense.yaml", lambda _ref: True, faults)
    faults.raise_any()
    city = city_of(load_packs(), "zhongshan")
    return replace(city, figures={**city.figures, **figures}, _wheels={})


def generate(persons: int, seed: int, as_of: date) -> dict[str, pl.DataFrame]:
    """The tables of a register."""
    return Register(dense(), persons, seed, as_of).frames()


def write_register(folder: Path, persons: int, seed: int, as_of: date) -> Manifest:
    """A register as a snapshot that covers everybody."""
    return Register(dense(), persons, seed, as_of).write(folder)
