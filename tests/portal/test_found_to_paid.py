"""From a certificate to the money: found by the rules, confirmed by the person, paid, bounced by the bank, paid again.

Every step is taken on a page, by who may take it; the engine, the register, the cases and the ledger are the real ones.
"""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bole import __version__
from bole.apps.cases.background import entitlements_keep
from bole.apps.cases.evaluating import news_evaluate, register_evaluate
from bole.apps.cases.models import Case, Consent, Entitlement, Notice
from bole.apps.payments.bank_files import news_tell, return_run
from bole.apps.payments.batches import batch_run
from bole.apps.payments.funds import budget_change, fund_create
from bole.apps.payments.ledger import first_broken, unequal
from bole.apps.payments.models import BankFile, Batch, Budget, Payable
from bole.apps.registry.models import Correction, Payment, Person
from tests.apps.cases.test_evaluating import LAW, NAMES, SKILL, paid_for
from tests.apps.registry.importing import SYSTEM, checked, upload, written
from tests.apps.registry.people import code, householder
from tests.portal import city as portal_city
from tests.portal.city import SignsIn

pytestmark = pytest.mark.django_db
FUND = "zhongshan.employment"
ACCOUNT = "6222000000001234567"
BODY = "样例评价中心"
KIND = "zhongshan.skill-upgrade-grant"


def clock() -> datetime:
    return LAW + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_SECOND_FACTOR", False)
    monkeypatch.setattr(settings, "BOLE_COVERED", ["claim", "payment", "employment", "insurance"])
    packs = Path(__file__).parents[2] / "src" / "bole" / "samples" / "zhongshan-assumed"
    monkeypatch.setattr(settings, "BOLE_PACKS", [packs])
    monkeypatch.setattr(portal_city, "NOW", LAW - timedelta(days=30))
    monkeypatch.setattr("bole.portal.visit.now", lambda: LAW)
    monkeypatch.setattr("bole.portal.payments.batch_enqueue", lambda batch: None)
    monkeypatch.setattr("bole.portal.payments.return_enqueue", lambda file: None)


