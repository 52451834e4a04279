"""What is shown to who may not see it whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.apps.accounts.masks import COMPOUND, MASKS, account, id_number, name, phone


@pytest.mark.parametrize(
    ("whole", "shown"),
    [
        ("张三", "张*"),
        ("张小明", "张*明"),
        ("欧阳修文", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿·古丽", "阿·**"),
        ("王", "*"),
        ("阿·", "阿*"),
        ("·古丽", "·*丽"),
        ("", ""),
        ("爱新觉罗明", "爱***明"),
    ],
)
def test_names(whole: str, shown: str) -> None:
    assert name(whole) == shown


def test_numbers() -> None:
    assert id_number("442000199001010021") == "4420**********0021"
    assert id_number("44200019900101021X") == "4420**********021X"
    assert phone("13800000021") == "138****0021"
    assert account("6222000000000021") == "************0021"


@given(st.text(st.characters(exclude_characters="*"), max_size=40))
def test_the_length_stays_and_never_all_is_shown(whole: str) -> None:
    for mask in MASKS.values():
        shown = mask(whole)
        assert len(shown) == len(whole)
        assert not whole or shown != whole or set(whole) <= set("·•・‧")


def test_compound_names_have_two_characters() -> None:
    assert {len(surname) for surname in COMPOUND} == {2}
