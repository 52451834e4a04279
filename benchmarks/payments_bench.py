"""支付的速度: 100,000 payments prepared, checked, released, paid and reconciled on PostgreSQL.

    python benchmarks/payments_bench.py [--payments 100000] [--news 2000]

Cases, accounts and payables are written into an empty register first, which is not counted. The news to the cases is a
job of its own behind the booking; it is measured on a part.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("BOLE_HOME", tempfile.mkdtemp(prefix="bole-payments-"))

from tests.databases import postgresql

Came = TypeVar("Came")


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--payments", type=int, default=100_000)
    asked.add_argument("--news", type=int, default=2_000)
    options = asked.parse_args()
    with postgresql() as address:
        os.environ["BOLE_DATABASE_URL"] = address.replace("/bole?", "/postgres?")
        from bole.conf.start import start_django

        start_django()
        from django.conf import settings

        from bole.conf.migrating import database_prepare

        settings.BOLE_PLACE = "442000"
        database_prepare()
        _measure(options.payments, options.news)


def _measure(number: int, news: int) -> None:
    from bole.apps.payments import bank_files
    from bole.apps.payments.bank_files import bank_file_write, return_chunk, return_take
    from bole.apps.payments.batches import batch_check, batch_prepare, batch_release, batch_run
    from bole.apps.payments.ledger import first_broken, unequal
    from bole.apps.payments.models import Batch, BatchLine, Reconciliation
    from bole.apps.payments.reconciling import month_reconcile
    from tests.apps.cases.handling import AT
    from tests.apps.payments.crowds import crowd
    from tests.apps.payments.paying import FUND, YEAR, clock, treasury_made

    treasury = treasury_made()
    timed("written (not counted)", lambda: crowd(number, budget=treasury.budget))
    total = time.perf_counter()
    batch = batch_prepare(fund=FUND, year=YEAR, actor=treasury.cashier, at=AT)
    timed("prepared", lambda: batch_run(batch=batch, clock=clock))
    timed("checked", lambda: batch_check(batch=batch, actor=treasury.accountant, at=AT))
    batch_release(batch=batch, actor=treasury.treasurer, at=AT)
    timed("released", lambda: batch_run(batch=batch, clock=clock))
    folder = Path(tempfile.mkdtemp(prefix="bole-bank-"))
    for code in ("csv", "pain.001"):
        timed(f"file {code}", lambda code=code: bank_file_write(
            batch=batch, format=code, target=folder / code, actor=treasury.cashier, at=AT
        ))  # type: ignore[misc] # fmt: skip
    references = list(BatchLine.objects.order_by("pk").values_list("reference", flat=True))
    back = "支付编号,结果,已付金额（元）,原因,日期\n" + "".join(f"{r},成功,1500.00,,2031-06-05\n" for r in references)
    file = timed("return read", lambda: return_take(
        content=back.encode(), name="b.csv", format="csv", actor=treasury.cashier, at=AT
    ))  # fmt: skip

    def book() -> None:
        while return_chunk(file, clock()):
            pass

    timed("return booked", book)
    statement = "支付编号,金额（元）,日期\n" + "".join(f"{r},1500.00,2031-06-05\n" for r in references)
    made = timed("month reconciled", lambda: month_reconcile(
        fund=FUND, month=date(2031, 6, 1), content=statement.encode(), actor=treasury.accountant, at=AT
    ))  # fmt: skip
    print(f"{'all of it':24}{time.perf_counter() - total:8.1f} s", flush=True)
    row = Reconciliation.objects.get(pk=made)
    print(f"matched {row.matched:,}; batch {Batch.objects.get(pk=batch).state}; sums unequal: {unequal()}")
    timed("chain verified", lambda: first_broken())
    BatchLine.objects.filter(batch=batch, pk__gt=BatchLine.objects.order_by("pk")[news - 1].pk).update(told=True)
    timed(f"{news:,} cases told", lambda: bank_files.news_tell(clock=clock))


def timed(what: str, do: Callable[[], Came]) -> Came:
    """How long it took, told at once."""
    start = time.perf_counter()
    came = do()
    print(f"{what:24}{time.perf_counter() - start:8.1f} s", flush=True)
    return came


if __name__ == "__main__":
    main()
