"""比对: contradictions and doubts between the figures of documents, each with both places quoted.

Five kinds: the same indicator with two values (conflict), parts that cannot make the whole (parts), a yearly count
against a total (rate), a share against its numerator and denominator (share), persons against person-times (unit).
Consistent findings are listed too where a figure was put to the test; only contradictions and doubts need attention.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from bole.documents.figures import Figure, bare_name, figures, likeness
from bole.documents.reading import Number, Reading, Sum, Target
from bole.kernel.messages import _

Kind = Literal["conflict", "parts", "rate", "share", "unit"]
Status = Literal["contradiction", "doubt", "consistent"]

ALIKE = 0.8
"""Names this alike (shared pairs of characters) are taken for one indicator across documents."""
ALIKE_INSIDE = 0.95
"""Inside one document names are chosen with care: nearly the same only."""
DAYS_APART = 120
"""Totals without a period are compared when their documents are so many days apart, or fewer."""


@dataclass(frozen=True, slots=True)
class Place:
    """出处: where a figure stands."""

    document: str
    path: str
    start_char: int
    quote: str
    value: Number
    unit: str
    period: str


@dataclass(frozen=True, slots=True)
class Finding:
    """比对结果: what does not agree (or was tested and does), with all places."""

    kind: Kind
    indicator: str
    status: Status
    places: tuple[Place, ...]
    note: str

    def to_json(self) -> dict[str, Any]:
        """The finding as `bole compare --json` shows it."""
        out = asdict(self)
        out["places"] = [dict(p, value=list(p["value"]) if isinstance(p["value"], tuple) else p["value"])
                         for p in out["places"]]  # fmt: skip
        return out


def compare(readings: Sequence[Reading]) -> list[Finding]:
    """All findings over the readings: contradictions first, then doubts, then what was tested and agrees."""
    every = list(figures(readings))
    by_reading: dict[int, list[Figure]] = defaultdict(list)
    for f in every:
        by_reading[id(f.reading)].append(f)
    found: list[Finding] = [*_conflicts(every), *_units(every)]
    for inside in by_reading.values():
        found += [*_parts(inside), *_rates(inside), *_shares(inside)]
    order = {"contradiction": 0, "doubt": 1, "consistent": 2}
    return sorted(_once(found), key=lambda f: (order[f.status], f.places[0].document, f.places[0].start_char))


def _once(found: list[Finding]) -> list[Finding]:
    seen: set[tuple[str, tuple[tuple[str, int], ...]]] = set()
    out = []
    for f in found:
        key = (f.kind, tuple(sorted((p.document, p.start_char) for p in f.places)))
        if key not in seen:
            seen.add(key)
            out.append(f)
    return out


def _place(f: Figure) -> Place:
    return Place(
        f.reading.document, f.item.path, f.item.start_char, f.item.quote, f.value, _printed_unit(f), f.period
    )  # fmt: skip


def _printed_unit(f: Figure) -> str:
    return "元" if isinstance(f.item, Sum) else f.item.unit


def _finding(kind: Kind, status: Status, note: str, *places: Figure) -> Finding:
    return Finding(kind, places[0].name, status, tuple(_place(f) for f in places), note)


# --- the same indicator, two values (T1) ----------------------------------------------------------------------------


def _conflicts(every: Sequence[Figure]) -> Iterator[Finding]:
    """Pairs with one indicator and one unit whose values cannot both hold."""
    buckets: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for f in every:
        if len(f.key) >= 4 and f.single is not None:
            buckets[f.role, f.unit].append(f)
    for bucket in buckets.values():
        for a, b in _alike_pairs(bucket):
            finding = _conflict(a, b)
            if finding:
                yield finding


def _alike_pairs(bucket: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs that may name one thing; only figures that share a pair of characters are held against each other."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, f in enumerate(bucket):
        seen: set[int] = set()
        for k in range(len(f.key) - 1):
            near = holders[f.key[k : k + 2]]
            seen.update(near[-_MOST_NEIGHBOURS:])
            near.append(i)
        for j in sorted(seen - {i}):
            if _one_indicator(bucket[j], f):
                yield bucket[j], f


_MOST_NEIGHBOURS = 60
_TELLING_NAME = 6
_JOINT_AREA = re.compile(
    r"[两二三四五六七八九十\d][省市州盟区县地]|都市圈|城市群|经济圈|经济带|大湾区|长三角|一体化|全省|全国|全区域"
)
"""What several cities count together is one thing, whichever of them writes it."""


def _one_indicator(a: Figure, b: Figure) -> bool:
    if a.place and b.place and a.place != b.place:
        return _JOINT_AREA.search(a.key) is not None and likeness(a.key, b.key) >= ALIKE_INSIDE
    if a.reading is not b.reading:
        return likeness(a.key, b.key) >= ALIKE
    # Inside one clause the same words name the steps of a scale; only another clause can contradict.
    telling = min(len(a.key), len(b.key)) >= _TELLING_NAME and "以上" not in a.key
    return telling and a.item.path != b.item.path and likeness(a.key, b.key) >= ALIKE_INSIDE


def _conflict(a: Figure, b: Figure) -> Finding | None:
    if a.since is not None and b.since is not None and a.since != b.since:
        longer, shorter = (a, b) if a.since < b.since else (b, a)
        if (longer.single or 0) < (shorter.single or 0):
            return _finding(
                "conflict",
                "contradiction",
                _("统计时段更长，合计反而更小。请查明以哪一个为准，在此之前都不要引用。"),
                a,
                b,
            )
        return None
    if a.period != b.period or a.value == b.value or not _exclude(a, b):
        return None
    if a.role == "money" and a.reading is b.reading:
        return None
    if not a.period and not _close_in_time(a, b):
        return None
    status: Status = "contradiction" if a.period or a.role == "target" else "doubt"
    return _finding("conflict", status, _("同一指标、同一时段，数值不同。"), a, b)


def _exclude(a: Figure, b: Figure) -> bool:
    """Whether both cannot hold: two exact values, or a value outside the other's bound."""
    left, right = a.item.comparator, b.item.comparator
    x, y = a.single or 0.0, b.single or 0.0
    if "≈" in (left, right):
        return abs(x - y) > 0.1 * max(abs(x), abs(y))
    if left == right:
        return True
    pair = {left: x, right: y}
    if {left, right} == {">=", "<="}:
        return pair[">="] > pair["<="]
    if {left, right} == {"=", ">="}:
        return pair["="] < pair[">="]
    return pair["="] > pair["<="]


