"""The browser, and pages in it that are watched for refused loads and script errors."""

import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from pypdf import PdfReader

from bole.documents.reading import Reading
from bole.documents.render.html import write

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 812}

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
"""

_RADICALS = str.maketrans(
    "戶⺠⻔⻅⻋⻓⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳⺟⻣⻄", "户民门见车长页风飞食马鱼鸟麦黄齐齿龙龟母骨西"
)


def printed(pdf: PdfReader) -> str:
    """The text of a PDF without blanks; a font may name a character by its radical: the same strokes, another code."""
    text = "".join("".join(sheet.extract_text().split()) for sheet in pdf.pages)
    return unicodedata.normalize("NFKC", text).translate(_RADICALS)


OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.fail("no chromium found: apt-get install chromium fonts-noto-cjk, or name it in CHROMIUM")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """`open_page([reading, ...])` writes the page to a file and opens it; no error and no refusal may have happened."""
    pages: list[Page] = []
    complaints: list[str] = []

    def opened(readings: list[Reading] | Path, size: ViewportSize = DESK, *, script: bool = True) -> Page:
        path = readings if isinstance(readings, Path) else tmp_path / "page.html"
        if not isinstance(readings, Path):
            write(readings, path)
        context = browser.new_context(viewport=size, java_script_enabled=script, offline=True)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if script:
            page.add_init_script(WATCH)
        page.goto(path.as_uri())
        if script:
            pages.append(page)
        return page

    yield opened
    refused = [page.evaluate("window.refused") for page in pages]
    assert (complaints, [r for r in refused if r]) == ([], [])
