"""BOLE_HOME: where this machine keeps Bole's own state."""

import os
import sys
from pathlib import Path


def home() -> Path:
    """The folder named by BOLE_HOME, else `bole` in the platform's user data folder; it may not exist yet."""
    chosen = os.environ.get("BOLE_HOME")
    return Path(chosen).expanduser() if chosen else _user_data() / "bole"


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
