"""Clause refs: read as written, and nothing else is read."""

import pytest

from bole.kernel.clauses import ClauseRef
from bole.kernel.errors import BoleError


@pytest.mark.parametrize(
    ("text", "document", "path"),
    [
        ("langyu-2031#一/(二)/一是", "langyu-2031", "一/(二)/一是"),
        ("langyu-2031-annex#附件1/#2", "langyu-2031-annex", "附件1/#2"),
        ("langyu", "langyu", ""),
    ],
)
def test_what_is_written_is_read_back(text: str, document: str, path: str) -> None:
    ref = ClauseRef.parse(text)
    assert (ref.document, ref.path) == (document, path)
    assert str(ref) == text


@pytest.mark.parametrize(
    "text",
    ["", "#一", "langyu#", "Langyu#一", "langyu#一//二", "langyu#/一", "langyu#一/", "朗屿#一", "a b#一", "langyu#一 "],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BoleError) as refused:
        ClauseRef.parse(text)
    assert refused.value.code == "BOLE-K007"
    assert "langyu-2031#一/(二)/一是" in refused.value.message


def test_refs_can_be_keys_and_be_sorted() -> None:
    refs = {ClauseRef("b", "一"), ClauseRef("a", "二"), ClauseRef("a", "二")}
    assert [str(ref) for ref in sorted(refs)] == ["a#二", "b#一"]
