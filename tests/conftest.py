"""What all tests share: a clean language and home for each, the neighbouring `shared` folder, and the command."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from hypothesis import HealthCheck, settings

from bole.cli.entry import run
from bole.kernel.messages import use_language

ROOT = Path(__file__).parent.parent
# How long an example takes hangs on what else the machine does: no test fails for that.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
SESSION_HOME = pytest.StashKey[Path]()
SHARED = "TESTS_SHARED"
"""The variable with the folder of what is made once for all the processes of a run; it goes with the first of them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database of the tests that need one; postgresql is started from a wheel",
    )
    parser.addoption(
        "--kills",
        type=int,
        default=3,
        help="how often an import is killed at random by the tests of that; 20 before a release",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """A home for what a test loads once for all (Django's settings); each test has its own beside it."""
    home = Path(tempfile.mkdtemp(prefix="bole-tests-"))
    config.stash[SESSION_HOME] = home
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = str(home / "shared")
        (home / "shared").mkdir()
        # A worker beside others keeps what it was started with: the server of all of them (tests/databases.py).
        os.environ.pop("BOLE_DATABASE_URL", None)
    os.environ["BOLE_HOME"] = str(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[SESSION_HOME], ignore_errors=True)


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often a test that kills does so."""
    asked = request.config.getoption("kills")
    assert isinstance(asked, int)
    return asked


class Ended(NamedTuple):
    """How one call of `bole` ended."""

    code: int
    out: str
    err: str


class Bole(Protocol):
    """`bole(...)`: one command line, run in this process."""

    def __call__(self, *arguments: object) -> Ended: ...


@pytest.fixture(autouse=True)
def _clean_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.delenv("BOLE_LANG", raising=False)
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("BOLE_HOME", str(tmp_path / "bole-home"))
    use_language(None)
    yield
    use_language(None)


@pytest.fixture
def bole(capsys: pytest.CaptureFixture[str]) -> Bole:
    def call(*arguments: object) -> Ended:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return call


@pytest.fixture
def shared() -> Path:
    """The folder of specifications and sources beside the checkout; a test that needs it is skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder `shared` (sources and hand labels) beside the checkout")
    return folder
