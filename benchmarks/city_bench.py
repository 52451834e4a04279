"""A whole city through all its schemes, as `bole run --out` does it: seconds, processor time, the greatest memory.

    python benchmarks/city_bench.py SNAPSHOT --as-of 2025-09-30 [--packs DIR] [--steps]

SNAPSHOT is what `bole synth --city guangzhou --people 4600000` writes. The goal is 60 seconds and 4 GB on two cores.
`--steps`: reading, deciding and counting are measured one by one as well, in a process of their own, so that what they
hold does not count as the run's.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bole.policy.engines import engine_named
from bole.policy.evaluate import evaluate
from bole.policy.pack import load_packs
from bole.policy.run_results import write_results
from bole.policy.runs import Ran, local_schemes, register_of, run_schemes
from bole.policy.snapshot import open_snapshot

_SECONDS, _GIGABYTES = 60, 4


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line of the table: wall and processor seconds."""
    wall, used = time.perf_counter(), time.process_time()
    yield
    print(f"{name:<12} {time.perf_counter() - wall:>8.2f} s wall {time.process_time() - used:>8.2f} s CPU", flush=True)


def main() -> None:
    """Measures the run, and fails where it is over the goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--packs", type=Path, action="append", default=[])
    parser.add_argument("--steps", action="store_true")
    given = parser.parse_args()
    if given.steps:
        apart = multiprocessing.get_context("spawn").Process(
            target=step_by_step, args=(given.snapshot, given.as_of, given.packs)
        )
        apart.start()
        apart.join()
    started = time.perf_counter()
    ran = whole_run(given.snapshot, given.as_of, given.packs)
    whole = time.perf_counter() - started
    people = ran.snapshot.manifest.tables["person"].rows
    rows = ran.all_rows
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{people:,} people, {len(ran.schemes)} schemes: {rows.entered:,} rows, {rows.decided:,} of them decided")
    print(f"open + run + write {whole:.1f} s, at most {most:.2f} GB")
    if whole > _SECONDS or most > _GIGABYTES:
        raise SystemExit(f"over the goal of {_SECONDS} s and {_GIGABYTES} GB")


def whole_run(folder: Path, as_of: date, packs: Sequence[Path]) -> Ran:
    """What the command does, decisions written."""
    known = load_packs(packs)
    with step("open"):
        snapshot = open_snapshot(folder)
    with snapshot as opened:
        with step("run"):
            ran = run_schemes(opened, local_schemes(known, opened.manifest.place), as_of, "polars")
        with tempfile.TemporaryDirectory() as scratch, step("write"):
            write_results(ran, Path(scratch) / "decisions")
        ran.close()
    return ran


def step_by_step(folder: Path, as_of: date, packs: Sequence[Path]) -> None:
    """The parts of a run; it decides everything, and so does not run in the process that is measured."""
    with open_snapshot(folder) as opened:
        schemes = local_schemes(load_packs(packs), opened.manifest.place)
        engine = engine_named("polars")
        with step("  read"):
            register = register_of(opened, engine, as_of, schemes)
        with step("  decide"):
            run = evaluate(schemes, register, as_of=as_of)
        with step("  count"):
            for scheme in schemes:
                run.counted(scheme.id)
        engine.close()


if __name__ == "__main__":
    main()
