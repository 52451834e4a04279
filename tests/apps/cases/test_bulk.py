"""A verb on a whole list: as it was shown or not at all, each once, each one left out with its reason."""

from datetime import timedelta

import pytest

from bole.apps.accounts.models import Event
from bole.apps.cases import bulk
from bole.apps.cases.bulk import bulk_cancel, bulk_continue, bulk_preview, bulk_run, bulk_shown, cases_act_bulk
from bole.apps.cases.declarations import declaration_make
from bole.apps.cases.files import file_add
from bole.apps.cases.models import BulkAct, Case, CaseStep, Notice
from bole.apps.cases.work_list import Filters, work_list
from bole.kernel.errors import BoleError
from tests.apps.cases.handling import AT, GRANT, SYSTEM, Ledger, Office, act, opened, upload

pytestmark = pytest.mark.django_db
REVIEWED = Filters(view="all", kind=GRANT, state="reviewed")


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.apps.cases.background.bulk_enqueue", lambda bulk: None)


def reviewed(office: Office, count: int) -> list[Case]:
    found = []
    for fact in range(count):
        case = opened(office, fact=fact, person=fact % 2)
        file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
        act(case, "accept", office.clerk)
        found.append(act(case, "review", office.officer))
    return found


def asked(office: Office, count: int, *, filters: Filters = REVIEWED, verb: str = "grant") -> int:
    later = AT + timedelta(minutes=1)
    shown = bulk_preview(verb=verb, filters=filters, actor=office.manager, at=later)
    assert (shown.count, shown.fen) == (count, count * 150_000)
    return cases_act_bulk(verb=verb, filters=filters, count=shown.count, fen=shown.fen, actor=office.manager, at=later)


def later() -> object:
    return AT + timedelta(minutes=2)


def test_all_of_a_list_is_granted_and_one_event_tells_a_chunk(office: Office, ledger: Ledger) -> None:
    reviewed(office, 5)
    job = asked(office, 5)
    bulk_run(bulk=job, clock=later, chunk=2)  # type: ignore[arg-type]
    shown = bulk_shown(bulk=job, actor=office.manager)
    assert (shown.done, shown.left, shown.state) == (5, 0, "done")
    assert set(Case.objects.values_list("state", flat=True)) == {"granted"}
    assert len(ledger.committed) == 5
    assert Event.objects.filter(kind="case.bulk-chunk").count() == 3
    assert CaseStep.objects.filter(verb="grant").exclude(event=None).count() == 5
    bulk_run(bulk=job, clock=later)  # type: ignore[arg-type]
    assert len(ledger.committed) == 5
    assert Notice.objects.filter(kind="bulk-done", user=office.manager.user).count() == 1


def test_a_list_that_changed_is_refused(office: Office) -> None:
    reviewed(office, 3)
    shown = bulk_preview(verb="grant", filters=REVIEWED, actor=office.manager, at=AT)
    act(Case.objects.order_by("pk")[0], "grant", office.manager)
    with pytest.raises(BoleError, match="BOLE-B118"):
        cases_act_bulk(verb="grant", filters=REVIEWED, count=shown.count, fen=shown.fen, actor=office.manager, at=AT)
    assert not BulkAct.objects.exists()


def test_each_one_left_out_has_its_reason(office: Office, ledger: Ledger) -> None:
    cases = reviewed(office, 6)
    ledger.left = 4 * 150_000
    job = asked(office, 6)
    declaration_make(why="kin", case=cases[0].pk, actor=office.manager, at=AT)
    act(cases[1], "send-back", office.chief, at=AT + timedelta(minutes=2), reason="再核对合同")
    bulk_run(bulk=job, clock=later, chunk=2)  # type: ignore[arg-type]
    shown = bulk_shown(bulk=job, actor=office.manager)
    # The first and the third are of one person: who declares a tie to a case has it to whose it is.
    assert shown.done + shown.left == 6
    assert {code: n for code, _words, n in shown.reasons}["BOLE-B104"] == 3
    assert {code: n for code, _words, n in shown.reasons}["BOLE-B132"] == 1
    assert shown.done == 2
    assert {number for _case, number, _why in shown.refusals} >= {cases[0].number}


