"""自动编号: the numbers that Word prints before paragraphs and that stand in no text: 一、 （一） 1. 第一条.

Follows ECMA-376 part 1, 17.9: counters belong to an abstract numbering, a `startOverride` begins anew once, a level
begins anew when a level above it goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import _Element

LEVELS: Final = 9


def local(element: _Element) -> str:
    """The name of an element without its name space; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: _Element | None, name: str) -> _Element | None:
    """The first child of that name."""
    if element is None:
        return None
    return next((below for below in element if local(below) == name), None)


def value(element: _Element | None, name: str = "val") -> str | None:
    """An attribute without regard to its name space."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def is_on(element: _Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is there and not turned off."""
    return element is not None and value(element) not in ("0", "false", "off")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise


@dataclass(frozen=True, slots=True)
class Level:
    """编号级别: how the numbers of one level look and where they begin."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    """0: goes on through the whole document; n: begins anew only after level n."""
    legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level]
    style_link: str | None
    counters: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _Instance:
    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """自动编号: asked for each paragraph in order, gives what Word prints before it."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        self._styles: dict[str, _Element] = {}
        self._default_style: str | None = None
        self._style_numbers: dict[str, tuple[str, int] | None] = {}
        for style in styles if styles is not None else ():
            self._add_style(style)
        for part in numbering if numbering is not None else ():
            self._add_part(part)

    def _add_style(self, style: _Element) -> None:
        name = value(style, "styleId")
        if local(style) != "style" or name is None:
            return
        self._styles[name] = style
        if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
            self._default_style = name

    def _add_part(self, part: _Element) -> None:
        if local(part) == "abstractNum":
            levels = dict(_level(below) for below in part if local(below) == "lvl")
            self._abstracts[value(part, "abstractNumId") or ""] = _Abstract(levels, value(child(part, "numStyleLink")))
        elif local(part) == "num":
            instance = _Instance(value(child(part, "abstractNumId")) or "")
            for override in part:
                if local(override) == "lvlOverride":
                    at = _number(value(override, "ilvl"), 0)
                    begun = child(override, "startOverride")
                    if begun is not None:
                        instance.starts[at] = _number(value(begun), 1)
                    instance.levels.update(_level(below) for below in override if local(below) == "lvl")
            self._instances[value(part, "numId") or ""] = instance

    def before(self, properties: _Element | None) -> str:
        """What is printed before the paragraph with these properties (<w:pPr>); "" for an unnumbered one."""
        where = self._place(properties)
        if where is None:
            return ""
        instance = self._instances.get(where[0])
        abstract = self._abstract_of(instance)
        if instance is None or abstract is None:
            return ""
        at = min(where[1], LEVELS - 1)
        levels = abstract.levels | instance.levels
        _count(abstract.counters, levels, at, instance.starts.pop(at, None))
        return _printed(abstract.counters, levels, at)

    def _abstract_of(self, instance: _Instance | None) -> _Abstract | None:
        abstract = self._abstracts.get(instance.abstract) if instance else None
        if abstract is not None and not abstract.levels and abstract.style_link:
            linked = self._number_of_style(abstract.style_link)
            other = self._instances.get(linked[0]) if linked else None
            return self._abstracts.get(other.abstract) if other else None
        return abstract

    def _place(self, properties: _Element | None) -> tuple[str, int] | None:
        """(numId, level) of a paragraph: its own, else its style's."""
        style = value(child(properties, "pStyle")) or self._default_style
        own = child(properties, "numPr")
        inherited = self._number_of_style(style) if style else None
        if own is None:
            return inherited
        number = value(child(own, "numId")) or (inherited[0] if inherited else None)
        level = _number(value(child(own, "ilvl")), inherited[1] if inherited else 0)
        return (number, level) if number not in (None, "0") and number is not None else None

    def _number_of_style(self, name: str) -> tuple[str, int] | None:
        if name not in self._style_numbers:
            self._style_numbers[name] = self._look_up(name)
        return self._style_numbers[name]

    def _look_up(self, name: str) -> tuple[str, int] | None:
        number: str | None = None
        level: str | None = None
        at: str | None = name
        # The chain of styles may be a ring in a hostile file.
        for _step in range(20):
            style = self._styles.get(at) if at else None
            if style is None or number is not None:
                break
            own = child(child(style, "pPr"), "numPr")
            level = level or value(child(own, "ilvl"))
            number = value(child(own, "numId"))
            at = value(child(style, "basedOn"))
        if number is None or number == "0":
            return None
        return number, _number(level, self._level_of_style(number, name))

    def _level_of_style(self, number: str, style: str) -> int:
        instance = self._instances.get(number)
        abstract = self._abstracts.get(instance.abstract) if instance else None
        levels = abstract.levels if abstract else {}
        return next((at for at, level in levels.items() if level.style == style), 0)


