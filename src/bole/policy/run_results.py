"""计算结果: the decisions of a run as Parquet files, with a manifest that says what they were made from.

    manifest.json  <scheme>.parquet ...  quarantine.csv (where rows were set apart)

One row for each fact in a scheme's scope: `fact`, `law_date`, `outcome` (a place in the manifest's `outcomes`), `fen`,
then `answers0` ... with the answers to criteria, limits and exclusions, two bits each (see `bole.policy.packing`), and
`grant:<name>`. The manifest lists which answer stands where; `read_decisions` gives each a column again:
`criterion:<name>` and `cap:<name>` (true, false, or null for unknown and for not reached) and `exclusion:<name>`
(whether no other scheme of the run stands first).
"""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import polars as pl

import bole
from bole.kernel.writing import folder_written_beside
from bole.policy.border import Fault
from bole.policy.bounds import Bounds
from bole.policy.errors import RESULTS_EXIST
from bole.policy.manifest import FILE_NAME, sha256_of
from bole.policy.packing import BITS, CODES, layout_of, unpacked
from bole.policy.runs import Ran, narrowest
from bole.policy.scheme import OUTCOMES, Scheme
from bole.policy.snapshot_writing import as_error_of_the_disk

FORMAT: Final = 2
QUARANTINE: Final = "quarantine.csv"
_PACKAGES: Final = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}


def write_results(ran: Ran, folder: Path, *, readable: bool = False) -> None:
    """Writes `folder`, whole or not at all; raises BoleError where something has that name or writing fails.

    `readable`: each answer as a column of its own.
    """
    with folder_written_beside(folder, RESULTS_EXIST) as beside, as_error_of_the_disk():
        files = {s.id: _write_decisions(ran, s, beside, readable=readable) for s in ran.schemes}
        if ran.snapshot.quarantine.height:
            write_quarantine(ran.snapshot.quarantine, beside / QUARANTINE)
        text = json.dumps(manifest(ran, files), ensure_ascii=False, indent=2) + "\n"
        (beside / FILE_NAME).write_text(text, encoding="utf-8")


def _write_decisions(ran: Ran, scheme: Scheme, folder: Path, *, readable: bool) -> dict[str, Any]:
    file = folder / f"{scheme.id}.parquet"
    # The order of rows is nobody's business to an engine; two runs are compared by their hashes all the same.
    decisions = ran.run.packed(scheme.id).sort("fact").with_columns(_narrowed(scheme))
    layout = layout_of(answers_of(scheme))
    if readable:
        decisions, layout = unpacked(decisions, layout).select(_columns(scheme)), {}
    decisions.write_parquet(file, compression="zstd")
    return {"file": file.name, "rows": decisions.height, "answers": layout, "sha256": sha256_of(file)}


def answers_of(scheme: Scheme) -> list[str]:
    """The names of the answers that a scheme gives, in the order of their places."""
    criteria, caps = [f"criterion:{c.name}" for c in scheme.criteria], [f"cap:{c.name}" for c in scheme.caps]
    return [*criteria, *caps, *(f"exclusion:{e.name}" for e in scheme.exclusions)]


def _columns(scheme: Scheme) -> list[str]:
    grants = [f"grant:{grant.name}" for grant in scheme.grants]
    return ["fact", "law_date", "outcome", "fen", *answers_of(scheme), *grants]


def _narrowed(scheme: Scheme) -> list[pl.Expr]:
    """The outcome, the answers and the grants in the smallest numbers that hold all that they may be."""
    bounds = Bounds()
    whole = {f"grant:{g.name}": bounds.interval(g.term) for g in scheme.grants}
    casts = [pl.col(name).cast(narrowest(*interval)) for name, interval in whole.items() if interval is not None]
    layout = layout_of(answers_of(scheme))
    casts += [pl.col(column).cast(narrowest(0, 4 ** len(names) - 1)) for column, names in layout.items()]
    return [pl.col("outcome").cast(pl.Int8), *casts]


def read_decisions(folder: Path, scheme: str) -> pl.DataFrame:
    """判定结果 of one scheme out of a folder of results, each answer a column of its own; raises KeyError."""
    told = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    file = {each["id"]: each["decisions"] for each in told["schemes"]}[scheme]
    return unpacked(pl.read_parquet(folder / file["file"]), file["answers"])


def manifest(ran: Ran, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the decisions were made from and what came out; no time of day and no path, so that equal runs are equal."""
    return {
        "format": FORMAT,
        "as_of": ran.as_of.isoformat(),
        "bole": bole.__version__,
        "engine": {"name": ran.engine, "version": version(_PACKAGES[ran.engine])},
        "snapshot": {
            "place": ran.snapshot.manifest.place,
            "as_of": ran.snapshot.as_of.isoformat(),
            "manifest_sha256": sha256_of(ran.snapshot.path / FILE_NAME),
        },
        "outcomes": list(OUTCOMES),
        "answers": {"codes": list(CODES), "bits": BITS},
        "schemes": [_scheme_json(ran, scheme, files[scheme.id]) for scheme in ran.schemes],
        "rows": ran.all_rows.to_json(),
        "quarantined": quarantined(ran),
        "left_out": dict(ran.left_out),
    }


def _scheme_json(ran: Ran, scheme: Scheme, file: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **ran.totals[scheme.id],
        "rows": ran.rows[scheme.id].to_json(),
        "per": scheme.per,
        "digest": scheme.digest,
        "parameters": {id: parameter.digest for id, parameter in sorted(scheme.parameters().items())},
        "catalogues": {id: catalogue.digest for id, catalogue in sorted(scheme.catalogues().items())},
        "decisions": dict(file),
    }


def quarantined(ran: Ran) -> dict[str, int]:
    """Rows set apart, by table; tables without any are left out."""
    counts = ran.snapshot.counts.items()
    return {name: count.quarantined for name, count in counts if count.quarantined}


def write_quarantine(listing: pl.DataFrame, file: Path) -> None:
    """隔离清单 as CSV, or as Parquet where the name ends so; each fault with its reason in words."""
    reasons = {str(fault): fault.text for fault in Fault}
    told = listing.with_columns(pl.col("code").replace_strict(reasons, return_dtype=pl.String).alias("reason"))
    if file.suffix == ".parquet":
        told.write_parquet(file)
    else:
        told.write_csv(file, include_bom=True)  # spreadsheets take a file without the mark for the local encoding
