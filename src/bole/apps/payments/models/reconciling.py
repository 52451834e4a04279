"""对账: a month's statement of the bank beside the ledger, and what differs; how far news has been read."""

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint


class Reconciliation(models.Model):
    """对账: of one fund's year and month."""

    budget = models.ForeignKey("payments.Budget", models.PROTECT, related_name="reconciliations")
    month = models.DateField("月份")
    """Its first day."""
    ledger_fen = models.BigIntegerField("台账支付（分）")
    bank_fen = models.BigIntegerField("银行支付（分）")
    rows = models.PositiveIntegerField("对账单行数")
    matched = models.PositiveIntegerField("相符笔数")
    sha256 = models.CharField("对账单校验值", max_length=64)
    made_at = models.DateTimeField("对账时间")
    made_by = models.CharField("对账人", max_length=60)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["budget", "month", "sha256"], name="one_of_a_statement")]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.month}"


class Difference(models.Model):
    """不符: one payment that bank and ledger tell differently."""

    NOT_AT_BANK, NOT_IN_LEDGER, OTHER_SUM, TWICE = "not-at-bank", "not-in-ledger", "other-sum", "twice"

    reconciliation = models.ForeignKey("payments.Reconciliation", models.CASCADE, related_name="differences")
    kind = models.CharField("类别", max_length=14)
    reference = models.CharField("支付编号", max_length=60)
    ledger_fen = models.BigIntegerField("台账（分）", null=True)
    bank_fen = models.BigIntegerField("银行（分）", null=True)
    settled = models.CharField("处理", max_length=300, blank=True, default="")
    settled_by = models.CharField("处理人", max_length=60, blank=True, default="")
    settled_at = models.DateTimeField("处理时间", null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Cursor(models.Model):
    """已读到: up to which event of the log news was taken."""

    what = models.CharField("对象", max_length=30, unique=True)
    upto = models.BigIntegerField("已到", default=0)
    at = models.DateTimeField("时间", null=True)

    def __str__(self) -> str:
        return f"{self.what} {self.upto}"
