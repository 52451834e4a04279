"""办件: a case, its steps, what it was decided on, its files, and the draft it grew from."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from bole.apps.accounts.sealing import SealedField, SealedFileField

_OPEN = Q(closed_at__isnull=True)


class Case(models.Model):
    """办件: one matter of one person or body, from the day it is received to the day it is closed.

    Its state is one of its flow's; what a list is filtered and ordered by stands in columns of its own.
    """

    FOUND, APPLIED, COUNTER = "found", "applied", "counter"
    ORIGINS: ClassVar = (FOUND, APPLIED, COUNTER)
    FACTS, OTHERWISE = "facts", "otherwise"
    """Since it was frozen: facts have changed and it comes to the same; it would be decided otherwise."""

    number = models.CharField("受理号", max_length=24, unique=True)
    kind = models.CharField("事项编号", max_length=80)
    flow = models.CharField("流程编号", max_length=80)
    state = models.CharField("状态", max_length=30)
    outcome = models.CharField("办结方式", max_length=12, blank=True, default="")
    origin = models.CharField("来由", max_length=10, choices=[(o, o) for o in ORIGINS])
    person = models.BigIntegerField("个人编号", null=True, db_index=True)
    organisation = models.BigIntegerField("单位编号", null=True, db_index=True)
    scheme = models.CharField("项目编号", max_length=80, blank=True, default="")
    fact = models.BigIntegerField("申领依据编号", null=True)
    """The row that the scheme decides about: a certificate, the person himself ..."""
    district = models.CharField("区划", max_length=9, blank=True, default="")
    """Who handles it: the town, or the city, that the applicant lives or stands in."""
    answers = SealedField("申请内容")
    """What was asked and answered: JSON, sealed."""
    applied_on = models.DateField("申请日期")
    opened_at = models.DateTimeField("受理时间")
    changed_at = models.DateTimeField("最近办理时间")
    closed_at = models.DateTimeField("办结时间", null=True)
    due_on = models.DateField("截止日期", null=True)
    """The last day of the state it is in, in working days; null: no limit."""
    ends_on = models.DateField("承诺办结日期", null=True)
    """The last day of the whole matter; it moves by as long as the office had to wait for the applicant."""
    waits_since = models.DateField("等候申请人自", null=True)
    entered_by = models.BigIntegerField("窗口录入账户", null=True)
    """Who handed it in at the counter for whom stood before him; null: the applicant did so himself."""
    assignee = models.BigIntegerField("经办账户", null=True)
    opinion = models.CharField("系统意见", max_length=14, blank=True, default="")
    """entitled, refused, unknown, needs_person, not_in_force; "" where no rule decides."""
    fen = models.BigIntegerField("金额（分）", null=True)
    decided_by = models.BigIntegerField("决定账户", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    appeal_until = models.DateField("复核申请截止", null=True)
    settled_fen = models.BigIntegerField("核定金额（分）", null=True)
    """What an officer has settled where the rules name no sum."""
    frozen = models.ForeignKey("cases.Frozen", models.PROTECT, null=True, related_name="+")
    changed_how = models.CharField("冻结以后的变化", max_length=10, blank=True, default="")
    """facts, otherwise; "" where nothing has changed since, or it was not frozen."""
    changed_digest = models.CharField("变化校验值", max_length=64, blank=True, default="")
    """Of what has changed, so that nobody is told of it twice."""
    payable = models.BigIntegerField("应付编号", null=True)
    """What payments has for it."""
    claim_due = models.BooleanField("申领待登记", default=False)
    """Whether the register has still to hear that it was opened, closed or opened again."""
    steps_done = models.PositiveIntegerField("已办步数", default=0)
    """How often somebody has done something; who acts says which he saw, so that two never undo each other."""

    class Meta:
        constraints: ClassVar = [
            # One matter of one fact is in hand once.
            UniqueConstraint(
                fields=["kind", "fact", "person"],
                condition=_OPEN & Q(fact__isnull=False, person__isnull=False),
                name="one_open_case_of_a_fact",
            ),
            UniqueConstraint(
                fields=["kind", "fact", "organisation"],
                condition=_OPEN & Q(fact__isnull=False, organisation__isnull=False),
                name="one_open_case_of_a_bodys_fact",
            ),
            CheckConstraint(
                condition=Q(person__isnull=False) | Q(organisation__isnull=False), name="case_is_somebodys"
            ),
            CheckConstraint(
                condition=(Q(outcome="") & _OPEN) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="case_closed_has_outcome",
            ),
            CheckConstraint(condition=Q(fen__isnull=True) | Q(fen__gte=0), name="case_sum_not_below_zero"),
            CheckConstraint(
                condition=Q(settled_fen__isnull=True) | Q(settled_fen__gt=0), name="case_settled_above_zero"
            ),
        ]
        indexes: ClassVar = [
            # The work lists: what is open, by state and day; of a district; of one officer.
            Index(fields=["state", "due_on", "id"], condition=_OPEN, name="open_cases_by_state"),
            Index(fields=["district", "due_on", "id"], condition=_OPEN, name="open_cases_by_district"),
            Index(fields=["assignee", "due_on", "id"], condition=_OPEN, name="open_cases_by_officer"),
            Index(fields=["kind", "state", "due_on", "id"], condition=_OPEN, name="open_cases_by_kind"),
            Index(fields=["due_on", "id"], condition=_OPEN, name="open_cases_by_day"),
            Index(
                fields=["changed_how", "due_on", "id"], condition=_OPEN & ~Q(changed_how=""), name="open_cases_changed"
            ),
            Index(fields=["kind", "closed_at"], name="cases_by_kind"),
            Index(fields=["scheme", "fact"], name="cases_by_fact"),
            Index(fields=["id"], condition=Q(claim_due=True), name="cases_to_register"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseStep(models.Model):
    """经过: a step of a case: what was done, by whom, from which state to which, and why, told to the applicant."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField("序号")
    verb = models.CharField("动作", max_length=30)
    before = models.CharField("原状态", max_length=30, blank=True, default="")
    after = models.CharField("新状态", max_length=30)
    at = models.DateTimeField("时间")
    user = models.BigIntegerField("账户", null=True)
    """Null: the system, or the applicant at the counter."""
    actor = models.CharField("办理人", max_length=60)
    on_behalf = models.CharField("代谁办理", max_length=60, blank=True, default="")
    on_behalf_of = models.BigIntegerField("代办的账户", null=True)
    by_applicant = models.BooleanField("申请人办的", default=False)
    decides = models.BooleanField("是决定", default=False)
    """Whether it granted or refused what was applied for; whoever did so does not look at the appeal."""
    reason = SealedField("理由")
    """Written for the applicant to read; it may tell about him, so it is sealed."""
    event = models.BigIntegerField("日志序号", null=True)
    fen = models.BigIntegerField("金额（分）", null=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["case", "number"], name="one_step_a_number")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.verb}"


