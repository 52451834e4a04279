"""The curve over the number of schemes: copies of the five rules, each with parameters of its own.

Scheme `j` is rule `"abcde"[j % 5]` of copy `j // 5`; copy 0 is the law of `common.py`. Every copy changes an amount or
a border of each rule, so that copies answer differently; what no changed parameter touches may be shared between them.
"""

from typing import NamedTuple

from common import AGE_LIMIT, BASE, BOOST, GUARANTEE, PER_CERT, PER_HEAD, SENIOR


class Law(NamedTuple):
    """The parameters that differ between copies; money in fen, lists by level 0..8."""

    base: list[int]
    field_years: int
    """Rule b: years in the field before a middle training certificate lets its holder apply."""
    age_limit: list[int]
    guarantee: int
    boost: int
    per_head: int
    per_cert: int


def law(copy: int = 0) -> Law:
    """The law of `common.py` with every figure moved by the number of the copy."""
    return Law(
        base=[fen + 100 * copy if level else 0 for level, fen in enumerate(BASE)],
        field_years=3 + copy,
        age_limit=[age + copy % 5 if level >= SENIOR else age for level, age in enumerate(AGE_LIMIT)],
        guarantee=GUARANTEE - 100_000 * copy,
        boost=BOOST - 100_000 * copy,
        per_head=PER_HEAD + 10 * copy,
        per_cert=PER_CERT + 10 * copy,
    )


def schemes(count: int) -> list[tuple[str, int]]:
    """The first `count` schemes as (rule, copy)."""
    return [("abcde"[j % 5], j // 5) for j in range(count)]
