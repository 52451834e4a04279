"""就业和参保: posts held now and before, and spells of insurance with gaps, some a year to the day."""

from typing import Final

import numpy as np
import polars as pl

from bole.kernel.codes import CODES
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.synth.columns import coded, days, flags, framed, numbers
from bole.synth.days import add_months, first_of, last_of, months_of
from bole.synth.draws import Draws, Flags, Numbers
from bole.synth.people import EMPLOYED, STATUS, People
from bole.synth.rows import Rows

KINDS: Final = tuple(CODES["insurance-kind"])


def employment_times(people: People) -> Numbers:
    """Rows in `employment` of each person."""
    former = people.city.wheel("former_posts")
    drawn = np.asarray([int(code) for code in former.codes])[people.draws.pick("former posts", former)]
    return np.where(people.status < 0, 0, 1 + drawn)


def _backwards(now: Numbers, lengths: list[Numbers], gaps: list[Numbers]) -> list[Numbers]:
    """Last day and first day of each of several spells, the latest first, each before the one after it."""
    found = []
    until = now
    for length, gap in zip(lengths, gaps, strict=True):
        started = until - length
        found += [until, started]
        until = started - gap
    return found


def employments(people: People, first: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `employment`; its rows are numbered from `first` on."""
    spells = Rows(people, employment_times(people), "employment")
    draws, owner = spells.draws, spells.owner
    city, current = people.city, spells.place == 0
    status = np.where(current, people.status[owner], STATUS.index("employee"))
    firm = people.employers.of_staff(draws, "former employer")
    organisation = np.where(current, people.employer[owner], firm)
    started, until, open_ = _employed(people, spells)
    place, places = spells.places("work", "work_here")
    trade = np.where(draws.chance("same trade", 800_000), people.trade[owner], draws.below("trade", len(people.trades)))
    posts, fields = city.wheel("posts"), city.wheel("fields")
    works = np.isin(status, EMPLOYED)
    cells = {
        "employment_id": numbers(first + np.arange(len(owner))),
        "person": numbers(spells.person),
        "organisation": numbers(organisation, works & (organisation > 0)),
        "status": coded(STATUS, status, spells.known("status")),
        "province": coded([f"{code[:2]}0000" for code in places], place, spells.known("place")),
        "city": coded([f"{code[:4]}00" for code in places], place, spells.known("place")),
        "occupation": coded(people.trades, trade, works & spells.known("occupation")),
        "field": coded(fields.codes, draws.pick("field", fields), works & draws.chance("field known", 700_000)),
        "post": coded(posts.codes, draws.pick("post", posts), works & spells.known("post")),
        "wages": numbers(wages(people, spells), works & spells.known("wages")),
        "started_on": days(started),
        "until": days(until),
        "open": flags(open_),
    }
    return framed(facts.table("employment"), people.seed, cells)


def _employed(people: People, spells: Rows) -> tuple[Numbers, Numbers, Flags]:
    """First day, last day and whether it goes on; some spells are twelve months to the day."""
    draws = Draws(people.seed, "posts", people.ids)
    longest = int(spells.place.max(initial=0)) + 1
    over = draws.chance("post over", 80_000)
    now = np.where(over, people.as_of - 1 - draws.below("since when", 700), people.as_of)
    lengths = [30 + draws.below(f"post length {at}", 3_000) for at in range(longest)]
    gaps = [1 + draws.below(f"post gap {at}", 400) * draws.chance(f"a gap {at}", 500_000) for at in range(longest)]
    ends = np.stack(_backwards(now, lengths, gaps))
    until, started = ends[2 * spells.place, spells.owner], ends[2 * spells.place + 1, spells.owner]
    open_ = (spells.place == 0) & ~over[spells.owner]
    exact = (spells.draws.chance("a year to the day", people.city.number("borders"))) & ~open_
    started = np.where(exact, add_months(until, -12), started)
    until = np.where(exact, add_months(started, 12), until)
    return started, np.minimum(until, people.as_of), open_


def wages(people: People, spells: Rows) -> Numbers:
    """Yearly pay in fen: between the five points of the wage survey, more at a higher level, never below the least."""
    city, draws = people.city, spells.draws
    points = [city.numbers("wages")[name] for name in ("p10", "p25", "p50", "p75", "p90")]
    least = 12 * city.number("minimum_wage")
    values = np.asarray([min(least, points[0]), *points, points[-1] * 2])
    ranks = np.asarray([0, 1_000, 2_500, 5_000, 7_500, 9_000, 10_000])
    drawn = draws.below("wages", 10_000)
    at = np.searchsorted(ranks, drawn, side="right") - 1
    yuan = values[at] + (values[at + 1] - values[at]) * (drawn - ranks[at]) // (ranks[at + 1] - ranks[at])
    by_level = np.asarray([city.numbers("level_pay")[str(level)] for level in range(9)])
    fen = yuan * by_level[people.level[spells.owner]] + draws.below("fen", 100)
    paid: Numbers = np.maximum(fen, least * 100)
    return paid


def insurance_kinds(people: People) -> Flags:
    """Which kinds each person is insured in: a row for each kind."""
    shares = people.city.numbers("insurance_kinds")
    staff = people.employer > 0
    held = []
    for kind in KINDS:
        chance = people.draws.chance(f"insured {kind}", shares.get(kind, 0))
        # Those without an employer are in the residents' scheme, the others in the employees'.
        held.append(people.insured & chance & (~staff if kind == "resident" else staff | (people.ids % 3 == 0)))
    return np.stack(held)


def insurance_times(people: People) -> Numbers:
    """Rows of each person; the kinds share them."""
    wheel = people.city.wheel("insurance_spells")
    drawn = np.asarray([int(code) for code in wheel.codes])[people.draws.pick("insurance spells", wheel)]
    return np.where(insurance_kinds(people).any(axis=0), drawn, 0)


def insurances(people: People, first: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `insurance`: whole months, with gaps between the spells; its rows are numbered from `first` on."""
    kinds, times = insurance_kinds(people), insurance_times(people)
    spells = Rows(people, times, "insurance")
    started, until, open_ = _contributed(people, spells)
    place, places = spells.places("insured", "insurance_here")
    current = spells.place == 0
    firm = people.employers.of_staff(spells.draws, "payer")
    payer = np.where(current, people.employer[spells.owner], firm)
    row, kind = np.nonzero(kinds[:, spells.owner].T)
    own = Draws(people.seed, "insured kind", spells.rows[row] * 8 + kind)
    counted = until - started + 1
    short = np.where(own.chance("short", 100_000), own.below("months short", 4), 0)
    # A month begun counts as paid; twelve and thirty-six, and one less, occur more often than by chance.
    exact = own.one_of("exact months", (11, 12, 12, 35, 36, 36))
    months = np.where(own.chance("months exact", people.city.number("borders")), exact, counted[row] - short)
    end = np.where(open_, people.as_of, last_of(until))
    missing = people.city.number("missing")
    kept = ~own.chance("payer missing", missing) & (payer[row] > 0)
    cells = {
        "insurance_id": numbers(first + np.arange(len(row))),
        "person": numbers(spells.person[row]),
        "organisation": numbers(payer[row], kept),
        "kind": coded(KINDS, kind),
        "province": coded([f"{code[:2]}0000" for code in places], place[row], spells.known("place")[row]),
        "city": coded([f"{code[:4]}00" for code in places], place[row], spells.known("place")[row]),
        "started_on": days(first_of(started)[row]),
        "until": days(np.minimum(end, people.as_of)[row]),
        "open": flags(open_[row]),
        "months": numbers(np.maximum(months, 0), ~own.chance("months missing", missing)),
    }
    return framed(facts.table("insurance"), people.seed, cells)


def _contributed(people: People, spells: Rows) -> tuple[Numbers, Numbers, Flags]:
    """First month, last month and whether it goes on."""
    draws = Draws(people.seed, "insured", people.ids)
    longest = int(spells.place.max(initial=0)) + 1
    goes_on = draws.chance("insurance open", people.city.number("insurance_open"))
    month = months_of(np.asarray([people.as_of]))[0]
    now = np.where(goes_on, month, month - 1 - draws.below("insured until", 40))
    borders = people.city.number("borders")
    lengths = [
        np.where(draws.chance(f"year {at}", borders), 11, draws.below(f"months {at}", 120)) for at in range(longest)
    ]
    gaps = [2 + draws.below(f"month gap {at}", 14) for at in range(longest)]
    ends = np.stack(_backwards(now, lengths, gaps))
    until, started = ends[2 * spells.place, spells.owner], ends[2 * spells.place + 1, spells.owner]
    return started, until, (spells.place == 0) & goes_on[spells.owner]


def insurance_rows(people: People) -> int:
    """Rows in `insurance` of these people."""
    return int((insurance_kinds(people).sum(axis=0) * insurance_times(people)).sum())
