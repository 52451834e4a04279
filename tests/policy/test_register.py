"""The generated register: the same for the same seed, sound at the border, and with the shapes that rules trip over."""

import csv
import time
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from bole.kernel.dates import add_months
from bole.kernel.fact_tables import STANDARD
from bole.policy.register import DIGITAL_TRADES, OTHER_TRADES, SKILL_UPGRADE, generate, write_register
from bole.policy.snapshot import open_snapshot

AS_OF = date(2031, 3, 31)
BORN = [date(1976, 11, 30), date(1995, 6, 13), date(1976, 9, 22), date(1991, 6, 15), date(1988, 2, 29)]


@cache
def register() -> dict[str, pl.DataFrame]:
    return generate(4_000, 7, AS_OF)


def test_the_same_seed_gives_the_same_register_and_another_gives_another() -> None:
    again, other = generate(300, 1, AS_OF), generate(300, 2, AS_OF)
    for name, frame in generate(300, 1, AS_OF).items():
        assert frame.equals(again[name])
    assert not again["certificate"].equals(other["certificate"])


def test_numbers_drawn_are_the_same_with_every_version_of_the_library() -> None:
    """These were drawn once; a change here changes every register that anybody has measured with."""
    persons = generate(5, 1, AS_OF)["person"].sort("person_id")
    assert persons["born_on"].to_list() == BORN
    assert persons["person_id"].to_list() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("persons", [1, 2, 40, 1_000])
@pytest.mark.parametrize("as_of", [AS_OF, date(2032, 2, 29), date(2033, 1, 1)])
def test_every_row_passes_the_border(tmp_path: Path, persons: int, as_of: date) -> None:
    write_register(tmp_path / "s", persons, 3, as_of)
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.quarantine.rows() == []
        assert snapshot.counts["person"].kept == persons
        assert set(snapshot.counts) == set(STANDARD.tables)
        assert all(snapshot.coverage(name, as_of) for name in STANDARD.tables)


def test_a_hundred_thousand_persons_take_seconds() -> None:
    started = time.process_time()
    generate(100_000, 1, AS_OF)
    assert time.process_time() - started < 10


def test_people_hold_from_none_to_five_certificates_and_the_last_holds_none() -> None:
    held = register()["person"].join(register()["certificate"], left_on="person_id", right_on="person", how="left")
    counts = held.group_by("person_id").agg(pl.col("certificate_id").count().alias("held"))
    assert set(counts["held"]) == {0, 1, 2, 3, 4, 5}
    none = counts.filter(pl.col("held") == 0)["person_id"]
    assert 1 in none
    assert 4_000 in none


def test_rows_stand_in_no_order() -> None:
    for name in ("person", "certificate", "claim", "payment"):
        key = register()[name][STANDARD.table(name).key]
        assert not key.is_sorted()
        assert not key.is_sorted(descending=True)
    assert not register()["certificate"]["person"].is_sorted()


def test_claims_fall_a_day_before_on_and_after_the_end_of_twelve_months() -> None:
    claims = register()["claim"].filter(pl.col("scheme") == SKILL_UPGRADE)
    both = claims.join(register()["certificate"], left_on="fact", right_on="certificate_id")
    ends = [(row["applied_on"] - add_months(row["issued_on"], 12)).days for row in both.to_dicts()]
    assert {-1, 0, 1} <= set(ends)
    assert min(ends) < -200
    assert max(ends) > 30


def test_somebody_claims_a_fourth_time_in_a_year() -> None:
    claims = register()["claim"].filter(pl.col("scheme") == SKILL_UPGRADE)
    per_year = claims.group_by("person", pl.col("applied_on").dt.year()).len()
    assert per_year["len"].max() == 5


def test_leap_days_and_month_ends_are_there() -> None:
    issued = register()["certificate"]["issued_on"].drop_nulls()
    leap = issued.filter((issued.dt.month() == 2) & (issued.dt.day() == 29))
    assert len(leap) > 20
    assert (issued == issued.dt.month_end()).mean() > 0.1
    assert date(1988, 2, 29) in register()["person"]["born_on"]


def test_the_ledger_has_payments_corrections_and_what_is_left_of_them() -> None:
    paid = register()["payment"].group_by("scheme", "fact").agg(pl.col("fen").sum(), pl.len())
    corrected = paid.filter(pl.col("len") == 2)
    assert corrected.filter(pl.col("fen") == 0).height > 5
    assert corrected.filter(pl.col("fen") > 0).height > 5
    assert paid.filter(pl.col("fen") < 0).height == 0
    assert paid["scheme"].n_unique() == 2
    repeated = register()["payment"].group_by("scheme", "fact").agg(
        pl.col("applied_on", "certificate", "person", "occupation", "level").n_unique()
    )  # fmt: skip
    assert repeated.select(pl.exclude("scheme", "fact").max()).row(0) == (1, 1, 1, 1, 1)


def test_values_are_missing_here_and_there_but_never_where_they_must_be() -> None:
    certificate = register()["certificate"]
    assert 0 < certificate["level"].null_count() < certificate.height * 0.1
    assert certificate["person"].null_count() == 0


def test_spells_go_on_or_end_some_after_twelve_months_to_the_day() -> None:
    spells = register()["insurance"].to_dicts()
    assert all(spell["until"] == AS_OF for spell in spells if spell["open"])
    assert any(not spell["open"] and spell["until"] == add_months(spell["started_on"], 12) for spell in spells)
    assert {11, 12, None} <= {spell["months"] for spell in spells}
    assert all(spell["started_on"] <= spell["until"] <= AS_OF for spell in spells)


def test_everybody_whom_the_method_leaves_out_is_there() -> None:
    # Who draws unemployment benefit is registered as unemployed too: nothing here asks for more than that.
    assert set(register()["employment"]["status"]) == set(STANDARD.codes["employment-status"]) - {"drawing-benefit"}


def test_one_organiser_trains_many_and_some_people_twice() -> None:
    trained = register()["training"].group_by("organiser").agg(pl.len(), pl.col("person").n_unique().alias("heads"))
    big = trained.sort("len").row(-1, named=True)
    assert big["len"] > 300
    assert big["heads"] < big["len"]
    assert trained.filter(pl.col("organiser") == 1).height == 0


def test_occupations_are_those_of_the_classification(shared: Path) -> None:
    with (shared / "mission" / "data" / "occupations.csv").open(encoding="utf-8", newline="") as file:
        known = {row["code"]: row["name"] for row in csv.DictReader(file) if row["edition"] == "2022"}
    assert [known[code] for code in DIGITAL_TRADES[:5]] == [
        "互联网营销师",
        "物联网安装调试员",
        "网络与信息安全管理员",
        "工业机器人系统操作员",
        "工业机器人系统运维员",
    ]
    assert set(OTHER_TRADES) <= known.keys()
    assert set(register()["certificate"]["occupation"].drop_nulls()) == {*DIGITAL_TRADES, *OTHER_TRADES}
