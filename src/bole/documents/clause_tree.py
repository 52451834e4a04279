"""条款树: the clauses of a document seen from a place in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bole.documents.reading import Clause


class ClauseTree:
    """The clause tree seen from a mention."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = clauses
        self.starts = [c.start_char for c in clauses]
        self.by_path = {c.path: c for c in clauses}
        self.children: dict[str, list[Clause]] = {}
        for c in clauses:
            self.children.setdefault(parent_of(c.path), []).append(c)

    def innermost(self, raw: int) -> Clause | None:
        """The innermost numbered clause open at an offset (also one whose own paragraph has ended)."""
        i = bisect_right(self.starts, raw) - 1
        while i >= 0:
            c: Clause | None = self.clauses[i]
            while c is not None:
                if c.kind == "clause" or raw < c.end_char:
                    return c
                c = self.by_path.get(parent_of(c.path))
            return None
        return None


def parent_of(path: str) -> str:
    """The path one level up; "" at the top."""
    return path.rpartition("/")[0]
