"""The page of `bole explain` in a real browser: at a desk, on a phone, in the dark, by keys and on paper."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from bole.cli.entry import run
from tests.browser.conftest import DESK, PHONE, OpenPage, printed
from tests.browser.test_page import AXE, RULES
from tests.cli.registers import DAY, INVENTED, snapshot

pytestmark = pytest.mark.browser

SEVERAL, MANY = 108, 204
"""Of one person of that register several kinds of outcome stand on the page, of the other many decisions."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(tmp_path_factory.mktemp("explained") / "snapshot", persons=300)


SCHEMES = ("langyu.skill-upgrade", "langyu.steady-worker", "zibo.title-apply-middle")


def explained(register: Path, person: int, language: str, schemes: tuple[str, ...] = SCHEMES) -> Path:
    page = register.parent / f"{person}-{language}.html"
    asked = ["--scheme", *schemes] if schemes else []
    told = ["--as-of", DAY, "--packs", str(INVENTED), *asked, "--html", str(page), "--json"]
    assert run(["--lang", language, "explain", str(register), "--person", str(person), *told]) == 0
    return page


@pytest.fixture(scope="module", params=["zh", "en"])
def written(request: pytest.FixtureRequest, register: Path) -> Path:
    return explained(register, SEVERAL, request.param)


@pytest.fixture(params=["light", "dark"])
def shown(browser: Browser, written: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, color_scheme=request.param, offline=True)
    page = context.new_page()
    page.goto(written.as_uri())
    yield page
    context.close()


def opened(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def faults(page: Page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
    return [
        f"{kind} {found['id']}: {node['html'][:120]}"
        for kind in ("violations", "incomplete")
        for found in result[kind]
        for node in found["nodes"]
    ]


def test_axe_finds_nothing_by_day_and_by_night(shown: Page) -> None:
    assert faults(shown) == []
    opened(shown)
    assert faults(shown) == []


@pytest.mark.parametrize("width", [320, 375, 640, 1024, 1440])
def test_nothing_is_wider_than_the_window(open_page: OpenPage, written: Path, width: int) -> None:
    page = open_page(written, {"width": width, "height": 800})
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_phone_shows_the_answer_first(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, PHONE)
    box = page.locator(".sum").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"]
    order = page.locator("h2").evaluate_all("heads => heads.map(head => head.id)")
    assert order == [o for o in ("entitled", "unknown", "needs_person", "refused", "not_in_force") if o in order]
    assert len(order) >= 3


def test_what_is_pressed_is_large_enough(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, PHONE)
    small = page.locator(".sums a, summary:visible").evaluate_all(
        "parts => parts.filter(part => part.getBoundingClientRect().height < 44).map(part => part.textContent)"
    )
    assert small == []


def test_folded_parts_open_by_keys_without_a_script(open_page: OpenPage, written: Path) -> None:
    page = open_page(written, DESK, script=False)
    folded = page.locator("details.folded").first
    folded.locator("> summary").focus()
    assert not folded.locator(".criteria").first.is_visible()
    page.keyboard.press("Enter")
    assert folded.locator(".criteria").first.is_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paper_is_upright_and_has_every_decision(open_page: OpenPage, register: Path, language: str) -> None:
    page = open_page(explained(register, MANY, language, schemes=()))
    titles = page.locator(".decision h3").all_text_contents()
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert pdf.pages[0].mediabox.height > pdf.pages[0].mediabox.width
    text = printed(pdf)
    assert len(titles) > 10
    assert [title for title in titles if "".join(title.split())[:6] not in text] == []
