"""版面要素: which stretch of a document is masthead, title, letter, signature, imprint or page furniture.

The parts are those of GB/T 9704-2012 (版头, 主体, 版记) and those that a web page adds around them. What is in doubt is
left in the body: a clause must never be lost because a line looked like furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

from bole.documents.markers import Level, marker_at
from bole.documents.text import BLANK, CELL_END, PARAGRAPH_END, Text
from bole.documents.wording import (
    ABOUT,
    ADDRESSEE,
    ANNEX_ALONE,
    ANNEX_NOTE,
    BEGUN,
    BUTTONS,
    CONTENTS,
    COPY_TO,
    DOTS,
    FOOTER_CUE,
    FURNITURE,
    IMPRINT,
    ISSUING,
    MASTHEAD,
    NAMED,
    NOTE_LINE,
    NUMBER_LINE,
    ORDER_COUNT,
    ORDER_HEAD,
    PERSON_LINE,
    SANCTION,
    SHORT,
    SIGNED_LINE,
    SIGNED_LIST,
    SUMMARY,
    SURE_FURNITURE,
    TITLE_HEAD,
    TITLE_REST,
    TITLE_TAG_LINE,
    TITLE_TAIL,
    TITLE_WHOLE,
    all_organs,
    is_date,
    is_organ,
    is_prose,
    is_sentence,
    is_title,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """文段: positions of a `Text`; `end` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class Layout:
    """版面要素: spans in reading order, in positions of the `Text` that was read (the flow with its blanks)."""

    masthead: tuple[Span, ...] = ()
    """版头: what stands above the title (文件, 签发人, A类, 某市人民政府令)."""
    number: tuple[Span, ...] = ()
    """发文字号: the line that holds the document's own number."""
    title: tuple[Span, ...] = ()
    """标题: its lines, nearest to the text; a page title above it is furniture."""
    sanction: tuple[Span, ...] = ()
    """题注: the bracketed note under a title (某日某会议通过)."""
    addressee: tuple[Span, ...] = ()
    """主送机关."""
    letter: tuple[Span, ...] = ()
    """印发通知正文: the text of the notice that issues an attached plan (clauses do not stand in it, figures may)."""
    attached_title: tuple[Span, ...] = ()
    """附后方案标题: the lines of the title of the plan that follows the notice."""
    contents: tuple[Span, ...] = ()
    """目录."""
    signatures: tuple[Span, ...] = ()
    """落款: signatories and date; one block each, also in the middle when a plan follows."""
    annex_notes: tuple[Span, ...] = ()
    """附件说明: lines that only announce annexes."""
    imprint: tuple[Span, ...] = ()
    """版记: 抄送, 印发, 公开方式."""
    furniture: tuple[Span, ...] = ()
    """网页外框: navigation, share buttons, source and date lines, lists of other pages, footers."""
    body: tuple[Span, ...] = ()
    """正文: all other text and the letter, in which figures may stand; clauses too, but not in a letter."""
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def in_body(self, position: int) -> bool:
        """Whether clauses and figures may stand at this position."""
        i = bisect_right(self._starts, position) - 1
        return i >= 0 and position < self.body[i].end

    def moved(self, source: Text, target: Text) -> Layout:
        """The same layout in positions of `target`, another `Text` of the same raw file (`source.tight`)."""
        parts: dict[str, tuple[Span, ...]] = {}
        for f in fields(self):
            if f.name == "_starts":
                continue
            spans: tuple[Span, ...] = getattr(self, f.name)
            parts[f.name] = tuple(
                Span(target.position(source.raw_start(s.start)), target.position(source.raw_end(s.end))) for s in spans
            )
        return Layout(**parts, _starts=tuple(s.start for s in parts["body"]))


@dataclass(slots=True)
class Segment:
    """行段: one paragraph, one table cell or one piece of flattened text; `bare` is folded, without blanks."""

    start: int
    end: int
    bare: str
    table: int = -1
    gap: bool = False
    whole: bool = True
    part: str = "body"


# --- segments -------------------------------------------------------------------------------------------------------

