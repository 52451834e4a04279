"""版面要素: which stretch of a document is masthead, title, letter, signature, imprint or page furniture.

The parts are those of GB/T 9704-2012 (版头, 主体, 版记) and those that a web page adds around them. What is in doubt is
left in the body: a clause must never be lost because a line looked like furniture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from bole.documents.markers import Level, marker_at
from bole.documents.masthead import read_masthead
from bole.documents.segments import Segment, is_navigation, is_short, mark, opens_clause, part_of_line, segments
from bole.documents.signatures import read_signatures
from bole.documents.text import Text
from bole.documents.wording import (
    ANNEX_ALONE,
    ANNEX_NOTE,
    BUTTONS,
    CONTENTS,
    COPY_TO,
    DOTS,
    FILE,
    FOOTER_CUE,
    IMPRINT,
    NAMED,
    NAMED_ANNEX,
    NOTE_LINE,
    SANCTION,
    SHORT,
    SURE_FURNITURE,
    TITLE_TAG_LINE,
    all_organs,
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


# --- reading the parts ----------------------------------------------------------------------------------------------


def layout(text: Text) -> Layout:
    """Name the parts of `text`; whatever is in doubt stays in the body."""
    found = segments(text)
    head = read_masthead(found)
    _contents(found, head)
    read_signatures(found, head)
    _attached_title(found, head)
    _annex_notes(found)
    _imprint(found, head)
    _footer(found)
    return _layout(found)


# --- contents page --------------------------------------------------------------------------------------------------


def _contents(found: list[Segment], head: int) -> None:
    """目录: from its word, or from chapters in a row, to the line before the first heading repeated in the text."""
    sentences = (k for k in range(head, len(found)) if is_sentence(found[k].bare) and opens_clause(found[k]))
    text = next(sentences, len(found))
    i = 0
    while i < len(found):
        end = i + 1
        if CONTENTS.fullmatch(found[i].bare):
            end = _contents_end(
                found, end, paged=i <= text or (found[i - 1].part == "body" and is_title(found[i - 1].bare))
            )
            mark(found, i, end, "contents")
        elif i >= head and _is_chapter(found[i]):
            end = _chapters_end(found, i)
            if end - i >= 3 and end < len(found) and found[end].bare == found[i].bare:
                mark(found, i, end, "contents")
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


def _contents_end(found: Sequence[Segment], start: int, paged: bool) -> int:
    """Index behind the entries; where none comes again in the text, `paged` ones end with their last page number."""
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
        if paged and key != bare:
            numbered = i + 1
        seen.add(key)
        i += 1
    return numbered


# --- the plan behind the notice -------------------------------------------------------------------------------------


def _attached_title(found: list[Segment], head: int) -> None:
    """附后方案标题: the title behind the signature of the notice, and the notice itself as the letter."""
    for i in range(head, len(found)):
        if found[i].part != "signature" or (i + 1 < len(found) and found[i + 1].part == "signature"):
            continue
        first, end = _title_after(found, i + 1)
        if end > first:
            mark(found, first, end, "attached_title")
            _letter(found, head, i)
            return
    _attached_by_name(found, head)


def _title_after(found: Sequence[Segment], start: int) -> tuple[int, int]:
    """Span of indices of the title that opens the text after a signature, empty where none stands there."""
    first = start
    while first < len(found) and (
        part_of_line(found[first]) in ("imprint", "furniture", "masthead", "number")
        or ANNEX_ALONE.fullmatch(found[first].bare)
        or COPY_TO.match(found[first].bare)
    ):
        first += 1
    end = first
    while end < len(found) and end - first < 6:
        segment = found[end]
        if segment.table >= 0 or opens_clause(segment) or len(segment.bare) > 100 or segment.bare[-1] in "。;:,":
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
    if not any(opens_clause(s) for s in letter):
        for segment in letter:
            segment.part = "letter"


# --- annex notes, imprint, footer -----------------------------------------------------------------------------------


def _annex_notes(found: list[Segment]) -> None:
    """附件说明: 附件：1.… 2.… before a signature or at the end; a line 附件1 alone opens an annex and is none."""
    i = 0
    while i < len(found):
        end = i + 1
        if ANNEX_ALONE.fullmatch(found[i].bare) and end < len(found) and FILE.fullmatch(found[end].bare[:SHORT]):
            mark(found, i, end, "annex_note")
        elif _announces_annex(found[i]) and not _heads_annex(found, i):
            end = _note_end(found, end)
            if _note_over(found, end):
                mark(found, i, end, "annex_note")
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
    in_chinese = "一、" in found[start - 1].bare
    while end < len(found) and end - start < 40 and found[end].part == "body" and found[end].table < 0:
        bare = found[end].bare
        head = marker_at(bare)
        if head and head.level is Level.ONE:
            if head.number > 1 and not in_chinese:
                # 二、 that no 一、 of the same list precedes goes on with the text.
                break
            in_chinese = True
        if (
            len(bare) > 80
            or "。" in bare[:-1]
            or not (NOTE_LINE.match(bare) or _is_note(bare))
            or _heads_annex(found, end)
        ):
            break
        end += 1
    return end


def _heads_annex(found: Sequence[Segment], i: int) -> bool:
    """附件2 and its name on one line, with the annex's table below it or as the caption in the table."""
    if NAMED_ANNEX.match(found[i].bare) is None and ANNEX_ALONE.fullmatch(found[i].bare) is None:
        return False
    return found[i].table >= 0 or (i + 1 < len(found) and found[i + 1].table >= 0)


