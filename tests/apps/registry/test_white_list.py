"""The white list: inspections, a failed one proposes to go, who is on it as of a day, and who decides."""

from datetime import date, timedelta

import pytest

from bole.apps.accounts.actor import Actor, Granted
from bole.apps.accounts.models import Event
from bole.apps.registry.entry_history import entry_history
from bole.apps.registry.models import Inspection, Mark, Training
from bole.apps.registry.organisation_file import organisation_file
from bole.apps.registry.white_list import inspection_record, mark_grant, mark_withdraw, white_list
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT
from tests.apps.registry.reading import NOBODY, OTHER_TOWN, TOWN, clerk, manager, officer, provider
from tests.apps.registry.recorded import body_made, record_made

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def inspected(body: int, on: date = TODAY, *, passed: bool = True, actor: Actor | None = None) -> int:
    found = "" if passed else "教师少于核定人数"
    return inspection_record(organisation=body, on=on, passed=passed, found=found, actor=actor or officer(), at=AT)


def listed(body: int, on: date = TODAY, actor: Actor | None = None) -> int:
    return mark_grant(organisation=body, on=on, actor=actor or manager(), at=AT)


def withdrawn(body: int, on: date = TODAY, reason: str = "检查不合格", actor: Actor | None = None) -> None:
    mark_withdraw(organisation=body, on=on, reason=reason, actor=actor or manager(), at=AT)


def bodies(standing: str = "on", actor: Actor | None = None, **more: object) -> list[int]:
    found = white_list(actor=actor or clerk(), at=AT, standing=standing, **more)  # type: ignore[arg-type]
    assert found.total == len(found.rows)
    return [row.organisation for row in found.rows]


def fails(code: str) -> "pytest.RaisesExc[BoleError]":
    return pytest.raises(BoleError, check=lambda error: error.code == code)


def test_a_provider_comes_on_the_list_fails_and_goes() -> None:
    body = body_made(1)
    inspected(body, TODAY - 30 * DAY)
    listed(body, TODAY - 20 * DAY)
    assert (bodies(), bodies("proposed"), bodies("off")) == ([body], [], [])
    inspected(body, TODAY - 3 * DAY, passed=False)
    assert (bodies(), bodies("proposed")) == ([body], [body])
    told = organisation_file(organisation=body, actor=clerk(), at=AT).listing
    assert (told.standing, told.inspected_on, told.found) == ("proposed", TODAY - 3 * DAY, "教师少于核定人数")
    withdrawn(body, TODAY - DAY)
    assert (bodies(), bodies("proposed"), bodies("off")) == ([], [], [body])
    [row] = white_list(actor=clerk(), at=AT, standing="off").rows
    assert (row.until, row.why_ended, row.since) == (TODAY - DAY, "检查不合格", None)


def test_the_list_is_read_as_of_a_day() -> None:
    body = body_made(1)
    listed(body, TODAY - 20 * DAY)
    inspected(body, TODAY - 10 * DAY, passed=False)
    inspected(body, TODAY - 5 * DAY)
    withdrawn(body, TODAY - 2 * DAY, reason="自行停办")
    for days, standings in (
        (21, ("off",)),
        (20, ("on",)),
        (10, ("on", "proposed")),
        (5, ("on",)),
        (2, ("on",)),
        (1, ("off",)),
    ):
        found = tuple(one for one in ("on", "proposed", "off") if bodies(one, day=TODAY - days * DAY) == [body])
        assert found == standings, days


def test_who_passes_again_is_proposed_no_more_and_who_failed_last_does_not_come_on() -> None:
    body = body_made(1)
    inspected(body, TODAY - 5 * DAY, passed=False)
    with fails("BOLE-R512"):
        listed(body)
    inspected(body, TODAY - 2 * DAY)
    listed(body)
    assert (bodies(), bodies("proposed")) == ([body], [])


