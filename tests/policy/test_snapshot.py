"""Snapshots: whole or not at all, opened only when they are what their manifest says."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Facts, Kind, Table
from bole.kernel.messages import use_language
from bole.policy.manifest import sha256_of
from bole.policy.schema import schema_of
from bole.policy.snapshot import Coverage, open_snapshot, write_snapshot
from tests.conftest import ROOT
from tests.policy.small_register import AS_OF, frames, small_snapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_snapshot(tmp_path / "snapshot")


def refused(path: Path) -> BoleError:
    with pytest.raises(BoleError) as caught:
        open_snapshot(path)
    return caught.value


def replaced(folder: Path, name: str, frame: pl.DataFrame) -> None:
    """Another table in place of the one there, and the manifest says so."""
    file = folder / f"{name}.parquet"
    frame.write_parquet(file)
    registered(folder, name, rows=frame.height, sha256=sha256_of(file))


def registered(folder: Path, name: str, **entry: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"][name].update(entry)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet")


# What is written and read


def test_what_is_written_is_read_back(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        assert (snapshot.manifest.place, snapshot.as_of) == ("990100", AS_OF)
        for name, frame in frames().items():
            assert snapshot.tables[name].collect().equals(frame)
            assert snapshot.files(name) == folder / f"{name}.parquet"


def test_the_same_register_gives_the_same_files(tmp_path: Path) -> None:
    first, second = (small_snapshot(tmp_path / name) for name in ("a", "b"))
    assert {file.name: sha256_of(file) for file in first.iterdir()} == {
        file.name: sha256_of(file) for file in second.iterdir()
    }


def test_a_table_that_is_not_listed_is_empty_and_not_covered(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        assert not snapshot.coverage("title")
        assert "title" not in snapshot.counts
        title = snapshot.tables["title"].collect()
        assert title.height == 0
        assert dict(title.schema) == schema_of(STANDARD.table("title"))
        assert pl.read_parquet(snapshot.files("title")).schema == title.schema


def test_coverage_is_asked_for_the_day_of_a_run(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        assert snapshot.coverage("person")
        assert snapshot.coverage("person", date(2031, 1, 1))
        assert not snapshot.coverage("person", date(2031, 4, 1))


def test_narrow_numbers_and_categories_become_those_of_the_facts(folder: Path) -> None:
    certificate = table(folder, "certificate")
    replaced(folder, "certificate", certificate.cast({"level": pl.Int8, "person": pl.UInt32, "kind": pl.Categorical}))
    with open_snapshot(folder) as snapshot:
        assert snapshot.tables["certificate"].collect().equals(certificate)


def test_columns_may_stand_in_any_order(folder: Path) -> None:
    person = table(folder, "person")
    replaced(folder, "person", person.select(reversed(person.columns)))
    with open_snapshot(folder) as snapshot:
        assert snapshot.tables["person"].collect().equals(person)


def test_source_and_coverage_may_differ_by_table(tmp_path: Path) -> None:
    tables = {name: frames()[name] for name in ("person", "organisation")}
    coverage = {"person": Coverage("all", AS_OF), "organisation": Coverage("规模以上企业", AS_OF)}
    source = {"person": "户籍库", "organisation": "市场主体库"}
    manifest = write_snapshot(tmp_path / "s", tables, place="990100", as_of=AS_OF, source=source, coverage=coverage)
    assert {name: entry.source for name, entry in manifest.tables.items()} == source
    with open_snapshot(tmp_path / "s") as snapshot:
        assert snapshot.coverage("person")
        assert not snapshot.coverage("organisation")


def test_other_facts_have_snapshots_too(tmp_path: Path) -> None:
    dog = Table(
        "dog", "犬", "dog", "dog_id",
        (
            Column("dog_id", Kind.ID, "编号", "id", nullable=False),
            Column("breed", Kind.CODE, "品种", "breed", system="breed", coded="int"),
        ),
    )  # fmt: skip
    facts = Facts([dog])
    tables = {"dog": pl.DataFrame({"dog_id": [5, 4], "breed": [1, None]})}
    everybody = Coverage("all", AS_OF)
    write_snapshot(
        tmp_path / "s", tables, place="990100", as_of=AS_OF, source="犬只登记", coverage=everybody, facts=facts
    )
    with open_snapshot(tmp_path / "s", facts) as snapshot:
        assert snapshot.tables["dog"].collect()["breed"].to_list() == [1, None]
    assert refused(tmp_path / "s").code == "BOLE-P106"


# Refused


def test_no_folder_is_no_snapshot(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere").code == "BOLE-P100"


def test_a_listed_table_without_its_file(folder: Path) -> None:
    (folder / "claim.parquet").unlink()
    error = refused(folder)
    assert error.code == "BOLE-P107"
    assert "claim" in error.message


def test_a_file_that_is_not_listed(folder: Path) -> None:
    shutil.copy(folder / "claim.parquet", folder / "claims.parquet")
    error = refused(folder)
    assert (error.code, error.place) == ("BOLE-P108", str(folder / "claims.parquet"))


def test_a_listed_table_that_is_not_known(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["persons"] = manifest["tables"].pop("person")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    error = refused(folder)
    assert error.code == "BOLE-P106"
    assert "persons" in error.message


def test_a_name_that_would_lead_out_of_the_folder_is_no_table(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["../person"] = manifest["tables"]["person"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert refused(folder).code == "BOLE-P106"


def test_a_byte_that_was_changed(folder: Path) -> None:
    file = folder / "person.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    error = refused(folder)
    assert error.code == "BOLE-P110"
    assert sha256_of(file)[:12] in error.message


@pytest.mark.parametrize("content", [b"", b"person_id\n1\n", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_a_file_that_is_no_parquet(folder: Path, content: bytes) -> None:
    file = folder / "person.parquet"
    file.write_bytes(content)
    registered(folder, "person", sha256=sha256_of(file))
    error = refused(folder)
    assert (error.code, error.place) == ("BOLE-P109", str(file))


def test_a_file_whose_pages_are_damaged(folder: Path) -> None:
    file = folder / "person.parquet"
    content = bytearray(file.read_bytes())
    content[4:60] = b"\xff" * 56
    file.write_bytes(content)
    registered(folder, "person", sha256=sha256_of(file))
    assert refused(folder).code == "BOLE-P109"


def test_a_folder_in_place_of_a_table(folder: Path) -> None:
    (folder / "person.parquet").unlink()
    (folder / "person.parquet").mkdir()
    assert refused(folder).code == "BOLE-P107"


def test_rows_that_were_not_registered(folder: Path) -> None:
    registered(folder, "person", rows=4)
    error = refused(folder)
    assert error.code == "BOLE-P114"
    assert "4" in error.message


def test_a_column_that_is_missing(folder: Path) -> None:
    replaced(folder, "certificate", table(folder, "certificate").drop("issued_on"))
    error = refused(folder)
    assert error.code == "BOLE-P111"
    assert "certificate" in error.message
    assert "issued_on" in error.message


def test_a_missing_column_is_named_in_the_language_in_use(folder: Path) -> None:
    replaced(folder, "certificate", table(folder, "certificate").drop("issued_on"))
    use_language("en")
    assert not re.search("[一-鿿]", refused(folder).message)


def test_a_column_that_nobody_knows(folder: Path) -> None:
    replaced(folder, "person", table(folder, "person").with_columns(name=pl.lit("某人")))
    error = refused(folder)
    assert error.code == "BOLE-P112"
    assert "name" in error.message


@pytest.mark.parametrize(
    ("name", "column", "wrong"),
    [
        ("person", "born_on", pl.col("born_on").cast(pl.String)),
        ("person", "born_on", pl.col("born_on").cast(pl.Datetime)),
        ("certificate", "level", pl.col("level").cast(pl.Float64)),
        ("certificate", "person", pl.col("person").cast(pl.String)),
        ("certificate", "valid", pl.lit(1).alias("valid")),
        ("certificate", "kind", pl.lit(1).alias("kind")),
        ("payment", "fen", pl.col("fen").cast(pl.Decimal(12, 2))),
        ("payment", "fen", pl.col("fen").cast(pl.UInt64)),
        ("claim", "fact", pl.col("fact").cast(pl.String)),
    ],
)
def test_a_column_of_another_type(folder: Path, name: str, column: str, wrong: pl.Expr) -> None:
    replaced(folder, name, table(folder, name).with_columns(wrong))
    error = refused(folder)
    assert error.code == "BOLE-P113"
    assert error.params["table"] == name
    assert error.params["column"] == column
    assert error.params["row"] == 1


def test_the_first_row_of_a_wrong_column_is_the_first_with_a_value(folder: Path) -> None:
    certificate = table(folder, "certificate").with_columns(grade=pl.col("grade").cast(pl.String) + "级")
    replaced(folder, "certificate", certificate)
    error = refused(folder)
    assert (error.params["row"], error.params["value"]) == (3, "'3级'")


# Written whole or not at all


def test_a_snapshot_is_never_written_over(folder: Path) -> None:
    before = sha256_of(folder / "manifest.json")
    with pytest.raises(BoleError) as caught:
        small_snapshot(folder)
    assert caught.value.code == "BOLE-P115"
    assert sha256_of(folder / "manifest.json") == before


def test_a_folder_that_is_not_there_or_not_ours(tmp_path: Path) -> None:
    with pytest.raises(BoleError) as caught:
        small_snapshot(tmp_path / "no" / "s")
    assert caught.value.code == "BOLE-K001"
    (tmp_path / "file").touch()
    with pytest.raises(BoleError) as caught:
        small_snapshot(tmp_path / "file")
    assert caught.value.code == "BOLE-P115"


def test_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(BoleError) as caught:
        small_snapshot(tmp_path / ("x" * 300))
    assert caught.value.code == "BOLE-K003"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda frame: frame.drop("sex"), "BOLE-P111"),
        (lambda frame: frame.with_columns(age=1), "BOLE-P112"),
        (lambda frame: frame.with_columns(sex=1), "BOLE-P113"),
    ],
)
def test_a_frame_of_another_shape_is_not_written(
    tmp_path: Path, change: Callable[[pl.DataFrame], Any], code: str
) -> None:
    with pytest.raises(BoleError) as caught:
        small_snapshot(tmp_path / "s", {"person": change(frames()["person"])})
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    broken = frames()["claim"].lazy().with_columns(fact=pl.col("scheme").str.to_integer())
    tables: dict[str, pl.DataFrame | pl.LazyFrame] = {"person": frames()["person"], "claim": broken}
    everybody = Coverage("all", AS_OF)
    with pytest.raises(pl.exceptions.PolarsError):
        write_snapshot(tmp_path / "s", tables, place="990100", as_of=AS_OF, source="库", coverage=everybody)
    assert list(tmp_path.iterdir()) == []


WRITES_FOR_EVER = """
import sys, time
from pathlib import Path
import bole.kernel.writing as settling
import bole.policy.snapshot_writing as hashing
from tests.policy.small_register import small_snapshot
def slowly(step):
    def slow(file):
        done = step(file)
        print(file.name, flush=True)
        time.sleep(60) if file.name == sys.argv[2] else None
        return done
    return slow
