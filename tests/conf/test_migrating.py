"""A database of a newer version is refused; one of an older is brought up."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from bole.conf.migrating import database_prepare, versions
from bole.kernel.errors import BoleError

pytestmark = pytest.mark.django_db


def test_an_up_to_date_database_is_left_alone() -> None:
    assert versions().pending == versions().unknown == ()
    assert database_prepare() == ()


def test_a_newer_database_is_refused() -> None:
    MigrationRecorder(connection).record_applied("accounts", "0099_of_tomorrow")
    with pytest.raises(BoleError, match=r"accounts\.0099_of_tomorrow.*BOLE-W005"):
        database_prepare()


def test_what_an_app_that_is_gone_left_behind_does_not_matter() -> None:
    MigrationRecorder(connection).record_applied("formerly", "0001_initial")
    assert database_prepare() == ()


def test_what_is_missing_is_applied_and_named() -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    assert versions().pending == ("sessions.0001_initial",)
