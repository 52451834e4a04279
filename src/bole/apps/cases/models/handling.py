"""办理: who stands in for whom, who stays out of a case, numbers, letters, scores, places and things given out."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from bole.apps.accounts.sealing import SealedField


class NumberRow(models.Model):
    """编号: the last number of a series (cases of a year, letters of a year); handed out one by one."""

    series = models.CharField("系列", max_length=40, unique=True)
    last = models.PositiveBigIntegerField("最后一号", default=0)

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Delegation(models.Model):
    """代办: that one account acts for another while that one is away."""

    away = models.BigIntegerField("离岗账户")
    deputy = models.BigIntegerField("代办账户")
    since = models.DateField("起")
    until = models.DateField("止")
    made_at = models.DateTimeField("登记时间")
    made_by = models.CharField("登记人", max_length=60)
    ended_at = models.DateTimeField("提前结束时间", null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(away=F("deputy")), name="nobody_is_his_own_deputy"),
            CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_in_order"),
        ]
        indexes: ClassVar = [Index(fields=["deputy", "until"], name="delegations_of_a_deputy")]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.away}"


class Declaration(models.Model):
    """回避: that an account has a tie to a person or body, or to one case, and does not act there."""

    user = models.BigIntegerField("账户")
    person = models.BigIntegerField("个人编号", null=True)
    organisation = models.BigIntegerField("单位编号", null=True)
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="declarations")
    why = models.CharField("关系", max_length=20)
    """kin, employer, other."""
    declared_at = models.DateTimeField("申报时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        indexes: ClassVar = [
            Index(fields=["user"], condition=Q(withdrawn_at__isnull=True), name="declarations_of_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.why}"


class BulkAct(models.Model):
    """批量办理: one verb on a whole filtered list: what was asked, how far it has come, what was left out and why."""

    ASKED, GOING, DONE, STOPPED = "asked", "going", "done", "stopped"

    verb = models.CharField("动作", max_length=30)
    kind = models.CharField("事项编号", max_length=80)
    filters = models.JSONField("筛选条件", default=dict)
    given = models.JSONField("另填的", default=dict)
    """What the step is told besides its reason, for example to which account."""
    count = models.PositiveIntegerField("件数")
    fen = models.BigIntegerField("合计（分）", default=0)
    """As they were shown and confirmed; where the list has changed since, nothing is done."""
    last = models.BigIntegerField("已办到的编号", default=0)
    done = models.PositiveIntegerField("已办件数", default=0)
    left_out = models.JSONField("未办的", default=dict)
    """Error code to how many; the cases stand in `LeftOut`."""
    reason = SealedField("理由")
    state = models.CharField("状态", max_length=10, default=ASKED)
    asked_at = models.DateTimeField("提出时间")
    user = models.BigIntegerField("账户")
    actor = models.CharField("办理人", max_length=60)
    ended_at = models.DateTimeField("结束时间", null=True)

    def __str__(self) -> str:
        return f"{self.verb} {self.count}"


class LeftOut(models.Model):
    """未办的件: a case that a bulk act did not do, and why."""

    bulk = models.ForeignKey("cases.BulkAct", models.CASCADE, related_name="refusals")
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    code = models.CharField("错误编号", max_length=12)
    message = models.CharField("说明", max_length=300, blank=True, default="")
    """Message id of the error, without what fills its places."""

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["bulk", "case"], name="left_out_once")]

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.case_id} {self.code}"


class SavedView(models.Model):
    """存下的视图: filters of the work list that somebody keeps under a name."""

    user = models.BigIntegerField("账户", db_index=True)
    name = models.CharField("名称", max_length=40)
    filters = models.JSONField("筛选条件", default=dict)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["user", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """确认函: a letter of confirmation of a case: eligibility for a loan, identity for household registration ..."""

    number = models.CharField("文号", max_length=40, unique=True)
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="letter")
    issued_at = models.DateTimeField("出具时间")
    until = models.DateField("有效期至", null=True)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    def __str__(self) -> str:
        return self.number


class Score(models.Model):
    """评分: what one expert gave one case, in hundredths of a point."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="scores")
    user = models.BigIntegerField("专家账户")
    points = models.PositiveIntegerField("分数（百分之一分）")
    note = models.CharField("评语", max_length=500, blank=True, default="")
    scored_at = models.DateTimeField("评分时间")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "user"], name="one_score_of_an_expert"),
            CheckConstraint(condition=Q(points__lte=10_000), name="score_is_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.points}"


class Place(models.Model):
    """名额: one place of a quota that a case has taken; the number is below the quota, and each is taken once."""

    kind = models.CharField("事项编号", max_length=80)
    round = models.CharField("批次", max_length=20)
    number = models.PositiveIntegerField("第几个")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="place")

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["kind", "round", "number"], name="one_case_a_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.round} {self.number}"


class Stock(models.Model):
    """房源等: a thing that can be given to one at a time: a flat, a school place."""

    kind = models.CharField("类别", max_length=20)
    code = models.CharField("编号", max_length=40)
    title = models.CharField("名称", max_length=120)
    district = models.CharField("区划", max_length=9, blank=True, default="")
    size = models.PositiveIntegerField("规格", default=0)
    """Of a flat: square metres; of a school place: the grade."""
    fen = models.BigIntegerField("每月价格（分）", null=True)
    case = models.OneToOneField("cases.Case", models.SET_NULL, null=True, related_name="stock")
    """Who has it; null: it is free."""
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["kind", "code"], name="one_thing_a_code")]
        indexes: ClassVar = [
            Index(
                fields=["kind", "district"],
                condition=Q(case__isnull=True, withdrawn_at__isnull=True),
                name="stock_that_is_free",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
