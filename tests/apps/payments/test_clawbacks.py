"""Money that comes back: instalments, written off, given up; the month beside the bank; the chain."""

from datetime import date

import pytest

from bole.apps.payments.clawbacks import (
    clawback_cancel,
    clawback_demand,
    clawback_reschedule,
    clawback_write_off,
    instalment_receive,
)
from bole.apps.payments.ledger import first_broken, head_publish
from bole.apps.payments.models import (
    Budget,
    Clawback,
    Difference,
    Instalment,
    OncePlace,
    Payable,
    Reconciliation,
    Transfer,
)
from bole.apps.payments.reconciling import difference_settle, month_reconcile
from bole.apps.registry.models import Payment
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT
from tests.apps.payments.paying import FUND, SUM, Treasury, all_of, batch_of, committed, returned, sound

pytestmark = pytest.mark.django_db
DAY = date(2031, 7, 1)


def paid(treasury: Treasury, count: int = 1) -> list[Payable]:
    cases = committed(count)
    returned(treasury, all_of(batch_of(treasury)))
    return [Payable.objects.get(case=case) for case in cases]


def test_in_two_instalments_to_the_last_fen(treasury: Treasury) -> None:
    [owed] = paid(treasury)
    parts = [(DAY, 50_001), (date(2031, 8, 1), SUM - 50_001)]
    claim = clawback_demand(
        payable=owed.pk, fen=SUM, reason="证书被撤销", instalments=parts, actor=treasury.cashier, at=AT
    )
    first, second = Instalment.objects.order_by("number")
    instalment_receive(instalment=first.pk, on=DAY, voucher="V1", actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M044"):
        instalment_receive(instalment=first.pk, on=DAY, voucher="V2", actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M045"):
        instalment_receive(instalment=second.pk, on=DAY, voucher="V1", actor=treasury.cashier, at=AT)
    sound()
    assert OncePlace.objects.exists()
    instalment_receive(instalment=second.pk, on=DAY, voucher="V2", actor=treasury.cashier, at=AT)
    assert Clawback.objects.get(pk=claim).state == "done"
    assert Budget.objects.get().paid == 0
    assert sum(Payment.objects.values_list("fen", flat=True)) == 0
    assert not OncePlace.objects.exists(), "nothing of it is paid any more"
    sound()


def test_what_has_not_come_is_put_on_other_days_and_adds_up(treasury: Treasury) -> None:
    [owed] = paid(treasury)
    parts = [(DAY, 50_000), (date(2031, 8, 1), SUM - 50_000)]
    claim = clawback_demand(
        payable=owed.pk, fen=SUM, reason="证书被撤销", instalments=parts, actor=treasury.cashier, at=AT
    )
    instalment_receive(
        instalment=Instalment.objects.get(number=1).pk, on=DAY, voucher="V1", actor=treasury.cashier, at=AT
    )
    later = [(date(2031, 9, 1), 60_000), (date(2031, 10, 1), 40_000)]

    def reschedule(instalments: list[tuple[date, int]], reason: str = "本人经济困难") -> None:
        clawback_reschedule(clawback=claim, reason=reason, instalments=instalments, actor=treasury.cashier, at=AT)

    for wrong in ([], [(DAY, 99_999)], later[::-1], [(DAY, 100_001), (date(2031, 9, 1), -1)]):
        with pytest.raises(BoleError, match="BOLE-M043"):
            reschedule(wrong)
    with pytest.raises(BoleError, match="BOLE-M012"):
        reschedule(later, reason="x")
    reschedule(later)
    rows = Instalment.objects.order_by("number").values_list("number", "fen", "voucher")
    assert list(rows) == [(1, 50_000, "V1"), (2, 60_000, ""), (3, 40_000, "")]
    for number in (2, 3):
        part = Instalment.objects.get(number=number).pk
        instalment_receive(instalment=part, on=DAY, voucher=f"V{number}", actor=treasury.cashier, at=AT)
    assert Clawback.objects.get(pk=claim).state == "done"
    with pytest.raises(BoleError, match="BOLE-M046"):
        reschedule(later)
    sound()


def test_no_more_than_was_paid_and_one_at_a_time(treasury: Treasury) -> None:
    [owed] = paid(treasury)
    with pytest.raises(BoleError, match="BOLE-M041"):
        clawback_demand(payable=owed.pk, fen=SUM + 1, reason="证书被撤销", actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M043"):
        clawback_demand(
            payable=owed.pk, fen=100, reason="证书被撤销", instalments=[(DAY, 99)], actor=treasury.cashier, at=AT
        )
    clawback_demand(payable=owed.pk, fen=100, reason="证书被撤销", actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M042"):
        clawback_demand(payable=owed.pk, fen=100, reason="证书被撤销", actor=treasury.cashier, at=AT)


def test_written_off_by_the_treasurer_or_given_up(treasury: Treasury) -> None:
    one, two = paid(treasury, 2)
    claims = [
        clawback_demand(payable=owed.pk, fen=SUM, reason="证书被撤销", actor=treasury.cashier, at=AT)
        for owed in (one, two)
    ]
    with pytest.raises(BoleError, match="BOLE-A005"):
        clawback_write_off(clawback=claims[0], reason="本人已去世", actor=treasury.cashier, at=AT)
    clawback_write_off(clawback=claims[0], reason="本人已去世", actor=treasury.treasurer, at=AT)
    clawback_cancel(clawback=claims[1], reason="提错了人", actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M046"):
        clawback_cancel(clawback=claims[1], reason="提错了人", actor=treasury.cashier, at=AT)
    assert Budget.objects.get().paid == 2 * SUM
    sound()


def statement(rows: list[tuple[str, str]], day: str = "2031-06-05") -> bytes:
    return ("支付编号,金额（元）,日期\n" + "".join(f"{r},{s},{day}\n" for r, s in rows)).encode()


def test_a_month_beside_the_bank(treasury: Treasury) -> None:
    committed(4)
    batch = batch_of(treasury)
    references = [row[0] for row in all_of(batch)]
    returned(treasury, all_of(batch))
    month = date(2031, 6, 1)
    same = statement([(reference, "1500.00") for reference in references])
    made = month_reconcile(fund=FUND, month=month, content=same, actor=treasury.accountant, at=AT)
    row = Reconciliation.objects.get(pk=made)
    assert (row.matched, row.ledger_fen, row.bank_fen) == (4, 4 * SUM, 4 * SUM)
    assert not Difference.objects.exists()
    wrong = statement([
        (references[0], "1500.00"), (references[1], "1500.01"), (references[2], "1500.00"),
        (references[2], "1500.00"), ("nobody", "3.00"),
    ])  # fmt: skip
    made = month_reconcile(fund=FUND, month=month, content=wrong, actor=treasury.accountant, at=AT)
    kinds = dict(Difference.objects.filter(reconciliation=made).values_list("reference", "kind"))
    assert kinds == {
        references[1]: "other-sum", references[2]: "twice", references[3]: "not-at-bank", "nobody": "not-in-ledger",
    }  # fmt: skip
    one = Difference.objects.filter(kind="twice").get()
    difference_settle(difference=one.pk, how="银行已冲正", actor=treasury.accountant, at=AT)
    month_reconcile(fund=FUND, month=month, content=wrong, actor=treasury.accountant, at=AT)
    assert Difference.objects.filter(reconciliation=made).count() == 4
    with pytest.raises(BoleError, match="BOLE-M050"):
        month_reconcile(fund=FUND, month=date(2031, 7, 1), content=wrong, actor=treasury.accountant, at=AT)


def test_the_chain_tells_what_was_changed_removed_or_put_in(treasury: Treasury) -> None:
    paid(treasury, 3)
    assert first_broken() is None
    count = Transfer.objects.count()
    head_publish(at=AT)
    Transfer.objects.filter(number=3).update(fen=7)
    assert first_broken() == 3
    Transfer.objects.filter(number=3).update(fen=SUM)
    assert first_broken() is None
    row = Transfer.objects.get(number=4)
    Transfer.objects.filter(number=4).delete()
    assert first_broken() == 4
    row.save(force_insert=True)
    assert first_broken() is None
    last = Transfer.objects.get(number=count)
    Transfer.objects.create(
        number=count + 1, kind="pay", budget_id=last.budget_id, debit="sent", credit="paid", fen=1, at=AT,
        booked_on=AT.date(), actor="x", hash=b"0" * 32,
    )  # fmt: skip
    assert first_broken() == count + 1
    Transfer.objects.filter(number=count + 1).delete()
    Transfer.objects.filter(number=count).delete()
    assert first_broken() == count, "the head that was published is past the end"
