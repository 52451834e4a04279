"""单元格: what a cell says becomes a value of its column, or a fault; the same text is read once.

Widths of digits and letters, spaces, brackets of any form, x and X, and every unambiguous order of a date are accepted.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from django.conf import settings

from bole.apps.registry import errors
from bole.apps.registry.imports.classifications import Classification, classification, plain_words, scheme_titles
from bole.apps.registry.imports.kinds import Column
from bole.kernel.codes import CODES
from bole.kernel.errors import BoleError, ErrorKind
from bole.kernel.facts import EARLIEST
from bole.kernel.identifiers import credit_code, plain
from bole.kernel.levels import NONE, SCALES
from bole.kernel.messages import language
from bole.kernel.money import fen_of


@dataclass(frozen=True, slots=True)
class Fault:
    """单元格的错: its kind and what fills the places of the sentence."""

    kind: ErrorKind
    params: Mapping[str, Any]


class Read(NamedTuple):
    """读出: a value (None says nothing), or a fault."""

    value: Any = None
    fault: Fault | None = None


NOTHING: Final = Read()
Reader = Callable[[str], Read]

_BLANK: Final = frozenset(("-", "--", "—", "——", "/", "\\", "null", "none", "nan", "n/a", "na", "空"))
_NO: Final = frozenset(("无", "暂无", "没有"))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SHEET_ERRORS: Final = frozenset(("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"))


def bad(kind: ErrorKind, **params: Any) -> Read:
    """A fault."""
    return Read(None, Fault(kind, params))


def reader(column: Column, *, today: date, factor: int = 1) -> Reader:
    """How the cells of a column are read; `factor` is the unit that the heading names (万元)."""
    read = _READERS[column.kind](column, today, factor)
    keeps = column.kind in ("flag", "level", "words")

    def read_cell(cell: str) -> Read:
        text = cell.strip().removeprefix("'").strip()
        if not text or text.lower() in _BLANK or (text in _NO and not keeps):
            return NOTHING
        if _CONTROL.search(text):
            return bad(errors.UNREADABLE_CELL)
        if text in _SHEET_ERRORS:
            return bad(errors.SHEET_ERROR)
        return read(text)

    return read_cell


def _half(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


# --- words ---


def _text(column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        words = " ".join(_half(text).split())
        return Read(words) if len(words) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_DOTS: Final = str.maketrans("•・‧．.", "·····")


def _name(column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        name = " ".join(_half(text).split())
        if _HAN.search(name):
            name = name.replace(" ", "").translate(_DOTS)
        if any(c.isdigit() for c in name) or not any(c.isalpha() for c in name):
            return bad(errors.NOT_A_NAME)
        return Read(name) if len(name) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


def _organisation(column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        name = " ".join(_half(text).split())
        if _HAN.search(name):
            name = name.replace(" ", "").replace("(", "（").replace(")", "）")
        return Read(name) if len(name) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


_SQUARE: Final = str.maketrans("［【〔﹝[", "〔〔〔〔〔") | str.maketrans("］】〕﹞]", "〕〕〕〕〕")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?E\+\d+")


def number_text(text: str) -> str:
    """A number in the one form in which it is recorded."""
    return "".join(_half(text).split()).upper().translate(_SQUARE)


def _number(column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        number = number_text(text)
        if _SCIENTIFIC.fullmatch(number):
            return bad(errors.NUMBER_LOST)
        return Read(number) if len(number) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


def _as_it_is(column: Column, _today: date, _factor: int) -> Reader:
    """A number of an identity document is judged with its row, not by itself."""

    def read(text: str) -> Read:
        return Read(text) if len(text) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


def _credit_code(_column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        code, passes = credit_code(text)
        if _SCIENTIFIC.fullmatch("".join(_half(text).split()).upper()):
            return bad(errors.NUMBER_LOST)
        return Read(code) if passes else bad(errors.BAD_CREDIT_CODE)

    return read


_PHONE: Final = re.compile(r"\+?\d{7,13}", re.ASCII)


def _phone(_column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        number = plain(text).translate(str.maketrans("", "", "()（）转"))
        if not _PHONE.fullmatch(number):
            return bad(errors.NOT_A_PHONE)
        number = number.removeprefix("+")
        return Read(number[2:] if len(number) == 13 and number.startswith("86") else number)

    return read


# --- codes ---


def _code(column: Column, _today: date, _factor: int) -> Reader:
    listed = CODES[column.system]
    meant: dict[str, str] = {}
    for code, name in listed.items():
        for written in (code, code.replace("-", "_"), name.label, name.label_en, *column.words.get(code, ())):
            meant.setdefault(plain_words(written), code)

    def read(text: str) -> Read:
        code = meant.get(plain_words(text))
        return Read(code) if code is not None else bad(errors.UNKNOWN_CODE, of=column.to)

    return read


def _scheme(column: Column, _today: date, _factor: int) -> Reader:
    """By its id, or by a title that no other one has."""
    titles = scheme_titles(tuple(settings.BOLE_PACKS))
    meant: dict[str, set[str]] = {}
    for id_, both in titles.items():
        for written in (id_, *both):
            meant.setdefault(plain_words(written), set()).add(id_)

    def read(text: str) -> Read:
        found = meant.get(plain_words(text), set())
        return Read(next(iter(found))) if len(found) == 1 else bad(errors.UNKNOWN_CODE, of=column.to)

    return read


def choices(column: Column) -> str:
    """What may be filled in, in the language in use, for people to read."""
    return "、".join(choice_list(column))


def choice_list(column: Column) -> list[str]:
    """What may be filled in, one by one; of an open column nothing."""
    if column.kind == "code":
        return [name.label if language() == "zh" else name.label_en for name in CODES[column.system].values()]
    if column.kind == "scheme":
        return list(scheme_titles(tuple(settings.BOLE_PACKS)))
    if column.kind == "level":
        scale = SCALES[column.scale]
        return [level.label if language() == "zh" else level.label_en for level in (*scale.levels, NONE)]
    if column.kind == "flag":
        return ["是", "否"] if language() == "zh" else ["yes", "no"]
    return [written[0] if language() == "zh" else written[-1] for written in column.words.values()]


def _words(column: Column, _today: date, _factor: int) -> Reader:
    meant = {plain_words(value): value for value in column.words if value}
    meant |= {plain_words(written): value for value, several in column.words.items() for written in several}
    also = re.compile(column.also) if column.also else None

    def read(text: str) -> Read:
        words = plain_words(text)
        if words in meant:
            return Read(meant[words])
        if also is not None and also.fullmatch(words.upper()):
            return Read(words.upper())
        if not column.open:
            return bad(errors.UNKNOWN_CODE, of=column.to)
        return Read(text) if len(text) <= column.longest else bad(errors.TOO_LONG, most=column.longest)

    return read


_NUMERALS: Final = ("", "一", "二", "三", "四", "五")
_ROMAN: Final = ("", "i", "ii", "iii", "iv", "v")
_SHORT: Final[Mapping[str, Mapping[str, int]]] = {
    "skill-level": {"初级": 2, "中级": 3, "高级": 4, "学徒": 1},
    "title-level": {
        "初级": 1, "员级": 1, "助理级": 1, "助理": 1, "中级": 2, "副高级": 3, "副高": 3, "正高级": 4, "正高": 4,
    },
    "certificate-grade": {},
}  # fmt: skip
_PARTED: Final = re.compile(r"[/()、,，\[\]]+")


@cache
def _levels(name: str) -> dict[str, int]:
    """Every way of writing a level of a scale. The numbers run against the rank: 三级 is 高级工."""
    found = {"无": 0, "none": 0, "0": 0, "无等级": 0, **_SHORT[name]}
    for level in SCALES[name].levels:
        found |= {plain_words(level.label): level.rank, plain_words(level.label_en): level.rank}
        if level.number is not None:
            number = level.number
            forms = (f"{_NUMERALS[number]}级", f"{number}级", f"{number}", f"{_ROMAN[number]}级", f"level{number}")
            found |= dict.fromkeys(forms, level.rank)
            found |= dict.fromkeys((f"国家职业资格{_NUMERALS[number]}级", f"职业技能{_NUMERALS[number]}级"), level.rank)
    return found


def _level(column: Column, _today: date, _factor: int) -> Reader:
    known = _levels(column.scale)

    def read(text: str) -> Read:
        words = plain_words(text)
        parts = {known.get(part) for part in _PARTED.split(words) if part}
        if words in known:
            return Read(known[words])
        if len(parts) == 1 and None not in parts:
            return Read(parts.pop())
        return bad(errors.NOT_A_LEVEL, of=column.to)

    return read


_YES: Final = frozenset(
    ("是", "有", "合格", "通过", "及格", "优秀", "良好", "已", "y", "yes", "true", "t", "1", "√", "✓")
)
_NOT: Final = frozenset(
    ("否", "无", "不合格", "未通过", "不及格", "没有", "未", "n", "no", "false", "f", "0", "×", "✗")
)


def _flag(_column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        words = plain_words(text)
        if words in _YES:
            return Read(True)
        return Read(False) if words in _NOT else bad(errors.NOT_YES_NO)

    return read


_DIVISION: Final = re.compile(r"(\d{6}|\d{9})(0{3})?", re.ASCII)


def _division(_column: Column, _today: date, _factor: int) -> Reader:
    known = classification("division")

    def read(text: str) -> Read:
        words = plain_words(text)
        found = _DIVISION.fullmatch(words)
        if found:
            code = found[1] if len(words) != 12 else words[:9]
            return Read(code) if code[:2] != "00" else bad(errors.NOT_A_DIVISION)
        codes = _places(known, words)
        if len(codes) > 1:
            return bad(errors.AMBIGUOUS_NAME, known="、".join(codes))
        return Read(codes[0]) if codes else bad(errors.NOT_A_DIVISION)

    return read


def _places(known: Classification, words: str) -> list[str]:
    """The codes that a name may mean; a name may begin with those of the places above it."""
    if not known.versions:
        return []
    names = known.versions[-1].names
    if words in names:
        return list(names[words])
    ending = [name for name in names if len(name) > 1 and words.endswith(name)]
    if not ending:
        return []
    longest = max(ending, key=len)
    above = words.removesuffix(longest)
    return [
        code
        for code in names[longest]
        if any(
            above.endswith(name) and code.startswith(_stem(c))
            for name in names
            if above.endswith(name)
            for c in names[name]
        )
    ]


def _stem(code: str) -> str:
    """The digits that the places below have in common: 44 of 440000, 4420 of 442000."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


