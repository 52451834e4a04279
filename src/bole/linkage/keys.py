"""建档号码: which records a proven number holds together, which it should not, and which numbers can be repaired.

A number is proven by its form, not by who typed it: the number of the row above and that of a parent pass every check.
So a record leaves the key it was given (it is detached, and linked by what else it says) where its name is not that of
the others, or where it stands alone and its own birth or sex is not the number's.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from bole.linkage.comparisons import NUMBER, levenshtein

if TYPE_CHECKING:
    import duckdb

ONCE: Final = 0.01
"""A file with fewer records of people it has already is one that has each person once."""
_ENOUGH: Final = 200


class Held(NamedTuple):
    """建档记录: a record under a key."""

    place: int
    sound: str
    near: str
    sorted_sound: str
    given: str
    confirmed: bool
    """Its own birth is the number's."""
    contrary: bool
    """Its own birth or sex is not the number's."""
    elsewhere: bool
    """The same name with the same birth or phone stands under another key."""
    known: bool
    """The same name stands under another key at all."""


def with_keys(stubs: pl.DataFrame) -> pl.DataFrame:
    """Stubs with `key`, and `detached` where a record left the key that it was given."""
    proven = (pl.col("number_class") == "proven") & pl.col("number").is_not_null()
    stubs = stubs.with_columns(
        key=pl.when(proven).then(pl.col("number")),
        _wrong_birth=_far_apart(),
        _wrong_sex=(pl.col("stated_male") != pl.col("number_male")).fill_null(False),
    )
    alone = pl.col("key").is_not_null() & (pl.len().over("key") == 1)
    strangers = _strangers(stubs)
    return (
        stubs.with_columns(
            detached=pl.col("place").is_in(strangers) | (alone & (pl.col("_wrong_birth") | pl.col("_wrong_sex")))
        )
        .with_columns(
            # What a doubted number says of birth and sex is doubted too.
            key=pl.when(~pl.col("detached")).then(pl.col("key")),
            number_born=pl.when(~pl.col("detached")).then(pl.col("number_born")),
            born=pl.when(pl.col("detached")).then(pl.col("stated")).otherwise(pl.col("born")),
            male=pl.when(pl.col("detached")).then(pl.col("stated_male")).otherwise(pl.col("male")),
        )
        .drop("_wrong_birth", "_wrong_sex")
    )


def _far_apart() -> pl.Expr:
    """The stated birth is of another year than the number's."""
    return (pl.col("stated").dt.year() != pl.col("number_born").dt.year()).fill_null(False)


def _strangers(stubs: pl.DataFrame) -> list[int]:
    """Records whose name is not that of the others under their key."""
    several = stubs.filter(pl.col("key").is_not_null() & (pl.col("sound").n_unique().over("key") > 1))
    rows = several.select(
        "key",
        "place",
        *(pl.col(column).fill_null("") for column in ("sound", "near", "sorted_sound", "given")),
        (pl.col("stated") == pl.col("number_born")).fill_null(False).alias("confirmed"),
        (pl.col("_wrong_birth") | pl.col("_wrong_sex")).alias("contrary"),
        pl.col("place").is_in(_elsewhere(several, stubs)).alias("elsewhere"),
        pl.col("sound").is_in(_of_several_keys(stubs)).alias("known"),
    )
    held: dict[str, list[Held]] = defaultdict(list)
    for key, *rest in rows.iter_rows():
        held[key].append(Held(*rest))
    return [stranger.place for records in held.values() for stranger in not_the_owners(records)]


def _of_several_keys(stubs: pl.DataFrame) -> list[str]:
    """Names that stand under more than one key."""
    keyed = stubs.filter(pl.col("key").is_not_null() & pl.col("sound").is_not_null())
    return keyed.group_by("sound").agg(pl.col("key").n_unique()).filter(pl.col("key") > 1)["sound"].to_list()


def _elsewhere(several: pl.DataFrame, stubs: pl.DataFrame) -> list[int]:
    """Those of whom another key has the same name with the same birth or phone."""
    keyed = stubs.filter(pl.col("key").is_not_null())
    by_birth = several.join(keyed, left_on=["sound", "stated"], right_on=["sound", "born"], suffix="_other")
    by_phone = several.join(keyed, on=["sound", "phone"], suffix="_other")
    return pl.concat(
        found.filter(pl.col("key") != pl.col("key_other"))["place"].unique() for found in (by_birth, by_phone)
    ).to_list()


