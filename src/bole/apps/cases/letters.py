"""确认函: a letter of confirmation gets its number when it is issued; once a case."""

from datetime import date, datetime

from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.cases.authority import case_reached
from bole.apps.cases.models import Case, Letter
from bole.apps.cases.numbers import number_next


def letter_issue(*, case: Case, at: datetime, until: date | None = None) -> Letter:
    """出具: the letter of the case; the one it has where it was issued before (and stands again)."""
    found = Letter.objects.filter(case=case).first()
    if found is not None:
        if found.revoked_at is not None:
            found.revoked_at = None
            found.save(update_fields=["revoked_at"])
        return found
    number = number_next("letter", localdate(at).year)
    return Letter.objects.create(number=f"L{number}", case=case, issued_at=at, until=until)


def letter_revoke(*, case: int, actor: Actor, at: datetime) -> None:
    """撤销 the letter of a case. Raises BoleError where he may not decide there."""
    found = case_reached(case, actor, at)
    actor.require("case.decide", district=found.district)
    if Letter.objects.filter(case=found, revoked_at=None).update(revoked_at=at):
        record("letter.revoked", actor=actor, at=at, about=("case", found.pk))
