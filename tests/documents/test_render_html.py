"""网页: self-contained, every text escaped, each row linked with its place, quick for long documents."""

import base64
import hashlib
import re
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from bole.documents.lineage import lineage
from bole.documents.reader import read_text
from bole.documents.reading import Citation, Reading, Target, UnitMention
from bole.documents.render.html import reading_page, script_of, write, write_lineage
from bole.documents.table import rows
from bole.kernel.messages import use_language
from tests.documents.drafts import PLAN, hostile, merged, plan, plan_with_contact


def parsed(page: str) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(page)


def article_text(page: str) -> str:
    """The text pane without the numbers of the rows."""
    (article,) = parsed(page).xpath("//article")
    for badge in article.xpath(".//a[contains(@class, 'badge')]"):
        badge.drop_tree()
    return "".join(article.itertext())


def test_nothing_is_loaded_from_elsewhere_and_only_our_own_style_and_script_may_run() -> None:
    page = reading_page([plan()])
    policy = parsed(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not parsed(page).xpath("//@src | //@style | //link | //@*[starts-with(name(), 'on')]")
    assert all(link.startswith("#") for link in parsed(page).xpath("//@href"))


def test_colours_of_the_drawing_can_be_read() -> None:
    """axe takes a drawing for an image, so the contrast of its words is computed here (WCAG 2.2, 1.4.3)."""
    style = re.search(r"<style>(.*?)</style>", reading_page([plan()]), re.S)
    assert style is not None
    rule = {name: re.search(rf"{re.escape(name)}\{{[^}}]*fill:(#\w+)", style[1]) for name in _DRAWN}
    colours = {name: found[1] for name, found in rule.items() if found}
    assert contrast(colours[".drawing text"], colours[".drawing .node rect"]) >= 4.5
    assert contrast(colours[".drawing text"], colours[".node.read rect"]) >= 4.5
    assert contrast(_token("ink"), _token("surface")) >= 4.5
    assert contrast(colours[".band-name"], colours[".drawing .band"]) >= 4.5


_DRAWN = (".drawing text", ".drawing .node rect", ".node.read rect", ".band-name", ".drawing .band")


def _token(name: str) -> str:
    found = re.search(rf"--{name}:(#\w+)", reading_page([plan()]))
    assert found is not None
    return found[1]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours in hexadecimal."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_is_escaped() -> None:
    page = reading_page([hostile()])
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page


def test_the_whole_text_stands_in_the_page_in_order() -> None:
    reading = plan()
    assert re.sub(r"\s", "", article_text(reading_page([reading]))) == re.sub(r"\s", "", PLAN)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_any_marks_leave_the_text_as_it_is(data: st.DataObject) -> None:
    """Spans may overlap, nest, be empty, cross paragraphs and cells: every character stays, once and in its place."""
    reading = data.draw(st.sampled_from((plan(), merged())))
    place = st.integers(0, len(reading.raw))
    spans = st.lists(st.tuples(place, place), max_size=12)
    units = tuple(UnitMention("一", ("市人社局",), (), (), b, b + 5, min(a, b), max(a, b)) for a, b in data.draw(spans))
    targets = tuple(Target("一", "数", "=", 3, "个", "", min(a, b), "数", max(a, b)) for a, b in data.draw(spans))
    marked = replace(reading, units=units, targets=targets)
    page = reading_page([marked])
    assert re.sub(r"\s", "", article_text(page)) == re.sub(r"\s", "", reading.text.shown)
    assert len(parsed(page).xpath("//@id")) == len(set(parsed(page).xpath("//@id")))
    assert sorted(t.start_char for r in rows(marked) for t in r.targets) == sorted(t.start_char for t in targets)


def test_tables_of_the_document_are_tables_in_the_page() -> None:
    table = "| 序号 | 任务 | 责任单位 |\n| --- | --- | --- |\n| 1 | 建设港口实训基地2个 | 市人社局 |\n"
    raw = f"# 分工表\n\n附件\n\n任务分工表\n\n{table}"
    tree = parsed(reading_page([read_text(raw, "分工.md")]))
    printed = tree.xpath("//table[@class='printed']//tr")
    assert [[c.text_content().strip("0123456789 ") or "n" for c in row] for row in printed][-1][
        1
    ] == "建设港口实训基地2个"


def test_heads_with_merged_cells_keep_their_shape() -> None:
    (table,) = parsed(reading_page([merged()])).xpath("//table[@class='printed']")
    shape = [[(c.tag, c.get("rowspan"), c.get("colspan")) for c in row] for row in table.xpath(".//tr")]
    assert shape[0] == [("th", "2", None), ("th", "2", None), ("th", None, "2"), ("th", "2", None)]
    assert shape[1] == [("th", None, None)] * 2
    assert [len(row) for row in shape[2:]] == [5, 5]


def test_ids_are_unique_and_every_link_has_its_target() -> None:
    tree = parsed(reading_page([plan(), plan_with_contact()]))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {unquote(link[1:]) for link in tree.xpath("//@href")} <= set(ids)


def test_each_row_leads_to_its_text_and_back() -> None:
    reading = plan()
    tree = parsed(reading_page([reading]))
    for row in rows(reading):
        (line,) = tree.xpath(f"//tr[@id='d1-r{row.number}']")
        assert line.xpath(f".//a[@href='#d1-t{row.number}']")
        assert tree.xpath(f"//article//a[@href='#d1-r{row.number}']")
        held = "".join(
            "".join(n.itertext())
            for n in tree.xpath("//article//*[@data-rows]")
            if f" {row.number} " in f" {n.get('data-rows')} "
        )
        assert held.startswith(reading.raw[row.start : row.start + 3])


def test_figures_and_units_are_marked() -> None:
    tree = parsed(reading_page([plan()]))
    told = {kind: tree.xpath(f"//article//mark[contains(@class, '{kind}')]") for kind in ("unit", "target", "money")}
    assert len(told["unit"]) == 2
    assert any("12万人" in m.text_content() for m in told["target"])
    assert any("1500万元" in m.text_content() for m in told["money"])


def test_the_marked_blank_is_shown() -> None:
    tree = parsed(reading_page([plan()]))
    assert len(tree.xpath("//span[@class='blank']")) == 3


def test_contacts_are_masked_everywhere_in_the_page() -> None:
    page = reading_page([plan_with_contact()])
    assert "13812340021" not in page
    assert "欧阳小明" not in page
    assert "88301234" not in page
    assert "138****0021" in page


def test_language_of_the_frame_and_of_the_document() -> None:
    traditional = read_text(
        "江門市技能人才行動方案\n\n一、總體目標\n\n到2031年，全市技術技能人才總量達到9萬人。\n", "方案.txt"
    )
    assert script_of(traditional) == "zh-Hant"
    assert script_of(plan()) == "zh-Hans"
    use_language("en")
    page = reading_page([traditional])
    assert parsed(page).get("lang") == "en"
    assert parsed(page).xpath("//article/@lang") == ["zh-Hant"]
    assert "總體目標" in page


def test_one_heading_of_the_first_level_and_no_level_skipped() -> None:
    for page in (reading_page([plan()]), reading_page([plan(), hostile()])):
        levels = [
            int(e.tag[1]) for e in parsed(page).iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)
        ]
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_document_without_clauses_still_gives_a_page() -> None:
    page = reading_page([read_text("没有条款的一句话。\n", "短.txt")])
    assert "文件里没有读出任务。" in page


