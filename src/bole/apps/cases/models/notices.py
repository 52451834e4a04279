"""通知: what somebody is told, in the system and outside it."""

from typing import ClassVar

from django.db import models
from django.db.models import Index, Q


class Notice(models.Model):
    """通知: one message to one person, body or account; its words are made when it is read, in his language.

    What goes out (SMS) is an outbox: state, attempts, next try; nothing is sent inside a request.
    """

    WAITING, SENT, FAILED, NONE = "waiting", "sent", "failed", "none"
    STATES: ClassVar = (WAITING, SENT, FAILED, NONE)
    """Of the way outside; none: it is shown in the system alone."""

    kind = models.CharField("类别", max_length=30)
    """found, missing, returned, granted, refused, paid, bounced, reminder, overdue, appeal ..."""
    key = models.CharField("唯一键", max_length=80, unique=True)
    """What it is about, so that nobody is told the same thing twice."""
    person = models.BigIntegerField("个人编号", null=True)
    organisation = models.BigIntegerField("单位编号", null=True)
    user = models.BigIntegerField("账户", null=True)
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="notices")
    entitlement = models.ForeignKey("cases.Entitlement", models.CASCADE, null=True, related_name="notices")
    data = models.JSONField("内容", default=dict)
    """Codes, sums and days; never a name or a number of a person."""
    made_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)
    state = models.CharField("发送状态", max_length=10, choices=[(s, s) for s in STATES], default=WAITING)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0)
    next_at = models.DateTimeField("下次发送时间", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    fault = models.CharField("没有送达的原因", max_length=40, blank=True, default="")
    """no-phone, or the kind of the last failure; never what a service said, which may hold a number."""

    class Meta:
        indexes: ClassVar = [
            Index(fields=["person", "-made_at"], name="notices_of_a_person"),
            Index(fields=["organisation", "-made_at"], name="notices_of_a_body"),
            Index(fields=["user", "-made_at"], name="notices_of_a_user"),
            Index(fields=["next_at"], condition=Q(state="waiting"), name="notices_to_send"),
            Index(fields=["-made_at"], condition=Q(state="failed"), name="notices_given_up"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
