"""How well labelled documents are read: precision and recall in one figure per kind, document by document.

    python benchmarks/labelled_scores.py [FOLDER_OF_LABELS [FOLDER_OF_DOCUMENTS]]

Without folders: the invented documents of the tests. The rules were made with these in view, so the figures say
that nothing was broken, not how other documents will be read.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.documents.scores import KINDS, counts, documents, f1, identity


def main() -> None:
    """One row per document, then the totals."""
    folders = [Path(a) for a in sys.argv[1:3]]
    total: dict[str, Counter[str]] = {k: Counter() for k in KINDS}
    right: Counter[str] = Counter()
    known = documents(*folders) if folders else documents()
    for path, gold in known:
        got = counts(path, gold)
        right.update(k for k, ok in identity(path, gold).items() if ok)
        print(f"{path.name[:40]:<42}" + "  ".join(f"{k} {f1(got[k]):.3f}" for k in KINDS))
        for k in KINDS:
            total[k].update(got[k])
    for k in KINDS:
        print(f"{k:<8} F1 {f1(total[k]):.4f}  found {total[k]['tp']}, missed {total[k]['fn']}, extra {total[k]['fp']}")
    print(f"of {len(known)} documents right: " + ", ".join(f"{k} {n}" for k, n in sorted(right.items())))


if __name__ == "__main__":
    main()
