"""生成的登记库: a small invented register, for tests and measurements.

It has the shapes of a real one: nobody's rows stand together, some people and organisations have none, values are
missing, spells go on, payments are corrected, and days fall on the borders of the rules (twelve months to the day,
29 February, month ends, the fourth claim of a year). Persons are numbers; there are no names.

The same arguments give the same register, on every machine: numbers are drawn by arithmetic on row ids, not from a
generator whose stream may change from one version of a library to the next.

    python -m bole.policy.register OUT --persons 1000 --seed 7 --as-of 2025-11-30
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Facts
from bole.kernel.levels import CertificateGrade, SkillLevel, TitleLevel
from bole.policy.manifest import EVERYBODY, Coverage, Manifest
from bole.policy.schema import as_facts, schema_of
from bole.policy.snapshot_writing import write_snapshot

SKILL_UPGRADE: Final = "zhongshan.skill-upgrade"
ORGANISER_AWARD: Final = "zhongshan.organiser-award"
UNEMPLOYMENT_SUBSIDY: Final = "guangdong.unemployment-skill-subsidy"

PLACE: Final = "442000"
_HOME: Final = ("440000", "442000")
_ELSEWHERE: Final = (("440000", "440100"), ("440000", "440700"), ("370000", "370300"))

# Trades that the cities' documents name, then some that no digital list has (classification of 2022).
DIGITAL_TRADES: Final = (
    "4-01-06-02",
    "6-25-04-09",
    "4-04-04-02",
    "6-31-07-03",
    "6-31-07-01",
    "6-23-03-15",
    "4-01-06-01",
)
OTHER_TRADES: Final = ("4-04-05-05", "6-18-02-04", "6-31-01-03", "4-03-02-01", "4-10-04-02")
FIELDS: Final = ("artificial-intelligence", "big-data", "internet-of-things", "smart-manufacturing")

_BASE_FEN: Final = (0, 80_000, 100_000, 150_000, 200_000, 260_000, 300_000, 330_000, 360_000)
_WORD: Final = 2**64 - 1


def generate(persons: int, seed: int, as_of: date, facts: Facts = STANDARD) -> dict[str, pl.DataFrame]:
    """The tables of a register of so many persons (at least 1) as of a day; every row passes the border."""
    draw = _Draw(seed, as_of)
    organisations = max(20, persons // 40)
    tables = {"person": _persons(draw, persons), "organisation": _organisations(draw, organisations)}
    tables["employment"] = _employments(draw, persons, organisations)
    tables["insurance"] = _insurances(draw, persons, organisations)
    tables["certificate"] = _certificates(draw, persons, organisations)
    tables["title"] = _titles(draw, persons)
    tables["training"] = _trainings(draw, persons, organisations)
    tables["award"] = _awards(draw, persons)
    tables["workforce"] = _workforces(draw, organisations)
    tables["claim"] = _claims(draw, tables["certificate"], organisations)
    tables["payment"] = _payments(draw, tables["claim"], tables["certificate"])
    shuffled = {name: _shuffled(draw, facts, name, tables[name]) for name in tables}
    return {name: shuffled.get(name, pl.DataFrame(schema=schema_of(facts.table(name)))) for name in facts.tables}


def write_register(folder: Path, persons: int, seed: int, as_of: date) -> Manifest:
    """Generates a register and writes it as a snapshot that covers everybody up to `as_of`."""
    return write_snapshot(
        folder,
        generate(persons, seed, as_of),
        place=PLACE,
        as_of=as_of,
        source=f"bole.policy.register persons={persons} seed={seed}",
        coverage=Coverage(EVERYBODY, as_of),
    )


class _Draw:
    """Numbers drawn from a seed, the name of what is drawn and the row's own number."""

    def __init__(self, seed: int, as_of: date) -> None:
        self.seed = seed
        self.as_of = as_of

    def word(self, what: str) -> pl.Expr:
        """64 bits for each `row` (the finish of splitmix64; products wrap round)."""
        salt = int.from_bytes(hashlib.sha256(f"{self.seed}/{what}".encode()).digest()[:8])
        mixed = pl.col("row").cast(pl.UInt64) * _unsigned(0x9E3779B97F4A7C15) + _unsigned(salt)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed // _unsigned(2**shift))) * _unsigned(factor)
        return mixed ^ (mixed // _unsigned(2**31))

    def below(self, what: str, number: int) -> pl.Expr:
        """A number from 0 to `number` - 1."""
        return (self.word(what) // _unsigned(2**11) % _unsigned(number)).cast(pl.Int64)

    def chance(self, what: str, percent: int) -> pl.Expr:
        return self.below(what, 100) < percent

    def one_of(self, what: str, *choices: str) -> pl.Expr:
        """One of the choices; a choice named twice comes twice as often."""
        return self.below(what, len(choices)).replace_strict(dict(enumerate(choices)), return_dtype=pl.String)

    def known(self, what: str, value: pl.Expr, missing: int = 3) -> pl.Expr:
        """The value, but for some per cent of the rows not known."""
        return pl.when(~self.chance(f"{what} missing", missing)).then(value)

    def day(self, what: str, longest: int, shortest: int = 0) -> pl.Expr:
        """A day so many days before the day of the register; one in eight is the last of its month."""
        day = pl.lit(self.as_of) - pl.duration(days=self.below(what, longest - shortest) + shortest)
        ended = day.dt.month_end()
        return pl.when(self.chance(f"{what} end", 12) & (ended <= self.as_of)).then(ended).otherwise(day)


def _unsigned(number: int) -> pl.Expr:
    return pl.lit(number & _WORD, dtype=pl.UInt64)


def _rows(number: int) -> pl.DataFrame:
    return pl.DataFrame({"row": pl.int_range(1, number + 1, eager=True)})


def _repeated(draw: _Draw, what: str, number: int, times: Sequence[int]) -> pl.DataFrame:
    """`owner` 1 to `number`, each as often as drawn from `times`; first and last owner never, every twentieth five."""
    owners = _rows(number).with_columns(
        pl.when(pl.col("row").is_in([1, number])).then(0)
        .when(pl.col("row") % 20 == 3).then(max(times))
        .otherwise(draw.below(what, len(times)).replace_strict(dict(enumerate(times)), return_dtype=pl.Int64))
        .alias("times")
    )  # fmt: skip
    owner = owners.select(pl.col("row").repeat_by("times").explode(empty_as_null=False).alias("owner"))
    return owner.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))


