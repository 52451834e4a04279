"""责任分工: who leads, cooperates or is responsible, and the exact text that each assignment governs.

Three printed forms: brackets, stand-alone lines and cells of tables. What stands in them is read by `roles_in`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bole.documents.outline import Outline
from bole.documents.reading import Clause, UnitMention
from bole.documents.text import Cell, Table, Text

LEAD, COOPERATING, RESPONSIBLE = "lead", "cooperating", "responsible"

_LABEL = re.compile(
    r"[【\[]?(?P<role>牵头|主办|主责|主要责任|第一责任|首要责任|责任|负责|具体负责|承办|实施|落实|完成|共同责任|配合|协办|协同|参与|参加|协助|协作|会办|支持)"
    r"(?:、?(?:责任|负责|落实|实施|配合))?"
    r"(?:和|及|\()?(?:单位|部门|处室|科室|机关|主体|司局|地区)(?:[(/、和及](?:单位|部门|地区)\)?)*"
    r"(?P<close>[】\]]?[:]|[】\]]|(?<=\))(?=[^):;,。]))"
    r"|(?P<short>牵头|配合|主办|协办)[:]"
)
_OTHER_LABEL = re.compile(r"(?:^|[,;。、 \n])[一-鿿]{2,8}[:]")
_ROLE = {
    **dict.fromkeys(("牵头", "主办", "主责", "首要责任", "第一责任"), LEAD),
    **dict.fromkeys(("配合", "协办", "协同", "参与", "参加", "协助", "协作", "会办", "支持"), COOPERATING),
}
_VERB = re.compile(
    r"(?P<lead>(?:共同|联合)?牵头(?:负责|落实|实施|组织实施|组织|推进|抓总|会同(?P<with_lead>))?)"
    r"|(?P<cooperating>(?:积极|做好|予以|按职责(?:分工)?|按照职责(?:分工)?|协同)?(?:配合|协助|协办|参与|参加|协同)(?:落实|实施|做好|负责)?)"
    r"|(?P<with>会同|商)"
    r"|(?P<responsible>(?:(?:按照|按|根据|依)(?:各自|部门|有关)?(?:职责|职能|分工|职权)(?:范围|任务)?(?:和)?(?:分工)?|分工|分别|共同|具体|联合|组织)*"
    r"(?:负责|落实|组织实施|实施|承担|推进|分工)(?!人|制|任|单位|部门|范围)(?:落实|实施|组织实施|推进)?)"
)
_NAMELESS = re.compile(
    r"(?:市级?|省级?|区级?|县级?|州级?|其他|其它|等)*(?:有关|相关)(?:部门|单位|方面|职能部门|行业主管部门|责任单位|科室|处室|机构|企业)(?:和(?:单位|部门))?"
    r"|(?:部门|单位|等)+"
)
_ETC = re.compile(
    r"等(?:\d+个)?(?:市直|市级|省级|省直|区级|县级|有关|相关|各|职能|责任|成员)*(?:部门|单位|方面|机构)?(?:(?:和|及|、)(?:有关|相关)?(?:部门|单位|机构))*$"
)
_FIRST_LEADS = re.compile(
    r"(?:排名?|列|位列|位于|排在|列在|名列)(?:在)?(?:前面|首位|第一位?|第1位?|最前|首个)[^。;()]{0,10}?牵头"
    r"|(?:首位|第一(?:个|位|家)|排首|首个|首家)[^。;()]{0,12}?牵头"
)
_HERE_AND_BELOW = re.compile(r"下同|以下均?同|下同此|以下类同|以下相同")
_UNIT_NAME = re.compile(
    r"(?:局|委|办|厅|部|院|会|中心|政府|公司|集团|银行|行|大学|学院|学校|校|单位|部门|处|科|室|联|团|署|所|站|馆|台|社|组|专班|法院|"
    r"区|县|旗|市|州|镇|乡|街道|园区|企业|机构|海关|总队|支队|分局|公安|税务|党校|协会|工会|小组|指挥部|法制|开发区|国企|高校|金融|监管|办公厅|管委)(?:\(.*\))?$"
)
_COLLECTIVE = re.compile(r"(?:市直|省直|全市|全省|区直|县直)?各|所有|全体")
_OPEN, _CLOSE = "([【〔", ")]】〕"
_LONGEST_BRACKET = 800


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


# --- what stands in a bracket, a line or a cell ---------------------------------------------------------------------


def roles_in(shown: str, folded: str, *, labelled_only: bool = False) -> Roles | None:
    """Read an assignment without its brackets; None where it assigns nobody."""
    labels = list(_LABEL.finditer(folded))
    if labels and (not folded[: labels[0].start()].strip("由,;。:") or len(labels) > 1 or labels[0].start() < 40):
        return _by_labels(shown, folded, labels)
    if labelled_only:
        return None
    return _by_verbs(shown, folded)


def _by_labels(shown: str, folded: str, labels: list[re.Match[str]]) -> Roles | None:
    roles = Roles()
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        role = _ROLE.get(label["role"] or label["short"], RESPONSIBLE)
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
        else:
            names, etc = names_in(shown[start:stop], folded[start:stop])
            roles.add(role, names, etc)
        roles.stated = roles.stated or role != RESPONSIBLE
    return roles if roles.named() else None


def _by_verbs(shown: str, folded: str) -> Roles | None:
    verbs = [m for m in _VERB.finditer(folded) if _outside_brackets(folded, m.start())]
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
    elif folded[start:].strip("。;,、等)") and not _FIRST_LEADS.search(folded, start):
        return None
    named = roles.named()
    if not named or not all(_UNIT_NAME.search(fold_name(n)) or _COLLECTIVE.match(n) for n in named):
        return None
    return roles


def fold_name(name: str) -> str:
    """A name for matching: one script, one width."""
    from bole.documents.fold import fold

    return fold(name)


def _outside_brackets(folded: str, at: int) -> bool:
    return folded.count("(", 0, at) <= folded.count(")", 0, at)


_NOTE = re.compile(r"[,;。、]?(?:[(])?(?:注:)?(?:排|列|位|首|第一|以下|下同)[^,;、]*(?:牵头|下同|以下同|同)[^,;、]*$")
_TAIL_WORDS = re.compile(
    r"(?:(?:按照|按|根据|依)(?:各自|部门)?(?:职责|职能|分工)(?:范围)?(?:分工)?|分工|分别|共同|具体|积极|各自|协同|等按职责|为主|牵头|负责|配合|落实)+$"
)


def names_in(shown: str, folded: str) -> tuple[list[str], bool]:
    """Names of a list as printed, split at 、，； outside brackets; whether the list is open (等有关部门)."""
    names: list[str] = []
    etc = False
    for start, end in _split(folded):
        start, end = _stripped(folded, start, end)
        tail = _TAIL_WORDS.search(folded, start, end)
        if tail:
            end = tail.start()
        open_end = _ETC.search(folded[start:end])
        if open_end:
            etc = True
            end = start + open_end.start()
        piece = folded[start:end]
        if not piece or _FIRST_LEADS.search(piece) or _HERE_AND_BELOW.search(piece):
            continue
        if _NAMELESS.fullmatch(piece):
            etc = True
            continue
        names.append(shown[start:end])
    return names, etc


def _split(folded: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for i, c in enumerate(folded):
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c in "、,;\n\t" and depth == 0:
            yield start, i
            start = i + 1
    yield start, len(folded)


def _stripped(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " 。:;,、由\n*_-—":
        start += 1
    while start < end and folded[end - 1] in " 。:;,、\n*_":
        end -= 1
    return start, end


# --- where mentions stand -------------------------------------------------------------------------------------------


def units(text: Text, outline: Outline) -> tuple[UnitMention, ...]:
    """Every assignment of units, in reading order, with its clause and the range of text that it governs."""
    tight = text.tight
    spans = [(p.start, p.end) for p in outline.passages if p.kind != "cell"]
    found = sorted([*_brackets(tight, spans), *_label_lines(tight, spans)], key=lambda f: f.start)
    found = _without_overlaps(found)
    found = _first_named_leads(tight, found, spans)
    placed = _placed(tight, outline, found)
    cells = _in_tables(text, outline, _note_in_force(tight, spans))
    return tuple(sorted([*placed, *cells], key=lambda u: u.mention_start))


def _brackets(tight: Text, spans: list[tuple[int, int]]) -> Iterator[_Found]:
    folded = tight.folded
    for start, end in spans:
        for a, b in _balanced(folded, start, end):
            inside = folded[a + 1 : b - 1]
            if not _worth_reading(inside):
                continue
            closes = folded[b:end].strip("。;,") == "" or folded[b : b + 1] == "\n"
            own = a == start or folded[a - 1] == "\n"
            if inside.startswith("由") and not closes and folded[b : b + 1] not in "。;":
                continue
            roles = roles_in(tight.shown[a + 1 : b - 1], inside)
            if roles:
                yield _Found(a, b, roles, own and closes and _on_its_own(folded, a), closes)


def _worth_reading(inside: str) -> bool:
    return any(w in inside for w in ("负责", "牵头", "单位", "部门", "配合", "落实", "实施", "责任"))


def _on_its_own(folded: str, at: int) -> bool:
    return at == 0 or folded[at - 1] == "\n"


def _balanced(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Outermost brackets of a span, up to a bounded length."""
    i = start
    opening = re.compile(r"[(\[【〔]")
    while True:
        m = opening.search(folded, i, end)
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
    for i in range(at, end):
        if folded[i] in _OPEN:
            depth += 1
            if depth > 8:
                return -1
        elif folded[i] in _CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return -1


