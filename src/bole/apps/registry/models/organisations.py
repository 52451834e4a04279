"""单位登记: enterprises, schools, providers, assessment bodies, departments; their marks, staff and inspections."""

from typing import ClassVar

from django.db import models

from bole.apps.registry.models.recorded import Recorded


class Organisation(Recorded):
    """登记单位: `thing` is the organisation id that facts and snapshots use."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="", db_index=True)
    name = models.CharField("名称", max_length=200)
    pinyin = models.CharField("名称拼音", max_length=600, db_index=True)
    kind = models.CharField("单位类别", max_length=20, blank=True, default="")
    registration_type = models.CharField("登记注册类型", max_length=10, blank=True, default="")
    size = models.CharField("企业规模", max_length=10, blank=True, default="")
    industry = models.CharField("行业", max_length=6, blank=True, default="")
    province = models.CharField("所在省份", max_length=9, blank=True, default="")
    city = models.CharField("所在城市", max_length=9, blank=True, default="")
    town = models.CharField("所在镇街", max_length=9, blank=True, default="", db_index=True)
    registered_on = models.DateField("登记日期", null=True, blank=True)
    assessor = models.BooleanField("已公布的社会培训评价组织", null=True, blank=True)

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=models.Q(closed_at__isnull=True) & ~models.Q(credit_code=""),
                name="one_organisation_a_credit_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mark(Recorded):
    """单位标签: an organisation mark: 专精特新, 重点企业, 白名单 ..., from one day to another."""

    organisation = models.BigIntegerField("单位编号", db_index=True)
    kind = models.CharField("标签类别", max_length=30)
    tier = models.CharField("认定层级", max_length=20, blank=True, default="")
    started_on = models.DateField("起始日期")
    until = models.DateField("截至日期", null=True, blank=True)
    why_ended = models.CharField("退出原因", max_length=200, blank=True, default="")

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind}"


class Workforce(Recorded):
    """用工统计: one count of a body's staff, wages and training expenses."""

    organisation = models.BigIntegerField("单位编号", db_index=True)
    counted_on = models.DateField("统计日期")
    staff = models.PositiveIntegerField("职工人数", null=True, blank=True)
    insured = models.PositiveIntegerField("参保人数", null=True, blank=True)
    skilled = models.PositiveIntegerField("技能人才人数", null=True, blank=True)
    highly_skilled = models.PositiveIntegerField("高技能人才人数", null=True, blank=True)
    wages = models.BigIntegerField("年工资总额（分）", null=True, blank=True)

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.organisation} {self.counted_on}"


class Inspection(Recorded):
    """检查: one inspection of a provider or assessment body, and what it found."""

    organisation = models.BigIntegerField("单位编号", db_index=True)
    inspected_on = models.DateField("检查日期")
    passed = models.BooleanField("合格")
    found = models.CharField("问题", max_length=500, blank=True, default="")

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.organisation} {self.inspected_on}"
