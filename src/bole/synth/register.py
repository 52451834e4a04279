"""登记库: the synthetic register of a city, drawn stretch by stretch of its people.

A stretch is always of the same people, however many processors there are: the same arguments give the same rows in the
same order, and the same bytes.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.policy.manifest import EVERYBODY, Coverage, Manifest
from bole.policy.schema import schema_of
from bole.policy.snapshot_writing import in_pieces, write_snapshot
from bole.synth import employers as of_employers
from bole.synth import honours, living, trainings, work
from bole.synth.bad_rows import planted
from bole.synth.certificates import certificates, titles
from bole.synth.city import City
from bole.synth.days import number_of
from bole.synth.draws import Numbers
from bole.synth.employers import Employers, Staff
from bole.synth.errors import PEOPLE_RANGE, SEED_RANGE
from bole.synth.ledger import (
    Claims,
    certificate_claims,
    claims_frame,
    organisation_claims,
    payments_frame,
    person_claims,
    training_claims,
)
from bole.synth.people import People, persons

STRETCH: Final = 2**16
MOST_PEOPLE: Final = 100_000_000
MOST_SEED: Final = 2**53

Progress = Callable[[int, int], None]


class Register:
    """登记库 of so many people of a city as of a day; raises BoleError where the numbers are out of range."""

    def __init__(
        self, city: City, people: int, seed: int, as_of: date | None = None, *, bad_rows: bool = False,
        facts: Facts = STANDARD,
    ) -> None:  # fmt: skip
        if not 1 <= people <= MOST_PEOPLE:
            raise BoleError(PEOPLE_RANGE, found=people, most=MOST_PEOPLE)
        if not 0 <= seed <= MOST_SEED:
            raise BoleError(SEED_RANGE, found=seed, most=MOST_SEED)
        self.city, self.number, self.seed, self.facts, self.bad_rows = city, people, seed, facts, bad_rows
        self.as_of = as_of or city.as_of
        self.employers = Employers(city, people, seed, number_of(self.as_of))
        self._starts = [*range(1, people + 1, STRETCH), people + 1]

    def stretches(self) -> Iterator[People]:
        """Everybody, stretch by stretch."""
        for at in range(len(self._starts) - 1):
            yield self._stretch(at)

    def _stretch(self, at: int) -> People:
        first, after = self._starts[at], self._starts[at + 1]
        return People(self.city, self.employers, first, after - 1, self.number)

    @cached_property
    def _counted(self) -> tuple[Mapping[str, Numbers], Staff]:
        """The number of each stretch's first row in the tables without gaps in their numbers; and everybody's staff."""
        staff = Staff(self.employers.number)
        rows = {name: [1] for name in _NUMBERED}
        with ThreadPoolExecutor(_threads()) as pool:
            for people in pool.map(_counting, self.stretches()):
                staff.add(people.employer, people.insured, people.skilled, people.highly_skilled)
                for name, count in _NUMBERED.items():
                    rows[name].append(count(people))
        return {name: np.cumsum(counts) for name, counts in rows.items()}, staff

    def first_rows(self, table: str) -> Numbers:
        """The number of the first row of each stretch."""
        return self._counted[0][table]

    @property
    def staff(self) -> Staff:
        """职工人数 of every organisation."""
        return self._counted[1]

    def pieces(self, table: str) -> Iterator[pl.DataFrame]:
        """The rows of one table, piece by piece; the bad rows come last."""
        yield from (part(self) for part in _OF_EMPLOYERS.get(table, ()))
        for at in range(len(self._starts) - 1) if table in _OF_PEOPLE else ():
            yield from (part(self, self._stretch(at), at) for part in _OF_PEOPLE[table])
        if self.bad_rows:
            yield planted(self.facts, table, self.as_of)

    def frames(self) -> dict[str, pl.DataFrame]:
        """Every table of the facts, in memory."""
        return {
            name: pl.concat([pl.DataFrame(schema=schema_of(table)), *self.pieces(name)])
            for name, table in self.facts.tables.items()
        }

    def write(
        self, folder: Path, progress: Progress | None = None, also: Callable[[Path], None] | None = None
    ) -> Manifest:
        """Writes a snapshot that covers everybody; `also` fills the same folder before it appears.

        Raises BoleError where `folder` exists already or cannot be written; nothing half-written is left.
        """
        steps = _Steps(sum(self._steps(name) for name in self.facts.tables), progress)
        frames = {name: self._lazy(name, steps) for name in self.facts.tables}
        return write_snapshot(
            folder,
            frames,
            place=self.city.place,
            as_of=self.as_of,
            source=f"bole synth city={self.city.id} people={self.number} seed={self.seed}",
            coverage=Coverage(EVERYBODY, self.as_of),
            facts=self.facts,
            also=also,
        )

    def _steps(self, table: str) -> int:
        return len(_OF_EMPLOYERS.get(table, ())) + len(_OF_PEOPLE.get(table, ())) * (len(self._starts) - 1)

    def _lazy(self, table: str, steps: "_Steps") -> pl.LazyFrame:
        """A table that is drawn while it is written."""
        return in_pieces(self.facts.table(table), partial(self._read, table, steps))

    def _read(self, table: str, steps: "_Steps") -> Iterator[pl.DataFrame]:
        for frame in self.pieces(table):
            steps.done()
            yield frame


class _Steps:
    """Tells how far the writing is."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._made, self._total, self._progress = 0, total, progress

    def done(self) -> None:
        self._made += 1
        if self._progress is not None:
            self._progress(self._made, self._total)


