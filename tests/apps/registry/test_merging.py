"""Two files become one and two again: nothing is lost, nothing stays behind, and who may not decide cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event, User
from bole.apps.accounts.sealing import place, unseal
from bole.apps.registry.fields import sheets
from bole.apps.registry.linking.merging import merge_undo, person_now, persons_merge, written_since
from bole.apps.registry.linking.settling import pending_settle
from bole.apps.registry.models import (
    Certificate,
    Contact,
    Correction,
    Doubt,
    Insurance,
    Merge,
    PendingRow,
    Person,
    Training,
)
from bole.apps.registry.person_search import person_search
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import certificate, insured, number
from tests.apps.registry.reading import OTHER_TOWN, TOWN, clerk, officer, worker
from tests.apps.registry.recorded import body_made, person_made, record_made

pytestmark = pytest.mark.django_db
WHY = "号码与电话都核对过"


def register() -> dict[str, set[tuple[Any, ...]]]:
    """All that counts now, sealed values opened: what a reader of the register would read."""
    found = {}
    for table, sheet in sheets().items():
        model = sheet.model
        found[table] = {
            (
                row.thing,
                row.source_id,
                row.batch_id,
                tuple(sorted(row.told_by.items())),
                *(_opened(row, name) for name in model.values()),
            )
            for row in model._default_manager.filter(closed_at__isnull=True)
        }
    return found


def _opened(row: Any, name: str) -> Any:
    value = getattr(row, name)
    sealed = sheets()[row._meta.model_name].items[name].sensitivity == "S1"
    if value is None or not sealed:
        return bytes(value) if isinstance(value, memoryview | bytes) else value
    return unseal(value, place(type(row), name, row.thing))


def merged(kept: int, gone: int, actor: Actor = SYSTEM) -> int:
    return persons_merge(kept=kept, gone=gone, reason=WHY, actor=actor, at=AT).merge


def undone(merge: int, actor: Actor = SYSTEM) -> None:
    merge_undo(merge=merge, reason=WHY, actor=actor, at=AT)


@pytest.fixture
def two(db: None) -> tuple[int, int]:
    """Two files: the second has a phone, a certificate and a spell that the first has too."""
    one, other = person_made(1, town=TOWN), person_made(2, town=TOWN, phone="12000000002")
    body = body_made(1)
    for person, source in ((one, "insurance"), (other, "jobs")):
        told: dict[str, Any] = {"organisation": body, "kind": "pension", "started_on": date(2024, 5, 1)}
        record_made(Insurance, source=source, person=person, **told, city="442000" if person == one else "")
    record_made(Certificate, source="certificates", person=other, number="S60001", kind="skill", level=3)
    return one, other


def test_all_that_is_recorded_of_one_is_recorded_of_the_other(two: tuple[int, int]) -> None:
    kept, gone = two
    merged(kept, gone)
    assert Certificate.objects.get(closed_at=None).person == kept
    assert Insurance.objects.filter(closed_at=None).count() == 1, "told twice, counted once"
    phone = Contact.objects.get(closed_at=None)
    assert phone.thing == kept
    assert phone.phone is not None
    assert unseal(bytes(phone.phone), place(Contact, "phone", kept)) == "12000000002"
    assert not Person.objects.filter(thing=gone, closed_at=None)
    assert person_now(gone) == kept
    assert first_broken() is None


def test_he_is_found_by_the_number_that_he_had(two: tuple[int, int], imports: Imports) -> None:
    kept, gone = two
    merged(kept, gone)
    found = person_search(words=number(2), actor=officer(TOWN), at=AT)
    assert [row.person for row in found.rows] == [kept]
    came = imports("certificates", [certificate(2, 证书编号="S60009")])
    assert came == {"created": 1}
    assert Certificate.objects.get(number="S60009", closed_at=None).person == kept
    assert Person.objects.filter(closed_at=None).count() == 1


def test_undone_all_is_as_it_was(two: tuple[int, int]) -> None:
    before = register()
    merge = merged(*two)
    assert register() != before
    undone(merge)
    assert register() == before
    assert person_now(two[1]) == two[1]
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["person.merged", "person.merge-undone"]


def test_what_was_written_meanwhile_stays_as_it_was_written(two: tuple[int, int], imports: Imports) -> None:
    kept, gone = two
    merge, later = merged(kept, gone), AT + timedelta(hours=1)
    imports("certificates", [certificate(2, 证书编号="S60001", 技能等级="二级/技师")], source="certificates")
    record_made(Certificate, source="certificates", at=later, person=kept, number="S60009", kind="skill")
    assert written_since(Merge.objects.get(pk=merge)) == 1
    undone(merge)
    moved = Certificate.objects.get(number="S60001", closed_at=None)
    assert (moved.person, moved.level) == (gone, 5), "it is his again, with the level that was told since"
    assert Certificate.objects.get(number="S60009", closed_at=None).person == kept


def test_a_chain_is_undone_from_its_end(two: tuple[int, int]) -> None:
    third = person_made(3, town=TOWN)
    before = register()
    first, second = merged(two[0], two[1]), merged(third, two[0])
    assert person_now(two[1]) == third
    with pytest.raises(BoleError) as raised:
        undone(first)
    assert raised.value.code == "BOLE-R705"
    undone(second)
    undone(first)
    assert register() == before
    with pytest.raises(BoleError) as raised:
        undone(first)
    assert raised.value.code == "BOLE-R704"


def test_the_account_and_what_he_asked_for_go_with_him(two: tuple[int, int]) -> None:
    kept, gone = two
    account = User.objects.create(username="zhang", person=gone)
    Correction.objects.create(thing=99, person=gone, what="姓名", asked_at=AT)
    merge = merged(kept, gone)
    account.refresh_from_db()
    assert account.person == kept
    assert Correction.objects.get().person == kept
    undone(merge)
    account.refresh_from_db()
    assert account.person == gone
    assert Correction.objects.get().person == gone


@pytest.mark.parametrize(
    "actor",
    [clerk(TOWN), officer(OTHER_TOWN), worker(1), Actor(9, "无")],
    ids=["clerk", "elsewhere", "worker", "nobody"],
)
def test_who_may_not_decide_cannot(two: tuple[int, int], actor: Actor) -> None:
    with pytest.raises(BoleError):
        merged(*two, actor)
    merge = merged(*two)
    with pytest.raises(BoleError):
        undone(merge, actor)
    assert Merge.objects.get(pk=merge).undone_at is None


def test_a_merge_says_why_and_is_of_two_files(two: tuple[int, int]) -> None:
    for kept, gone, reason, code in ((two[0], two[0], WHY, "BOLE-R701"), (*two, " ", "BOLE-R702")):
        with pytest.raises(BoleError) as raised:
            persons_merge(kept=kept, gone=gone, reason=reason, actor=SYSTEM, at=AT)
        assert raised.value.code == code
    assert not Merge.objects.exists()


def test_a_doubt_about_the_one_that_is_gone_is_asked_of_the_other(two: tuple[int, int]) -> None:
    kept, gone = two
    third = person_made(3, town=TOWN)
    Doubt.objects.create(person=kept, other=gone, weight=5, found_at=AT)
    Doubt.objects.create(person=gone, other=third, weight=5, found_at=AT)
    merge = merged(kept, gone)
    states = {(doubt.person, doubt.other): doubt.state for doubt in Doubt.objects.all()}
    assert states == {(kept, gone): "joined", (kept, third): "open"}
    undone(merge)
    states = {(doubt.person, doubt.other): doubt.state for doubt in Doubt.objects.all()}
    assert states == {(kept, gone): "open", (gone, third): "open"}


def test_a_row_asked_of_two_is_asked_of_both_again_when_it_comes_back(imports: Imports) -> None:
    imports("insurance", [insured(1), insured(2, 姓名="张三丰")])
    one, other = Person.objects.order_by("thing").values_list("thing", flat=True)
    imports("training", [training_row(证件号码="")])
    row = PendingRow.objects.get()
    for person in (one, other):
        Doubt.objects.create(person=person, pending=row, weight=1_000, found_at=AT)
    done = pending_settle(pending=row.pk, person=one, reason=WHY, actor=SYSTEM, at=AT)
    assert dict(Doubt.objects.values_list("person", "state")) == {one: "joined", other: "apart"}
    undone(done.merge)
    assert dict(Doubt.objects.values_list("person", "state")) == {one: "open", other: "open"}


# --- held rows ---


def test_a_held_row_is_written_as_its_import_would_have(imports: Imports) -> None:
    imports("insurance", [insured()])
    person = Person.objects.get().thing
    masked = number(1)[:6] + "********" + number(1)[-4:]
    came = imports("training", [training_row(证件号码=masked)])
    assert came == {"conflicting": 1}
    before = register()
    row = PendingRow.objects.get()
    done = pending_settle(pending=row.pk, person=person, reason=WHY, actor=SYSTEM, at=AT)
    found = Training.objects.get(closed_at=None)
    assert (found.person, found.batch_id, found.source.code) == (person, came.batch, "training")
    assert PendingRow.objects.get().settled_as == "linked"
    with pytest.raises(BoleError) as raised:
        pending_settle(pending=row.pk, person=person, reason=WHY, actor=SYSTEM, at=AT)
    assert raised.value.code == "BOLE-R706"
    undone(done.merge)
    after = register()
    assert {table: rows for table, rows in after.items() if table != "organisation"} == {
        table: rows for table, rows in before.items() if table != "organisation"
    }
    assert PendingRow.objects.get().settled_at is None


def training_row(**more: str) -> dict[str, str]:
    row = {
        "姓名": "张三", "证件号码": number(1), "班次编号": "K1", "培训项目": "岗位培训", "培训机构": "样例培训学校",
        "开班日期": "2024-05-03", "结业日期": "2024-06-03", "课时": "40", "手机号码": "12000000001",
    }  # fmt: skip
    return row | more


# --- whatever the two files hold ---

SPELL = st.tuples(st.sampled_from(["pension", "medical"]), st.integers(1, 3), st.sampled_from(["insurance", "jobs"]))
FILE = st.fixed_dictionaries(
    {
        "spells": st.lists(SPELL, max_size=3, unique_by=lambda one: one[:2]),
        "certificates": st.integers(0, 2),
        "phone": st.sampled_from(["", "12000000001", "12000000002"]),
        "town": st.sampled_from(["", TOWN, OTHER_TOWN]),
    }
)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(files=st.lists(FILE, min_size=2, max_size=3), order=st.permutations([0, 1, 2]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_to_merge_and_to_undo_is_to_do_nothing(db: None, files: list[dict[str, Any]], order: list[int]) -> None:
    with rolled_back():
        persons = [filled(at, told) for at, told in enumerate(files)]
        ordered = [persons[at] for at in order if at < len(persons)]
        before, merges = register(), []
        for gone in ordered[1:]:
            merges.append(merged(ordered[0], gone))
        certificates = Certificate.objects.filter(closed_at=None)
        assert {row.person for row in certificates} <= {ordered[0]}
        assert certificates.count() == sum(told["certificates"] for told in files)
        for merge in reversed(merges):
            undone(merge)
        assert register() == before


@given(files=st.lists(FILE, min_size=3, max_size=3))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_does_not_matter_which_is_merged_first(db: None, files: list[dict[str, Any]]) -> None:
    told = []
    for order in ((1, 2), (2, 1)):
        with rolled_back():
            persons = [filled(at, one) for at, one in enumerate(files)]
            for at in order:
                merged(persons[0], persons[at])
            spells = Insurance.objects.filter(closed_at=None)
            told.append(
                (
                    sorted((row.kind, row.started_on) for row in spells),
                    Certificate.objects.filter(closed_at=None, person=persons[0]).count(),
                )
            )
    assert told[0] == told[1]


def filled(at: int, told: dict[str, Any]) -> int:
    person = person_made(at + 1, town=told["town"], phone=told["phone"] and f"1200000{at}{told['phone'][-3:]}")
    body = body_made(at + 1)
    for kind, month, source in told["spells"]:
        record_made(
            Insurance, source=source, person=person, organisation=body, kind=kind, started_on=date(2024, month, 1)
        )
    for count in range(told["certificates"]):
        record_made(Certificate, source="certificates", person=person, number=f"S6{at}{count}", kind="skill", level=3)
    return person
