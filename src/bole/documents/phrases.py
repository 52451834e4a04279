"""表述: how a figure, a period, a sum and a place in a document are put into words for a reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bole.documents.reading import Fact, MoneyKind, Number, Sum, Target
from bole.kernel.messages import N_, _, language

_SIGN = {">=": "≥", "<=": "≤", "=": "", "≈": N_("约")}
_STRICT = {">=": ">", "<=": "<"}
_KIND: dict[MoneyKind, str] = {
    "fact": N_("已发生"),
    "commitment": N_("安排"),
    "standard": N_("标准"),
    "threshold": N_("条件"),
    "goal": N_("目标"),
}


def number_phrase(value: Number) -> str:
    """1200 -> 1,200; a range with a long dash."""
    if isinstance(value, tuple):
        return "—".join(number_phrase(v) for v in value)
    return f"{value:,}" if isinstance(value, int) else re.sub(r"\.?0*$", "", f"{value:,.6f}")


def value_phrase(figure: Target | Fact) -> str:
    """≥4,600,000人; no blank, as officials set it (a page opens the gap by its style)."""
    sign = _sign(figure.comparator, isinstance(figure, Target) and figure.strict)
    return sign + (yuan_phrase(figure.value) if figure.unit == "元" else number_phrase(figure.value) + figure.unit)


def target_phrase(target: Target, *, with_period: bool = True) -> str:
    """Indicator, value and, where asked, the period; what is only hoped for or not certain says so."""
    notes = [period_phrase(target.period)] if with_period and target.period else []
    if target.force == "hoped":
        notes.append(_("预期"))
    if target.optional:
        notes.append(_("待核"))
    told = f"{target.indicator} {value_phrase(target)}".strip()
    return told + _("（{notes}）", notes=_("，").join(notes)) if notes else told


def yuan_phrase(value: Number) -> str:
    """210000000 -> 2.1亿元 (in English 210,000,000 yuan), 700 -> 700元; never rounded."""
    if isinstance(value, tuple):
        return "—".join(yuan_phrase(v) for v in value)
    if language() != "zh":
        return number_phrase(value) + _("元")
    for size, unit in ((10**8, "亿元"), (10**4, "万元")):
        scaled = value / size
        if value >= size and round(scaled, 4) * size == value:
            return number_phrase(round(scaled, 4)) + unit
    return number_phrase(value) + _("元")


def sum_phrase(money: Sum) -> str:
    """What, how much, on which basis and of which kind."""
    basis = f"/{money.per}" if money.per else ""
    notes = [_(_KIND[money.kind])] + ([_("待核")] if money.optional else [])
    told = f"{money.what} {_sign(money.comparator, money.strict)}{yuan_phrase(money.value)}{basis}".strip()
    return told + _("（{notes}）", notes=_("，").join(notes))


def figure_phrases(
    targets: Sequence[Target], money: Sequence[Sum], *, with_period: bool
) -> tuple[list[str], list[str]]:
    """目标 and 资金 of one row: a sum that is both (a wage goal, a budget) is told once."""
    sums = {m.start_char // 8: m for m in money}

    def twin(t: Target) -> Sum | None:
        near = (sums.get(t.start_char // 8 + d) for d in (-1, 0, 1))
        return next((m for m in near if m and m.value == t.value), None) if t.unit == "元" else None

    as_sums = [t for t in targets if (m := twin(t)) and m.kind != "goal"]
    as_targets = {id(twin(t)) for t in targets if t not in as_sums}
    return (
        [target_phrase(t, with_period=with_period) for t in targets if t not in as_sums],
        [sum_phrase(m) for m in money if id(m) not in as_targets],
    )


def _sign(comparator: str, strict: bool) -> str:
    sign = _STRICT.get(comparator) if strict else None
    return sign or (_(_SIGN[comparator]) if _SIGN[comparator] else "")


def period_phrase(period: str) -> str:
    """时限: `2031-2033` -> 2031—2033年, `every:6m` -> 每半年; what is not known to us stays as it is."""
    for pattern, message in _PERIODS:
        m = re.fullmatch(pattern, period)
        if m:
            return _(message, **{f"p{i}": g.lstrip("0") or "0" for i, g in enumerate(m.groups(), 1)})
    return period


_PERIODS = (
    (r"annual", N_("每年")),
    (r"every:1d", N_("每日")),
    (r"every:1w", N_("每周")),
    (r"every:1m", N_("每月")),
    (r"every:3m", N_("每季度")),
    (r"every:6m", N_("每半年")),
    (r"every:1y", N_("每年")),
    (r"every:batch", N_("每批")),
    (r"every:(\d+)y", N_("每{p1}年")),
    (r"every:(\d+)m", N_("每{p1}个月")),
    (r"within:(\d+)y", N_("{p1}年内")),
    (r"within:(\d+)m", N_("{p1}个月内")),
    (r"from:(\d{4})", N_("{p1}年起")),
    (r"(\d{4})\+(\d+)y", N_("{p1}年起{p2}年内")),
    (r"(\d{4})-(\d{4})", N_("{p1}—{p2}年")),
    (r"(\d{4})-(\d{2})", N_("{p1}年{p2}月")),
    (r"(\d{4})-(\d{2})-(\d{2})", N_("{p1}年{p2}月{p3}日")),
    (r"(\d{4})", N_("{p1}年")),
)


def path_phrase(path: str) -> str:
    """条款: `二/(四)/3` -> 二（四）3, `附件2/#3` -> 附件2 第3项; the start of a document has no path."""
    if not path:
        return _("正文")
    told = ""
    for part in path.split("/"):
        repeated = re.fullmatch(r"(.+)#(\d+)", part)
        if part.startswith("#"):
            told += _(" 第{number}项", number=part[1:].replace("#", "."))
        elif repeated:
            told += _joined(told, repeated[1]) + _("[第{number}组]", number=repeated[2])
        else:
            told += _joined(told, part)
    return told


def _joined(before: str, part: str) -> str:
    shown = part.replace("(", "（").replace(")", "）")
    gap = " " if before and before[-1] not in "）】" and shown[0] not in "（①②③④⑤⑥⑦⑧⑨⑩第" else ""
    return gap + shown
