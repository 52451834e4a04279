"""What is past its time is really gone, what counts is untouched, and the chain of events verifies as before."""

from datetime import timedelta

import pytest
from django.db import connection

from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event
from bole.apps.registry.corrections import correction_answer, correction_request
from bole.apps.registry.imports.store import Store
from bole.apps.registry.models import Batch, BatchRow, Contact, Correction, Education, PendingRow, Person
from bole.apps.registry.person_file import person_file
from bole.apps.registry.retention import periods, retention_due, retention_erase
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import insured
from tests.apps.registry.reading import ADMINISTRATORS, NOBODY, TOWN, manager, officer, worker
from tests.apps.registry.recorded import person_made, record_made

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20_000)


def days(table: str, after: str) -> int:
    return next(one.days for one in periods() if table in one.tables and one.after == after)


def test_closed_records_go_after_their_time_and_not_before(db: None) -> None:
    person = person_made(1, town=TOWN, phone="12000000001")
    record_made(Person, thing=person, origin="mainland", at=AT)
    assert Person.objects.filter(thing=person).count() == 2
    end = AT + timedelta(days=days("person", "closed"))
    assert retention_due(actor=SYSTEM, at=end) == ()
    after = end + timedelta(seconds=1)
    (due,) = retention_due(actor=SYSTEM, at=after)
    assert (due.table, due.rows, due.verified) == ("person", 1, False)
    assert retention_erase(actor=SYSTEM, at=after) == (due,)
    assert [row.origin for row in Person.objects.filter(thing=person)] == ["mainland"]
    assert Contact.objects.filter(thing=person).count() == 1
    assert retention_erase(actor=SYSTEM, at=after) == ()


def test_what_counts_stays_for_ever(db: None) -> None:
    person = person_made(1, town=TOWN, phone="12000000001")
    record_made(Education, person=person, education="31")
    retention_erase(actor=SYSTEM, at=LATER)
    assert len(person_file(person=person, actor=officer(TOWN), at=LATER).entries) == 4


def test_pending_rows_faults_and_files_go_with_what_they_say(imports: Imports) -> None:
    came = imports("insurance", [insured(1), insured(2, 姓名="无名氏", 证件号码="", 手机号码="")])
    store = Store(Batch.objects.get(pk=came.batch).stored)
    assert store.folder.is_dir()
    sealed = bytes(PendingRow.objects.get().cells or b"")
    erased = {due.table: due.rows for due in retention_erase(actor=SYSTEM, at=LATER)}
    assert erased == {"pendingrow": 1, "batchrow": 1, "uploads": 1}
    assert not store.folder.exists()
    assert not PendingRow.objects.exists()
    assert not BatchRow.objects.exists()
    assert Batch.objects.filter(pk=came.batch).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_pendingrow WHERE cells = %s", [sealed])
        assert cursor.fetchone()[0] == 0


def test_answered_corrections_go_and_open_ones_stay(db: None) -> None:
    person = person_made(1, town=TOWN)
    numbers = [
        correction_request(person=person, what=what, text="不对", actor=worker(person), at=AT).number
        for what in ("姓名", "手机")
    ]
    correction_answer(correction=numbers[0], accepted=True, answer="好", actor=officer(TOWN), at=AT)
    retention_erase(actor=SYSTEM, at=LATER)
    assert list(Correction.objects.values_list("pk", flat=True)) == [numbers[1]]


def test_the_log_tells_what_was_erased_and_verifies(db: None) -> None:
    person = person_made(1, town=TOWN)
    record_made(Person, thing=person, origin="mainland")
    before = list(Event.objects.order_by("number").values_list("number", "hash"))
    retention_erase(actor=manager(), at=LATER)
    last = Event.objects.order_by("-number")[0]
    assert (last.kind, last.actor) == ("retention.erased", "负责")
    assert last.data == {"table": "person", "period": "closed-S1", "rows": 1}
    assert list(Event.objects.order_by("number").values_list("number", "hash"))[: len(before)] == before
    assert first_broken() is None


def test_who_may_not_erases_nothing(db: None) -> None:
    for actor in (officer(), worker(1), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            retention_due(actor=actor, at=LATER)
        with pytest.raises(BoleError, match="BOLE-A005"):
            retention_erase(actor=actor, at=LATER)