def _shuffled(draw: _Draw, facts: Facts, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in no order, in the columns and types of the facts."""
    table = facts.table(name)
    ordered = frame.with_columns(pl.col(table.key).alias("row")).sort(draw.word(f"{name} order"))
    absent = [pl.lit(None, dtype=kind).alias(c) for c, kind in schema_of(table).items() if c not in ordered.columns]
    return ordered.with_columns(absent).select(as_facts(table))


def _home(draw: _Draw, what: str, at_home: int) -> tuple[pl.Expr, pl.Expr]:
    """Province and city, so many per cent of them the city of the register."""
    here, other = draw.chance(f"{what} here", at_home), draw.below(f"{what} other", len(_ELSEWHERE))
    names = [{at: place[part] for at, place in enumerate(_ELSEWHERE)} for part in (0, 1)]
    province, city = (other.replace_strict(name, return_dtype=pl.String) for name in names)
    return (
        pl.when(here).then(pl.lit(_HOME[0])).otherwise(province),
        pl.when(here).then(pl.lit(_HOME[1])).otherwise(city),
    )


def _persons(draw: _Draw, number: int) -> pl.DataFrame:
    province, city = _home(draw, "household", 45)
    leap = pl.lit(date(1988, 2, 29))
    return _rows(number).select(
        pl.col("row").alias("person_id"),
        draw.known("sex", draw.one_of("sex", "male", "female"), 1).alias("sex"),
        draw.known(
            "born_on", pl.when(pl.col("row") % 61 == 5).then(leap).otherwise(draw.day("born_on", 24_500, 5_700)), 1
        ).alias("born_on"),
        draw.one_of("origin", *["mainland"] * 46, "hongkong", "hongkong", "macao", "taiwan").alias("origin"),
        draw.known("household", province).alias("household_province"),
        draw.known("household", city).alias("household_city"),
        draw.known("household_since", draw.day("household_since", 5_000)).alias("household_since"),
        draw.known("residence_city", pl.lit(PLACE), 10).alias("residence_city"),
        draw.known("education", draw.one_of("education", "21", "31", "41", "61", "71")).alias("education"),
    )


def _organisations(draw: _Draw, number: int) -> pl.DataFrame:
    kind = draw.one_of("kind", *["enterprise"] * 7, "school", "association", "service")
    return _rows(number).select(
        pl.col("row").alias("organisation_id"),
        draw.known("kind", kind).alias("kind"),
        draw.known("size", draw.one_of("size", "large", "medium", "small", "small", "micro", "micro")).alias("size"),
        draw.one_of("industry", "C", "I", "F", "M").alias("industry"),
        pl.lit(_HOME[0]).alias("province"),
        pl.lit(_HOME[1]).alias("city"),
        draw.day("registered_on", 9_000).alias("registered_on"),
        draw.known("assessor", pl.col("row") % 10 == 0).alias("assessor"),
    )


def _spell(draw: _Draw, what: str) -> list[pl.Expr]:
    """First day, last day known and whether it goes on; some spells are twelve months to the day."""
    started = draw.day(f"{what} started", 3_000, 30)
    exact = started.dt.offset_by("12mo")
    ended = started + pl.duration(days=draw.below(f"{what} length", 2_500) + 1)
    until = pl.when(draw.chance(f"{what} exact", 10)).then(exact).otherwise(ended)
    going_on = draw.chance(f"{what} open", 60) | (until > draw.as_of)
    return [
        started.alias("started_on"),
        pl.when(going_on).then(pl.lit(draw.as_of)).otherwise(until).alias("until"),
        going_on.alias("open"),
    ]


def _employments(draw: _Draw, persons: int, organisations: int) -> pl.DataFrame:
    status = (
        ["employee"] * 13 + ["flexible"] + ["self-employed"] * 2 + ["established", "unemployed", "student", "pensioner"]
    )
    province, city = _home(draw, "employment", 80)
    return _repeated(draw, "employments", persons, (0, 1, 1, 1, 2)).with_columns(
        draw.one_of("status", *status).alias("status"), *_spell(draw, "employment")
    ).with_columns(
        pl.col("row").alias("employment_id"),
        pl.col("owner").alias("person"),
        pl.when(pl.col("status").is_in(["employee", "established"]))
        .then(draw.below("employer", organisations - 1) + 1)
        .alias("organisation"),
        draw.known("employment place", province).alias("province"),
        draw.known("employment place", city).alias("city"),
        draw.known("post", draw.one_of("post", *DIGITAL_TRADES, *OTHER_TRADES)).alias("occupation"),
        draw.known("post field", draw.one_of("post field", *FIELDS), 30).alias("field"),
    )  # fmt: skip


def _insurances(draw: _Draw, persons: int, organisations: int) -> pl.DataFrame:
    province, city = _home(draw, "insurance", 85)
    spells = _repeated(draw, "insurances", persons, (0, 1, 1, 2)).with_columns(_spell(draw, "insurance"))
    months = (pl.col("until") - pl.col("started_on")).dt.total_days() // 31
    exact = pl.when(draw.chance("twelve months", 15)).then(12).when(draw.chance("eleven months", 15)).then(11)
    return spells.with_columns(
        pl.col("row").alias("insurance_id"),
        pl.col("owner").alias("person"),
        draw.known("payer", draw.below("payer", organisations - 1) + 1, 20).alias("organisation"),
        draw.one_of("insurance", "pension", "pension", "unemployment", "medical", "resident").alias("kind"),
        draw.known("insurance place", province).alias("province"),
        draw.known("insurance place", city).alias("city"),
        draw.known("months", exact.otherwise(months)).alias("months"),
    )


def _issued(draw: _Draw) -> pl.Expr:
    """Day of issue; busy holders got all theirs in one year, some certificates bear 29 February."""
    year = draw.as_of.year - 1
    in_one_year = pl.date(year, draw.below("issued month", 12) + 1, draw.below("issued in month", 28) + 1)
    leap = pl.lit(_leap_day_before(draw.as_of))
    return (
        pl.when(pl.col("owner") % 20 == 3)
        .then(in_one_year)
        .when(draw.chance("leap", 2))
        .then(leap)
        .otherwise(draw.day("issued_on", 1_300))
    )


def _leap_day_before(day: date) -> date:
    years = range(day.year, day.year - 9, -1)
    leap = (date(year, 2, 29) for year in years if year % 4 == 0 and (year % 100 or year % 400 == 0))
    return next(found for found in leap if found <= day)


def _certificates(draw: _Draw, persons: int, organisations: int) -> pl.DataFrame:
    kinds = ["skill"] * 16 + ["engineer", "engineer", "training-pass", "training-pass"]
    digital = draw.one_of("digital trade", *DIGITAL_TRADES)
    trade = pl.when(draw.chance("digital", 55)).then(digital).otherwise(draw.one_of("other trade", *OTHER_TRADES))
    level = draw.below("level", 20).replace_strict(_spread(), return_dtype=pl.Int64)
    skill = pl.col("kind") == "skill"
    route = draw.one_of("route", *["social"] * 6, "enterprise", "enterprise", "school", "contest")
    held = _repeated(draw, "certificates", persons, (0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5)).with_columns(
        draw.one_of("certificate kind", *kinds).alias("kind"), _issued(draw).alias("issued_on")
    )
    since = pl.col("issued_on") - pl.duration(days=draw.below("field_since", 2_200))
    three_years = pl.col("issued_on").dt.offset_by("-36mo")
    return held.select(
        pl.col("row").alias("certificate_id"),
        pl.col("owner").alias("person"),
        "kind",
        draw.known("trade", pl.when(skill).then(trade), 2).alias("occupation"),
        draw.known("level", pl.when(skill).then(level).otherwise(0), 2).alias("level"),
        draw.known("grade", pl.when(skill).then(0).otherwise(draw.below("grade", len(CertificateGrade)) + 1), 2)
        .alias("grade"),
        pl.when(~skill).then(draw.known("field", draw.one_of("field", *FIELDS))).alias("field"),
        pl.when(~skill & ~draw.chance("no field", 10))
        .then(pl.when(draw.chance("three years", 20)).then(three_years).otherwise(since)).alias("field_since"),
        draw.known("route", route).alias("route"),
        draw.known("issuer", _issuer(draw, organisations)).alias("issuer"),
        draw.known("organiser", draw.below("organiser", 9) + 2, 40).alias("organiser"),
        pl.lit(PLACE).alias("city"),
        draw.known("issued_on", pl.col("issued_on"), 1).alias("issued_on"),
        draw.known("valid", ~draw.chance("revoked", 2), 1).alias("valid"),
    )  # fmt: skip


def _issuer(draw: _Draw, organisations: int) -> pl.Expr:
    """Nine of ten certificates are from a published body (every tenth organisation), the rest from any."""
    body = (draw.below("issuer", organisations // 10) + 1) * 10
    return pl.when(draw.chance("other issuer", 10)).then(draw.below("issued by", organisations - 1) + 1).otherwise(body)


def _spread() -> dict[int, int]:
    """Twentieths of the certificates by skill level."""
    shares = (1, 4, 5, 5, 2, 1, 1, 1)
    return dict(enumerate(level for level, share in zip(SkillLevel, shares, strict=True) for _ in range(share)))


def _titles(draw: _Draw, persons: int) -> pl.DataFrame:
    return _repeated(draw, "titles", persons, (0,) * 9 + (1,)).with_columns(
        pl.col("row").alias("title_id"),
        pl.col("owner").alias("person"),
        pl.lit("engineering").alias("series"),
        draw.one_of("title field", *FIELDS).alias("field"),
        draw.known("title level", draw.below("title level", len(TitleLevel)) + 1).alias("level"),
        draw.known("obtained_on", draw.day("obtained_on", 4_000)).alias("obtained_on"),
    )


def _trainings(draw: _Draw, persons: int, organisations: int) -> pl.DataFrame:
    started = draw.day("training", 700, 20)
    # One organiser has a third of all trainees, so that a ceiling is reached; some people come twice.
    organiser = pl.when(draw.chance("big organiser", 33)).then(2).otherwise(draw.below("training by", 9) + 2)
    return _repeated(draw, "trainings", persons, (0, 0, 0, 1, 2)).with_columns(
        pl.col("row").alias("training_id"),
        pl.col("owner").alias("person"),
        draw.known("training organiser", organiser, 1).alias("organiser"),
        draw.known("trainee of", draw.below("trainee of", organisations - 1) + 1, 10).alias("employer"),
        pl.lit("sme-digital").alias("programme"),
        draw.known("layer", draw.one_of("layer", "owner", "management", "operator", "operator")).alias("layer"),
        draw.known("digital training", ~draw.chance("plain training", 15)).alias("digital"),
        pl.lit(PLACE).alias("city"),
        started.alias("started_on"),
        (started + pl.duration(days=draw.below("training days", 40))).alias("ended_on"),
        (draw.below("hours", 20) * 4 + 4).alias("hours"),
        draw.known("passed", draw.chance("passed", 80)).alias("passed"),
        draw.known("certified", draw.chance("certified", 65)).alias("certified"),
    )


def _awards(draw: _Draw, persons: int) -> pl.DataFrame:
    return _repeated(draw, "awards", persons, (0,) * 29 + (1,)).with_columns(
        pl.col("row").alias("award_id"),
        pl.col("owner").alias("person"),
        draw.one_of("award", "contest", "contest", "honour", "achievement").alias("kind"),
        draw.one_of("tier", "city", "city", "province", "nation").alias("tier"),
        draw.known("place", draw.below("place", 10) + 1, 20).alias("place"),
        draw.one_of("award trade", *DIGITAL_TRADES).alias("occupation"),
        draw.day("awarded_on", 2_000).alias("awarded_on"),
    )


def _workforces(draw: _Draw, organisations: int) -> pl.DataFrame:
    staff = draw.below("staff", 400)
    return _rows(organisations).select(
        pl.col("row").alias("workforce_id"),
        pl.col("row").alias("organisation"),
        pl.lit(draw.as_of).alias("counted_on"),
        staff.alias("staff"),
        draw.known("insured", staff * 9 // 10).alias("insured"),
        draw.known("skilled", staff // 3).alias("skilled"),
        draw.known("highly skilled", staff // 10).alias("highly_skilled"),
        draw.known("wages", staff * 7_200_050).alias("wages"),
    )


def _claims(draw: _Draw, certificates: pl.DataFrame, organisations: int) -> pl.DataFrame:
    """Claims on skill certificates, some a day before, on and after the end of twelve months; and by organisers."""
    asked = certificates.filter((pl.col("kind") == "skill") & pl.col("issued_on").is_not_null()).with_columns(
        pl.col("certificate_id").alias("row")
    )
    edge = pl.col("issued_on").dt.offset_by("12mo") + pl.duration(days=draw.below("edge", 3) - 1)
    soon = pl.col("issued_on") + pl.duration(days=draw.below("claimed after", 430))
    in_year = pl.date(draw.as_of.year - 1, 12, draw.below("december", 31) + 1)
    applied = (
        pl.when(pl.col("person") % 20 == 3).then(in_year).when(draw.chance("at edge", 15)).then(edge).otherwise(soon)
    )
    by_person = asked.with_columns(applied.alias("applied_on")).filter(
        (pl.col("applied_on") <= draw.as_of) & (draw.chance("claims", 60) | (pl.col("person") % 20 == 3))
    ).select(
        pl.lit(SKILL_UPGRADE).alias("scheme"),
        pl.col("certificate_id").alias("fact"),
        "person",
        pl.lit(None, dtype=pl.Int64).alias("organisation"),
        "applied_on",
    )  # fmt: skip
    by_organiser = _rows(min(8, organisations)).select(
        pl.lit(ORGANISER_AWARD).alias("scheme"),
        pl.col("row").alias("fact"),
        pl.lit(None, dtype=pl.Int64).alias("person"),
        pl.col("row").alias("organisation"),
        draw.day("organiser claims", 60).alias("applied_on"),
    )
    return pl.concat([by_person, by_organiser]).with_row_index("claim_id", offset=1)


def _payments(draw: _Draw, claims: pl.DataFrame, certificates: pl.DataFrame) -> pl.DataFrame:
    """The ledger: grants paid on older claims, another scheme's payments, and corrections of both."""
    held = certificates.select(
        pl.col("certificate_id").alias("fact"), pl.col("certificate_id").alias("certificate"), "occupation", "level"
    )
    upgraded = (
        claims.filter(pl.col("scheme") == SKILL_UPGRADE).join(held, on="fact").with_columns(pl.col("fact").alias("row"))
    )
    other = upgraded.filter(draw.chance("other scheme", 6)).with_columns(pl.lit(UNEMPLOYMENT_SUBSIDY).alias("scheme"))
    paid = pl.concat([upgraded.filter(draw.chance("paid", 35)), other]).with_columns(
        pl.col("level").fill_null(0).replace_strict(dict(enumerate(_BASE_FEN)), return_dtype=pl.Int64).alias("fen"),
        pl.min_horizontal(
            pl.col("applied_on") + pl.duration(days=draw.below("paid after", 90)), pl.lit(draw.as_of)
        ).alias("paid_on"),
    ).filter(pl.col("fen") > 0)  # fmt: skip
    # Most corrections take everything back; after the others something is left.
    fully = pl.when(draw.chance("fully", 70)).then(-pl.col("fen")).otherwise(-(pl.col("fen") // 3))
    corrected = paid.filter(draw.chance("corrected", 8)).with_columns(
        fully.alias("fen"), pl.lit(draw.as_of).alias("paid_on")
    )
    return pl.concat([paid, corrected]).with_row_index("payment_id", offset=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes a snapshot to try commands on; 2 where it cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m bole.policy.register", description="An invented register.")
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to write, which may not exist yet")
    parser.add_argument("--persons", type=_at_least_one, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    given = parser.parse_args(arguments)
    try:
        manifest = write_register(given.out, given.persons, given.seed, given.as_of)
    except BoleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    rows = sum(table.rows for table in manifest.tables.values())
    sys.stderr.write(f"{given.out}: {len(manifest.tables)} tables, {rows} rows\n")
    return 0


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main())
