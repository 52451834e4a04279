"""表结构: how the columns of a fact table stand in a frame."""

import polars as pl

from bole.kernel.errors import BoleError
from bole.kernel.facts import Column, Kind, Table
from bole.kernel.messages import language
from bole.policy.errors import COLUMN_TYPE, MISSING_COLUMN, UNKNOWN_COLUMN


def check_columns(table: Table, frame: pl.LazyFrame, schema: pl.Schema, *, place: str) -> None:
    """Raises BoleError where a column is missing, unknown or of another type than the facts say."""
    for column in table.columns:
        if column.name not in schema:
            raise BoleError(MISSING_COLUMN, place=place, table=table.name, column=column.name, label=_label(column))
        if not _fits(column, schema[column.name]):
            raise _wrong_type(table, column, frame, schema[column.name], place)
    known = [column.name for column in table.columns]
    for name in schema:
        if name not in known:
            raise BoleError(UNKNOWN_COLUMN, place=place, table=table.name, column=name, known=", ".join(known))


def _label(column: Column) -> str:
    return column.label_en if language() == "en" else column.label


def _fits(column: Column, found: pl.DataType) -> bool:
    if column.whole:
        return found.is_integer() and found not in (pl.UInt64, pl.Int128, pl.UInt128)
    if column.kind is Kind.CODE:
        return found in (pl.String, pl.Categorical, pl.Enum)
    return found == type_in_frames(column)


def _wrong_type(table: Table, column: Column, frame: pl.LazyFrame, found: pl.DataType, place: str) -> BoleError:
    present = frame.select(column.name).with_row_index("row", offset=1).drop_nulls().head(1).collect()
    row, value = present.row(0) if present.height else (1, None)
    return BoleError(
        COLUMN_TYPE,
        place=place,
        table=table.name,
        column=column.name,
        expected=str(type_in_frames(column)),
        found=str(found),
        row=row,
        value=repr(value)[:40],
    )


def type_in_frames(column: Column) -> pl.DataType:
    """The type of a fact's column in a frame; numbers are wide, and may be kept narrower where their bounds allow."""
    if column.whole:
        return pl.Int64()
    return {Kind.DATE: pl.Date(), Kind.FLAG: pl.Boolean()}.get(column.kind, pl.String())


def schema_of(table: Table) -> dict[str, pl.DataType]:
    """Column to type, as the frames of a snapshot have them."""
    return {column.name: type_in_frames(column) for column in table.columns}


def as_facts(table: Table) -> list[pl.Expr]:
    """The columns in their order and types: narrow numbers wrap round in some engines, so all are Int64."""
    return [pl.col(name).cast(target) for name, target in schema_of(table).items()]
