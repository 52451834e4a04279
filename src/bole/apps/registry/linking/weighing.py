"""权重: one pair of records by the saved model, as Splink weighs whole registers; the register says what is rare."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from time import monotonic
from typing import Final

import polars as pl

from bole.apps.registry.models import Insurance, Organisation, Person
from bole.apps.registry.names import pinyin_key
from bole.apps.registry.person_search import OPEN
from bole.linkage.comparisons import Stub
from bole.linkage.model import saved_model
from bole.linkage.prepare import COLUMNS, stubs_of
from bole.linkage.scoring import compared
from bole.linkage.weights import Waterfall, Weights

Record = Mapping[str, str | None]
_FRESH: Final = 300.0
"""Seconds for which the size of the register is believed."""
_COUNTED: Final = 5_000


def weigh(record: Record, others: Sequence[Record]) -> list[Waterfall]:
    """权重瀑布 of one record with each of several; how rare its values are is looked up once, where it counts.

    A value that both sides have is as rare on either.
    """
    if not others:
        return []
    one, *rest = _stubs([record, *others])
    weights = Weights(saved_model(), {column: _Shares(record, ask) for column, ask in _SHARES.items()})
    return [weights.waterfall(one, other) for other in rest]


def _stubs(records: Sequence[Record]) -> list[Stub]:
    """整理后的记录, in their order. Two numbers that are both proven are told apart as two keys."""
    typed: dict[str, list[str | None]] = {column: [record.get(column) for record in records] for column in COLUMNS}
    typed["record_id"] = [f"{at:06}" for at in range(len(records))]
    stubs = stubs_of(pl.DataFrame(typed, schema=dict.fromkeys(COLUMNS, pl.String)))
    proven = (pl.col("number_class") == "proven") & pl.col("number").is_not_null()
    keyed = stubs.with_columns(key=pl.when(proven).then("number"), detached=pl.lit(False), once=pl.lit(None, pl.String))
    found: list[Stub] = compared(keyed).rows(named=True)  # type: ignore[assignment]
    return found


class _Shares(Mapping[str, float]):
    """The share of the files that have the one value that is asked for: that of the record."""

    def __init__(self, record: Record, ask: Callable[[Record], float]) -> None:
        self._record, self._ask = record, ask
        self._found: float | None = None

    def __getitem__(self, value: str) -> float:
        if self._found is None:
            self._found = self._ask(self._record)
        return self._found

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


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
