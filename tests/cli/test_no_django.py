"""A verb that needs no database does not pay for the web framework."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bole.cli.entry import VERBS
from tests.cli.consoles import surroundings
from tests.conftest import ROOT

SAMPLE = sorted((ROOT / "src" / "bole" / "samples").glob("*.html"))[0]
STATE = {"django", "gunicorn", "allauth", "psycopg", "structlog", "environ"}
PROBE = """
import json, sys
from bole.cli.entry import run
code = run(sys.argv[1:])
sys.stderr.write(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def loaded(home: Path, *arguments: str) -> tuple[int, set[str]]:
    """How a command ended and the packages it had loaded by then."""
    ended = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        text=True,
        env=surroundings(home),
        timeout=120,
        check=True,
    )
    code, modules = json.loads(ended.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", str(SAMPLE)),
        ("compare", str(SAMPLE)),
        ("lineage", str(SAMPLE)),
        ("rules", "zhongshan.skill-upgrade"),
        ("pack", "show", "zhongshan"),
        ("keys", "show"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_it_loads_none_of_it(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    _code, modules = loaded(tmp_path, *arguments)
    assert modules & STATE == set()


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_its_help_loads_none_of_it(tmp_path: Path, verb: str) -> None:
    code, modules = loaded(tmp_path, verb, "--help")
    assert code == 0
    assert modules & STATE == set()
