"""bole link: one command from records to files, whole or not at all."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from bole.linkage import saved_model, written_model
from tests.cli.consoles import MAIN, surroundings
from tests.cli.registers import said
from tests.conftest import Bole
from tests.linkage.records import filler, records, somebody


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "in.parquet"
    records(somebody(1), {**somebody(1), "source": "training"}, *filler(60)).write_parquet(path)
    return path


def test_files_in_one_command(bole: Bole, register: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    told = said(bole("link", register, "--out", out, "--json"))
    assert (told["records"], told["clusters"]) == (122, 61)
    assert told["seconds"] > 0
    found = pl.read_parquet(out)
    assert found.columns == ["record_id", "cluster_id", "confidence"]
    assert found.filter(pl.col("record_id").str.starts_with("r"))["cluster_id"].n_unique() == 1


def test_the_doubtful_and_the_ids_of_the_last_run(bole: Bole, register: Path, tmp_path: Path) -> None:
    out, doubts, again = (tmp_path / f"{name}.parquet" for name in ("out", "doubts", "again"))
    ended = bole("link", register, "--out", out, "--doubts", doubts)
    assert (ended.code, ended.out) == (0, "")
    assert pl.read_parquet(doubts).columns[:4] == [
        "one_record_id", "other_record_id", "one_cluster_id", "other_cluster_id",
    ]  # fmt: skip
    named = pl.read_parquet(out).with_columns(pl.format("old-{}", "cluster_id").alias("cluster_id"))
    former = tmp_path / "former.parquet"
    named.write_parquet(former)
    assert bole("link", register, "--out", again, "--former", former).code == 0
    assert pl.read_parquet(again)["cluster_id"].equals(named["cluster_id"])


def test_a_model_of_a_file_is_the_one_that_comes_with_it(bole: Bole, register: Path, tmp_path: Path) -> None:
    model, one, other = tmp_path / "model.json", tmp_path / "1.parquet", tmp_path / "2.parquet"
    model.write_text(written_model(saved_model()), encoding="utf-8")
    assert bole("link", register, "--out", one).code == 0
    assert bole("link", register, "--out", other, "--model", model).code == 0
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _rows, path: path.unlink(), "BOLE-L001"),
        (lambda _rows, path: path.write_text("姓名,证件号码"), "BOLE-L002"),
        (lambda _rows, path: path.write_bytes(b""), "BOLE-L002"),
        (lambda rows, path: rows.drop("town", "year").write_parquet(path), "BOLE-L003"),
        (lambda rows, path: rows.head(0).write_parquet(path), "BOLE-L004"),
        (lambda rows, path: pl.concat([rows, rows.head(2)]).write_parquet(path), "BOLE-L005"),
        (lambda rows, path: rows.with_columns(record_id=pl.lit(None, pl.String)).write_parquet(path), "BOLE-L006"),
    ],
    ids=["missing", "text", "empty file", "columns", "no rows", "same id", "no id"],
)
def test_what_cannot_be_linked_is_told(bole: Bole, register: Path, tmp_path: Path, spoil: object, code: str) -> None:
    assert callable(spoil)
    spoil(pl.read_parquet(register), register)
    ended = bole("link", register, "--out", tmp_path / "out.parquet")
    assert ended.code == 2
    assert code in ended.err
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"probability_two_random_records_match": 2, "comparisons": []}'])
def test_what_is_no_model_is_told(bole: Bole, register: Path, tmp_path: Path, text: str) -> None:
    model = tmp_path / "model.json"
    model.write_text(text, encoding="utf-8")
    ended = bole("link", register, "--out", tmp_path / "out.parquet", "--model", model)
    assert (ended.code, "BOLE-L007" in ended.err) == (2, True)


def test_what_is_no_former_result_is_told(bole: Bole, register: Path, tmp_path: Path) -> None:
    ended = bole("link", register, "--out", tmp_path / "out.parquet", "--former", register)
    assert (ended.code, "BOLE-L008" in ended.err) == (2, True)


def test_one_thing_at_a_time_and_never_over_the_input(bole: Bole, register: Path, tmp_path: Path) -> None:
    assert bole("link", register).code == 2
    assert bole("link", register, "--out", tmp_path / "o.parquet", "--train", tmp_path / "m.json").code == 2
    assert "BOLE-C003" in bole("link", register, "--out", register).err
    assert "BOLE-L009" in bole("link", register, "--train", tmp_path / "m.json").err


def test_killed_at_any_moment_it_leaves_nothing_half_written(register: Path, tmp_path: Path, kills: int) -> None:
    out = tmp_path / "out.parquet"
    for kill in range(kills):
        moment = 0.6 + 1.6 * kill / (kills - 1)
        command = [sys.executable, "-W", "error", "-c", MAIN, "link", str(register), "--out", str(out)]
        process = subprocess.Popen(command, env=surroundings(tmp_path), stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL if kill % 2 else signal.SIGTERM)
        process.wait(timeout=60)
        if out.exists():
            assert pl.read_parquet(out).height == 122
            out.unlink()
        assert [path.name for path in tmp_path.glob("*.parquet")] == ["in.parquet"]


def test_the_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys; from bole.cli.entry import run; run(['link', '--help']);"
        "sys.exit(bool({'polars', 'duckdb', 'splink', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False).returncode == 0
