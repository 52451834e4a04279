"""Screens of money: from a budget to a report, each step by who may do it; what is refused says why."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bole.apps.payments.bank_files import return_run
from bole.apps.payments.batches import batch_run
from bole.apps.payments.ledger_page import ledger_check
from bole.apps.payments.models import BankFile, Batch, Clawback, Payable
from tests.apps.cases.handling import SYSTEM
from tests.apps.payments.paying import SUM, all_of, answer, clock, committed, treasury_made
from tests.portal.city import SignsIn

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    answer_ = client.get(address)
    assert answer_.status_code == 200, address
    return answer_.content.decode()


def test_from_a_budget_to_a_report(signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_SECOND_FACTOR", False)
    monkeypatch.setattr("bole.portal.payments.batch_enqueue", lambda batch: None)
    monkeypatch.setattr("bole.portal.payments.return_enqueue", lambda file: None)
    treasury_made()
    committed(3)
    cashier, accountant, treasurer = signs_in("cashier"), signs_in("accountant"), signs_in("treasurer")
    assert "技能提升资金" in text(treasurer, "/funds")
    assert "待支付 3 笔" in text(cashier, "/payments/new?budget=skills:2031")
    made = cashier.post("/payments/new", {"budget": "skills:2031", "act": "prepare", "most": "100"})
    batch = Batch.objects.get()
    assert made.headers["Location"] == f"/payments/{batch.pk}"
    assert "正在编制" in text(cashier, f"/payments/{batch.pk}")
    batch_run(batch=batch.pk, clock=clock)
    page = text(accountant, f"/payments/{batch.pk}")
    assert "张*" in page or "张三" not in page
    assert "6222000000001234567" not in page
    refused = cashier.post(f"/payments/{batch.pk}", {"act": "check"})
    assert refused.status_code == 403
    assert "没有" in text(cashier, f"/payments/{batch.pk}")
    accountant.post(f"/payments/{batch.pk}", {"act": "check"})
    treasurer.post(f"/payments/{batch.pk}", {"act": "release"})
    batch_run(batch=batch.pk, clock=clock)
    file = cashier.get(f"/payments/{batch.pk}/file/csv")
    assert "6222000000001234567" in file.getvalue().decode("utf-8-sig")
    assert "人民币肆仟伍佰元整" in text(treasurer, f"/payments/{batch.pk}/print")
    rows = all_of(batch)
    upload = SimpleUploadedFile("back.csv", answer([(rows[0][0], "退回", "", "户名不符"), *rows[1:]]))
    assert cashier.post("/payments/returns", {"format": "csv", "file": upload}).status_code == 302
    back = BankFile.objects.get(direction="back")
    return_run(file=back.pk, clock=clock)
    assert "已记入" in text(cashier, f"/payments/returns/{back.pk}")
    assert "户名不符" in text(cashier, f"/payments/{batch.pk}?state=bounced")
    assert "3,000.00" in text(accountant, "/payments/report?year=2031&by=district")
    assert accountant.get("/payments/report/export?year=2031&by=month").getvalue().startswith(b"PK")
    owed = Payable.objects.filter(state="paid")[0]
    given = {"sum": "1500", "parts": "2", "first": "2031-07-31", "reason": "证书被撤销"}
    assert cashier.post(f"/clawbacks/new/{owed.pk}", given).status_code == 302
    assert Clawback.objects.get().fen == SUM
    assert list(Clawback.objects.get().instalments.values_list("due_on", "fen")) == [
        (date(2031, 7, 31), 75_000), (date(2031, 8, 28), 75_000),
    ]  # fmt: skip
    assert "应追回 1,500.00 元" in text(cashier, "/clawbacks")
    claim = Clawback.objects.get()
    told = {"act": "reschedule", "number": str(claim.pk), "first": "2031-09-01", "parts": "3", "reason": "本人经济困难"}
    assert cashier.post("/clawbacks", told).status_code == 302
    assert "第 3 期，2031-11-01 前还 500.00 元" in text(cashier, "/clawbacks")
    assert cashier.post("/clawbacks", told | {"parts": "13"}).status_code == 422
    statement = f"支付编号,金额（元）,日期\n{rows[1][0]},1500.00,2031-06-05\n"
    sent = {"fund": "skills", "month": "2031-06", "file": SimpleUploadedFile("s.csv", statement.encode())}
    where = accountant.post("/reconciliations", sent).headers["Location"]
    assert "台账有，银行没有" in text(accountant, where)
    assert "1 笔待处理" in text(accountant, "/reconciliations")


def test_the_ledger_is_read_filtered_checked_and_taken_away(signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_SECOND_FACTOR", False)
    treasury_made()
    committed(2)
    accountant, auditor = signs_in("accountant"), signs_in("audit-administrator")
    page = text(accountant, "/ledger")
    assert "1,500.00" in page
    assert "还没有核对过" in page
    assert "共 3 笔" in page
    assert "共 2 笔" in text(auditor, "/ledger?kind=commit")
    assert "3,000.00" in text(accountant, "/ledger?by=scheme")
    assert accountant.post("/ledger").status_code == 302
    ledger_check(actor=SYSTEM, at=clock())
    assert "全部接得上" in text(auditor, "/ledger")
    for ending, client in (("csv", auditor), ("xlsx", accountant)):
        file = client.get(f"/ledger/export/{ending}?kind=commit")
        content = file.getvalue()
        assert ending == "xlsx" or len(content.decode("utf-8-sig").splitlines()) == 3
    assert accountant.get("/ledger/export/pdf").status_code == 404
    assert signs_in("clerk").get("/ledger").status_code == 403
