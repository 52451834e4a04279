"""What tests of schemes share: a register that departments' files of an invented city came into."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def town(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The people of a small city, as departments sent them, and more records of each sort; their numbers."""
    from django.conf import settings

    from tests.apps.schemes.town import town_made
    from tests.conftest import ROOT

    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_COVERED", ["claim", "payment", "employment"])
    monkeypatch.setattr(settings, "BOLE_PACKS", [ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"])
    return town_made(tmp_path / "city")