def _threads() -> int:
    return min(8, os.cpu_count() or 1)


def _counting(people: People) -> People:
    """Draws what is counted, in a thread of its own."""
    _ = people.employer, people.insured, people.highly_skilled, people.certificate_count
    return people


_NUMBERED: Final[Mapping[str, Callable[[People], int]]] = {
    "employment": lambda people: int(work.employment_times(people).sum()),
    "insurance": work.insurance_rows,
    "certificate": lambda people: int(people.certificate_count.sum()),
}

_Of = Callable[[Register, People, int], pl.DataFrame]


def _claims(register: Register, people: People, at: int) -> Iterator[Claims]:
    """Claims of people, on facts of each sort that the city has schemes for."""
    yield certificate_claims(people, int(register.first_rows("certificate")[at]))
    if register.city.numbers("training_schemes"):
        yield training_claims(people)
    if register.city.numbers("person_schemes"):
        yield person_claims(people)


def _all_claims(register: Register, people: People, at: int) -> pl.DataFrame:
    return pl.concat([claims_frame(c, register.seed, register.facts) for c in _claims(register, people, at)])


def _all_payments(register: Register, people: People, at: int) -> pl.DataFrame:
    return pl.concat([payments_frame(c, register.seed, register.facts) for c in _claims(register, people, at)])


def _claimed(register: Register) -> pl.DataFrame:
    if not register.city.numbers("organisation_schemes"):
        return pl.DataFrame(schema=schema_of(register.facts.table("claim")))
    return claims_frame(organisation_claims(register.employers), register.seed, register.facts)


def _paid(register: Register) -> pl.DataFrame:
    if not register.city.numbers("organisation_schemes"):
        return pl.DataFrame(schema=schema_of(register.facts.table("payment")))
    return payments_frame(organisation_claims(register.employers), register.seed, register.facts)


def _numbered(table: str, part: Callable[[People, int, Facts], pl.DataFrame]) -> _Of:
    return lambda register, people, at: part(people, int(register.first_rows(table)[at]), register.facts)


def _plain(part: Callable[[People, Facts], pl.DataFrame]) -> _Of:
    return lambda register, people, at: part(people, register.facts)


_OF_PEOPLE: Final[Mapping[str, tuple[_Of, ...]]] = {
    "person": (_plain(persons),),
    "employment": (_numbered("employment", work.employments),),
    "insurance": (_numbered("insurance", work.insurances),),
    "certificate": (_numbered("certificate", certificates),),
    "title": (_plain(titles),),
    "training": (_plain(trainings.trainings),),
    "voucher": (_plain(trainings.vouchers),),
    "award": (_plain(honours.awards),),
    "talent": (_plain(honours.talents),),
    "nomination": (_plain(honours.nominations),),
    "loan": (_plain(living.loans),),
    "housing": (_plain(living.housings),),
    "service": (_plain(living.services),),
    "claim": (_all_claims,),
    "payment": (_all_payments,),
}

_OF_EMPLOYERS: Final[Mapping[str, tuple[Callable[[Register], pl.DataFrame], ...]]] = {
    "organisation": (lambda register: of_employers.organisations(register.employers, register.facts),),
    "mark": (lambda register: of_employers.marks(register.employers, register.facts),),
    "workforce": (lambda register: of_employers.workforces(register.employers, register.staff, register.facts),),
    "slate": (lambda register: honours.slates(register.employers, register.number, register.facts),),
    "nomination": (lambda register: honours.firm_nominations(register.employers, register.facts),),
    "loan": (lambda register: living.firm_loans(register.employers, register.facts),),
    "claim": (_claimed,),
    "payment": (_paid,),
}
