"""bole synth: a snapshot in one command, whole or not at all, the same for the same arguments."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bole.policy.snapshot import open_snapshot
from tests.cli.registers import said
from tests.conftest import Bole

BOLE = Path(sys.executable).with_name("bole")
ASKED = ("synth", "--city", "zhongshan", "--people", "300", "--seed", "7")


def test_a_city_in_one_command_that_can_be_run_at_once(bole: Bole, tmp_path: Path) -> None:
    out = tmp_path / "城"
    ended = bole(*ASKED, "--out", out)
    assert (ended.code, ended.out) == (0, "")
    assert "2025-09-30" in ended.err
    assert "假设" in ended.err
    assert bole("run", out, "--as-of", "2025-09-30").code == 0


def test_json_gives_the_manifest_and_nothing_else(bole: Bole, tmp_path: Path) -> None:
    told = said(bole(*ASKED, "--out", tmp_path / "城", "--as-of", "2031-03-31", "--json"))
    assert list(told) == ["manifest"]
    assert (told["manifest"]["place"], told["manifest"]["as_of"]) == ("442000", "2031-03-31")
    assert told["manifest"]["tables"]["person"]["rows"] == 300
    assert told["manifest"]["tables"]["person"]["source"] == "bole synth city=zhongshan people=300 seed=7"


def test_the_same_arguments_give_the_same_hashes(bole: Bole, tmp_path: Path) -> None:
    one, two, other = (
        said(bole(*ASKED[:-1], seed, "--out", tmp_path / name, "--json"))["manifest"]["tables"]
        for name, seed in (("一", "7"), ("二", "7"), ("三", "8"))
    )
    assert one == two
    assert one["person"]["sha256"] != other["person"]["sha256"]


def test_files_of_the_departments_lie_beside(bole: Bole, tmp_path: Path) -> None:
    ended = bole(*ASKED, "--out", tmp_path / "城", "--files", "--json")
    assert ended.code == 0
    assert "files/insurance" in ended.err
    assert (tmp_path / "城" / "files" / "truth.parquet").is_file()
    with open_snapshot(tmp_path / "城") as snapshot:
        assert snapshot.quarantine.height == 0


def test_bad_rows_are_found_by_the_run(bole: Bole, tmp_path: Path) -> None:
    assert bole(*ASKED, "--out", tmp_path / "城", "--bad-rows").code == 0
    ended = bole("run", tmp_path / "城", "--as-of", "2025-09-30")
    assert ended.code == 1
    assert "已隔离" in ended.err


def test_english_speaks_english(bole: Bole, tmp_path: Path) -> None:
    ended = bole("--lang", "en", *ASKED, "--out", tmp_path / "city", "--files")
    help_text = bole("--lang", "en", "synth", "--help").out
    wrong = bole("--lang", "en", "synth", "--city", "atlantis", "--people", "3", "--out", tmp_path / "x").err
    for text in (ended.err, help_text, wrong):
        assert not [character for character in text if "\u4e00" <= character <= "\u9fff"]
    assert "zhongshan" in wrong


# bad use


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"--city": "atlantis"}, "BOLE-S001"),
        ({"--city": "guangdong"}, "BOLE-S001"),
        ({"--people": "0"}, "BOLE-S006"),
        ({"--people": "-5"}, "BOLE-S006"),
        ({"--people": "9999999999"}, "BOLE-S006"),
        ({"--seed": "-1"}, "BOLE-S007"),
        ({"--as-of": "2025-02-30"}, "BOLE-C005"),
        ({"--people": "1000001", "--files": None}, "BOLE-S008"),
    ],
)
def test_bad_use_is_told_and_nothing_written(
    bole: Bole, tmp_path: Path, changed: dict[str, str | None], code: str
) -> None:
    options: dict[str, Any] = {"--city": "zhongshan", "--people": "10", "--out": tmp_path / "城", **changed}
    ended = bole("synth", *(part for pair in options.items() for part in pair if part is not None), "--json")
    assert (ended.code, ended.out) == (2, "")
    assert f"[{code}]" in ended.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("missing", ["--city", "--people", "--out"])
def test_what_must_be_said(bole: Bole, tmp_path: Path, missing: str) -> None:
    options = {"--city": "zhongshan", "--people": "10", "--out": tmp_path / "城"}
    given = (part for name, value in options.items() if name != missing for part in (name, value))
    ended = bole("synth", *given)
    assert ended.code == 2
    assert missing in ended.err


def test_a_folder_that_is_there_is_left_alone(bole: Bole, tmp_path: Path) -> None:
    (tmp_path / "城").mkdir()
    ended = bole(*ASKED, "--out", tmp_path / "城")
    assert ended.code == 2
    assert "[BOLE-P115]" in ended.err
    assert list((tmp_path / "城").iterdir()) == []


@pytest.mark.parametrize("out", ["没有/城", "x" * 300])
def test_no_place_to_write(bole: Bole, tmp_path: Path, out: str) -> None:
    ended = bole(*ASKED, "--out", f"{tmp_path}/{out}")
    assert ended.code == 2
    assert "[BOLE-K00" in ended.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(bole: Bole, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "[BOLE-K003]" in bole(*ASKED, "--out", tmp_path / "城").err


@pytest.mark.parametrize("more", [[], ["--files"]])
def test_a_full_disk_leaves_nothing(tmp_path: Path, more: list[str]) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    people = ["--people", "8000" if not more else "2500"]
    ended = subprocess.run(
        [BOLE, *ASKED, *people, "--out", tmp_path / "城", *more],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=limit,
    )
    assert ended.returncode == 2
    assert "[BOLE-K003]" in ended.stderr
    assert list(tmp_path.glob("*城*")) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_killed_in_the_middle_leaves_no_city(tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "城"
    command = [str(part) for part in (BOLE, *ASKED, "--people", "400000", "--out", out, "--files", "--json")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".城.*.unfinished")):
        assert time.monotonic() < deadline
        assert running.poll() is None
    running.send_signal(number)
    told, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert told == b""
    assert not out.exists()
    if number is not signal.SIGKILL:
        assert not list(tmp_path.glob(".城.*"))
