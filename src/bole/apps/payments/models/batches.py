"""支付批次: what goes to the bank together: prepared by one, checked by a second, released by a third."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from bole.apps.accounts.sealing import SealedField


class Batch(models.Model):
    """支付批次."""

    PREPARING, PREPARED, CHECKED, RELEASING, RELEASED, DONE, CANCELLED = (
        "preparing", "prepared", "checked", "releasing", "released", "done", "cancelled",
    )  # fmt: skip
    STATES: ClassVar = (PREPARING, PREPARED, CHECKED, RELEASING, RELEASED, DONE, CANCELLED)

    number = models.CharField("批次号", max_length=24, unique=True)
    budget = models.ForeignKey("payments.Budget", models.PROTECT, related_name="batches")
    filters = models.JSONField("范围", default=dict)
    most = models.PositiveIntegerField("最多笔数")
    state = models.CharField("状态", max_length=12, choices=[(s, s) for s in STATES], default=PREPARING)
    lines_count = models.PositiveIntegerField("笔数", default=0)
    fen = models.BigIntegerField("合计（分）", default=0)
    last = models.BigIntegerField("已看到的应付", default=0)
    left_out = models.JSONField("没有列入的", default=dict)
    """Reason to how many."""
    paid_count = models.PositiveIntegerField("已付笔数", default=0)
    paid_fen = models.BigIntegerField("已付（分）", default=0)
    bounced_count = models.PositiveIntegerField("退回笔数", default=0)
    bounced_fen = models.BigIntegerField("退回（分）", default=0)
    prepared_at = models.DateTimeField("编制时间")
    prepared_by = models.BigIntegerField("编制账户")
    preparer = models.CharField("编制人", max_length=60)
    checked_at = models.DateTimeField("复核时间", null=True)
    checked_by = models.BigIntegerField("复核账户", null=True)
    checker = models.CharField("复核人", max_length=60, blank=True, default="")
    released_at = models.DateTimeField("签发时间", null=True)
    released_by = models.BigIntegerField("签发账户", null=True)
    releaser = models.CharField("签发人", max_length=60, blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True)
    why = models.CharField("作废理由", max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("prepared_by")), name="batch_checked_by_another"
            ),
            CheckConstraint(
                condition=Q(released_by__isnull=True)
                | (Q(checked_by__isnull=False) & ~Q(released_by=F("prepared_by")) & ~Q(released_by=F("checked_by"))),
                name="batch_released_by_a_third",
            ),
        ]
        indexes: ClassVar = [Index(fields=["state", "-id"], name="batches_by_state")]

    def __str__(self) -> str:
        return self.number


class BatchLine(models.Model):
    """批次明细: one payable in one batch, with name and account as they were sent."""

    WAITING, PAID, PARTLY, BOUNCED, TAKEN_OUT = "waiting", "paid", "partly", "bounced", "taken-out"

    batch = models.ForeignKey("payments.Batch", models.PROTECT, related_name="lines")
    payable = models.ForeignKey("payments.Payable", models.PROTECT, related_name="lines")
    reference = models.CharField("支付编号", max_length=40, unique=True)
    """By which the bank knows it: the same line sent twice is one payment."""
    fen = models.BigIntegerField("金额（分）")
    payee = SealedField("户名", of="payable_id")
    account = SealedField("账号", of="payable_id")
    bank = models.CharField("开户银行", max_length=120, blank=True, default="")
    state = models.CharField("状态", max_length=10, default=WAITING)
    paid_fen = models.BigIntegerField("已付（分）", default=0)
    why = models.CharField("退回原因", max_length=60, blank=True, default="")
    settled_on = models.DateField("银行处理日期", null=True)
    told = models.BooleanField("已告知办件", default=True)
    """Whether the case has heard what became of it; false between the bank's answer and that."""

    class Meta:
        constraints: ClassVar = [
            # A payable goes to the bank once at a time; what bounced may go again.
            UniqueConstraint(
                fields=["payable"], condition=Q(state__in=("waiting", "paid")), name="one_live_line_of_a_payable"
            ),
            CheckConstraint(condition=Q(paid_fen__gte=0, paid_fen__lte=F("fen")), name="line_paid_in_order"),
        ]
        indexes: ClassVar = [
            Index(fields=["batch", "state", "id"], name="lines_of_a_batch"),
            Index(fields=["id"], condition=Q(told=False), name="lines_to_tell"),
            Index(fields=["settled_on"], name="lines_by_day"),
        ]

    def __str__(self) -> str:
        return self.reference


class BankFile(models.Model):
    """银行文件: one that went out or came back, by its hash, so that the same one is never taken twice."""

    OUT, BACK = "out", "back"

    batch = models.ForeignKey("payments.Batch", models.PROTECT, null=True, related_name="files")
    direction = models.CharField("方向", max_length=4, choices=[(OUT, OUT), (BACK, BACK)])
    format = models.CharField("格式", max_length=30)
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("校验值", max_length=64)
    bytes = models.PositiveIntegerField("字节数")
    rows = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("已处理行数", default=0)
    faults = models.JSONField("不能处理的行", default=list)
    at = models.DateTimeField("时间")
    user = models.BigIntegerField("账户", null=True)
    actor = models.CharField("经办人", max_length=60)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["sha256"], condition=Q(direction="back"), name="one_return_of_a_hash"),
        ]

    def __str__(self) -> str:
        return self.name


class ReturnRow(models.Model):
    """回盘的一行: what the bank says of one line; kept, so that a file goes on where it stopped."""

    PAID, PARTLY, BOUNCED = "paid", "partly", "bounced"

    file = models.ForeignKey("payments.BankFile", models.CASCADE, related_name="returns")
    number = models.PositiveIntegerField("行号")
    reference = models.CharField("支付编号", max_length=60)
    outcome = models.CharField("结果", max_length=10)
    fen = models.BigIntegerField("已付（分）", null=True)
    """What was paid; null: the file does not say, so all of it."""
    why = models.CharField("退回原因", max_length=60, blank=True, default="")
    settled_on = models.DateField("银行处理日期")
    fault = models.CharField("不能处理的原因", max_length=20, blank=True, default="")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["file", "number"], name="one_return_row_a_number")]

    def __str__(self) -> str:
        return f"{self.reference} {self.outcome}"
