"""文字编码: bytes -> text, never by a guess that the text itself does not bear out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bole.documents.errors import BINARY, TRUNCATED, UNKNOWN_ENCODING
from bole.documents.fold import fold
from bole.kernel.errors import BoleError
from bole.kernel.messages import _

SAMPLE: Final = 20_000
"""Characters that are looked at to judge whether a decoding is Chinese text."""
PLAUSIBLE: Final = 0.8
"""Share of common characters among the non-ASCII ones below which a decoding is not believed."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """译码结果: the text without its byte-order mark, and the name of the encoding."""

    raw: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """The text of `data`: UTF-8 first, then UTF-16, then GB18030, the last two only if the result reads as Chinese.

    Raises BoleError: a binary file, a text cut inside a character, an encoding that is none of these.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, len(mark))
    if b"\x00" in data:
        return _wide(data)
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other(data, error)
    return _not_binary(_short_gb18030(data, raw) or Decoded(raw, "utf-8"))


def _strict(data: bytes, encoding: str, skipped: int) -> Decoded:
    try:
        return _not_binary(Decoded(data.decode(encoding), encoding))
    except UnicodeDecodeError as error:
        if _cut_off(data, error):
            raise BoleError(TRUNCATED) from None
        raise BoleError(UNKNOWN_ENCODING, byte=skipped + error.start + 1) from None


def _wide(data: bytes) -> Decoded:
    """Bytes with zeros in them: UTF-16 without a mark, or no text at all."""
    found = _likeliest(data[: len(data) // 2 * 2], ("utf-16-le", "utf-16-be"))
    if found is None:
        raise BoleError(BINARY, what=_("含有不可显示的字节"))
    if len(data) % 2:
        raise BoleError(TRUNCATED)
    return found


def _other(data: bytes, utf8: UnicodeDecodeError) -> Decoded:
    """Bytes that are no UTF-8."""
    if _cut_off(data, utf8) and _plausibility(data[: utf8.start].decode("utf-8")) >= PLAUSIBLE:
        raise BoleError(TRUNCATED)
    found = _likeliest(data, ("gb18030", "utf-16-le", "utf-16-be"))
    if found is not None:
        return _not_binary(found)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        if _cut_off(data, error) and _plausibility(data[: error.start].decode("gb18030")) >= PLAUSIBLE:
            raise BoleError(TRUNCATED) from None
    if _control_share(data[:SAMPLE].decode("latin-1")) > 0.02:
        raise BoleError(BINARY, what=_("含有不可显示的字节"))
    raise BoleError(UNKNOWN_ENCODING, byte=utf8.start + 1)


def _cut_off(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the decoding failed only because the last character is not whole."""
    return error.start >= len(data) - 3 and error.end == len(data)


def _likeliest(data: bytes, encodings: tuple[str, ...]) -> Decoded | None:
    """The decoding that reads most like Chinese text, if any does."""
    best: tuple[float, Decoded] | None = None
    for encoding in encodings:
        try:
            raw = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _plausibility(raw)
        if share >= PLAUSIBLE and (best is None or share > best[0]):
            best = share, Decoded(raw, encoding)
    return best[1] if best else None


def _short_gb18030(data: bytes, raw: str) -> Decoded | None:
    """A few GB18030 words can be valid UTF-8 by chance (联通): then that reading has no Han character, this one has."""
    if len(data) > 200 or raw.isascii() or _HAN.search(raw):
        return None
    return _likeliest(data, ("gb18030",))


def _not_binary(decoded: Decoded) -> Decoded:
    if _control_share(decoded.raw[:SAMPLE]) > 0.02:
        raise BoleError(BINARY, what=_("含有不可显示的字节"))
    return decoded


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～％×℃Ⅰ→●■□○◆★▲①②③④⑤⑥⑦⑧⑨⑩〇\u3000\u00a0－＋／．＝"
)


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / len(text) if text else 0.0


def _plausibility(raw: str) -> float:
    """Share of common Chinese characters among the non-ASCII ones; controls and private characters count against."""
    sample = fold(raw[:SAMPLE])
    told = [c for c in sample if c > "\x7f" or _CONTROL.match(c)]
    if not told:
        return 1.0 if sample.isascii() and _control_share(sample) == 0 else 0.0
    common = _common_han()
    return sum(1 for c in told if c in common or c in _PUNCTUATION) / len(told)


@cache
def _common_han() -> frozenset[str]:
    """一级汉字: the 3,755 characters of GB 2312 level 1, which make up some 98% of any official text."""
    rows = range(0xB0, 0xD8)
    cells = range(0xA1, 0xFF)
    return frozenset(bytes((r, c)).decode("gb2312", "ignore") for r in rows for c in cells) - {""}
