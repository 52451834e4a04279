"""The real packs over registers of their cities: whole, wrong in one place, and ended in the middle of a run."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from bole.policy.manifest import Coverage
from bole.policy.pack import Packs, load_packs
from bole.policy.run_results import read_decisions
from bole.policy.snapshot import write_snapshot
from bole.synth import Register, city_of
from tests.cli.registers import edited, said
from tests.conftest import ROOT, Bole

CITIES = ("zhongshan", "zibo", "jiangmen", "guangzhou")
AS_OF = date(2025, 9, 30)
DAY = AS_OF.isoformat()
Tables = dict[str, pl.DataFrame]


@cache
def packs_of(city: str) -> Packs:
    """The packs of a city and of those above it."""
    return load_packs(only=city)


@cache
def tables_of(city: str) -> Tables:
    return dict(Register(city_of(packs_of(city), city), 120, 7, AS_OF).frames())


def snapshot(folder: Path, city: str, change: Callable[[Tables], None] | None = None) -> Path:
    tables = dict(tables_of(city))
    if change is not None:
        change(tables)
    everybody = Coverage("all", AS_OF)
    write_snapshot(folder, tables, place=packs_of(city)[city].place, as_of=AS_OF, source="登记库", coverage=everybody)
    return folder


# --- whole ---


@pytest.mark.parametrize("city", CITIES)
def test_a_city_runs_all_its_schemes_and_the_rows_add_up(bole: Bole, tmp_path: Path, city: str) -> None:
    folder = snapshot(tmp_path / "快照", city)
    ended = bole("run", folder, "--as-of", DAY, "--json", "--out", tmp_path / "结果")
    told = said(ended)
    assert ended.code == 0
    assert {each["id"] for each in told["schemes"]} == set(packs_of(city).schemes)
    for each in told["schemes"]:
        rows = each["rows"]
        assert rows["in"] == rows["decided"] + rows["out_of_scope"] + rows["quarantined"] == rows_of(city, each["id"])
        assert read_decisions(tmp_path / "结果", each["id"]).height == rows["decided"]
    assert told["rows"]["out_of_scope"] > 0


def rows_of(city: str, scheme: str) -> int:
    return tables_of(city)[packs_of(city).scheme(scheme).per].height


# --- wrong ---


def a_changed_byte(folder: Path) -> str:
    file = folder / "certificate.parquet"
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(bytes(whole))
    return "certificate.parquet"


def a_table_taken_away(folder: Path) -> str:
    (folder / "person.parquet").unlink()
    return "person"


def a_table_too_many(folder: Path) -> str:
    (folder / "slate.parquet").rename(folder / "list.parquet")
    return "slate"


def no_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return "manifest.json"


def half_a_manifest(folder: Path) -> str:
    file = folder / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8")[:200], encoding="utf-8")
    return "manifest.json"


WRONG = (a_changed_byte, a_table_taken_away, a_table_too_many, no_manifest, half_a_manifest)


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("spoil", WRONG, ids=[spoil.__name__ for spoil in WRONG])
def test_a_wrong_snapshot_of_a_city_is_refused_by_name(
    bole: Bole, tmp_path: Path, city: str, spoil: Callable[[Path], str]
) -> None:
    folder = snapshot(tmp_path / "快照", city)
    named = spoil(folder)
    ended = bole("run", folder, "--as-of", DAY, "--out", tmp_path / "结果")
    assert (ended.code, ended.out) == (2, "")
    assert named in ended.err
    assert "Traceback" not in ended.err
    assert not (tmp_path / "结果").exists()


@pytest.mark.parametrize("city", CITIES)
def test_bad_rows_of_a_city_are_set_apart_and_the_rest_is_decided(bole: Bole, tmp_path: Path, city: str) -> None:
    def spoilt(tables: Tables) -> None:
        edited(tables, "certificate", 1, certificate_id=tables["certificate"]["certificate_id"][0])
        edited(tables, "certificate", 2, kind="diploma")
        edited(tables, "employment", 0, status="retired", person=99_999_999)
        edited(tables, "organisation", 0, kind="shop")

    ended = bole("run", snapshot(tmp_path / "快照", city, spoilt), "--as-of", DAY, "--json", "--out", tmp_path / "结果")
    told = said(ended)
    assert ended.code == 1
    assert {"certificate", "employment", "organisation"} <= told["quarantine"]["rows"].keys()
    for each in told["schemes"]:
        rows = each["rows"]
        assert rows["in"] == rows["decided"] + rows["out_of_scope"] + rows["quarantined"]
    assert any(each["rows"]["quarantined"] for each in told["schemes"])
    assert (tmp_path / "结果" / "quarantine.csv").is_file()


@pytest.mark.parametrize("city", CITIES)
def test_a_register_of_another_city_says_which_schemes_are_not_its_own(bole: Bole, tmp_path: Path, city: str) -> None:
    other = CITIES[(CITIES.index(city) + 1) % len(CITIES)]
    scheme = next(id_ for id_ in packs_of(other).schemes if id_.startswith(f"{other}."))
    told = said(bole("run", snapshot(tmp_path / "快照", city), "--as-of", DAY, "--json", "--scheme", scheme))
    assert "other_place" in {note["kind"] for note in told["notes"]}


# --- ended in the middle ---

STOPS_AT = """
import sys, time
import bole.policy.run_results as results
from bole.cli.entry import run
write = results._write_decisions
def slowly(ran, scheme, folder, **more):
    done = write(ran, scheme, folder, **more)
    if scheme is ran.schemes[len(ran.schemes) // 2]:
        print("half", flush=True)
        time.sleep(60)
    return done
results._write_decisions = slowly
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("city", CITIES)
def test_a_run_that_is_killed_leaves_no_results_and_the_next_one_is_whole(
    bole: Bole, tmp_path: Path, city: str
) -> None:
    folder, out = snapshot(tmp_path / "快照", city), tmp_path / "结果"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    command = [sys.executable, "-c", STOPS_AT, "run", str(folder), "--as-of", DAY, "--out", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "half"
        os.kill(child.pid, signal.SIGKILL)
    assert not out.exists()
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert bole("run", folder, "--as-of", DAY, "--out", out).code == 0
    assert {file.stem for file in out.glob("*.parquet")} == set(packs_of(city).schemes)
