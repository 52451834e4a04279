"""差错: what goes wrong when people type a record: in the number, the name, the date of birth, the phone.

A number that goes wrong keeps its first two digits, 60: no slip can turn it into a number that somebody holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from bole.synth.city import SLIPS
from bole.synth.days import day_of
from bole.synth.draws import Draws, Numbers
from bole.synth.files.numbers import NOWHERE, office_phones
from bole.synth.files.roster import Roster, rows_of

OF_NUMBER: Final = SLIPS[:7]
OF_NAME: Final = SLIPS[7:12]
OF_DATE: Final = SLIPS[12:14]
_FIRST: Final = len(NOWHERE)
_YEAR: Final = 365


@dataclass
class Records:
    """记录 of one department: who they are of, and what was typed."""

    person: Numbers
    """Places in the roster."""
    name: list[str]
    number: list[str]
    born: Numbers
    phone: list[str]
    errors: list[list[str]]


def records_of(roster: Roster, person: Numbers) -> Records:
    """The records as they should be, one for each person named."""
    permitted, twin = roster.permitted[person], roster.twin[person]
    errors: list[list[str]] = [[] for _ in range(len(person))]
    for at in np.flatnonzero(permitted):
        errors[at].append("permit")
    for at in np.flatnonzero(twin):
        errors[at].append("twin")
    return Records(
        person,
        roster.names.gather(person).to_list(),
        roster.numbers.gather(person).to_list(),
        roster.born[person].copy(),
        roster.phones.gather(person).to_list(),
        errors,
    )


def slip(records: Records, roster: Roster, draws: Draws, shares: Mapping[str, int]) -> None:
    """Lets each slip happen to its share of the records, at most one to a number, a name, a date."""
    given = roster.given.gather(records.person).to_list()
    right = list(records.number)
    parents = _Parents(roster)
    dice = draws.below("dice", 2**31 - 1)

    def number(at: int, kind: str) -> str:
        if kind == "row-above":
            return right[at - 1] if at else right[at]
        if kind == "parent":
            return parents.number_of(int(records.person[at]), int(dice[at]))
        return _MISTYPED[kind](right[at], int(dice[at]))

    for kind in OF_NUMBER:
        for at in _happens(draws, kind, shares, records, OF_NUMBER):
            resident = len(right[at]) == 18
            typed = number(at, kind) if resident or kind in ("row-above", "parent") else right[at]
            if typed != right[at]:
                records.number[at] = typed
                records.errors[at].append(kind)
    for kind in OF_NAME:
        for at in _happens(draws, kind, shares, records, OF_NAME):
            typed = _MISNAMED[kind](records.name[at], given[at], int(dice[at]))
            if typed != records.name[at]:
                records.name[at] = typed
                records.errors[at].append(kind)
    for kind in OF_DATE:
        for at in _happens(draws, kind, shares, records, OF_DATE):
            typed_day = _misdated(kind, int(records.born[at]))
            if typed_day != records.born[at]:
                records.born[at] = typed_day
                records.errors[at].append(kind)
    employer = roster.employer[records.person]
    offices = office_phones(employer).to_list()
    for at in _happens(draws, "office-phone", shares, records, ("office-phone",)):
        if employer[at]:
            records.phone[at] = offices[at]
            records.errors[at].append("office-phone")


def _happens(draws: Draws, kind: str, shares: Mapping[str, int], records: Records, group: tuple[str, ...]) -> list[int]:
    found = np.flatnonzero(draws.chance(kind, shares[kind])).tolist()
    return [at for at in found if not set(group) & set(records.errors[at])]


# --- numbers ---


def _wrong_digit(number: str, dice: int) -> str:
    at = _FIRST + dice % (17 - _FIRST)
    digit = (int(number[at]) + 1 + dice // 32 % 9) % 10
    return f"{number[:at]}{digit}{number[at + 1 :]}"


def _swapped_digits(number: str, dice: int) -> str:
    """Two neighbours that differ change places."""
    start = dice % (16 - _FIRST)
    for step in range(16 - _FIRST):
        at = _FIRST + (start + step) % (16 - _FIRST)
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number


def _fifteen_digits(number: str, _dice: int) -> str:
    """The old number of those born before 2000."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number


def _masked(number: str, dice: int) -> str:
    return f"{number[:6]}********{number[14:]}" if dice % 2 else f"{number[:4]}**********{number[14:]}"


def _rounded(number: str, _dice: int) -> str:
    """A spreadsheet keeps fifteen digits."""
    return f"{number[:15]}000"


_MISTYPED: Final[Mapping[str, Callable[[str, int], str]]] = {
    "wrong-digit": _wrong_digit,
    "swapped-digits": _swapped_digits,
    "fifteen-digit": _fifteen_digits,
    "masked": _masked,
    "rounded": _rounded,
}


class _Parents:
    """Whose number somebody may have typed for his child's: people two or three decades older, of the same surname."""

    _NEAR = 60

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        residents = np.flatnonzero(~roster.permitted)
        self._order = residents[np.argsort(roster.born[residents], kind="stable")]
        self._born = roster.born[self._order]

    def number_of(self, child: int, dice: int) -> str:
        """The number of one of them; the child's own where nobody is old enough."""
        roster = self._roster
        wanted = int(roster.born[child]) - (22 + dice % 12) * _YEAR
        at = int(np.searchsorted(self._born, wanted))
        near = self._order[max(0, at - self._NEAR) : at + 1]
        for other in reversed(near.tolist()):
            if roster.surnames[other] == roster.surnames[child]:
                return str(roster.numbers[other])
        return str(roster.numbers[int(near[-1])]) if len(near) else str(roster.numbers[child])


# --- names ---


@cache
def _mistaken(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows_of("mistaken_characters.csv"):
        if row["kind"] == kind:
            found.setdefault(row["character"], []).append(row["other"])
    return found


def _other_character(kind: str) -> Callable[[str, str, int], str]:
    def changed(name: str, _given: str, dice: int) -> str:
        known = _mistaken(kind)
        for step in range(len(name)):
            # Given names are mistaken rather than surnames: the search begins behind the surname.
            at = (1 + dice + step) % len(name)
            others = known.get(name[at])
            if others:
                return name[:at] + others[dice % len(others)] + name[at + 1 :]
        return name

    return changed


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # it reads its tables when it is first used

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def _in_traditional(name: str, _given: str, _dice: int) -> str:
    return _converter()(name)


def _swapped(name: str, given: str, dice: int) -> str:
    """The given name first, or its two characters changed."""
    surname = name[: len(name) - len(given)]
    return given + surname if dice % 2 or len(given) < 2 else surname + given[::-1]


def _spaced(name: str, given: str, dice: int) -> str:
    surname = name[: len(name) - len(given)]
    return surname + (" ", "　", "  ")[dice % 3] + given


_MISNAMED: Final[Mapping[str, Callable[[str, str, int], str]]] = {
    "homophone": _other_character("homophone"),
    "look-alike": _other_character("look-alike"),
    "traditional": _in_traditional,
    "swapped-name": _swapped,
    "spaced-name": _spaced,
}


def _misdated(kind: str, born: int) -> int:
    """Day and month changed where both can be a month; or the first day of the year."""
    day = day_of(born)
    if kind == "new-year":
        typed = day.replace(month=1, day=1)
    elif day.day <= 12:
        typed = day.replace(month=day.day, day=day.month)
    else:
        typed = day
    return born + (typed - day).days
