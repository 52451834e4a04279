"""以前的发放也占限额: what lists tell of payments before this system takes the same places as what it pays itself.

So the database refuses a second payment of it, as it does of its own. What a list leaves open is counted by no limit. A
row that is taken back, told otherwise or that became another person's with a merge gives its places back and takes
those of what it is now. Told twice, or cut off, it comes to the same.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.payments.commitments import earlier_free, earlier_places_take, earlier_sides_take
from bole.apps.payments.models import Cursor, OncePlace
from bole.apps.registry.identity import certificate_numbers, credit_codes, person_numbers
from bole.apps.registry.payment_facts import EarlierPayment, earlier_after, earlier_closed, earlier_rows
from bole.apps.schemes.once_keys import ExclusionKey, Naturals, OnceKey, PaidFor, exclusion_keys, once_keys
from bole.apps.schemes.place import packs_now

_WHAT: Final = "earlier-payments"
_CHUNK: Final = 1_000
_MARGIN: Final = timedelta(minutes=10)
"""Who closed a row may have begun before somebody looked; to look twice does no harm."""


def earlier_follow(*, actor: Actor, at: datetime, chunk: int = _CHUNK) -> int:
    """跟上以前的发放: places of all that is new, none of what is told no more; how many payments took theirs."""
    done = 0
    while told := _chunk(actor, at, chunk):
        done += told
    return done


@transaction.atomic
def _chunk(actor: Actor, at: datetime, count: int) -> int:
    Cursor.objects.get_or_create(what=_WHAT)
    mark = Cursor.objects.select_for_update().get(what=_WHAT)
    rows, gone = earlier_after(mark.upto, count), _closed_again(mark.at)
    if rows or gone:
        # The event first, as everybody does who takes places.
        record("payment.earlier", actor=actor, at=at, data={"payments": len(rows), "closed": len(gone)})
        earlier_free(gone)
        _taken(list({row.payment: row for row in (*earlier_rows(gone), *rows)}.values()))
    mark.upto, mark.at = (rows[-1].row if rows else mark.upto), at
    mark.save(update_fields=["upto", "at"])
    return len(rows)


def _closed_again(since: datetime | None) -> list[int]:
    """Those that hold places and of which something was closed since then."""
    if since is None:
        return []
    closed = earlier_closed(since - _MARGIN)
    held = OncePlace.objects.filter(earlier__in=closed).values_list("earlier", flat=True).distinct()
    return sorted(one for one in held if one is not None)


def _taken(rows: Sequence[EarlierPayment]) -> None:
    earlier_free([row.payment for row in rows])
    schemes, naturals = packs_now().schemes, _naturals(rows)
    places: list[tuple[int, OnceKey]] = []
    sides: list[tuple[int, ExclusionKey]] = []
    for row in rows:
        scheme = schemes.get(row.scheme)
        if scheme is None or row.fen <= 0:
            continue
        paid = _paid_for(row, scheme.per)
        places += [(row.payment, key) for key in once_keys(scheme, schemes, paid, naturals)]
        sides += [(row.payment, side) for side in exclusion_keys(scheme, schemes, paid, naturals)]
    earlier_places_take(places)
    earlier_sides_take(sides)


def _paid_for(row: EarlierPayment, table: str) -> PaidFor:
    return PaidFor(
        row.scheme, row.fact, table, row.person, row.organisation, _certificate(row), row.occupation, row.level,
        row.applied_on, partial=True,
    )  # fmt: skip


def _certificate(row: EarlierPayment) -> int | None:
    """The certificate; one that the register does not have goes by the payment that names its number."""
    return row.certificate if row.certificate is not None else -row.payment if row.certificate_number else None


def _naturals(rows: Sequence[EarlierPayment]) -> Naturals:
    certificates: Mapping[int, str] = certificate_numbers(
        {row.certificate for row in rows if row.certificate is not None}
    )
    named = {-row.payment: row.certificate_number for row in rows if row.certificate is None and row.certificate_number}
    return Naturals(
        person_numbers({row.person for row in rows if row.person is not None}),
        credit_codes({row.organisation for row in rows if row.organisation is not None}),
        {**certificates, **named},
    )
