"""角色: what a bracket, a line or a cell says about who leads, cooperates or is responsible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bole.documents.fold import fold

LEAD, COOPERATING, RESPONSIBLE = "lead", "cooperating", "responsible"

LABEL = re.compile(
    r"[【\[]?(?P<role>牵头|主办|主责|主要责任|第一责任|首要责任|责任|负责|具体负责|承办|实施|落实|完成|共同责任|配合|协办|协同|参与|参加|协助|协作|会办|支持)"
    r"(?:[、/及和与]?\(?(?:责任|负责|落实|实施|配合|协办|参与|协助)\)?|[一-鿿]{2})?"
    r"(?:和|及|\()?(?:单位|部门|处室|科室|机关|主体|司局|地区)(?:[(/、和及](?:配合|责任|协办|参与)?(?:单位|部门|地区)\)?)*"
    r"(?P<close>[】\]]?[:]|[】\]]|(?<=\))(?=[^):;,。]))"
    r"|(?P<short>牵头|配合|主办|协办)[:]"
    r"|(?P<division>(?:责任|任务|职责|部门)分工)[:]"
)
_OTHER_LABEL = re.compile(
    r"(?:^|[,;。 \n])[一-鿿]{2,8}[:]"
    r"|(?:完成时限|完成时间|时限要求|进度要求|进度安排|实施时间|责任人|联系人|联系电话|适用范围|工作要求)[:]"
)
ROLE = {
    **dict.fromkeys(("牵头", "主办", "主责", "首要责任", "第一责任"), LEAD),
    **dict.fromkeys(("配合", "协办", "协同", "参与", "参加", "协助", "协作", "会办", "支持"), COOPERATING),
}
_LEADS = re.compile(r"牵头|主办|主责")
_COOPERATES = re.compile(r"配合|协办|协同|参与|协助")


def role_of(label: str, word: str) -> str:
    """The role of the names behind a label; 牵头及配合单位 does not say which of them leads: all are responsible."""
    if _LEADS.search(label) and _COOPERATES.search(label):
        return RESPONSIBLE
    return ROLE.get(word, RESPONSIBLE)


_VERB = re.compile(
    r"(?P<lead>(?:共同|联合)?(?:牵头|主办|主责)(?!的?(?:责任)?单位|部门|人|领导|方|者)(?:负责|落实|实施|组织实施|组织|推进|抓总|会同(?P<with_lead>))?)"
    r"|(?P<cooperating>(?:积极|做好|予以|按职责(?:分工)?|按照职责(?:分工)?|协同)?(?:配合|协助|协办|参与|参加|协同)(?:落实|实施|做好|负责)?)"
    r"|(?P<with>会同)"
    r"|(?P<subject>为(?:第一)?责任(?:主体|单位|部门))"
    r"|(?P<responsible>(?:(?:按照|按|根据|依)(?:各自|部门|有关)?(?:职责|职能|分工|职权)(?:范围|任务)?(?:和)?(?:分工)?|分工|分别|共同|具体|联合|组织)*"
    r"(?:负责|落实|组织实施|实施|承担|承办|推进|分工)(?!人|制|任|单位|部门|范围)(?:落实|实施|组织实施|推进)?(?=$|[,;。、)(]))"
)
_WHOSE_BODIES = r"(?:国务院|中央|(?:全)?[市省区县州][级直]?|其他|其它|等)*"
_BODIES = r"(?:职能部门|行业主管部门|责任单位|部门|单位|方面|科室|处室|机构|企业|地区|地方)"
_UNNAMED = rf"(?:{_WHOSE_BODIES}(?:有关|相关){_BODIES}(?:(?:和|及|以及|与){_BODIES})?)"
_AND = r"(?:和|及|以及|与)"
_NAMELESS = re.compile(rf"{_UNNAMED}(?:{_AND}{_UNNAMED})*|(?:部门|单位|等)+")
_NAMELESS_AND_ALL = re.compile(rf"{_UNNAMED}{_AND}(?=各)")
"""国务院有关部门及各地区: what has no name goes, the collective stays."""
_AND_NAMELESS = re.compile(rf"(?<=[一-鿿]){_AND}{_UNNAMED}$")
"""市茶叶局及有关部门: what has no name does not become part of the name before it."""
_ETC = re.compile(
    r"等(?:[\d一二三四五六七八九十]+[个家]?)?(?:国务院|市直|市级|省级|省直|区级|县级|有关|相关|各|职能|责任|成员)*(?:部门|单位|方面|机构)?"
    rf"(?:(?:和|及|以及|、)(?:有关|相关)?{_BODIES})*(?:(?:和|及|以及)(?P<all>各[^等]+))?$"
)
FIRST_LEADS = re.compile(
    r"(?:排名?|列|位列|位于|排在|列在|名列)(?:在)?(?:前面|首位|第一位?|第1位?|最前|首个)[^。;()]{0,10}?牵头"
    r"|(?:首位|第一(?:个|位|家)|排首|首个|首家)[^。;()]{0,12}?牵头"
)
HERE_AND_BELOW = re.compile(r"下同|以下均?同|下同此|以下类同|以下相同")
UNIT_NAME = re.compile(
    r"(?:局|委|办|厅|部|院|会|中心|政府|公司|集团|银行|行|大学|学院|学校|校|单位|部门|处|科|室|联|团|署|所|站|馆|台|社|组|专班|法院|"
    r"区|县|旗|市|州|镇|乡|街道|园区|企业|机构|海关|总队|支队|分局|公安|税务|党校|协会|工会|小组|指挥部|法制|开发区|国企|高校|金融|监管|办公厅|管委|队|馆|库|组织|厂|群团|党支部|基地)(?:\(.*\))?$"
)
_LONGEST_NAME = 40
_COLLECTIVE = re.compile(r"(?:市直|省直|全市|全省|区直|县直)?各|所有|全体")
OPEN, CLOSE = "([【〔<〈", ")]】〕>〉"


@dataclass(slots=True)
class Roles:
    """角色: names by role, as printed."""

    lead: list[str] = field(default_factory=list)
    cooperating: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    etc: bool = False
    stated: bool = False
    """Roles are stated (牵头, 配合), so that no note on the order of names changes them."""

    def named(self) -> list[str]:
        """All names, in no particular role."""
        return [*self.lead, *self.cooperating, *self.responsible]

    def add(self, role: str, names: Sequence[str], etc: bool) -> None:
        """Put names under a role; a name that carries (牵头) leads."""
        for name in names:
            bare = re.sub(r"[(（](?:牵头|主办|牵头单位|牵头部门|牵头负责)[)）]$", "", name)
            if bare != name:
                self.lead.append(bare)
                self.stated = True
            else:
                getattr(self, role).append(name)
        self.etc = self.etc or etc


def worth_reading(inside: str) -> bool:
    """Whether a passage may assign units at all (a cheap look before reading it)."""
    return any(w in inside for w in _ROLE_WORDS)


_ROLE_WORDS = ("负责", "牵头", "单位", "部门", "配合", "落实", "实施", "责任", "主办", "协办", "会同", "分工")


def roles_in(shown: str, folded: str, *, labelled_only: bool = False) -> Roles | None:
    """Read an assignment without its brackets; None where it assigns nobody."""
    labels = list(LABEL.finditer(folded))
    if labels and (not folded[: labels[0].start()].strip("由,;。:") or len(labels) > 1 or labels[0].start() < 40):
        return _by_labels(shown, folded, labels)
    if labelled_only:
        return None
    by_verbs = _by_verbs(shown, folded)
    if by_verbs is None and FIRST_LEADS.search(folded):
        return listed_units(shown, folded)
    return by_verbs


def _by_labels(shown: str, folded: str, labels: list[re.Match[str]]) -> Roles | None:
    roles = Roles()
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        role = role_of(label.group(), label["role"] or label["short"] or "")
        start, end = label.end(), following.start() if following else len(folded)
        other = _OTHER_LABEL.search(folded, start, end)
        stop = other.start() if other and other.start() >= start else end
        full_stop = folded.find("。", start, stop)
        stop = full_stop if full_stop >= 0 else stop
        inner = None
        if role == RESPONSIBLE and _VERB.search(folded, start, stop):
            inner = _by_verbs(shown[start:stop], folded[start:stop])
        if inner and inner.stated:
            roles.lead += inner.lead
            roles.cooperating += inner.cooperating
            roles.responsible += inner.responsible
            roles.etc = roles.etc or inner.etc
        elif label["division"] is None:
            names, etc = names_in(shown[start:stop], folded[start:stop])
            roles.add(role, names, etc)
        roles.stated = roles.stated or role != RESPONSIBLE
    return roles if roles.named() else None


_REMARK = re.compile(
    r"[,;。](?:(?:完成|实施|办理|整改)(?:时限|时间|期限)|(?:时限|进度)(?:要求|安排)"
    r"|(?:到|于|在)?(?:20\d\d年|\d{1,2}月)|(?:长期|持续)(?:坚持|推进|实施|落实|任务)?$|以下(?!均?同|类同|相同)|(?:均)?不再)"
)
"""A deadline, or what holds for all tasks below, behind the names."""
_DEADLINE_FIRST = re.compile(r"(?:20\d\d年|\d{1,2}月|年底|长期)[^,;。、局委办厅部]{0,16}[,;。]")


def _by_verbs(shown: str, folded: str) -> Roles | None:
    remark = _REMARK.search(folded)
    if remark and not FIRST_LEADS.search(folded, remark.start()):
        shown, folded = shown[: remark.start()], folded[: remark.start()]
    first = _DEADLINE_FIRST.match(folded)
    if first:
        shown, folded = shown[first.end() :], folded[first.end() :]
    verbs = [m for m in _VERB.finditer(folded) if outside_brackets(folded, m.start())]
    if not verbs:
        return None
    roles = Roles()
    start = 0
    joined = False
    for m in verbs:
        names, etc = names_in(shown[start : m.start()], folded[start : m.start()])
        if m["with"] is not None:
            roles.add(LEAD, names, etc)
            joined = roles.stated = True
        elif m["lead"] is not None:
            roles.add(LEAD, names, etc)
            roles.stated = True
            joined = m["with_lead"] is not None
        elif m["cooperating"] is not None:
            roles.add(COOPERATING, names, etc)
            roles.stated = True
            joined = False
        else:
            roles.add(COOPERATING if joined else RESPONSIBLE, names, etc)
            joined = False
        start = m.end()
    if joined:
        names, etc = names_in(shown[start:], folded[start:])
        roles.add(COOPERATING, names, etc)
    elif folded[start:].strip("。;,、等)") and not FIRST_LEADS.search(folded, start):
        return None
    named = roles.named()
    return roles if named and are_units(named) else None


_TOLD = re.compile(r"(?<!自)由")
"""A sentence on who bears what (单位缴纳部分由企业承担), no name."""
_ANYBODY = frozenset(("企业", "用人单位", "单位", "本单位", "学校", "公司", "申请单位", "机构"))
"""Nouns that name no particular body: (企业自行负责) assigns nobody."""


def are_units(names: Sequence[str]) -> bool:
    """Whether most names end as names of bodies do and none is a sentence."""
    known = sum(1 for n in names if (UNIT_NAME.search(fold(n)) or _COLLECTIVE.match(n)) and n not in _ANYBODY)
    return 2 * known > len(names) and all(len(n) <= _LONGEST_NAME and _TOLD.search(n) is None for n in names)


def listed_units(shown: str, folded: str) -> Roles | None:
    """A bracket that holds nothing but names of bodies, and perhaps the note that the first one leads."""
    names, etc = names_in(shown, folded)
    roles = Roles(responsible=names, etc=etc)
    every = all(UNIT_NAME.search(fold(n)) or _COLLECTIVE.match(n) for n in names)
    return roles if names and every and are_units(names) else None


def outside_brackets(folded: str, at: int) -> bool:
    return folded.count("(", 0, at) <= folded.count(")", 0, at)


_NOTE = re.compile(r"[,;。、]?(?:[(])?(?:注:)?(?:排|列|位|首|第一|以下|下同)[^,;、]*(?:牵头|下同|以下同|同)[^,;、]*$")
_ORDER_NOTE = re.compile(r"\([^()]*(?:排|列|首|第一)[^()]*牵头[^()]*\)?$")
_TAIL_WORDS = re.compile(
    r"(?:(?:按照|按|根据|依)(?:各自|部门)?(?:职责|职能|分工)(?:范围)?(?:分工)?|分工|分别|共同|具体|积极|各自|协同|等按职责|为主|牵头|负责|配合|落实|自行|自主)+$"
)


_WHOSE = re.compile(r"(?!以下)[^()由]{2,20}由(?=[市县区省州旗各国团])")
"""What a remark gives to a body (民办学校由市教育局负责)."""


def names_in(shown: str, folded: str) -> tuple[list[str], bool]:
    """Names of a list as printed, split at 、，； outside brackets; whether the list is open (等有关部门)."""
    names: list[str] = []
    etc = False
    for start, end in _split(folded):
        start, end = _stripped(folded, start, end)
        if end > start and folded[end - 1] == "(":
            end -= 1
        whose = _WHOSE.match(folded, start, end)
        if whose:
            start = whose.end()
        tail = _TAIL_WORDS.search(folded, start, end)
        if tail:
            end = tail.start()
        open_end = _ETC.search(folded[start:end])
        everybody = ""
        if open_end:
            etc = True
            if open_end["all"]:
                everybody = shown[start + open_end.start("all") : start + open_end.end("all")]
            end = start + open_end.start()
        unnamed = _NAMELESS_AND_ALL.match(folded, start, end)
        if unnamed:
            etc = True
            start = unnamed.end()
        unnamed = _AND_NAMELESS.search(folded, start, end)
        if unnamed and not _COLLECTIVE.match(folded, start) and not _NAMELESS.fullmatch(folded, start, end):
            etc = True
            end = unnamed.start()
        note = _ORDER_NOTE.search(folded, start, end)
        if note:
            end = note.start()
        piece = folded[start:end]
        if not piece or FIRST_LEADS.search(piece) or HERE_AND_BELOW.search(piece) or _NO_NAME.fullmatch(piece):
            pass
        elif _NAMELESS.fullmatch(piece):
            etc = True
        else:
            names.append(shown[start:end])
        if everybody:
            names.append(everybody)
    return names, etc


_NO_NAME = re.compile(
    r"(?:到|于|在)?(?:20\d\d年|\d{1,2}月)[^局委厅]*|长期(?:坚持|推进|实施|任务)?|持续(?:推进|实施)|(?:均)?不再.*|以下.*"
    r"|(?:详见|见|参见)附[件表].*|另行.*"
)
"""Deadlines and remarks between the names of a list."""


def _split(folded: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for i, c in enumerate(folded):
        if c in OPEN:
            depth += 1
        elif c in CLOSE:
            depth = max(0, depth - 1)
        elif c in "、,;。\n\t" and depth == 0:
            yield start, i
            start = i + 1
    yield start, len(folded)


def _stripped(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " 。:;,、由\n*_-—":
        start += 1
    while start < end and folded[end - 1] in " 。:;,、\n*_":
        end -= 1
    return start, end


def first_leads(roles: Roles) -> Roles:
    """The first-named unit leads, the others are responsible; a collective (各…) never leads."""
    named = roles.named()
    if not named or _COLLECTIVE.match(named[0]):
        return replace(roles, lead=[], cooperating=[], responsible=named)
    return replace(roles, lead=named[:1], cooperating=[], responsible=named[1:])
