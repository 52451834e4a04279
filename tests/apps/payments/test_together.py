"""Several at once, and killed in between, on whichever database: nobody is paid twice, no budget is passed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection, connections

from bole.apps.accounts.events import first_broken as first_broken_event
from bole.apps.payments.bank_files import return_chunk, return_run, return_take
from bole.apps.payments.batches import batch_check, batch_prepare, batch_release, batch_run
from bole.apps.payments.funds import budget_change
from bole.apps.payments.models import Batch, BatchLine, Budget, OncePlace, Payable, Transfer
from bole.apps.registry.models import Payment
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, SYSTEM, Rules
from tests.apps.payments.crowds import crowd
from tests.apps.payments.paying import (
    FUND,
    SUM,
    YEAR,
    Treasury,
    all_of,
    answer,
    batch_of,
    case_made,
    certificate_made,
    clock,
    commit,
    committed,
    sound,
    treasury_made,
)
from tests.apps.registry.recorded import person_made
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, FLIGHT = 40, 200
KILLED_AT = 0.4
"""Seconds that a worker has at first, and so much more each time."""


@pytest.fixture
def office(transactional_db: None, rules: Rules) -> Treasury:
    return treasury_made()


def threads() -> int:
    """Connections at once; SQLite has one writer, who is waited for."""
    return THREADS if connection.vendor == "postgresql" else 8


def together(acts: list[Callable[[], object]]) -> list[object]:
    """All of them at once, each in a thread with a connection of its own; what came out, or the error's code."""

    def one(do: Callable[[], object]) -> object:
        close_old_connections()
        try:
            return do()
        except BoleError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(one, acts))


def code_of(case: int) -> str:
    [done] = commit(case)
    return done.error.code if isinstance(done.error, BoleError) else "committed"


def test_two_hundred_commits_of_the_same_twenty_people(office: Treasury) -> None:
    people = [person_made(n) for n in range(1, 21)]
    cases = [case_made(people[n % 20], certificate_made(people[n % 20], n)) for n in range(FLIGHT)]
    came = together([lambda c=case: code_of(c) for case in cases])  # type: ignore[misc]
    assert (came.count("committed"), came.count("BOLE-M004")) == (20, 180)
    assert Payable.objects.values("person").distinct().count() == Payable.objects.count() == 20
    assert Budget.objects.get().committed == 20 * SUM
    assert OncePlace.objects.values("digest", "place").distinct().count() == OncePlace.objects.count()
    sound()
    assert first_broken_event() is None


def test_a_budget_for_ten_pays_ten_of_two_hundred(office: Treasury) -> None:
    budget_change(fund=FUND, year=YEAR, fen=10 * SUM - Budget.objects.get().appropriated, reason="年中预算调减",
                  actor=SYSTEM, at=AT)  # fmt: skip
    cases = []
    for n in range(1, FLIGHT + 1):
        person = person_made(n)
        cases.append(case_made(person, certificate_made(person, n)))
    came = together([lambda c=case: code_of(c) for case in cases])  # type: ignore[misc]
    assert (came.count("committed"), came.count("BOLE-M003")) == (10, FLIGHT - 10)
    assert Budget.objects.get().left == 0
    sound()


def test_two_hundred_releases_and_returns_at_once(office: Treasury) -> None:
    committed(20)
    batch = batch_of(office, upto="checked")

    def release() -> object:
        batch_release(batch=batch.pk, actor=office.treasurer, at=AT)
        return "released"

    came = together([release] * FLIGHT)
    assert (came.count("released"), came.count("BOLE-M021")) == (1, FLIGHT - 1)
    together([lambda: batch_run(batch=batch.pk, clock=clock, chunk=3)] * 20)
    content = answer(all_of(batch))

    def take() -> object:
        return return_take(content=content, name="b.csv", format="csv", actor=office.cashier, at=AT)

    files = together([take] * 40)
    assert files.count("BOLE-M032") == 39
    [file] = [one for one in files if isinstance(one, int)]
    together([lambda: return_run(file=file, clock=clock, chunk=3)] * 20)
    assert Payment.objects.count() == 20
    assert Budget.objects.get().paid == 20 * SUM
    assert Transfer.objects.filter(kind="pay").count() == Transfer.objects.filter(kind="send").count() == 20
    sound()


