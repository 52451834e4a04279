"""归集: a register becomes files, one for each person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from bole.linkage.assign import Files, Limits, assign
from bole.linkage.blocking import block
from bole.linkage.comparisons import BIRTH, NAME, NUMBER, PHONE, Comparison
from bole.linkage.keys import repaired, with_keys, with_once
from bole.linkage.model import Model, saved_model
from bole.linkage.prepare import stubs_of
from bole.linkage.scoring import compared, connected, random_pairs, weigh
from bole.linkage.training import Seen, fit, places_of

if TYPE_CHECKING:
    import duckdb

TRUST: Final = 2000.0
"""The saved model counts as so many pairs of one person seen before; a large register outweighs it."""
RANDOMS: Final = 300_000
LEAST: Final = -10.0
"""Pairs of a lower weight are never looked at again."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Weighed:
    """已评分: stubs in the order of their ids, the pairs that were weighed, and by what model."""

    stubs: pl.DataFrame
    pairs: pl.DataFrame
    model: Model


def weighed(
    records: pl.DataFrame, model: Model | None = None, *, seed: int = 1, trust: float = TRUST, told: Told = lambda _step: None
) -> Weighed:
    """Everything but the files: keys, candidates and their weights, the model fitted to this register."""
    start = model or saved_model()
    told("read")
    stubs = with_once(with_keys(stubs_of(records)))
    with connected() as connection:
        told("keys")
        _hold(connection, stubs)
        stubs = repaired(connection, stubs)
        _hold(connection, stubs)
        told("candidates")
        block(connection)
        told("weights")
        fitted = fit(start, seen(connection, stubs, start, seed), trust)
        pairs = weigh(connection, "pairs", fitted, LEAST)
    return Weighed(stubs, pairs, fitted)


def _hold(connection: "duckdb.DuckDBPyConnection", stubs: pl.DataFrame) -> None:
    """Tables `compared` and `stub_keys` as the stubs are now."""
    table = compared(stubs)
    connection.register("_compared", table)
    connection.execute("create or replace table compared as from _compared")
    connection.unregister("_compared")
    keys = stubs.select("place", "key", "number_class", "detached")
    connection.register("_keys", keys)
    connection.execute("create or replace table stub_keys as from _keys")
    connection.unregister("_keys")


def seen(connection: "duckdb.DuckDBPyConnection", stubs: pl.DataFrame, model: Model, seed: int) -> Seen:
    """The levels of the candidates and of pairs drawn at random, one side without a key."""
    loose = np.flatnonzero(stubs["key"].is_null().to_numpy())
    drawn = random_pairs(loose, stubs.height, RANDOMS, seed)
    connection.register("drawn", drawn)
    randoms = weigh(connection, "drawn", model, None, levels=True)
    connection.unregister("drawn")
    candidates = weigh(connection, "loose_pairs", model, None, levels=True)
    return Seen(candidates, randoms, len(loose) * stubs.height - len(loose) * (len(loose) + 1) / 2)


def supported(pairs: pl.DataFrame) -> pl.Series:
    """Whether a pair may be joined at all: two names that are not one need more than what a family shares.

    Twins and same-day neighbours have the first fourteen places, the surname and the phone in common; brothers and
    sisters the phone and often one of two given characters.
    """
    name, number, birth = (pairs[f"gamma_{side}"] for side in ("name", "number", "birth"))
    same_day = birth == _place(BIRTH, "same day")
    seen_well = number == _place(NUMBER, "same as far as seen")
    agrees = number >= _place(NUMBER, "same in the few places seen")
    near_name = name == _place(NAME, "one syllable of three differs")
    one_name = (name > _place(NAME, "one syllable of three differs")) | (name < 0)
    same_phone = pairs["gamma_phone"] == _place(PHONE, "same")
    two_keys = number == _place(NUMBER, "two keys")
    one_person = one_name | (near_name & (same_day | agrees)) | (same_day & seen_well)
    return one_person & (~two_keys | (same_day & same_phone))


def _place(comparison: Comparison, label: str) -> int:
    return places_of(comparison)[label]


def files_of(weighed: Weighed, limits: Limits | None = None) -> Files:
    """The files that the weights make."""
    pairs = weighed.pairs.filter(supported(weighed.pairs))
    return assign(
        weighed.stubs["key"].to_list(),
        pairs["one"].to_numpy().astype(np.int64),
        pairs["other"].to_numpy().astype(np.int64),
        pairs["weight"].to_numpy(),
        limits or Limits(),
    )
