"""How long texts that are made to hold the reader up take: seconds of processor time, and against ordinary text.

    python benchmarks/hostile_speed.py

Each case is read once by the command, in a process of its own; the bar is five seconds each on a machine that reads a
megabyte of ordinary text in two.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.documents.hostile import HOSTILE, MEGABYTE, ordinary

BOLE = Path(sys.executable).with_name("bole")


def seconds_to_read(path: Path, content: bytes) -> float:
    """Processor time of `bole read --json` on the content; that of this process alone, whoever runs beside it."""
    path.write_bytes(content)
    nothing = subprocess.DEVNULL
    with subprocess.Popen([BOLE, "read", "--json", path], stdout=nothing, stderr=nothing) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    path.unlink()
    return used.ru_utime + used.ru_stime


def measured(stem: Path, case: str, extension: str, data: Callable[[], bytes]) -> tuple[float, float, str]:
    """Seconds, megabytes and name of a case."""
    content = data()
    return seconds_to_read(stem.with_suffix(extension), content), len(content) / MEGABYTE, case


def main() -> None:
    """One row per case, the slowest first; as many at once as the machine has cores."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as several:
        folder = Path(scratch)
        plain = min(seconds_to_read(folder / "plain.txt", ordinary()) for _ in range(3))
        reads = [
            several.submit(measured, folder / f"hostile-{number}", case, *told)
            for number, (case, told) in enumerate(HOSTILE.items())
        ]
        rows = [read.result() for read in reads]
    print(f"one megabyte of ordinary text: {plain:.2f} s")
    print(f"{'s':>7} {'x ordinary':>11} {'MB':>6}  case")
    for seconds, size, case in sorted(rows, reverse=True):
        print(f"{seconds:>7.2f} {seconds / plain:>11.1f} {size:>6.1f}  {case}")


if __name__ == "__main__":
    main()
