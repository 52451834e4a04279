"""办一步: the one way in which a case goes from state to state, for one and for many, for persons and for the system.

1. the case is locked, and is as whoever acts has seen it (`seen`), else somebody was faster;
2. the flow has the step there, and who acts may do it: by his grants, as a deputy, and with no tie to the case;
3. the reason is there where one is asked for: by the step, or because it goes against what the rules say;
4. the guards of the step have nothing against it;
5. the state changes, the effects are done, the days are set, the step and the event are written: all or nothing;
6. steps that the system does by itself follow, where their guards allow them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import record
from bole.apps.accounts.selectors import Account, actor_of
from bole.apps.cases import errors, kinds, scores
from bole.apps.cases.authority import Standing, case_reached, standing
from bole.apps.cases.claiming import claims_enqueue, is_claim
from bole.apps.cases.deciding import decided_anew, may_settle, opinion_take, sum_settle
from bole.apps.cases.doing import Doing
from bole.apps.cases.effects import EFFECTS
from bole.apps.cases.guards import why_not
from bole.apps.cases.judging import favours, judges, refuses
from bole.apps.cases.models import Case, CaseStep
from bole.apps.cases.sealed import answers_of, answers_seal, text_seal
from bole.kernel.errors import BoleError
from bole.kernel.flow import APPLICANT, SYSTEM, Step
from bole.kernel.working_days import WorkingDays
from bole.policy.case_kinds import CaseKind
from bole.policy.scheme import ENTITLED

LEAST_REASON: Final = 4
_FOLLOWED: Final = 4
"""So many steps of the system may follow on one of a person."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """可办: a step from where the case stands, and why it cannot be done, if so."""

    step: Step
    why_not: BoleError | None = None


@transaction.atomic
def case_act(
    *,
    case: int,
    verb: str,
    seen: int,
    reason: str = "",
    actor: Actor,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    **given: object,
) -> None:
    """办一步. `seen` is how many steps he saw done. Raises BoleError, and then nothing of it has happened."""
    row = case_reached(case, actor, at, lock=True)
    if row.steps_done != seen:
        raise BoleError(errors.FASTER)
    doing = doing_of(row, verb, actor, at, reason=reason, given=given)
    if answers is not None:
        _answers_change(doing, answers)
    step_do(doing)
    follow(row, at)
    claims_enqueue(row)


def doing_of(
    row: Case, verb: str, actor: Actor, at: datetime, *, reason: str = "", given: Mapping[str, object] | None = None
) -> Doing:
    """The step as somebody is about to do it. Raises BoleError where there is none, or he may not."""
    kind = kinds.kind_of(row.kind)
    step = kind.flow.step(row.state, verb)
    if step is None:
        raise BoleError(errors.NO_STEP, verb=verb_title(kind, verb))
    return Doing(row, kind, step, actor, at, standing(row, step.who, actor, at), " ".join(reason.split()), given or {})


def step_do(doing: Doing, *, event: int | None = None) -> CaseStep:
    """Do it: reasons, guards, effects, state, days, and what is written down. Raises BoleError.

    `event` is that of a bulk act; without one the step has an event of its own.
    """
    case, step = doing.case, doing.step
    check_reason(doing)
    told = why_not(doing)
    if told is not None:
        raise told
    if settled := str(doing.given.get("sum", "")).strip():
        _settle(doing, settled)
    before = case.state
    done = _write_step(doing, before)
    for name in step.effects:
        EFFECTS[name](doing)
    _special(doing)
    decides = judges(doing.kind, step, doing.actor)
    _move(doing, decides=decides)
    _save(case)
    if event is None:
        moved: dict[str, str | int] = {"verb": step.verb, "before": before, "after": case.state}
        moved["behalf"] = doing.standing.behalf
        event = record("case.acted", actor=doing.actor, at=doing.at, about=("case", case.pk), data=moved).number
    done.event, done.fen, done.after, done.decides = event, case.fen, case.state, decides
    done.save(update_fields=["event", "fen", "after", "decides"])
    return done


def _write_step(doing: Doing, before: str) -> CaseStep:
    case = doing.case
    case.steps_done += 1
    done = CaseStep.objects.create(
        case=case,
        number=case.steps_done,
        verb=doing.step.verb,
        before=before,
        after=doing.step.to or before,
        at=doing.at,
        user=doing.actor.user,
        actor=doing.actor.name,
        on_behalf=doing.standing.name,
        on_behalf_of=doing.standing.behalf or None,
        by_applicant=doing.step.who == APPLICANT,
    )
    text_seal(done, "reason", doing.reason)
    return done


# --- what has to be said ---


def check_reason(doing: Doing) -> None:
    """Raises BoleError where a reason has to be written and none is."""
    if len(doing.reason) >= LEAST_REASON or doing.step.who == SYSTEM:
        return
    if doing.step.reason:
        raise BoleError(errors.REASON_NEEDED)
    if against(doing):
        raise BoleError(errors.AGAINST_OPINION)


def against(doing: Doing) -> bool:
    """Whether the step goes against what the rules say."""
    if not judges(doing.kind, doing.step, doing.actor):
        return False
    opinion = doing.case.opinion
    if favours(doing.step):
        return opinion not in ("", ENTITLED, "needs_person")
    return opinion == ENTITLED


# --- where it goes ---


def _move(doing: Doing, *, decides: bool) -> None:
    case, at = doing.case, doing.at
    case.changed_at = at
    if decides:
        case.decided_by, case.decided_at = doing.actor.user, at
        if refuses(doing.kind, doing.step) and doing.kind.appeal_days and doing.step.who != "case.appeal":
            case.appeal_until = localdate(at) + timedelta(days=doing.kind.appeal_days)
    if doing.step.to and doing.step.to != case.state:
        enter(case, doing.kind, doing.step.to, at)


def enter(case: Case, kind: CaseKind, state: str, at: datetime, days: WorkingDays | None = None) -> None:
    """Put a case into a state of its flow, with the days that it has there; who calls saves it.

    Who does so with many hands in the calendar, which is otherwise looked up.
    """
    day, days = localdate(at), days or kinds.working_days()
    entered = kind.flow.state(state)
    if case.waits_since is not None and not entered.waits:
        # The office's time stood still: the end of the matter moves by as many working days.
        if case.ends_on is not None:
            case.ends_on = days.after(case.ends_on, max(0, days.between(case.waits_since, day)))
        case.waits_since = None
    elif case.waits_since is None and entered.waits:
        case.waits_since = day
    case.state = state
    allowed = entered.days_on(day)
    case.due_on = days.after(day, allowed) if allowed else None
    case.outcome = entered.outcome
    if entered.ends != (case.closed_at is not None):
        case.claim_due = is_claim(case)
    case.closed_at = at if entered.ends else None


def _save(case: Case) -> None:
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        # Opened again by an appeal, while another case of the same fact is in hand.
        raise BoleError(errors.OPEN_ALREADY) from error


# --- verbs that do more than change the state ---


def _special(doing: Doing) -> None:
    if doing.step.verb in ("assign", "reassign"):
        doing.case.assignee = _officer(doing)
    elif doing.step.verb == "take":
        doing.case.assignee = doing.actor.user
    elif doing.step.who == "case.score" and doing.actor.user is not None:
        points, note = str(doing.given.get("points", "")), str(doing.given.get("note", ""))
        scores.score_put(case=doing.case, user=doing.actor.user, points=points, note=note, at=doing.at)
    elif doing.step.who not in (APPLICANT, SYSTEM) and doing.case.assignee is None:
        # Whoever takes it up first has it in hand.
        doing.case.assignee = doing.actor.user


def _settle(doing: Doing, told: str) -> None:
    """核定金额, with the reason that is written beside it. Raises BoleError."""
    if not may_settle(doing.case, doing.kind, doing.step, doing.at):
        raise BoleError(errors.SUM_BY_RULES)
    if len(doing.reason) < LEAST_REASON:
        raise BoleError(errors.REASON_NEEDED)
    sum_settle(doing.case, told)


def _officer(doing: Doing) -> int:
    """To whom it goes. Raises BoleError where that account cannot work on it."""
    told = str(doing.given.get("officer", ""))
    return officer_checked(doing.case, int(told) if told.isdigit() else 0, doing.at)


def officer_checked(case: Case, officer: int, at: datetime) -> int:
    """The account, where it can work on the case. Raises BoleError."""
    found = Account.objects.filter(pk=officer, is_active=True).first()
    if found is None:
        raise BoleError(errors.NO_ACCOUNT_OF_OFFICER)
    if not actor_of(found, at=at).may("case.accept", district=case.district):
        raise BoleError(errors.NOT_AN_OFFICER)
    return found.pk


def _answers_change(doing: Doing, answers: Mapping[str, str]) -> None:
    """The applicant's new answers, with a step of his that completes or corrects."""
    if doing.step.who != APPLICANT:
        return
    known = {question.name for question in doing.kind.questions}
    changed = {name: value for name, value in answers.items() if name in known}
    answers_seal(doing.case, answers_of(doing.case) | changed)
    if doing.kind.declares:
        # What it declares is another now: the rules are asked again, and the register hears of it.
        decided_anew(doing.case)
        doing.case.claim_due = True
        if doing.case.frozen is None:
            opinion_take(doing.case, doing.at)


