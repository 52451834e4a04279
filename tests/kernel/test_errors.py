"""Errors: rendered in the user's language, carried between processes, each code once and documented."""

import pickle
import re

import pytest

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import use_language
from bole.kernel.writing import NO_FOLDER
from tests.catalogue import declared_errors
from tests.conftest import ROOT

TORN = ErrorKind("BOLE-X001", "第{row}行被撕去。", "请补上第{row}行。")


def test_error_tells_place_fault_remedy_and_code() -> None:
    error = BoleError(TORN, place="甲.txt", row=3)
    assert str(error) == "甲.txt: 第3行被撕去。 请补上第3行。 [BOLE-X001]"


def test_error_without_a_place_starts_with_the_fault() -> None:
    assert str(BoleError(TORN, row=1)).startswith("第1行")


def test_error_json_has_code_and_message_only() -> None:
    error = BoleError(TORN, place="甲.txt", row=3)
    assert error.to_json() == {"code": "BOLE-X001", "message": "甲.txt: 第3行被撕去。 请补上第3行。"}


def test_error_is_put_into_words_where_it_is_shown() -> None:
    error = BoleError(NO_FOLDER, place="x/out.html", folder="x")
    use_language("en")
    assert "does not exist" in str(error)
    use_language("zh")
    assert "不存在" in str(error)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_error_crosses_to_another_process(protocol: int) -> None:
    error = BoleError(TORN, place="甲.txt", row=3)
    there = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own bytes
    assert (there.kind, there.place, there.params) == (error.kind, error.place, error.params)
    assert str(there) == str(error)


def test_braces_in_a_fact_are_not_taken_for_a_place_to_fill() -> None:
    assert "{row}" in str(BoleError(TORN, row="{row}"))


def test_each_code_is_declared_once_and_well_formed() -> None:
    codes = [kind.code for kind in declared_errors()]
    assert len(codes) > 5
    assert sorted(codes) == sorted(set(codes))
    assert [code for code in codes if not re.fullmatch(r"BOLE-[A-Z]\d{3}", code)] == []


def test_every_error_names_a_way_out() -> None:
    assert [kind.code for kind in declared_errors() if len(kind.remedy) < 6 or len(kind.message) < 4] == []


def test_every_code_is_documented_with_its_own_words() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = {row[0]: row for row in re.findall(r"^\| (BOLE-\w+) \| (.+?) \| (.+?) \|$", page, re.M)}
    assert {kind.code: (kind.code, kind.message, kind.remedy) for kind in declared_errors()} == documented
