"""字形归一: one script and one width for matching, position by position (what is printed is never changed)."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

_SAME = {
    "﹝": "〔", "﹞": "〕", "〖": "【", "〗": "】", "「": "“", "」": "”", "『": "‘", "』": "’", "＂": "“",
    "–": "-", "－": "-", "‐": "-", "‑": "-", "−": "-", "―": "—", "─": "—", "━": "—", "ー": "—",
    "～": "~", "〜": "~", "∼": "~", "﹪": "%", "％": "%", "︰": ":", "∶": ":", "﹔": ";", "﹐": ",", "﹑": "、",
    "｡": "。", "･": "·", "•": "·", "‧": "·", "・": "·", "〇": "〇", "○": "〇", "Ο": "〇", "О": "〇",
    "（": "(", "）": ")", "［": "[", "］": "]", "｛": "{", "｝": "}", "\u00a0": " ", "\u3000": " ",
    "個": "个", "號": "号", "條": "条", "萬": "万", "億": "亿",
}  # fmt: skip


@cache
def _table() -> dict[int, str]:
    """Code point -> its folded character; only characters that change are listed."""
    table: dict[int, str] = {}
    # Compatibility forms in the full-width and small-form blocks, CJK compatibility ideographs and Kangxi radicals.
    for block in (range(0xFF01, 0xFF5F), range(0xFE50, 0xFE70), range(0xF900, 0xFB00), range(0x2F00, 0x2FD6)):
        for point in block:
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1 and plain != chr(point):
                table[point] = plain
    import opencc  # its dictionaries are read as data; the converter itself is not needed

    dictionary = resources.files(opencc) / "dictionary" / "TSCharacters.txt"
    for row in dictionary.read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = row.partition("\t")
        first = simplified.split(" ")[0]
        if len(traditional) == 1 and len(first) == 1 and first != traditional:
            table[ord(traditional)] = first
    for printed, plain in _SAME.items():
        if printed != plain:
            table[ord(printed)] = plain
    return table


def fold(shown: str) -> str:
    """Half-width, Simplified, one form of each bracket and dash; the same length as `shown`."""
    return shown if shown.isascii() else shown.translate(_table())
