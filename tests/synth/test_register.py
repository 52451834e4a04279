"""The synthetic register: the same for the same arguments, sound at the border, and with the shapes rules trip over."""

import hashlib
import time
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bole.kernel.dates import add_months, full_years
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.border import Fault
from bole.policy.pack import load_packs
from bole.policy.snapshot import open_snapshot
from bole.synth import City, Register, cities, city_of
from bole.synth import register as drawing
from tests.registers import SKILL_UPGRADE, dense, generate, write_register

AS_OF = date(2031, 3, 31)
CITIES = ("guangzhou", "jiangmen", "zhongshan", "zibo")
MANY = 40_000
BORN = [date(1997, 1, 2), date(1970, 6, 10), date(1965, 8, 15), date(1977, 4, 7), date(2011, 2, 14), date(1994, 1, 11)]


@cache
def small() -> dict[str, pl.DataFrame]:
    return generate(4_000, 7, AS_OF)


@cache
def city(name: str) -> City:
    return city_of(load_packs(), name)


@cache
def large(name: str) -> dict[str, pl.DataFrame]:
    return Register(city(name), MANY, 7).frames()


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


# the same arguments, the same register


def test_the_same_arguments_give_the_same_bytes_and_other_ones_do_not(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        Register(city("zhongshan"), 300, seed).write(tmp_path / name)
    one, again, other = (digests(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert all(one[name] != other[name] for name in ("person.parquet", "certificate.parquet", "manifest.json"))


def test_numbers_drawn_are_the_same_with_every_version_of_the_library() -> None:
    """These were drawn once; a change here changes every register that anybody has measured with."""
    persons = Register(city("zhongshan"), 6, 1, AS_OF).frames()["person"].sort("person_id")
    assert persons["born_on"].to_list() == BORN
    assert persons["person_id"].to_list() == [1, 2, 3, 4, 5, 6]


def test_stretches_do_not_depend_on_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    few = Register(city("zhongshan"), 500, 3, AS_OF).frames()
    monkeypatch.setattr(drawing, "_threads", lambda: 1)
    assert all(frame.equals(few[name]) for name, frame in Register(city("zhongshan"), 500, 3, AS_OF).frames().items())


def test_rows_of_several_stretches_have_numbers_without_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Register(city("zhongshan"), 600, 3, AS_OF).frames()
    monkeypatch.setattr(drawing, "STRETCH", 64)
    parts = Register(city("zhongshan"), 600, 3, AS_OF).frames()
    for name, table in STANDARD.tables.items():
        assert parts[name].sort(table.key).equals(whole[name].sort(table.key)), name
    for name in ("employment", "insurance", "certificate"):
        keys = parts[name][STANDARD.table(name).key].sort().to_list()
        assert keys == list(range(1, len(keys) + 1))


# every row passes the border


@pytest.mark.parametrize("people", [1, 2, 40, 1_000])
@pytest.mark.parametrize("as_of", [AS_OF, date(2032, 2, 29), date(2033, 1, 1)])
def test_every_row_passes_the_border(tmp_path: Path, people: int, as_of: date) -> None:
    write_register(tmp_path / "s", people, 3, as_of)
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.quarantine.rows() == []
        assert snapshot.counts["person"].kept == people
        assert set(snapshot.counts) == set(STANDARD.tables)
        assert all(snapshot.coverage(name, as_of) for name in STANDARD.tables)


@pytest.mark.parametrize("name", CITIES)
def test_every_city_passes_the_border_and_fills_every_column(tmp_path: Path, name: str) -> None:
    Register(city(name), 20_000, 1).write(tmp_path / "s")
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.quarantine.rows() == []
        assert snapshot.manifest.place == city(name).place
        empty = [
            f"{table}.{column}"
            for table, frame in snapshot.tables.items()
            for column, nulls in frame.null_count().collect().row(0, named=True).items()
            if nulls == snapshot.counts[table].rows
        ]
    # Only where a scheme pays organisations do they claim.
    assert set(empty) <= {"claim.organisation", "payment.organisation"}
    assert bool(empty) == (not city(name).numbers("organisation_schemes"))


def test_bad_rows_are_planted_where_asked_for_and_all_found(tmp_path: Path) -> None:
    Register(dense(), 200, 3, AS_OF, bad_rows=True).write(tmp_path / "bad")
    with open_snapshot(tmp_path / "bad") as snapshot:
        found = snapshot.quarantine
        good = {name: frame.collect().height for name, frame in snapshot.tables.items()}
    kinds = set(found["code"])
    assert kinds >= {str(fault) for fault in Fault} - {str(Fault.LINKED), str(Fault.DUPLICATE)}
    assert set(found["table"]) == set(STANDARD.tables)
    assert good == {name: frame.height for name, frame in generate(200, 3, AS_OF).items()}


# shapes


def test_a_hundred_thousand_persons_take_seconds() -> None:
    started = time.process_time()
    Register(city("zhongshan"), 100_000, 1).frames()
    assert time.process_time() - started < 15


def test_people_hold_from_none_to_six_certificates_and_the_first_and_last_nothing_at_all() -> None:
    held = small()["person"].join(small()["certificate"], left_on="person_id", right_on="person", how="left")
    counts = held.group_by("person_id").agg(pl.col("certificate_id").count().alias("held"))
    assert set(counts["held"]) == {0, 1, 2, 3, 4, 5, 6}
    for table, columns in links_to("person"):
        for column in columns:
            assert not {1, 4_000} & set(small()[table][column].drop_nulls())


def links_to(target: str) -> list[tuple[str, list[str]]]:
    tables = STANDARD.tables
    return [(name, [link.name for link in STANDARD.links(name) if link.to == target]) for name in tables]


def test_some_organisations_have_no_rows_the_last_one_too() -> None:
    last = small()["organisation"]["organisation_id"].max()
    for table, columns in links_to("organisation"):
        for column in columns:
            assert not {1, last} & set(small()[table][column].drop_nulls()), (table, column)


def test_rows_stand_in_no_order() -> None:
    for name in ("person", "certificate", "claim", "payment"):
        key = small()[name][STANDARD.table(name).key]
        assert not key.is_sorted()
        assert not key.is_sorted(descending=True)
    assert not small()["certificate"]["person"].is_sorted()


def test_levels_and_days_rise_from_certificate_to_certificate() -> None:
    held = small()["certificate"].filter(pl.col("level") > 0).sort("certificate_id")
    per_person = held.group_by("person", maintain_order=True).agg(pl.col("level"))
    assert all(levels == sorted(levels) for levels in per_person["level"].to_list())


def test_claims_fall_a_day_before_on_and_after_the_end_of_twelve_months() -> None:
    claims = small()["claim"].filter(pl.col("scheme") == SKILL_UPGRADE)
    both = claims.join(small()["certificate"], left_on="fact", right_on="certificate_id").drop_nulls("issued_on")
    ends = [(row["applied_on"] - add_months(row["issued_on"], 12)).days for row in both.to_dicts()]
    assert {-1, 0, 1} <= set(ends)
    assert min(ends) < -200
    assert max(ends) > 30


def test_somebody_claims_a_fourth_time_in_a_year() -> None:
    claims = small()["claim"].filter(pl.col("scheme") == SKILL_UPGRADE)
    per_year = claims.group_by("person", pl.col("applied_on").dt.year()).len()
    assert per_year["len"].max() == 6


def test_leap_days_month_ends_and_turns_of_age_are_there() -> None:
    issued = small()["certificate"]["issued_on"].drop_nulls()
    leap = issued.filter((issued.dt.month() == 2) & (issued.dt.day() == 29))
    assert len(leap) > 20
    assert (issued == issued.dt.month_end()).mean() > 0.1
    born = small()["person"]["born_on"].drop_nulls()
    assert len(born.filter((born.dt.month() == 2) & (born.dt.day() == 29))) > 10
    today = [day for day in born.to_list() if add_months(day, 12 * 60) == AS_OF]
    assert today
    assert all(full_years(day, AS_OF) == 60 for day in today)


def test_twelve_months_are_over_today_yesterday_and_tomorrow() -> None:
    issued = set(small()["certificate"]["issued_on"].drop_nulls())
    assert {date(2030, 3, 30), date(2030, 3, 31), date(2030, 4, 1)} <= issued


def test_the_ledger_has_payments_corrections_and_what_is_left_of_them() -> None:
    paid = small()["payment"].group_by("scheme", "fact").agg(pl.col("fen").sum(), pl.len())
    corrected = paid.filter(pl.col("len") == 2)
    assert corrected.filter(pl.col("fen") == 0).height > 5
    assert corrected.filter(pl.col("fen") > 0).height > 5
    assert paid.filter(pl.col("fen") < 0).height == 0
    repeated = small()["payment"].group_by("scheme", "fact").agg(
        pl.col("applied_on", "certificate", "person", "occupation", "level").n_unique()
    )  # fmt: skip
    assert repeated.select(pl.exclude("scheme", "fact").max()).row(0) == (1, 1, 1, 1, 1)
    assert (small()["payment"]["paid_on"] >= small()["payment"]["applied_on"]).all()


def test_some_certificates_are_paid_on_two_tracks() -> None:
    tracks = small()["payment"].drop_nulls("certificate").group_by("certificate").agg(pl.col("scheme").n_unique())
    assert tracks["scheme"].max() == 2


def test_values_are_missing_here_and_there_but_never_where_they_must_be() -> None:
    for name, table in STANDARD.tables.items():
        for column in table.columns:
            nulls, height = small()[name][column.name].null_count(), small()[name].height
            assert column.nullable or not nulls
            assert nulls < height or not height, (name, column.name)
    certificate = small()["certificate"]
    assert 0 < certificate["level"].null_count() < certificate.height * 0.1


def test_spells_go_on_or_end_some_after_twelve_months_to_the_day_and_with_gaps() -> None:
    for name in ("insurance", "employment"):
        spells = small()[name].to_dicts()
        assert all(spell["until"] == AS_OF for spell in spells if spell["open"])
        assert all(spell["started_on"] <= spell["until"] <= AS_OF for spell in spells)
        assert any(not spell["open"] for spell in spells)
    worked = small()["employment"].filter(~pl.col("open")).to_dicts()
    assert any(spell["until"] == add_months(spell["started_on"], 12) for spell in worked)
    insured = small()["insurance"]
    assert {11, 12, 36, None} <= set(insured["months"])
    pension = insured.filter(pl.col("kind") == "pension").sort("person", "started_on")
    before = pension.with_columns(pl.col("until").shift(1).over("person").alias("before")).drop_nulls("before")
    assert (before["started_on"] > before["before"]).all()
    assert ((before["started_on"] - before["before"]).dt.total_days() > 31).any()


def test_everybody_whom_the_method_leaves_out_is_there() -> None:
    found = set(small()["employment"]["status"].drop_nulls())
    assert found == {*dense().numbers("status"), "student", "pensioner"}
    assert {"established", "unemployed"} <= found


def test_one_organiser_trains_many_and_some_people_twice() -> None:
    trained = small()["training"].group_by("organiser").agg(pl.len(), pl.col("person").n_unique().alias("heads"))
    big = trained.drop_nulls().sort("len").row(-1, named=True)
    assert big["len"] > 300
    assert big["heads"] < big["len"]


def test_sums_asked_for_lie_on_below_and_above_the_ceilings() -> None:
    asked = set(small()["loan"]["asked"].drop_nulls() // 1_000_000)
    assert {29, 30, 31, 49, 50, 51} <= asked


def test_twins_have_one_birthday_and_town() -> None:
    twins = Register(city("zhongshan"), 20_000, 2).frames()["person"].drop_nulls().sort("person_id")
    same = twins.with_columns(pl.col("born_on", "residence_town").shift(1).name.suffix("_before"))
    born = (pl.col("born_on") == pl.col("born_on_before")) & (pl.col("person_id") % 2 == 0)
    pairs = same.filter(born)
    assert pairs.height > 50
    assert (pairs["residence_town"] == pairs["residence_town_before"]).mean() > 0.9


# what the figures say


@pytest.mark.parametrize("name", CITIES)
def test_shares_are_those_of_the_figures(name: str) -> None:
    frames, figures = large(name), city(name)
    person = frames["person"]
    near(share_of(person["sex"] == "male"), figures.number("men"))
    near(share_of(person["household_city"] == figures.place), figures.number("household_here"))
    spread(person["residence_town"], figures.numbers("towns"))
    spread(person["education"], figures.numbers("education"))
    skilled = frames["certificate"]["person"].n_unique() / MANY
    near(skilled, figures.number("skilled") * 0.98, 0.015)
    top = frames["certificate"].group_by("person").agg(pl.col("level").max())["level"]
    high = sum(figures.numbers("levels")[str(rank)] for rank in range(4, 9)) / sum(figures.numbers("levels").values())
    assert abs((top.filter(top > 0) >= 4).mean() - high) < 0.025
    spread(frames["training"]["programme"], figures.numbers("programmes"))
    spread(frames["employment"].filter(pl.col("open"))["post"], figures.numbers("posts"))


def near(found: float, millionths: float, within: float = 0.012) -> None:
    assert abs(found - millionths / 1_000_000) < within


def share_of(flags: pl.Series) -> float:
    found = flags.drop_nulls().mean()
    assert isinstance(found, float)
    return found


def spread(codes: pl.Series, weights: Mapping[str, int]) -> None:
    """Every code is as often as its weight says, within what chance allows."""
    known = codes.drop_nulls()
    counted = dict(known.value_counts().iter_rows())
    whole = sum(weights.values())
    for code, weight in weights.items():
        expected = weight / whole
        assert abs(counted.get(code, 0) / len(known) - expected) < 5 * np.sqrt(expected / len(known)) + 0.001, code
    assert set(counted) <= set(weights)


def test_ages_are_those_of_the_bands() -> None:
    born = large("guangzhou")["person"]["born_on"].drop_nulls()
    ages = [full_years(day, city("guangzhou").as_of) for day in born.to_list()]
    assert min(ages) >= 15
    assert max(ages) <= 87
    over_sixty = sum(age >= 60 for age in ages) / len(ages)
    assert abs(over_sixty - (359 + 782) / 8441) < 0.02


def test_providers_are_as_many_as_the_letter_says() -> None:
    kinds = large("zhongshan")["organisation"].sort("organisation_id")["kind"].head(60).to_list()
    assert sum(kind == "school" for kind in kinds) in (13, 14)  # 2 + 6 + 6, a kind may be missing
    assert 42 <= sum(kind == "service" for kind in kinds) <= 45


def test_digital_subsidies_of_the_year_are_as_many_as_the_letter_says() -> None:
    """461 person-times among 4,466,900 residents; here among two hundred thousand."""
    people = 200_000
    frames = Register(city("zhongshan"), people, 7).frames()
    digital = list(city("zhongshan").numbers("digital_trades"))
    paid = frames["payment"].filter(
        (pl.col("scheme") == SKILL_UPGRADE)
        & pl.col("occupation").is_in(digital)
        & (pl.col("applied_on") >= date(2025, 1, 1))
        & (pl.col("fen") > 0)
    )
    expected = 461 / 4_466_900 * people
    assert abs(paid.height - expected) < 4 * expected**0.5


def test_wages_lie_about_the_survey_and_never_below_the_least() -> None:
    for name in CITIES:
        wages = large(name)["employment"]["wages"].drop_nulls() / 100
        points = city(name).numbers("wages")
        assert wages.min() >= 12 * city(name).number("minimum_wage")
        assert abs(wages.median() / points["p50"] - 1) < 0.15


def test_growth_of_pay_can_be_compared_and_is_sometimes_the_same() -> None:
    account = large("guangzhou")["workforce"].drop_nulls()
    years = account.sort("counted_on").group_by("organisation").agg(pl.col("highly_skilled_wages", "managers_wages"))
    assert set(account["counted_on"].dt.year()) == {2023, 2024}
    grown = years.filter(pl.col("managers_wages").list.len() == 2)
    assert grown.height > 500
    front = account.filter(pl.col("education_front_line") * 10 == pl.col("education_fund") * 6)
    assert front.height > 50


def test_trades_stand_in_the_classification() -> None:
    known = load_packs()["nation"].library.catalogues["nation.occupation"].codes
    for name in CITIES:
        assert set(large(name)["certificate"]["occupation"].drop_nulls()) <= set(known or ())


# bad use


@pytest.mark.parametrize("people", [0, -1, 10**9])
def test_people_out_of_range(people: int) -> None:
    with pytest.raises(BoleError, match="BOLE-S006"):
        Register(city("zhongshan"), people, 1)


@pytest.mark.parametrize("seed", [-1, 2**60])
def test_seed_out_of_range(seed: int) -> None:
    with pytest.raises(BoleError, match="BOLE-S007"):
        Register(city("zhongshan"), 10, seed)


@pytest.mark.parametrize("name", ["nation", "guangdong", "atlantis", ""])
def test_no_such_city(name: str) -> None:
    with pytest.raises(BoleError, match="BOLE-S001"):
        city_of(load_packs(), name)
    assert set(CITIES) <= set(cities(load_packs()))