def not_the_owners(records: Sequence[Held]) -> list[Held]:
    """The records of a key that have another name than its owner and nothing to show that it is theirs."""
    camps = _camps(records)
    if len(camps) == 1:
        return []
    ranks = [sum(map(_support, camp)) for camp in camps]
    most = max(ranks)
    owner = ranks.index(most) if ranks.count(most) == 1 else None
    return [
        record
        for at, camp in enumerate(camps)
        for record in camp
        if at != owner and not _may_stay(record, [other for others in camps if others is not camp for other in others])
    ]


def _may_stay(record: Held, others: Sequence[Held]) -> bool:
    """Whether a record of another name is thought to be of the same person all the same.

    Somebody who changed his name still states the birth that his number has. Where one character differs and the whole
    name is nobody else's, that character was mistaken.
    """
    if record.contrary or record.elsewhere:
        return False
    if record.confirmed:
        return True
    akin = any(levenshtein(record.sound, other.sound, 1) <= 1 for other in others)
    return akin and not record.known


def _support(record: Held) -> int:
    """How far a record speaks for its camp as the owner of the number."""
    return 2 + 3 * record.confirmed - 2 * record.contrary - 3 * record.elsewhere


def _camps(records: Sequence[Held]) -> list[list[Held]]:
    """Records whose names are alike, in camps; those without a name go with the first."""
    camps: list[list[Held]] = []
    for record in sorted(records, key=lambda held: (held.sound == "", held.sound)):
        near = [camp for camp in camps if any(names_alike(record, other) for other in camp)]
        together = [record, *(other for camp in near for other in camp)]
        camps = [camp for camp in camps if camp not in near] + [together]
    return camps


def names_alike(one: Held, other: Held) -> bool:
    """名字相合: two spellings of one name, of one given name, or one that is not there."""
    if not one.sound or not other.sound or one.sound == other.sound:
        return True
    if one.sorted_sound == other.sorted_sound or one.near == other.near:
        return True
    if one.contrary or other.contrary:
        return False
    longer = max(len(one.sound), len(other.sound))
    return one.given == other.given != "" or (longer >= 3 and levenshtein(one.sound, other.sound, 1) <= 1)


def repaired(connection: "duckdb.DuckDBPyConnection", stubs: pl.DataFrame) -> pl.DataFrame:
    """Stubs with the key of those whose number comes down to one proven number of the same sound.

    Tables `compared` and `stub_keys` hold the stubs as they are.
    """
    slip, rounded, seen = (
        next(level.sql for level in NUMBER.levels if level.label == label)
        for label in ("one slip", "same as far as rounded", "same as far as seen")
    )
    sides = ("number", "digits", "head", "tail", "checked", "stated", "number_born")
    left = ", ".join(f"l.{column} as {column}_l" for column in sides)
    right = ", ".join(f"r.{column} as {column}_r" for column in sides)
    found = connection.sql(
        f"""
        with open_numbers as (
          select compared.* from compared join stub_keys using (place)
          where key is null and not detached and (number is not null or head is not null)
        ), known as (
          select key, any_value(compared) as r from compared join stub_keys using (place) where key is not null
          group by key, sound
        ), flat as (select key, r.* from known),
        paired as (select l.place, key, {left}, {right} from open_numbers l join flat r on l.sound = r.sound)
        select place, min(key) as found from paired
        where (number_l = key or {slip} or {rounded} or {seen})
          and (stated_l is null or number_born_r is null or left(stated_l, 4) = left(number_born_r, 4))
        group by place having count(distinct key) = 1
        """  # noqa: S608
    ).pl()
    return (
        stubs.join(found, on="place", how="left", maintain_order="left")
        .with_columns(repaired=pl.col("found").is_not_null(), key=pl.coalesce("key", "found"))
        .drop("found")
    )


def with_once(stubs: pl.DataFrame) -> pl.DataFrame:
    """Stubs with `once`: the source, where it is seen to have each person once."""
    keyed = stubs.filter(pl.col("key").is_not_null()).group_by("source").agg(pl.len(), pl.col("key").n_unique())
    once = keyed.filter((pl.col("len") >= _ENOUGH) & (1 - pl.col("key") / pl.col("len") < ONCE))["source"]
    return stubs.with_columns(once=pl.when(pl.col("source").is_in(once.to_list())).then(pl.col("source")))
