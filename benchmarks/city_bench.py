"""A whole city through all its schemes: seconds, processor time and the share of each step, and the greatest memory.

    python benchmarks/city_bench.py SNAPSHOT --as-of 2025-09-30 [--packs DIR]

SNAPSHOT is what `bole synth --city guangzhou --people 4600000` writes. Steps: opening (the border looks at every row),
reading, deciding, counting, writing the decisions. The goal is 60 seconds and 4 GB on two cores.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bole.policy.engines import engine_named
from bole.policy.evaluate import evaluate
from bole.policy.pack import load_packs
from bole.policy.run_results import write_results
from bole.policy.runs import local_schemes, register_of, run_schemes
from bole.policy.snapshot import open_snapshot

_STEPS: list[tuple[str, float, float]] = []


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line of the table: wall and processor seconds."""
    wall, used = time.perf_counter(), time.process_time()
    yield
    _STEPS.append((name, time.perf_counter() - wall, time.process_time() - used))


def main() -> None:
    """Reads and decides once step by step, then runs as the command does, with the decisions written."""
    parser = argparse.ArgumentParser()
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--packs", type=Path, action="append", default=[])
    given = parser.parse_args()
    packs = load_packs(given.packs)
    with step("open"):
        snapshot = open_snapshot(given.snapshot)
    with snapshot as opened:
        schemes = local_schemes(packs, opened.manifest.place)
        engine = engine_named("polars")
        with step("read"):
            register = register_of(opened, engine, given.as_of, schemes)
        with step("decide"):
            run = evaluate(schemes, register, as_of=given.as_of)
        with step("count"):
            for scheme in schemes:
                run.counted(scheme.id)
        del run, register
        engine.close()
        with step("whole run"):
            ran = run_schemes(opened, schemes, given.as_of, "polars")
        with tempfile.TemporaryDirectory() as scratch, step("write"):
            write_results(ran, Path(scratch) / "decisions")
        ran.close()
    people = opened.manifest.tables["person"].rows
    print(f"{people:,} people, {len(schemes)} schemes, {ran.all_rows.entered:,} rows of schemes")
    for name, wall, used in _STEPS:
        print(f"{name:<10} {wall:>8.2f} s wall {used:>8.2f} s CPU")
    whole = sum(wall for name, wall, _ in _STEPS if name in ("open", "whole run", "write"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"open + whole run + write {whole:.1f} s, at most {most:.2f} GB")


if __name__ == "__main__":
    main()
