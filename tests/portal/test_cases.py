"""A case on the pages, from the first question to its end; without scripts, as a browser sends forms."""

import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from bole.apps.accounts.actor import Actor
from bole.apps.accounts.models import Look
from bole.apps.cases.bulk import bulk_run
from bole.apps.cases.models import BulkAct, Case, CaseFile, Draft
from bole.apps.cases.opening import case_open
from bole.apps.registry.models import Housing
from tests.apps.registry.recorded import record_made
from tests.portal.city import HERE, NOW, THERE, City, SignsIn

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"
FLAT = "zhongshan.flat"


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def seen(case: int) -> str:
    return str(Case.objects.values_list("steps_done", flat=True).get(pk=case))


def act(client: Client, case: int, verb: str, **more: str) -> int:
    return client.post(f"/cases/{case}", {"act": verb, "seen": seen(case), **more}).status_code


def test_an_application_is_written_left_and_gone_on_with(city: City, signs_in: SignsIn) -> None:
    Case.objects.filter(pk=city.cases[0]).update(state="withdrawn", outcome="withdrawn", closed_at=NOW)
    worker = signs_in("worker", person=city.people[0])
    first = worker.get(f"/apply/{FLAT}")
    address = first.headers["Location"]
    assert "step=household" in address
    draft = re.sub(r"\?.*", "", address)
    wrong = worker.post(address, {"household": "两个", "act": "next"})
    assert wrong.status_code == 422
    assert "要填一个整数" in wrong.content.decode()
    assert 'value="两个"' in wrong.content.decode(), "what was written is still there"
    right = worker.post(address, {"household": " 2 ", "act": "later"})
    assert right.headers["Location"] == "/cases/own"
    assert "继续申请：人才房" in page(worker, "/cases/own")
    assert "step=area" in worker.get(f"/apply/{FLAT}").headers["Location"], "on any machine where one left off"
    check = page(worker, draft, step="check")
    assert "还缺 2 项" in check
    assert "劳动合同或聘用合同" in check
    refused = worker.post(f"{draft}?step=check", {"act": "submit"})
    assert refused.status_code == 422
    for name in ("contract", "no-home"):
        file = io.BytesIO(PDF)
        file.name = f"{name}.pdf"
        assert worker.post(f"{draft}?step=files", {name: file, "act": "upload"}).status_code == 302
    bad = io.BytesIO(b"MZ...")
    bad.name = "contract.pdf"
    told = worker.post(f"{draft}?step=files", {"contract": bad, "act": "next"})
    assert "不是 PDF、JPEG 或 PNG" in told.content.decode()
    done = worker.post(f"{draft}?step=check", {"act": "submit"})
    receipt = page(worker, done.headers["Location"])
    case = Case.objects.get(pk=Draft.objects.get(pk=int(draft.split("/")[-1])).case_id or 0)
    assert case.number in receipt
    assert "承诺最迟" in receipt
    assert CaseFile.objects.filter(case=case).count() == 2


def test_returned_for_what_is_missing_completed_and_admitted(city: City, signs_in: SignsIn) -> None:
    case = city.cases[0]
    worker, clerk = signs_in("worker", person=city.people[0]), signs_in("clerk", district=HERE)
    shown = page(clerk, f"/cases/{case}")
    assert "张*明" in shown
    assert "还缺" in shown
    assert Look.objects.filter(person=city.people[0], fields=f"case:{case}").exists()
    without = clerk.post(f"/cases/{case}", {"act": "return", "seen": seen(case)})
    assert without.status_code == 422
    assert "这一步要写明理由" in without.content.decode()
    assert act(clerk, case, "return", reason="缺无房证明") == 302
    own = page(worker, f"/cases/{case}")
    assert "缺无房证明" in own
    assert "还缺这些，请一次补齐" in own
    assert "本市无房证明" in own
    file = io.BytesIO(PDF)
    file.name = "无房.pdf"
    sent = worker.post(f"/cases/{case}", {"act": "upload", "material": "no-home", "file": file})
    assert sent.status_code == 302
    assert act(worker, case, "complete") == 302
    assert act(clerk, case, "accept") == 302
    manager = signs_in("manager")
    assert act(manager, case, "admit") == 302
    assert Case.objects.get(pk=case).state == "waiting"
    assert "轮候中" in page(worker, f"/cases/{case}")


def test_who_comes_second_is_told_and_loses_nothing(city: City, signs_in: SignsIn) -> None:
    case = city.cases[0]
    clerk = signs_in("clerk")
    old = seen(case)
    assert act(clerk, case, "return", reason="缺无房证明") == 302
    late = signs_in("officer").post(f"/cases/{case}", {"act": "accept", "seen": old, "reason": "我写了很久"})
    text = late.content.decode()
    assert late.status_code == 422
    assert "别人已先办了这一件" in text
    assert "我写了很久" in text


def test_a_file_is_shown_as_what_it_is_and_to_nobody_else(city: City, signs_in: SignsIn) -> None:
    answer = signs_in("clerk", district=HERE).get(f"/cases/files/{city.file}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF")
    for client in (signs_in("clerk", district=THERE), signs_in("worker", person=city.people[1]), signs_in("expert")):
        refused = client.get(f"/cases/files/{city.file}")
        assert refused.status_code == 403
        assert b"%PDF" not in refused.content


