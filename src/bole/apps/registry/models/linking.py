"""归并: two files of one person become one, a row that was held finds its file; and all of it can be undone."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from bole.apps.accounts.sealing import BlindIndexField, SealedField
from bole.apps.registry.models.recorded import Recorded


class OtherNumber(Recorded):
    """其他证件号码: a number under which a person was recorded before two files of his became one."""

    person = models.BigIntegerField("个人编号", db_index=True)
    id_kind = models.CharField("证件类型", max_length=20)
    id_number = SealedField("证件号码", of="thing")
    id_index = BlindIndexField("证件号码索引", of="id_number", kind="id_number", db_index=False)

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            UniqueConstraint(
                fields=["id_index"], condition=Q(closed_at__isnull=True), name="one_person_another_number"
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing)


class Doubt(models.Model):
    """疑似同一人, a pair in doubt: a person, and another or a held row, that may be one; a clerk decides.

    `parts` says what speaks for it and against it, level by level, in bits; no value of a field stands in it.
    """

    OPEN, JOINED, APART, ASKED = "open", "joined", "apart", "asked"
    STATES: ClassVar = (OPEN, JOINED, APART, ASKED)

    person = models.BigIntegerField("个人编号", db_index=True)
    other = models.BigIntegerField("另一个人编号", null=True, blank=True, db_index=True)
    pending = models.ForeignKey("registry.PendingRow", models.CASCADE, null=True, blank=True, related_name="doubts")
    weight = models.IntegerField("比对权重（千分之一位）")
    parts = models.JSONField("权重构成", default=list)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=10, choices=[(s, s) for s in STATES], default=OPEN)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=60, blank=True, default="")
    note = models.CharField("说明", max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["person", "other"], condition=Q(other__isnull=False), name="one_doubt_of_two"),
            UniqueConstraint(
                fields=["person", "pending"], condition=Q(pending__isnull=False), name="one_doubt_of_a_row"
            ),
            CheckConstraint(
                condition=Q(other__isnull=False, pending__isnull=True, person__lt=F("other"))
                | Q(other__isnull=True, pending__isnull=False),
                name="doubt_has_two_sides",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-weight"], name="doubts_in_order")]

    def __str__(self) -> str:
        return f"{self.person} {self.state}"


class Merge(models.Model):
    """归并: that two files became one, or that a held row was put into a file; by whom, and whether it was undone."""

    kept = models.BigIntegerField("保留的个人编号", db_index=True)
    gone = models.BigIntegerField("并入的个人编号", null=True, blank=True, db_index=True)
    pending = models.ForeignKey("registry.PendingRow", models.SET_NULL, null=True, blank=True, related_name="merges")
    account = models.BigIntegerField("改归的账户", null=True, blank=True)
    """The account that was the gone person's and is the kept one's now."""
    weight = models.IntegerField("比对权重（千分之一位）", null=True, blank=True)
    """Null: somebody joined the two whom nothing had found."""
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    merged_at = models.DateTimeField("归并时间")
    merged_by = models.CharField("归并人", max_length=60)
    restores = models.JSONField("撤销时恢复", default=dict)
    """Corrections that were re-addressed, by number, and pairs in doubt as they were before."""
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            # A file is in one other file at most.
            UniqueConstraint(
                fields=["gone"], condition=Q(gone__isnull=False, undone_at__isnull=True), name="gone_into_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone or self.pending_id} -> {self.kept}"


class MergeRow(models.Model):
    """归并的一行: one record that a merge changed: the row that was closed and the row that stands in its place."""

    merge = models.ForeignKey("registry.Merge", models.CASCADE, related_name="rows")
    table = models.CharField("登记表", max_length=20)
    thing = models.BigIntegerField("编号")
    before = models.BigIntegerField("原来的登记行", null=True)
    after = models.BigIntegerField("现在的登记行", null=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["merge", "table", "thing"], name="one_row_of_a_merge")]

    def __str__(self) -> str:
        return f"{self.table} {self.thing}"
