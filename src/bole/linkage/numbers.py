"""证件号码 as clerks type them: what a number proves, and what can still be read of one that proves nothing.

A number is the key of a file only if its form proves it: the check place holds and its date exists. Everything else
(old, masked, rounded, mistyped) is kept in parts that can be compared with the numbers of others.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bole.kernel.identifiers import Standing, check_place, plain, read_id_number


class NumberClass(StrEnum):
    """号码类别, the number class: what a number can be used for."""

    PROVEN = "proven"
    """Eighteen places that pass, a permit, a passport: it can be the key of a file."""
    OLD = "old"
    """Fifteen places, or an eighteenth that cannot be read: no check place stands behind it."""
    UNPROVEN = "unproven"
    """Passes and ends in 000: perhaps rounded by a spreadsheet."""
    ROUNDED = "rounded"
    """Only the first fifteen places are right."""
    MASKED = "masked"
    BAD = "bad"
    """All places, one of them wrong; or one place too few or too many."""
    OTHER = "other"
    """Of a form that is not known here: an officer's, a student's, a foreigner's; it can only be the same or not."""
    NONE = "none"
    """Nothing typed, a word, a filler, or too little to compare."""


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """号码 in the parts that are compared."""

    number_class: NumberClass
    number: str | None = None
    """As a whole, an old number in eighteen places."""
    head: str | None = None
    tail: str | None = None
    """What a mask leaves to be seen, in front and behind; of a rounded number the first fifteen places."""
    born: date | None = None
    male: bool | None = None


NOTHING: Final = ReadNumber(NumberClass.NONE)
_DECIMALS: Final = re.compile(r"\.0+$")
_STARS: Final = re.compile(r"[*×＊✱●•#?？_]+|X{3,}|(?<=\d)-{3,}(?=\d|$)")
_LAST_HIDDEN: Final = re.compile(r"\d{17}[*×#?Х╳✕]")
_LEAST_SEEN: Final = 5
_OTHER: Final = re.compile(r"(?=(?:\D*\d){5})[0-9A-Z一-鿿]{6,20}", re.ASCII)
_ROUNDED: Final = 15


def read_number(text: str | None) -> ReadNumber:
    """号码 of a cell, by what can be relied on."""
    if not text:
        return NOTHING
    text = _DECIMALS.sub("", unicodedata.normalize("NFKC", text).strip().upper())
    if _is_filler(text):
        return NOTHING
    if _LAST_HIDDEN.fullmatch(text):
        return _seventeen(text)
    found = read_id_number(text)
    match found.standing:
        case Standing.VALID if found.kind in ("travel-permit", "passport"):
            return ReadNumber(NumberClass.PROVEN, found.text)
        case Standing.VALID:
            old = len(plain(text)) == 15
            return ReadNumber(
                NumberClass.OLD if old else NumberClass.PROVEN, found.text, born=found.born, male=found.male
            )
        case Standing.UNPROVEN:
            return ReadNumber(NumberClass.UNPROVEN, found.text, head=found.text[:_ROUNDED], born=found.born)
        case Standing.ROUNDED:
            return ReadNumber(NumberClass.ROUNDED, head=found.text[:_ROUNDED], born=found.born)
        case Standing.CHECK_DIGIT:
            return ReadNumber(NumberClass.BAD, found.text, born=found.born, male=found.male)
        case Standing.SCIENTIFIC:
            return NOTHING
    return _in_parts(text)


def _is_filler(text: str) -> bool:
    """111111, 0, a row of one digit; 123456789012345678 is the keyboard's."""
    digits = plain(text)
    return len(set(digits)) <= 1 or digits in "01234567890123456789012345"


def _seventeen(text: str) -> ReadNumber:
    """The check place is a star, a cross or a Cyrillic letter: it follows from the others."""
    found = read_id_number(text[:17] + check_place(text[:17]))
    if found.standing is not Standing.VALID:
        return NOTHING
    return ReadNumber(NumberClass.OLD, found.text, born=found.born, male=found.male)


def _in_parts(text: str) -> ReadNumber:
    spaceless = "".join(text.split())
    hidden = list(_STARS.finditer(spaceless))
    if hidden:
        return _masked(spaceless[: hidden[0].start()], spaceless[hidden[-1].end() :])
    digits = plain(text)
    if 16 <= len(digits) <= 20 and digits[:-1].isdigit():
        found = read_id_number(digits)
        return ReadNumber(NumberClass.BAD, digits, born=found.born, male=found.male)
    return ReadNumber(NumberClass.OTHER, digits) if _OTHER.fullmatch(digits) else NOTHING


def _masked(head: str, tail: str) -> ReadNumber:
    head, tail = plain(head), plain(tail)
    if len(head) + len(tail) < _LEAST_SEEN or not (head + tail)[:-1].isalnum():
        return NOTHING
    whole = read_id_number(head[:14] + "0000") if len(head) >= 14 and head.isdigit() else None
    return ReadNumber(NumberClass.MASKED, head=head, tail=tail, born=whole.born if whole else None)
