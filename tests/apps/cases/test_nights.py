"""Who comes to qualify as days pass is found by night, everybody once a day, wherever it was cut off."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from bole.apps.cases import background
from bole.apps.cases.evaluating import register_evaluate
from bole.apps.cases.models import Entitlement, Evaluated, Notice
from bole.apps.cases.nights import night_due, night_is, night_slice
from bole.apps.registry.models import Person
from bole.conf import options
from bole.kernel.errors import BoleError
from tests.apps.cases.test_evaluating import SKILL, clock, place, state_of_all, town  # noqa: F401 - fixtures
from tests.apps.registry.importing import SYSTEM
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
EARLY = datetime.fromisoformat("2025-05-20T02:00:00+08:00")
"""Before the certificates were issued."""
NIGHT = datetime.fromisoformat("2025-09-30T02:00:00+08:00")


def night(at: datetime = NIGHT, persons: int = 2) -> int:
    """A whole round; how many persons."""
    done = 0
    while told := night_slice(actor=SYSTEM, clock=lambda: at, persons=persons):
        done += told.persons
    return done


def found() -> int:
    return Entitlement.objects.filter(scheme=SKILL, state__in=("found", "told")).count()


def test_the_days_alone_bring_it_and_it_is_found_and_told(town: list[int]) -> None:  # noqa: F811
    register_evaluate(actor=SYSTEM, clock=lambda: EARLY)
    assert found() == 0
    assert (night(), found(), night()) == (5, 5, 0)
    assert Notice.objects.filter(kind="found", person=town[0]).exists()
    told = Notice.objects.count()
    assert (night(NIGHT + timedelta(days=1)), found(), Notice.objects.count()) == (5, 5, told)


def test_what_a_night_does_not_reach_is_gone_on_with_the_next(town: list[int]) -> None:  # noqa: F811
    assert night_slice(actor=SYSTEM, clock=lambda: NIGHT, persons=3) is not None
    assert found() == 3
    next_ = NIGHT + timedelta(days=1)
    assert night_due(next_)
    assert night(next_) == 2, "the rest of the first"
    assert night(next_) == 5, "and a round of its own"
    assert not night_due(next_)
    assert night_due(next_ + timedelta(days=1))


@pytest.mark.parametrize(
    ("told", "hour", "is_night"),
    [
        ((1, 5), 0, False),
        ((1, 5), 1, True),
        ((1, 5), 5, False),
        ((22, 5), 23, True),
        ((22, 5), 12, False),
        (None, 2, False),
    ],
)
def test_the_hours_of_the_night(
    monkeypatch: pytest.MonkeyPatch, told: tuple[int, int] | None, hour: int, is_night: bool
) -> None:
    monkeypatch.setattr(settings, "BOLE_NIGHT", told)
    assert night_is(NIGHT.replace(hour=hour)) is is_night


@pytest.mark.parametrize("told", ["5", "1-25", "3-3", "a-b", "-"])
def test_hours_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("BOLE_NIGHT", told)
    with pytest.raises(BoleError, match="BOLE_NIGHT"):
        options.hours("BOLE_NIGHT")


def test_the_worker_takes_slice_after_slice_and_one_at_a_time(
    town: list[int], monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(background, "_now", lambda: NIGHT)
    tasks = DBTaskResult.objects.filter(task_path=background.night_in_background.module_path)
    for _again in range(3):
        background.night_enqueue(at=NIGHT)
    assert tasks.count() == 1
    background.night_enqueue(at=NIGHT.replace(hour=12))
    assert background.night_in_background.func()["persons"] == 5
    assert tasks.count() == 2, "the next slice stands behind what else waits"
    assert background.night_in_background.func() == {}
    tasks.delete()
    background.night_enqueue(at=NIGHT)
    assert tasks.count() == 0, "it is done for today"
    monkeypatch.setattr(background, "_now", lambda: NIGHT.replace(hour=12) + timedelta(days=1))
    assert background.night_in_background.func() == {}, "by day it waits"


def test_killed_wherever_it_was_it_comes_to_the_same(town: list[int], kills: int) -> None:  # noqa: F811
    register_evaluate(actor=SYSTEM, clock=lambda: NIGHT)
    whole, told = state_of_all(), Notice.objects.count()
    Notice.objects.all().delete()
    Entitlement.objects.all().delete()
    command = [sys.executable, "-m", "tests.apps.cases.night_worker"]
    for n in range(kills):
        before, until = Entitlement.objects.count(), time.monotonic() + 60
        with subprocess.Popen(command, env=_around(), cwd=ROOT) as worker:
            # In the middle: when the first slice of this one has been written, or, every other time, before it has.
            while n % 2 == 0 and Entitlement.objects.count() == before < 5 and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.9 * (n % 2))
            os.kill(worker.pid, signal.SIGKILL)
    subprocess.run(command, env=_around(), cwd=ROOT, check=True, timeout=120)
    assert (state_of_all(), Notice.objects.count()) == (whole, told)
    assert Evaluated.objects.get(what="night").upto == 0
    assert Person.objects.filter(closed_at=None).count() == 5


def _around() -> dict[str, Any]:
    """Around it: this test's database and rules."""
    told = connection.settings_dict
    around = dict(os.environ)
    if connection.vendor == "sqlite":
        around["BOLE_DATABASE_URL"] = f"sqlite:///{told['NAME']}"
    else:
        around["BOLE_DATABASE_URL"] = os.environ["BOLE_DATABASE_URL"].replace("/bole?", f"/{told['NAME']}?")
    around |= {"BOLE_PLACE": "442000", "NIGHT": NIGHT.isoformat()}
    around["NIGHT_PACK"] = str(ROOT / "src" / "bole" / "samples" / "zhongshan-assumed")
    return around
