"""Source: what a file is, how it is decoded, and that offsets count from its first character."""

import hashlib
from pathlib import Path

import pytest

from bole.documents.encoding import decode
from bole.documents.source import looks_like_html, source_from_bytes, source_of
from tests.documents.offsets import misplaced, of_text, save, texts

NOTICE = "溪州市关于技能培训的通知\r\n\r\n　　一、到2031年，培训1.2万人。\r\n　　二、每人补助300元。\r\n"
TRADITIONAL = "溪州市關於技能培訓的通知\n一、責任單位：市財政局，資金總額達300萬元。\n"


@pytest.mark.parametrize("text", [NOTICE, TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_each_encoding_gives_the_same_text(text: str, encoding: str, told: str) -> None:
    source = source_from_bytes(text.encode(encoding), "甲.txt")
    assert (source.raw, source.encoding) == (text, told)


def test_a_byte_order_mark_is_not_counted() -> None:
    source = source_from_bytes(b"\xef\xbb\xbf" + NOTICE.encode(), "甲.txt")
    assert source.lines[0].starts[0] == 0
    assert source.raw[0] == "溪"


def test_line_ends_are_left_as_they_are() -> None:
    source = of_text("甲\r\n乙\r丙\n丁\r\r\n戊")
    assert [(line.text, list(line.starts)) for line in source.lines] == [
        ("甲", [0]), ("乙", [3]), ("丙", [5]), ("丁", [7]), ("戊", [11]),
    ]  # fmt: skip


def test_words_that_are_utf8_by_chance_are_read_as_gb18030() -> None:
    assert decode("联通".encode("gb18030")).raw == "联通"


def test_bytes_and_their_hash_are_kept() -> None:
    data = NOTICE.encode("gb18030")
    source = source_from_bytes(data, "甲.txt")
    assert source.data == data
    assert source.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("甲.txt", "一、总则", "txt"),
        ("甲", "一、总则", "txt"),
        ("甲.md", "# 总则", "markdown"),
        ("甲.txt", "<!DOCTYPE html><p>一、总则</p>", "html"),
        ("甲.txt", "<p>甲</p>" * 5, "html"),
        ("甲.html", "<p>一、总则", "html"),
        ("甲.html", "一、总则，没有标记", "txt"),
        ("甲.txt", "人数<300且>200；a<b", "txt"),
        ("甲.md", "<p>甲</p>" * 5, "markdown"),
    ],
)
def test_format_is_told_by_content_then_by_extension(name: str, text: str, form: str) -> None:
    assert of_text(text, name).format == form


def test_a_text_with_few_tags_is_no_page() -> None:
    assert not looks_like_html("本办法所称<b>技能</b>，" + "是指会做事。" * 500)


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = save(tmp_path, "通知.txt", NOTICE.encode())
    source = source_of(path)
    assert source.name == "通知.txt"
    assert texts(source)[0] == "溪州市关于技能培训的通知"
    assert misplaced(source) == []


def test_the_five_sources_are_read_whole(shared: Path) -> None:
    for path in sorted((shared / "sources").glob("*.txt")):
        source = source_of(path)
        assert misplaced(source) == []
        shown = sum(len(line.text) for line in source.lines)
        assert shown > 0.97 * len(source.raw.replace("\n", ""))
