"""How files compare with the truth."""

from typing import NamedTuple

import polars as pl


class Judged(NamedTuple):
    """Pairs, people exactly right, and files that mix people."""

    precision: float
    recall: float
    f1: float
    exact: float
    mixed: int


def judged(clusters: pl.DataFrame, truth: pl.DataFrame) -> Judged:
    """`clusters` (`record_id`, `cluster_id`) beside `truth` (`record_id`, `person`)."""
    both = clusters.select("record_id", "cluster_id").join(truth.select("record_id", "person"), on="record_id")
    right, found, true = (_pairs(both, *by) for by in (("cluster_id", "person"), ("cluster_id",), ("person",)))
    whole = pl.len().over("person") == pl.len().over("cluster_id", "person")
    pure = pl.len().over("cluster_id") == pl.len().over("cluster_id", "person")
    exact = both.with_columns(exact=whole & pure).group_by("person").agg(pl.col("exact").all())["exact"]
    mixed = both.group_by("cluster_id").agg(pl.col("person").n_unique()).filter(pl.col("person") > 1).height
    precision, recall = right / max(found, 1), right / max(true, 1)
    return Judged(precision, recall, 2 * right / max(found + true, 1), float(exact.sum()) / exact.len(), mixed)


def _pairs(both: pl.DataFrame, *by: str) -> int:
    sizes = both.group_by(by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())
