"""Many documents in one call: a thousand small files read by one process, and by all cores.

    python benchmarks/batch_speed.py

The files are labelled test documents, cut to their first paragraphs, in a temporary folder. The ratio is printed,
never judged: other work on the machine takes the second core away.
"""

import os
import tempfile
import time
from pathlib import Path

from bole.documents import Reading, read_files

FILES = 1_000
LENGTH = 900
"""Characters of each file, about a page."""
DOCUMENTS = Path(__file__).parent.parent / "tests" / "documents" / "labelled"


def written(folder: Path) -> list[Path]:
    """A thousand small files."""
    texts = [path.read_text(encoding="utf-8")[:LENGTH] for path in sorted(DOCUMENTS.glob("0[1-5]-*.txt"))]
    paths = [folder / f"{number:04}.txt" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_text(texts[number % len(texts)], encoding="utf-8")
    return paths


def seconds(paths: list[Path], jobs: int | None) -> float:
    """The time until the last file was read; every one must be."""
    start = time.perf_counter()
    read = sum(isinstance(outcome, Reading) for outcome in read_files(paths, jobs=jobs))
    assert read == len(paths)
    return time.perf_counter() - start


def main() -> None:
    """Print both times and their ratio; beside other work on the machine the ratio says little."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        paths = written(Path(folder))
        seconds(paths[:20], 1)  # loads the modules
        one, every = seconds(paths, 1), seconds(paths, None)
    print(f"{FILES:,} files, one process: {one:.1f} s; {cores} cores: {every:.1f} s; ratio {every / one:.2f}")


if __name__ == "__main__":
    main()
