"""A district's scheme in the commands: run, explain, rules, simulate; two payers told apart."""

from pathlib import Path

import polars as pl
import pytest

from tests.cli.registers import DAY, INVENTED, of, said, snapshot
from tests.conftest import Bole

CITY, DISTRICT = "langyu.steady-worker", "langyu-dongshan.steady-worker"


def in_town(tables: dict[str, pl.DataFrame]) -> None:
    """Everybody with an even number lives in the street that raises figures."""
    street = pl.when(pl.col("person_id") % 2 == 0).then(pl.lit("609900101")).otherwise(pl.lit("609900102"))
    tables["person"] = tables["person"].with_columns(street.alias("residence_town"))


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("registers") / "快照", in_town, persons=400, place="609900")


def test_the_district_adds_for_its_own_people_and_the_city_pays_as_without_it(bole: Bole, register: Path) -> None:
    asked = ["run", str(register), "--as-of", DAY, "--json", "--scheme"]
    alone = said(bole(*asked, CITY, "--packs", str(INVENTED / "langyu")))
    both = said(bole(*asked, CITY, DISTRICT, "--packs", str(INVENTED)))
    added = of(both, DISTRICT)
    assert of(both, CITY)["decided"] == of(alone, CITY)["decided"]
    assert of(both, CITY)["fen"] == of(alone, CITY)["fen"]
    assert (added["payer"], of(both, CITY)["payer"]) == ("琅屿市东山街道", "琅屿市")
    assert 0 < added["decided"]["entitled"] < of(both, CITY)["decided"]["entitled"]
    only = said(bole(*asked, DISTRICT, "--packs", str(INVENTED)))
    assert of(only, DISTRICT) == added
    assert [part["id"] for part in only["schemes"]] == [DISTRICT]


def test_a_person_is_told_who_pays_what(bole: Bole, register: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "结果", tmp_path / "说明.html"
    run = ["run", str(register), "--as-of", DAY, "--scheme", DISTRICT, "--packs", str(INVENTED), "--out", str(out)]
    assert bole(*run).code == 0
    rows = pl.read_parquet(out / f"{DISTRICT}.parquet").filter((pl.col("outcome") == 0) & (pl.col("fen") == 50_000))
    person = str(rows["fact"].min())
    ask = ["explain", str(register), "--person", person, "--as-of", DAY, "--packs", str(INVENTED)]
    told = said(bole(*ask, "--json"))
    (added,) = (d for d in told["decisions"] if d["scheme"] == DISTRICT)
    shares = [(s["payer"], s["fen"], s["clause"]) for s in added["shares"]]
    assert shares == [("琅屿市", 250_000, "langyu-9#二"), ("琅屿市东山街道", 50_000, "dongshan-3#二")]
    shown = bole(*ask, "--scheme", DISTRICT, "--html", str(page)).out
    for text in (shown, page.read_text(encoding="utf-8")):
        assert "琅屿市：“稳定就业奖励”2500元" in text
        assert "琅屿市东山街道：“稳定就业奖励（琅屿市东山街道加发）”500元" in text
        assert "按本区的数一共：3000元" in text
        assert "给予" not in text


def test_the_rule_and_the_parameter_are_shown(bole: Bole) -> None:
    rules = bole("rules", DISTRICT, "--packs", str(INVENTED), "--as-of", DAY)
    assert "“稳定就业奖励”这一次可以享受" in rules.out
    parameter = said(bole("pack", "show", "langyu-dongshan.claim-period", "--packs", str(INVENTED), "--json"))
    assert parameter["raises"] == "langyu.claim-period"
    assert [entry["value"] for entry in parameter["entries"]] == [12, 18]
    above = bole("pack", "show", "langyu.insured-months", "--packs", str(INVENTED))
    assert "更好的方向：越低越好" in above.out


def test_a_districts_figure_is_simulated(bole: Bole, register: Path) -> None:
    asked = ["simulate", str(register), "--as-of", DAY, "--packs", str(INVENTED), "--json", "--set"]
    more = said(bole(*asked, "langyu-dongshan.technician-bonus=4000", "--scheme", DISTRICT))
    assert more["winners"] > 0
    assert more["losers"] == 0
