"""期限: what is overdue, what lapses, and who is reminded: a duty of the worker, and safe to do twice.

Days are working days of the place; while a case waits for its applicant the office's time stands still.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.db.models import Count
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.cases import kinds
from bole.apps.cases.acting import case_act
from bole.apps.cases.models import Case
from bole.apps.cases.notices import notice_make
from bole.apps.cases.work_list import reach_of
from bole.apps.schemes.place import place_of_register
from bole.kernel.errors import BoleError

REMINDED: Final = 2
"""Working days before the last one."""
_SYSTEM: Final = Actor.system("worker")
_MOST: Final = 5_000
"""Cases to a round; what is left is the next one's."""


def deadlines_keep(*, at: datetime) -> int:
    """期限巡查: lapse what has run out, remind and escalate; how many lapsed."""
    today = localdate(at)
    lapsed = sum(_lapsed(case, verb, seen, at) for case, verb, seen in list(_run_out(today)))
    _remind_applicants(today, at)
    _remind_officers(today, at)
    _escalate(today, at)
    return lapsed


def _run_out(today: date) -> Iterator[tuple[int, str, int]]:
    """The open cases whose days have run out in a state that lapses, each with its verb."""
    verbs: dict[tuple[str, str], str] = {}
    for kind in kinds.kinds_of(place_of_register()).values():
        verbs |= {(kind.flow.id, code): state.lapses for code, state in kind.flow.states.items() if state.lapses}
    states = {state for _flow, state in verbs}
    rows = Case.objects.filter(closed_at__isnull=True, due_on__lt=today, state__in=states).order_by("due_on", "pk")
    for pk, flow, state, seen in rows.values_list("pk", "flow", "state", "steps_done")[:_MOST]:
        if (flow, state) in verbs:
            yield pk, verbs[flow, state], seen


def _lapsed(case: int, verb: str, seen: int, at: datetime) -> int:
    try:
        case_act(case=case, verb=verb, seen=seen, actor=_SYSTEM, at=at)
    except BoleError:
        return 0  # somebody did something at the last moment
    return 1


def _remind_applicants(today: date, at: datetime) -> None:
    soon = kinds.working_days().after(today, REMINDED)
    rows = Case.objects.filter(closed_at__isnull=True, waits_since__isnull=False, due_on__range=(today, soon))
    for row in rows.order_by("pk")[:_MOST]:
        assert row.due_on is not None
        key = f"reminder:{row.pk}:{row.due_on}"
        data = {"day": row.due_on.isoformat()}
        notice_make("reminder", key, at=at, person=row.person, organisation=row.organisation, case=row, data=data)


def _remind_officers(today: date, at: datetime) -> None:
    """One notice a day to each officer, with how many of his are due soon."""
    soon = kinds.working_days().after(today, REMINDED)
    rows = Case.objects.filter(
        closed_at__isnull=True, waits_since=None, assignee__isnull=False, due_on__range=(today, soon)
    )
    for user, count in rows.order_by().values_list("assignee").annotate(Count("pk")):
        data = {"count": count, "day": soon.isoformat()}
        notice_make("due-soon", f"due-soon:{user}:{today}", at=at, user=user, data=data)


def _escalate(today: date, at: datetime) -> None:
    """One notice a day to each who assigns cases, with how many in his reach are overdue."""
    late = Case.objects.filter(closed_at__isnull=True, waits_since=None, due_on__lt=today)
    if not late.exists():
        return
    roles = [role.code for role in ROLES.values() if "case.assign" in role.permissions]
    for user in Account.objects.filter(is_active=True, grants__role__in=roles).distinct().order_by("pk"):
        actor = actor_of(user, at=at)
        if not actor.may("case.assign"):
            continue
        count = late.filter(reach_of(actor, at)).count()
        if count:
            notice_make("overdue", f"overdue:{user.pk}:{today}", at=at, user=user.pk, data={"count": count})
