"""政策项目版本的表: one row for each version that was published; rows are closed, never changed."""

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
