"""台账: double entry as transfers from one account to another, appended only, each chained to the one before."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q


class Transfer(models.Model):
    """分录: so many fen from one account of a budget to another, so that all accounts together are zero.

    Accounts: source (the treasury), available, committed, sent, paid, receivable, claimed.
    """

    number = models.BigIntegerField("序号", primary_key=True)
    kind = models.CharField("事项", max_length=20)
    budget = models.ForeignKey("payments.Budget", models.PROTECT, related_name="+")
    debit = models.CharField("贷出账户", max_length=12)
    credit = models.CharField("记入账户", max_length=12)
    fen = models.BigIntegerField("金额（分）")
    at = models.DateTimeField("时间")
    booked_on = models.DateField("记账日期")
    user = models.BigIntegerField("账户", null=True)
    actor = models.CharField("经办人", max_length=60)
    payable = models.ForeignKey("payments.Payable", models.PROTECT, null=True, related_name="transfers")
    case = models.BigIntegerField("办件编号", null=True)
    receipt = models.CharField("回执校验值", max_length=64, blank=True, default="")
    """Of the decision on which it rests."""
    batch = models.ForeignKey("payments.Batch", models.PROTECT, null=True, related_name="transfers")
    scheme = models.CharField("项目编号", max_length=80, blank=True, default="")
    district = models.CharField("区划", max_length=9, blank=True, default="")
    key = models.PositiveSmallIntegerField("密钥版本", default=1)
    hash = models.BinaryField("校验值", max_length=32)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(fen__gt=0), name="transfer_moves_something"),
            CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
        ]
        indexes: ClassVar = [
            Index(fields=["budget", "kind", "booked_on"], name="transfers_of_a_budget"),
            Index(fields=["kind", "booked_on", "scheme", "district"], name="transfers_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.fen}"


class LedgerHead(models.Model):
    """台账的链头: the one row that writers stand in line at."""

    number = models.BigIntegerField("序号", default=0)
    hash = models.BinaryField("校验值", max_length=32, default=bytes(32))

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(id=1), name="one_ledger_head")]

    def __str__(self) -> str:
        return str(self.number)
