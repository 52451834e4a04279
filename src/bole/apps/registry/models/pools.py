"""人才库与专家库: pools with entry, reserve and dynamic exit."""

from typing import ClassVar

from django.db import models

from bole.apps.registry.models.recorded import Recorded


class Pool(models.Model):
    """库: one pool of talents, experts, mentors."""

    code = models.SlugField("编号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20)
    rule = models.CharField("入库条件", max_length=500, blank=True, default="")
    district = models.CharField("区划", max_length=9, blank=True, default="")
    """Whose pool it is: "" is the whole city's."""

    def __str__(self) -> str:
        return self.name


class PoolMember(Recorded):
    """入库人员: a member or a reserve, from one entry to one exit; who enters again later is another thing."""

    pool = models.ForeignKey("registry.Pool", models.PROTECT)
    person = models.BigIntegerField("个人编号", db_index=True)
    reserve = models.BooleanField("后备", default=False)
    entered_on = models.DateField("入库日期")
    promoted_on = models.DateField("转正日期", null=True, blank=True)
    """Of who entered as a reserve: when he became a member."""
    left_on = models.DateField("出库日期", null=True, blank=True)
    """The last day in the pool; null: still in it."""
    why_left = models.CharField("出库原因", max_length=200, blank=True, default="")

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["pool", "person"],
                condition=models.Q(closed_at__isnull=True, left_on__isnull=True),
                name="nobody_twice_in_a_pool",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.person}"