_FLATTENED = 200
"""A paragraph longer than this with blanks in it may hold several lines that were run together."""
_SEAM = re.compile(
    r"(?<=[^\x00-\x7f]|[)\]:;,.]) (?=[^\x00-\x7f]|[(\[])|(?<=[日号:]) (?=\d)|(?<=[\u4e00-\u9fff]) (?=20\d\d年)"
)
_LIST = 1500
"""Longest list of signatories that is held against a pattern."""
_MARKUP = " |*#>•·"
"""Marks of lists and of tables flattened to text, at either end of a line."""


def segments(text: Text) -> list[Segment]:
    """Paragraphs and cells of `text`; a flattened paragraph in its pieces."""
    folded = text.folded
    tables = [(t.start, t.end) for t in text.tables]
    out: list[Segment] = []
    start = table = 0
    for end in [m.start() for m in re.finditer(f"[{PARAGRAPH_END}{CELL_END}]", folded)] + [len(folded)]:
        while table < len(tables) and tables[table][1] <= start:
            table += 1
        inside = table < len(tables) and tables[table][0] <= start
        out.extend(_pieces(folded, start, end, table if inside else -1, start in text.gaps))
        start = end + 1
    return out


def _pieces(folded: str, start: int, end: int, table: int, gap: bool) -> Iterable[Segment]:
    if start >= end:
        return
    cuts = [start]
    if end - start > _FLATTENED and table < 0 and not SIGNED_LIST.fullmatch(folded, start, min(end, start + _LIST)):
        cuts += _seams(folded, start, end)
    cuts.append(end)
    for a, b in pairwise(cuts):
        bare = folded[a:b].strip(_MARKUP)
        if bare:
            a += len(folded[a:b]) - len(folded[a:b].lstrip(_MARKUP))
            first = a < cuts[1]
            yield Segment(
                a, a + len(bare), bare.replace(BLANK, "").replace("**", ""), table, gap and first, len(cuts) == 2
            )


def _seams(folded: str, start: int, end: int) -> Iterable[int]:
    """Where lines were run together: at a blank, but not between the spaced characters of one name."""
    before = start
    for m in _SEAM.finditer(folded, start, end):
        after = folded.find(BLANK, m.end())
        if m.start() - before > 1 and (after if after > 0 else end) - m.end() > 1:
            yield m.start()
        before = m.end()


# --- reading the parts ----------------------------------------------------------------------------------------------


def layout(text: Text) -> Layout:
    """Name the parts of `text`; whatever is in doubt stays in the body."""
    found = segments(text)
    head = _head(found)
    _contents(found, head)
    _signatures(found, head)
    _attached_title(found, head)
    _annex_notes(found)
    _imprint(found, head)
    _footer(found)
    return _layout(found)


def _short(segment: Segment) -> bool:
    return len(segment.bare) <= SHORT


def _opens_clause(segment: Segment) -> bool:
    return marker_at(segment.bare[:12]) is not None


def _is_addressee(bare: str) -> bool:
    return len(bare) <= SHORT and ADDRESSEE.fullmatch(bare) is not None and FURNITURE.fullmatch(bare) is None


_HEAD = 600
"""Lines; no site has more navigation above a document."""


def _head(found: list[Segment]) -> int:
    """Mark everything above the text; returns the index of the first segment of the text."""
    limit = _head_limit(found)
    for segment in found[:limit]:
        segment.part = _head_part(segment)
    _order(found, limit)
    _title(found, limit)
    _head_signature(found, limit)
    if limit < len(found) and _is_addressee(found[limit].bare):
        found[limit].part = "addressee"
        return limit + 1
    return limit


def _head_limit(found: Sequence[Segment]) -> int:
    """Index of the addressee or, where there is none, of the first prose or the first clause after the title."""
    titled = False
    for i, segment in enumerate(found[:_HEAD]):
        bare = segment.bare
        if _head_part(segment) != "body":
            continue
        if _is_addressee(bare) and (i + 1 == len(found) or not _is_navigation(found[i + 1])):
            return i
        if is_title(bare) and not _opens_clause(segment):
            titled = True
            continue
        if CONTENTS.fullmatch(bare) or is_prose(bare) or (titled and _opens_text(segment)):
            return i
    return next((i for i in range(min(len(found), _HEAD) - 1, -1, -1) if is_title(found[i].bare)), -1) + 1


