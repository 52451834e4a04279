"""荣誉和人才: awards, recognised talent, and the batches in which people and firms are put forward."""

import numpy as np
import polars as pl

from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.synth.columns import Cells, coded, days, flags, framed, numbers
from bole.synth.days import day_of
from bole.synth.draws import Draws, Flags, Numbers
from bole.synth.employers import SIZES, Employers
from bole.synth.people import People
from bole.synth.rows import Rows

FOR_FIRMS = ("training-base", "master-studio")
"""Nomination programmes whose candidates are organisations."""
TIERS = ("world", "nation", "province", "city", "district")
_BATCHES = 3


def awards(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `award`: mostly of the skilled."""
    has = people.share("awarded") & people.skilled
    held = Rows(people, has * (1 + people.draws.chance("another award", 150_000)), "award")
    draws, known, city = held.draws, held.known, people.city
    kinds, tiers = city.wheel("award_kinds"), city.wheel("award_tiers")
    contest = np.asarray([code == "contest" for code in kinds.codes])[draws.pick("kind", kinds)]
    employer = people.employer[held.owner]
    cells: Cells = {
        "award_id": numbers(held.rows),
        "person": numbers(held.person),
        "organisation": numbers(employer, (employer > 0) & known("organisation")),
        "kind": coded(kinds.codes, draws.pick("kind", kinds), known("kind")),
        "tier": coded(tiers.codes, draws.pick("tier", tiers), known("tier")),
        "place": numbers(1 + draws.below("place", 12), contest & known("place")),
        "occupation": coded(people.trades, people.trade[held.owner], known("occupation")),
        "awarded_on": days(people.as_of - draws.below("awarded", 2_600), known("awarded")),
    }
    return framed(facts.table("award"), people.seed, cells)


def talents(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `talent`: each kind by its share, mostly of those with work."""
    shares = people.city.numbers("talents")
    found = np.stack([people.draws.chance(f"talent {code}", share) & ~people.bare for code, share in shares.items()])
    kind, owner = np.nonzero(found)
    ids = people.ids[owner] * 16 + kind
    draws = Draws(people.seed, "talent", ids)
    missing = people.city.number("missing")
    started = people.as_of - draws.below("since", 2_500)
    open_ = draws.chance("open", 800_000)
    until = np.where(open_, people.as_of, np.minimum(started + draws.below("length", 1_800), people.as_of))
    employer = people.employer[owner]
    tiers = ("nation", "province", "city", "city", "city", "district")
    cells: Cells = {
        "talent_id": numbers(ids),
        "person": numbers(people.ids[owner]),
        "organisation": numbers(employer, (employer > 0) & ~draws.chance("organisation missing", missing)),
        "kind": coded(tuple(shares), kind, ~draws.chance("kind missing", missing)),
        "tier": coded(tiers, draws.below("tier", len(tiers)), ~draws.chance("tier missing", missing)),
        "city": people.city.place,
        "started_on": days(started),
        "until": days(until),
        "open": flags(open_),
    }
    return framed(facts.table("talent"), people.seed, cells)


def _slate(draws: Draws, employers: Employers, programme: Numbers) -> dict[str, pl.Series]:
    """Batch, district and day of a nomination, and the list it stands on."""
    town = draws.pick("district", employers.city.wheel("towns"))
    towns = len(employers.city.wheel("towns").codes)
    batch = _year(employers) - draws.below("batch", _BATCHES)
    return {
        "slate": numbers(_slate_id(programme, batch, town, towns, employers)),
        "nominator": numbers(_nominator(draws, employers)),
        "batch": numbers(batch),
        "district": coded(employers.city.wheel("towns").codes, town),
        "nominated_on": days(np.minimum(_first_day(batch) + draws.between("nominated", 30, 240), employers.as_of)),
    }


def _nominator(draws: Draws, employers: Employers) -> Numbers:
    """A public body, or one of the large firms."""
    firm = draws.chance("nominated by a firm", 600_000)
    return np.where(firm, employers.some(draws, "firm", "large"), employers.some(draws, "nominator", "public"))


def _year(employers: Employers) -> int:
    return day_of(employers.as_of).year


def _first_day(years: Numbers) -> Numbers:
    return (years - 1970).astype("M8[Y]").astype("M8[D]").astype(np.int64)


def _slate_id(programme: Numbers, batch: Numbers, town: Numbers, towns: int, employers: Employers) -> Numbers:
    return (programme * _BATCHES + (_year(employers) - batch)) * towns + town + 1


def slates(employers: Employers, people: int, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `slate`: a list for each programme, batch and district."""
    city = employers.city
    programmes, towns = city.wheel("nominations").codes, city.wheel("towns").codes
    cube = np.indices((len(programmes), _BATCHES, len(towns))).reshape(3, -1).astype(np.int64)
    programme, back, town = cube
    batch = _year(employers) - back
    ids = _slate_id(programme, batch, town, len(towns), employers)
    draws = Draws(employers.seed, "slate", ids)
    submitted = np.minimum(_first_day(batch) + 250, employers.as_of)
    pool = 5 + draws.below("pool", max(6, people * city.number("nominated") // 1_000_000 // len(ids) * 2 + 6))
    cells: Cells = {
        "slate_id": numbers(ids),
        "nominator": numbers(employers.some(draws, "nominator", "public")),
        "programme": coded(programmes, programme),
        "batch": numbers(batch),
        "district": coded(towns, town),
        "pool": numbers(pool, ~draws.chance("pool missing", city.number("missing"))),
        "submitted_on": days(submitted),
    }
    return framed(facts.table("slate"), employers.seed, cells)


def nominations(people: People, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `nomination`, of people: at most one of a person."""
    has = people.share("nominated") & people.skilled
    held = Rows(people, has.astype(np.int64), "nomination")
    draws, wheel = held.draws, people.city.wheel("nominations")
    personal = np.asarray([at for at, code in enumerate(wheel.codes) if code not in FOR_FIRMS] or [0])
    programme = personal[draws.below("programme", len(personal))]
    digital, skilled = people.digital[held.owner], people.skilled[held.owner]
    cells = {"nomination_id": numbers(held.person * 2), "person": numbers(held.person)}
    return _nominated(people.employers, draws, programme, cells, (skilled, digital), facts)


def firm_nominations(employers: Employers, facts: Facts = STANDARD) -> pl.DataFrame:
    """The table `nomination`, of organisations: one firm in a hundred, and schools more often."""
    wheel = employers.city.wheel("nominations")
    open_ = np.asarray([at for at, code in enumerate(wheel.codes) if code in FOR_FIRMS], dtype=np.int64)
    may = employers.draws.chance("nominated", 10_000) | (
        employers.within("higher", "technician", "large") & employers.draws.chance("nominated school", 200_000)
    )
    inner = (employers.ids > 1) & (employers.ids < employers.number)
    ids = employers.ids[may & inner & (employers.within(*SIZES, "higher", "technician"))] if len(open_) else open_
    draws = Draws(employers.seed, "firm nomination", ids)
    programme = open_[draws.below("programme", len(open_))] if len(open_) else open_
    cells = {"nomination_id": numbers(ids * 2 + 1), "candidate": numbers(ids)}
    unknown = np.zeros(len(ids), np.bool_)
    return _nominated(employers, draws, programme, cells, (unknown, draws.chance("digital", 400_000)), facts)


def _nominated(
    employers: Employers,
    draws: Draws,
    programme: Numbers,
    cells: dict[str, pl.Series],
    marks: tuple[Flags, Flags],
    facts: Facts,
) -> pl.DataFrame:
    city, missing = employers.city, employers.city.number("missing")
    slate = _slate(draws, employers, programme)
    if "slate" not in facts.tables:
        del slate["slate"]
    skilled, digital = marks
    told: Cells = {
        **cells,
        **slate,
        "programme": coded(city.wheel("nominations").codes, programme),
        "skilled": flags(skilled, ~draws.chance("skilled missing", missing)),
        "digital": flags(digital, ~draws.chance("digital missing", missing)),
        "rank": numbers(1 + draws.below("rank", 60), ~draws.chance("rank missing", missing)),
    }
    return framed(facts.table("nomination"), employers.seed, told)
