"""查找: how much of what was found is shown, and what the words of a search may be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from bole.apps.registry.errors import WORDS_TOO_SHORT
from bole.apps.registry.models import OrganisationWord, PersonWord
from bole.kernel.errors import BoleError
from bole.kernel.identifiers import plain

MOST: Final = 1_000
"""So many are looked at; of more a person is told to write more words."""
LARGEST_PAGE: Final = 100
_COUNTED: Final = 2_000
_HAN: Final = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS: Final = re.compile(r"[a-zü'’ ]+")

_T = TypeVar("_T")
Table = type[PersonWord] | type[OrganisationWord]


@dataclass(frozen=True, slots=True)
class Asked:
    """所查: the words of a search, each way in which they may be meant."""

    text: str

    @property
    def has_characters(self) -> bool:
        """Whether there are Chinese characters in it."""
        return _HAN.search(self.text) is not None

    @property
    def letters(self) -> str:
        """What may be pinyin, in small letters; "" where it is none."""
        small = self.text.lower()
        return small if _LETTERS.fullmatch(small) else ""

    @property
    def number(self) -> str:
        """What may be a number, without spaces, half-width, in capitals; "" where no digit is in it."""
        number = plain(self.text)
        return number if any(character.isdigit() for character in number) else ""


def asked(words: str) -> Asked:
    """The words of a search. Raises BoleError where they are too short to find anything by."""
    text = " ".join(words.replace("\u3000", " ").split())[:200]
    found = Asked(text)
    long_enough = found.number or len(text.replace(" ", "")) >= 2
    if not long_enough:
        raise BoleError(WORDS_TOO_SHORT, found=text)
    return found


def having_words(rows: QuerySet[Any], table: Table, words: Sequence[str]) -> QuerySet[Any]:
    """Those rows whose name has all these words; looked for by the rarest of them."""
    if len(words) > 1:
        counts = {}
        for word in words:
            counts[word] = _count(table, word)
            if not counts[word]:
                return rows.none()
        words = sorted(words, key=lambda word: counts[word])
    by_word = table._default_manager.filter(word=words[0]).values("thing")
    rows = rows.filter(thing__in=Subquery(by_word))
    for word in words[1:]:
        rows = rows.filter(Exists(table._default_manager.filter(word=word, thing=OuterRef("thing"))))
    return rows


def _count(table: Table, word: str) -> int:
    """How many have a word, counted to the end only where they are few."""
    return table._default_manager.filter(word=word)[:_COUNTED].count()


@dataclass(frozen=True, slots=True)
class Found(Generic[_T]):
    """查找结果: one page of what was found."""

    rows: tuple[_T, ...]
    total: int
    page: int
    size: int
    capped: bool = False
    """Whether there are more than `total`."""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)

    @property
    def total_told(self) -> str:
        """How many were found, as people read it: 37, or 1,000+."""
        return f"{self.total:,}+" if self.capped else f"{self.total:,}"


def page_of(found: Sequence[_T], page: int, size: int) -> Sequence[_T]:
    """One page of what was found; pages count from 1."""
    size = max(1, min(size, LARGEST_PAGE))
    start = (max(page, 1) - 1) * size
    return found[start : start + size]


@dataclass(frozen=True, slots=True)
class Hit:
    """查到的一个: its number, what it is sorted by, and what it was found by."""

    thing: int
    name: str
    sounds: str
    by: str


class Hits:
    """查到的: each thing once, by what it was first found by; of too many the first thousand."""

    def __init__(self) -> None:
        self._found: dict[int, Hit] = {}
        self.capped = False

    def add(self, rows: QuerySet[Any], by: str, fits: Callable[[str], bool] = lambda name: True) -> None:
        """What a query finds, of those whose name fits."""
        some = list(rows.values_list("thing", "name", "pinyin")[: MOST + 1])
        self.capped |= len(some) > MOST
        for thing, name, sounds in some[:MOST]:
            if fits(name):
                self._found.setdefault(thing, Hit(thing, name, sounds, by))

    def __bool__(self) -> bool:
        return bool(self._found)

    def things(self, exact: Callable[[Hit], bool]) -> list[Hit]:
        """In order: those that are exactly what was asked for, then by sound."""
        order = sorted(self._found.values(), key=lambda hit: (not exact(hit), hit.sounds, hit.thing))
        self.capped |= len(order) > MOST
        return order[:MOST]


def one_of(*conditions: Q) -> Q:
    """Either of them."""
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
