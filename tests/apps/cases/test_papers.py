"""Receipt, decision and letter of a case: when each can be had, and what it says to whom."""

import io

import pypdf
import pytest
from django.conf import settings

from bole.apps.accounts.models import Look
from bole.apps.cases.case_file import case_file
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case, Letter
from bole.apps.cases.papers import paper_made, papers_listed
from bole.kernel.errors import BoleError
from bole.kernel.messages import use_language
from tests.apps.cases.handling import AT, SYSTEM, Ledger, Office, Rules, act, opened, upload

pytestmark = pytest.mark.django_db
OFFICE = "样例市人力资源和社会保障局"


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch, rules: Rules) -> None:
    monkeypatch.setattr(settings, "CASES_OFFICE", OFFICE)
    monkeypatch.setattr("bole.apps.cases.papers.row_decided", rules)


def reviewed(office: Office, case: Case | None = None) -> Case:
    case = case or opened(office)
    file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    act(case, "accept", office.clerk)
    return act(case, "review", office.officer)


def there(case: Case, actor: object) -> dict[str, bool]:
    shown = case_file(case=case.pk, actor=actor, at=AT)  # type: ignore[arg-type]
    return {one.paper: one.draft for one in papers_listed(shown=shown)}


def said(case: Case, paper: str, actor: object, reason: str = "") -> str:
    made = paper_made(case=case.pk, paper=paper, actor=actor, at=AT, reason=reason)  # type: ignore[arg-type]
    assert made.name == f"{case.number}-{paper}.pdf"
    return "".join("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(made.content)).pages).split())


def test_the_receipt_is_there_from_the_first_moment(office: Office) -> None:
    case = opened(office)
    own, officers = said(case, "receipt", office.worker), said(case, "receipt", office.clerk)
    for told in (own, officers):
        assert case.number in told
        assert "2031年6月4日" in told
        assert "最迟" in told
        assert "6222000000001234567" not in told, "a paper tells no account"
    assert "张三明" in own
    assert "张三明" not in officers
    assert "张*明" in officers
    assert Look.objects.filter(person=office.people[0], fields=f"case:{case.pk}").count() == 1
    use_language("en")
    try:
        assert "4June2031" in said(case, "receipt", office.worker)
    finally:
        use_language(None)


def test_a_name_in_full_is_for_a_reason_and_written_down(office: Office) -> None:
    case = opened(office)
    assert "张三明" in said(case, "receipt", office.officer, "本人在窗口领取")
    seen = Look.objects.get(person=office.people[0], revealed=True)
    assert (seen.fields, seen.reason) == ("name", "本人在窗口领取")
    with pytest.raises(BoleError) as refused:
        said(case, "receipt", office.clerk, "本人在窗口领取")
    assert refused.value.code == "BOLE-A005"
    with pytest.raises(BoleError) as away:
        paper_made(case=case.pk, paper="receipt", actor=office.elsewhere, at=AT)
    assert away.value.code == "BOLE-A005"


def test_a_decision_is_a_draft_until_somebody_has_decided(office: Office, ledger: Ledger) -> None:
    case = opened(office)
    assert there(case, office.worker) == {"receipt": False}
    assert there(case, office.clerk) == {"receipt": False, "decision": True}
    assert "草稿" in said(case, "decision", office.clerk)
    with pytest.raises(BoleError) as none:
        paper_made(case=case.pk, paper="decision", actor=office.worker, at=AT)
    assert none.value.code == "BOLE-B141"
    case = act(reviewed(office, case), "grant", office.manager)
    assert there(case, office.worker) == {"receipt": False, "decision": False}
    told = said(case, "decision", office.worker)
    for part in (OFFICE, "决定同意", "张三明", "1,500.00元（人民币壹仟伍佰元整）", case.number):
        assert part in told, part
    assert "草稿" not in told
    assert case.frozen is not None
    code = "-".join(case.frozen.hash[at : at + 4].upper() for at in range(0, 16, 4))
    assert code in told
    shown = case_file(case=case.pk, actor=office.clerk, at=AT)
    assert code in {one.code for one in papers_listed(shown=shown)}, "the office finds it on the page of the case"


def test_a_refusal_tells_why_and_until_when_an_appeal_is_possible(office: Office) -> None:
    case = act(reviewed(office), "refuse", office.manager, reason="发证单位不在名单 #1 *里*")
    told = said(case, "decision", office.worker)
    assert "决定不予同意" in told
    assert "发证单位不在名单#1*里*" in told
    assert case.appeal_until is not None
    until = case.appeal_until
    assert f"截止{until.year}年{until.month}月{until.day}日（当日有效）" in told
    case = act(case, "appeal", office.worker, reason="名单里有这个单位")
    assert there(case, office.worker)["decision"] is False, "it stands until somebody has looked at it again"


def test_an_office_without_a_name_issues_drafts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CASES_OFFICE", "")
    case = act(reviewed(office), "refuse", office.manager, reason="发证单位不在名单里")
    assert there(case, office.worker) == {"receipt": False, "decision": True}
    assert "草稿" in said(case, "decision", office.worker)


def test_a_letter_is_there_while_it_stands_and_in_the_language_of_the_law(office: Office) -> None:
    case = opened(office)
    letter = Letter.objects.create(number="L2031-7", case=case, issued_at=AT, until=AT.date())
    use_language("en")
    try:
        told = said(case, "letter", office.worker)
    finally:
        use_language(None)
    for part in ("确认函", "L2031-7", "张三明", "至2031年6月4日（当日有效）", OFFICE):
        assert part in told, part
    Letter.objects.filter(pk=letter.pk).update(revoked_at=AT)
    assert "letter" not in there(case, office.worker)


def test_a_hostile_name_is_printed_as_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case = opened(office)
    monkeypatch.setattr(
        "bole.apps.cases.papers.person_names", lambda _: dict.fromkeys(office.people, '#panic() *张* $[`"')
    )
    assert '#panic()*张*$[`"' in said(case, "receipt", office.worker)
