"""摘录: what the child process writes of a docx or pdf: its text, and where its printed lines and cells lie in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

LONGEST_TEXT: Final = 4_000_000
"""Characters; the parent allows fewer, this keeps the answer in bounds."""

Place = tuple[int, int, int, int, int]
"""(table, row, column, rowspan, colspan) of a cell."""
Span = tuple[int, int, bool, Place | None]
"""(start, end, firm, place) of one printed line, in characters of the extracted text."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """拒读: what the child says of a file it will not read; `error` is the name of a kind in bole.documents.errors."""

    def __init__(self, error: str, **params: str | int | list[int]) -> None:
        super().__init__(error)
        self.error = error
        self.params = params


@dataclass
class Transcript:
    """摘录: the extracted text while it grows, with its printed lines; `unread_pages` have no text layer."""

    parts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    unread_pages: list[int] = field(default_factory=list)
    length: int = 0

    def line(self, text: str, *, firm: bool, place: Place | None = None) -> None:
        """Add a printed line; it begins where the text ends now."""
        self.spans.append((self.length, self.length + len(text), firm, place))
        self.gap(text)

    def gap(self, text: str) -> None:
        """Add what stands between lines: a line feed, a tab between cells."""
        self.parts.append(text)
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            raise Refused("TOO_LONG", characters=LONGEST_TEXT)

    def begin(self, place: Place | None) -> None:
        """Part the next line from the last: a tab between the cells of a row, else a line feed."""
        if not self.spans:
            return
        before = self.spans[-1][3]
        same_row = place is not None and before is not None and place[:2] == before[:2] and place != before
        self.gap("\t" if same_row else "\n")