def _note_over(found: Sequence[Segment], end: int) -> bool:
    if end >= len(found):
        return True
    after = found[end]
    return (
        after.part in ("signature", "furniture", "imprint", "attached_title")
        or ANNEX_ALONE.fullmatch(after.bare) is not None
        or _heads_annex(found, end)
        or part_of_line(after) in ("imprint", "furniture")
        or COPY_TO.match(after.bare) is not None
        or all_organs(after.bare)
    )


def _imprint(found: list[Segment], head: int) -> None:
    """版记: lines of 抄送, 印发, 公开方式; a list of 抄送 runs to its full stop."""
    for i in range(head, len(found)):
        segment = found[i]
        if segment.part != "body" or (not is_short(segment) and not COPY_TO.match(segment.bare)):
            continue
        if IMPRINT.fullmatch(segment.bare[: SHORT + 1]):
            segment.part = "imprint"
        elif COPY_TO.match(segment.bare) and len(segment.bare) < 1000:
            mark(found, i, _copy_end(found, i), "imprint")


def _copy_end(found: Sequence[Segment], i: int) -> int:
    end = i + 1
    while end < len(found) and end - i < 6 and found[end - 1].bare[-1] not in "。" and found[end].part == "body":
        if opens_clause(found[end]) or len(found[end].bare) > SHORT or is_navigation(found[end]):
            break
        if IMPRINT.fullmatch(found[end].bare):
            break
        end += 1
    return end


def _footer(found: list[Segment]) -> None:
    """Page furniture below the text: all lines from the first sure sign of it after the last line of text."""
    last = next((i for i in range(len(found) - 1, -1, -1) if _is_text(found[i])), -1)
    cue = next((i for i in range(last + 1, len(found)) if FOOTER_CUE.match(found[i].bare[:SHORT])), len(found))
    for i, segment in enumerate(found):
        if segment.part == "body" and (i >= cue or _is_page_line(segment)):
            segment.part = "furniture"


def _is_page_line(segment: Segment) -> bool:
    if not is_short(segment) or opens_clause(segment):
        return False
    return SURE_FURNITURE.fullmatch(segment.bare) is not None or BUTTONS.fullmatch(segment.bare) is not None


def _is_text(segment: Segment) -> bool:
    """Text for certain: a sentence or a part that only a document has."""
    if segment.part in ("signature", "annex_note", "imprint"):
        return True
    if segment.table >= 0:
        return not is_navigation(segment)
    sentence = is_sentence(segment.bare) and segment.bare[-1] in "。;:)”"
    return (
        sentence and not FOOTER_CUE.match(segment.bare[:SHORT]) and not (is_short(segment) and is_navigation(segment))
    )


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
