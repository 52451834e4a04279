"""单条归集: a new record finds its file at once, by the same rules and weights as a whole register."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypedDict

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bole.linkage.assign import Limits
from bole.linkage.blocking import BLOCKS, OF_KEYS, Block
from bole.linkage.comparisons import NUMBER, Stub
from bole.linkage.keys import Held, not_the_owners
from bole.linkage.link import Linked
from bole.linkage.prepare import COLUMNS, stubs_of
from bole.linkage.results import CLEAR, DOUBTFUL, SURE, pair_supported
from bole.linkage.scoring import compared
from bole.linkage.weights import Waterfall, Weights, frequencies_of, stub_at

_REPAIRS: Final = ("same", "one slip", "same as far as rounded", "same as far as seen")


class Record(TypedDict, total=False):
    """记录 as a clerk typed it; what is not there is empty."""

    record_id: str
    source: str | None
    name: str | None
    id_no: str | None
    sex: str | None
    birth: str | None
    phone: str | None
    org: str | None
    town: str | None
    year: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """候选记录: a record of the register beside the new one."""

    record_id: str
    cluster_id: str
    waterfall: Waterfall
    supported: bool
    """Whether the names allow a join."""


@dataclass(frozen=True, slots=True)
class Answer:
    """归集答复: the file of a new record, or none; and what a person should look at."""

    cluster_id: str | None
    confidence: float
    by_number: bool
    """The number alone decided: proven or repaired, with the same name."""
    detached: bool
    """Its number is another's, by name or birth."""
    doubtful: bool
    matches: tuple[Match, ...]
    """The best first."""


