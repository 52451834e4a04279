"""版头与标题: what stands above the text of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bole.documents.markers import Level, marker_at
from bole.documents.segments import Segment, is_navigation, is_short, mark, opens_clause, part_of_line
from bole.documents.signatures import signers_above
from bole.documents.wording import (
    ABOUT,
    ADDRESSEE,
    ANNEX_ALONE,
    ANNEX_NOTE,
    BEGUN,
    CONTENTS,
    FILE,
    FURNITURE,
    ISSUING,
    ORDER_COUNT,
    ORDER_HEAD,
    SHORT,
    TITLE_HEAD,
    TITLE_REST,
    TITLE_TAG_LINE,
    TITLE_TAIL,
    TITLE_WHOLE,
    all_organs,
    is_date,
    is_organ,
    is_prose,
    is_title,
)

_LONGEST_NAVIGATION = 500
"""Characters above a title; what is longer and more than half of the file is text."""
_HEAD = 600
"""Lines; no site has more navigation above a document."""


def read_masthead(found: list[Segment]) -> int:
    """Mark everything above the text; returns the index of the first segment of the text."""
    limit = _head_limit(found)
    for segment in found[:limit]:
        segment.part = part_of_line(segment)
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
    if _begins_with_annex_table(found):
        return 0
    for i, segment in enumerate(found[:_HEAD]):
        bare = segment.bare
        if part_of_line(segment) != "body":
            continue
        if _is_addressee(bare) and (i + 1 == len(found) or not is_navigation(found[i + 1])):
            return i
        if is_title(bare) and not opens_clause(segment):
            titled = True
            continue
        if CONTENTS.fullmatch(bare) or (titled and _opens_annex(found, i)):
            return i
        if is_prose(bare) and not _head_follows(found, i):
            return i
        if _opens_text(segment) and (titled or _text_follows(found, i)):
            return i
    return next((i for i in range(min(len(found), _HEAD) - 1, -1, -1) if is_title(found[i].bare)), -1) + 1


_ANNEX_HEAD = re.compile(rf"{ANNEX_ALONE.pattern}|附表[^:。]{{2,60}}")


def _begins_with_annex_table(found: Sequence[Segment]) -> bool:
    """附表1, its name and its table: an annex kept in a file of its own has no masthead."""
    if not found or len(found[0].bare) > SHORT or _ANNEX_HEAD.fullmatch(found[0].bare) is None:
        return False
    table = next((i for i, s in enumerate(found[:4]) if s.table >= 0), 0)
    return table > 0 and not any(s.bare[-1] in "。:" for s in found[1:table])


def _opens_annex(found: Sequence[Segment], i: int) -> bool:
    """Whether 附件 alone opens an annex here; above a list of files it does not."""
    after = found[i + 1].bare[:SHORT] if i + 1 < len(found) else ""
    return ANNEX_ALONE.fullmatch(found[i].bare) is not None and FILE.fullmatch(after) is None


def _head_follows(found: Sequence[Segment], i: int) -> bool:
    """Whether a sentence is a summary or an editor's word: title or number and an addressee come only behind it."""
    headed = False
    for segment in found[i + 1 : i + 16]:
        if headed and _is_addressee(segment.bare):
            return True
        if opens_clause(segment) or is_date(segment.bare):
            return False
        headed = headed or is_title(segment.bare) or part_of_line(segment) == "number"
    return False


def _text_follows(found: Sequence[Segment], i: int) -> bool:
    """Whether sentences come next; items of navigation that begin like a clause have none behind them."""
    return any(s.bare[-1] == "。" and not is_navigation(s) for s in found[i + 1 : i + 4])


def _opens_text(segment: Segment) -> bool:
    if segment.bare[-1] == "。" and len(segment.bare) >= 10:
        return True
    marker = marker_at(segment.bare[:12])
    return marker is not None and marker.number == 1 and marker.level in (Level.CHAPTER, Level.ARTICLE, Level.ONE)


def _is_addressee(bare: str) -> bool:
    return len(bare) <= SHORT and ADDRESSEE.fullmatch(bare) is not None and FURNITURE.fullmatch(bare) is None


_LONGEST_NAVIGATION = 500
"""Characters above a title; what is longer and more than half of the file is text."""
_HEAD = 600
"""Lines; no site has more navigation above a document."""


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
    if _LONGEST_NAVIGATION < sum(len(s.bare) for s in found[:first]) > sum(len(s.bare) for s in found) / 2:
        return
    if any(s.part == "body" and s.bare[-1] == "。" and opens_clause(s) for s in found[:first]):
        return
    for segment in reversed(found[:first]):
        above = above and (segment.part in ("number", "masthead", "sanction") or all_organs(segment.bare))
        if segment.part == "body":
            segment.part = "masthead" if above else "furniture"


def _head_signature(found: list[Segment], limit: int) -> None:
    """Names and date under the title, as reports and the Party's documents have them."""
    below = max((i for i in range(limit) if found[i].part == "title"), default=limit) + 1
    for i in range(below, limit):
        if found[i].part == "body" and is_date(found[i].bare):
            first = signers_above(found, i, below)
            mark(found, first, i + 1, "signature" if first < i else "sanction")
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
    if segment.part != "body" or not is_short(segment) or segment.bare[-1] in ":;。,、":
        return False
    if ANNEX_NOTE.match(segment.bare):
        return False
    if not segment.whole and not TITLE_WHOLE.match(segment.bare):
        return False
    return not opens_clause(segment) and not is_date(segment.bare)


def _title_start(found: Sequence[Segment], last: int) -> int:
    """Go up from the last line of a title to its first."""
    first = last
    joined = found[last].bare
    about = ABOUT.match(joined) is not None
    while first > 0 and last - first < 6:
        above = found[first - 1]
        if above.part != "body" or above.table != found[last].table or not is_short(above):
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