# --- occupations, which depend on the day ---


def occupation(text: str, day: date | None) -> Read:
    """An occupation by its code or name, in the edition in force on a day; where none is known, in any."""
    return _occupation(text, classification("occupation").index(day))


@cache
def _occupation(text: str, index: int) -> Read:
    known = classification("occupation")
    words = plain_words(text).replace("—", "-").replace("–", "-")
    looked = known.looked_in(index)
    if not looked or any(words in version.codes for version in looked):
        return Read(words)
    elsewhere = known.having(words)
    if elsewhere:
        return bad(errors.NOT_IN_EDITION, day=known.versions[index].label, editions="、".join(elsewhere))
    codes = list(dict.fromkeys(code for version in reversed(looked) for code in version.names.get(words, ())))
    codes = [code for code in codes if code.count("-") == 3] or codes
    if len(codes) == 1:
        return Read(codes[0])
    if codes:
        return bad(errors.AMBIGUOUS_NAME, known="、".join(codes))
    return bad(errors.UNKNOWN_CODE, known=known.versions[index].label if index >= 0 else known.versions[-1].label)


def occupation_cell(cell: str) -> str:
    """The text of a cell of an occupation; "" for one that says nothing."""
    text = cell.strip().removeprefix("'").strip()
    return "" if text.lower() in _BLANK or text in _NO else text


