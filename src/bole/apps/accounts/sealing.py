"""密封: personal fields of class S1 encrypted with SM4-GCM, and a blind index to look them up exactly.

A sealed value is one byte of key version, 12 of nonce, the ciphertext and 16 of tag. Its place (table, column, record)
is authenticated with it: a value moved to another record does not open. The index is HMAC-SM3 under a key of its own;
without that key an identity number cannot be found by trying all of them.
"""

import hmac
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import models

from bole.apps.accounts.errors import SEAL_BROKEN
from bole.apps.accounts.keys import key_of, key_ring
from bole.kernel.errors import BoleError

NONCE: Final = 12
TAG: Final = 16
INDEX: Final = 32
"""Bytes of a blind index."""


def place(model: type[models.Model], field: str, number: int) -> str:
    """The place of a sealed value, which is authenticated with it, for example "registry.contact.phone:17"."""
    return f"{model._meta.label_lower}.{field}:{number}"


def seal(plain: str, about: str) -> bytes:
    """密封 a value; `about` names its place."""
    return seal_each([(plain, about)])[0]


def seal_each(values: Iterable[tuple[str, str]]) -> list[bytes]:
    """密封 many values, each with its place; the key is looked up once."""
    ring = key_ring("sealing")
    return [_sealed(ring.newest, ring.current, plain, about) for plain, about in values]


def seal_bytes(plain: bytes, about: str) -> bytes:
    """密封 the bytes of a file; `about` names its place."""
    ring = key_ring("sealing")
    return _sealed_bytes(ring.newest, ring.current, plain, about)


def _sealed(key: bytes, version: int, plain: str, about: str) -> bytes:
    return _sealed_bytes(key, version, plain.encode(), about)


def _sealed_bytes(key: bytes, version: int, plain: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(about.encode())
    hidden = encryptor.update(plain) + encryptor.finalize()
    return bytes([version]) + nonce + hidden + encryptor.tag


def unseal(sealed: bytes, about: str) -> str:
    """启封: the value again. Raises BoleError where it was changed, moved, or its key is not here."""
    try:
        return unseal_bytes(sealed, about).decode()
    except UnicodeDecodeError as error:
        raise BoleError(SEAL_BROKEN, place=about) from error


def unseal_bytes(sealed: bytes, about: str) -> bytes:
    """启封: the bytes of a file again. Raises BoleError as `unseal` does."""
    sealed = bytes(sealed)
    if len(sealed) < 1 + NONCE + TAG:
        raise BoleError(SEAL_BROKEN, place=about)
    key = key_of("sealing", sealed[0])
    nonce, hidden, tag = sealed[1 : 1 + NONCE], sealed[1 + NONCE : -TAG], sealed[-TAG:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(about.encode())
    try:
        return decryptor.update(hidden) + decryptor.finalize()
    except InvalidTag as error:
        raise BoleError(SEAL_BROKEN, place=about) from error


def sealed_with(sealed: bytes) -> int:
    """The version of the key a value is sealed with."""
    return bytes(sealed)[0]


def blind_index(plain: str, kind: str) -> bytes:
    """盲索引: the same for the same value of the same kind, and nothing else can be told from it."""
    return _index(key_ring("index").newest, plain, kind)


def blind_index_each(plains: Iterable[str], kind: str) -> dict[str, bytes]:
    """盲索引 of each of many values; the key is looked up once."""
    key = key_ring("index").newest
    return {plain: _index(key, plain, kind) for plain in plains}


def blind_indexes(plain: str, kind: str) -> list[bytes]:
    """What to look for: with the newest key first, then with those that rows not yet indexed anew still have."""
    return blind_indexes_each([plain], kind)[plain]


def blind_indexes_each(plains: Iterable[str], kind: str) -> dict[str, list[bytes]]:
    """What to look for, of each of many values."""
    ring = key_ring("index")
    keys = [ring.versions[version] for version in sorted(ring.versions, reverse=True)]
    return {plain: [_index(key, plain, kind) for key in keys] for plain in plains}


def _index(key: bytes, plain: str, kind: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{plain}".encode(), "sm3")


class SealedField(models.BinaryField[bytes | None, bytes | None]):
    """密封字段: bytes that `seal` made; nothing opens it but `unseal`, so that nobody looks without being logged.

    `of` is the column whose number stands in the place of its values.
    """

    def __init__(self, *args: Any, of: str = "pk", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"null": True, "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}


class SealedFileField(models.CharField[str, str]):
    """密封的文件: the name of chance under which sealed bytes lie, in the folder that a setting names.

    They are sealed together with that name, and sealed anew after a change of keys like the columns.
    """

    def __init__(self, *args: Any, folder: str, **kwargs: Any) -> None:
        self.folder = folder
        super().__init__(*args, **{"max_length": 80, "unique": True, "editable": False, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "folder": self.folder}


def file_path(folder: str, name: str) -> Path:
    """Where the bytes of a sealed file lie."""
    return Path(getattr(settings, folder)) / name[:2] / name


def file_place(folder: str, name: str) -> str:
    """The place that is authenticated with them."""
    return f"{folder}:{name}"


class BlindIndexField(models.BinaryField[bytes | None, bytes | None]):
    """盲索引字段: what `blind_index` made of the sealed field `of`, for exact look-up only.

    `kind` keeps the values of one field from being compared with those of another.
    """

    def __init__(self, *args: Any, of: str, kind: str, **kwargs: Any) -> None:
        self.of = of
        self.kind = kind
        super().__init__(*args, **{"null": True, "editable": False, "max_length": INDEX, "db_index": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "kind": self.kind}
