"""One row decided for a case: as on the page of benefits, by the day of the application, whenever asked."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bole.apps.cases.deciding import changed, frozen
from bole.apps.cases.models import Case, Frozen
from bole.apps.cases.opening import case_open
from bole.apps.cases.sealed import text_of
from bole.apps.registry.models import Certificate, Insurance
from bole.apps.schemes.one_row import row_decided, rows_of
from bole.apps.schemes.selectors import person_decisions
from bole.policy.receipt import parse
from tests.apps.registry.importing import SYSTEM
from tests.apps.registry.recorded import person_made, record_made
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
SKILL = "zhongshan.skill-upgrade"
DAY = date(2025, 9, 30)
AT = datetime(2025, 9, 30, 2, tzinfo=UTC)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[int, int]:
    """Somebody with a certificate that was issued 200 days before, in a city whose ledger is complete."""
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_COVERED", ["claim", "payment", "employment"])
    monkeypatch.setattr(settings, "BOLE_PACKS", [ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"])
    person = person_made(1, town="442000001")
    early = AT - timedelta(days=2_000)
    record_made(Insurance, person=person, kind="pension", city="442000", province="440000", months=40,
                started_on=DAY - timedelta(days=1_500), at=early)  # fmt: skip
    thing = record_made(
        Certificate, person=person, kind="skill", number="S600012345", occupation="6-31-01-03", level=3,
        issued_on=DAY - timedelta(days=200), status="valid", at=early,
    )  # fmt: skip
    return person, thing


def test_a_row_is_decided_as_on_the_page(held: tuple[int, int]) -> None:
    person, thing = held
    page = person_decisions(person=person, as_of=DAY, actor=SYSTEM, at=AT)
    [same] = [one for one in page if (one.scheme, one.fact) == (SKILL, thing)]
    found = row_decided(person=person, scheme=SKILL, fact=thing, applied_on=DAY, as_of=DAY)
    assert found is not None
    assert (found.outcome, found.fen, found.law_date) == (same.outcome, same.fen, same.law_date)
    assert parse(found.receipt.to_bytes()).id == found.receipt.id
    assert [fact for fact, _words, _outcome in rows_of(person=person, scheme=SKILL, as_of=DAY)] == [thing]
    assert row_decided(person=person, scheme=SKILL, fact=thing + 1, applied_on=DAY, as_of=DAY) is None
    assert row_decided(person=person, scheme="no.such", fact=thing, applied_on=DAY, as_of=DAY) is None


def test_who_applied_in_time_loses_nothing_by_waiting(held: tuple[int, int]) -> None:
    person, thing = held
    late = DAY + timedelta(days=300)
    waited = row_decided(person=person, scheme=SKILL, fact=thing, applied_on=DAY, as_of=late)
    too_late = row_decided(person=person, scheme=SKILL, fact=thing, applied_on=late, as_of=late)
    assert waited is not None
    assert too_late is not None
    assert waited.law_date == DAY
    [in_time] = [line.kind for line in waited.benefit.criteria if "申领期限内申领" in line.told]
    assert in_time == "ok"
    assert (waited.outcome, too_late.outcome) == ("unknown", "not_in_force")


def test_a_case_keeps_what_it_was_decided_on(held: tuple[int, int]) -> None:
    person, thing = held
    number = case_open(
        kind="zhongshan.skill-upgrade-grant", person=person, organisation=None, fact=thing, origin=Case.FOUND,
        answers={"bank_account": "62220000"}, applied_on=DAY, actor=SYSTEM, at=AT,
    )  # fmt: skip
    case = Case.objects.get(pk=number)
    assert case.scheme == SKILL
    frozen(case, AT)
    case.save()
    kept = Frozen.objects.get(pk=case.frozen_id or 0)
    assert parse(text_of(kept, "receipt").encode()).id == kept.hash
    same = changed(Case.objects.get(pk=number), AT)
    assert same is not None
    assert not same.any
    record_made(Certificate, thing=thing, person=person, kind="skill", number="S600012345", occupation="6-31-01-03",
                level=4, issued_on=DAY - timedelta(days=200), status="revoked", at=AT)  # fmt: skip
    after = changed(Case.objects.get(pk=number), AT + timedelta(minutes=1))
    assert after is not None
    assert after.any
    assert {"level", "status"} & {fact.column for fact in after.facts}
