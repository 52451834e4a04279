"""列表: one page of many rows, and how many those are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

SIZE: Final = 50
PHONE_SIZE: Final = 20
"""Every row is a card there."""


def size_for(request: HttpRequest) -> int:
    """几行 a page has for a browser: fewer for one that says it is on a phone."""
    phone = request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get("User-Agent", "")
    return PHONE_SIZE if phone else SIZE


@dataclass(frozen=True, slots=True)
class Listed:
    """一页: rows, how many there are in all, and which page this is."""

    rows: Sequence[Any]
    total: int
    page: int
    size: int = SIZE

    @classmethod
    def of(cls, found: Any, page: int, size: int = SIZE) -> "Listed":
        """A page of a query; behind the last one stands the last."""
        total = found.count()
        at = min(page, max(1, -(-total // size)))
        return cls(list(found[(at - 1) * size : at * size]), total, at, size)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))
