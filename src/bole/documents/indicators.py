"""指标: the short noun phrase that says what a number measures, in the printed script."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 30
_WINDOW = 24
"""So many characters before a number are its name, cut at a joint of the phrase where they are more."""

_TO = r"(?:到|至)"
_COMPARED = (
    r"不(?:得|能|应)?(?:少|低|超|高|多|大)[于过]|至少|最高(?!级)|最低(?!工资|生活)|最长|至多"
    rf"|(?:提高|提升|增加|增长|扩大|上升|发展|推广|覆盖|拓展|扩展|延伸|下降|降低|减少|压减|压缩|缩短|缩减|回落|控制){_TO}"
    r"|达到|(?:稳定|保持|控制|维持)在|降[至到]|增[至到]|超过|突破"
)
_WORDS = re.compile(
    rf"{_COMPARED}|(?:(?<=[\u4e00-\u9fff])|^对?)超(?=$)|大?约(?=$)|近(?=$)|(?:现|共|已)有(?=$)|原则上|力争|争取|确保|预计|分别|累计|达(?=$)|≥|≤"
)
_BOUND = re.compile(r"不(?:得|能|应)?(?:少|低|超|高|多|大)[于过]|达到|超过")
_LEAD_IN = re.compile(
    r"^(?:以[上下内来]|左右|[—\-·•●■◆■*、,:(]|其中|同时|另外?|并且?|且|再(?!就业|生|贷|造)|我[市省区县局]|我们|已经?|目前|当前|现(?=有)|计划(?!生育)"
    r"|将|要(?!素)|拟|应当?(?!届|急|用|收)|使|把|对(?!外|口|接)|在(?![校站岗职册建园读库编训孵线])|到(?![位岗场])"
    r"|从(?!业|事)|自(?![主助治建动然由贸])|于|共(?!同|享|建)|各?地?要|也|还|均(?!衡)|先(?!进)|各(?=培|举|建|新|招)"
    r"|每(?:年度?|季度?|月|半年|[两二三五]年|周|批次?)|和|及(?![时格])|以及|与|底前|起|期间|内|按照?)+"
)
_TAIL = re.compile(
    r"(?:(?<![行作有])为|(?<![平人户])均|(?<![首成])都|分别|总体|的|(?<!公)共|总数|(?<!所)在|到|至|(?<![需重主])要"
    r"|(?<![领争优])先|各|(?<![节签履预合违])约|和|(?<!普)及|(?<!参)与|、|,|:|\(|每|(?<![青少老成中壮])年|再|只|就"
    r"|(?<!自)由|从|比上|较上|低于|一般|动态)+$"
)
_VERB = re.compile(
    r"(?:新增|新建|新改建|新开工|新引进|新发展|建设|建成|培育|培养|培训|打造|认定|遴选|评选|举办|开展|组织|引进|引育|设立|创建|发放|改造|招募|招收|招录"
    r"|支持|推动|实现|完成|组建|聘请|聘任|开办|实施|淘汰|选育|孵化|覆盖|服务|带动|治理|整治|修复|推进|加快|提升|优化|强化|完善|拓展|转化|选聘"
    r"|编写|发布|推广|选派|建立|配备|招聘|承办|制定|开设|争取|争创|形成|召开|参加|鼓励|引导|选树|创办|开发|布局|录用|扶持|赋能|惠及|辐射|资助|补助|慰问|接待|开行|发运|吸纳|吸引|安置|帮扶|帮助"
    r"|输送|储备|集聚|落地|签约|发展|改建|扩建|改扩建|加装|配套|精简|取消|归集|整合|提供|走访|通报|督查|宣讲|巡回|筹集|受理|压减|减少|新|竣工|开工|投产|基本)+"
)
_INNER_VERB = re.compile(r"压减|减少|下降|提高|增长|增收|普及|突破|参赛|达标")
_NOUN_BEHIND = re.compile(r"(?:\([^()]{0,6}\))?(?:及?以[上下内]|左右|的)*([\u4e00-\u9fffA-Za-z0-9“”‘’□+-]{2,24})")
_NOT_NOUN = re.compile(
    r"^(?:以[上下内]|左右|占|并|且|用于|给予|予以|纳入|完成|实现|达到|到|建成|投入|为|由|按|可|是|均|全部|享受|的)"
)
_MEASURE = re.compile(
    r"(?:率|度|比例|比重|占比|占|总量|总数|数量|规模|人数|面|量|值|收入|水平|年限|时间|缺口|名额|面积|周期|数|额|强度|指数|均)$"
)
_JOINT = re.compile(r"[的、,:;]")


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
    bound = _bound(folded)
    shown, folded = shown[:bound], folded[:bound]
    shown, folded = without(shown, folded, [m.span() for m in _WORDS.finditer(folded)])
    lead = _LEAD_IN.match(folded)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(folded, begin)
    stop = tail.start() if tail else len(folded)
    head, bare = shown[begin:stop], folded[begin:stop]
    name = head
    measured = _MEASURE.search(bare) is not None
    if not measured:
        name = _shortened(head) + _behind(shown_after, folded_after)
    if carried and not measured and not _VERB.match(bare) and not _INNER_VERB.search(bare):
        name = carried + name
    if len(name) < 2:
        rest = re.match(r"(?![、和及])[^,。;:、\d\n\t]{2,16}", folded_after)
        name = shown_after[: rest.end()] if rest else name
    return _shortened(name.strip("、,，和及与的 "), LONGEST)


def _bound(folded: str) -> int:
    """抽查比例不低于申报总量的: where a measure stands right before the comparing word, it alone is the name."""
    for m in _BOUND.finditer(folded):
        if m.end() < len(folded) and _MEASURE.search(folded[: m.start()]):
            return m.start()
    return len(folded)


def _shortened(name: str, most: int = _WINDOW) -> str:
    """The last part of a long name, cut behind a joint of the phrase, never inside quotation marks."""
    if len(name) <= most:
        return name
    tail = name[-most:]
    opened, closed = tail.find("“"), tail.find("”")
    if closed >= 0 and (opened < 0 or closed < opened):
        begin = name.rfind("“", 0, len(name) - most)
        return name[begin:][-2 * most :] if begin >= 0 else tail[closed + 1 :]
    joint = next((m.end() for m in _JOINT.finditer(tail) if most - m.end() >= 4), 0)
    return tail[joint:]


def bare_thing(name: str) -> str:
    """A name without its leading verbs."""
    m = _VERB.match(name)
    return name[m.end() :] if m else name


def is_verb(folded: str) -> bool:
    """Whether a name is nothing but verbs (分别建成60个、80个)."""
    return _VERB.fullmatch(folded) is not None


_COUNT = re.compile(r"(?:最高|至少|不少于|不超过|约|近)*\d+(?:\.\d+)?[万亿]?(?:元|[家个名人项所次期场座])")


def _behind(shown: str, folded: str) -> str:
    """The noun that the number counts (市级高技能人才培训基地), if one follows."""
    m = _NOUN_BEHIND.match(folded)
    if m is None or _NOT_NOUN.match(m[1]):
        return ""
    noun = re.split(r"和|及(?!时)|以及|(?<=[\u4e00-\u9fff])(?<!参)与|或(?=最高|\d)", m[1])[0]
    count = _COUNT.search(noun)
    noun = noun[: count.start()] if count else noun
    return shown[m.start(1) : m.start(1) + len(noun)]


def carried_verb(folded: str) -> str:
    """The verb (新增培育, 遴选建设) that later items of the same list share."""
    bare = _WORDS.sub("", folded)
    lead = _LEAD_IN.match(bare)
    m = _VERB.match(bare[lead.end() if lead else 0 :])
    return m.group() if m else ""


def clause_name(shown: str, folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """What a comma clause is about, for a number that stands alone in the next one (开展巡查,每季度1次)."""
    shown, folded = without(shown, folded, spans)
    lead = _LEAD_IN.match(folded)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(folded, begin)
    return _shortened(shown[begin : tail.start() if tail else len(shown)].strip("、,，。；; "), LONGEST)
