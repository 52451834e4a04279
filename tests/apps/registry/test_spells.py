"""Employment and talent recognitions come from files of the departments, and with them it is known who is neither."""

from datetime import date

import pytest

from bole.apps.registry.models import Employment, Person, Talent
from bole.apps.registry.snapshot.coverage import covered_on
from bole.apps.registry.snapshot.one_person import RegisterRows
from bole.apps.registry.snapshot.statements import Reading
from tests.apps.registry.importing import AT, checked, source_made, upload, written
from tests.apps.registry.people import code, number

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def employed(person: int = 1, **more: str) -> dict[str, str]:
    """A row of employment, good as it is."""
    row = {
        "姓名": "张三", "身份证号码": number(person), "就业身份": "在职职工", "用人单位": "样例一号有限公司",
        "统一社会信用代码": code(1), "登记地区划": "442000", "年薪": "86400.50", "起始日期": "2024-05-03", "终止日期": "",
    }  # fmt: skip
    return row | more


def test_a_spell_of_work_is_recorded_with_its_employer_and_wages() -> None:
    came = written(checked(upload("employment", [employed()])))
    assert came.faults == []
    found = Employment.objects.get(closed_at=None)
    assert (found.status, found.province, found.city, found.wages) == ("employee", "440000", "442000", 8_640_050)
    assert (found.started_on, found.until, found.organisation is None) == (date(2024, 5, 3), None, False)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("失业登记", "unemployed"), ("领失业金", "drawing-benefit"), ("退休人员", "pensioner"), ("在编", "established"),
        ("全日制在校学生", "student"), ("个体工商户", "self-employed"), ("柔性引进", "flexible"),
    ],
)  # fmt: skip
def test_what_offices_call_a_status_is_understood(told: str, status: str) -> None:
    written(checked(upload("employment", [employed(就业身份=told)])))
    assert Employment.objects.get(closed_at=None).status == status


def test_who_ends_before_he_began_is_given_back() -> None:
    came = written(checked(upload("employment", [employed(终止日期="2023-01-01")])))
    assert ([(row, column) for row, column, _ in came.codes], Employment.objects.count()) == ([(2, "终止日期")], 0)


def test_the_end_of_a_spell_replaces_it_and_the_same_file_twice_changes_nothing() -> None:
    written(checked(upload("employment", [employed()])))
    written(checked(upload("employment", [employed(终止日期="2031-02-28")])))
    assert Employment.objects.get(closed_at=None).until == date(2031, 2, 28)
    rows = Employment.objects.count()
    written(checked(upload("employment", [employed(终止日期="2031-02-28")])))
    assert (rows, Employment.objects.count()) == (2, 2)


def test_a_recognition_is_recorded_until_its_day() -> None:
    row = {
        "姓名": "张三", "身份证号码": number(1), "人才类别": "制造业优秀紧缺人才", "认定层级": "市", "认定城市": "440700",
        "申报单位": "样例一号有限公司", "统一社会信用代码": code(1), "认定日期": "2030-01-05", "有效期至": "2033-01-04",
    }  # fmt: skip
    assert written(checked(upload("talents", [row]))).faults == []
    found = Talent.objects.get(closed_at=None)
    assert (found.kind, found.tier, found.city, found.until) == ("scarce", "city", "440700", date(2033, 1, 4))


def test_once_they_come_no_row_means_none() -> None:
    """Until the employment office sends its list nobody knows who is a pensioner; then who is not on it is none."""
    assert "employment" not in covered_on(TODAY)
    source_made("jobs")
    written(checked(upload("employment", [employed()], source="jobs")))
    assert "employment" in covered_on(TODAY)
    person = Person.objects.get(closed_at=None).thing
    told = RegisterRows(Reading(TODAY)).own(person)["employment"]
    assert [(row["status"], row["wages"], row["open"]) for row in told] == [("employee", 8_640_050, True)]
