"""From committed to paid: three persons, a file out, a file back; bounced, partly, taken back, twice."""

from datetime import timedelta

import pytest

from bole.apps.cases.models import Case
from bole.apps.payments.batches import batch_cancel, batch_check, batch_prepare, batch_release, line_take_out, to_pay
from bole.apps.payments.commitments import payable_cancel
from bole.apps.payments.models import Batch, BatchLine, Budget, OncePlace, Payable, ReturnRow
from bole.apps.registry.models import Payment
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, SYSTEM
from tests.apps.payments.paying import (
    FUND,
    SUM,
    YEAR,
    Treasury,
    all_of,
    batch_of,
    case_made,
    certificate_made,
    commit,
    committed,
    returned,
    sound,
)
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db


def state_of(case: int) -> str:
    return Payable.objects.get(case=case).state


def test_committed_released_and_paid(treasury: Treasury) -> None:
    cases = committed(5)
    batch = batch_of(treasury, chunk=2)
    assert (batch.state, batch.lines_count, batch.fen) == ("released", 5, 5 * SUM)
    returned(treasury, all_of(batch), chunk=2)
    batch.refresh_from_db()
    assert (batch.state, batch.paid_count, batch.paid_fen) == ("done", 5, 5 * SUM)
    assert {state_of(case) for case in cases} == {"paid"}
    assert set(Case.objects.values_list("state", flat=True)) == {"paid"}
    assert Payment.objects.count() == 5
    budget = Budget.objects.get()
    assert (budget.committed, budget.sent, budget.paid) == (0, 0, 5 * SUM)
    sound()


def test_bounced_goes_back_to_its_case_and_may_be_paid_again(treasury: Treasury) -> None:
    case, other = committed(2)
    batch = batch_of(treasury)
    rows = all_of(batch)
    returned(treasury, [(rows[0][0], "退回", "", "账号与户名不符"), rows[1]])
    assert (state_of(case), state_of(other)) == ("bounced", "paid")
    assert Case.objects.get(pk=case).state == "account-wrong"
    second = batch_of(treasury, upto="prepared")
    assert (second.state, second.left_out) == ("cancelled", {"not-granted": 1})
    Case.objects.filter(pk=case).update(state="granted")
    third = batch_of(treasury)
    assert third.lines_count == 1
    returned(treasury, all_of(third))
    assert state_of(case) == "paid"
    assert Budget.objects.get().paid == 2 * SUM
    sound()


def test_paid_in_part_the_rest_follows(treasury: Treasury) -> None:
    [case] = committed(1)
    batch = batch_of(treasury)
    [(reference, *_rest)] = all_of(batch)
    returned(treasury, [(reference, "部分", "500.01", "")])
    assert Payable.objects.get(case=case).paid_fen == 50_001
    assert Case.objects.get(pk=case).state == "granted"
    sound()
    second = batch_of(treasury)
    assert second.fen == SUM - 50_001
    returned(treasury, all_of(second))
    assert (state_of(case), Case.objects.get(pk=case).state) == ("paid", "paid")
    assert sorted(Payment.objects.values_list("fen", flat=True)) == [50_001, SUM - 50_001]
    sound()


def test_the_bank_takes_back_what_it_had_paid(treasury: Treasury) -> None:
    [case] = committed(1)
    batch = batch_of(treasury)
    [(reference, *_rest)] = all_of(batch)
    returned(treasury, [(reference, "成功", "1500.00", "")])
    returned(treasury, [(reference, "退回", "", "账户已销户")])
    assert (state_of(case), Case.objects.get(pk=case).state) == ("bounced", "account-wrong")
    assert sum(Payment.objects.values_list("fen", flat=True)) == 0
    sound()


def test_the_same_file_and_the_same_news_change_nothing(treasury: Treasury) -> None:
    committed(3)
    batch = batch_of(treasury)
    rows = all_of(batch)
    returned(treasury, rows)
    with pytest.raises(BoleError, match="BOLE-M032"):
        returned(treasury, rows)
    file = returned(treasury, [*rows, rows[0], ("nobody", "成功", "", "")])
    assert list(ReturnRow.objects.filter(file=file).exclude(fault="").values_list("fault", flat=True)) == ["unknown"]
    assert Budget.objects.get().paid == 3 * SUM
    assert Payment.objects.count() == 3
    sound()


def test_a_sum_above_what_was_sent_is_a_fault(treasury: Treasury) -> None:
    committed(1)
    batch = batch_of(treasury)
    [(reference, *_rest)] = all_of(batch)
    file = returned(treasury, [(reference, "成功", "1500.01", "")])
    assert ReturnRow.objects.get(file=file).fault == "sum"
    assert Budget.objects.get().sent == SUM


