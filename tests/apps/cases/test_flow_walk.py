"""Every state x verb x role, single and bulk: who may, does; who may not, is refused, and then nothing has happened."""

from datetime import timedelta
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.roles import ROLES
from bole.apps.cases import bulk, effects, guards, kinds
from bole.apps.cases.acting import case_act
from bole.apps.cases.models import BulkAct, Case, CaseStep
from bole.apps.cases.sealed import text_seal
from bole.kernel.errors import BoleError
from bole.kernel.flow import APPLICANT, SYSTEM, Flow
from bole.policy.case_kinds import EFFECTS, GUARDS
from tests.apps.cases.handling import AT, FLAT, FOUND, GRANT, REQUEST, Office, opened

pytestmark = pytest.mark.django_db
KINDS = (GRANT, FOUND, FLAT, REQUEST, "zhongshan.digital-artisan-call", "zhongshan.registration-letter",
         "zhongshan.school-by-points-place")  # fmt: skip
"""One for each flow that the city uses."""
_LATER = AT + timedelta(minutes=5)


def test_the_program_has_every_guard_and_effect_that_flows_may_name() -> None:
    assert guards.GUARDS.keys() == GUARDS.keys()
    assert effects.EFFECTS.keys() == EFFECTS.keys()


@pytest.fixture
def _nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards and effects have tests of their own; here the table alone says who may do what."""
    monkeypatch.setattr(guards, "GUARDS", {name: lambda doing: None for name in GUARDS})
    nothing = dict.fromkeys(EFFECTS, lambda doing: None)
    monkeypatch.setattr("bole.apps.cases.acting.EFFECTS", nothing)
    monkeypatch.setattr("bole.apps.cases.acting.follow", lambda row, at: None)
    monkeypatch.setattr("bole.apps.cases.bulk.follow", lambda row, at: None)
    monkeypatch.setattr("bole.apps.cases.opening.follow", lambda row, at: None)


def put(case: Case, flow: Flow, state: str) -> None:
    ends = flow.state(state).outcome
    Case.objects.filter(pk=case.pk).update(
        state=state, outcome=ends, closed_at=AT if ends else None, changed_at=AT, decided_by=None, assignee=None
    )


def actor_with(role: str, office: Office) -> Actor:
    person = office.people[0] if role == "worker" else None
    body = office.body if role in ("employer", "provider") else None
    return Actor(900, role, (Granted(role),) if role else (), person=person, organisation=body)


def _acted(case: int, verb: str, seen: int, actor: Actor, more: dict[str, Any]) -> bool:
    try:
        case_act(case=case, verb=verb, seen=seen, actor=actor, **more)
    except BoleError:
        return False
    return True


def may(who: str, role: str) -> bool:
    if who == SYSTEM:
        return False
    if who == APPLICANT:
        return role == "worker"
    return role in ROLES and who in ROLES[role].permissions


@pytest.mark.usefixtures("_nothing_asked")
@pytest.mark.parametrize("kind", KINDS)
def test_each_step_is_done_by_who_may_and_by_nobody_else(kind: str, office: Office) -> None:
    of = kinds.kind_of(kind)
    case = opened(office, kind, fact=1 if of.scheme else None)
    more: dict[str, Any] = {"reason": "写明了理由", "at": _LATER, "points": "80", "officer": str(office.clerk.user)}
    done = 0
    for state in of.flow.states:
        for verb in of.flow.verbs:
            step = of.flow.step(state, verb)
            for role in (*ROLES, "") if step is not None else ("manager", "worker"):
                put(case, of.flow, state)
                before = Case.objects.values_list("steps_done", flat=True).get(pk=case.pk)
                actor = actor_with(role, office)
                allowed = step is not None and may(step.who, role)
                acted = _acted(case.pk, verb, before, actor, more)
                assert acted == allowed, (state, verb, role)
                row = Case.objects.get(pk=case.pk)
                after = step.to if acted and step is not None and step.to else state
                assert (row.state, row.steps_done) == (after, before + acted)
                done += acted
    assert done > 10
    assert CaseStep.objects.filter(case=case).count() == done + 1


@pytest.mark.usefixtures("_nothing_asked")
@pytest.mark.parametrize("kind", KINDS)
def test_in_bulk_the_same_people_do_the_steps_that_are_for_many(
    kind: str, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = kinds.kind_of(kind)
    case = opened(office, kind, fact=1 if of.scheme else None)
    roles = {role: actor_with(role, office) for role in (*ROLES, "")}
    for state in of.flow.states:
        if of.flow.state(state).ends:
            continue
        for verb in of.flow.verbs:
            step = of.flow.step(state, verb)
            for role, actor in roles.items():
                if step is None and role != "manager":
                    continue  # there is nothing to be done, whoever asks
                put(case, of.flow, state)
                monkeypatch.setattr(bulk, "actor_of", lambda account, at, actor=actor: actor)
                job = BulkAct.objects.create(
                    verb=verb, filters={"view": "all", "kind": kind}, count=1, asked_at=_LATER,
                    given={"officer": str(office.clerk.user)},
                    user=office.clerk.user or 0, actor=role,
                )  # fmt: skip
                text_seal(job, "reason", "写明了理由")
                bulk.bulk_run(bulk=job.pk, clock=lambda: _LATER)
                row, job = Case.objects.get(pk=case.pk), BulkAct.objects.get(pk=job.pk)
                reads = role in ROLES and "case.read" in ROLES[role].permissions
                officer_step = step is not None and step.bulk and step.who not in (APPLICANT, SYSTEM)
                allowed = officer_step and step is not None and may(step.who, role) and reads
                assert job.done == int(allowed), (state, verb, role)
                assert row.state == ((step.to or state) if allowed and step is not None else state)
                assert job.done + sum(job.left_out.values()) == 1
