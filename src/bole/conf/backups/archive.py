"""备份文件: a zip that any tool opens: a text for each table, the uploads, and last the manifest that proves the rest.

    tables/<table>.tsv    the rows, as rows.py has them
    uploads/<store>/...   files of imports
    files/<ab>/<name>     files of cases, sealed as they lie
    event-heads.txt       heads of the log of events that were published
    manifest.json         what, by whom, when; for each table its columns, rows and SHA-256; a seal with the chain's key

No key is in it: what was sealed stays sealed.
"""

import hashlib
import hmac
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from bole.conf.backups.tables import Step
from bole.conf.errors import BACKUP_DAMAGED, NOT_A_BACKUP
from bole.kernel.errors import BoleError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
HEADS: Final = "event-heads.txt"
_LEVEL: Final = 3
_PIECE: Final = 2**18
_UPLOAD: Final = re.compile(r"uploads/[0-9a-f]{1,80}/[A-Za-z0-9_][A-Za-z0-9._-]{0,80}|files/[0-9a-f]{2}/[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Part:
    """一张表在备份里的样子: its columns, how many rows, their SHA-256 and the last number given."""

    columns: list[str]
    rows: int
    sha256: str
    last_number: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """清单: what a backup holds and what it was made from."""

    format: int
    bole: str
    made_at: str
    made_by: str
    vendor: str
    steps: list[Step]
    tables: dict[str, Part]
    files: dict[str, str]
    """Name in the archive to SHA-256."""
    keys: dict[str, dict[str, str]]
    """Fingerprints of the keys that are needed to open what is sealed; the keys themselves are kept apart."""
    seal: dict[str, Any] = field(default_factory=dict)
    """Version of the chain's key and the HMAC-SM3 of all the rest under it."""

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(part.rows for part in self.tables.values())

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return asdict(self)

    def sealed(self, key: bytes) -> str:
        """The HMAC-SM3 of everything but the seal."""
        told = {name: value for name, value in self.to_json().items() if name != "seal"}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.digest(key, b"bole backup\0" + text.encode(), "sm3").hex()

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what is none."""
        tables = {name: Part(**part) for name, part in told["tables"].items()}
        steps = [(app, name) for app, name in told["steps"]]
        return cls(**{**told, "tables": tables, "steps": steps})


class Writing:
    """写备份."""

    def __init__(self, stream: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self.files: dict[str, str] = {}

    def put(self, name: str, blocks: Iterable[bytes]) -> str:
        """One member; its SHA-256."""
        digest = hashlib.sha256()
        with self.zip.open(name, "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                member.write(block)
        return digest.hexdigest()

    def put_file(self, name: str, stream: BinaryIO) -> None:
        """A file, as it is."""
        self.files[name] = self.put(name, iter(lambda: stream.read(_PIECE), b""))

    def finish(self, manifest: Manifest) -> None:
        """The manifest, and with it the end: without, it is no backup."""
        self.zip.writestr(MANIFEST, json.dumps(manifest.to_json(), ensure_ascii=False, indent=1))
        self.zip.close()


@dataclass(frozen=True, slots=True)
class Archive:
    """打开的备份: its manifest, and its members piece by piece."""

    zip: zipfile.ZipFile
    manifest: Manifest
    place: str

    def blocks(self, table: str) -> Iterator[bytes]:
        """The rows of a table. Raises BoleError at the end where they are not those of the manifest."""
        return self._read(f"tables/{table}.tsv", self.manifest.tables[table].sha256)

    def extract(self, name: str, target: Path) -> None:
        """A file of the archive. Raises BoleError where it is not the one of the manifest."""
        with target.open("xb") as file:
            target.chmod(0o600)
            for block in self._read(name, self.manifest.files[name]):
                file.write(block)

    def _read(self, name: str, sha256: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        try:
            with self.zip.open(name) as member:
                while block := member.read(_PIECE):
                    digest.update(block)
                    yield block
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise BoleError(BACKUP_DAMAGED, place=self.place, what=name) from error
        if digest.hexdigest() != sha256:
            raise BoleError(BACKUP_DAMAGED, place=self.place, what=name)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """打开 a backup. Raises BoleError for what is none, and for one of a form that this version does not know."""
    place = str(path)
    try:
        archive = zipfile.ZipFile(path)
        manifest = Manifest.of_json(json.loads(archive.read(MANIFEST)))
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BoleError(NOT_A_BACKUP, place=place) from error
    with archive:
        for name in manifest.files:
            if name != HEADS and not _UPLOAD.fullmatch(name):
                raise BoleError(BACKUP_DAMAGED, place=place, what=name)
        yield Archive(archive, manifest, place)
