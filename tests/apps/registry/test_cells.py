"""What cells are understood as, in every way in which they are written, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.apps.registry.imports.cells import day_of, occupation, reader
from bole.apps.registry.imports.kinds import Column, all_kinds, kind_named

TODAY = date(2031, 5, 6)


def column(kind: str, to: str) -> Column:
    return kind_named(kind).column(to)


def value(kind: str, to: str, cell: str) -> object:
    read = reader(column(kind, to), today=TODAY)(cell)
    return read.value if read.fault is None else read.fault.kind.code


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-03", "2024/5/3", "2024.05.03", "20240503", "2024年5月3日", "2024年05月03号", "２０２４－０５－０３",
        "2024-05-03 00:00:00", "2024-05-03T08:30:00", " 2024-5-3 ", "2024年 5月 3日", "45415", "3 May 2024", "May 3, 2024",
    ],
)  # fmt: skip
def test_dates_in_every_clear_order(cell: str) -> None:
    assert value("insurance", "started_on", cell) == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("25/12/2023", date(2023, 12, 25)), ("12/25/2023", date(2023, 12, 25)), ("05-05-2023", date(2023, 5, 5))],
)
def test_a_year_at_the_end_is_clear_where_one_number_cannot_be_a_month(cell: str, day: date) -> None:
    assert value("insurance", "started_on", cell) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2024", "BOLE-R103"),
        ("2024-02-30", "BOLE-R102"),
        ("2023-13-01", "BOLE-R102"),
        ("0000-00-00", "BOLE-R102"),
        ("20240231", "BOLE-R102"),
        ("二〇二四年", "BOLE-R102"),
        ("24-5-3", "BOLE-R102"),
        ("1899-12-31", "BOLE-R104"),
        ("2031-05-07", "BOLE-R104"),
        ("#N/A", "BOLE-R120"),
        ("2024-05-\x0703", "BOLE-R115"),
    ],
)
def test_dates_that_are_none_say_why(cell: str, code: str) -> None:
    assert value("insurance", "started_on", cell) == code


@pytest.mark.parametrize("cell", ["", " ", "　", "-", "—", "/", "无", "NULL", "n/a", "'"])
def test_what_says_nothing(cell: str) -> None:
    assert value("insurance", "until", cell) is None


@pytest.mark.parametrize("cell", ["长期", "至今", "9999-12-31", "99991231"])
def test_a_day_without_end_is_no_day(cell: str) -> None:
    assert value("insurance", "until", cell) is None


def test_a_month_is_its_first_day_or_where_something_ends_its_last() -> None:
    assert value("insurance", "started_on", "2024年2月") == date(2024, 2, 1)
    assert value("insurance", "until", "202402") == date(2024, 2, 29)
    assert value("insurance", "until", "2023-12") == date(2023, 12, 31)


@given(st.dates(date(1900, 1, 1), date(2031, 5, 6)))
def test_any_day_is_read_back(day: date) -> None:
    written = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    )
    assert {day_of(text, last=False) for text in written} == {day}


@pytest.mark.parametrize(
    "cell",
    [
        "三级",
        "3级",
        "3",
        "高级工",
        "高级",
        "三级/高级工",
        "高级工（三级）",
        "高级工(三级)",
        "国家职业资格三级",
        "三级、高级工",
        "Ⅲ级",
        "senior worker",
    ],
)
def test_numbers_of_levels_run_against_their_rank(cell: str) -> None:
    assert value("certificates", "level", cell) == 4


@pytest.mark.parametrize(
    ("cell", "rank"),
    [
        ("五级", 2),
        ("初级工", 2),
        ("一级", 6),
        ("高级技师", 6),
        ("首席技师", 8),
        ("特级技师", 7),
        ("学徒工", 1),
        ("无", 0),
        ("技师", 5),
    ],
)
def test_every_level_has_its_rank(cell: str, rank: int) -> None:
    assert value("certificates", "level", cell) == rank


@pytest.mark.parametrize("cell", ["六级", "高级工/四级", "特级", "？"])
def test_levels_that_are_none(cell: str) -> None:
    assert value("certificates", "level", cell) == "BOLE-R119"


def test_titles_do_not_guess_between_the_two_high_levels() -> None:
    assert value("titles", "level", "副高级职称") == 3
    assert value("titles", "level", "正高") == 4
    assert value("titles", "level", "高级") == "BOLE-R119"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("12", 12),
        ("１２", 12),
        ("1,200", 1200),
        ("12.0", 12),
        ("1.5", "BOLE-R106"),
        ("十二", "BOLE-R106"),
        ("12个月", "BOLE-R106"),
        ("-1", "BOLE-R107"),
        ("1201", "BOLE-R107"),
    ],
)
def test_counts(cell: str, found: object) -> None:
    assert value("insurance", "months", cell) == found


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1040", 104_000),
        ("1,040.50", 104_050),
        ("¥1040.5", 104_050),
        ("1040元", 104_000),
        ("1.5万", 1_500_000),
        ("1040.555", "BOLE-R108"),
        ("-3", "BOLE-R107"),
        ("一百", "BOLE-R108"),
    ],
)
def test_sums_are_fen(cell: str, fen: object) -> None:
    assert value("workforce", "wages", cell) == fen


def test_a_heading_in_ten_thousands_counts_in_ten_thousands() -> None:
    read = reader(column("workforce", "wages"), today=TODAY, factor=10_000)
    assert [read(cell).value for cell in ("1", "0.0001", "12.345678")] == [1_000_000, 100, 12_345_678]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("是", True),
        ("合格", True),
        ("Y", True),
        ("√", True),
        ("不合格", False),
        ("否", False),
        ("无", False),
        ("也许", "BOLE-R110"),
    ],
)
def test_yes_and_no(cell: str, found: object) -> None:
    assert value("training", "passed", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("442000", "442000"),
        ("442000001", "442000001"),
        ("442000001000", "442000001"),
        ("中山市", "442000"),
        ("广东省中山市", "442000"),
        ("淄博市张店区", "370303"),
        ("某地", "BOLE-R113"),
        ("4420", "BOLE-R113"),
        ("000000", "BOLE-R113"),
    ],
)
def test_places_by_code_or_name(cell: str, found: str) -> None:
    assert value("household", "household_city", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("13800000000", "13800000000"),
        ("+86 138-0000-0000", "13800000000"),
        ("0760-88888888", "076088888888"),
        ("１３８０００００００0", "13800000000"),
        ("138", "BOLE-R114"),
    ],
)
def test_phones(cell: str, found: str) -> None:
    assert value("insurance", "contact.phone", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("张 三", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("JOHN  SMITH", "JOHN SMITH"),
        ("12", "BOLE-R118"),
        ("--", None),
        ("张" * 61, "BOLE-R109"),
    ],
)
def test_names(cell: str, found: object) -> None:
    assert value("insurance", "person.name", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"), [("某政发［2031］6号", "某政发〔2031〕6号"), ("s0001 ", "S0001"), ("1.23E+21", "BOLE-R117")]
)
def test_numbers_of_papers_keep_their_signs(cell: str, found: str) -> None:
    assert value("certificates", "number", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [("样例(中国)有限公司", "样例（中国）有限公司"), (" 样例 公司 ", "样例公司"), ("Sample  Ltd", "Sample Ltd")],
)
def test_bodies_have_one_form_of_brackets(cell: str, found: str) -> None:
    assert value("insurance", "organisation.name", cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("养老", "pension"),
        ("职工养老保险", "pension"),
        ("Pension", "pension"),
        ("employees' pension insurance", "pension"),
        ("其他9", "BOLE-R105"),
    ],
)
def test_codes_by_code_or_name_in_both_languages(cell: str, found: str) -> None:
    assert value("insurance", "kind", cell) == found


def test_an_industry_below_its_section_is_taken_as_it_is() -> None:
    assert [value("employers", "industry", cell) for cell in ("制造业", "c", "C34", "3411", "ZZ")] == [
        "C",
        "C",
        "C34",
        "3411",
        "BOLE-R105",
    ]


def test_occupations_are_checked_against_the_edition_of_the_day() -> None:
    from bole.apps.registry.imports.classifications import classification

    first, *_, last = classification("occupation").versions
    added = min(code for code in last.codes - first.codes if code.count("-") == 3)
    assert occupation(added, last.start).value == added
    early = occupation(added, first.start).fault
    assert early is not None
    assert early.kind.code == "BOLE-R112"
    assert occupation(added, date(2001, 1, 1)).value == added, "no edition of that day is at hand"
    assert occupation("9-99-99-99", last.start).fault is not None


def test_occupations_by_name_where_one_code_bears_it() -> None:
    from bole.apps.registry.imports.classifications import classification

    version = classification("occupation").versions[-1]
    name, (code,) = next(
        (name, codes) for name, codes in version.names.items() if len(codes) == 1 and codes[0].count("-") == 3
    )
    assert occupation(name, version.start).value == code


def test_every_kind_reads_its_own_examples_and_has_both_languages() -> None:
    for kind in all_kinds().values():
        assert kind.title
        assert kind.title_en
        for found in kind.columns:
            assert found.headings, (kind.id, found.to)
            assert found.headings_en, (kind.id, found.to)
            if found.example and found.kind not in ("id_number", "occupation"):
                assert reader(found, today=TODAY)(found.example).fault is None, (kind.id, found.to)
            longest = replace(found, longest=found.longest)
            assert longest.longest > 0
