"""The peers that need no more than this environment agree with the pure-Python reference, row by row and in sum."""

import importlib
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.benchmarks.registers import Row, rows, written
from tests.conftest import ROOT

PEERS = ROOT / "benchmarks" / "peers"
HERE = [peer for peer in ("polars_lazy", "polars_kept", "bole") if (PEERS / "peers" / f"{peer}.py").exists()]
KEPT = [peer for peer in HERE if peer != "polars_lazy"]
OWN = ("common", "criteria", "peers", "schemes")
PERSONS = 300


class Benchmark(NamedTuple):
    """The modules of the benchmark, and a register that they find under its number of persons."""

    common: Any
    criteria: Any
    reference: Any
    people: list[Row]
    held: list[list[Row]]

    def peer(self, name: str) -> Any:
        return importlib.import_module(f"peers.{name}")

    def decisions(self) -> list[Any]:
        return [self.reference.decide(*case) for case in zip(self.people, self.held, strict=True)]


@pytest.fixture(scope="module", params=[1, 2])
def benchmark(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benchmark]:
    """The benchmark's own modules, imported as its runner does, and forgotten afterwards."""
    data: Path = tmp_path_factory.mktemp("bench")
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(PEERS)
    patch.setenv("BENCH_DATA", str(data))
    patch.setenv("SEED", "1")
    people, certificates = rows(request.param)
    written(data / f"n{PERSONS}-seed1", people, certificates)
    held: dict[int, list[Row]] = {p["pid"]: [] for p in people}
    for each in certificates:
        held[each["pid"]].append(each)
    common, criteria, reference = (importlib.import_module(name) for name in ("common", "criteria", "peers.reference"))
    yield Benchmark(common, criteria, reference, people, list(held.values()))
    patch.undo()
    for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
        del sys.modules[name]


def test_the_register_has_its_borders(benchmark: Benchmark) -> None:
    claims = [claim for decision in benchmark.decisions() for claim in decision["a"]]
    assert {claim["rank"] for claim in claims} >= {None, 1, 2, 3, 4, 5, 6}
    assert any(claim["uplift_30"] and claim["amount"] % 1 for claim in claims)
    assert any(not held for held in benchmark.held)
    _, organisers = benchmark.reference.evaluate((benchmark.people, benchmark.held))
    assert benchmark.common.ORG_CAP in organisers["reward"]


@pytest.mark.parametrize("name", HERE)
def test_totals_are_those_of_the_reference(benchmark: Benchmark, name: str) -> None:
    peer, reference = benchmark.peer(name), benchmark.reference
    state, records = peer.load(PERSONS), (benchmark.people, benchmark.held)
    expected = reference.totals(records, reference.evaluate(records))
    assert min(expected.values()) > 0
    assert peer.totals(state, peer.evaluate(state)) == expected


@pytest.mark.parametrize("name", KEPT)
def test_criteria_are_counted_as_by_the_reference(benchmark: Benchmark, name: str) -> None:
    peer = benchmark.peer(name)
    state = peer.load(PERSONS)
    peer.totals(state, peer.evaluate(state))
    assert peer.EXTRA["criteria"] == benchmark.criteria.counts(benchmark.decisions())


def test_the_kept_columns_say_of_each_certificate_what_the_reference_says(benchmark: Benchmark) -> None:
    peer = benchmark.peer("polars_kept")
    claims, _, _ = peer.evaluate(peer.load(PERSONS))
    names = [*peer.CLAIM, "ok", "uplift_30"]
    got = {row["cid"]: row for row in claims.to_dicts()}
    for expected in (claim for decision in benchmark.decisions() for claim in decision["a"]):
        row = got.pop(expected["cid"])
        flags = {**expected["criteria"], "ok": expected["ok"], "uplift_30": expected["uplift_30"]}
        assert {name: row[name] for name in names} == flags
        money = [int(expected[name] * 100) for name in ("amount", "paid")]
        assert [row["rank"], row["amount"], row["paid"]] == [expected["rank"] or 0, *money]
    assert got == {}


def test_a_copy_of_the_law_changes_every_rule_as_the_reference_does(
    benchmark: Benchmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer, reference = benchmark.peer("polars_kept"), benchmark.reference
    state = peer.load_schemes(PERSONS, 10)
    got = peer.totals_schemes(state, peer.evaluate_schemes(state))
    assert list(got) == [f"{rule}{copy}" for copy in (0, 1) for rule in "abcde"]
    assert all(got[f"{rule}0"] != got[f"{rule}1"] for rule in "abcde")
    for copy in (0, 1):
        follow(reference, importlib.import_module("schemes").law(copy), monkeypatch)
        columns, organisers = reference.evaluate((benchmark.people, benchmark.held))
        sums = {"a": sum(columns["a_fen"]), "c": sum(columns["c_ok"]), "d": sum(columns["d_fen"])}
        sums["e"] = sum(organisers["reward"])
        assert {rule: got[f"{rule}{copy}"] for rule in sums} == sums


def follow(reference: Any, law: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference decides by this law; the years of rule b stand in its code and stay."""
    monkeypatch.setattr(reference, "YUAN", [Decimal(fen) / 100 for fen in law.base])
    for name in ("AGE_LIMIT", "GUARANTEE", "BOOST", "PER_HEAD", "PER_CERT"):
        monkeypatch.setattr(reference, name, getattr(law, name.lower()))
