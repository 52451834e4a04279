"""The page of messages that did not go out."""

import re

import pytest
from django.conf import settings

from bole.apps.cases.models import Notice
from tests.portal.city import NOW, City, SignsIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def given_up(city: City, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(settings, "CASES_MESSENGER", "x.y")
    monkeypatch.setattr("bole.apps.cases.ports.messenger", object)
    made = [
        Notice.objects.create(
            kind=kind, key=f"{kind}-{at}", person=city.people[0], case_id=city.cases[0], made_at=NOW, state="failed",
            attempts=6, fault=fault, data={},
        )
        for at, (kind, fault) in enumerate((("missing", "TimeoutError"), ("reminder", "no-phone"), ("missing", "Odd")))
    ]  # fmt: skip
    return [one.pk for one in made]


def test_a_manager_sees_why_and_sends_again(given_up: list[int], signs_in: SignsIn) -> None:
    manager = signs_in("manager")
    page = manager.get("/notices/undelivered").content.decode()
    for part in ("短信服务没有回应", "登记库里没有手机号", "Odd", "张*明", "再发全部筛选结果（3 条）"):
        assert part in page
    assert manager.post("/notices/undelivered", {"notice": str(given_up[0])}).status_code == 302
    assert Notice.objects.get(pk=given_up[0]).state == "waiting"
    assert "已交后台再发" in manager.get("/notices/undelivered").content.decode()
    some = manager.get("/notices/undelivered", {"fault": "no-phone"}).content.decode()
    assert "再发全部筛选结果（1 条）" in some
    hidden = re.findall(r'name="count" value="(\d+)"', some)
    assert hidden == ["1"]
    old = manager.post("/notices/undelivered?fault=no-phone", {"count": "2"})
    assert old.status_code == 422
    assert "现在是 1 条" in old.content.decode()
    assert manager.post("/notices/undelivered?fault=no-phone", {"count": "1"}).status_code == 302
    assert list(Notice.objects.filter(state="failed").values_list("pk", flat=True)) == [given_up[2]]


def test_where_nobody_delivers_there_is_no_button(
    given_up: list[int], signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bole.apps.cases.ports.messenger", lambda: None)
    page = signs_in("manager").get("/notices/undelivered").content.decode()
    assert "本系统没有接短信" in page
    assert 'name="notice"' not in page
    assert signs_in("officer").get("/notices/undelivered").status_code == 403
