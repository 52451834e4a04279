"""各人的行: the rows of people in one table, several for one, none for another."""

from functools import cached_property

import numpy as np

from bole.synth.draws import Draws, Flags, Numbers
from bole.synth.people import People


class Rows:
    """Rows of some people, `times` each: whose they are, their place (0 is the latest), and the draws for them."""

    def __init__(self, people: People, times: Numbers, of: str) -> None:
        self.people, self.of = people, of
        self.owner: Numbers = np.repeat(np.arange(len(times)), times)
        starts = np.cumsum(times) - times
        self.place: Numbers = np.arange(len(self.owner)) - np.repeat(starts, times)
        self.last: Flags = self.place == times[self.owner] - 1

    @property
    def person(self) -> Numbers:
        return self.people.ids[self.owner]

    @cached_property
    def rows(self) -> Numbers:
        return self.person * 64 + self.place

    @cached_property
    def draws(self) -> Draws:
        return Draws(self.people.seed, self.of, self.rows)

    def known(self, what: str) -> Flags:
        """False where a value is missing."""
        return ~self.draws.chance(f"{what} missing", self.people.city.number("missing"))

    def places(self, what: str, share: str) -> tuple[Numbers, tuple[str, ...]]:
        """This city (0) for the share that a figure gives, else one of the others; and the codes of all."""
        city = self.people.city
        elsewhere = city.elsewhere
        here = self.draws.chance(f"{what} here", city.number(share))
        return np.where(here, 0, 1 + self.draws.pick(what, elsewhere)), (city.place, *elsewhere.codes)
