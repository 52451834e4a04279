"""会话密钥: what signs sessions and forms, in BOLE_HOME/keys beside the other keys."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from bole.kernel.home import home

_LENGTH: Final = 50


def secret_key() -> str:
    """会话密钥 as it lies there; "" before the first start, and Django then refuses to sign anything."""
    try:
        return _path().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def secret_key_make() -> None:
    """Make it where it is not there yet; of several processes that start at once the first one's stands."""
    path = _path()
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    beside = path.with_name(f".session.{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_LENGTH))
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _path() -> Path:
    return home() / "keys" / "session.txt"
