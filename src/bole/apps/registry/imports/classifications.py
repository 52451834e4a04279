"""分类: codes and names of the lists that packs keep by editions: occupations and divisions."""

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bole.policy.catalogues import Catalogue, Edition
from bole.policy.pack import load_packs


@dataclass(frozen=True, slots=True)
class Version:
    """版次: one edition of a classification."""

    start: date
    end: date | None
    codes: frozenset[str]
    names: Mapping[str, tuple[str, ...]]
    """Name to the codes that bear it."""
    complete: bool

    @property
    def label(self) -> str:
        """The days it is in force."""
        return f"{self.start.isoformat()}～{self.end.isoformat() if self.end else ''}"


@dataclass(frozen=True)
class Classification:
    """分类: its versions, the oldest first."""

    versions: tuple[Version, ...]

    def index(self, day: date | None) -> int:
        """Number of the version in force on a day; -1 where none is known: before the first, or without a day."""
        if day is None:
            return -1
        at = bisect_right([version.start for version in self.versions], day) - 1
        if at >= 0 and (end := self.versions[at].end) is not None and day > end:
            return -1
        return at

    def looked_in(self, index: int) -> Sequence[Version]:
        """The versions to look a code up in: the one in force; all of them where none is known to be."""
        return (self.versions[index],) if index >= 0 else self.versions

    def having(self, code: str) -> list[str]:
        """The versions that have a code."""
        return [version.label for version in self.versions if code in version.codes]


@cache
def classification(system: str, packs: tuple[Path, ...] = ()) -> Classification:
    """The classification of that name in the packs; without versions where no pack has it."""
    for pack in load_packs(packs).values():
        found = pack.library.catalogues.get(f"nation.{system}")
        if found is not None:
            return Classification(tuple(_version(found, edition) for edition in found.editions))
    return Classification(())


def _version(catalogue: Catalogue, edition: Edition) -> Version:
    at = [column.name for column in catalogue.values].index("name")
    names: dict[str, tuple[str, ...]] = {}
    codes = set()
    for key, values in edition.rows.items():
        code = str(key[0])
        codes.add(code)
        name = plain_words(str(values[at]))
        names[name] = (*names.get(name, ()), code)
    return Version(edition.start, edition.end, frozenset(codes), names, edition.complete)


@cache
def scheme_titles(folders: tuple[Path, ...]) -> Mapping[str, tuple[str, str]]:
    """名称 in both languages of every scheme, and of every kind of payment that a ledger may hold, by id."""
    packs = load_packs(folders)
    listed = [kind for pack in packs.values() for kind in pack.library.own_payments.values()]
    found = {kind.id: (kind.title, kind.title_en) for kind in listed}
    return found | {id: (scheme.title.zh, scheme.title.en) for id, scheme in packs.schemes.items()}


def plain_words(text: str) -> str:
    """Words for comparing: half-width, without spaces, in small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
