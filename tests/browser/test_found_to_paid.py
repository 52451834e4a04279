"""To the money in a real browser over a real server, on a day on which the rules of the pack pay: found by the rules,
confirmed by the person, sent by three people, bounced by the bank, corrected, paid; and applied for with a document
missing, asked for it, completed, granted, paid."""

import csv
import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.registry.people import certificate, code, householder
from tests.browser.acting import PDF, SignsIn, opened_case, press, signing_in, sound
from tests.browser.conftest import PHONE
from tests.browser.served import BOLE, Served, serving, surroundings
from tests.browser.test_entitlement import uploaded
from tests.conftest import ROOT

pytestmark = pytest.mark.browser
DAY = "2025-09-30T10:00:00+08:00"
NAME, BODY = "张一明", "样例评价中心"
OLD = {"技能等级": "五级/初级工", "发证日期": "2022-06-03"}
ACCOUNT, OTHER_ACCOUNT = "6222000000001234567", "6217000000007654321"


def put(path: Path, row: dict[str, str]) -> Path:
    """A file of one row, as a department sends it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return path


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A town of one person before his certificate comes, on a day on which the rules pay."""
    folder = tmp_path_factory.mktemp("town")
    around = {
        **surroundings(folder / "home"),
        "BOLE_TEST_DAY": DAY,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "browser" / "on_day"), os.environ.get("PYTHONPATH", "")]),
        "BOLE_COVERED": "claim,payment,employment,insurance",
        "BOLE_PACKS": str(ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"),
    }
    body = {"单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "是"}
    old = certificate(1, 姓名=NAME, 证书编号="S600000000000000000009", 职业编码="6-31-07-03", **OLD)
    for kind, row in (("employers", body), ("household", householder(1, 姓名=NAME)), ("certificates", old)):
        command = [*BOLE, "import", str(put(folder / f"{kind}.csv", row)), "--as", kind]
        subprocess.run(command, env=around, check=True, capture_output=True)
    command = [BOLE[0], "-m", "tests.browser.small_town"]
    told = subprocess.run(command, env=around, cwd=ROOT, check=True, capture_output=True, text=True)
    with serving(around, json.loads(told.stdout)) as server:
        yield server


@pytest.fixture
def signs_in(browser: Browser, town: Served) -> Iterator[SignsIn]:
    """`signs_in(role, size)`: a page of somebody."""
    with signing_in(browser, town) as opened:
        yield opened


def waits(page: Page, words: str, address: str = "") -> None:
    """Look again until it is there: the worker of the server does it in the background."""
    for _ in range(120):
        if words in page.inner_text("main"):
            return
        page.wait_for_timeout(500)
        page.goto(address) if address else page.reload()
    expect(page.locator("main")).to_contain_text(words)


def funded(page: Page, town: Served, code: str, name: str) -> None:
    """A fund with this year's budget, by the treasurer."""
    page.goto(f"{town.address}/funds/new")
    sound(page)
    page.fill("#code", code)
    page.fill("#title", name)
    page.fill("#source", name)
    page.click("main form button")
    page.goto(f"{town.address}/funds/budget")
    sound(page)
    page.select_option("#fund", code)
    page.fill("#year", "2025")
    page.fill("#sum", "100000")
    page.fill("#reason", "年初预算下达")
    page.click("main form button")
    expect(page.locator("main")).to_contain_text(name)
    sound(page)


def sent(signs_in: SignsIn, town: Served, fund: str) -> tuple[Page, dict[str, str]]:
    """A batch, prepared, checked, released by three people; the page of the first, and the row of the bank's file."""
    cashier, accountant, treasurer = signs_in("cashier"), signs_in("accountant"), signs_in("treasurer")
    cashier.goto(f"{town.address}/payments/new")
    cashier.select_option("#budget", f"{fund}:2025")
    cashier.click("main form button")
    expect(cashier.locator("main")).to_contain_text("待支付 1 笔")
    sound(cashier)
    press(cashier, "prepare")
    waits(cashier, "待复核")
    sound(cashier)
    assert cashier.locator("button[name=act][value=check]").count() == 0, "who prepared it checks nothing"
    address = cashier.url
    for page, act, after in ((accountant, "check", "待签发"), (treasurer, "release", "已签发")):
        page.goto(address)
        press(page, act)
        waits(page, after)
        sound(page)
    cashier.goto(address)
    waits(cashier, "送银行的文件")
    with cashier.expect_download() as download:
        cashier.click("a[download][href$='csv']")
    row, total = csv.DictReader(download.value.path().read_text(encoding="utf-8-sig").splitlines())
    assert (total["支付编号"], total["金额（元）"]) == ("合计", row["金额（元）"])
    return cashier, row


def came_back(cashier: Page, town: Served, row: dict[str, str], outcome: str, why: str, tmp_path: Path) -> None:
    """The bank's answer, uploaded and booked."""
    answer = {"支付编号": row["支付编号"], "结果": outcome, "已付金额（元）": "", "原因": why, "日期": "2025-09-30"}
    cashier.goto(f"{town.address}/payments/returns")
    cashier.select_option("#format", "csv")
    cashier.set_input_files("#file", str(put(tmp_path / f"{outcome}.csv", answer)))
    cashier.click("main form button")
    waits(cashier, "已记入")
    sound(cashier)


def test_found_confirmed_bounced_corrected_and_paid(signs_in: SignsIn, town: Served, tmp_path: Path) -> None:
    fund = "zhongshan.employment"
    funded(signs_in("treasurer"), town, fund, "就业补助资金")
    worker = signs_in("worker", PHONE)
    worker.goto(f"{town.address}/entitlements/own")
    assert "职业技能提升补贴" not in worker.inner_text("main")
    sound(worker)
    row = certificate(1, 姓名=NAME, 职业编码="6-31-07-03", 发证机构=BODY, 发证日期="2025-06-03")
    uploaded(signs_in("manager"), town, "certificates", row)
    waits(worker, "职业技能提升补贴")
    sound(worker)
    worker.goto(f"{town.address}/notices")
    expect(worker.locator("main")).to_contain_text("您可以领取一项待遇")
    sound(worker)
    clerk = signs_in("clerk")
    clerk.goto(f"{town.address}/entitlements/untaken")
    expect(clerk.locator("main")).to_contain_text("张*")
    assert NAME not in clerk.inner_text("main")
    sound(clerk)
    worker.goto(f"{town.address}/entitlements/own")
    worker.click("a[href$='/confirm']")
    sound(worker)
    worker.click("main form button")
    expect(worker.locator(".govuk-error-summary")).to_be_visible()
    sound(worker)
    worker.fill("#bank_account", ACCOUNT)
    for box in worker.locator("input[name=consents]").all():
        box.check(force=True)
    worker.click("main form button")
    expect(worker.locator("main")).to_contain_text("已同意，待支付")
    case = worker.url
    sound(worker)

    cashier, line = sent(signs_in, town, fund)
    assert line["账号"] == ACCOUNT
    came_back(cashier, town, line, "退回", "户名不符", tmp_path)
    worker.goto(case)
    waits(worker, "账户有误，待更正")
    sound(worker)
    worker.fill("input[name=answer-bank_account]", OTHER_ACCOUNT)
    press(worker, "correct-account")
    expect(worker.locator("main")).to_contain_text("已同意，待支付")

    cashier, line = sent(signs_in, town, fund)
    assert line["账号"] == OTHER_ACCOUNT
    came_back(cashier, town, line, "成功", "", tmp_path)
    worker.goto(case)
    waits(worker, "已支付")
    treasurer = signs_in("treasurer")
    treasurer.goto(f"{town.address}/payments/report")
    expect(treasurer.locator("main")).to_contain_text("2,600.00")
    sound(treasurer)


def paper(folder: Path, name: str) -> str:
    """A scan, as a file."""
    path = folder / f"{name}.pdf"
    path.write_bytes(PDF)
    return str(path)


def receipt(worker: Page) -> str:
    """The number on the page that says it was handed in."""
    found = re.search(r"\d{4}-\d{6}", worker.inner_text(".govuk-panel"))
    assert found
    sound(worker)
    return found[0]


def answered(worker: Page, answers: dict[str, str]) -> None:
    """One question to a page, in the order of the form."""
    for name, text in answers.items():
        sound(worker)
        worker.fill(f"#{name}", text)
        press(worker, "next")


def test_applied_without_a_document_asked_for_it_completed_and_paid(
    signs_in: SignsIn, town: Served, tmp_path: Path
) -> None:
    fund = "zhongshan.talent"
    funded(signs_in("treasurer"), town, fund, "人才专项资金")
    worker = signs_in("worker", PHONE)
    worker.goto(f"{town.address}/apply/zhongshan.rent-subsidy-grant")
    answered(worker, {
        "home": "样例镇样例路1号", "lease_from": "2025-01-01", "lease_until": "2026-06-30", "rent": "1500",
        "bank_account": ACCOUNT,
    })  # fmt: skip
    sound(worker)
    press(worker, "next")
    sound(worker)
    press(worker, "submit")
    expect(worker.locator(".govuk-error-summary")).to_contain_text("租赁合同")
    sound(worker)
    worker.click("main dl a[href*='step=files']")
    worker.set_input_files("#lease", paper(tmp_path, "合同第一页"))
    press(worker, "next")
    press(worker, "submit")
    number = receipt(worker)
    clerk = signs_in("clerk")
    opened_case(clerk, town, number)
    sound(clerk)
    clerk.fill("#reason", "合同缺签字的一页，请补齐")
    press(clerk, "return")
    worker.goto(f"{town.address}/cases/own")
    worker.click(f"a:has-text('{number}')")
    expect(worker.locator("main")).to_contain_text("合同缺签字的一页，请补齐")
    sound(worker)
    worker.set_input_files("#file-lease", paper(tmp_path, "合同全本"))
    worker.locator("form:has(#file-lease) button").click()
    press(worker, "complete")
    case = worker.url
    opened_case(clerk, town, number)
    press(clerk, "accept")
    for role, act in (("officer", "review"), ("manager", "grant")):
        page = signs_in(role)
        opened_case(page, town, number)
        expect(page.locator("main")).to_contain_text("300.00")
        press(page, act)
        sound(page)
    cashier, line = sent(signs_in, town, fund)
    assert (line["账号"], line["金额（元）"]) == (ACCOUNT, "300.00")
    came_back(cashier, town, line, "成功", "", tmp_path)
    worker.goto(case)
    waits(worker, "已支付")
    sound(worker)
