"""政策项目的表: versions that were published, snapshots that were made, runs over them; closed, never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint


class SchemeVersion(models.Model):
    """政策项目版本: what decides in a scheme, by digest: its rule, its parameters, its catalogues."""

    scheme = models.CharField("项目编号", max_length=80, db_index=True)
    number = models.PositiveIntegerField("版次")
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField("英文名称", max_length=200, blank=True, default="")
    place = models.CharField("区划", max_length=9, db_index=True)
    """For which place it was published; a scheme of the province can be published for each of its cities."""
    rule = models.CharField("规则校验值", max_length=64)
    parameters = models.JSONField("参数校验值", default=dict)
    catalogues = models.JSONField("目录校验值", default=dict)
    lacking = models.JSONField("缺少的参数和目录", default=list)
    unverified = models.JSONField("未与原文核对的参数和目录", default=list)
    whole = models.CharField("总校验值", max_length=64)
    published_at = models.DateTimeField("公布时间")
    published_by = models.CharField("公布人", max_length=60)
    withdrawn_at = models.DateTimeField("停用时间", null=True, blank=True)
    """Null: the version in use."""
    withdrawn_by = models.CharField("停用人", max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["place", "scheme", "number"], name="one_version_a_number"),
            UniqueConstraint(
                fields=["place", "scheme"], condition=Q(withdrawn_at__isnull=True), name="one_version_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"


class Snapshot(models.Model):
    """快照: a folder of facts that was made on this machine, and the day on which it is deleted."""

    MAKING, MADE, ERASED, LOST = "making", "made", "erased", "lost"
    STATES: ClassVar = (MAKING, MADE, ERASED, LOST)

    path = models.CharField("位置", max_length=400)
    place = models.CharField("区划", max_length=9)
    as_of = models.DateField("快照日期")
    known_at = models.DateTimeField("按何时所知", null=True)
    """Null: as it was known when it was made."""
    state = models.CharField("状态", max_length=10, choices=[(s, s) for s in STATES], default=MAKING)
    manifest = models.CharField("清单校验值", max_length=64, blank=True, default="", db_index=True)
    rows = models.PositiveBigIntegerField("行数", default=0)
    bytes = models.PositiveBigIntegerField("字节数", default=0)
    quarantined = models.PositiveBigIntegerField("隔离的行数", default=0)
    started_at = models.DateTimeField("开始时间")
    started_by = models.CharField("制作人", max_length=60)
    made_at = models.DateTimeField("完成时间", null=True)
    expires_on = models.DateField("到期日期", db_index=True)
    ended_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["path"], condition=Q(state__in=("making", "made")), name="one_snapshot_in_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.path}"


class Run(models.Model):
    """运行记录: one run of the schemes over a snapshot: who, when, over what, with what."""

    snapshot = models.ForeignKey("schemes.Snapshot", models.PROTECT, null=True, related_name="runs")
    """Null: over a snapshot that was not made here."""
    manifest = models.CharField("清单校验值", max_length=64, db_index=True)
    place = models.CharField("区划", max_length=9)
    known_until = models.DateField("快照日期")
    as_of = models.DateField("计算日")
    engine = models.CharField("引擎", max_length=20)
    version = models.CharField("程序版本", max_length=30)
    seconds = models.PositiveIntegerField("秒", default=0)
    entered = models.PositiveBigIntegerField("读入行数")
    decided = models.PositiveBigIntegerField("判定行数")
    quarantined = models.PositiveBigIntegerField("隔离行数")
    ran_at = models.DateTimeField("运行时间", db_index=True)
    ran_by = models.CharField("运行人", max_length=60)

    def __str__(self) -> str:
        return f"{self.pk} {self.as_of}"


class RunTotal(models.Model):
    """运行合计: what a run came to in one scheme."""

    run = models.ForeignKey("schemes.Run", models.CASCADE, related_name="totals")
    scheme = models.CharField("项目编号", max_length=80)
    title = models.CharField("名称", max_length=120)
    title_en = models.CharField("英文名称", max_length=200, blank=True, default="")
    number = models.PositiveIntegerField("版次", null=True)
    """Of the version that was published with exactly these rules and figures; null: of none."""
    whole = models.CharField("总校验值", max_length=64)
    outcomes = models.JSONField("各种结果的行数", default=dict)
    out_of_scope = models.PositiveBigIntegerField("不在对象之内", default=0)
    fen = models.BigIntegerField("金额（分）", null=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["run", "scheme"], name="one_total_a_scheme")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.scheme}"
