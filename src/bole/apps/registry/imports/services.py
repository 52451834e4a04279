"""导入的办理: the one door for pages: each step of an import as somebody takes it, the work itself left to the worker.

    batch_begin      上传; the worker checks the file and previews it
    batch_match      指定列的对应; the worker checks and previews again
    batch_recheck    the worker tries again what failed, or previews anew against the register as it is now
    batch_start      确认; the worker writes
    batch_cancel     停止, between two chunks; what was written stands
    batch_continue   继续 what was stopped, failed, or lost its worker
    batch_discard    放弃 a batch of which nothing was written
    batch_withdraw   撤销 a batch that was written, or go on with that; the worker does it

Each takes the actor and the moment, refuses with BoleError, and leaves the batch, its task and the log of events in one
transaction. What to show before and after stands in `selectors`; which steps are open now, in `BatchShown.acts` there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.registry.imports.batches import batch_in
from bole.apps.registry.imports.choosing import columns_choose
from bole.apps.registry.imports.tasks import check_enqueue, undo_enqueue, write_enqueue
from bole.apps.registry.imports.undo import batch_undo
from bole.apps.registry.imports.upload import batch_discard, batch_upload
from bole.apps.registry.imports.write import batch_cancel, batch_confirm, batch_resume
from bole.apps.registry.models import Batch
from bole.kernel.messages import _

__all__ = [
    "batch_begin",
    "batch_cancel",
    "batch_continue",
    "batch_discard",
    "batch_match",
    "batch_recheck",
    "batch_start",
    "batch_withdraw",
]


def batch_begin(*, kind: str, source: str, file_name: str, stream: BinaryIO, actor: Actor, at: datetime) -> int:
    """上传 a file and have it checked; the number of its batch. Raises BoleError where the guard refuses it."""
    batch = batch_upload(kind=kind, source=source, file_name=file_name, stream=stream, actor=actor, at=at).pk
    check_enqueue(batch=batch, actor=actor)
    return batch


@transaction.atomic
def batch_match(*, batch: int, chosen: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """指定列的对应: heading to item, "" to leave it out; the batch is checked again."""
    columns_choose(batch=batch, chosen=chosen, actor=actor, at=at)
    check_enqueue(batch=batch, actor=actor)


def batch_recheck(*, batch: int, actor: Actor) -> None:
    """再查一次: what failed is checked again, what was checked is previewed against the register as it is now."""
    batch_in(batch, Batch.UPLOADED, Batch.CHECKED, act=_("检查"))
    check_enqueue(batch=batch, actor=actor)


@transaction.atomic
def batch_start(*, batch: int, actor: Actor, at: datetime) -> None:
    """确认 a batch that was checked, and have it written."""
    batch_confirm(batch=batch, actor=actor, at=at)
    write_enqueue(batch=batch, actor=actor)


@transaction.atomic
def batch_continue(*, batch: int, actor: Actor, at: datetime) -> None:
    """继续 a batch behind its mark of progress."""
    batch_resume(batch=batch, actor=actor, at=at)
    write_enqueue(batch=batch, actor=actor)


@transaction.atomic
def batch_withdraw(*, batch: int, actor: Actor, at: datetime) -> None:
    """撤销 a batch as a whole, as far as nobody wrote on top of it since."""
    batch_undo(batch=batch, actor=actor, at=at)
    undo_enqueue(batch=batch, actor=actor)
