"""python run_changes.py N   one figure of the law changed: a run that reuses what the change does not touch

Prints RESULT {json}, as run_one.py does: wall and CPU time of a full run (`eval_s`, `cpu_s`) and, in `changes`, of a
run that starts from it with one thing replaced, beside a full run with the same thing replaced, whose decisions must
be the same. Every full run starts from the same frames in memory, and all columns are in memory when a clock stops.
"""

import gc
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import peers.bole as bole
from schemes import law

from bole.policy.evaluate import evaluate
from bole.policy.parameters import Entry, Parameter
from bole.policy.simulate import Simulation, compared
from bole.policy.terms import Parametric
from bole.policy.vocabulary import least

LAW = law()


def guarantee(fen):
    """The ceiling of the guaranteed loan as a parameter."""
    entry = Entry(bole.SINCE, None, fen, "known", bole.INVENTED, True)
    return Parameter("bench.guarantee", "guarantee", "guarantee", "yuan", (entry,))


def schemes_of_parameters():
    """The five rules, the ceiling of the guaranteed loan a parameter."""
    schemes = bole.schemes_of(LAW)
    loan = next(s for s in schemes if s.id == "bench.d_guarantee0")
    ceiling = Parametric(guarantee(LAW.guarantee), None)
    loan.amounts[0] = replace(loan.amounts[0], term=least(bole.Person.requested, ceiling))
    return schemes


def raised(catalogue, by):
    """The catalogue with every figure above zero raised."""
    (edition,) = catalogue.editions
    rows = {key: (value + by if value else 0,) for key, (value,) in edition.rows.items()}
    return replace(catalogue, editions=(replace(edition, rows=rows),))


def changes_of(schemes):
    """What is replaced, and in which scheme it shows."""
    read = {}
    for scheme in schemes:
        read |= scheme.catalogues()
    base, age = read["bench.base-0"], read["bench.age-0"]
    return {
        "loan_ceiling": ("bench.d_guarantee0", {"parameters": {"bench.guarantee": guarantee(20_000_000)}}),
        "base_amounts": ("bench.a0", {"catalogues": {base.id: raised(base, 5_000)}}),
        "age_limit": ("bench.c0", {"catalogues": {age.id: raised(age, 2)}}),
    }


def finished(run):
    """The run with all that it decides in memory."""
    run.columns.register.engine.collect(run.paid_to("bench.a0"))
    for table in bole.FACTS.tables:
        run.columns.sheet(table)
    return run


def timed(make):
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    made = finished(make())
    return made, time.perf_counter() - wall, time.process_time() - cpu


def memory_mb():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def main(n):
    start = time.perf_counter()
    frames = bole.load(n)
    load_s = time.perf_counter() - start
    schemes = schemes_of_parameters()
    full = lambda **given: evaluate(schemes, bole.register(frames), as_of=bole.APP, **given)  # noqa: E731
    finished(full())  # the first run of a process also pays for what is loaded once
    base, wall, cpu = timed(full)
    row = {"peer": "bole", "name": bole.NAME, "plan": "simulate", "n": n, "load_s": load_s}
    row |= {"eval_s": wall, "cpu_s": cpu, "changes": {}, "change_totals": {}}
    for name, (scheme, given) in changes_of(schemes).items():
        after, wall, cpu = timed(lambda given=given: Simulation(base).with_(**given))
        row["rss_mb"] = memory_mb()
        again, full_wall, full_cpu = timed(lambda given=given: full(**given))
        for each in schemes:
            if not after.decisions(each.id).equals(again.decisions(each.id)):
                sys.exit(f"{name}: {each.id} differs from a full run")
        change = compared(base, after, scheme)
        row["changes"][name] = {"eval_s": wall, "cpu_s": cpu, "full_s": full_wall, "full_cpu_s": full_cpu}
        row["change_totals"][name] = {
            "before_fen": change.before.fen,
            "after_fen": change.after.fen,
            "before_persons": change.before.persons,
            "after_persons": change.after.persons,
            "winners": change.winners,
            "losers": change.losers,
        }
        del after, again
    print("RESULT " + json.dumps(row))


if __name__ == "__main__":
    os.chdir(Path(__file__).parent)
    main(int(sys.argv[1]))
