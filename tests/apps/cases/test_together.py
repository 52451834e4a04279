"""Several at once, and killed in between, on whichever database: numbers, cases, steps and places come once each."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import close_old_connections, connection, connections

from bole.apps.accounts.events import first_broken
from bole.apps.cases import errors
from bole.apps.cases.acting import case_act
from bole.apps.cases.bulk import bulk_preview, bulk_run, bulk_shown, cases_act_bulk
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case, CaseStep, Place, Stock
from bole.apps.cases.stock import thing_add
from bole.apps.cases.work_list import Filters
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, FLAT, GRANT, SYSTEM, Ledger, Office, Rules, act, office_made, opened, upload
from tests.apps.registry.recorded import person_made
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


@pytest.fixture
def crowd(transactional_db: None, rules: Rules, ledger: Ledger) -> Office:
    return office_made()


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

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, acts))


def test_numbers_are_given_once_and_without_a_gap(crowd: Office) -> None:
    people = [person_made(100 + n, "某人", town="442000001") for n in range(24)]
    crowd.people[:] = people
    came = together([lambda n=n: opened(crowd, person=n, fact=n).number for n in range(24)])  # type: ignore[misc]
    assert sorted(map(str, came)) == [f"2031-{n:06}" for n in range(1, 25)]
    assert first_broken() is None


def test_the_same_matter_is_opened_once(crowd: Office) -> None:
    came = together([lambda: opened(crowd).number] * 12)
    assert sorted(map(str, came)) == ["2031-000001"] + ["BOLE-B117"] * 11
    assert Case.objects.count() == 1


def test_one_of_many_who_act_at_once_does_it(crowd: Office) -> None:
    case = opened(crowd)
    file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    seen = Case.objects.get(pk=case.pk).steps_done

    def accept() -> object:
        return case_act(case=case.pk, verb="accept", seen=seen, actor=crowd.clerk, at=AT)

    came = together([accept] * 12)
    assert came.count(None) == 1
    assert came.count(errors.FASTER.code) == 11
    assert CaseStep.objects.filter(case=case, verb="accept").count() == 1


def test_one_flat_goes_to_one_of_many(crowd: Office) -> None:
    thing_add(kind="flat", code="A-1", title="样例苑", actor=crowd.manager, at=AT)
    crowd.people[:] = [person_made(200 + n, "某人", town="442000001") for n in range(8)]
    cases = [opened(crowd, FLAT, fact=None, person=n, answers={"household": "1"}) for n in range(8)]
    Case.objects.update(state="chosen")
    came = together([lambda c=c: act(c, "lease", crowd.manager).state for c in cases])  # type: ignore[misc]
    assert came.count("leased") == 1
    assert came.count("BOLE-B115") == 7
    assert Stock.objects.exclude(case=None).count() == 1
    assert not Place.objects.exists()


def reviewed(crowd: Office, count: int) -> None:
    crowd.people[:] = [person_made(300 + n, "某人", town="442000001") for n in range(count)]
    for n in range(count):
        opened(crowd, person=n, fact=n)
    Case.objects.update(state="reviewed")


FILTERS = Filters(view="all", kind=GRANT, state="reviewed")


def asked(crowd: Office, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("bole.apps.cases.background.bulk_enqueue", lambda bulk: None)
    moment = AT + timedelta(minutes=1)
    shown = bulk_preview(verb="grant", filters=FILTERS, actor=crowd.manager, at=moment)
    return cases_act_bulk(
        verb="grant", filters=FILTERS, count=shown.count, fen=shown.fen, actor=crowd.manager, at=moment
    )


def test_workers_at_the_same_job_do_each_case_once(
    crowd: Office, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed(crowd, 20)
    job = asked(crowd, monkeypatch)
    clock = lambda: AT + timedelta(minutes=2)  # noqa: E731
    together([lambda: bulk_run(bulk=job, clock=clock, chunk=3)] * 4)
    assert CaseStep.objects.filter(verb="grant").count() == 20
    assert len(ledger.committed) == 20
    assert bulk_shown(bulk=job, actor=crowd.manager).done == 20
    assert first_broken() is None


def test_killed_in_the_middle_it_goes_on_behind_the_mark(
    crowd: Office, monkeypatch: pytest.MonkeyPatch, kills: int, tmp_path: Path
) -> None:
    reviewed(crowd, 30)
    job = asked(crowd, monkeypatch)
    for n in range(kills):
        with subprocess.Popen(_command(job), env=_around(), cwd=ROOT) as worker:
            time.sleep(1.6 + 0.25 * n)
            os.kill(worker.pid, signal.SIGKILL)
    last = subprocess.run(_command(job), env=_around(), cwd=ROOT, check=True, timeout=120)
    assert last.returncode == 0
    shown = bulk_shown(bulk=job, actor=crowd.manager)
    assert (shown.done, shown.left, shown.state) == (30, 0, "done")
    granted = CaseStep.objects.filter(verb="grant").values_list("case", flat=True)
    assert (len(granted), len(set(granted))) == (30, 30)
    assert first_broken() is None


def _command(job: int) -> list[str]:
    """A process that does the job."""
    return [sys.executable, "-m", "tests.apps.cases.bulk_worker", str(job)]


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