# --- numbers ---

_GROUPED: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_WHOLE: Final = re.compile(r"-?\d{1,15}(\.0+)?", re.ASCII)


def _ungrouped(text: str) -> str:
    words = "".join(_half(text).split())
    return words.replace(",", "") if _GROUPED.fullmatch(words) else words


def _count(column: Column, _today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        figure = _ungrouped(text)
        if not _WHOLE.fullmatch(figure):
            return bad(errors.NOT_A_COUNT)
        value = int(figure.partition(".")[0])
        if not column.low <= value <= column.high:
            return bad(errors.OUT_OF_BOUNDS, low=column.low, high=column.high)
        return Read(value)

    return read


def _money(_column: Column, _today: date, factor: int) -> Reader:
    def read(text: str) -> Read:
        figure = _ungrouped(text).removeprefix("¥").removesuffix("元")
        times = 10_000 if figure.endswith("万") else factor
        try:
            fen = _scaled(figure.removesuffix("万"), times)
        except (BoleError, ValueError):
            return bad(errors.NOT_A_SUM)
        if not 0 <= fen <= 9 * 10**13:
            return bad(errors.OUT_OF_BOUNDS, low=0, high="9000 亿")
        return Read(fen)

    return read


def _scaled(figure: str, times: int) -> int:
    """Fen of a sum in units of `times` yuan; up to six decimals where the unit is 万元."""
    if times == 1:
        return fen_of(figure)
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,6}))?", figure, re.ASCII)
    if found is None:
        raise ValueError(figure)
    return int(found[1]) * times * 100 + int((found[2] or "").ljust(6, "0")) * times // 10_000


