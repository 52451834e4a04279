"""Keys of the work list and of the page of a case, with cases that were entered at the counter; a paper of one."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.acting import SignsIn, signing_in, sound
from tests.browser.served import Served, served

pytestmark = pytest.mark.browser
REQUEST = "zhongshan.service-request"
SEEN = """(() => {
const box = document.activeElement.getBoundingClientRect();
return box.top >= 0 && box.bottom <= innerHeight })()"""
FOCUS = "document.activeElement.textContent.trim()"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("keys")) as started:
        yield started


@pytest.fixture
def signs_in(browser: Browser, city: Served) -> Iterator[SignsIn]:
    with signing_in(browser, city) as opened:
        yield opened


@pytest.fixture
def desk(signs_in: SignsIn, city: Served) -> Page:
    """A manager before his list of three cases, which a clerk entered at the counter."""
    page, counter = signs_in("manager"), signs_in("clerk")
    page.goto(f"{city.address}/cases?view=all")
    while page.locator("#cases tbody tr").count() < 3:
        _entered(counter, city, page.locator("#cases tbody tr").count())
        page.goto(f"{city.address}/cases?view=all")
    return page


def _entered(page: Page, city: Served, number: int) -> None:
    page.goto(f"{city.address}/counter")
    page.fill("#words", "建国")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found")
    sound(page)
    page.locator("#found tbody a").nth(number).click()
    page.select_option("#kind", REQUEST)
    page.locator("input[name=identity]").first.check(force=True)
    page.fill("#why", "本人不会用手机")
    sound(page)
    page.click("main form button")
    for _step in range(8):
        assert "窗口代办" in page.inner_text("main")
        if page.locator("button[value=submit]").count():
            break
        if page.locator("main textarea").count():
            page.locator("main textarea").fill("要人上门评定")
        elif page.locator("main input[type=radio]").count():
            page.locator("main input[type=radio]").first.check(force=True)
        page.click("button[value=next]")
    sound(page)
    page.click("button[value=submit]")
    assert "请把受理回执打印给申请人" in page.inner_text("main")
    with page.expect_download() as downloading:
        page.click("a[href$='/papers/receipt']")
    assert downloading.value.suggested_filename.endswith("-receipt.pdf")


def test_a_list_is_walked_chosen_and_opened_by_keys_alone(desk: Page) -> None:
    numbers = desk.locator("#cases tbody th a").all_inner_texts()
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement === document.body"), "the arrows belong to the page until one is in"
    for key, at in (("j", 0), ("j", 1), ("ArrowDown", 2), ("j", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        desk.keyboard.press(key)
        assert desk.evaluate(FOCUS) == numbers[at], key
    assert desk.evaluate(SEEN)
    desk.keyboard.press("x")
    assert desk.locator("#cases input:checked").count() == 1
    desk.keyboard.press("x")
    assert desk.locator("#cases input:checked").count() == 0
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "words"
    desk.keyboard.type("jkx?/")
    assert desk.input_value("#words") == "jkx?/", "a letter belongs to whoever is writing"
    assert desk.locator("#keys[open]").count() == 0
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("Control+j")
    assert desk.evaluate("document.activeElement === document.body")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("form.act")
    assert numbers[1] in desk.inner_text("h1")


def test_from_case_to_case_and_back_without_deciding_anything(desk: Page) -> None:
    numbers = desk.locator("#cases tbody th a").all_inner_texts()
    desk.keyboard.press("j")
    desk.keyboard.press("o")
    desk.wait_for_selector("form.act")
    before = desk.inner_text(".case-columns")
    for key, at in (("j", 1), ("n", 2), ("p", 1), ("k", 0)):
        with desk.expect_navigation():
            desk.keyboard.press(key)
        assert numbers[at] in desk.inner_text("h1"), key
    desk.keyboard.press("d")
    assert desk.evaluate("document.activeElement.id") == "reason"
    desk.keyboard.type("junkpdu?")
    assert desk.input_value("#reason") == "junkpdu?"
    assert numbers[0] in desk.inner_text("h1")
    desk.evaluate("document.activeElement.blur()")
    for key in "abcefghilmoqrstvwxyz":
        desk.keyboard.press(key)
    assert desk.inner_text(".case-columns") == before
    with desk.expect_navigation():
        desk.keyboard.press("u")
    assert desk.locator("#cases").count() == 1


def test_the_keys_are_listed_and_can_be_switched_off(desk: Page) -> None:
    for key in ("j", "?"):
        desk.keyboard.press(key)
    assert desk.locator("#keys[open]").count() == 1
    told = desk.inner_text("#keys")
    for part in ("j", "k", "x", "Enter", "/", "?", "Esc"):
        assert re.search(rf"^{re.escape(part)}\b|{re.escape(part)}", told), part
    first = desk.locator("#cases tbody th a").first.inner_text()
    desk.keyboard.press("Escape")
    assert desk.locator("#keys[open]").count() == 0
    assert desk.evaluate(FOCUS) == first, "back where one was"
    desk.keyboard.press("?")
    sound(desk)
    desk.click("#keys button[name=keys]")
    assert desk.url.endswith("/cases?view=all")
    assert desk.locator("script[src$='keys.js']").count() == 0
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement === document.body")
    assert "已关闭" in desk.inner_text("#keys")
    desk.click("#keys summary")
    desk.click("#keys button[name=keys]")
    desk.keyboard.press("j")
    assert desk.evaluate(FOCUS) == first
