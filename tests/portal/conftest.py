"""What tests of the screens share: Django, a small register, and somebody signed in with a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import start_for_tests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

    from tests.portal.city import City, SignsIn


def pytest_configure(config: pytest.Config) -> None:
    start_for_tests(config)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of the city that a module shares."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _one_home(_clean_surroundings: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.portal.city import NOW

    monkeypatch.setenv("BOLE_HOME", str(home))
    # The city was imported on a day that is still to come.
    monkeypatch.setattr("bole.portal.visit.now", lambda: NOW)
    monkeypatch.setattr("bole.apps.registry.imports.tasks._now", lambda: NOW)


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker, home: Path) -> Iterator[City]:
    """Imported once for a module; what its tests do to it is rolled back after each, the city after the last."""
    from django.conf import settings
    from django.db import transaction

    from tests.portal.city import city_made

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("BOLE_HOME", str(home))
        patch.setattr(settings, "UPLOADS", home / "uploads")
        patch.setattr(settings, "CASE_FILES", home / "files")
        patch.setattr(settings, "BOLE_SECOND_FACTOR", False)
        patch.setattr(settings, "BOLE_PLACE", "442000")
        yield city_made()
        transaction.set_rollback(True)


@pytest.fixture
def signs_in(db: None) -> SignsIn:
    from tests.portal.city import signed_in

    return signed_in
