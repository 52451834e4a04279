"""Forced colours (high contrast): nothing that a background or a drawn colour said is lost; the focus is seen."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bole.cli.entry import run
from bole.documents.render.html import write
from tests.browser.conftest import DESK
from tests.browser.served import Served, served
from tests.browser.test_portal import PAGES, visit
from tests.cli.registers import DAY, INVENTED, snapshot
from tests.documents.drafts import plan

pytestmark = pytest.mark.browser

Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
SEEN = """
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((told) => told / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const close = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return bright / dark < 3;
  };
  const canvas = getComputedStyle(document.body).backgroundColor;
"""
"""The contrast of two colours, and the colour of the page."""
GONE = (
    """(() => {"""
    + SEEN
    + """
  const gone = [], told = (one) => gone.push(one.outerHTML.slice(0, 120));
  const faint = (colour) => colour === "none" || close(colour, canvas);
  for (const one of document.querySelectorAll("svg *")) {
    if (!(one instanceof SVGGeometryElement || one instanceof SVGTextElement) || one.closest(".qr")) continue;
    const { fill, stroke } = getComputedStyle(one);
    if ([fill, stroke].every(faint)) told(one);
  }
  const framed = ".status,.chips a,.filters,.file-head,.figure,.panel,.govuk-button,.govuk-input,.govuk-select,.kind";
  for (const one of document.querySelectorAll(framed)) {
    const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(one);
    const bare = backgroundColor === canvas || /^rgba.*, 0\\)$/.test(backgroundColor);
    if (bare && (parseFloat(borderTopWidth) < 1 || faint(borderTopColor))) told(one);
  }
  for (const one of document.querySelectorAll("mark")) {
    const { color, backgroundColor } = getComputedStyle(one);
    if (close(color, /^rgba.*, 0\\)$/.test(backgroundColor) ? canvas : backgroundColor)) told(one);
  }
  return gone;
})()"""
)
"""What is drawn in a colour that the page swallows (a contrast below 3), what lost its box, marks not to be read."""
UNTOLD = """(() => {
  const look = (one) => {
    const { backgroundColor, borderBottomColor } = getComputedStyle(one);
    return `${backgroundColor} ${borderBottomColor}`;
  };
  const untold = [];
  for (const [chosen, other] of [
    [".places a[aria-current]", ".places a:not([aria-current])"],
    [".chips a[aria-current]", ".chips a:not([aria-current])"],
    [".who button[aria-pressed=true]", ".who button:not([aria-pressed=true])"],
    [".steps .now .step-number", ".steps li:not(.now) .step-number"],
  ]) {
    const here = document.querySelector(chosen), there = document.querySelector(other);
    if (here && there && look(here) === look(there)) untold.push(chosen);
  }
  return untold;
})()"""
"""What is chosen and looks like what is not."""
FOCUS = """(() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const canvas = getComputedStyle(document.body).backgroundColor;
  const drawn = one.type === "radio" ? getComputedStyle(one.nextElementSibling, "::before") : getComputedStyle(one);
  const { outlineStyle, outlineWidth, outlineColor } = drawn;
  const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && outlineColor !== canvas
    && !/^rgba.*, 0\\)$/.test(outlineColor);
  return [one.outerHTML.slice(0, 120), seen];
})()"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("forced")) as started:
        yield started


Opens = Callable[[str, Scheme], Page]


@pytest.fixture
def opens(browser: Browser, server: Served) -> Iterator[Opens]:
    """`opens(role, scheme)`: a page of somebody who has signed in, in forced colours on black or on white."""
    contexts: list[BrowserContext] = []

    def opened(role: str, scheme: Scheme) -> Page:
        context = browser.new_context(viewport=DESK, locale="zh-CN", forced_colors="active", color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        if role:
            page.goto(f"{server.address}/account/login/")
            page.fill("#id_login", f"demo-{role}")
            page.fill("#id_password", server.passwords[role])
            page.click("main button")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("role", PAGES)
def test_nothing_vanishes_and_what_is_chosen_is_told(role: str, opens: Opens, server: Served) -> None:
    page = opens(role, "dark")
    for path in PAGES[role]:
        visit(page, server.address, path)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(GONE) == [], path
        assert page.evaluate(UNTOLD) == [], path


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_component_keeps_its_shape_and_shows_its_focus(scheme: Scheme, opens: Opens, server: Served) -> None:
    page = opens("manager", scheme)
    page.click("button[name=large_text]")
    for path in ("/components", "PERSON"):
        visit(page, server.address, path)
        assert page.evaluate(GONE) == [], path
        assert page.evaluate(UNTOLD) == [], path
        reached: dict[str, bool] = {}
        for _step in range(60):
            page.keyboard.press("Tab")
            if (found := page.evaluate(FOCUS)) is not None:
                reached[found[0]] = found[1]
        assert len(reached) > 15
        assert [told for told, seen in reached.items() if not seen] == [], path
    page.click("button[name=large_text]")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_code_to_be_scanned_stays_black_on_white(scheme: Scheme, opens: Opens, server: Served) -> None:
    page = opens("clerk", scheme)
    page.goto(f"{server.address}/account/2fa/totp/activate/")
    ground, ink = page.evaluate(
        """[getComputedStyle(document.querySelector(".qr")).backgroundColor,
        getComputedStyle(document.querySelector(".qr path")).fill]"""
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


# --- the pages that commands write ---


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reading, an explanation and a simulation, each as a file."""
    folder = tmp_path_factory.mktemp("written")
    register, told = snapshot(folder / "snapshot", persons=300), ["--as-of", DAY, "--packs", str(INVENTED)]
    write([plan()], folder / "reading.html")
    explained = ["--person", "108", "--scheme", "langyu.skill-upgrade", "--html", str(folder / "explanation.html")]
    simulated = ["--set", "langyu.shortage-uplift=40", "--html", str(folder / "simulation.html")]
    assert run(["explain", str(register), *told, *explained, "--json"]) == 0
    assert run(["simulate", str(register), *told, *simulated, "--json"]) == 0
    return folder


@pytest.fixture(params=SCHEMES)
def forced(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, forced_colors="active", color_scheme=request.param, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ["reading", "explanation", "simulation"])
def test_nothing_vanishes_from_what_commands_write(name: str, forced: Page, written: Path) -> None:
    forced.goto((written / f"{name}.html").as_uri())
    forced.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    assert forced.evaluate(GONE) == []


def test_the_row_that_was_chosen_and_its_place_in_the_text_are_told(forced: Page, written: Path) -> None:
    forced.goto((written / "reading.html").as_uri())
    forced.locator("#d1-r3 td.task").click()
    looks = "(selector) => getComputedStyle(document.querySelector(selector)).outlineStyle"
    assert [forced.evaluate(looks, one) for one in ("#d1-r3", "#d1-r2", "article .on:not(mark)")] == [
        "solid",
        "none",
        "solid",
    ]


def test_now_and_then_are_told_apart(forced: Page, written: Path) -> None:
    forced.goto((written / "simulation.html").as_uri())
    now, then, bar_now, bar_then = forced.evaluate(
        """[...[".key.now", ".key.then"].map((key) => getComputedStyle(document.querySelector(key), "::before")
          .backgroundColor),
        ...["rect.now", "rect.then"].map((bar) => getComputedStyle(document.querySelector(bar)).fill)]"""
    )
    assert now != then
    assert bar_now != bar_then
