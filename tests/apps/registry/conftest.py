"""What tests of the register share: uploads in a folder of the test, and an import in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.apps.registry.importing import Came, Imports, Uploads


@pytest.fixture
def uploads(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Uploads:
    from django.conf import settings

    from tests.apps.registry.importing import upload

    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    return upload


@pytest.fixture
def imports(uploads: Uploads) -> Imports:
    from tests.apps.registry.importing import checked, written

    def import_(kind: str, content: bytes | Sequence[Mapping[str, str]], *, source: str = "", name: str = "") -> Came:
        return written(checked(uploads(kind, content, source=source, name=name)))

    return import_
