"""Papers on A4: what they say is printed as it was typed, in a font that lies in the file."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest

from bole.documents.papers import setting
from bole.documents.papers.fonts import Faces, faces, faces_of, fonts_folder
from bole.documents.papers.setting import Paper, Point, paper_set
from bole.kernel.errors import BoleError

AT = datetime(2031, 6, 4, 1, 30, tzinfo=UTC)
HOSTILE = '#let x=1 *b* $x$ [q] _e_ \\u{1} ${} @ref <lab> "引" `c` // no /* x */ = h - i #import "@preview/a:1.0.0"'
PAPER = Paper(
    title="办理决定书", head="样例市人力资源和社会保障局", number="2031-000001", to="张三明：", paragraphs=["决定同意。"],
    rows=[("金额", "1,500.00 元")], heading="逐项条件", points=[Point("● 符合", "在本市参保", ("参保 12 个月",))],
    closing=["如有异议，可以申请复核。"], signed="样例市人力资源和社会保障局", day="2031年6月4日", check="核验码 ABCD",
)  # fmt: skip


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return "\n".join(one.extract_text() for one in read(content).pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_paper_is_a4_and_holds_what_it_was_given() -> None:
    made = read(paper_set(PAPER, at=AT))
    [page] = made.pages
    width, height = (round(float(one) / 72 * 25.4) for one in (page.mediabox.width, page.mediabox.height))
    assert (width, height) == (210, 297)
    told = squeezed(page.extract_text())
    for part in (
        "样例市人力资源和社会保障局",
        "2031-000001",
        "1,500.00元",
        "●符合在本市参保",
        "2031年6月4日",
        "第1页共1页",
    ):
        assert part in told, part
    assert "草稿" not in told
    assert made.metadata is not None
    assert made.metadata.title == "办理决定书"


def test_at_any_moment_of_any_zone() -> None:
    moment = datetime(2031, 6, 4, 9, 30, 5, 123_456, tzinfo=timezone(timedelta(hours=8)))
    made = read(paper_set(PAPER, at=moment)).metadata
    assert made is not None
    assert made.creation_date == datetime(2031, 6, 4, 1, 30, 5, tzinfo=UTC)


def test_the_type_area_is_that_of_an_official_document() -> None:
    long = replace(PAPER, head="", number="", paragraphs=["样" * 28 * 40], rows=[], points=[])
    page = pypdfium2.PdfDocument(paper_set(long, at=AT))[0].get_textpage()
    text = page.get_text_range()
    body = text[: text.index("第 1 页")]
    left, bottom, right, top = zip(*(page.get_charbox(at) for at, one in enumerate(body) if one.strip()), strict=True)
    millimetre = 72 / 25.4
    assert 28 * millimetre <= min(left)
    assert max(right) <= (28 + 156) * millimetre + 1
    assert max(top) <= (297 - 37) * millimetre + 2, "ink of the heading may stand a hair above its box"
    assert 35 * millimetre <= min(bottom)
    lines = [line for line in body.splitlines() if set(line) == {"样"}]
    assert [len(line) for line in lines[:3]] == [26, 28, 28], "the first is set in by two"


def test_what_is_typed_is_printed_and_never_run() -> None:
    told = squeezed(
        text_of(paper_set(replace(PAPER, to=HOSTILE, rows=[(HOSTILE, HOSTILE)], paragraphs=[HOSTILE]), at=AT))
    )
    assert re.sub("第.页共.页", "", told).count(squeezed(HOSTILE)) == 4
    plain = text_of(paper_set(replace(PAPER, to="{n} {m}"), at=AT))
    assert "{n} {m}" in plain


def test_rare_characters_are_there_or_are_named() -> None:
    assert "䶮𠮷" in text_of(paper_set(replace(PAPER, to="䶮𠮷"), at=AT))
    for character, named in (("\ue000", "U+E000"), ("\U0003134a", "U+3134A")):
        with pytest.raises(BoleError) as told:
            paper_set(replace(PAPER, to=f"张{character}"), at=AT)
        assert told.value.code == "BOLE-D082"
        assert named in told.value.message
        assert str(fonts_folder()) in told.value.message


def test_a_draft_says_so_across_every_page() -> None:
    long = replace(PAPER, points=list(PAPER.points) * 40, draft="草稿")
    pages = read(paper_set(long, at=AT)).pages
    assert len(pages) > 2
    assert all("草稿" in page.extract_text() for page in pages)
    assert f"第 2 页 共 {len(pages)} 页" in pages[1].extract_text()


def test_the_font_lies_in_the_file() -> None:
    fonts: list[Any] = [
        one.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in read(paper_set(PAPER, at=AT)).pages
        for one in as_any(page["/Resources"])["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile3" in one or "/FontFile2" in one for one in fonts)


def as_any(told: Any) -> Any:
    """What lies in a PDF, of no type that is known before it is read."""
    return told


def test_without_a_chinese_font_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Faces:
        return faces_of(["DejaVu Sans"])

    monkeypatch.setattr(setting, "faces", none)
    with pytest.raises(BoleError) as told:
        paper_set(PAPER, at=AT)
    assert told.value.code == "BOLE-D081"
    assert "fonts-noto-cjk" in told.value.message


def test_the_faces_of_official_documents_come_first() -> None:
    found = faces_of(["DejaVu Sans", "SimSun", "FangSong_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "SimSun-ExtB"])
    assert found.head == ["FZXiaoBiaoSong-B05S", "SimHei", "SimSun-ExtB"]
    assert found.body == ["FangSong_GB2312", "SimHei", "SimSun-ExtB"]
    assert faces_of(["My Own Kai"]).body == ["My Own Kai"], "better any than none"


def test_a_font_that_the_office_lays_down_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = faces()
    assert before.body
    monkeypatch.setenv("BOLE_HOME", str(tmp_path))
    fonts_folder().mkdir(parents=True)
    (fonts_folder() / "broken.ttf").write_bytes(b"no font")
    assert faces() == before, "a file that is none does no harm"
