"""重新密封: after a change of keys, what is sealed or indexed with an old one gets the newest.

It may be stopped at any point and run again."""

import base64
import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.keys import key_ring
from bole.apps.accounts.login import FACTOR_PLACE
from bole.apps.accounts.sealing import (
    BlindIndexField,
    SealedField,
    SealedFileField,
    blind_index,
    file_path,
    file_place,
    place,
    seal,
    seal_bytes,
    sealed_with,
    unseal,
    unseal_bytes,
)
from bole.kernel.errors import BoleError
from bole.kernel.writing import written_beside

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Resealed:
    """重新密封的结果: rows looked at, and values changed."""

    rows: int
    sealed: int
    indexed: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """The sealed columns of one table."""

    model: type[models.Model]
    sealed: tuple[SealedField, ...]
    indexes: tuple[BlindIndexField, ...]

    @property
    def names(self) -> list[str]:
        return [field.attname for field in (*self.sealed, *self.indexes)]


def reseal(*, actor: Actor, at: datetime, progress: Callable[[int], None] = lambda rows: None) -> Resealed:
    """重新密封 every sealed value and blind index with the newest keys; one transaction for each chunk of rows."""
    actor.require("key.manage")
    rows = sealed = indexed = 0
    for columns in _tables():
        last = 0
        while chunk := _chunk(columns, last):
            last, changed = chunk[-1].pk, _resealed(columns, chunk)
            rows, sealed, indexed = rows + len(chunk), sealed + changed[0], indexed + changed[1]
            progress(rows)
    sealed += _second_factors() + sum(_file_resealed(folder, name) for folder, name in _files())
    told: dict[str, str | int | bool | None] = {"rows": rows, "sealed": sealed, "indexed": indexed}
    record("key.resealed", actor=actor, at=at, data=told)
    return Resealed(rows, sealed, indexed)


def versions_in_use() -> set[int]:
    """The versions of the sealing key that something in the database still needs."""
    found = set()
    for columns in _tables():
        for field in columns.sealed:
            values = columns.model._default_manager.exclude(**{field.name: None}).values_list(field.name, flat=True)
            found |= {sealed_with(value) for value in values.iterator(chunk_size=5000)}
    for authenticator in Authenticator.objects.all():
        found |= {sealed_with(value) for _, value in _secrets(authenticator.data)}
    for folder, name in _files():
        path = file_path(folder, name)
        if path.is_file():
            with path.open("rb") as file:
                found |= {sealed_with(first) for first in [file.read(1)] if first}
    return found


def indexes_are_newest() -> bool:
    """Whether every blind index is made with the newest key."""
    for columns in _tables():
        last = 0
        while columns.indexes and (chunk := _chunk(columns, last)):
            if any(_index_row(columns, row) for row in chunk):
                return False
            last = chunk[-1].pk
    return True


def newest_opens() -> Iterator[str]:
    """The places among the newest values of each sealed column that do not open with the keys of this machine."""
    for columns in _tables():
        for field in columns.sealed:
            rows = columns.model._default_manager.exclude(**{field.name: None})
            row = rows.order_by("-pk").only(field.name, *({field.of} - {"pk"})).first()
            if row is not None and not _opens(getattr(row, field.attname), columns.model, field, row):
                yield place(columns.model, field.name, getattr(row, field.of))


def _opens(value: bytes, model: type[models.Model], field: SealedField, row: Any) -> bool:
    try:
        unseal(value, place(model, field.name, getattr(row, field.of)))
    except BoleError:
        return False
    return True


def _tables() -> Iterator[_Columns]:
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        sealed = tuple(field for field in fields if isinstance(field, SealedField))
        if sealed:
            yield _Columns(model, sealed, tuple(field for field in fields if isinstance(field, BlindIndexField)))


def _chunk(columns: _Columns, last: int) -> list[Any]:
    found = columns.model._default_manager.filter(pk__gt=last).order_by("pk")
    bound = {field.of for field in columns.sealed} - {"pk"}
    return list(found.only(*columns.names, *bound)[:_CHUNK])


@transaction.atomic
def _resealed(columns: _Columns, chunk: list[Any]) -> tuple[int, int]:
    """How many values of a chunk were sealed and how many were indexed anew."""
    held = columns.model._default_manager.select_for_update().filter(pk__in=[row.pk for row in chunk])
    sealed = indexed = 0
    changed = []
    for row in held:
        seals, indexes = _seal_row(columns, row), _index_row(columns, row)
        if seals or indexes:
            changed.append(row)
        sealed, indexed = sealed + seals, indexed + indexes
    columns.model._default_manager.bulk_update(changed, columns.names)
    return sealed, indexed


def _seal_row(columns: _Columns, row: Any) -> int:
    current, count = key_ring("sealing").current, 0
    for field in columns.sealed:
        value = getattr(row, field.attname)
        if value is not None and sealed_with(value) != current:
            about = place(columns.model, field.name, getattr(row, field.of))
            setattr(row, field.attname, seal(unseal(value, about), about))
            count += 1
    return count


def _index_row(columns: _Columns, row: Any) -> int:
    count = 0
    for field in columns.indexes:
        source = next(sealed for sealed in columns.sealed if sealed.name == field.of)
        value = getattr(row, source.attname)
        if value is None:
            continue
        plain = unseal(value, place(columns.model, source.name, getattr(row, source.of)))
        wanted = blind_index(plain, field.kind)
        if bytes(getattr(row, field.attname) or b"") != wanted:
            setattr(row, field.attname, wanted)
            count += 1
    return count


def _files() -> Iterator[tuple[str, str]]:
    """The files that lie sealed beside the database: the setting of their folder, and their names."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedFileField):
                names = model._default_manager.values_list(field.attname, flat=True)
                yield from ((field.folder, name) for name in names.iterator(chunk_size=2000))


def _file_resealed(folder: str, name: str) -> bool:
    """Whether a file was sealed anew; it is there whole, with the old key or the new, at any moment."""
    path, about = file_path(folder, name), file_place(folder, name)
    sealed = path.read_bytes() if path.is_file() else b""
    if not sealed or sealed_with(sealed) == key_ring("sealing").current:
        return False
    again = seal_bytes(unseal_bytes(sealed, about), about)
    with written_beside(path) as beside:
        beside.write_bytes(again)
        beside.chmod(0o600)
    return True


@transaction.atomic
def _second_factors() -> int:
    """Those of the sign-in library, which keeps them as text in JSON."""
    current, count = key_ring("sealing").current, 0
    for authenticator in Authenticator.objects.select_for_update().all():
        for key, value in _secrets(authenticator.data):
            if sealed_with(value) != current:
                again = seal(unseal(value, FACTOR_PLACE), FACTOR_PLACE)
                authenticator.data[key] = base64.b64encode(again).decode("ascii")
                authenticator.save(update_fields=["data"])
                count += 1
    return count


def _secrets(data: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    for key in ("secret", "seed"):
        if isinstance(data.get(key), str):
            try:
                yield key, base64.b64decode(data[key], validate=True)
            except binascii.Error:
                continue
