"""应付: what a granted case is to be paid, and the keys by which the database pays it once only."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint


class Payable(models.Model):
    """应付: one sum of one granted case, from the day it is committed."""

    COMMITTED, IN_BATCH, SENT, PARTLY, PAID, BOUNCED, CANCELLED = (
        "committed", "in-batch", "sent", "partly", "paid", "bounced", "cancelled",
    )  # fmt: skip
    STATES: ClassVar = (COMMITTED, IN_BATCH, SENT, PARTLY, PAID, BOUNCED, CANCELLED)
    TO_PAY: ClassVar = (COMMITTED, PARTLY, BOUNCED)
    """What a batch may take: of what was paid in part, the rest."""

    case = models.BigIntegerField("办件编号", unique=True)
    kind = models.CharField("事项编号", max_length=80)
    scheme = models.CharField("项目编号", max_length=80)
    fact = models.BigIntegerField("申领依据编号")
    person = models.BigIntegerField("个人编号", null=True, db_index=True)
    organisation = models.BigIntegerField("单位编号", null=True, db_index=True)
    about_person = models.BigIntegerField("依据所属个人编号", null=True, db_index=True)
    """Whose row it is paid for, which is not he who is paid where a body gets it; as limits count it."""
    about_body = models.BigIntegerField("依据所属单位编号", null=True)
    fen = models.BigIntegerField("应付（分）")
    paid_fen = models.BigIntegerField("已付（分）", default=0)
    returned_fen = models.BigIntegerField("已追回（分）", default=0)
    budget = models.ForeignKey("payments.Budget", models.PROTECT, related_name="payables")
    district = models.CharField("区划", max_length=9, blank=True, default="")
    applied_on = models.DateField("申请日期")
    certificate = models.BigIntegerField("证书登记编号", null=True)
    occupation = models.CharField("职业", max_length=12, blank=True, default="")
    level = models.PositiveSmallIntegerField("职业技能等级", null=True)
    receipt = models.CharField("回执校验值", max_length=64, blank=True, default="")
    state = models.CharField("状态", max_length=12, choices=[(s, s) for s in STATES], default=COMMITTED)
    committed_at = models.DateTimeField("承付时间")
    changed_at = models.DateTimeField("最近变化")

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(fen__gt=0, paid_fen__gte=0, paid_fen__lte=F("fen"), returned_fen__gte=0)
                & Q(returned_fen__lte=F("paid_fen")),
                name="payable_sums_in_order",
            ),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="payable_is_to_somebody"
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["budget", "state", "id"], name="payables_of_a_budget"),
            Index(fields=["scheme", "state"], name="payables_by_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.fen}"


class OncePlace(models.Model):
    """限额的一个位置: the n-th payment for one key; the database gives each place once.

    It is held by one payable, or by what was paid before this system, as a list in the register tells.
    The key is a keyed hash of what is known of the person or certificate outside the register, never its number here.
    """

    digest = models.BinaryField("键", max_length=32)
    place = models.PositiveSmallIntegerField("第几个")
    cap = models.CharField("限额", max_length=120)
    payable = models.ForeignKey("payments.Payable", models.CASCADE, null=True, related_name="places")
    earlier = models.BigIntegerField("以前的发放编号", null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["digest", "place"], name="one_payable_a_place"),
            CheckConstraint(
                condition=Q(payable__isnull=False, earlier__isnull=True)
                | Q(payable__isnull=True, earlier__isnull=False),
                name="place_is_held_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cap} {self.place}"


class ExclusionRow(models.Model):
    """互斥的一个键: how many payments two schemes hold for it; one statement reads one and adds to the other."""

    digest = models.BinaryField("键", max_length=32, unique=True)
    first = models.PositiveIntegerField("前者笔数", default=0)
    """Of the scheme whose id sorts first."""
    second = models.PositiveIntegerField("后者笔数", default=0)

    def __str__(self) -> str:
        return f"{self.first} {self.second}"


class ExclusionHold(models.Model):
    """互斥的一方: that a payable stands on one side of a key, so that it gives back what it took and nothing else."""

    row = models.ForeignKey("payments.ExclusionRow", models.PROTECT, related_name="holds")
    first = models.BooleanField("是否前者")
    payable = models.ForeignKey("payments.Payable", models.CASCADE, null=True, related_name="sides")
    earlier = models.BigIntegerField("以前的发放编号", null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["row", "payable"], name="one_side_of_a_payable"),
            UniqueConstraint(fields=["row", "earlier"], name="one_side_of_an_earlier_one"),
            CheckConstraint(
                condition=Q(payable__isnull=False, earlier__isnull=True)
                | Q(payable__isnull=True, earlier__isnull=False),
                name="side_is_held_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} {self.payable_id}"
