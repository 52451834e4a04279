"""测算的工作簿: what `bole simulate --xlsx` writes: a sheet of totals, one for each kind of group."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook

from bole.cli import simulate_words as words
from bole.documents.render.sheets import list_sheet
from bole.kernel.messages import _
from bole.policy.explain_words import clause_told
from bole.policy.simulation_report import DIMENSIONS, dry_told

if TYPE_CHECKING:
    from bole.policy.simulation_report import Report

_WIDTHS: Final = (11, 11, 18, 18, 18, 9, 9)
Cell = str | int | float | None


def write_sheets(report: "Report", documents: Mapping[str, str], path: Path) -> None:
    """Write the workbook; sums are numbers in yuan, `documents` titles by id."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    _settings(book, report, documents)
    heads = [_(head) for head in words.HEADS]
    totals: list[list[Cell]] = [
        [words.title_of(one.scheme), one.scheme.id, *words.numbers(one.change)] for one in report.schemes
    ]
    totals.append([_("合计（每个领取人只计一次）"), "", *words.numbers(report.total)])
    list_sheet(book.create_sheet(_("汇总")), [_("政策项目"), _("编号"), *heads], (34, 30, *_WIDTHS), totals)
    for name, label in DIMENSIONS.items():
        rows: list[list[Cell]] = [
            [words.title_of(one.scheme), words.told_group(group.told), *words.numbers(group.change)]
            for one in report.schemes
            for group in one.by.get(name, ())
        ]
        if rows:
            list_sheet(book.create_sheet(_(label)), [_("政策项目"), _(label), *heads], (34, 30, *_WIDTHS), rows)
    if report.drawn is not None:
        _budget(book, report)
    book.properties.title = _("测算")
    book.properties.creator = "Bole"
    written = io.BytesIO()
    book.save(written)
    path.write_bytes(written.getvalue())


def _settings(book: Workbook, report: "Report", documents: Mapping[str, str]) -> None:
    rows: list[list[Cell]] = [
        [
            s.title,
            s.parameter.id,
            s.before,
            s.after,
            clause_told(str(s.entry.cites), documents),
            report.as_of.isoformat(),
        ]
        for s in report.settings
    ]
    heads = [_("参数"), _("编号"), _("现在"), _("之后"), _("依据"), _("计算日")]
    list_sheet(book.create_sheet(_("设定")), heads, (34, 30, 16, 16, 34, 12), rows)


def _budget(book: Workbook, report: "Report") -> None:
    assert report.drawn is not None
    rows: list[list[Cell]] = [
        [label, dry_told(drawn), drawn.paid_rows, drawn.paid_fen / 100, drawn.unpaid_rows, drawn.unpaid_fen / 100]
        for label, drawn in zip((_("现在"), _("之后")), report.drawn, strict=True)
    ]
    heads = [_("资金"), _("用到哪一天"), _("发放条数"), _("发放金额（元）"), _("轮不到条数"), _("轮不到金额（元）")]
    list_sheet(book.create_sheet(_("资金")), heads, (16, 22, 14, 18, 14, 18), rows)
