"""Whatever happens in whatever order: sums are zero, no budget is passed, nobody is paid twice, the chain holds."""

import os
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bole.apps.cases.models import Case
from bole.apps.payments.bank_files import news_tell, return_chunk, return_take
from bole.apps.payments.batches import batch_cancel, batch_check, batch_prepare, batch_release, chunk_do
from bole.apps.payments.clawbacks import clawback_cancel, clawback_demand, clawback_write_off, instalment_receive
from bole.apps.payments.commitments import payable_cancel
from bole.apps.payments.models import Batch, BatchLine, Budget, Clawback, Instalment, Payable
from bole.apps.registry.models import Payment
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, SYSTEM, Rules
from tests.apps.payments.paying import (
    FUND,
    SUM,
    YEAR,
    Treasury,
    answer,
    case_made,
    certificate_made,
    commit,
    sound,
    treasury_made,
)
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db
PEOPLE, BUDGET = 4, 6 * SUM


class CutError(Exception):
    """The process ended here."""


class Money(RuleBasedStateMachine):
    """Commit, cancel, prepare, check, release, pay, bounce, pay in part, claw back; cut off and gone on with."""

    treasury: Treasury
    undo: Any
    seen: ClassVar[set[str]] = set()
    """States that some example came to, so that the test says whether it goes anywhere."""

    @initialize()
    def begins(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.treasury = treasury_made(BUDGET)
        self.people = [person_made(n) for n in range(1, PEOPLE + 1)]
        self.number = 0
        self.voucher = 0
        for person in range(PEOPLE - 1):
            self.commits(person)

    def teardown(self) -> None:
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def tried(self, do: Any, **given: Any) -> Any:
        """An error of the trade changes nothing."""
        try:
            with transaction.atomic():
                return do(**given)
        except BoleError:
            return None

    @rule(person=st.integers(0, PEOPLE - 1))
    def somebody_commits(self, person: int) -> None:
        self.commits(person)

    def commits(self, person: int) -> None:
        self.number += 1
        who = self.people[person]
        case = case_made(who, certificate_made(who, self.number))
        commit(case)

    @rule(at=st.integers(0, 9))
    def cancels(self, at: int) -> None:
        rows = list(Payable.objects.order_by("pk"))
        if rows:
            owed = rows[at % len(rows)].pk
            self.tried(payable_cancel, payable=owed, reason="放弃了", actor=SYSTEM, at=AT)

    @rule(most=st.integers(1, 5))
    def prepares(self, most: int) -> None:
        Case.objects.filter(state="account-wrong").update(state="granted")
        self.tried(batch_prepare, fund=FUND, year=YEAR, most=most, actor=self.treasury.cashier, at=AT)

    @rule(chunk=st.integers(1, 3))
    def goes_to_the_bank(self, chunk: int) -> None:
        """As a batch goes where nothing happens; the other rules reach this rarely."""
        Case.objects.filter(state="account-wrong").update(state="granted")
        made = self.tried(batch_prepare, fund=FUND, year=YEAR, actor=self.treasury.cashier, at=AT)
        if made is None:
            return
        later = AT + timedelta(minutes=1)
        while chunk_do(made, later, chunk):
            pass
        self.tried(batch_check, batch=made, actor=self.treasury.accountant, at=AT)
        self.tried(batch_release, batch=made, actor=self.treasury.treasurer, at=AT)
        while chunk_do(made, later, chunk):
            pass

    @rule(chunk=st.integers(1, 3), cut=st.booleans(), at=st.integers(0, 5))
    def goes_on(self, chunk: int, cut: bool, at: int) -> None:
        rows = list(Batch.objects.filter(state__in=("preparing", "releasing")).order_by("pk"))
        if not rows:
            return
        try:
            with transaction.atomic():
                chunk_do(rows[at % len(rows)].pk, AT + timedelta(minutes=1), chunk)
                if cut:
                    raise CutError
        except CutError:
            pass

    @rule(verb=st.sampled_from(["check", "release", "release", "check", "cancel"]), at=st.integers(0, 5))
    def acts(self, verb: str, at: int) -> None:
        rows = list(Batch.objects.exclude(state="cancelled").order_by("-pk"))
        if not rows:
            return
        who = {"check": self.treasury.accountant, "release": self.treasury.treasurer}.get(verb, self.treasury.cashier)
        do = {"check": batch_check, "release": batch_release, "cancel": batch_cancel}[verb]
        more = {"reason": "再核对一遍"} if verb == "cancel" else {}
        self.tried(do, batch=rows[at % len(rows)].pk, actor=who, at=AT, **more)

    @precondition(lambda self: BatchLine.objects.exists())
    @rule(data=st.data())
    def the_bank_answers(self, data: st.DataObject) -> None:
        lines = list(BatchLine.objects.order_by("pk"))
        rows = []
        for line in data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=4)):
            outcome = data.draw(st.sampled_from(["成功", "成功", "退回", "部分"]))
            rows.append((line.reference, outcome, "0.07" if outcome == "部分" else "", ""))
        content = answer(rows, day=f"2031-06-{data.draw(st.integers(5, 28)):02}")
        file = self.tried(return_take, content=content, name="b.csv", format="csv", actor=self.treasury.cashier, at=AT)
        if file is None:
            return
        try:
            with transaction.atomic():
                return_chunk(file, AT, 1)
                if data.draw(st.booleans()):
                    raise CutError
        except CutError:
            pass
        while return_chunk(file, AT, 2):
            pass
        news_tell(clock=lambda: AT)

    @rule(at=st.integers(0, 9), fen=st.sampled_from([1, 7, SUM, SUM + 1]), two=st.booleans())
    def demands(self, at: int, fen: int, two: bool) -> None:
        rows = list(Payable.objects.filter(paid_fen__gt=0).order_by("pk"))
        if not rows:
            return
        parts = [(date(2031, 7, 1), fen // 2), (date(2031, 8, 1), fen - fen // 2)] if two and fen > 1 else []
        self.tried(
            clawback_demand, payable=rows[at % len(rows)].pk, fen=fen, reason="重复支付", instalments=parts,
            actor=self.treasury.cashier, at=AT,
        )  # fmt: skip

    @rule(at=st.integers(0, 9))
    def receives(self, at: int) -> None:
        rows = list(Instalment.objects.order_by("pk"))
        if rows:
            self.voucher += 1
            self.tried(
                instalment_receive, instalment=rows[at % len(rows)].pk, on=date(2031, 7, 2),
                voucher=f"V{self.voucher}", actor=self.treasury.cashier, at=AT,
            )  # fmt: skip

    @rule(at=st.integers(0, 9), off=st.booleans())
    def gives_up(self, at: int, off: bool) -> None:
        rows = list(Clawback.objects.order_by("pk"))
        if rows:
            who = self.treasury.treasurer if off else self.treasury.cashier
            do = clawback_write_off if off else clawback_cancel
            self.tried(do, clawback=rows[at % len(rows)].pk, reason="收不回来", actor=who, at=AT)

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "treasury"):
            return
        sound()
        Money.seen |= set(Payable.objects.values_list("state", flat=True))
        Money.seen |= {f"clawback-{state}" for state in Clawback.objects.values_list("state", flat=True)}
        kept = sum(Payable.objects.values_list("paid_fen", flat=True))
        back = sum(Payable.objects.values_list("returned_fen", flat=True))
        assert sum(Payment.objects.values_list("fen", flat=True)) == kept - back == Budget.objects.get().paid
        for person in self.people:
            # One of a kind a year: of one person one payment at most is alive, whatever was given back before.
            rows = Payable.objects.filter(person=person).exclude(state="cancelled")
            assert sum(1 for row in rows if not (row.paid_fen == row.fen == row.returned_fen)) <= 1


def test_whatever_happens(db: None, rules: Rules) -> None:
    # The same walks each time, so that it is sure what they come across; BOLE_SEED=… takes others.
    same = "BOLE_SEED" not in os.environ
    walks = settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=same)
    run_state_machine_as_test(Money, settings=walks)
    # Where the walks lead hangs on the numbers of rows before them: what every batch passes is sure, the rest is not.
    assert Money.seen >= {"committed", "cancelled", "sent", "paid", "bounced"}
