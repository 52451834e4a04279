"""引用关系: the documents a text names, and which document rests on, carries out or repeals which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bole.documents.fold import fold
from bole.documents.layout import Layout
from bole.documents.reading import Citation, Reading
from bole.documents.text import CELL_END, PARAGRAPH_END, Text
from bole.documents.wording import NUMBER, NUMERAL, TITLE_END
from bole.kernel.messages import N_

Level = Literal["national", "provincial", "city", "county"]
Relation = Literal["basis", "issues", "implements", "repeals", "cites"]

LEVEL_NAMES: dict[Level, str] = {
    "national": N_("国家"),
    "provincial": N_("省"),
    "city": N_("市"),
    "county": N_("区县"),
}
RELATION_NAMES: dict[Relation, str] = {
    "basis": N_("依据"),
    "issues": N_("印发"),
    "implements": N_("落实"),
    "repeals": N_("废止"),
    "cites": N_("引用"),
}
"""Strongest first: of several mentions of one document the strongest is the edge."""

# --- citations ------------------------------------------------------------------------------------------------------

_LONGEST = 200
"""A title longer than this is a quotation, or a bracket that was never closed."""
_BROKEN = 60
"""A line break this near behind the opening bracket was made by the printer."""
_MARKS = re.compile(rf"[《》{PARAGRAPH_END}{CELL_END}]")
_DOCUMENT = re.compile(rf"(?:{TITLE_END}|法|法典|宪法|名录|协定|公约|白皮书|工作法)(?:\([^()]{{1,40}}\))*$")
_ONLY_KIND = re.compile(
    rf"(?:本|该|若干|实施|行动|管理|工作|指导|暂行|总体|三年|发展|专项|任务|政策|试行|重点|标准|十四五|“十四五”){{0,3}}{TITLE_END}"
)
_COUNT = rf"第?(?:\d{{1,4}}|[{NUMERAL}百]{{1,5}})号"
_NUMBER_BEHIND = re.compile(rf"[(〔\[]?({NUMBER}|[\u4e00-\u9fff]{{1,30}}令{_COUNT})[)〕\]]?")
_NUMBER_BEFORE = re.compile(rf"[(〔\[]?({NUMBER})[)〕\]]?$")
_BRACKETS = str.maketrans("[]【】()（）［］", "〔〕" * 5)


def citations(text: Text, layout: Layout) -> tuple[Citation, ...]:
    """Documents named with 《…》 in the text, with their number where it stands beside; brands and courses are none."""
    return tuple(_citations(text.tight, layout.moved(text, text.tight)))


def _citations(text: Text, layout: Layout) -> Iterator[Citation]:
    for start, end in _quoted(text.folded):
        if not layout.in_body(start):
            continue
        name = text.folded[start + 1 : end - 1].replace(PARAGRAPH_END, "")
        number = _number_beside(text, start, end)
        if number is None and (_DOCUMENT.search(name[-60:]) is None or _ONLY_KIND.fullmatch(name)):
            continue
        if len(name) >= 3:
            yield Citation(text.quote(start + 1, end - 1), number, text.raw_start(start), text.raw_end(end))


def _quoted(folded: str) -> Iterator[tuple[int, int]]:
    """Outermost 《…》; one that is not closed is given up at the end of its cell, paragraph or length."""
    depth = start = 0
    for m in _MARKS.finditer(folded):
        mark = m.group()
        if mark == "《":
            # A second opening far from the first: the first was never closed.
            if depth == 0 or m.start() - start > _LONGEST:
                start, depth = m.start(), 0
            depth += 1
        elif mark == "》" and depth:
            depth -= 1
            if depth == 0 and m.end() - start <= _LONGEST + 2:
                yield start, m.end()
        elif mark == CELL_END or m.end() - start > _BROKEN:
            depth = 0


def _number_beside(text: Text, start: int, end: int) -> str | None:
    behind = _NUMBER_BEHIND.match(text.folded, end, end + 60)
    if behind:
        return _normal_number(text.shown[behind.start(1) : behind.end(1)])
    lead = max(0, start - 45)
    before = _NUMBER_BEFORE.search(text.folded[lead:start])
    return _normal_number(text.shown[lead + before.start(1) : lead + before.end(1)]) if before else None


def _normal_number(printed: str) -> str:
    return printed.translate(_BRACKETS)


# --- the graph ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Document:
    """文件: one that was read (`file` is its name) or one that is only named (`file` is None)."""

    id: str
    title: str
    number: str | None
    level: Level | None
    file: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """引用: `source` names `target`; `start_char` and `quote` are the place in the source, `mentions` how often."""

    source: str
    target: str
    relation: Relation
    start_char: int
    quote: str
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Lineage:
    """引用关系: documents that were read first, then those named, each once; one edge for each pair."""

    documents: tuple[Document, ...]
    edges: tuple[Edge, ...]

    def to_json(self) -> dict[str, Any]:
        """`{"documents": [{id, title, number, level, file}], "edges": [{from, to, relation, start_char, quote}]}`."""
        return {
            "documents": [
                {"id": d.id, "title": d.title, "number": d.number, "level": d.level, "file": d.file}
                for d in self.documents
            ],
            "edges": [
                {
                    "from": e.source,
                    "to": e.target,
                    "relation": e.relation,
                    "start_char": e.start_char,
                    "quote": e.quote,
                    "mentions": e.mentions,
                }
                for e in self.edges
            ],
        }


def lineage(readings: Iterable[Reading]) -> Lineage:
    """Which document cites which; one known by number or by title, with or without its notice, is one document."""
    library = _Library()
    held = list(readings)
    sources = [library.given(r) for r in held]
    edges: dict[tuple[str, str], Edge] = {}
    for reading, source in zip(held, sources, strict=True):
        for citation in reading.cites:
            target = library.named(citation, _lead(reading, citation))
            if target == source:
                continue
            edge = Edge(source, target, _relation(reading, citation), citation.start_char, _place(reading, citation))
            former = edges.get((source, target))
            edges[source, target] = edge if former is None else _stronger(former, edge)
    return Lineage(tuple(library.documents.values()), tuple(edges.values()))


def _stronger(former: Edge, edge: Edge) -> Edge:
    order = list(RELATION_NAMES)
    best = edge if order.index(edge.relation) < order.index(former.relation) else former
    return replace(best, mentions=former.mentions + 1)


class _Library:
    """The documents met so far, found again by number and by title."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self._by_number: dict[str, str] = {}
        self._by_title: dict[str, str] = {}

    def given(self, reading: Reading) -> str:
        """A document that was read; the same one read twice keeps its first file."""
        m = reading.metadata
        level = _level((*m.issuing_bodies, m.title, *m.title_alt), m.document_number)
        titles = [t for t in (m.title, *m.title_alt) if t]
        return self._enter(titles or [reading.document], m.document_number, level, reading.document)

    def named(self, citation: Citation, lead: str) -> str:
        """A document that is named; `lead` are the words before its title, which may name the issuer."""
        level = _level((citation.title,), None) or _level_of_lead(lead) or _level((), citation.number)
        return self._enter([citation.title], citation.number, level, None)

    def _enter(self, titles: Sequence[str], number: str | None, level: Level | None, file: str | None) -> str:
        keys = [k for k in (title_key(t) for t in titles) if k]
        found = self._by_number.get(fold(number)) if number else None
        found = found or next((self._by_title[k] for k in keys if self._fits(k, number, level)), None)
        if found is None:
            found = self._new_id(number or titles[0])
            self.documents[found] = Document(found, titles[0], number, level, file)
        else:
            known = self.documents[found]
            self.documents[found] = replace(
                known, number=known.number or number, level=known.level or level, file=known.file or file
            )
        if number:
            self._by_number.setdefault(fold(number), found)
        for key in keys:
            self._by_title.setdefault(key, found)
        return found

    def _fits(self, key: str, number: str | None, level: Level | None) -> bool:
        """A title met before is the same document unless number or level differ: each level has its 关于…的意见."""
        if key not in self._by_title:
            return False
        known = self.documents[self._by_title[key]]
        if level and known.level and level != known.level:
            return False
        return number is None or known.number is None or fold(number) == fold(known.number)

    def _new_id(self, wish: str) -> str:
        unique, n = wish, 2
        while unique in self.documents:
            unique, n = f"{wish}#{n}", n + 1
        return unique


