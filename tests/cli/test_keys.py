"""Keys from the console."""

from pathlib import Path

from tests.cli.consoles import bole, told


def test_they_are_shown_without_being_shown_and_a_copy_is_confirmed(tmp_path: Path) -> None:
    shown = told(tmp_path, "keys", "show")
    assert [ring["name"] for ring in shown["rings"]] == ["sealing", "index", "chain"]
    assert not shown["copy_confirmed"]
    assert bole(tmp_path, "keys", "confirm").returncode == 0
    assert told(tmp_path, "keys", "show")["copy_confirmed"]
    held = "".join(path.read_text() for path in (tmp_path / "keys").glob("*.json"))
    assert all(ring["print"] not in held for ring in shown["rings"])


def test_a_key_is_changed_everything_sealed_anew_and_the_old_one_destroyed(home: Path) -> None:
    told(home, "account", "create", "chen")
    bole(home, "keys", "confirm")
    assert bole(home, "keys", "rotate", "sealing").returncode == 0
    shown = told(home, "keys", "show")
    assert shown["rings"][0]["versions"] == [1, 2]
    assert not shown["copy_confirmed"]
    assert told(home, "keys", "reseal") == {"rows": 0, "sealed": 0, "indexed": 0}
    assert bole(home, "keys", "drop", "sealing", "1").returncode == 0
    assert told(home, "keys", "show")["rings"][0]["versions"] == [2]


def test_a_key_that_is_needed_is_not_destroyed(home: Path) -> None:
    told(home, "account", "create", "chen")
    bole(home, "keys", "rotate", "chain")
    refused = bole(home, "keys", "drop", "chain", "1")
    assert refused.returncode == 2
    assert "BOLE-C030" in refused.stderr
    assert told(home, "check")["parts"][-2]["green"]
