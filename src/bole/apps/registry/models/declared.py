"""申报登记: what nobody but the applicant tells: the home he lives in, the loan he asks for, the service he wants.

A row comes with an application, goes with it where it is withdrawn or refused, and stays where it was granted.
"""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q

from bole.apps.registry.models.recorded import Recorded


class Housing(Recorded):
    """住房: a home that somebody rents, buys or is given, from one day to another."""

    person = models.BigIntegerField("个人编号", db_index=True)
    kind = models.CharField("住房方式", max_length=20, blank=True, default="")
    first_home = models.BooleanField("首套住房", null=True, blank=True)
    rent = models.BigIntegerField("月租金（分）", null=True, blank=True)
    city = models.CharField("住房城市", max_length=9, blank=True, default="")
    town = models.CharField("住房镇街", max_length=9, blank=True, default="")
    started_on = models.DateField("起始日期")
    until = models.DateField("截至日期", null=True, blank=True)
    """Null: still going on."""

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.started_on}"


class Loan(Recorded):
    """贷款: a loan that somebody asks for."""

    person = models.BigIntegerField("借款人编号", null=True, blank=True, db_index=True)
    organisation = models.BigIntegerField("借款单位编号", null=True, blank=True, db_index=True)
    product = models.CharField("贷款品种", max_length=20, blank=True, default="")
    asked = models.BigIntegerField("申请金额（分）", null=True, blank=True)
    purpose = models.CharField("贷款用途", max_length=20, blank=True, default="")
    city = models.CharField("受理城市", max_length=9, blank=True, default="")
    applied_on = models.DateField("申请日期")

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="loan_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.applied_on}"


class Service(Recorded):
    """人才服务: a service that somebody asks for."""

    person = models.BigIntegerField("服务对象编号", db_index=True)
    kind = models.CharField("服务事项", max_length=20)
    asked_on = models.DateField("预约日期")
    given = models.BooleanField("已提供", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.asked_on}"