_NOTICE = re.compile(r"^.{0,80}?(?:关于)?(?:印发|公布|发布|下达)(?P<plan>.{4,})的(?:通知|公告|通告)$")
_INNER = re.compile(r"[〈<《]([^〈〉<>《》]{4,})[〉>》]")
_ISSUER = re.compile(
    r"^.{2,60}?(?:政府|办公厅|办公室|国务院|中央|[局厅部委署会院])(?:等\d{0,2}(?:个)?(?:部门|单位|部委))?(?=关于)"
)


def title_key(title: str) -> str:
    """The name under which a title is found again: without issuer, notice, brackets and punctuation."""
    folded = fold(title)
    notice = _NOTICE.match(folded)
    if notice:
        inner = _INNER.search(notice["plan"])
        folded = inner.group(1) if inner else notice["plan"]
    folded = _ISSUER.sub("", folded)
    return re.sub(r"^关于|[^\w]", "", folded)


# --- relation and level ---------------------------------------------------------------------------------------------

_BASIS = re.compile(r"根据|依据|按照|依照|遵照|参照|对照|[按据依](?=$)")
_IMPLEMENTS = re.compile(r"贯彻|落实|执行|实施")
_ISSUES = re.compile(r"现将|转发")
_CITES = re.compile(r"(?:出台|印发|发布|制定|编制|修订|颁布)了?(?!的)")
"""Another act of issuing that is only told."""
_FULL_LINE = 15
"""A line above that is no shorter may run on; a shorter one is a heading."""
_NAMED_BEFORE = re.compile(r"《[^《》]{1,200}》(?:\([^()]{1,60}\))?")


