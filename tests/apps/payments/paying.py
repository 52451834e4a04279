"""What tests of payments share: a fund with a budget, three people of the treasury, granted cases, the bank."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.sealing import place, seal
from bole.apps.cases.models import Case
from bole.apps.cases.ports import Committed, Owed
from bole.apps.payments.bank_files import return_run, return_take
from bole.apps.payments.batches import batch_check, batch_prepare, batch_release, batch_run
from bole.apps.payments.commitments import Commitments
from bole.apps.payments.funds import budget_change, fund_create
from bole.apps.payments.ledger import balances, first_broken, unequal
from bole.apps.payments.models import Batch, BatchLine, Budget, Payable
from bole.apps.registry.models import Certificate
from tests.apps.cases.handling import AT, FOUND, SYSTEM, account
from tests.apps.registry.recorded import person_made, record_made

FUND, YEAR, SUM = "skills", 2031, 150_000
SCHEME = "zhongshan.skill-upgrade"
MANY = 10**12


def clock() -> datetime:
    return AT + timedelta(minutes=5)


@dataclass
class Treasury:
    """A fund with money, and who may do what."""

    cashier: Actor
    accountant: Actor
    treasurer: Actor
    budget: int


def treasury_made(fen: int = MANY) -> Treasury:
    fund_create(code=FUND, title="技能提升资金", source="失业保险基金", actor=SYSTEM, at=AT)
    budget_change(fund=FUND, year=YEAR, fen=fen, reason="年初预算下达", actor=SYSTEM, at=AT)
    return Treasury(
        account("cashier", "cashier-1"), account("accountant", "accountant-1"), account("treasurer", "treasurer-1"),
        Budget.objects.get().pk,
    )  # fmt: skip


def certificate_made(person: int, n: int, *, occupation: str = "6-31-01-03", level: int = 3) -> int:
    return record_made(
        Certificate, person=person, number=f"T{n:012}", occupation=occupation, level=level, issued_on=date(2031, 3, 1)
    )


_number = iter(range(1, 10**9))


def case_made(person: int, fact: int, *, scheme: str = SCHEME, account_number: str = "6222000000001234567") -> int:
    """A granted case that waits for its payment."""
    row = Case.objects.create(
        number=f"T{next(_number):010}", kind=FOUND, flow="nation.found", state="granted", origin=Case.FOUND,
        person=person, scheme=scheme, fact=fact, district="442000001", applied_on=AT.date(), opened_at=AT,
        changed_at=AT, decided_at=AT, opinion="entitled", fen=SUM,
    )  # fmt: skip
    row.answers = seal(f'{{"bank_account": "{account_number}"}}', place(Case, "answers", row.pk))
    row.save(update_fields=["answers"])
    return row.pk


def owed_of(case: int, *, fen: int = SUM, fund: str = FUND) -> Owed:
    row = Case.objects.get(pk=case)
    return Owed(
        case=case, kind=row.kind, scheme=row.scheme, fact=row.fact or 0, person=row.person,
        organisation=row.organisation, fen=fen, fund=fund, district=row.district, applied_on=row.applied_on,
        receipt=f"{case:064x}",
    )  # fmt: skip


def commit(*cases: int, fen: int = SUM) -> list[Committed]:
    return Commitments().commit([owed_of(case, fen=fen) for case in cases], actor=SYSTEM, at=AT)


def committed(count: int, *, first: int = 1) -> list[int]:
    """That many cases of that many people, committed."""
    cases = []
    for n in range(first, first + count):
        person = person_made(n)
        cases.append(case_made(person, certificate_made(person, n)))
    for one in commit(*cases):
        assert one.payable is not None, one.error
    return cases


def batch_of(treasury: Treasury, *, upto: str = "released", chunk: int = 5_000, most: int = 100_000) -> Batch:
    """A batch of all that waits."""
    made = batch_prepare(fund=FUND, year=YEAR, most=most, actor=treasury.cashier, at=AT)
    batch_run(batch=made, clock=clock, chunk=chunk)
    if upto in ("checked", "released"):
        batch_check(batch=made, actor=treasury.accountant, at=AT)
    if upto == "released":
        batch_release(batch=made, actor=treasury.treasurer, at=AT)
        batch_run(batch=made, clock=clock, chunk=chunk)
    return Batch.objects.get(pk=made)


def answer(rows: Sequence[tuple[str, str, str, str]], *, day: str = "2031-06-05") -> bytes:
    """A return file: number, outcome, sum in yuan, reason."""
    out = io.StringIO()
    out.write("支付编号,结果,已付金额（元）,原因,日期\n")
    for reference, outcome, sum_, why in rows:
        out.write(f"{reference},{outcome},{sum_},{why},{day}\n")
    return out.getvalue().encode()


def all_of(batch: Batch, outcome: str = "成功") -> list[tuple[str, str, str, str]]:
    lines = BatchLine.objects.filter(batch=batch).order_by("pk").values_list("reference", flat=True)
    return [(reference, outcome, "", "") for reference in lines]


def returned(treasury: Treasury, rows: Sequence[tuple[str, str, str, str]], *, chunk: int = 5_000,
             when: Callable[[], datetime] = clock) -> int:  # fmt: skip
    file = return_take(content=answer(rows), name="back.csv", format="csv", actor=treasury.cashier, at=AT)
    return_run(file=file, clock=when, chunk=chunk)
    return file


def sound() -> None:
    """What holds at every moment: sums, chain, budget, nobody paid more than owed."""
    assert first_broken() is None
    assert unequal() == []
    for budget in Budget.objects.all():
        assert sum(balances(budget).values()) == 0
        assert budget.left >= 0
    for owed in Payable.objects.all():
        live = sum(line.paid_fen for line in BatchLine.objects.filter(payable=owed, state__in=("paid", "partly")))
        assert live == owed.paid_fen <= owed.fen
