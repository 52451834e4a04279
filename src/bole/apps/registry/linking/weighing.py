"""权重: one pair of records by the saved model, as Splink weighs whole registers; the register says what is rare.

log2(λ/(1-λ)) + Σ log2(m/u), where a shared rare name counts for more than a common one.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import monotonic
from typing import Any, Final

from bole.apps.registry.linking.words import PRIOR
from bole.apps.registry.models import Insurance, Organisation, Person
from bole.apps.registry.names import pinyin_key
from bole.apps.registry.person_search import OPEN
from bole.linkage.comparisons import COMPARISONS, Level, Stub
from bole.linkage.details import read_birth, read_org, read_phone, read_sex, read_town
from bole.linkage.model import saved_model
from bole.linkage.names import read_name
from bole.linkage.numbers import read_number

Record = Mapping[str, str | None]
_FRESH: Final = 300.0
"""Seconds for which the size of the register is believed."""
_COUNTED: Final = 5_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """一对的权重, in bits, and its parts: comparison, level, bits."""

    weight: float
    parts: tuple[tuple[str, str, float], ...]

    @property
    def kept(self) -> int:
        """As it is kept, in thousandths of a bit."""
        return round(self.weight * 1000)


class Weigher:
    """评分者 of one record against several: what is looked up of it, how rare its values are, is looked up once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._stub = stub_of(record)
        self._shares: dict[str, float] = {}

    def weigh(self, other: Record) -> Weighed:
        """The weight of the pair. Where they share a value, its share is the same for both sides."""
        right = stub_of(other)
        parts = [(PRIOR, "", round(_prior(), 3))]
        for comparison, levels in zip(COMPARISONS, _levels(), strict=True):
            at = comparison.level(self._stub, right)
            level = comparison.levels[at]
            bits = 0.0 if level.unknown else self._bits(level, levels[at])
            parts.append((comparison.name, level.label, round(bits, 3)))
        return Weighed(round(sum(bits for _name, _label, bits in parts), 3), tuple(parts))

    def _bits(self, level: Level, told: Mapping[str, Any]) -> float:
        m, u = float(told["m_probability"]), float(told["u_probability"])
        return math.log2(m / (self._share(level.frequency) if level.frequency else u))

    def _share(self, column: str) -> float:
        if column not in self._shares:
            self._shares[column] = _SHARES[column](self._record)
        return self._shares[column]


@cache
def _prior() -> float:
    share = float(saved_model()["probability_two_random_records_match"])
    return math.log2(share / (1 - share))


@cache
def _levels() -> list[list[Mapping[str, Any]]]:
    return [comparison["comparison_levels"] for comparison in saved_model()["comparisons"]]


def stub_of(record: Record) -> Stub:
    """整理后的记录 of one record; alone, so that nothing is left out for being shared by many."""
    name, number = read_name(record["name"]), read_number(record["id_no"])
    proven = number.number_class == "proven" and number.number is not None
    stated, male = read_birth(record["birth"]), read_sex(record["sex"])
    born = stated or number.born
    return Stub(
        place=0,
        plain=name.name,
        sound=name.sound,
        near=name.near,
        sorted_sound=name.sorted_sound,
        surname=name.surname,
        given=name.given,
        number=number.number,
        digits="".join(sorted(number.number)) if number.number else None,
        head=number.head,
        tail=number.tail,
        checked=proven and len(number.number or "") == 18,
        firm=proven,
        mistyped=number.number_class == "bad",
        doubted=False,
        stated=_eight(stated),
        number_born=_eight(number.born),
        born=_eight(born),
        male=male if male is not None else number.male,
        phone=read_phone(record["phone"]),
        org=read_org(record["org"]),
        town=read_town(record["town"]),
        once=None,
    )


def _eight(day: date | None) -> str | None:
    return None if day is None else f"{day:%Y%m%d}"


# --- how many share a value ---


def _persons() -> int:
    """How many files there are, looked up now and then."""
    return _counted(int(monotonic() / _FRESH))


@cache
def _counted(_moment: int) -> int:
    return Person.objects.filter(OPEN).count()


def _share(count: int) -> float:
    return max(count, 1) / max(_persons(), 1_000)


def _sound_share(record: Record) -> float:
    rows = Person.objects.filter(OPEN, pinyin=pinyin_key(record["name"] or ""))
    return _share(rows[:_COUNTED].count())


def _name_share(record: Record) -> float:
    rows = Person.objects.filter(OPEN, pinyin=pinyin_key(record["name"] or ""), name=record["name"] or "")
    return _share(rows[:_COUNTED].count())


def _org_share(record: Record) -> float:
    bodies = list(Organisation.objects.filter(OPEN, name=record["org"] or "").values_list("thing", flat=True)[:10])
    return _share(Insurance.objects.filter(OPEN, organisation__in=bodies)[:_COUNTED].count())


def _town_share(record: Record) -> float:
    return _share(Person.objects.filter(OPEN, residence_town=record["town"] or "").count())


_SHARES: Final[Mapping[str, Callable[[Record], float]]] = {
    "plain": _name_share,
    "sound": _sound_share,
    "org": _org_share,
    "town": _town_share,
}
