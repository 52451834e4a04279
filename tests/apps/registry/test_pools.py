"""Pools: who is in one, as what, since when; who left, why, and came again; whom one sees of them."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import Event
from bole.apps.registry.entry_history import entry_history
from bole.apps.registry.models import Pool, PoolMember
from bole.apps.registry.person_file import person_file
from bole.apps.registry.pool_lists import pool_export, pool_members, pool_shown, pools
from bole.apps.registry.pools import member_enter, member_leave, member_promote, pool_create
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT
from tests.apps.registry.reading import NOBODY, OTHER_TOWN, TOWN, clerk, manager, officer, worker
from tests.apps.registry.recorded import person_made, record_made

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def pool_made(code: str = "leading", district: str = "", actor: Actor | None = None) -> int:
    return pool_create(
        code=code, name="领军人才库", kind="talent", rule="市级以上大赛前三名", district=district,
        actor=actor or manager(), at=AT,
    )  # fmt: skip


def entered(pool: int, person: int, on: date = TODAY, *, reserve: bool = False, actor: Actor | None = None) -> int:
    return member_enter(pool=pool, person=person, on=on, reserve=reserve, actor=actor or officer(), at=AT)


def names(pool: int, actor: Actor | None = None, **more: str) -> list[tuple[int, str]]:
    found = pool_members(pool=pool, actor=actor or officer(), at=AT, **more)  # type: ignore[arg-type]
    assert found.total == len(found.rows)
    return [(row.person, row.standing) for row in found.rows]


def fails(code: str) -> "pytest.RaisesExc[BoleError]":
    return pytest.raises(BoleError, check=lambda error: error.code == code)


def test_a_reserve_rises_and_leaves_and_comes_again() -> None:
    pool, person = pool_made(), person_made(1)
    member = entered(pool, person, TODAY - 10 * DAY, reserve=True)
    assert names(pool) == [(person, "reserve")]
    member_promote(member=member, on=TODAY - 5 * DAY, actor=officer(), at=AT + DAY)
    assert names(pool) == [(person, "member")]
    member_leave(member=member, on=TODAY - 2 * DAY, reason="已调离本市", actor=officer(), at=AT + 2 * DAY)
    assert names(pool) == []
    assert names(pool, standing="left") == [(person, "left")]
    again = entered(pool, person, TODAY - DAY)
    assert again != member
    assert names(pool, standing="") == [(person, "member"), (person, "left")]
    told = pool_shown(pool=pool, actor=officer(), at=AT)
    assert (told.members, told.reserves, told.left_this_year) == (1, 0, 1)


def test_what_was_known_before_stays_readable() -> None:
    pool, person = pool_made(), person_made(1)
    member = entered(pool, person, TODAY - 10 * DAY, reserve=True)
    member_promote(member=member, on=TODAY - 5 * DAY, actor=officer(), at=AT + DAY)
    member_leave(member=member, on=TODAY, reason="已调离本市", actor=officer(), at=AT + 2 * DAY)
    versions = entry_history(table="poolmember", thing=member, actor=officer(), at=AT).versions
    assert len(versions) == 3
    assert [version.closed_at is None for version in versions] == [True, False, False]
    assert {version.who for version in versions} == {"经办"}
    assert {item.column for item in versions[0].items if item.changed} >= {"left_on", "why_left", "valid_until"}
    held = PoolMember.objects.get(closed_at=None)
    assert (held.valid_from, held.valid_until) == (TODAY - 10 * DAY, TODAY)


def test_nobody_is_in_a_pool_twice_at_once() -> None:
    pool, other, person = pool_made(), pool_made("experts"), person_made(1)
    entered(pool, person, TODAY - DAY)
    with fails("BOLE-R506"):
        entered(pool, person)
    entered(other, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_made(PoolMember, pool_id=pool, person=person, entered_on=TODAY)


@pytest.mark.parametrize("days", [-3, -2])
def test_one_comes_again_later_than_one_left(days: int) -> None:
    pool, person = pool_made(), person_made(1)
    member = entered(pool, person, TODAY - 5 * DAY)
    member_leave(member=member, on=TODAY - 2 * DAY, reason="任期届满", actor=officer(), at=AT)
    with fails("BOLE-R505"):
        entered(pool, person, TODAY + days * DAY)
    entered(pool, person, TODAY - DAY)


def test_days_that_cannot_be_and_acts_that_do_not_fit() -> None:
    pool, person = pool_made(), person_made(1)
    with fails("BOLE-R504"):
        entered(pool, person, TODAY + DAY)
    member = entered(pool, person, TODAY - 5 * DAY)
    who = {"actor": officer(), "at": AT}
    with fails("BOLE-R507"):
        member_promote(member=member, on=TODAY, **who)  # type: ignore[arg-type]
    with fails("BOLE-R505"):
        member_leave(member=member, on=TODAY - 6 * DAY, reason="任期届满", **who)  # type: ignore[arg-type]
    with fails("BOLE-R503"):
        member_leave(member=member, on=TODAY, reason=" 无 ", **who)  # type: ignore[arg-type]
    member_leave(member=member, on=TODAY, reason="任期届满", **who)  # type: ignore[arg-type]
    with fails("BOLE-R508"):
        member_leave(member=member, on=TODAY, reason="任期届满", **who)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "Bad Code"}, "BOLE-R501"),
        ({"code": "leading"}, "BOLE-R502"),
        ({"name": " "}, "BOLE-R503"),
        ({"kind": "other"}, "BOLE-R509"),
        ({"district": "44x"}, "BOLE-R113"),
    ],
)
def test_a_pool_that_cannot_be(given: dict[str, str], code: str) -> None:
    pool_made()
    told = {"code": "experts", "name": "专家库", "kind": "expert", "district": "", **given}
    with fails(code):
        pool_create(**told, actor=manager(), at=AT)
    assert Pool.objects.count() == 1


def test_who_may_do_what() -> None:
    pool, person = pool_made(), person_made(1)
    member = entered(pool, person)
    for actor in (clerk(), officer()):
        with fails("BOLE-A005"):
            pool_made("other", actor=actor)
        assert names(pool, actor) == [(person, "member")]
    for actor in (NOBODY, worker(person), clerk()):
        with fails("BOLE-A005"):
            member_leave(member=member, on=TODAY, reason="任期届满", actor=actor, at=AT)
    for actor in (NOBODY, worker(person)):
        with fails("BOLE-A005"):
            pools(actor=actor, at=AT)


def test_of_the_citys_pool_one_sees_the_people_of_ones_district() -> None:
    pool = pool_made()
    here, there = person_made(1, town=TOWN), person_made(2, town=OTHER_TOWN)
    entered(pool, here)
    member = entered(pool, there)
    mine = officer(TOWN)
    assert names(pool, mine) == [(here, "member")]
    assert [told.members for told in pools(actor=mine, at=AT)] == [1]
    for person in (there, 999_999):
        with fails("BOLE-A005"):
            entered(pool, person, actor=mine)
    for number in (member, 999_999):
        with fails("BOLE-A005"):
            member_leave(member=number, on=TODAY, reason="任期届满", actor=mine, at=AT)


def test_a_districts_pool_is_not_seen_in_another() -> None:
    with fails("BOLE-A005"):
        pool_made(actor=manager(TOWN))
    pool = pool_made(district=TOWN, actor=manager(TOWN))
    assert [told.pool for told in pools(actor=clerk(TOWN), at=AT)] == [pool]
    assert [told.pool for told in pools(actor=clerk("442000"), at=AT)] == [pool]
    assert pools(actor=clerk(OTHER_TOWN), at=AT) == ()
    for number in (pool, 999_999):
        with fails("BOLE-A005"):
            pool_shown(pool=number, actor=clerk(OTHER_TOWN), at=AT)


@pytest.mark.parametrize("words", ["三明", "张三", "zhangsanming", "zhang san", "zsm", "NUMBER"])
def test_a_list_is_searched(words: str) -> None:
    pool = pool_made()
    one, other = person_made(1, "张三明"), person_made(2, "李四海")
    entered(pool, one)
    entered(pool, other)
    person_made(3, "张三明")
    asked = str(one) if words == "NUMBER" else words
    assert names(pool, words=asked) == [(one, "member")]
    assert names(pool, words="王五") == []


def test_a_list_has_pages() -> None:
    pool = pool_made()
    for n in range(1, 8):
        entered(pool, person_made(n), TODAY - n * DAY)
    pages = [pool_members(pool=pool, actor=officer(), at=AT, page=page, size=3) for page in (1, 2, 3, 9)]
    assert [len(found.rows) for found in pages] == [3, 3, 1, 1]
    assert {found.total for found in pages} == {7}
    days = [row.entered_on for found in pages[:3] for row in found.rows]
    assert days == sorted(days, reverse=True)


def test_the_workbook_says_what_the_page_says(tmp_path: Path) -> None:
    pool, person = pool_made(), person_made(1, "张三明", town=TOWN)
    entered(pool, person, TODAY - DAY)
    left = entered(pool, person_made(2, "李四海"))
    member_leave(member=left, on=TODAY, reason="=任期届满", actor=officer(), at=AT)
    target = tmp_path / "list.xlsx"
    assert pool_export(pool=pool, target=target, actor=officer(), at=AT, standing="") == 2
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0][:3] == ["序号", "个人编号", "姓名"]
    text = str(rows)
    assert "张*明" in text
    assert "张三明" not in text
    assert sheet.cell(5, 10).value == "=任期届满"
    assert sheet.cell(5, 10).data_type == "s"
    assert sheet.freeze_panes == "A5"
    [told] = Event.objects.filter(kind="pool.exported")
    assert told.data == {"rows": 2}


def test_the_persons_file_shows_it_and_the_chain_tells_it() -> None:
    pool, person = pool_made(), person_made(1)
    member = entered(pool, person, TODAY - 5 * DAY, reserve=True)
    member_promote(member=member, on=TODAY - DAY, actor=officer(), at=AT)
    [entry] = [one for one in person_file(person=person, actor=officer(), at=AT).entries if one.kind == "pool"]
    assert (entry.title, entry.on, entry.going_on, entry.source) == (
        "领军人才库", TODAY - 5 * DAY, True, "经办人登记",
    )  # fmt: skip
    assert "转正" in entry.detail
    kinds = list(Event.objects.filter(kind__startswith="pool.").order_by("number").values_list("kind", flat=True))
    assert kinds == ["pool.created", "pool.entered", "pool.promoted"]


def test_whose_districts_have_a_place_in_common_with_a_pool() -> None:
    pool = Pool(district="4420")
    reaches = {"": True, "442000": True, "44": True, "4419": False}
    from bole.apps.registry.pools import in_reach

    for district, reached in reaches.items():
        assert in_reach(pool, Actor(1, "x", (Granted("clerk", district=district),)), "pool.read") is reached