def test_on_its_last_day_it_is_on_the_list_and_decided() -> None:
    body = body_made(1)
    listed(body, TODAY - 5 * DAY)
    inspected(body, TODAY - DAY, passed=False)
    withdrawn(body)
    assert (bodies(), bodies("proposed"), bodies(day=TODAY + DAY)) == ([body], [], [])
    file = organisation_file(organisation=body, actor=manager(), at=AT)
    assert (file.white_listed, file.listing.standing, file.listing.until, file.may_list) == (True, "on", TODAY, False)
    later = organisation_file(organisation=body, actor=manager(), at=AT + DAY)
    assert (later.white_listed, later.may_list) == (False, True)


def test_nobody_is_on_the_list_twice() -> None:
    body = body_made(1)
    listed(body, TODAY - 5 * DAY)
    with fails("BOLE-R510"):
        listed(body)
    withdrawn(body, TODAY - 3 * DAY)
    with fails("BOLE-R505"):
        listed(body, TODAY - 3 * DAY)
    with fails("BOLE-R511"):
        withdrawn(body)
    listed(body, TODAY - 2 * DAY)
    assert Mark.objects.filter(closed_at=None).count() == 2


def test_what_cannot_be_recorded() -> None:
    body = body_made(1)
    with fails("BOLE-R504"):
        inspected(body, TODAY + DAY)
    with fails("BOLE-R503"):
        inspection_record(organisation=body, on=TODAY, passed=False, actor=officer(), at=AT)
    inspected(body)
    with fails("BOLE-R513"):
        inspected(body)
    with fails("BOLE-R509"):
        mark_grant(organisation=body, on=TODAY, kind="nice", actor=manager(), at=AT)
    listed(body, TODAY - DAY)
    with fails("BOLE-R503"):
        withdrawn(body, reason="")
    with fails("BOLE-R505"):
        withdrawn(body, TODAY - 2 * DAY)
    assert Inspection.objects.count() == 1


def test_who_may_do_what_and_where() -> None:
    here, there = body_made(1, town=TOWN), body_made(2, town=OTHER_TOWN)
    for body in (here, there):
        listed(body, TODAY - DAY)
    assert bodies(actor=clerk(TOWN)) == [here]
    for actor in (NOBODY, clerk(), provider(here)):
        with fails("BOLE-A005"):
            inspected(here, actor=actor)
    for actor in (NOBODY, officer(), provider(here)):
        with fails("BOLE-A005"):
            withdrawn(here, actor=actor)
    for body in (there, 999_999):
        with fails("BOLE-A005"):
            inspected(body, actor=officer(TOWN))
        with fails("BOLE-A005"):
            withdrawn(body, actor=manager(TOWN))
    # Somebody who manages elsewhere does nothing to the body that his own account is of.
    two = Actor(1, "x", (Granted("manager", district=OTHER_TOWN), Granted("provider")), organisation=here)
    with fails("BOLE-A005"):
        withdrawn(here, actor=two)
    assert organisation_file(organisation=here, actor=provider(here), at=AT).white_listed


@pytest.mark.parametrize("words", ["甲职业", "jia zhi", "CODE"])
def test_a_provider_is_found_by_name_sound_or_code(words: str) -> None:
    from tests.apps.registry.people import code

    body, other = body_made(1, "甲职业培训学校"), body_made(2, "乙技能培训中心")
    body_made(3, "甲职业介绍所")  # no provider
    for one in (body, other):
        record_made(Training, person=1, organiser=one, started_on=TODAY, class_number="A1")
    assert bodies("off", words=code(1) if words == "CODE" else words) == [body]


def test_it_is_kept_with_its_history_and_told_in_the_chain() -> None:
    body = body_made(1)
    mark = listed(body, TODAY - 5 * DAY)
    withdrawn(body)
    versions = entry_history(table="mark", thing=mark, actor=officer(), at=AT).versions
    assert len(versions) == 2
    assert {item.column for item in versions[0].items if item.changed} == {"until", "why_ended", "valid_until"}
    kinds = Event.objects.filter(kind__startswith="mark.").order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["mark.granted", "mark.withdrawn"]
