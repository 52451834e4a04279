"""The same model on Spark gives the same files. `make spark`."""

from typing import Any

import pytest

from benchmarks.linkage_register import register
from bole.linkage.link import LEAST, files_of, weighed
from bole.linkage.spark import weigh_on_spark


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Any:
    sql = pytest.importorskip("pyspark.sql")
    builder = sql.SparkSession.builder.appName("bole").master("local[2]").config("spark.ui.enabled", "false")
    folder = str(tmp_path_factory.mktemp("spark"))
    return builder.config("spark.sql.warehouse.dir", folder).config("spark.sql.shuffle.partitions", "4").getOrCreate()


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_twenty_thousand_people_come_to_the_same_files(session: Any) -> None:
    here = weighed(register(20_000, "held-city", 6))
    there = weigh_on_spark(session, here, LEAST)
    assert there.pairs.height == here.pairs.height
    assert (there.pairs["weight"] - here.pairs["weight"]).abs().max() < 1e-6
    levels = [column for column in here.pairs.columns if column.startswith("gamma_")]
    assert there.pairs.select(levels).equals(here.pairs.select(levels))
    one, other = files_of(here), files_of(there)
    assert [one.find(place) for place in range(here.stubs.height)] == [
        other.find(place) for place in range(here.stubs.height)
    ]
