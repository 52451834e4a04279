"""比对: what two records are compared by, and the levels of agreement of each.

Every level is written twice, for the database (Splink's SQL, the same on DuckDB and Spark) and for one pair in Python;
tests/linkage holds the two readings together. The weights of the levels are the model's (model.json).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict


class Stub(TypedDict):
    """整理后的记录: the columns of a record that comparisons look at (dates as eight digits)."""

    place: int
    plain: str | None
    sound: str | None
    near: str | None
    sorted_sound: str | None
    surname: str | None
    given: str | None
    but_first: str | None
    but_second: str | None
    but_third: str | None
    but_last: str | None
    number: str | None
    digits: str | None
    head: str | None
    tail: str | None
    checked: bool
    firm: bool
    doubted: bool
    mistyped: bool
    stated: str | None
    number_born: str | None
    born: str | None
    male: bool | None
    phone: str | None
    org: str | None
    town: str | None
    once: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """一致程度, a level: it holds where no level before it does."""

    label: str
    sql: str
    holds: Callable[[Stub, Stub], bool]
    unknown: bool = False
    """One side says nothing: no weight."""
    frequency: str | None = None
    """The column whose rarity counts: to share a rare name says more than to share a common one."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """比对项 of two records, with its levels from the closest to none."""

    name: str
    levels: Sequence[Level]

    def level(self, one: Stub, other: Stub) -> int:
        """The place of the level that holds."""
        return next(at for at, level in enumerate(self.levels) if level.holds(one, other))


def places_of(comparison: Comparison) -> Mapping[str, int]:
    """Splink's number of each level: from the last, 0, up."""
    known = [level.label for level in comparison.levels if not level.unknown]
    return {label: len(known) - 1 - at for at, label in enumerate(known)}


def _both(column: str) -> str:
    return f"{column}_l = {column}_r"


def _same(column: str) -> Callable[[Stub, Stub], bool]:
    def holds(one: Stub, other: Stub) -> bool:
        return one[column] is not None and one[column] == other[column]  # type: ignore[literal-required]

    return holds


def _lacks(column: str) -> Callable[[Stub, Stub], bool]:
    def holds(one: Stub, other: Stub) -> bool:
        return one[column] is None or other[column] is None  # type: ignore[literal-required]

    return holds


def _unknown(column: str) -> Level:
    return Level("unknown", f"{column}_l is null or {column}_r is null", _lacks(column), unknown=True)


def _otherwise(label: str = "different") -> Level:
    return Level(label, "ELSE", lambda _one, _other: True)


