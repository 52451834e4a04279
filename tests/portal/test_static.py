"""What pages load: the compiled files are those that `make frontend` made; nothing comes from elsewhere or inline."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PORTAL = ROOT / "src" / "bole" / "portal"
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
_CHINESE = re.compile("[\u4e00-\u9fff]")


def test_what_was_compiled_is_what_lies_there() -> None:
    listed = dict(line.split()[::-1] for line in (ROOT / "frontend" / "built.txt").read_text().splitlines())
    assert set(listed) == {"gov.css", "gov.js", "htmx.js", "keys.js"}
    for name, told in listed.items():
        assert hashlib.sha256((PORTAL / "static" / "portal" / name).read_bytes()).hexdigest() == told, name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_no_script_and_no_bare_word(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://(?!www\.w3\.org/)", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    bare = re.sub(r"""\{%\s*say\s+("[^"]*"|'[^']*')[^%]*%\}""", "", text)
    assert set(_CHINESE.findall(bare.replace("中文", ""))) <= set("张明")
