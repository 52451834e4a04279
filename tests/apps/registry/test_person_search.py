"""Persons are found by two characters, by sound, by initials and by whole numbers, and only within reach."""

import pytest

from bole.apps.accounts.actor import Actor
from bole.apps.registry.found import Found
from bole.apps.registry.history import NewRow, rows_replace
from bole.apps.registry.models import Certificate, Person, PersonWord, Source
from bole.apps.registry.names import pinyin_key
from bole.apps.registry.person_search import PersonRow, person_search
from bole.apps.registry.search_words import words_fill
from bole.kernel.errors import BoleError
from tests.apps.registry.importing import AT, SYSTEM
from tests.apps.registry.people import number
from tests.apps.registry.reading import ADMINISTRATORS, NOBODY, OTHER_TOWN, TOWN, clerk, employer, worker
from tests.apps.registry.recorded import person_made, record_made

pytestmark = pytest.mark.django_db
WIDE = {ord("0") + n: ord("０") + n for n in range(10)}


@pytest.fixture
def city(db: None) -> dict[str, int]:
    """Some people in two towns; name to number."""
    names = {1: "张明华", 2: "张明", 3: "欧阳明华", 4: "李张明", 5: "章铭", 6: "阿依古丽·买买提"}
    towns = {1: TOWN, 2: OTHER_TOWN, 3: TOWN, 4: OTHER_TOWN, 5: "", 6: TOWN}
    phones = {1: "12000000001"}
    found = {name: person_made(n, name, town=towns[n], phone=phones.get(n, "")) for n, name in names.items()}
    record_made(Certificate, person=found["张明"], number="S600012345〔2031〕", kind="skill", level=4)
    return found


def search(words: str, actor: Actor = SYSTEM, **more: int) -> Found[PersonRow]:
    return person_search(words=words, actor=actor, at=AT, **more)


def names(city: dict[str, int], words: str, actor: Actor = SYSTEM) -> list[tuple[str, str]]:
    by_number = {thing: name for name, thing in city.items()}
    return [(by_number[row.person], row.matched_by) for row in search(words, actor).rows]


def test_two_characters_find_a_name_wherever_they_stand_in_it(city: dict[str, int]) -> None:
    assert names(city, "张明") == [("张明", "name"), ("李张明", "name"), ("张明华", "name")]
    assert names(city, "明华") == [("欧阳明华", "name"), ("张明华", "name")]
    assert names(city, "张明华") == [("张明华", "name")]
    assert names(city, "華明") == []


def test_characters_are_found_in_either_script_and_without_dots(city: dict[str, int]) -> None:
    assert names(city, "張明華") == [("张明华", "name")]
    assert names(city, "歐陽　明華") == [("欧阳明华", "name")]
    assert names(city, "古丽买买") == [("阿依古丽·买买提", "name")]


def test_sounds_find_with_and_without_spaces_and_cut_off(city: dict[str, int]) -> None:
    found = [("章铭", "pinyin"), ("张明", "pinyin"), ("张明华", "pinyin")]
    assert sorted(names(city, "zhangming")) == sorted(found)
    assert sorted(names(city, "ZHANG M")) == sorted(found)
    assert names(city, "ouyangminghua") == [("欧阳明华", "pinyin")]
    assert names(city, "zhang ming h") == [("张明华", "pinyin")]


def test_initials_find(city: dict[str, int]) -> None:
    assert names(city, "zmh") == [("张明华", "initials")]
    assert names(city, "oymh") == [("欧阳明华", "initials")]


def test_whole_numbers_find_however_they_are_written(city: dict[str, int]) -> None:
    card = number(1)
    spaced = f"{card[:6]} {card[6:14]} {card[14:]}".lower()
    for written in (card, spaced, card.translate(WIDE)):
        assert names(city, written) == [("张明华", "id_number")]
    assert names(city, card[:-1]) == []
    for written in ("12000000001", "+86 120-0000-0001", "12000000001".translate(WIDE)):
        assert (written, names(city, written)) == (written, [("张明华", "phone")])
    for written in ("S600012345〔2031〕", "s6000 12345[2031]"):
        assert names(city, written) == [("张明", "certificate")]
    assert names(city, str(city["章铭"])) == [("章铭", "person")]


