"""后台任务 of cases: bulk acts, and the regular duties of the worker."""

from datetime import UTC, datetime
from typing import Final

import structlog
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from bole.apps.accounts.actor import Actor
from bole.apps.cases.bulk import bulk_run
from bole.apps.cases.claiming import claims_follow
from bole.apps.cases.deadlines import deadlines_keep
from bole.apps.cases.drafts import drafts_keep
from bole.apps.cases.evaluating import days_evaluate, news_evaluate, register_evaluate, rules_changed
from bole.apps.cases.nights import night_due, night_slice
from bole.apps.cases.notices import notices_send
from bole.apps.cases.running_out import last_days_remind
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


@task()
def news_in_background() -> dict[str, int]:
    """重算有变化的人: whoever something was recorded about since the last time; of a register of no place nobody."""
    try:
        done = news_evaluate(actor=_EVALUATES, clock=_now)
    except BoleError as error:
        # What is new stays new until somebody says of which place the register is.
        structlog.get_logger("bole.worker").info("news.skipped", code=error.code)
        return {}
    return {"persons": done.persons, "found": done.found, "gone": done.gone}


@task()
def register_in_background() -> dict[str, int]:
    """重算全部, since the rules or their figures are others than those by which everybody was evaluated."""
    done = register_evaluate(actor=_EVALUATES, clock=_now)
    return {"persons": done.persons, "found": done.found, "gone": done.gone}


@task()
def night_in_background() -> dict[str, int]:
    """每夜重算: one slice, and the next one behind whatever else waits; by day none is begun."""
    if not night_due(_now()):
        return {}
    try:
        done = night_slice(actor=_EVALUATES, clock=_now)
    except BoleError as error:
        structlog.get_logger("bole.worker").info("night.skipped", code=error.code)
        return {}
    if done is None:
        return {}
    night_in_background.enqueue()
    return {"persons": done.persons, "found": done.found, "gone": done.gone}


def night_enqueue(*, at: datetime) -> None:
    """Begin the round of the night, or go on with it, unless its next slice waits already."""
    waiting = DBTaskResult.objects.filter(
        task_path=night_in_background.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if night_due(at) and not waiting.exists():
        night_in_background.enqueue()


def news_enqueue(batch: int) -> None:
    """Have the worker evaluate whom a batch has touched, in the transaction that ends it."""
    del batch  # what is new is told by the rows themselves
    news_in_background.enqueue()


def entitlements_keep(*, at: datetime) -> None:
    """值班: news that came by no batch, what runs out with the day, and everybody where the rules have changed."""
    claims_follow(clock=_now)
    if rules_changed(at=at):
        register_in_background.enqueue()
        return
    night_enqueue(at=at)
    last_days_remind(at=at)
    news_evaluate(actor=_EVALUATES, clock=_now)
    days_evaluate(actor=_EVALUATES, clock=_now)


_EVALUATES: Final = Actor.system("evaluation")


def cases_duties(*, at: datetime) -> None:
    """值班: deadlines, drafts and the outbox; where the register has no place yet, there are no cases either."""
    notices_send(at=at, clock=_now)
    drafts_keep(at=at)
    try:
        deadlines_keep(at=at)
        entitlements_keep(at=at)
    except BoleError as error:
        structlog.get_logger("bole.worker").info("deadlines.skipped", code=error.code)
