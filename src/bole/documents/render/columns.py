"""栏目: the columns of the division table and what stands in them, the same in every form it is shown in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bole.documents.phrases import figure_phrases, path_phrase
from bole.documents.table import TaskRow
from bole.kernel.messages import N_, _

Column = Literal["number", "clause", "task", "lead", "cooperating", "responsible", "goals", "period", "basis"]

HEADS: Final[dict[Column, str]] = {
    "number": N_("序号"),
    "clause": N_("条款"),
    "task": N_("任务"),
    "lead": N_("牵头单位"),
    "cooperating": N_("配合单位"),
    "responsible": N_("责任单位"),
    "goals": N_("目标"),
    "period": N_("时限"),
    "basis": N_("依据"),
}
TABLE_NAME: Final = N_("重点任务分工表")
UNNAMED: Final = N_("文件未写明")
"""The marked blank: the document names no unit, and none is guessed."""


@dataclass(frozen=True, slots=True)
class Cells:
    """单元格: the texts of one row; lines of 目标 are separate so that each form can break them as it likes."""

    row: TaskRow
    number: str
    clause: str
    task: str
    lead: str
    cooperating: str
    responsible: str
    goals: tuple[str, ...]
    money: tuple[str, ...]
    period: str
    basis: str
    blank: Column | None
    """The column that holds the marked blank, if the row has one."""

    def text(self, column: Column, line_end: str = "\n") -> str:
        """One cell as plain text; sums stand below the targets."""
        if column == "goals":
            return line_end.join((*self.goals, *(_("资金：{sum}", sum=m) for m in self.money)))
        value: str = getattr(self, column)
        return value


def cells(table: Sequence[TaskRow], *, whole_task: bool = False) -> list[Cells]:
    """The texts of a table; `whole_task` gives the governed text as printed instead of its short form."""
    unnamed: Column = "lead" if any(r.lead for r in table) else "responsible"
    return [_cells(row, unnamed, whole_task) for row in table]


def _cells(row: TaskRow, unnamed: Column, whole_task: bool) -> Cells:
    goals, money = figure_phrases(row.targets, row.money, with_period=not row.one_period)
    units = {role: _units(getattr(row, role), row) for role in ("lead", "cooperating", "responsible")}
    if not row.unit_named:
        units[unnamed] = _(UNNAMED)
    return Cells(
        row=row,
        number=str(row.number),
        clause=path_phrase(row.path),
        task=row.whole_task if whole_task else row.task,
        **units,
        goals=tuple(goals),
        money=tuple(money),
        period="；".join(row.periods),
        basis=row.basis,
        blank=None if row.unit_named else unnamed,
    )


def _units(names: Iterable[str], row: TaskRow) -> str:
    told = "、".join(names)
    if not told:
        return ""
    last = row.responsible or row.cooperating or row.lead
    told += _("等") if row.etc and told == "、".join(last) else ""
    return told + (_("（待核）") if row.optional else "")
