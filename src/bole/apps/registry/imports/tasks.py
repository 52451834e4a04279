"""后台任务: a batch is checked and written by the worker, while a person watches its progress."""

from datetime import UTC, datetime

from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.registry.errors import ELSEWHERE, WENT_WRONG
from bole.apps.registry.imports.check import batch_check
from bole.apps.registry.imports.ended import batch_ended
from bole.apps.registry.imports.preview import batch_preview
from bole.apps.registry.imports.undo import batch_undo_write
from bole.apps.registry.imports.write import batch_write
from bole.apps.registry.models import Batch
from bole.kernel.errors import BoleError


def _now() -> datetime:
    return datetime.now(UTC)


@task()
def check_in_background(batch: int, user: int | None, name: str) -> str:
    """检查 and 预览 a batch; what was wrong with the file, or ""."""
    actor = _actor(user, name)
    try:
        if Batch.objects.filter(pk=batch, state=Batch.UPLOADED).exists():
            batch_check(batch=batch, actor=actor, at=_now())
        if Batch.objects.filter(pk=batch, state=Batch.CHECKED).exists():
            batch_preview(batch=batch, actor=actor)
    except BoleError as error:
        _unchecked(batch, error)
        return error.code
    except Exception as fault:
        _unchecked(batch, BoleError(WENT_WRONG, batch=batch, what=type(fault).__name__))
        raise  # to the log, with all it has to tell
    return ""


def _unchecked(batch: int, error: BoleError) -> None:
    Batch.objects.filter(pk=batch, state__in=(Batch.UPLOADED, Batch.CHECKED)).update(failed=told_of(error))


@task()
def write_in_background(batch: int, user: int | None, name: str) -> str:
    """写入 a confirmed batch; a worker that is started again goes on behind the mark."""
    try:
        if Batch.objects.filter(pk=batch, state=Batch.WRITING).exists():
            batch_write(batch=batch, actor=_actor(user, name), clock=_now, after=batch_ended)
    except BoleError as error:
        if error.kind is not ELSEWHERE:  # who writes it now goes on
            _unwritten(batch, error)
        return error.code
    except Exception as fault:
        _unwritten(batch, BoleError(WENT_WRONG, batch=batch, what=type(fault).__name__))
        raise
    return ""


def _unwritten(batch: int, error: BoleError) -> None:
    Batch.objects.filter(pk=batch, state=Batch.WRITING).update(state=Batch.FAILED, failed=told_of(error))


@task()
def undo_in_background(batch: int, user: int | None, name: str) -> str:
    """撤销 a batch; a worker that is started again goes on behind the mark."""
    try:
        if Batch.objects.filter(pk=batch, state=Batch.UNDOING).exists():
            batch_undo_write(batch=batch, actor=_actor(user, name), clock=_now)
    except BoleError as error:
        _not_undone(batch, error)
        return error.code
    except Exception as fault:
        _not_undone(batch, BoleError(WENT_WRONG, batch=batch, what=type(fault).__name__))
        raise
    return ""


def _not_undone(batch: int, error: BoleError) -> None:
    Batch.objects.filter(pk=batch, state=Batch.UNDOING).update(failed=told_of(error))


def told_of(error: BoleError) -> dict[str, object]:
    """An error as it is kept with a batch: its code, its sentences as message ids, and what fills their places."""
    return {
        "code": error.code,
        "message": error.kind.message,
        "remedy": error.kind.remedy,
        "place": error.place,
        "params": {key: str(value) for key, value in error.params.items()},
    }


def check_enqueue(*, batch: int, actor: Actor) -> None:
    """Have the worker check and preview a batch that was uploaded."""
    actor.require("import.upload")
    check_in_background.enqueue(batch, actor.user, actor.name)


def write_enqueue(*, batch: int, actor: Actor) -> None:
    """Have the worker write a batch that was confirmed or resumed, in the transaction of doing so."""
    actor.require("import.confirm")
    write_in_background.enqueue(batch, actor.user, actor.name)


def undo_enqueue(*, batch: int, actor: Actor) -> None:
    """Have the worker undo a batch, in the transaction of confirming that."""
    actor.require("import.confirm")
    undo_in_background.enqueue(batch, actor.user, actor.name)


def _actor(user: int | None, name: str) -> Actor:
    """Who acts, with what he may do now."""
    if user is None:
        return Actor.system(name)
    return actor_of(Account.objects.get(pk=user), at=_now())
