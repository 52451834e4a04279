"""落笔: the pen with which html and Markdown write a printed line, character by character with its raw offset."""

from __future__ import annotations

from array import array
from html import unescape

from bole.documents.text import Line


class Pen:
    """笔: collects what is printed of one line; mark-up between is passed over by not writing it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts: array[int] = array("I")
        self._wide: dict[int, int] = {}

    def __bool__(self) -> bool:
        return bool(self._starts)

    def run(self, raw: str, start: int, end: int) -> None:
        """Write raw[start:end] as it stands."""
        if end > start:
            self._parts.append(raw[start:end])
            self._starts.extend(range(start, end))

    def sign(self, character: str, start: int, end: int) -> None:
        """Write one character that raw[start:end] stands for, such as an entity."""
        if end - start > 1:
            self._wide[len(self._starts)] = end - start
        self._parts.append(character)
        self._starts.append(start)

    def line(self, *, firm: bool = False, cell: tuple[int, int, int, int, int] | None = None) -> Line:
        """What was written, as a `Line`; the pen is empty again."""
        done = Line("".join(self._parts), self._starts, self._wide, firm, cell)
        self._parts, self._starts, self._wide = [], array("I"), {}
        return done


def entity(written: str) -> str | None:
    """The one character that an entity (&nbsp; &#12288; &ge) stands for, or None where it is none."""
    meant = unescape(written)
    if meant == written or not meant:
        return None
    # A surrogate or a control is nothing that a page shows.
    return meant[0] if meant[0].isprintable() or meant[0].isspace() else "\ufffd"
