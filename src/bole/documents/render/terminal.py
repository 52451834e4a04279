"""终端: the clause tree, the division table, findings and lineage, at 80 columns and when piped.

Texts of a document are put out as plain text: no mark-up in them is obeyed, and control characters are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bole.documents.lineage import LEVEL_NAMES, RELATION_NAMES, Lineage
from bole.documents.phrases import path_phrase
from bole.documents.reading import Clause, Reading
from bole.documents.render.columns import HEADS, TABLE_NAME, UNNAMED, Cells, Column, cells
from bole.documents.table import rows
from bole.kernel.messages import N_, _

if TYPE_CHECKING:
    from bole.documents.compare import Finding

_WIDE: Final = 130
"""From this many columns on, every column of the table stands by itself."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TASK_LINE: Final = 60


def print_reading(reading: Reading, console: Console) -> None:
    """Who, when, which; the clause tree; the table; what the reader is not sure of."""
    m = reading.metadata
    unknown = _(UNNAMED)
    console.print(_plain(m.title or reading.document, "bold"))
    about = (m.document_number or unknown, m.date_of_issue or unknown, "、".join(m.issuing_bodies) or unknown)
    console.print(_plain(" · ".join(about), "dim"))
    console.print()
    if reading.clauses:
        console.print(_clause_tree(reading))
        console.print()
    table = cells(rows(reading))
    console.print(_plain(_(TABLE_NAME), "bold"))
    console.print(_division_table(table, console.width))
    named = sum(1 for c in table if c.row.unit_named)
    console.print(
        _plain(
            _(
                "条款 {clauses}，分工 {rows} 行（写明单位 {named} 行），目标 {targets}，金额 {money}",
                clauses=len(reading.clauses),
                rows=len(table),
                named=named,
                targets=len(reading.targets),
                money=len(reading.money),
            )
        )
    )
    for doubt in reading.doubts:
        console.print(_plain(_("需留意：{message} [{code}]", message=doubt.message, code=doubt.code), "yellow"))
    console.print()


def _plain(text: str, style: str = "") -> Text:
    return Text(_CONTROL.sub("", text), style=style, overflow="fold")


# --- clauses --------------------------------------------------------------------------------------------------------


def _clause_tree(reading: Reading) -> Tree:
    root = Tree(_plain(_("条款")), guide_style="dim")
    branches: dict[str, Tree] = {}
    for clause in reading.clauses:
        parent = branches.get(clause.path.rpartition("/")[0], root)
        branches[clause.path] = parent.add(_clause_line(clause))
    return root


def _clause_line(clause: Clause) -> Text:
    own = path_phrase(clause.path.rpartition("/")[2]).strip()
    line = _plain(own, "cyan")
    line.append_text(_plain(f" {clause.heading}"))
    return line


# --- the table ------------------------------------------------------------------------------------------------------


def _division_table(table: Sequence[Cells], width: int) -> Table:
    return _wide_table(table) if width >= _WIDE else _narrow_table(table)


def _new_table() -> Table:
    return Table(box=None, show_lines=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="bold")


def _head(column: Column) -> str:
    return _(HEADS[column])


def _wide_table(table: Sequence[Cells]) -> Table:
    ratios: dict[Column, int] = {"task": 6, "lead": 3, "cooperating": 3, "responsible": 3, "goals": 4, "period": 2}
    drawn = _new_table()
    drawn.add_column(_head("number"), no_wrap=True, justify="right")
    drawn.add_column(_head("clause"), overflow="fold", ratio=2)
    for column, ratio in ratios.items():
        drawn.add_column(_head(column), overflow="fold", ratio=ratio)
    for row in table:
        texts = [_plain(row.text(c), "yellow" if c == row.blank else "") for c in ratios]
        drawn.add_row(_plain(row.number), _plain(row.clause), *texts)
        drawn.add_row()
    return drawn


