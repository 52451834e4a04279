"""Undoing an import: the register is as before; what was written on top since is left and listed; killed, it goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event
from bole.apps.accounts.services import unit_create
from bole.apps.registry.bulk import things_made
from bole.apps.registry.corrections import correction_request
from bole.apps.registry.fields import sheets
from bole.apps.registry.imports import undo
from bole.apps.registry.imports.outcome import batch_shown
from bole.apps.registry.imports.store import Store
from bole.apps.registry.imports.undo import batch_undo, batch_undo_write
from bole.apps.registry.imports.undo_shown import left_shown, undo_shown
from bole.apps.registry.imports.write import batch_cancel, batch_confirm, batch_resume, batch_write
from bole.apps.registry.linking.settling import pending_settle
from bole.apps.registry.models import (
    Batch,
    BatchRow,
    Insurance,
    LeftRow,
    Organisation,
    OrganisationWord,
    PendingRow,
    Person,
    PersonWord,
)
from bole.apps.registry.person_search import person_search
from bole.apps.registry.pools import member_enter, pool_create
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM, Imports, Uploads, checked, source_made, upload, written
from tests.apps.registry.people import certificate, code, householder, insured, number
from tests.apps.registry.recorded import record_made

pytestmark = pytest.mark.django_db
Row = dict[str, str]


def undone(batch: int, at: datetime = AT) -> Batch:
    batch_undo(batch=batch, actor=SYSTEM, at=at)
    found = batch_undo_write(batch=batch, actor=SYSTEM, clock=lambda: at)
    assert found.state == Batch.UNDONE
    return found


def register() -> dict[str, list[Any]]:
    """Everything that counts now, but the number of the row and when it was recorded."""
    told: dict[str, list[Any]] = {}
    for name, sheet in sheets().items():
        columns = ["thing", "source", "told_by", "batch", *sheet.model.values()]
        rows = sheet.model._default_manager.filter(closed_at=None).values(*columns)
        told[name] = sorted((sorted((k, _plain(v)) for k, v in row.items()) for row in rows), key=str)
    told["words"] = sorted(PersonWord.objects.values_list("word", "thing"))
    told["sounds"] = sorted(OrganisationWord.objects.values_list("word", "thing"))
    told["pending"] = sorted(PendingRow.objects.filter(settled_at=None).values_list("batch", "row", "code"))
    told["faults"] = sorted(BatchRow.objects.values_list("batch", "row", "column", "code"))
    return told


def _plain(value: Any) -> str:
    return repr(bytes(value)) if isinstance(value, memoryview | bytes) else repr(value)


def left(batch: int) -> list[tuple[str, str, int | None]]:
    return [(one.table, one.why, one.by) for one in left_shown(batch=batch, actor=SYSTEM)]


def fails(code: str) -> "pytest.RaisesExc[BoleError]":
    return pytest.raises(BoleError, check=lambda error: error.code == code)


# --- as before ---


def test_what_a_batch_added_is_closed_and_nothing_is_lost(imports: Imports) -> None:
    before = register()
    came = imports("insurance", [insured(1), insured(2, 姓名="李四"), insured(3, 证件号码="440")])
    assert PendingRow.objects.count() == 1
    batch = undone(came.batch)
    assert register() == before
    assert Person.objects.filter(closed_by=came.batch).count() == 2
    assert Insurance.objects.filter(closed_by=came.batch).count() == 2
    assert (batch.undo["closed"], batch.undo["opened"], batch.undo["left"], batch.undo["pending"]) == (7, 0, 0, 1)
    assert person_search(words="李四", actor=SYSTEM, at=AT).total == 0
    assert first_broken() is None


def test_what_a_batch_changed_is_as_it_was_in_a_new_row(imports: Imports) -> None:
    imports("insurance", [insured(1), insured(2, 姓名="李四")])
    before = register()
    came = imports("insurance", [insured(1, 累计缴费月数="30", 手机号码="12999999999"), insured(4, 姓名="王五")])
    assert came == {"created": 1, "changed": 1}
    undone(came.batch, AT + timedelta(days=1))
    assert register() == before
    versions = list(Insurance.objects.filter(months__in=(12, 30), person=_person(1)).order_by("pk"))
    assert [row.months for row in versions] == [12, 30, 12]
    assert [row.closed_at is None for row in versions] == [False, False, True]
    assert versions[0].recorded_at == versions[0].closed_at == AT
    assert versions[2].recorded_at == AT + timedelta(days=1)


def _person(n: int) -> int:
    from bole.apps.registry.indexes import id_index

    return Person.objects.values_list("thing", flat=True).get(closed_at=None, id_index=id_index(number(n)))


def test_names_are_found_as_before(imports: Imports) -> None:
    imports("household", [householder(1, 姓名="张三明")])
    came = imports("household", [householder(1, 姓名="张三名"), householder(2, 姓名="李四海")])
    assert person_search(words="三名", actor=SYSTEM, at=AT).total == 1
    undone(came.batch)
    assert [person_search(words=words, actor=SYSTEM, at=AT).total for words in ("三明", "三名", "四海")] == [1, 0, 0]


def test_a_code_that_a_batch_brought_is_taken_back(imports: Imports) -> None:
    imports("insurance", [insured(1, 统一社会信用代码="")])
    before = register()
    came = imports("insurance", [insured(2, 姓名="李四")])
    assert Organisation.objects.get(closed_at=None).credit_code == code(1)
    undone(came.batch)
    assert register() == before


def test_the_same_file_comes_in_again(imports: Imports, uploads: Uploads) -> None:
    rows = [insured(1), insured(2, 姓名="李四"), insured(3, 证件号码="440"), insured(4, 险种="其他9")]
    came = imports("insurance", rows)
    after = register()
    undone(came.batch)
    again = written(checked(uploads("insurance", rows)))
    assert batch_shown(batch=again.batch, actor=SYSTEM).same_as is None
    assert again.counts == came.counts
    assert [len(found) for found in register().values()] == [len(found) for found in after.values()]


def test_a_batch_that_was_stopped_half_way_is_undone_and_not_resumed(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bole.apps.registry.imports.read.CHUNK", 2)
    batch = checked(uploads("insurance", [insured(n, 姓名="张" + chr(0x4E00 + n)) for n in range(1, 7)]))
    before = register()
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)
    stops = iter([True])

    def told(done: int, of: int) -> None:
        if next(stops, False):
            batch_cancel(batch=batch, actor=SYSTEM, at=AT)

    batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT, told=told)
    assert Batch.objects.get(pk=batch).done == 2
    undone(batch)
    assert register() == before
    with fails("BOLE-R034"):
        batch_resume(batch=batch, actor=SYSTEM, at=AT)


# --- what is left ---


def test_what_a_later_batch_wrote_is_left_and_listed(imports: Imports) -> None:
    first = imports("insurance", [insured(1), insured(2, 姓名="李四")])
    later = imports("insurance", [insured(1, 累计缴费月数="30")])
    after = register()
    undone(first.batch)
    now = register()
    assert [row.person for row in Insurance.objects.filter(closed_at=None)] == [_person(1)]
    assert now["person"] != after["person"]
    assert left(first.batch) == [
        ("contact", "changed", None), ("insurance", "changed", later.batch), ("organisation", "stands", None),
        ("person", "stands", None),
    ] or left(first.batch) == [
        ("insurance", "changed", later.batch), ("organisation", "stands", None), ("person", "stands", None),
    ]  # fmt: skip


def test_who_has_other_records_stays(imports: Imports) -> None:
    first = imports("insurance", [insured(1), insured(2, 姓名="李四")])
    imports("certificates", [certificate(1)])
    undone(first.batch)
    assert list(Person.objects.filter(closed_at=None).values_list("name", flat=True)) == ["张三"]
    assert left(first.batch) == [("person", "stands", None)]
    assert not Insurance.objects.filter(closed_at=None).exists()


def test_who_is_in_a_pool_asks_or_signs_in_stays(imports: Imports) -> None:
    came = imports("insurance", [insured(n, 姓名="张" + chr(0x4E00 + n)) for n in (1, 2)])
    pool = pool_create(code="p", name="人才库", kind="talent", actor=SYSTEM, at=AT)
    member_enter(pool=pool, person=_person(1), on=localdate(AT), actor=SYSTEM, at=AT)
    asking = Actor(9, "本人", (Granted("worker"),), person=_person(2))
    correction_request(person=_person(2), what="姓名", text="写错了", actor=asking, at=AT)
    [body] = Organisation.objects.filter(closed_at=None)
    unit_create(name="样例", kind="employer", organisation=body.thing, actor=SYSTEM, at=AT)
    undone(came.batch)
    assert left(came.batch) == [
        ("organisation", "stands", None),
        ("person", "stands", None),
        ("person", "stands", None),
    ]


def test_what_an_officer_wrote_since_is_left(imports: Imports) -> None:
    came = imports("insurance", [insured(1)])
    [spell] = Insurance.objects.filter(closed_at=None)
    record_made(Insurance, thing=spell.thing, months=13)
    undone(came.batch)
    assert ("insurance", "changed", None) in left(came.batch)
    assert Insurance.objects.get(closed_at=None).months == 13


def test_undone_one_after_the_other_in_any_order_both_are_gone(imports: Imports) -> None:
    before = register()
    first = imports("insurance", [insured(1)], source="one")
    second = imports("insurance", [insured(1, 累计缴费月数="30"), insured(2, 姓名="李四")], source="two")
    undone(first.batch)
    assert left(first.batch)
    undone(second.batch)
    assert Insurance.objects.filter(closed_at=None).count() == 0  # what the first said is not opened again
    undone(first.batch)
    assert left(first.batch) == []
    assert register() == before
    with fails("BOLE-R040"):
        batch_undo(batch=first.batch, actor=SYSTEM, at=AT)


def test_a_held_row_that_came_again_stays(imports: Imports) -> None:
    first = imports("insurance", [insured(1), insured(3, 证件号码="440")])
    imports("insurance", [insured(2, 姓名="李四"), insured(3, 证件号码="440")])
    batch = undone(first.batch)
    assert (batch.undo["pending"], batch.undo["pending_left"]) == (0, 1)
    assert PendingRow.objects.count() == 1


def test_what_a_settled_row_wrote_goes_and_the_row_may_be_held_again(imports: Imports) -> None:
    imports("household", [householder(1)])
    before = register()
    came = imports("insurance", [insured(1, 证件号码=number(1)[:-4] + "****")])
    [held] = PendingRow.objects.all()
    pending_settle(pending=held.pk, person=_person(1), actor=SYSTEM, at=AT, reason="号码前段和姓名相同")
    assert Insurance.objects.filter(closed_at=None, batch=came.batch).exists()
    undone(came.batch)
    assert register() == before
    again = imports("insurance", [insured(1, 证件号码=number(1)[:-4] + "****")])
    assert PendingRow.objects.get().batch_id == again.batch


def test_a_number_that_belongs_to_another_by_now_is_left(imports: Imports) -> None:
    record_made(Organisation, name="旧名公司", pinyin="jiu", credit_code=code(5), source="employers")
    came = imports("employers", [{"单位名称": "新名公司", "统一社会信用代码": code(5), "单位类别": "企业"}])
    [held] = Organisation.objects.filter(closed_at=None)
    Organisation.objects.filter(pk=held.pk).update(credit_code=code(6))  # as if its code had been mended
    [other] = things_made("organisation", 1, AT)
    record_made(Organisation, thing=other, name="别的公司", pinyin="bie", credit_code=code(5))
    undone(came.batch)
    assert left(came.batch) == [("organisation", "changed", None)]
    assert Organisation.objects.filter(closed_at=None).count() == 2


# --- who, when, and what it would do ---


def test_the_preview_says_what_comes_of_it(imports: Imports) -> None:
    imports("insurance", [insured(1)], source="one")
    came = imports(
        "insurance", [insured(1, 累计缴费月数="30"), insured(2, 姓名="李四"), insured(3, 姓名="王五")], source="one"
    )
    imports("insurance", [insured(2, 姓名="李四", 累计缴费月数="31")], source="one")
    imports("certificates", [certificate(3, 姓名="王五")])
    shown = undo_shown(batch=came.batch, actor=SYSTEM)
    batch = undone(came.batch)
    assert (shown.closed, shown.opened, shown.left) == (
        batch.undo["closed"], batch.undo["opened"], batch.undo["left"],
    )  # fmt: skip
    assert shown.possible
    assert shown.left == 3


def test_only_who_may_confirm_may_undo(imports: Imports) -> None:
    came = imports("insurance", [insured(1)])
    for role in ("officer", "clerk", "worker", "system-administrator"):
        actor = Actor(1, "x", (Granted(role),))
        with fails("BOLE-A005"):
            batch_undo(batch=came.batch, actor=actor, at=AT)
        with fails("BOLE-A005"):
            batch_undo_write(batch=came.batch, actor=actor, clock=lambda: AT)
        with fails("BOLE-A005"):
            undo_shown(batch=came.batch, actor=actor)
        assert "undo" not in batch_shown(batch=came.batch, actor=Actor(1, "x", (Granted("officer"),))).acts
    assert "undo" in batch_shown(batch=came.batch, actor=Actor(1, "x", (Granted("manager"),))).acts


def test_what_was_not_written_or_is_too_old_is_not_undone(imports: Imports, uploads: Uploads) -> None:
    waiting = checked(uploads("insurance", [insured(1)]))
    with fails("BOLE-R034"):
        batch_undo(batch=waiting, actor=SYSTEM, at=AT)
    came = imports("insurance", [insured(1)])
    with fails("BOLE-R041"):
        batch_undo(batch=came.batch, actor=SYSTEM, at=AT + timedelta(days=1_200))
    undone(came.batch)
    with fails("BOLE-R040"):
        batch_undo(batch=came.batch, actor=SYSTEM, at=AT)


def test_it_is_written_down_and_the_files_go(imports: Imports) -> None:
    came = imports("insurance", [insured(1), insured(3, 证件号码="440")])
    store = Store(Batch.objects.get(pk=came.batch).stored)
    assert store.folder.exists()
    undone(came.batch)
    assert not store.folder.exists()
    events = Event.objects.filter(kind__startswith="import.undo").order_by("number")
    kinds = [event.kind for event in events]
    assert (kinds[0], kinds[-1]) == ("import.undo-confirmed", "import.undone")
    assert set(kinds[1:-1]) == {"import.undo-chunk"}
    assert sum(event.data["closed"] for event in events if event.kind == "import.undo-chunk") == 4
    assert "errors" not in batch_shown(batch=came.batch, actor=SYSTEM).acts


# --- cut off ---


@pytest.mark.parametrize("chunk", [1, 2, 5])
def test_cut_off_at_every_chunk_it_ends_the_same(imports: Imports, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(undo, "CHUNK", chunk)
    imports("insurance", [insured(1), insured(2, 姓名="李四")], source="one")
    before = register()
    came = imports(
        "insurance",
        [insured(1, 累计缴费月数="30"), insured(3, 姓名="王五", 手机号码="12999999998"), insured(5, 证件号码="440")],
        source="one",
    )
    batch_undo(batch=came.batch, actor=SYSTEM, at=AT)

    class CutError(Exception):
        pass

    for _again in range(60):

        def told(done: int, whole: int) -> None:
            assert 0 <= done <= whole
            raise CutError

        try:
            batch_undo_write(batch=came.batch, actor=SYSTEM, clock=lambda: AT, told=told)
        except CutError:
            batch_undo(batch=came.batch, actor=SYSTEM, at=AT)
        else:
            break
    assert Batch.objects.get(pk=came.batch).state == Batch.UNDONE
    assert register() == before
    progress = Batch.objects.get(pk=came.batch).undo
    assert progress["done"] == progress["whole"]
    assert (progress["closed"], progress["opened"], progress["pending"]) == (4, 1, 1)


# --- any two files ---


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


_SPELL = st.builds(
    lambda n, body, months, start, phone, bad: insured(
        n,
        姓名=f"张{chr(0x4E00 + n)}",
        单位名称=f"样例{body}号有限公司",
        统一社会信用代码=code(body) if body else "",
        累计缴费月数=str(months),
        缴费起始日期=f"2024-0{start}-01",
        手机号码=f"1299999999{phone}" if phone else "",
        **({"证件号码": number(n)[:-4] + "****"} if bad else {}),
    ),
    st.integers(1, 4), st.integers(0, 2), st.integers(1, 3), st.integers(1, 2), st.integers(0, 2), st.booleans(),
)  # fmt: skip
_HOME = st.builds(
    lambda n, name, town: householder(n, 姓名=f"张{chr(0x4E00 + n)}{name}", 镇街=town),
    st.integers(1, 4), st.sampled_from(["", "明"]), st.sampled_from(["442000001", "442000002"]),
)  # fmt: skip
_PAPER = st.builds(
    lambda n, number_of, body, level, end: certificate(
        n, 姓名=f"张{chr(0x4E00 + n)}", 证书编号=f"S6000{number_of:017}", 发证机构=f"样例{body}号有限公司",
        技能等级=level, 证书状态=end,
    ),
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 2), st.sampled_from(["三级/高级工", "四级/中级工"]),
    st.sampled_from(["有效", "注销"]),
)  # fmt: skip
_BODY = st.builds(
    lambda body, coded, town: {
        "单位名称": f"样例{body}号有限公司", "统一社会信用代码": code(body) if coded else "", "单位类别": "企业",
        "所在镇街": town,
    },
    st.integers(1, 3), st.booleans(), st.sampled_from(["442000001", "442000002"]),
)  # fmt: skip


def _files(kind: str, row: st.SearchStrategy[Row]) -> st.SearchStrategy[tuple[str, str, list[Row]]]:
    return st.tuples(st.just(kind), st.sampled_from(["one", "two"]), st.lists(row, min_size=1, max_size=5))


_FILE = st.one_of(
    _files("insurance", _SPELL), _files("household", _HOME), _files("certificates", _PAPER), _files("employers", _BODY)
)
File = tuple[str, str, list[Row]]


def came_in(file: File) -> int:
    kind, source, rows = file
    return written(checked(upload(kind, rows, source=source))).batch


@given(before=st.lists(_FILE, max_size=2), file=_FILE)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_register_reads_as_before_after_any_file_was_undone(
    uploads: Uploads, before: list[File], file: File
) -> None:
    with rolled_back():
        source_made("one")
        source_made("two", rank=50)
        for one in before:
            came_in(one)
        told = register()
        batch = came_in(file)
        undone(batch)
        assert register() == told
        assert not LeftRow.objects.exists()
        assert first_broken() is None


@given(first=_FILE, second=_FILE, third=_FILE)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_from_the_last_to_the_first_each_is_as_before(
    uploads: Uploads, first: File, second: File, third: File
) -> None:
    with rolled_back():
        source_made("one")
        source_made("two", rank=50)
        states, batches = [register()], list[int]()
        for file in (first, second, third):
            batches.append(came_in(file))
            states.append(register())
        for batch, told in zip(reversed(batches), reversed(states[:-1]), strict=True):
            undone(batch)
            assert register() == told


@given(first=_FILE, second=_FILE)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undone_from_the_first_to_the_last_nothing_is_left_in_the_end(
    uploads: Uploads, first: File, second: File
) -> None:
    with rolled_back():
        source_made("one")
        source_made("two", rank=50)
        told = register()
        batches = [came_in(first), came_in(second)]
        for batch in (*batches, batches[0]):
            if undo.undoable(Batch.objects.get(pk=batch)):
                undone(batch)
        assert {name: rows for name, rows in register().items() if name != "pending"} == {
            name: rows for name, rows in told.items() if name != "pending"
        }
