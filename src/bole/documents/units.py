"""责任分工: who leads, cooperates or is responsible, and the exact text that each assignment governs.

Three printed forms: brackets, stand-alone lines (here) and cells of tables (`unit_tables`); what stands in them is
read by `roles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bole.documents.clause_tree import ClauseTree, parent_of
from bole.documents.outline import Outline
from bole.documents.reading import Clause, UnitMention
from bole.documents.roles import (
    CLOSE,
    FIRST_LEADS,
    HERE_AND_BELOW,
    LABEL,
    OPEN,
    RESPONSIBLE,
    ROLE,
    UNIT_NAME,
    Roles,
    first_leads,
    listed_units,
    roles_in,
    worth_reading,
)
from bole.documents.text import BLANK, Text
from bole.documents.unit_tables import tables_with_unit_columns, units_in_tables

_LONGEST_BRACKET = 800
_LATEST = 40
"""So many names of each role are looked for where a mention ends; the last name is among them."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention before it has a clause: positions in `text.tight`."""

    start: int
    end: int
    roles: Roles
    own_line: bool
    closes: bool
    """It closes its paragraph."""
    cell: tuple[int, int] | None = None


# --- where mentions stand -------------------------------------------------------------------------------------------


def units(text: Text, outline: Outline) -> tuple[UnitMention, ...]:
    """Every assignment of units, in reading order, with its clause and the range of text that it governs."""
    tight = text.tight
    spans = [(p.start, p.end) for p in outline.passages if p.kind != "cell"]
    headed = tables_with_unit_columns(text)
    cells_read = [(p.start, p.end) for p in outline.passages if p.cell is not None and p.cell[0] not in headed]
    found = sorted([*_brackets(text, sorted(spans + cells_read)), *_label_lines(text, spans)], key=lambda f: f.start)
    found = _without_overlaps(found)
    found = _first_named_leads(tight, found, spans)
    placed = _placed(tight, outline, found)
    cells = units_in_tables(text, outline, first_leads_below=_note_in_force(tight, spans))
    return tuple(sorted([*placed, *cells], key=lambda u: u.mention_start))


def _brackets(text: Text, spans: list[tuple[int, int]]) -> Iterator[_Found]:
    tight = text.tight
    folded = tight.folded
    listed = False
    for start, end in spans:
        for a, b in _balanced(folded, start, end):
            inside, shown = folded[a + 1 : b - 1], tight.shown[a + 1 : b - 1]
            if not listed and not worth_reading(inside):
                continue
            ended = _STOPS.match(folded, b, end)
            closes = ended is not None or folded[b : b + 1] == "\n" or _blank_follows(tight, b)
            if "由" in inside[:20] and not closes and folded[b : b + 1] not in "。;":
                continue
            roles = roles_in(*_parted(text, a + 1, b - 1)) if worth_reading(inside) else None
            if roles is None and listed and closes:
                roles = listed_units(shown, inside)
            if roles:
                own = a == start or folded[a - 1] == "\n"
                yield _Found(a, b, roles, own and closes and _on_its_own(folded, a), closes)
                # Where the note of the first-named unit stands in a bare list, bare lists below it assign too.
                listed = listed or (FIRST_LEADS.search(inside) is not None and "负责" not in inside)
            elif FIRST_LEADS.search(inside) and HERE_AND_BELOW.search(inside):
                listed = listed or not any(w in inside for w in ("负责", "责任"))


_UNIT_START = re.compile(r"[市县区省州旗各团国中]")
_LONGEST_NAME = 40
_LABEL_NEXT = re.compile(r"[一-鿿]{2,8}[:]")


def _parted(text: Text, start: int, end: int) -> tuple[str, str]:
    """Shown and folded text of a span of `text.tight`, with a mark where a blank parts two names or labels."""
    tight = text.tight
    shown, folded = tight.shown[start:end], tight.folded[start:end]
    first, last = text.position(tight.raw_start(start)), text.position(tight.raw_start(end - 1)) + 1
    if last - first == end - start:
        return shown, folded
    marks: dict[int, str] = {}
    mark = 0
    for i in range(first, last):
        if text.shown[i] != BLANK:
            continue
        at = tight.position(text.raw_start(i + 1)) - start
        before = re.split(r"[、,;:]", folded[max(mark, at - _LONGEST_NAME) : at])[-1]
        after = re.split(r"[、,;: ]", text.folded[i + 1 : min(last, i + _LONGEST_NAME)], maxsplit=1)[0]
        if _LABEL_NEXT.match(folded, at):
            marks[at] = ";"
        elif _is_name(before) and _is_name(after) and _UNIT_START.match(after):
            marks[at] = "、"
        else:
            continue
        mark = at
    return _marked(shown, marks), _marked(folded, marks)


