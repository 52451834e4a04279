"""Every kind of event that the code writes has its words."""

import re

from bole.apps.accounts.event_words import EVENT_WORDS
from tests.conftest import ROOT

_WRITTEN = re.compile(r'\brecord\(\s*f?"([a-z]+\.[a-z.-]+)"')


def test_every_event_that_is_written_has_words() -> None:
    written = {
        kind
        for path in (ROOT / "src" / "bole").rglob("*.py")
        for kind in _WRITTEN.findall(path.read_text(encoding="utf-8"))
    }
    assert len(written) > 20
    assert written - EVENT_WORDS.keys() == set()
