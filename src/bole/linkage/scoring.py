"""评分: Splink weighs the pairs that it is given, on DuckDB or on Spark, by a saved model."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from bole.linkage.comparisons import COMPARED
from bole.linkage.model import Model

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

MEMORY: Final = 1200
"""Megabytes of the database for half a million records; more records get more."""
MEMORY_FOR: Final = 500_000
THREADS: Final = 2
AT_ONCE: Final = 3_000_000
"""Pairs weighed in one go; with their levels they take some 300 bytes each."""


@contextmanager
def connected(records: int) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in memory, with bounds; what does not fit goes to a folder that is removed."""
    import duckdb

    with TemporaryDirectory() as folder, duckdb.connect() as connection:
        limit = MEMORY * max(records, MEMORY_FOR) // MEMORY_FOR
        connection.execute(f"set memory_limit = '{limit}MB'; set temp_directory = '{folder}'")
        connection.execute(f"set threads = {THREADS}; set enable_progress_bar = false")
        yield connection


def compared(stubs: pl.DataFrame) -> pl.DataFrame:
    """The columns that comparisons look at, dates as eight digits."""
    dates = ("stated", "number_born", "born")
    sorted_digits = pl.col("number").str.split("").list.sort().list.join("")
    return stubs.with_columns(
        *(pl.col(column).dt.strftime("%Y%m%d") for column in dates),
        digits=sorted_digits,
        mistyped=pl.col("number_class") == "bad",
        doubted=pl.col("detached"),
        firm=pl.col("key").is_not_null(),
        checked=((pl.col("number_class") == "proven") & (pl.col("number").str.len_chars() == 18)).fill_null(False),
    ).select(COMPARED)


def random_pairs(loose: "NDArray[np.int64]", records: int, count: int, seed: int) -> pl.DataFrame:
    """Pairs drawn at random, one side of them among `loose`; each once."""
    dice = np.random.default_rng(seed)
    if not len(loose):
        return pl.DataFrame({"one": [], "other": []}, schema={"one": pl.UInt32, "other": pl.UInt32})
    one, other = dice.choice(loose, count), dice.integers(0, records, count)
    drawn = pl.DataFrame({"one": np.minimum(one, other), "other": np.maximum(one, other)})
    return drawn.cast(pl.UInt32).filter(pl.col("one") != pl.col("other")).unique(maintain_order=True)


def weigh(
    connection: "duckdb.DuckDBPyConnection", pairs: str, model: Model, least: float | None, *, levels: bool = False
) -> pl.DataFrame:
    """The weight and levels (Splink's numbers, `gamma_…`) of each pair of table `pairs` (`one`, `other`: places in
    table `compared`), where at least `least`; with `levels`, the weights of the levels too."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection)
    linker = Linker(api.register("compared"), settings(model, levels=levels), validate_settings=False)
    logging.getLogger("splink").setLevel(logging.ERROR)  # a linker sets it to tell its progress
    connection.execute(
        "create or replace temp table numbered as"  # noqa: S608
        f" select '0' as match_key, one as join_key_l, other as join_key_r, row_number() over () as n from {pairs}"
    )
    count = connection.sql("select count(*) from numbered").fetchall()[0][0]
    wanted = "match_weight as weight, columns('gamma_.*')" + (", columns('mw_.*')" if levels else "")
    parts: list[pl.DataFrame] = []
    for start in range(0, max(count, 1), AT_ONCE):
        connection.execute(
            "create or replace temp table blocked as select match_key, join_key_l, join_key_r from numbered"  # noqa: S608
            f" where n > {start} and n <= {start + AT_ONCE}"
        )
        linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        parts.append(
            connection.sql(f"select place_l as one, place_r as other, {wanted} from {found.physical_name}").pl()  # noqa: S608
        )
        found.drop_table_from_database_and_remove_from_cache()
    connection.execute("drop table numbered; drop table blocked")
    return pl.concat(parts).sort("one", "other")


def settings(model: Model, *, levels: bool) -> Model:
    return {**model, "retain_matching_columns": True, "retain_intermediate_calculation_columns": levels}
