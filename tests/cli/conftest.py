"""A home that a server has prepared: made once, copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.cli.consoles import told


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "home"
    assert told(folder, "account", "list") == []
    return folder


@pytest.fixture
def home(_prepared: Path, tmp_path: Path) -> Path:
    """A home with an empty database and keys of its own."""
    made = tmp_path / "home"
    shutil.copytree(_prepared, made)
    return made
