"""演示用的一个人: of an invented city, whom the demo explains: who gets most by the uplift for shortage trades.

python -m bole.samples.somebody SNAPSHOT DECISIONS
"""

import sys
from pathlib import Path
from typing import Final

import polars as pl

SCHEME: Final = "zhongshan.skill-upgrade"


def somebody(snapshot: Path, decisions: Path) -> int:
    """Id of the entitled person with the greatest sum, the lowest id of several; any person where nobody is."""
    decided = pl.read_parquet(decisions / f"{SCHEME}.parquet").filter(pl.col("outcome") == 0)
    held = pl.read_parquet(snapshot / "certificate.parquet", columns=["certificate_id", "person"])
    paid = decided.join(held, left_on="fact", right_on="certificate_id").sort(
        ["fen", "person"], descending=[True, False]
    )
    return int((paid if paid.height else held.sort("person"))["person"][0])


if __name__ == "__main__":
    sys.stdout.write(f"{somebody(Path(sys.argv[1]), Path(sys.argv[2]))}\n")
