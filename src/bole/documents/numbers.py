"""数字: every number of a passage as it is meant (85万人, 百分之十五, 三成, 两至三所, 700-2800元), with its place.

All matching is on folded text (`Text.folded`): half width, Simplified. Numbers that are part of a name, a date or a
mark (第三批, 5G, “12345”, 1+4+N, 《…》) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Literal

from bole.documents.counters import KNOWN, NOT_COUNTED, UNIT
from bole.documents.reading import Number
from bole.kernel.numerals import chinese_integer, plain_number


@dataclass(frozen=True, slots=True)
class Quantity:
    """数量: a number with its unit; `start` is its first character, `end` the one behind the unit.

    `money`: the value is in yuan. `chinese`: printed in Chinese characters. `more`: 余 or 多 stood behind the number.
    """

    start: int
    end: int
    value: Number
    unit: str
    money: bool = False
    chinese: bool = False
    more: bool = False


_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?(?!\d)|\d{1,15}(?:\.\d{1,6})?)"
_COUNTED = r"(?=[余多]?[名家人个户万亿场次项所])"
_SCALE = rf"(?:万亿|千亿|百亿|十亿|千万|百万|十万|[百千]{_COUNTED}|[百千](?=元)|万|亿)"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_CN = rf"(?:[一二两三四五六七八九十廿{_FORMAL}][零〇一二两三四五六七八九十百千万亿佰仟{_FORMAL}]{{0,11}})"
_JOINED_BY = re.compile(r"(?:\(不?含\))?(?:-{1,2}|—{1,2}|~|至|到)")
_LISTED_BY = re.compile(r"[、/]|和|或|及|与|以及|或者")

_NUMBER = re.compile(
    rf"(?<=[达到占过于的])(?P<fraction>[1-9]/[2-9])(?![\d/])"
    rf"|(?P<arabic>(?<![\d.])(?P<a>{_ARABIC})(?P<scale>{_SCALE}?)(?P<more>[余多几]?)(?P<scale2>[万亿]?))"
    rf"|(?P<per>[百千])分之(?P<pc>{_CN}|百|\d{{1,3}}(?:\.\d{{1,3}})?)(?:点(?P<pcd>[零〇一二三四五六七八九]{{1,3}}))?"
    rf"|(?P<cheng>[一二两三四五六七八九])成(?P<chenghalf>半|[一二三四五六七八九](?![十百千万个家名人所年月成]))?(?![员果立为本功长效绩都熟人型品交了就])"
    rf"|(?P<den>[二三四五六七八九十]|百)分之(?P<num>[一二三四五六七八九])(?!百)"
    rf"|(?P<half>(?<![一年岁])一半|半数)"
    rf"|(?P<round>(?<![一-鿿\d])[百千]万?(?=[座家名所个][^,。;]{{0,2}}以上)"
    rf"|(?<=[达到过破在])[百千]万(?=[吨人亩户][^,。;]{{0,2}}以上)|(?<=[达到过破])[百千]万?(?=[座家名所个])|[百千][万亿]元(?=以[上下]))"
    rf"|(?P<cn>{_CN})(?P<cnmore>[余多几]?)"
)
_LONG_DIGITS = re.compile(r"\d[\d,.]{16,}")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")

_YUAN = re.compile(r"(?:元|圆|块钱|人民币元)(?![旦素宇器件月勋老帅首化])")
_PART_OF_YUAN = re.compile(r"(?P<part>[角毛分])(?:钱|(?=/(?:千瓦时|度|立方米|吨|公里)))")
"""2分钱, 5角钱, 3分/千瓦时."""
_IN_YUAN = {"角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
_FOREIGN = re.compile(r"美元|欧元|港元|港币|日元|日圆|英镑|澳元|韩元|美金|卢布|加元|新元|台币|新台币|澳门元")
_PERCENT = re.compile(r"%|‰|个?百分点")
_POINTS_LISTED = re.compile(r"个(?:和|、|及)\d[\d.]{0,6}个百分点")
_LATIN_UNIT = re.compile(
    r"(?:MW|GW|KW|kW|PB|TB|GB|EB|PFlops|EFlops|PFLOPS|EFLOPS|P|Gbps|Mbps|Tbps|TEU|km|m2|V[Rr])(?![A-Za-z\d])"
)

_NOT_BEFORE = re.compile(r"(?:第|[A-Za-z]-?|[+×÷^/=〔\[№﹢]|\d:|[Nn][Oo]\.?|[Vv]\.)$")
_SIGNS = tuple("+-×÷*=(")
_NOT_BEFORE_ONE = re.compile(r"[统唯专同单逐合归万划某这那另任哪]$")
_NOT_BEFORE_CHINESE = re.compile(r"[数几若第初星期周]$")
_NOT_AFTER = re.compile(r"[A-Za-z+×÷*=]|:\d|/\d|-[A-Za-z]|号|版|\.\d|后(?![备续])|级")

_SCALES = {
    "": 1, "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12,
}  # fmt: skip


_BATCH = 5_000
"""Numbers are read in batches, so that a caller may stop early; a range that a batch would part is not worth a rule."""
_MOST = 100_000
"""Numerals of one passage, with a unit or without; no document has more."""


@dataclass(frozen=True, slots=True)
class _Numeral:
    """One number without its unit; `scale` is the 万 or 亿 it was printed with, `high` the end of 两三(所)."""

    start: int
    end: int
    value: Decimal
    kind: Literal["arabic", "share", "chinese"]
    scale: int = 1
    more: bool = False
    high: Decimal | None = None


def quantities_in(folded: str, start: int, end: int, masked: Sequence[tuple[int, int]] = ()) -> Iterator[Quantity]:
    """Numbers with their units between two positions, in order; `masked` spans (sorted) are skipped."""
    numerals = islice(_numerals(folded, start, end, masked), _MOST)
    while batch := list(islice(numerals, _BATCH)):
        scanner = _Scanner(folded, end, batch)
        i = 0
        while i < len(batch):
            ranged = scanner.ranged(i)
            single = None if ranged else scanner.single(i)
            i += 2 if ranged else 1
            found = ranged or single
            if found is not None:
                yield found


class _Scanner:
    """Gives the numerals of a passage their units and joins ranges and bare lists (5万、3万元)."""

    def __init__(self, folded: str, end: int, numerals: list[_Numeral]) -> None:
        self.folded = folded
        self.end = end
        self.numerals = numerals

    def ranged(self, i: int) -> Quantity | None:
        """两至三所, 700-2800元, 20万元至60万元: two numbers and the word that joins them."""
        if i + 1 >= len(self.numerals):
            return None
        low, high = self.numerals[i], self.numerals[i + 1]
        if high.start - low.end > 8 or not _alike(low, high) or not self._stands(low):
            return None
        first, unit = self._unit(low)
        last, high_unit = self._unit(high)
        if high_unit is None or unit not in (None, "", high_unit):
            return None
        if not _JOINED_BY.fullmatch(self.folded, first if unit else low.end, high.start) or not self._ends(last):
            return None
        bare = not unit and low.scale == 1 and low.kind == high.kind
        low_value = low.value * high.scale if bare else low.value
        if low_value >= high.value:
            return None
        part = self._part_of_yuan(high)
        value = (plain_number(low_value * part), plain_number(high.value * part))
        return Quantity(low.start, last, value, high_unit, high_unit == "元", low.kind == "chinese", high.more)

    def single(self, i: int) -> Quantity | None:
        numeral = self.numerals[i]
        end, unit = self._unit(numeral)
        reckoned = unit == "元" and self._is_reckoned(numeral, end)
        if not reckoned and not self._stands(numeral):
            return None
        value = numeral.value * self._part_of_yuan(numeral)
        if not unit:
            shared = self._shared[i]
            if shared is not None:
                unit = shared[0]
                value *= shared[1] if numeral.scale == 1 else 1
        if unit is None or not (reckoned or self._ends(end)):
            return None
        printed: Number = plain_number(value)
        if numeral.high is not None:
            printed = (plain_number(value), plain_number(numeral.high))
        return Quantity(numeral.start, end, printed, unit, unit == "元", numeral.kind == "chinese", numeral.more)

    @cached_property
    def _shared(self) -> list[tuple[str, int] | None]:
        """For each number of a bare list the unit and scale that its last one gives it (10、20、30万元)."""
        out: list[tuple[str, int] | None] = [None] * len(self.numerals)
        for i in range(len(self.numerals) - 2, -1, -1):
            here, following = self.numerals[i], self.numerals[i + 1]
            if here.kind != following.kind or not _LISTED_BY.fullmatch(self.folded, here.end, following.start):
                continue
            _, unit = self._unit(following)
            found = (unit, following.scale) if unit else out[i + 1]
            if found is not None:
                out[i] = (found[0], found[1] if here.scale == 1 else 1)
        return out

    def _unit(self, numeral: _Numeral) -> tuple[int, str | None]:
        """Where the unit ends and what it is: 元, %, a counter, "" behind a bare scaled number, None for none."""
        at, folded = numeral.end, self.folded
        if numeral.kind == "share":
            return at, "%"
        if folded.startswith("岁", at) and "寿命" in folded[max(0, numeral.start - 20) : numeral.start]:
            return at + 1, "岁"
        if _POINTS_LISTED.match(folded, at):
            return at + 1, "个百分点"
        if m := _PERCENT.match(folded, at):
            return m.end(), "个百分点" if "百分点" in m.group() else m.group()
        if _FOREIGN.match(folded, at):
            return at, None
        if _YUAN.match(folded, at):
            return at + 1, "元"
        if (m := _PART_OF_YUAN.match(folded, at)) and not (numeral.kind == "chinese" and numeral.value == 1):
            return m.end(), "元"
        if m := _LATIN_UNIT.match(folded, at):
            return m.end(), m.group()
        if (m := UNIT.match(folded, at)) and not NOT_COUNTED.match(folded, at) and self._is_counter(numeral, m):
            return m.end(), m.group()
        if numeral.kind == "arabic" and self._is_bare_value(numeral):
            return at, ""
        return at, None

    def _part_of_yuan(self, numeral: _Numeral) -> Decimal:
        """What the printed unit is in yuan: 0.01 for 分钱; 1 for 元 and for whatever is no money."""
        m = _PART_OF_YUAN.match(self.folded, numeral.end)
        return _IN_YUAN[m["part"]] if m else Decimal(1)

    def _is_bare_value(self, numeral: _Numeral) -> bool:
        """Numbers that need no counter: 突破3亿, 指数达72, 控制在103.5以内."""
        folded, at = self.folded, numeral.end
        if numeral.scale > 1:
            return not _HAN.match(folded, at) or _BARE_END.match(folded, at) is not None
        if not _BARE_END.match(folded, at):
            return False
        before = folded[max(0, numeral.start - 24) : numeral.start]
        return _BARE_BEFORE.search(before) is not None

    def _is_counter(self, numeral: _Numeral, unit: re.Match[str]) -> bool:
        """十分 is an adverb unless a limit follows (十分以上); unknown counters stand behind figures only."""
        if numeral.kind != "chinese":
            return True
        if len(unit.group()) == 1 and unit.group() not in KNOWN:
            return False
        if numeral.value == 1 and unit.group() in _ADVERBIAL:
            return False
        return unit.group() != "分" or self.folded.startswith("以", unit.end())

    def _is_reckoned(self, numeral: _Numeral, end: int) -> bool:
        """1200元×3+500元=4100元: a sum of a worked example is a sum, whatever sign stands beside it."""
        before = self.folded[numeral.start - 1 : numeral.start]
        return before in _SIGNS or self.folded[end : end + 1] in _SIGNS

    def _stands(self, numeral: _Numeral) -> bool:
        """Whether nothing before the number makes it part of a mark or a word (第3, A4, 1+4, 统一)."""
        before = self.folded[max(0, numeral.start - 4) : numeral.start]
        if _NOT_BEFORE.search(before):
            return False
        if numeral.kind != "chinese":
            return True
        if _NOT_BEFORE_CHINESE.search(before):
            return False
        return not (numeral.value == 1 and _NOT_BEFORE_ONE.search(before))

    def _ends(self, end: int) -> bool:
        """Whether nothing behind the number makes it part of a mark (5G, 1:1, 3号)."""
        m = _NOT_AFTER.match(self.folded, end)
        last = self.folded[end - 1]
        return m is None or last == "%" or (m.group()[0] == "/" and not last.isdigit())


def _alike(low: _Numeral, high: _Numeral) -> bool:
    """Both in figures or both in characters; a scale makes any two alike (1万至五万元)."""
    return low.kind == high.kind or low.scale > 1


_HAN = re.compile(r"[\u4e00-\u9fff]")
_BARE_END = re.compile(r"(?:及?以[上下内]|左右)|\s*(?:[,。;、)!?\n\t]|$)")
_BARE_BEFORE = re.compile(
    r"(?:指数|系数|评分|得分|强度|比值|排名|指标值|价格指数)[^,。;\d]{0,12}$"
    r"|(?:控制在|稳定在|保持在|维持在|降[至到]|低于|高于|少于|超过|提高到|提升到|提高至|提升至|增加到|达到)$"
)


def _numerals(folded: str, start: int, end: int, masked: Sequence[tuple[int, int]]) -> Iterator[_Numeral]:
    """Every numeral outside the masked spans and outside over-long runs of digits."""
    spans = iter(masked)
    span = next(spans, None)
    position = start
    while (m := _NUMBER.search(folded, position, end)) is not None:
        while span is not None and span[1] <= m.start():
            span = next(spans, None)
        if span is not None and span[0] < m.end():
            position = max(span[1], m.start() + 1)
            continue
        position = m.end()
        run = _LONG_DIGITS.match(folded, m.start(), end) if m["arabic"] else None
        if run and not _THOUSANDS.fullmatch(run.group().rstrip(",.")):
            position = run.end()
            continue
        numeral = _numeral(m)
        if numeral is not None:
            yield numeral


def _numeral(m: re.Match[str]) -> _Numeral | None:
    if m["arabic"]:
        scale = _SCALES[m["scale"]] * _SCALES[m["scale2"]]
        value = Decimal(m["a"].replace(",", "")) * scale
        return _Numeral(m.start(), m.end(), value, "arabic", scale, bool(m["more"]))
    if m["cn"]:
        return _chinese(m)
    if m["round"]:
        printed = m["round"].removesuffix("元")
        end = m.start() + len(printed)
        return _Numeral(m.start(), end, Decimal(_SCALES[printed[0]] * _SCALES[printed[1:]]), "chinese")
    return _Numeral(m.start(), m.end(), _share(m), "share")


def _share(m: re.Match[str]) -> Decimal:
    """百分之十五, 三成, 四分之一, 一半 in percent."""
    if m["cheng"]:
        return Decimal(_whole(m["cheng"]) * 10 + _tenths(m["chenghalf"]))
    if m["fraction"]:
        part, whole = m["fraction"].split("/")
        return round(Decimal(int(part) * 100) / Decimal(whole), 6)
    if m["den"]:
        return round(Decimal(_whole(m["num"]) * 100) / Decimal(_whole(m["den"])), 6)
    if m["half"]:
        return Decimal(50)
    decimals = "".join(str(_whole(c)) for c in m["pcd"] or "")
    printed = m["pc"] if m["pc"][0].isdigit() else str(_whole(m["pc"]))
    value = Decimal(f"{printed}.{decimals}" if decimals else printed)
    return value / 10 if m["per"] == "千" else value


def _tenths(printed: str | None) -> int:
    """What stands behind 成: 一成半 is 15, 七成五 is 75."""
    return 0 if not printed else 5 if printed == "半" else _whole(printed)


def _whole(printed: str) -> int:
    return 100 if printed == "百" else chinese_integer(printed) or 0


_ADVERBIAL = frozenset("起道面口头块顿层波首方发度单")
"""一起, 一道, 一方: words, no counts."""
_SECOND = re.compile(r"[场名所家]")
"""Behind these 二 counts (二場); elsewhere it is an ordinal (二级, 二次)."""


def _chinese(m: re.Match[str]) -> _Numeral | None:
    printed, more = m["cn"], bool(m["cnmore"])
    digits = [_whole(c) for c in printed]
    if len(printed) > 1 and all(d < 10 for d in digits) and not set(printed) & set("百千万亿佰仟"):
        if len(digits) == 2 and digits[1] == digits[0] + 1:
            return _Numeral(m.start(), m.end(), Decimal(digits[0]), "chinese", high=Decimal(digits[1]))
        return None
    value = chinese_integer(printed) if printed != "二" or _SECOND.match(m.string, m.end()) else None
    return None if value is None else _Numeral(m.start(), m.end(), Decimal(value), "chinese", 1, more)
