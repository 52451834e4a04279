"""职业查询: an occupation by code or name, with its editions, its marks, and what its code was before and became."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from bole.apps.registry import errors
from bole.apps.registry.found import Found, page_of
from bole.apps.registry.imports.classifications import plain_words
from bole.kernel.errors import BoleError
from bole.kernel.messages import N_, _
from bole.policy.catalogues import Catalogue, Edition
from bole.policy.crosswalk import BEFORE, CROSSWALK, Change, Crosswalk
from bole.policy.pack import load_packs

_ID: Final = "nation.occupation"
UNSOURCED: Final = "h"
"""The source of rows that nobody has shown (occupation-change.yaml)."""
_MOST: Final = 1_000
_EDITION: Final = N_("{year} 年版")
_FORMER: Final = N_("{year} 年版及以后的增补")
_DRAFT: Final = N_("{year} 年版的征求意见稿")


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """查到的职业, as the newest edition that has it tells it."""

    code: str
    name: str
    digital: bool
    green: bool
    year: int
    in_force: bool
    """Whether the newest edition has it."""

    @property
    def edition(self) -> str:
        """The edition, in words."""
        return _(_EDITION, year=self.year)


@dataclass(frozen=True, slots=True)
class EditionShown:
    """一版里的职业."""

    label: str
    start: date
    end: date | None
    name: str
    digital: bool | None
    """数字职业 (S); None where the edition does not say, as of classes."""
    green: bool | None
    verified: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """代码的变动, of one code into one other."""

    before: str
    name_before: str
    former: str
    early: bool
    """Whether the former code is older than the first edition that is at hand."""
    after: str
    name_after: str
    edition: str
    draft: bool
    unsourced: bool

    @property
    def former_label(self) -> str:
        """The edition of the former code, in words."""
        return _(_DRAFT if self.draft else _FORMER, year=self.former) if self.early else _(_EDITION, year=self.former)


@dataclass(frozen=True, slots=True)
class OccupationShown:
    """一个职业: the editions that have the code, what came before it, what it became."""

    code: str
    name: str
    editions: tuple[EditionShown, ...]
    came: tuple[ChangeShown, ...]
    became: tuple[ChangeShown, ...]
    lost: bool
    """Whether the newest edition lacks it and nothing says what it became."""
    new_in: str
    """The edition in which it came first, where that is not the first one; "" else or where it came from another."""

    @property
    def both(self) -> tuple[tuple[ChangeShown, ...], ...]:
        """What came before it, then what it became."""
        return self.came, self.became


@dataclass(frozen=True, slots=True)
class OccupationTold:
    """证书上的职业, for beside its name."""

    digital: bool
    now: tuple[str, ...]
    """Its codes in the newest edition, where they are others than its own."""


@cache
def crosswalk(packs: tuple[Path, ...] = ()) -> Crosswalk:
    """版次对照 of the occupations in the packs."""
    for pack in load_packs(packs).values():
        found = pack.library.catalogues.get(_ID)
        if found is not None:
            return Crosswalk(found, pack.library.catalogues.get(_ID + CROSSWALK))
    return Crosswalk(Catalogue(_ID, "", "", (), (), ()), None)


def occupation_search(*, words: str, page: int = 1, size: int = 50) -> Found[OccupationRow]:
    """查职业 by the beginning of a code or a part of the name; of no words, the digital ones."""
    asked = plain_words(words)
    hits = [row for row in _all() if _fits(row, asked)][:_MOST]
    at_page = min(max(page, 1), max(1, -(-len(hits) // size)))
    return Found(tuple(page_of(hits, at_page, size)), len(hits), at_page, size)


def _fits(row: OccupationRow, asked: str) -> bool:
    if not asked:
        return row.digital
    return row.code.startswith(asked) or asked in plain_words(row.name)


@cache
def _all() -> tuple[OccupationRow, ...]:
    """Every code, by code, as the newest edition that has it tells it."""
    known = crosswalk()
    found: dict[str, OccupationRow] = {}
    editions = known.classification.editions
    for at in range(len(editions) - 1, -1, -1):
        for code in known.codes[at] - found.keys():
            name, digital, green = _of(known.classification, editions[at], code)
            newest = at == len(editions) - 1
            found[code] = OccupationRow(code, name, bool(digital), bool(green), editions[at].start.year, newest)
    return tuple(found[code] for code in sorted(found))


def _of(catalogue: Catalogue, edition: Edition, code: str) -> tuple[str, bool | None, bool | None]:
    """Name and marks of a code in an edition that has it."""
    told = dict(zip((column.name for column in catalogue.values), edition.rows[(code,)], strict=True))
    digital, green = told.get("digital"), told.get("green")
    return str(told["name"]), None if digital is None else bool(digital), None if green is None else bool(green)


def _label(edition: Edition) -> str:
    return _(_EDITION, year=edition.start.year)


def occupation_shown(*, code: str) -> OccupationShown:
    """一个职业. Raises BoleError where neither an edition nor the crosswalk has the code."""
    known = crosswalk()
    editions = known.classification.editions
    having = [at for at, codes in enumerate(known.codes) if code in codes]
    changes = known.changes_of(code)
    if not having and not changes:
        raise BoleError(errors.NO_OCCUPATION, found=code)
    came = tuple(_change(change) for change in changes if change.after == code)
    became = tuple(_change(change) for change in changes if change.before == code)
    shown = tuple(_edition(known.classification, editions[at], code) for at in having)
    newest = len(editions) - 1
    published = [change for change in came if not change.draft]
    return OccupationShown(
        code=code,
        name=shown[-1].name if shown else next(change.name_before for change in became),
        editions=shown,
        came=came,
        became=became,
        lost=bool(having) and having[-1] != newest and not known.translate(code, having[-1], newest).codes,
        new_in=shown[0].label if having and having[0] > 0 and not published else "",
    )


def _edition(catalogue: Catalogue, edition: Edition, code: str) -> EditionShown:
    name, digital, green = _of(catalogue, edition, code)
    return EditionShown(_label(edition), edition.start, edition.end, name, digital, green, edition.verified)


def _change(change: Change) -> ChangeShown:
    known = crosswalk()
    edition = known.classification.editions[change.edition]
    name = _of(known.classification, edition, change.after)[0] if change.after in known.codes[change.edition] else ""
    return ChangeShown(
        before=change.before,
        name_before=change.name_before,
        former=change.former,
        early=change.edition == 0,
        after=change.after,
        name_after=name,
        edition=_label(edition),
        draft=change.draft,
        unsourced=change.source == UNSOURCED,
    )


def occupation_told(code: str, day: date | None) -> OccupationTold:
    """数字职业与否 by the edition in force on a day, else by the newest that has it; and its codes today."""
    known = crosswalk()
    newest = len(known.starts) - 1
    if not code or newest < 0:
        return OccupationTold(False, ())
    at = _place(known, code, day)
    digital = at >= 0 and code in known.codes[at] and _marked(known, at, code)
    now = known.translate(code, at, newest).codes
    return OccupationTold(digital, () if now == (code,) else now)


def _place(known: Crosswalk, code: str, day: date | None) -> int:
    """The edition that a code is of: that in force on the day if it has it, else the newest that has it."""
    at = BEFORE if day is None else known.place(day)
    if at >= 0 and code in known.codes[at]:
        return at
    if at == BEFORE and day is not None and any(_leads(known.changes_of(code), code)):
        return BEFORE
    return next((at for at in range(len(known.codes) - 1, -1, -1) if code in known.codes[at]), BEFORE)


def _leads(changes: Sequence[Change], code: str) -> Iterator[bool]:
    return (change.edition == 0 and change.before == code and not change.draft for change in changes)


@cache
def _marked(known: Crosswalk, at: int, code: str) -> bool:
    return bool(_of(known.classification, known.classification.editions[at], code)[1])
