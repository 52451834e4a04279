"""Occupations: found by code or name, told with editions and marks, led from old codes to new ones."""

from datetime import date

import pytest

from bole.apps.registry.certificate_search import certificate_search
from bole.apps.registry.certificate_verify import certificate_verify
from bole.apps.registry.models import Certificate
from bole.apps.registry.occupations import occupation_search, occupation_shown, occupation_told
from bole.kernel.errors import BoleError
from bole.kernel.messages import use_language
from tests.apps.registry.importing import AT
from tests.apps.registry.reading import officer
from tests.apps.registry.recorded import person_made, record_made


def test_of_no_words_the_digital_ones_are_listed() -> None:
    found = occupation_search(words="", size=100)
    assert found.total == 107  # 97 of 2022 and ten that were added since
    assert all(row.digital for row in found.rows)
    assert occupation_search(words="", page=99).rows


def test_it_is_told_in_the_language_in_use() -> None:
    told = []
    for language in ("zh", "en", "zh"):
        use_language(language)
        told.append(occupation_search(words="2-02-32-00").rows[0].edition)
    assert told == ["2022 年版", "2022 edition", "2022 年版"]


@pytest.mark.parametrize(
    ("words", "code"), [("6-31-01-03", "6-31-01-03"), ("电工", "6-31-01-03"), ("２-02-38-04", "2-02-38-04")]
)
def test_it_is_found_by_code_or_name(words: str, code: str) -> None:
    assert code in [row.code for row in occupation_search(words=words, size=100).rows]


def test_a_code_that_was_replaced_leads_to_the_new_one() -> None:
    shown = occupation_shown(code="2-02-32-00")
    assert [one.label for one in shown.editions] == ["2022 年版"]
    assert [(one.after, one.edition, one.former_label) for one in shown.became] == [
        ("2-02-32-01", "2024 年版", "2022 年版")
    ]
    assert not shown.lost
    [row] = occupation_search(words="2-02-32-00").rows
    assert not row.in_force
    back = occupation_shown(code="2-02-32-01")
    assert [one.before for one in back.came] == ["2-02-32-00"]
    assert back.new_in == ""


def test_a_new_code_says_that_nobody_knows_where_it_came_from() -> None:
    shown = occupation_shown(code="2-02-32-02")
    assert (shown.new_in, shown.came, shown.became) == ("2024 年版", (), ())


def test_a_code_older_than_all_that_is_at_hand_is_told_by_the_crosswalk_alone() -> None:
    shown = occupation_shown(code="2-02-10-12")
    assert shown.editions == ()
    assert shown.name == "云计算工程技术人员"
    assert [(one.after, one.former_label, one.unsourced) for one in shown.became] == [
        ("2-02-38-04", "2015 年版及以后的增补", False)
    ]
    assert [one.unsourced for one in occupation_shown(code="6-31-01-10").became] == [True]
    drafts = occupation_shown(code="2-05-07-14")
    assert {one.former_label for one in (*drafts.came, *drafts.became)} == {"2022 年版的征求意见稿"}


def test_a_code_that_nobody_has() -> None:
    with pytest.raises(BoleError, check=lambda error: error.code == "BOLE-R409"):
        occupation_shown(code="9-99-99-99")


@pytest.mark.parametrize(
    ("code", "day", "digital", "now"),
    [
        ("2-02-38-04", date(2023, 1, 1), True, ()),
        ("6-31-01-03", date(2023, 1, 1), False, ()),
        ("2-02-32-00", date(2023, 1, 1), False, ("2-02-32-01",)),
        ("2-02-32-00", None, False, ("2-02-32-01",)),
        ("2-02-10-12", date(2021, 1, 1), False, ("2-02-38-04",)),
        ("9-99-99-99", date(2023, 1, 1), False, ()),
        ("", None, False, ()),
    ],
)
def test_what_stands_beside_the_name_on_a_certificate(
    code: str, day: date | None, digital: bool, now: tuple[str, ...]
) -> None:
    told = occupation_told(code, day)
    assert (told.digital, told.now) == (digital, now)


@pytest.mark.django_db
def test_certificates_tell_it() -> None:
    person = person_made(1, "张三明")
    record_made(
        Certificate, person=person, number="S1", kind="skill", occupation="2-02-32-00", issued_on=date(2023, 1, 1)
    )
    [row] = certificate_search(words="张三明", actor=officer(), at=AT).rows
    assert (row.occupation, row.occupation_code, row.digital) == ("制药工程技术人员", "2-02-32-00", False)
    assert row.occupation_now == ("2-02-32-01",)
    verified = certificate_verify(number="S1", name="张三明", actor=None, at=AT)
    assert verified.occupation_now == ("2-02-32-01",)
