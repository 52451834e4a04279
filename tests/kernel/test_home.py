"""BOLE_HOME: where state is kept."""

from pathlib import Path

import pytest

from bole.kernel.home import home


def test_environment_names_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOLE_HOME", str(tmp_path))
    assert home() == tmp_path


@pytest.mark.parametrize(
    ("platform", "variable", "folder"),
    [("linux", "XDG_DATA_HOME", "given"), ("win32", "LOCALAPPDATA", "given")],
)
def test_platform_folder_is_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, variable: str, folder: str
) -> None:
    monkeypatch.delenv("BOLE_HOME")
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv(variable, str(tmp_path / folder))
    assert home() == tmp_path / folder / "bole"


@pytest.mark.parametrize(
    ("platform", "tail"),
    [
        ("linux", ".local/share/bole"),
        ("darwin", "Library/Application Support/bole"),
        ("win32", "AppData/Local/bole"),
    ],
)
def test_without_a_platform_variable_the_users_own_folder_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, tail: str
) -> None:
    for variable in ("BOLE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", platform)
    assert home() == tmp_path / tail
