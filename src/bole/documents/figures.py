"""数字: every figure of one or more readings in one shape, so that figures of different documents can be compared."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bole.documents.fold import fold
from bole.documents.reading import Fact, Number, Reading, Sum, Target

_SENTENCE = re.compile(r"[。;\n\t]")
_SINCE = re.compile(r"((?:19|20)\d\d)年(?:\d{1,2}月)?以来")
_NOT_NAME = re.compile(
    r"[“”‘’《》()（）、,，:：\s]|^(?:截至目前|目前|全市|全省|全区|我市|我省|我区|本市|已经?|共|累计|合计|其中|先后|新增|预计|力争)+"
    r"|(?:19|20)\d\d年(?:\d{1,2}月|上半年|下半年|以来)*|上半年|下半年|总量|总数|数量|规模|比例|比重|占比|人数"
)
_VERBS = re.compile(
    r"^(?:遴选建设|新增培育|培育打造|建设|建成|培育|培养|培训|打造|认定|遴选|举办|开展|组织|引进|设立|发放|达到|有|给予|安排|拨付|"
    r"评选|选送|帮助|吸引|服务|依托|现有|涉及|包含|涵盖|开设|签订|确定|已确定)+"
)
_BARE_SUM = re.compile(r"共|共计|合计|总计|金额|资金|总额")
_PLACE = re.compile(r"^(?:中共)?([\u4e00-\u9fff]{2,7}?(?:省|市|自治区|州|县|区|旗))")


@dataclass(frozen=True)
class Figure:
    """数字: a target, a fact or a sum, with the reading it stands in."""

    reading: Reading
    item: Target | Fact | Sum
    role: Literal["target", "fact", "money"]

    @property
    def value(self) -> Number:
        """The value; a pair for a range."""
        return self.item.value

    @property
    def unit(self) -> str:
        """人 for 名 and 位; 元 for money."""
        if isinstance(self.item, Sum):
            return "元"
        return {"名": "人", "位": "人"}.get(fold(self.item.unit), fold(self.item.unit))

    before: str = ""
    """Name of the figure in front of it in the same sentence."""

    @property
    def name(self) -> str:
        """What is measured, as printed; a bare 共计 takes the name of the figure in front of it."""
        own = self.item.what if isinstance(self.item, Sum) else self.item.indicator
        return self.before + own if self.before and _BARE_SUM.fullmatch(own) else own

    @cached_property
    def key(self) -> str:
        """What is measured, bare of verbs, dates and quantifiers, for comparison."""
        return bare_name(self.name)

    @cached_property
    def since(self) -> int | None:
        """Year from which a total counts (2024年以来), or None."""
        folded = self.reading.text.tight.folded
        at = self.reading.text.tight.position(self.item.start_char)
        start = max((m.end() for m in _SENTENCE.finditer(folded, max(0, at - 200), at)), default=max(0, at - 200))
        found = _SINCE.findall(folded, start, at + len(self.item.quote))
        return int(found[-1]) if found else None

    @property
    def period(self) -> str:
        """Period as the contract writes it; `since:2024` for running totals."""
        if self.since is not None:
            return f"since:{self.since}"
        return "" if isinstance(self.item, Sum) else self.item.period

    @property
    def single(self) -> float | None:
        """The value where it is one number."""
        return None if isinstance(self.value, tuple) else float(self.value)

    @property
    def place(self) -> str:
        """City or province of the document, as its issuers or title name it; "" where neither does."""
        return place_of(self.reading)


def bare_name(name: str) -> str:
    """A name without marks, dates, quantifiers and leading verbs."""
    bare = _NOT_NAME.sub("", fold(name))
    return _VERBS.sub("", bare) or bare


def place_of(reading: Reading) -> str:
    """City or province that a document belongs to; "" where it does not say."""
    for printed in (*reading.metadata.issuing_bodies, reading.metadata.title):
        m = _PLACE.match(fold(printed))
        if m:
            return m[1]
    return ""


def figures(readings: Sequence[Reading]) -> Iterator[Figure]:
    """Every figure of the readings, in reading order."""
    for reading in readings:
        counts: list[Figure] = [Figure(reading, t, "target") for t in reading.targets]
        counts += [Figure(reading, f, "fact") for f in reading.facts]
        counts.sort(key=lambda f: f.item.start_char)
        yield from counts
        starts = [f.item.start_char for f in counts]
        for item in reading.money:
            i = bisect_right(starts, item.start_char) - 1
            near = i >= 0 and _in_one_sentence(reading, counts[i].item.start_char, item.start_char)
            yield Figure(reading, item, "money", counts[i].name if near else "")


def _in_one_sentence(reading: Reading, start: int, end: int) -> bool:
    tight = reading.text.tight
    i, j = tight.position(start), tight.position(end)
    return j - i < 80 and _SENTENCE.search(tight.folded, i, j) is None


def likeness(a: str, b: str) -> float:
    """How alike two names are: shared pairs of characters (Dice), 1 for the same."""
    if a == b:
        return 1.0
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    if not pairs_a or not pairs_b:
        return 0.0
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)}
