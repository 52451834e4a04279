"""The pages of `bole rules --html` in a real browser: at a desk, on a phone, in the dark, without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bole.cli.entry import run
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_explanation import faults, opened
from tests.cli.registers import INVENTED

pytestmark = pytest.mark.browser

SHOWN = ("index", "langyu.skill-upgrade", "zhongshan.skill-upgrade")


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "pages"
    asked = ["--as-of", "2025-06-30", "--packs", str(INVENTED), "--html", str(folder)]
    assert run(["--lang", request.param, "rules", *asked]) == 0
    return folder


@pytest.fixture(params=["light", "dark"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, color_scheme=request.param, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing_by_day_and_by_night(phone: Page, written: Path, name: str) -> None:
    phone.goto((written / f"{name}.html").as_uri())
    opened(phone)
    assert faults(phone) == []


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("width", [320, 375, 768, 1440])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, written: Path, name: str, width: int) -> None:
    page = open_page(written / f"{name}.html", {"width": width, "height": 800})
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_each_example_with_the_heads_of_its_cells(open_page: OpenPage, written: Path) -> None:
    page = open_page(written / "langyu.skill-upgrade.html", PHONE)
    cells = page.locator("section[aria-labelledby=examples] tbody tr").first.locator("td")
    boxes = [box for box in (cell.bounding_box() for cell in cells.all()) if box]
    assert [box["x"] for box in boxes] == [boxes[0]["x"]] * 3
    assert cells.nth(2).evaluate("cell => getComputedStyle(cell, '::before').content").strip('"')


def test_from_the_index_to_a_scheme_and_back(open_page: OpenPage, written: Path) -> None:
    page = open_page(written / "index.html", PHONE, script=False)
    page.locator("a[href='zibo.title-apply-middle.html']").click()
    assert page.url.endswith("/zibo.title-apply-middle.html")
    page.locator(".back a").click()
    assert page.url.endswith("/index.html")


def test_what_is_pressed_is_large_enough(open_page: OpenPage, written: Path) -> None:
    for name in SHOWN:
        page = open_page(written / f"{name}.html", PHONE)
        small = page.locator("main a, summary:visible").evaluate_all(
            "parts => parts.filter(part => part.getBoundingClientRect().height < 44).map(part => part.textContent)"
        )
        assert small == []
