"""Answers beside what departments say: the same, another, or nothing known; never compared with themselves."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from bole.apps.accounts.sealing import place, seal
from bole.apps.cases.answer_lines import AnswerLine
from bole.apps.cases.case_file import CaseShown, case_file
from bole.apps.cases.claiming import claims_follow
from bole.apps.cases.models import Case
from bole.apps.cases.opening import case_open
from bole.apps.registry.models import Contact, Housing, Loan, Source
from tests.apps.cases.handling import AT, SYSTEM, Office
from tests.apps.registry.recorded import record_made, source_of

pytestmark = pytest.mark.django_db
RENT, HOME = "zhongshan.rent-subsidy-grant", "zhongshan.fund-loan-letter"
LEASE = {
    "bank_account": "6222000000001234567", "home": "样例路1号", "lease_from": "2031-01-01",
    "lease_until": "2032-06-30", "rent": "1500",
}  # fmt: skip


def applied(office: Office, kind: str = RENT, **answers: str) -> Case:
    made = case_open(
        kind=kind, person=office.people[0], organisation=None, origin=Case.APPLIED,
        answers={**(LEASE if kind == RENT else {}), **answers}, applied_on=AT.date(), actor=SYSTEM, at=AT,
    )  # fmt: skip
    return Case.objects.get(pk=made)


def shown(office: Office, case: Case) -> CaseShown:
    return case_file(case=case.pk, actor=office.manager, at=AT)


def lines(office: Office, case: Case) -> dict[str, AnswerLine]:
    names = [question.name for question in shown(office, case).kind.questions]
    return dict(zip(names, shown(office, case).answers, strict=True))


def lease(office: Office, **more: Any) -> int:
    values = {"kind": "rent", "rent": 140_000, "started_on": date(2031, 1, 1), "until": date(2032, 6, 30), **more}
    return record_made(Housing, source="housing", person=office.people[0], **values)


def test_what_a_department_says_stands_beside_the_answer_with_its_source(office: Office) -> None:
    lease(office)
    case = applied(office)
    found = lines(office, case)
    assert (found["rent"].registered, found["rent"].same) == ("1400.00", False)
    assert found["rent"].sources == ("来源housing",)
    assert (found["lease_from"].registered, found["lease_from"].same) == ("2031-01-01", True)
    assert found["lease_until"].same is True
    assert (found["home"].registered, found["home"].same, found["home"].sources) == ("", None, ())
    assert shown(office, case).differing == 1


def test_money_agrees_however_it_is_written(office: Office) -> None:
    lease(office, rent=150_000)
    assert lines(office, applied(office, rent="1500.00"))["rent"].same is True


def test_what_he_declared_himself_is_no_second_witness(office: Office) -> None:
    case = applied(office)
    assert claims_follow(clock=lambda: AT) == 1
    assert Housing.objects.filter(closed_at=None).count() == 1
    assert {line.same for line in lines(office, case).values()} == {None}
    assert {line.registered for line in lines(office, case).values()} == {""}


def test_what_a_department_said_is_seen_after_he_declared_the_same_lease(office: Office) -> None:
    held = lease(office)
    case = applied(office)
    assert case.fact == held, "the same lease, told again"
    claims_follow(clock=lambda: AT)
    found = lines(office, case)["rent"]
    assert (found.registered, found.same) == ("1400.00", False)


def test_several_records_are_all_shown_and_one_that_has_ended_is_not(office: Office) -> None:
    lease(office, rent=150_000, started_on=date(2030, 1, 1))
    lease(office, rent=130_000, started_on=date(2030, 3, 1))
    lease(office, rent=110_000, started_on=date(2029, 1, 1), until=date(2030, 1, 1))
    found = lines(office, applied(office))["rent"]
    assert set(found.registered.split("；")) == {"1500.00", "1300.00"}
    assert found.same is True


def test_yes_and_no_and_what_was_not_answered(office: Office) -> None:
    lease(office, kind="own", rent=None, until=None, first_home=False)
    found = lines(office, applied(office, HOME, is_first_home="yes"))
    assert (found["is_first_home"].registered, found["is_first_home"].same) == ("否", False)
    assert (found["bought_on"].registered, found["bought_on"].same) == ("2031-01-01", None), "nothing was answered"


def test_another_loan_that_he_asked_for_contradicts_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "370300")
    loan: dict[str, Any] = {"product": "boost", "applied_on": date(2031, 1, 1), "purpose": "other"}
    record_made(Loan, source="bank", person=office.people[0], asked=5_000_000, **loan)
    case = applied(office, "zibo.boost-loan-person-letter", asked="100000", purpose="business")
    assert {line.registered for line in lines(office, case).values()} == {""}
    assert case.fact is not None
    record_made(Loan, source="bank", thing=case.fact, person=office.people[0], asked=10_000_000, **loan)
    found = lines(office, case)
    assert (found["asked"].registered, found["asked"].same) == ("100000.00", True)
    assert (found["purpose"].registered, found["purpose"].same) == ("其他", False)


def test_the_account_is_masked_and_told_with_its_source(office: Office) -> None:
    person = office.people[0]
    for at, (number, same) in enumerate((("6222000000009999999", False), ("6222000000001234567", True))):
        sealed = seal(number, place(Contact, "bank_account", person))
        record_made(Contact, source=f"bank-{at}", thing=person, bank_account=sealed)
        case = Case.objects.first() or applied(office)
        found = lines(office, case)["bank_account"]
        assert found.same is same
        assert number not in found.registered
        assert number[-4:] in found.registered
        assert found.sources == (Source.objects.get(pk=source_of(f"bank-{at}")).name,)
