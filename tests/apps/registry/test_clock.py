"""A clock that goes back: the chain holds, looks stay in order, and no row is closed before it was recorded."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import first_broken, head_publish, record
from bole.apps.accounts.looks import look, looks_at
from bole.apps.accounts.selectors import events, looks
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.models import Person, Source

SYSTEM = Actor.system("test")
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)
BACK = NOON - timedelta(hours=3)
pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def test_the_chain_holds_and_tells_in_which_order_things_happened() -> None:
    for moment in (NOON, BACK, NOON + timedelta(hours=1)):
        with time_machine.travel(moment, tick=False):
            record("test.done", actor=SYSTEM, at=now(), data={"hour": moment.hour})
            head_publish(at=now())
    assert first_broken() is None
    assert [event.data["hour"] for event in events(actor=SYSTEM)] == [13, 9, 12]
    assert [event.at for event in events(actor=SYSTEM)][1] == BACK  # what the clock said is not made up


def test_looks_are_listed_in_the_order_in_which_they_were_taken() -> None:
    for moment, purpose in ((NOON, "first"), (BACK, "second")):
        with time_machine.travel(moment, tick=False):
            look(actor=SYSTEM, person=7, purpose=purpose, fields=["name"], at=now())
    assert [one.purpose for one in looks_at(actor=SYSTEM, person=7)] == ["second", "first"]
    assert [one.purpose for one in looks(actor=SYSTEM)] == ["second", "first"]


def named(source: Source, name: str) -> None:
    rows_replace(
        model=Person,
        rows=[NewRow(1, {"name": name})],
        source=source.pk,
        batch=None,
        actor=SYSTEM,
        at=now(),
    )


def test_no_row_is_closed_before_it_was_recorded_and_each_moment_has_one() -> None:
    source = Source.objects.create(code="one", name="来源一")
    for moment, name in ((NOON, "王一"), (BACK, "王二"), (BACK + timedelta(minutes=1), "王三")):
        with time_machine.travel(moment, tick=False):
            named(source, name)
    rows = list(Person.objects.order_by("pk"))
    assert [row.name for row in rows] == ["王一", "王二", "王三"]
    for before, after in pairwise(rows):
        assert before.closed_at == after.recorded_at
        assert before.closed_at is not None
        assert before.closed_at >= before.recorded_at
    assert rows[-1].closed_at is None
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        named(source, "王四")
    assert Person.objects.get(closed_at=None).recorded_at == NOON + timedelta(hours=1)
    assert first_broken() is None
