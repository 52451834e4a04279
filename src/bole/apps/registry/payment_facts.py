"""申领和发放的登记: what cases and payments tell the register, so that the rules, the files and the merges know of it.

Rows of this system stand under a source of their own; what was paid before it comes by a file (`payments`).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.registry.bulk import not_before, register_lock, rows_close, things_made
from bole.apps.registry.history import Held, defaults, held_rows, rows_write
from bole.apps.registry.models import Claim, Payment, Recorded, Source

LEDGER: Final = "bole-ledger"
_NAME: Final = "本系统台账"
_RANK: Final = 10
"""Nobody knows better what this system has paid."""


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """申领: one row of one scheme that somebody applied for."""

    scheme: str
    fact: int
    person: int | None
    organisation: int | None
    applied_on: date


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """发放: one payment, or its correction below zero; `number` tells it from every other of this system."""

    scheme: str
    fact: int
    person: int | None
    organisation: int | None
    certificate: int | None
    occupation: str
    level: int | None
    fen: int
    applied_on: date
    paid_on: date
    number: str


def ledger_source() -> int:
    """本系统台账: the source of what this system pays itself; made when it is first needed."""
    return Source.objects.get_or_create(code=LEDGER, defaults={"name": _NAME, "rank": _RANK})[0].pk


@transaction.atomic
def payments_record(*, rows: Sequence[PaymentFact], actor: Actor, at: datetime) -> int:
    """登记发放; how many were new. A number that is there already is left as it is, so that it can be told twice."""
    register_lock()
    source = ledger_source()
    known = _known_numbers([row.number for row in rows])
    fresh = list({row.number: row for row in rows if row.number not in known}.values())
    _added(Payment, fresh, source, at)
    if fresh:
        record("register.paid", actor=actor, at=at, data={"rows": len(fresh), "fen": sum(row.fen for row in fresh)})
    return len(fresh)


@transaction.atomic
def claims_record(*, rows: Sequence[ClaimFact], actor: Actor, at: datetime) -> int:
    """登记申领; how many were new. What is claimed already keeps its first day."""
    register_lock()
    source = ledger_source()
    known = claims_held({row.fact for row in rows})
    fresh = list({(row.scheme, row.fact): row for row in rows if (row.scheme, row.fact) not in known}.values())
    _added(Claim, fresh, source, at)
    if fresh:
        record("register.claimed", actor=actor, at=at, data={"rows": len(fresh)})
    return len(fresh)


@transaction.atomic
def claims_close(*, claims: Collection[tuple[str, int]], actor: Actor, at: datetime) -> int:
    """撤回申领, by scheme and row: nobody is waiting for it any more; how many there were."""
    register_lock()
    wanted = set(claims)
    found = [
        held.number
        for held in held_rows(Claim, "fact", {fact for _scheme, fact in wanted})
        if (held.values[_SCHEME], held.values[_FACT]) in wanted and held.number is not None
    ]
    rows_close(Claim, found, batch=None, at=not_before(Claim, found, at))
    if found:
        record("register.unclaimed", actor=actor, at=at, data={"rows": len(found)})
    return len(found)


@dataclass(frozen=True, slots=True)
class EarlierPayment:
    """以前的发放: one row of a list of what was paid before this system, as it counts now."""

    payment: int
    """Its number in the register."""
    row: int
    """Of the row that tells it; a later telling has a higher one."""
    scheme: str
    fact: int
    person: int | None
    organisation: int | None
    certificate: int | None
    certificate_number: str
    occupation: str
    level: int | None
    fen: int
    applied_on: date
    paid_on: date


def earlier_after(row: int, count: int) -> list[EarlierPayment]:
    """以前的发放 told behind that row, in the order in which they were told."""
    return _earlier(_told_by_lists().filter(pk__gt=row, closed_at=None).order_by("pk")[:count])


def earlier_rows(payments: Collection[int]) -> list[EarlierPayment]:
    """以前的发放 of these numbers that count now."""
    return _earlier(_told_by_lists().filter(thing__in=payments, closed_at=None).order_by("pk"))


def earlier_closed(since: datetime) -> set[int]:
    """以前的发放 of which a row was closed since then: taken back, told otherwise, or another person's now."""
    return set(_told_by_lists().filter(closed_at__gte=since).values_list("thing", flat=True).distinct())


def _told_by_lists() -> QuerySet[Payment]:
    return Payment.objects.exclude(source__code=LEDGER)


def _earlier(rows: Iterable[Payment]) -> list[EarlierPayment]:
    return [
        EarlierPayment(
            row.thing, row.pk, row.scheme, row.fact, row.person, row.organisation, row.certificate,
            row.certificate_number, row.occupation, row.level, row.fen, row.applied_on, row.paid_on,
        )
        for row in rows
    ]  # fmt: skip


def claims_held(facts: Collection[int]) -> dict[tuple[str, int], date]:
    """申领 of these rows that count now: scheme and row to the day of application."""
    held = held_rows(Claim, "fact", set(facts))
    return {(str(one.values[_SCHEME]), int(one.values[_FACT])): one.values[_APPLIED] for one in held}


_SCHEME: Final = Claim.values().index("scheme")
_FACT: Final = Claim.values().index("fact")
_APPLIED: Final = Claim.values().index("applied_on")
_NUMBER: Final = Payment.values().index("number")


def _known_numbers(numbers: Collection[str]) -> set[str]:
    source = ledger_source()
    return {
        str(held.values[_NUMBER]) for held in held_rows(Payment, "number", numbers) if held.source == source
    }  # fmt: skip


def _added(model: type[Recorded], rows: Sequence[ClaimFact] | Sequence[PaymentFact], source: int, at: datetime) -> None:
    if not rows:
        return
    things = things_made(model._meta.model_name or "", len(rows), at)
    since = "paid_on" if model is Payment else "applied_on"
    held = []
    for thing, row in zip(things, list[ClaimFact | PaymentFact](rows), strict=True):
        told = {**_EMPTY[model], **asdict(row), "valid_from": getattr(row, since)}
        held.append(Held(None, thing, source, {}, list(told.values()), added=True))
    rows_write(model, held, closing=[], batch=None, at=at)


_EMPTY: Final[dict[type[Recorded], dict[str, Any]]] = {
    model: dict(zip(model.values(), defaults(model), strict=True)) for model in (Claim, Payment)
}
