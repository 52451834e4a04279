"""How fast people are decided again: so many of a register that is there, read and decided as after an import.

    python -m benchmarks.evaluating_bench --home DIR --place 442000 --persons 10000

`DIR` is a BOLE_HOME that `register_speed.py --home DIR` made. Nothing is written. The goal: 10,000 in 30 s.
"""

import argparse
import os
import random
import resource
import time
from collections import Counter
from datetime import date
from pathlib import Path


def main() -> None:
    """Prints seconds for reading alone, and for reading and deciding."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--place", default="442000")
    parser.add_argument("--persons", type=int, default=10_000)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2025, 9, 30))
    given = parser.parse_args()
    os.environ |= {"BOLE_HOME": str(given.home), "BOLE_PLACE": given.place}
    os.environ.setdefault("BOLE_COVERED", "claim,payment,employment")
    from bole.conf.start import start_django

    start_django()
    from bole.apps.registry.news import persons_after, persons_count
    from bole.apps.registry.snapshot.many_persons import files_of
    from bole.apps.schemes.many import persons_decided
    from bole.apps.schemes.place import rules_of

    local, everybody = rules_of(given.place), persons_count()
    [first] = persons_after(0, 1)
    chance = random.Random(3)  # noqa: S311 - the same people each time
    persons = sorted({first + chance.randrange(4 * everybody) for _ in range(6 * given.persons)})
    known = [person for person, _file in files_of(persons, local.schemes, given.as_of)][: given.persons]
    read = timed(lambda: sum(1 for _ in files_of(known, local.schemes, given.as_of)))
    outcomes: Counter[str] = Counter()
    whole = timed(
        lambda: [
            outcomes.update(d.outcome for d in one.decisions) for one in persons_decided(known, given.as_of, local)
        ]
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(known):,} of {everybody:,} people, {len(local.schemes)} schemes, {most:.0f} MB; {dict(outcomes)}")
    print(f"read {read[0]:.1f} s (CPU {read[1]:.1f}), read and decided {whole[0]:.1f} s (CPU {whole[1]:.1f})")


def timed(run: object) -> tuple[float, float]:
    """Seconds of wall and of this process's processor."""
    started, used = time.perf_counter(), time.process_time()
    run()  # type: ignore[operator]
    return time.perf_counter() - started, time.process_time() - used


if __name__ == "__main__":
    main()
