"""登记行: what every register has in common: which thing a row is about, who said so, when it holds, when it was known.

A row is never changed: what was known yesterday is closed and what is known today is added beside it. So the register
can be read as it was on any day, by valid time (what held then) and by record time (what was known then).
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.db.models.functions import Now


class Thing(models.Model):
    """事物: hands out the number that all rows about one person, body, certificate ... share, across its versions."""

    kind = models.CharField("类别", max_length=20)
    made_at = models.DateTimeField("建立时间", db_default=Now())

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Recorded(models.Model):
    """登记行: abstract; one row about one thing, from one source."""

    thing = models.BigIntegerField("编号", db_index=True)
    source = models.ForeignKey("registry.Source", models.PROTECT, related_name="+", db_index=False, verbose_name="来源")
    told_by = models.JSONField("其他来源", default=dict, blank=True)
    """Column to the number of the source that said it, where that is not the row's own source."""
    batch = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_until = models.DateField("失效日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    closed_at = models.DateTimeField("作废时间", null=True, blank=True)
    """Null: the row that counts now."""
    closed_by = models.ForeignKey("registry.Batch", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            UniqueConstraint(fields=["thing"], condition=Q(closed_at__isnull=True), name="%(class)s_one_open_row"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="%(class)s_valid_in_order",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["source", "closed_at"], name="%(class)s_by_source")]

    @classmethod
    def values(cls) -> tuple[str, ...]:
        """The columns that say something of the thing, in the order of the model; the rest says who and when."""
        frame = {"id", "thing", "source", "told_by", "batch", "recorded_at", "closed_at", "closed_by"}
        return tuple(field.attname for field in cls._meta.concrete_fields if field.name not in frame)