def _label_lines(tight: Text, spans: list[tuple[int, int]]) -> Iterator[_Found]:
    """责任单位：… without brackets: to the end of its sentence; adjacent lines of other roles join it."""
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
        first_roles = {_role_of(m) for m in _LABEL.finditer(folded, at, stop)}
        while i < len(lines) and lines[i][0] - stop <= 2:
            label = _LABEL.match(folded, *lines[i])
            if label is None or _role_of(label) in first_roles:
                break
            stop = lines[i][1]
            first_roles |= {_role_of(m) for m in _LABEL.finditer(folded, lines[i][0], stop)}
            i += 1
        roles = roles_in(tight.shown[at:stop], folded[at:stop], labelled_only=True)
        if roles:
            last = _last_name_end(tight, at, stop, roles)
            taken = stop
            yield _Found(at, last, roles, at == start, True)


def _role_of(label: re.Match[str]) -> str:
    return _ROLE.get(label["role"] or label["short"], RESPONSIBLE)


def _paragraph_lines(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1


def _label_start(folded: str, start: int, end: int) -> int | None:
    """Where a label opens the line or a sentence at its end."""
    for m in _LABEL.finditer(folded, start, end):
        before = folded[m.start() - 1] if m.start() > start else ""
        lead_in = folded[start : m.start()].strip("-—*_·●(（ ")
        if not lead_in:
            return m.start()
        if before in "。;!)" and _outside_brackets(folded[start : m.start()], m.start() - start):
            return m.start()
    return None


def _last_name_end(tight: Text, start: int, stop: int, roles: Roles) -> int:
    """End of the last name of the mention."""
    ends = [tight.shown.rfind(n, start, stop) + len(n) for n in roles.named()]
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
        for m in _FIRST_LEADS.finditer(folded, start, end):
            around = folded[m.end() : m.end() + 24]
            out.append((m.start(), _HERE_AND_BELOW.search(around) is not None))
    return out


def _note_in_force(tight: Text, spans: list[tuple[int, int]]) -> int | None:
    lasting = [at for at, below in _notes(tight, spans) if below]
    return lasting[0] if lasting else None


def _first_named_leads(tight: Text, found: list[_Found], spans: list[tuple[int, int]]) -> list[_Found]:
    notes = _notes(tight, spans)
    if not notes:
        return found
    since: int | None = None
    out: list[_Found] = []
    pending = list(notes)
    for f in found:
        inside = False
        while pending and pending[0][0] < f.end + 40:
            at, below = pending.pop(0)
            inside = inside or f.start <= at
            if below or not any(g.start <= at < g.end for g in found):
                since = at if since is None else since
        governed = inside or (since is not None and f.end > since)
        out.append(replace(f, roles=first_leads(f.roles)) if governed and not f.roles.stated else f)
    return out


def first_leads(roles: Roles) -> Roles:
    """The first-named unit leads, the others are responsible; a collective (各…) never leads."""
    named = roles.named()
    if not named or _COLLECTIVE.match(named[0]):
        return replace(roles, lead=[], cooperating=[], responsible=named)
    return replace(roles, lead=named[:1], cooperating=[], responsible=named[1:])


# --- which clause a mention belongs to ------------------------------------------------------------------------------


class _Clauses:
    """The clause tree seen from a mention."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = clauses
        self.starts = [c.start_char for c in clauses]
        self.by_path = {c.path: c for c in clauses}
        self.children: dict[str, list[Clause]] = {}
        for c in clauses:
            self.children.setdefault(parent_of(c.path), []).append(c)

    def innermost(self, raw: int) -> Clause | None:
        """The innermost numbered clause open at an offset (also one whose own paragraph has ended)."""
        i = bisect_right(self.starts, raw) - 1
        while i >= 0:
            c: Clause | None = self.clauses[i]
            while c is not None:
                if c.kind == "clause" or raw < c.end_char:
                    return c
                c = self.by_path.get(parent_of(c.path))
            return None
        return None


def parent_of(path: str) -> str:
    """The path one level up; "" at the top."""
    return path.rpartition("/")[0]


def _placed(tight: Text, outline: Outline, found: list[_Found]) -> list[UnitMention]:
    tree = _Clauses(outline.clauses)
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


def _lifted(tree: _Clauses, own: dict[str, int], home: Clause | None, f: _Found) -> Clause | None:
    """A mention that closes a 一是 paragraph, or a line after sub-items without their own, belongs one level up."""
    if home is None:
        return None
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


# --- cells of tables ------------------------------------------------------------------------------------------------

_TASK_HEAD = re.compile(r"任务|工作|内容|措施|事项|项目|目标|指标|举措")
_HEAD = re.compile(
    r"(?P<role>牵头|主办|主责|责任|负责|承办|实施|落实|完成|配合|协办|协同|参与|参加|协助)(?:责任|负责|、配合|\(责任\))?"
    r"(?:单位|部门|处室|科室|主体|分工|地区)(?:[(/、和及].{0,30})?|分工|分工单位"
)


def _in_tables(text: Text, outline: Outline, note: int | None) -> list[UnitMention]:
    tree = _Clauses(outline.clauses)
    out: list[UnitMention] = []
    for table in text.tables:
        out += _in_table(text, table, tree, note)
    return out


def _head_roles(text: Text, row: Sequence[Cell | None]) -> dict[int, tuple[str, bool]]:
    """Column -> (role, the head says that the first-named leads)."""
    roles: dict[int, tuple[str, bool]] = {}
    for column, cell in enumerate(row):
        head = text.folded[cell.start : cell.end].replace(" ", "") if cell else ""
        m = _HEAD.fullmatch(head)
        if m:
            role = _ROLE.get(m["role"] or "", RESPONSIBLE)
            roles[column] = (role, _FIRST_LEADS.search(head) is not None)
    return roles


def _in_table(text: Text, table: Table, tree: _Clauses, note: int | None) -> Iterator[UnitMention]:
    roles: dict[int, tuple[str, bool]] = {}
    task_columns: list[int] = []
    for row in table.grid:
        heads = _head_roles(text, row)
        if heads:
            roles = heads
            task_columns = [i for i, c in enumerate(row) if c and _TASK_HEAD.search(text.folded[c.start : c.end])]
            continue
        if roles:
            mention = _row_mention(text, row, roles, task_columns, tree, note)
            if mention:
                yield mention


def _row_mention(
    text: Text,
    row: Sequence[Cell | None],
    heads: dict[int, tuple[str, bool]],
    task_columns: list[int],
    tree: _Clauses,
    note: int | None,
) -> UnitMention | None:
    roles = Roles()
    cells: list[Cell] = []
    for column, (role, first) in heads.items():
        cell = row[column] if column < len(row) else None
        if cell is None or cell.end <= cell.start:
            continue
        read = _cell_roles(text, cell, role)
        if not read.named():
            continue
        if role == RESPONSIBLE and not read.stated and (first or (note is not None and len(heads) == 1)):
            read = first_leads(read)
        for key in (LEAD, COOPERATING, RESPONSIBLE):
            getattr(roles, key).extend(getattr(read, key))
        roles.etc = roles.etc or read.etc
        cells.append(cell)
    if not cells:
        return None
    home = _row_clause(text, row, tree)
    tasks = [c for i in task_columns if i < len(row) and (c := row[i]) is not None and i not in heads]
    first_cell, last_cell = min(cells, key=lambda c: c.start), max(cells, key=lambda c: c.end)
    scope_start = home.start_char if home else text.raw_start(tasks[0].start if tasks else first_cell.start)
    scope_end = text.raw_end(tasks[-1].end) if tasks else text.raw_start(first_cell.start)
    return UnitMention(
        path=home.path if home else "",
        lead=tuple(roles.lead),
        cooperating=tuple(roles.cooperating),
        responsible=tuple(roles.responsible),
        mention_start=text.raw_start(first_cell.start),
        mention_end=text.raw_end(last_cell.end),
        scope_start=scope_start,
        scope_end=max(scope_start, scope_end),
        etc=roles.etc,
    )


def _row_clause(text: Text, row: Sequence[Cell | None], tree: _Clauses) -> Clause | None:
    starts = [c.start for c in row if c is not None and c.end > c.start]
    for c in sorted(set(starts), reverse=True):
        clause = tree.innermost(text.raw_start(c))
        if clause is not None and clause.kind == "row":
            return clause
    return tree.innermost(text.raw_start(max(starts))) if starts else None


def _cell_roles(text: Text, cell: Cell, role: str) -> Roles:
    shown, folded = text.shown[cell.start : cell.end], text.folded[cell.start : cell.end]
    tight_shown, tight_folded = shown.replace(" ", ""), folded.replace(" ", "")
    stated = roles_in(tight_shown, tight_folded) if _worth_reading(tight_folded) else None
    if stated and stated.stated:
        return stated
    roles = Roles()
    pieces = shown.split(" ")
    if len(pieces) > 1 and all(_UNIT_NAME.search(fold_name(p.rstrip("、，,；;。"))) for p in pieces):
        shown = "、".join(p.rstrip("、，,；;。") for p in pieces)
        folded = fold_name(shown)
    else:
        shown, folded = tight_shown, tight_folded
    names, etc = names_in(shown, folded)
    roles.add(role, [n for n in names if n not in {"/", "-", "—", "——", "无"}], etc)
    return roles