def test_a_document_of_200_000_characters_takes_seconds_and_no_more() -> None:
    many = "".join(
        f"（{n}）办好第{n}期培训。每年培训班组长{n + 100}人，给予{n}万元补助。"
        f"推动岸桥操控、拖轮驾驶、冷链理货等岗位轮训常态开展。"
        f"（责任单位：市人社局、市财政局）\n\n"
        for n in range(1, 2600)
    )
    reading = read_text(f"澜州市方案\n\n一、重点任务\n\n{many}", "长.txt")
    assert len(reading.raw) > 200_000
    start = time.process_time()
    page = reading_page([reading])
    assert time.process_time() - start < 5
    assert "d1-r1" in page


def test_a_page_is_written_to_its_file(tmp_path: Path) -> None:
    write([plan()], tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.fixture
def citing() -> Reading:
    place = PLAN.index("《澜州市港口")
    cites = (
        Citation("国家职业技能标准<编制>技术规程", None, place, place + 4),
        Citation("东岬省港口技能人才行动计划", "岬政发〔2030〕3号", place, place + 4),
    )
    return replace(plan(), cites=cites)


def test_the_lineage_is_drawn_and_listed(citing: Reading, tmp_path: Path) -> None:
    traced = lineage([citing])
    write_lineage(traced, tmp_path / "lineage.html")
    page = (tmp_path / "lineage.html").read_text(encoding="utf-8")
    tree = parsed(page)
    assert len(tree.xpath("//*[local-name()='path'][@class='cites']")) == len(traced.edges) == 2
    assert len(tree.xpath("//table//tbody/tr")) == 2
    assert "岬政发〔2030〕3号" in page
    assert "&lt;编制&gt;" in page
    assert "script-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]


def test_a_lineage_without_citations_says_so(tmp_path: Path) -> None:
    write_lineage(lineage([replace(plan(), cites=())]), tmp_path / "lineage.html")
    assert "没有点名引用" in (tmp_path / "lineage.html").read_text(encoding="utf-8")
