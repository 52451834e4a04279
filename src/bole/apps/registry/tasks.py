"""后台任务 of the register: figures of quality are counted, and what is past its time is erased, by the worker."""

from datetime import UTC, datetime

from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.registry.quality import quality_refresh


@task()
def quality_in_background(name: str) -> int:
    """重新统计数据质量, on behalf of who asked for it."""
    return quality_refresh(actor=Actor.system(name), at=datetime.now(UTC))


def quality_enqueue(*, actor: Actor) -> None:
    """Have the worker count the figures anew. Raises BoleError."""
    actor.require("quality.read")
    quality_in_background.enqueue(actor.name)
