"""The page of a reading in a real browser: at a desk, on a phone, by keyboard, without script, on paper."""

import io
import unicodedata
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, ViewportSize, expect
from pypdf import PdfReader

from bole.documents.lineage import lineage
from bole.documents.reading import Citation
from bole.documents.render.html import write_lineage
from bole.kernel.messages import use_language
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.documents.drafts import PLAN, hostile, merged, plan, plan_with_contact

pytestmark = pytest.mark.browser

SIZES = [DESK, PHONE]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# axe cannot judge what scrolls out of a box or hides under a sticky bar.
UNDONE = """
for (const node of document.querySelectorAll("*")) {
  const style = getComputedStyle(node);
  if (style.overflowX !== "visible" || style.overflowY !== "visible") {
    node.style.overflow = "visible"; node.style.maxHeight = "none";
  }
  if (["sticky", "fixed"].includes(style.position)) node.style.position = "static";
}
"""
# Words of a drawing (an image to axe) and heads of merged cells (they reach out of their row).
UNDECIDED = ("<tspan", "<text", "<th rowspan")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults(page: Page) -> list[str]:
    """What axe finds or cannot decide."""
    page.evaluate(UNDONE)
    page.evaluate(AXE)
    result = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
    return [
        f"{kind} {found['id']}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for found in result[kind]
        for node in found["nodes"]
        if not (kind == "incomplete" and node["html"].startswith(UNDECIDED))
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(open_page: OpenPage, size: ViewportSize, language: str) -> None:
    use_language(language)
    page = open_page([plan(), hostile(), merged()], size)
    page.locator("article .badge").first.click()
    assert faults(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_the_lineage(open_page: OpenPage, size: ViewportSize, tmp_path: Path) -> None:
    place = PLAN.index("《澜州市港口")
    cites = (Citation("东岬省港口技能人才行动计划", "岬政发〔2030〕3号", place, place + 4),)
    write_lineage(lineage([replace(plan(), cites=cites)]), tmp_path / "lineage.html")
    page = open_page(tmp_path / "lineage.html", size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 375, 640, 1024, 1440])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, width: int) -> None:
    page = open_page([plan(), hostile(), merged()], {"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_click_on_a_row_shows_its_place_in_the_text(open_page: OpenPage) -> None:
    page = open_page([plan()])
    page.locator("#d1-r3 td.task").click()
    assert page.locator("#d1-r3").get_attribute("aria-current") == "true"
    told = "".join(page.locator("article .on").all_text_contents())
    assert told.startswith("（二）建设实训基地")
    assert told.endswith("市财政局）")
    assert in_view(page, "#d1-t3")


def test_a_number_in_the_text_leads_back_to_the_row(open_page: OpenPage) -> None:
    page = open_page([plan()])
    page.locator("article .badge", has_text="5").click()
    assert page.locator("#d1-r5").get_attribute("aria-current") == "true"
    assert in_view(page, "#d1-r5")
    assert page.evaluate("document.activeElement.closest('tr').id") == "d1-r5"


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return 0 <= box["y"] <= size["height"]


def test_every_row_and_number_is_reached_and_worked_by_keys(open_page: OpenPage) -> None:
    page = open_page([plan()])
    reached: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id"))
    assert {f"#d1-t{n}" for n in range(1, 6)} | {f"#d1-r{n}" for n in range(1, 6)} <= reached
    page.locator("#d1-r2 a").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "d1-t2"


def test_what_has_the_focus_is_not_covered(open_page: OpenPage) -> None:
    page = open_page([plan(), hostile()])
    for _ in range(45):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
              const node = document.activeElement, box = node.getBoundingClientRect();
              if (node === document.body || node.matches(".pane, .wide")) return "";
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return top && (node.contains(top) || top.contains(node)) ? "" : node.outerHTML.slice(0, 90);
            }"""
        )
        assert covered == ""


def test_a_phone_shows_the_row_over_the_foot_of_the_text(open_page: OpenPage) -> None:
    page = open_page([plan()], PHONE)
    badge = page.locator("article .badge", has_text="2").first
    badge.click()
    sheet = page.locator("#sheet")
    assert sheet.is_visible()
    assert "市总工会" in sheet.inner_text()
    page.keyboard.press("Escape")
    assert sheet.is_hidden()
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#d1-r2"


def test_fingers_find_every_control(open_page: OpenPage) -> None:
    for size, least in ((DESK, 24), (PHONE, 44)):
        page = open_page([plan()], size)
        small = page.evaluate(
            """(least) => [...document.querySelectorAll("a, button, input, summary")]
              .filter((n) => n.offsetParent && !n.matches(".skip, .clauses a"))
              .map((n) => [n.getBoundingClientRect(), n.outerHTML.slice(0, 80)])
              .filter(([box]) => box.height < least || box.width < 24).map(([box, told]) => told + box.height)""",
            least,
        )
        assert small == []


def test_search_filters_the_rows_and_finds_the_places(open_page: OpenPage) -> None:
    page = open_page([plan()])
    page.get_by_label("查找").fill("实训基地")
    page.get_by_text("分工表 1 行").wait_for()
    assert page.locator(".division-table tbody tr:visible").count() == 1
    assert page.locator("article p.hit").count() == 1
    page.get_by_label("查找").fill("没有这样的词")
    page.get_by_text("没有找到").wait_for()
    page.get_by_label("查找").fill("")
    expect(page.locator(".division-table tbody tr:visible")).to_have_count(5)


def test_without_script_the_links_still_lead_there_and_back(open_page: OpenPage) -> None:
    page = open_page([plan()], script=False)
    page.locator("#d1-r5 a").click()
    assert page.url.endswith("#d1-t5")
    assert page.get_by_label("查找").is_hidden()
    page.locator("article .badge", has_text="5").click()
    assert page.url.endswith("#d1-r5")


def test_paper_shows_the_table_whole_on_a4_landscape(open_page: OpenPage) -> None:
    page = open_page([plan_with_contact()])
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    # A font may give back radicals for characters.
    told = unicodedata.normalize("NFKC", "".join("".join(sheet.extract_text().split()) for sheet in paper.pages))
    assert {(round(float(s.mediabox.width)), round(float(s.mediabox.height))) for s in paper.pages} == {(842, 595)}
    for words in ("重点任务分工表", "牵头单位", "配合单位", "依据", "市总工会", "文件未写明", "澜政办〔2031〕8号"):
        assert words in told
    assert "上一处" not in told
    assert "13812340021" not in told


def test_personal_data_is_nowhere_in_the_page(open_page: OpenPage) -> None:
    page = open_page([plan_with_contact()])
    content = page.content() + page.title() + page.url
    assert "13812340021" not in content
    assert "欧阳小明" not in content
