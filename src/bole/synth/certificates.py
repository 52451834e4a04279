"""证书和职称: one person's certificates in the order he got them, up to his level, and titles."""

from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.codes import CODES
from bole.kernel.dates import add_months as months_before
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.levels import SkillLevel
from bole.synth.city import PROVIDERS
from bole.synth.columns import Cells, coded, days, flags, framed, numbers
from bole.synth.days import add_months, day_of, last_of, months_of, number_of
from bole.synth.draws import Flags, Numbers
from bole.synth.people import People
from bole.synth.rows import Rows

KINDS: Final = tuple(CODES["certificate-kind"])
ROUTES: Final = tuple(CODES["assessment-route"])
WITH_LEVEL: Final = tuple(KINDS.index(kind) for kind in ("skill", "qualification"))
GRADES: Final = 3

_RECENT: Final = 365
_EARLIEST_AGE: Final = 16


class Certificates(Rows):
    """证书 of some people; place 0 is the first that a person got, the last is of his highest level."""

    def __init__(self, people: People) -> None:
        super().__init__(people, people.certificate_count, "certificate")
        self.to_come: Numbers = people.certificate_count[self.owner] - 1 - self.place

    @cached_property
    def claimed_digital(self) -> Flags:
        """The certificate on which a digital subsidy was drawn this year."""
        return self.last & self.people.claims_digital[self.owner]

    @cached_property
    def busy(self) -> Flags:
        return self.people.busy[self.owner] & ~self.people.claims_digital[self.owner]

    @cached_property
    def kind(self) -> Numbers:
        wheel = self.people.city.wheel("certificate_kinds")
        drawn = np.asarray([KINDS.index(code) for code in wheel.codes])[self.draws.pick("kind", wheel)]
        return np.where(self.claimed_digital | self.busy, KINDS.index("skill"), drawn)

    @cached_property
    def with_level(self) -> Flags:
        return np.isin(self.kind, WITH_LEVEL)

    @cached_property
    def trade(self) -> Numbers:
        """The holder's own trade for most."""
        own = self.last | self.draws.chance("own trade", 750_000)
        return np.where(own, self.people.trade[self.owner], self.draws.below("trade", len(self.people.trades)))

    @cached_property
    def digital(self) -> Flags:
        """Whether the trade is a digital one."""
        return self.trade < len(self.people.city.wheel("digital_trades").codes)

    @cached_property
    def level(self) -> Numbers:
        """Rising to the holder's level, never above it; 0 for certificates without one."""
        top = self.people.level[self.owner]
        steps = np.maximum(top - self.to_come, np.minimum(top, SkillLevel.JUNIOR))
        return np.where(self.with_level, steps, 0)

    @cached_property
    def grade(self) -> Numbers:
        return np.where(self.with_level, 0, 1 + self.draws.below("grade", GRADES))

    @cached_property
    def issued(self) -> Numbers:
        """Day of issue: the last one recent for a share, the others years before; some on the borders of rules."""
        people, owner, draws = self.people, self.owner, self.draws
        recent = people.draws.chance("recent", people.city.number("recent"))
        last = np.where(
            recent, people.draws.below("days ago", _RECENT), _RECENT + people.draws.below("long ago", 2_400)
        )
        back = self.to_come * (220 + draws.below("between", 700))
        day = people.as_of - last[owner] - back
        border = draws.chance("issue border", people.city.number("borders"))
        day = np.where(border, draws.one_of("issued on", self._borders()), day)
        end = draws.chance("month end", people.city.number("borders"))
        day = np.where(end, last_of(months_of(day)), day)
        year = day_of(people.as_of).year
        in_one_year = number_of(date(year - 1, 1, 1)) + draws.below("busy year", 335)
        day = np.where(self.busy, in_one_year, day)
        day = np.where(self.claimed_digital, people.as_of - draws.below("claimed lately", 240), day)
        grown = people.born[owner] + 1461 * _EARLIEST_AGE // 4 + 1
        return np.minimum(np.maximum(day, grown), people.as_of)

    def _borders(self) -> list[int]:
        """Days whose twelve months end today, ended yesterday or end tomorrow; the ends of years; leap days."""
        as_of = day_of(self.people.as_of)
        year = number_of(months_before(as_of, -12))
        leap = [y for y in range(as_of.year, as_of.year - 13, -1) if y % 4 == 0 and (y % 100 or y % 400 == 0)]
        leaps = [number_of(date(y, 2, 29)) for y in leap]
        ends = [number_of(date(as_of.year - back, 12, 31)) for back in (1, 2)]
        new_years = [end + 1 for end in ends]
        found = [year - 1, year, year + 1, *ends, *new_years, *leaps]
        return [day for day in found if day <= self.people.as_of]

    @cached_property
    def route(self) -> Numbers:
        wheel = self.people.city.wheel("routes")
        drawn = np.asarray([ROUTES.index(code) for code in wheel.codes])[self.draws.pick("route", wheel)]
        above = np.isin(self.level, (SkillLevel.APPRENTICE, SkillLevel.SPECIAL_TECHNICIAN, SkillLevel.CHIEF_TECHNICIAN))
        drawn = np.where(above, ROUTES.index("enterprise"), drawn)
        return np.where(self.claimed_digital | (self.busy & ~above), ROUTES.index("social"), drawn)

    @cached_property
    def valid(self) -> Flags:
        return ~self.draws.chance("revoked", self.people.city.number("revoked")) | self.claimed_digital

    @cached_property
    def issuer(self) -> Numbers:
        """A published body for most; the holder's employer, a school or a public body where the route says so."""
        employers, draws = self.people.employers, self.draws
        body = employers.some(draws, "body", "assessor")
        other = employers.of_staff(draws, "other issuer")
        employer = self.people.employer[self.owner]
        by_route = {
            "enterprise": np.where(employer > 0, employer, other),
            "school": employers.some(draws, "school", "higher", "secondary", "technician"),
            "public": employers.some(draws, "public body", "public"),
        }
        found = np.where(draws.chance("unlisted", 60_000) & ~self.claimed_digital, other, body)
        for route, issuer in by_route.items():
            found = np.where(self.route == ROUTES.index(route), issuer, found)
        return found