def test_the_list_is_filtered_by_its_address_exported_and_kept_as_a_view(city: City, signs_in: SignsIn) -> None:
    client = signs_in("officer")
    every = page(client, "/cases", view="all")
    assert "第 1-2 条，共 2 条" in every
    town = page(client, "/cases", view="all", town=HERE)
    assert "共 1 条" in town
    assert "×" in town
    nothing = page(client, "/cases", view="all", words="李四海")
    assert "没有符合这些条件的办件" in nothing
    short = client.get("/cases", {"view": "all", "words": "李"})
    assert short.status_code == 422
    book = client.get("/cases/export", {"view": "all"})
    sheet = load_workbook(io.BytesIO(book.getvalue())).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[3][:3] == ["受理号", "申请人", "事项"]
    assert {row[1] for row in told[4:]} == {"张*明", "王*洲"}
    assert client.post("/cases?view=overdue&town=" + HERE, {"name": "我镇超期"}).status_code == 302
    assert "我镇超期" in page(client, "/cases")


def test_a_whole_list_is_done_after_its_count_and_sum_were_seen(city: City, signs_in: SignsIn) -> None:
    file = CaseFile.objects.get(pk=city.file)
    for case in city.cases:
        for material in ("contract", "no-home"):
            CaseFile.objects.create(
                case_id=case, material=material, kind=file.kind, bytes=9, sha256="", stored=f"{case}{material}",
                added_at=NOW, added_by="x",
            )  # fmt: skip
    client = signs_in("officer")
    assert client.get("/cases/bulk", {"view": "all", "verb": "accept"}).status_code == 302, "nothing was chosen"
    chosen = page(client, "/cases/bulk", view="all", verb="accept", scope="chosen", case=str(city.cases[0]))
    assert "1 件" in chosen
    confirm = page(client, "/cases/bulk", view="all", verb="accept", scope="all")
    assert "批量“受理”：2 件，合计 0.00 元" in confirm
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', confirm))
    wrong = client.post("/cases/bulk", {**hidden, "count": "3", "act": "confirm"})
    assert wrong.status_code == 422
    assert "名单在您确认之前变了" in wrong.content.decode()
    done = client.post("/cases/bulk", {**hidden, "act": "confirm"})
    assert done.status_code == 302
    job = BulkAct.objects.latest("pk")
    bulk_run(bulk=job.pk, clock=lambda: NOW + timedelta(minutes=1))
    assert "已办 2 件，未办 0 件，共 2 件" in page(client, done.headers["Location"])


def test_deputies_ties_and_stock_are_arranged_on_their_pages(city: City, signs_in: SignsIn) -> None:
    officer, manager = signs_in("officer"), signs_in("manager")
    shown = page(manager, "/deputies")
    users = re.findall(r'<option value="(\d+)">', shown)
    faulty = officer.post("/deputies", {"act": "delegate", "deputy": users[0], "since": "x", "until": ""})
    assert faulty.status_code == 422
    day = NOW.date().isoformat()
    made = manager.post("/deputies", {"act": "delegate", "deputy": users[-1], "since": day, "until": day})
    assert made.status_code == 302
    assert officer.post("/deputies", {"act": "declare", "person": str(city.people[0]), "why": "kin"}).status_code == 302
    assert act(officer, city.cases[0], "return", reason="缺无房证明") == 422
    added = manager.post("/stock", {"act": "add", "code": "A-101", "title": "样例苑一座", "size": "60"})
    assert added.status_code == 302
    assert "样例苑一座" in page(manager, "/stock")
    again = manager.post("/stock", {"act": "add", "code": "A-101", "title": "样例苑一座"})
    assert again.status_code == 422


def test_an_answer_that_differs_from_the_register_is_told_in_words(city: City, signs_in: SignsIn) -> None:
    rent = {"lease_from": "2031-01-01", "lease_until": "2032-06-30", "rent": "1500", "home": "样例路1号"}
    record_made(
        Housing, source="housing", person=city.people[0], kind="rent", rent=140_000, started_on=date(2031, 1, 1)
    )
    case = case_open(
        kind="zhongshan.rent-subsidy-grant", person=city.people[0], organisation=None, origin="applied", answers=rent,
        applied_on=NOW.date(), actor=Actor.system("test"), at=NOW,
    )  # fmt: skip
    shown = page(signs_in("officer"), f"/cases/{case}")
    assert "1 项与登记不同，请核对" in shown
    [row] = re.findall(r'<tr class="differs">.*?</tr>', shown, flags=re.DOTALL)
    for part in ("1500", "1400.00", "来源housing", "不同"):
        assert part in row


def test_keys_are_listed_and_switched_off_on_one_machine(city: City, signs_in: SignsIn) -> None:
    client, path = signs_in("officer"), f"/cases/{city.cases[0]}"
    for place in ("/cases", path):
        shown = page(client, place)
        assert shown.count("portal/keys.js") == 1
        assert "没有一个键会办理、提交或发送" in shown
    off = client.post("/preferences", {"keys": "off", "next": path})
    assert off.headers["Location"] == path
    assert "portal/keys.js" not in page(client, path)
    assert "在这台电脑上打开键盘操作" in page(client, path)
    client.post("/preferences", {"keys": "on", "next": path})
    assert "portal/keys.js" in page(client, path)
    assert "portal/keys.js" not in page(client, "/")
