"""Numbers of persons and bodies: published examples, and what spreadsheets and hands do to them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.kernel.identifiers import CHECK, Standing, check_place, credit_code, read_id_number

# Published as examples in descriptions of the standards; credit codes of listed companies and public bodies.
PUBLISHED = ("11010519491231002X", "440524188001010014")
CREDIT_CODES = ("9144030071526726XG", "91330100799655058B", "914403001922038216", "91350100M000100Y43")


@pytest.mark.parametrize("number", PUBLISHED)
def test_published_numbers_are_valid(number: str) -> None:
    found = read_id_number(number)
    assert (found.standing, found.text, found.kind) == (Standing.VALID, number, "resident")


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_widths_spaces_and_small_letters_do_not_matter(written: str) -> None:
    assert read_id_number(written).text == "11010519491231002X"


def test_birth_date_and_sex_stand_in_the_number() -> None:
    found = read_id_number("11010519491231002X")
    assert (found.born, found.male) == (date(1949, 12, 31), False)


def test_an_old_number_gets_its_century_and_its_check_place() -> None:
    found = read_id_number("110105491231002")
    assert (found.standing, found.text) == (Standing.VALID, "11010519491231002X")


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("", Standing.MISSING),
        ("　", Standing.MISSING),
        ("4.40101E+17", Standing.SCIENTIFIC),
        ("4.40101e17", Standing.SCIENTIFIC),
        ("440101199001011000", Standing.ROUNDED),
        ("4401**********1234", Standing.MASKED),
        ("4401xxxxxxxxxx1234", Standing.MASKED),
        ("110105194912310021", Standing.CHECK_DIGIT),
        ("110105194913310025", Standing.FORM),
        ("11010519491231002", Standing.FORM),
        ("无", Standing.FORM),
    ],
)
def test_what_is_no_number_says_why(written: str, standing: Standing) -> None:
    assert read_id_number(written).standing == standing


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("H12345678", "travel-permit", "H12345678"),
        ("h1234567801", "travel-permit", "H12345678"),
        ("E12345678", "passport", "E12345678"),
        ("EA1234567", "passport", "EA1234567"),
    ],
)
def test_other_documents_are_told_apart_by_form(written: str, kind: str, text: str) -> None:
    found = read_id_number(written)
    assert (found.standing, found.kind, found.text) == (Standing.VALID, kind, text)


def test_permits_with_eighteen_places_have_kinds_of_their_own() -> None:
    hong_kong, foreign = "81000019900101123", "91115619900101123"
    assert read_id_number(hong_kong + check_place(hong_kong)).kind == "residence-permit"
    assert read_id_number(foreign + check_place(foreign)).kind == "permanent-residence"


def test_a_number_that_ends_in_000_is_unproven_even_if_it_passes() -> None:
    passing = next(
        n for n in (f"4401011990{m:02}{d:02}1000" for m in range(1, 13) for d in range(1, 29)) if check_place(n) == "0"
    )
    assert read_id_number(passing).standing == Standing.UNPROVEN


def test_numbers_of_nobody_are_known_as_such() -> None:
    body = "60010119900101123"
    assert read_id_number(body + check_place(body)).invented
    assert not read_id_number(PUBLISHED[0]).invented


@given(st.integers(10**16, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(body: int, place: int, more: int) -> None:
    digits = str(body)
    changed = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    assert check_place(digits) in CHECK
    assert check_place(changed) != check_place(digits)


@pytest.mark.parametrize("code", CREDIT_CODES)
def test_published_credit_codes_pass(code: str) -> None:
    assert credit_code(code) == (code, True)
    assert credit_code(f" {code.lower()} ") == (code, True)


@pytest.mark.parametrize("code", ["9144030071526726XH", "91440300715267", "9144030071526726IG", ""])
def test_other_credit_codes_do_not(code: str) -> None:
    assert not credit_code(code)[1]
