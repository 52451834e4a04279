"""Cases in a real browser over a real server: applied with a file missing, asked, completed, granted; many at once; an
appeal that turns a refusal; each page sound at a desk and on a phone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acting import PDF, SignsIn, opened_case, press, signing_in, sound
from tests.browser.conftest import PHONE
from tests.browser.served import Served, served
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
LETTER = "zhongshan.registration-letter"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("cases")
    assumed = str(ROOT / "src" / "bole" / "samples" / "zhongshan-assumed")
    with served(folder, BOLE_PACKS=assumed) as started:
        around = {**os.environ, "BOLE_HOME": str(folder / "home"), "BOLE_PLACE": "442000"}
        command = [sys.executable, "-m", "tests.browser.second_manager"]
        told = subprocess.run(command, env=around, cwd=ROOT, check=True, capture_output=True, text=True)
        started.passwords["manager-2"] = told.stdout.strip()
        yield started


@pytest.fixture
def signs_in(browser: Browser, city: Served) -> Iterator[SignsIn]:
    """`signs_in(role, size)`: a page of somebody."""
    with signing_in(browser, city) as opened:
        yield opened


def applied(page: Page, city: Served, tmp_path: Path) -> str:
    """An application from its first page to its receipt; its number."""
    page.goto(f"{city.address}/apply/{LETTER}")
    if page.locator("input[name=fact]").count():
        page.locator("input[name=fact]").first.check(force=True)
        press(page, "next")
    sound(page)
    page.fill("#where", "样例镇样例路1号")
    press(page, "next")
    press(page, "next")  # nobody moves along
    sound(page)
    paper = tmp_path / "证书.pdf"
    paper.write_bytes(PDF)
    page.set_input_files("#education", str(paper))
    press(page, "next")
    sound(page)
    press(page, "submit")
    found = re.search(r"\d{4}-\d{6}", page.inner_text(".govuk-panel"))
    assert found
    sound(page)
    return found[0]


def requested(worker: Page, city: Served) -> None:
    """A request for service, handed in."""
    worker.goto(f"{city.address}/apply/zhongshan.service-request")
    while not worker.locator("button[value=submit]").count():
        box = worker.locator("main form input[type=text], main form textarea")
        if box.count():
            box.first.fill("请协助子女入学")
        elif worker.locator("input[type=radio]").count():
            worker.locator("input[type=radio]").first.check(force=True)
        press(worker, "next")
    press(worker, "submit")


def test_asked_for_more_completed_and_granted_by_a_second_person(
    signs_in: SignsIn, city: Served, tmp_path: Path
) -> None:
    worker = signs_in("worker", PHONE)
    number = applied(worker, city, tmp_path)
    clerk = signs_in("clerk")
    clerk.goto(f"{city.address}/cases")
    sound(clerk)
    opened_case(clerk, city, number)
    sound(clerk)
    assert clerk.locator("iframe").count() == 1, "the file stands beside the form"
    press(clerk, "return")
    expect(clerk.locator(".govuk-error-summary")).to_contain_text("这一步要写明理由")
    clerk.fill("#reason", "证书看不清，请重新上传")
    press(clerk, "return")
    worker.goto(f"{city.address}/cases/own")
    worker.click(f"a:has-text('{number}')")
    expect(worker.locator("main")).to_contain_text("证书看不清，请重新上传")
    sound(worker)
    paper = tmp_path / "再拍.pdf"
    paper.write_bytes(PDF)
    worker.set_input_files("#file-education", str(paper))
    worker.locator("form:has(#file-education) button").click()
    press(worker, "complete")
    opened_case(clerk, city, number)
    press(clerk, "accept")
    officer, manager = signs_in("officer"), signs_in("manager")
    opened_case(officer, city, number)
    press(officer, "review")
    opened_case(manager, city, number)
    press(manager, "refuse")
    expect(manager.locator(".govuk-error-summary")).to_contain_text("理由")
    manager.fill("#reason", "按入户办法不属于人才")
    press(manager, "refuse")
    worker.reload()
    expect(worker.locator("main")).to_contain_text("如有异议，可以申请复核")
    worker.fill("#reason", "我有高级工证书，请再核对")
    press(worker, "appeal")
    opened_case(manager, city, number)
    expect(manager.locator("main")).to_contain_text("原决定是您作的")
    second = signs_in("manager-2")
    opened_case(second, city, number)
    second.fill("#reason", "核对过证书原件，情况属实")
    press(second, "overturn")
    worker.reload()
    expect(worker.locator("main")).to_contain_text("已同意")
    expect(worker.locator("main")).to_contain_text("凭证号")


def test_without_scripts_a_list_is_accepted_at_once(signs_in: SignsIn, city: Served, tmp_path: Path) -> None:
    worker = signs_in("worker", script=False)
    requested(worker, city)
    manager = signs_in("manager", script=False)
    manager.goto(f"{city.address}/cases?view=all&kind=zhongshan.service-request")
    manager.select_option("#verb", "assign")
    manager.check("input[name=scope][value=all]", force=True)
    manager.click("button:has-text('先看件数和合计')")
    found = re.search(r"：(\d+) 件", manager.inner_text("h1"))
    assert found
    count = int(found[1])
    assert count >= 1
    manager.select_option("#officer", index=1)
    press(manager, "confirm")
    for _ in range(60):
        if f"已办 {count} 件" in manager.inner_text("main") and "已办完" in manager.inner_text("main"):
            break
        manager.wait_for_timeout(500)
        manager.reload()
    expect(manager.locator("main")).to_contain_text(f"已办 {count} 件，未办 0 件，共 {count} 件")


def test_pages_of_the_office_are_sound_on_a_phone(signs_in: SignsIn, city: Served) -> None:
    requested(signs_in("worker"), city)
    manager = signs_in("manager", PHONE)
    for path in ("/cases?view=all", "/deputies", "/stock", "/cases/bulks"):
        manager.goto(city.address + path)
        sound(manager)
    manager.goto(f"{city.address}/cases?view=all")
    manager.locator("tbody th a").first.click()
    sound(manager)
