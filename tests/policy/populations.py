"""Populations for comparing readings: about 300 people with the borders of rules built in, drawn from a seed.

Built in: the day a period is over and the day after, four claims of one person in a year, people and bodies without
rows (the last one too), rows in no order, sparse and dense ids, nulls wherever a column allows them, month ends and
29 February, negative corrections, payments that net to nothing or come after the as-of day, claims on other days than
the as-of day, tables that are not covered, empty, or absent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from bole.kernel.dates import add_months
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Facts, Kind
from bole.policy.scheme import Scheme
from tests.policy.random_rules import DAYS, WORKS, WORLD
from tests.policy.readings_compared import Population, Row
from tests.registers import generate

Rows = dict[str, list[Row]]
FEN = (-15, -5, 0, 1, 5, 101, 200_005, -200_005, 330_025)
TOWNS = ("609900101", "609900101", "609900102")
"""A street that raises figures of its city, and another one."""
CITIES = ("442000", "440100", "440700", "370300")
ALWAYS_KNOWN = {(table, column) for table in ("claim", "payment") for column in ("scheme", "fact")}
ALWAYS_KNOWN |= {("claim", "applied_on"), ("payment", "fen"), ("payment", "applied_on"), ("payment", "paid_on")}
AS_OF = (date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31), date(2026, 1, 31), date(2024, 12, 31))
WORLD_AS_OF = (date(2024, 2, 29), date(2025, 2, 28), date(2024, 12, 31), date(2024, 2, 28), date(2023, 12, 31))


@dataclass(frozen=True)
class Shape:
    """How a population is drawn."""

    people: int = 300
    gaps: int = 8
    """Of a hundred values that may be missing, so many are."""
    sparse: bool = False
    narrow: bool = False
    uncovered: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()


SHAPES: Mapping[str, Shape] = {
    "dense": Shape(),
    "sparse": Shape(sparse=True, narrow=True),
    "complete": Shape(gaps=0, narrow=True),
    "not covered": Shape(uncovered=frozenset({"insurance", "spell", "payment", "certificate", "card", "workforce"})),
    "absent": Shape(people=60, absent=frozenset({"organisation", "firm", "award"})),
    "unclaimed": Shape(people=60, absent=frozenset({"claim", "payment", "spell", "workforce"})),
    "empty": Shape(people=40, sparse=True, empty=frozenset({"insurance", "spell", "claim", "payment", "training"})),
    "alone": Shape(people=1, gaps=0),
}


def changed(shape: Shape, facts: Facts, rows: Rows, as_of: date, seed: int) -> Population:
    """The rows with gaps, ids and tables as the shape has them, in no order."""
    draw = Random(seed)  # noqa: S311 - tests
    if shape.sparse:
        rows = spread(facts, rows, draw)
    rows = {table: [] if table in shape.empty else listed for table, listed in rows.items()}
    rows = {table: listed for table, listed in rows.items() if table not in shape.absent}
    for table, listed in rows.items():
        for column in facts.table(table).columns:
            if column.nullable and (table, column.name) not in ALWAYS_KNOWN:
                forget(listed, column.name, draw, shape.gaps)
        draw.shuffle(listed)
    covered = frozenset(rows) - shape.uncovered
    return Population(facts, rows, as_of, covered, shape.narrow)


def forget(rows: Iterable[Row], column: str, draw: Random, gaps: int) -> None:
    """Take the value out of some rows."""
    for row in rows:
        if draw.randrange(100) < gaps:
            row[column] = None


def spread(facts: Facts, rows: Rows, draw: Random) -> Rows:
    """The same rows under ids far apart, in the same order; claims and payments follow their certificates, cards..."""
    new = {
        table: dict(zip(sorted(r[facts.table(table).key] for r in listed), _far_apart(len(listed), draw), strict=True))
        for table, listed in rows.items()
    }

    def moved(table: str, row: Row) -> Row:
        made = {**row, facts.table(table).key: new[table][row[facts.table(table).key]]}
        for link in facts.links(table):
            made[link.name] = new[link.to].get(row.get(link.name))
        if "fact" in row:
            kind = row.pop("decided", "certificate" if "certificate" in new else "card")
            made["fact"] = new[kind].get(row["fact"], row["fact"])
        return made

    return {table: [moved(table, row) for row in listed] for table, listed in rows.items()}


def _far_apart(number: int, draw: Random) -> list[int]:
    return sorted(draw.sample(range(1, 10**9), number))


# --- the standard facts ---


def standard(seed: int, shape: Shape, schemes: Sequence[Scheme]) -> Population:
    """A generated register with claims for these schemes, payments of them, and days on their borders."""
    draw = Random(seed)  # noqa: S311 - tests
    as_of = AS_OF[seed % len(AS_OF)]
    frames = generate(shape.people, draw.randrange(10**6), as_of)
    rows = {name: [dict(row) for row in frame.to_dicts()] for name, frame in frames.items()}
    _moved(rows, draw)
    _claimed(rows, schemes, as_of, draw)
    for row in rows["person"]:
        row["residence_town"] = TOWNS[row["person_id"] % len(TOWNS)]
    return changed(shape, STANDARD, rows, as_of, seed)


def _moved(rows: Rows, draw: Random) -> None:
    """Half of what lies in a city is taken to one that has a pack, so that each city's rules find their own."""
    for table, listed in rows.items():
        named = [c.name for c in STANDARD.table(table).columns if c.system == "division" and c.name.endswith("city")]
        for row in listed:
            for city in named:
                if row[city] is not None and draw.randrange(2):
                    row[city] = draw.choice(CITIES)
                    province = city.replace("city", "province")
                    row |= {province: row[city][:2] + "0000"} if province in row else {}


