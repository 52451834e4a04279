"""What the rules find is found once, told once, goes when the facts go, and is found again only of whom they touch."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import settings

from bole.apps.cases.background import news_in_background
from bole.apps.cases.entitlements import own_entitlements, untaken, untaken_counts
from bole.apps.cases.evaluating import (
    Evaluation,
    days_evaluate,
    entitlements_evaluate,
    news_evaluate,
    register_evaluate,
)
from bole.apps.cases.models import Entitlement, Notice
from bole.apps.cases.notices import notice_shown
from bole.apps.cases.running_out import last_days_remind
from bole.apps.registry.models import Certificate, Person
from tests.apps.registry.importing import SYSTEM, checked, upload, written
from tests.apps.registry.people import certificate, code, householder
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
LAW = datetime.fromisoformat("2025-09-30T10:00:00+08:00")
BODY = "样例评价中心"
SKILL = "zhongshan.skill-upgrade"
NAMES = ("", "张一明", "张二明", "张三明", "张四明", "张五明")


@pytest.fixture(autouse=True)
def place(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOADS", tmp_path / "uploads")
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    monkeypatch.setattr(settings, "BOLE_COVERED", ["claim", "payment", "employment", "insurance"])
    monkeypatch.setattr(settings, "BOLE_PACKS", [ROOT / "src" / "bole" / "samples" / "zhongshan-assumed"])


@pytest.fixture
def clock() -> Callable[[], datetime]:
    ticks = count()
    return lambda: LAW + timedelta(seconds=next(ticks))


@pytest.fixture
def town(place: None) -> list[int]:
    """Five people of the city with a certificate each that the rules pay for."""
    body = {"单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "是"}
    written(checked(upload("employers", [body])))
    written(checked(upload("household", [householder(at, 姓名=NAMES[at]) for at in range(1, 6)])))
    written(checked(upload("certificates", [paid_for(at) for at in range(1, 6)])))
    return list(Person.objects.filter(closed_at=None).order_by("thing").values_list("thing", flat=True))


def paid_for(at: int, **more: str) -> dict[str, str]:
    told = {
        "姓名": NAMES[at],
        "职业编码": "6-31-07-03",
        "发证机构": BODY,
        "发证日期": "2025-06-03",
        "证书状态": "有效",
    }
    return certificate(at, **told, **more)


def evaluate(persons: list[int], at: datetime = LAW, **more: Any) -> Evaluation:
    return entitlements_evaluate(persons=persons, as_of=at.date(), actor=SYSTEM, at=at, **more)


def state_of_all() -> set[tuple[str, int, int | None, str]]:
    return {(row.scheme, row.fact, row.person, row.state) for row in Entitlement.objects.all()}


def test_each_who_is_to_have_it_is_found_and_told_once(town: list[int]) -> None:
    first = evaluate(town)
    rows = Entitlement.objects.filter(scheme=SKILL)
    assert rows.count() == 5
    assert {row.fen for row in rows} != {None}
    told = Notice.objects.filter(kind="found").count()
    assert told == first.told > 0
    again = evaluate(town, LAW + timedelta(hours=1))
    assert (again.found, again.gone, again.changed, again.told) == (0, 0, 0, 0)
    assert again.unchanged == first.found
    assert Notice.objects.filter(kind="found").count() == told


def test_in_whatever_order_it_comes_out_the_same(town: list[int]) -> None:
    evaluate(town)
    whole = state_of_all()
    Notice.objects.all().delete()
    Entitlement.objects.all().delete()
    for person in (town[3], town[0], town[4], town[2], town[1]):
        evaluate([person])
    assert state_of_all() == whole


def test_a_dry_run_says_the_same_and_writes_nothing(town: list[int]) -> None:
    dry = evaluate(town, dry_run=True)
    assert (Entitlement.objects.count(), Notice.objects.count()) == (0, 0)
    assert evaluate(town).found == dry.found > 0


def test_what_the_register_takes_back_is_gone_and_may_come_again(town: list[int]) -> None:
    evaluate(town)
    revoked = [paid_for(1) | {"证书状态": "注销"}]
    written(checked(upload("certificates", revoked)))
    held = Certificate.objects.get(closed_at=None, person=town[0]).thing
    done = evaluate(town, LAW + timedelta(days=1))
    assert done.gone >= 1
    row = Entitlement.objects.get(scheme=SKILL, fact=held)
    assert (row.state, row.why) == (Entitlement.GONE, "valid")
    written(checked(upload("certificates", [paid_for(1)])))
    later = LAW + timedelta(days=2)
    assert evaluate(town, later).found >= 1
    row.refresh_from_db()
    assert (row.state, row.why) == (Entitlement.TOLD, "")
    assert Notice.objects.filter(kind="found", entitlement=row).count() == 2


def test_only_whom_something_is_new_about_is_evaluated_again(town: list[int], clock: Any) -> None:
    register_evaluate(actor=SYSTEM, clock=clock)
    assert news_evaluate(actor=SYSTEM, clock=clock).persons == 0
    written(checked(upload("certificates", [paid_for(2) | {"证书编号": "S6000777", "职业编码": "6-31-07-03"}])))
    done = news_evaluate(actor=SYSTEM, clock=clock)
    assert done.persons == 1
    assert news_evaluate(actor=SYSTEM, clock=clock).persons == 0


def test_a_body_that_changes_touches_those_whose_rows_name_it(town: list[int], clock: Any) -> None:
    register_evaluate(actor=SYSTEM, clock=clock)
    body = {"单位名称": BODY, "统一社会信用代码": code(77), "单位类别": "培训机构", "是否社会培训评价组织": "否"}
    written(checked(upload("employers", [body])))
    done = news_evaluate(actor=SYSTEM, clock=clock)
    assert (done.persons, Entitlement.objects.filter(scheme=SKILL, state=Entitlement.GONE).count()) == (5, 5)


def test_the_whole_register_goes_on_where_it_was_cut_off(town: list[int], clock: Any) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: Evaluation) -> None:
        if done.persons >= 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        register_evaluate(actor=SYSTEM, clock=clock, told=stop, chunk=2)
    assert Entitlement.objects.filter(scheme=SKILL).count() == 2
    rest = register_evaluate(actor=SYSTEM, clock=clock, chunk=2)
    assert (rest.persons, Entitlement.objects.filter(scheme=SKILL).count()) == (3, 5)
    assert register_evaluate(actor=SYSTEM, clock=clock, chunk=2).persons == 5


def test_what_waits_is_looked_at_again_as_its_last_day_passes(town: list[int], clock: Any) -> None:
    evaluate(town)
    over = date(2026, 7, 1)
    done = days_evaluate(actor=SYSTEM, clock=lambda: datetime.fromisoformat(f"{over}T03:00:00+08:00"))
    assert done.lapsed >= 5
    assert not Entitlement.objects.filter(scheme=SKILL, state__in=("found", "told")).exists()
    assert days_evaluate(actor=SYSTEM, clock=lambda: datetime.fromisoformat(f"{over}T09:00:00+08:00")).persons == 0


LAST = date(2025, 12, 31)
"""The scheme ends before the twelve months after the certificate do."""


def on(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T03:00:00+08:00")


def test_the_last_day_is_kept_and_moves_with_the_certificate(town: list[int]) -> None:
    evaluate(town)
    rows = Entitlement.objects.filter(scheme=SKILL)
    assert {row.last_day for row in rows} == {LAST}
    written(checked(upload("certificates", [paid_for(1) | {"发证日期": "2024-12-20"}])))
    assert evaluate(town, LAW + timedelta(days=1)).changed >= 1
    assert rows.get(person=town[0]).last_day == date(2025, 12, 20), "twelve months, that day still counts"


def test_on_its_last_day_it_can_be_had_and_the_day_after_it_ran_out(town: list[int]) -> None:
    from tests.apps.registry.reading import manager

    evaluate(town)
    Entitlement.objects.filter(scheme=SKILL, person=town[4]).update(state=Entitlement.DECLINED)
    assert days_evaluate(actor=SYSTEM, clock=lambda: on(LAST)).lapsed == 0
    days_evaluate(actor=SYSTEM, clock=lambda: on(LAST + timedelta(days=1)))
    states = Entitlement.objects.filter(scheme=SKILL).order_by("person").values_list("state", flat=True)
    assert list(states) == ["lapsed"] * 4 + ["gone"], "he had said no"
    [told] = [one for one in untaken_counts(actor=manager(), at=on(LAST)) if one.scheme == SKILL]
    fen = sum(row.fen or 0 for row in Entitlement.objects.filter(scheme=SKILL, state="lapsed"))
    assert (told.count, told.lapsed, told.lapsed_fen) == (0, 4, fen)
    assert untaken(actor=manager(), at=on(LAST), scheme=SKILL, state="lapsed").total == 4
    assert untaken(actor=manager(), at=on(LAST), scheme=SKILL).total == 0


def test_what_runs_out_first_stands_first(town: list[int]) -> None:
    from tests.apps.registry.reading import manager, worker

    evaluate(town)
    rows = Entitlement.objects.filter(scheme=SKILL)
    today = LAW.date()
    for person, days in zip(town, (40, 6, 400, 20), strict=False):
        rows.filter(person=person).update(last_day=today + timedelta(days=days))
    rows.filter(person=town[4]).update(last_day=None)
    found = untaken(actor=manager(), at=LAW, scheme=SKILL)
    assert [row.days_left for row in found.rows] == [6, 20, 40, 400, None]
    for left, count_ in (("7", 1), ("30", 2), ("90", 3), ("8", 5)):
        assert untaken(actor=manager(), at=LAW, scheme=SKILL, left=left).total == count_
    assert [one.soon for one in untaken_counts(actor=manager(), at=LAW) if one.scheme == SKILL] == [1]
    assert own_entitlements(actor=worker(town[1]), at=LAW)[0].days_left == 6


def test_whoever_lets_it_run_out_is_reminded_before(town: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate(town)
    Entitlement.objects.exclude(scheme=SKILL).delete()
    Entitlement.objects.filter(person=town[4]).update(state=Entitlement.CONFIRMED)

    def reminded(days: int) -> int:
        return last_days_remind(at=on(LAST - timedelta(days=days)))

    assert [reminded(days) for days in (31, 30, 30, 29, 8, 7, 6, 0)] == [0, 4, 0, 0, 0, 4, 0, 0]
    assert reminded(-1) == 0
    notices = Notice.objects.filter(kind="last-day", person=town[0])
    assert [row.data["day"] for row in notices] == [LAST.isoformat()] * 2
    assert LAST.isoformat() in notice_shown(notices[0]).text
    Notice.objects.all().delete()
    assert [reminded(days) for days in (3, 2)] == [4, 0], "found late, one reminder and not both"
    monkeypatch.setattr(settings, "BOLE_REMIND_DAYS", [])
    Notice.objects.all().delete()
    assert reminded(3) == 0


def test_one_sees_his_own_and_officers_see_who_has_not_taken_it(town: list[int]) -> None:
    from tests.apps.registry.reading import manager, worker

    evaluate(town)
    mine = own_entitlements(actor=worker(town[0]), at=LAW)
    assert {row.scheme for row in mine} >= {SKILL}
    assert all(row.fen is None or row.fen > 0 for row in mine)
    found = untaken(actor=manager(), at=LAW, scheme=SKILL)
    assert (found.total, len({row.person for row in found.rows})) == (5, 5)
    assert NAMES[1] not in {row.name for row in found.rows}


def test_a_register_of_no_place_keeps_its_news_until_it_has_one(
    town: list[int], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_evaluate(actor=SYSTEM, clock=clock)
    written(checked(upload("certificates", [paid_for(2) | {"证书编号": "S6000777"}])))
    monkeypatch.setattr(settings, "BOLE_PLACE", "")
    assert news_in_background.func() == {}
    monkeypatch.setattr(settings, "BOLE_PLACE", "442000")
    assert news_in_background.func()["persons"] == 1


def test_who_is_found_is_told_by_message_where_messages_go_out(
    town: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CASES_MESSENGER", "some.where.Messenger")
    told = evaluate(town).told
    assert Notice.objects.filter(kind="found", state=Notice.WAITING).count() == told > 0
    assert evaluate(town, LAW + timedelta(hours=1)).told == 0
