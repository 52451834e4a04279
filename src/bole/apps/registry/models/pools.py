"""人才库与专家库: pools with entry, reserve and dynamic exit."""

from django.db import models

from bole.apps.registry.models.recorded import Recorded


class Pool(models.Model):
    """库: one pool of talents, experts, mentors."""

    code = models.SlugField("编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20)
    rule = models.CharField("入库条件", max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class PoolMember(Recorded):
    """入库人员: a member or a reserve, and why he left."""

    pool = models.ForeignKey("registry.Pool", models.PROTECT)
    person = models.BigIntegerField("个人编号", db_index=True)
    reserve = models.BooleanField("后备", default=False)
    entered_on = models.DateField("入库日期")
    left_on = models.DateField("出库日期", null=True, blank=True)
    why_left = models.CharField("出库原因", max_length=200, blank=True, default="")

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.pool_id} {self.person}"
