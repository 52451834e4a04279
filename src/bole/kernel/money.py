"""金额: whole fen and one stated rounding; no float and no decimal that an engine could read in its own way.

`round()` is never used for money: it rounds halves to even in Python and Polars, away from zero in DuckDB and Spark.
"""

import re
from enum import StrEnum

from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.messages import N_

NOT_A_SUM = ErrorKind(
    "BOLE-K005", N_("“{text}”不是一笔钱。"), N_("请写成以元计的数字，最多两位小数，例如 1040 或 1040.50。")
)

_YUAN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)


class Rounding(StrEnum):
    """舍入方式: the rounding that a rule states; every mode but half even looks only at the size, not at the sign."""

    HALF_UP = "half-up"
    """四舍五入: halves away from zero, as Decimal's ROUND_HALF_UP."""
    HALF_EVEN = "half-even"
    """四舍六入五成双: halves to the even neighbour."""
    DOWN = "down"
    """舍去: toward zero."""
    UP = "up"
    """进位: away from zero."""


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """The quotient as a whole number, rounded once. Raises ZeroDivisionError for a denominator of 0."""
    whole, rest = divmod(abs(numerator), abs(denominator))
    if _rounds_up(whole, 2 * rest, abs(denominator), rounding):
        whole += 1
    return whole if (numerator < 0) == (denominator < 0) else -whole


def _rounds_up(whole: int, twice_rest: int, denominator: int, rounding: Rounding) -> bool:
    match rounding:
        case Rounding.DOWN:
            return False
        case Rounding.UP:
            return twice_rest > 0
        case Rounding.HALF_UP:
            return twice_rest >= denominator
        case Rounding.HALF_EVEN:
            return twice_rest > denominator or (twice_rest == denominator and whole % 2 == 1)


def fen_of(yuan: str) -> int:
    """分: fen of a sum written in yuan ("1040.5" is 104050); raises BoleError for anything finer than a fen."""
    found = _YUAN.fullmatch(yuan.strip())
    if not found:
        raise BoleError(NOT_A_SUM, text=yuan)
    sign, whole, part = found.groups()
    fen = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -fen if sign else fen


def yuan_of(fen: int) -> str:
    """元: the sum in yuan with two decimals ("1040.50"); `fen_of` reads it back."""
    whole, part = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{part:02}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capitals(fen: int) -> str:
    """大写金额 as payment papers have it: 人民币壹仟伍佰元整. Raises ValueError for what is past sixteen digits."""
    if abs(fen) >= 10**18:
        raise ValueError(fen)
    yuan, part = divmod(abs(fen), 100)
    jiao, cents = divmod(part, 10)
    whole = f"{_whole(yuan)}元" if yuan or not part else ""
    small = f"{_DIGITS[jiao]}角" if jiao else "零" if cents and yuan else ""
    small += f"{_DIGITS[cents]}分" if cents else "整"
    return f"人民币{'负' if fen < 0 else ''}{whole}{small}"


def _whole(yuan: int) -> str:
    """Four digits at a time; a gap of noughts between two digits is one 零."""
    if not yuan:
        return "零"
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    told = ""
    for at in range(len(groups) - 1, -1, -1):
        group = groups[at]
        if not group:
            continue
        skipped = bool(told) and (group < 1000 or (at + 1 < len(groups) and not groups[at + 1]))
        told += ("零" if skipped else "") + _four(group) + _GROUPS[at]
    return told


def _four(group: int) -> str:
    told, gap = "", False
    for at in range(3, -1, -1):
        digit = group // 10**at % 10
        if digit:
            told += ("零" if gap and told else "") + _DIGITS[digit] + _PLACES[at]
        gap = not digit
    return told