def test_three_persons_and_no_fewer(treasury: Treasury) -> None:
    from tests.apps.cases.handling import account

    committed(1)
    batch = batch_of(treasury, upto="prepared")
    with pytest.raises(BoleError, match="BOLE-A005"):
        batch_check(batch=batch.pk, actor=treasury.cashier, at=AT)
    with pytest.raises(BoleError, match="BOLE-M021"):
        batch_release(batch=batch.pk, actor=treasury.treasurer, at=AT)
    batch_check(batch=batch.pk, actor=treasury.accountant, at=AT)
    with pytest.raises(BoleError, match="BOLE-M021"):
        batch_check(batch=batch.pk, actor=account("accountant", "accountant-2"), at=AT)
    both = type(treasury.accountant)(
        treasury.accountant.user, "x", (*treasury.accountant.grants, *treasury.treasurer.grants)
    )
    with pytest.raises(BoleError, match="BOLE-M022"):
        batch_release(batch=batch.pk, actor=both, at=AT)


def test_the_database_itself_wants_three(treasury: Treasury) -> None:
    from django.db import IntegrityError, transaction

    committed(1)
    batch = batch_of(treasury, upto="prepared")
    for wrong in ({"checked_by": batch.prepared_by}, {"checked_by": 77, "released_by": 77}, {"released_by": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**wrong)


def test_a_cancelled_batch_frees_what_it_held(treasury: Treasury) -> None:
    committed(2)
    batch = batch_of(treasury, upto="checked")
    with pytest.raises(BoleError, match="BOLE-M023"):
        batch_prepare(fund=FUND, year=YEAR, actor=treasury.cashier, at=AT)
    batch_cancel(batch=batch.pk, reason="金额要再核对", actor=treasury.accountant, at=AT)
    assert to_pay(fund=FUND, year=YEAR, actor=treasury.cashier) == (2, 2 * SUM)
    again = batch_of(treasury)
    with pytest.raises(BoleError, match="BOLE-M021"):
        batch_cancel(batch=again.pk, reason="金额要再核对", actor=treasury.accountant, at=AT)
    sound()


def test_one_line_is_taken_out(treasury: Treasury) -> None:
    cases = committed(3)
    batch = batch_of(treasury, upto="prepared")
    line = BatchLine.objects.filter(batch=batch).order_by("pk")[0]
    line_take_out(line=line.pk, reason="本人要求更正", actor=treasury.cashier, at=AT)
    batch.refresh_from_db()
    assert (batch.lines_count, batch.fen, state_of(cases[0])) == (2, 2 * SUM, "committed")


def test_once_whoever_asks_and_again_after_it_was_given_back(treasury: Treasury) -> None:
    person = person_made(1)
    certificate = certificate_made(person, 1)
    first = case_made(person, certificate)
    [done] = commit(first)
    Case.objects.filter(pk=first).update(state="paid", outcome="granted", closed_at=AT)
    second = case_made(person, certificate)
    [refused] = commit(second)
    assert isinstance(refused.error, BoleError)
    assert refused.error.code == "BOLE-M004"
    # Another certificate of the same occupation and level is the same thing to the rule.
    third = case_made(person, certificate_made(person, 2))
    [refused] = commit(third)
    assert isinstance(refused.error, BoleError)
    assert done.payable is not None
    payable_cancel(payable=done.payable, reason="放弃", actor=SYSTEM, at=AT)
    assert not OncePlace.objects.exists()
    [again] = commit(third)
    assert again.payable is not None
    sound()


def test_nothing_past_the_balance(treasury: Treasury) -> None:
    Budget.objects.update(appropriated=0)
    from bole.apps.payments.models import LedgerHead, Transfer

    Transfer.objects.all().delete()
    LedgerHead.objects.all().delete()
    from bole.apps.payments.funds import budget_change

    budget_change(fund=FUND, year=YEAR, fen=2 * SUM, reason="年初预算下达", actor=SYSTEM, at=AT)
    cases = []
    for n in range(3):
        person = person_made(n + 1)
        cases.append(case_made(person, certificate_made(person, n)))
    done = commit(*cases)
    assert [one.payable is not None for one in done] == [True, True, False]
    assert isinstance(done[2].error, BoleError)
    assert "0.00" in str(done[2].error.params["left"])
    with pytest.raises(BoleError, match="BOLE-M010"):
        budget_change(fund=FUND, year=YEAR, fen=-1, reason="年中预算调减", actor=SYSTEM, at=AT)
    sound()


def test_who_changed_since_is_decided_again_and_left_out(treasury: Treasury, rules: object) -> None:
    from bole.apps.cases.deciding import frozen

    cases = committed(2)
    for case in cases:
        row = Case.objects.get(pk=case)
        frozen(row, AT)
        row.save()
    rows = [Case.objects.get(pk=case) for case in cases]
    rules.said[rows[0].fact] = ("refused", None)  # type: ignore[attr-defined]
    from bole.apps.registry.models import Certificate
    from tests.apps.registry.recorded import record_made

    for row in rows:
        record_made(Certificate, person=row.person, number=f"N{row.pk}", at=AT + timedelta(minutes=1))
    batch = batch_of(treasury, upto="prepared")
    assert (batch.lines_count, batch.left_out) == (1, {"changed": 1})
