"""申领和发放登记: what was applied for and what was paid, by this system or before it; the rules read both as facts."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from bole.apps.registry.models.recorded import Recorded


class Claim(Recorded):
    """申领: that somebody has applied for one row of one scheme, and since when."""

    scheme = models.CharField("项目编号", max_length=80)
    fact = models.BigIntegerField("申领依据编号")
    person = models.BigIntegerField("申领人编号", null=True, blank=True, db_index=True)
    organisation = models.BigIntegerField("申领单位编号", null=True, blank=True, db_index=True)
    applied_on = models.DateField("申领日期")

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            UniqueConstraint(
                fields=["scheme", "fact"], condition=Q(closed_at__isnull=True), name="one_claim_of_a_fact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.fact}"


class Payment(Recorded):
    """发放: one payment, or the correction of one, below zero; by which scheme, for which row, to whom."""

    scheme = models.CharField("项目编号", max_length=80, db_index=True)
    fact = models.BigIntegerField("申领依据编号", default=0)
    """0: a list of earlier payments does not say it; then the certificate stands for it, else who was paid."""
    person = models.BigIntegerField("领取人编号", null=True, blank=True, db_index=True)
    organisation = models.BigIntegerField("领取单位编号", null=True, blank=True, db_index=True)
    certificate = models.BigIntegerField("证书登记编号", null=True, blank=True)
    certificate_number = models.CharField("证书编号", max_length=60, blank=True, default="")
    """As a list of earlier payments says it; the certificate itself may not be in the register."""
    occupation = models.CharField("职业", max_length=12, blank=True, default="")
    level = models.PositiveSmallIntegerField("职业技能等级", null=True, blank=True)
    fen = models.BigIntegerField("金额（分）")
    applied_on = models.DateField("申领日期")
    paid_on = models.DateField("发放日期")
    number = models.CharField("支付编号", max_length=40, blank=True, default="")
    """By which whoever paid knows it: of this system the number of its line, of others what their list says."""

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            UniqueConstraint(
                fields=["source", "number"],
                condition=Q(closed_at__isnull=True) & ~Q(number=""),
                name="one_payment_a_number",
            ),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="payment_is_to_somebody"
            ),
        ]
        indexes: ClassVar = [
            *Recorded.Meta.indexes,
            Index(fields=["certificate"], condition=Q(certificate__isnull=False), name="payments_of_a_certificate"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.fact} {self.fen}"
