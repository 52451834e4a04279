"""Snapshots are kept until their day and no longer; what is where is written down; runs over them too."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bole.apps.accounts.events import first_broken
from bole.apps.accounts.models import Event
from bole.apps.registry.snapshot.making import unfinished_of
from bole.apps.schemes.models import Run, Snapshot
from bole.apps.schemes.runs import run_record, run_shown, runs_shown
from bole.apps.schemes.snapshots import (
    snapshot_make,
    snapshots_due,
    snapshots_erase,
    snapshots_settle,
    snapshots_shown,
)
from bole.apps.schemes.versions import publishing, schemes_publish
from bole.kernel.errors import BoleError
from bole.policy.manifest import FILE_NAME, sha256_of
from bole.policy.pack import load_packs
from bole.policy.runs import local_schemes, run_schemes
from bole.policy.snapshot import open_snapshot
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.reading import ADMINISTRATORS, NOBODY, clerk, manager, officer, worker
from tests.apps.registry.recorded import person_made

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2031, 5, 6)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_SNAPSHOT_DAYS", 90)


def test_one_that_was_made_is_written_down(tmp_path: Path) -> None:
    person_made(1)
    written = snapshot_make(out=tmp_path / "s", actor=manager(), at=AT)
    kept = Snapshot.objects.get()
    assert (kept.state, kept.path, kept.as_of, kept.rows) == ("made", str(tmp_path / "s"), TODAY, 1)
    assert kept.expires_on == TODAY + timedelta(days=90) == written.manifest.expires_on
    assert kept.manifest == sha256_of(tmp_path / "s" / FILE_NAME) == written.sha256
    event = Event.objects.get(kind="snapshot.made")
    assert (event.about_id, event.data["manifest"]) == (kept.pk, written.sha256)
    (shown,) = snapshots_shown(actor=manager(), at=AT)
    assert (shown.started_by, shown.due, shown.runs) == ("负责", False, 0)


def test_past_its_day_it_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    snapshot_make(out=tmp_path / "t", actor=SYSTEM, at=AT + timedelta(days=1))
    before, day = AT + timedelta(days=89), AT + timedelta(days=90)
    assert snapshots_due(at=before) == 0
    assert snapshots_erase(actor=SYSTEM, at=before) == []
    assert snapshots_due(at=day) == 1
    assert snapshots_erase(actor=SYSTEM, at=day) == [str(tmp_path / "s")]
    assert not (tmp_path / "s").exists()
    assert (tmp_path / "t" / FILE_NAME).is_file()
    assert snapshots_due(at=day) == 0
    assert snapshots_erase(actor=SYSTEM, at=day) == []
    assert Event.objects.filter(kind="snapshot.erased").count() == 1
    assert [shown.path for shown in snapshots_shown(actor=SYSTEM, at=day)] == [str(tmp_path / "t")]
    assert first_broken() is None


def test_what_is_not_ours_any_more_is_not_deleted(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    (tmp_path / "s" / FILE_NAME).write_text("{}")
    late = AT + timedelta(days=400)
    assert snapshots_due(at=late) == 0
    assert snapshots_erase(actor=SYSTEM, at=late) == []
    assert (tmp_path / "s").is_dir()
    assert Snapshot.objects.get().state == Snapshot.LOST


def test_one_that_was_moved_away_is_lost_and_its_place_is_free(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    (tmp_path / "s").rename(tmp_path / "elsewhere")
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    assert sorted(Snapshot.objects.values_list("state", flat=True)) == ["lost", "made"]


def test_who_was_killed_just_before_saying_so_is_believed(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    Snapshot.objects.update(state=Snapshot.MAKING, manifest="")
    snapshots_settle(at=AT)
    assert Snapshot.objects.get().state == Snapshot.MADE
    assert Event.objects.filter(kind="snapshot.made").count() == 2


def test_who_was_killed_while_erasing_is_gone_on_with(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    (tmp_path / "s").rename(unfinished_of(tmp_path / "s"))
    snapshots_erase(actor=SYSTEM, at=AT + timedelta(days=90))
    assert Snapshot.objects.get().state == Snapshot.ERASED
    assert not unfinished_of(tmp_path / "s").exists()


def test_what_was_cut_off_and_left_is_cleared_away(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    (tmp_path / "s").rename(unfinished_of(tmp_path / "s"))
    Snapshot.objects.update(state=Snapshot.MAKING)
    assert snapshots_due(at=AT + timedelta(days=1)) == 0
    late = AT + timedelta(days=3)
    assert snapshots_due(at=late) == 1
    snapshots_erase(actor=SYSTEM, at=late)
    assert not unfinished_of(tmp_path / "s").exists()
    assert not Snapshot.objects.exists()


def test_who_is_refused_leaves_no_row(tmp_path: Path) -> None:
    refusals = {
        "BOLE-V004": {"as_of": TODAY + timedelta(days=1)},
        "BOLE-V005": {"since": tmp_path, "known_then": True},
        "BOLE-V001": {"city": "nowhere"},
        "BOLE-P100": {"since": tmp_path / "nowhere"},
    }
    for code, asked in refusals.items():
        with pytest.raises(BoleError, match=code):
            snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT, **asked)  # type: ignore[arg-type]
    (tmp_path / "there").mkdir()
    with pytest.raises(BoleError):
        snapshot_make(out=tmp_path / "there", actor=SYSTEM, at=AT)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("actor", [clerk(), officer(), worker(1), NOBODY, *ADMINISTRATORS], ids=lambda a: a.name)
def test_a_manager_alone(tmp_path: Path, actor: object) -> None:
    who = {"actor": actor, "at": AT}
    for refused in (
        lambda: snapshot_make(out=tmp_path / "s", **who),  # type: ignore[arg-type]
        lambda: snapshots_erase(**who),  # type: ignore[arg-type]
        lambda: snapshots_shown(**who),  # type: ignore[arg-type]
        lambda: runs_shown(actor=actor),  # type: ignore[arg-type]
        lambda: run_shown(run=1, actor=actor),  # type: ignore[arg-type]
    ):
        with pytest.raises(BoleError, match="BOLE-A005"):
            refused()
    assert not (tmp_path / "s").exists()


def test_a_run_is_written_down_with_the_versions_it_used(tmp_path: Path) -> None:
    person_made(1)
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    shown = publishing(place="442000", actor=SYSTEM)
    schemes_publish(place="442000", whole=shown.whole, actor=SYSTEM, at=AT)
    schemes = local_schemes(load_packs(()), "442000")
    with open_snapshot(tmp_path / "s") as opened:
        ran = run_schemes(opened, schemes, TODAY)
        try:
            number = run_record(ran=ran, actor=manager(), at=AT)
            with pytest.raises(BoleError, match="BOLE-A005"):
                run_record(ran=ran, actor=clerk(), at=AT)
        finally:
            ran.close()
    (run,) = runs_shown(actor=manager())
    assert (run.number, run.ran_by, run.as_of, run.snapshot) == (number, "负责", TODAY, str(tmp_path / "s"))
    assert run.manifest == sha256_of(tmp_path / "s" / FILE_NAME)
    told, totals = run_shown(run=number, actor=manager())
    assert told == run
    assert [one.scheme for one in totals] == [scheme.id for scheme in schemes]
    assert {one.number for one in totals} == {1}
    assert sum(sum(one.outcomes.values()) for one in totals) == run.decided
    assert Event.objects.get(kind="scheme.ran").about_id == number
    assert snapshots_shown(actor=SYSTEM, at=AT)[0].runs == 1


def test_a_run_over_a_snapshot_of_elsewhere_names_no_place(tmp_path: Path) -> None:
    snapshot_make(out=tmp_path / "s", actor=SYSTEM, at=AT)
    Snapshot.objects.all().delete()
    shutil.copytree(tmp_path / "s", tmp_path / "copy")
    with open_snapshot(tmp_path / "copy") as opened:
        ran = run_schemes(opened, local_schemes(load_packs(()), "442000")[:2], TODAY)
        run_record(ran=ran, actor=SYSTEM, at=AT)
        ran.close()
    assert Run.objects.get().snapshot is None
    (run,) = runs_shown(actor=SYSTEM)
    assert run.snapshot == ""
    with pytest.raises(BoleError, match="BOLE-V007"):
        run_shown(run=run.number + 1, actor=SYSTEM)