def _claimed(rows: Rows, schemes: Sequence[Scheme], as_of: date, draw: Random) -> None:
    """Claims and payments of each scheme; of every fifth scheme nobody has claimed."""
    ids = {scheme.id for scheme in schemes}
    claims = [row for row in rows["claim"] if row["scheme"] not in ids]
    payments = rows["payment"]
    for at, scheme in enumerate(schemes):
        if at % 5 == 4:
            continue
        key = scheme.facts.table(scheme.per).key
        for row in draw.sample(rows[scheme.per], len(rows[scheme.per]) * 3 // 5):
            claim = _claim(scheme, row, row[key], _day(row, as_of, draw), 10**6 + len(claims))
            claims.append(claim)
            if draw.randrange(4) == 0:
                payments += _paid(claim, row, as_of, draw, len(payments) + 10**6)
    rows["claim"] = claims


def _claim(scheme: Scheme, row: Row, fact: int, day: date, number: int) -> Row:
    return {
        "claim_id": number,
        "scheme": scheme.id,
        "fact": fact,
        "decided": scheme.per,
        "person": fact if scheme.per == "person" else row.get("person"),
        "organisation": fact if scheme.per == "organisation" else None,
        "applied_on": day,
    }


def _day(row: Row, as_of: date, draw: Random) -> date:
    """A day of claim: round twelve and more months after something of the row, a month end, near a change of law."""
    days = [value for value in row.values() if isinstance(value, date)]
    start = draw.choice(days) if days else as_of
    kind = draw.randrange(5)
    if kind == 0:
        day = add_months(start, draw.choice((12, 12, 6, 24)))
        return min(day + timedelta(days=draw.choice((-1, 0, 1))), as_of)
    if kind == 1:
        changes = (date(2024, 1, 1), date(2025, 1, 1), date(2023, 8, 15), date(2025, 12, 31), date(2024, 2, 29))
        return min(draw.choice(changes) + timedelta(days=draw.choice((-1, 0, 1))), as_of)
    if kind == 2:
        return min(add_months(date(2024, 1, 31), draw.randrange(24)), as_of)
    return min(start + timedelta(days=draw.randrange(500)), as_of)


def _paid(claim: Row, row: Row, as_of: date, draw: Random, number: int) -> list[Row]:
    """A payment of the claim, often corrected: in part, to nothing, or by two corrections; some after the as-of day."""
    fen = draw.choice((80_000, 150_000, 1))
    later = draw.randrange(8) == 0
    paid = {
        **claim,
        "payment_id": number,
        "certificate": claim["fact"] if claim["decided"] == "certificate" else None,
        "occupation": row.get("occupation"),
        "level": row.get("level"),
        "fen": fen,
        "paid_on": as_of + timedelta(days=1) if later else min(claim["applied_on"] + timedelta(days=30), as_of),
    }
    taken = draw.choice(((), (), (-fen,), (-fen // 2,), (-fen + 1, -1), (-fen - 1,)))
    corrections = [{**paid, "payment_id": number + 1 + at, "fen": back} for at, back in enumerate(taken)]
    return [paid, *corrections]


# --- the small world of tests/policy/random_rules.py ---

_POOLS: Mapping[Kind, Sequence[Any]] = {
    Kind.DATE: DAYS,
    Kind.MONEY: FEN,
    Kind.COUNT: range(4),
    Kind.FLAG: (True, False),
    Kind.CODE: WORKS,
    Kind.LEVEL: range(4),
}


def world(seed: int, shape: Shape) -> Population:
    """People, firms, cards and spells whose values are all on borders; claims of schemes s0 to s3."""
    draw = Random(seed)  # noqa: S311 - tests
    sizes = {"person": shape.people, "firm": -(-shape.people // 4), "card": shape.people * 3 // 2 + 1}
    sizes["spell"] = shape.people * 2
    rows = {table: [_drawn(table, at + 1, sizes, draw) for at in range(size)] for table, size in sizes.items()}
    facts = [
        (f"langyu.s{n}", row + 1, table) for n in range(0, 10, 2) for table in sizes for row in range(sizes[table])
    ]
    keys = {(scheme, fact): table for scheme, fact, table in draw.sample(facts, len(facts) // 4)}
    rows["claim"] = [
        {"claim_id": at, "scheme": scheme, "fact": fact, "decided": table, "applied_on": draw.choice(DAYS)}
        for at, ((scheme, fact), table) in enumerate(sorted(keys.items()))
    ]
    rows["payment"] = [payment for at in range(shape.people) for payment in _world_paid(at * 10, shape.people, draw)]
    as_of = WORLD_AS_OF[seed % len(WORLD_AS_OF)]
    return changed(shape, WORLD, rows, as_of, seed)


def _drawn(table: str, number: int, sizes: Mapping[str, int], draw: Random) -> Row:
    columns: Mapping[str, Callable[[Column], Any]] = {
        column.name: lambda c: _end(sizes[c.to], draw) if c.kind is Kind.LINK else draw.choice(_POOLS[c.kind])
        for column in WORLD.table(table).columns[1:]
    }
    own = {c.name: columns[c.name](c) for c in WORLD.table(table).columns[1:]}
    return {f"{table}_id": number, **own}


def _end(size: int, draw: Random) -> int:
    """A row to point at; nobody points at the first and the last one, and at one in fifteen all the more."""
    if size < 3:
        return 1
    found = draw.randint(2, size - 1)
    return found if draw.randrange(2) else 2 + found % max(1, (size - 2) // 15)


def _world_paid(number: int, people: int, draw: Random) -> list[Row]:
    paid = {
        "payment_id": number,
        "scheme": draw.choice(("langyu.s0", "langyu.s1", "langyu.s3", "langyu.other")),
        "fact": draw.randint(1, people),
        "person": _end(people, draw),
        "occupation": draw.choice(WORKS),
        "level": draw.randrange(4),
        "fen": 100,
        "applied_on": draw.choice(DAYS),
        "paid_on": draw.choice(DAYS),
    }
    taken = draw.choice(((), (), (-100,), (-99,), (-60, -40)))
    return [paid, *({**paid, "payment_id": number + 1 + at, "fen": back} for at, back in enumerate(taken))]
