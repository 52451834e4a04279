"""The page of `bole advise` in a real browser: on a phone, by day and by night, without a script, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bole.cli.entry import run
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.test_explanation import faults
from tests.cli.registers import DAY, INVENTED, snapshot

pytestmark = pytest.mark.browser

BUSY = 34
"""Can claim two subsidies, one of them soon, and go for more certificates."""


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("advised")
    register, page = snapshot(folder / "snapshot", persons=400), folder / "page.html"
    told = ["--as-of", DAY, "--packs", str(INVENTED), "--html", str(page), "--json"]
    schemes = ["--scheme", "langyu.skill-upgrade", "langyu.steady-worker", "zhongshan.skill-upgrade"]
    assert run(["--lang", request.param, "advise", str(register), "--person", str(BUSY), *told, *schemes]) == 0
    return page


@pytest.fixture(params=["light", "dark"])
def shown(browser: Browser, written: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, color_scheme=request.param, offline=True)
    page = context.new_page()
    page.goto(written.as_uri())
    yield page
    context.close()


def test_axe_finds_nothing_by_day_and_by_night(shown: Page) -> None:
    assert faults(shown) == []


@pytest.mark.parametrize("width", [320, 375, 640, 1024, 1440])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, written: Path, width: int) -> None:
    page = open_page(written, {"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_can_be_claimed_now_comes_first(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, PHONE)
    order = page.locator("h2").evaluate_all("heads => heads.map(head => head.id)")
    assert order[0] == "claim"
    assert "obtain" in order
    assert order == [kind for kind in ("claim", "bring", "obtain", "wait", "waiting") if kind in order]


def test_what_is_pressed_is_large_enough_and_leads_to_its_part(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, DESK, script=False)
    links = page.locator(".sums a")
    assert all((links.nth(at).bounding_box() or {"height": 0})["height"] >= 44 for at in range(links.count()))
    links.last.click()
    assert page.locator("h2").last.is_visible()
