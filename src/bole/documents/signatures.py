"""落款: the blocks of signatories and date, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence

from bole.documents.markers import Level, marker_at
from bole.documents.segments import LONGEST_LIST, Segment, is_navigation, is_short, mark
from bole.documents.wording import (
    ANNEX_ALONE,
    ANNEX_NOTE,
    COPY_TO,
    HALF_NAME,
    IMPRINT,
    NOTE_LINE,
    PERSON_LINE,
    SHORT,
    SIGNED_LINE,
    all_organs,
    is_date,
    is_organ,
    is_sentence,
    is_title,
)

_MOST = 3
"""Signatures in one file: of a notice, of what it forwards, of an annex."""


def read_signatures(found: list[Segment], head: int) -> None:
    """落款: a date on its own line with the names above it; a list of names that a date closes; a name at the end."""
    blocks: list[tuple[int, int]] = []
    for i in range(head, len(found)):
        segment = found[i]
        if segment.table >= 0 or segment.part != "body" or len(segment.bare) > LONGEST_LIST:
            continue
        if is_date(segment.bare):
            first = signers_above(found, i, head)
            if first < i or _closes(found, i):
                blocks.append((first, i + 1))
        elif segment.bare[-1] == "日" and SIGNED_LINE.fullmatch(segment.bare):
            blocks.append((signers_above(found, i, head), i + 1))
    for first, end in blocks:
        # Units and deadlines of a table whose cells became lines look like signatures, but there are many of them.
        if len(blocks) <= _MOST or _closes(found, end - 1):
            mark(found, first, end, "signature")
    if not any(s.part == "signature" for s in found):
        _undated_signature(found, head)


def signers_above(found: Sequence[Segment], i: int, head: int) -> int:
    """Index of the first of the names that stand directly above line `i`, or `i`."""
    first = i
    while first > head and i - first < 40:
        above = found[first - 1]
        if above.part != "body" or not is_short(above) or above.table >= 0:
            break
        halved = first < i and HALF_NAME.fullmatch(above.bare) and is_organ(above.bare + found[first].bare)
        if not (halved or all_organs(above.bare) or PERSON_LINE.fullmatch(above.bare)):
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
        or is_navigation(after)
        or ANNEX_ALONE.fullmatch(after.bare) is not None
        or COPY_TO.match(after.bare) is not None
        or is_title(after.bare)
        or _begins(after)
        or _behind_annex_list(found, i)
        or (found[i].whole and i > 0 and is_sentence(found[i - 1].bare) and len(after.bare) >= 8)
    )


def _behind_annex_list(found: Sequence[Segment], i: int) -> bool:
    """Whether the lines above only announce annexes: a letter ends with them, whoever added a line below its date."""
    if not found[i].whole:
        return False
    for above in reversed(found[max(0, i - 12) : i]):
        if not is_short(above) or above.table >= 0 or "。" in above.bare[:-1]:
            return False
        if ANNEX_NOTE.match(above.bare):
            return True
        if not NOTE_LINE.match(above.bare):
            return False
    return False


def _begins(segment: Segment) -> bool:
    """Whether the first chapter or article stands here."""
    marker = marker_at(segment.bare[:12])
    return marker is not None and marker.number == 1 and marker.level in (Level.CHAPTER, Level.ARTICLE)


def _undated_signature(found: list[Segment], head: int) -> None:
    """A body's name on its own line that ends the letter: before the plan's title or before imprint and furniture."""
    for i in range(len(found) - 1, head - 1, -1):
        segment = found[i]
        if segment.part != "body" or segment.table >= 0 or not all_organs(segment.bare):
            continue
        if i > head and is_sentence(found[i - 1].bare) and _closes(found, i):
            mark(found, i, i + 1, "signature")
            return