def _opens_text(segment: Segment) -> bool:
    if segment.bare[-1] == "。" and len(segment.bare) >= 10:
        return True
    marker = marker_at(segment.bare[:12])
    return marker is not None and marker.number == 1 and marker.level in (Level.CHAPTER, Level.ARTICLE, Level.ONE)


def _is_navigation(segment: Segment) -> bool:
    return _short(segment) and FURNITURE.fullmatch(segment.bare) is not None


def _head_part(segment: Segment) -> str:
    bare = segment.bare
    if SUMMARY.match(bare):
        return "furniture"
    if not _short(segment):
        return "body"
    if FURNITURE.fullmatch(bare) or BUTTONS.fullmatch(bare):
        return "furniture"
    if NUMBER_LINE.fullmatch(bare):
        return "number"
    if SANCTION.fullmatch(bare):
        return "sanction"
    if MASTHEAD.fullmatch(bare):
        return "masthead"
    return "imprint" if IMPRINT.fullmatch(bare) else "body"


def _order(found: Sequence[Segment], limit: int) -> None:
    """令: its name and its number above the text it announces."""
    for above, below in pairwise(found[:limit]):
        if ORDER_HEAD.fullmatch(above.bare) and ORDER_COUNT.fullmatch(below.bare):
            above.part = below.part = "number"


def _title(found: list[Segment], limit: int) -> None:
    """The last title above the text with all its lines; what stands above it is no part of the document."""
    last = _last_title(found, limit)
    if last < 0:
        return
    first = _title_start(found, last)
    for i in range(first, last + 1):
        found[i].part = "title"
    while last + 1 < limit and TITLE_TAG_LINE.fullmatch(found[last + 1].bare) and found[last + 1].part == "body":
        last += 1
        found[last].part = "title"
    above = True
    for segment in reversed(found[:first]):
        above = above and (segment.part in ("number", "masthead", "sanction") or all_organs(segment.bare))
        if segment.part == "body":
            segment.part = "masthead" if above else "furniture"


def _head_signature(found: list[Segment], limit: int) -> None:
    """Names and date under the title, as reports and the Party's documents have them."""
    below = max((i for i in range(limit) if found[i].part == "title"), default=limit) + 1
    for i in range(below, limit):
        if found[i].part == "body" and is_date(found[i].bare):
            first = _signers_above(found, i, below)
            _mark(found, first, i + 1, "signature" if first < i else "sanction")
        elif found[i].part == "body" and all_organs(found[i].bare) and found[i].table < 0:
            found[i].part = "signature"


def _last_title(found: Sequence[Segment], limit: int) -> int:
    """Index of the last line that ends a title; where none has the usual ending, a plain line of the head."""
    plain = [i for i in range(limit) if _may_be_title(found[i])]
    for i in reversed(plain):
        if is_title(found[i].bare):
            return i
    plain = [i for i in plain if 8 <= len(found[i].bare) <= 80 and found[i].whole and not is_organ(found[i].bare)]
    if not plain:
        return -1
    # Navigation above it: the line nearest to the text; otherwise the document begins with its title.
    return plain[-1] if any(s.part == "furniture" for s in found[: plain[0]]) else plain[0]


def _may_be_title(segment: Segment) -> bool:
    if segment.part != "body" or not _short(segment) or segment.bare[-1] in ":;。,、":
        return False
    if not segment.whole and not TITLE_WHOLE.match(segment.bare):
        return False
    return not _opens_clause(segment) and not is_date(segment.bare)


def _title_start(found: Sequence[Segment], last: int) -> int:
    """Go up from the last line of a title to its first."""
    first = last
    joined = found[last].bare
    about = ABOUT.match(joined) is not None
    while first > 0 and last - first < 6:
        above = found[first - 1]
        if above.part != "body" or above.table != found[last].table or not _short(above):
            break
        if about and all_organs(above.bare):
            if found[first].gap:
                break
        elif not _continues(above.bare, joined):
            break
        first -= 1
        joined = above.bare + joined
        about = about or ABOUT.match(joined) is not None
    return first


