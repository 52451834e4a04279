"""Settings come from the environment or a file, and say so when they are wrong."""

from pathlib import Path

import pytest

from bole.conf import options
from bole.conf.settings_page import page
from bole.kernel.errors import BoleError
from bole.kernel.home import home
from tests.conftest import ROOT


def written(text: str) -> None:
    home().mkdir(parents=True, exist_ok=True)
    (home() / options.FILE).write_text(text, encoding="utf-8")


def test_nothing_has_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOLE_DATABASE_URL", raising=False)
    assert options.text("BOLE_DATABASE_URL") == ""
    assert options.number("BOLE_THREADS") == 8
    assert not options.flag("BOLE_HTTPS")
    assert options.listed("BOLE_ALLOWED_HOSTS") == ["localhost", "127.0.0.1", "[::1]"]


def test_a_variable_counts_more_than_the_file_and_the_file_more_than_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written("BOLE_THREADS=3\n# a remark\nBOLE_ALLOWED_HOSTS='a.example, b.example'\n")
    assert options.number("BOLE_THREADS") == 3
    assert options.listed("BOLE_ALLOWED_HOSTS") == ["a.example", "b.example"]
    monkeypatch.setenv("BOLE_THREADS", "5")
    assert options.number("BOLE_THREADS") == 5


def test_what_the_file_says_stays_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    written("BOLE_SECRET_KEY=x\n")
    assert options.text("BOLE_SECRET_KEY") == "x"
    assert "BOLE_SECRET_KEY" not in os.environ


@pytest.mark.parametrize("value", ["0", "-1", "many", "", "1.5", "１"])
def test_a_number_that_is_none_or_too_small_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BOLE_THREADS", value)
    with pytest.raises(BoleError, match=r"BOLE_THREADS.*BOLE-W001"):
        options.number("BOLE_THREADS")


@pytest.mark.parametrize(("value", "on"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, on: bool) -> None:
    monkeypatch.setenv("BOLE_HTTPS", value)
    assert options.flag("BOLE_HTTPS") is on


def test_a_flag_or_choice_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_HTTPS", "perhaps")
    with pytest.raises(BoleError, match="BOLE-W001"):
        options.flag("BOLE_HTTPS")
    monkeypatch.setenv("BOLE_LOG", "xml")
    with pytest.raises(BoleError, match=r"text, json"):
        options.one_of("BOLE_LOG", "text", "json")


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/bole", "geheim", "oracle://u:geheim@h/x"])
def test_another_database_is_refused_without_saying_its_password(url: str) -> None:
    with pytest.raises(BoleError, match="BOLE-W001") as caught:
        options.database(url)
    assert "geheim" not in str(caught.value)


def test_addresses_of_databases() -> None:
    found = options.database("postgresql://bole:p%40ss@db.example:5433/bole?sslmode=require")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", 5433, "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert options.database("sqlite:////data/my bole.db")["NAME"] == "/data/my bole.db"


def test_slips_of_the_pen_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_THREAD", "5")
    written("BOLE_HTTPSS=yes\nBOLE_HTTPS=yes\n")
    assert options.unknown_names() == ["BOLE_HTTPSS", "BOLE_THREAD"]
    assert "BOLE_HTTPS" in options.given_names()


def test_page_and_code_agree() -> None:
    written_page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert written_page == page(), "run `python -m bole.conf.settings_page > docs/reference/settings.md`"


def test_every_setting_that_the_code_reads_is_in_the_table() -> None:
    import re

    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(ROOT / "src" / "bole").rglob("*.py"))
    read = set(re.findall(r"\bBOLE_[A-Z_]+\b", source)) - {"BOLE_"}
    assert read - set(options.OPTIONS) == set()
