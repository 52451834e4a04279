"""数据质量: what is missing, what is in conflict and what is late, by source and district.

Figures are counted in the database, table by table, and kept: counting a million people takes seconds, reading what
was counted takes none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import connection, transaction
from django.db.models import CharField, Count, Max

from bole.apps.accounts.actor import Actor
from bole.apps.registry.fields import Sheet, sheets
from bole.apps.registry.imports.kinds import all_kinds, kind_named
from bole.apps.registry.labels import place_words
from bole.apps.registry.models import Batch, BatchRow, Organisation, PendingRow, Person, QualityFigure, Source

_FILE: Final = Path(__file__).with_name("quality.yaml")


@dataclass(frozen=True, slots=True)
class QualityRow:
    """质量数字: a quality figure of one source in one register and district."""

    source: str
    source_name: str
    district: str
    district_label: str
    table: str
    table_label: str
    rows: int
    missing: int
    """Rows in which an important column is empty."""

    @property
    def percent(self) -> int:
        """How many of a hundred rows are not complete."""
        return 100 * self.missing // self.rows if self.rows else 0


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """所缺的列: how often one important column is empty."""

    source: str
    source_name: str
    district: str
    district_label: str
    table: str
    table_label: str
    column: str
    column_label: str
    rows: int
    missing: int

    @property
    def percent(self) -> int:
        """Of a hundred rows."""
        return 100 * self.missing // self.rows if self.rows else 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """送数: when one source sent one kind of data last, and whether the next is late."""

    source: str
    source_name: str
    kind: str
    kind_label: str
    last_at: datetime | None
    days: int | None
    interval: int
    late: int
    """Days over time; 0: in time, or nothing is expected."""
    pending: int
    """Rows of all its batches that nobody has settled."""
    faults: int
    """Faults of its last batch."""
    batch: int | None


@dataclass(frozen=True, slots=True)
class QualityBoard:
    """数据质量."""

    counted_at: datetime | None
    """When the figures were counted first of all tables; None: never."""
    rows: tuple[QualityRow, ...]
    missing: tuple[MissingColumn, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def late(self) -> int:
        """How many deliveries are late."""
        return sum(one.late > 0 for one in self.deliveries)

    @property
    def pending(self) -> int:
        """Rows that nobody has settled."""
        return sum(one.pending for one in self.deliveries)


def quality_board(*, actor: Actor, at: datetime) -> QualityBoard:
    """数据质量, as it was counted last, of the districts that the actor reaches. Raises BoleError."""
    actor.require("quality.read")
    figures = [one for one in _figures() if _reaches(actor, one.district)]
    return QualityBoard(
        counted_at=min((one.counted_at for one in figures), default=None),
        rows=tuple(_row(one) for one in figures),
        missing=tuple(found for one in figures for found in _missing(one)),
        deliveries=tuple(_deliveries(at)),
    )


def _figures() -> list[QualityFigure]:
    found = QualityFigure.objects.select_related("source").order_by("source__rank", "source__code", "table", "district")
    order = list(sheets())
    return sorted(found, key=lambda one: (one.source.rank, one.source.code, order.index(one.table), one.district))


def _reaches(actor: Actor, district: str) -> bool:
    districts = actor.districts("quality.read")
    return districts is None or any(district != "" and district.startswith(one) for one in districts)


def _row(figure: QualityFigure) -> QualityRow:
    return QualityRow(
        source=figure.source.code,
        source_name=figure.source.name,
        district=figure.district,
        district_label=place_words(figure.district),
        table=figure.table,
        table_label=sheets()[figure.table].label,
        rows=figure.rows,
        missing=figure.incomplete,
    )


def _missing(figure: QualityFigure) -> Iterator[MissingColumn]:
    sheet = sheets()[figure.table]
    for column in sheet.important:
        if figure.missing.get(column):
            yield MissingColumn(
                source=figure.source.code,
                source_name=figure.source.name,
                district=figure.district,
                district_label=place_words(figure.district),
                table=figure.table,
                table_label=sheet.label,
                column=column,
                column_label=sheet.items[column].label,
                rows=figure.rows,
                missing=figure.missing[column],
            )


# --- what comes, and when ---


@cache
def usual_intervals() -> Mapping[str, int]:
    """更新间隔 in days by kind, where a source says nothing else."""
    found: Mapping[str, int] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["intervals"]
    if found.keys() != all_kinds().keys():
        raise ValueError(f"quality.yaml: {sorted(found.keys() ^ all_kinds().keys())}")
    return found


def _deliveries(at: datetime) -> Iterator[Delivery]:
    done = Batch.objects.filter(state=Batch.DONE).values_list("source", "kind").annotate(Max("pk"))
    last = {(source, kind): batch for source, kind, batch in done}
    batches = {batch.pk: batch for batch in Batch.objects.filter(pk__in=last.values())}
    faults = _counted(BatchRow.objects.filter(batch__in=batches).values_list("batch").annotate(Count("pk")))
    unsettled = PendingRow.objects.filter(settled_at__isnull=True)
    held = unsettled.values_list("source", "kind").annotate(Count("pk"))
    pending = {(source, kind): count for source, kind, count in held}
    for source in Source.objects.filter(active=True).order_by("rank", "code"):
        for kind in all_kinds():
            batch = batches.get(last.get((source.pk, kind), -1))
            if batch is None and kind not in source.intervals:
                continue
            found = faults.get(batch.pk, 0) if batch is not None else 0
            yield _delivery(source, kind, batch, pending.get((source.pk, kind), 0), found, at)


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows)


def _delivery(source: Source, kind: str, batch: Batch | None, pending: int, faults: int, at: datetime) -> Delivery:
    last = None if batch is None else batch.confirmed_at or batch.uploaded_at
    interval = int(source.intervals.get(kind, usual_intervals()[kind]))
    days = None if last is None else max(0, (at - last).days)
    return Delivery(
        source=source.code,
        source_name=source.name,
        kind=kind,
        kind_label=kind_named(kind).label,
        last_at=last,
        days=days,
        interval=interval,
        late=0 if days is None else max(0, days - interval),
        pending=pending,
        faults=faults,
        batch=None if batch is None else batch.pk,
    )


# --- counting ---


def quality_refresh(*, actor: Actor, at: datetime) -> int:
    """重新统计 every table, each in a transaction of its own; gives the number of figures. Raises BoleError."""
    actor.require("quality.read")
    return sum(_count(sheet, at) for sheet in sheets().values())


@transaction.atomic
def _count(sheet: Sheet, at: datetime) -> int:
    sources = set(Source.objects.values_list("pk", flat=True))
    figures = [
        QualityFigure(
            source_id=source,
            table=sheet.name,
            district=district,
            rows=rows,
            incomplete=incomplete or 0,
            missing=dict(zip(sheet.important, (count or 0 for count in missing), strict=True)),
            counted_at=at,
        )
        for source, district, rows, incomplete, *missing in _counts(sheet)
        if source in sources
    ]
    QualityFigure.objects.filter(table=sheet.name).delete()
    QualityFigure.objects.bulk_create(figures, batch_size=500)
    return len(figures)


def _counts(sheet: Sheet) -> Sequence[tuple[Any, ...]]:
    """Source, district, rows, incomplete rows, and for each important column the rows in which it is empty."""
    empty = [_empty(sheet, column) for column in sheet.important]
    any_empty = " OR ".join(empty) if empty else "1 = 0"
    counted = ", ".join(f"SUM(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in (any_empty, *empty))
    district, join = _district(sheet)
    rows = connection.ops.quote_name(sheet.model._meta.db_table)
    sql = f"SELECT r.source_id, {district}, COUNT(*), {counted} FROM {rows} r {join}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE r.closed_at IS NULL GROUP BY 1, 2")
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


def _empty(sheet: Sheet, column: str) -> str:
    field = next(field for field in sheet.model._meta.concrete_fields if field.attname == column)
    name = f"r.{connection.ops.quote_name(field.column or column)}"
    return f"({name} IS NULL OR {name} = '')" if isinstance(field, CharField) else f"({name} IS NULL)"


def _district(sheet: Sheet) -> tuple[str, str]:
    """Where the person or body of a row is, and what is joined to know it."""
    if sheet.name == "person":
        return "COALESCE(NULLIF(r.residence_town, ''), r.residence_city)", ""
    if sheet.name == "organisation":
        return "COALESCE(NULLIF(r.town, ''), r.city)", ""
    table, town, city, lead = (
        (Person, "residence_town", "residence_city", "thing" if sheet.name == "contact" else "person")
        if sheet.about_person
        else (Organisation, "town", "city", "organisation")
    )
    whose = connection.ops.quote_name(table._meta.db_table)
    join = f"LEFT JOIN {whose} p ON p.thing = r.{lead} AND p.closed_at IS NULL"
    return f"COALESCE(NULLIF(p.{town}, ''), p.{city}, '')", join