# --- dates ---

_YMD: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})|(\d{4})(\d{2})", re.ASCII)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_SERIAL: Final = re.compile(r"[2-7]\d{4}", re.ASCII)
_ENGLISH: Final = re.compile(r"(?:(\d{1,2}) )?([A-Za-z]{3,9})\.?,? (?:(\d{1,2}),? )?(\d{4})", re.ASCII)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENDLESS: Final = frozenset(("长期", "永久", "长期有效", "至今", "不限", "无固定期限", "现在"))
_FIRST_SERIAL: Final = date(1899, 12, 30)
_CHINESE: Final = str.maketrans({"年": "-", "月": "-", "日": "", "号": ""})


def _date(column: Column, today: date, _factor: int) -> Reader:
    def read(text: str) -> Read:
        words = " ".join(_half(text).split())
        if column.ends and (words in _ENDLESS or words.startswith("9999")):
            return NOTHING
        found = day_of(words, last=column.ends)
        if not isinstance(found, date):
            return found
        last = date(2199, 12, 31) if column.ends else today
        if not EARLIEST <= found <= last:
            return bad(errors.DATE_OUT_OF_RANGE, first=EARLIEST.isoformat(), last=last.isoformat())
        return Read(found)

    return read


def day_of(words: str, *, last: bool) -> date | Read:
    """The day that half-width text names; a month alone is its first day, or its `last`; else a fault."""
    told = words.translate(_CHINESE).rstrip("-").replace(" -", "-").replace("- ", "-")
    found = _YMD.fullmatch(told) or _COMPACT.fullmatch(told)
    if found:
        return _made(int(found[1]), int(found[2]), int(found[3]))
    month = _MONTH.fullmatch(told)
    if month:
        return _month(int(month[1] or month[3]), int(month[2] or month[4]), last=last)
    late = _YEAR_LAST.fullmatch(told)
    if late:
        return _year_last(int(late[1]), int(late[2]), int(late[3]))
    english = _ENGLISH.fullmatch(words)
    if english and english[2][:3].lower() in _MONTHS:
        day = english[1] or english[3]
        number = _MONTHS.index(english[2][:3].lower()) + 1
        return _made(int(english[4]), number, int(day)) if day else _month(int(english[4]), number, last=last)
    if _SERIAL.fullmatch(told):
        return _FIRST_SERIAL + timedelta(days=int(told))
    return bad(errors.NOT_A_DATE)


def _year_last(one: int, other: int, year: int) -> date | Read:
    if one > 12 or one == other:
        return _made(year, other, one)
    return _made(year, one, other) if other > 12 else bad(errors.UNCLEAR_DATE)


def _made(year: int, month: int, day: int) -> date | Read:
    try:
        return date(year, month, day)
    except ValueError:
        return bad(errors.NOT_A_DATE)


def _month(year: int, month: int, *, last: bool) -> date | Read:
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        return bad(errors.NOT_A_DATE)
    if not last:
        return date(year, month, 1)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


_READERS: Final[Mapping[str, Callable[[Column, date, int], Reader]]] = {
    "text": _text,
    "name": _name,
    "number": _number,
    "id_number": _as_it_is,
    "credit_code": _credit_code,
    "organisation": _organisation,
    "phone": _phone,
    "date": _date,
    "code": _code,
    "words": _words,
    "level": _level,
    "count": _count,
    "money": _money,
    "flag": _flag,
    "division": _division,
    "scheme": _scheme,
}
"""Reader of each way in which a column may be taken; occupations are read with their row."""
