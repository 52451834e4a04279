"""Keys lie in files that nobody else reads, in versions, and a copy of them is confirmed."""

import json
import multiprocessing
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from bole.apps.accounts.keys import (
    RINGS,
    copy_confirm,
    copy_confirmed,
    key_drop,
    key_of,
    key_ring,
    key_rotate,
    keys_folder,
)
from bole.kernel.errors import BoleError


def made(home: str) -> bytes:
    """The newest sealing key as another process finds or makes it."""
    os.environ["BOLE_HOME"] = home
    return key_ring("sealing").newest


def test_they_are_made_on_first_use_for_this_user_alone() -> None:
    for name, length in RINGS.items():
        assert len(key_ring(name).newest) == length
    assert stat.S_IMODE(keys_folder().stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys_folder().iterdir()} == {0o600}
    assert len({key_ring(name).newest for name in RINGS}) == len(RINGS)


def test_processes_that_start_together_have_the_same_keys(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = set(pool.map(made, [str(tmp_path / "shared")] * 8))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "shared" / "keys").iterdir()] == ["sealing.json"]


def test_a_new_version_is_taken_and_the_old_one_stays() -> None:
    old = key_ring("sealing").newest
    ring = key_rotate("sealing")
    assert (ring.current, ring.key(1)) == (2, old)
    assert key_ring("sealing") == ring
    assert ring.newest != old


def test_a_version_that_another_process_made_is_found() -> None:
    ring = key_ring("index")
    path = keys_folder() / "index.json"
    told = json.loads(path.read_text())
    told["versions"]["2"] = told["versions"]["1"]
    path.write_text(json.dumps(told))
    assert key_of("index", 2) == ring.newest
    with pytest.raises(BoleError, match="BOLE-A001"):
        key_of("index", 3)


def test_an_old_version_can_be_destroyed_but_not_the_one_in_use() -> None:
    key_rotate("sealing")
    with pytest.raises(BoleError, match="BOLE-A001"):
        key_drop("sealing", 2)
    assert key_drop("sealing", 1).versions.keys() == {2}
    with pytest.raises(BoleError, match="BOLE-A001"):
        key_of("sealing", 1)
    assert key_rotate("sealing").current == 3


def test_a_confirmed_copy_counts_until_the_keys_change() -> None:
    assert not copy_confirmed()
    copy_confirm()
    assert copy_confirmed()
    key_rotate("index")
    assert not copy_confirmed()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"current": 1, "versions": {"1": "AAAA"}}', '{"current": 2}', "é"])
def test_a_damaged_file_is_said_to_be_damaged_and_left_alone(text: str) -> None:
    path = keys_folder() / "chain.json"
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(BoleError, match="BOLE-A002"):
        key_ring("chain")
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_others_can_read_is_refused() -> None:
    key_ring("chain")
    path = keys_folder() / "chain.json"
    path.chmod(0o640)
    key_rotate("index")  # forgets what was read before
    with pytest.raises(BoleError, match="BOLE-A003"):
        key_ring("chain")


def test_versions_come_to_an_end() -> None:
    key_ring("sealing")
    path = keys_folder() / "sealing.json"
    told = json.loads(path.read_text())
    told["versions"] = {"255": told["versions"]["1"]}
    told["current"] = 255
    path.write_text(json.dumps(told))
    with pytest.raises(BoleError, match="BOLE-A008"):
        key_rotate("sealing")


def test_a_print_tells_rings_apart_and_holds_no_key() -> None:
    ring = key_ring("sealing")
    assert ring.print != key_ring("index").print
    assert ring.newest.hex() not in ring.print
    assert key_rotate("sealing").print != ring.print
