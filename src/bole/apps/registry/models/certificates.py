"""证书登记: skill certificates, titles, trainings and awards."""

from django.db import models

from bole.apps.registry.models.recorded import Recorded


class Certificate(Recorded):
    """证书: one certificate of a person, of whatever kind."""

    person = models.BigIntegerField("持证人编号", db_index=True)
    number = models.CharField("证书编号", max_length=60, db_index=True)
    kind = models.CharField("证书类别", max_length=30)
    occupation = models.CharField("职业", max_length=12, blank=True, default="", db_index=True)
    level = models.PositiveSmallIntegerField("职业技能等级", null=True, blank=True)
    """Rank, low to high; 0 for a certificate without one."""
    grade = models.PositiveSmallIntegerField("专业技术等级", null=True, blank=True)
    field = models.CharField("专业领域", max_length=40, blank=True, default="")
    field_since = models.DateField("从事本专业的起始日期", null=True, blank=True)
    route = models.CharField("评价方式", max_length=20, blank=True, default="")
    issuer = models.BigIntegerField("发证机构编号", null=True, blank=True)
    organiser = models.BigIntegerField("培训组织单位编号", null=True, blank=True)
    city = models.CharField("取证城市", max_length=9, blank=True, default="")
    issued_on = models.DateField("核发日期", null=True, blank=True)
    expires_on = models.DateField("有效期末日", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoked_why = models.CharField("撤销原因", max_length=200, blank=True, default="")

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return self.number


class Title(Recorded):
    """职称."""

    person = models.BigIntegerField("个人编号", db_index=True)
    number = models.CharField("证书编号", max_length=60, blank=True, default="", db_index=True)
    series = models.CharField("职称系列", max_length=40, blank=True, default="")
    field = models.CharField("专业领域", max_length=40, blank=True, default="")
    level = models.PositiveSmallIntegerField("职称级别", null=True, blank=True)
    obtained_on = models.DateField("取得日期", null=True, blank=True)

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return str(self.thing)


class Training(Recorded):
    """培训: one person's part in one class."""

    person = models.BigIntegerField("学员编号", db_index=True)
    class_number = models.CharField("班次编号", max_length=60, blank=True, default="", db_index=True)
    organiser = models.BigIntegerField("组织单位编号", null=True, blank=True, db_index=True)
    employer = models.BigIntegerField("学员所在单位编号", null=True, blank=True)
    programme = models.CharField("培训项目", max_length=40, blank=True, default="")
    layer = models.CharField("学员层次", max_length=20, blank=True, default="")
    digital = models.BooleanField("数字化培训", null=True, blank=True)
    city = models.CharField("培训城市", max_length=9, blank=True, default="")
    occupation = models.CharField("职业", max_length=12, blank=True, default="")
    level = models.PositiveSmallIntegerField("职业技能等级", null=True, blank=True)
    started_on = models.DateField("开班日期", null=True, blank=True)
    ended_on = models.DateField("结业日期", null=True, blank=True)
    hours = models.PositiveIntegerField("课时", null=True, blank=True)
    passed = models.BooleanField("考核合格", null=True, blank=True)
    certified = models.BooleanField("已出具培训认证证书", null=True, blank=True)

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return str(self.thing)


class Award(Recorded):
    """奖项与荣誉, of a person or of a body."""

    person = models.BigIntegerField("获奖人编号", null=True, blank=True, db_index=True)
    organisation = models.BigIntegerField("获奖单位编号", null=True, blank=True, db_index=True)
    kind = models.CharField("奖项类别", max_length=30)
    tier = models.CharField("奖项层级", max_length=20, blank=True, default="")
    name = models.CharField("奖项名称", max_length=120, blank=True, default="")
    place = models.PositiveIntegerField("名次", null=True, blank=True)
    occupation = models.CharField("职业", max_length=12, blank=True, default="")
    awarded_on = models.DateField("获奖日期", null=True, blank=True)

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return str(self.thing)