class Prepared:
    """备好的登记册: a linked register with what one record is looked up by."""

    def __init__(self, linked: Linked) -> None:
        self.stubs = linked.weighed.stubs
        self.table = compared(self.stubs)
        self.cluster_ids = linked.clusters["cluster_id"]
        self.weights = Weights(linked.weighed.model, frequencies_of(self.table))
        self._index = _Index(self.table)
        self.offices = frozenset(self.stubs["office"].drop_nulls())
        self.fillers = frozenset(self.stubs["filler"].drop_nulls())
        self.once = frozenset(self.stubs["once"].drop_nulls())

    @cached_property
    def keys(self) -> Mapping[str, list[int]]:
        """The records under each key."""
        held = self.stubs.filter(pl.col("key").is_not_null()).group_by("key").agg("place")
        return dict(held.iter_rows())

    @cached_property
    def keyed_clusters(self) -> frozenset[str]:
        """Files that have a key."""
        return frozenset(self.cluster_ids.filter(self.stubs["key"].is_not_null()))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each record."""
        return {record_id: place for place, record_id in enumerate(self.stubs["record_id"])}

    def stub(self, place: int) -> Stub:
        """A record as it is compared."""
        return stub_at(self.table, place)

    def near(self, stub: pl.DataFrame) -> list[int]:
        """The records worth comparing with a new one."""
        return self._index.near(stub)

    def waterfall(self, one: str, other: str) -> Waterfall:
        """权重瀑布 of two records of the register, by their ids."""
        return self.weights.waterfall(self.stub(self.places[one]), self.stub(self.places[other]))


def prepare(linked: Linked) -> Prepared:
    """备好 a linked register for new records; it is not changed by them."""
    return Prepared(linked)


class _Index:
    """For each rule of the candidates the hashes of its values, in order, and whose they are."""

    def __init__(self, table: pl.DataFrame) -> None:
        import duckdb

        self._connection = duckdb.connect()
        self._connection.execute("set threads = 2; set enable_progress_bar = false")
        self._rules = (*BLOCKS, *OF_KEYS)
        self._hashes: list[NDArray[np.uint64]] = []
        self._places: list[NDArray[np.uint32]] = []
        self._connection.register("compared", table)
        for rule in self._rules:
            query = f"select place, {_hash(rule)} as h from compared where h is not null"  # noqa: S608
            found = self._connection.sql(query).pl()
            ordered = found.sort("h", "place")
            self._hashes.append(ordered["h"].to_numpy())
            self._places.append(ordered["place"].to_numpy())
        self._connection.unregister("compared")

    def near(self, stub: pl.DataFrame) -> list[int]:
        """The records that agree with one in some rule."""
        wanted = ", ".join(f"{_hash(rule)} as h{at}" for at, rule in enumerate(self._rules))
        cursor = self._connection.cursor()
        cursor.register("sought", stub)
        row = cursor.sql(f"select {wanted} from sought").fetchall()[0]  # noqa: S608
        found: set[int] = set()
        for rule, hashes, places, value in zip(self._rules, self._hashes, self._places, row, strict=True):
            if value is not None:
                start, end = (
                    np.searchsorted(hashes, np.uint64(value)),
                    np.searchsorted(hashes, np.uint64(value), "right"),
                )
                if end - start < rule.most:
                    found.update(places[start:end].tolist())
        return sorted(found)


def _hash(rule: Block) -> str:
    given = " and ".join(f"({value}) is not null" for value in rule.agree)
    return f"case when {given} then hash({', '.join(rule.agree)}) end"


def link_one(prepared: Prepared, record: Record, limits: Limits | None = None) -> Answer:
    """单条归集: the file of one new record, in the time of a request."""
    limits = limits or Limits()
    stub = _stub_of(prepared, record)
    key, detached = _key_of(prepared, stub)
    stub = stub.with_columns(
        key=pl.lit(key, pl.String),
        detached=pl.lit(detached),
        number_born=pl.when(pl.lit(detached)).then(None).otherwise("number_born"),
        born=pl.when(pl.lit(detached)).then("stated").otherwise("born"),
        male=pl.when(pl.lit(detached)).then("stated_male").otherwise("male"),
    )
    table = compared(stub)
    if key is None and not detached:
        key = _repaired(prepared, table)
        if key is not None:
            table = table.with_columns(firm=pl.lit(True))
    mine = stub_at(table, 0)
    matches = _matches(prepared, table, mine)
    if key is not None and key in prepared.keys:
        cluster = prepared.cluster_ids[prepared.keys[key][0]]
        return Answer(cluster, SURE, True, detached, False, matches)
    return _decide(prepared, matches, key is not None, detached, limits)


def _stub_of(prepared: Prepared, record: Record) -> pl.DataFrame:
    typed = {column: [record.get(column)] for column in COLUMNS}
    stub = stubs_of(pl.DataFrame(typed, schema=dict.fromkeys(COLUMNS, pl.String)))
    number_gone = stub["number"][0] in prepared.fillers
    return stub.with_columns(
        phone=pl.when(~pl.col("phone").is_in(list(prepared.offices & {stub["phone"][0]}))).then("phone"),
        number=pl.when(pl.lit(not number_gone)).then("number"),
        number_class=pl.lit("none") if number_gone else pl.col("number_class"),
        once=pl.when(pl.col("source").is_in(list(prepared.once))).then("source"),
    )


def _key_of(prepared: Prepared, stub: pl.DataFrame) -> tuple[str | None, bool]:
    """The key of a new record, and whether it was given one that is not its own."""
    row = stub.row(0, named=True)
    if row["number_class"] != "proven" or row["number"] is None:
        return None, False
    key = row["number"]
    held = [_held(prepared.stubs.row(place, named=True)) for place in prepared.keys.get(key, ())]
    new = _held(row)._replace(place=-1, elsewhere=_elsewhere(prepared, row), known=_known(prepared, row))
    stranger = new in not_the_owners([*held, new]) if held else new.contrary
    return (None, True) if stranger else (key, False)


def _held(row: Mapping[str, object]) -> Held:
    stated, born = row["stated"], row["number_born"]
    wrong_birth = stated is not None and born is not None and str(stated)[:4] != str(born)[:4]
    wrong_sex = None not in (row["stated_male"], row["number_male"]) and row["stated_male"] != row["number_male"]
    sound, near, sorted_sound, given = (str(row[column] or "") for column in ("sound", "near", "sorted_sound", "given"))
    place = row.get("place")
    assert isinstance(place, int)
    confirmed = stated is not None and stated == born
    return Held(place, sound, near, sorted_sound, given, confirmed, wrong_birth or wrong_sex, False, False)


def _elsewhere(prepared: Prepared, row: Mapping[str, object]) -> bool:
    others = _of_sound(prepared, row)
    same_birth = (pl.col("born") == row["stated"]) if row["stated"] else pl.lit(False)
    same_phone = (pl.col("phone") == row["phone"]) if row["phone"] else pl.lit(False)
    return bool(others.filter(same_birth | same_phone).height)


def _known(prepared: Prepared, row: Mapping[str, object]) -> bool:
    return bool(_of_sound(prepared, row).height)


def _of_sound(prepared: Prepared, row: Mapping[str, object]) -> pl.DataFrame:
    """Keyed records of the same name under another key."""
    stubs = prepared.stubs
    return stubs.filter((pl.col("sound") == row["sound"]) & (pl.col("key") != row["number"]))


def _repaired(prepared: Prepared, table: pl.DataFrame) -> str | None:
    """The one proven number of the same sound that the number comes down to."""
    mine = stub_at(table, 0)
    if mine["sound"] is None or (mine["number"] is None and mine["head"] is None):
        return None
    same_sound = prepared.stubs.filter(
        (pl.col("sound") == mine["sound"]) & pl.col("key").is_not_null() & ~pl.col("repaired")
    )
    found = set()
    for place, key in same_sound.select("place", "key").iter_rows():
        other = prepared.stub(place)
        label = NUMBER.levels[NUMBER.level(mine, other)].label
        same_year = mine["stated"] is None or not other["number_born"] or mine["stated"][:4] == other["number_born"][:4]
        if label in _REPAIRS and same_year:
            found.add(key)
    return found.pop() if len(found) == 1 else None


def _matches(prepared: Prepared, table: pl.DataFrame, mine: Stub) -> tuple[Match, ...]:
    found = []
    for place in prepared.near(table):
        waterfall = prepared.weights.waterfall(mine, prepared.stub(place))
        match = Match(
            prepared.stubs["record_id"][place], prepared.cluster_ids[place], waterfall, pair_supported(waterfall)
        )
        found.append(match)
    return tuple(sorted(found, key=lambda match: (-match.waterfall.weight, match.record_id)))


def _decide(prepared: Prepared, matches: tuple[Match, ...], keyed: bool, detached: bool, limits: Limits) -> Answer:
    best: dict[str, float] = {}
    for match in matches:
        two_keys = keyed and match.cluster_id in prepared.keyed_clusters
        least = limits.two_keys if two_keys else limits.join
        if match.supported and match.waterfall.weight >= least:
            best.setdefault(match.cluster_id, match.waterfall.weight)
    ranked = sorted(best.items(), key=lambda item: -item[1])
    clear = [weight for cluster, weight in ranked if cluster in prepared.keyed_clusters]
    unclear = len(clear) > 1 and clear[0] - clear[1] < limits.lead and ranked[0][0] in prepared.keyed_clusters
    top = max((match.waterfall.probability for match in matches), default=0.0)
    if not ranked or unclear:
        return Answer(None, min(1 - top, SURE), False, detached, detached or top >= DOUBTFUL, matches)
    sure = min(next(m for m in matches if m.cluster_id == ranked[0][0] and m.supported).waterfall.probability, SURE)
    return Answer(ranked[0][0], sure, False, detached, detached or sure < CLEAR, matches)
