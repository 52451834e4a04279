"""整理: records as typed become what is compared: one row for each, in the order of their ids.

Each different text is read once. What is said by too many people (an office's phone, a filler that passes for a number)
says nothing about one of them and is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from bole.linkage.details import read_birth, read_org, read_phone, read_sex, read_town
from bole.linkage.names import read_name
from bole.linkage.numbers import read_number

COLUMNS: Final = ("record_id", "source", "name", "id_no", "sex", "birth", "phone", "org", "town", "year")

OFFICE: Final = 6
"""A phone of more names than this is an office's."""
FILLER: Final = 5
"""A number of more names than this is a filler."""

_TEXT = pl.String()
_NUMBER: Final = {
    **dict.fromkeys(("number_class", "number", "head", "tail"), _TEXT),
    "number_born": pl.Date(),
    "number_male": pl.Boolean(),
}
_BUT: Final = ("but_first", "but_second", "but_third", "but_last")
_NAME: Final = dict.fromkeys(("plain", "sound", "near", "sorted_sound", "surname", "given", *_BUT), _TEXT)


def stubs_of(records: pl.DataFrame) -> pl.DataFrame:
    """整理 a register: a row for each record with `place`, its place in the order of ids."""
    ordered = records.select(pl.col(COLUMNS).cast(pl.String)).sort("record_id")
    stubs = pl.concat(
        [
            ordered.select("record_id", "source"),
            _read(ordered["name"], _name, _NAME),
            _read(ordered["id_no"], _number, _NUMBER),
            _read(ordered["birth"], lambda text: (read_birth(text),), {"stated": pl.Date()}),
            _read(ordered["sex"], lambda text: (read_sex(text),), {"stated_male": pl.Boolean()}),
            _read(ordered["phone"], lambda text: (read_phone(text),), {"phone": _TEXT}),
            _read(ordered["org"], lambda text: (read_org(text),), {"org": _TEXT}),
            _read(ordered["town"], lambda text: (read_town(text),), {"town": _TEXT}),
        ],
        how="horizontal",
    )
    stubs = stubs.with_columns(
        *(_unless_shared(column, most) for column, most in (("phone", OFFICE), ("number", FILLER))),
        office=pl.when(_shared("phone", OFFICE)).then(pl.col("phone")),
        filler=pl.when(_shared("number", FILLER)).then(pl.col("number")),
    ).with_row_index("place")
    return stubs.with_columns(
        pl.when(pl.col("number").is_null() & pl.col("head").is_null())
        .then(pl.lit("none"))
        .otherwise(pl.col("number_class"))
        .alias("number_class"),
        born=pl.coalesce("stated", "number_born"),
        male=pl.coalesce("stated_male", "number_male"),
    )


def _read(
    texts: pl.Series, read: Callable[[str | None], Sequence[object]], columns: Mapping[str, pl.DataType]
) -> pl.DataFrame:
    """Each different text read once."""
    different = texts.unique()
    rows = [read(text) for text in different.to_list()]
    parts = {
        column: pl.Series(column, [row[at] for row in rows], dtype=kind)
        for at, (column, kind) in enumerate(columns.items())
    }
    table = pl.DataFrame({"_text": different, **parts})
    return (
        texts.to_frame("_text")
        .join(table, on="_text", how="left", maintain_order="left", nulls_equal=True)
        .drop("_text")
    )


def _name(text: str | None) -> tuple[str | None, ...]:
    name = read_name(text)
    but = (name.but_first, name.but_second, name.but_third, name.but_last)
    return name.name, name.sound, name.near, name.sorted_sound, name.surname, name.given, *but


def _number(text: str | None) -> tuple[str | date | bool | None, ...]:
    number = read_number(text)
    return number.number_class, number.number, number.head, number.tail, number.born, number.male


def _shared(column: str, most: int) -> pl.Expr:
    return pl.col("sound").n_unique().over(column) > most


def _unless_shared(column: str, most: int) -> pl.Expr:
    return pl.when(~_shared(column, most)).then(pl.col(column)).alias(column)
