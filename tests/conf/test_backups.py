"""Backups: whole while others write, equal when they are restored, and nothing at all where either is cut off."""

import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.apps.registry.test_kills import seeded
from tests.cli.consoles import MAIN, surroundings
from tests.conf.registers import Register, empty, filled
from tests.conftest import ROOT

POSTGRESQL = bool(os.environ.get("BOLE_DATABASE_URL"))
KEPT = ("accounts_event", "accounts_chainhead", "django_tasks_database_dbtaskresult")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, int]]:
    with filled(tmp_path_factory.mktemp("register")) as made:
        yield made


@pytest.fixture(scope="module")
def backup(register: tuple[Register, int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "a.zip"
    made = register[0].told("backup", file)
    assert (made["tables"], made["files"] > 0, made["bytes"]) == (len(parts(file)), True, file.stat().st_size)
    return file


def manifest(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        found = json.loads(archive.read("manifest.json"))
    assert isinstance(found, dict)
    return found


def parts(file: Path) -> dict[str, Any]:
    found = manifest(file)["tables"]
    assert isinstance(found, dict)
    return found


def changed(file: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same archive, its members passed through a function."""
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(target, "w") as other:
        for name in archive.namelist():
            other.writestr(name, change(name, archive.read(name)))
    return target


def restores(backup: Path, folder: Path, source: Register, batch: int, *, sqlite: bool = False) -> None:
    """Into an empty place: all is equal, and what was on its way goes on."""
    with empty(folder, keys_of=source, sqlite=sqlite) as place:
        done = place.told("restore", backup)
        assert (done["rows"], done["keys"], done["events"]) == (
            sum(part["rows"] for part in parts(backup).values()),
            True,
            True,
        )
        assert place.state() == source.state()
        again = folder / f"again-{sqlite}.zip"
        place.told("backup", again)
        assert {name: part for name, part in parts(again).items() if name not in KEPT} == {
            name: part for name, part in parts(backup).items() if name not in KEPT
        }
        green = place.parts()
        assert (green["events"], green["keys"], green["migrations"], green["backup"]) == (True, True, True, True)
        assert not (place.home / ".restoring").exists()
        with place.zygote() as zygote:
            ended = zygote("write", batch=batch)
            assert (ended["state"], ended["done"]) == ("done", 301)
            assert zygote("state")["broken"] is None
        second = place.bole("restore", backup)
        assert (second.returncode, "BOLE-W014" in second.stderr) == (2, True)


def test_restored_it_is_equal_and_goes_on(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    restores(backup, tmp_path, *register)


@pytest.mark.skipif(not POSTGRESQL, reason="needs both databases")
def test_from_postgresql_into_sqlite_and_back(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    source, batch = register
    restores(backup, tmp_path, source, batch, sqlite=True)
    with empty(tmp_path, keys_of=source, sqlite=True) as between:
        between.told("restore", backup)
        there = tmp_path / "there.zip"
        between.told("backup", there)
        assert manifest(there)["vendor"] == "sqlite"
        (tmp_path / "back").mkdir()
        restores(there, tmp_path / "back", between, batch)


def test_it_is_for_this_user_alone_and_holds_no_key(
    backup: Path, register: tuple[Register, int], tmp_path: Path
) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with zipfile.ZipFile(backup) as archive:
        names = archive.namelist()
        held = b"\n".join(archive.read(name) for name in names)
    assert not [name for name in names if "key" in name or "session" in name or "settings" in name]
    for file in (register[0].home / "keys").glob("*.json"):
        for key in json.loads(file.read_text())["versions"].values():
            assert key.encode() not in held
    told = register[0].bole("backup", tmp_path / "b.zip")
    assert "没有密钥" in told.stderr
    assert "backup.made" in held.decode(errors="replace") or register[0].parts()["backup"]
    again = register[0].bole("backup", backup)
    assert (again.returncode, "BOLE-W010" in again.stderr) == (2, True)


def test_without_keys_it_is_restored_and_no_new_keys_are_made(
    backup: Path, register: tuple[Register, int], tmp_path: Path
) -> None:
    with empty(tmp_path) as place:
        done = place.bole("restore", backup)
        assert (done.returncode, "还没有密钥" in done.stderr) == (1, True)
        assert "BOLE-A001" in place.bole("keys", "show").stderr
        assert not place.parts()["keys"]
        assert not list((place.home / "keys").glob("*.json"))
        for key in (register[0].home / "keys").glob("*.json"):
            shutil.copy(key, place.home / "keys")
        green = place.parts()
        assert green["keys"]
        assert green["events"]


def test_with_other_keys_it_is_refused(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    with empty(tmp_path, keys_of=register[0]) as place:
        (place.home / "keys" / "chain.json").unlink()
        made = "from bole.apps.accounts.keys import key_ring; key_ring('chain')"
        subprocess.run([sys.executable, "-c", made], env=surroundings(place.home), check=True, timeout=60)
        done = place.bole("restore", backup)
        assert (done.returncode, "BOLE-W016" in done.stderr, "chain" in done.stderr) == (2, True, True)
        assert not (place.home / "uploads").exists()


def flipped(name: str, content: bytes) -> bytes:
    return content.replace("王".encode(), "玉".encode()) if name == "tables/registry_person.tsv" else content


def forged(name: str, content: bytes) -> bytes:
    """By somebody who does not have the keys."""
    if name != "manifest.json":
        return content
    told = json.loads(content)
    told["made_by"] = "somebody else"
    return json.dumps(told).encode()


def newer(name: str, content: bytes) -> bytes:
    if name != "manifest.json":
        return content
    told = json.loads(content)
    told["steps"].append(["registry", "0099_of_tomorrow"])
    return json.dumps(told).encode()


def other_format(name: str, content: bytes) -> bytes:
    return content.replace(b'"format": 1', b'"format": 2') if name == "manifest.json" else content


def test_what_is_no_whole_backup_restores_nothing(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    half, text = tmp_path / "half.zip", tmp_path / "text.zip"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    text.write_text("no backup")
    bad = {half: "BOLE-W011", text: "BOLE-W011", tmp_path / "none.zip": "BOLE-W011"}
    for change, code in (
        (flipped, "BOLE-W012"),
        (forged, "BOLE-W012"),
        (newer, "BOLE-W013"),
        (other_format, "BOLE-W013"),
    ):
        bad[changed(backup, tmp_path / f"{change.__name__}.zip", change)] = code
    with empty(tmp_path, keys_of=register[0]) as place:
        for file, code in bad.items():
            ended = place.bole("restore", file)
            assert (ended.returncode, code in ended.stderr) == (2, True), (file, ended.stderr)
            assert {path.name for path in place.home.iterdir()} <= {
                "keys",
                "run",
                "bole.db",
                "bole.db-wal",
                "bole.db-shm",
            }
        assert place.told("restore", backup)["events"]


def test_made_while_others_write_it_is_of_one_moment(register: tuple[Register, int], tmp_path: Path) -> None:
    """Taken in the midst of an import, restored and gone on with, it ends as the one that nothing happened to."""
    with filled(tmp_path) as (busy, batch):
        with busy.zygote() as zygote:
            writing = threading.Thread(target=lambda: zygote("write", batch=batch))
            writing.start()
            files = [tmp_path / f"{number}.zip" for number in range(3)]
            for file in files:
                assert busy.bole("backup", file).returncode == 0
            writing.join()
            end = zygote("state")
        for file in files:
            with empty(tmp_path, keys_of=busy) as place:
                assert place.told("restore", file)["events"]
                with place.zygote() as zygote:
                    zygote("write", batch=batch)
                    assert zygote("state") == end


def test_killed_while_it_is_made_there_is_no_file(register: tuple[Register, int], tmp_path: Path) -> None:
    chance, source = seeded(), register[0]
    folder = tmp_path / "backups"
    folder.mkdir()
    command = [sys.executable, "-c", MAIN, "backup", str(folder / "a.zip")]
    for _ in range(4):
        making = subprocess.Popen(command, env=surroundings(source.home, **source.more), stderr=subprocess.DEVNULL)
        until = time.monotonic() + chance.uniform(0.5, 2.5)
        while time.monotonic() < until and making.poll() is None and not list(folder.iterdir()):
            time.sleep(0.01)
        making.send_signal(signal.SIGKILL)
        making.wait(60)
        for file in folder.iterdir():  # it was done before it was killed
            assert manifest(file)["tables"]
            file.unlink()


def test_killed_while_it_is_restored_nothing_serves_and_the_next_time_works(
    backup: Path, register: tuple[Register, int], tmp_path: Path
) -> None:
    with empty(tmp_path, keys_of=register[0]) as place:
        command = [sys.executable, "-W", "error", "-m", "tests.conf.killed_restore", str(backup)]
        environment = surroundings(place.home, **place.more)
        ended = subprocess.run(
            command, env=environment, cwd=ROOT, check=True, timeout=300, capture_output=True, text=True
        )
        found = json.loads(ended.stdout)
        assert len(found) == 8
        assert {place: told for place, told in found.items() if told != ["killed", "BOLE-W015"]} == {}
        refused = place.bole("serve", "--port", "0")
        assert (refused.returncode, "BOLE-W015" in refused.stderr) == (2, True)
        assert place.told("restore", backup)["events"]
        assert place.state() == register[0].state()


def test_files_of_cases_are_in_it(register: tuple[Register, int], tmp_path: Path) -> None:
    source = register[0]

    def files(place: Register, what: str) -> str:
        command = [sys.executable, "-W", "error", "-m", "tests.conf.with_case_file", what]
        environment = surroundings(place.home, **place.more)
        done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout

    with empty(tmp_path, keys_of=source) as first, empty(tmp_path, keys_of=source) as second:
        assert first.told("account", "list") is not None
        files(first, "put")
        first.told("backup", tmp_path / "b.zip")
        second.told("restore", tmp_path / "b.zip")
        assert files(second, "tell") == "%PDF-1.4\n"
        refused = second.bole("restore", tmp_path / "b.zip")
        assert "BOLE-W014" in refused.stderr


def test_only_the_clearing_up_was_cut_off(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    with empty(tmp_path, keys_of=register[0]) as place:
        place.told("restore", backup)
        (place.home / ".restoring").mkdir()
        assert place.told("account", "list")
        assert not (place.home / ".restoring").exists()


def limited(register: Register, size: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command whose files cannot grow beyond a size, as on a disk that is full."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {resource.RLIM_INFINITY}));"
    command = [sys.executable, "-c", f"{limit} {MAIN}", *(str(argument) for argument in arguments)]
    environment = surroundings(register.home, **register.more)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_full_disk_is_told_and_leaves_nothing(backup: Path, register: tuple[Register, int], tmp_path: Path) -> None:
    ended = limited(register[0], 33_000, "backup", tmp_path / "a.zip")
    assert (ended.returncode, "BOLE-K003" in ended.stderr) == (2, True), ended.stderr
    assert list(tmp_path.iterdir()) == []
    with empty(tmp_path, keys_of=register[0]) as place:
        for size in (2000,) if POSTGRESQL else (40_000, 400_000, 1_100_000):
            ended = limited(place, size, "restore", backup)
            assert ended.returncode == 2
            assert any(code in ended.stderr for code in ("BOLE-K003", "BOLE-W018", "BOLE-W006")), ended.stderr
            assert not (place.home / ".restoring").exists()
        assert place.told("restore", backup)["events"]


def test_a_register_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    with empty(tmp_path) as place:
        ended = place.bole("backup", tmp_path / "a.zip")
        assert (ended.returncode, "BOLE-W019" in ended.stderr) == (2, True)
        assert not (tmp_path / "a.zip").exists()


def test_a_running_server_is_backed_up_and_never_restored_over(
    register: tuple[Register, int], backup: Path, tmp_path: Path
) -> None:
    from tests.cli.test_serve import serving

    source = register[0]
    with serving(source.home, **source.more):
        assert source.bole("backup", tmp_path / "live.zip").returncode == 0
        ended = source.bole("restore", backup)
        assert (ended.returncode, "BOLE-W003" in ended.stderr) == (2, True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_says_that_keys_are_kept_apart(tmp_path: Path, language: str) -> None:
    with empty(tmp_path, sqlite=True) as place:
        told = place.bole("backup", "--help", "--lang", language)
        assert "BOLE_HOME/keys" in told.stdout
        assert "BOLE_HOME/keys" in place.bole("restore", "--help", "--lang", language).stdout
