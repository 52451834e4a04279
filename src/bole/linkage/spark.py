"""评分 on Spark: the same pairs, comparisons and model, for registers beyond one machine."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from bole.linkage.model import Model
from bole.linkage.results import Weighed
from bole.linkage.scoring import compared, settings


def weigh_on_spark(session: Any, weighed: Weighed, least: float) -> Weighed:
    """The same register with its pairs weighed again by Splink on Spark; `session` is a SparkSession."""
    with TemporaryDirectory(prefix="bole-link-") as folder:
        table, pairs = Path(folder) / "compared.parquet", Path(folder) / "pairs.parquet"
        compared(weighed.stubs).cast({pl.UInt32: pl.Int64}).write_parquet(table)
        weighed.pairs.select(
            match_key=pl.lit("0"), join_key_l=pl.col("one").cast(pl.Int64), join_key_r=pl.col("other").cast(pl.Int64)
        ).write_parquet(pairs)
        rows = _weigh(session, str(table), str(pairs), weighed.model, least)
    return Weighed(weighed.stubs, rows.sort("one", "other"), weighed.model)


def _weigh(session: Any, table: str, pairs: str, model: Model, least: float) -> pl.DataFrame:
    import splink

    spark_api: Any = splink.SparkAPI  # its parameters have no types
    api = spark_api(spark_session=session, register_udfs_automatically=False, break_lineage_method="persist")
    linker = splink.Linker(
        api.register(session.read.parquet(table)), settings(model, levels=False), validate_settings=False
    )
    logging.getLogger("splink").setLevel(logging.ERROR)  # a linker sets it to tell its progress
    linker.table_management.register_blocked_pairs_for_predict(api.register(session.read.parquet(pairs)))
    found = linker.inference.predict(threshold_match_weight=least, warning_mode="never").as_spark_dataframe()
    levels = [column for column in found.columns if column.startswith("gamma_")]
    rows = found.selectExpr("place_l as one", "place_r as other", "match_weight as weight", *levels).collect()
    schema = {"one": pl.UInt32, "other": pl.UInt32, "weight": pl.Float64, **dict.fromkeys(levels, pl.Int32)}
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
