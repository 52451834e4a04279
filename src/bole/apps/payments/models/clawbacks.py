"""追回: what was paid and should not have been comes back, at once or in instalments."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint


class Clawback(models.Model):
    """追回: a demand for part or all of one payment."""

    OPEN, DONE, WRITTEN_OFF, CANCELLED = "open", "done", "written-off", "cancelled"
    STATES: ClassVar = (OPEN, DONE, WRITTEN_OFF, CANCELLED)

    payable = models.ForeignKey("payments.Payable", models.PROTECT, related_name="clawbacks")
    fen = models.BigIntegerField("应追回（分）")
    received = models.BigIntegerField("已追回（分）", default=0)
    reason = models.CharField("理由", max_length=300)
    state = models.CharField("状态", max_length=12, choices=[(s, s) for s in STATES], default=OPEN)
    demanded_at = models.DateTimeField("提出时间")
    demanded_by = models.CharField("提出人", max_length=60)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.CharField("结束人", max_length=60, blank=True, default="")
    why_ended = models.CharField("结束理由", max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["payable"], condition=Q(state="open"), name="one_open_clawback_of_a_payment"),
            CheckConstraint(condition=Q(fen__gt=0, received__gte=0, received__lte=F("fen")), name="clawback_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.payable_id} {self.fen}"


class Instalment(models.Model):
    """分期: what is due on a day, and whether it came."""

    clawback = models.ForeignKey("payments.Clawback", models.CASCADE, related_name="instalments")
    number = models.PositiveSmallIntegerField("第几期")
    due_on = models.DateField("应还日期")
    fen = models.BigIntegerField("应还（分）")
    received_on = models.DateField("收到日期", null=True)
    voucher = models.CharField("收款凭证号", max_length=40, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["clawback", "number"], name="one_instalment_a_number"),
            UniqueConstraint(fields=["voucher"], condition=~Q(voucher=""), name="one_receipt_a_voucher"),
            CheckConstraint(condition=Q(fen__gt=0), name="instalment_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.clawback_id} {self.number}"


class Readdressed(models.Model):
    """改归的应付: whose a payable was before two files became one, so that undoing it gives it back."""

    merge = models.BigIntegerField("归并编号")
    payable = models.ForeignKey("payments.Payable", models.CASCADE, related_name="+")
    before = models.BigIntegerField("原个人编号")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["merge", "payable"], name="one_move_of_a_merge")]

    def __str__(self) -> str:
        return f"{self.merge} {self.payable_id}"


class Overpayment(models.Model):
    """重复支付: two payments that met in one file, of one person; closed when they part again."""

    OPEN, CLAWED, CLOSED = "open", "clawed", "closed"

    kept = models.ForeignKey("payments.Payable", models.PROTECT, related_name="+")
    """The one that was paid first and stays."""
    extra = models.ForeignKey("payments.Payable", models.PROTECT, related_name="overpayments")
    cap = models.CharField("限额", max_length=120)
    merge = models.BigIntegerField("归并编号")
    fen = models.BigIntegerField("多付（分）")
    state = models.CharField("状态", max_length=10, default=OPEN)
    found_at = models.DateTimeField("发现时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    told = models.BooleanField("已告知办件", default=False)
    """Whether the case has heard how it stands."""

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["extra", "merge"], name="one_overpayment_of_a_merge"),
            CheckConstraint(condition=~Q(kept=F("extra")), name="overpayment_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.extra_id} {self.state}"
