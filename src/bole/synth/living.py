"""生活和创业: where people live, the loans they and small firms ask for, and the services that talents are given."""

import numpy as np
import polars as pl

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.synth.columns import Cells, coded, days, flags, framed, numbers
from bole.synth.draws import Draws
from bole.synth.employers import Employers
from bole.synth.people import People
from bole.synth.rows import Rows

_ASKED_BY_PERSONS = (10, 20, 29, 30, 30, 31, 40, 49, 50, 50, 51, 60)
_ASKED_BY_FIRMS = (50, 100, 300, 399, 400, 400, 401, 800, 999, 1_000, 1_000, 1_200)
"""Sums asked for, in ten thousand yuan: on, below and above the ceilings that cities name."""
_FEN = 10_000 * 100


def housings(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `housing`: each kind by its share of those with work."""
    shares = people.city.numbers("housing")
    at_work = (people.employer > 0) | people.skilled
    found = np.stack([people.draws.chance(f"housing {code}", share) & at_work for code, share in shares.items()])
    kind, owner = np.nonzero(found)
    ids = people.ids[owner] * 8 + kind
    draws, missing = Draws(people.seed, "housing", ids), people.city.number("missing")
    rented = kind == tuple(shares).index("rent") if "rent" in shares else np.zeros(len(ids), np.bool_)
    started = people.as_of - draws.below("since", 2_000)
    open_ = draws.chance("open", 850_000)
    until = np.where(open_, people.as_of, np.minimum(started + draws.below("length", 1_000), people.as_of))
    towns = people.city.wheel("towns").codes
    cells: Cells = {
        "housing_id": numbers(ids),
        "person": numbers(people.ids[owner]),
        "kind": coded(tuple(shares), kind, ~draws.chance("kind missing", missing)),
        "first_home": flags(draws.chance("first home", 600_000), ~rented & ~draws.chance("first missing", missing)),
        "rent": numbers(draws.between("rent", 6, 40) * 10_000, rented & ~draws.chance("rent missing", missing)),
        "city": people.city.place,
        "town": coded(towns, people.town[owner], ~draws.chance("town missing", missing)),
        "started_on": days(started),
        "until": days(until),
        "open": flags(open_),
    }
    return framed(facts.table("housing"), people.seed, cells)


def loans(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `loan`, of people; at most one of a person."""
    has = people.share("loans") & ~people.bare
    held = Rows(people, has.astype(np.int64), "loan")
    cells = {"loan_id": numbers(held.person * 2), "person": numbers(held.person)}
    return _asked(people.employers, held.draws, cells, _ASKED_BY_PERSONS, facts)


def firm_loans(employers: Employers, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `loan`, of small and micro firms."""
    small = employers.within("small", "micro")
    ids = employers.ids[small & employers.draws.chance("loan", 10 * employers.city.number("loans"))]
    draws = Draws(employers.seed, "firm loan", ids)
    cells = {"loan_id": numbers(ids * 2 + 1), "organisation": numbers(ids)}
    return _asked(employers, draws, cells, _ASKED_BY_FIRMS, facts)


def _asked(
    employers: Employers, draws: Draws, cells: dict[str, pl.Series], sums: tuple[int, ...], facts: Facts
) -> pl.DataFrame:
    city, missing = employers.city, employers.city.number("missing")
    products = city.wheel("loan_products")
    purposes = ("business", "business", "business", "business", "other")
    asked = draws.one_of("asked", sums) * _FEN + draws.chance("a fen more", 50_000)
    told: Cells = {
        **cells,
        "city": city.place,
        "applied_on": days(employers.as_of - draws.below("applied", 900)),
        "product": coded(products.codes, draws.pick("product", products), ~draws.chance("product missing", missing)),
        "asked": numbers(asked, ~draws.chance("asked missing", missing)),
        "purpose": coded(purposes, draws.below("purpose", len(purposes)), ~draws.chance("purpose missing", missing)),
    }
    return framed(facts.table("loan"), employers.seed, told)


def services(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `service`: what talents and others have booked, some of it for days to come."""
    talented = np.zeros(len(people.ids), np.bool_)
    for code, share in people.city.numbers("talents").items():
        talented |= people.draws.chance(f"talent {code}", share)
    has = (talented | people.share("served")) & people.draws.chance("asks for services", 600_000) & ~people.bare
    held = Rows(people, has * people.draws.one_of("services", (1, 1, 2, 3)), "service")
    draws, wheel = held.draws, people.city.wheel("services")
    asked = people.as_of + 20 - draws.below("asked", 700)
    given = (asked < people.as_of) & draws.chance("given", 850_000)
    cells: Cells = {
        "service_id": numbers(held.rows),
        "person": numbers(held.person),
        "kind": coded(wheel.codes, draws.pick("kind", wheel)),
        "asked_on": days(asked),
        "given": flags(given, held.known("given")),
    }
    return framed(facts.table("service"), people.seed, cells)
