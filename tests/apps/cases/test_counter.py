"""At the counter: who may enter for whom, what is written down of it, and that he does not decide it."""

from datetime import timedelta
from typing import Any

import pytest

from bole.apps.accounts.models import Event, Look
from bole.apps.cases.acting import may_act
from bole.apps.cases.case_file import case_file
from bole.apps.cases.counter import counter_applicant, counter_begin, counter_drafts
from bole.apps.cases.declarations import declaration_make
from bole.apps.cases.delegations import delegation_make
from bole.apps.cases.drafts import draft_begin, draft_save, draft_shown, draft_submit, drafts_keep, drafts_of
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case, CaseStep, Draft, Notice
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, GRANT, REQUEST, Office, account, act, upload

pytestmark = pytest.mark.django_db
CHECKED: dict[str, Any] = {"identity": "id-card", "why": "本人不会用手机"}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.apps.cases.drafts.rows_of", lambda **_: [(71, "证书", "entitled")])


def entered(office: Office, actor: object, person: int = 1) -> Case:
    """A case that somebody handed in for another, with everything that it asks for."""
    more: dict[str, Any] = {"actor": actor, "at": AT}
    draft = counter_begin(kind=GRANT, person=office.people[person], **CHECKED, **more)
    draft_save(draft=draft, answers={"bank_account": "6222 0212 0000 1234"}, **more)
    file_add(draft=draft, material="agreement", name="合同.pdf", stream=upload(), **more)
    return Case.objects.get(pk=draft_submit(draft=draft, **more))


def test_the_case_says_who_entered_it_what_he_saw_and_why(office: Office, rows: None) -> None:
    case = entered(office, office.clerk)
    assert (case.origin, case.entered_by, case.fact) == ("counter", office.clerk.user, 71)
    step = CaseStep.objects.get(case=case, number=1)
    assert (step.user, step.by_applicant) == (office.clerk.user, False)
    shown = case_file(case=case.pk, actor=office.manager, at=AT)
    assert shown.entered_by == office.clerk.name
    first = shown.steps[-1]
    assert (first.title, first.who) == ("窗口代为提交", office.clerk.name)
    assert first.reason == "已核对居民身份证原件。本人不会用手机"
    assert shown.last_reason == "", "what the office tells the applicant is another thing"
    event = Event.objects.get(kind="case.opened", about_id=str(case.pk))
    assert event.data["identity"] == "id-card"
    assert Draft.objects.get(case=case).why is None, "kept once, with the case"
    assert Look.objects.filter(person=office.people[1], user=office.clerk.user, purpose="窗口代办").exists()


def test_who_entered_it_does_not_decide_it_nor_does_his_deputy(office: Office, rows: None) -> None:
    case = entered(office, office.manager)
    act(case, "accept", office.clerk)
    case = act(case, "review", office.officer)
    for verb in ("grant", "refuse"):
        with pytest.raises(BoleError) as told:
            act(case, verb, office.manager, reason="看过了，可以")
        assert told.value.code == "BOLE-B142"
    allowed = {one.step.verb: one.why_not for one in may_act(case, office.manager, AT)}
    why = allowed["grant"]
    assert why is not None
    assert why.code == "BOLE-B142"
    assert allowed["send-back"] is None, "what decides nothing is his to do"
    deputy = account("officer", "officer-2")
    day = AT.date()
    assert office.manager.user is not None
    assert deputy.user is not None
    delegation_make(away=office.manager.user, deputy=deputy.user, since=day, until=day, actor=office.manager, at=AT)
    with pytest.raises(BoleError) as told:
        act(case, "grant", deputy)
    assert told.value.code == "BOLE-B142"
    assert act(case, "grant", office.chief).state == "granted"


