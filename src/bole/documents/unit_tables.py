"""表中的责任分工: the units that the cells of a table name, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.documents.clause_tree import ClauseTree
from bole.documents.fold import fold
from bole.documents.outline import Outline
from bole.documents.reading import Clause, UnitMention
from bole.documents.roles import (
    COOPERATING,
    FIRST_LEADS,
    LEAD,
    RESPONSIBLE,
    UNIT_NAME,
    Roles,
    first_leads,
    names_in,
    role_of,
    roles_in,
    worth_reading,
)
from bole.documents.text import BLANK, Cell, Table, Text

_TASK_HEAD = re.compile(r"任务|工作|内容|措施|事项|项目|目标|指标|举措")
_HEAD = re.compile(
    r"(?:(?:[省市县区州][级直]?|县区|县市区|乡镇|主要|本级)?)(?P<role>牵头|主办|主责|责任|负责|承办|实施|落实|完成|配合|协办|协同|参与|参加|协助|指导)(?:责任|负责|[、/及和与]?(?:配合|协办|参与)|\((?:责任|配合)\))?"
    r"(?:单位|部门|处室|科室|主体|分工|地区)(?:[(/、和及].{0,30})?|分工|分工单位"
)


_PERSON_HEAD = re.compile(r"责任人|负责人|联系人|领导")


def units_in_tables(text: Text, outline: Outline, *, first_leads_below: bool) -> list[UnitMention]:
    """One mention for each row that names units under a head such as 牵头单位 or 责任单位."""
    tree = ClauseTree(outline.clauses)
    out: list[UnitMention] = []
    for table in text.tables:
        out += _in_table(text, table, tree, first_leads_below)
    return out


@dataclass(frozen=True, slots=True)
class _Head:
    """A column of units: its role, whether its head says that the first-named leads, and that it also names persons."""

    role: str
    first_leads: bool
    with_person: bool


def _head_roles(text: Text, row: Sequence[Cell | None]) -> dict[int, _Head]:
    roles: dict[int, _Head] = {}
    for column, cell in enumerate(row):
        head = text.folded[cell.start : cell.end].replace(" ", "") if cell else ""
        m = _HEAD.fullmatch(head)
        if m:
            role = role_of(head, m["role"] or "")
            roles[column] = _Head(role, FIRST_LEADS.search(head) is not None, _PERSON_HEAD.search(head) is not None)
    return roles


def _in_table(text: Text, table: Table, tree: ClauseTree, first_leads_below: bool) -> Iterator[UnitMention]:
    roles: dict[int, _Head] = {}
    task_columns: list[int] = []
    for row in table.grid:
        heads = _head_roles(text, row)
        if heads:
            roles = heads
            task_columns = [i for i, c in enumerate(row) if c and _TASK_HEAD.search(text.folded[c.start : c.end])]
            continue
        if roles:
            mention = _row_mention(text, row, roles, task_columns, tree, first_leads_below)
            if mention:
                yield mention


def tables_with_unit_columns(text: Text) -> frozenset[int]:
    """Indices of the tables that have a column of units; in the cells of others only brackets assign."""
    return frozenset(i for i, table in enumerate(text.tables) if any(_head_roles(text, row) for row in table.grid))


def _row_mention(
    text: Text,
    row: Sequence[Cell | None],
    heads: dict[int, _Head],
    task_columns: list[int],
    tree: ClauseTree,
    first_leads_below: bool,
) -> UnitMention | None:
    roles = Roles()
    cells: list[Cell] = []
    # A cell that also covers other columns heads a group of rows (a section of the table).
    elsewhere = {c.start for i, c in enumerate(row) if c is not None and i not in heads}
    for column, head in heads.items():
        cell = row[column] if column < len(row) else None
        if cell is None or cell.end <= cell.start or cell.start in elsewhere or cell in cells:
            continue
        read = _cell_roles(text.shown[cell.start : cell.end], head)
        if not read.named():
            continue
        ordered = head.first_leads or (first_leads_below and len(heads) == 1)
        if ordered and head.role == RESPONSIBLE and not read.stated:
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


def _row_clause(text: Text, row: Sequence[Cell | None], tree: ClauseTree) -> Clause | None:
    starts = [c.start for c in row if c is not None and c.end > c.start]
    for c in sorted(set(starts), reverse=True):
        clause = tree.innermost(text.raw_start(c))
        if clause is not None and clause.kind == "row":
            return clause
    return tree.innermost(text.raw_start(max(starts))) if starts else None


_WRITTEN_BREAK = re.compile(r"<br ?/?>")
_PERSON = re.compile(r"[一-鿿·]{2,4}")


@lru_cache(maxsize=1024)
def _cell_roles(printed: str, head: _Head) -> Roles:
    """What a cell says; the same few names fill the cells of a column, and nobody changes the answer."""
    shown = _WRITTEN_BREAK.sub(BLANK, printed)
    folded = fold(shown)
    tight_shown, tight_folded = shown.replace(" ", ""), folded.replace(" ", "")
    stated = roles_in(tight_shown, tight_folded) if worth_reading(tight_folded) else None
    if stated and stated.stated:
        return stated
    roles = Roles()
    pieces = shown.split(" ")
    if head.with_person:
        pieces = [p for p in pieces if not _PERSON.fullmatch(p) or UNIT_NAME.search(fold(p))]
    tight_shown, tight_folded = "".join(pieces), fold("".join(pieces))
    if len(pieces) > 1 and all(UNIT_NAME.search(fold(p.rstrip("、，,；;。"))) for p in pieces):
        shown = "、".join(p.rstrip("、，,；;。") for p in pieces)
        folded = fold(shown)
    else:
        shown, folded = tight_shown, tight_folded
    names, etc = names_in(shown, folded)
    roles.add(head.role, [n for n in names if n not in {"/", "-", "—", "——", "无"}], etc)
    return roles
