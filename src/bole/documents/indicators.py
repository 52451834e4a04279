"""指标: the short noun phrase that says what a number measures, in the printed script."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 30

_WORDS = re.compile(
    r"不(?:得|能|应)?(?:少|低|超|高|多|大)[于过]|至少|最高(?!级)|最低|最长|至多|(?:提高|提升|增加|增长|扩大|上升"
    r"|发展|推广|覆盖)(?:到|至)|达到|(?:稳定|保持|控制|维持)在"
    r"|降[至到]|增[至到]|超过|突破|(?<=[\u4e00-\u9fff])超(?=$)|大?约(?=$)|近(?=$)|原则上|力争|争取|确保|预计|分别"
    r"|累计|[由从][^,。;]{0,16}$|达(?=$)|≥|≤"
)
_LEAD_IN = re.compile(
    r"^(?:以[上下内]|左右|[—\-·•●■◆■*、,:(]|其中|同时|另外?|并且?|且|再|我[市省区县局]|将|要|拟|计划|应当?|使|把"
    r"|对|在|到|从|自|于|共(?!同|享|建)|各?地?要|也|还|均|先|各(?=培|举|建|新|招)|"
    r"每(?:年度?|季度?|月|半年|[两二三五]年|周|批次?)|和|及|以及|与|底前|起|期间|内)+"
)
_TAIL = re.compile(
    r"(?:为|均|都|分别|总体|的|共|总数|在|到|至|要|先|各|约|和|及|与|、|,|:|\(|每|年|再|只|就|由|从|比上|较上"
    r"|低于)+$"
)
_VERB = re.compile(
    r"(?:新增|新建|建设|建成|培育|培养|培训|打造|认定|遴选|评选|举办|开展|组织|引进|设立|创建|发放|改造|招募|招收"
    r"|支持|推动|实现|完成|组建|聘请|聘任|开办|"
    r"编写|发布|推广|选派|建立|配备|招聘|承办|制定|开设|争取|争创|形成|召开|参加|鼓励|引导|选树|创办|开发|布局)+"
)
_NOUN_BEHIND = re.compile(r"(?:\([^()]{0,6}\))?(?:及?以[上下内]|左右|的)*([\u4e00-\u9fffA-Za-z0-9“”‘’□+-]{2,24})")
_NOT_NOUN = re.compile(
    r"^(?:以[上下内]|左右|占|并|且|用于|给予|予以|纳入|完成|实现|达到|到|建成|投入|为|由|按|可|是|均|全部|享受|的)"
)
_MEASURE = re.compile(r"(?:率|度|比例|比重|占比|占|总量|总数|数量|规模|人数|面|量|值|收入|水平|年限|时间|缺口|名额)$")


def without(shown: str, folded: str, spans: Iterable[tuple[int, int]]) -> tuple[str, str]:
    """Both scripts of a stretch with the same `spans` (positions in it) cut out."""
    kept_shown: list[str] = []
    kept_folded: list[str] = []
    cursor = 0
    for start, end in sorted(spans):
        if start < cursor:
            cursor = max(cursor, end)
            continue
        kept_shown.append(shown[cursor:start])
        kept_folded.append(folded[cursor:start])
        cursor = end
    return "".join([*kept_shown, shown[cursor:]]), "".join([*kept_folded, folded[cursor:]])


def indicator(shown: str, folded: str, shown_after: str, folded_after: str, carried: str) -> str:
    """Name of the measured thing from the words before the number and the noun behind it.

    `carried`: the verb of an earlier item of the same list (新增培育), put in front where the clause has none.
    """
    shown, folded = without(shown, folded, [m.span() for m in _WORDS.finditer(folded)])
    lead = _LEAD_IN.match(folded)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(folded, begin)
    stop = tail.start() if tail else len(folded)
    head, bare = shown[begin:stop], folded[begin:stop]
    name = head
    if not _MEASURE.search(bare):
        behind = _behind(shown_after, folded_after)
        name = head[-16:] + behind
    if carried and not _VERB.match(bare) and not _MEASURE.search(bare):
        name = carried + name
    if len(name) < 2:
        rest = re.match(r"(?![、和及])[^,。;:、\d\n\t]{2,16}", folded_after)
        name = shown_after[: rest.end()] if rest else name
    return name.strip("、,，和及与的 ")[-LONGEST:]


def _behind(shown: str, folded: str) -> str:
    """The noun that the number counts (市级高技能人才培训基地), if one follows."""
    m = _NOUN_BEHIND.match(folded)
    if m is None or _NOT_NOUN.match(m[1]):
        return ""
    noun = re.split(r"和|及(?!时)|以及|(?<=[\u4e00-\u9fff])与", m[1])[0]
    return shown[m.start(1) : m.start(1) + len(noun)]


def carried_verb(folded: str) -> str:
    """The verb (新增培育, 遴选建设) that later items of the same list share."""
    bare = _WORDS.sub("", folded)
    lead = _LEAD_IN.match(bare)
    m = _VERB.match(bare[lead.end() if lead else 0 :])
    return m.group() if m else ""
