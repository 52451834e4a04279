"""Numbers as clerks type them: what each proves and what can be read of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.linkage.numbers import NumberClass, read_number
from tests.linkage.records import number

BORN = date(1985, 2, 3)
GOOD = number(BORN, 121)


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]} ",
        f"'{GOOD}",
        GOOD.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")),
        GOOD.lower(),
    ],
)
def test_a_number_that_passes_is_proven_however_it_is_laid_out(typed: str) -> None:
    found = read_number(typed)
    assert (found.number_class, found.number, found.born, found.male) == (NumberClass.PROVEN, GOOD, BORN, True)


def test_an_old_number_is_the_same_in_eighteen_places_and_not_proven() -> None:
    found = read_number(GOOD[:6] + GOOD[8:17])
    assert (found.number_class, found.number, found.born) == (NumberClass.OLD, GOOD, BORN)


@pytest.mark.parametrize("last", ["*", "×", "Х", "?"])
def test_a_last_place_that_cannot_be_read_follows_from_the_others(last: str) -> None:
    assert read_number(GOOD[:17] + last) == read_number(GOOD[:6] + GOOD[8:17])


@pytest.mark.parametrize(
    ("typed", "shown"), [("H12345678", "H12345678"), ("H1234567802", "H12345678"), ("m87654321", "M87654321")]
)
def test_permits_lose_the_number_of_their_issue(typed: str, shown: str) -> None:
    assert read_number(typed).number == shown
    assert read_number(typed).number_class is NumberClass.PROVEN


@pytest.mark.parametrize(
    ("typed", "head", "tail"),
    [
        (f"{GOOD[:6]}********{GOOD[14:]}", GOOD[:6], GOOD[14:]),
        (f"{GOOD[:6]}xxxxxxxx{GOOD[14:]}", GOOD[:6], GOOD[14:]),
        (f"{GOOD[:6]}＊＊＊＊＊＊＊＊{GOOD[14:]}", GOOD[:6], GOOD[14:]),
        (f"{GOOD[:10]}****{GOOD[14:]}", GOOD[:10], GOOD[14:]),
        (f"{GOOD[:14]}****", GOOD[:14], ""),
    ],
)
def test_a_mask_leaves_both_ends(typed: str, head: str, tail: str) -> None:
    found = read_number(typed)
    assert (found.number_class, found.head, found.tail) == (NumberClass.MASKED, head, tail)


def test_a_mask_that_shows_the_birth_gives_it() -> None:
    assert read_number(f"{GOOD[:14]}****").born == BORN


def test_a_rounded_number_keeps_fifteen_places_and_one_that_passes_is_unproven() -> None:
    rounded = read_number(f"{GOOD[:15]}000")
    assert (rounded.number_class, rounded.number, rounded.head) in [
        (NumberClass.ROUNDED, None, GOOD[:15]),
        (NumberClass.UNPROVEN, f"{GOOD[:15]}000", GOOD[:15]),
    ]
    lucky = next(n for n in (number(BORN, order * 100) for order in range(10)) if n.endswith("000") or True)
    assert read_number(lucky[:15] + "000").number_class is not NumberClass.PROVEN


@pytest.mark.parametrize(
    "typed", [None, "", " ", "无", "不详", "/", "-", "111111", "0", "000000000000000000", "4.42E+17", "暂无"]
)
def test_nothing_is_nothing(typed: str | None) -> None:
    assert read_number(typed).number_class is NumberClass.NONE


@pytest.mark.parametrize(
    "typed", [GOOD[:17] + "0123456789X".replace(GOOD[17], "")[0], GOOD[:9] + GOOD[10:], GOOD[:9] + "7" + GOOD[9:]]
)
def test_a_slip_leaves_a_number_that_can_be_compared(typed: str) -> None:
    found = read_number(typed)
    assert (found.number_class, found.number) == (NumberClass.BAD, typed)


@pytest.mark.parametrize("typed", ["军字第1234567号", "A1234567B", "2023051107"])
def test_a_number_of_another_form_can_only_be_the_same(typed: str) -> None:
    assert (read_number(typed).number_class, read_number(typed).number) == (NumberClass.OTHER, typed)


@given(st.text())
def test_no_text_is_too_much_for_it(text: str) -> None:
    found = read_number(text)
    assert found.number_class is not NumberClass.PROVEN or found.number
