"""`bole` as a process of its own, for the verbs that load Django: each with a home and a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MAIN = "from bole.cli.entry import main; main()"


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The environment of such a process; nothing of the one around it that would choose another database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOLE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "BOLE_HOME": str(home), **more}


def bole(home: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """One command, run to its end."""
    command = [sys.executable, "-W", "error", "-c", MAIN, *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=surroundings(home, **more), timeout=300, check=False
    )


def told(home: Path, *arguments: object, **more: str) -> Any:
    """What a command with --json says; it must have ended well, or with something that needs attention."""
    ended = bole(home, *arguments, "--json", **more)
    assert ended.returncode in (0, 1), ended.stderr
    return json.loads(ended.stdout)
