"""申领进登记库: an open case is a claim in the register, so that rules, files and merges know since when it waits; and
what it declares is a fact there while it is in hand, and for good where it was granted.

The case is what holds, and the register follows it by a job of its own: whoever changes the register stands in line at
its lock before the log, whoever handles a case locks the case before the log, and nobody does both at once. Cut off
anywhere, it is done again and comes to the same.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from bole.apps.accounts.actor import Actor
from bole.apps.cases import kinds
from bole.apps.cases.declaring import GRANTED, declared_of, holds
from bole.apps.cases.models import Case
from bole.apps.registry.bulk import register_lock
from bole.apps.registry.declared_facts import declared_close, declared_record
from bole.apps.registry.payment_facts import ClaimFact, claims_close, claims_held, claims_record
from bole.apps.schemes.place import place_of_register

_CHUNK: Final = 1_000
_SYSTEM: Final = Actor.system("cases")
Key = tuple[str, int]


def is_claim(case: Case) -> bool:
    """Whether it claims a row of a scheme; a request for service or a flat claims none."""
    return bool(case.scheme) and case.fact is not None


def claims_follow(*, clock: Callable[[], datetime], chunk: int = _CHUNK) -> int:
    """登记库跟上办件: claims of cases that were opened, closed or opened again; how many cases were looked at.

    What a case's applicant does meanwhile is the next round's.
    """
    done, last = 0, 0
    while seen := _chunk(last, clock(), chunk):
        _mark(seen)
        done, last = done + len(seen), max(seen)
    return done


@transaction.atomic
def _chunk(last: int, at: datetime, count: int) -> dict[int, int]:
    """Write the claims of the next cases; their numbers and the steps that were seen of each."""
    register_lock()
    rows = list(Case.objects.filter(claim_due=True, pk__gt=last).order_by("pk")[:count])
    facts = {row.fact for row in rows if row.fact is not None}
    wanted, held = _open(facts), claims_held(facts)
    asked = {(row.scheme, row.fact) for row in rows if row.fact is not None}
    # Withdrawn and applied for anew: the day is that of the new application.
    over = [key for key in sorted(asked & held.keys()) if key not in wanted or wanted[key].applied_on != held[key]]
    if over:
        claims_close(claims=over, actor=_SYSTEM, at=at)
    fresh = [wanted[key] for key in sorted(asked & wanted.keys())]
    if fresh:
        claims_record(rows=fresh, actor=_SYSTEM, at=at)
    _declare(rows, at)
    return {row.pk: row.steps_done for row in rows}


def _declare(rows: Sequence[Case], at: datetime) -> None:
    """What these cases declare: there while one of them holds, and gone with the last."""
    known = kinds.kinds_of(place_of_register())
    found = [(row, declared_of(row, known[row.kind])) for row in rows if row.kind in known]
    told = [(row, one) for row, one in found if one is not None]
    standing = {one.thing: one for row, one in told if holds(row)}
    if standing:
        declared_record(rows=list(standing.values()), actor=_SYSTEM, at=at)
    over = {(one.table, one.thing) for _row, one in told if one.thing not in standing}
    others = Case.objects.filter(fact__in=[thing for _table, thing in over]).filter(
        Q(closed_at=None) | Q(outcome=GRANTED)
    )
    kept = set(others.values_list("fact", flat=True)) if over else set()
    gone = {(table, thing) for table, thing in over if thing not in kept}
    if gone:
        declared_close(facts=gone, actor=_SYSTEM, at=at)


def _open(facts: set[int]) -> Mapping[Key, ClaimFact]:
    """The claims of the open cases about these rows; of two cases of one row the first day counts."""
    rows = Case.objects.filter(fact__in=facts, closed_at=None).exclude(scheme="").order_by("-applied_on", "-pk")
    found = rows.values_list("scheme", "fact", "person", "organisation", "applied_on")
    return {
        (scheme, fact): ClaimFact(scheme, fact, person, body, day)
        for scheme, fact, person, body, day in found
        if fact is not None
    }


def _mark(seen: Mapping[int, int]) -> None:
    """What the register has; a case that somebody acted on since stays to be looked at."""
    by_steps: dict[int, list[int]] = defaultdict(list)
    for case, steps in seen.items():
        by_steps[steps].append(case)
    for steps, cases in by_steps.items():
        Case.objects.filter(pk__in=cases, steps_done=steps).update(claim_due=False)


@task()
def claims_in_background() -> int:
    """登记库跟上办件, soon after a case was opened or closed."""
    return claims_follow(clock=lambda: datetime.now(UTC))


def claims_enqueue(case: Case) -> None:
    """Have the worker tell the register of a case, in the transaction that opened or closed it."""
    if case.claim_due:
        claims_in_background.enqueue()
