"""数据质量: figures counted from the registers, kept so that the board opens at once."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint


class QualityFigure(models.Model):
    """质量数字: of one source in one register and district: rows, and rows in which a column is empty."""

    source = models.ForeignKey("registry.Source", models.CASCADE, related_name="+")
    table = models.CharField("登记表", max_length=20)
    district = models.CharField("区划", max_length=9, blank=True, default="")
    """Of the person or body that a row is about; "" where none is known."""
    rows = models.PositiveBigIntegerField("行数", default=0)
    incomplete = models.PositiveBigIntegerField("缺项的行数", default=0)
    missing = models.JSONField("各项所缺", default=dict)
    """Column to the number of rows in which it is empty."""
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["source", "table", "district"], name="one_figure_of_a_district"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.table} {self.district}"
