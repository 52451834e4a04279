"""申领和发放: claims on certificates, trainings, persons and organisations, and the payments already made.

Claims fall a day before, on and after the end of twelve months; busy people claim more often than a year allows; some
certificates were paid under another scheme; some payments are taken back, whole or in part.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.levels import SkillLevel
from bole.synth.certificates import KINDS, Certificates
from bole.synth.columns import coded, days, framed, numbers
from bole.synth.days import add_months, day_of, number_of
from bole.synth.draws import Draws, Flags, Numbers, Wheel
from bole.synth.employers import Employers
from bole.synth.people import People
from bole.synth.trainings import Trainings

_SORTS: Final = ("certificate", "training", "person", "organisation")
_UPLIFT: Final = 130  # per cent, for a digital trade at senior level or above
_PER_TRAINING: Final = (5_000, 6_000, 8_500)
_PER_PERSON: Final = (500, 1_000, 3_000)
_PER_ORGANISATION: Final = (20_000, 120_000, 299_999, 300_000)
_YUAN: Final = 100


@dataclass
class Claims:
    """申领 on facts of one sort, with what was paid on each."""

    sort: str
    wheel: Wheel
    draws: Draws
    city_paid: int
    city_corrected: int
    as_of: int
    fact: Numbers
    scheme: Numbers
    applied: Numbers
    fen: Numbers
    person: Numbers
    organisation: Numbers
    certificate: Numbers
    trade: Numbers
    level: Numbers
    trades: tuple[str, ...]
    surely: Flags

    @cached_property
    def paid(self) -> Flags:
        return (self.surely | self.draws.chance("paid", self.city_paid)) & (self.fen > 0)

    @property
    def paid_on(self) -> Numbers:
        found: Numbers = np.minimum(self.applied + 7 + self.draws.below("paid after", 90), self.as_of)
        return found

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.wheel.codes)

    @property
    def number(self) -> Numbers:
        """A number that no other claim has."""
        return self.fact * len(_SORTS) + _SORTS.index(self.sort)


def certificate_claims(people: People, first: int) -> Claims:
    """Claims on skill certificates: one in the claims of this year for each that the city has told of, and others."""
    held = Certificates(people)
    draws, city, as_of = held.draws, people.city, people.as_of
    year = number_of(day_of(as_of).replace(month=1, day=1))
    edge = add_months(held.issued, 12) + draws.between("edge", -1, 1)
    soon = held.issued + draws.below("claimed after", 430)
    december = number_of(day_of(as_of).replace(year=day_of(as_of).year - 1, month=12, day=1)) + draws.below("day", 31)
    applied = np.where(draws.chance("at the edge", city.number("borders")), edge, soon)
    applied = np.where(held.busy, np.maximum(december, held.issued), applied)
    this_year = np.minimum(np.maximum(year, held.issued) + draws.below("promptly", 30), as_of)
    applied = np.where(held.claimed_digital, this_year, applied)
    # Of digital trades nobody else drew a subsidy this year: the city has counted them.
    others = draws.chance("claimed", city.number("claimed")) & ~(held.digital & (applied >= year))
    asked = held.claimed_digital | ((others | held.busy) & (held.kind == KINDS.index("skill")) & (applied <= as_of))
    wheel = city.wheel("certificate_schemes")
    scheme = np.where(held.claimed_digital | held.busy, 0, draws.pick("scheme", wheel))
    grants = np.asarray([0, *(city.numbers("grants")[str(level)] for level in range(1, 9))])
    fen = grants[held.level] * _YUAN
    fen = np.where(held.digital & (held.level >= SkillLevel.SENIOR), fen * _UPLIFT // 100, fen)
    ids = first + np.arange(len(held.owner))
    at = np.flatnonzero(asked)
    return _made(
        "certificate", people.employers, wheel, ids[at], scheme[at], applied[at], fen[at],
        person=held.person[at], certificate=ids[at], trade=held.trade[at], level=held.level[at],
        trades=people.trades, surely=held.claimed_digital[at],
    )  # fmt: skip


def training_claims(people: People) -> Claims:
    """Claims on trainings that are over: apprenticeships, courses."""
    held, city = Trainings(people), people.city
    wheel = city.wheel("training_schemes")
    at = np.flatnonzero((held.ended < people.as_of) & held.draws.chance("claimed", city.number("claimed")))
    draws = Draws(people.seed, "training claim", held.ids[at])
    applied = np.minimum(held.ended[at] + draws.below("after", 200), people.as_of)
    fen = draws.one_of("grant", _PER_TRAINING) * _YUAN
    return _made(
        "training", people.employers, wheel, held.ids[at], draws.pick("scheme", wheel), applied, fen,
        person=held.person[at], trade=people.trade[held.owner][at], level=people.level[held.owner][at],
        trades=people.trades,
    )  # fmt: skip


def person_claims(people: People) -> Claims:
    """Claims of people on their own account: rent, a household, a service."""
    wheel = people.city.wheel("person_schemes")
    at = np.flatnonzero(people.draws.chance("claims", people.city.number("claimed") // 4) & ~people.bare)
    draws = Draws(people.seed, "person claim", people.ids[at])
    applied = people.as_of - draws.below("applied", 500)
    fen = draws.one_of("grant", _PER_PERSON) * _YUAN
    scheme = draws.pick("scheme", wheel)
    ids = people.ids[at]
    return _made("person", people.employers, wheel, ids, scheme, applied, fen, person=ids, trades=people.trades)


def organisation_claims(employers: Employers) -> Claims:
    """Claims of providers, associations and some firms; some are paid up to the ceiling that the city names."""
    wheel = employers.city.wheel("organisation_schemes")
    body = employers.within("association", "technician", "private", "higher")
    may = np.where(body, employers.draws.chance("claims", 500_000), employers.draws.chance("firm claims", 20_000))
    ids = employers.ids[may.astype(np.bool_) & (employers.ids > 1) & (employers.ids < employers.number)]
    draws = Draws(employers.seed, "organisation claim", ids)
    applied = employers.as_of - draws.below("applied", 60)
    fen = draws.one_of("grant", _PER_ORGANISATION) * _YUAN
    return _made("organisation", employers, wheel, ids, draws.pick("scheme", wheel), applied, fen, organisation=ids)


def _made(
    sort: str,
    employers: Employers,
    wheel: Wheel,
    fact: Numbers,
    scheme: Numbers,
    applied: Numbers,
    fen: Numbers,
    *,
    person: Numbers | None = None,
    organisation: Numbers | None = None,
    certificate: Numbers | None = None,
    trade: Numbers | None = None,
    level: Numbers | None = None,
    trades: tuple[str, ...] = (),
    surely: Flags | None = None,
) -> Claims:
    none = np.full(len(fact), -1, dtype=np.int64)
    city = employers.city
    return Claims(
        sort, wheel, Draws(employers.seed, f"{sort} payment", fact), city.number("paid"), city.number("corrected"),
        employers.as_of, fact, scheme, applied, fen,
        none if person is None else person, none if organisation is None else organisation,
        none if certificate is None else certificate, none if trade is None else trade,
        none if level is None else level, trades, np.zeros(len(fact), np.bool_) if surely is None else surely,
    )  # fmt: skip


def claims_frame(claims: Claims, seed: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """Rows of the table `claim`."""
    cells = {
        "claim_id": numbers(claims.number),
        "scheme": coded(claims.codes, claims.scheme),
        "fact": numbers(claims.fact),
        "person": numbers(claims.person, claims.person >= 0),
        "organisation": numbers(claims.organisation, claims.organisation >= 0),
        "applied_on": days(claims.applied),
    }
    return framed(facts.table("claim"), seed, cells)


def payments_frame(claims: Claims, seed: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """Rows of the table `payment`: what was paid on each claim, what another scheme paid, and corrections of both."""
    draws, codes = claims.draws, claims.codes
    main = np.flatnonzero(claims.paid)
    other = np.flatnonzero((claims.fen > 0) & ~claims.surely & draws.chance("other scheme", 30_000))
    if len(codes) < 2:
        other = other[:0]
    row = np.concatenate([main, other])
    second = np.concatenate([np.zeros(len(main), np.int64), np.ones(len(other), np.int64)])
    scheme = np.where(second == 1, (claims.scheme[row] + 1) % max(1, len(codes)), claims.scheme[row])
    corrected = np.flatnonzero(draws.chance("corrected", claims.city_corrected)[row] & ~claims.surely[row])
    # Most corrections take everything back; after the others something is left.
    whole = draws.chance("wholly", 700_000)[row]
    back = np.where(whole, claims.fen[row], claims.fen[row] // 3)
    at = np.concatenate([row, row[corrected]])
    ids = claims.number[at] * 4 + np.concatenate([second, 2 + second[corrected]])
    fen = np.concatenate([claims.fen[row], -back[corrected]])
    paid_on = claims.paid_on[at]
    paid_on[len(row) :] = np.minimum(paid_on[len(row) :] + 30, claims.as_of)
    cells = {
        "payment_id": numbers(ids),
        "scheme": coded(codes, np.concatenate([scheme, scheme[corrected]])),
        "fact": numbers(claims.fact[at]),
        "person": numbers(claims.person[at], claims.person[at] >= 0),
        "organisation": numbers(claims.organisation[at], claims.organisation[at] >= 0),
        "certificate": numbers(claims.certificate[at], claims.certificate[at] >= 0),
        "occupation": coded(claims.trades or ("",), np.maximum(claims.trade[at], 0), claims.trade[at] >= 0),
        "level": numbers(claims.level[at], claims.level[at] >= 0),
        "fen": numbers(fen),
        "applied_on": days(claims.applied[at]),
        "paid_on": days(paid_on),
    }
    return framed(facts.table("payment"), seed, cells)
