"""The counter on the pages: found, made sure of, filled in on the applicant's own pages, handed in."""

import re

import pytest

from bole.apps.accounts.models import Look
from bole.apps.cases.models import Case, Draft
from tests.portal.city import HERE, THERE, City, SignsIn

pytestmark = pytest.mark.django_db
REQUEST = "zhongshan.service-request"


def test_an_officer_hands_in_for_who_stands_before_him(city: City, signs_in: SignsIn) -> None:
    clerk, person = signs_in("clerk", district=HERE), city.people[1]
    assert "没有找到" in clerk.get("/counter", {"words": "王五洲"}).content.decode(), "of another town"
    found = clerk.get("/counter", {"words": "李四海"}).content.decode()
    assert f'href="/counter/people/{person}"' in found
    assert "李四海" not in found.replace('value="李四海"', "")
    page = clerk.get(f"/counter/people/{person}").content.decode()
    assert "李*海" in page
    assert Look.objects.filter(person=person, fields="counter", purpose="窗口代办").exists()
    wrong = clerk.post(f"/counter/people/{person}", {"kind": REQUEST, "why": "本人不会用手机"})
    assert wrong.status_code == 422
    assert "窗口代办要先核对申请人的身份" in wrong.content.decode()
    assert 'value="本人不会用手机"' in wrong.content.decode(), "what was written is still there"
    begun = clerk.post(f"/counter/people/{person}", {"kind": REQUEST, "identity": "id-card", "why": "本人不会用手机"})
    address = begun.headers["Location"]
    question = clerk.get(address).content.decode()
    assert "正在为 李*海 填写" in question
    step = address
    for _again in range(8):
        form = clerk.get(step).content.decode()
        names = set(re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', form)) - {"csrfmiddlewaretoken", "next"}
        values = {name: _value(form, name) for name in names}
        answer = clerk.post(step, {**values, "act": "next"})
        step = answer.headers.get("Location", step)
        if "step=check" in step:
            break
    draft = Draft.objects.get(person=person)
    assert "继续为 李*海 填写" in clerk.get("/counter").content.decode()
    done = clerk.post(f"/apply/drafts/{draft.pk}?step=check", {"act": "submit"})
    assert done.status_code == 302, done.content.decode()
    assert "请把受理回执打印给申请人" in clerk.get(done.headers["Location"]).content.decode()
    case = Case.objects.get(person=person)
    told = clerk.get(f"/cases/{case.pk}").content.decode()
    assert "窗口录入" in told
    assert "已核对居民身份证原件。本人不会用手机" in told
    own = signs_in("worker", person=person).get(f"/cases/{case.pk}").content.decode()
    assert "窗口代为提交" in own


def _value(form: str, name: str) -> str:
    radio = re.search(rf'name="{name}" type="radio" value="([^"]+)"', form)
    return radio[1] if radio else "要人上门评定"


def test_a_body_is_found_by_its_name(city: City, signs_in: SignsIn) -> None:
    clerk = signs_in("clerk", district=HERE)
    found = clerk.get("/counter", {"words": "样例1号", "of": "organisation"}).content.decode()
    assert f'href="/counter/organisations/{city.bodies[0]}"' in found
    assert clerk.get("/counter", {"words": "样"}).status_code == 422
    assert clerk.get(f"/counter/organisations/{city.bodies[0]}").status_code == 200


def test_of_another_town_nobody_is_entered(city: City, signs_in: SignsIn) -> None:
    clerk = signs_in("clerk", district=THERE)
    given = {"kind": REQUEST, "identity": "id-card", "why": "本人不会用手机"}
    for path in (f"/counter/people/{city.people[0]}", f"/counter/organisations/{city.bodies[0]}"):
        assert clerk.get(path).status_code == 403
        assert clerk.post(path, given).status_code == 403
    assert not Draft.objects.exclude(officer=None).exists()