def certificates(people: People, first: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `certificate`; its rows are numbered from `first` on, a person's in the order he got them."""
    held = Certificates(people)
    draws, known, city = held.draws, held.known, people.city
    graded = ~held.with_level
    fields = city.wheel("fields")
    since = held.issued - draws.below("field since", 2_600)
    since = np.where(draws.chance("three years", 200_000), add_months(held.issued, -36), since)
    organiser = people.employers.some(draws, "organiser", *PROVIDERS)
    cells: Cells = {
        "certificate_id": numbers(first + np.arange(len(held.owner))),
        "person": numbers(held.person),
        "kind": coded(KINDS, held.kind, known("kind") | held.claimed_digital),
        "occupation": coded(people.trades, held.trade, held.with_level & (known("occupation") | held.claimed_digital)),
        "level": numbers(held.level, known("level") | held.claimed_digital),
        "grade": numbers(held.grade, known("grade")),
        "field": coded(fields.codes, draws.pick("field", fields), graded & known("field")),
        "field_since": days(since, graded & draws.chance("since known", 900_000)),
        "route": coded(ROUTES, held.route, known("route")),
        "issuer": numbers(held.issuer, known("issuer")),
        "organiser": numbers(organiser, draws.chance("organised", 600_000)),
        "city": coded((city.place, *city.elsewhere.codes), *_where(held)),
        "issued_on": days(held.issued, known("issued")),
        "valid": flags(held.valid, known("valid")),
    }
    return framed(facts.table("certificate"), people.seed, cells)


def _where(held: Certificates) -> tuple[Numbers, Flags]:
    elsewhere = 1 + held.draws.pick("elsewhere", held.people.city.elsewhere)
    return np.where(held.draws.chance("assessed here", 930_000), 0, elsewhere), held.known("assessed in")


def titles(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `title`: at most one of a person."""
    has = people.share("titled") & ~people.bare
    ids = people.ids[has]
    spells = Rows(people, has.astype(np.int64), "title")
    draws, fields, wheel = spells.draws, people.city.wheel("fields"), people.city.wheel("titles")
    level = np.asarray([int(code) for code in wheel.codes])[draws.pick("level", wheel)]
    cells: Cells = {
        "title_id": numbers(ids),
        "person": numbers(ids),
        "series": "engineering",
        "field": coded(fields.codes, draws.pick("field", fields), spells.known("field")),
        "level": numbers(level, spells.known("level")),
        "obtained_on": days(people.as_of - draws.below("obtained", 5_000), spells.known("obtained")),
    }
    return framed(facts.table("title"), people.seed, cells)
