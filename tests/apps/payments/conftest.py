"""What tests of payments share: the place, rules that say yes, a fund, people who may pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apps.cases.handling import Rules
    from tests.apps.payments.paying import Treasury


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
    return said


@pytest.fixture
def treasury(db: None, rules: Rules) -> Treasury:
    from tests.apps.payments.paying import treasury_made

    return treasury_made()
