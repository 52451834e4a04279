"""Papers on the pages: links where they can be had, a PDF behind them, a name in full for a reason alone."""

import io

import pypdf
import pytest
from django.test import Client

from bole.apps.accounts.models import Look
from bole.apps.cases.models import Case
from tests.portal.city import HERE, THERE, City, SignsIn

pytestmark = pytest.mark.django_db


def said(client: Client, path: str, **post: str) -> str:
    answer = client.post(path, post) if post else client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    return "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


def test_the_receipt_of_an_application_is_masked_as_the_page_is(city: City, signs_in: SignsIn) -> None:
    case = Case.objects.get(pk=city.cases[0])
    path = f"/cases/{case.pk}/papers/receipt"
    worker, clerk = signs_in("worker", person=city.people[0]), signs_in("clerk", district=HERE)
    for client, name, other in ((worker, "张三明", "张*明"), (clerk, "张*明", "张三明")):
        assert path in client.get(f"/cases/{case.pk}").content.decode()
        told = said(client, path)
        assert case.number in told
        assert name in told
        assert other not in told
    assert path in worker.get(f"/apply/done/{case.pk}").content.decode()
    assert Look.objects.filter(person=city.people[0], fields=f"case:{case.pk}").count() == 2, "page and paper"


def test_a_name_in_full_asks_for_a_reason(city: City, signs_in: SignsIn) -> None:
    path = f"/cases/{city.cases[0]}/papers/receipt"
    clerk, officer = signs_in("clerk", district=HERE), signs_in("officer", district=HERE)
    assert "打印全名的受理回执" not in clerk.get(f"/cases/{city.cases[0]}").content.decode()
    assert "打印全名的受理回执" in officer.get(f"/cases/{city.cases[0]}").content.decode()
    assert officer.post(path, {"reason": ""}).status_code == 422
    assert officer.post(path, {"reason": "领"}).status_code == 422
    assert clerk.post(path, {"reason": "本人在窗口领取"}).status_code == 403
    assert "张三明" in said(officer, path, reason="本人在窗口领取")


def test_of_another_town_and_of_no_such_paper(city: City, signs_in: SignsIn) -> None:
    path = f"/cases/{city.cases[0]}/papers"
    assert signs_in("clerk", district=THERE).get(f"{path}/receipt").status_code == 403
    assert signs_in("worker", person=city.people[1]).get(f"{path}/receipt").status_code == 403
    worker = signs_in("worker", person=city.people[0])
    for paper in ("decision", "letter", "nothing"):
        assert worker.get(f"{path}/{paper}").status_code == 404
