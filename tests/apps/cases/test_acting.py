"""A case from the day it comes in to its end: numbers, reasons, four eyes, ties, deputies, appeals, what changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event
from bole.apps.cases.acting import case_act, may_act
from bole.apps.cases.authority import case_reached
from bole.apps.cases.deciding import changed
from bole.apps.cases.declarations import declaration_make, declaration_withdraw
from bole.apps.cases.delegations import case_reassign, cases_handover, delegation_make
from bole.apps.cases.drafts import draft_begin, draft_save, draft_shown, draft_submit
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case, CaseStep, Frozen, Notice
from bole.apps.cases.opening import case_open
from bole.apps.cases.paying import bank_account_of, case_bounced, cases_paid
from bole.apps.registry.models import Employment
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import (
    AT,
    FOUND,
    GRANT,
    REQUEST,
    SYSTEM,
    Ledger,
    Office,
    Rules,
    account,
    act,
    opened,
    upload,
)
from tests.apps.registry.recorded import record_made

pytestmark = pytest.mark.django_db


def complete(case: Case) -> Case:
    """With the file that the kind asks for."""
    from bole.apps.cases import kinds

    for material in kinds.kind_of(case.kind).materials:
        if not material.optional:
            file_add(case=case.pk, material=material.name, name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    return case


def reviewed(office: Office, **more: object) -> Case:
    case = complete(opened(office, **more))  # type: ignore[arg-type]
    act(case, "accept", office.clerk)
    return act(case, "review", office.officer)


def test_numbers_follow_each_other_and_days_are_working_days(office: Office) -> None:
    first, second = opened(office), opened(office, fact=72)
    assert (first.number, second.number) == ("2031-000001", "2031-000002")
    assert first.due_on == date(2031, 6, 11)
    assert first.district == "442000001"
    assert (first.opinion, first.fen) == ("entitled", 150_000)
    with pytest.raises(BoleError, match="BOLE-B117"):
        opened(office)
    assert opened(office, fact=73).number == "2031-000003", "a number that was not used is not lost"


def test_granted_by_two_people_and_paid(office: Office, ledger: Ledger) -> None:
    case = reviewed(office)
    assert case.state == "reviewed"
    assert case.frozen is not None
    granted = act(case, "grant", office.manager)
    assert (granted.state, granted.payable, granted.decided_by) == ("granted", 1_000 + case.pk, office.manager.user)
    assert ledger.committed[case.pk].fund == "zhongshan.talent"
    assert cases_paid(cases=[case.pk], actor=office.manager, at=AT) == 1
    assert cases_paid(cases=[case.pk], actor=office.manager, at=AT) == 0, "told twice it is paid once"
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == ("paid", "granted", AT)
    assert first_broken() is None
    assert case_bounced(case=case.pk, why="户名不符", actor=office.manager, at=AT)
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == ("account-wrong", "", None)
    back = act(case, "correct-account", office.worker, answers={"bank_account": "6222 0000 9999"})
    assert back.state == "granted"
    assert bank_account_of([case.pk]) == {case.pk: ("张三明", "622200009999", "")}


def test_who_did_the_review_does_not_decide(office: Office) -> None:
    case = complete(opened(office))
    act(case, "accept", office.manager)
    act(case, "review", office.manager)
    with pytest.raises(BoleError, match="BOLE-B105"):
        act(case, "grant", office.manager)
    assert act(case, "grant", office.chief).state == "granted"


def test_nobody_handles_his_own_case(office: Office) -> None:
    twofold = account("officer", "officer-who-applies", person=office.people[1])
    case = opened(office, person=1)
    with pytest.raises(BoleError, match="BOLE-B103"):
        act(case, "accept", twofold)
    assert {one.why_not.code for one in may_act(case, twofold, AT) if one.why_not} == {"BOLE-B103"}


def test_who_has_declared_a_tie_stays_out_until_another_takes_it_back(office: Office) -> None:
    case = opened(office)
    made = declaration_make(why="kin", case=case.pk, actor=office.officer, at=AT)
    with pytest.raises(BoleError, match="BOLE-B104"):
        act(case, "return", office.officer, reason="缺劳动合同")
    with pytest.raises(BoleError):
        declaration_withdraw(declaration=made, actor=office.officer, at=AT)
    declaration_withdraw(declaration=made, actor=office.manager, at=AT)
    assert act(case, "return", office.officer, reason="缺劳动合同").state == "returned"


def test_a_deputy_acts_for_who_is_away_and_counts_as_both(office: Office) -> None:
    case = complete(opened(office))
    act(case, "accept", office.clerk)
    act(case, "review", office.manager)
    day = AT.date()
    delegation_make(
        away=office.manager.user or 0,
        deputy=office.officer.user or 0,
        since=day,
        until=day,
        actor=office.manager,
        at=AT,
    )
    with pytest.raises(BoleError, match="BOLE-B105"):
        act(case, "grant", office.officer)
    delegation_make(
        away=office.chief.user or 0, deputy=office.clerk.user or 0, since=day, until=day, actor=office.chief, at=AT
    )
    act(case, "grant", office.clerk)
    step = CaseStep.objects.get(case=case, verb="grant")
    assert (step.user, step.on_behalf, step.on_behalf_of) == (office.clerk.user, "manager-2", office.chief.user)
    with pytest.raises(BoleError, match="BOLE-A005"):
        act(reviewed(office, fact=99), "refuse", office.clerk, at=AT + timedelta(days=1), reason="不符合条件")


def test_against_what_the_rules_say_a_reason_is_asked_for(office: Office, rules: Rules) -> None:
    case = reviewed(office)
    with pytest.raises(BoleError, match="BOLE-B107"):
        act(case, "refuse", office.manager)
    rules.said[71] = ("unknown", None)
    Case.objects.filter(pk=case.pk).update(opinion="unknown")
    with pytest.raises(BoleError, match="BOLE-B108"):
        act(case, "grant", office.manager)
    rules.said[71] = ("refused", None)
    with pytest.raises(BoleError, match="BOLE-B111"):
        act(case, "grant", office.manager, reason="情况属实，经核对")


def test_an_appeal_is_looked_at_by_another_decider(office: Office) -> None:
    case = reviewed(office)
    refused = act(case, "refuse", office.manager, reason="合同没有盖章")
    assert (refused.outcome, refused.appeal_until) == ("refused", date(2031, 8, 3))
    late = AT + timedelta(days=61)
    with pytest.raises(BoleError, match="BOLE-B112"):
        act(case, "appeal", office.worker, at=late, reason="已补盖章")
    appealed = act(case, "appeal", office.worker, reason="已补盖章")
    assert (appealed.state, appealed.outcome, appealed.closed_at) == ("appealed", "", None)
    with pytest.raises(BoleError, match="BOLE-B106"):
        act(case, "overturn", office.manager, reason="核对过原件")
    assert act(case, "overturn", office.chief, reason="核对过原件").state == "granted"


def test_an_appeal_is_not_opened_beside_another_case_of_the_same_fact(office: Office) -> None:
    case = reviewed(office)
    act(case, "refuse", office.manager, reason="合同没有盖章")
    opened(office)
    with pytest.raises(BoleError, match="BOLE-B117"):
        act(case, "appeal", office.worker, reason="已补盖章")


def test_somebody_was_faster(office: Office) -> None:
    case = complete(opened(office))
    seen = Case.objects.get(pk=case.pk).steps_done
    case_act(case=case.pk, verb="accept", seen=seen, actor=office.clerk, at=AT)
    with pytest.raises(BoleError, match="BOLE-B102"):
        case_act(case=case.pk, verb="accept", seen=seen, actor=office.officer, at=AT)
    assert CaseStep.objects.filter(case=case, verb="accept").count() == 1


def test_the_offices_time_stands_still_while_it_waits(office: Office) -> None:
    case = opened(office)
    before = Case.objects.get(pk=case.pk).ends_on
    act(case, "return", office.clerk, reason="缺劳动合同")
    complete(case)
    back = act(case, "complete", office.worker, at=AT + timedelta(days=7))
    assert before is not None
    assert back.ends_on is not None
    assert (back.ends_on - before).days == 7
    assert back.waits_since is None


def test_what_is_missing_is_told_at_once(office: Office) -> None:
    case = opened(office, answers={})
    with pytest.raises(BoleError, match="BOLE-B109") as told:
        act(case, "accept", office.clerk)
    assert "收款的银行账户、柔性引才协议" in told.value.message


def test_found_is_granted_by_the_system_where_the_rules_say_yes(office: Office, rules: Rules, ledger: Ledger) -> None:
    case = opened(office, FOUND, fact=5)
    assert (case.state, case.payable) == ("granted", 1_000 + case.pk)
    assert list(CaseStep.objects.filter(case=case).values_list("verb", flat=True)) == ["open", "grant"]
    rules.said[6] = ("refused", None)
    assert opened(office, FOUND, fact=6).state == "confirmed"
    ledger.left = 0
    poor = opened(office, FOUND, fact=7)
    assert (poor.state, poor.payable, poor.frozen) == ("confirmed", None, None)
    assert Frozen.objects.count() == 1, "nothing is left of what was taken back"


def test_what_changed_since_the_decision(office: Office, rules: Rules) -> None:
    case = reviewed(office)
    case = Case.objects.get(pk=case.pk)
    same = changed(case, AT)
    assert same is not None
    assert not same.any
    rules.said[71] = ("refused", None)
    other = changed(Case.objects.get(pk=case.pk), AT)
    assert other is not None
    assert other.matters
    assert other.outcome == ("entitled", "refused")
    assert [(one.table, one.column, one.before, one.after) for one in other.facts] == [("certificate", "level", 3, 2)]


def test_out_of_reach_and_not_there_are_told_apart_by_nothing(office: Office) -> None:
    case = opened(office, person=1)
    messages = set()
    for who, number in ((office.elsewhere, case.pk), (office.worker, case.pk), (office.elsewhere, 10**9)):
        with pytest.raises(BoleError, match="BOLE-A005") as told:
            case_reached(number, who, AT)
        messages.add(told.value.message)
    assert len(messages) == 1


def test_handed_to_another_and_all_of_them_handed_over(office: Office) -> None:
    one, other = complete(opened(office)), opened(office, fact=72)
    act(one, "accept", office.officer)
    Case.objects.filter(pk=other.pk).update(assignee=office.officer.user)
    seen = Case.objects.values_list("steps_done", flat=True).get(pk=one.pk)
    more = {"case": one.pk, "seen": seen, "reason": "", "actor": office.manager, "at": AT}
    with pytest.raises(BoleError, match="BOLE-B126"):
        case_reassign(officer=office.elsewhere.user or 0, **more)  # type: ignore[arg-type]
    case_reassign(officer=office.chief.user or 0, **more)  # type: ignore[arg-type]
    assert Case.objects.get(pk=one.pk).assignee == office.chief.user
    Case.objects.filter(pk=one.pk).update(assignee=office.officer.user)
    assert cases_handover(
        giver=office.officer.user or 0, taker=office.clerk.user or 0, actor=office.manager, at=AT
    ) == (2, 0)
    assert set(Case.objects.values_list("assignee", flat=True)) == {office.clerk.user}
    assert Event.objects.filter(kind="case.handed-over").count() == 1


def test_a_request_is_assigned_answered_and_closed(office: Office) -> None:
    case = opened(office, REQUEST, fact=None, answers={})
    act(case, "assign", office.manager, officer=str(office.officer.user))
    assert Case.objects.get(pk=case.pk).assignee == office.officer.user
    answered = act(case, "answer", office.officer, reason="已联系学校办理")
    assert (answered.state, answered.waits_since) == ("answered", AT.date())
    assert act(case, "reopen", office.worker, reason="学校没有回音").state == "assigned"
    assert Notice.objects.filter(case=case, kind="outcome").count() == 1


def test_a_draft_grows_into_a_case(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.apps.cases.drafts.rows_of", lambda **given: [(71, "本人", "entitled")])
    draft = draft_begin(kind=GRANT, actor=office.worker, at=AT)
    assert draft_begin(kind=GRANT, actor=office.worker, at=AT) == draft
    faults = draft_save(draft=draft, answers={"bank_account": "12"}, actor=office.worker, at=AT)
    assert [error.code for error in faults.values()] == ["BOLE-B303"]
    with pytest.raises(BoleError, match="BOLE-B109"):
        draft_submit(draft=draft, actor=office.worker, at=AT)
    draft_save(draft=draft, answers={"bank_account": "6222 0212 0000 1234"}, actor=office.worker, at=AT)
    file_add(draft=draft, material="agreement", name="合同.pdf", stream=upload(), actor=office.worker, at=AT)
    assert draft_shown(draft=draft, actor=office.worker, at=AT).missing == []
    case = Case.objects.get(pk=draft_submit(draft=draft, actor=office.worker, at=AT))
    assert (case.fact, case.state, case.files.count()) == (71, "submitted", 1)
    with pytest.raises(BoleError, match="BOLE-B304"):
        draft_submit(draft=draft, actor=office.worker, at=AT)


def test_a_body_applies_and_who_works_there_stays_out(office: Office) -> None:
    employer = Actor(700, "单位", (Granted("employer"),), organisation=office.body)
    number = case_open(
        kind="zhongshan.bank-lane", person=None, organisation=office.body, origin=Case.APPLIED,
        answers={"contact": "某人", "need": "流动资金"}, applied_on=AT.date(), actor=employer, at=AT,
    )  # fmt: skip
    case = Case.objects.get(pk=number)
    assert (case.district, case.opinion) == ("442000001", "")
    inside = account("officer", "officer-inside", person=office.people[2])
    record_made(Employment, person=office.people[2], organisation=office.body, started_on=date(2030, 1, 1))
    with pytest.raises(BoleError, match="BOLE-B103"):
        act(case, "take", inside)
    assert act(case, "take", office.officer).assignee == office.officer.user
    with pytest.raises(BoleError, match="BOLE-B301"):
        case_open(
            kind="zhongshan.bank-lane", person=office.people[0], organisation=None, origin=Case.APPLIED, answers={},
            applied_on=AT.date(), actor=SYSTEM, at=AT,
        )  # fmt: skip


def test_nobody_applies_for_another_but_the_counter(office: Office) -> None:
    more: dict[str, Any] = {"kind": REQUEST, "organisation": None, "answers": {}, "applied_on": AT.date(), "at": AT}
    with pytest.raises(BoleError, match="BOLE-A005"):
        case_open(person=office.people[1], origin=Case.APPLIED, actor=office.worker, **more)
    with pytest.raises(BoleError, match="BOLE-A005"):
        case_open(person=office.people[1], origin=Case.COUNTER, actor=office.elsewhere, **more)
    with pytest.raises(BoleError, match="BOLE-A005"):
        case_open(person=10**6, origin=Case.COUNTER, actor=office.clerk, **more)
    with pytest.raises(BoleError, match="BOLE-B311"):
        case_open(person=office.people[1], origin=Case.COUNTER, actor=office.clerk, **more)
    more |= {"identity": "id-card", "why": "本人不会用手机"}
    made = case_open(person=office.people[1], origin=Case.COUNTER, actor=office.clerk, **more)
    assert CaseStep.objects.get(case=made).user == office.clerk.user
