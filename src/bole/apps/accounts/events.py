"""操作日志: events are appended in the transaction of what they tell, and each carries the hash of all before it.

The hash is keyed (HMAC-SM3): nobody without the key can make a chain that verifies, and it covers no fact of a person
that could be found by trying. Who owns database and key can rewrite it all, so the head is published outside the
database day by day, in BOLE_HOME/event-heads.txt, to be printed or copied from there.
"""

import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.keys import key_of, key_ring
from bole.apps.accounts.models import ChainHead, Event
from bole.kernel.home import home

TABLE = Event._meta.db_table
"""Where the events stand, for who reads the register of one moment past Django."""
_FIRST = b"\0" * 32
Data = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class Head:
    """链头: the last event and its hash."""

    number: int
    hash: str


@transaction.atomic
def record(
    kind: str, *, actor: Actor, at: datetime, about: tuple[str, int] | None = None, data: Data | None = None
) -> Event:
    """记一条: in the transaction of the act, so that neither stands without the other.

    `data` holds ids, counts and codes, never a name, a number of a document or free text about a person.
    """
    # Everybody locks the same row, so that two writers stand in line and not in a fork; the last event itself would not
    # do: who waited for it would still hold the one before.
    last = ChainHead.objects.select_for_update().filter(pk=1).first()
    if last is None:
        ChainHead.objects.get_or_create(pk=1)
        last = ChainHead.objects.select_for_update().get(pk=1)
    event = Event(
        number=last.number + 1,
        kind=kind,
        at=at.astimezone(UTC),
        user=actor.user,
        actor=actor.name,
        about=about[0] if about else "",
        about_id=about[1] if about else None,
        data=dict(data or {}),
        key=key_ring("chain").current,
    )
    event.hash = _hash(event, bytes(last.hash))
    event.save(force_insert=True)
    last.number, last.hash = event.number, event.hash
    last.save(update_fields=["number", "hash"])
    return event


def first_broken() -> int | None:
    """链上第一处断开: the number of the first event that was changed, is missing, or was put in; None where all hold.

    Events cut off at the end are told by the row that keeps the head, and by the heads that were published.
    """
    before, number = _FIRST, 0
    published = {head.number: head.hash for head in heads_published()}
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        held = bytes(event.hash)
        if event.number != number or not hmac.compare_digest(held, _hash(event, before)):
            return number
        if published.pop(number, held.hex()) != held.hex():
            return number
        before = held
    if published:
        return number + 1
    kept = ChainHead.objects.filter(pk=1).first()
    ends = (kept.number, bytes(kept.hash)) if kept is not None else (0, _FIRST)
    return None if ends == (number, before) else number + 1


def last_of(kind: str) -> Event | None:
    """The last event of a kind."""
    return Event.objects.filter(kind=kind).order_by("-number").first()


def events_after(number: int, *, kinds: Collection[str], most: int) -> list[Event]:
    """The events of these kinds behind a number, the oldest first; for who follows what others do."""
    return list(Event.objects.filter(number__gt=number, kind__in=kinds).order_by("number")[:most])


def acted(about: tuple[str, int]) -> Mapping[datetime, str]:
    """谁办的: the moments of the events about something, and who acted at each."""
    found = Event.objects.filter(about=about[0], about_id=about[1]).order_by("number")
    return dict(found.values_list("at", "actor"))


def head() -> Head:
    """链头: the last event and its hash."""
    last = Event.objects.order_by("-number").first()
    return Head(last.number, bytes(last.hash).hex()) if last else Head(0, _FIRST.hex())


def head_publish(*, at: datetime) -> Head:
    """公布链头: one line more in the file outside the database, where there are new events."""
    now, published = head(), heads_published()
    if now.number and (not published or published[-1] != now):
        with heads_file().open("a", encoding="ascii") as file:
            file.write(f"{at.astimezone(UTC).isoformat(timespec='seconds')} {now.number} {now.hash}\n")
    return now


def heads_published() -> list[Head]:
    """The heads in that file, the oldest first; a line that was cut off while it was written does not count."""
    path = heads_file()
    if not path.is_file():
        return []
    lines = (line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines())
    whole = (line for line in lines if len(line) == 3 and line[1].isdigit() and len(line[2]) == 64)
    return [Head(int(number), held) for _at, number, held in whole]


def heads_file() -> Path:
    """Where the published heads stand; it may not exist yet."""
    return home() / "event-heads.txt"


def _hash(event: Event, before: bytes) -> bytes:
    told = [
        event.number,
        event.kind,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.user,
        event.actor,
        event.about,
        event.about_id,
        event.data,
        event.key,
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key_of("chain", event.key), before + text.encode(), "sm3")
