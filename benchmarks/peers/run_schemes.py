"""python run_schemes.py PEER N COUNT   the first COUNT schemes of schemes.py, once, in this (fresh) process

Prints RESULT {json}, as run_one.py does, with `schemes` and one figure per scheme in `scheme_totals`.
"""

import importlib
import json
import sys
import time
from pathlib import Path


def memory_mb():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def clocks():
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    sys.path.insert(0, ".")
    peer, n, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    module = importlib.import_module(f"peers.{peer}")
    start, _ = clocks()
    state = module.load_schemes(n, count)
    wall, cpu = clocks()
    row = {"peer": peer, "name": module.NAME, "n": n, "schemes": count, "load_s": wall - start}
    row["rss_load_mb"] = memory_mb()
    wall, cpu = clocks()
    result = module.evaluate_schemes(state)
    wall_end, cpu_end = clocks()
    row |= {"eval_s": wall_end - wall, "cpu_s": cpu_end - cpu, "rss_mb": memory_mb()}
    row["scheme_totals"] = {scheme: int(fen) for scheme, fen in module.totals_schemes(state, result).items()}
    print("RESULT " + json.dumps(row))
