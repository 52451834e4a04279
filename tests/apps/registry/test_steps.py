"""The steps of an import as the pages call them: preview, stopping and going on, error file, template, permissions."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from openpyxl import load_workbook

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event
from bole.apps.registry.imports import read, write
from bole.apps.registry.imports.error_file import error_file_ending, error_file_write
from bole.apps.registry.imports.kinds import all_kinds, kind_named
from bole.apps.registry.imports.outcome import batch_shown, batches_shown, fault_counts, faults_shown
from bole.apps.registry.imports.preview import batch_preview
from bole.apps.registry.imports.store import Store
from bole.apps.registry.imports.tasks import check_enqueue, check_in_background, write_enqueue, write_in_background
from bole.apps.registry.imports.template import template_write
from bole.apps.registry.imports.upload import batch_discard, batch_upload
from bole.apps.registry.imports.write import batch_cancel, batch_confirm, batch_resume, batch_write
from bole.apps.registry.models import Batch, Insurance, PendingRow, Person, Source
from bole.apps.registry.sources import source_add, source_change, source_found, sources
from bole.kernel.errors import BoleError
from bole.kernel.messages import use_language
from tests.apps.registry.importing import AT, SYSTEM, Imports, Uploads, came_of, checked, csv_of, source_made, written
from tests.apps.registry.people import certificate, householder, insured, number

pytestmark = pytest.mark.django_db


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(BoleError) as raised:
        call()
    assert raised.value.message
    return raised.value.code


# --- preview ---


def mixed() -> list[dict[str, str]]:
    return [
        insured(1),
        insured(1, 累计缴费月数="13", 险种="工伤"),
        insured(2, 姓名="李四"),
        insured(2, 姓名="李四"),
        insured(3, 姓名="王五", 险种="？"),
        insured(4, 姓名="赵六", 证件号码=""),
        insured(5, 姓名="孙七"),
        insured(5, 姓名="欧阳春晓", 险种="工伤"),
        insured(6, 姓名="周八", 累计缴费月数="1"),
        insured(6, 姓名="周八", 累计缴费月数="2"),
    ]


@pytest.mark.parametrize("chunk", [10_000, 3, 1])
def test_a_preview_counts_what_writing_then_does_and_writes_nothing(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(read, "CHUNK", chunk)
    written(checked(uploads("insurance", [insured(1)])))
    before = (Person.objects.count(), Insurance.objects.count(), PendingRow.objects.count())
    batch = checked(uploads("insurance", mixed()))
    preview = batch_preview(batch=batch, actor=SYSTEM, faults=True)
    assert (Person.objects.count(), Insurance.objects.count(), PendingRow.objects.count()) == before
    assert batch_shown(batch=batch, actor=SYSTEM).preview == preview.counts
    came = written(batch)
    assert (
        came.counts == preview.counts == {"created": 4, "changed": 0, "unchanged": 2, "conflicting": 3, "rejected": 1}
    )
    kept = {(fault.row, fault.code) for fault in came.faults}
    assert {(fault.row, fault.code) for fault in preview.faults} <= kept


def test_a_preview_shows_rows_as_they_were_understood(uploads: Uploads) -> None:
    batch = checked(uploads("insurance", [insured(参保状态="停保", 缴费截止日期="2024年12月", 累计缴费月数="１２")]))
    (shown,) = batch_preview(batch=batch, actor=SYSTEM).samples["created"]
    assert (shown["row"], shown["kind"], shown["until"], shown["months"]) == (2, "pension", "2024-12-31", 12)
    assert shown["person.id_number"] == f"{number(1)[:4]}**********{number(1)[-4:]}"


def test_previews_of_persons_and_bodies_themselves(uploads: Uploads) -> None:
    batch = checked(uploads("household", [householder(), householder(), householder(2, 姓名="李四")]))
    preview = batch_preview(batch=batch, actor=SYSTEM)
    assert written(batch).counts == preview.counts
    assert preview.counts["created"] == 2
    bodies = [{"单位名称": "样例公司", "统一社会信用代码": "", "企业规模": "小型"}] * 2
    batch = checked(uploads("employers", bodies))
    preview = batch_preview(batch=batch, actor=SYSTEM)
    assert written(batch).counts == preview.counts
    assert preview.counts["created"] == 1


# --- stopping and going on ---


def test_a_batch_is_stopped_between_chunks_and_goes_on(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "CHUNK", 2)
    batch = checked(uploads("insurance", [insured(n, 姓名=f"王{'一二三四五六七'[n]}") for n in range(7)]))
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)
    stop = lambda done, of: batch_cancel(batch=batch, actor=SYSTEM, at=AT) if done == 4 else None  # noqa: E731
    stopped = batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT, told=stop)
    assert (stopped.state, stopped.done, Insurance.objects.count()) == (Batch.CANCELLED, 4, 4)
    assert batch_shown(batch=batch, actor=SYSTEM).progress == 57
    assert refused(lambda: batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT)) == "BOLE-R034"
    batch_resume(batch=batch, actor=SYSTEM, at=AT)
    batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT)
    assert came_of(batch) == {"created": 7}
    kinds = list(Event.objects.filter(about_id=batch, about="batch").order_by("number").values_list("kind", flat=True))
    assert kinds.count("import.chunk") == 4
    assert {"import.cancelled", "import.resumed", "import.done"} <= {*kinds}


def test_a_clock_that_jumps_back_puts_no_row_out_of_order(uploads: Uploads) -> None:
    later = checked(uploads("insurance", [insured(1), insured(2, 姓名="李四")]))
    before, after = AT - timedelta(hours=3), AT + timedelta(hours=2)
    batch_confirm(batch=later, actor=SYSTEM, at=AT)
    batch_write(batch=later, actor=SYSTEM, clock=lambda: after)
    batch = checked(uploads("insurance", [insured(1, 累计缴费月数="99")]))
    batch_confirm(batch=batch, actor=SYSTEM, at=before)
    batch_write(batch=batch, actor=SYSTEM, clock=lambda: before)
    assert came_of(batch) == {"changed": 1}
    old = Insurance.objects.get(closed_at__isnull=False)
    new = Insurance.objects.get(thing=old.thing, closed_at__isnull=True)
    assert old.closed_at is not None
    assert (old.recorded_at <= old.closed_at, old.closed_at <= new.recorded_at) == (True, True)
    assert first_broken() is None


def test_what_is_done_is_done(imports: Imports) -> None:
    came = imports("insurance", [insured()])
    acts: tuple[Callable[..., object], ...] = (batch_confirm, batch_cancel, batch_resume)
    for act in acts:
        assert refused(partial(act, batch=came.batch, actor=SYSTEM, at=AT)) == "BOLE-R034"
    assert refused(lambda: batch_shown(batch=10**6, actor=SYSTEM)) == "BOLE-R033"


def test_files_that_are_gone_are_told(uploads: Uploads) -> None:
    batch = checked(uploads("insurance", [insured()]))
    Store(Batch.objects.get(pk=batch).stored).remove()
    assert refused(lambda: batch_preview(batch=batch, actor=SYSTEM)) == "BOLE-R035"
    assert refused(lambda: batch_confirm(batch=batch, actor=SYSTEM, at=AT)) == "BOLE-R035"
    assert refused(lambda: checked(batch)) == "BOLE-R035"


def test_of_a_batch_that_is_written_only_the_rows_that_did_not_go_in_stay_on_the_disk(
    imports: Imports, tmp_path: Path
) -> None:
    came = imports("insurance", [insured(1), insured(2, 险种="？")])
    folder = Store(Batch.objects.get(pk=came.batch).stored).folder
    assert [path.name for path in folder.iterdir()] == ["cells.parquet"]
    assert pq.read_table(folder / "cells.parquet")["row"].to_pylist() == [3]


def test_a_database_that_was_away_is_waited_for_and_one_that_is_full_is_told(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(uploads("insurance", [insured()]))
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)
    chunk, tries = write._chunk, [0]

    def away(*arguments: Any) -> bool:
        tries[0] += 1
        if tries[0] < 3:
            raise OperationalError("database is locked")
        return chunk(*arguments)

    def full(*_arguments: Any) -> bool:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(write, "_passes", lambda error: "locked" in str(error))
    monkeypatch.setattr(write, "_PAUSE", 0)
    monkeypatch.setattr(write, "_chunk", full)
    assert refused(lambda: batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT)) == "BOLE-R037"
    monkeypatch.setattr(write, "_chunk", away)
    batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT)
    assert tries == [3]
    assert came_of(batch) == {"created": 1}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_in_the_middle_is_made_again(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("database") != "postgresql":
        pytest.skip("SQLite has no connection to cut")
    monkeypatch.setattr(read, "CHUNK", 2)
    monkeypatch.setattr(write, "_PAUSE", 0.01)
    batch = checked(uploads("insurance", [insured(n, 姓名=f"王{'一二三四五六'[n]}") for n in range(6)]))
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)

    def cut(done: int, _of: int) -> None:
        if done == 2:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                own = cursor.fetchone()[0]
            told = connection.get_connection_params()
            address = {name: told[name] for name in ("host", "port", "user", "password", "dbname") if name in told}
            with psycopg.connect(**address) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [own])

    batch_write(batch=batch, actor=SYSTEM, clock=lambda: AT, told=cut)
    assert came_of(batch) == {"created": 6}


# --- files out ---


def test_an_error_file_has_the_shape_of_the_upload_and_goes_in_once_mended(imports: Imports, tmp_path: Path) -> None:
    came = imports(
        "insurance", [insured(1), insured(2, 姓名="李四", 险种="=1+1"), insured(3, 姓名="王五", 证件号码="")]
    )
    assert error_file_ending(batch=came.batch, actor=SYSTEM) == ".csv"
    target = tmp_path / "错误.csv"
    assert error_file_write(batch=came.batch, target=target, actor=SYSTEM) == 2
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [*rows[0]] == [*insured(), "错误说明"]
    assert rows[0]["险种"] == "'=1+1", "no formula"
    assert rows[0]["错误说明"].startswith("“险种”：不在可填的内容里。可以填：职工养老保险")
    rows[0]["险种"], rows[1]["证件号码"] = "养老", number(3)
    assert imports("insurance", csv_of(rows)) == {"created": 2}


def test_an_error_file_as_a_workbook_keeps_long_numbers(imports: Imports, tmp_path: Path) -> None:
    came = imports("insurance", [insured(1, 险种="？")])
    target = tmp_path / "错误.xlsx"
    assert error_file_write(batch=came.batch, target=target, actor=SYSTEM) == 1
    sheet = load_workbook(target).active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, headings.index("证件号码") + 1)
    assert (cell.value, cell.data_type, cell.number_format) == (number(1), "s", "@")
    as_parquet = tmp_path / "错误.parquet"
    assert error_file_write(batch=came.batch, target=as_parquet, actor=SYSTEM) == 1
    assert pq.read_table(as_parquet)["证件号码"].to_pylist() == [number(1)]


@pytest.mark.parametrize("kind", sorted(all_kinds()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_lists_what_may_be_chosen_and_is_itself_understood(
    uploads: Uploads, tmp_path: Path, kind: str, language: str
) -> None:
    use_language(language)
    target = tmp_path / "模板.xlsx"
    template_write(kind=kind, target=target)
    book = load_workbook(target)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [column.label for column in kind_named(kind).columns]
    assert [other.sheet_state for other in book.worksheets] == ["visible", "hidden", "visible"]
    listed = [column for column in kind_named(kind).columns if column.kind in ("code", "level", "flag")]
    assert len(sheet.data_validations.dataValidation) >= len(listed)
    assert refused(lambda: checked(uploads(kind, target.read_bytes(), name="模板.xlsx"))) == "BOLE-R013", (
        "headings fit, no rows"
    )


def test_what_a_template_offers_is_accepted(imports: Imports) -> None:
    from bole.apps.registry.imports.cells import choice_list, reader
    from tests.apps.registry.test_cells import TODAY

    for language in ("zh", "en"):
        use_language(language)
        for kind in all_kinds().values():
            for column in kind.columns:
                if column.kind in ("code", "level", "flag", "words"):
                    faults = [choice for choice in choice_list(column) if reader(column, today=TODAY)(choice).fault]
                    assert faults == [], (kind.id, column.to)


# --- lists ---


def test_lists_of_batches_and_faults_in_both_languages(imports: Imports) -> None:
    came = imports("insurance", [insured(1, 险种="？"), insured(2, 证件号码=""), insured(3, 险种="！")])
    assert [(count, code) for code, _told, count in fault_counts(batch=came.batch, actor=SYSTEM)] == [
        (2, "BOLE-R105"),
        (1, "BOLE-R201"),
    ]
    assert [fault.row for fault in faults_shown(batch=came.batch, actor=SYSTEM, only="conflicting")] == [3]
    assert [fault.row for fault in faults_shown(batch=came.batch, actor=SYSTEM, start=1, limit=1)] == [3]
    assert [batch.number for batch in batches_shown(actor=SYSTEM, source="insurance")] == [came.batch]
    use_language("en")
    first = next(faults_shown(batch=came.batch, actor=SYSTEM))
    assert "employees' pension insurance" not in first.column
    assert first.to_json()["code"] == "BOLE-R105"
    assert not any("\u4e00" <= c <= "\u9fff" for c in first.message)


# --- who may ---


@pytest.mark.parametrize(
    ("role", "upload", "confirm"),
    [
        ("clerk", False, False),
        ("officer", True, False),
        ("manager", True, True),
        ("worker", False, False),
        ("system-administrator", False, False),
        ("audit-administrator", False, False),
    ],
)
def test_who_may_upload_and_who_may_confirm(uploads: Uploads, role: str, upload: bool, confirm: bool) -> None:
    actor = Actor(1, "某", (Granted(role),))
    batch = checked(uploads("insurance", [insured()]))

    def upload_it() -> object:
        return batch_upload(
            kind="insurance",
            source="insurance",
            file_name="a.csv",
            stream=io.BytesIO(csv_of([insured()])),
            actor=actor,
            at=AT,
        )

    allowed: list[Callable[[], object]] = [upload_it, partial(batch_preview, batch=batch, actor=actor)]
    confirming: list[Callable[[], object]] = [partial(batch_confirm, batch=batch, actor=actor, at=AT)]
    for acts, may in ((allowed, upload), (confirming, confirm)):
        for act in acts:
            if may:
                act()
            else:
                assert refused(act) == "BOLE-A005"


def test_sources_are_managed_and_checked() -> None:
    source_made("tax", rank=20)
    assert refused(lambda: source_add(code="tax", name="税务", actor=SYSTEM, at=AT)) == "BOLE-R032"
    assert refused(lambda: source_add(code="Tax 局", name="税务", actor=SYSTEM, at=AT)) == "BOLE-R038"
    assert (
        refused(lambda: source_add(code="t", name="税务", actor=SYSTEM, at=AT, owns={"household": ["nothing"]}))
        == "BOLE-R019"
    )
    source_change(code="tax", actor=SYSTEM, at=AT, rank=30, owns={"household": ["residence_town"]}, name="税务局")
    found = source_found("tax")
    assert (found.rank, found.owns, found.name) == (30, {"household": ["residence_town"]}, "税务局")
    source_change(code="tax", actor=SYSTEM, at=AT, active=False)
    assert refused(lambda: source_found("tax")) == "BOLE-R031"
    assert refused(lambda: source_found("none")) == "BOLE-R030"
    assert [source.code for source in sources(actor=SYSTEM)] == ["tax"]
    assert (
        refused(lambda: source_add(code="x", name="x", actor=Actor(1, "某", (Granted("officer"),)), at=AT))
        == "BOLE-A005"
    )
    assert Source.objects.count() == 1


def test_unknown_kinds_and_discarding(uploads: Uploads, tmp_path: Path) -> None:
    assert refused(lambda: kind_named("nothing")) == "BOLE-R001"
    batch = checked(uploads("insurance", [insured()]))
    batch_discard(batch=batch, actor=SYSTEM, at=AT)
    assert [*Path(settings.UPLOADS).iterdir()] == []
    assert batch_shown(batch=batch, actor=SYSTEM).state == Batch.CANCELLED


# --- in the background ---


def test_the_worker_checks_previews_and_writes(uploads: Uploads) -> None:
    batch = uploads("insurance", [insured()])
    assert check_in_background.func(batch, None, "test") == ""
    shown = batch_shown(batch=batch, actor=SYSTEM)
    assert (shown.state, shown.preview["created"]) == (Batch.CHECKED, 1)
    batch_confirm(batch=batch, actor=SYSTEM, at=AT)
    assert write_in_background.func(batch, None, "test") == ""
    assert write_in_background.func(batch, None, "test") == "", "begun again, it does nothing twice"
    assert came_of(batch) == {"created": 1}


def test_the_worker_keeps_what_went_wrong(uploads: Uploads) -> None:
    batch = uploads("insurance", "甲,乙\n1,2\n".encode())
    assert check_in_background.func(batch, None, "test") == "BOLE-R014"
    assert Batch.objects.get(pk=batch).failed["code"] == "BOLE-R014"


def test_tasks_are_queued_for_who_may(uploads: Uploads) -> None:
    batch = uploads("certificates", [certificate()])
    check_enqueue(batch=batch, actor=SYSTEM)
    assert refused(lambda: write_enqueue(batch=batch, actor=Actor(1, "某", (Granted("officer"),)))) == "BOLE-A005"
