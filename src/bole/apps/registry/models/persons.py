"""个人登记: who a person is (class S2), how he is reached (class S1, sealed), what he learnt."""

from typing import ClassVar

from django.db import models

from bole.apps.accounts.sealing import BlindIndexField, SealedField
from bole.apps.registry.models.recorded import Recorded

_KNOWN_NOW = models.Q(closed_at__isnull=True)


def _without(name: str) -> models.Q:
    return models.Q(**{f"{name}_index__isnull": True})


class Person(Recorded):
    """个人: identity, household and residence; `thing` is the person id that facts and snapshots use."""

    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("姓名拼音", max_length=200)
    """Key for sorting and search, made from the name."""
    id_kind = models.CharField("证件类型", max_length=20, default="resident")
    id_number = SealedField("证件号码", of="thing")
    id_index = BlindIndexField("证件号码索引", of="id_number", kind="id_number", db_index=False)
    sex = models.CharField("性别", max_length=10, blank=True, default="")
    born_on = models.DateField("出生日期", null=True, blank=True)
    origin = models.CharField("来源地", max_length=20, blank=True, default="")
    household_province = models.CharField("户籍省份", max_length=9, blank=True, default="")
    household_city = models.CharField("户籍城市", max_length=9, blank=True, default="")
    household_since = models.DateField("户籍迁入日期", null=True, blank=True)
    residence_city = models.CharField("常住城市", max_length=9, blank=True, default="")
    residence_town = models.CharField("常住镇街", max_length=9, blank=True, default="", db_index=True)

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["id_index"], condition=models.Q(closed_at__isnull=True), name="one_person_an_id_number"
            ),
        ]
        # The town stands in it so that a clerk of one town is not made to wait for the rest of the city; the classes
        # are those by which PostgreSQL finds a beginning, and SQLite passes them over.
        indexes: ClassVar = [
            *Recorded.Meta.indexes,
            models.Index(
                fields=["pinyin", "residence_town"],
                condition=_KNOWN_NOW,
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                name="person_by_sound",
            ),
            # Whose a row without a good number may be is looked for by birth and surname.
            models.Index(
                fields=["born_on", "pinyin"],
                condition=_KNOWN_NOW & models.Q(born_on__isnull=False),
                opclasses=["date_ops", "varchar_pattern_ops"],
                name="person_by_birth",
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing)


class Contact(Recorded):
    """联系方式: sealed whole; `thing` is the person."""

    phone = SealedField("手机", of="thing")
    phone_index = BlindIndexField("手机索引", of="phone", kind="phone", db_index=False)
    address = SealedField("住址", of="thing")
    bank_account = SealedField("银行账号", of="thing")
    bank_index = BlindIndexField("银行账号索引", of="bank_account", kind="bank_account", db_index=False)
    bank = models.CharField("开户银行", max_length=120, blank=True, default="")

    class Meta(Recorded.Meta):
        # Most people have no bank account here: an index of nothing would cost as much as one of something.
        indexes: ClassVar = [
            *Recorded.Meta.indexes,
            models.Index(fields=["phone_index"], name="contact_by_phone", condition=_KNOWN_NOW & ~_without("phone")),
            models.Index(fields=["bank_index"], name="contact_by_account", condition=_KNOWN_NOW & ~_without("bank")),
        ]

    def __str__(self) -> str:
        return str(self.thing)


class Education(Recorded):
    """学历: one course of study, whether it ended in a graduation or not."""

    person = models.BigIntegerField("个人编号", db_index=True)
    education = models.CharField("学历", max_length=10)
    school = models.CharField("学校", max_length=120, blank=True, default="")
    major = models.CharField("专业", max_length=120, blank=True, default="")
    entered_on = models.DateField("入学日期", null=True, blank=True)
    graduated_on = models.DateField("毕业日期", null=True, blank=True)
    status = models.CharField("学籍状态", max_length=10, blank=True, default="")
    """graduated, enrolled or left."""
    number = models.CharField("证书编号", max_length=60, blank=True, default="", db_index=True)

    class Meta(Recorded.Meta):
        pass

    def __str__(self) -> str:
        return str(self.thing)