@pytest.fixture
def person(surroundings: None) -> int:
    """Somebody of the city, before his certificate comes."""
    body = {"单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "是"}
    written(checked(upload("employers", [body])))
    written(checked(upload("household", [householder(1, 姓名=NAMES[1])])))
    return Person.objects.get(closed_at=None).thing


def text(client: Client, address: str, **more: str) -> str:
    answer = client.get(address, more)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def funded(fen: int) -> None:
    fund_create(code=FUND, title="就业补助资金", source="就业补助资金", actor=SYSTEM, at=LAW)
    budget_change(fund=FUND, year=2025, fen=fen, reason="年初预算下达", actor=SYSTEM, at=LAW)


def certified(person: int) -> Entitlement:
    """His certificate comes with an import, and what it brings is found."""
    register_evaluate(actor=SYSTEM, clock=lambda: LAW)
    written(checked(upload("certificates", [paid_for(1)])))
    assert news_evaluate(actor=SYSTEM, clock=clock).persons == 1
    return Entitlement.objects.get(scheme=SKILL, person=person)


def sent(signs_in: SignsIn) -> tuple[Batch, Client]:
    """A batch, prepared, checked and released by three people on their pages."""
    cashier, accountant, treasurer = signs_in("cashier"), signs_in("accountant"), signs_in("treasurer")
    cashier.post("/payments/new", {"budget": f"{FUND}:2025", "act": "prepare", "most": "100"})
    batch = Batch.objects.latest("pk")
    batch_run(batch=batch.pk, clock=clock)
    assert accountant.post(f"/payments/{batch.pk}", {"act": "check"}).status_code == 302
    assert treasurer.post(f"/payments/{batch.pk}", {"act": "release"}).status_code == 302
    batch_run(batch=batch.pk, clock=clock)
    return batch, cashier


def came_back(batch: Batch, cashier: Client, outcome: str, why: str = "") -> None:
    line = batch.lines.get()
    rows = f"支付编号,结果,已付金额（元）,原因,日期\n{line.reference},{outcome},,{why},2025-09-30\n"
    upload_ = SimpleUploadedFile("back.csv", rows.encode())
    assert cashier.post("/payments/returns", {"format": "csv", "file": upload_}).status_code == 302
    return_run(file=BankFile.objects.filter(direction="back").latest("pk").pk, clock=clock)
    news_tell(clock=clock)


@time_machine.travel(LAW, tick=False)
def test_found_confirmed_bounced_corrected_and_paid_once(person: int, signs_in: SignsIn) -> None:
    funded(10_000_000)
    row = certified(person)
    worker = signs_in("worker", person=person)
    assert "您可以领取一项待遇" in text(worker, "/notices")
    page = text(worker, "/entitlements/own")
    assert "职业技能提升补贴" in page
    assert "为什么可以领" in page
    confirm = f"/entitlements/{row.pk}/confirm"
    assert f"伯乐 {__version__}" in text(worker, confirm), "the version of the words of consent is another thing"
    refused = worker.post(confirm, {"bank_account": ACCOUNT, "consents": ["register-data"]})
    assert (refused.status_code, Case.objects.count()) == (422, 0)
    no_account = worker.post(confirm, {"bank_account": "", "consents": ["register-data", "bank-account"]})
    assert (no_account.status_code, Case.objects.count()) == (422, 0)
    done = worker.post(confirm, {"bank_account": ACCOUNT, "consents": ["register-data", "bank-account"]})
    case = Case.objects.get()
    assert done.headers["Location"] == f"/cases/{case.pk}"
    assert (case.state, case.fen, Consent.objects.filter(case=case).count()) == ("granted", row.fen, 2)
    budget = Budget.objects.get()
    assert (budget.committed, Payable.objects.get().case) == (row.fen, case.pk)
    assert worker.post(
        confirm, {"bank_account": ACCOUNT, "consents": ["register-data", "bank-account"]}
    ).status_code in (403, 422)

    batch, cashier = sent(signs_in)
    came_back(batch, cashier, "退回", "户名不符")
    case.refresh_from_db()
    assert case.state == "account-wrong"
    assert "账户有误" in text(worker, "/notices")
    corrected = worker.post(
        f"/cases/{case.pk}",
        {"act": "correct-account", "seen": case.steps_done, "answer-bank_account": "6217000000007654321"},
    )
    assert corrected.status_code == 302
    case.refresh_from_db()
    assert case.state == "granted"

    again, cashier = sent(signs_in)
    came_back(again, cashier, "成功")
    case.refresh_from_db()
    budget.refresh_from_db()
    assert (case.state, case.outcome) == ("paid", "granted")
    assert (budget.committed, budget.sent, budget.paid) == (0, 0, row.fen)
    assert Payment.objects.filter(closed_at=None, person=person, scheme=SKILL).count() == 1
    assert (first_broken(), unequal()) == (None, [])
    news_evaluate(actor=SYSTEM, clock=lambda: clock() + timedelta(minutes=5))
    row.refresh_from_db()
    assert row.state == Entitlement.CONFIRMED
    assert "已支付" in text(worker, f"/cases/{case.pk}")


@time_machine.travel(LAW, tick=False)
def test_without_a_balance_nothing_is_granted_by_the_machine(person: int, signs_in: SignsIn) -> None:
    funded(1)
    row = certified(person)
    worker = signs_in("worker", person=person)
    worker.post(
        f"/entitlements/{row.pk}/confirm", {"bank_account": ACCOUNT, "consents": ["register-data", "bank-account"]}
    )
    case = Case.objects.get()
    assert (case.state, Payable.objects.filter(state="committed").count()) == ("confirmed", 0)


@time_machine.travel(LAW, tick=False)
def test_what_is_not_his_is_answered_by_a_human(person: int, signs_in: SignsIn) -> None:
    row = certified(person)
    worker, other = signs_in("worker", person=person), signs_in("worker", person=person + 1)
    assert other.get(f"/entitlements/{row.pk}/confirm").status_code == 403
    assert worker.post(f"/entitlements/{row.pk}/decline", {}).status_code == 422
    assert worker.post(f"/entitlements/{row.pk}/decline", {"why": "not-mine"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, Correction.objects.count()) == (Entitlement.DECLINED, 1)
    worker.post("/entitlements/act", {"act": "reopen", "number": row.pk})
    row.refresh_from_db()
    assert row.state == Entitlement.TOLD


@time_machine.travel(LAW, tick=False)
def test_who_withdraws_his_consent_withdraws_what_stands_on_it(person: int, signs_in: SignsIn) -> None:
    funded(10_000_000)
    row = certified(person)
    worker = signs_in("worker", person=person)
    worker.post(
        f"/entitlements/{row.pk}/confirm", {"bank_account": ACCOUNT, "consents": ["register-data", "bank-account"]}
    )
    consent = Consent.objects.filter(purpose="bank-account").get()
    worker.post("/entitlements/act", {"act": "withdraw", "number": consent.pk})
    assert Case.objects.get().outcome == "withdrawn"
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert (Budget.objects.get().committed, Payable.objects.get().state) == (0, "cancelled")


@time_machine.travel(LAW, tick=False)
def test_officers_see_who_has_not_taken_it_and_are_written_down(person: int, signs_in: SignsIn) -> None:
    from bole.apps.accounts.models import Look

    certified(person)
    page = text(signs_in("clerk"), "/entitlements/untaken", scheme=SKILL)
    assert "张*" in page
    assert NAMES[1] not in page
    assert Look.objects.filter(person=person, purpose="看应享未享").exists()
    assert "没有应享未享的" in text(signs_in("clerk", district="442000099"), "/entitlements/untaken")


@time_machine.travel(LAW, tick=False)
def test_rules_that_change_have_everybody_evaluated_once(person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    task = SimpleNamespace(enqueue=lambda: asked.append(1))
    monkeypatch.setattr("bole.apps.cases.background.register_in_background", task)
    entitlements_keep(at=LAW)
    entitlements_keep(at=LAW)
    assert asked == [1]
    monkeypatch.setattr(settings, "BOLE_PACKS", [])
    entitlements_keep(at=LAW)
    entitlements_keep(at=LAW)
    assert asked == [1, 1]
    assert Notice.objects.filter(kind="found").count() == 0