def _close_in_time(a: Figure, b: Figure) -> bool:
    if a.reading is b.reading:
        return a.role == "target"
    days = [_day(f.reading.metadata.date_of_issue) for f in (a, b)]
    return days[0] is not None and days[1] is not None and abs(days[0] - days[1]) <= DAYS_APART


def _day(iso: str | None) -> int | None:
    return date.fromisoformat(iso).toordinal() if iso else None


# --- parts and the whole (T2) ---------------------------------------------------------------------------------------

_NEARLY = 0.9
"""Three parts or more that come so near the whole were meant to make it."""
_AMONG = re.compile(r"其中|包括")


def _parts(inside: Sequence[Figure]) -> Iterator[Finding]:
    """A total, 其中, and parts of the same unit up to the end of the sentence."""
    ordered = sorted((f for f in inside if f.single is not None and f.unit != "%"), key=lambda f: f.item.start_char)
    for i, whole in enumerate(ordered):
        parts = _parts_of(whole, ordered[i + 1 :])
        if len(parts) >= 2:
            finding = _against_whole(whole, parts)
            if finding:
                yield finding


def _parts_of(whole: Figure, following: Sequence[Figure]) -> list[Figure]:
    text = whole.reading.text.tight
    parts: list[Figure] = []
    at = text.position(whole.item.start_char + len(whole.item.quote))
    for f in following:
        here = text.position(f.item.start_char + len(f.item.quote))
        between = text.folded[at:here]
        if len(between) > 400 or re.search(r"[。;\n]", between) or between.count(")") > between.count("("):
            break
        if f.unit != whole.unit or f.role != whole.role:
            if parts:
                break
            continue
        if not parts and not _AMONG.search(text.folded, at, here):
            break
        parts.append(f)
    return parts


def _against_whole(whole: Figure, parts: list[Figure]) -> Finding | None:
    total, made = whole.single or 0.0, sum(f.single or 0.0 for f in parts)
    strict = getattr(whole.item, "strict", False)
    approximate = any(f.item.comparator == "≈" for f in parts)
    tolerance = 0.02 * total if approximate else 0.0
    if made > total + tolerance and whole.item.comparator in ("=", "<="):
        return _finding("parts", "contradiction", _("各分项之和大于总数。"), whole, *parts)
    if len(parts) >= 3 and strict and _NEARLY * total <= made < total:
        return _finding("parts", "doubt", _("各分项之和不到总数。请查明分项是否列全。"), whole, *parts)
    if strict and made == total:
        note = _("总数要“超过”该数，各分项之和却只等于该数。")
        return _finding("parts", "doubt" if approximate else "contradiction", note, whole, *parts)
    return None


# --- a yearly count against a total (T3) ----------------------------------------------------------------------------


def _rates(inside: Sequence[Figure]) -> Iterator[Finding]:
    """每年 n and a total by a year: n times the years left must make the total."""
    yearly = [f for f in inside if f.role == "target" and f.period == "annual" and f.single]
    totals = [f for f in inside if f.role == "target" and _last_year(f) and f.single and f.unit != "%"]
    for a in yearly:
        for t in totals:
            years = _years(t)
            if years and a.unit == t.unit and _names_the_same(a, t):
                yield _rate(a, t, years)