def levenshtein(one: str, other: str, most: int = 99) -> int:
    """Edits between two short texts; `most` + 1 where they are surely more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        before, row[0] = row[0], at
        for there, against in enumerate(other, 1):
            before, row[there] = row[there], min(before + (character != against), row[there] + 1, row[there - 1] + 1)
    return row[-1]


# --- name ---


_BUT: Final = ("but_first", "but_second", "but_third", "but_last")


def _one_syllable(one: Stub, other: Stub) -> bool:
    left, right = _without_one(one), _without_one(other)
    mistaken = any(a is not None and a == b for a, b in zip(left, right, strict=True))
    return (
        mistaken
        or (one["sound"] is not None and one["sound"] in right)
        or (other["sound"] is not None and other["sound"] in left)
    )


def _without_one(stub: Stub) -> tuple[str | None, ...]:
    return stub["but_first"], stub["but_second"], stub["but_third"], stub["but_last"]


def _one_syllable_sql() -> str:
    mistaken = " or ".join(_both(column) for column in _BUT)
    left, right = (", ".join(f"{column}_{side}" for column in _BUT) for side in "lr")
    return f"{mistaken} or sound_l in ({right}) or sound_r in ({left})"


NAME: Final = Comparison(
    "name",
    (
        _unknown("plain"),
        Level("same characters", _both("plain"), _same("plain"), frequency="plain"),
        Level("same sound", _both("sound"), _same("sound"), frequency="sound"),
        Level("same sounds in another order", _both("sorted_sound"), _same("sorted_sound")),
        Level("near sound", _both("near"), _same("near")),
        Level(
            "one syllable of three differs",
            _one_syllable_sql(),
            _one_syllable,
        ),
        Level("same given name", _both("given"), _same("given")),
        Level("same surname", _both("surname"), _same("surname")),
        _otherwise(),
    ),
)

# --- number ---

_ROUNDED: Final = 15
_SEEN: Final = 9
"""So many places that a mask leaves make it nearly a whole number."""


def _no_number(one: Stub, other: Stub) -> bool:
    if (one["number"] is None and one["head"] is None) or (other["number"] is None and other["head"] is None):
        return True
    if one["number"] is not None or other["number"] is not None:
        return False
    return one["head"] != other["head"] or (one["tail"] or "") != (other["tail"] or "")


def _slip(one: Stub, other: Stub) -> bool:
    a, b = one["number"], other["number"]
    if a is None or b is None or (one["checked"] and other["checked"]):
        return False
    if levenshtein(a, b, 1) <= 1 or levenshtein(a[:17], b[:17], 1) <= 1:
        return True
    return one["digits"] == other["digits"] and levenshtein(a, b, 2) <= 2


def _rounded(one: Stub, other: Stub) -> bool:
    def towards(a: Stub, b: Stub) -> bool:
        if a["head"] is None or a["tail"] is not None:
            return False
        if b["number"] is not None:
            return b["number"][:_ROUNDED] == a["head"]
        return b["tail"] is None and a["head"] == b["head"]

    return towards(one, other) or towards(other, one)


def _shows(least: int) -> Callable[[Stub, Stub], bool]:
    def towards(a: Stub, b: Stub) -> bool:
        head, tail, number = a["head"], a["tail"], b["number"]
        if head is None or tail is None or len(head) + len(tail) < least:
            return False
        if number is not None:
            return number.startswith(head) and number.endswith(tail)
        return b["head"] == head and b["tail"] == tail

    return lambda one, other: towards(one, other) or towards(other, one)


def _shows_sql(least: int) -> str:
    def towards(a: str, b: str) -> str:
        return (
            f"(length(head_{a}) + length(tail_{a}) >= {least}"
            f" and ((left(number_{b}, length(head_{a})) = head_{a} and right(number_{b}, length(tail_{a})) = tail_{a})"
            f" or (number_{b} is null and head_{b} = head_{a} and tail_{b} = tail_{a})))"
        )

    return f"{towards('l', 'r')} or {towards('r', 'l')}"


def _rounded_sql() -> str:
    def towards(a: str, b: str) -> str:
        return (
            f"(tail_{a} is null and (left(number_{b}, {_ROUNDED}) = head_{a}"
            f" or (number_{b} is null and tail_{b} is null and head_{b} = head_{a})))"
        )

    return f"{towards('l', 'r')} or {towards('r', 'l')}"


NUMBER: Final = Comparison(
    "number",
    (
        Level(
            "unknown",
            "(number_l is null and head_l is null) or (number_r is null and head_r is null) or"
            " (number_l is null and number_r is null"
            " and (head_l <> head_r or coalesce(tail_l, '') <> coalesce(tail_r, '')))",
            _no_number,
            unknown=True,
        ),
        Level("same", _both("number"), _same("number")),
        Level(
            "one slip",
            "not (checked_l and checked_r) and (levenshtein(number_l, number_r) <= 1"
            " or levenshtein(left(number_l, 17), left(number_r, 17)) <= 1"
            " or (digits_l = digits_r and levenshtein(number_l, number_r) <= 2))",
            _slip,
        ),
        Level("same as far as rounded", _rounded_sql(), _rounded),
        Level("same as far as seen", _shows_sql(_SEEN), _shows(_SEEN)),
        Level("same in the few places seen", _shows_sql(0), _shows(0)),
        Level("two keys", "firm_l and firm_r", lambda one, other: one["firm"] and other["firm"]),
        Level("one of them doubted", "doubted_l or doubted_r", lambda one, other: one["doubted"] or other["doubted"]),
        Level(
            "one of them mistyped", "mistyped_l or mistyped_r", lambda one, other: one["mistyped"] or other["mistyped"]
        ),
        _otherwise(),
    ),
)

# --- birth ---

_WITH_BIRTH: Final = 14
_SAME_DAY: Final = "(born_l = born_r or stated_l = number_born_r or number_born_l = stated_r)"


def _start_sql(side: str) -> str:
    shown = f"coalesce(number_{side}, head_{side})"
    return f"case when length({shown}) >= {_WITH_BIRTH} then left({shown}, {_WITH_BIRTH}) end"


def _no_birth(one: Stub, other: Stub) -> bool:
    """Where two numbers have the same start, the birth is in it: to agree in it says nothing more."""
    if one["born"] is None or other["born"] is None:
        return True
    return _start(one) is not None and _start(one) == _start(other) and _same_day(one, other)


def _start(stub: Stub) -> str | None:
    shown = stub["number"] if stub["number"] is not None else stub["head"]
    return None if shown is None or len(shown) < _WITH_BIRTH else shown[:_WITH_BIRTH]


def _same_day(one: Stub, other: Stub) -> bool:
    return (
        one["born"] == other["born"]
        or (one["stated"] is not None and one["stated"] == other["number_born"])
        or (one["number_born"] is not None and one["number_born"] == other["stated"])
    )


def _of_birth(test: Callable[[str, str], bool]) -> Callable[[Stub, Stub], bool]:
    def holds(one: Stub, other: Stub) -> bool:
        return test(one["born"] or "", other["born"] or "")

    return holds


BIRTH: Final = Comparison(
    "birth",
    (
        Level(
            "unknown",
            f"born_l is null or born_r is null or ({_start_sql('l')} = {_start_sql('r')} and {_SAME_DAY})",
            _no_birth,
            unknown=True,
        ),
        Level("same day", _SAME_DAY, _same_day),
        Level(
            "same year, one on New Year's Day",
            "left(born_l, 4) = left(born_r, 4) and (right(born_l, 4) = '0101' or right(born_r, 4) = '0101')",
            _of_birth(lambda a, b: a[:4] == b[:4] and "0101" in (a[4:], b[4:])),
        ),
        Level(
            "day and month changed",
            "born_l = concat(left(born_r, 4), right(born_r, 2), substr(born_r, 5, 2))",
            _of_birth(lambda a, b: a == b[:4] + b[6:] + b[4:6]),
        ),
        Level("one slip", "levenshtein(born_l, born_r) <= 1", _of_birth(lambda a, b: levenshtein(a, b, 1) <= 1)),
        Level(
            "same year and month, or month and day",
            "left(born_l, 6) = left(born_r, 6) or right(born_l, 4) = right(born_r, 4)",
            _of_birth(lambda a, b: a[:6] == b[:6] or a[4:] == b[4:]),
        ),
        Level("same year", "left(born_l, 4) = left(born_r, 4)", _of_birth(lambda a, b: a[:4] == b[:4])),
        _otherwise(),
    ),
)


# --- the rest ---


def _phone_slip(one: Stub, other: Stub) -> bool:
    a, b = one["phone"] or "", other["phone"] or ""
    return min(len(a), len(b)) >= 11 and levenshtein(a, b, 1) <= 1


SEX: Final = Comparison("sex", (_unknown("male"), Level("same", _both("male"), _same("male")), _otherwise()))
PHONE: Final = Comparison(
    "phone",
    (
        _unknown("phone"),
        Level("same", _both("phone"), _same("phone")),
        Level(
            "one slip",
            "least(length(phone_l), length(phone_r)) >= 11 and levenshtein(phone_l, phone_r) <= 1",
            _phone_slip,
        ),
        _otherwise(),
    ),
)
ORG: Final = Comparison(
    "org", (_unknown("org"), Level("same", _both("org"), _same("org"), frequency="org"), _otherwise())
)
TOWN: Final = Comparison(
    "town", (_unknown("town"), Level("same", _both("town"), _same("town"), frequency="town"), _otherwise())
)
SOURCE: Final = Comparison(
    "source",
    (
        _unknown("once"),
        Level("twice in a file that has each person once", _both("once"), _same("once")),
        _otherwise("two files"),
    ),
)

COMPARISONS: Final = (NAME, NUMBER, BIRTH, SEX, PHONE, ORG, TOWN, SOURCE)
COMPARED: Final = tuple(Stub.__annotations__)
"""The columns that a table needs to be compared."""