def _continues(above: str, joined: str) -> bool:
    """Whether a title goes on from the line `above` to the lines `joined`."""
    if above[-1] in "。;!?," or ":" in above or marker_at(above[:12]) or is_date(above):
        return False
    if joined.count("》") > joined.count("《") or joined.count("”") > joined.count("“"):
        return True
    if above[-1] in "、(《“的和与及" or joined[0] in "的和与及、》)" or TITLE_HEAD.fullmatch(above):
        return True
    if TITLE_TAIL.match(joined) or (ISSUING.search(above) and not above.endswith(("通知", "公告", "决定", "函"))):
        return True
    if TITLE_WHOLE.match(joined) or ABOUT.match(joined) or is_title(above) or is_organ(above):
        return False
    if len(above) < 4 or "网" in above:
        return False
    return (
        "关于" in above
        or len(joined) < 14
        or TITLE_REST.fullmatch(joined) is not None
        or BEGUN.match(above) is not None
    )


# --- contents page --------------------------------------------------------------------------------------------------


def _contents(found: list[Segment], head: int) -> None:
    """目录: from its word, or from chapters in a row, to the line before the first heading repeated in the text."""
    i = 0
    while i < len(found):
        end = i + 1
        if CONTENTS.fullmatch(found[i].bare):
            end = _contents_end(found, end)
            _mark(found, i, end, "contents")
        elif i >= head and _is_chapter(found[i]):
            end = _chapters_end(found, i)
            if end - i >= 3 and end < len(found) and found[end].bare == found[i].bare:
                _mark(found, i, end, "contents")
        i = end


def _is_chapter(segment: Segment) -> bool:
    marker = marker_at(segment.bare[:12]) if segment.bare[0] == "第" and len(segment.bare) <= 40 else None
    return marker is not None and marker.level in (Level.CHAPTER, Level.SECTION)


def _chapters_end(found: Sequence[Segment], start: int) -> int:
    """Index behind a row of chapter headings with nothing between; it ends where its first heading comes again."""
    end = start + 1
    while end < len(found) and _is_chapter(found[end]) and found[end].bare != found[start].bare:
        end += 1
    return end


def _contents_end(found: Sequence[Segment], start: int) -> int:
    seen: set[str] = set()
    numbered = start
    i = start
    while i < len(found) and i - start < 400:
        bare = found[i].bare
        if len(bare) > 80 or "。" in bare:
            break
        key = DOTS.sub("", bare)
        if key in seen and key == bare:
            return i
        if key != bare:
            numbered = i + 1
        seen.add(key)
        i += 1
    return numbered


# --- signature ------------------------------------------------------------------------------------------------------


def _signatures(found: list[Segment], head: int) -> None:
    """落款: a date on its own line with the names above it; a list of names that a date closes; a name at the end."""
    for i in range(head, len(found)):
        segment = found[i]
        if segment.table >= 0 or segment.part != "body" or len(segment.bare) > _LIST:
            continue
        if is_date(segment.bare):
            first = _signers_above(found, i, head)
            if first < i or _closes(found, i) or (segment.whole and found[i - 1].bare[-1] in "。)”" and i > 0):
                _mark(found, first, i + 1, "signature")
        elif segment.bare[-1] == "日" and SIGNED_LINE.fullmatch(segment.bare):
            _mark(found, _signers_above(found, i, head), i + 1, "signature")
    if not any(s.part == "signature" for s in found):
        _undated_signature(found, head)


def _signers_above(found: Sequence[Segment], i: int, head: int) -> int:
    first = i
    while first > head and i - first < 40:
        above = found[first - 1]
        if above.part != "body" or not _short(above) or above.table >= 0:
            break
        if not (all_organs(above.bare) or PERSON_LINE.fullmatch(above.bare)):
            break
        first -= 1
    return first


def _closes(found: Sequence[Segment], i: int) -> bool:
    """Whether a bare line stands at the end of a letter: what follows is imprint, annex, furniture or a title."""
    if i + 1 == len(found):
        return True
    after = found[i + 1]
    return (
        IMPRINT.fullmatch(after.bare[:SHORT]) is not None
        or _is_navigation(after)
        or ANNEX_ALONE.fullmatch(after.bare) is not None
        or COPY_TO.match(after.bare) is not None
        or is_title(after.bare)
    )


