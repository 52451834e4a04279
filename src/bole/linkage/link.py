"""归集: a register becomes files, one for each person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from bole.kernel.errors import BoleError
from bole.linkage.assign import Files, Limits, assign
from bole.linkage.blocking import block
from bole.linkage.errors import TOO_FEW
from bole.linkage.files import check_records
from bole.linkage.identity import cluster_ids
from bole.linkage.keys import repaired, with_keys, with_once
from bole.linkage.model import Model, saved_model, untrained
from bole.linkage.prepare import stubs_of
from bole.linkage.results import Weighed, confidence, doubts_of, supported
from bole.linkage.scoring import compared, connected, random_pairs, weigh
from bole.linkage.training import Seen, fit

if TYPE_CHECKING:
    import duckdb

TRUST: Final = 2000.0
"""The saved model counts as so many pairs of one person seen before; a large register outweighs it."""
RANDOMS: Final = 300_000
RANDOMS_EACH: Final = 30
"""Pairs drawn at random, at most so many for each record."""
LEAST_LOOSE: Final = 500
"""A training learns from records without a reliable number."""
LEAST: Final = -10.0
"""Pairs of a lower weight are never looked at again."""

Told = Callable[[str, int, int], None]
STEPS: Final = ("read", "keys", "candidates", "weights", "files")


def weighed(
    records: pl.DataFrame,
    model: Model | None = None,
    *,
    seed: int = 1,
    trust: float = TRUST,
    told: Told = lambda _step, _done, _of: None,
) -> Weighed:
    """Everything but the files: keys, candidates and their weights, the model fitted to this register."""
    start = model or saved_model()
    told("read", 0, len(STEPS))
    stubs = with_once(with_keys(stubs_of(records)))
    with connected(stubs.height) as connection:
        told("keys", 1, len(STEPS))
        _hold(connection, stubs)
        stubs = repaired(connection, stubs)
        _hold(connection, stubs)
        told("candidates", 2, len(STEPS))
        block(connection)
        told("weights", 3, len(STEPS))
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
    drawn = random_pairs(loose, stubs.height, min(RANDOMS, RANDOMS_EACH * stubs.height), seed)
    connection.register("drawn", drawn)
    connection.execute("create or replace temp table shown as from drawn union from loose_pairs")
    shown = weigh(connection, "shown", model, None, levels=True)
    connection.unregister("drawn")
    candidates = connection.sql("from loose_pairs").pl()
    pair = ["one", "other"]
    randoms, candidates = (
        shown.join(chosen, on=pair, how="semi", maintain_order="left") for chosen in (drawn, candidates)
    )
    return Seen(candidates, randoms, len(loose) * stubs.height - len(loose) * (len(loose) + 1) / 2)


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


@dataclass(frozen=True, slots=True)
class Linked:
    """归集结果: whose file each record is in, what a person should look at, and what it was decided by."""

    clusters: pl.DataFrame
    """`record_id`, `cluster_id`, `confidence`, in the order of record ids."""
    doubts: pl.DataFrame
    weighed: Weighed

    @property
    def files(self) -> int:
        """How many files there are."""
        return self.clusters["cluster_id"].n_unique()


def link(
    records: pl.DataFrame,
    model: Model | None = None,
    *,
    former: pl.DataFrame | None = None,
    seed: int = 1,
    limits: Limits | None = None,
    told: Told = lambda _step, _done, _of: None,
) -> Linked:
    """归集: one file for each person of a register.

    `former` is the result of an earlier run (`record_id`, `cluster_id`): files keep their ids. The order of the rows
    changes nothing.
    """
    done = weighed(check_records(records), model, seed=seed, told=told)
    told("files", 4, len(STEPS))
    files = files_of(done, limits)
    file_of = np.array([files.find(place) for place in range(done.stubs.height)], np.int64)
    ids = cluster_ids(done.stubs["record_id"], file_of, former)
    sure = confidence(done, file_of)
    clusters = pl.DataFrame({"record_id": done.stubs["record_id"], "cluster_id": ids, "confidence": sure})
    told("files", 5, len(STEPS))
    return Linked(clusters, doubts_of(done, file_of, ids), done)


def train_model(
    records: pl.DataFrame,
    model: Model | None = None,
    *,
    seed: int = 1,
    told: Told = lambda _step, _done, _of: None,
) -> Model:
    """训练: a model from a register that nobody has labelled; from `model` on, where one is given."""
    rows = check_records(records)
    trained = weighed(rows, model or untrained(), seed=seed, trust=TRUST if model else 0.0, told=told)
    loose = trained.stubs["key"].null_count()
    if loose < LEAST_LOOSE:
        raise BoleError(TOO_FEW, count=loose, least=LEAST_LOOSE)
    return trained.model
