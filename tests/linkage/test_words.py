"""Names, dates, phones, employers and towns as they are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.linkage.details import read_birth, read_org, read_phone, read_sex, read_town
from bole.linkage.names import read_name

BORN = date(1985, 2, 3)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("陈 建国", "陈建国"),
        ("陳建國", "陈建国"),
        ("陈建国（女）", "陈建国"),
        ("陈建国2", "陈建国"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("阿依古丽．买买提", "阿依古丽买买提"),
        ("阿依古丽•买买提", "阿依古丽买买提"),
    ],
)
def test_a_name_is_one_name_however_it_is_written(typed: str, plain: str) -> None:
    assert read_name(typed).name == plain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王伟", "王玮", "sound"),
        ("王伟", "WANG WEI", "sound"),
        ("王小明", "Wang Xiaoming", "sound"),
        ("李建军", "李军建", "sorted_sound"),
        ("李建军", "建军李", "sorted_sound"),
        ("张森", "章深", "near"),
        ("黄玲", "王林", "near"),
        ("王小明", "黄小明", "given"),
        ("欧阳小明", "欧阳大光", "surname"),
        ("王小明", "王小刚", "but_last"),
        ("王小明", "王大明", "but_second"),
    ],
)
def test_what_two_names_have_in_common(one: str, other: str, same: str) -> None:
    assert getattr(read_name(one), same) == getattr(read_name(other), same) is not None


@pytest.mark.parametrize("typed", [None, "", " ", "无", "不详", "·"])
def test_no_name_is_none(typed: str | None) -> None:
    assert read_name(typed).name is None


@pytest.mark.parametrize(
    "typed",
    [
        "19850203", "1985-02-03", "1985/2/3", "1985.2.3", "1985年2月3日", "１９８５年２月３日", "31081", "31081.0", "85-02-03",
        "85.2.3", "1985-02-03 00:00:00", "19850203000000", "3-Feb-1985", "03/02/1985".replace("03/02", "2/3"), "1985 2 3",
    ],
)  # fmt: skip
def test_a_birth_in_every_form(typed: str) -> None:
    assert read_birth(typed) == BORN


@pytest.mark.parametrize(
    "typed", [None, "", "无", "1985", "1985-13-40", "1900-01-01", "00000000", "1985-02", "99999999"]
)
def test_what_is_no_day_is_none(typed: str | None) -> None:
    assert read_birth(typed) is None


def test_two_places_of_a_year_up_to_this_one_are_of_this_century() -> None:
    assert read_birth("05-02-03") == date(2005, 2, 3)
    assert read_birth("55-02-03") == date(1955, 2, 3)


@pytest.mark.parametrize(
    ("typed", "male"),
    [("男", True), ("女性", False), ("1", True), ("2.0", False), ("F", False), ("", None), ("9", None)],
)
def test_a_sex_by_word_letter_and_code(typed: str, male: bool | None) -> None:
    assert read_sex(typed) is male


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("12012345678", "12012345678"), ("+86 120 1234 5678", "12012345678"), ("86-12012345678", "12012345678"),
        ("１２０１２３４５６７８", "12012345678"), ("0760-88001234", "076088001234"), ("13800000000", None), ("13800138000", None),
        ("12345678901", None), ("120****5678", None), ("无", None), ("12012345678.0", "12012345678"), ("123", None),
    ],
)  # fmt: skip
def test_a_phone(typed: str, phone: str | None) -> None:
    assert read_phone(typed) == phone


def test_an_employer_and_a_town_without_what_everybody_writes_differently() -> None:
    assert (
        len(
            {
                read_org(name)
                for name in (
                    "中山市样例5号灯饰有限公司",
                    "样例5号灯饰有限责任公司",
                    "样例5号灯饰",
                    " 样例 5号灯饰有限公司",
                )
            }
        )
        == 1
    )
    assert read_org("无业") is None
    assert read_town("东升镇") == read_town("东升") == "东升"
    assert read_town("石岐街道办事处") == "石岐"


@given(st.text())
def test_no_text_is_too_much_for_them(text: str) -> None:
    for read in (read_birth, read_sex, read_phone, read_org, read_town, read_name):
        read(text)
