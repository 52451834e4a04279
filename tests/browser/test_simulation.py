"""The page of `bole simulate` in a real browser: by day and by night, on a phone, without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bole.cli.entry import run
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_explanation import faults, opened
from tests.cli.registers import DAY, INVENTED, snapshot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    register, page = snapshot(folder / "snapshot", persons=1000), folder / "page.html"
    told = [
        "--as-of",
        DAY,
        "--packs",
        str(INVENTED),
        "--set",
        "langyu.shortage-uplift=40",
        "--set",
        "langyu.worker-bonus=500",
    ]
    assert (
        run(
            [
                "--lang",
                request.param,
                "simulate",
                str(register),
                *told,
                "--budget",
                "5000000",
                "--html",
                str(page),
                "--json",
            ]
        )
        == 0
    )
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
    opened(shown)
    assert faults(shown) == []


@pytest.mark.parametrize("width", [320, 375, 640, 1024, 1440])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, written: Path, width: int) -> None:
    page = open_page(written, {"width": width, "height": 800})
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_bars_are_as_long_as_their_sums(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, PHONE)
    pair = page.locator(".pair").first
    sums = [float(text.replace(",", "")) for text in pair.locator(".bar > span").all_text_contents()]
    widths = [box["width"] for bar in pair.locator("rect").all() if (box := bar.bounding_box())]
    assert widths[0] / widths[1] == pytest.approx(sums[0] / sums[1], rel=0.02)
