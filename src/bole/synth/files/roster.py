"""花名册: name, number, day of birth and phone of every invented person, before anything goes wrong in the files."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

import bole.synth
from bole.synth.draws import Draws, Flags, Numbers, Wheel
from bole.synth.files.numbers import division_nowhere, orders, permits, phones, resident_numbers
from bole.synth.people import ORIGINS, household_places, households
from bole.synth.register import Register

_COUNTIES: Final = 20
DATA: Final = Path(bole.synth.__file__).parent / "data"


@dataclass(frozen=True)
class Roster:
    """花名册 of a register; the place of a person is his number less one."""

    surnames: pl.Series
    given: pl.Series
    numbers: pl.Series
    phones: pl.Series
    born: Numbers
    male: Flags
    employer: Numbers
    household: pl.Series
    """Division of the household, of no province."""
    permitted: Flags
    """Who has a permit in place of a resident number."""
    twin: Flags
    """Who is one of twins."""

    @property
    def names(self) -> pl.Series:
        """Surname and given name together."""
        return self.surnames + self.given

    def __len__(self) -> int:
        return len(self.born)


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a data file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def roster_of(register: Register) -> Roster:
    """Everybody in the register, named."""
    parts = [(p.ids, p.elder, p.born, p.male, p.employer, p.origin, households(p)) for p in register.stretches()]
    ids, elder, born, male, employer, origin, household = (np.concatenate(part) for part in zip(*parts, strict=True))
    draws = Draws(register.seed, "name", ids)
    places = [division_nowhere(code) for code in household_places(register.city)]
    division = np.asarray([int(code) for code in places])[household]
    # Counties of each place, so that a day's numbers suffice for everybody born on it.
    division += Draws(register.seed, "county", elder).below("county", _COUNTIES)
    twin_of = np.where(elder < ids, elder - 1, -1)
    order = orders(Draws(register.seed, "number", ids), division, _compact(born), male.astype(np.int64), twin_of)
    residents = resident_numbers(division, _compact(born), order)
    permitted = origin != ORIGINS.index("mainland")
    numbers = pl.select(pl.when(pl.Series(permitted)).then(permits(ids)).otherwise(residents)).to_series()
    twin = twin_of >= 0
    twin[twin_of[twin]] = True
    return Roster(
        _surnames(register, elder), _given(draws, male), numbers, phones(ids), born, male, employer,
        pl.Series(division).cast(pl.String), permitted, twin,
    )  # fmt: skip


def _compact(days: Numbers) -> Numbers:
    """Days as 19900503."""
    months = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
    day = days - months.astype("M8[M]").astype("M8[D]").astype(np.int64) + 1
    return (1970 + months // 12) * 10_000 + (months % 12 + 1) * 100 + day


def _surnames(register: Register, elder: Numbers) -> pl.Series:
    """By their shares; twins have the same."""
    wheel = Wheel({row["surname"]: int(row["weight"]) for row in rows_of("surnames.csv")})
    return pl.Series(list(wheel.codes)).gather(Draws(register.seed, "surname", elder).pick("surname", wheel))


def _given(draws: Draws, male: Flags) -> pl.Series:
    """A common given name for a third, else two characters of such names."""
    found = []
    for sex in ("female", "male"):
        listed = [row["given_name"] for row in rows_of("given_names.csv") if row["sex"] == sex]
        characters = sorted(set("".join(listed)))
        first, second = (draws.below(f"{sex} {place}", len(characters)) for place in ("first", "second"))
        both = pl.Series(characters).gather(first) + pl.Series(characters).gather(second)
        whole = pl.Series(listed).gather(draws.below(sex, len(listed)))
        found.append(pl.select(pl.when(pl.Series(draws.chance("common", 330_000))).then(whole).otherwise(both)))
    female, men = (frame.to_series() for frame in found)
    return pl.select(pl.when(pl.Series(male)).then(men).otherwise(female)).to_series()
