"""持续登记: what lasts from one day to another: insurance, employment, talent recognition."""

from django.db import models

from bole.apps.registry.models.recorded import Recorded


class _Spell(Recorded):
    person = models.BigIntegerField("个人编号", db_index=True)
    organisation = models.BigIntegerField("单位编号", null=True, blank=True, db_index=True)
    started_on = models.DateField("起始日期")
    until = models.DateField("截至日期", null=True, blank=True)
    """Null: still going on."""

    class Meta(Recorded.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} {self.started_on}"


class Insurance(_Spell):
    """参保: one spell of one kind of insurance."""

    kind = models.CharField("险种", max_length=20)
    province = models.CharField("参保省份", max_length=9, blank=True, default="")
    city = models.CharField("参保城市", max_length=9, blank=True, default="")
    months = models.PositiveIntegerField("已缴月数", null=True, blank=True)


class Employment(_Spell):
    """就业与身份: one spell of work, study, unemployment or pension."""

    status = models.CharField("就业身份", max_length=20, blank=True, default="")
    province = models.CharField("所在省份", max_length=9, blank=True, default="")
    city = models.CharField("所在城市", max_length=9, blank=True, default="")
    occupation = models.CharField("职业", max_length=12, blank=True, default="")
    field = models.CharField("专业领域", max_length=40, blank=True, default="")
    post = models.CharField("岗位类别", max_length=20, blank=True, default="")
    wages = models.BigIntegerField("年薪（分）", null=True, blank=True)


class Talent(_Spell):
    """人才认定: a talent recognition: recognised as what kind of talent, by whom."""

    kind = models.CharField("人才类别", max_length=30)
    tier = models.CharField("认定层级", max_length=20, blank=True, default="")
    city = models.CharField("认定城市", max_length=9, blank=True, default="")
