"""数据质量: what is missing, what contradicts, what is late, by source and district; drawn and in tables."""

from collections import Counter
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bole.apps.registry.quality import MissingColumn, QualityRow, quality_board, quality_refresh
from bole.kernel.messages import _
from bole.portal.visit import Visit, screen

MOST = 12
"""Bars of a chart; the table has all."""


@screen("quality.read")
def quality(visit: Visit) -> HttpResponse:
    """质量看板; counted anew on demand."""
    if visit.request.method == "POST":
        quality_refresh(actor=visit.actor, at=visit.at)
        messages.success(visit.request, _("已重新统计。"))
        return HttpResponseRedirect(reverse("quality"))
    board = quality_board(actor=visit.actor, at=visit.at)
    source, district = visit.asked("source"), visit.asked("district")
    here = [row for row in board.rows if source in ("", row.source)]
    rows = [row for row in here if district in ("", row.district)]
    missing = [row for row in board.missing if source in ("", row.source) and district in ("", row.district)]
    worst = sorted(_columns_summed(missing), key=lambda row: row.missing, reverse=True)[:MOST]
    names = {row.source: row.source_name for row in board.rows}
    places = {row.district: row.district_label for row in board.rows if row.district}
    districts = _by_district(here)
    told = {
        "board": board,
        "rows": _rows_summed(rows),
        "worst": worst,
        "bars": [(f"{row.column_label} · {row.source_name}", row.missing) for row in worst],
        "districts": districts,
        "district_bars": [(label, count) for _code, label, count in districts],
        "source": source,
        "district": district,
        "sources": [("", _("全部来源")), *sorted(names.items())],
        "towns": [("", _("全部镇街")), *sorted(places.items())],
        "total": sum(row.rows for row in rows),
        "gaps": sum(row.missing for row in rows),
        "pending": board.pending,
        "late": board.late,
    }
    return visit.shows("quality", told)


def _rows_summed(rows: list[QualityRow]) -> list[QualityRow]:
    """One row for each source and register, its districts together."""
    summed: dict[tuple[str, str], QualityRow] = {}
    for row in rows:
        before = summed.get((row.source, row.table))
        added = (before.rows + row.rows, before.missing + row.missing) if before else (row.rows, row.missing)
        summed[row.source, row.table] = replace(row, rows=added[0], missing=added[1])
    return list(summed.values())


def _columns_summed(columns: list[MissingColumn]) -> list[MissingColumn]:
    """One row for each source, register and item, its districts together."""
    summed: dict[tuple[str, str, str], MissingColumn] = {}
    for column in columns:
        key = (column.source, column.table, column.column)
        before = summed.get(key)
        rows, missing = (before.rows, before.missing) if before else (0, 0)
        summed[key] = replace(column, rows=rows + column.rows, missing=missing + column.missing)
    return list(summed.values())


def _by_district(rows: list[QualityRow]) -> list[tuple[str, str, int]]:
    """Code and name of a district and its rows with a gap, the most first."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.district:
            counted[row.district, row.district_label] += row.missing
    return [(code, label, count) for (code, label), count in counted.most_common(MOST) if count]
