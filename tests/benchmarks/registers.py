"""A tiny register of the benchmark with the borders built in: the law's edges, ties, people without certificates."""

import datetime as dt
import random
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl

Row = dict[str, Any]

APPLIED = dt.date(2025, 9, 30)
EDGES = [APPLIED + dt.timedelta(days) for days in (-366, -365, -364, -1, 0, 1)]
"""The twelve months begin on 2024-09-30, which is 365 days before; a day outside and a day inside at each end."""

PERSON = {
    "pid": pl.Int32,
    "age": pl.Int16,
    "local_hukou": pl.Boolean,
    "insured_city": pl.Boolean,
    "insured_months": pl.Int16,
    "employed": pl.Int8,
    "digital_talent": pl.Boolean,
    "has_startup": pl.Boolean,
    "credit_ok": pl.Boolean,
    "has_guarantee_loan": pl.Boolean,
    "requested": pl.Int32,
}
CERTIFICATE = {
    "cid": pl.Int32,
    "pid": pl.Int32,
    "occ": pl.Int16,
    "level": pl.Int8,
    "kind": pl.Int8,
    "pt": pl.Int8,
    "field_years": pl.Int8,
    "issue_date": pl.Date,
    "body": pl.Int32,
    "region": pl.Int8,
    "already_paid": pl.Boolean,
    "ins_months": pl.Int16,
    "employment": pl.Int8,
}


def person(dice: random.Random, pid: int) -> Row:
    """Anyone; ages, months and requests lie on both sides of a border more often than not."""
    often = dice.choices([True, False], [3, 1], k=6)
    return {
        "pid": pid,
        "age": dice.choice([18, 44, 45, 46, 49, 50, 51, 54, 55, 56, 65]),
        "local_hukou": not often[0],
        "insured_city": often[1],
        "insured_months": dice.choice([0, 5, 6, 7, 100]),
        "employed": dice.randrange(3),
        "digital_talent": often[2],
        "has_startup": often[3],
        "credit_ok": often[4],
        "has_guarantee_loan": not often[5],
        "requested": dice.choice([100_000, 29_999_999, 30_000_000, 30_000_001, 49_999_999, 50_000_000, 69_000_000]),
    }


def certificate(dice: random.Random, pid: int) -> Row:
    """Any certificate of a person; its number comes when all are there, in no order."""
    kind = dice.choice([0, 0, 0, 0, 1, 2])
    return {
        "pid": pid,
        "occ": dice.randrange(200),
        "level": dice.randint(1, 8),
        "kind": kind,
        "pt": dice.randint(1, 3) if kind else 0,
        "field_years": dice.choice([0, 2, 3, 4, 11]),
        "issue_date": dice.choice(EDGES),
        "body": dice.choice([0, 0, 0, 1, 2, 7]),
        "region": dice.randrange(24),
        "already_paid": dice.random() < 0.1,
        "ins_months": dice.choice([11, 12, 13, 60]),
        "employment": dice.randrange(3),
    }


def claimable(dice: random.Random, pid: int, level: int, occ: int) -> Row:
    """A certificate that meets every criterion but perhaps the catalogue."""
    return certificate(dice, pid) | {
        "kind": 0,
        "pt": 0,
        "level": level,
        "occ": occ,
        "issue_date": EDGES[1],
        "already_paid": False,
        "ins_months": 12,
    }


def rows(seed: int) -> tuple[list[Row], list[Row]]:
    """People and certificates. Ids leave gaps and stand in no order; the last person holds nothing."""
    dice = random.Random(seed)  # noqa: S311 (a register to test with)
    people = [person(dice, pid) for pid in dice.sample(range(1_000_000), 300)]
    certificates = [certificate(dice, p["pid"]) for p in people[:250] for _ in range(dice.choice([0, 1, 1, 2, 3, 6]))]
    # Every level with an occupation of each sort, six claims of one person with equal amounts among them.
    for number, (level, occ) in enumerate(product(range(1, 9), (0, 1, 2, 3, 4, 5, 6, 7))):
        holder = people[250 + number // 6]
        holder["insured_city"] = True
        certificates.append(claimable(dice, holder["pid"], level, occ))
    certificates += [claimable(dice, people[270]["pid"], 5, occ) for occ in range(40)]
    # One organiser over its ceiling, with training certificates that give nobody anything else.
    trained = {"kind": 2, "pt": 3, "body": 9}
    certificates += [claimable(dice, p["pid"], 1, 0) | trained for p in people[:280] for _ in range(9)]
    numbers = dice.sample(range(10_000), len(certificates))
    return people, [{"cid": cid, **each} for cid, each in zip(numbers, certificates, strict=True)]


def written(folder: Path, people: list[Row], certificates: list[Row]) -> None:
    """The two tables as the benchmark's generator leaves them."""
    folder.mkdir(parents=True)
    pl.DataFrame(people, schema=PERSON).write_parquet(folder / "person.parquet")
    pl.DataFrame(certificates, schema=CERTIFICATE).write_parquet(folder / "cert.parquet")
    (folder / "done").write_text(f'{{"persons": {len(people)}, "certs": {len(certificates)}, "orgs": 10}}')