def _lead(reading: Reading, citation: Citation) -> str:
    """The sentence before a citation, folded; titles and numbers named before it left out."""
    text = reading.text.tight
    end = text.position(citation.start_char)
    sentence = re.split("[。;:!?]", text.folded[max(0, end - 300) : end])[-1]
    *above, line = sentence.split(PARAGRAPH_END)
    while above and len(above[-1]) >= _FULL_LINE:
        line = above.pop() + line
    return _NAMED_BEFORE.sub("", line)[-120:]


def _relation(reading: Reading, citation: Citation) -> Relation:
    text = reading.text.tight
    end = text.position(citation.end_char)
    behind = re.split(rf"[。;{PARAGRAPH_END}]", text.folded[end : end + 120], maxsplit=1)[0]
    if "废止" in behind:
        return "repeals"
    lead = _lead(reading, citation)
    marks: list[tuple[int, Relation]] = [
        (m.start(), relation) for pattern, relation in _RELATION_WORDS for m in pattern.finditer(lead)
    ]
    return max(marks)[1] if marks else "cites"


_RELATION_WORDS: tuple[tuple[re.Pattern[str], Relation], ...] = (
    (_BASIS, "basis"),
    (_IMPLEMENTS, "implements"),
    (_ISSUES, "issues"),
    (_CITES, "cites"),
)


def _place(reading: Reading, citation: Citation) -> str:
    """The printed words of a citation."""
    text = reading.text.tight
    return text.quote(text.position(citation.start_char), text.position(citation.end_char))


_LAW = re.compile(r"(?<!办)法$")
_NATIONAL = re.compile(
    r"中华人民共和国|国务院|中共中央|中央|全国|国家|教育部|财政部|科技部|公安部|民政部|司法部|商务部|农业农村部|人力资源(?:和)?社会保障部|工业和信息化部|[\u4e00-\u9fff]{2,8}部等\d+部"
)
_PROVINCIAL = re.compile(
    r"[\u4e00-\u9fff]{2,3}省|自治区|(?:北京|上海|天津|重庆)市|省(?:委|政府|人民政府|人力|人社)|^省"
)
_COUNTY = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:县|旗)|[\u4e00-\u9fff]{2,4}(?<!自治)(?<!园)(?<!发)(?<!片)(?<!地)(?<!社)区(?:人民政府|委|政府)"
)
_CITY = re.compile(r"[\u4e00-\u9fff]{2,5}[市州盟]|市(?:委|政府|人民政府)|我市")
_NATIONAL_NUMBER = re.compile(
    r"国(?:发|办|函|税)|中(?:发|办|委|组)|[\u4e00-\u9fff]{1,5}部(?:发|规|函|令|联)|财[社教建预]|发改"
)
_PROVINCE_NUMBER = re.compile(
    r"[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵黔云滇陕甘青蒙桂宁新藏](?:政|府|人社|办|委|发|教|财|工信|科|民|卫)"
)


_LEVEL_WORDS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (_NATIONAL, "national"),
    (_PROVINCIAL, "provincial"),
    (_COUNTY, "county"),
    (_CITY, "city"),
)


def _level(names: Sequence[str], number: str | None) -> Level | None:
    """Level of the issuer by the first name that shows one, then by the number."""
    for name in names:
        level = _level_of_name(fold(name))
        if level:
            return level
    folded = fold(number or "")
    if _NATIONAL_NUMBER.match(folded):
        return "national"
    return "provincial" if _PROVINCE_NUMBER.match(folded) else None


def _level_of_lead(lead: str) -> Level | None:
    """The level of the body named last before a title: 落实国务院和省政府《…》 is the province's."""
    ends: list[tuple[int, Level]] = [
        (m.end(), level) for pattern, level in _LEVEL_WORDS for m in pattern.finditer(lead[-40:])
    ]
    return max(ends)[1] if ends else None


def _level_of_name(name: str) -> Level | None:
    """The level that stands first in a name: 甲省乙市丙县 is the county's, 国务院关于…县… the state's."""
    if _NATIONAL.match(name):
        return "national"
    issuer = re.split(r"关于|印发|转发", name, maxsplit=1)[0][-40:] or name[:40]
    if _COUNTY.search(issuer):
        return "county"
    if _PROVINCIAL.search(issuer):
        return "provincial"
    if _CITY.search(issuer):
        return "city"
    return "national" if _NATIONAL.search(issuer) or _LAW.search(issuer) else None
