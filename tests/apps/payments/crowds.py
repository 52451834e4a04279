"""Very many payables at once, for tests of size: people, cases and payables written straight into the tables."""

from datetime import date
from typing import Final

from django.db import transaction

from bole.apps.accounts.sealing import place, seal_each
from bole.apps.cases.models import Case
from bole.apps.payments.ledger import Moved, transfers_write
from bole.apps.payments.models import Budget, Payable
from tests.apps.cases.handling import AT, FOUND, SYSTEM
from tests.apps.payments.paying import SCHEME, SUM

PIECE: Final = 2_000


def crowd(number: int, *, budget: int, first: int = 0) -> None:
    """That many granted cases that are committed; persons by number alone, each with an account of his own."""
    for start in range(0, number, PIECE):
        _piece(range(first + start, first + min(start + PIECE, number)), budget)


@transaction.atomic
def _piece(people: range, budget: int) -> None:
    # Numbers of our own, so that what is sealed under them goes in with the row.
    numbers = [10**9 + n for n in people]
    sealed = seal_each((f'{{"bank_account": "62220000{n:011}"}}', place(Case, "answers", n)) for n in numbers)
    rows = Case.objects.bulk_create(
        Case(
            pk=n, number=f"C{n:011}", kind=FOUND, flow="nation.found", state="granted", origin=Case.FOUND, person=n,
            scheme=SCHEME, fact=n, district=f"4420000{n % 24:02}", applied_on=AT.date(), opened_at=AT, changed_at=AT,
            decided_at=AT, opinion="entitled", fen=SUM, answers=answers,
        )
        for n, answers in zip(numbers, sealed, strict=True)
    )  # fmt: skip
    owed = Payable.objects.bulk_create(
        Payable(
            case=row.pk, kind=row.kind, scheme=row.scheme, fact=row.fact or 0, person=row.person,
            about_person=row.person, fen=SUM,
            budget_id=budget, district=row.district, applied_on=date(2031, 6, 4), receipt=f"{row.pk:064x}",
            committed_at=AT, changed_at=AT,
        )
        for row in rows
    )  # fmt: skip
    held = Budget.objects.get(pk=budget)
    Budget.objects.filter(pk=budget).update(committed=held.committed + SUM * len(owed))
    transfers_write([Moved("commit", budget, SUM, one) for one in owed], actor=SYSTEM, at=AT)
