"""Messages: the right language, and nothing that an English reader would see in Chinese."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bole.kernel.messages import LANGUAGES, LOCALE, N_, _, language, use_language

KEYWORDS = {"_": None, "N_": None}
SOURCES = [("**.py", "python"), ("**/templates/**.html", "bole.portal.wording:extract")]
HOW = "run `make messages`, translate what is empty in src/bole/locale/en/LC_MESSAGES/bole.po, run it again"


def english() -> dict[str, str]:
    """The English catalogue: message id to translation."""
    with (LOCALE / "en" / "LC_MESSAGES" / "bole.po").open("rb") as text:
        return {str(message.id): str(message.string) for message in read_po(text) if message.id}


def strings(catalogue: Catalog) -> dict[str, str]:
    """Message id to translation; of a plural, its first forms."""
    first = [(m.id if isinstance(m.id, str) else m.id[0], m.string) for m in catalogue if m.id and m.string]
    return {key: told if isinstance(told, str) else told[0] for key, told in first}


def used() -> set[str]:
    """Every message id in the source."""
    found = extract_from_dir(LOCALE.parent, keywords=KEYWORDS, method_map=SOURCES)
    return {str(message) for _file, _line, message, _comments, _context in found}


def test_chinese_is_the_default() -> None:
    assert language() == "zh"
    assert _("命令") == "命令"


def test_environment_names_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_LANG", "en")
    assert _("命令") == "Commands"


def test_chosen_language_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLE_LANG", "en")
    use_language("zh")
    assert language() == "zh"


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        use_language("fr")


def test_named_places_are_filled() -> None:
    assert _("{n}个{thing}", n=2, thing="目标") == "2个目标"


def test_a_message_without_facts_keeps_its_braces() -> None:
    assert _("{原样}") == "{原样}"
    assert N_("{原样}") == "{原样}"


def test_every_message_is_translated() -> None:
    written = english()
    missing = sorted(message for message in used() if not written.get(message))
    assert missing == [], HOW


def test_no_translation_is_left_over() -> None:
    assert sorted(set(english()) - used()) == [], HOW


def test_translations_fill_the_same_places_and_hold_no_chinese() -> None:
    places = re.compile(r"\{\w*[^}]*\}")
    unequal = [m for m, told in english().items() if sorted(places.findall(m)) != sorted(places.findall(told))]
    assert unequal == []
    assert [told for told in english().values() if re.search(r"[\u4e00-\u9fff]", told)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(code: str) -> None:
    folder: Path = LOCALE / code / "LC_MESSAGES"
    with (folder / "bole.po").open("rb") as text, (folder / "bole.mo").open("rb") as binary:
        written, compiled = strings(read_po(text, locale=code)), strings(read_mo(binary))
    assert len(written) > 20
    assert compiled == written, HOW
