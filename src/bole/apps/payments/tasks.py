"""后台任务 of payments: batches and bank files that take long, and the regular duties of the worker."""

from datetime import UTC, datetime

from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.payments.bank_files import news_tell, return_run
from bole.apps.payments.batches import batch_run
from bole.apps.payments.earlier import earlier_follow
from bole.apps.payments.ledger import head_publish
from bole.apps.payments.ledger_page import ledger_check_daily
from bole.apps.payments.merges import merges_follow


def now() -> datetime:
    """The moment at which the worker does something."""
    return datetime.now(UTC)


@task()
def batch_in_background(batch: int) -> None:
    """编制或签发 a batch; a worker that is started again goes on behind the mark."""
    batch_run(batch=batch, clock=now)


@task()
def return_in_background(file: int) -> None:
    """记入回盘."""
    return_run(file=file, clock=now)


def batch_enqueue(*, batch: int) -> None:
    """Have the worker go on with a batch."""
    batch_in_background.enqueue(batch)


def return_enqueue(*, file: int) -> None:
    """Have the worker book what came back."""
    return_in_background.enqueue(file)


@task()
def merges_in_background() -> int:
    """跟随归并: at once after one, and not with the next round of duties."""
    return merges_follow(actor=Actor.system("worker"), at=now())


def merges_enqueue() -> None:
    """Have cases and payments follow what was merged or undone."""
    merges_in_background.enqueue()


def payments_duties(*, at: datetime) -> None:
    """值班: the ledger's head outside the database, merges followed, cases told."""
    head_publish(at=at)
    ledger_check_daily(at=at)
    merges_follow(actor=Actor.system("worker"), at=at)
    earlier_follow(actor=Actor.system("worker"), at=at)
    news_tell(clock=now)
