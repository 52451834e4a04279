"""The screens in a real browser over a real server: every page of every role, at a desk and on a phone, by keys, on
paper, without scripts, in both languages."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pypdf import PdfReader

from tests.browser.conftest import DESK, PHONE, WATCH, printed
from tests.browser.served import Served, served
from tests.browser.test_page import AXE, RULES, UNDONE

pytestmark = pytest.mark.browser

PAGES = {
    "": ["/account/login/", "/nowhere"],
    "worker": [
        "/",
        "/cases/own",
        "/people/own",
        "OWN BENEFITS",
        "CORRECT",
        "/account/own",
        "/account/password/change/",
        "/matters",
        "/matters/zhongshan.skill-upgrade-grant",
    ],
    "employer": ["/organisations/own", "/organisations/own/roster"],
    "provider": ["/certificates?words=S600", "/certificates/check", "/occupations", "/occupations/2-02-32-00"],
    "clerk": [
        "/cases?view=all",
        "/counter",
        "/deputies",
        "/white-list?standing=off",
        "/people?words=建国",
        "/people?words=x",
        "PERSON",
        "BENEFITS",
        "/organisations?words=样例",
        "ORGANISATION",
        "/matters/zhongshan.registration-letter",
    ],
    "officer": ["/pools", "/quality", "/imports/new", "RECORD", "/corrections", "/doubts", "DOUBT", "/merges", "MERGE"],
    "manager": [
        "/cases/bulks",
        "/notices/undelivered",
        "/stock",
        "/pools/new",
        "/imports",
        "/imports/4",
        "/imports/4/undo",
        "/sources",
        "/retention",
        "/schemes",
        "/schemes/442000",
        "/schemes/runs",
        "/components",
    ],
    "system-administrator": ["/accounts", "/accounts/new", "/accounts/2", "/units"],
    "security-administrator": ["/accounts/3"],
    "audit-administrator": ["/events?check=yes", "/looks"],
}
"""Every page by the role that opens it. Words in capitals stand for pages that are found by following a link."""
LINKS: dict[str, tuple[str, ...]] = {
    "PERSON": ("/people?words=建国", "tbody a[href^='/people/']"),
    "ORGANISATION": ("/organisations?words=样例", "tbody a[href^='/organisations/']"),
    "DOUBT": ("/doubts?what=files", "tbody th a"),
    "MERGE": ("/merges", "a[href^='/merges/']"),
    "RECORD": ("/certificates?words=S600", "tbody th a"),
    "BENEFITS": ("/people?words=建国", "tbody a[href^='/people/']", "/benefits?day=2025-09-30"),
    "OWN BENEFITS": ("/people/own", "a[href$='/benefits']", "?day=2025-09-30"),
    "CORRECT": ("/people/own", "a[href$='/correct']"),
}
_SMALL = """[...document.querySelectorAll("a,button,input,select,textarea,summary")].filter((one) => {
  const box = one.getBoundingClientRect();
  const seen = box.width && !one.closest(".govuk-skip-link,.govuk-visually-hidden") && one.type != "hidden";
  return seen && !["radio", "checkbox"].includes(one.type) && (box.height < least || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as started:
        yield started


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, server: Served) -> Iterator[Opens]:
    """`opens(role, size)`: a page of somebody who has signed in; no script may have failed and no load been refused."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(role: str, size: ViewportSize = DESK, *, script: bool = True, language: str = "zh-CN") -> Page:
        context = browser.new_context(viewport=size, locale=language, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if "status of 4" not in told.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if script:
            page.add_init_script(WATCH)
            pages.append(page)
        if role:
            page.goto(f"{server.address}/account/login/")
            page.fill("#id_login", f"demo-{role}")
            page.fill("#id_password", server.passwords[role])
            page.click("main button")
            assert page.url == f"{server.address}/"
        return page

    yield opened
    refused = [found for page in pages for found in page.evaluate("window.refused || []")]
    for context in contexts:
        context.close()
    assert (complaints, refused) == ([], [])


def visit(page: Page, address: str, path: str) -> None:
    start, link, *rest = LINKS.get(path, (path, ""))
    page.goto(address + start)
    if link:
        target = page.locator(link).first.get_attribute("href")
        page.goto(f"{address}{target}{''.join(rest)}")


def faults(page: Page) -> list[str]:
    """What axe finds; the text of charts apart, which it takes for an image and whose colours are ours (bole.css)."""
    page.evaluate(UNDONE)
    page.evaluate(AXE)
    result = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
    return [
        f"{kind} {found['id']}: {node['html'][:120]} {[one['message'] for one in node['any']]}"
        for kind in ("violations", "incomplete")
        for found in result[kind]
        for node in found["nodes"]
        if not (kind == "incomplete" and found["id"] == "color-contrast" and node["html"].startswith("<text"))
    ]


@pytest.mark.parametrize("role", PAGES)
def test_every_page_of_a_role_is_sound(role: str, opens: Opens, server: Served) -> None:
    desk, phone = opens(role), opens(role, PHONE)
    titles = []
    for path in PAGES[role]:
        visit(desk, server.address, path)
        assert desk.locator("h1").count() == 1, path
        assert desk.evaluate(f"((least) => {_SMALL})(24)") == [], path
        titles.append(desk.title())
        for width in (1440, 1024, 640, 375, 320):
            desk.set_viewport_size({"width": width, "height": 800})
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        desk.set_viewport_size(DESK)
        assert faults(desk) == [], path
        visit(phone, server.address, path)
        assert faults(phone) == [], path
        assert phone.evaluate(f"((least) => {_SMALL})(40)") == [], path
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("role", ["worker", "clerk", "manager", "system-administrator"])
def test_in_english_no_chinese_is_left_but_what_the_data_says(role: str, opens: Opens, server: Served) -> None:
    page = opens(role, language="en-GB")
    page.goto(f"{server.address}/")
    page.click("button[name=language][value=en]")
    for path in [*PAGES[role], "/"]:
        visit(page, server.address, path)
        assert page.get_attribute("html", "lang") == "en"
        words = page.evaluate(
            """[...document.querySelectorAll("h1,h2,h3,dt,label,legend,button,caption,th,.govuk-hint,.figure-label")]
            .filter((one) => !one.closest("[lang=zh-Hans]")).map((one) => one.textContent.trim())"""
        )
        data = ("demo", "样例")
        left = [word for word in words if re.search("[一-鿿]", word) and not any(d in word for d in data)]
        assert [word for word in left if "*" not in word and "第" in word] == [], path
        assert page.locator("nav a", has_text=re.compile("[一-鿿]")).count() == 0, path
    page.click("button[name=language][value=zh]")


def test_large_text_fits_and_stays(opens: Opens, server: Served) -> None:
    page = opens("clerk", PHONE)
    page.click("button[name=large_text]")
    for path in PAGES["clerk"]:
        visit(page, server.address, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 20
        assert faults(page) == [], path
    page.click("button[name=large_text]")


def test_a_clerk_finds_somebody_by_keys_alone(opens: Opens, server: Served) -> None:
    page = opens("clerk")
    page.goto(f"{server.address}/people")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "words":
            break
    page.keyboard.type("建国")
    page.keyboard.press("Enter")
    page.wait_for_selector("#people")
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#people tbody')"):
            break
    under = page.evaluate(
        """(() => { const one = document.activeElement, box = one.getBoundingClientRect();
        return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest("a") == one })()"""
    )
    assert under
    page.keyboard.press("Enter")
    page.wait_for_selector(".timeline")


def test_without_scripts_a_file_is_uploaded_and_confirmed(opens: Opens, server: Served) -> None:
    page = opens("manager", script=False)
    page.goto(f"{server.address}/imports/new")
    page.select_option("#kind", "household")
    page.select_option("#source", "household")
    rows = "姓名,性别,公民身份号码,户籍地区划,镇街,迁入日期\n赵七,,,442000,442000001,二〇二四年\n"
    page.set_input_files("#file", {"name": "户籍.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.click("main form button")
    for _wait in range(60):
        if page.locator("text=正在").count() == 0:
            break
        page.wait_for_timeout(500)
        page.reload()
    assert page.locator("#faults").count() == 1
    assert "二〇二四年" in page.locator("#faults").inner_text()


def test_paper_has_the_whole_file_and_no_controls(opens: Opens, server: Served) -> None:
    page = opens("clerk")
    visit(page, server.address, "PERSON")
    entries = page.locator(".timeline .what").all_inner_texts()
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = printed(pdf)
    assert pdf.pages[0].mediabox.height > pdf.pages[0].mediabox.width
    assert entries
    assert [entry for entry in entries if "".join(entry.split())[-6:] not in text] == []
    assert "退出" not in text


def test_sheets_and_scripts_are_light(opens: Opens, server: Served) -> None:
    import gzip

    page = opens("")
    sizes = {"css": 0, "js": 0}
    for name in ("gov.css", "bole.css", "gov.js", "htmx.js", "keys.js"):
        body = page.request.get(f"{server.address}/static/portal/{name}").body()
        sizes[name.rsplit(".", 1)[1]] += len(gzip.compress(body))
    assert sizes["css"] <= 20_000
    assert sizes["js"] <= 35_000


def sound(page: Page) -> None:
    """What every page must be, also in the middle of a walk: no fault of axe, nothing beside the screen of a phone."""
    assert faults(page) == [], page.url
    assert "None" not in page.locator("main").inner_text(), page.url
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(DESK)


def test_a_pool_from_being_set_up_to_an_exit(opens: Opens, server: Served) -> None:
    page = opens("manager")
    page.goto(f"{server.address}/pools/new")
    page.click("main form button")
    sound(page)
    page.fill("#code", "leading")
    page.fill("#name", "样例领军人才库")
    page.click("main form button")
    page.click("text=办理入库")
    page.fill("#words", "建国")
    page.click("main form button")
    sound(page)
    page.locator("#people tbody a").first.click()
    page.click("main form button")
    sound(page)
    assert page.locator(".govuk-error-summary").count() == 1
    page.locator("input[name=way][value=reserve]").check()
    page.click("main form button")
    sound(page)
    page.click("text=确认入库")
    assert page.locator("#members tbody tr").count() == 1
    sound(page)
    page.goto(f"{server.address}/pools")
    sound(page)
    page.locator("#pools tbody a").first.click()
    page.click("text=转正或出库")
    sound(page)
    page.fill("#reason", "已调离本市")
    page.click("text=核对出库")
    sound(page)
    page.click("text=确认出库")
    page.goto(f"{page.url.split('?')[0]}?standing=left")
    assert "已调离本市" in page.locator("#members").inner_text()
    sound(page)


def test_a_provider_on_the_white_list_and_off_it(opens: Opens, server: Served) -> None:
    page = opens("manager")
    visit(page, server.address, "ORGANISATION")
    page.click("text=列入白名单")
    sound(page)
    page.click("main form button")
    sound(page)
    page.click("text=确认列入白名单")
    page.click("text=登记检查")
    sound(page)
    page.locator("input[name=outcome][value=no]").check()
    page.click("main form button")
    sound(page)
    page.fill("#found", "教师少于核定人数")
    page.click("main form button")
    sound(page)
    page.click("text=确认登记检查")
    assert "建议移出白名单" in page.locator("main").inner_text()
    sound(page)
    page.click("text=移出白名单 >> nth=-1")
    page.fill("#reason", "检查不合格")
    page.click("main form button")
    sound(page)
    page.click("text=确认移出白名单")
    page.goto(f"{server.address}/white-list?standing=off")
    sound(page)


def test_an_import_is_undone_while_somebody_waits(opens: Opens, server: Served) -> None:
    page = opens("manager")
    page.goto(f"{server.address}/imports/new")
    page.select_option("#kind", "household")
    page.select_option("#source", "household")
    rows = "姓名,性别,公民身份号码,户籍地区划,镇街,迁入日期\n赵七七,,60000119900307999X,442000,442000001,2024-05-03\n"
    page.set_input_files("#file", {"name": "户籍.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.click("main form button")
    page.click("button[value=confirm]", timeout=60_000)
    page.click("text=撤销这一批", timeout=60_000)
    sound(page)
    page.click("main form button")
    page.wait_for_selector("text=同一个文件可以再导入", timeout=60_000)
    sound(page)
