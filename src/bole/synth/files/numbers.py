"""证件号码: numbers of identity documents that no real person can have, and social credit codes of no real firm.

Resident numbers begin with 60, the first two digits of no province, and have the right check digit (GB 11643); permits
have a letter that no permit is issued with; phones begin with 12, as no subscriber's number does; credit codes have the
division 60 (GB 32100).
"""

from typing import Final

import numpy as np
import polars as pl

from bole.synth.draws import Draws, Numbers

NOWHERE: Final = "60"
PERMIT_LETTER: Final = "X"
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK: Final = "10X98765432"

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_MANY: Final = 10**8
_STRIDE: Final = 7_919  # without a factor in common with the range: each person gets another number


def division_nowhere(place: str) -> str:
    """A division of no province in place of this one."""
    return NOWHERE + place[2:6]


def check_place(seventeen: str) -> str:
    """The eighteenth place of a resident number."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True)) % 11]


def resident_numbers(division: Numbers, born: Numbers, order: Numbers) -> pl.Series:
    """Resident numbers from division (six digits), date (eight digits) and order (three digits)."""
    body = division * 10**11 + born * 1_000 + order
    total = np.zeros(len(body), np.int64)
    for at, weight in enumerate(WEIGHTS):
        total += body // 10 ** (16 - at) % 10 * weight
    check = pl.Series(list(CHECK)).gather(total % 11)
    return pl.Series(body).cast(pl.String) + check


def orders(draws: Draws, division: Numbers, born: Numbers, male: Numbers, twin_of: Numbers) -> Numbers:
    """Order of each person within a division and day: odd for men, no two the same; twins stand next to each other."""
    drawn = draws.below("order", 500) * 2 + male
    twin = twin_of >= 0
    first = drawn[np.maximum(twin_of, 0)]
    beside = np.where(male == first % 2, first + 2, first + 1) % 1_000
    order: Numbers = np.where(twin, np.where(beside % 2 == male, beside, (beside + 1) % 1_000), drawn)
    key = (division % 10_000) * 10**11 + born * 1_000
    while True:
        _, at = np.unique(key + order, return_index=True)
        taken = np.ones(len(order), np.bool_)
        taken[at] = False
        if not taken.any():
            return order
        order = np.where(taken, (order + 2) % 1_000, order)


def permits(ids: Numbers) -> pl.Series:
    """Numbers of travel permits: a letter and eight digits."""
    return pl.select(pl.format(PERMIT_LETTER + "{}", pl.lit(_digits(ids)))).to_series()


def phones(ids: Numbers) -> pl.Series:
    """A phone of each person."""
    return pl.select(pl.format("120{}", pl.lit(_digits(ids)))).to_series()


def office_phones(employers: Numbers) -> pl.Series:
    """The phone of each employer's office."""
    return pl.select(pl.format("129{}", pl.lit(_digits(employers)))).to_series()


def _digits(ids: Numbers) -> pl.Series:
    return pl.Series(ids * _STRIDE % _MANY).cast(pl.String).str.zfill(8)


def credit_code(place: str, organisation: int) -> str:
    """统一社会信用代码 of an invented organisation."""
    body = _in_alphabet(organisation, 8)
    remainder = 11 - sum(_ALPHABET_36.index(c) * w for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True)) % 11
    seventeen = "91" + division_nowhere(place) + body + {10: "X", 11: "0"}.get(remainder, str(remainder))
    total = sum(_ALPHABET.index(c) * pow(3, at, 31) for at, c in enumerate(seventeen))
    return seventeen + _ALPHABET[(31 - total % 31) % 31]


_ALPHABET_36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _in_alphabet(number: int, length: int) -> str:
    found = ""
    for _ in range(length):
        number, digit = divmod(number, len(_ALPHABET))
        found = _ALPHABET[digit] + found
    return found