def test_batches_prepared_at_once_share_what_waits(office: Treasury) -> None:
    committed(30)
    made = [batch_prepare(fund=FUND, year=YEAR, actor=office.cashier, at=AT) for _ in range(4)]
    together([lambda b=batch: batch_run(batch=b, clock=clock, chunk=4) for batch in made * 3])  # type: ignore[misc]
    assert sum(Batch.objects.values_list("lines_count", flat=True)) == 30
    assert BatchLine.objects.values("payable").distinct().count() == BatchLine.objects.count() == 30
    sound()


def test_everything_in_flight_at_once(office: Treasury) -> None:
    """Commitments, batches, releases, returns and budgets of the same people, each by several, in one crowd."""
    crowd(40, budget=office.budget)
    first = batch_of(office, upto="checked")
    content = answer(all_of(first))
    people = [person_made(900 + n) for n in range(40)]
    cases = [case_made(who, certificate_made(who, 2 * who + twice)) for who in people for twice in (0, 1)]

    def prepared() -> None:
        made = batch_prepare(fund=FUND, year=YEAR, actor=office.cashier, at=AT)
        batch_run(batch=made, clock=clock, chunk=9)

    def out() -> None:
        batch_release(batch=first.pk, actor=office.treasurer, at=AT)
        batch_run(batch=first.pk, clock=clock, chunk=9)

    def back() -> None:
        file = return_take(content=content, name="x", format="csv", actor=office.cashier, at=AT)
        return_run(file=file, clock=clock, chunk=9)

    def more() -> None:
        budget_change(fund=FUND, year=YEAR, fen=100, reason="追加一点点", actor=office.treasurer, at=AT)

    acts: list[Callable[[], object]] = [lambda case=case: code_of(case) for case in cases]  # type: ignore[misc]
    for extra in (prepared, out, back, more):
        acts += [extra] * 15
    together([acts[(n * 37) % len(acts)] for n in range(len(acts))])  # mixed, and the same each time
    assert Payable.objects.filter(about_person__in=people).exclude(state=Payable.CANCELLED).count() == 40
    assert Budget.objects.get().appropriated % 1_000 == 500  # fifteen times a hundred fen, none of them lost
    assert first_broken_event() is None
    sound()


def test_killed_at_any_point_each_is_paid_once(office: Treasury, kills: int) -> None:
    number = 20_000 if kills >= 20 else 1_500
    crowd(number, budget=office.budget)
    batch = batch_prepare(fund=FUND, year=YEAR, actor=office.cashier, at=AT)
    _killed("batch", batch, kills)
    assert Batch.objects.get(pk=batch).lines_count == number
    batch_check(batch=batch, actor=office.accountant, at=AT)
    batch_release(batch=batch, actor=office.treasurer, at=AT)
    _killed("batch", batch, kills)
    content = answer(all_of(Batch.objects.get(pk=batch)))
    file = return_take(content=content, name="b.csv", format="csv", actor=office.cashier, at=AT)
    _killed("return", file, kills)
    assert not return_chunk(file, clock())
    assert Payment.objects.values("number").distinct().count() == Payment.objects.count() == number
    assert Transfer.objects.filter(kind="pay").values("payable").distinct().count() == number
    assert Transfer.objects.filter(kind="pay").count() == number
    assert Budget.objects.get().paid == number * SUM
    assert Batch.objects.get(pk=batch).state == "done"
    sound()
    assert first_broken_event() is None


def _killed(what: str, number: int, kills: int) -> None:
    """Killed so many times at work, then gone on with by three at once."""
    command = [sys.executable, "-m", "tests.apps.payments.worker", what, str(number), "97"]
    for n in range(kills):
        with subprocess.Popen(command, env=_around(), cwd=ROOT, stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            worker.stdout.readline()
            time.sleep(KILLED_AT / 4 + KILLED_AT * (n % 5) / 5)
            os.kill(worker.pid, signal.SIGKILL)
    three = [subprocess.Popen(command, env=_around(), cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [one.wait(timeout=500) for one in three] == [0, 0, 0]


def _around() -> dict[str, str]:
    """Around it: this test's database."""
    told = connection.settings_dict
    around = dict(os.environ)
    if connection.vendor == "sqlite":
        around["BOLE_DATABASE_URL"] = f"sqlite:///{told['NAME']}"
    else:
        around["BOLE_DATABASE_URL"] = os.environ["BOLE_DATABASE_URL"].replace("/bole?", f"/{told['NAME']}?")
    around["BOLE_PLACE"] = "442000"
    return around