hashing.sha256_of = slowly(hashing.sha256_of)  # of each table, as soon as it is written
settling.settle = slowly(settling.settle)  # of every file, when all are written
small_snapshot(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("last", ["person.parquet", "manifest.json"])
def test_who_is_killed_leaves_no_half_snapshot(tmp_path: Path, last: str) -> None:
    target = tmp_path / "s"
    command = [sys.executable, "-c", WRITES_FOR_EVER, str(target), last]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while child.stdout.readline().strip() != last:
            assert child.poll() is None
        os.kill(child.pid, signal.SIGKILL)
    assert not target.exists()
    assert [path.name.endswith(".unfinished") for path in tmp_path.iterdir()] == [True]
    with open_snapshot(small_snapshot(target)) as snapshot:
        assert snapshot.counts["person"].kept == 3


# What is written while it is open


def test_what_was_written_for_it_goes_with_it(tmp_path: Path) -> None:
    path = small_snapshot(tmp_path / "s", frames(person={1: {"sex": "?"}}))
    snapshot = open_snapshot(path)
    cleaned = snapshot.files("person")
    assert cleaned.exists()
    snapshot.close()
    assert not cleaned.parent.exists()
    assert (path / "person.parquet").exists()


# One person


def test_the_file_of_a_person_has_his_rows_and_what_they_point_at(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        file = snapshot.person_file(10)
    assert list(file) == list(STANDARD.tables)
    assert [row["certificate_id"] for row in file["certificate"]] == [2, 3]
    assert [row["organisation_id"] for row in file["organisation"]] == [9]
    assert [row["fact"] for row in file["claim"]] == [3]
    assert [row["fen"] for row in file["payment"]] == [80_000]
    assert file["person"][0]["born_on"] == date(1990, 1, 31)
    assert file["title"] == []


def test_the_file_of_a_person_without_anything(folder: Path) -> None:
    with open_snapshot(folder) as snapshot:
        file = snapshot.person_file(20)
    assert {name: len(rows) for name, rows in file.items() if rows} == {"person": 1}


def test_the_file_of_nobody(folder: Path) -> None:
    with open_snapshot(folder) as snapshot, pytest.raises(BoleError, match="21") as caught:
        snapshot.person_file(21)
    assert caught.value.code == "BOLE-P116"


def test_rows_in_quarantine_are_in_no_file(tmp_path: Path) -> None:
    path = small_snapshot(tmp_path / "s", frames(certificate={2: {"grade": 9}}))
    with open_snapshot(path) as snapshot:
        assert [row["certificate_id"] for row in snapshot.person_file(10)["certificate"]] == [3]
