"""bole --help: how long a person waits for the list of commands, in a fresh process each time. Limit: 300 ms."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

LIMIT_MS = 300
RUNS = 20
BOLE = Path(sys.executable).with_name("bole")


def milliseconds(*arguments: str) -> float:
    """One call, from start to end of its process."""
    start = time.perf_counter()
    subprocess.run([BOLE, *arguments], check=True, capture_output=True)
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Print the median and the extremes; 1 if the median is over the limit."""
    milliseconds("--help")  # compiles the modules
    times = sorted(milliseconds("--help") for _ in range(RUNS))
    median = statistics.median(times)
    spread = f"{times[0]:.0f} to {times[-1]:.0f} ms in {RUNS} runs"
    print(f"bole --help: median {median:.0f} ms, {spread}; limit {LIMIT_MS} ms")
    return 0 if median < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
