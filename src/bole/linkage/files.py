"""归集的文件: the register that comes in, the model, and the result of a former run."""

import json
from pathlib import Path
from typing import Any, Final

import polars as pl

from bole.kernel.errors import BoleError
from bole.linkage.comparisons import COMPARISONS
from bole.linkage.errors import CANNOT_READ, NO_COLUMN, NO_ID, NO_RECORDS, NOT_A_MODEL, NOT_FORMER, NOT_PARQUET, SAME_ID
from bole.linkage.model import Model
from bole.linkage.prepare import COLUMNS

FORMER: Final = ("record_id", "cluster_id")


def read_records(path: Path) -> pl.DataFrame:
    """登记册: the records of a Parquet file, every column text. Raises BoleError."""
    place = str(path)
    found = _read(path, place)
    missing = [column for column in COLUMNS if column not in found.columns]
    if missing:
        raise BoleError(NO_COLUMN, place=place, columns="、".join(missing))
    return check_records(found.select(COLUMNS), place)


def check_records(records: pl.DataFrame, place: str = "") -> pl.DataFrame:
    """The records as text, each with an id of its own. Raises BoleError."""
    records = records.select(pl.col(COLUMNS).cast(pl.String))
    ids = records["record_id"]
    if not records.height:
        raise BoleError(NO_RECORDS, place=place)
    if nameless := int((ids.is_null() | (ids == "")).sum()):
        raise BoleError(NO_ID, place=place, count=nameless)
    again = ids.filter(ids.is_duplicated()).unique().sort()
    if again.len():
        raise BoleError(SAME_ID, place=place, count=again.len(), example=again[0])
    return records


def _read(path: Path, place: str) -> pl.DataFrame:
    try:
        with path.open("rb") as file:
            return pl.read_parquet(file)
    except OSError as error:
        raise BoleError(CANNOT_READ, place=place, reason=error.strerror or type(error).__name__) from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise BoleError(NOT_PARQUET, place=place) from error


def read_former(path: Path) -> pl.DataFrame:
    """上一次的结果: which file each record was in. Raises BoleError."""
    found = _read(path, str(path))
    if missing := [column for column in FORMER if column not in found.columns]:
        raise BoleError(NOT_FORMER, place=str(path), reason="、".join(missing))
    return found.select(pl.col(FORMER).cast(pl.String)).unique("record_id", keep="first", maintain_order=True)


def read_model(path: Path) -> Model:
    """模型 of a file. Raises BoleError where its levels are not those of this version."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BoleError(CANNOT_READ, place=str(path), reason=error.strerror or type(error).__name__) from error
    except ValueError as error:
        raise BoleError(NOT_A_MODEL, place=str(path), reason=type(error).__name__) from error
    if unlike := _unlike(model):
        raise BoleError(NOT_A_MODEL, place=str(path), reason=unlike)
    assert isinstance(model, dict)
    return model


def _unlike(model: Any) -> str:
    """What of a model is not as this version has it; empty where all is."""
    try:
        share = model["probability_two_random_records_match"]
        if not 0 < share < 1:
            return "probability_two_random_records_match"
        for comparison, written in zip(COMPARISONS, model["comparisons"], strict=True):
            for level, given in zip(comparison.levels, written["comparison_levels"], strict=True):
                same = given["label_for_charts"] == level.label and given["sql_condition"] == level.sql
                weighed = level.unknown or (0 < given["m_probability"] <= 1 and 0 < given["u_probability"] <= 1)
                if not (same and weighed):
                    return f"{comparison.name}: {level.label}"
    except (KeyError, TypeError, ValueError) as error:
        return type(error).__name__
    return ""


def written_model(model: Model) -> str:
    """The text of a model's file."""
    return json.dumps(model, ensure_ascii=False, indent=1) + "\n"