def test_rows_are_masked_and_tell_the_highest_level(city: dict[str, int]) -> None:
    (row,) = search(number(1)).rows
    assert (row.name, row.sex, row.age) == ("张*华", "男", 41)
    assert row.id_number == number(1)[:4] + "*" * 10 + number(1)[-4:]
    assert (row.household_city, row.residence_town) == ("中山市", "石岐街道")
    assert (row.highest_level, row.matched_by_label) == ("", "证件号码")
    (holder,) = search("S600012345〔2031〕").rows
    assert holder.highest_level == "高级工"


@pytest.mark.parametrize("words", ["张明", "zhangming", "zmh"])
def test_whom_one_does_not_reach_is_not_found_and_not_counted(city: dict[str, int], words: str) -> None:
    here = {name for name, _ in names(city, words, clerk(TOWN))}
    assert here <= {"张明华", "欧阳明华", "阿依古丽·买买提"}
    assert "张明华" in here
    found = search(words, clerk(TOWN))
    assert found.total == len(found.rows)
    assert names(city, words, clerk("440106")) == []


def test_numbers_find_nobody_of_another_district(city: dict[str, int]) -> None:
    for words in (number(1), "12000000001", str(city["张明华"])):
        assert names(city, words, clerk(OTHER_TOWN)) == []
        assert len(names(city, words, clerk(TOWN))) == 1
    assert names(city, "S600012345〔2031〕", clerk(TOWN)) == []


def test_who_has_no_town_is_found_by_those_of_the_city(city: dict[str, int]) -> None:
    assert names(city, "章铭", clerk(TOWN)) == []
    assert names(city, "章铭", clerk()) == [("章铭", "name")]


def test_who_may_not_search_is_told_so(city: dict[str, int]) -> None:
    for actor in (worker(city["张明华"]), employer(1), NOBODY, *ADMINISTRATORS):
        with pytest.raises(BoleError, match="BOLE-A005"):
            search("张明", actor)


@pytest.mark.parametrize("words", ["", " ", "张", "z", "　"])
def test_words_that_are_too_short_are_refused(db: None, words: str) -> None:
    with pytest.raises(BoleError, match="BOLE-R401"):
        search(words)


def test_odd_words_find_nobody_and_break_nothing(city: dict[str, int]) -> None:
    for words in ("%%", "__", "'; DROP", "张%明", "zz zz", "\\\\", "x" * 500, "１２", "99999999999999999999999"):
        assert search(words).rows == ()


def test_pages_follow_each_other(city: dict[str, int]) -> None:
    first, second = search("张明", size=2), search("张明", page=2, size=2)
    assert (first.total, first.pages, first.total_told) == (3, 2, "3")
    assert [len(first.rows), len(second.rows)] == [2, 1]
    assert {row.person for row in first.rows}.isdisjoint({row.person for row in second.rows})
    assert search("张明", page=9).rows == ()
    assert len(search("张明", page=-1, size=-5).rows) == 1


def test_words_follow_a_name_that_changes(city: dict[str, int]) -> None:
    source = Source.objects.get(code="household").pk
    new = NewRow(city["张明华"], {"name": "张光华", "pinyin": pinyin_key("张光华")})
    rows_replace(model=Person, rows=[new], source=source, batch=None, actor=SYSTEM, at=AT)
    assert names(city, "张明") == [("张明", "name"), ("李张明", "name")]
    assert [row.person for row in search("光华").rows] == [city["张明华"]]
    assert [row.person for row in search("zgh").rows] == [city["张明华"]]
    before = sorted(PersonWord.objects.values_list("word", "thing"))
    words_fill()
    assert sorted(PersonWord.objects.values_list("word", "thing")) == before


def test_of_too_many_the_first_thousand_are_told(db: None) -> None:
    source = Source.objects.create(code="many", name="多").pk
    rows = [
        NewRow(thing, {"name": "王小明", "pinyin": "wang xiao ming", "residence_town": TOWN})
        for thing in range(500_000, 501_005)
    ]
    rows_replace(model=Person, rows=rows, source=source, batch=None, actor=SYSTEM, at=AT)
    for words in ("小明", "wangxiao", "wxm"):
        found = search(words)
        assert (found.total, found.capped, found.total_told) == (1000, True, "1,000+")
        assert len(found.rows) == 20
