"""密钥: the keys of this machine, in BOLE_HOME/keys, never in the database and never in a backup of it.

Three rings apart: `sealing` (SM4, personal fields), `index` (HMAC-SM3, exact look-up of sealed fields) and `chain`
(HMAC-SM3, the log of events). A ring has versions; new values take the current one, old ones stay readable. A ring is
one file, made on first use with mode 0600 in a folder of mode 0700.
"""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bole.apps.accounts.errors import KEY_DAMAGED, KEY_OPEN, KEY_UNKNOWN, KEY_VERSIONS
from bole.kernel.errors import BoleError
from bole.kernel.home import home

RINGS: Final[Mapping[str, int]] = {"sealing": 16, "index": 32, "chain": 32}
"""密钥环 and the length of their keys in bytes."""
LAST_VERSION: Final = 255
"""A sealed value has one byte for it."""
_FRESH: Final = 1.0
"""Seconds for which a ring is taken as it was read."""
_CONFIRMED: Final = "copy-confirmed"
_EXPECTED: Final = "expected"


@dataclass(frozen=True, slots=True)
class KeyRing:
    """密钥环: the versions of one key."""

    name: str
    current: int
    versions: Mapping[int, bytes]

    def key(self, version: int) -> bytes:
        """The key of a version; raises BoleError where this machine does not have it."""
        if version not in self.versions:
            raise BoleError(KEY_UNKNOWN, ring=self.name, version=version)
        return self.versions[version]

    @property
    def print(self) -> str:
        """指纹: tells rings apart and gives nothing of a key away."""
        told = b"".join(key for _, key in sorted(self.versions.items()))
        return hashlib.sha256(b"bole key ring\0" + self.name.encode() + told).hexdigest()[:16]

    @property
    def newest(self) -> bytes:
        """The key that new values take."""
        return self.versions[self.current]


def keys_folder() -> Path:
    """Where the keys lie; it may not exist yet."""
    return home() / "keys"


def key_ring(name: str) -> KeyRing:
    """密钥环 of that name, made where it is not there yet. Raises BoleError where it is damaged or open to others."""
    chosen, now = os.environ.get("BOLE_HOME"), time.monotonic()
    held = _held.get(name)
    if held is None or held.home != chosen or now - held.at > _FRESH:
        # Another process may have changed it; to look at the disk for each of a million values would take too long.
        held = _held[name] = _Held(chosen, now, _read(name, keys_folder()))
    return held.ring


def key_of(name: str, version: int) -> bytes:
    """The key of a version; looks at the disk again for one that another process made since."""
    ring = key_ring(name)
    if version not in ring.versions:
        _held.clear()
        ring = key_ring(name)
    return ring.key(version)


def key_rotate(name: str) -> KeyRing:
    """换钥: one more version, which new values take from now on; old values stay readable with theirs."""
    _held.clear()
    ring = key_ring(name)
    newest = max(ring.versions) + 1
    if newest > LAST_VERSION:
        raise BoleError(KEY_VERSIONS, ring=name, most=LAST_VERSION)
    made = KeyRing(name, newest, {**ring.versions, newest: secrets.token_bytes(RINGS[name])})
    _write(made, keys_folder())
    _held.clear()
    return made


def key_drop(name: str, version: int) -> KeyRing:
    """销毁旧钥: what is still sealed with it stays shut for ever, copies of the database included."""
    _held.clear()
    ring = key_ring(name)
    if version == ring.current or version not in ring.versions:
        raise BoleError(KEY_UNKNOWN, ring=name, version=version)
    kept = KeyRing(name, ring.current, {v: key for v, key in ring.versions.items() if v != version})
    _write(kept, keys_folder())
    _held.clear()
    return kept


def copy_confirmed() -> bool:
    """Whether somebody has said that a copy of the keys as they are now is kept elsewhere."""
    try:
        return (keys_folder() / _CONFIRMED).read_text(encoding="ascii") == _prints()
    except OSError:
        return False


def copy_confirm() -> None:
    """已备份密钥: somebody keeps a copy of the keys elsewhere; counts until they change."""
    told = _prints()
    path = keys_folder() / _CONFIRMED
    path.write_text(told, encoding="ascii")
    path.chmod(0o600)


def keys_present() -> bool:
    """Whether there are keys already; asking makes none."""
    return all((keys_folder() / f"{name}.json").is_file() for name in RINGS)


def keys_expect(*, elsewhere: bool) -> None:
    """等待密钥: here is a register that was sealed elsewhere, so no new keys are made from now on."""
    path = keys_folder() / _EXPECTED
    if elsewhere:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    else:
        path.unlink(missing_ok=True)


def key_prints() -> dict[str, dict[str, str]]:
    """指纹 of each version of each key: tells which keys are needed and gives nothing of them away."""
    return {
        name: {str(version): _print(name, version, key) for version, key in sorted(key_ring(name).versions.items())}
        for name in RINGS
    }


def _print(name: str, version: int, key: bytes) -> str:
    return hashlib.sha256(f"bole key\0{name}\0{version}\0".encode() + key).hexdigest()[:16]


def _prints() -> str:
    return "".join(f"{name} {key_ring(name).print}\n" for name in RINGS)


@dataclass(frozen=True, slots=True)
class _Held:
    """A ring as it was read, from where and when."""

    home: str | None
    at: float
    ring: KeyRing


_held: Final[dict[str, _Held]] = {}


def _read(name: str, folder: Path) -> KeyRing:
    path = folder / f"{name}.json"
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _made(name, folder)
    except (OSError, UnicodeDecodeError) as error:
        raise BoleError(KEY_DAMAGED, place=str(path)) from error
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BoleError(KEY_OPEN, place=str(path))
    return _parsed(name, text, path)


def _parsed(name: str, text: str, path: Path) -> KeyRing:
    try:
        told = json.loads(text)
        versions = {int(v): base64.b64decode(key, validate=True) for v, key in told["versions"].items()}
        ring = KeyRing(name, int(told["current"]), versions)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BoleError(KEY_DAMAGED, place=str(path)) from error
    if ring.current not in versions or any(len(key) != RINGS[name] for key in versions.values()):
        raise BoleError(KEY_DAMAGED, place=str(path))
    return ring


def _made(name: str, folder: Path) -> KeyRing:
    """A new ring; of several processes that start at once the first one's stands."""
    if (folder / _EXPECTED).exists():
        raise BoleError(KEY_UNKNOWN, ring=name, version=1)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    ring = KeyRing(name, 1, {1: secrets.token_bytes(RINGS[name])})
    _write(ring, folder, new=True)
    path = folder / f"{name}.json"
    return _parsed(name, path.read_text(encoding="ascii"), path)


def _write(ring: KeyRing, folder: Path, *, new: bool = False) -> None:
    """Beside, then in place: a link refuses where another process was first, a rename replaces."""
    told = {
        "current": ring.current,
        "versions": {str(v): base64.b64encode(k).decode() for v, k in ring.versions.items()},
    }
    target = folder / f"{ring.name}.json"
    beside = folder / f".{ring.name}.{secrets.token_hex(6)}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        if new:
            with contextlib.suppress(FileExistsError):
                os.link(beside, target)
        else:
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
