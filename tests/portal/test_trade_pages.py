"""Pools, the white list, rosters, occupations, and an import undone: what one does on these pages."""

import re

import pytest
from django.test import Client

from bole.apps.registry.imports.tasks import undo_in_background
from bole.apps.registry.models import Batch, Inspection, Mark, PoolMember
from tests.apps.registry.people import number
from tests.portal.city import HERE, NAMES, City, SignsIn
from tests.portal.test_pages import page, worker_does

pytestmark = pytest.mark.django_db


def sent(client: Client, path: str, **given: object) -> tuple[int, str]:
    answer = client.post(path, given)
    return answer.status_code, answer.content.decode()


# --- pools ---


def test_a_pool_is_set_up(city: City, signs_in: SignsIn) -> None:
    client = signs_in("manager")
    wrong = sent(client, "/pools/new", code="city-pool", name="专家库", kind="expert")
    assert wrong[0] == 422
    assert 'href="#code"' in wrong[1]
    assert sent(client, "/pools/new", code="experts", name="样例专家库", kind="expert", rule="正高职称")[0] == 302
    text = page(client, "/pools")
    assert "样例专家库" in text
    assert "样例领军人才库" in text


def test_somebody_enters_after_a_look_rises_and_leaves(city: City, signs_in: SignsIn) -> None:
    client, pool = signs_in("officer"), city.pools[0]
    found = page(client, f"/pools/{pool}/enter", words="李四海")
    assert f"?person={city.people[1]}" in found
    form = {"person": city.people[1], "on": "2031-05-20", "way": "reserve"}
    assert sent(client, f"/pools/{pool}/enter", **form | {"way": "", "on": "5月"})[0] == 422
    status, check = sent(client, f"/pools/{pool}/enter", **form)
    assert status == 200
    assert "2031年5月20日" in check
    assert PoolMember.objects.filter(person=city.people[1]).count() == 0
    assert sent(client, f"/pools/{pool}/enter", **form, act="enter")[0] == 302
    assert "BOLE" not in page(client, f"/pools/{pool}")
    twice = sent(client, f"/pools/{pool}/enter", **form, act="enter")
    assert twice[0] == 422
    assert "已在" in twice[1]
    member = PoolMember.objects.get(closed_at=None, person=city.people[1]).thing
    way = f"/pools/members/{member}"
    assert "后备转正" in page(client, way)
    assert "None" not in page(client, way)
    promote = {"act": "promote", "promote_on": "2031-05-21"}
    assert "确认转正" in sent(client, way, **promote)[1]
    assert sent(client, way, **promote, checked="yes")[0] == 302
    assert sent(client, way, act="leave", leave_on="2031-05-22", reason="")[0] == 422
    leave = {"act": "leave", "leave_on": "2031-05-22", "reason": "年度考核不合格"}
    assert "年度考核不合格" in sent(client, way, **leave)[1]
    assert PoolMember.objects.get(closed_at=None, thing=member).left_on is None
    assert sent(client, way, **leave, checked="yes")[0] == 302
    assert "李*海" not in page(client, f"/pools/{pool}")
    assert "年度考核不合格" in page(client, f"/pools/{pool}", standing="left")
    assert "样例领军人才库" in page(client, f"/people/{city.people[1]}")


def test_the_list_of_a_pool_is_masked_on_the_page_and_in_the_workbook(city: City, signs_in: SignsIn) -> None:
    client = signs_in("clerk", district=HERE)
    text = page(client, f"/pools/{city.pools[0]}", standing="inside", words="三明")
    assert "张*明" in text
    assert NAMES[0] not in text
    assert "办理入库" not in text
    answer = client.get(f"/pools/{city.pools[0]}/list")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="city-pool.xlsx"'
    assert answer.getvalue()[:2] == b"PK"
    assert client.get(f"/pools/{city.pools[0]}/enter").status_code == 403


# --- the white list ---


