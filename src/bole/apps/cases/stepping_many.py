"""成批的一步: a step of the system that but moves and tells, done with thousands of cases in few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import F

from bole.apps.accounts.actor import Actor
from bole.apps.cases import kinds
from bole.apps.cases.acting import enter
from bole.apps.cases.models import Case, CaseStep
from bole.apps.cases.notices import tell_applicants
from bole.kernel.flow import Step
from bole.policy.case_kinds import CaseKind

_TELLS: Final = "notify"
Stepping = tuple[Case, CaseKind, Step]


def is_plain(step: Step) -> bool:
    """Whether all that it does is to move the case, and to tell its applicant."""
    return bool(step.to) and not step.guards and set(step.effects) <= {_TELLS}


def steps_do(stepping: Sequence[Stepping], *, event: int, actor: Actor, at: datetime) -> None:
    """Each as `step_do` would do it; who calls holds the rows and has written the event."""
    days = kinds.working_days()
    steps, same = [], defaultdict(list)
    for case, kind, step in stepping:
        before, ends = case.state, case.ends_on
        case.steps_done += 1
        case.changed_at = at
        enter(case, kind, step.to, at, days)
        steps.append(
            CaseStep(
                case=case, number=case.steps_done, verb=step.verb, before=before, after=case.state, at=at,
                user=actor.user, actor=actor.name, event=event, fen=case.fen,
            )
        )  # fmt: skip
        moved = case.ends_on if case.ends_on != ends else None
        told_to = case.outcome, case.closed_at, case.claim_due
        same[case.state, case.due_on, case.waits_since, moved, *told_to].append(case.pk)
    CaseStep.objects.bulk_create(steps)
    for (state, due, waits, moved, outcome, closed, claim_due), cases in same.items():
        told: dict[str, date | None] = {} if moved is None else {"ends_on": moved}
        Case.objects.filter(pk__in=cases).update(
            state=state, due_on=due, outcome=outcome, closed_at=closed, waits_since=waits, changed_at=at,
            claim_due=claim_due,
            steps_done=F("steps_done") + 1, **told,
        )  # fmt: skip
    telling = [(case, step) for case, _kind, step in stepping if _TELLS in step.effects]
    verbs = {case.pk: step.verb for case, step in telling}
    tell_applicants(
        [case for case, _step in telling],
        "outcome",
        at=at,
        data=lambda case: {"state": case.state, "verb": verbs[case.pk], "fen": case.fen or 0},
    )
