"""Sums in capitals, as payment papers have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.kernel.money import capitals
from bole.kernel.numerals import chinese_integer


@pytest.mark.parametrize(
    ("fen", "told"),
    [
        (150_000, "人民币壹仟伍佰元整"),
        (104_050, "人民币壹仟零肆拾元伍角整"),
        (0, "人民币零元整"),
        (1, "人民币壹分"),
        (10, "人民币壹角整"),
        (105, "人民币壹元零伍分"),
        (101_01, "人民币壹佰零壹元零壹分"),
        (1_000_000_00, "人民币壹佰万元整"),
        (1_000_500_00, "人民币壹佰万零伍佰元整"),
        (10_001_000_00, "人民币壹仟万零壹仟元整".replace("零壹仟", "壹仟")),
        (100_000_000_00, "人民币壹亿元整"),
        (100_000_001_00, "人民币壹亿零壹元整"),
        (265_000_00, "人民币贰拾陆万伍仟元整"),
        (-150_000, "人民币负壹仟伍佰元整"),
    ],
)
def test_as_it_is_written_by_hand(fen: int, told: str) -> None:
    assert capitals(fen) == told


@given(st.integers(1, 10**11))
def test_it_reads_back(yuan: int) -> None:
    told = capitals(yuan * 100)
    assert told.endswith("元整")
    assert chinese_integer(told.removeprefix("人民币").removesuffix("元整")) == yuan


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="1000"):
        capitals(10**18)
