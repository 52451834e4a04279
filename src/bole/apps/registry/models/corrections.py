"""更正申请: what a person says is wrong in his file, and what the office answered."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from bole.apps.accounts.sealing import SealedField


class Correction(models.Model):
    """更正申请: a correction that was asked for; what is said in it may be personal and is sealed."""

    OPEN, ACCEPTED, REFUSED = "open", "accepted", "refused"
    STATES: ClassVar = (OPEN, ACCEPTED, REFUSED)

    thing = models.BigIntegerField("编号", unique=True)
    person = models.BigIntegerField("个人编号", db_index=True)
    table = models.CharField("登记表", max_length=20, blank=True, default="")
    row = models.BigIntegerField("登记行编号", null=True, blank=True)
    """The thing of the entry that is said to be wrong; null: of none in particular."""
    what = models.CharField("项目", max_length=60)
    text = SealedField("说明", of="thing")
    state = models.CharField("状态", max_length=10, choices=[(s, s) for s in STATES], default=OPEN, db_index=True)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=60)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=60, blank=True, default="")
    answer = SealedField("答复", of="thing")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["person", "table", "row", "what"],
                condition=Q(state="open") & Q(row__isnull=False),
                name="one_open_correction_of_a_row",
            ),
            UniqueConstraint(
                fields=["person", "table", "what"],
                condition=Q(state="open") & Q(row__isnull=True),
                name="one_open_correction",
            ),
            CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="correction_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
