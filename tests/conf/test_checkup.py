"""Each part turns red where it is broken, and says what to do."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.events import record
from bole.apps.accounts.keys import copy_confirm, key_ring, keys_folder
from bole.apps.accounts.models import Event
from bole.apps.accounts.roles import ROLES
from bole.apps.accounts.sealing import place, seal
from bole.apps.accounts.services import administrator_appoint, user_create
from bole.apps.registry.models import Contact, Source
from bole.apps.schemes.models import Snapshot
from bole.conf import checkup_machine, checkup_matters
from bole.conf.backups.making import MADE, backup_make
from bole.conf.checkup import PARTS, checkup
from bole.conf.checkup_part import Found, green, red
from bole.conf.life import clock_note, sign_leave
from bole.conf.locks import run_folder
from bole.documents.papers.fonts import faces_of
from bole.kernel.errors import BoleError
from bole.kernel.home import home
from bole.policy.manifest import FILE_NAME, sha256_of
from tests.policy.pack_folders import write_pack
from tests.policy.test_flow_sheets import FILES, FLOW

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def looked(*, at: datetime | None = None) -> dict[str, Found]:
    return {part.id: part.found for part in checkup(at=at)}


def reds(*, at: datetime | None = None) -> set[str]:
    return {id_ for id_, found in looked(at=at).items() if not found.green}


@pytest.fixture(autouse=True)
def healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system in which everything is well."""
    home().mkdir(mode=0o700)
    for role in ROLES.values():
        if role.administrates:
            user = user_create(username=role.code, display_name=role.code, actor=SYSTEM, at=datetime.now(UTC)).user
            administrator_appoint(user=user, role=role.code, actor=SYSTEM, at=datetime.now(UTC))
    copy_confirm()
    record(MADE, actor=SYSTEM, at=datetime.now(UTC))
    sign_leave("worker")
    clock_note()
    monkeypatch.setattr(checkup_machine, "faces", lambda: faces_of(["Noto Serif CJK SC"]))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 5 * 10**10, 5 * 10**10))


class Usage(NamedTuple):
    """As shutil has it."""

    total: int
    used: int
    free: int


def test_all_is_green_and_every_part_is_named() -> None:
    parts = list(checkup())
    assert [part.id for part in parts] == list(PARTS)
    assert [part for part in parts if not part.found.green] == []
    assert all(part.found.told for part in parts)


def wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_THREADSS", "3")


def open_folder(_monkeypatch: pytest.MonkeyPatch) -> None:
    home().chmod(0o755)


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**11, 10**11 - 10**8, 10**8))


def no_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup_machine, "faces", lambda: faces_of(["DejaVu Sans"]))


def newer_database(_monkeypatch: pytest.MonkeyPatch) -> None:
    MigrationRecorder(connection).record_applied("accounts", "0099_of_tomorrow")


def dead_worker(_monkeypatch: pytest.MonkeyPatch) -> None:
    (run_folder() / "worker.json").write_text('{"process": 1, "at": 1.0}')


def lost_copy(_monkeypatch: pytest.MonkeyPatch) -> None:
    (keys_folder() / "copy-confirmed").unlink()


def broken_chain(_monkeypatch: pytest.MonkeyPatch) -> None:
    record("test.done", actor=SYSTEM, at=datetime.now(UTC))
    Event.objects.filter(number=2).update(kind="test.other")


