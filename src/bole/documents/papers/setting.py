"""排版: a paper into a PDF: A4, the margins of GB/T 9704, the font in the file, readable in decades (PDF/A-2a).

What a paper says is handed over as data and never as text of the setter's own language: a name with `#` or `$` in it
is printed as it is typed. A character that no font has is told, and no paper with a box in its place is made.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bole.documents.papers.errors import NO_GLYPH, NOT_SET
from bole.documents.papers.fonts import faces, fonts_folder, fonts_listed
from bole.kernel.errors import BoleError
from bole.kernel.messages import _, language

_LAYOUT: Final = Path(__file__).with_name("paper.typ")
_MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True, slots=True)
class Point:
    """一个条件 on a paper: its sign in words, what it asks, the facts and the clause under it."""

    word: str
    told: str
    under: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """一份文书, every part of it in words."""

    title: str
    head: str = ""
    """红头: who issues it; "" for a paper without one."""
    number: str = ""
    """文号."""
    to: str = ""
    paragraphs: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()
    heading: str = ""
    """Over the points."""
    points: Sequence[Point] = ()
    closing: Sequence[str] = ()
    signed: str = ""
    day: str = ""
    check: str = ""
    """核验码 and how to use it, at the foot of the last page."""
    draft: str = ""
    """草稿: what stands across every page; "" on a paper that counts."""
    pages: str = field(default="")
    """The foot of a page, with {n} and {m}; the usual one where it is left out."""


def paper_set(paper: Paper, *, at: datetime) -> bytes:
    """The PDF of a paper. Raises BoleError: no Chinese font, a character that none has."""
    import typst

    used = faces()
    told = asdict(paper) | {"pages": paper.pages or _("第 {n} 页 共 {m} 页"), "lang": language()}
    # A PDF dates itself to the second.
    moment = at.astimezone(UTC).replace(microsecond=0)
    told["faces"] = {"head": used.head, "body": used.body, "figures": used.figures}
    try:
        made = typst.compile(
            _LAYOUT, root=_LAYOUT.parent, font_paths=fonts_listed(), format="pdf", pdf_standards="a-2a",
            timestamp=moment, sys_inputs={"paper": json.dumps(told, ensure_ascii=False)},
        )  # fmt: skip
    except typst.TypstError as error:
        raise _told(error) from error
    assert isinstance(made, bytes), "one PDF whatever the number of its pages"
    return made


def _told(error: Exception) -> BoleError:
    message = str(getattr(error, "message", error))
    missing = _MISSING.search(message)
    if missing is None:
        return BoleError(NOT_SET, what=message.partition("\n")[0][:160])
    text = _ESCAPED.sub(lambda found: f"U+{int(found[1], 16):04X}", missing[1])
    named = text if text.startswith("U+") else "、".join(f"{one}（U+{ord(one):04X}）" for one in text)
    return BoleError(NO_GLYPH, character=named, folder=fonts_folder())
