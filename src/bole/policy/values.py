"""值的写法: how a value of each kind is written in a pack; every number is whole once it is read.

Each function raises ValueError for what does not fit.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from bole.kernel.dates import Period
from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind
from bole.kernel.levels import SCALES
from bole.kernel.money import fen_of
from bole.policy.marked_yaml import read_day

Value = int | str | bool | date | Period

_WHOLE: Final = re.compile(r"0|[1-9]\d{0,14}", re.ASCII)
_PERCENT: Final = re.compile(r"(0|[1-9]\d{0,6})(?:\.(\d{1,2}))?", re.ASCII)
_FLAGS: Final = {"true": True, "false": False, "是": True, "否": False, "1": True, "0": False}
_LONGEST_PERIOD: Final = 9999


def whole(text: str) -> int:
    """A number without sign, point or leading zeros."""
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _within(kind: Kind, number: int) -> int:
    bounds = Column("", kind, "", "").bounds
    assert bounds is not None
    if not 0 <= number <= bounds[1]:
        raise ValueError(number)
    return number


def money(text: str) -> int:
    """元: fen of a sum in yuan that is not negative."""
    if text[:1] == "0" and text[1:2] not in ("", "."):
        raise ValueError(text)  # YAML takes 0800 for an octal number
    try:
        return _within(Kind.MONEY, fen_of(text))
    except BoleError as error:
        raise ValueError(text) from error


def percent(text: str) -> int:
    """百分数: ten-thousandths of a percentage with two decimals at most ("12.5" is 1250)."""
    found = _PERCENT.fullmatch(text)
    if not found:
        raise ValueError(text)
    return _within(Kind.PERCENT, int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")))


def count(text: str) -> int:
    """数量: a whole number."""
    return _within(Kind.COUNT, whole(text))


def level(scale: str, text: str) -> int:
    """等级: the rank of a level, by its Chinese name or as the rank itself."""
    for name in SCALES[scale].levels:
        if text == name.label:
            return int(name.rank)
    rank = whole(text)
    if not 1 <= rank <= SCALES[scale].highest:
        raise ValueError(text)
    return rank


def day(text: str) -> date:
    """日期, as 2024-02-29."""
    found = read_day(text)
    if found is None:
        raise ValueError(text)
    return found


def flag(text: str) -> bool:
    """是否: true or false, 是 or 否, 1 or 0."""
    try:
        return _FLAGS[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def months(per: int, text: str) -> Period:
    """月数, 年数: a period of so many times `per` months."""
    return Period(months=per * _period_length(text))


def days(text: str) -> Period:
    """天数."""
    return Period(days=_period_length(text))


def _period_length(text: str) -> int:
    number = whole(text)
    if not 1 <= number <= _LONGEST_PERIOD:
        raise ValueError(text)
    return number


def code(text: str) -> str:
    """代码: any text."""
    if not text:
        raise ValueError(text)
    return text


_KINDS: Final[dict[Kind, Callable[[str], Value]]] = {
    Kind.CODE: code,
    Kind.COUNT: count,
    Kind.MONEY: money,
    Kind.PERCENT: percent,
    Kind.DATE: day,
    Kind.FLAG: flag,
}


def reader_of(kind: Kind, system: str) -> Callable[[str], Value]:
    """How a cell of this kind is read."""
    return partial(level, system) if kind is Kind.LEVEL else _KINDS[kind]


_PLAIN_UNITS: Final[dict[str, Callable[[str], Value]]] = {
    "yuan": money,
    "percent": percent,
    "months": partial(months, 1),
    "years": partial(months, 12),
    "days": days,
    "date": day,
    "flag": flag,
}
_UNIT_NAME: Final = re.compile(r"[a-z]+(?:-[a-z]+)*", re.ASCII)
UNITS: Final = (*_PLAIN_UNITS, "count:…", *(f"level:{scale}" for scale in SCALES))
"""单位: what a parameter may be in, for messages."""


def unit_reader(unit: str) -> Callable[[str], Value] | None:
    """How a value in this unit is read; None for an unknown unit."""
    if unit in _PLAIN_UNITS:
        return _PLAIN_UNITS[unit]
    word, _, system = unit.partition(":")
    if word == "count" and _UNIT_NAME.fullmatch(system):
        return count
    if word == "level" and system in SCALES:
        return partial(level, system)
    return None
