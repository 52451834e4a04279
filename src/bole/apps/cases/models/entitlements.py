"""应享待遇: what the rules find that somebody is to have, whether he was told, and what he said."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


class Entitlement(models.Model):
    """应享待遇: that a scheme says yes of one row of one person or body, on the facts as they were evaluated last."""

    FOUND, TOLD, CONFIRMED, DECLINED = "found", "told", "confirmed", "declined"
    GONE, LAPSED = "gone", "lapsed"
    STATES: ClassVar = (FOUND, TOLD, CONFIRMED, DECLINED, GONE, LAPSED)
    """found; told to the person; confirmed (a case is open); declined by him; gone: the rules say yes no more;
    lapsed: its last day passed and he had not taken it."""

    kind = models.CharField("事项编号", max_length=80)
    scheme = models.CharField("项目编号", max_length=80)
    fact = models.BigIntegerField("申领依据编号")
    person = models.BigIntegerField("个人编号", null=True)
    organisation = models.BigIntegerField("单位编号", null=True)
    district = models.CharField("区划", max_length=9, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=[(s, s) for s in STATES], default=FOUND)
    fen = models.BigIntegerField("金额（分）", null=True)
    last_day = models.DateField("最后一日", null=True)
    """The last day on which it can be had; null: none is known."""
    as_of = models.DateField("计算日")
    whole = models.CharField("规则校验值", max_length=64, blank=True, default="")
    """Of the rules and figures that it was found by."""
    found_at = models.DateTimeField("发现时间")
    changed_at = models.DateTimeField("最近变化")
    case = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="+")
    why = models.CharField("不要的理由", max_length=60, blank=True, default="")
    """declined: not-mine, wrong-data, not-wanted; gone: the name of what says no now."""

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["scheme", "fact"], name="one_entitlement_of_a_fact"),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="entitlement_is_somebodys"
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["person", "state"], name="entitlements_of_a_person"),
            Index(fields=["organisation", "state"], name="entitlements_of_a_body"),
            Index(fields=["scheme", "state", "last_day"], name="entitlements_by_scheme"),
            Index(fields=["district", "state"], name="entitlements_by_district"),
            Index(
                fields=["last_day", "id"],
                condition=Q(state__in=("found", "told"), last_day__isnull=False),
                name="entitlements_running_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.fact} {self.state}"


class Consent(models.Model):
    """同意: that somebody agreed to one use of his data, in which words, and until when (PIPL art. 14-15, 29)."""

    person = models.BigIntegerField("个人编号", db_index=True)
    purpose = models.CharField("用途", max_length=40)
    about = models.CharField("事项编号", max_length=80)
    words = models.CharField("文本版本", max_length=20)
    """Which wording he saw."""
    case = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="consents")
    given_at = models.DateTimeField("同意时间")
    given_by = models.CharField("同意人", max_length=60)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.purpose}"


class Evaluated(models.Model):
    """重算: how far the register has been evaluated again: the batch or the moment behind which everything is new."""

    what = models.CharField("对象", max_length=40, unique=True)
    upto = models.BigIntegerField("已到", default=0)
    at = models.DateTimeField("时间", null=True)

    def __str__(self) -> str:
        return f"{self.what} {self.upto}"


class Moved(models.Model):
    """随归并改归的: one row that became another person's with a merge, and whose it was."""

    merge = models.BigIntegerField("归并编号", db_index=True)
    table = models.CharField("表", max_length=20)
    row = models.BigIntegerField("编号")
    before = models.BigIntegerField("原来的个人编号")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["merge", "table", "row"], name="one_row_moved_by_a_merge")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
