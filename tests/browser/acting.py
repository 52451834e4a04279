"""What people do on the pages of a served city: sign in, press, look whether all is sound."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pypdf import PdfWriter

from tests.browser.conftest import DESK, WATCH
from tests.browser.served import Served
from tests.browser.test_portal import faults

UNSEEN = ("incomplete frame-tested", "due to a pseudo element")
"""What axe says that it cannot see: into the viewer of a PDF, and that no text stands on the dots of a timeline."""
SignsIn = Callable[..., Page]


def paper() -> bytes:
    """A sheet of paper that a viewer opens."""
    book, target = PdfWriter(), io.BytesIO()
    book.add_blank_page(200, 280)
    book.write(target)
    return target.getvalue()


PDF = paper()


@contextmanager
def signing_in(browser: Browser, city: Served) -> Iterator[SignsIn]:
    """`opened(role, size)`: a page of somebody; no script may have failed and no load been refused."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(role: str, size: ViewportSize = DESK, *, script: bool = True) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if "status of 4" not in told.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if script:
            page.add_init_script(WATCH)
            pages.append(page)
        page.goto(f"{city.address}/account/login/")
        page.fill("#id_login", f"demo-{role}")
        page.fill("#id_password", city.passwords[role])
        page.click("main button")
        return page

    yield opened
    refused = [found for page in pages for found in page.evaluate("window.refused || []")]
    for context in contexts:
        context.close()
    assert (complaints, refused) == ([], [])


def press(page: Page, act: str) -> None:
    page.click(f"button[name=act][value={act}]")


def sound(page: Page) -> None:
    """No fault that axe finds, and nothing wider than the page."""
    found = [fault for fault in faults(page) if not any(words in fault for words in UNSEEN)]
    assert found == [], (page.url, found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def opened_case(page: Page, city: Served, number: str) -> None:
    page.goto(f"{city.address}/cases?view=all&words={number}")
    page.click(f"tbody a:has-text('{number}')")