def test_the_reviewer_cannot_decide_in_bulk_either(office: Office) -> None:
    case = opened(office, fact=1)
    file_add(case=case.pk, material="agreement", name="a.pdf", stream=upload(), actor=SYSTEM, at=AT)
    act(case, "accept", office.clerk)
    act(case, "review", office.manager)
    job = asked(office, 1)
    bulk_run(bulk=job, clock=later)  # type: ignore[arg-type]
    assert [code for code, _words, _n in bulk_shown(bulk=job, actor=office.manager).reasons] == ["BOLE-B105"]


def test_a_verb_that_is_none_for_many_is_refused(office: Office) -> None:
    reviewed(office, 1)
    for verb in ("send-back", "withdraw", "pay", "nothing"):
        with pytest.raises(BoleError, match="BOLE-B119"):
            bulk_preview(verb=verb, filters=REVIEWED, actor=office.manager, at=AT)
    with pytest.raises(BoleError, match="BOLE-B120"):
        bulk_preview(verb="accept", filters=Filters(view="overdue"), actor=office.manager, at=AT)


def test_stopped_between_two_chunks_and_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed(office, 4)
    job = asked(office, 4)
    assert bulk._chunk_done(job, later(), 2)  # type: ignore[arg-type]
    bulk_cancel(bulk=job, actor=office.manager, at=AT)
    bulk_run(bulk=job, clock=later)  # type: ignore[arg-type]
    assert bulk_shown(bulk=job, actor=office.manager).done == 2
    with pytest.raises(BoleError):
        bulk_continue(bulk=job, actor=office.officer, at=AT)
    bulk_continue(bulk=job, actor=office.manager, at=AT)
    bulk_run(bulk=job, clock=later)  # type: ignore[arg-type]
    assert bulk_shown(bulk=job, actor=office.manager).done == 4


def test_the_work_list_filters_orders_and_sums(office: Office, django_assert_max_num_queries: object) -> None:
    cases = reviewed(office, 4)
    opened(office, fact=50, person=2)
    todo = work_list(filters=Filters(), actor=office.manager, at=AT)
    assert (todo.total, todo.fen) == (5, 5 * 150_000)
    assert todo.views["all"] == 5
    assert [row.number for row in todo.rows] == sorted(row.number for row in todo.rows)
    assert todo.rows[0].applicant == "张*明"
    by_name = work_list(filters=Filters(view="all", words="李四海"), actor=office.manager, at=AT)
    assert {row.case for row in by_name.rows} == {cases[1].pk, cases[3].pk}
    by_number = work_list(filters=Filters(view="all", words=cases[2].number), actor=office.manager, at=AT)
    assert [row.case for row in by_number.rows] == [cases[2].pk]
    assert work_list(filters=Filters(view="all"), actor=office.elsewhere, at=AT).total == 0
    assert work_list(filters=Filters(view="mine"), actor=office.clerk, at=AT).total == 4
    clerks = work_list(filters=Filters(), actor=office.clerk, at=AT)
    assert clerks.total == 1, "to accept"
    with pytest.raises(BoleError, match="BOLE-A005"):
        work_list(filters=Filters(), actor=office.worker, at=AT)


def test_a_page_of_many_rows_asks_no_more_than_one_of_few(office: Office, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for fact in (1, 2, 3):
        opened(office, fact=fact, person=fact - 1)
        with CaptureQueriesContext(
            connection,
        ) as asked_:
            work_list(filters=Filters(view="all"), actor=office.manager, at=AT)
        counts.append(len(asked_))
    assert counts[0] == counts[1] == counts[2] <= 10
