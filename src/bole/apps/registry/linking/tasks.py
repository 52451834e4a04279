"""后台比对: after a batch is written, the worker links what was held and looks for files that may be one person's."""

from datetime import UTC, datetime

from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.registry.linking.finding import files_compare, pending_link

NAME = "linkage"
"""Who acts where the weights alone decide."""


@task()
def link_in_background(batch: int) -> dict[str, int]:
    """比对 a batch: how many rows went into files, are asked about, are nobody's; how many pairs of files are asked."""
    counts = pending_link(batch=batch, actor=Actor.system(NAME), clock=lambda: datetime.now(UTC))
    return counts | {"files": files_compare(batch=batch, at=datetime.now(UTC))}


def link_enqueue(batch: int) -> None:
    """Have the worker link what a batch brought, in the transaction that ends it."""
    link_in_background.enqueue(batch)
