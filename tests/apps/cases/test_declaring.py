"""What only the applicant tells is a fact: the rules read it from the case at once, the register follows, and both see
what he corrects; it goes with an application that came to nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from bole.apps.accounts.events import first_broken
from bole.apps.cases.acting import case_act
from bole.apps.cases.claiming import claims_follow
from bole.apps.cases.deciding import decided
from bole.apps.cases.drafts import draft_begin, draft_shown
from bole.apps.cases.errors import OPEN_ALREADY
from bole.apps.cases.files import file_add
from bole.apps.cases.models import Case
from bole.apps.cases.opening import case_open
from bole.apps.registry.linking.merging import merge_undo, persons_merge
from bole.apps.registry.models import Housing, Loan, Person, Service, Source
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import PDF, account
from tests.apps.cases.handling import upload as upload_of
from tests.apps.registry.importing import SYSTEM, checked, upload, written
from tests.apps.registry.people import certificate, householder
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
LAW = datetime.fromisoformat("2025-09-30T10:00:00+08:00")
RENT, LOAN_LETTER, CHECK_UP = (
    "zhongshan.rent-subsidy-grant", "zhongshan.fund-loan-letter", "zhongshan.check-up",
)  # fmt: skip
LEASE = {
    "bank_account": "6222000000001234567", "home": "样例路1号", "lease_from": "2025-01-01",
    "lease_until": "2026-06-30", "rent": "1500",
}  # fmt: skip


@pytest.fixture(autouse=True)
def place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    monkeypatch.setattr(settings, "CASE_FILES", tmp_path / "files")
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")


@pytest.fixture
def person(place: None) -> int:
    """Somebody with a certificate in a digital trade."""
    written(checked(upload("household", [householder(1, 姓名="张一明")])))
    row = certificate(1, 姓名="张一明", 职业编码="6-31-07-03", 技能等级="四级/中级工", 发证日期="2024-06-30")
    written(checked(upload("certificates", [row])))
    return Person.objects.get(closed_at=None).thing


def applied(person: int, kind: str = RENT, at: datetime = LAW, **answers: str) -> Case:
    made = case_open(
        kind=kind, person=person, organisation=None, origin=Case.APPLIED,
        answers={**(LEASE if kind == RENT else {}), **answers}, applied_on=at.date(), actor=SYSTEM, at=at,
    )  # fmt: skip
    return Case.objects.get(pk=made)


def acted(case: Case, verb: str, **more: Any) -> Case:
    seen = Case.objects.values_list("steps_done", flat=True).get(pk=case.pk)
    case_act(case=case.pk, verb=verb, seen=seen, at=LAW + timedelta(minutes=5), **more)
    return Case.objects.get(pk=case.pk)


def follow() -> int:
    return claims_follow(clock=lambda: LAW + timedelta(hours=1))


def homes() -> list[Housing]:
    return list(Housing.objects.filter(closed_at=None).order_by("thing"))


def test_the_rules_read_a_lease_from_the_application_itself(person: int) -> None:
    case = applied(person)
    assert case.fact is not None
    assert case.opinion == "needs_person", "all holds, and the rate of it is not at hand"
    assert homes() == [], "the register hears by a job of its own"
    assert follow() == 1
    (row,) = homes()
    assert (row.thing, row.person, row.kind, row.city) == (case.fact, person, "rent", "442000")
    assert (row.rent, row.started_on, row.until) == (150_000, date(2025, 1, 1), date(2026, 6, 30))
    assert Source.objects.get(pk=row.source_id).name == "申请人申报"
    assert first_broken() is None


def test_a_lease_that_has_ended_is_refused_by_the_rules(person: int) -> None:
    assert applied(person, lease_until="2025-09-29").opinion == "refused"


def test_what_the_applicant_corrects_is_decided_on_and_registered(person: int) -> None:
    case = applied(person, lease_until="2025-09-29")
    follow()
    clerk = account("clerk", "clerk-1")
    worker = account("worker", "worker-1", person=person)
    acted(case, "return", actor=clerk, reason="租期已经过了，请核对合同")
    file_add(case=case.pk, material="lease", name="合同.pdf", stream=upload_of(PDF), actor=worker, at=LAW)
    acted(case, "complete", actor=worker, answers={"lease_until": "2026-09-29"})
    case = acted(case, "accept", actor=clerk)
    assert case.opinion == "needs_person"
    assert follow() == 1
    (row,) = homes()
    assert (row.thing, row.until) == (case.fact, date(2026, 9, 29))
    assert Housing.objects.count() == 2, "what was told before is closed and not erased"


def test_the_register_tells_the_rules_the_same_as_the_application(person: int) -> None:
    case = applied(person)
    follow()
    (row,) = RegisterRows(Reading(LAW.date())).own(person)["housing"]
    laid = case.opinion, row["until"], row["open"], row["rent"]
    assert laid == ("needs_person", LAW.date(), True, 150_000)


def test_withdrawn_it_is_gone_and_told_again_it_is_there_again(person: int) -> None:
    case = applied(person)
    follow()
    acted(case, "withdraw", actor=account("worker", "worker-1", person=person))
    follow()
    assert homes() == []
    again = applied(person, at=LAW + timedelta(days=1))
    follow()
    assert [row.thing for row in homes()] == [again.fact]


def test_one_lease_is_one_fact_and_applied_for_once_at_a_time(person: int) -> None:
    case = applied(person)
    follow()
    with pytest.raises(BoleError) as refused:
        applied(person, rent="1800")
    assert refused.value.kind is OPEN_ALREADY
    other = applied(person, lease_from="2026-07-01", lease_until="2027-06-30")
    assert other.fact != case.fact


def test_two_kinds_declare_what_they_ask_for(person: int) -> None:
    bought = applied(person, LOAN_LETTER, bought_on="2025-09-25", is_first_home="no", home="样例路2号")
    assert bought.opinion == "refused", "it is not the first home"
    wished = applied(person, CHECK_UP)
    assert wished.opinion == "needs_person"
    follow()
    assert [(row.kind, row.first_home) for row in homes()] == [("fund-loan", False)]
    service = Service.objects.get()
    assert (service.thing, service.kind, service.asked_on) == (wished.fact, "checkup", LAW.date())


def test_a_loan_is_told_with_its_sum(person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "370300")
    case = applied(person, "zibo.boost-loan-person-letter", asked="300000", purpose="business")
    assert case.opinion != "not_in_force"
    follow()
    row = Loan.objects.get()
    assert (row.thing, row.person, row.product) == (case.fact, person, "boost")
    assert (row.asked, row.purpose, row.applied_on) == (30_000_000, "business", LAW.date())


def test_a_form_asks_not_for_a_row_of_the_register(person: int) -> None:
    worker = account("worker", "worker-1", person=person)
    shown = draft_shown(draft=draft_begin(kind=RENT, actor=worker, at=LAW), actor=worker, at=LAW)
    assert "申领依据" not in shown.missing
    assert {"租赁合同从哪一天起", "租赁合同"} <= set(shown.missing)


def test_the_paper_is_asked_for_though_the_rules_know_what_was_told(person: int) -> None:
    case = applied(person)
    clerk = account("clerk", "clerk-1")
    with pytest.raises(BoleError) as refused:
        acted(case, "accept", actor=clerk)
    assert "租赁合同" in str(refused.value.params)


def test_a_case_whose_kind_no_pack_has_any_more_stops_nothing(person: int) -> None:
    case = applied(person)
    follow()
    Case.objects.filter(pk=case.pk).update(kind="zhongshan.gone", claim_due=True)
    case = Case.objects.get(pk=case.pk)
    found = decided(case, LAW)
    assert found is not None
    assert found.outcome == "needs_person", "the register has what was declared"
    assert follow() == 1
    assert len(homes()) == 1


def test_a_merge_takes_along_what_was_declared_and_its_undoing_gives_it_back(person: int) -> None:
    other = person_made(9, "张一名")
    case = applied(other)
    follow()
    merge = persons_merge(
        kept=person, gone=other, reason="同一个人，核对过证件", actor=SYSTEM, at=LAW + timedelta(hours=2)
    )
    assert [row.person for row in homes()] == [person]
    merge_undo(merge=merge.merge, reason="弄错了，是两个人", actor=SYSTEM, at=LAW + timedelta(hours=3))
    assert [(row.person, row.thing) for row in homes()] == [(other, case.fact)]