def _level(element: _Element) -> tuple[int, Level]:
    suffix = value(child(element, "suff"))
    restart = value(child(element, "lvlRestart"))
    form = value(child(element, "numFmt")) or "decimal"
    return _number(value(element, "ilvl"), 0), Level(
        start=_number(value(child(element, "start")), 1),
        form=form,
        text=(value(child(element, "lvlText")) or "")[:100],
        suffix="" if suffix == "nothing" else " ",
        restart=_number(restart, 0) if restart is not None else None,
        legal=is_on(child(element, "isLgl")),
        style=value(child(element, "pStyle")),
    )


def _count(counters: list[int | None], levels: dict[int, Level], at: int, override: int | None) -> None:
    """One step on at level `at`; the levels below begin anew."""
    level = levels.get(at, Level())
    now = counters[at]
    counters[at] = override if override is not None else level.start if now is None else now + 1
    for above in range(at):
        if counters[above] is None:
            counters[above] = levels.get(above, Level()).start
    for below in range(at + 1, LEVELS):
        restart = levels.get(below, Level()).restart
        if restart is None or (restart > 0 and at < restart):
            counters[below] = None


def _printed(counters: list[int | None], levels: dict[int, Level], at: int) -> str:
    level = levels.get(at, Level())
    if level.form == "none" and "%" not in level.text:
        return level.text
    if level.form == "bullet":
        return "• "

    def shown(match: re.Match[str]) -> str:
        referred = int(match[1]) - 1
        form = levels.get(referred, Level()).form
        return numeral(counters[referred] or 0, "decimal" if level.legal else form)

    text = re.sub(r"%([1-9])", shown, level.text)
    return text + level.suffix if text else ""


# --- numerals -------------------------------------------------------------------------------------------------------

_HAN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_PARENTHESISED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_HAN_CIRCLED = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_COUNTING = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "ideographLegalTraditional",
))  # fmt: skip
_DIGITS = frozenset(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital2"))
_FORMAL_FORMS = frozenset(("chineseLegalSimplified", "japaneseLegal"))
_ONE_CHARACTER = {
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _PARENTHESISED,
    "decimalEnclosedFullstop": _DOTTED,
    "ideographEnclosedCircle": _HAN_CIRCLED,
}


def numeral(number: int, form: str) -> str:
    """A number in one of Word's forms (ST_NumberFormat); a form that is not known is told in digits."""
    signs = _ONE_CHARACTER.get(form)
    if signs is not None and 1 <= number <= len(signs):
        return signs[number - 1]
    if form in _COUNTING:
        return han(number)
    if form in _FORMAL_FORMS:
        return han(number, _FORMAL, "拾佰仟")
    if form in _DIGITS:
        return "".join(_HAN[int(d)] for d in str(number))
    if form in ("ideographTraditional", "ideographZodiac"):
        cycle = _STEMS if form == "ideographTraditional" else _BRANCHES
        return cycle[(number - 1) % len(cycle)]
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * min(20, (number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalFullWidth":
        return "".join(chr(ord(d) + 0xFEE0) for d in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)


def han(number: int, digits: str = _HAN, units: str = "十百千") -> str:
    """A number below 100,000 in Chinese numerals: 十, 二十三, 一百零五; larger ones in digits."""
    if number == 0:
        return "零" if digits is _HAN else digits[0]
    if number >= 10_000:
        return str(number)
    out, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return out[1:] if digits is _HAN and out.startswith("一十") else out


def _roman(number: int) -> str:
    out = ""
    for worth, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        out += sign * (number // worth)
        number %= worth
    return out
