"""后台任务: the process that does what lasts, and the regular duties: publishing the head of the log, clearing up."""

import socket
import sys
from datetime import UTC, datetime
from typing import Final

import structlog

from bole.conf.life import EVERY, clock_note, end_with_parent, every, sign_leave
from bole.conf.locks import lock
from bole.conf.start import start_django
from bole.kernel.home import home

DUTIES: Final = 600
"""Seconds between two rounds of the regular duties."""
_INTERVAL: Final = 0.5


def main(pipe: int | None) -> None:
    """Work until told to end."""
    start_django()
    if pipe is not None:
        end_with_parent(pipe)
    # The one before may still be at its last task, where its parent was killed: what it does is not begun twice.
    with lock("worker", wait=True):
        left_over_requeue()
        every(EVERY, _alive)
        every(DUTIES, duties)
        _work()


def _work() -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"],
        interval=_INTERVAL,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    worker.run()


def worker_id() -> str:
    """The same for every worker of this home: there is one at a time."""
    return f"{socket.gethostname()[:20]}:{str(home().resolve())[-40:]}"


def left_over_requeue() -> int:
    """Put back what a worker of this home had begun when it was killed: tasks can be begun again."""
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    mine = [task.pk for task in begun if task.worker_ids and task.worker_ids[-1] == worker_id()]
    return DBTaskResult.objects.filter(pk__in=mine).update(status=TaskResultStatus.READY, started_at=None)


def all_left_over_requeue() -> int:
    """Put back whatever was begun, by whichever worker: of a register that was restored nobody is at work."""
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    return begun.update(status=TaskResultStatus.READY, started_at=None)


def duties() -> None:
    """What is done every few minutes; a duty that fails is told in the log and tried again next time."""
    from django.core.management import call_command
    from django.db import close_old_connections

    from bole.apps.accounts.actor import Actor
    from bole.apps.accounts.events import head_publish
    from bole.apps.cases.background import cases_duties
    from bole.apps.schemes.snapshots import snapshots_erase

    now = datetime.now(UTC)
    try:
        head_publish(at=now)
        snapshots_erase(actor=Actor.system("worker"), at=now)
        cases_duties(at=now)
        call_command("clearsessions")
        call_command("prune_db_task_results", verbosity=0)
    except Exception:  # noqa: BLE001 - whatever it is, the worker goes on
        structlog.get_logger("bole.worker").exception("duty.failed")
    finally:
        close_old_connections()


def _alive() -> None:
    sign_leave("worker")
    clock_note()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
