"""比较词: the word that governs a number (不少于, 达到, 最高, 约, 以上) -> comparator, strictness and force."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole.documents.reading import Comparator, Force


@dataclass(frozen=True, slots=True)
class Comparison:
    """比较: `start` and `end` enclose the number with its words; `explicit` where a word was printed at all.

    `before`: the word stood before the number (it then also covers numbers joined by 、 and 和).
    """

    comparator: Comparator
    strict: bool
    force: Force
    start: int
    end: int
    explicit: bool
    before: bool = False
    duty: bool = False
    """不少于, 至少, 不超过: words of obligation, not of achievement."""


_MIN = (
    r"不少於|不(?:得|能|应|可)?(?:少|低|小|短)于|不得(?:少|低|小)于|不低於|至少|最少|最低(?!工资|生活|保障)|起码"
    r"|不下于|下限为?|保底"
)
_REACH = (
    r"(?:提高|提升|增加|增长|增至|增|扩大|扩充|扩展|上升|发展|壮大|拓展|延长|恢复|升|累计|总数|总量|力争|确保"
    r"|基本|总体|分别|均|都|占比|比例|各|总计|合计|实现|突破)?"
    r"(?:达到了?|达成|达至|达|到达|增加到|增至|增到|提高到|提高至|提升到|提升至|增长到|增长至|扩大到|扩大至"
    r"|上升到|发展到|壮大到|拓展到|拓展至|扩展到|扩展至|扩充至|扩充到|发展至|升至|提至|增加至|延长至|延长到|恢复到|推广到|推广至|覆盖到|覆盖至"
    r"|延伸到|延伸至|迈上|跃上)"
)
_STEADY = r"(?:稳定|保持|维持)在"
_OVER = r"超过|超出|突破|多于|大于|高于|高出|超|逾"
_MAX = (
    r"不(?:得|能|应|可)?(?:超过?|多于|高于|大于|长于|突破|逾)|不得(?:超过?|高于|多于|大于|突破)|不超|最高|最长"
    r"|最多|最大|至多|上限为?|限额为?|(?:稳?控制|稳控)在"
    r"|(?:降|减|压减|压缩|缩短|缩减|下降|降低|减少|回落|控制|压降)(?:至|到)"
)
_UNDER = r"(?<!不)(?<!不得)(?<!不能)(?:低于|少于|小于|短于)"
_ABOUT = r"大?约(?:为)?|接近|将近|近|大致"

_BEFORE = re.compile(
    rf"(?P<max>{_MAX})|(?P<min>{_MIN})|(?P<reach>{_REACH})|(?P<over>(?<!不)(?:{_OVER}))|(?P<under>{_UNDER})"
    rf"|(?P<steady>{_STEADY})|(?P<about>{_ABOUT})"
)
_SIGN_BEFORE = re.compile(r"(?P<ge>≥|>=|⩾|≧|>)|(?P<le>≤|<=|⩽|≦|<)|(?P<ap>≈)$")
_AFTER = re.compile(
    r"(?=[(/左上许含及或以+起下之的限为封内])(?:\([^()\d]{1,14}\)|/[年月期次])?(?:(?P<about>左右|上下|许)|(?P<min>\(?(?:含)?(?:及|或)?以上\)?|\+(?=$"
    r"|[,。;、\n])|起步?(?=[,。;、]))"
    r"|(?P<max>(?:\(含\))?(?:及|或)?以下|(?:之|以)内(?!容|部|涵|外|地|陆)|(?:的)?限额(?:以)?内|为限|封顶|(?<=年)内))"
)
_HOPED = re.compile(r"力争|争取|预计|原则上|努力|预期|有望|拟")
_FORBIDDEN = re.compile(r"(?:不得|禁止|严禁|不准|不允许)[^,。;]{1,8}$")
"""不得收取超过5%的费用."""
_CLAUSE_GAP = re.compile(r"[\d]|百分之")
_NOT_REACH_GAP = re.compile(r"标准|要求|水平|条件|等级|资格|以上的|规模的|级|目标的|的企业|的单位|国家|省级|国内|国际")

STEADY = re.compile(r"(?:稳定|保持|维持|控制)在$")
"""Right before a number: it is to be held where it is."""

WINDOW = 36
"""A word further than this before its number no longer governs it."""


def comparison(
    folded: str, clause_start: int, start: int, end: int, sentence_start: int, offset: int = 0
) -> Comparison:
    """How the number at [start, end) is compared, from the words of its comma clause and those just behind it.

    `offset` is added to the positions of the result.
    """
    prefix = folded[max(clause_start, start - WINDOW) : start]
    base = start - len(prefix)
    word = _governing(prefix)
    after = _AFTER.match(folded, end, end + 12)
    force: Force = "hoped" if _HOPED.search(folded, max(sentence_start, start - 120), start) else "hard"
    head = offset + (base + word.start() if word else start)
    tail = offset + (after.end() if after else end)
    comparator, strict, explicit = _combined(word, after, prefix)
    if comparator == "≈" and force == "hard":
        force = "approximate"
    duty = word is not None and bool(word["min"] or word["max"])
    return Comparison(comparator, strict, force, head, tail, explicit, word is not None, duty)


def _combined(word: re.Match[str] | None, after: re.Match[str] | None, prefix: str) -> tuple[Comparator, bool, bool]:
    """One comparator from the word before and the word behind; 约 and 左右 win over 达到."""
    if after and after["about"]:
        return "≈", False, True
    if after and after["max"]:
        return "<=", False, True
    if word is None:
        sign = _SIGN_BEFORE.search(prefix[-2:])
        if sign:
            return (">=" if sign["ge"] else "<=" if sign["le"] else "≈"), sign.group() in "<>", True
        return (">=", False, True) if after else ("=", False, False)
    if word["about"]:
        return "≈", False, True
    if word["max"] or word["under"]:
        return "<=", word["under"] is not None, True
    if word["over"]:
        return ("<=", False, True) if _FORBIDDEN.search(prefix, 0, word.start()) else (">=", True, True)
    if word["min"] or word["reach"] or after:
        return ">=", False, True
    return "=", False, True


def _governing(prefix: str) -> re.Match[str] | None:
    """The last comparing word of a comma clause, if no other number and no other thing stands between."""
    last: re.Match[str] | None = None
    for m in _BEFORE.finditer(prefix):
        if m["about"] and (
            len(prefix) - m.end() > 1 or re.match(r"年|期|两|几|日|来|现|代|亲|邻|视", prefix[m.end() :])
        ):
            continue
        last = m
    if last is None:
        return None
    gap = prefix[last.end() :]
    if _CLAUSE_GAP.search(gap):
        return None
    if last["about"]:
        return last if not gap else None
    if last["reach"] or last["steady"]:
        if last.group().endswith("达"):
            return last if not gap else None
        return last if len(gap) <= 14 and not _NOT_REACH_GAP.search(gap) else None
    if last.group()[:2] in ("限额", "上限", "下限"):
        return last if len(gap) <= 3 else None
    if last["over"] or last["under"]:
        return last if len(gap) <= (0 if len(last.group()) == 1 else 16) else None
    if last.group() in ("最高", "最长", "最大", "最低", "最多", "最少"):
        return last if len(gap) <= 10 and not re.search(r"的|奖项|荣誉|水平|标准|工资|生活", gap[:3]) else None
    return last


_JOINT = re.compile(
    r"[\u4e00-\u9fff“”()a-zA-Z]{0,16}?(?:、|和|及(?!以[上下内])|以及|与|或)[\u4e00-\u9fff“”()A-Za-z]{0,16}"
)
_PART = re.compile(r"其中|包括|包含|含")


def joined(folded: str, end: int, start: int) -> bool:
    """Whether the number that begins at `start` is joined to the one that ended at `end` by 、 or 和."""
    gap = folded[end:start]
    return len(gap) <= 30 and _JOINT.fullmatch(gap) is not None and _PART.search(gap) is None