def _narrow_table(table: Sequence[Cells]) -> Table:
    """Units in one column, goals and time limit in another, so that 80 columns hold the row."""
    drawn = _new_table()
    drawn.add_column(_head("number"), no_wrap=True, justify="right")
    drawn.add_column(_("条款和任务"), overflow="fold", ratio=4)
    drawn.add_column(_("单位"), overflow="fold", ratio=3)
    drawn.add_column(_("目标和时限"), overflow="fold", ratio=3)
    for row in table:
        task = _plain(row.clause, "cyan")
        short = row.task if len(row.task) <= _TASK_LINE else row.task[: _TASK_LINE - 1].rstrip("…") + "…"
        task.append_text(_plain(f"\n{short}"))
        drawn.add_row(_plain(row.number), task, _units(row), _goals(row))
        drawn.add_row()
    return drawn


_ROLES: Final[tuple[tuple[Literal["lead", "cooperating", "responsible"], str], ...]] = (
    ("lead", N_("牵头：{units}")),
    ("cooperating", N_("配合：{units}")),
    ("responsible", N_("责任：{units}")),
)


def _units(row: Cells) -> Text:
    if row.blank:
        return _plain(row.text(row.blank), "yellow")
    return _plain("\n".join(_(told, units=row.text(role)) for role, told in _ROLES if row.text(role)))


def _goals(row: Cells) -> Text:
    goals = row.text("goals")
    return _plain("\n".join(filter(None, [goals, _("时限：{period}", period=row.period) if row.period else ""])))


# --- findings -------------------------------------------------------------------------------------------------------

_STATUS: Final[dict[Literal["contradiction", "doubt", "consistent"], tuple[str, str]]] = {
    "contradiction": (N_("▲ 矛盾"), "red"),
    "doubt": (N_("◆ 存疑"), "yellow"),
    "consistent": (N_("● 一致"), "green"),
}


def print_findings(findings: Sequence[Finding], console: Console) -> None:
    """Contradictions first, each with its places and their words."""
    order = list(_STATUS)
    for finding in sorted(findings, key=lambda f: order.index(f.status)):
        word, style = _STATUS[finding.status]
        line = _plain(_(word), f"bold {style}")
        line.append_text(_plain(f"  {finding.indicator}"))
        console.print(line)
        if finding.note:
            console.print(Padding(_plain(finding.note), (0, 0, 0, 2), expand=False))
        for place in finding.places:
            where = f"{place.document} {path_phrase(place.path)}"
            console.print(Padding(_plain(where, "cyan"), (0, 0, 0, 2), expand=False))
            console.print(Padding(_plain(f"“{place.quote}”"), (0, 0, 0, 4), expand=False))
        console.print()
    counts = {status: sum(1 for f in findings if f.status == status) for status in _STATUS}
    console.print(
        _plain(
            _(
                "矛盾 {contradictions} 处，存疑 {doubts} 处，核对一致 {consistent} 处",
                contradictions=counts["contradiction"],
                doubts=counts["doubt"],
                consistent=counts["consistent"],
            )
        )
    )


# --- lineage --------------------------------------------------------------------------------------------------------


def print_lineage(lineage: Lineage, console: Console) -> None:
    """For each document that was read, what it names, with level, number and relation."""
    named = {d.id: d for d in lineage.documents}
    for document in lineage.documents:
        edges = [e for e in lineage.edges if e.source == document.id]
        if document.file is None:
            continue
        console.print(_plain(document.title, "bold"))
        if not edges:
            console.print(Padding(_plain(_("没有点名引用其他文件")), (0, 0, 0, 2), expand=False))
        for edge in edges:
            target = named[edge.target]
            level = _(LEVEL_NAMES[target.level]) if target.level else _("级别未写明")
            line = _plain(f"{_(RELATION_NAMES[edge.relation])}  ", "cyan")
            line.append_text(_plain(target.title))
            line.append_text(_plain(_("（{notes}）", notes=_("，").join(filter(None, [level, target.number])))))
            console.print(Padding(line, (0, 0, 0, 2), expand=False))
        console.print()
    read = sum(1 for d in lineage.documents if d.file)
    told = _("读了 {read} 份文件，引用 {edges} 条", read=read, edges=len(lineage.edges))
    console.print(_plain(told))
