"""How the reader's time grows with the length of a document: the curve, and ten times the text against its time.

    python benchmarks/reader_speed.py

The text is one of the labelled test documents repeated until it is long enough; each length is read five times in one
warm process and the median is printed. A ratio above 12 for ten times the text ends the run with status 1.
"""

import statistics
import sys
import time
from pathlib import Path

from bole.documents import read_text

LENGTHS = (2_000, 6_000, 20_000, 60_000, 100_000, 200_000, 1_000_000)
RUNS = 5
MOST = 12.0
DOCUMENTS = Path(__file__).parent.parent / "tests" / "documents" / "labelled"


def text_of(length: int) -> str:
    """Labelled documents one behind the other, then cut to the length."""
    texts = [p.read_text(encoding="utf-8") for p in sorted(DOCUMENTS.glob("0[1-5]-*.txt"))]
    one = "\n".join(texts)
    return (one * (length // len(one) + 1))[:length]


def median_seconds(raw: str) -> float:
    """Median of a few readings, in seconds of this process's processor, which others on the machine do not lengthen."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        read_text(raw)
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> int:
    read_text(text_of(LENGTHS[0]))
    measured = {n: median_seconds(text_of(n)) for n in LENGTHS}
    print(f"{'characters':>12} {'ms':>9} {'ms per 1,000':>13}")
    for n, seconds in measured.items():
        print(f"{n:>12,} {seconds * 1000:>9.1f} {seconds * 1e6 / n:>13.2f}  {'#' * round(seconds * 100)}")
    ratios = [(n, measured[10 * n] / measured[n]) for n in LENGTHS if 10 * n in measured]
    for n, ratio in ratios:
        print(f"ten times {n:,} characters: {ratio:.1f} times the time (at most {MOST:.0f})")
    return 1 if any(ratio > MOST for _, ratio in ratios) else 0


if __name__ == "__main__":
    sys.exit(main())
