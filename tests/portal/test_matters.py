"""Start pages of the matters: what stands on them, for whom they can be begun, and what is not there."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.urls import NoReverseMatch

from bole.apps.cases.models import Draft, Entitlement
from bole.apps.schemes.errors import NOT_SAID_WHERE
from bole.portal import matters
from tests.portal.city import City, SignsIn

pytestmark = pytest.mark.django_db


def begins(_route: str, args: tuple[str, ...]) -> str:
    return f"/begin/{args[0]}" if args else "/confirm"


GRANT = "/matters/zhongshan.skill-upgrade-grant"
AWARD = "/matters/zhongshan.organiser-award-grant"


def test_the_list_has_the_matters_of_the_place_and_of_those_above_it(city: City, signs_in: SignsIn) -> None:
    page = signs_in("clerk").get("/matters").content.decode()
    for wanted in ("职业技能提升补贴", "人才房", "企业新型学徒制补贴", "技工院校毕业生对应学历的确认"):
        assert wanted in page, wanted
    assert "创业担保贷款" not in page  # another city's
    assert "现在没有施行的规定" in page  # the scheme of the skill subsidy ended with 2025
    assert f'href="{GRANT}"' in page


def test_ones_own_side_comes_first(city: City, signs_in: SignsIn) -> None:
    worker = signs_in("worker", person=city.people[0]).get("/matters").content.decode()
    employer = signs_in("employer", organisation=city.bodies[0]).get("/matters").content.decode()
    assert worker.index('id="person"') < worker.index('id="organisation"')
    assert employer.index('id="organisation"') < employer.index('id="person"')


def test_a_start_page_says_what_who_how_much_how_long_and_by_which_clause(city: City, signs_in: SignsIn) -> None:
    page = signs_in("clerk").get(GRANT).content.decode()
    for wanted in (
        "职业技能提升补贴", "免申即享", "个人办的", "10 个工作日", "60 天内可以申请复核", "收款的银行账户",
        "（系统查不到时才要）", "谁可以办", "给什么、给多少", "限制", "没有与办事指南核对", "一（二）一是",
    ):  # fmt: skip
        assert wanted in page, wanted
    assert page.count('<svg class="flow"') == 1
    assert 'aria-label="流程图' in page
    assert "style=" not in page
    english = signs_in("clerk")
    english.cookies["django_language"] = "en"
    english.post("/preferences", {"language": "en", "next": GRANT})
    told = english.get(GRANT).content.decode()
    assert "skill-upgrade subsidy" in told
    assert "What you need" in told


def test_only_who_it_is_for_is_offered_to_begin(city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matters, "reverse", begins)
    worker = signs_in("worker", person=city.people[0])
    employer = signs_in("employer", organisation=city.bodies[0])
    clerk = signs_in("clerk")
    for client, mine, others in ((worker, GRANT, AWARD), (employer, AWARD, GRANT)):
        assert f'href="/begin/{mine.rpartition("/")[2]}"' in client.get(mine).content.decode()
        assert "/begin/" not in client.get(others).content.decode()
    for path in (GRANT, AWARD):
        page = clerk.get(path).content.decode()
        assert "/begin/" not in page
        assert "由申请人用自己的账户申请" in page


def test_where_the_register_takes_no_application_the_page_says_so(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_route: str, args: tuple[str, ...]) -> str:
        raise NoReverseMatch(args)

    monkeypatch.setattr(matters, "reverse", none)
    page = signs_in("worker", person=city.people[0]).get(GRANT).content.decode()
    assert "这里还不能在网上申请" in page


def test_a_draft_is_gone_on_with_and_only_by_whose_it_is(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matters, "reverse", begins)
    at = datetime(2026, 3, 5, 6, 5, tzinfo=UTC)
    Draft.objects.create(
        kind="zhongshan.skill-upgrade-grant", person=city.people[0], answers=b"sealed", begun_at=at, saved_at=at,
        saved_by="x", keeps_until=date(2026, 6, 3),
    )  # fmt: skip
    page = signs_in("worker", person=city.people[0]).get(GRANT).content.decode()
    assert "继续上次申请" in page
    assert "2026-03-05 14:05" in page
    other = signs_in("worker", person=city.people[1]).get(GRANT).content.decode()
    assert "开始申请" in other
    assert "2026-03-05" not in other


def test_what_the_register_has_found_stands_on_top_until_it_is_answered(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matters, "reverse", begins)
    at = datetime(2026, 3, 5, 6, 5, tzinfo=UTC)
    Entitlement.objects.filter(person=city.people[0]).delete()
    found = Entitlement.objects.create(
        kind="zhongshan.skill-upgrade-grant", scheme="zhongshan.skill-upgrade", fact=city.certificate,
        person=city.people[0], state=Entitlement.TOLD, fen=260000, last_day=date(2026, 6, 30),
        as_of=date(2026, 3, 5), found_at=at, changed_at=at,
    )  # fmt: skip
    client = signs_in("worker", person=city.people[0])
    page = client.get(GRANT).content.decode()
    for wanted in ("系统查到您符合条件", "2,600.00 元", "截止2026年6月30日（当日有效）", 'href="/confirm"'):
        assert wanted in page, wanted
    assert f"/people/{city.people[0]}/benefits" in page
    assert "系统查到您符合条件" not in signs_in("worker", person=city.people[1]).get(GRANT).content.decode()
    assert "系统查到您符合条件" not in signs_in("clerk").get(GRANT).content.decode()
    found.state = Entitlement.DECLINED
    found.save()
    assert "系统查到您符合条件" not in client.get(GRANT).content.decode()


@pytest.mark.parametrize("name", ["zhongshan.nothing", "zibo.green-lane", "x", "zhongshan.skill-upgrade"])
def test_a_matter_of_another_place_or_of_none_is_not_there(name: str, city: City, signs_in: SignsIn) -> None:
    assert signs_in("clerk").get(f"/matters/{name}").status_code == 404


def test_without_a_place_the_page_says_what_to_set(
    city: City, signs_in: SignsIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings as used

    monkeypatch.setattr(used, "BOLE_PLACE", "")
    answer = signs_in("clerk").get("/matters")
    assert answer.status_code == 422
    assert NOT_SAID_WHERE.code in answer.content.decode()


def test_a_city_without_code_of_its_own_has_its_matter_here(
    city: City, signs_in: SignsIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with one flow and one service, laid beside the packs: listed, drawn, and told."""
    from django.conf import settings

    from tests.policy.pack_folders import PACK, write_pack
    from tests.policy.test_flow_sheets import FILES

    folder = write_pack(tmp_path, FILES | {"pack.toml": PACK + 'parent = "nation"\n'})
    monkeypatch.setattr(settings, "BOLE_PACKS", (folder,))
    monkeypatch.setattr(settings, "BOLE_PLACE", "609900")
    client = signs_in("clerk")
    assert "船模津贴" in client.get("/matters").content.decode()
    page = client.get("/matters/langyu.grant-claim").content.decode()
    for wanted in (
        "取得证书后申领。",
        "已提交 · 5 个工作日",
        "同意（复核决定）",
        "10 个工作日",
        "（法定 20 个工作日）",
    ):
        assert wanted in page, wanted
    assert client.get(GRANT).status_code == 404


def test_officers_see_what_became_of_the_applications_and_nobody_else_does(city: City, signs_in: SignsIn) -> None:
    page = signs_in("officer").get("/matters/zhongshan.registration-letter?since=2025-01-01&until=2025-06-30")
    text = page.content.decode()
    for wanted in ("受理情况", 'value="2025-01-01"', "收到", "逾期失效", "在办"):
        assert wanted in text, wanted
    assert signs_in("officer").get("/matters/zhongshan.registration-letter?since=x").status_code == 200
    worker = signs_in("worker", person=city.people[0])
    for client in (worker, signs_in("expert"), signs_in("system-administrator")):
        assert "受理情况" not in client.get("/matters/zhongshan.registration-letter").content.decode()
