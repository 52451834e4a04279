"""上传: bytes become a batch, once they have passed the guard; nothing of them is read yet."""

from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import Data, record
from bole.apps.registry import errors
from bole.apps.registry.imports.batches import batch_in
from bole.apps.registry.imports.kinds import kind_named
from bole.apps.registry.imports.read import checked_format
from bole.apps.registry.imports.store import Store, store_made
from bole.apps.registry.models import Batch
from bole.apps.registry.sources import source_found
from bole.kernel.errors import BoleError
from bole.kernel.messages import _


def batch_upload(*, kind: str, source: str, file_name: str, stream: BinaryIO, actor: Actor, at: datetime) -> Batch:
    """上传 a file. Raises BoleError: not allowed, an unknown kind or source, a file that cannot be imported."""
    actor.require("import.upload")
    known = kind_named(kind)
    found = source_found(source)
    name = PurePath(file_name.replace("\\", "/")).name[-200:] or "upload"
    store, sha256 = store_made(stream, PurePath(name).suffix.lower()[:10], settings.UPLOAD_BYTES, name=name)
    try:
        path = store.upload
        assert path is not None
        checked_format(path, name)
        with transaction.atomic():
            batch = Batch.objects.create(
                kind=known.id, source=found, file_name=name, sha256=sha256, stored=store.name,
                uploaded_at=at, uploaded_by=actor.name, user=actor.user,
            )  # fmt: skip
            told: Data = {"kind": known.id, "source": found.pk}
            record("import.uploaded", actor=actor, at=at, about=("batch", batch.pk), data=told)
    except BaseException:
        store.remove()
        raise
    return batch


def same_file(batch: Batch) -> Batch | None:
    """The batch that wrote the same bytes of the same source before; None where there is none."""
    before = Batch.objects.filter(sha256=batch.sha256, kind=batch.kind, source=batch.source, state=Batch.DONE)
    return before.exclude(pk=batch.pk).order_by("-pk").first()


def batch_discard(*, batch: int, actor: Actor, at: datetime) -> None:
    """放弃 a batch of which nothing was written: its files go, the record that it came stays."""
    actor.require("import.upload")
    found = batch_in(batch, Batch.UPLOADED, Batch.CHECKED, Batch.FAILED, act=_("放弃"))
    if found.done:
        raise BoleError(errors.NOT_NOW, batch=batch, state=_("已写入一部分"), act=_("放弃"))
    with transaction.atomic():
        Batch.objects.filter(pk=found.pk).update(state=Batch.CANCELLED)
        record("import.discarded", actor=actor, at=at, about=("batch", found.pk))
    Store(found.stored).remove()
