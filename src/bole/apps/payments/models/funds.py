"""资金和预算: what money there is for what, year by year; the database itself lets nobody go past it."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Fund(models.Model):
    """资金: money that several kinds of case are paid from, of one source and one level."""

    code = models.CharField("编号", max_length=60, unique=True)
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField("英文名称", max_length=200, blank=True, default="")
    source = models.CharField("资金来源", max_length=60)
    district = models.CharField("区划", max_length=9, blank=True, default="")
    """Whose money it is: "" of the city, else of a district."""
    made_at = models.DateTimeField("设立时间")
    made_by = models.CharField("设立人", max_length=60)

    def __str__(self) -> str:
        return self.code


class Budget(models.Model):
    """预算: a fund's money of one year: appropriated, and how much of it is committed, on its way and paid.

    Each sum equals that of the ledger; they stand here so that one conditional statement can keep within them.
    """

    fund = models.ForeignKey("payments.Fund", models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField("年度")
    appropriated = models.BigIntegerField("预算（分）", default=0)
    committed = models.BigIntegerField("已承付（分）", default=0)
    sent = models.BigIntegerField("在途（分）", default=0)
    paid = models.BigIntegerField("已支付（分）", default=0)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["fund", "year"], name="one_budget_of_a_year"),
            CheckConstraint(
                condition=Q(appropriated__gte=F("committed") + F("sent") + F("paid")), name="budget_is_not_passed"
            ),
            CheckConstraint(
                condition=Q(appropriated__gte=0, committed__gte=0, sent__gte=0, paid__gte=0),
                name="budget_is_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.year}"

    @property
    def left(self) -> int:
        """余额: what can still be committed, in fen."""
        return self.appropriated - self.committed - self.sent - self.paid
