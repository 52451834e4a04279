"""Accounts from the console: how the first administrators come."""

from pathlib import Path

from tests.cli.consoles import bole, told

ADMINISTRATORS = ("system-administrator", "security-administrator", "audit-administrator")


def test_the_three_administrators_of_an_empty_home(tmp_path: Path) -> None:
    made = [told(tmp_path, "account", "create", role.split("-")[0], "--role", role) for role in ADMINISTRATORS]
    assert len({one["password"] for one in made}) == 3
    listed = told(tmp_path, "account", "list")
    assert [(one["username"], one["roles"]) for one in listed] == sorted(
        (role.split("-")[0], [role]) for role in ADMINISTRATORS
    )
    parts = {part["id"]: part["green"] for part in told(tmp_path, "check")["parts"]}
    assert parts["administrators"]
    assert parts["database"]
    assert parts["migrations"]
    assert parts["events"]


def test_all_or_nothing_and_passwords_once(home: Path) -> None:
    refused = bole(home, "account", "create", "chen", "--role", "king")
    assert refused.returncode == 2
    assert "BOLE-A014" in refused.stderr
    assert told(home, "account", "list") == []
    made = told(home, "account", "create", "chen", "--name", "陈一", "--role", "clerk", "--unit", "人社局")
    again = told(home, "account", "password", "chen", "--second-factor")
    assert made["password"] != again["password"]
    shown = bole(home, "account", "list").stdout
    assert shown == "chen  陈一  窗口经办人\n"
    assert made["password"] not in bole(home, "account", "list", "--json").stdout


def test_refusals_are_in_words(home: Path) -> None:
    nobody = bole(home, "account", "password", "nobody")
    assert (nobody.returncode, "BOLE-A009" in nobody.stderr) == (2, True)
    english = bole(home, "account", "password", "nobody", "--lang", "en")
    assert "There is no account" in english.stderr


def test_a_database_that_is_away_is_told_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://bole:geheim@127.0.0.1:1/bole"
    ended = bole(tmp_path, "account", "list", BOLE_DATABASE_URL=url)
    assert ended.returncode == 2
    assert "BOLE-W006" in ended.stderr
    assert "geheim" not in ended.stderr
    checked = bole(tmp_path, "check", BOLE_DATABASE_URL=url)
    assert checked.returncode == 1
    assert "geheim" not in checked.stdout


def test_a_home_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = bole(tmp_path / "file" / "home", "account", "list")
    assert ended.returncode == 2
    assert "BOLE-W009" in ended.stderr