def _is_name(piece: str) -> bool:
    return len(piece) > 2 and UNIT_NAME.search(piece) is not None


def _marked(printed: str, marks: dict[int, str]) -> str:
    return "".join(marks.get(i, "") + c for i, c in enumerate(printed))


_STOPS = re.compile(r"[。;,]*$")


def _blank_follows(tight: Text, position: int) -> bool:
    return position < len(tight.starts) and tight.raw_end(position) < tight.starts[position]


def _on_its_own(folded: str, at: int) -> bool:
    return at == 0 or folded[at - 1] == "\n"


_OPENING = re.compile(r"[(\[【〔]")


def _balanced(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost brackets of a span, up to a bounded length."""
    i = start
    while True:
        m = _OPENING.search(folded, i, end)
        if m is None:
            return
        close = _closing(folded, m.start(), min(end, m.start() + _LONGEST_BRACKET))
        if close < 0:
            i = m.start() + 1
            continue
        yield m.start(), close + 1
        i = close + 1


def _closing(folded: str, at: int, end: int) -> int:
    depth = 0
    for m in _BRACKET.finditer(folded, at, end):
        if m.group() in OPEN:
            depth += 1
            if depth > 8:
                return -1
        else:
            depth -= 1
            if depth == 0:
                return m.start()
    return -1


_BRACKET = re.compile(f"[{re.escape(OPEN + CLOSE)}]")


_PERSON_LINE = re.compile(
    r"[-—*·●]*[【\[]?(?:[一-鿿]{2}领导|责任人|联系人|负责人|(?:完成|实施)(?:时限|时间|期限)|时限要求|进度安排)[】\]]?[:]"
)
"""A line between those of two roles that names a person or a deadline."""


def _label_lines(text: Text, spans: list[tuple[int, int]]) -> Iterator[_Found]:
    """责任单位：… without brackets: to the end of its sentence; adjacent lines of other roles join it."""
    tight = text.tight
    folded = tight.folded
    taken = -1
    lines = [ln for span in spans for ln in _paragraph_lines(folded, *span)]
    i = 0
    while i < len(lines):
        start, end = lines[i]
        i += 1
        at = _label_start(folded, start, end)
        if at is None or at < taken:
            continue
        stop = end
        label = LABEL.match(folded, at, stop)
        if label and label.end() == stop and i < len(lines) and lines[i][0] - stop <= 2:
            # The names stand on the line below their label.
            stop = lines[i][1]
            i += 1
        first_roles = {_role_of(m) for m in LABEL.finditer(folded, at, stop)}
        edge = stop
        while i < len(lines) and lines[i][0] - edge <= 2:
            if _PERSON_LINE.match(folded, *lines[i]):
                edge = lines[i][1]
                i += 1
                continue
            label = LABEL.match(folded, *lines[i])
            if label is None or _role_of(label) in first_roles:
                break
            stop = edge = lines[i][1]
            first_roles |= {_role_of(m) for m in LABEL.finditer(folded, lines[i][0], stop)}
            i += 1
        roles = roles_in(*_parted(text, at, stop), labelled_only=True)
        if roles:
            last = _last_name_end(tight, at, stop, roles)
            taken = stop
            yield _Found(at, last, roles, at == start, True)


def _role_of(label: re.Match[str]) -> str:
    return ROLE.get(label["role"] or label["short"] or "", RESPONSIBLE)


def _paragraph_lines(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def _label_start(folded: str, start: int, end: int) -> int | None:
    """Where a label opens the line or a sentence at its end."""
    lead_in = _LEAD_IN.match(folded, start, end)
    first = lead_in.end() if lead_in else start
    cursor, depth = start, 0
    for m in LABEL.finditer(folded, start, end):
        if m.start() <= first:
            return m.start()
        depth += folded.count("(", cursor, m.start()) - folded.count(")", cursor, m.start())
        cursor = m.start()
        if folded[cursor - 1] in "。;!)" and depth <= 0:
            return cursor
    return None


_LEAD_IN = re.compile(r"[-—*_·●>(（ ]*")


def _last_name_end(tight: Text, start: int, stop: int, roles: Roles) -> int:
    """End of the last name of the mention."""
    names = (*roles.lead[-_LATEST:], *roles.cooperating[-_LATEST:], *roles.responsible[-_LATEST:])
    ends = [tight.shown.rfind(n, start, stop) + len(n) for n in names]
    return max((e for e in ends if e > start), default=stop)


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    out: list[_Found] = []
    for f in found:
        if not out or f.start >= out[-1].end:
            out.append(f)
    return out


# --- the note that the first-named unit leads -----------------------------------------------------------------------


def _notes(tight: Text, spans: list[tuple[int, int]]) -> list[tuple[int, bool]]:
    """Positions of notes on the order of names, and whether each holds for what follows."""
    folded = tight.folded
    out = []
    for start, end in spans:
        for m in FIRST_LEADS.finditer(folded, start, end):
            around = folded[m.end() : m.end() + 24]
            out.append((m.start(), HERE_AND_BELOW.search(around) is not None))
    return out


def _note_in_force(tight: Text, spans: list[tuple[int, int]]) -> bool:
    return any(below for _, below in _notes(tight, spans))


def _first_named_leads(tight: Text, found: list[_Found], spans: list[tuple[int, int]]) -> list[_Found]:
    notes = _notes(tight, spans)
    if not notes:
        return found
    since: int | None = None
    out: list[_Found] = []
    pending = list(notes)
    for k, f in enumerate(found):
        inside = False
        reach = min(f.end + 40, found[k + 1].start if k + 1 < len(found) else f.end + 40)
        while pending and pending[0][0] < reach:
            at, below = pending.pop(0)
            inside = inside or f.start <= at
            if below or not any(g.start <= at < g.end for g in found):
                since = at if since is None else since
        governed = inside or (since is not None and f.end > since)
        out.append(replace(f, roles=first_leads(f.roles)) if governed and not f.roles.stated else f)
    return out


# --- which clause a mention belongs to ------------------------------------------------------------------------------


def _placed(tight: Text, outline: Outline, found: list[_Found]) -> list[UnitMention]:
    tree = ClauseTree(outline.clauses)
    homes = [tree.innermost(tight.starts[f.start]) for f in found]
    own: dict[str, int] = {}
    for home in homes:
        path = home.path if home else ""
        while path:
            own[path] = own.get(path, 0) + 1
            path = parent_of(path)
    out: list[UnitMention] = []
    for f, home in zip(found, homes, strict=True):
        home = _lifted(tree, own, home, f)
        out.append(_mention(tight, f, home, out))
    return out


def _lifted(tree: ClauseTree, own: dict[str, int], home: Clause | None, f: _Found) -> Clause | None:
    """A mention that closes a 一是 paragraph, or a line after sub-items without their own, belongs one level up."""
    if home is None or home.kind == "row":
        return home
    parent = tree.by_path.get(parent_of(home.path))
    siblings = [c for c in tree.children.get(parent_of(home.path), []) if c.path != home.path and c.kind == home.kind]
    if parent is None or not siblings:
        return parent if parent and home.kind == "yishi" and f.closes else home
    others_have = any(own.get(c.path) for c in siblings)
    if home.kind == "yishi" and f.closes and not others_have:
        return parent
    last = siblings[-1].start_char < home.start_char
    if home.kind == "clause" and f.own_line and last and not others_have and own.get(home.path, 0) == 1:
        return parent
    return home


def _mention(tight: Text, f: _Found, home: Clause | None, before: list[UnitMention]) -> UnitMention:
    start = tight.raw_start(f.start)
    scope = home.start_char if home else (tight.raw_start(0))
    if before and before[-1].mention_end > scope and before[-1].mention_end <= start:
        scope = before[-1].mention_end
    return UnitMention(
        path=home.path if home else "",
        lead=tuple(f.roles.lead),
        cooperating=tuple(f.roles.cooperating),
        responsible=tuple(f.roles.responsible),
        mention_start=start,
        mention_end=tight.raw_end(f.end),
        scope_start=scope,
        scope_end=start,
        etc=f.roles.etc,
    )
