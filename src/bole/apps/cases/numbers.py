"""编号: numbers of cases and letters, one by one within a series, no gap and none twice.

Who takes one holds the row of the series to the end of his transaction: where that is taken back, so is the number.
"""

from django.db import IntegrityError, transaction

from bole.apps.cases.models import NumberRow


def number_next(series: str, year: int) -> str:
    """下一号 of a series in a year, as it is written: 2026-000017. Within the transaction of what bears it."""
    name = f"{series}-{year}"
    row = NumberRow.objects.select_for_update().filter(series=name).first()
    if row is None:
        try:
            with transaction.atomic():
                NumberRow.objects.create(series=name)
        except IntegrityError:
            pass  # somebody was as quick
        row = NumberRow.objects.select_for_update().get(series=name)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{year}-{row.last:06}"
