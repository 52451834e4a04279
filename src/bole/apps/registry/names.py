"""姓名: the key that names are sorted and searched by, and whether two names can be of one person."""

from functools import cache, lru_cache
from typing import Final

from bole.documents.fold import fold

NAMES_ALIKE: Final = 0.5
SOUNDS_ALIKE: Final = 0.85
_DROPPED: Final = str.maketrans("", "", " ·•・‧.．'’-")


@lru_cache(maxsize=100_000)
def plain_name(name: str) -> str:
    """A name in Simplified characters, without spaces and dots of any form, in capitals."""
    return fold(name).translate(_DROPPED).upper()


@lru_cache(maxsize=100_000)
def pinyin_key(name: str) -> str:
    """姓名拼音: sounds of the characters, apart by spaces, in small letters; other characters as they are."""
    return " ".join(_sound(character) for character in plain_name(name)).lower()


@cache
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


def may_be_same(recorded: str, given: str) -> bool:
    """姓名是否相合: whether a name may be another spelling of the recorded one; the same sound or a shared character
    at its place will do."""
    one, other = plain_name(recorded), plain_name(given)
    if one == other:
        return True
    if jaro_winkler(one, other) >= NAMES_ALIKE:
        return True
    return jaro_winkler(pinyin_key(recorded), pinyin_key(given)) >= SOUNDS_ALIKE


def jaro_winkler(one: str, other: str) -> float:
    """Jaro-Winkler likeness of two texts, 0 to 1."""
    if not one or not other:
        return 0.0
    matched_one, matched_other = _matched(one, other)
    count = len(matched_one)
    if not count:
        return 0.0
    moved = sum(a != b for a, b in zip(matched_one, matched_other, strict=True)) / 2
    jaro = (count / len(one) + count / len(other) + (count - moved) / count) / 3
    prefix = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return jaro + min(prefix, 4) * 0.1 * (1 - jaro)


def _matched(one: str, other: str) -> tuple[list[str], list[str]]:
    """The characters that match within half the longer length, in the order of each text."""
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    first: list[str] = []
    for at, character in enumerate(one):
        for there in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[there] and other[there] == character:
                taken[there] = True
                first.append(character)
                break
    return first, [character for character, matched in zip(other, taken, strict=True) if matched]
