"""How long texts that are made to hold the reader up take: seconds of processor time, and against ordinary text.

    python benchmarks/hostile_speed.py

Each case is read once by the command, in a process of its own; the bar is five seconds each on a machine that reads a
megabyte of ordinary text in two.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.documents.hostile import HOSTILE, MEGABYTE, ordinary

BOLE = Path(sys.executable).with_name("bole")


def seconds_to_read(folder: Path, name: str, content: bytes) -> float:
    """Processor time of `bole read --json` on the content."""
    path = folder / name
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([BOLE, "read", "--json", path], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """One row per case, the slowest first."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        plain = min(seconds_to_read(folder, "plain.txt", ordinary()) for _ in range(3))
        measured = []
        for case, (extension, data) in HOSTILE.items():
            content = data()
            measured.append((seconds_to_read(folder, f"hostile{extension}", content), len(content) / MEGABYTE, case))
    print(f"one megabyte of ordinary text: {plain:.2f} s")
    print(f"{'s':>7} {'x ordinary':>11} {'MB':>6}  case")
    for seconds, size, case in sorted(measured, reverse=True):
        print(f"{seconds:>7.2f} {seconds / plain:>11.1f} {size:>6.1f}  {case}")


if __name__ == "__main__":
    main()
