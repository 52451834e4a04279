"""The driver of the peers' benchmark: who runs, in which order, with which versions, and what comes of the results."""

import re

import pytest

from benchmarks import peers_bench as bench
from tests.conftest import ROOT


def row(peer: str, wall: float, cpu: float, **more: object) -> bench.Row:
    return {"peer": peer, "n": 1_000_000, "load_s": 0.1, "eval_s": wall, "cpu_s": cpu, "rss_mb": 200.0, **more}


ROWS = [row("polars_lazy", 2.0, 3.0), row("polars_lazy", 4.0, 3.0), row("polars_kept", 6.0, 6.0)]
SIZES = {"persons": 100, "certs": 200, "orgs": 5}


def test_pins_are_the_versions_that_bole_is_locked_to() -> None:
    lock = set(re.findall(r"^[a-z0-9-]+==[^\s;]+", (ROOT / "requirements.lock").read_text(), re.M))
    locked = {line.partition("==")[0] for line in lock}
    shared = {line for name, line in bench.pins().items() if name in locked}
    assert {line.partition("==")[0] for line in shared} >= {"polars", "duckdb", "narwhals", "pyyaml"}
    assert shared - lock == set()


def test_each_peer_gets_what_it_imports_and_no_more() -> None:
    light = bench.requirements(["polars_lazy", "duckdb_sql"])
    assert {line.partition("==")[0] for line in light} == set(bench.ALWAYS)
    assert bench.requirements(["bole"]) - light == {"bole", bench.pins()["narwhals"], bench.pins()["pyyaml"]}
    every = bench.requirements(bench.available()) | bench.requirements(["bole"])
    assert every == {*bench.pins().values(), "bole"}


def test_all_leaves_out_what_takes_persons_one_by_one_above_a_million() -> None:
    assert set(bench.chosen("all", 1_000_000)) - set(bench.chosen("all", 1_000_001)) == set(bench.ONE_BY_ONE)
    assert bench.chosen("reference, polars_lazy", 4_600_000) == ["reference", "polars_lazy"]
    assert set(bench.chosen("light", 100)) <= set(bench.LIGHT)


@pytest.mark.parametrize("wanted", ["nobody", "polars_lazy,nobody", ","])
def test_a_peer_that_is_none_ends_with_the_list_of_those_there_are(
    wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(["--peers", wanted])
    assert ended.value.code == 2
    assert "polars_kept" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--persons", "0"], ["--runs", "-1"], ["--schemes", "1,x"], ["--plan", "all"]])
def test_wrong_use_ends_before_anything_is_made(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        bench.main(wrong)
    assert ended.value.code == 2


def test_every_peer_is_first_in_turn() -> None:
    assert list(bench.rounds(["a", "b", "c"], 2)) == [(0, "a"), (0, "b"), (0, "c"), (1, "b"), (1, "c"), (1, "a")]


def test_functions_of_a_peer_are_seen_without_importing_it() -> None:
    assert bench.offers("openfisca_core", "latency")
    assert not bench.offers("duckdb_decimal", "latency")
    assert bench.offers("polars_kept", "load_schemes")
    assert not bench.offers("polars_lazy", "load_schemes")


def test_table_has_medians_and_ratios_quickest_first() -> None:
    head, _, first, second = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in bench.bulk_table(ROWS, SIZES).splitlines()
    )
    quickest, other = (dict(zip(head, cells, strict=True)) for cells in (first, second))
    assert (quickest["peer"], quickest["runs"], quickest["rows/s"]) == ("polars_lazy", "2", "100")
    assert quickest["wall s: median (min–max)"] == "3.000 (2.000–4.000)"
    assert (other["x polars_lazy: wall"], other["x polars_lazy: CPU"]) == ("2.00", "2.00")
    assert bench.ratio(ROWS, "polars_lazy", "bole", "cpu_s") == "-"


def test_curve_says_how_far_from_linear() -> None:
    rows = [row("polars_kept", 1, cpu, schemes=count) for count, cpu in ((1, 0.5), (5, 2.0), (20, 4.0))]
    last = bench.curve_table(rows).splitlines()[-1].split("|")
    assert [cell.strip() for cell in last[2:7]] == ["20", "1.000", "4.000", "200.0", "0.50"]


def simulated(quick: float, slow: float) -> bench.Row:
    """A run of PLAN=simulate with one change."""
    times = {"eval_s": quick, "cpu_s": quick, "full_s": slow, "full_cpu_s": slow}
    return row("bole", slow, slow, changes={"age_limit": times})


def test_a_change_is_set_beside_a_full_run() -> None:
    last = bench.change_table([simulated(0.1, 1.0), simulated(0.2, 2.0), simulated(0.3, 2.0)]).splitlines()[-1]
    assert [cell.strip() for cell in last.split("|")[1:-1]] == ["age_limit", *["0.200", "2.000"] * 2, "0.10", "0.10"]


def test_a_change_that_costs_as_much_as_a_full_run_is_over_the_limit() -> None:
    assert bench.over_limits([simulated(0.9, 1.0)]) == []
    over = bench.over_limits([simulated(1.0, 1.0)])
    assert over == ["age_limit eval_s 1.000 >= 1.000", "age_limit cpu_s 1.000 >= 1.000"]


def test_totals_that_differ_end_the_run_and_are_named() -> None:
    rows = [row("a", 1, 1, totals={"a_fen": 1, "e_fen": 5}), row("b", 1, 1, totals={"a_fen": 2, "e_fen": 5})]
    with pytest.raises(bench.BenchmarkError, match=re.escape("a, b: {'a_fen': (1, 2)}")):
        bench.agree(rows, "totals", "b")
    bench.agree([rows[0], rows[0]], "totals", "a")


def test_bole_is_judged_against_both_bars_and_its_memory() -> None:
    assert bench.over_limits(ROWS) == []
    assert bench.over_limits([*ROWS, row("bole", 3.6, 3.6)]) == []
    assert bench.over_limits([*ROWS, row("bole", 3.7, 3.0)]) == ["eval_s 1.23 x polars_lazy > 1.2"]
    assert bench.over_limits([each | {"n": 5_000} for each in [*ROWS, row("bole", 99, 99)]]) == []
    large = row("bole", 1, 1, n=4_600_000) | {"rss_mb": 2_600.0}
    assert bench.over_limits([large]) == ["peak RSS 2,600 MB > 2,500 MB"]


def test_bole_is_judged_by_its_quickest_way_to_decide_one_person() -> None:
    times = {"scan": {"median": 5.0}, "case": {"median": 0.21}}
    assert bench.over_limits([row("bole", 1, 1, latency=times)]) == ["latency 0.2100 ms > 0.2 ms"]
