"""姓名: characters, sounds and what the two are compared by.

A sound is written as one character for each syllable; `near` writes alike what is often confused by ear (zh and z, n
and l, -ng and -n, hu- and w-).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

_DROPPED: Final = re.compile(r"[\s·•・‧.．。'’`\-_,，、*/\\]+")
_REMARK: Final = re.compile(r"[(\[（【].*?(?:[)\]）】]|$)|\d+$")
_CHINESE: Final = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
_NO_NAMES: Final = frozenset(("无", "不详", "未知", "无名", "暂无", "测试", "NULL", "NONE", "NA", "N", "姓名"))

COMPOUND: Final = frozenset(
    "欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 长孙 宇文 端木 司空 独孤 南宫 西门 轩辕".split()
)
_INITIALS: Final = tuple("zh ch sh b p m f d t n l g k h j q x r z c s y w".split())
_NEAR_INITIAL: Final = {"zh": "z", "ch": "c", "sh": "s", "l": "n", "r": "n"}
_NEAR_FINAL: Final = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ong": "eng", "iong": "ing"}
_FIRST_SOUND: Final = 0xE000
"""Where Unicode leaves characters to private use."""


@dataclass(frozen=True, slots=True)
class ReadName:
    """姓名 as compared: all empty where there is none."""

    name: str | None = None
    sound: str | None = None
    near: str | None = None
    sorted_sound: str | None = None
    surname: str | None = None
    """The sound of the surname."""
    given: str | None = None
    """The sound of the given name."""
    but_first: str | None = None
    but_second: str | None = None
    but_third: str | None = None
    but_last: str | None = None
    """The sound without one of its syllables, of three or more. Databases count bytes where they should count
    characters, so names with one syllable mistaken are found by what is left."""


NO_NAME: Final = ReadName()


def read_name(text: str | None) -> ReadName:
    """姓名 of a cell in Simplified characters, without spaces, dots and remarks, and its sounds."""
    name = plain_name(text or "")
    if not name or name in _NO_NAMES:
        return NO_NAME
    syllables = [_sound(character) for character in name] if _CHINESE.search(name) else _spelt(text or "")
    sounds = [_code(syllable) for syllable in syllables]
    split = 2 if name[:2] in COMPOUND else 1
    return ReadName(
        name,
        "".join(sounds),
        "".join(_code(_near(syllable)) for syllable in syllables),
        "".join(sorted(sounds)),
        "".join(sounds[:split]),
        "".join(sounds[split:]) or None,
        *(_but(sounds, at) for at in (0, 1, 2, len(sounds) - 1)),
    )


def _but(sounds: list[str], at: int) -> str | None:
    return "".join(sounds[:at] + sounds[at + 1 :]) if len(sounds) >= 3 else None


def plain_name(text: str) -> str:
    """A name in Simplified characters, without spaces, dots and remarks, in capitals."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = _DROPPED.sub("", _REMARK.sub("", text.strip())).upper()
    return "".join(map(_simplified, text))


@cache
def _simplified(character: str) -> str:
    return str(_converter().convert(character))


@cache
def _converter():  # type: ignore[no-untyped-def]  # the library has no types
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character, v_to_u=False)[0])


@cache
def _near(syllable: str) -> str:
    initial, final = _parted(syllable)
    if initial == "h" and final.startswith("u"):
        initial, final = "w", final[1:] or "u"
    return _NEAR_INITIAL.get(initial, initial) + _NEAR_FINAL.get(final, final)


def _parted(syllable: str) -> tuple[str, str]:
    initial = next((initial for initial in _INITIALS if syllable.startswith(initial)), "")
    return initial, syllable[len(initial) :]


@cache
def _syllables() -> dict[str, int]:
    """Every syllable and its place."""
    from pypinyin import lazy_pinyin

    common = {
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)
    } - {""}
    found = set(lazy_pinyin(sorted(common), v_to_u=False))
    return {syllable: at for at, syllable in enumerate(sorted(found | {_near(syllable) for syllable in found}))}


@cache
def _code(syllable: str) -> str:
    """One character for a syllable; what is none is its own."""
    at = _syllables().get(syllable)
    return syllable if at is None else chr(_FIRST_SOUND + at)


def _spelt(text: str) -> list[str]:
    """The syllables of a name written in letters, `WANG Xiaoming`; its letters where they are none."""
    found: list[str] = []
    for word in re.findall(r"[a-zü]+", unicodedata.normalize("NFKC", text).lower()):
        parts = _cut(word)
        if parts is None:
            return list(plain_name(text))
        found += parts
    return found or list(plain_name(text))


@cache
def _cut(word: str) -> tuple[str, ...] | None:
    """A word cut into syllables, the longest first; None where that cannot be."""
    if not word:
        return ()
    for length in range(min(6, len(word)), 0, -1):
        if word[:length] in _syllables():
            rest = _cut(word[length:])
            if rest is not None:
                return (word[:length], *rest)
    return None