def _undated_signature(found: list[Segment], head: int) -> None:
    """A body's name on its own line that ends the letter: before the plan's title or before imprint and furniture."""
    for i in range(len(found) - 1, head - 1, -1):
        segment = found[i]
        if segment.part != "body" or segment.table >= 0 or not all_organs(segment.bare):
            continue
        if i > head and is_sentence(found[i - 1].bare) and _closes(found, i):
            _mark(found, i, i + 1, "signature")
            return


def _mark(found: Sequence[Segment], first: int, end: int, part: str) -> None:
    for segment in found[first:end]:
        segment.part = part


# --- the plan behind the notice -------------------------------------------------------------------------------------


def _attached_title(found: list[Segment], head: int) -> None:
    """附后方案标题: the title behind the signature of the notice, and the notice itself as the letter."""
    for i in range(head, len(found)):
        if found[i].part != "signature" or (i + 1 < len(found) and found[i + 1].part == "signature"):
            continue
        first, end = _title_after(found, i + 1)
        if end > first:
            _mark(found, first, end, "attached_title")
            _letter(found, head, i)
            return
    _attached_by_name(found, head)


def _title_after(found: Sequence[Segment], start: int) -> tuple[int, int]:
    """Span of indices of the title that opens the text after a signature, empty where none stands there."""
    first = start
    while first < len(found) and (
        _head_part(found[first]) in ("imprint", "furniture", "masthead", "number")
        or ANNEX_ALONE.fullmatch(found[first].bare)
        or COPY_TO.match(found[first].bare)
    ):
        first += 1
    end = first
    while end < len(found) and end - first < 6:
        segment = found[end]
        if segment.table >= 0 or _opens_clause(segment) or len(segment.bare) > 100 or segment.bare[-1] in "。;:,":
            break
        if CONTENTS.fullmatch(segment.bare) or SANCTION.fullmatch(segment.bare) or segment.part != "body":
            break
        end += 1
        if is_title(segment.bare) and not _tagged(found, end):
            break
    rest = any(is_sentence(s.bare) for s in found[end : end + 12])
    return (first, end) if rest and any(is_title(s.bare) for s in found[first:end]) else (first, first)


def _tagged(found: Sequence[Segment], i: int) -> bool:
    return i < len(found) and TITLE_TAG_LINE.fullmatch(found[i].bare) is not None


def _attached_by_name(found: list[Segment], head: int) -> None:
    """A notice without signature: the plan begins where the title named in the letter stands on its own line."""
    named = {n for s in found[: head + 3] for n in NAMED.findall(s.bare[:2000])}
    for i in range(head, min(len(found), head + 12)):
        if found[i].part == "body" and found[i].bare in named:
            found[i].part = "attached_title"
            _letter(found, head, i)
            return


def _letter(found: Sequence[Segment], head: int, end: int) -> None:
    """The notice is a letter only while it holds no clauses of its own."""
    letter = [s for s in found[head:end] if s.part == "body"]
    if not any(_opens_clause(s) for s in letter):
        for segment in letter:
            segment.part = "letter"


# --- annex notes, imprint, footer -----------------------------------------------------------------------------------


def _annex_notes(found: list[Segment]) -> None:
    """附件说明: 附件：1.… 2.… before a signature or at the end; a line 附件1 alone opens an annex and is none."""
    i = 0
    while i < len(found):
        end = i + 1
        if _announces_annex(found[i]):
            end = _note_end(found, end)
            if _note_over(found, end):
                _mark(found, i, end, "annex_note")
        i = end


def _announces_annex(segment: Segment) -> bool:
    if segment.part != "body" or segment.table >= 0 or len(segment.bare) > 2 * SHORT:
        return False
    return _is_note(segment.bare)


def _is_note(bare: str) -> bool:
    if ANNEX_ALONE.fullmatch(bare) or not ANNEX_NOTE.match(bare) or "。" in bare[:-1]:
        return False
    return ":" in bare[:6] or bare[-1] != "。"


