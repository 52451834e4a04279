"""文字: codes of the register in the words that people use."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final

from django.conf import settings

from bole.apps.registry.imports.classifications import classification, scheme_titles
from bole.apps.registry.imports.kinds import all_kinds
from bole.apps.registry.models import Organisation, Pool
from bole.kernel.codes import CODES
from bole.kernel.levels import SCALES
from bole.kernel.messages import N_, _, language

_ID_KINDS: Final = {
    "resident": N_("居民身份证"),
    "residence-permit": N_("港澳台居民居住证"),
    "permanent-residence": N_("外国人永久居留身份证"),
    "travel-permit": N_("来往内地通行证"),
    "passport": N_("护照"),
}
_STANDINGS: Final = {"graduated": N_("毕业"), "enrolled": N_("在读"), "left": N_("离校")}


def code_words(system: str, code: str) -> str:
    """A code of one of the short lists; itself where the list does not have it."""
    found = CODES.get(system, {}).get(code)
    if found is None:
        return code
    return found.label if language() == "zh" else found.label_en


def level_words(scale: str, rank: int | None) -> str:
    """A level; "" where none is known or it has none."""
    if not rank or rank > SCALES[scale].highest:
        return ""
    level = SCALES[scale].level(rank)
    return level.label if language() == "zh" else level.label_en


def place_words(code: str) -> str:
    """A division by its name; the code itself where no pack has it."""
    if not code:
        return ""
    return _names("division", -1).get(code.ljust(6, "0"), code)


def occupation_words(code: str, day: date | None = None) -> str:
    """An occupation by the name that it has in the edition in force on a day, else in the newest that has it."""
    if not code:
        return ""
    known = classification("occupation")
    at = known.index(day)
    order = [at] if at >= 0 else []
    order += [index for index in range(len(known.versions) - 1, -1, -1) if index not in order]
    return next((found for index in order if (found := _names("occupation", index).get(code))), code)


@cache
def _names(system: str, index: int) -> Mapping[str, str]:
    """Code to name in one edition; -1 is the newest."""
    versions = classification(system).versions
    if not versions:
        return {}
    return {code: name for name, codes in versions[index].names.items() for code in codes}


def education_words(code: str) -> str:
    """学历."""
    return _spoken("school", "education").get(code, code)


def industry_words(code: str) -> str:
    """行业, by the letter of its section."""
    return _spoken("employers", "industry").get(code[:1], code) if code else ""


@cache
def _spoken(kind: str, item: str) -> Mapping[str, str]:
    """Value to the first of the words that a file may write for it."""
    return {value: words[0] for value, words in all_kinds()[kind].column(item).words.items() if words}


def money_words(fen: int | None) -> str:
    """金额 in yuan."""
    if fen is None:
        return ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02}"


def scheme_words(id: str) -> str:
    """政策项目, or another kind of payment that a ledger holds, by its title; itself where no pack knows it."""
    both = scheme_titles(tuple(settings.BOLE_PACKS)).get(id)
    return id if both is None else both[0 if language() == "zh" else 1]


def organisation_names(things: Iterable[int | None]) -> Mapping[int, str]:
    """The names of bodies as they count now."""
    wanted = {thing for thing in things if thing is not None}
    if not wanted:
        return {}
    found = Organisation.objects.filter(thing__in=wanted, closed_at__isnull=True)
    return dict(found.values_list("thing", "name"))


def in_words(listed: str, value: object, day: date | None = None) -> str:
    """A value of a column whose codes are in that list, for people; bodies and pools by their name."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if listed in SCALES:
        assert isinstance(value, int)
        return level_words(listed, value)
    if listed == "occupation":
        return occupation_words(str(value), day)
    if listed in _LISTS:
        return _LISTS[listed](value)
    return code_words(listed, str(value)) if listed else str(value)


_LISTS: Final[Mapping[str, Callable[..., str]]] = {
    "division": lambda code: place_words(code),
    "education": lambda code: education_words(code),
    "education-status": lambda code: _(_STANDINGS.get(str(code), str(code))),
    "id-kind": lambda code: _(_ID_KINDS.get(str(code), str(code))),
    "industry": lambda code: industry_words(code),
    "fen": lambda fen: money_words(fen),
    "scheme": lambda id: scheme_words(str(id)),
    "organisation": lambda thing: organisation_names([thing]).get(thing, str(thing)),
    "pool": lambda number: Pool.objects.filter(pk=number).values_list("name", flat=True).first() or str(number),
}
