"""账户的表: units, users, grants, and the two logs, of acts and of looks."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now
from simple_history.models import HistoricalRecords

from bole.apps.accounts.roles import ROLES

_GRANTED = [(role.code, role.label) for role in ROLES.values() if not role.administrates]
_ADMINISTRATES = [(role.code, role.label) for role in ROLES.values() if role.administrates]


_OPEN = Q(until__isnull=True)


class Unit(models.Model):
    """单位: a department, or a body whose people sign in."""

    name = models.CharField("名称", max_length=120, unique=True)
    kind = models.CharField("类别", max_length=20, choices=[(k, k) for k in ("department", "employer", "provider")])
    district = models.CharField("区划", max_length=9, blank=True, default="")
    organisation = models.BigIntegerField("单位编号", null=True, blank=True)
    """The organisation in the register that this unit is; null for a department."""

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """账户: how Django finds an account."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        """Without a check of who may; `services.user_create` is the way in."""
        user = self.model(username=self.model.normalize_username(username), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """账户: an account, with which somebody signs in.

    It has none of Django's permissions and cannot be a superuser: roles alone count.
    """

    username = models.CharField("用户名", max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    display_name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, blank=True, verbose_name="单位")
    person = models.BigIntegerField("本人编号", null=True, blank=True, unique=True)
    """Whose own file it opens, for a worker's account."""
    language = models.CharField("语言", max_length=2, default="zh")
    large_text = models.BooleanField("大字版", default=False)
    demo = models.BooleanField("演示账户", default=False, db_index=True)
    is_active = models.BooleanField("在用", default=True)
    made_at = models.DateTimeField("开户时间", db_default=Now())

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["display_name"]
    objects = Users()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(language__in=("zh", "en")), name="user_language_is_known"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class Grant(models.Model):
    """授权: a role of a user, for a unit, in a district, for a purpose, from one day to another."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=30, choices=_GRANTED)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, blank=True)
    district = models.CharField("区划", max_length=9, blank=True, default="")
    purpose = models.CharField("用途", max_length=60, blank=True, default="")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar = [
            # Two, for an empty unit is equal to no other.
            UniqueConstraint(
                fields=["user", "role", "unit", "district", "purpose"], condition=_OPEN, name="one_grant_of_a_unit"
            ),
            UniqueConstraint(
                fields=["user", "role", "district", "purpose"],
                condition=_OPEN & Q(unit__isnull=True),
                name="one_grant_without_a_unit",
            ),
            CheckConstraint(condition=Q(role__in=[code for code, _ in _GRANTED]), name="grant_is_no_administrator"),
            CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="grant_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Administrator(models.Model):
    """管理员: one of the three; the key is the account, so that no account can be two."""

    user = models.OneToOneField("accounts.User", models.CASCADE, primary_key=True, related_name="administrator")
    role = models.CharField("角色", max_length=30, choices=_ADMINISTRATES)
    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(role__in=[code for code, _ in _ADMINISTRATES]), name="administrator_is_of_three"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Event(models.Model):
    """操作记录: what was done, by whom, about what; appended only, each chained to the one before by a keyed hash."""

    number = models.BigIntegerField("序号", primary_key=True)
    kind = models.CharField("事项", max_length=60, db_index=True)
    at = models.DateTimeField("时间", db_index=True)
    user = models.BigIntegerField("账户", null=True)
    actor = models.CharField("操作人", max_length=60)
    about = models.CharField("对象类别", max_length=30, blank=True, default="")
    about_id = models.BigIntegerField("对象编号", null=True)
    data = models.JSONField("内容", default=dict)
    key = models.PositiveSmallIntegerField("密钥版本", default=1)
    hash = models.BinaryField("校验值", max_length=32)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["about", "about_id"], name="event_about")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ChainHead(models.Model):
    """链头: the one row that writers of events stand in line at; the number and hash of the last event."""

    number = models.BigIntegerField("序号", default=0)
    hash = models.BinaryField("校验值", max_length=32, default=bytes(32))

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(id=1), name="one_chain_head")]

    def __str__(self) -> str:
        return str(self.number)


class Look(models.Model):
    """查阅记录: who looked at whose file, which fields, why."""

    at = models.DateTimeField("时间", db_index=True)
    user = models.BigIntegerField("账户", null=True, db_index=True)
    actor = models.CharField("查阅人", max_length=60)
    unit = models.CharField("单位", max_length=120, blank=True, default="")
    person = models.BigIntegerField("个人编号", db_index=True)
    purpose = models.CharField("用途", max_length=60)
    fields = models.CharField("项目", max_length=300)
    reason = models.CharField("理由", max_length=200, blank=True, default="")
    revealed = models.BooleanField("看了完整号码", default=False)

    def __str__(self) -> str:
        return f"{self.at} {self.actor} {self.person}"
