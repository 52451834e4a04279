"""本地的事项: the kinds of case of a place as its packs have them, their words, and its working days; reads alone."""

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Final

from bole.apps.schemes.place import packs_now, place_of_register
from bole.kernel.errors import BoleError
from bole.kernel.flow import State, Step
from bole.kernel.messages import language
from bole.kernel.working_days import WEEKENDS, WorkingDays
from bole.policy.case_kinds import CaseKind
from bole.policy.errors import UNKNOWN_ID
from bole.policy.marked_yaml import nearest
from bole.policy.pack import Pack, Packs
from bole.policy.runs import fits


def kinds_of(place: str) -> Mapping[str, CaseKind]:
    """事项 of a place by id: those of its packs and of the packs above it, the topmost first.

    Raises BoleError where a pack is wrong.
    """
    return _of(_Known(packs_now()), place)


def kind_of(id: str) -> CaseKind:
    """事项 of the register's place by its id. Raises BoleError where its packs have none of that id."""
    kinds = kinds_of(place_of_register())
    if id not in kinds:
        raise BoleError(UNKNOWN_ID, id=id, nearest=nearest(id, kinds))
    return kinds[id]


def kind_known(id: str) -> CaseKind | None:
    """事项 of the register's place by its id; None where its packs have it no more."""
    return kinds_of(place_of_register()).get(id)


def working_days() -> WorkingDays:
    """工作日历 of the register's place."""
    serving = _serving(packs_now(), place_of_register())
    return serving[-1].working_days if serving else WEEKENDS


def kind_title(kind: CaseKind) -> str:
    """事项名称, in the language in use."""
    return _told(kind.title, kind.title_en)


def state_title(kind: CaseKind, state: str) -> str:
    """状态名称 in the kind's flow; the code itself where the flow has lost it since."""
    known: State | None = kind.flow.states.get(state)
    return state if known is None else _told(known.title, known.title_en)


def step_title(step: Step) -> str:
    """动作名称: what stands on its button."""
    return _told(step.title, step.title_en)


def _told(chinese: str, english: str) -> str:
    return english if language() == "en" else chinese


def _serving(packs: Packs, place: str) -> list[Pack]:
    """The packs that a place lies in, those above first."""
    return [pack for pack in packs.values() if fits(pack, place)]


class _Known:
    """The packs as they are now, for a cache that goes by which ones they are and not by what they hold."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs

    def __hash__(self) -> int:
        return id(self.packs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.packs is self.packs


_READING: Final = Lock()


def _of(known: _Known, place: str) -> Mapping[str, CaseKind]:
    with _READING:
        return _read(known, place)


@lru_cache(maxsize=4)
def _read(known: _Known, place: str) -> Mapping[str, CaseKind]:
    whole = known.packs.kinds
    return MappingProxyType({id_: whole[id_] for pack in _serving(known.packs, place) for id_ in pack.kinds})
