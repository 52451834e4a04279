"""权重的说法: what the comparisons of the model and their levels are called, for who decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bole.kernel.messages import N_, _

PRIOR: Final = "prior"
"""What is known before anything is compared: how seldom two records drawn at random are of one person."""

COMPARED: Final[Mapping[str, str]] = {
    PRIOR: N_("起点"),
    "name": N_("姓名"),
    "number": N_("证件号码"),
    "birth": N_("出生日期"),
    "sex": N_("性别"),
    "phone": N_("手机"),
    "org": N_("单位"),
    "town": N_("镇街"),
    "source": N_("来源"),
}
"""比对项 in words."""

LEVELS: Final[Mapping[str, str]] = {
    "": N_("随便两条记录是同一人的机会"),
    "unknown": N_("有一边没有，不加不减"),
    "same": N_("相同"),
    "same characters": N_("字相同"),
    "same sound": N_("音相同"),
    "same sounds in another order": N_("音相同，次序不同"),
    "near sound": N_("音相近"),
    "one syllable of three differs": N_("三个音里差一个"),
    "same given name": N_("名相同"),
    "same surname": N_("姓相同"),
    "one slip": N_("差一处"),
    "same as far as rounded": N_("末几位被改成 0，其余相同"),
    "same as far as seen": N_("看得见的各位相同"),
    "same in the few places seen": N_("看得见的几位相同"),
    "two keys": N_("两个都是完整有效的号码"),
    "one of them doubted": N_("有一个号码存疑"),
    "one of them mistyped": N_("有一个号码写错"),
    "same day": N_("同一天"),
    "same year, one on New Year's Day": N_("同一年，有一边写元旦"),
    "day and month changed": N_("月和日写反"),
    "same year and month, or month and day": N_("年月相同，或月日相同"),
    "same year": N_("同一年"),
    "twice in a file that has each person once": N_("每人只列一次的名册里出现两次"),
    "two files": N_("来自两份名册"),
    "different": N_("不同"),
}
"""一致程度 in words."""

_LARGEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """权重的一部分: one step of the waterfall, in bits; `start` and `end` are where it begins and ends."""

    label: str
    level: str
    bits: float
    start: float
    end: float

    @property
    def bits_told(self) -> str:
        """With its sign, as people read it."""
        return f"{self.bits:+.1f}"


def parts_shown(parts: Iterable[Sequence[object]]) -> list[Part]:
    """The steps of a waterfall out of what is kept with a doubt: comparison, level, bits."""
    found: list[Part] = []
    at = 0.0
    for comparison, level, bits in parts:
        step = float(str(bits))
        label = COMPARED.get(str(comparison), str(comparison))
        found.append(Part(_(label), _(LEVELS.get(str(level), str(level))), step, at, at + step))
        at += step
    return found