def test_nobody_enters_without_looking_or_for_himself(office: Office, rows: None) -> None:
    def begin(**more: object) -> str:
        given: dict[str, Any] = {
            "kind": REQUEST,
            "person": office.people[1],
            **CHECKED,
            "actor": office.clerk,
            "at": AT,
            **more,
        }
        with pytest.raises(BoleError) as told:
            counter_begin(**given)
        return told.value.code

    assert begin(identity="") == "BOLE-B311"
    assert begin(identity="body") == "BOLE-B311", "that is what a body shows"
    assert begin(why="无") == "BOLE-B312"
    assert begin(actor=office.elsewhere) == "BOLE-A005"
    assert begin(actor=office.worker) == "BOLE-A005"
    assert begin(person=10**6) == "BOLE-A005"
    assert begin(kind="zhongshan.bank-lane") == "BOLE-B301"
    himself = account("officer", "officer-2", person=office.people[1])
    assert begin(actor=himself) == "BOLE-B103"
    declaration_make(why="kin", person=office.people[1], actor=office.clerk, at=AT)
    assert begin() == "BOLE-B104"
    with pytest.raises(BoleError):
        counter_applicant(person=office.people[1], actor=office.clerk, at=AT)


def test_a_tie_declared_while_he_wrote_stops_him_too(office: Office, rows: None) -> None:
    draft = counter_begin(kind=REQUEST, person=office.people[1], **CHECKED, actor=office.clerk, at=AT)
    shown = draft_shown(draft=draft, actor=office.clerk, at=AT)
    draft_save(
        draft=draft, answers=dict.fromkeys((q.name for q in shown.kind.questions), "1"), actor=office.clerk, at=AT
    )
    declaration_make(why="kin", person=office.people[1], actor=office.clerk, at=AT)
    with pytest.raises(BoleError):
        draft_submit(draft=draft, actor=office.clerk, at=AT)
    assert not Case.objects.exists()


def test_the_draft_of_the_counter_is_neither_the_applicants_nor_a_colleagues(office: Office, rows: None) -> None:
    draft = counter_begin(kind=REQUEST, person=office.people[0], **CHECKED, actor=office.clerk, at=AT)
    assert counter_begin(kind=REQUEST, person=office.people[0], **CHECKED, actor=office.clerk, at=AT) == draft
    assert draft_shown(draft=draft, actor=office.clerk, at=AT).applicant == "张*明"
    for other in (office.worker, office.officer, office.elsewhere):
        with pytest.raises(BoleError, match="BOLE-A005"):
            draft_shown(draft=draft, actor=other, at=AT)
    assert drafts_of(actor=office.worker) == []
    assert draft_begin(kind=REQUEST, actor=office.worker, at=AT) != draft, "he writes one of his own"
    assert [name for _row, name in counter_drafts(actor=office.clerk)] == ["张*明"]
    assert counter_drafts(actor=office.officer) == []


def test_whoever_left_it_half_done_is_told_and_then_it_is_erased(office: Office, rows: None) -> None:
    counter_begin(kind=REQUEST, person=office.people[0], **CHECKED, actor=office.clerk, at=AT)
    drafts_keep(at=AT + timedelta(days=85))
    notice = Notice.objects.get(kind="draft")
    assert (notice.user, notice.person) == (office.clerk.user, None)
    assert drafts_keep(at=AT + timedelta(days=95)) == 1
    assert not Draft.objects.exists()


def test_for_a_body_its_own_matters_and_papers(office: Office) -> None:
    found = counter_applicant(organisation=office.body, actor=office.clerk, at=AT)
    assert {code for code, _word in found.identities} == {"body", "proxy"}
    assert "zhongshan.bank-lane" in {kind for kind, _title in found.kinds}
    assert GRANT not in {kind for kind, _title in found.kinds}
    more: dict[str, Any] = {"organisation": office.body, "why": "经办人第一次来", "actor": office.clerk, "at": AT}
    draft = counter_begin(kind="zhongshan.bank-lane", identity="body", **more)
    assert draft_shown(draft=draft, actor=office.clerk, at=AT).applicant
