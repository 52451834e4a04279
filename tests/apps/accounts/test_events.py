"""The chain of events: one line for all writers, and every tampering is found."""

import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from bole.apps.accounts.events import _hash, first_broken, head, head_publish, heads_published, record
from bole.apps.accounts.keys import key_rotate
from bole.apps.accounts.models import ChainHead, Event
from bole.kernel.home import home
from tests.apps.accounts.conftest import AT, SYSTEM


def chain(length: int) -> None:
    for number in range(length):
        record(
            "test.done", actor=SYSTEM, at=AT + timedelta(minutes=number), about=("thing", number), data={"n": number}
        )


@pytest.mark.django_db
def test_events_follow_each_other_and_hold() -> None:
    assert first_broken() is None
    chain(5)
    assert [event.number for event in Event.objects.order_by("number")] == [1, 2, 3, 4, 5]
    assert first_broken() is None
    assert head().number == 5


@pytest.mark.django_db
def test_an_act_that_is_undone_leaves_no_event_and_no_gap() -> None:
    chain(2)
    with transaction.atomic():
        record("test.undone", actor=SYSTEM, at=AT)
        transaction.set_rollback(True)
    chain(1)
    assert [event.number for event in Event.objects.order_by("number")] == [1, 2, 3]
    assert first_broken() is None


def changed(**values: object) -> Callable[[], None]:
    def tamper() -> None:
        Event.objects.filter(number=3).update(**values)

    return tamper


def removed() -> None:
    Event.objects.filter(number=3).delete()


def removed_and_renumbered() -> None:
    Event.objects.filter(number=3).delete()
    for number in (4, 5):
        Event.objects.filter(number=number).update(number=number - 1)
    ChainHead.objects.update(number=4)


def exchanged() -> None:
    third, fourth = Event.objects.get(number=3), Event.objects.get(number=4)
    Event.objects.filter(number=3).update(data=fourth.data, hash=fourth.hash)
    Event.objects.filter(number=4).update(data=third.data, hash=third.hash)


def put_in() -> None:
    """At the end, with a hash made without the key."""
    last = Event.objects.get(number=5)
    forged = Event(number=6, kind="test.forged", at=AT, actor="x", data={})
    forged.hash = hmac.digest(b"guess", bytes(last.hash), "sm3")
    forged.save(force_insert=True)
    ChainHead.objects.update(number=6, hash=forged.hash)


def cut_off() -> None:
    Event.objects.filter(number=5).delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        (changed(kind="test.other"), 3),
        (changed(at=AT), 3),
        (changed(actor="别人"), 3),
        (changed(user=4), 3),
        (changed(about_id=None), 3),
        (changed(data={"n": 3}), 3),
        (changed(hash=b"\0" * 32), 3),
        (changed(key=2), 3),
        (removed, 3),
        (removed_and_renumbered, 3),
        (exchanged, 3),
        (put_in, 6),
        (cut_off, 5),
    ],
)
def test_tampering_is_found_where_it_was_done(tamper: Callable[[], None], broken: int) -> None:
    chain(5)
    key_rotate("chain")  # so that a second version exists, and an event cannot claim it
    tamper()
    assert first_broken() == broken


@pytest.mark.django_db
def test_cut_off_with_its_head_it_is_told_by_what_was_published() -> None:
    chain(5)
    head_publish(at=AT)
    Event.objects.filter(number=5).delete()
    fourth = Event.objects.get(number=4)
    ChainHead.objects.update(number=4, hash=fourth.hash)
    assert first_broken() == 5


@pytest.mark.django_db
def test_rewritten_by_who_has_the_key_it_is_told_by_what_was_published() -> None:
    chain(3)
    head_publish(at=AT)
    before = b"\0" * 32
    for event in Event.objects.order_by("number"):
        event.actor = "别人"
        before = event.hash = _hash(event, before)
        event.save()
    ChainHead.objects.update(hash=before)
    assert first_broken() == 3


@pytest.mark.django_db
def test_a_head_is_published_once_and_half_a_line_does_not_count() -> None:
    assert head_publish(at=AT).number == 0
    assert heads_published() == []
    chain(2)
    head_publish(at=AT)
    head_publish(at=AT)
    chain(1)
    head_publish(at=AT)
    with (home() / "event-heads.txt").open("a") as file:
        file.write("2031-05-06T01:30:00+00:00 9 ab")
    assert [published.number for published in heads_published()] == [2, 3]
    assert first_broken() is None


@pytest.mark.django_db
def test_it_holds_over_a_change_of_keys() -> None:
    chain(3)
    key_rotate("chain")
    chain(3)
    assert [event.key for event in Event.objects.order_by("number")] == [1, 1, 1, 2, 2, 2]
    assert first_broken() is None


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_once_make_one_chain() -> None:
    """Each in its own transaction, some of which are undone."""

    def write(writer: int) -> None:
        try:
            for number in range(5):
                with transaction.atomic():
                    record("test.done", actor=SYSTEM, at=AT, about=("writer", writer), data={"n": number})
                    transaction.set_rollback(number == 3)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    assert Event.objects.count() == 80
    assert first_broken() is None
    for writer in range(20):
        done = Event.objects.filter(about_id=writer).order_by("number")
        assert [event.data["n"] for event in done] == [0, 1, 2, 4]