def test_a_provider_is_inspected_listed_and_taken_off(city: City, signs_in: SignsIn) -> None:
    officer, manager, body = signs_in("officer"), signs_in("manager"), city.bodies[0]
    inspect, change = f"/organisations/{body}/inspect", f"/organisations/{body}/listing"
    assert "检查和白名单" in page(officer, f"/organisations/{body}")
    assert sent(officer, change, on="2031-05-10")[0] == 403
    assert sent(manager, change, on="2031-05-10")[0] == 200
    assert not Mark.objects.exists()
    assert sent(manager, change, on="2031-05-10", act="grant")[0] == 302
    assert sent(officer, inspect, on="2031-05-12", outcome="no")[0] == 422
    failed = {"on": "2031-05-12", "outcome": "no", "found": "教师少于核定人数"}
    assert "建议移出" in sent(officer, inspect, **failed)[1]
    assert not Inspection.objects.exists()
    assert sent(officer, inspect, **failed, act="record")[0] == 302
    assert "建议移出白名单" in page(manager, f"/organisations/{body}")
    assert "样例1号" in page(manager, "/white-list", standing="proposed")
    assert "样例1号" not in page(manager, "/white-list", standing="proposed", day="2031-05-11")
    gone = {"on": "2031-05-14", "reason": "检查不合格"}
    assert sent(manager, change, on="2031-05-14")[0] == 422
    assert sent(manager, change, **gone, act="withdraw")[0] == 302
    assert "样例1号" not in page(manager, "/white-list")
    assert "样例1号" in page(manager, "/white-list", standing="off")
    assert "检查不合格" in page(signs_in("provider", organisation=body), "/organisations/own")
    assert sent(manager, change, on="2031-05-20", act="grant")[0] == 422


# --- rosters ---


def test_a_provider_reads_its_own_roster_alone(city: City, signs_in: SignsIn) -> None:
    client = signs_in("provider", organisation=city.bodies[0])
    assert "/organisations/own/roster" in page(client, "/organisations/own")
    text = page(client, "/organisations/own/roster")
    assert "张*明" in text
    assert "王*洲" not in text
    assert not [n for n in map(number, (1, 2, 3)) if n in text]
    assert "李*海" not in page(client, "/organisations/own/roster", words="三明", **{"class": "B1"})
    assert "没有符合的学员" in page(client, "/organisations/own/roster", words="王五洲")
    assert client.get(f"/organisations/{city.bodies[1]}/roster").status_code == 403
    office = page(signs_in("clerk"), f"/organisations/{city.bodies[1]}/roster")
    assert "王*洲" in office


# --- occupations ---


def test_an_occupation_is_looked_up_by_everybody(city: City, signs_in: SignsIn) -> None:
    client = signs_in("worker", person=city.people[0])
    assert "数字职业（S）" in page(client, "/occupations")
    assert "/occupations/6-31-01-03" in page(client, "/occupations", words="电工")
    text = page(client, "/occupations/2-02-32-00")
    assert "/occupations/2-02-32-01" in text
    assert "未与公布的原件核对" in text
    assert "没有来源" in page(client, "/occupations/6-31-01-10")
    nowhere = client.get("/occupations/9-99")
    assert nowhere.status_code == 404
    assert "BOLE-R409" in nowhere.content.decode()


# --- an import undone ---


def test_an_import_is_undone_after_a_look(city: City, signs_in: SignsIn) -> None:
    manager, path = signs_in("manager"), f"/imports/{city.batch}"
    assert f"{path}/undo" in page(manager, path)
    assert f"{path}/undo" not in page(signs_in("officer"), path)
    assert signs_in("officer").get(f"{path}/undo").status_code == 403
    look = page(manager, f"{path}/undo")
    assert f"确认撤销第 {city.batch} 批" in look
    assert Batch.objects.get(pk=city.batch).state == Batch.DONE
    assert manager.post(f"{path}/undo").status_code == 302
    assert "正在撤销" in page(manager, path)
    worker_does(undo_in_background, city.batch, "manager")
    text = page(manager, path)
    assert "已撤销" in text
    assert re.search(r"作废 \d+ 行，恢复 \d+ 行，留下 0 条", text)
    assert "没有找到" in page(manager, "/certificates", words="S6000" + "1".zfill(17))
    again = manager.post(f"{path}/undo")
    assert again.status_code == 422
    assert "BOLE-R040" in again.content.decode()
