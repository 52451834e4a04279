"""后台任务 of cases: bulk acts, and the regular duties of the worker."""

from datetime import UTC, datetime

import structlog
from django_tasks import task

from bole.apps.cases.bulk import bulk_run
from bole.apps.cases.deadlines import deadlines_keep
from bole.apps.cases.drafts import drafts_keep
from bole.apps.cases.notices import notices_send
from bole.kernel.errors import BoleError


def _now() -> datetime:
    return datetime.now(UTC)


@task()
def bulk_in_background(bulk: int) -> None:
    """批量办理 what was confirmed; a worker that is started again goes on behind the mark."""
    bulk_run(bulk=bulk, clock=_now)


def bulk_enqueue(*, bulk: int) -> None:
    """Have the worker do it, in the transaction of confirming it."""
    bulk_in_background.enqueue(bulk)


def cases_duties(*, at: datetime) -> None:
    """值班: deadlines, drafts and the outbox; where the register has no place yet, there are no cases either."""
    notices_send(at=at, clock=_now)
    drafts_keep(at=at)
    try:
        deadlines_keep(at=at)
    except BoleError as error:
        structlog.get_logger("bole.worker").info("deadlines.skipped", code=error.code)
