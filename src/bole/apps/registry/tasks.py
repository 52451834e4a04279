"""后台任务 of the register: figures of quality are counted, and what is past its time is erased, by the worker."""

from datetime import UTC, datetime

from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.registry.quality import quality_refresh
from bole.apps.registry.retention import retention_erase


@task()
def quality_in_background(name: str) -> int:
    """重新统计数据质量, on behalf of who asked for it."""
    return quality_refresh(actor=Actor.system(name), at=datetime.now(UTC))


def quality_enqueue(*, actor: Actor) -> None:
    """Have the worker count the figures anew. Raises BoleError."""
    actor.require("quality.read")
    quality_in_background.enqueue(actor.name)


@task()
def retention_in_background(user: int | None, name: str) -> int:
    """销毁到期的, as who asked for it and with what he may do now; how many rows there were."""
    at = datetime.now(UTC)
    actor = Actor.system(name) if user is None else actor_of(Account.objects.get(pk=user), at=at)
    return sum(due.rows for due in retention_erase(actor=actor, at=at))


def retention_enqueue(*, actor: Actor) -> None:
    """Have the worker erase what is past its time. Raises BoleError."""
    actor.require("source.manage")
    retention_in_background.enqueue(actor.user, actor.name)
