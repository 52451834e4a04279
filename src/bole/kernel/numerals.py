"""中文数字: Chinese numerals and the numbers of official texts, exact."""

from __future__ import annotations

from decimal import Decimal

_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2, "廿": 20, "卅": 30}
_DIGIT |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def chinese_integer(printed: str) -> int | None:
    """A whole number in Chinese characters (二十三, 一百零五, 二〇三一, 两千万); None where it is none."""
    if not printed:
        return None
    if all(c in _DIGIT and _DIGIT[c] < 10 for c in printed):
        return int("".join(str(_DIGIT[c]) for c in printed))
    total = section = digit = 0
    for c in printed:
        if c in _DIGIT:
            if _DIGIT[c] >= 20:
                section += _DIGIT[c]
                digit = 0
            else:
                digit = _DIGIT[c]
        elif c in _SMALL:
            section += (digit or 1) * _SMALL[c]
            digit = 0
        elif c in _LARGE:
            total = (total + section + digit or 1) * _LARGE[c] if total == 0 else total + (section + digit) * _LARGE[c]
            section = digit = 0
        else:
            return None
    return total + section + digit


def plain_number(value: Decimal) -> int | float:
    """The number as JSON shows it: whole where it is whole."""
    whole = value.to_integral_value()
    return int(whole) if whole == value else float(value)
