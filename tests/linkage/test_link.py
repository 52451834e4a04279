"""Files: what is joined, what never is, and how well it comes out on a register with the truth."""

import numpy as np
import polars as pl
import pytest

from bole.linkage import link
from bole.linkage.identity import cluster_ids
from bole.linkage.results import probabilities
from tests.linkage.conftest import Town
from tests.linkage.truth import judged


def test_a_whole_register_comes_out_as_well_as_it_should(town: Town) -> None:
    found = judged(town.linked.clusters, town.records)
    assert found.f1 > 0.9965
    assert found.exact > 0.992
    assert found.mixed <= 2


def test_numbers_alone_are_worse(town: Town) -> None:
    """So that the test above measures something."""
    typed = pl.coalesce(pl.col("id_no"), pl.col("record_id")).alias("cluster_id")
    assert judged(town.records.select("record_id", typed), town.records).f1 < 0.95


def test_the_order_of_the_rows_changes_nothing(town: Town) -> None:
    again = link(town.records.sample(fraction=1, shuffle=True, seed=3))
    assert again.clusters.equals(town.linked.clusters)
    assert again.doubts.equals(town.linked.doubts)


def test_what_is_weighed_in_pieces_comes_out_the_same(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bole.linkage.scoring.AT_ONCE", 20_000)
    assert link(town.records).clusters.equals(town.linked.clusters)


def test_departments_may_come_in_any_division_into_files(town: Town) -> None:
    parts = [part for _, part in sorted(town.records.group_by("source"), key=lambda item: str(item[0]))]
    assert link(pl.concat(reversed(parts))).clusters.equals(town.linked.clusters)


def test_each_record_has_one_file_and_a_confidence(town: Town) -> None:
    clusters = town.linked.clusters
    assert clusters["record_id"].to_list() == town.records["record_id"].to_list()
    assert clusters.null_count().row(0) == (0, 0, 0)
    assert clusters["confidence"].is_between(0, 1).all()


def test_what_is_less_sure_is_wrong_more_often(town: Town) -> None:
    pairs = town.linked.weighed.pairs
    person = town.records["person"].to_numpy()
    same = person[pairs["one"].to_numpy()] == person[pairs["other"].to_numpy()]
    sure = probabilities(pairs["weight"])
    assert same[sure > 0.99].mean() > 0.98 > same[(sure > 0.2) & (sure < 0.8)].mean()


# --- ids ---


def test_files_keep_their_ids_from_run_to_run(town: Town) -> None:
    before = link(town.records.head(4000))
    after = link(town.records, former=before.clusters)
    ids = dict(before.clusters.select("record_id", "cluster_id").iter_rows())
    kept = after.clusters.filter(pl.col("record_id").is_in(list(ids)))
    changed = [row for row in kept.iter_rows() if ids[row[0]] != row[1]]
    assert len(changed) < 0.005 * len(ids)
    assert link(town.records, former=after.clusters).clusters.equals(after.clusters)


def test_the_larger_part_of_a_file_keeps_the_id_and_no_id_is_used_twice() -> None:
    ids = pl.Series("record_id", ["a", "b", "c", "d"])
    former = pl.DataFrame({"record_id": ["a", "b", "c", "d"], "cluster_id": ["old"] * 4})
    apart = cluster_ids(ids, np.array([0, 1, 1, 1]), former).to_list()
    assert apart[1:] == ["old"] * 3
    assert apart[0] != "old"
    even = cluster_ids(ids, np.array([0, 0, 2, 2]), former).to_list()
    assert even[:2] == ["old"] * 2 != even[2:]
    assert cluster_ids(ids, np.array([0, 0, 2, 2]), former).to_list() == even


def test_a_file_that_was_put_together_keeps_the_id_of_the_larger_part() -> None:
    ids = pl.Series("record_id", ["a", "b", "c"])
    former = pl.DataFrame({"record_id": ["a", "b", "c"], "cluster_id": ["one", "two", "two"]})
    assert cluster_ids(ids, np.array([0, 0, 0]), former).to_list() == ["two"] * 3
