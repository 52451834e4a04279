"""Bodies are found by parts of their names, sounds and codes; their file tells marks, staff, classes and inspections."""

from datetime import date
from typing import Any

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.registry.found import Found
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.models import (
    Award,
    Employment,
    Inspection,
    Insurance,
    Mark,
    Organisation,
    OrganisationWord,
    Training,
    Workforce,
)
from bole.apps.registry.organisation_file import organisation_file
from bole.apps.registry.organisation_search import OrganisationRow, organisation_search
from bole.apps.registry.search_words import words_fill
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.people import code
from tests.apps.registry.reading import (
    ADMINISTRATORS,
    NOBODY,
    OTHER_TOWN,
    TOWN,
    clerk,
    employer,
    manager,
    provider,
    worker,
)
from tests.apps.registry.recorded import body_made, person_made, record_made, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies(db: None) -> dict[str, int]:
    """Three bodies in two towns; name to number."""
    told = {1: ("中山样例机电有限公司", TOWN), 2: ("样例机械厂", OTHER_TOWN), 3: ("良友機電培训中心", TOWN)}
    return {name: body_made(n, name, town=town, kind="enterprise") for n, (name, town) in told.items()}


def search(words: str, actor: Actor = SYSTEM) -> Found[OrganisationRow]:
    return organisation_search(words=words, actor=actor, at=AT)


def names(words: str, actor: Actor = SYSTEM) -> list[str]:
    return sorted(row.name for row in search(words, actor).rows)


def test_a_part_of_the_name_finds_it_wherever_it_stands(bodies: dict[str, int]) -> None:
    assert names("机电") == ["中山样例机电有限公司", "良友機電培训中心"]
    assert names("样例机") == ["中山样例机电有限公司", "样例机械厂"]
    assert names("例机电有") == ["中山样例机电有限公司"]
    assert names("機電培") == ["良友機電培训中心"]
    assert names("机例") == []


def test_sounds_find_it_wherever_they_stand(bodies: dict[str, int]) -> None:
    assert names("yanglijixie") == ["样例机械厂"]
    assert names("jidian") == ["中山样例机电有限公司", "良友機電培训中心"]
    assert names("liangyou") == ["良友機電培训中心"]


def test_codes_and_numbers_find_it(bodies: dict[str, int]) -> None:
    (row,) = search(f" {code(2)[:8]} {code(2)[8:].lower()}").rows
    assert (row.name, row.matched_by, row.matched_by_label) == ("样例机械厂", "credit_code", "统一社会信用代码")
    assert [row.organisation for row in search(str(bodies["样例机械厂"])).rows] == [bodies["样例机械厂"]]


def test_bodies_of_other_towns_are_not_found(bodies: dict[str, int]) -> None:
    assert names("样例", clerk(TOWN)) == ["中山样例机电有限公司"]
    assert names(code(2), clerk(TOWN)) == []
    for actor in (worker(1), employer(bodies["样例机械厂"]), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            search("样例", actor)


def test_words_follow_a_name_that_changes(bodies: dict[str, int]) -> None:
    new = NewRow(bodies["样例机械厂"], {"name": "新名铸造厂", "pinyin": "xin ming zhu zao chang"})
    rows_replace(model=Organisation, rows=[new], source=source_of("x"), batch=None, actor=SYSTEM, at=AT)
    assert names("机械") == []
    assert names("铸造") == ["新名铸造厂"]
    before = sorted(OrganisationWord.objects.values_list("word", "thing"))
    words_fill()
    assert sorted(OrganisationWord.objects.values_list("word", "thing")) == before


@pytest.fixture
def centre(bodies: dict[str, int]) -> int:
    """A provider with marks, staff, classes, an inspection, an award and counts."""
    found = bodies["良友機電培训中心"]
    people = [person_made(n, f"学员{n}", town=TOWN) for n in range(1, 5)]
    started: dict[str, Any] = {"started_on": date(2028, 1, 1)}
    record_made(Mark, organisation=found, kind="white-list", tier="city", **started)
    record_made(Mark, organisation=found, kind="assessor", until=date(2029, 1, 1), why_ended="期满", **started)
    record_made(Inspection, organisation=found, inspected_on=date(2030, 2, 1), passed=False, found="教室不足")
    for day, staff in ((date(2029, 12, 31), 8), (date(2030, 12, 31), 9)):
        record_made(Workforce, organisation=found, counted_on=day, staff=staff, skilled=3, wages=123_456)
    record_made(Award, organisation=found, kind="honour", tier="city", name="优秀机构", awarded_on=date(2030, 5, 1))
    for at, person in enumerate(people):
        days: dict[str, Any] = {"started_on": date(2030, 3, 1), "ended_on": date(2030, 4, 1)}
        record_made(Training, person=person, class_number="B1", organiser=found, passed=at > 0, **days)
    for person in people[:2]:
        record_made(Employment, person=person, organisation=found, status="employee", **started)
        record_made(Insurance, person=person, organisation=found, kind="pension", **started)
        record_made(Insurance, person=person, organisation=found, kind="medical", **started)
    record_made(Employment, person=people[2], organisation=found, status="employee", until=date(2029, 1, 1), **started)
    return found


def test_the_file_tells_marks_staff_classes_and_inspections(centre: int) -> None:
    file = organisation_file(organisation=centre, actor=clerk(TOWN), at=AT)
    assert (file.head.name, file.head.town, file.head.marks) == ("良友機電培训中心", "石岐街道", ("培训机构白名单",))
    assert (file.white_listed, file.staff, file.insured) == (True, 2, 2)
    assert [(count.on, count.staff, count.wages_fen) for count in file.counts] == [
        (date(2030, 12, 31), 9, 123_456),
        (date(2029, 12, 31), 8, 123_456),
    ]
    told = {entry.kind: entry for entry in reversed(file.entries)}
    assert set(told) == {"mark", "inspection", "workforce", "award", "training"}
    assert (told["training"].detail, told["training"].until) == ("B1 · 4 人参加，3 人合格", date(2030, 4, 1))
    assert (told["inspection"].title, told["inspection"].detail) == ("检查不合格", "教室不足")
    days = [entry.on for entry in file.entries if entry.on]
    assert days == sorted(days, reverse=True)
    assert "学员1" not in repr(file)


def test_an_employer_opens_his_own_file_alone(centre: int, bodies: dict[str, int]) -> None:
    for actor in (employer(centre), provider(centre)):
        assert organisation_file(organisation=centre, actor=actor, at=AT).own
    told = set()
    for actor in (
        employer(bodies["样例机械厂"]),
        clerk(OTHER_TOWN),
        manager("440106"),
        worker(1),
        NOBODY,
        *ADMINISTRATORS,
    ):
        for wanted in (centre, 123_456_789):
            with pytest.raises(BoleError, match="BOLE-A005") as error:
                organisation_file(organisation=wanted, actor=actor, at=AT)
            told.add(str(error.value))
    assert len(told) == 1
