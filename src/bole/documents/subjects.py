"""主语: how many subjects one number stands for, and which of several numbers belongs to which (分别, 均)."""

from __future__ import annotations

import re

from bole.documents.numbers import Quantity
from bole.kernel.numerals import chinese_integer

RESPECTIVE = re.compile(r"(?:总量|总数|人数|数量)?(?:分别|各)(?:占比)?(?:达到?|不低于|不少于|超过|提高到|为|完成)?")
_LISTED = re.compile(r"、|和|及|以及|与")


_EACH = re.compile(
    r"各(?:自|新?增|新?建|培养|培训|举办|认定|评选)?$|(?:(?<![平年月人户日])均|都|分别|皆)(?:要|应|须|必须|需)?(?:达到?|提高到|不低于|不少于|保持在|稳定在|超过|控制在|实现|为|增长"
    r"|提高|提升|降至|降低)?[^,。;\d]{0,6}$"
)
_MEASURE = re.compile(r"(?:率|度|比例|比重|占比|比|量|数|面|水平|收入|规模|指数|值)$")
_GROUP = re.compile(r"([两二三四五六])(?:个|大|类|项|种|所|家|支|条|座|处)[\u4e00-\u9fff]{0,6}$")


def listed_spans(bare: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a subject list, positions in `bare`."""
    out: list[tuple[int, int]] = []
    cursor = start
    for m in _LISTED.finditer(bare, start, end):
        if m.start() > cursor:
            out.append((cursor, m.start()))
        cursor = m.end()
    if end > cursor:
        out.append((cursor, end))
    return out


def subjects(before: str, bare: str, q: Quantity, offset: int) -> int:
    """甲、乙两类设备完好率均达到40%: how many subjects one number stands for."""
    m = _EACH.search(before[-60:])
    if m is None or re.match(r"(?:以[上下内])?[、和]", bare[q.end - offset : q.end - offset + 4]):
        return 1
    subject = re.sub(r"^全[市省区县](?!各)", "", before[-60:][: m.start()])
    if q.money or re.match(r"[各每全]|.*\d", subject):
        return 1
    group = _GROUP.search(re.sub(r"(?:完好|合格|达标|覆盖|就业|签约|履约|满意)?[率度]$", "", subject))
    items = [p for p in _LISTED.split(subject) if p]
    if group and "、" in subject:
        return chinese_integer(group[1]) or 1
    measured = [p for p in items if _MEASURE.search(p)]
    count = len(measured) if len(measured) > 1 else len(items)
    if q.unit not in ("%", "个百分点"):
        count = len(items) if "、" in subject else 1
    return count if 1 < count <= 6 else 1
