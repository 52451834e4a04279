"""证件号码与信用代码: numbers of persons (GB 11643 and permits) and of bodies (GB 32100), checked by their form.

A number that passes is one that could have been issued; whether it was is not for a form to say. The division in it may
be one that no longer exists, so it is not looked up.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from operator import mul
from typing import Final

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK: Final = "10X98765432"

_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE: Final = {character: value for value, character in enumerate(_CREDIT)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))

_DROPPED: Final = str.maketrans("", "", " \t\r\n\u00a0\u200b\ufeff-'’‘`·.")
_EIGHTEEN: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_FIFTEEN: Final = re.compile(r"\d{15}", re.ASCII)
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d{1,2}", re.ASCII)
_TRAVEL: Final = re.compile(r"([HMX]\d{8})(?:\d{2})?", re.ASCII)
_PASSPORT: Final = re.compile(r"[A-Z]{1,2}\d{7,8}", re.ASCII)
_MASK: Final = re.compile(r"[*×#]{2,}|X{3,}")


class Standing(StrEnum):
    """号码状态, the number state: whether a number can stand for somebody, and why not."""

    VALID = "valid"
    UNPROVEN = "unproven"
    """Ends in 000 and passes: one rounded number in eleven passes by luck."""
    MISSING = "missing"
    ROUNDED = "rounded"
    SCIENTIFIC = "scientific"
    MASKED = "masked"
    CHECK_DIGIT = "check-digit"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """证件号码 as understood: eighteen places, or the form of its kind."""

    standing: Standing
    text: str
    kind: str = ""
    """resident, residence-permit (Hong Kong, Macao, Taiwan), permanent-residence (foreign), travel-permit, passport."""
    born: date | None = None
    male: bool | None = None

    @property
    def invented(self) -> bool:
        """Whether nobody can hold it: 60 is no province, so that is what tests and demonstrations use."""
        return self.kind == "resident" and self.text.startswith("60")


def plain(text: str) -> str:
    """A number without spaces, hyphens and apostrophes, half-width, in capitals."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.translate(_DROPPED).upper()


def read_id_number(text: str) -> IdNumber:
    """证件号码 of a cell: what kind it is and whether it can be relied on."""
    number = plain(text)
    if len(number) == 18 and _EIGHTEEN.fullmatch(number):
        return _eighteen(number)
    if not number:
        return IdNumber(Standing.MISSING, "")
    if _SCIENTIFIC.fullmatch(plain_figure(text)):
        return IdNumber(Standing.SCIENTIFIC, plain_figure(text))
    if _FIFTEEN.fullmatch(number):
        return _fifteen(number)
    if _MASK.search(number):
        return IdNumber(Standing.MASKED, number)
    travel = _TRAVEL.fullmatch(number)
    if travel:
        return IdNumber(Standing.VALID, travel[1], "travel-permit")
    if _PASSPORT.fullmatch(number):
        return IdNumber(Standing.VALID, number, "passport")
    return IdNumber(Standing.FORM, number)


def plain_figure(text: str) -> str:
    """A figure as a spreadsheet shows it, half-width, without spaces: 4.42E+17."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").upper()


def _eighteen(number: str) -> IdNumber:
    born = _day(number[6:14])
    passes = number[17] == check_place(number)
    if number.endswith("000"):
        standing = Standing.UNPROVEN if passes and born else Standing.ROUNDED
    elif born is None:
        standing = Standing.FORM
    else:
        standing = Standing.VALID if passes else Standing.CHECK_DIGIT
    return IdNumber(standing, number, _kind(number), born, number[16] in "13579")


def _kind(number: str) -> str:
    if number[:2] in ("81", "82", "83"):
        return "residence-permit"
    return "permanent-residence" if number[0] == "9" else "resident"


def _fifteen(number: str) -> IdNumber:
    """An old number: its century is 19 and it has no check place."""
    long = f"{number[:6]}19{number[6:]}"
    born = _day(long[6:14])
    if born is None:
        return IdNumber(Standing.FORM, number)
    return IdNumber(Standing.VALID, long + check_place(long), "resident", born, long[16] in "13579")


def check_place(number: str) -> str:
    """校验码: the eighteenth place that belongs to the first seventeen."""
    return CHECK[sum(map(mul, map(int, number[:17]), WEIGHTS)) % 11]


@cache
def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= 1880 else None


def credit_code(text: str) -> tuple[str, bool]:
    """统一社会信用代码 in eighteen capitals, and whether it could have been issued."""
    code = plain(text)
    return code, len(code) == 18 and all(c in _CREDIT_VALUE for c in code) and code[17] == credit_place(code)


def credit_place(code: str) -> str:
    """The eighteenth place of a credit code that belongs to the first seventeen."""
    total = sum(map(mul, map(_CREDIT_VALUE.__getitem__, code[:17]), _CREDIT_WEIGHTS))
    return _CREDIT[(31 - total % 31) % 31]
