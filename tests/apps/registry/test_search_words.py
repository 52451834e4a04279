"""What somebody typed is taken apart as what was written down was."""

import pytest

from bole.apps.registry.fields import sheets
from bole.apps.registry.labels import (
    code_words,
    education_words,
    in_words,
    industry_words,
    level_words,
    money_words,
    occupation_words,
    place_words,
)
from bole.apps.registry.models import OrganisationWord, PersonWord
from bole.apps.registry.names import pinyin_key
from bole.apps.registry.person_search import person_search
from bole.apps.registry.pinyin import SYLLABLES, beginnings
from bole.apps.registry.search_words import initials, organisation_words, pairs, person_words, words_fill
from bole.kernel.messages import use_language
from tests.apps.registry.importing import AT, SYSTEM, Imports
from tests.apps.registry.people import insured


@pytest.mark.parametrize(
    ("typed", "sounds"),
    [
        ("zhangming", {"zhang ming"}),
        ("zhang m", {"zhang m"}),
        ("ZhangM", {"zhang m"}),
        ("xi'an", {"xi an"}),
        ("lü", {"lv"}),
        ("zmh", set()),
        ("john", set()),
        ("q", {"q"}),
    ],
)
def test_letters_are_taken_apart_into_sounds(typed: str, sounds: set[str]) -> None:
    assert set(beginnings(typed)) == sounds


def test_an_unclear_word_is_taken_apart_in_each_way() -> None:
    assert {"xian", "xi an"} <= set(beginnings("xian"))
    assert {"fang an", "fan gan"} <= set(beginnings("fangan"))
    assert len(beginnings("gan" * 30)) <= 8


def test_each_sound_of_a_name_is_a_known_one() -> None:
    names = "张王李赵吕绿女略欧阳诸葛买买提单仇曾区解"
    assert {sound for sound in pinyin_key(names).split() if sound not in SYLLABLES} == set()


def test_words_of_a_person_are_pairs_and_initials() -> None:
    assert person_words("张明华", "zhang ming hua") == ["张明", "明华", "zmh"]
    assert person_words("張明", "zhang ming") == ["张明", "zm"]
    assert person_words("李", "li") == []
    assert person_words("John Li", "j o h n l i") == ["JO", "OH", "HN", "NL", "LI"]
    assert pairs("明明明") == ["明明"]
    assert len(initials(" ".join(["a"] * 60))) == 16


def test_words_of_a_body_are_pairs_of_characters_and_of_sounds() -> None:
    assert organisation_words("样例厂", "yang li chang") == ["样例", "例厂", "yang li", "li chang"]
    assert max(map(len, organisation_words("庄庄双双", "zhuang zhuang shuang shuang"))) <= 16


@pytest.mark.django_db
def test_an_import_keeps_the_words(imports: Imports) -> None:
    imports("insurance", [insured(1, 姓名="张明华"), insured(2, 姓名="王小二")])
    assert [row.name for row in person_search(words="明华", actor=SYSTEM, at=AT).rows] == ["张*华"]
    imports("insurance", [insured(1, 姓名="张明华", 累计缴费月数="99")], name="又一份.csv")
    before = [sorted(table.objects.values_list("word", "thing")) for table in (PersonWord, OrganisationWord)]
    words_fill()
    after = [sorted(table.objects.values_list("word", "thing")) for table in (PersonWord, OrganisationWord)]
    assert before == after
    assert len(before[0]) == 6


# --- codes in words ---


def test_codes_are_told_in_words() -> None:
    assert (place_words("4420"), place_words("442000"), place_words("442000001")) == ("中山市", "中山市", "石岐街道")
    assert (place_words("999999"), place_words("")) == ("999999", "")
    assert (education_words("31"), industry_words("C3812"), industry_words("")) == ("大专", "制造业", "")
    assert (level_words("skill-level", 4), level_words("skill-level", 0), level_words("skill-level", 99)) == (
        "高级工",
        "",
        "",
    )
    assert (money_words(123_456_78), money_words(5), money_words(None)) == ("123,456.78", "0.05", "")
    assert code_words("sex", "odd") == "odd"
    assert occupation_words("9-99-99-99") == "9-99-99-99"
    assert in_words("", True) == "是"
    assert in_words("education-status", "left") == "离校"


def test_every_column_of_the_register_has_a_name_in_both_languages(db: None) -> None:
    for sheet in sheets().values():
        assert all(item.label_zh and item.label_en.isascii() for item in sheet.items.values())
        try:
            use_language("en")
            assert sheet.label.isascii()
        finally:
            use_language(None)


def test_what_is_sealed_is_of_the_first_class() -> None:
    sealed = {
        (sheet.name, item.name)
        for sheet in sheets().values()
        for item in sheet.items.values()
        if item.sensitivity == "S1"
    }
    assert sealed == {
        ("person", "id_number"),
        ("contact", "phone"),
        ("othernumber", "id_number"),
        ("contact", "address"),
        ("contact", "bank_account"),
    }
