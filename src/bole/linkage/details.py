"""出生日期、性别、电话、单位、镇街 as clerks write them, in a form that can be compared."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

_EIGHT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PARTED: Final = re.compile(r"(\d{4}|\d{2})\D+(\d{1,2})\D+(\d{1,2})\D?.*")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_SERIAL: Final = re.compile(r"(\d{4,5})(?:\.\d+)?")
_LETTERED: Final = re.compile(r"(\d{1,2})\W?([a-z]{3})[a-z]*\W?(\d{2,4})", re.I)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_EXCEL: Final = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1880, 2100
_YOUNGEST: Final = 26
"""A year of two digits up to this is of this century."""
_FILLERS: Final = frozenset((date(1900, 1, 1), date(1899, 12, 30), date(1970, 1, 1)))


def read_birth(text: str | None) -> date | None:
    """出生日期: a day in any of the forms that departments use; None where there is no whole day."""
    if not text:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _EIGHT.fullmatch(text.removesuffix(".0")) or _EIGHT.match(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.match(text):
        return _day(found[3], found[1], found[2]) or _day(found[3], found[2], found[1])
    if found := _PARTED.match(text):
        return _day(found[1], found[2], found[3])
    if found := _LETTERED.match(text):
        month = found[2].lower()
        return _day(found[3], str(_MONTHS.index(month) + 1), found[1]) if month in _MONTHS else None
    if (found := _SERIAL.fullmatch(text)) and int(found[1]) > _LAST_YEAR:
        return _checked(_EXCEL + timedelta(int(found[1])))
    return None


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= _YOUNGEST else 1900
    try:
        return _checked(date(number, int(month), int(day)))
    except ValueError:
        return None


def _checked(day: date) -> date | None:
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR and day not in _FILLERS else None


def read_sex(text: str | None) -> bool | None:
    """性别: whether male, by word, letter or code (GB/T 2261.1: 1 male, 2 female)."""
    if not text:
        return None
    text = unicodedata.normalize("NFKC", text).strip().upper().removesuffix(".0")
    if text[:1] in ("男", "M", "1"):
        return True
    return False if text[:1] in ("女", "F", "2") else None


_NOT_DIGITS: Final = re.compile(r"\D+")
_LEAST_DIGITS: Final = 7


def read_phone(text: str | None) -> str | None:
    """电话: digits without the country's code; None for fillers and for what is masked."""
    if not text:
        return None
    text = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    if "*" in text:
        return None
    digits = _NOT_DIGITS.sub("", text.split("/")[0].split("、")[0])
    if len(digits) > 11:
        digits = digits.removeprefix("0086").removeprefix("86")
    if len(digits) < _LEAST_DIGITS or _is_filler(digits):
        return None
    return digits


def _is_filler(digits: str) -> bool:
    return len(set(digits[-8:])) == 1 or digits in "0123456789012345" or digits == "13800138000"


_BODY_ENDINGS: Final = re.compile(
    r"(股份有限责任公司|股份有限公司|有限责任公司|有限公司|总公司|公司|\(普通合伙\)|\(有限合伙\)|集团)+$"
)
_PLACES: Final = re.compile(r"^([一-鿿]{2,3}省)?([一-鿿]{2,3}市)?")
_UNLETTERED: Final = re.compile(r"[\s,.，。·\-_/]+")
_NO_ORGS: Final = frozenset(
    ("", "无", "不详", "无业", "待业", "失业", "个人", "自由职业", "灵活就业", "个体", "个体户", "暂无", "其他")
)


def read_org(text: str | None) -> str | None:
    """单位: a name without the place in front and the form behind."""
    if not text:
        return None
    name = _UNLETTERED.sub("", unicodedata.normalize("NFKC", text).upper())
    bare = _BODY_ENDINGS.sub("", name)
    bare = _PLACES.sub("", bare) or bare
    return None if bare in _NO_ORGS else bare


_TOWN_ENDINGS: Final = re.compile(r"(街道办事处|街道办|街道|办事处|镇|乡|区|县|市)+$")


def read_town(text: str | None) -> str | None:
    """镇街: the name without the word for what it is."""
    if not text:
        return None
    name = _UNLETTERED.sub("", unicodedata.normalize("NFKC", text))
    return None if name in _NO_ORGS else _TOWN_ENDINGS.sub("", name) or name