# --- what the system does by itself ---


def follow(row: Case, at: datetime) -> None:
    """The steps of the system that have a guard and pass it, one after the other.

    Those without a guard wait for news: that a day has come, that the bank has paid.
    """
    kind, actor = kinds.kind_of(row.kind), Actor.system("system")
    for _again in range(_FOLLOWED):
        if not any(_done_by_system(row, kind, step, actor, at) for step in kind.flow.steps_from(row.state)):
            return


def _done_by_system(row: Case, kind: CaseKind, step: Step, actor: Actor, at: datetime) -> bool:
    if step.who != SYSTEM or not step.guards or not step.to:
        return False
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    try:
        with transaction.atomic():
            step_do(Doing(row, kind, step, actor, at, Standing()))
    except BoleError:
        # No fund, no balance, not entitled: an officer looks at it. The row in hand is as it was.
        for name, value in kept.items():
            setattr(row, name, value)
        row._state.fields_cache.pop("frozen", None)
        return False
    return True


# --- what can be done ---


def may_act(case: Case, actor: Actor, at: datetime) -> list[Allowed]:
    """可办的: the steps from here that are his to do, each with why it cannot be done, if so."""
    kind = kinds.kind_of(case.kind)
    found = []
    for step in kind.flow.steps_from(case.state):
        if step.who == SYSTEM:
            continue
        try:
            as_whom = standing(case, step.who, actor, at)
        except BoleError as error:
            if error.code not in ("BOLE-A005",):
                found.append(Allowed(step, error))
            continue
        found.append(Allowed(step, why_not(Doing(case, kind, step, actor, at, as_whom))))
    return found


def verb_title(kind: CaseKind, verb: str) -> str:
    """动作 in words; the code where the flow does not know it."""
    step = next((step for step in kind.flow.steps if step.verb == verb), None)
    return kinds.step_title(step) if step is not None else verb
