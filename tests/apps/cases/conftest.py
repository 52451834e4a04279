"""What tests of cases share: the place, rules and a ledger that stand in, an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apps.cases.handling import Ledger, Office, Rules


@pytest.fixture(autouse=True)
def _place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "CASE_FILES", tmp_path / "files")


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    from tests.apps.cases.handling import Rules

    said = Rules()
    monkeypatch.setattr("bole.apps.cases.deciding.row_decided", said)
    monkeypatch.setattr("bole.apps.cases.drafts.row_decided", said)
    return said


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    from tests.apps.cases.handling import Ledger

    kept = Ledger()
    monkeypatch.setattr("bole.apps.cases.ports.money", lambda: kept)
    return kept


@pytest.fixture
def office(db: None, rules: Rules, ledger: Ledger) -> Office:
    from tests.apps.cases.handling import office_made

    return office_made()
