"""个人: a stretch of the register's people, each trait drawn when it is first asked for.

Traits hang on the person's number alone, so that any table of any stretch can be drawn by itself. Of twins the second
has the birth, the town and the household of the first.
"""

from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.codes import CODES
from bole.kernel.dates import add_months
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.levels import SkillLevel
from bole.synth.city import City, band_of
from bole.synth.columns import coded, days, framed, numbers
from bole.synth.days import day_of, number_of
from bole.synth.draws import Draws, Flags, Numbers
from bole.synth.employers import Employers

STATUS: Final = tuple(CODES["employment-status"])
ORIGINS: Final = tuple(CODES["origin"])
EMPLOYED: Final = tuple(STATUS.index(code) for code in ("employee", "flexible", "established"))

_TURNS: Final = (16, 18, 35, 45, 50, 55, 60)
"""Ages in years at which rules begin or end."""


class People:
    """个人 number `first` to `last` of a register of `total`."""

    def __init__(self, city: City, employers: Employers, first: int, last: int, total: int) -> None:
        self.city, self.employers, self.total = city, employers, total
        self.seed, self.as_of = employers.seed, employers.as_of
        self.ids: Numbers = np.arange(first, last + 1, dtype=np.int64)

    @cached_property
    def draws(self) -> Draws:
        return Draws(self.seed, "person", self.ids)

    @cached_property
    def elder(self) -> Numbers:
        """The person's own number; of the second of twins, that of the first."""
        pair = (self.ids + 1) // 2
        second = (self.ids % 2 == 0) & Draws(self.seed, "pair", pair).chance("twins", self.city.number("twins"))
        return np.where(second, self.ids - 1, self.ids)

    @cached_property
    def at_birth(self) -> Draws:
        """抽数 for what twins have in common."""
        return Draws(self.seed, "birth", self.elder)

    def share(self, what: str, name: str = "") -> Flags:
        """True for the share that the figure of that name gives (by default: of the name of what is drawn)."""
        return self.draws.chance(what, self.city.number(name or what))

    def known(self, what: str) -> Flags:
        """False where a value is missing."""
        return ~self.draws.chance(f"{what} missing", self.city.number("missing"))

    @cached_property
    def male(self) -> Flags:
        return self.share("men")

    @cached_property
    def born(self) -> Numbers:
        """Day of birth by the bands of age; some on the days on which rules begin or end, some on 29 February."""
        wheel = self.city.wheel("ages")
        bands = np.asarray([band_of(code) for code in wheel.codes], dtype=np.int64)
        band = self.at_birth.pick("age", wheel)
        years = bands[band, 0] + self.at_birth.below("year of age", bands[band, 1] - bands[band, 0] + 1)
        drawn = self.as_of - years * 1461 // 4 - 1 - self.at_birth.below("day of birth", 365)
        border = self.at_birth.chance("birth border", self.city.number("borders") // 4)
        return np.where(border, self.at_birth.one_of("birth turn", _births(day_of(self.as_of))), drawn)

    @cached_property
    def age(self) -> Numbers:
        """Years of age, near enough."""
        return (self.as_of - self.born) * 4 // 1461

    @cached_property
    def origin(self) -> Numbers:
        wheel = self.city.wheel("origins")
        return np.asarray([ORIGINS.index(code) for code in wheel.codes])[self.draws.pick("origin", wheel)]

    @cached_property
    def town(self) -> Numbers:
        return self.at_birth.pick("town", self.city.wheel("towns"))

    @cached_property
    def household_here(self) -> Flags:
        return self.at_birth.chance("household here", self.city.number("household_here"))

    @cached_property
    def bare(self) -> Flags:
        """People without rows in any other table; the first and the last are always among them."""
        ends: Flags = (self.ids == 1) | (self.ids == self.total)
        return self.share("without rows", "without_rows") | ends

    @cached_property
    def status(self) -> Numbers:
        """The place in STATUS; -1 for none."""
        wheel = self.city.wheel("status")
        drawn = np.asarray([STATUS.index(code) for code in wheel.codes])[self.draws.pick("status", wheel)]
        student = (self.age < 23) & self.share("student", "students")
        pensioner = (self.age >= np.where(self.male, 60, 55)) & self.share("pensioner", "pensioners")
        found = np.where(student, STATUS.index("student"), np.where(pensioner, STATUS.index("pensioner"), drawn))
        return np.where(self.bare, -1, found)

    @cached_property
    def employer(self) -> Numbers:
        """The employer's number, 0 for none."""
        firm = self.employers.of_staff(self.draws, "employer")
        public = self.employers.some(self.draws, "public employer", "public")
        found = np.where(self.status == STATUS.index("established"), public, firm)
        return np.where(np.isin(self.status, EMPLOYED), found, 0)

    @cached_property
    def claims_digital(self) -> Flags:
        """Who drew a digital skill-upgrade subsidy this year, as many as the city has said."""
        return self.share("digital claim", "digital_claims") & ~self.bare

    @cached_property
    def busy(self) -> Flags:
        """Who got many certificates in one year, more than may be claimed."""
        return self.share("busy") & ~self.bare

    @cached_property
    def skilled(self) -> Flags:
        return (self.share("skilled") & ~self.bare) | self.claims_digital | self.busy

    @cached_property
    def level(self) -> Numbers:
        """The highest skill level, 0 for none."""
        wheel = self.city.wheel("levels")
        drawn = np.asarray([int(code) for code in wheel.codes])[self.draws.pick("level", wheel)]
        return np.where(self.skilled, np.where(self.claims_digital, np.maximum(drawn, SkillLevel.JUNIOR), drawn), 0)

    @cached_property
    def highly_skilled(self) -> Flags:
        return self.level >= SkillLevel.SENIOR

    @cached_property
    def digital(self) -> Flags:
        return self.share("digital") | self.claims_digital

    @cached_property
    def trade(self) -> Numbers:
        """The place in `trades`."""
        wheel = self.city.wheel("digital_trades")
        other = len(wheel.codes) + self.draws.pick("other trade", self.city.wheel("other_trades"))
        return np.where(self.digital, self.draws.pick("digital trade", wheel), other)

    @property
    def trades(self) -> tuple[str, ...]:
        """Every trade, the digital ones first."""
        return trades(self.city)

    @cached_property
    def insured(self) -> Flags:
        """Insured as an employee, or on one's own."""
        return self.share("insured") & ~self.bare

    @cached_property
    def certificate_count(self) -> Numbers:
        wheel = self.city.wheel("certificates")
        drawn = np.asarray([int(code) for code in wheel.codes])[self.draws.pick("certificates", wheel)]
        many = 5 + self.draws.below("many", 2)
        return np.where(self.busy, many, np.where(self.skilled, drawn, 0))


def trades(city: City) -> tuple[str, ...]:
    """Every trade of a city's register, the digital ones first."""
    return (*city.wheel("digital_trades").codes, *city.wheel("other_trades").codes)


def _births(as_of: date) -> list[int]:
    """Days of birth on which an age is reached today, was reached yesterday, is reached tomorrow; and leap days."""
    turned = [add_months(as_of, -12 * years) + timedelta(days) for years in _TURNS for days in (-1, 0, 1)]
    leap = [date(year, 2, 29) for year in range(1964, as_of.year - 16, 4) if year != 1900]
    return [number_of(day) for day in (*turned, *leap)]


def household_places(city: City) -> tuple[str, ...]:
    """Where households may be registered: the city first."""
    return (city.place, *city.elsewhere.codes)


def households(people: People) -> Numbers:
    """The place of each person's household among `household_places`."""
    city, places = people.city, household_places(people.city)
    near = [at for at, code in enumerate(places) if at and code[:2] == city.place[:2]] or [0]
    far = [at for at, code in enumerate(places) if at and code[:2] != city.place[:2]] or [0]
    in_province = people.at_birth.chance("household in province", city.number("household_in_province"))
    other = np.where(in_province, people.at_birth.one_of("near", near), people.at_birth.one_of("far", far))
    return np.where(people.household_here, 0, other)


def persons(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `person`."""
    city, draws, known = people.city, people.draws, people.known
    places, household = household_places(city), households(people)
    since = np.maximum(people.born, people.as_of - people.at_birth.below("household since", 12_000))
    mainland = people.origin == ORIGINS.index("mainland")
    education = city.wheel("education")
    here = known("residence") & people.share("residence here", "residence_here")
    cells = {
        "person_id": numbers(people.ids),
        "sex": coded(("female", "male"), people.male.astype(np.int64), known("sex")),
        "born_on": days(people.born, known("born")),
        "origin": coded(ORIGINS, people.origin, known("origin")),
        "household_province": coded([f"{c[:2]}0000" for c in places], household, mainland & known("household")),
        "household_city": coded([f"{c[:4]}00" for c in places], household, mainland & known("household")),
        "household_since": days(since, mainland & known("household since")),
        "residence_city": coded((city.place,), np.zeros(len(people.ids), np.int64), here),
        "residence_town": coded(city.wheel("towns").codes, people.town, here & known("town")),
        "education": coded(education.codes, draws.pick("education", education), known("education")),
    }
    return framed(facts.table("person"), people.seed, cells)
