"""每夜重算: everybody in the register decided again, for those to whom the days alone bring something.

Nothing tells whose decision turns with a day but deciding: ages, months of insurance, dated figures and the beginnings
of law all hang on it. So everybody is, a slice at a time, between hours that a setting names (BOLE_NIGHT): what else
waits for the worker gets its turn between two slices, and what one night does not reach the next one goes on with.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate, localtime

from bole.apps.accounts.actor import Actor
from bole.apps.cases.evaluating import Evaluation, entitlements_evaluate
from bole.apps.cases.models import Evaluated
from bole.apps.registry.news import persons_after

SLICE: Final = 5_000
_AT: Final = "night"
"""The mark behind which the round goes on, and when it began; 0: none is going on."""
_DAY: Final = "night's day"
"""The day on which the last round that came to its end began."""


def night_is(at: datetime) -> bool:
    """Whether it is night by the setting; of no hours it never is."""
    if settings.BOLE_NIGHT is None:
        return False
    first, last = settings.BOLE_NIGHT
    hour = localtime(at).hour
    return first <= hour < last if first < last else hour >= first or hour < last


def night_due(at: datetime) -> bool:
    """Whether there is something to do now: a round to begin or one to go on with."""
    return night_is(at) and _ended_last() != localdate(at).toordinal()


def night_slice(*, actor: Actor, clock: Callable[[], datetime], persons: int = SLICE) -> Evaluation | None:
    """重算下一段, with the mark behind it; None where the round is over, or has ended today already.

    Killed in between, the slice is done again and comes to the same.
    """
    at = clock()
    if _ended_last() == localdate(at).toordinal():
        return None
    mark = Evaluated.objects.filter(what=_AT).first()
    last, began = (mark.upto, mark.at or at) if mark is not None and mark.upto else (0, at)
    some = persons_after(last, persons)
    if not some:
        _end(began, at)
        return None
    done = entitlements_evaluate(persons=some, as_of=localdate(at), actor=actor, at=at)
    _put(_AT, some[-1], began)
    return done


def _ended_last() -> int:
    return Evaluated.objects.filter(what=_DAY).values_list("upto", flat=True).first() or 0


@transaction.atomic
def _end(began: datetime, at: datetime) -> None:
    _put(_DAY, localdate(began).toordinal(), at)
    _put(_AT, 0, at)


def _put(what: str, upto: int, at: datetime) -> None:
    Evaluated.objects.update_or_create(what=what, defaults={"upto": upto, "at": at})
