"""Signing in through a real OpenID provider in a real browser, under the policy that browsers are told."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, WATCH
from tests.browser.served import Served, served
from tests.browser.test_portal import faults
from tests.openid.provider import CLIENT, PASSWORD, SECRET
from tests.openid.running import provider_running

pytestmark = pytest.mark.browser


class Both(NamedTuple):
    """The city's server and the provider beside it."""

    server: Served
    issuer: str
    home: Path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Two hosts to a browser: ours is reached as localhost, the provider as 127.0.0.1."""
    folder, port = tmp_path_factory.mktemp("signed"), _free_port()
    back = f"http://localhost:{port}/account/oidc/callback"
    with provider_running(tmp_path_factory.mktemp("provider"), back) as provider:
        settings = {
            "BOLE_OIDC_ISSUER": provider.issuer,
            "BOLE_OIDC_CLIENT_ID": CLIENT,
            "BOLE_OIDC_CLIENT_SECRET": SECRET,
            "BOLE_OIDC_NAME": "城市统一登录",
        }
        with served(folder, port=port, **settings) as server:
            here = Served(f"http://localhost:{port}", server.passwords)
            yield Both(here, provider.issuer, folder / "home")


def _free_port() -> int:
    """One that the provider can be told of before our server has it."""
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    opened = context.new_page()
    refused: list[str] = []
    opened.on("console", lambda told: refused.append(told.text) if "Content Security" in told.text else None)
    opened.add_init_script(WATCH)
    yield opened
    context.close()
    assert refused == []


def at_provider(page: Page, who: str, button: str = "grant") -> None:
    page.fill("#id_login", who)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.click(f"button[value={button}]")


def test_an_officer_links_his_identity_and_signs_in_with_it(both: Both, page: Page) -> None:
    address = both.server.address
    answer = page.goto(f"{address}/account/login/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert re.search(rf"form-action 'self' {re.escape(both.issuer)}(;|$)", policy)
    assert faults(page) == []
    page.goto(f"{address}/account/login/")

    # Nobody knows him yet, and nobody is made for him.
    page.click("text=用城市统一登录登录")
    assert page.url.startswith(both.issuer)
    at_provider(page, "zhang")
    expect(page.locator("h1")).to_have_text("您的统一身份没有关联本系统的账户，不能登录。")
    expect(page.locator("main")).to_contain_text("BOLE-A027")
    assert faults(page) == []

    # With his password he links it.
    page.goto(f"{address}/account/login/")
    page.fill("#id_login", "demo-officer")
    page.fill("#id_password", both.server.passwords["officer"])
    page.click("main button >> nth=0")
    page.goto(f"{address}/account/own")
    page.click("text=关联城市统一登录")
    if "reauthenticate" in page.url:
        page.fill("#id_password", both.server.passwords["officer"])
        page.click("main button")
    page.click("button[value=grant]")
    expect(page.locator("main")).to_contain_text("已关联，以后可以用它登录。")
    assert faults(page) == []

    # From now on it opens his account, and a page that was asked for comes after it.
    page.goto(f"{address}/account/own")
    page.click("text=退出")
    if page.locator("text=退出登录").count():
        page.click("text=退出登录")
    page.goto(f"{address}/quality")
    page.click("text=用城市统一登录登录")
    page.click("button[value=grant]")
    expect(page).to_have_url(f"{address}/quality")
    page.goto(f"{address}/account/own")
    expect(page.locator("main")).to_contain_text("已关联")


def test_who_refuses_at_the_provider_is_not_signed_in(both: Both, page: Page) -> None:
    page.goto(f"{both.server.address}/account/login/")
    page.click("text=用城市统一登录登录")
    at_provider(page, "li", "cancel")
    expect(page.locator("main")).to_contain_text("BOLE-A022")
    page.click("text=回到登录页")
    expect(page.locator("h1")).to_have_text("登录")


def test_the_check_up_is_green_beside_it(both: Both) -> None:
    around = {
        **os.environ,
        "BOLE_HOME": str(both.home),
        "BOLE_OIDC_ISSUER": both.issuer,
        "BOLE_OIDC_CLIENT_ID": CLIENT,
    }
    told = subprocess.run(
        [sys.executable, "-c", "from bole.cli.entry import main; main()", "check", "--json"],
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    parts = {part["id"]: part for part in json.loads(told.stdout)["parts"]}
    assert parts["single-sign-on"]["green"], parts["single-sign-on"]
