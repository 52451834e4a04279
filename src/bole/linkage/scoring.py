"""评分: Splink weighs the pairs that it is given, on DuckDB or on Spark, by a saved model."""

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from bole.linkage.comparisons import COMPARED

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT: Final = "1200MB"
THREADS: Final = 2


def compared(stubs: pl.DataFrame) -> pl.DataFrame:
    """The columns that comparisons look at, dates as eight digits."""
    dates = ("stated", "number_born", "born")
    sorted_digits = pl.col("number").str.split("").list.sort().list.join("")
    return stubs.with_columns(
        *(pl.col(column).dt.strftime("%Y%m%d") for column in dates),
        digits=sorted_digits,
        firm=pl.col("key").is_not_null(),
        checked=(pl.col("number_class") == "proven") & (pl.col("number").str.len_chars() == 18),
    ).select(COMPARED)


def splink_settings(model: dict[str, Any]) -> dict[str, Any]:
    """A copy of the settings that asks for nothing but weights."""
    return {
        **model,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "unique_id_column_name": "place",
    }


def weigh(connection: "duckdb.DuckDBPyConnection", pairs: str, model: dict[str, Any], least: float) -> pl.DataFrame:
    """The weight of each pair of table `pairs` (`one`, `other`: places in table `compared`), where at least `least`."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection)
    linker = Linker(api.register("compared"), splink_settings(model))
    connection.execute(
        f"create or replace temp table blocked as select '0' as match_key, one as join_key_l, other as join_key_r from {pairs}"  # noqa: S608
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    weighed = connection.sql(
        f"select place_l as one, place_r as other, match_weight as weight, columns('(gamma|mw)_.*') from {found.physical_name}"  # noqa: S608
    ).pl()
    found.drop_table_from_database_and_remove_from_cache()
    return weighed
