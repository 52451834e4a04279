"""What one does on the pages: look, reveal, correct, open accounts, import; and what a page says when it cannot."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.models import Event, Look
from bole.apps.accounts.selectors import Account
from bole.apps.registry.imports.tasks import check_in_background, write_in_background
from bole.apps.registry.models import Person
from bole.apps.registry.tasks import retention_in_background
from bole.portal.visit import Visit
from tests.apps.registry.importing import csv_of, source_made
from tests.apps.registry.people import householder, number
from tests.portal.city import NAMES, NOW, City, SignsIn

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def page(client: Client, path: str, **more: str) -> str:
    return client.get(path, more).content.decode()


# --- a person's file ---


def test_every_way_of_finding_somebody_leads_to_the_same_file(city: City, signs_in: SignsIn) -> None:
    client = signs_in("clerk")
    for words in (
        "三明",
        "张三",
        "zhangsanming",
        "ZSM",
        number(1),
        f" {number(1)[:6]} {number(1)[6:]}",
        "S6000" + "1".zfill(17),
    ):
        text = page(client, "/people", words=words)
        assert f'href="/people/{city.people[0]}"' in text, words
        assert number(1) not in re.sub(r'value="[^"]*"', "", text), words


def test_words_that_find_nobody_and_words_that_are_too_short(city: City, signs_in: SignsIn) -> None:
    client = signs_in("clerk")
    assert "没有找到符合“赵钱孙”的人" in page(client, "/people", words="赵钱孙")
    answer = client.get("/people", {"words": "张"})
    assert answer.status_code == 422
    assert "BOLE-R401" in answer.content.decode()
    assert 'value="张"' in answer.content.decode()


def test_a_look_at_a_file_is_written_down_and_the_person_sees_it(city: City, signs_in: SignsIn) -> None:
    text = page(signs_in("officer"), f"/people/{city.people[0]}")
    assert "张*明" in text
    assert "职工养老保险" in text
    assert number(1) not in text
    assert Look.objects.filter(person=city.people[0], revealed=False).count() == 1
    own = page(signs_in("worker", person=city.people[0]), "/people/own")
    assert "谁看过这份档案" in own
    assert "officer" in own


def test_a_number_is_shown_whole_with_a_reason_alone(city: City, signs_in: SignsIn) -> None:
    client, path = signs_in("officer"), f"/people/{city.people[0]}/reveal"
    without = client.post(path, {"field": "id_number", "reason": "看"})
    assert without.status_code == 422
    assert number(1) not in without.content.decode()
    assert 'aria-invalid="true"' in without.content.decode()
    assert not Look.objects.filter(revealed=True).exists()
    shown = client.post(path, {"field": "id_number", "reason": "核对证件原件"})
    assert number(1) in shown.content.decode()
    assert shown.headers["Refresh"] == f"60; url=/people/{city.people[0]}"
    assert shown.headers["Cache-Control"] == "no-store"
    [look] = Look.objects.filter(revealed=True)
    assert (look.person, look.reason) == (city.people[0], "核对证件原件")
    assert signs_in("clerk").post(path, {"field": "id_number", "reason": "核对证件原件"}).status_code == 403


def test_somebody_asks_for_a_correction_and_reads_the_answer(city: City, signs_in: SignsIn) -> None:
    worker, officer = signs_in("worker", person=city.people[0]), signs_in("officer")
    path = f"/people/{city.people[0]}/correct"
    empty = worker.post(path, {"what": "", "text": "应为高级工"})
    assert empty.status_code == 422
    assert "应为高级工" in empty.content.decode()
    assert "错误：" in re.findall("<title>(.*?)</title>", empty.content.decode())[0]
    assert worker.post(path, {"what": "等级", "text": "应为高级工"}).status_code == 302
    shown = page(officer, "/corrections")
    assert "应为高级工" in shown
    [asked] = re.findall(r'name="correction" value="(\d+)"', shown)
    assert officer.post("/corrections", {"correction": asked, "act": "accept", "answer": ""}).status_code == 422
    assert (
        officer.post("/corrections", {"correction": asked, "act": "accept", "answer": "已请发证机构改"}).status_code
        == 302
    )
    assert "已请发证机构改" in page(worker, "/people/own")


def test_one_takes_ones_own_file_along_whole(city: City, signs_in: SignsIn) -> None:
    answer = signs_in("worker", person=city.people[0]).get("/people/own/export")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert number(1) in answer.content.decode()
    assert number(2) not in answer.content.decode()


def test_the_history_of_a_record_names_its_source_and_batch(city: City, signs_in: SignsIn) -> None:
    text = page(signs_in("officer"), f"/records/certificate/{city.certificate}")
    assert "来源certificates" in text
    assert f"第 {city.batch} 批" in text
    assert "现在的说法" in text


def test_a_certificate_is_verified_against_a_name(city: City, signs_in: SignsIn) -> None:
    client, given = signs_in("provider", organisation=city.bodies[0]), "S6000" + "1".zfill(17)
    right = client.post("/certificates/check", {"number": given, "name": NAMES[0]}).content.decode()
    wrong = client.post("/certificates/check", {"number": given, "name": "钱多多"}).content.decode()
    assert "核发日期" in right
    assert "核发日期" not in wrong
    assert "与您填的不同" in wrong
    assert client.post("/certificates/check", {"number": "", "name": ""}).status_code == 422


# --- imports ---


def upload(client: Client, rows: list[dict[str, str]], name: str = "户籍.csv") -> int:
    file = SimpleUploadedFile(name, csv_of(rows))
    answer = client.post("/imports/new", {"kind": "household", "source": "household", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def worker_does(task: object, batch: int, account: str) -> None:
    user = Account.objects.get(username__startswith=account)
    task.func(batch, user.pk, str(user))  # type: ignore[attr-defined] # the task as the worker calls it


def test_a_file_goes_from_upload_to_result(city: City, signs_in: SignsIn) -> None:
    source_made("household")
    officer, manager = signs_in("officer"), signs_in("manager")
    rows = [householder(7, 姓名="赵七"), householder(8, 姓名="钱八", 迁入日期="二〇二四年")]
    batch = upload(officer, rows)
    path = f"/imports/{batch}"
    assert "正在检查" in page(officer, path)
    assert officer.get(f"{path}/progress", {"state": "uploaded"}).status_code == 200
    worker_does(check_in_background, batch, "officer")
    assert officer.get(f"{path}/progress", {"state": "uploaded"}).headers["HX-Refresh"] == "true"
    checked = page(officer, path)
    assert "确认导入由业务负责人办理" in checked
    assert "二〇二四年" in checked
    assert "迁入日期" in checked
    assert officer.post(path, {"act": "confirm"}).status_code in (403, 422)
    before = Person.objects.count()
    assert "确认导入 1 行" in page(manager, path)
    assert manager.post(path, {"act": "confirm"}).status_code == 302
    assert Person.objects.count() == before
    worker_does(write_in_background, batch, "manager")
    assert Person.objects.count() == before + 1
    done = page(officer, path)
    assert "已完成" in done
    errors = b"".join(officer.get(f"{path}/errors").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "二〇二四年" in errors
    assert "赵七" not in errors
    assert "赵*" in page(officer, "/people", words="赵七")


PHONES = (
    {"sec-ch-ua-mobile": "?1"},
    {"user-agent": "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36"},
)


@pytest.mark.parametrize(("headers", "rows"), [({}, 50), ({"sec-ch-ua-mobile": "?0"}, 50), *((p, 20) for p in PHONES)])
def test_a_list_of_faults_has_fewer_rows_on_a_phone(
    headers: dict[str, str], rows: int, city: City, signs_in: SignsIn
) -> None:
    source_made("household")
    officer = signs_in("officer")
    batch = upload(officer, [householder(at, 迁入日期="二〇二四年") for at in range(11, 71)])
    worker_does(check_in_background, batch, "officer")
    pages = -(-60 // rows)
    shown = officer.get(f"/imports/{batch}", headers=headers).content.decode()
    faults = shown.partition('id="faults"')[2].partition("</table>")[0]
    assert faults.count("二〇二四年") == rows
    assert f"第 1 页，共 {pages} 页" in shown
    last = officer.get(f"/imports/{batch}", {"page": str(pages)}, headers=headers).content.decode()
    assert last.partition('id="faults"')[2].partition("</table>")[0].count("二〇二四年") == 60 - rows * (pages - 1)


def test_a_file_is_discarded_before_anything_is_written(city: City, signs_in: SignsIn) -> None:
    source_made("household")
    officer = signs_in("officer")
    batch, before = upload(officer, [householder(7)]), Person.objects.count()
    assert officer.post(f"/imports/{batch}", {"act": "discard"}).status_code == 302
    assert "已停止" in page(officer, f"/imports/{batch}")
    assert Person.objects.count() == before
    assert officer.post(f"/imports/{batch}", {"act": "confirm"}).status_code in (403, 422)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ\x00\x01"), ("a.xlsx", b"no workbook"), ("a.csv", b""), ("a.pdf", b"%PDF-1.7")],
)
def test_a_file_that_is_no_table_is_refused_in_words(name: str, content: bytes, city: City, signs_in: SignsIn) -> None:
    source_made("household")
    told = {"kind": "household", "source": "household", "file": SimpleUploadedFile(name, content)}
    answer = signs_in("officer").post("/imports/new", told)
    text = answer.content.decode()
    if answer.status_code == 302:  # an empty file is a table until it is read
        assert content == b""
        return
    assert answer.status_code == 422
    assert 'id="file-error"' in text
    assert "Traceback" not in text


def test_without_a_file_or_a_source_the_form_says_so(city: City, signs_in: SignsIn) -> None:
    text = signs_in("officer").post("/imports/new", {"kind": "household"}).content.decode()
    assert "请选择数据来源" in text
    assert "请选择要上传的文件" in text


def test_a_template_comes_as_a_workbook(city: City, signs_in: SignsIn) -> None:
    answer = signs_in("officer").get("/imports/templates/certificates")
    assert answer.getvalue()[:2] == b"PK"
    assert signs_in("officer").get("/imports/templates/nothing").status_code == 422


# --- accounts ---


def test_an_account_is_opened_given_a_role_and_signs_in(city: City, signs_in: SignsIn) -> None:
    system, security = signs_in("system-administrator"), signs_in("security-administrator")
    opened = system.post("/accounts/new", {"username": "xin", "display_name": "新人"}).content.decode()
    [password] = re.findall(r'<p class="secret">(.*?)</p>', opened)
    user = Account.objects.get(username="xin")
    assert password not in page(system, f"/accounts/{user.pk}")
    assert system.post(f"/accounts/{user.pk}", {"act": "grant", "role": "clerk"}).status_code == 422
    assert (
        security.post(f"/accounts/{user.pk}", {"act": "grant", "role": "clerk", "district": "442000001"}).status_code
        == 302
    )
    client = Client()
    client.post("/account/login/", {"login": "xin", "password": password})
    assert "人员" in page(client, "/")
    [grant] = re.findall(r'name="grant" value="(\d+)"', page(security, f"/accounts/{user.pk}"))
    assert security.post(f"/accounts/{user.pk}", {"act": "end", "grant": grant}).status_code == 302
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"user.created", "grant.given", "grant.ended"} <= kinds


def test_nobody_gives_himself_a_role(city: City, signs_in: SignsIn) -> None:
    security = signs_in("security-administrator")
    own = Account.objects.get(username__startswith="security-administrator")
    answer = security.post(f"/accounts/{own.pk}", {"act": "grant", "role": "manager"})
    assert answer.status_code == 422
    assert "BOLE-A013" in answer.content.decode()
    assert security.get("/accounts/99999").status_code == 404


def test_the_log_tells_whether_its_chain_holds(city: City, signs_in: SignsIn) -> None:
    client = signs_in("audit-administrator")
    assert "全部接得上" in page(client, "/events", check="yes")
    event = Event.objects.order_by("number")[1]
    Event.objects.filter(pk=event.pk).update(actor="别人")
    assert f"第 {event.number} 条接不上" in page(client, "/events", check="yes")


def test_sources_are_added_and_ranked(city: City, signs_in: SignsIn) -> None:
    client = signs_in("manager")
    assert client.post("/sources", {"act": "add", "code": "tax", "name": "税务", "rank": "20"}).status_code == 302
    assert client.post("/sources", {"act": "add", "code": "税务", "name": "x"}).status_code == 422
    assert client.post("/sources", {"act": "rest", "code": "tax"}).status_code == 302
    assert "已停用" in page(client, "/sources")


def test_a_manager_has_erased_what_is_past_its_time(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signs_in("manager")
    assert "没有到期的" in page(client, "/retention")
    Person.objects.filter(thing=city.people[0]).update(closed_at=NOW - timedelta(days=2000))
    assert "到期待销毁，共 1 行" in page(client, "/retention")
    assert client.post("/retention", {"act": "erase"}).status_code == 302
    assert Person.objects.filter(thing=city.people[0]).exists()
    user = Account.objects.get(username__startswith="manager")
    with time_machine.travel(NOW):
        assert retention_in_background.func(user.pk, str(user)) == 1
    assert not Person.objects.filter(thing=city.people[0]).exists()
    assert "没有到期的" in page(client, "/retention")


# --- the frame ---


def test_language_and_size_of_text_are_kept_with_the_account(city: City, signs_in: SignsIn) -> None:
    client = signs_in("clerk")
    answer = client.post("/preferences", {"language": "en", "large_text": "yes", "next": "/people"})
    assert answer.headers["Location"] == "/people"
    text = page(client, "/people")
    assert '<html lang="en" class="page-desk large-text">' in text
    assert ">Start<" in text


@pytest.mark.parametrize("there", ["https://example.com/", "//example.com", "javascript:alert(1)", "\\\\example.com"])
def test_one_is_sent_to_no_other_place(there: str, db: None) -> None:
    answer = Client().post("/preferences", {"language": "en", "next": there})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["django_language"].value == "en"


def test_pages_of_failure_are_pages_of_ours(city: City, signs_in: SignsIn) -> None:
    client = signs_in("clerk")
    assert "没有这一页" in page(client, "/nowhere")
    strict = Client(enforce_csrf_checks=True)
    refused = strict.post("/preferences", {"language": "en"})
    assert refused.status_code == 403
    assert "表单没有收下" in refused.content.decode()


def test_what_breaks_is_told_by_a_number_that_stands_in_the_log(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of 张三明")

    monkeypatch.setattr(Visit, "shows", broken)
    client = signs_in("clerk")
    client.raise_request_exception = False
    answer = client.get("/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "张三明" not in text
    [told] = re.findall(r"编号 ([0-9A-F]{4}-[0-9A-F]{4})", text)
    assert told in capfd.readouterr().err


def test_a_form_of_the_library_tells_its_faults_above_and_beside(city: City, signs_in: SignsIn) -> None:
    login = Client().post("/account/login/", {"login": "nobody", "password": "x"}).content.decode()
    assert "有 1 处需要修改" in login
    assert "用户名或口令不对" in login
    told = {"oldpassword": "x", "password1": "long-enough-1", "password2": "long-enough-1"}
    change = signs_in("clerk").post("/account/password/change/", told).content.decode()
    assert '<a href="#id_oldpassword">现在的口令不对' in change
    assert 'id="id_oldpassword-error"' in change


def test_the_navigation_has_what_one_may_open_and_nothing_else(city: City, signs_in: SignsIn) -> None:
    for role in ("clerk", "manager", "audit-administrator"):
        client = signs_in(role)
        led = re.findall(r'<li><a href="([^"]+)"', page(client, "/").partition("</nav>")[0])
        assert len(led) > 2
        assert [client.get(path).status_code for path in led] == [200] * len(led)


def test_what_is_not_there_is_not_found(city: City, signs_in: SignsIn) -> None:
    client = signs_in("manager")
    assert [client.get(path).status_code for path in ("/imports/99999", "/schemes/999999")] == [404, 404]
