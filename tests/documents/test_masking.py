"""掩码: a contact is never shown in full."""

import pytest

from bole.documents.masking import masked_name, masked_phone, masked_text
from tests.documents.drafts import plan_with_contact


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张晓明", "张*明"),
        ("张明", "张*"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("阿·古丽", "阿·**"),
        ("张", "张"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812340021", "138****0021"), ("0760-88301234", "0760-******34"), ("88301234", "******34")],
)
def test_phones(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


def test_the_text_keeps_its_length_and_loses_the_contact() -> None:
    reading = plan_with_contact()
    shown = masked_text(reading)
    assert len(shown) == len(reading.text.shown)
    assert "欧阳*明" in shown
    assert "138****0021" in shown
    assert "8830" not in shown
