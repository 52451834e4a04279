"""The register knows what is applied for and since when, as long as the case is open, whoever does what meanwhile."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import close_old_connections, connections, transaction

from bole.apps.accounts.events import first_broken
from bole.apps.cases import claiming
from bole.apps.cases.bulk import bulk_run, cases_act_bulk
from bole.apps.cases.claiming import claims_follow
from bole.apps.cases.models import Case
from bole.apps.cases.paying import cases_paid
from bole.apps.cases.work_list import Filters
from bole.apps.registry.linking.merging import persons_merge
from bole.apps.registry.models import Claim
from bole.apps.registry.payment_facts import PaymentFact, payments_record
from tests.apps.cases.handling import AT, GRANT, REQUEST, SYSTEM, Ledger, Office, Rules, act, office_made, opened
from tests.apps.registry.recorded import person_made

Act = tuple[Callable[[Any], object], Any]
SCHEME = "zhongshan.flexible-recruitment"
WHY = "缺劳动合同，请补充"


def follow() -> int:
    return claims_follow(clock=lambda: AT + timedelta(hours=1))


def claims() -> list[tuple[int, int | None, date]]:
    rows = Claim.objects.filter(closed_at=None).order_by("fact")
    return list(rows.values_list("fact", "person", "applied_on"))


@pytest.mark.django_db
def test_an_open_case_is_a_claim_of_its_day_and_none_when_it_closes(office: Office) -> None:
    case = opened(office)
    assert claims() == [], "the register hears by a job of its own"
    assert follow() == 1
    assert claims() == [(71, office.people[0], AT.date())]
    assert Claim.objects.get().scheme == case.scheme
    assert follow() == 0
    act(case, "withdraw", office.worker)
    assert follow() == 1
    assert claims() == []
    assert Claim.objects.count() == 1, "closed and not erased"


@pytest.mark.django_db
def test_withdrawn_and_applied_for_again_it_waits_since_the_second_day(office: Office) -> None:
    act(opened(office), "withdraw", office.worker)
    follow()
    case = opened(office, at=AT + timedelta(days=3))
    follow()
    act(case, "withdraw", office.worker, at=AT + timedelta(days=4))
    opened(office, at=AT + timedelta(days=5))
    follow()
    assert claims() == [(71, office.people[0], AT.date() + timedelta(days=5))], "nobody looked in between"


@pytest.mark.django_db
def test_what_claims_no_row_is_no_claim(office: Office) -> None:
    opened(office, REQUEST, fact=None, answers={})
    assert (follow(), claims()) == (0, [])


@pytest.mark.django_db
def test_of_many_that_are_paid_at_once_no_claim_is_left(office: Office) -> None:
    cases = [opened(office, fact=fact) for fact in (71, 72, 73)]
    follow()
    Case.objects.update(state="granted")
    assert cases_paid(cases=[case.pk for case in cases], actor=SYSTEM, at=AT) == 3
    assert (follow(), claims()) == (3, [])


@pytest.mark.django_db
def test_a_merged_person_takes_claims_along(office: Office) -> None:
    opened(office, person=1)
    follow()
    persons_merge(kept=office.people[2], gone=office.people[1], reason="同一个人", actor=office.manager, at=AT)
    assert claims() == [(71, office.people[2], AT.date())]


@pytest.mark.django_db
def test_cut_off_between_claim_and_mark_it_is_done_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    class CutError(Exception):
        pass

    def cut(_seen: object) -> None:
        raise CutError

    opened(office)
    whole = claiming._mark
    monkeypatch.setattr(claiming, "_mark", cut)
    with pytest.raises(CutError):
        follow()
    assert len(claims()) == 1
    monkeypatch.setattr(claiming, "_mark", whole)
    assert (follow(), len(claims()), follow()) == (1, 1, 0)


@pytest.fixture
def crowd(transactional_db: None, rules: Rules, ledger: Ledger) -> Office:
    return office_made()


@pytest.mark.django_db(transaction=True)
def test_imports_merges_bulk_acts_and_applicants_do_not_wait_for_each_other(crowd: Office) -> None:
    """Who holds the register waits for the log, who holds a case waits for the log, and it ends."""
    crowd.people[:] = [person_made(100 + n, "某人", town="442000001") for n in range(40)]
    first = [opened(crowd, person=n, fact=n + 1) for n in range(10)]
    numbers: Iterator[int] = count(1)

    def apply(n: int) -> None:
        opened(crowd, person=n, fact=n + 1)

    def give_up(case: Case) -> None:
        act(case, "withdraw", SYSTEM)

    def pay(_n: int) -> None:
        fact = PaymentFact(
            SCHEME, 9, crowd.people[0], None, None, "", None, 5, AT.date(), AT.date(), f"X{next(numbers)}"
        )
        with transaction.atomic():
            payments_record(rows=[fact], actor=SYSTEM, at=AT)

    def returned(_n: int) -> None:
        filters = Filters(view="all", kind=GRANT, state="submitted", ids=tuple(case.pk for case in first[:5]))
        job = cases_act_bulk(verb="accept", filters=filters, count=5, fen=750_000, actor=crowd.clerk, at=AT)
        bulk_run(bulk=job, clock=lambda: AT, chunk=2)

    def one(what: Act) -> None:
        close_old_connections()
        try:
            what[0](what[1])
        finally:
            connections.close_all()

    acts: list[Act] = [(returned, 0)]
    acts += [(apply, n) for n in range(10, 40)] + [(give_up, case) for case in first[5:]]
    acts += [(pay, n) for n in range(15)] + [(lambda _n: follow(), n) for n in range(10)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, acts))
    follow()
    assert {fact for fact, _person, _day in claims()} == {*range(1, 6), *range(11, 41)}
    assert not Case.objects.filter(claim_due=True).exists()
    assert first_broken() is None
