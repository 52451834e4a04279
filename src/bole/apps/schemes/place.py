"""城市: of which city the register is, and the rules of its place, read once in a process."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.conf import settings

from bole.apps.schemes.errors import NO_PLACE, NOT_SAID_WHERE
from bole.apps.schemes.models import SchemeVersion
from bole.apps.schemes.versions import places
from bole.kernel.errors import BoleError
from bole.kernel.fact_tables import STANDARD
from bole.policy.explanations import of_persons
from bole.policy.pack import BUILT_IN, Packs, load_packs
from bole.policy.readings.function import PersonRules
from bole.policy.runs import local_schemes

if TYPE_CHECKING:
    from bole.policy.scheme import Scheme


@dataclass(frozen=True, slots=True)
class LocalRules:
    """本地的规则: the packs, the schemes of a place that decide about persons, and their function."""

    place: str
    packs: Packs
    schemes: "Sequence[Scheme]"
    rules: PersonRules


def place_of_register(asked: str = "") -> str:
    """区划代码 of the register's city: as asked for (a code, or the id of a pack), as set, or as published.

    Raises BoleError where none of them tells one.
    """
    named = asked or settings.BOLE_PLACE
    if named:
        return _named(named)
    used = SchemeVersion.objects.filter(withdrawn_at=None).values_list("place", flat=True).distinct()
    published = list(used[:2])
    if len(published) != 1:
        raise BoleError(NOT_SAID_WHERE)
    return published[0]


def _named(named: str) -> str:
    if named.isascii() and named.isdigit() and len(named) in (6, 9):
        return named
    packs = packs_now()
    if named in packs:
        return packs[named].place
    known = "、".join(f"{place.title}（{place.code}）" for place in places(packs))
    raise BoleError(NO_PLACE, code=named, known=known)


def packs_now() -> Packs:
    """The packs as they are on the disk, read anew only where a file of theirs has changed."""
    folders = tuple(settings.BOLE_PACKS)
    with _READING:
        return _packs(folders, _stamp(folders))


def rules_of(place: str) -> LocalRules:
    """本地的规则 of a place, written once in a process. Raises BoleError where a pack is wrong."""
    folders = tuple(settings.BOLE_PACKS)
    with _READING:
        return _rules(place, folders, _stamp(folders))


_READING: Final = Lock()


@lru_cache(maxsize=2)
def _packs(folders: tuple[Path, ...], stamp: tuple[int, int]) -> Packs:
    del stamp
    return load_packs(folders)


@lru_cache(maxsize=4)
def _rules(place: str, folders: tuple[Path, ...], stamp: tuple[int, int]) -> LocalRules:
    packs = _packs(folders, stamp)
    schemes = [scheme for scheme in local_schemes(packs, place) if of_persons(STANDARD, scheme)]
    return LocalRules(place, packs, schemes, PersonRules(schemes))


def _stamp(folders: Sequence[Path]) -> tuple[int, int]:
    """How many files the packs have and when the last of them was changed."""
    # A batch asks a hundred thousand times; the packs of the program itself are looked at once a second.
    found = [_built_in(int(time.monotonic())), *map(_files, folders)]
    return sum(count for count, _last in found), max(last for _count, last in found)


@lru_cache(maxsize=1)
def _built_in(second: int) -> tuple[int, int]:
    del second
    return _files(BUILT_IN)


def _files(folder: Path) -> tuple[int, int]:
    count, last = 0, 0
    for place, _folders, names in os.walk(folder):
        if place.endswith("__pycache__"):
            continue
        for name in names:
            count += 1
            last = max(last, os.stat(os.path.join(place, name)).st_mtime_ns)  # noqa: PTH116, PTH118 - of hundreds
    return count, last