class Frozen(models.Model):
    """决定依据: the receipt of a decision as it was made: facts, rules, parameters, answer; never changed."""

    scheme = models.CharField("项目编号", max_length=80)
    fact = models.BigIntegerField("申领依据编号")
    hash = models.CharField("回执校验值", max_length=64, db_index=True)
    receipt = SealedField("回执")
    outcome = models.CharField("结果", max_length=14)
    fen = models.BigIntegerField("金额（分）", null=True)
    law_date = models.DateField("适用日期", null=True)
    as_of = models.DateField("计算日")
    version = models.PositiveIntegerField("版次", null=True)
    frozen_at = models.DateTimeField("冻结时间")

    def __str__(self) -> str:
        return f"{self.scheme} {self.hash[:12]}"


class CaseFile(models.Model):
    """材料: a file that belongs to a case or a draft; its bytes lie sealed beside the database."""

    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="files")
    draft = models.ForeignKey("cases.Draft", models.SET_NULL, null=True, related_name="files")
    material = models.CharField("材料编号", max_length=60)
    name = SealedField("文件名")
    kind = models.CharField("类型", max_length=60)
    bytes = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    stored = SealedFileField("位置", folder="CASE_FILES")
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=60)
    removed_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(case__isnull=False) | Q(draft__isnull=False), name="file_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.material} {self.stored}"


class Draft(models.Model):
    """草稿: an application that is being written; kept for a while, on whichever machine it is gone on with."""

    kind = models.CharField("事项编号", max_length=80)
    person = models.BigIntegerField("个人编号", null=True)
    organisation = models.BigIntegerField("单位编号", null=True)
    fact = models.BigIntegerField("申领依据编号", null=True)
    answers = SealedField("已填内容")
    begun_at = models.DateTimeField("开始时间")
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=60)
    keeps_until = models.DateField("保留到")
    case = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="+")
    """What it became; null while it is a draft."""
    officer = models.BigIntegerField("窗口录入账户", null=True)
    """Who writes it at the counter for whom stands before him; null: the applicant himself."""
    identity = models.CharField("核对了什么", max_length=12, blank=True, default="")
    """By which paper the officer made sure whom he has before him."""
    why = SealedField("代办原因")

    class Meta:
        indexes: ClassVar = [
            Index(fields=["person", "kind"], condition=Q(case__isnull=True), name="drafts_of_a_person"),
            Index(fields=["organisation", "kind"], condition=Q(case__isnull=True), name="drafts_of_a_body"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