def _names_the_same(a: Figure, b: Figure) -> bool:
    longer, shorter = sorted((a.key, b.key), key=len, reverse=True)
    return len(shorter) >= 4 and (longer.endswith(shorter) or likeness(a.key, b.key) >= ALIKE)


def _last_year(f: Figure) -> int | None:
    m = re.fullmatch(r"(?:(\d{4})-)?(\d{4})", f.period)
    return int(m[2]) if m else None


def _years(total: Figure) -> int:
    """Years from the issue (or the start of the span) to the year of the total, both counted."""
    span = re.fullmatch(r"(\d{4})-(\d{4})", total.period)
    if span:
        return int(span[2]) - int(span[1]) + 1
    issued = total.reading.metadata.date_of_issue
    last = _last_year(total)
    return last - int(issued[:4]) + 1 if issued and last else 0


def _rate(a: Figure, total: Figure, years: int) -> Finding:
    made, wanted = (a.single or 0.0) * years, total.single or 0.0
    if made == wanted or (made > wanted and total.item.comparator == ">="):
        return _finding("rate", "consistent", _("每年的数量与总数相符。"), total, a)
    note = _(
        "每年 {n}，{years} 年合计 {made}，与总数 {wanted} 不符。请查明总数是否含以前已建的。",
        n=_plain(a.single),
        years=years,
        made=_plain(made),
        wanted=_plain(wanted),
    )
    return _finding("rate", "doubt", note, total, a)


def _plain(x: float | None) -> str:
    return f"{x or 0:,.10g}"


# --- a share against its numerator and denominator (T4) -------------------------------------------------------------

_SHARE = re.compile(r"(?P<part>.{2,30}?)占(?P<whole>.{2,30}?)(?:总量|总数|的)*(?:比例|比重)?(?:的)?$")


def _shares(inside: Sequence[Figure]) -> Iterator[Finding]:
    """甲占乙 p%: where 甲 and 乙 stand with numbers of the same period, the quotient must round to p."""
    counts = [f for f in inside if f.unit != "%" and f.single]
    for f in inside:
        m = _SHARE.search(f.name.strip()) if f.unit == "%" and f.single else None
        if m is None:
            continue
        part = _nearest(m["part"], f, counts)
        whole = _nearest(m["whole"], f, counts)
        if part and whole and part is not whole and part.unit == whole.unit:
            yield _share(f, part, whole)


def _nearest(name: str, share: Figure, counts: Sequence[Figure]) -> Figure | None:
    """The count of that period with the likeliest name, the nearest in the text."""
    wanted = bare_name(name)
    alike = [c for c in counts if c.period == share.period and _ends_alike(c.key, wanted)]
    return min(
        alike,
        key=lambda c: (-likeness(c.key, wanted), abs(c.item.start_char - share.item.start_char)),
        default=None,
    )


def _ends_alike(key: str, wanted: str) -> bool:
    return len(wanted) >= 2 and (key == wanted or likeness(key, wanted) >= ALIKE)


def _share(share: Figure, part: Figure, whole: Figure) -> Finding:
    quotient = 100 * (part.single or 0.0) / (whole.single or 1.0)
    printed = share.single or 0.0
    bounded = any(isinstance(f.item, Target) and f.item.comparator in (">=", "≈") for f in (part, whole, share))
    rounding = 1.0 if bounded else 0.5 * 10 ** -_decimals(printed)
    low = share.item.comparator == ">=" and quotient >= printed
    status: Status = "consistent" if low or abs(quotient - printed) <= rounding else "contradiction"
    note = _("按两数计算为 {quotient}%，文中为 {printed}%。").format(
        quotient=f"{quotient:.1f}", printed=_plain(printed)
    )
    return _finding("share", status, note, share, part, whole)


def _decimals(x: float) -> int:
    return len(f"{x:.6f}".rstrip("0").partition(".")[2])


# --- persons and person-times (T7) ----------------------------------------------------------------------------------


def _units(every: Sequence[Figure]) -> Iterator[Finding]:
    """One indicator with one value, counted as 人 in one place and as 人次 in another."""
    persons = [f for f in every if f.unit == "人" and f.single and len(f.key) >= 4]
    times: dict[float, list[Figure]] = defaultdict(list)
    for f in every:
        if f.unit == "人次" and f.single and len(f.key) >= 4:
            times[f.single].append(f)
    for a in persons:
        for b in times.get(a.single or 0.0, []):
            if a.period == b.period and _one_indicator(a, b):
                yield _finding("unit", "doubt", _("同一指标，一处按人计，一处按人次计。"), a, b)
