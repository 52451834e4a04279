"""培训和培训券: who was trained by whom in what, and the vouchers given out for it."""

from functools import cached_property

import numpy as np
import polars as pl

from bole.kernel.codes import CODES
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.levels import SkillLevel
from bole.synth.city import PROVIDERS
from bole.synth.columns import Cells, coded, days, flags, framed, numbers
from bole.synth.draws import Flags, Numbers
from bole.synth.people import People
from bole.synth.rows import Rows

LAYERS = tuple(CODES["trainee-layer"])


class Trainings(Rows):
    """培训 of some people: some come twice or three times."""

    def __init__(self, people: People) -> None:
        trained = people.share("trained") & ~people.bare
        super().__init__(people, np.where(trained, people.draws.one_of("trainings", (1, 1, 1, 2, 3)), 0), "training")

    @property
    def ids(self) -> Numbers:
        """Ids of the rows."""
        return self.rows

    @cached_property
    def employer(self) -> Numbers:
        return self.people.employer[self.owner]

    def known(self, what: str) -> Flags:
        """Values are missing with one organiser in four alone: who reports badly does so often, the others never."""
        reports_well: Flags = self.organiser % 4 != 0
        return super().known(what) | reports_well

    @cached_property
    def started(self) -> Numbers:
        return self.people.as_of - self.draws.below("started", 1_000) + 14

    @cached_property
    def ended(self) -> Numbers:
        """Courses of some weeks; an apprenticeship lasts a year or two, now and then a day less."""
        codes = self.people.city.wheel("programmes").codes
        long = np.asarray(["apprenticeship" in code for code in codes])[self.programme]
        return self.started + np.where(long, self.draws.one_of("years", (364, 365, 730)), self.draws.below("days", 60))

    @cached_property
    def programme(self) -> Numbers:
        return self.draws.pick("programme", self.people.city.wheel("programmes"))

    @cached_property
    def organiser(self) -> Numbers:
        """A provider or an association; the first association has a third of all trainees, more than any ceiling."""
        employers, draws = self.people.employers, self.draws
        body = employers.some(draws, "organiser", *PROVIDERS)
        association = employers.some(draws, "association", "association")
        body = np.where(draws.chance("of an association", 300_000), association, body)
        return np.where(draws.chance("of the big one", 330_000), employers.blocks["association"][0], body)


def trainings(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `training`."""
    held = Trainings(people)
    draws, known, city = held.draws, held.known, people.city
    layers, programmes = city.wheel("layers"), city.wheel("programmes")
    employer = held.employer
    over = held.ended <= people.as_of
    level = np.minimum(SkillLevel.TECHNICIAN, np.maximum(people.level[held.owner], SkillLevel.JUNIOR))
    passed = draws.chance("passed", city.number("passed"))
    digital = people.digital[held.owner] | draws.chance("digital course", 300_000)
    cells: Cells = {
        "training_id": numbers(held.ids),
        "person": numbers(held.person),
        "organiser": numbers(held.organiser, known("organiser")),
        "employer": numbers(employer, (employer > 0) & known("employer")),
        "programme": coded(programmes.codes, held.programme, known("programme")),
        "layer": coded(layers.codes, draws.pick("layer", layers), known("layer")),
        "digital": flags(digital & (employer > 0), known("digital")),
        "city": city.place,
        "occupation": coded(people.trades, people.trade[held.owner], known("occupation")),
        "level": numbers(level, known("level")),
        "started_on": days(held.started),
        "ended_on": days(held.ended, known("ended")),
        "hours": numbers(draws.between("hours", 1, 40) * 4),
        "passed": flags(passed, over & known("passed")),
        "certified": flags(passed & draws.chance("certified", city.number("certified")), over & known("certified")),
    }
    return framed(facts.table("training"), people.seed, cells)


def vouchers(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `voucher`: at most one of a person; some run out today, ran out yesterday or were never used."""
    has = people.share("vouchers") & ~people.bare
    held = Rows(people, has.astype(np.int64), "voucher")
    draws, city = held.draws, people.city
    issued = people.as_of - draws.below("issued", 500)
    lasting = draws.one_of("lasting", (90, 180, 365))
    border = draws.chance("expires now", city.number("borders"))
    expires = np.where(border, people.as_of + draws.between("around", -1, 1), issued + lasting)
    issued = np.minimum(issued, expires)
    used_on = np.minimum(issued + draws.below("used", 120), people.as_of)
    used = draws.chance("voucher used", city.number("voucher_used"))
    programmes = city.wheel("programmes")
    cells: Cells = {
        "voucher_id": numbers(held.person),
        "person": numbers(held.person),
        "programme": coded(programmes.codes, draws.pick("programme", programmes), held.known("programme")),
        "issued_on": days(issued),
        "expires_on": days(expires, held.known("expires")),
        "provider": numbers(people.employers.some(draws, "provider", *PROVIDERS), used & held.known("provider")),
        "used": flags(used, held.known("used")),
        "used_on": days(used_on, used & held.known("used on")),
    }
    return framed(facts.table("voucher"), people.seed, cells)
