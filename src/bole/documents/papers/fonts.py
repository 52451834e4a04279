"""字体: which of the machine's Chinese fonts a paper is set in; those in BOLE_HOME/fonts count first.

The setter looks where the system keeps its fonts (fontconfig's folders, those of Windows and macOS). Typst is imported
when a paper is set, and no sooner: no command waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bole.documents.papers.errors import NO_FONT
from bole.kernel.errors import BoleError
from bole.kernel.home import home

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from typst import Fonts

_SONG: Final = (
    "noto serif cjk sc", "source han serif sc", "noto serif sc", "simsun", "songti sc", "stsong", "ar pl uming cn",
)  # fmt: skip
_HEI: Final = (
    "noto sans cjk sc", "source han sans sc", "noto sans sc", "simhei", "microsoft yahei", "heiti sc", "pingfang sc",
    "wenquanyi micro hei", "wenquanyi zen hei",
)  # fmt: skip
_HEADS: Final = ("fzxiaobiaosong-b05s", "fzxiaobiaosong-b05", "方正小标宋简体", *_SONG, *_HEI)
_BODIES: Final = ("fangsong_gb2312", "fangsong", "stfangsong", "fandolfang", *_SONG, *_HEI)
_FIGURES: Final = (*_HEI, *_SONG)
_RARE: Final = ("simsun-extb", "simsunextg", "mingliu-extb", "noto serif cjk tc", "noto sans cjk tc", "noto serif sc")
"""Asked for characters that the face of the text does not have."""
_CHINESE: Final = (
    "cjk", "source han", "song", "hei", "kai", "fang", "wenquanyi", "uming", "ukai", "droid sans fallback",
)  # fmt: skip
"""Parts of names of fonts that have Chinese characters."""


@dataclass(frozen=True, slots=True)
class Faces:
    """字面: what the red head, the text and the figures are set in, each with what stands in for rare characters."""

    head: Sequence[str]
    body: Sequence[str]
    figures: Sequence[str]


def fonts_folder() -> Path:
    """Where an office lays a font that the system does not have."""
    return home() / "fonts"


def faces() -> Faces:
    """字面 that this machine has. Raises BoleError where no Chinese font is there."""
    return faces_of(fonts_listed().families())


def faces_of(families: Sequence[str]) -> Faces:
    """字面 among these. Raises BoleError where none of them is Chinese."""
    known = {family.lower(): family for family in families}
    others = [name for name in known if any(part in name for part in _CHINESE)]
    if not others:
        raise BoleError(NO_FONT, folder=fonts_folder())
    rare = [known[name] for name in _RARE if name in known]
    head, body, figures = (
        next((known[name] for name in wanted if name in known), known[others[0]])
        for wanted in (_HEADS, _BODIES, _FIGURES)
    )
    return Faces(*(list(dict.fromkeys((face, figures, *rare))) for face in (head, body, figures)))


def fonts_listed() -> Fonts:
    """The fonts of the machine and of BOLE_HOME/fonts, listed once until that folder changes."""
    folder = fonts_folder()
    changed = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return _listed(folder, changed)


@lru_cache(maxsize=2)
def _listed(folder: Path, changed: int) -> Fonts:
    from typst import Fonts

    return Fonts(include_embedded_fonts=False, font_paths=[folder] if changed else [])
