"""A case that today would be decided on otherwise than it was frozen is marked, and its handler hears so once."""

from datetime import timedelta
from typing import Any

import pytest

from bole.apps.accounts.models import Event
from bole.apps.cases.case_file import case_file
from bole.apps.cases.confirming import ACCOUNT, REGISTER_DATA, entitlement_confirm
from bole.apps.cases.deciding import frozen
from bole.apps.cases.evaluating import entitlements_evaluate, news_evaluate, register_evaluate
from bole.apps.cases.models import Case, Entitlement, Frozen, Notice
from bole.apps.cases.work_list import ANY, Filters, work_list
from tests.apps.cases.handling import Ledger
from tests.apps.cases.test_evaluating import LAW, SKILL, clock, paid_for, place, town  # noqa: F401 - fixtures
from tests.apps.registry.importing import SYSTEM, checked, upload, written
from tests.apps.registry.reading import manager, worker

pytestmark = pytest.mark.django_db(transaction=True)
OFFICER = 41


@pytest.fixture
def granted(town: list[int], clock: Any, ledger: Ledger) -> Case:  # noqa: F811 - fixtures
    """What was found for the first of the town, confirmed by him and granted; an officer has it in hand."""
    register_evaluate(actor=SYSTEM, clock=clock)
    row = Entitlement.objects.get(scheme=SKILL, person=town[0])
    number = entitlement_confirm(
        entitlement=row.pk, bank_account="6222000000001234567", consents=(REGISTER_DATA, ACCOUNT),
        actor=worker(town[0]), at=LAW,
    )  # fmt: skip
    Case.objects.filter(pk=number).update(assignee=OFFICER)
    case = Case.objects.get(pk=number)
    assert (case.state, case.frozen is not None) == ("granted", True)
    return case


def certificate_told(**changes: str) -> None:
    written(checked(upload("certificates", [paid_for(1) | changes])))


def notices() -> int:
    return Notice.objects.filter(kind="changed", user=OFFICER).count()


def how(case: Case) -> str:
    return Case.objects.values_list("changed_how", flat=True).get(pk=case.pk)


def listed(changed: str) -> int:
    filters = Filters.of({"view": "all", "changed": changed})
    return work_list(filters=filters, actor=manager(), at=LAW).total


def test_a_certificate_taken_back_marks_its_case_once_and_given_back_unmarks_it(granted: Case, clock: Any) -> None:  # noqa: F811
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices(), listed(ANY)) == ("", 0, 0)
    certificate_told(证书状态="注销")
    for _again in range(3):
        news_evaluate(actor=SYSTEM, clock=clock)
        entitlements_evaluate(persons=[granted.person or 0], as_of=LAW.date(), actor=SYSTEM, at=LAW, news=True)
    assert (how(granted), notices(), Event.objects.filter(kind="case.changed-since").count()) == ("otherwise", 1, 1)
    assert (listed(ANY), listed("otherwise"), listed("facts")) == (1, 1, 0)
    [row] = work_list(filters=Filters.of({"view": "all", "changed": ANY}), actor=manager(), at=LAW).rows
    assert row.changed
    shown = case_file(case=granted.pk, actor=manager(), at=LAW)
    assert shown.changed is not None
    assert shown.changed.matters
    certificate_told()
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices(), listed(ANY)) == ("", 1, 0)
    certificate_told(证书状态="注销")
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices()) == ("otherwise", 1), "the same change, of which he has heard"


def test_facts_that_change_nothing_are_told_as_such_and_each_change_once(granted: Case, clock: Any) -> None:  # noqa: F811
    certificate_told(发证日期="2025-06-04")
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices(), listed("facts")) == ("facts", 1, 1)
    certificate_told(发证日期="2025-06-05")
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices()) == ("facts", 2)


def test_rules_that_come_to_another_sum_mark_it_without_any_news(granted: Case, clock: Any) -> None:  # noqa: F811
    Frozen.objects.filter(hash=granted.frozen.hash if granted.frozen else "").update(fen=1)
    register_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices()) == ("otherwise", 1)
    register_evaluate(actor=SYSTEM, clock=clock)
    assert notices() == 1
    granted.refresh_from_db()
    frozen(granted, LAW + timedelta(hours=1))
    granted.save()
    assert how(granted) == ""
    register_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices()) == ("", 1)


def test_a_case_that_is_closed_is_left_alone(granted: Case, clock: Any) -> None:  # noqa: F811
    Case.objects.filter(pk=granted.pk).update(state="paid", outcome="granted", closed_at=LAW)
    certificate_told(证书状态="注销")
    news_evaluate(actor=SYSTEM, clock=clock)
    assert (how(granted), notices()) == ("", 0)
