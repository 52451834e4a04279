"""Rosters: a provider sees and searches the rows of its own classes alone; an office those in its reach."""

from datetime import date

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.registry.models import Training
from bole.apps.registry.rosters import Roster, roster
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT
from tests.apps.registry.people import number
from tests.apps.registry.reading import ADMINISTRATORS, NOBODY, OTHER_TOWN, TOWN, clerk, provider, worker
from tests.apps.registry.recorded import body_made, person_made, record_made

pytestmark = pytest.mark.django_db


def trained(person: int, body: int, class_number: str, *, passed: bool | None = True, day: int = 1) -> int:
    return record_made(
        Training, person=person, organiser=body, class_number=class_number, occupation="6-31-01-03", level=4,
        started_on=date(2031, 3, day), ended_on=date(2031, 4, day), hours=40, passed=passed,
    )  # fmt: skip


@pytest.fixture
def body() -> int:
    return body_made(1, town=TOWN)


def shown(body: int, actor: Actor, **more: object) -> Roster:
    return roster(organisation=body, actor=actor, at=AT, **more)  # type: ignore[arg-type]


def names(body: int, actor: Actor, **more: object) -> list[str]:
    found = shown(body, actor, **more).rows
    assert found.total == len(found.rows)
    return sorted(row.name for row in found.rows)


def test_a_row_says_who_in_which_class_with_what_result_masked(body: int) -> None:
    trained(person_made(1, "张三明"), body, "A1")
    [row] = shown(body, provider(body)).rows.rows
    assert (row.name, row.class_number, row.title, row.hours, row.result) == ("张*明", "A1", "电工", 40, "passed")
    assert number(1) not in str(shown(body, provider(body)))


def test_it_is_searched_and_filtered(body: int) -> None:
    one, other = person_made(1, "张三明"), person_made(2, "李四海")
    trained(one, body, "A1")
    trained(other, body, "A2", passed=False)
    trained(one, body, "A2", passed=None, day=2)
    own = provider(body)
    for words in ("三明", "zhangsan", number(1)):
        assert names(body, own, words=words) == ["张*明", "张*明"], words
    assert names(body, own, words="王五") == []
    assert names(body, own, class_number="A2") == ["张*明", "李*海"]
    assert names(body, own, result="failed") == ["李*海"]
    assert names(body, own, result="untold", class_number="A2", words="三明") == ["张*明"]
    classes = {one.class_number: (one.people, one.passed) for one in shown(body, own).classes}
    assert classes == {"A1": (1, 1), "A2": (2, 0)}


def test_a_provider_finds_nobody_who_was_not_in_its_classes(body: int) -> None:
    other = body_made(2, town=TOWN)
    mine, theirs = person_made(1, "张三明"), person_made(2, "张三丰")
    trained(mine, body, "A1")
    trained(theirs, other, "A1")
    assert names(body, provider(body), words="张三") == ["张*明"]
    assert names(body, provider(body), words=number(2)) == []
    assert names(body, provider(body), class_number="A1") == ["张*明"]
    for number_of_body in (other, 999_999):
        with pytest.raises(BoleError, check=lambda error: error.code == "BOLE-A005"):
            shown(number_of_body, provider(body))


def test_who_else_sees_it(body: int) -> None:
    trained(person_made(1, "张三明"), body, "A1")
    assert names(body, clerk(TOWN)) == ["张*明"]
    for actor in (clerk(OTHER_TOWN), worker(1), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, check=lambda error: error.code == "BOLE-A005"):
            shown(body, actor)


def test_it_has_pages(body: int) -> None:
    for n in range(1, 6):
        trained(person_made(n), body, "A1", day=n)
    pages = [shown(body, provider(body), page=page, size=2).rows for page in (1, 2, 3, 9)]
    assert [len(found.rows) for found in pages] == [2, 2, 1, 1]
    assert pages[0].rows[0].started_on == date(2031, 3, 5)
