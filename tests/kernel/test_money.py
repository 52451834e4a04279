"""Money: every mode of rounding as decimal arithmetic has it, and text to the fen."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.kernel.errors import BoleError
from bole.kernel.money import Rounding, divide, fen_of, yuan_of

DECIMAL = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
}


@given(
    st.integers(-(10**12), 10**12), st.integers(1, 10**4) | st.integers(-(10**4), -1), st.sampled_from(list(Rounding))
)
def test_quotients_round_as_decimals_do(numerator: int, denominator: int, rounding: Rounding) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    assert divide(numerator, denominator, rounding) == int(exact.quantize(Decimal(1), rounding=DECIMAL[rounding]))


@pytest.mark.parametrize(
    ("rounding", "quotients"),
    [
        (Rounding.HALF_UP, [-7, -20, -33, 7, 33]),
        (Rounding.HALF_EVEN, [-6, -20, -32, 6, 32]),
        (Rounding.DOWN, [-6, -19, -32, 6, 32]),
        (Rounding.UP, [-7, -20, -33, 7, 33]),
    ],
)
def test_halves_below_zero_mirror_those_above(rounding: Rounding, quotients: list[int]) -> None:
    assert [divide(fen * 130, 100, rounding) for fen in (-5, -15, -25, 5, 25)] == quotients


def test_no_whole_number_is_too_large_to_be_exact() -> None:
    assert divide(10**40 + 1, 1, Rounding.HALF_UP) == 10**40 + 1


def test_division_by_zero_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        divide(1, 0, Rounding.DOWN)


@pytest.mark.parametrize(
    ("yuan", "fen"), [("1040", 104_000), ("1040.5", 104_050), ("0.01", 1), ("-0.10", -10), (" 3600.00 ", 360_000)]
)
def test_yuan_is_read_to_the_fen(yuan: str, fen: int) -> None:
    assert fen_of(yuan) == fen


@given(st.integers(-(10**15), 10**15))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen


@pytest.mark.parametrize("text", ["", "1,040", "10.005", "1e3", "十元", "٣", "1.", ".5", "1040元", "nan"])
def test_what_is_no_sum_is_refused_by_name(text: str) -> None:
    with pytest.raises(BoleError) as refused:
        fen_of(text)
    assert refused.value.code == "BOLE-K005"
    assert text in refused.value.message
