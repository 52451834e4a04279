"""单位: schools and providers, assessment bodies, associations, public bodies and firms by size, in blocks of ids.

The first and the last organisation have no rows that lead to them.
"""

from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.synth.city import PROVIDERS, City
from bole.synth.columns import Cells, coded, days, flags, framed, numbers
from bole.synth.days import day_of, number_of
from bole.synth.draws import Draws, Flags, Numbers

SIZES: Final = ("large", "medium", "small", "micro")
KINDS: Final = ("enterprise", "school", "association", "service", "public")
PUBLIC_SHARE: Final = 50
"""One public body for so many people."""


class Employers:
    """用人单位 of a register, providers and public bodies too: which ids are which, and what is drawn for each."""

    def __init__(self, city: City, people: int, seed: int, as_of: int) -> None:
        self.city, self.people, self.seed, self.as_of = city, people, seed, as_of
        provided = city.numbers("providers")
        firms = max(2 * len(SIZES), people // max(1, city.number("people_per_employer")))
        by_size = city.numbers("firm_sizes")
        whole = sum(by_size.values())
        counts = {
            "first": 1,
            **{name: provided[name] for name in PROVIDERS},
            "assessor": max(1, city.number("assessors")),
            "association": max(1, city.number("associations")),
            "public": max(1, people // PUBLIC_SHARE // 100),
            **{size: max(1, firms * by_size[size] // whole) for size in SIZES},
            "last": 1,
        }
        starts = np.cumsum([1, *counts.values()])
        self.blocks = {name: (int(start), count) for (name, count), start in zip(counts.items(), starts, strict=False)}
        self.number = int(starts[-1]) - 1
        self._starts = starts[:-1]

    @cached_property
    def ids(self) -> Numbers:
        return np.arange(1, self.number + 1, dtype=np.int64)

    @cached_property
    def draws(self) -> Draws:
        return Draws(self.seed, "organisation", self.ids)

    def some(self, draws: Draws, what: str, *blocks: str) -> Numbers:
        """One organisation of neighbouring blocks for each row."""
        first = min(self.blocks[name][0] for name in blocks)
        return draws.below(what, sum(self.blocks[name][1] for name in blocks)) + first

    def of_staff(self, draws: Draws, what: str) -> Numbers:
        """A firm for each row, the large ones as often as they have staff."""
        wheel = self.city.wheel("staff_by_size")
        size = draws.pick(f"{what} size", wheel)
        first = np.asarray([self.blocks[code][0] for code in wheel.codes])[size]
        return first + draws.below(what, np.asarray([self.blocks[code][1] for code in wheel.codes])[size])

    @cached_property
    def block(self) -> Numbers:
        """The place of each organisation's block."""
        return np.searchsorted(self._starts, self.ids, side="right") - 1

    def within(self, *names: str) -> Flags:
        """Whether an organisation lies in one of the blocks."""
        places = [list(self.blocks).index(name) for name in names]
        return np.isin(self.block, places)

    @cached_property
    def registered(self) -> Numbers:
        return self.as_of - self.draws.between("registered", 30, 9_000)

    @cached_property
    def town(self) -> Numbers:
        return self.draws.pick("town", self.city.wheel("towns"))


MOST: Final = 600_000
"""No mark is given to more of the large firms, in millionths."""


def organisations(employers: Employers, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `organisation`."""
    city, draws = employers.city, employers.draws
    kind_of = [0, 1, 1, 1, 3, 3, 2, 4, 0, 0, 0, 0, 0]
    kind = np.asarray(kind_of)[employers.block]
    firm = kind == 0
    size = np.clip(employers.block - list(employers.blocks).index("large"), 0, 3)
    industry = draws.pick("industry", city.wheel("industries"))
    missing = city.number("missing")
    codes = list(city.wheel("industries").codes)
    education, public = _place(codes, "P"), _place(codes, "S")
    industry = np.where(employers.within(*PROVIDERS), education, np.where(kind == 4, public, industry))
    assessor = employers.within("assessor", "technician", "higher")
    cells: Cells = {
        "organisation_id": numbers(employers.ids),
        "kind": coded(KINDS, kind, ~draws.chance("kind missing", missing)),
        "size": coded(SIZES, np.where(firm, size, 2), firm & ~draws.chance("size missing", missing // 8)),
        "industry": coded(codes, industry, ~draws.chance("industry missing", missing)),
        "province": city.province,
        "city": city.place,
        "town": coded(city.wheel("towns").codes, employers.town, ~draws.chance("town missing", missing)),
        "registered_on": days(employers.registered),
        "assessor": flags(assessor, ~draws.chance("assessor missing", missing)),
    }
    return framed(facts.table("organisation"), employers.seed, cells)


def _place(codes: list[str], code: str) -> int:
    """The place of a code, which is added where the list has it not."""
    if code not in codes:
        codes.append(code)
    return codes.index(code)


def marks(employers: Employers, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `mark`: what firms, schools and providers are recognised as, and from when to when."""
    city, draws = employers.city, employers.draws
    codes = list(city.numbers("marks"))
    firm, provider = employers.within(*SIZES), employers.within(*PROVIDERS)
    found = []
    for at, (code, share) in enumerate(city.numbers("marks").items()):
        may = provider if code == "white-list" else firm
        # What is promised to recognised firms concerns many workers: the large ones are the recognised ones.
        often = (
            employers.within("large") & (code != "white-list") & draws.chance(f"large {code}", min(MOST, share * 20))
        )
        ids = employers.ids[(may & draws.chance(f"mark {code}", share)) | often]
        found.append(np.stack([ids, np.full(len(ids), at)]))
    # Firms that have filed to assess their own staff: as many for so many people as in the city, the large ones first.
    filed = max(1, city.number("filed_firms") * employers.people // sum(city.numbers("towns").values()))
    found.append(np.stack([employers.ids[firm][:filed], np.full(filed, len(codes))[: firm.sum()]]))
    codes.append("assessor")
    organisation, mark = np.concatenate(found, axis=1)
    own = Draws(employers.seed, "mark", organisation * 32 + mark)
    started = np.minimum(employers.registered[organisation - 1] + own.between("mark", 0, 3_000), employers.as_of)
    open_ = own.chance("mark open", 850_000)
    until = np.where(open_, employers.as_of, np.minimum(started + own.below("mark length", 1_500), employers.as_of))
    missing = city.number("missing")
    tiers = ("nation", "province", "city", "city", "district")
    cells: Cells = {
        "mark_id": numbers(organisation * 32 + mark),
        "organisation": numbers(organisation),
        "kind": coded(codes, mark, ~own.chance("mark missing", missing)),
        "tier": coded(tiers, own.below("mark tier", len(tiers)), ~own.chance("tier missing", missing)),
        "started_on": days(started),
        "until": days(until),
        "open": flags(open_),
    }
    return framed(facts.table("mark"), employers.seed, cells)


def workforces(employers: Employers, staff: "Staff", facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `workforce`: the accounts of the last two years of each organisation that has staff in the register.

    On the last day of a year there are three.
    """
    year = day_of(employers.as_of).year
    ends = [date(year - back, 12, 31) for back in (2, 1, 0)]
    counted = [end for end in ends if number_of(end) <= employers.as_of]
    return pl.concat([_account(employers, staff, end, later, facts) for later, end in enumerate(counted)])


def _account(employers: Employers, staff: "Staff", counted_on: date, later: int, facts: Facts) -> pl.DataFrame:
    """One year's account; from year to year the pay of each group grows by a rate of its own, or by the same."""
    city, ids = employers.city, employers.ids[(staff.staff > 0) | employers.within(*PROVIDERS)]
    at, draws = ids - 1, Draws(employers.seed, "workforce", ids)
    people, high = staff.staff[at], staff.highly_skilled[at]
    middle = city.numbers("wages")["p50"] * 100 * draws.between("pay", 80, 130) // 100
    managers = people * draws.between("managers", 5, 15) // 100
    growth = draws.between("growth", -3, 12)
    other = np.where(draws.chance("same growth", 200_000), growth, draws.between("managers' growth", -3, 12))
    fund = people * middle * draws.between("education fund", 40, 300) // 10_000
    # Six tenths for the front line, to the fen, now and then.
    share = np.where(draws.chance("exactly", 150_000), 6_000, draws.between("front line", 3_000, 9_000))
    gaps = {
        "insured": staff.insured[at],
        "skilled": staff.skilled[at],
        "highly_skilled": high,
        "wages": people * (middle + 50) * (100 + later * growth) // 100,
        "highly_skilled_wages": high * middle * 125 * (100 + later * growth) // 10_000,
        "managers": managers,
        "managers_wages": managers * middle * 160 * (100 + later * other) // 10_000,
        "education_fund": fund,
        "education_front_line": fund * share // 10_000,
    }
    missing = city.number("missing")
    cells: Cells = {
        "workforce_id": numbers(ids * 4096 + counted_on.year),
        "organisation": numbers(ids),
        "counted_on": days(np.full(len(ids), number_of(counted_on))),
        "staff": numbers(people),
    }
    cells |= {name: numbers(values, ~draws.chance(f"{name} missing", missing)) for name, values in gaps.items()}
    return framed(facts.table("workforce"), employers.seed, cells)


class Staff:
    """职工人数: how many of the register's people work for each organisation, counted piece by piece."""

    def __init__(self, organisations: int) -> None:
        self._long = organisations + 1
        self._counts = {name: np.zeros(self._long, np.int64) for name in ("staff", "insured", "skilled", "high")}

    def add(self, employer: Numbers, insured: Flags, skilled: Flags, high: Flags) -> None:
        """Some people with their employers, 0 for none."""
        works = employer > 0
        for name, who in (("staff", works), ("insured", insured), ("skilled", skilled), ("high", high)):
            self._counts[name] += np.bincount(employer[works & who], minlength=self._long)

    @property
    def staff(self) -> Numbers:
        return self._counts["staff"][1:]

    @property
    def insured(self) -> Numbers:
        return self._counts["insured"][1:]

    @property
    def skilled(self) -> Numbers:
        return self._counts["skilled"][1:]

    @property
    def highly_skilled(self) -> Numbers:
        return self._counts["high"][1:]
