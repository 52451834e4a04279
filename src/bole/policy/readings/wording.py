"""用语: how a single value, column or kind of row is called, in Chinese and English; sentences are made of these.

Everything is said in the language in use (`bole.kernel.messages.language`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Final, TypeAlias

from bole.kernel.dates import Period
from bole.kernel.fact_tables import STANDARD
from bole.kernel.facts import Column, Facts, Kind
from bole.kernel.levels import SCALES
from bole.kernel.messages import _, language
from bole.kernel.money import Rounding, yuan_of
from bole.policy.types import Base, Type

_CHINESE_NUMBERS: Final = "〇一二三四五"
_UNITS: Final = {
    "month": ("{n}个月", "month"),
    "person": ("{n}人", "person"),
    "certificate": ("{n}份", "certificate"),
    "row": ("{n}条", "record"),
    "payment": ("{n}次", "payment"),
    "year": ("{n}年", "year"),
    "calendar-year": ("{n}年", ""),
    "hour": ("{n}课时", "hour"),
    "place": ("第{n}名", "place"),
    "organisation": ("{n}家", "organisation"),
}
_MONTHS: Final = ("January February March April May June July August September October November December").split()


def chinese() -> bool:
    """Whether Chinese is the language in use."""
    return language() == "zh"


def column_label(column: Column) -> str:
    """The column's name for a reader; sums are told in yuan, whatever they are kept in."""
    label = column.label if chinese() else column.label_en
    return label.removesuffix("（分）").removesuffix(" in fen") if column.kind is Kind.MONEY else label


def table_label(facts: Facts, table: str) -> str:
    """What one row of the table is: 证书, certificate."""
    found = facts.table(table)
    return found.label if chinese() else found.label_en


def rows_label(facts: Facts, table: str, *, many: bool = True) -> str:
    """The rows as records: 参保记录, insurance records; certificates are called what they are."""
    label = table_label(facts, table)
    if chinese():
        return label if table == "certificate" else f"{label}记录"
    noun = label if table == "certificate" else f"{label} record"
    return f"{noun}s" if many else noun


def told_date(day: date) -> str:
    """2031年5月1日; 1 May 2031."""
    if chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def told_money(fen: int) -> str:
    """元 exactly; whole 万元 in Chinese where it comes out even, as offices write it."""
    whole = yuan_of(fen).removesuffix(".00")
    if not chinese():
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        yuan, point, rest = digits.partition(".")
        return f"{sign}{int(yuan):,}{point}{rest} yuan"
    if fen and fen % 1_000_000 == 0:
        return f"{fen // 1_000_000}万元"
    return f"{whole}元"


def told_percent(parts: int) -> str:
    """30%, 12.5%, 0.25%: parts of ten thousand."""
    whole, rest = divmod(abs(parts), 100)
    digits = f".{rest:02}".rstrip("0") if rest else ""
    return f"{'-' if parts < 0 else ''}{whole}{digits}%"


def told_period(period: Period) -> str:
    """12个月, 3年, 30日: years from two on, as texts count them."""
    months = period.months
    if months and months % 12 == 0 and abs(months) > 12:
        return told_count(months // 12, "year")
    if months:
        return told_count(months, "month")
    if chinese():
        return f"{period.days}日"
    return f"{period.days} {'day' if abs(period.days) == 1 else 'days'}"


def told_count(number: int, unit: str) -> str:
    """3人, 3 persons; without a unit the bare number."""
    zh, en = _UNITS.get(unit, ("{n}", ""))
    if chinese():
        return zh.format(n=number)
    return f"{number} {en}{'' if number == 1 else 's'}" if en else str(number)


def told_level(scale: str, rank: int) -> str:
    """高级工（三级）, senior worker (level 3); 无 for rank 0."""
    level = SCALES[scale].level(rank)
    if not chinese():
        return f"{level.label_en} (level {level.number})" if level.number else level.label_en
    return f"{level.label}（{_CHINESE_NUMBERS[level.number]}级）" if level.number else level.label


Names: TypeAlias = Mapping[str, Mapping[str, str]]
"""名称 of the codes of each classification that packs carry."""
_NAMES: Final[ContextVar[Names | None]] = ContextVar("names of codes", default=None)
_NAMES_EN: Final[ContextVar[Names | None]] = ContextVar("English names of codes", default=None)


Titles: TypeAlias = Mapping[str, tuple[str, str]]
"""名称 of schemes and kinds of payment by id, in Chinese and English."""
_TITLES: Final[ContextVar[Titles | None]] = ContextVar("titles of schemes", default=None)


@contextmanager
def naming(names: Names, titles: Titles | None = None, names_en: Names | None = None) -> Iterator[None]:
    """Codes of these classifications are told with their names, schemes and payments by their titles, inside."""
    before, titles_before, english_before = _NAMES.set(names), _TITLES.set(titles), _NAMES_EN.set(names_en)
    try:
        yield
    finally:
        _NAMES.reset(before)
        _TITLES.reset(titles_before)
        _NAMES_EN.reset(english_before)


def told_scheme(id_: str) -> str:
    """The title of a scheme or a kind of payment where it is at hand, else its id."""
    found = (_TITLES.get() or {}).get(id_)
    return id_ if found is None else found[0] if chinese() else found[1]


def told_code(facts: Facts, system: str, code: str | int) -> str:
    """The code's name where the facts close its list; else code and name where packs name it, else the code alone."""
    named = facts.codes.get(system, {}).get(str(code))
    if named is not None:
        return named.label if chinese() else named.label_en
    # Most classifications name their codes in Chinese only; no English name is made up.
    name = ((_NAMES if chinese() else _NAMES_EN).get() or {}).get(system, {}).get(str(code))
    if not name:
        return str(code)
    return f"{name}（{code}）" if chinese() else f"{name} ({code})"


def told_value(value: object, type_: Type, facts: Facts = STANDARD) -> str:
    """值: a value of that type as a reader expects it."""
    match value:
        case bool():
            return _("是") if value else _("否")
        case Period():
            return told_period(value)
        case date():
            return told_date(value)
        case int() | str() if type_.base is Base.CODE:
            return told_code(facts, type_.system, value)
        case int():
            return _told_number(value, type_)
        case _:
            return str(value)


def _told_number(value: int, type_: Type) -> str:
    match type_.base:
        case Base.MONEY:
            return told_money(value)
        case Base.PERCENT:
            return told_percent(value)
        case Base.LEVEL:
            return told_level(type_.system, value)
        case Base.COUNT:
            return told_count(value, type_.system)
        case _:
            return str(value)


def told_rounding(rounding: Rounding | None, type_: Type) -> str:
    """四舍五入到分: the mode and the step, money to the fen, counts to the whole."""
    modes = {
        Rounding.HALF_UP: _("四舍五入"),
        Rounding.HALF_EVEN: _("四舍六入五成双"),
        Rounding.DOWN: _("舍去尾数"),
        Rounding.UP: _("有尾数即进位"),
    }
    if rounding is None:
        return _("未写明如何舍入")
    place = {Base.MONEY: _("分"), Base.PERCENT: "0.01%"}.get(type_.base) or _("整数")
    return _("{mode}到{place}", mode=modes[rounding], place=place)


def listing(items: Sequence[str], last: str) -> str:
    """A、B和C: the items of a list, `last` before the last one."""
    if len(items) < 2:
        return "".join(items)
    between = "、" if chinese() else ", "
    gap = "" if chinese() else " "
    return f"{between.join(items[:-1])}{gap}{last}{gap}{items[-1]}"
