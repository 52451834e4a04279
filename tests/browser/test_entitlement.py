"""From a department's file to what its holder may have: a certificate is uploaded, and a minute later he sees it."""

import csv
import io
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.apps.registry.people import certificate, code, householder
from tests.browser.conftest import DESK, PHONE, WATCH
from tests.browser.served import Served, served
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
DAY = "2025-09-30"
TITLE = "职业技能提升补贴"
ASSUMED = ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"
NAME, BODY = "万俟知远", "样例评价中心"


def uploaded(page: Page, server: Served, kind: str, row: dict[str, str]) -> None:
    """Through the wizard: upload, check, preview, confirm, written."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(row))
    writer.writeheader()
    writer.writerow(row)
    page.goto(f"{server.address}/imports/new")
    page.select_option("#kind", kind)
    page.select_option("#source", kind)
    page.set_input_files("#file", {"name": f"{kind}.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()})
    page.click("main form button")
    page.click("button[value=confirm]", timeout=60_000)
    page.wait_for_selector(".file-head:has-text('已完成')", timeout=60_000)


def benefits(page: Page, server: Served) -> str:
    """The page of what he may have, found by his name."""
    page.goto(f"{server.address}/people?words={NAME}")
    page.click("tbody a[href^='/people/']")
    page.click("a[href$='/benefits']")
    page.fill("#day", DAY)
    page.click("main form button")
    assert page.input_value("#day") == DAY
    return page.inner_text("main")


def test_a_new_certificate_changes_what_its_holder_may_have(browser: Browser, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"BOLE_COVERED": "claim,payment,employment", "BOLE_PACKS": str(ASSUMED)}
    with served(tmp_path, **settings) as server:
        context = browser.new_context(viewport=DESK, locale="zh-CN")
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"{server.address}/account/login/")
        page.fill("#id_login", "demo-manager")
        page.fill("#id_password", server.passwords["manager"])
        page.click("main button")
        uploaded(page, server, "employers", {
            "单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "是",
        })  # fmt: skip
        uploaded(page, server, "household", householder(7, 姓名=NAME))
        assert TITLE not in benefits(page, server)
        began = time.monotonic()
        row = certificate(7, 姓名=NAME, 证书编号="Y600077", 职业编码="6-31-07-03", 发证机构=BODY, 发证日期="2025-06-03")
        uploaded(page, server, "certificates", row)
        told = benefits(page, server)
        assert time.monotonic() - began < 60
        entitled = page.locator("section[aria-labelledby=entitled]")
        own = entitled.locator("li.panel", has_text=TITLE)
        assert own.count() == 1, told
        text = own.inner_text()
        assert "2600元" in text
        assert "现在就可以申领" in text
        assert "2026年6月3日" in text or "2025年12月31日" in text
        assert "可以享受的合计" in told
        own.locator("summary").click()
        assert "证书有效" in own.inner_text()
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate("window.refused || []") == []
        context.close()