def ledger_by_hand(_monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum of a budget that somebody raised past the ledger."""
    from bole.apps.payments.models import Budget, Fund

    fund = Fund.objects.create(code="x", title="样例资金", source="财政", made_at=datetime.now(UTC), made_by="x")
    Budget.objects.create(fund=fund, year=2026, appropriated=100)


def expired_snapshot(_monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home() / "old-snapshot"
    folder.mkdir()
    (folder / FILE_NAME).write_text("{}")
    Snapshot.objects.create(
        path=str(folder), place="442000", as_of=date(2025, 1, 1), state=Snapshot.MADE, started_by="x",
        manifest=sha256_of(folder / FILE_NAME), started_at=datetime.now(UTC), expires_on=date(2025, 4, 1),
    )  # fmt: skip


def missing_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_ADAPTERS", "bole.contrib.no_such_thing.adapter")


def no_administrator(_monkeypatch: pytest.MonkeyPatch) -> None:
    from bole.apps.accounts.models import Administrator

    Administrator.objects.filter(role="audit-administrator").delete()


@pytest.mark.parametrize(
    ("harm", "part"),
    [
        (wrong_setting, "settings"),
        (open_folder, "home"),
        (full_disk, "disk"),
        (no_font, "fonts"),
        (newer_database, "migrations"),
        (dead_worker, "worker"),
        (lost_copy, "keys-copy"),
        (no_administrator, "administrators"),
        (broken_chain, "events"),
        (ledger_by_hand, "ledger"),
        (expired_snapshot, "snapshots"),
        (missing_adapter, "adapters"),
    ],
)
def test_what_is_broken_is_red_alone_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, harm: Callable[[pytest.MonkeyPatch], None], part: str
) -> None:
    harm(monkeypatch)
    found = looked()
    assert {id_ for id_, one in found.items() if not one.green} == {part}
    assert found[part].remedy


def test_a_clock_that_has_gone_back_is_red() -> None:
    now = datetime.now(UTC)
    assert "clock" in reds(at=now - timedelta(hours=1))
    assert "clock" not in reds(at=now - timedelta(seconds=30))  # as a correction does


def test_a_backup_that_is_old_or_was_never_made_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    assert "backup" not in reds(at=now + timedelta(days=6))
    assert "backup" in reds(at=now + timedelta(days=7, minutes=1))
    monkeypatch.setenv("BOLE_BACKUP_DAYS", "8")
    assert "backup" not in reds(at=now + timedelta(days=7, minutes=1))
    assert "backup" not in reds(at=now - timedelta(days=1))  # a clock that went back
    Event.objects.filter(kind=MADE).update(kind="test.other")
    found = looked()["backup"]
    assert (found.green, "bole backup" in found.remedy) == (False, True)


def test_what_is_past_its_time_is_told_and_red_after_a_month() -> None:
    source = Source.objects.create(code="test", name="测试")
    closed = datetime.now(UTC) - timedelta(days=1095 + 10)
    Contact.objects.create(thing=17, source=source, recorded_at=closed - timedelta(days=9), closed_at=closed)
    told = looked()["retention"]
    assert (told.green, "1 行" in told.told) == (True, True)
    later = datetime.now(UTC) + timedelta(days=21)
    assert "retention" in reds(at=later)
    assert "保存期限" in looked(at=later)["retention"].remedy


def test_a_backup_is_for_those_who_may(tmp_path: Path) -> None:
    clerk = Actor(7, "clerk", (Granted("clerk"), Granted("security-administrator")))
    with pytest.raises(BoleError, match="BOLE-A005"):
        backup_make(target=tmp_path / "a.zip", actor=clerk, at=datetime.now(UTC))
    assert list(tmp_path.glob("*.zip")) == []


def test_a_clock_that_goes_back_does_not_move_what_was_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1.0)
    clock_note()
    assert "clock" in reds(at=datetime.now(UTC) - timedelta(hours=1))


def test_keys_of_another_machine_are_found_out() -> None:
    source = Source.objects.create(code="test", name="测试")
    sealed = seal("13800000021", place(Contact, "phone", 17))
    Contact.objects.create(
        thing=17, source=source, phone=sealed, recorded_at=datetime.now(UTC), valid_from=date(2031, 1, 1)
    )
    assert "keys" not in reds()
    (keys_folder() / "sealing.json").unlink()
    time.sleep(1.1)  # a ring is taken for a second as it was read
    key_ring("sealing")
    found = looked()["keys"]
    assert not found.green
    assert "registry.contact.phone:17" in found.told


def test_a_file_of_keys_that_makes_no_sense_is_red_and_ends_nothing() -> None:
    (keys_folder() / "index.json").write_text("{")
    time.sleep(1.1)
    found = looked()
    assert not found["keys"].green
    assert found["adapters"].green


def test_a_database_that_is_away_makes_its_parts_red_and_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: object, **_named: object) -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    found = looked()
    assert {"database", "migrations", "administrators", "events"} <= {
        id_ for id_, one in found.items() if not one.green
    }
    assert found["disk"].green
    assert "connection refused" in found["database"].told


class Adapter:
    """One that is ready, or is not."""

    def __init__(self, found: Found) -> None:
        self.found = found

    def check(self) -> Found:
        return self.found


def test_adapters_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from bole.conf import checkup_state

    answers = {"a.sms": Adapter(green("ready")), "a.mail": Adapter(red("no password", "set one"))}
    monkeypatch.setattr(checkup_state, "import_string", answers.__getitem__)
    monkeypatch.setenv("BOLE_ADAPTERS", "a.sms")
    assert looked()["adapters"] == green("a.sms")
    monkeypatch.setenv("BOLE_ADAPTERS", "a.sms,a.mail")
    assert looked()["adapters"] == red("a.mail: no password", "set one")


def test_the_fonts_that_papers_use_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Noto Serif CJK SC" in looked()["fonts"].told
    no_font(monkeypatch)
    assert str(home() / "fonts") in looked()["fonts"].remedy


def test_json_has_a_remedy_for_red_parts_alone() -> None:
    os.environ["BOLE_THREADSS"] = "3"
    try:
        told = [part.to_json() for part in checkup()]
    finally:
        del os.environ["BOLE_THREADSS"]
    assert [part["id"] for part in told if "remedy" in part] == ["settings"]


def test_kinds_of_case_are_counted_and_a_year_without_its_holidays_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    found = checkup_matters.matters(datetime(2026, 3, 31, tzinfo=UTC))
    assert found.green
    assert "没有录入" not in found.told
    assert "今年的放假安排没有录入" in checkup_matters.matters(datetime(2099, 3, 31, tzinfo=UTC)).told
    monkeypatch.setattr(settings, "BOLE_PLACE", "")
    assert checkup_matters.matters(datetime(2026, 3, 31, tzinfo=UTC)).green


def test_a_flow_that_asks_for_no_known_permission_is_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "pack", FILES | {"flows/review.toml": FLOW.replace("case.decide", "case.decree")})
    monkeypatch.setattr(settings, "BOLE_PACKS", (folder,))
    found = checkup_matters.matters(datetime(2026, 3, 31, tzinfo=UTC))
    assert not found.green
    assert "case.decree" in found.told
    assert found.remedy
