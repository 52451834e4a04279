"""操作日志: events are appended in the transaction of what they tell, and each carries the hash of all before it.

The hash is keyed (HMAC-SM3): nobody without the key can make a chain that verifies, and it covers no fact of a person
that could be found by trying. Who owns database and key can rewrite it all, so the head of a day is to be published
elsewhere: `head()`.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.keys import key_of, key_ring
from bole.apps.accounts.models import ChainHead, Event

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
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    event = Event(
        number=head.number + 1,
        kind=kind,
        at=at.astimezone(UTC),
        user=actor.user,
        actor=actor.name,
        about=about[0] if about else "",
        about_id=about[1] if about else None,
        data=dict(data or {}),
        key=key_ring("chain").current,
    )
    event.hash = _hash(event, bytes(head.hash))
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save(update_fields=["number", "hash"])
    return event


def first_broken() -> int | None:
    """链上第一处断开: the number of the first event that was changed, is missing, or was put in; None where all hold.

    Events cut off at the end are told by the head that was published, and by the row that keeps it here.
    """
    before, number = _FIRST, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if event.number != number or not hmac.compare_digest(bytes(event.hash), _hash(event, before)):
            return number
        before = bytes(event.hash)
    kept = ChainHead.objects.filter(pk=1).first()
    return number + 1 if kept is not None and kept.number != number else None


def head() -> Head:
    """链头, to be published outside the database day by day."""
    last = Event.objects.order_by("-number").first()
    return Head(last.number, bytes(last.hash).hex()) if last else Head(0, _FIRST.hex())


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