def _note_end(found: Sequence[Segment], start: int) -> int:
    end = start
    while end < len(found) and end - start < 40 and found[end].part == "body" and found[end].table < 0:
        bare = found[end].bare
        if len(bare) > 80 or "。" in bare[:-1] or not (NOTE_LINE.match(bare) or _is_note(bare)):
            break
        end += 1
    return end


def _note_over(found: Sequence[Segment], end: int) -> bool:
    if end >= len(found):
        return True
    after = found[end]
    return (
        after.part in ("signature", "furniture", "imprint")
        or ANNEX_ALONE.fullmatch(after.bare) is not None
        or _head_part(after) in ("imprint", "furniture")
        or COPY_TO.match(after.bare) is not None
        or all_organs(after.bare)
    )


def _imprint(found: list[Segment], head: int) -> None:
    """版记: lines of 抄送, 印发, 公开方式; a list of 抄送 runs to its full stop."""
    for i in range(head, len(found)):
        segment = found[i]
        if segment.part != "body" or (not _short(segment) and not COPY_TO.match(segment.bare)):
            continue
        if IMPRINT.fullmatch(segment.bare[: SHORT + 1]):
            segment.part = "imprint"
        elif COPY_TO.match(segment.bare) and len(segment.bare) < 1000:
            _mark(found, i, _copy_end(found, i), "imprint")


def _copy_end(found: Sequence[Segment], i: int) -> int:
    end = i + 1
    while end < len(found) and end - i < 6 and found[end - 1].bare[-1] not in "。" and found[end].part == "body":
        if _opens_clause(found[end]) or len(found[end].bare) > SHORT or _is_navigation(found[end]):
            break
        if IMPRINT.fullmatch(found[end].bare):
            break
        end += 1
    return end


def _footer(found: list[Segment]) -> None:
    """Page furniture below the text: all lines from the first sure sign of it after the last line of text."""
    last = max((i for i, s in enumerate(found) if _is_text(s)), default=-1)
    cue = next((i for i in range(last + 1, len(found)) if FOOTER_CUE.match(found[i].bare[:SHORT])), len(found))
    for i, segment in enumerate(found):
        if segment.part == "body" and (i >= cue or _is_page_line(segment)):
            segment.part = "furniture"


def _is_page_line(segment: Segment) -> bool:
    if (
        not _short(segment)
        or segment.bare[-1] == "。"
        or (segment.table >= 0 and not SURE_FURNITURE.fullmatch(segment.bare))
    ):
        return False
    return SURE_FURNITURE.fullmatch(segment.bare) is not None or BUTTONS.fullmatch(segment.bare) is not None


def _is_text(segment: Segment) -> bool:
    """Text for certain: a sentence or a part that only a document has."""
    if segment.part in ("signature", "annex_note", "imprint"):
        return True
    if segment.table >= 0:
        return not _is_navigation(segment)
    sentence = is_sentence(segment.bare) and segment.bare[-1] in "。;:)”"
    return sentence and not FOOTER_CUE.match(segment.bare[:SHORT]) and not (_short(segment) and _is_navigation(segment))


# --- the result -----------------------------------------------------------------------------------------------------

_FIELD = {"signature": "signatures", "annex_note": "annex_notes"}


def _layout(found: Iterable[Segment]) -> Layout:
    """Segments of one part that follow one another in the text become spans; the body is joined as far as it runs."""
    parts: dict[str, list[Span]] = {}
    body: list[Span] = []
    joinable = False
    before = ""
    for s in found:
        text = s.part in ("body", "letter")
        if s.part != "body":
            spans = parts.setdefault(_FIELD.get(s.part, s.part), [])
            if s.part == before == "signature":
                spans[-1] = Span(spans[-1].start, s.end)
            else:
                spans.append(Span(s.start, s.end))
        if text and joinable:
            body[-1] = Span(body[-1].start, s.end)
        elif text:
            body.append(Span(s.start, s.end))
        joinable = text
        before = s.part
    return Layout(
        **{name: tuple(spans) for name, spans in parts.items()},
        body=tuple(body),
        _starts=tuple(span.start for span in body),
    )
